/*
 * cart_change.c - putting in, changing, taking out.  Writes cart and cart_line.  See cart.h.
 *
 * Every change locks the cart's row first, so two windows of one buyer never see half of each other's change, and fifty
 * clicks at once add up.
 */
#include "lib/io/crypto.h"
#include "lib/shop/cart_parts.h"

#define QUANTITY_MAX 9999
#define REPEAT_US (3 * US_PER_S)

enum { MAKE, PUT, SET, REMOVE, MOVE, SEEN };

static const struct db_query queries[] = {
	/* An account has one active cart: whoever comes second finds the first one's. */
	[MAKE] = { "cart_make", "ssis", NULL,
	    "INSERT INTO cart (public_id, token_hash, account_id, currency, created_at, updated_at) VALUES (?, ?, NULLIF(?, 0), ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))"
	    " ON DUPLICATE KEY UPDATE id = id" },
	[PUT] = { "cart_line_put", "siiits", NULL,
	    "INSERT INTO cart_line (public_id, cart_id, variant_id, quantity, added_at, last_add) VALUES (?, ?, ?, ?, ?, ?)" },
	[SET] = { "cart_line_set", "iitsii", NULL,
	    "UPDATE cart_line SET seen_price = IF(quantity = ?, seen_price, NULL), quantity = ?, added_at = COALESCE(?, added_at), last_add = COALESCE(?, last_add)"
	    " WHERE id = ? AND cart_id = ?" },
	[REMOVE] = { "cart_line_remove", "ii", NULL, "DELETE FROM cart_line WHERE id = ? AND cart_id = ?" },
	[MOVE] = { "cart_line_move", "sii", NULL, "UPDATE cart_line SET list = ? WHERE id = ? AND cart_id = ?" },
	[SEEN] = { "cart_line_seen", "isii", NULL,
	    "UPDATE cart_line SET seen_price = ?, seen_currency = ? WHERE cart_id = ? AND variant_id = ? AND list = 'cart'" },
};
const struct db_module cart_change_sql = { "cart_change", queries, COUNT(queries) };

struct change {
	struct cart_env *e;
	struct field_errors *errors;
	const struct sellable *sellable;
	int64_t variant_id, quantity;
	struct str line;
	enum cart_list to;
	struct cart cart;
};

static enum err add(struct db *db, void *payload) MUST_CHECK;
static enum err set(struct db *db, void *payload) MUST_CHECK;
static enum err move(struct db *db, void *payload) MUST_CHECK;

/* ---- a cart to change ---- */

enum err
cart_open(struct cart_env *e, bool make, struct cart *out)
{
	unsigned char hash[32];
	struct str token;
	char id[32];
	enum err err = cart_lock(e, out);

	e->new_token = STR_ABSENT;
	if (err != ERR_NOT_FOUND || !make)
		return err;
	err_clear();
	/* What the browser sent opens nothing, so it is not used again: nobody can choose another's token. */
	token = token_new(e->arena, hash);
	public_id(id, "cart");
	{
		const struct db_arg args[] = { db_str(str_of(arena_strdup(e->arena, id))),
			db_str(str_n((const char *)hash, 32)), db_i64(e->account_id), db_str(str_of(e->currency)) };
		err = db_exec(e->db, &queries[MAKE], args, COUNT(args), NULL);
	}
	if (err)
		return err;
	if (e->account_id)
		return cart_lock(e, out);
	e->new_token = token;
	return cart_open_visitor(e, hash, out);
}

/* ---- rules ---- */

bool
cart_quantity_ok(const struct sellable *s, int64_t quantity, struct str name, struct field_errors *errors)
{
	int64_t least = MAX(s->least, 1), most = s->most > 0 ? MIN(s->most, QUANTITY_MAX) : QUANTITY_MAX,
		step = MAX(s->step, 1);

	if (quantity < least)
		field_error(errors, name, N_("Please take at least %lld of it."), (struct opt_i64){ true, least });
	else if (quantity > most)
		field_error(
		    errors, name, N_("There can be at most %lld of it in one order."), (struct opt_i64){ true, most });
	else if ((quantity - least) % step)
		field_error(errors, name, N_("It is sold in steps of %lld."), (struct opt_i64){ true, step });
	else
		return true;
	return false;
}

static bool
is_sold_out(const struct sellable *s)
{
	return s->available.set && s->available.value <= 0 && !s->is_backorder;
}

/* The variant as it is sold now; ERR_INVALID with an error of "variant": it is not. */
static enum err
load(struct cart_env *e, int64_t variant_id, struct field_errors *errors, const struct sellable **out)
{
	struct list found;
	enum err err =
	    sellable_load(e->db, e->arena, e->locale, e->fallback_locale, e->currency, &variant_id, 1, &found);

	if (err)
		return err;
	*out = found.items;
	if (found.count == 0 || !(*out)->is_on_sale) {
		field_error(errors, STR("variant"), N_("This is not sold any more."), (struct opt_i64){ 0 });
		return ERR_INVALID;
	}
	return OK;
}

/* ---- put in ---- */

/* What a repeated sending looks like: the form's own key, or, without one, the same wish. */
static void
hash_add(const struct change *c, unsigned char out[32])
{
	if (str_is_empty(c->e->once))
		crypto_sha256(
		    str_printf(c->e->arena, "plain %lld %lld", (long long)c->variant_id, (long long)c->quantity), out);
	else
		crypto_sha256(str_printf(c->e->arena, "once %.*s", STR_ARG(c->e->once)), out);
}

enum err
cart_add(struct cart_env *e, int64_t variant_id, int64_t quantity, struct field_errors *errors)
{
	struct change c = { .e = e, .errors = errors, .variant_id = variant_id };
	enum err err = load(e, variant_id, errors, &c.sellable);

	if (err)
		return err;
	if (is_sold_out(c.sellable)) {
		field_error(errors, STR("variant"), N_("This is sold out."), (struct opt_i64){ 0 });
		return ERR_INVALID;
	}
	c.quantity = quantity ? quantity : MAX(c.sellable->least, 1);
	if (c.quantity < 1 || c.quantity > QUANTITY_MAX) {
		field_error(errors, STR("quantity"), N_("Please enter a number between 1 and %lld."),
		    (struct opt_i64){ true, QUANTITY_MAX });
		return ERR_INVALID;
	}
	if (!(err = db_transaction(e->db, add, &c)))
		cart_bump(e);
	return err;
}

static enum err
put_line(struct change *c, struct cart_line *line, int64_t total, struct str key, struct time now)
{
	char id[32];

	if (line) {
		const struct db_arg args[] = { db_i64(total), db_i64(total), db_time(now), db_str(key),
			db_i64(line->id), db_i64(c->cart.id) };
		return db_exec(c->e->db, &queries[SET], args, COUNT(args), NULL);
	}
	public_id(id, "line");
	{
		const struct db_arg args[] = { db_str(str_of(id)), db_i64(c->cart.id), db_i64(c->variant_id),
			db_i64(total), db_time(now), db_str(key) };
		return db_exec(c->e->db, &queries[PUT], args, COUNT(args), NULL);
	}
}

static enum err
add(struct db *db, void *payload)
{
	struct change *c = payload;
	struct cart_env *e = c->e;
	unsigned char hash[32] = { 0 };
	const struct str key = { (const char *)hash, sizeof(hash) };
	struct time now = clock_now();
	struct cart_line *line;
	int64_t total;
	enum err err = cart_open(e, true, &c->cart);

	(void)db;
	if (err)
		return err;
	hash_add(c, hash);
	line = cart_line_of(&c->cart, c->variant_id, CART_MAIN);
	e->pieces = cart_pieces(&c->cart);
	if (line && str_eq(line->last_add, key) && (!str_is_empty(e->once) || now.us - line->added_at.us < REPEAT_US))
		return OK;
	if (!line && cart_count(&c->cart, CART_MAIN) >= CART_LINES_MAX)
		return err_fail(ERR_LIMIT, "could not put anything into the cart: it has %d lines", CART_LINES_MAX);
	total = c->quantity + (line ? line->quantity : 0);
	if (!cart_quantity_ok(c->sellable, total, STR("quantity"), c->errors))
		return ERR_INVALID;
	err = put_line(c, line, total, key, now);
	e->pieces += c->quantity;
	return err ? err : cart_touch(e, c->cart.id);
}

/* ---- change, take out ---- */

enum err
cart_set(struct cart_env *e, struct str line, int64_t quantity, struct field_errors *errors)
{
	struct change c = { .e = e, .errors = errors, .line = line, .quantity = quantity };
	enum err err;

	if (quantity < 0 || quantity > QUANTITY_MAX) {
		field_error(errors, STR("quantity"), N_("Please enter a number between 0 and %lld."),
		    (struct opt_i64){ true, QUANTITY_MAX });
		return ERR_INVALID;
	}
	if (!(err = db_transaction(e->db, set, &c)))
		cart_bump(e);
	return err;
}

static enum err
set(struct db *db, void *payload)
{
	struct change *c = payload;
	struct cart_line *line;
	enum err err = cart_open(c->e, false, &c->cart);

	(void)db;
	if (err)
		return err;
	line = cart_line_find(&c->cart, c->line);
	c->e->pieces = cart_pieces(&c->cart);
	if (!line)
		return ERR_NOT_FOUND;
	if (line->quantity == c->quantity)
		return OK;
	if (line->list == CART_MAIN)
		c->e->pieces += c->quantity - line->quantity;
	if (c->quantity == 0) {
		const struct db_arg args[] = { db_i64(line->id), db_i64(c->cart.id) };
		err = db_exec(c->e->db, &queries[REMOVE], args, COUNT(args), NULL);
	} else {
		const struct db_arg args[] = { db_i64(c->quantity), db_i64(c->quantity), db_null('t'), db_null('s'),
			db_i64(line->id), db_i64(c->cart.id) };

		if ((err = load(c->e, line->variant_id, c->errors, &c->sellable)))
			return err;
		if (!cart_quantity_ok(c->sellable, c->quantity, STR("quantity"), c->errors))
			return ERR_INVALID;
		err = db_exec(c->e->db, &queries[SET], args, COUNT(args), NULL);
	}
	return err ? err : cart_touch(c->e, c->cart.id);
}

/* ---- save for later, and back ---- */

enum err
cart_move(struct cart_env *e, struct str line, enum cart_list to)
{
	struct change c = { .e = e, .line = line, .to = to };
	enum err err = db_transaction(e->db, move, &c);

	if (!err)
		cart_bump(e);
	return err;
}

/* The list it goes to has it already: one line of both. */
static enum err
join(struct change *c, const struct cart_line *line, const struct cart_line *other)
{
	int64_t total = MIN(line->quantity + other->quantity, QUANTITY_MAX);
	const struct db_arg gone[] = { db_i64(line->id), db_i64(c->cart.id) };
	const struct db_arg args[] = { db_i64(total), db_i64(total), db_null('t'), db_null('s'), db_i64(other->id),
		db_i64(c->cart.id) };
	enum err err = db_exec(c->e->db, &queries[REMOVE], gone, COUNT(gone), NULL);

	return err ? err : db_exec(c->e->db, &queries[SET], args, COUNT(args), NULL);
}

static enum err
move(struct db *db, void *payload)
{
	struct change *c = payload;
	const struct cart_line *line, *other;
	enum err err = cart_open(c->e, false, &c->cart);

	(void)db;
	if (err)
		return err;
	line = cart_line_find(&c->cart, c->line);
	c->e->pieces = cart_pieces(&c->cart);
	if (!line)
		return ERR_NOT_FOUND;
	if (line->list == (int)c->to)
		return OK;
	if ((other = cart_line_of(&c->cart, line->variant_id, c->to))) {
		err = join(c, line, other);
	} else {
		const struct db_arg args[] = { db_str(c->to == CART_MAIN ? STR("cart") : STR("saved")),
			db_i64(line->id), db_i64(c->cart.id) };

		if (cart_count(&c->cart, c->to) >= CART_LINES_MAX)
			return err_fail(ERR_LIMIT, "could not move a line: the other list has %d", CART_LINES_MAX);
		err = db_exec(c->e->db, &queries[MOVE], args, COUNT(args), NULL);
	}
	c->e->pieces += c->to == CART_MAIN ? line->quantity : -line->quantity;
	return err ? err : cart_touch(c->e, c->cart.id);
}

/* ---- what the buyer has seen ---- */

/* One statement, and none when nothing is new. */
static enum err
write_seen(struct cart_env *e, const struct cart *cart, const struct quote *q, bool unseen_only)
{
	const struct quote_line *l = q->lines.items;
	struct str currency = str_of(q->currency);
	struct db_arg *args = arena_array(e->arena, struct db_arg, q->lines.count * 4);
	size_t n = 0;

	for (size_t i = 0; i < q->lines.count; i++) {
		const struct cart_line *line = cart_line_of(cart, l[i].variant_id, CART_MAIN);
		bool same = line && line->seen_price.set && str_eq(line->seen_currency, currency);

		if (!line || (same && (unseen_only || line->seen_price.value == l[i].unit_price)))
			continue;
		args[n * 4] = db_i64(l[i].unit_price);
		args[n * 4 + 1] = db_str(currency);
		args[n * 4 + 2] = db_i64(cart->id);
		args[n * 4 + 3] = db_i64(l[i].variant_id);
		n++;
	}
	return n ? db_bulk(e->db, &queries[SEEN], args, 4, n, NULL) : OK;
}

enum err
cart_seen(struct cart_env *e, const struct cart *cart, const struct quote *q)
{
	return write_seen(e, cart, q, false);
}

enum err
cart_shown(struct cart_env *e, const struct cart *cart, const struct quote *q)
{
	return write_seen(e, cart, q, true);
}
