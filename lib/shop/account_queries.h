/* account_queries.h - the columns of struct account, for the files that read it. */
#ifndef MERCER_SHOP_ACCOUNT_QUERIES_H
#define MERCER_SHOP_ACCOUNT_QUERIES_H

/* Of `account a`.  Not the hash of the password: most who read accounts have no right to see it. */
#define ACCOUNT_COLUMNS \
	"a.id, a.public_id, a.realm, a.kind, a.state, a.email, a.given_name, a.family_name, a.phone, a.locale, a.birthday," \
	" a.email_confirmed_at, a.password_changed_at, a.created_at, a.last_login_at, a.password_changed_at IS NOT NULL AS has_password," \
	" EXISTS (SELECT 1 FROM totp t WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL) AS has_totp," \
	" (SELECT COUNT(*) FROM passkey p WHERE p.account_id = a.id) AS passkeys, a.version"

#endif
