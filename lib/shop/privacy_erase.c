/*
 * privacy_erase.c - what goes when a person is forgotten.  A new table that names people is a new line of `tables`
 * (t/lib/shop/test_privacy.c fails until it is: it looks for columns that refer to account).
 */
#include "lib/shop/audit.h"
#include "lib/shop/outbox.h"
#include "lib/shop/privacy_parts.h"

struct id_row {
	struct str public_id;
};
static const struct shape_field id_fields[] = { SHAPE_STR(struct id_row, public_id, 1, 40) };
static const struct shape id_shape = SHAPE(struct id_row, id_fields, "A public id.");
struct name_row {
	struct str file;
};
static const struct shape_field name_fields[] = { SHAPE_STR(struct name_row, file, 1, 255) };
static const struct shape name_shape = SHAPE(struct name_row, name_fields, "A file.");

enum { LOCK, BLANK, FILES, NO_FILES, TABLES };

static const struct db_query queries[] = {
	[LOCK] = { "erase_lock", "i", &id_shape, "SELECT public_id FROM account WHERE id = ? FOR UPDATE" },
	[BLANK] = { "erase_account", "i", NULL,
	    "UPDATE account SET state = 'erased', email = NULL, email_key = NULL, email_confirmed_at = NULL, password_hash = NULL,"
	    " password_changed_at = NULL, given_name = NULL, family_name = NULL, phone = NULL, birthday = NULL, last_login_at = NULL,"
	    " session_epoch = session_epoch + 1, version = version + 1, erased_at = COALESCE(erased_at, NOW(6)) WHERE id = ?" },
	[FILES] = { "erase_files", "i", &name_shape,
	    "SELECT file FROM privacy_request WHERE account_id = ? AND file IS NOT NULL" },
	[NO_FILES] = { "erase_no_files", "i", NULL,
	    "UPDATE privacy_request SET file = NULL, message = NULL, expires_at = NULL WHERE account_id = ?" },
	[TABLES] = { "erase_sessions", "i", NULL, "DELETE FROM session WHERE account_id = ?" },
	{ "erase_addresses", "i", NULL, "DELETE FROM account_address WHERE account_id = ?" },
	{ "erase_consents", "i", NULL, "DELETE FROM consent WHERE account_id = ?" },
	{ "erase_preferences", "i", NULL, "DELETE FROM notification_preference WHERE account_id = ?" },
	{ "erase_links", "i", NULL, "DELETE FROM account_link WHERE account_id = ?" },
	{ "erase_places", "i", NULL, "DELETE FROM account_place WHERE account_id = ?" },
	{ "erase_totp", "i", NULL, "DELETE FROM totp WHERE account_id = ?" },
	{ "erase_recovery", "i", NULL, "DELETE FROM recovery_code WHERE account_id = ?" },
	{ "erase_passkeys", "i", NULL, "DELETE FROM passkey WHERE account_id = ?" },
	{ "erase_challenges", "i", NULL, "DELETE FROM passkey_challenge WHERE account_id = ?" },
	{ "erase_roles", "i", NULL, "DELETE FROM account_role WHERE account_id = ?" },
	{ "erase_grants", "i", NULL, "DELETE FROM oauth_grant WHERE account_id = ?" },
	{ "erase_keys", "i", NULL, "DELETE FROM api_key WHERE account_id = ?" },
	{ "erase_identities", "i", NULL, "DELETE FROM account_identity WHERE account_id = ?" },
	/* Lines, codes and what was entered at the checkout go with it. */
	{ "erase_carts", "i", NULL, "DELETE FROM cart WHERE account_id = ?" },
	{ "erase_groups", "i", NULL, "DELETE FROM account_group WHERE account_id = ?" },
	/*
	 * Orders stay, with what tax law wants of them: number, lines, amounts, taxes, VAT id, and the invoice as it
	 * was issued, which names the buyer.  What served to reach and supply him goes: at once for orders that are
	 * done with, for others as soon as they are (retention.c, by the account's state).
	 */
	{ "erase_promotion_uses", "i", NULL,
	    "UPDATE promotion_use u JOIN sales_order o ON o.id = u.order_id SET u.customer_key = NULL WHERE o.account_id = ?" },
	{ "erase_order_addresses", "i", NULL,
	    "DELETE a FROM sales_order_address a JOIN sales_order o ON o.id = a.order_id WHERE o.account_id = ? AND o.closed_at IS NOT NULL" },
	{ "erase_order_contacts", "i", NULL,
	    "UPDATE sales_order SET email = NULL, email_key = NULL, phone = NULL, note = NULL, version = version + 1"
	    " WHERE account_id = ? AND closed_at IS NOT NULL" },
	/* What somebody wrote - why it was cancelled or refunded, notes of colleagues - is no part of the history that
	 * stays. */
	{ "erase_order_words", "i", NULL,
	    "UPDATE sales_order_event v JOIN sales_order o ON o.id = v.order_id SET v.words = NULL WHERE o.account_id = ? AND o.closed_at IS NOT NULL AND v.words IS NOT NULL" },
	{ "erase_credit_reasons", "i", NULL,
	    "UPDATE sales_order_credit c JOIN sales_order o ON o.id = c.order_id SET c.reason = NULL WHERE o.account_id = ? AND o.closed_at IS NOT NULL AND c.reason IS NOT NULL" },
	{ "erase_refund_reasons", "i", NULL,
	    "UPDATE refund f JOIN sales_order o ON o.id = f.order_id SET f.reason = NULL WHERE o.account_id = ? AND o.closed_at IS NOT NULL AND f.reason IS NOT NULL" },
	/* The amounts stay with the books; with which card it was is of no use any more. */
	{ "erase_payment_cards", "i", NULL,
	    "UPDATE payment p JOIN sales_order o ON o.id = p.order_id SET p.display = NULL WHERE o.account_id = ? AND o.closed_at IS NOT NULL" },
	{ "erase_mails", "i", NULL, "DELETE FROM mail WHERE account_id = ?" },
};
const struct db_module privacy_erase_sql = { "privacy_erase", queries, COUNT(queries) };

enum err
privacy_erase_rows(struct db *db, const struct account_env *e, int64_t account_id, struct list *files)
{
	const struct db_arg args[] = { db_i64(account_id) };
	struct audit record = { .event = AUDIT_ERASE, .object_kind = "account", .details = STR("{\"step\":\"done\"}") };
	struct id_row account;
	enum err err;

	if ((err = db_row(db, &queries[LOCK], args, 1, e->arena, &account)) ||
	    (err = db_rows(db, &queries[FILES], args, 1, e->arena, 500, files)) ||
	    (err = db_exec(db, &queries[NO_FILES], args, 1, NULL)))
		return err;
	for (size_t i = TABLES; i < COUNT(queries); i++)
		if ((err = db_exec(db, &queries[i], args, 1, NULL)))
			return err;
	record.object = account.public_id;
	if ((err = db_exec(db, &queries[BLANK], args, 1, NULL)) || (err = audit_forget(db, account.public_id)) ||
	    (err = outbox_add(db, "privacy.erased", account.public_id,
		 str_printf(e->arena, "{\"account\":\"%.*s\"}", STR_ARG(account.public_id)))))
		return err;
	return audit(db, e->who, &record);
}
