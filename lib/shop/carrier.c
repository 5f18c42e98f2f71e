/* carrier.c - who brings parcels.  See shipping_setup.h; owns table carrier. */
#include "lib/base/escape.h"
#include "lib/io/crypto.h"
#include "lib/shop/audit.h"
#include "lib/shop/shipping_calendar.h"
#include "lib/shop/shipping_setup.h"

static bool
is_tracking_url(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] <= ' ' || s.ptr[i] > '~')
			return false;
	return str_starts(s, STR("https://")) && str_contains(s, STR("{code}"));
}
static const struct shape_format format_tracking_url = { "uri-template", NULL, is_tracking_url,
	N_("Use an https address with {code} where the parcel's code goes.") };

static const struct shape_field fields[] = {
	SHAPE_I64(struct carrier, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct carrier, code, 1, 32, .flags = SHAPE_REQUIRED, .format = &format_slug, .doc = "code"),
	SHAPE_STR(struct carrier, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_STR(struct carrier, tracking_url, 0, 500, .format = &format_tracking_url,
	    .doc = "where a parcel can be followed: {code} stands for its code"),
	SHAPE_I64(struct carrier, working_days, 1, 127, .fallback = "63",
	    .doc = "days of the week as bits, Monday is 1, Sunday 64"),
	SHAPE_STR(struct carrier, calendar, 0, 64, .doc = "code of the calendar with its closed days"),
	SHAPE_BOOL(struct carrier, is_active, .fallback = "true", .doc = "can be chosen"),
	SHAPE_I64(struct carrier, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
};
const struct shape carrier_shape = SHAPE(struct carrier, fields, "A carrier.");

enum { LIST, FIND };
enum { INSERT, UPDATE };
#define COLUMNS \
	"c.id, c.code, c.name, c.tracking_url, c.working_days, k.code AS calendar, c.is_active, c.version FROM carrier c" \
	" LEFT JOIN calendar k ON k.id = c.calendar_id"
static const struct db_query queries[] = {
	[LIST] = { "carrier_list", "", &carrier_shape, "SELECT " COLUMNS " ORDER BY c.is_active DESC, c.name, c.id" },
	[FIND] = { "carrier_find", "s", &carrier_shape, "SELECT " COLUMNS " WHERE c.code = ?" },
};
const struct db_module carrier_sql = { "carrier", queries, COUNT(queries) };

static const struct db_query writes[] = {
	[INSERT] = { "carrier_insert", "ssssisb", NULL,
	    "INSERT INTO carrier (public_id, code, name, tracking_url, working_days, calendar_id, is_active)"
	    " VALUES (?, ?, ?, ?, ?, (SELECT id FROM calendar WHERE code = ?), ?)" },
	[UPDATE] = { "carrier_update", "ssisbsii", NULL,
	    "UPDATE carrier SET name = ?, tracking_url = ?, working_days = ?, calendar_id = (SELECT id FROM calendar WHERE code = ?), is_active = ?, version = version + 1 WHERE code = ? AND (? = 0 OR version = ?)" },
};
const struct db_module carrier_put_sql = { "carrier_put", writes, COUNT(writes) };

enum err
carrier_list(struct db *db, struct arena *a, struct list *out)
{
	return db_rows(db, &queries[LIST], NULL, 0, a, 1000, out);
}

enum err
carrier_find(struct db *db, struct arena *a, struct str code, struct carrier *out)
{
	const struct db_arg args[] = { db_str(code) };

	return db_row(db, &queries[FIND], args, COUNT(args), a, out);
}

struct put {
	const struct shipping_env *e;
	const struct carrier *in;
};

static enum err
put(struct db *db, void *payload)
{
	const struct put *p = payload;
	const struct carrier *c = p->in;
	const struct db_arg change[] = { db_str(c->name), db_str(c->tracking_url), db_i64(c->working_days),
		db_str(c->calendar), db_bool(c->is_active), db_str(c->code), db_i64(c->version), db_i64(c->version) };
	struct audit record = { .event = AUDIT_SHIPPING, .object_kind = "carrier", .object = c->code };
	struct carrier stored;
	struct db_done done;
	enum err err = db_exec(db, &writes[UPDATE], change, COUNT(change), &done);

	if (!err && !done.affected) {
		char id[32];
		public_id(id, "carr");
		{
			const struct db_arg add[] = { db_str(str_of(id)), db_str(c->code), db_str(c->name),
				db_str(c->tracking_url), db_i64(c->working_days), db_str(c->calendar),
				db_bool(c->is_active) };
			if ((err = carrier_find(db, p->e->arena, c->code, &stored)) == OK)
				return err_fail(ERR_PRECONDITION,
				    "could not change carrier '%.*s': version %lld is stored", STR_ARG(c->code),
				    (long long)stored.version);
			if (err == ERR_NOT_FOUND) {
				err_clear();
				err = db_exec(db, &writes[INSERT], add, COUNT(add), NULL);
			}
		}
	}
	return err ? err : audit(db, p->e->who, &record);
}

enum err
carrier_put(const struct shipping_env *e, const struct carrier *in, struct field_errors *errors)
{
	struct put p = { e, in };
	const size_t before = errors->count;
	enum err err;

	(void)shape_check(&carrier_shape, in, STR(""), errors);
	if ((err = shipping_calendar_check(e->db, e->arena, in->calendar, errors)))
		return err;
	if (errors->count != before)
		return err_fail(ERR_INVALID, "a carrier with wrong fields");
	return db_transaction(e->db, put, &p);
}

struct str
carrier_tracking_url(struct arena *a, struct str template_, struct str code)
{
	struct buf b;
	size_t at = 0;

	if (str_is_empty(template_) || str_is_empty(code))
		return STR_ABSENT;
	buf_in_arena(&b, a, BUF_LINE);
	while (at < template_.len) {
		if (str_starts(str_skip(template_, at), STR("{code}"))) {
			escape_url_part(&b, code);
			at += strlen("{code}");
		} else
			buf_char(&b, template_.ptr[at++]);
	}
	return buf_view(&b);
}
