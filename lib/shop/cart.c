/*
 * cart.c - finding, reading and locking carts.  See cart.h.
 *
 * Whose cart: with an account its active one, whatever the browser's cookie says; else the one whose secret the cookie
 * holds, and which is nobody's.
 * So a token that leaked before a login opens nothing after it.
 */
#include "lib/shop/cart_parts.h"

#define KEY_BYTES 16 /* of the hash, in names of generations */
#define LINES_READ (2 * CART_LINES_MAX + 100) /* both lists; more than can be */

static const struct shape_enum lists[] = { { "cart", CART_MAIN }, { "saved", CART_SAVED }, { NULL, 0 } };

static const struct shape_field line_fields[] = {
	SHAPE_I64(struct cart_line, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct cart_line, public_id, 1, 40, .doc = "id"),
	SHAPE_I64(struct cart_line, variant_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct cart_line, quantity, 1, 9999, .doc = "pieces"),
	SHAPE_ENUM(struct cart_line, list, lists, .doc = "in the cart, or saved for later"),
	SHAPE_OPT(struct cart_line, seen_price, 0, INT64_MAX, .doc = "unit price when it was last seen"),
	SHAPE_STR(struct cart_line, seen_currency, 3, 3, .doc = "its currency"),
	SHAPE_TIME(struct cart_line, added_at, .doc = "put in, the last time"),
	SHAPE_STR(struct cart_line, last_add, 0, 32, .flags = SHAPE_HIDDEN),
};
const struct shape cart_line_shape = SHAPE(struct cart_line, line_fields, "A line of a cart.");

struct found {
	int64_t id, account_id, version, codes;
	struct str public_id, currency;
};
static const struct shape_field found_fields[] = { SHAPE_I64(struct found, id, 1, INT64_MAX),
	SHAPE_I64(struct found, account_id, 0, INT64_MAX), SHAPE_I64(struct found, version, 0, INT64_MAX),
	SHAPE_I64(struct found, codes, 0, INT64_MAX), SHAPE_STR(struct found, public_id, 1, 40),
	SHAPE_STR(struct found, currency, 3, 3) };
static const struct shape found_shape = SHAPE(struct found, found_fields, "The row of a cart.");

struct number {
	int64_t id;
};
static const struct shape_field number_fields[] = { SHAPE_I64(struct number, id, 1, INT64_MAX) };
static const struct shape number_shape = SHAPE(struct number, number_fields, "An id.");

struct code {
	struct str code;
};
static const struct shape_field code_fields[] = { SHAPE_STR(struct code, code, 1, 64) };
static const struct shape code_shape = SHAPE(struct code, code_fields, "A code of a cart.");

#define FOUND "SELECT c.id, COALESCE(c.account_id, 0) AS account_id, c.version, c.public_id, c.currency," \
	" (SELECT COUNT(*) FROM cart_coupon k WHERE k.cart_id = c.id) AS codes FROM cart c"
#define BY_TOKEN FOUND " WHERE c.token_hash = ? AND c.account_id IS NULL AND c.state = 'active'"
#define BY_ACCOUNT FOUND " WHERE c.active_account_id = ?"

enum { FIND_TOKEN, FIND_ACCOUNT, LOCK_TOKEN, LOCK_ACCOUNT, LINES, CODES, ORDERED, BEFORE_TOKEN, BEFORE_ID };

static const struct db_query queries[] = {
	[FIND_TOKEN] = { "cart_find_token", "s", &found_shape, BY_TOKEN },
	[FIND_ACCOUNT] = { "cart_find_account", "i", &found_shape, BY_ACCOUNT },
	[LOCK_TOKEN] = { "cart_lock_token", "s", &found_shape, BY_TOKEN " FOR UPDATE" },
	[LOCK_ACCOUNT] = { "cart_lock_account", "i", &found_shape, BY_ACCOUNT " FOR UPDATE" },
	[LINES] = { "cart_lines", "i", &cart_line_shape,
	    "SELECT id, public_id, variant_id, quantity, list, seen_price, seen_currency, added_at, last_add FROM cart_line WHERE cart_id = ? ORDER BY id" },
	[CODES] = { "cart_codes", "i", &code_shape,
	    "SELECT code FROM cart_coupon WHERE cart_id = ? ORDER BY code_key" },
	[ORDERED] = { "cart_ordered", "i", NULL,
	    "UPDATE cart SET state = 'ordered', version = version + 1, updated_at = UTC_TIMESTAMP(6) WHERE id = ? AND state = 'active'" },
	[BEFORE_TOKEN] = { "cart_ordered_token", "s", &number_shape,
	    "SELECT id FROM cart WHERE token_hash = ? AND account_id IS NULL AND state = 'ordered'" },
	[BEFORE_ID] = { "cart_ordered_id", "sis", &number_shape,
	    "SELECT id FROM cart WHERE public_id = ? AND state = 'ordered' AND (account_id = ? OR (account_id IS NULL AND token_hash = ?))" },
};
const struct db_module cart_sql = { "cart", queries, COUNT(queries) };

static struct str
hash_str(const unsigned char hash[32])
{
	return str_n((const char *)hash, 32);
}

static void
clear(struct cart_env *e, struct cart *out)
{
	memset(out, 0, sizeof(*out));
	out->account_id = e->account_id;
	memcpy(out->currency, e->currency, sizeof(out->currency));
}

/* What is in it, of the row that was found. */
static enum err
fill(struct cart_env *e, const struct found *f, struct cart *out)
{
	const struct db_arg id[] = { db_i64(f->id) };
	struct list codes = { 0 };
	struct cart made = {
		.id = f->id, .public_id = f->public_id, .account_id = f->account_id, .version = f->version
	};
	enum err err;

	memcpy(made.currency, f->currency.ptr, 3);
	err = db_rows(e->db, &queries[LINES], id, COUNT(id), e->arena, LINES_READ, &made.lines);
	if (!err && f->codes)
		err = db_rows(e->db, &queries[CODES], id, COUNT(id), e->arena, CART_COUPONS_MAX, &codes);
	if (err)
		return err;
	made.codes = codes; /* struct code is a struct str */
	*out = made;
	return OK;
}

static enum err
find(struct cart_env *e, bool lock, const unsigned char *hash, struct cart *out)
{
	struct found f;
	enum err err;

	db_primary(e->db);
	if (!hash) {
		const struct db_arg args[] = { db_i64(e->account_id) };
		err = db_row(e->db, &queries[lock ? LOCK_ACCOUNT : FIND_ACCOUNT], args, COUNT(args), e->arena, &f);
	} else {
		const struct db_arg args[] = { db_str(hash_str(hash)) };
		err = db_row(e->db, &queries[lock ? LOCK_TOKEN : FIND_TOKEN], args, COUNT(args), e->arena, &f);
	}
	return err ? err : fill(e, &f, out);
}

/* ERR_NOT_FOUND: none. */
static enum err
find_own(struct cart_env *e, bool lock, struct cart *out)
{
	unsigned char hash[32];

	if (e->account_id)
		return find(e, lock, NULL, out);
	if (str_is_empty(e->token) || token_hash(e->token, hash)) {
		err_clear();
		return ERR_NOT_FOUND;
	}
	return find(e, lock, hash, out);
}

enum err
cart_get(struct cart_env *e, struct cart *out)
{
	enum err err = find_own(e, false, out);

	if (err != ERR_NOT_FOUND)
		return err;
	err_clear();
	clear(e, out);
	return OK;
}

enum err
cart_lock(struct cart_env *e, struct cart *out)
{
	return find_own(e, true, out);
}

enum err
cart_open_visitor(struct cart_env *e, const unsigned char hash[32], struct cart *out)
{
	return find(e, true, hash, out);
}

enum err
cart_ordered(struct db *db, int64_t cart_id)
{
	const struct db_arg args[] = { db_i64(cart_id) };
	struct db_done done;
	enum err err = db_exec(db, &queries[ORDERED], args, COUNT(args), &done);

	if (!err && done.affected == 0)
		err = err_fail(
		    ERR_CONFLICT, "could not turn cart %lld into an order: it is not active", (long long)cart_id);
	return err;
}

enum err
cart_ordered_before(struct cart_env *e, struct str public_id, int64_t *cart_id)
{
	unsigned char hash[32];
	struct str key = STR_ABSENT;
	struct number found;
	enum err err;

	if (!str_is_empty(e->token)) {
		if (token_hash(e->token, hash))
			err_clear();
		else
			key = hash_str(hash);
	}
	db_primary(e->db);
	if (!str_is_empty(public_id)) {
		const struct db_arg args[] = { db_str(public_id), db_i64(e->account_id), db_str(key) };
		err = db_row(e->db, &queries[BEFORE_ID], args, COUNT(args), e->arena, &found);
	} else if (str_is_absent(key) || e->account_id) {
		return ERR_NOT_FOUND;
	} else {
		const struct db_arg args[] = { db_str(key) };
		err = db_row(e->db, &queries[BEFORE_TOKEN], args, COUNT(args), e->arena, &found);
	}
	if (!err)
		*cart_id = found.id;
	return err;
}

/* ---- looking at one ---- */

int64_t
cart_pieces(const struct cart *cart)
{
	const struct cart_line *l = cart->lines.items;
	int64_t n = 0;

	for (size_t i = 0; i < cart->lines.count; i++)
		if (l[i].list == CART_MAIN)
			n += l[i].quantity;
	return n;
}

struct quote_wish *
cart_wishes(struct arena *a, const struct cart *cart, size_t *count)
{
	const struct cart_line *l = cart->lines.items;
	struct quote_wish *wishes = arena_array(a, struct quote_wish, cart->lines.count);
	size_t n = 0;

	for (size_t i = 0; i < cart->lines.count; i++)
		if (l[i].list == CART_MAIN)
			wishes[n++] = (struct quote_wish){ l[i].variant_id, l[i].quantity };
	*count = n;
	return wishes;
}

struct cart_line *
cart_line_find(const struct cart *cart, struct str public_id)
{
	struct cart_line *l = cart->lines.items;

	for (size_t i = 0; i < cart->lines.count; i++)
		if (str_eq(l[i].public_id, public_id))
			return &l[i];
	return NULL;
}

struct cart_line *
cart_line_of(const struct cart *cart, int64_t variant_id, enum cart_list list)
{
	struct cart_line *l = cart->lines.items;

	for (size_t i = 0; i < cart->lines.count; i++)
		if (l[i].variant_id == variant_id && l[i].list == (int)list)
			return &l[i];
	return NULL;
}

size_t
cart_count(const struct cart *cart, enum cart_list list)
{
	const struct cart_line *l = cart->lines.items;
	size_t n = 0;

	for (size_t i = 0; i < cart->lines.count; i++)
		n += l[i].list == (int)list;
	return n;
}

/* ---- copies in memcached ---- */

static struct str
generation_of(struct arena *a, const unsigned char hash[32])
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	buf_lit(&b, "cart:");
	hex_write(&b, hash, KEY_BYTES);
	return buf_view(&b);
}

static struct str
generation(struct cart_env *e)
{
	struct str token = str_is_empty(e->new_token) ? e->token : e->new_token;
	unsigned char hash[32];

	if (e->account_id)
		return str_printf(e->arena, "cart:account-%lld", (long long)e->account_id);
	if (str_is_empty(token) || token_hash(token, hash)) {
		err_clear();
		return STR_ABSENT;
	}
	return generation_of(e->arena, hash);
}

bool
cart_copy_key(struct cart_env *e, struct str session, struct str *out, struct secret *seal)
{
	struct str token = e->account_id ? session : str_is_empty(e->new_token) ? e->token : e->new_token;

	*out = generation(e);
	if (str_is_absent(*out) || str_is_empty(token))
		return false;
	*seal = (struct secret){ (unsigned char *)(uintptr_t)token.ptr, token.len };
	return true;
}

void
cart_bump(struct cart_env *e)
{
	struct str g = generation(e);

	if (!str_is_empty(e->new_token)) /* what is read from here on is the cart that was made */
		e->token = e->new_token;

	/* Without memcached there are no copies; those that outlive an interruption live for a minute at most. */
	if (!str_is_absent(g) && e->cache && cache_bump(e->cache, g))
		err_clear();
}
