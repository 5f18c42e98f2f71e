/*
 * privacy_export.c - everything that we know of a person, as export.json and one CSV file per kind of thing.
 *
 * One table, `sections`: a name, a statement that takes the account's id, the shape of its rows.  A new table that
 * holds personal data is a new line there.  Secrets (hashes of passwords and codes, keys) are not the person's data but
 * the lock on it: they are not exported.
 */
#include "lib/io/archive.h"
#include "lib/io/json.h"
#include "lib/shop/address.h"
#include "lib/shop/consent.h"
#include "lib/shop/preference.h"
#include "lib/shop/privacy_parts.h"
#include "lib/base/csv.h"

#define ROWS_MAX 100000
#define CELLS_MAX 32

#define TEXT(T, m) SHAPE_STR(T, m, 0, 65535)

struct person {
	struct str id, realm, kind, state, email, given_name, family_name, phone, locale;
	struct time birthday, email_confirmed_at, password_changed_at, created_at, last_login_at;
};
static const struct shape_field person_fields[] = {
	TEXT(struct person, id),
	TEXT(struct person, realm),
	TEXT(struct person, kind),
	TEXT(struct person, state),
	TEXT(struct person, email),
	TEXT(struct person, given_name),
	TEXT(struct person, family_name),
	TEXT(struct person, phone),
	TEXT(struct person, locale),
	SHAPE_TIME(struct person, birthday),
	SHAPE_TIME(struct person, email_confirmed_at),
	SHAPE_TIME(struct person, password_changed_at),
	SHAPE_TIME(struct person, created_at),
	SHAPE_TIME(struct person, last_login_at),
};
static const struct shape person_shape = SHAPE(struct person, person_fields, "The account.");

struct visit {
	struct str id, proof, ip, agent;
	struct time created_at, seen_at, ends_at;
};
static const struct shape_field visit_fields[] = {
	TEXT(struct visit, id),
	TEXT(struct visit, proof),
	TEXT(struct visit, ip),
	TEXT(struct visit, agent),
	SHAPE_TIME(struct visit, created_at),
	SHAPE_TIME(struct visit, seen_at),
	SHAPE_TIME(struct visit, ends_at),
};
static const struct shape visit_shape = SHAPE(struct visit, visit_fields, "A session.");

/* Passkeys, identities, connected apps, keys, notices: a thing with a name and a few dates. */
struct thing {
	struct str id, name, details;
	struct time created_at, used_at, ended_at;
};
static const struct shape_field thing_fields[] = {
	TEXT(struct thing, id),
	TEXT(struct thing, name),
	TEXT(struct thing, details),
	SHAPE_TIME(struct thing, created_at),
	SHAPE_TIME(struct thing, used_at),
	SHAPE_TIME(struct thing, ended_at),
};
static const struct shape thing_shape = SHAPE(struct thing, thing_fields, "Something of the account.");

struct letter {
	struct str id, template, locale, recipient, subject, state;
	struct time created_at, sent_at;
};
static const struct shape_field letter_fields[] = {
	TEXT(struct letter, id),
	TEXT(struct letter, template),
	TEXT(struct letter, locale),
	TEXT(struct letter, recipient),
	TEXT(struct letter, subject),
	TEXT(struct letter, state),
	SHAPE_TIME(struct letter, created_at),
	SHAPE_TIME(struct letter, sent_at),
};
static const struct shape letter_shape = SHAPE(struct letter, letter_fields, "A mail that was sent.");

struct trace {
	struct str event, outcome, details, ip, agent;
	struct time at;
};
static const struct shape_field trace_fields[] = {
	SHAPE_TIME(struct trace, at),
	TEXT(struct trace, event),
	TEXT(struct trace, outcome),
	TEXT(struct trace, details),
	TEXT(struct trace, ip),
	TEXT(struct trace, agent),
};
static const struct shape trace_shape = SHAPE(struct trace, trace_fields, "An entry of the security log.");

struct choice {
	struct str topic, channel;
	bool is_on;
};
static const struct shape_field choice_fields[] = { TEXT(struct choice, topic), TEXT(struct choice, channel),
	SHAPE_BOOL(struct choice, is_on) };
static const struct shape choice_shape = SHAPE(struct choice, choice_fields, "Whether notices are wanted.");

struct basket {
	struct str cart, state, list, product, variant;
	int64_t quantity;
	struct time added_at;
};
static const struct shape_field basket_fields[] = {
	TEXT(struct basket, cart),
	TEXT(struct basket, state),
	TEXT(struct basket, list),
	TEXT(struct basket, product),
	TEXT(struct basket, variant),
	SHAPE_I64(struct basket, quantity, 0, INT64_MAX),
	SHAPE_TIME(struct basket, added_at),
};
static const struct shape basket_shape = SHAPE(struct basket, basket_fields, "A line of a cart.");

struct entry {
	struct str cart, email, phone, delivery, billing, vat_id, note, codes;
	struct time updated_at;
};
static const struct shape_field entry_fields[] = {
	TEXT(struct entry, cart),
	TEXT(struct entry, email),
	TEXT(struct entry, phone),
	TEXT(struct entry, delivery),
	TEXT(struct entry, billing),
	TEXT(struct entry, vat_id),
	TEXT(struct entry, note),
	TEXT(struct entry, codes),
	SHAPE_TIME(struct entry, updated_at),
};
static const struct shape entry_shape = SHAPE(struct entry, entry_fields, "What was entered at a checkout.");

struct purchase {
	struct str number, id, fulfilment, charge, email, phone, locale, currency, shipping, vat_id, note;
	int64_t total, placed_total, charged, refunded;
	struct time placed_at, paid_at, closed_at;
};
static const struct shape_field purchase_fields[] = {
	TEXT(struct purchase, number),
	TEXT(struct purchase, id),
	TEXT(struct purchase, fulfilment),
	TEXT(struct purchase, charge),
	TEXT(struct purchase, email),
	TEXT(struct purchase, phone),
	TEXT(struct purchase, locale),
	TEXT(struct purchase, currency),
	TEXT(struct purchase, shipping),
	TEXT(struct purchase, vat_id),
	TEXT(struct purchase, note),
	SHAPE_I64(struct purchase, total, 0, INT64_MAX),
	SHAPE_I64(struct purchase, placed_total, 0, INT64_MAX),
	SHAPE_I64(struct purchase, charged, 0, INT64_MAX),
	SHAPE_I64(struct purchase, refunded, 0, INT64_MAX),
	SHAPE_TIME(struct purchase, placed_at),
	SHAPE_TIME(struct purchase, paid_at),
	SHAPE_TIME(struct purchase, closed_at),
};
static const struct shape purchase_shape = SHAPE(struct purchase, purchase_fields, "An order; amounts in minor units.");

struct bought {
	struct str number, title, options, sku;
	int64_t quantity, cancelled, shipped, total;
};
static const struct shape_field bought_fields[] = {
	TEXT(struct bought, number),
	TEXT(struct bought, title),
	TEXT(struct bought, options),
	TEXT(struct bought, sku),
	SHAPE_I64(struct bought, quantity, 0, INT64_MAX),
	SHAPE_I64(struct bought, cancelled, 0, INT64_MAX),
	SHAPE_I64(struct bought, shipped, 0, INT64_MAX),
	SHAPE_I64(struct bought, total, 0, INT64_MAX),
};
static const struct shape bought_shape = SHAPE(struct bought, bought_fields, "A line of an order.");

struct sent_to {
	struct str number, kind, country, recipient, organization, line1, line2, line3, dependent_locality, locality,
	    region, postal_code, sorting_code, phone;
};
static const struct shape_field sent_to_fields[] = {
	TEXT(struct sent_to, number),
	TEXT(struct sent_to, kind),
	TEXT(struct sent_to, country),
	TEXT(struct sent_to, recipient),
	TEXT(struct sent_to, organization),
	TEXT(struct sent_to, line1),
	TEXT(struct sent_to, line2),
	TEXT(struct sent_to, line3),
	TEXT(struct sent_to, dependent_locality),
	TEXT(struct sent_to, locality),
	TEXT(struct sent_to, region),
	TEXT(struct sent_to, postal_code),
	TEXT(struct sent_to, sorting_code),
	TEXT(struct sent_to, phone),
};
static const struct shape sent_to_shape = SHAPE(struct sent_to, sent_to_fields, "An address of an order.");

struct paper {
	struct str order, kind, number, document;
	struct time issued_at;
};
static const struct shape_field paper_fields[] = {
	TEXT(struct paper, order),
	TEXT(struct paper, kind),
	TEXT(struct paper, number),
	SHAPE_TIME(struct paper, issued_at),
	SHAPE_STR(struct paper, document, 0, 16 << 20),
};
static const struct shape paper_shape = SHAPE(struct paper, paper_fields, "An invoice or a credit note.");

/* Card numbers are the gateway's alone: paid_with is what a person may see of one. */
struct paid {
	struct str number, method, paid_with, currency, state;
	int64_t amount, charged, refunded;
	struct time created_at;
};
static const struct shape_field paid_fields[] = {
	TEXT(struct paid, number),
	TEXT(struct paid, method),
	TEXT(struct paid, paid_with),
	TEXT(struct paid, currency),
	TEXT(struct paid, state),
	SHAPE_I64(struct paid, amount, 0, INT64_MAX),
	SHAPE_I64(struct paid, charged, 0, INT64_MAX),
	SHAPE_I64(struct paid, refunded, 0, INT64_MAX),
	SHAPE_TIME(struct paid, created_at),
};
static const struct shape paid_shape = SHAPE(struct paid, paid_fields, "A payment.");

static const struct db_query queries[] = {
	{ "export_account", "i", &person_shape,
	    "SELECT public_id AS id, realm, kind, state, email, given_name, family_name, phone, locale, birthday, email_confirmed_at,"
	    " password_changed_at, created_at, last_login_at FROM account WHERE id = ?" },
	{ "export_addresses", "i", &address_shape,
	    "SELECT id, public_id, country, recipient, organization, line1, line2, line3, dependent_locality, locality, region, postal_code,"
	    " sorting_code, phone, is_delivery, is_billing, version FROM account_address WHERE account_id = ? ORDER BY id" },
	{ "export_consents", "i", &consent_shape,
	    "SELECT purpose, text_version, is_granted, source, locale, at FROM consent WHERE account_id = ? ORDER BY id" },
	{ "export_preferences", "i", &choice_shape,
	    "SELECT topic, channel, is_on FROM notification_preference WHERE account_id = ?" },
	{ "export_sessions", "i", &visit_shape,
	    "SELECT public_id AS id, proof, ip, agent, created_at, seen_at, ends_at FROM session WHERE account_id = ? ORDER BY id" },
	{ "export_passkeys", "i", &thing_shape,
	    "SELECT public_id AS id, name, transports AS details, created_at, used_at, NULL AS ended_at FROM passkey WHERE account_id = ? ORDER BY id" },
	{ "export_identities", "i", &thing_shape,
	    "SELECT i.public_id AS id, p.name, i.email AS details, i.linked_at AS created_at, i.used_at, NULL AS ended_at FROM account_identity i"
	    " JOIN identity_provider p ON p.id = i.provider_id WHERE i.account_id = ? ORDER BY i.id" },
	{ "export_apps", "i", &thing_shape,
	    "SELECT g.public_id AS id, c.name, g.scope AS details, g.created_at, g.used_at, COALESCE(g.revoked_at, g.ends_at) AS ended_at"
	    " FROM oauth_grant g JOIN oauth_client c ON c.id = g.oauth_client_id WHERE g.account_id = ? ORDER BY g.id" },
	{ "export_keys", "i", &thing_shape,
	    "SELECT public_id AS id, name, scope AS details, created_at, used_at, COALESCE(revoked_at, expires_at) AS ended_at FROM api_key"
	    " WHERE account_id = ? ORDER BY id" },
	{ "export_carts", "i", &basket_shape,
	    "SELECT c.public_id AS cart, c.state, l.list, (SELECT t.title FROM product_text t WHERE t.product_id = v.product_id ORDER BY t.locale LIMIT 1) AS product, v.public_id AS variant, l.quantity, l.added_at FROM cart c"
	    " JOIN cart_line l ON l.cart_id = c.id LEFT JOIN variant v ON v.id = l.variant_id"
	    " WHERE c.account_id = ? ORDER BY c.id, l.id" },
	{ "export_checkouts", "i", &entry_shape,
	    "SELECT c.public_id AS cart, k.email, k.phone, k.delivery, k.billing, k.vat_id, k.note,"
	    " (SELECT GROUP_CONCAT(o.code ORDER BY o.code SEPARATOR ', ') FROM cart_coupon o WHERE o.cart_id = c.id) AS codes,"
	    " COALESCE(k.updated_at, c.updated_at) AS updated_at FROM cart c LEFT JOIN checkout k ON k.cart_id = c.id"
	    " WHERE c.account_id = ? ORDER BY c.id" },
	{ "export_groups", "i", &thing_shape,
	    "SELECT g.public_id AS id, g.name, NULL AS details, NULL AS created_at, NULL AS used_at, NULL AS ended_at FROM account_group a"
	    " JOIN customer_group g ON g.id = a.group_id WHERE a.account_id = ? ORDER BY g.id" },
	{ "export_orders", "i", &purchase_shape,
	    "SELECT number, public_id AS id, fulfilment, charge, email, phone, locale, currency, shipping_name AS shipping, vat_id, note, total, placed_total, charged,"
	    " refunded, placed_at, paid_at, closed_at FROM sales_order WHERE account_id = ? ORDER BY id" },
	{ "export_order_words", "i", &thing_shape,
	    "SELECT o.number AS id, v.kind AS name, v.words AS details, v.at AS created_at, NULL AS used_at, NULL AS ended_at FROM sales_order o"
	    " JOIN sales_order_event v ON v.order_id = o.id WHERE o.account_id = ? AND v.words IS NOT NULL ORDER BY v.id" },
	{ "export_refunds", "i", &thing_shape,
	    "SELECT o.number AS id, c.kind AS name, c.reason AS details, c.created_at, NULL AS used_at, NULL AS ended_at FROM sales_order o"
	    " JOIN sales_order_credit c ON c.order_id = o.id WHERE o.account_id = ? ORDER BY c.id" },
	{ "export_order_lines", "i", &bought_shape,
	    "SELECT o.number, l.title, l.options, l.sku, l.quantity, l.cancelled, l.shipped, l.total FROM sales_order o JOIN sales_order_line l ON l.order_id = o.id"
	    " WHERE o.account_id = ? ORDER BY o.id, l.position" },
	{ "export_order_addresses", "i", &sent_to_shape,
	    "SELECT o.number, a.kind, a.country, a.recipient, a.organization, a.line1, a.line2, a.line3, a.dependent_locality, a.locality, a.region, a.postal_code,"
	    " a.sorting_code, a.phone FROM sales_order o JOIN sales_order_address a ON a.order_id = o.id WHERE o.account_id = ? ORDER BY o.id, a.kind" },
	{ "export_payments", "i", &paid_shape,
	    "SELECT o.number, p.method, p.display AS paid_with, p.currency, p.state, p.amount, p.charged, p.refunded, p.created_at"
	    " FROM sales_order o JOIN payment p ON p.order_id = o.id WHERE o.account_id = ? ORDER BY p.id" },
	{ "export_invoices", "i", &paper_shape,
	    "SELECT o.number AS `order`, i.kind, i.number, i.issued_at, i.document FROM sales_order o JOIN invoice i ON i.order_id = o.id WHERE o.account_id = ?"
	    " ORDER BY i.id" },
	{ "export_mails", "i", &letter_shape,
	    "SELECT public_id AS id, template, locale, recipient, subject, state, created_at, sent_at FROM mail WHERE account_id = ? ORDER BY id" },
	{ "export_security_log", "i", &trace_shape,
	    "SELECT l.at, l.event, l.outcome, l.details, p.ip, p.agent FROM account a JOIN audit_log l ON l.actor = a.public_id"
	    " LEFT JOIN audit_person p ON p.audit_id = l.id WHERE a.id = ? ORDER BY l.id" },
	{ "export_requests", "i", &privacy_request_shape,
	    "SELECT r.id, r.public_id, r.account_id, a.public_id AS account, r.kind, r.state, r.message, r.file, r.created_at, r.due_at, r.done_at,"
	    " r.expires_at FROM privacy_request r JOIN account a ON a.id = r.account_id WHERE r.account_id = ? ORDER BY r.id" },
};
const struct db_module privacy_export_sql = { "privacy_export", queries, COUNT(queries) };

/* Name of a section: its statement's, without "export_". */
static const char *
section_name(size_t i)
{
	return queries[i].name + sizeof("export_") - 1;
}

static struct str
cell_text(struct arena *a, const struct shape_field *f, const void *obj)
{
	const void *at = shape_at(f, obj);
	struct buf b;

	if (shape_is_absent(f, obj))
		return STR_ABSENT;
	buf_in_arena(&b, a, BUF_LINE);
	switch (f->type) {
	case SHAPE_T_STR:
		return *(const struct str *)at;
	case SHAPE_T_BOOL:
		return *(const bool *)at ? STR("true") : STR("false");
	case SHAPE_T_I32:
		buf_printf(&b, "%d", *(const int32_t *)at);
		break;
	case SHAPE_T_I64:
		buf_printf(&b, "%lld", (long long)*(const int64_t *)at);
		break;
	case SHAPE_T_TIME:
		time_rfc3339(&b, *(const struct time *)at);
		break;
	case SHAPE_T_ENUM:
		for (const struct shape_enum *e = f->enums; e->name; e++)
			if (e->value == *(const int *)at)
				return str_of(e->name);
		break;
	default:
		BUG("a section of an export has scalar members only");
	}
	return buf_view(&b);
}

static void
write_csv(struct arena *a, const struct shape *s, struct list rows, struct buf *b)
{
	struct str cells[CELLS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < s->count && n < CELLS_MAX; i++)
		if (!(s->fields[i].flags & SHAPE_HIDDEN))
			cells[n++] = str_of(s->fields[i].name);
	csv_write(b, cells, n, true);
	for (size_t r = 0; r < rows.count; r++) {
		n = 0;
		for (size_t i = 0; i < s->count && n < CELLS_MAX; i++)
			if (!(s->fields[i].flags & SHAPE_HIDDEN))
				cells[n++] = cell_text(a, &s->fields[i], (const char *)rows.items + r * s->size);
		csv_write(b, cells, n, true);
	}
}

enum err
privacy_export_write(const struct account_env *e, int64_t account_id, const char *path)
{
	const struct db_arg args[] = { db_i64(account_id) };
	struct archive_entry_text entries[COUNT(queries) + 1];
	struct buf json, csv[COUNT(queries)];

	buf_in_arena(&json, e->arena, (size_t)64 << 20);
	buf_lit(&json, "{\n\"exported_at\":\"");
	time_rfc3339(&json, clock_now());
	buf_char(&json, '"');
	for (size_t i = 0; i < COUNT(queries); i++) {
		struct list rows;
		enum err err = db_rows(e->db, &queries[i], args, 1, e->arena, ROWS_MAX, &rows);
		if (err)
			return err;
		buf_printf(&json, ",\n\"%s\":", section_name(i));
		json_write_list(&json, queries[i].row, rows, UINT64_MAX);
		buf_in_arena(&csv[i], e->arena, (size_t)64 << 20);
		write_csv(e->arena, queries[i].row, rows, &csv[i]);
		entries[i + 1] =
		    (struct archive_entry_text){ arena_printf(e->arena, "%s.csv", section_name(i)), buf_view(&csv[i]) };
		if (csv[i].failed)
			return err_fail(ERR_LIMIT, "could not export %s: too much", section_name(i));
	}
	buf_lit(&json, "\n}\n");
	if (json.failed)
		return err_fail(ERR_LIMIT, "could not export: too much");
	entries[0] = (struct archive_entry_text){ "export.json", buf_view(&json) };
	return archive_write_zip(path, entries, COUNT(entries));
}
