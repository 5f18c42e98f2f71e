/* consent.c - consents and their history.  See consent.h. */
#include "lib/shop/consent.h"
#include "lib/shop/audit.h"
#include "lib/shop/outbox.h"

enum { NEWEST, HISTORY, INSERT, ACCOUNT };

#define HISTORY_MAX 1000

static const struct consent_purpose purposes[] = {
	{ "newsletter", 1, N_("Newsletter by e-mail"),
	    N_("News and offers, about once a month. You can stop it at any time, here or by the link in every issue.") },
	{ "recommendations", 1, N_("Personal recommendations"),
	    N_("We use what you looked at and bought to choose what we show you. Without it, everybody sees the same.") },
};

static const struct shape_enum sources[] = { { "register", CONSENT_REGISTER }, { "account", CONSENT_ACCOUNT },
	{ "link", CONSENT_LINK }, { "staff", CONSENT_STAFF }, { "api", CONSENT_API }, { NULL, 0 } };

static const struct shape_field fields[] = {
	SHAPE_STR(struct consent, purpose, 1, 32, .flags = SHAPE_REQUIRED,
	    .doc = "what is agreed to: newsletter, recommendations"),
	SHAPE_I32(struct consent, text_version, 0, INT32_MAX, .flags = SHAPE_READ_ONLY,
	    .doc = "version of the text that was shown"),
	SHAPE_BOOL(struct consent, is_granted, .doc = "agreed, or not (any more)"),
	SHAPE_ENUM(
	    struct consent, source, sources, .flags = SHAPE_READ_ONLY, .doc = "where it was said; null: never asked"),
	SHAPE_STR(struct consent, locale, 0, 12, .flags = SHAPE_READ_ONLY, .doc = "language of the text"),
	SHAPE_TIME(struct consent, at, .flags = SHAPE_READ_ONLY, .doc = "when; null: never asked"),
};
const struct shape consent_shape = SHAPE(struct consent, fields, "A consent of a person to one purpose.");

#define COLUMNS "c.purpose, c.text_version, c.is_granted, c.source, c.locale, c.at"

struct account_row {
	struct str public_id;
};
static const struct shape_field account_fields[] = { SHAPE_STR(struct account_row, public_id, 1, 40) };
static const struct shape account_row_shape = SHAPE(struct account_row, account_fields, "An account.");

static const struct db_query queries[] = {
	[NEWEST] = { "consent_newest", "ii", &consent_shape,
	    "SELECT " COLUMNS
	    " FROM consent c JOIN (SELECT MAX(id) AS id FROM consent WHERE account_id = ? GROUP BY purpose) n ON n.id = c.id"
	    " WHERE c.account_id = ? ORDER BY c.id" },
	[HISTORY] = { "consent_history", "i", &consent_shape,
	    "SELECT " COLUMNS " FROM consent c WHERE c.account_id = ? ORDER BY c.id DESC LIMIT 1000" },
	[INSERT] = { "consent_insert", "isibss", NULL,
	    "INSERT INTO consent (account_id, purpose, text_version, is_granted, source, locale) VALUES (?, ?, ?, ?, ?, ?)" },
	[ACCOUNT] = { "consent_account", "i", &account_row_shape, "SELECT public_id FROM account WHERE id = ?" },
};
const struct db_module consent_sql = { "consent", queries, COUNT(queries) };

struct setting {
	const struct account_env *e;
	int64_t account_id;
	const struct consent_purpose *purpose;
	bool granted;
	enum consent_source source;
};

const struct consent_purpose *
consent_purposes(size_t *count)
{
	*count = COUNT(purposes);
	return purposes;
}

static const struct consent_purpose *
find(struct str name)
{
	for (size_t i = 0; i < COUNT(purposes); i++)
		if (str_eq_z(name, purposes[i].name))
			return &purposes[i];
	return NULL;
}

enum err
consent_current(struct db *db, struct arena *a, int64_t account_id, struct list *out)
{
	const struct db_arg args[] = { db_i64(account_id), db_i64(account_id) };
	struct consent *now = arena_array(a, struct consent, COUNT(purposes));
	const struct consent *row;
	struct list rows;
	enum err err = db_rows(db, &queries[NEWEST], args, COUNT(args), a, HISTORY_MAX, &rows);

	if (err)
		return err;
	row = rows.items;
	for (size_t i = 0; i < COUNT(purposes); i++) {
		shape_init(&consent_shape, &now[i]);
		now[i].purpose = str_of(purposes[i].name);
		for (size_t k = 0; k < rows.count; k++)
			if (str_eq_z(row[k].purpose, purposes[i].name))
				now[i] = row[k];
		now[i].is_granted &= now[i].text_version >= purposes[i].text_version;
	}
	*out = (struct list){ now, COUNT(purposes) };
	return OK;
}

enum err
consent_history(struct db *db, struct arena *a, int64_t account_id, struct list *out)
{
	const struct db_arg args[] = { db_i64(account_id) };

	return db_rows(db, &queries[HISTORY], args, COUNT(args), a, HISTORY_MAX, out);
}

enum err
consent_is_granted(struct db *db, struct arena *a, int64_t account_id, const char *purpose, bool *granted)
{
	struct list now = { 0 };
	const struct consent *c;
	enum err err = consent_current(db, a, account_id, &now);

	*granted = false;
	if (err)
		return err;
	c = now.items;
	for (size_t i = 0; i < now.count; i++)
		if (str_eq_z(c[i].purpose, purpose))
			*granted = c[i].is_granted;
	return err;
}

static enum err
set(struct db *db, void *payload)
{
	const struct setting *s = payload;
	struct arena *a = s->e->arena;
	struct audit record = { .event = AUDIT_CONSENT,
		.object_kind = "account",
		.details = str_printf(
		    a, "{\"purpose\":\"%s\",\"granted\":%s}", s->purpose->name, s->granted ? "true" : "false") };
	const struct db_arg args[] = { db_i64(s->account_id), db_str(str_of(s->purpose->name)),
		db_i64(s->purpose->text_version), db_bool(s->granted), db_str(str_of(sources[s->source].name)),
		db_str(str_is_absent(s->e->who->locale) ? STR("en") : s->e->who->locale) };
	const struct db_arg of[] = { db_i64(s->account_id) };
	struct account_row account;
	bool before;
	enum err err;

	if ((err = db_row(db, &queries[ACCOUNT], of, COUNT(of), a, &account)) ||
	    (err = consent_is_granted(db, a, s->account_id, s->purpose->name, &before)))
		return err;
	if (before == s->granted)
		return OK;
	record.object = account.public_id;
	if ((err = db_exec(db, &queries[INSERT], args, COUNT(args), NULL)) ||
	    (err = outbox_add(db, "account.consent_changed", account.public_id, record.details)))
		return err;
	return audit(db, s->e->who, &record);
}

enum err
consent_set(
    const struct account_env *e, int64_t account_id, struct str purpose, bool granted, enum consent_source source)
{
	struct setting s = { e, account_id, find(purpose), granted, source };

	if (!s.purpose)
		return err_fail(ERR_NOT_FOUND, "could not set consent '%.*s': no such purpose", STR_ARG(purpose));
	return db_transaction(e->db, set, &s);
}
