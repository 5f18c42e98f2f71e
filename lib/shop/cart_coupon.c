/* cart_coupon.c - codes of a cart.  Writes cart_coupon.  See cart.h.  Whether a code helps is the price engine's to
 * say, each time anew. */
#include "lib/shop/cart_parts.h"
#include "lib/shop/throttle.h"

enum { EXISTS, REMOVE };

struct exists_row {
	bool exists;
};
static const struct shape_field exists_fields[] = { SHAPE_BOOL(
    struct exists_row, exists, .doc = "some promotion has it") };
static const struct shape exists_shape = SHAPE(struct exists_row, exists_fields, "Whether there is such a code.");

static const struct db_query queries[] = {
	[EXISTS] = { "cart_coupon_exists", "s", &exists_shape,
	    "SELECT EXISTS (SELECT 1 FROM coupon WHERE code_key = ?) AS `exists`" },
	[REMOVE] = { "cart_coupon_remove", "is", NULL, "DELETE FROM cart_coupon WHERE cart_id = ? AND code_key = ?" },
};
const struct db_module cart_coupon_sql = { "cart_coupon", queries, COUNT(queries) };

struct change {
	struct cart_env *e;
	struct field_errors *errors;
	struct str code, key;
	struct cart cart;
};

static enum err
put(struct db *db, void *payload)
{
	struct change *c = payload;
	const struct str *codes;
	bool known = false;
	enum err err = cart_open(c->e, false, &c->cart);

	(void)db;
	if (err)
		return err;
	c->e->pieces = cart_pieces(&c->cart);
	codes = c->cart.codes.items;
	for (size_t i = 0; i < c->cart.codes.count; i++)
		known |= str_eq(coupon_key(c->e->arena, codes[i]), c->key);
	if (known)
		return OK;
	if (c->cart.codes.count >= CART_COUPONS_MAX) {
		field_error(c->errors, STR("code"), N_("There can be at most %lld codes in one order."),
		    (struct opt_i64){ true, CART_COUPONS_MAX });
		return ERR_INVALID;
	}
	err = cart_code_put(c->e, c->cart.id, c->code);
	return err ? err : cart_touch(c->e, c->cart.id);
}

/* Codes are worth money, so they are guessed.  One that does not exist counts against its network; while too many did,
 * no code is taken from there, so that the answer tells nothing of it. */
static enum err
may_enter(const struct cart_env *e, struct str key)
{
	const struct throttle_rule rule = throttle_rule_of(e->config, "coupon.network");
	const struct db_arg arg = db_str(key);
	struct str network = throttle_prefix(e->arena, e->who->ip);
	struct exists_row found;
	int64_t wait_us = 0;
	enum err err = db_row(e->db, &queries[EXISTS], &arg, 1, e->arena, &found);

	if (!err)
		err = found.exists ? throttle_peek(e->db, &rule, network, &wait_us)
				   : throttle_take(e->db, &rule, network, &wait_us);
	return !err && wait_us ? err_fail(ERR_BUSY, "too many codes that do not exist were entered from there") : err;
}

enum err
cart_coupon_add(struct cart_env *e, struct str code, struct field_errors *errors)
{
	struct change c = {
		.e = e, .errors = errors, .code = str_trim(code), .key = coupon_key(e->arena, str_trim(code))
	};
	enum err err;

	if (str_is_empty(c.key) || c.code.len > 64) {
		field_error(errors, STR("code"), N_("Please enter the code as it stands on your voucher."),
		    (struct opt_i64){ 0 });
		return ERR_INVALID;
	}
	if (!(err = may_enter(e, c.key)) && !(err = db_transaction(e->db, put, &c)))
		cart_bump(e);
	return err;
}

static enum err
drop(struct db *db, void *payload)
{
	struct change *c = payload;
	struct db_done done;
	enum err err = cart_open(c->e, false, &c->cart);

	if (err)
		return err;
	c->e->pieces = cart_pieces(&c->cart);
	{
		const struct db_arg args[] = { db_i64(c->cart.id), db_str(c->key) };
		err = db_exec(db, &queries[REMOVE], args, COUNT(args), &done);
	}
	return err || done.affected == 0 ? err : cart_touch(c->e, c->cart.id);
}

enum err
cart_coupon_remove(struct cart_env *e, struct str code)
{
	struct change c = { .e = e, .key = coupon_key(e->arena, str_trim(code)) };
	enum err err = db_transaction(e->db, drop, &c);

	if (!err)
		cart_bump(e);
	return err;
}
