/* coupon.c - codes of promotions.  Writes table coupon (its `used` is promotion_use.c's).  See promotion_store.h. */
#include "lib/base/csv.h"
#include "lib/io/crypto.h"
#include "lib/shop/promotion_parts.h"

#include <stdio.h>

enum { LIST, PROMOTION, INSERT, SET_ACTIVE, EXPORT };

static const struct shape_field fields[] = {
	SHAPE_I64(struct coupon, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct coupon, code, 1, 64, .doc = "what is entered"),
	SHAPE_OPT(struct coupon, use_limit, 0, INT64_MAX, .doc = "orders; null: no limit"),
	SHAPE_I64(struct coupon, uses, 0, INT64_MAX, .doc = "orders that were not cancelled"),
	SHAPE_BOOL(struct coupon, is_active, .doc = "can be used"),
	SHAPE_TIME(struct coupon, created_at, .doc = "since"),
};
const struct shape coupon_shape = SHAPE(struct coupon, fields, "A code of a promotion.");

struct found_row {
	int64_t id;
};
static const struct shape_field found_fields[] = { SHAPE_I64(struct found_row, id, 1, INT64_MAX, .doc = "promotion") };
static const struct shape found_shape = SHAPE(struct found_row, found_fields, "A promotion.");

#define COLUMNS \
	"c.id, c.code, c.use_limit, (SELECT COUNT(*) FROM promotion_use u WHERE u.coupon_id = c.id AND NOT u.is_released) AS uses, c.is_active, c.created_at"
static const struct db_query queries[] = {
	[LIST] = { "coupon_list", "iii", &coupon_shape,
	    "SELECT " COLUMNS " FROM coupon c WHERE c.promotion_id = ? AND c.id > ? ORDER BY c.id LIMIT ?" },
	[PROMOTION] = { "coupon_promotion", "s", &found_shape, "SELECT id FROM promotion WHERE public_id = ?" },
	[INSERT] = { "coupon_insert", "issi", NULL,
	    "INSERT INTO coupon (promotion_id, code, code_key, use_limit) VALUES (?, ?, ?, ?)" },
	[SET_ACTIVE] = { "coupon_set_active", "bii", NULL,
	    "UPDATE coupon SET is_active = ? WHERE id = ? AND promotion_id = ?" },
	[EXPORT] = { "coupon_export", "i", &coupon_shape,
	    "SELECT " COLUMNS " FROM coupon c WHERE c.promotion_id = ? ORDER BY c.id" },
};
const struct db_module coupon_sql = { "coupon", queries, COUNT(queries) };

struct change {
	const struct price_env *e;
	struct str promotion, code;
	int64_t count, coupon_id;
	struct opt_i64 use_limit;
	bool active;
};

enum err
coupon_list(struct db *db, struct arena *a, int64_t promotion_id, int64_t after, size_t limit, struct list *out)
{
	const struct db_arg args[] = { db_i64(promotion_id), db_i64(after), db_i64((int64_t)limit) };

	return db_rows(db, &queries[LIST], args, COUNT(args), a, limit, out);
}

static enum err
promotion_id(struct db *db, const struct change *c, int64_t *id)
{
	const struct db_arg arg = db_str(c->promotion);
	struct found_row row;
	enum err err = db_row(db, &queries[PROMOTION], &arg, 1, c->e->arena, &row);

	if (!err)
		*id = row.id;
	return err;
}

static enum err
tell(const struct change *c, const char *what)
{
	return price_tell(c->e, AUDIT_PROMOTION, "promotion.changed", "promotion", c->promotion, what);
}

static enum err
add(struct db *db, void *payload)
{
	const struct change *c = payload;
	struct str key = coupon_key(c->e->arena, c->code);
	int64_t id;
	enum err err = promotion_id(db, c, &id);

	if (err)
		return err;
	const struct db_arg args[] = { db_i64(id), db_str(c->code), db_str(key), db_opt(c->use_limit) };
	err = db_exec(db, &queries[INSERT], args, COUNT(args), NULL);
	return err ? err : tell(c, "code added");
}

enum err
coupon_add(const struct price_env *e, struct str promotion, struct str code, struct opt_i64 use_limit)
{
	struct change c = { .e = e, .promotion = promotion, .code = str_trim(code), .use_limit = use_limit };

	if (!coupon_key(e->arena, c.code).ptr || str_chars(c.code) > 64)
		return err_fail(ERR_INVALID, "a code has 1 to 64 characters");
	return db_transaction(e->db, add, &c);
}

static struct str
chance_code(struct arena *a, struct str prefix)
{
	static const char letters[] =
	    "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"; /* 32: five bits each, none too much like another */
	unsigned char bytes[10];
	char text[11];

	crypto_random(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		text[i] = letters[bytes[i] & 31];
	text[10] = '\0';
	return prefix.len ? str_printf(a, "%.*s-%.5s-%s", STR_ARG(prefix), text, text + 5)
			  : str_printf(a, "%.5s-%s", text, text + 5);
}

static enum err
generate(struct db *db, void *payload)
{
	const struct change *c = payload;
	struct db_arg *rows = arena_array(c->e->arena, struct db_arg, (size_t)c->count * 4);
	int64_t id;
	enum err err = promotion_id(db, c, &id);

	if (err)
		return err;
	for (int64_t i = 0; i < c->count; i++) {
		struct str code = chance_code(c->e->arena, c->code);
		rows[4 * i] = db_i64(id);
		rows[4 * i + 1] = db_str(code);
		rows[4 * i + 2] = db_str(coupon_key(c->e->arena, code));
		rows[4 * i + 3] = db_opt(c->use_limit);
	}
	err = db_bulk(db, &queries[INSERT], rows, 4, (size_t)c->count, NULL);
	return err ? err : tell(c, "codes added");
}

enum err
coupon_generate(
    const struct price_env *e, struct str promotion, struct str prefix, int64_t count, struct opt_i64 use_limit)
{
	struct change c = {
		.e = e, .promotion = promotion, .code = str_trim(prefix), .count = count, .use_limit = use_limit
	};

	if (count < 1 || count > COUPONS_MAX || str_chars(c.code) > 40)
		return err_fail(ERR_INVALID, "1 to %d codes, the beginning of at most 40 characters", COUPONS_MAX);
	return db_transaction(e->db, generate, &c);
}

static enum err
set_active(struct db *db, void *payload)
{
	const struct change *c = payload;
	struct db_done done;
	int64_t id;
	enum err err = promotion_id(db, c, &id);

	if (err)
		return err;
	const struct db_arg args[] = { db_bool(c->active), db_i64(c->coupon_id), db_i64(id) };
	if ((err = db_exec(db, &queries[SET_ACTIVE], args, COUNT(args), &done)))
		return err;
	return done.affected ? tell(c, c->active ? "code switched on" : "code switched off") : ERR_NOT_FOUND;
}

enum err
coupon_set_active(const struct price_env *e, struct str promotion, int64_t coupon_id, bool active)
{
	struct change c = { .e = e, .promotion = promotion, .coupon_id = coupon_id, .active = active };

	return db_transaction(e->db, set_active, &c);
}

/* ---- export ---- */

static enum err
export_one(const void *row, void *payload)
{
	const struct coupon *c = row;
	struct buf *b = payload;
	char limit[24] = "", uses[24];
	struct str cells[4] = { c->code };

	if (c->use_limit.set)
		snprintf(limit, sizeof(limit), "%lld", (long long)c->use_limit.value);
	snprintf(uses, sizeof(uses), "%lld", (long long)c->uses);
	cells[1] = str_of(limit);
	cells[2] = str_of(uses);
	cells[3] = c->is_active ? STR("yes") : STR("no");
	csv_write(b, cells, COUNT(cells), true);
	return b->failed ? err_fail(ERR_LIMIT, "too many codes for one file") : OK;
}

enum err
coupon_export(struct db *db, int64_t promotion_id, struct buf *out)
{
	const struct db_arg arg = db_i64(promotion_id);
	struct arena *a = arena_new();
	enum err err;

	buf_lit(out, "code,limit,uses,active\n");
	err = db_each(db, &queries[EXPORT], &arg, 1, a, export_one, out);
	arena_free(a);
	return err;
}
