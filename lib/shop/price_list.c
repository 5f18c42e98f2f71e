/* price_list.c - price lists: what they are.  Writes price_list.  See price_list.h; price_list_csv.c has their prices.
 * */
#include "lib/shop/price_list.h"
#include "lib/io/crypto.h"
#include "lib/shop/price_list_parts.h"

enum { LIST, GET_ONE, INSERT, UPDATE, REMOVE, QUEUE };

static const struct shape_field fields[] = {
	SHAPE_I64(struct price_list, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct price_list, public_id, 1, 40, .doc = "id"),
	SHAPE_STR(struct price_list, code, 1, 64, .doc = "code, never changes"),
	SHAPE_STR(struct price_list, name, 1, 200, .doc = "name"),
	SHAPE_STR(struct price_list, currency, 3, 3, .doc = "of its prices"),
	SHAPE_STR(struct price_list, group_code, 0, 64, .doc = "customers of this group alone"),
	SHAPE_STR(struct price_list, country, 0, 2, .doc = "deliveries to it alone"),
	SHAPE_TIME(struct price_list, starts_at, .doc = "from"),
	SHAPE_TIME(struct price_list, ends_at, .doc = "until"),
	SHAPE_I32(struct price_list, position, INT32_MIN, INT32_MAX, .doc = "the lowest applies"),
	SHAPE_BOOL(struct price_list, is_active, .doc = "switched on"),
	SHAPE_I64(struct price_list, prices, 0, INT64_MAX, .doc = "prices in it"),
	SHAPE_I64(struct price_list, version, 1, INT64_MAX, .doc = "rises with each change"),
};
const struct shape price_list_shape = SHAPE(struct price_list, fields, "A price list.");

static const struct shape_field input_fields[] = {
	SHAPE_STR(struct price_list_input, code, 1, 64, .flags = SHAPE_REQUIRED, .format = &format_slug,
	    .doc = "code, never changes"),
	SHAPE_STR(struct price_list_input, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_STR(struct price_list_input, currency, 3, 3, .flags = SHAPE_REQUIRED, .format = &format_currency,
	    .doc = "of its prices"),
	SHAPE_STR(struct price_list_input, group_code, 0, 64, .doc = "customers of this group alone"),
	SHAPE_STR(struct price_list_input, country, 0, 2, .doc = "deliveries to it alone"),
	SHAPE_TIME(struct price_list_input, starts_at, .doc = "from"),
	SHAPE_TIME(struct price_list_input, ends_at, .doc = "until"),
	SHAPE_I32(struct price_list_input, position, -100000, 100000, .fallback = "0", .doc = "the lowest applies"),
	SHAPE_BOOL(struct price_list_input, is_active, .doc = "switched on"),
	SHAPE_I64(struct price_list_input, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was read"),
};
const struct shape price_list_input_shape =
    SHAPE(struct price_list_input, input_fields, "A price list as it is entered.");

#define COLUMNS \
	"SELECT l.id, l.public_id, l.code, l.name, l.currency, g.code AS group_code, l.country, l.starts_at, l.ends_at, l.position, l.is_active," \
	" (SELECT COUNT(*) FROM price_list_price lp WHERE lp.price_list_id = l.id) AS prices, l.version FROM price_list l" \
	" LEFT JOIN customer_group g ON g.id = l.group_id"
static const struct db_query queries[] = {
	[LIST] = { "price_list_list", "", &price_list_shape, COLUMNS " ORDER BY l.position, l.code" },
	[GET_ONE] = { "price_list_get", "s", &price_list_shape, COLUMNS " WHERE l.public_id = ?" },
	[INSERT] = { "price_list_insert", "sssssttibs", NULL,
	    "INSERT INTO price_list (public_id, code, name, currency, country, starts_at, ends_at, position, is_active, group_id)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM customer_group WHERE code = ?))" },
	[UPDATE] = { "price_list_update", "ssttibssii", NULL,
	    "UPDATE price_list SET name = ?, country = ?, starts_at = ?, ends_at = ?, position = ?, is_active = ?,"
	    " group_id = (SELECT id FROM customer_group WHERE code = ?), version = version + 1 WHERE public_id = ? AND (? = 0 OR version = ?)" },
	[REMOVE] = { "price_list_remove", "s", NULL, "DELETE FROM price_list WHERE public_id = ?" },
	[QUEUE] = { "price_list_queue", "s", NULL,
	    "INSERT INTO index_queue (product_id) SELECT DISTINCT v.product_id FROM price_list l STRAIGHT_JOIN price_list_price lp ON lp.price_list_id = l.id"
	    " STRAIGHT_JOIN variant v ON v.id = lp.variant_id WHERE l.public_id = ?" },
};
const struct db_module price_list_sql = { "price_list", queries, COUNT(queries) };

struct change {
	const struct price_env *e;
	struct str public_id, made;
	const struct price_list_input *in;
};

enum err
price_list_list(struct db *db, struct arena *a, struct list *out)
{
	return db_rows(db, &queries[LIST], NULL, 0, a, PRICE_LISTS_MAX, out);
}

enum err
price_list_get(struct db *db, struct arena *a, struct str public_id, struct price_list *out)
{
	const struct db_arg arg = db_str(public_id);

	return db_row(db, &queries[GET_ONE], &arg, 1, a, out);
}

enum err
price_list_queue(struct db *db, struct str public_id)
{
	const struct db_arg arg = db_str(public_id);

	return db_exec(db, &queries[QUEUE], &arg, 1, NULL);
}

enum err
price_list_tell(const struct price_env *e, struct str public_id, const char *what)
{
	return price_tell(e, AUDIT_PRICE, "price.changed", "list", public_id, what);
}

static struct db_arg
or_null(struct str s)
{
	return db_str(str_is_empty(s) ? STR_ABSENT : s);
}

static enum err
save(struct db *db, void *payload)
{
	struct change *c = payload;
	const struct price_list_input *in = c->in;
	struct db_done done = { 0 };
	char id[32];
	enum err err;

	if (!c->public_id.ptr) {
		public_id(id, "plist");
		c->made = str_of(arena_strdup(c->e->arena, id));
		const struct db_arg args[] = { db_str(c->made), db_str(in->code), db_str(in->name),
			db_str(in->currency), or_null(in->country), db_time(in->starts_at), db_time(in->ends_at),
			db_i64(in->position), db_bool(in->is_active), or_null(in->group_code) };
		err = db_exec(db, &queries[INSERT], args, COUNT(args), NULL);
		return err ? err : price_list_tell(c->e, c->made, "added");
	}
	c->made = c->public_id;
	const struct db_arg args[] = { db_str(in->name), or_null(in->country), db_time(in->starts_at),
		db_time(in->ends_at), db_i64(in->position), db_bool(in->is_active), or_null(in->group_code),
		db_str(c->public_id), db_i64(in->version), db_i64(in->version) };
	if ((err = db_exec(db, &queries[UPDATE], args, COUNT(args), &done)))
		return err;
	if (!done.affected)
		return err_fail(ERR_PRECONDITION, "the price list has another version by now");
	err = price_list_queue(db, c->public_id);
	return err ? err : price_list_tell(c->e, c->made, "changed");
}

enum err
price_list_save(const struct price_env *e, struct str public_id, const struct price_list_input *in,
    struct field_errors *errors, struct str *id)
{
	struct change c = { .e = e, .public_id = public_id, .in = in };
	enum err err;

	if (!time_is_absent(in->starts_at) && !time_is_absent(in->ends_at) && in->ends_at.us <= in->starts_at.us) {
		field_error(errors, STR("ends_at"), N_("The end must be after the beginning."), (struct opt_i64){ 0 });
		return ERR_INVALID;
	}
	err = db_transaction(e->db, save, &c);
	if (err == ERR_CONFLICT)
		field_error(errors, STR("code"), N_("This code is taken already."), (struct opt_i64){ 0 });
	if (!err)
		*id = c.made;
	return err;
}

static enum err
remove_one(struct db *db, void *payload)
{
	struct change *c = payload;
	const struct db_arg arg = db_str(c->public_id);
	struct db_done done;
	enum err err = price_list_queue(db, c->public_id);

	if (err || (err = db_exec(db, &queries[REMOVE], &arg, 1, &done)))
		return err;
	return done.affected ? price_list_tell(c->e, c->public_id, "removed") : ERR_NOT_FOUND;
}

enum err
price_list_remove(const struct price_env *e, struct str public_id)
{
	struct change c = { .e = e, .public_id = public_id };

	return db_transaction(e->db, remove_one, &c);
}
