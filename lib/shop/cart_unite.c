/* cart_unite.c - two carts become one: what a merge at login and the copy of a shared cart have in common.  See
 * cart_parts.h. */
#include "lib/shop/cart_parts.h"

enum { TOUCH, LINE, CODE };

static const struct db_query queries[] = {
	[TOUCH] = { "cart_touch", "si", NULL,
	    "UPDATE cart SET version = version + 1, currency = ?, updated_at = UTC_TIMESTAMP(6) WHERE id = ?" },
	[LINE] = { "cart_line_unite", "siisi", NULL,
	    "INSERT INTO cart_line (public_id, cart_id, variant_id, list, quantity, added_at) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6))"
	    " ON DUPLICATE KEY UPDATE quantity = GREATEST(quantity, VALUES(quantity))" },
	[CODE] = { "cart_code_put", "iss", NULL,
	    "INSERT INTO cart_coupon (cart_id, code_key, code) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE code = VALUES(code)" },
};
const struct db_module cart_unite_sql = { "cart_unite", queries, COUNT(queries) };

enum err
cart_touch(struct cart_env *e, int64_t cart_id)
{
	const struct db_arg args[] = { db_str(str_of(e->currency)), db_i64(cart_id) };

	return db_exec(e->db, &queries[TOUCH], args, COUNT(args), NULL);
}

/* What fits into the list that it is for, of what is not there yet; what one has in the cart need not be saved for
 * later, too. */
static bool
is_wanted(const struct cart *to, const struct cart_line *l, bool saved, size_t room[2])
{
	if (l->list == CART_SAVED && !saved)
		return false;
	if (cart_line_of(to, l->variant_id, (enum cart_list)l->list))
		return true;
	if ((l->list == CART_SAVED && cart_line_of(to, l->variant_id, CART_MAIN)) || room[l->list] == 0)
		return false;
	room[l->list]--;
	return true;
}

enum err
cart_unite(struct cart_env *e, const struct cart *to, const struct cart *from, bool saved)
{
	const struct cart_line *l = from->lines.items;
	size_t room[2] = { CART_LINES_MAX - MIN(cart_count(to, CART_MAIN), (size_t)CART_LINES_MAX),
		CART_LINES_MAX - MIN(cart_count(to, CART_SAVED), (size_t)CART_LINES_MAX) };
	struct db_arg *args = arena_array(e->arena, struct db_arg, from->lines.count * 5);
	size_t n = 0;

	for (size_t i = 0; i < from->lines.count; i++) {
		char id[32];

		if (!is_wanted(to, &l[i], saved, room))
			continue;
		public_id(id, "line");
		args[n * 5] = db_str(str_of(arena_strdup(e->arena, id)));
		args[n * 5 + 1] = db_i64(to->id);
		args[n * 5 + 2] = db_i64(l[i].variant_id);
		args[n * 5 + 3] = db_str(l[i].list == CART_MAIN ? STR("cart") : STR("saved"));
		args[n * 5 + 4] = db_i64(l[i].quantity);
		n++;
	}
	return db_bulk(e->db, &queries[LINE], args, 5, n, NULL);
}

/* ---- codes ---- */

enum err
cart_code_put(struct cart_env *e, int64_t cart_id, struct str code)
{
	const struct db_arg args[] = { db_i64(cart_id), db_str(coupon_key(e->arena, code)), db_str(code) };

	return db_exec(e->db, &queries[CODE], args, COUNT(args), NULL);
}

enum err
cart_coupons_unite(struct cart_env *e, const struct cart *to, const struct cart *from)
{
	const struct str *codes = from->codes.items;
	size_t room = CART_COUPONS_MAX - MIN(to->codes.count, (size_t)CART_COUPONS_MAX);
	enum err err = OK;

	for (size_t i = 0; !err && i < from->codes.count && i < room; i++)
		err = cart_code_put(e, to->id, codes[i]);
	return err;
}
