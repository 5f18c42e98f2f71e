/* cart_share.c - a link that shows a copy of a cart to others, and putting such a copy into one's own.  Writes
 * cart.share_hash.  See cart.h. */
#include "lib/io/crypto.h"
#include "lib/shop/cart_parts.h"

#define READ_MAX CART_LINES_MAX

enum { SHARE, SHARED, LINES };

struct row {
	int64_t id;
	struct str currency;
};
static const struct shape_field row_fields[] = { SHAPE_I64(struct row, id, 1, INT64_MAX),
	SHAPE_STR(struct row, currency, 3, 3) };
static const struct shape row_shape = SHAPE(struct row, row_fields, "A cart that is shared.");

static const struct db_query queries[] = {
	[SHARE] = { "cart_share", "si", NULL, "UPDATE cart SET share_hash = ? WHERE id = ?" },
	[SHARED] = { "cart_shared", "s", &row_shape,
	    "SELECT id, currency FROM cart WHERE share_hash = ? AND state IN ('active', 'ordered')" },
	/* What one bought or keeps for later is one's own business. */
	[LINES] = { "cart_shared_lines", "i", &cart_line_shape,
	    "SELECT id, public_id, variant_id, quantity, list, NULL AS seen_price, NULL AS seen_currency, added_at, NULL AS last_add FROM cart_line"
	    " WHERE cart_id = ? AND list = 'cart' ORDER BY id" },
};
const struct db_module cart_share_sql = { "cart_share", queries, COUNT(queries) };

struct change {
	struct cart_env *e;
	struct str hash;
	const struct cart *from;
};

static enum err
share(struct db *db, void *payload)
{
	struct change *c = payload;
	struct cart cart;
	enum err err = cart_open(c->e, false, &cart);
	const struct db_arg args[] = { db_str(c->hash), db_i64(err ? 0 : cart.id) };

	if (err)
		return err;
	c->e->pieces = cart_pieces(&cart);
	return db_exec(db, &queries[SHARE], args, COUNT(args), NULL);
}

enum err
cart_share(struct cart_env *e, struct str *token)
{
	unsigned char hash[32];
	struct str made = token_new(e->arena, hash);
	struct change c = { .e = e, .hash = str_n((const char *)hash, 32) };
	enum err err = db_transaction(e->db, share, &c);

	if (!err)
		*token = made;
	return err;
}

enum err
cart_shared(struct cart_env *e, struct str token, struct cart *out)
{
	unsigned char hash[32];
	struct cart found = { 0 };
	struct row row;
	enum err err;

	if (token_hash(token, hash)) {
		err_clear();
		return ERR_NOT_FOUND;
	}
	{
		const struct db_arg args[] = { db_str(str_n((const char *)hash, 32)) };
		err = db_row(e->db, &queries[SHARED], args, COUNT(args), e->arena, &row);
	}
	if (!err) {
		const struct db_arg args[] = { db_i64(row.id) };
		err = db_rows(e->db, &queries[LINES], args, COUNT(args), e->arena, READ_MAX, &found.lines);
	}
	if (err)
		return err;
	found.id = row.id;
	memcpy(found.currency, row.currency.ptr, 3);
	*out = found;
	return OK;
}

static enum err
copy(struct db *db, void *payload)
{
	struct change *c = payload;
	struct cart to;
	enum err err = cart_open(c->e, true, &to);

	(void)db;
	if (!err)
		err = cart_unite(c->e, &to, c->from, false);
	if (!err)
		err = cart_touch(c->e, to.id);
	if (!err && c->e->account_id)
		err = cart_lock(c->e, &to);
	else if (!err) {
		unsigned char hash[32];
		err = token_hash(str_is_empty(c->e->new_token) ? c->e->token : c->e->new_token, hash);
		if (!err)
			err = cart_open_visitor(c->e, hash, &to);
	}
	if (!err)
		c->e->pieces = cart_pieces(&to);
	return err;
}

enum err
cart_copy(struct cart_env *e, const struct cart *from)
{
	struct change c = { .e = e, .from = from };
	enum err err = db_transaction(e->db, copy, &c);

	if (!err)
		cart_bump(e);
	return err;
}
