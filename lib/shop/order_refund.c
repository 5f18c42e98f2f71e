/* order_refund.c - money back for pieces that were sent.  See order_refund.h. */
#include "lib/shop/order_refund.h"
#include "lib/shop/audit.h"
#include "lib/shop/order_parts.h"
#include "lib/shop/outbox.h"
#include "lib/shop/payment_parts.h"
#include "lib/shop/stock_adjust.h"
#include "lib/shop/stock_spread.h"

/* With its own error code: ERR_CONFLICT what others may have changed, ERR_INVALID what never could be. */
struct refunding {
	const struct order_env *e;
	const struct order_refund_input *in;
	struct order_refunding *out;
	int64_t order_id;
	struct list lines;             /* struct order_line */
	struct credit_room *rooms;     /* of out->credit.lines */
	int64_t *taxes;                /* of what they are worth */
	int64_t left;                  /* money that there is */
	struct warehouse house;
};

int64_t
order_refundable(const struct order_line *l)
{
	return l->shipped - l->refunded;
}

int64_t
order_refundable_delivery(const struct order *o, const struct list *lines)
{
	return MAX(order_delivery_room(o, lines).amount, 0);
}

/* ---- what goes back ---- */

static enum err
refuse(struct refunding *x, enum err err, enum order_refund_refusal refusal, struct str line, int64_t most)
{
	x->out->refusal = refusal;
	x->out->line = line;
	x->out->most = most;
	return err_fail(err, "order %.*s: refusal %d of '%.*s', at most %lld", STR_ARG(x->out->order.number),
	    (int)refusal, STR_ARG(line), (long long)most);
}

static void
add_part(
    struct refunding *x, int64_t line_id, int64_t quantity, const struct credit_room *room, int64_t worth, int64_t tax)
{
	struct credit_line *l = x->out->credit.lines.items;
	size_t at = x->out->credit.lines.count++;

	l[at] = (struct credit_line){ .order_line_id = line_id, .quantity = quantity };
	x->rooms[at] = *room;
	x->taxes[at] = tax;
	credit_line_fill(&l[at], room, worth, tax, MIN(worth, MAX(room->amount, 0)));
}

static enum err
add_pieces(struct refunding *x, const struct order_cut *cut)
{
	const struct order_line *l = x->lines.items;
	const struct credit_line *known = x->out->credit.lines.items;
	struct credit_room room;
	struct order_share share;
	int64_t most, count;
	size_t i = 0;

	while (i < x->lines.count && !str_eq(l[i].public_id, cut->line))
		i++;
	if (i == x->lines.count)
		return refuse(x, ERR_INVALID, REFUND_NO_LINE, cut->line, 0);
	for (size_t k = 0; k < x->out->credit.lines.count; k++)
		if (known[k].order_line_id == l[i].id)
			return refuse(x, ERR_INVALID, REFUND_TWICE, cut->line, 0);
	most = order_refundable(&l[i]);
	count = cut->quantity ? cut->quantity : most;
	if (count < 1 || count > most)
		return refuse(x, ERR_CONFLICT, REFUND_PIECES, cut->line, most);
	room = order_line_room(&x->out->order, &l[i]);
	share = order_line_part(&x->out->order, &l[i], l[i].quantity - l[i].refunded - count, count);
	add_part(x, l[i].id, count, &room, share.total, share.tax);
	return OK;
}

static enum err
add_delivery(struct refunding *x)
{
	const struct credit_room room = order_delivery_room(&x->out->order, &x->lines);
	int64_t most = MAX(room.amount, 0), amount = x->in->delivery == ORDER_REFUND_REST ? most : x->in->delivery;

	if (amount < 0 || amount > most)
		return refuse(x, ERR_CONFLICT, REFUND_DELIVERY, STR_ABSENT, most);
	if (amount)
		add_part(x, 0, 0, &room, amount, amount == room.amount ? room.tax : -1);
	return OK;
}

/* Less than it is worth: each part gives its share. */
static enum err
lower(struct refunding *x, int64_t amount)
{
	struct credit_line *l = x->out->credit.lines.items;
	size_t n = x->out->credit.lines.count;
	int64_t *weights = arena_array(x->e->arena, int64_t, n + 1);
	struct money *parts = arena_array(x->e->arena, struct money, n + 1);
	enum err err;

	for (size_t i = 0; i < n; i++)
		weights[i] = l[i].amount;
	if ((err = money_split(money_of(amount, x->out->order.total.currency), weights, n, parts)))
		return err;
	for (size_t i = 0; i < n; i++)
		credit_line_fill(&l[i], &x->rooms[i], l[i].worth, x->taxes[i], parts[i].minor);
	return OK;
}

static void
sum(struct refunding *x)
{
	struct credit *c = &x->out->credit;
	const struct credit_line *l = c->lines.items;
	const char *currency = x->out->order.total.currency;

	c->worth = c->amount = c->tax = money_of(0, currency);
	for (size_t i = 0; i < c->lines.count; i++) {
		c->worth.minor += l[i].worth;
		c->amount.minor += l[i].amount;
		c->tax.minor += l[i].tax;
	}
}

static enum err
compute(struct refunding *x)
{
	const struct order_refund_input *in = x->in;
	const struct order_cut *cut = in->pieces.items;
	struct credit *c = &x->out->credit;
	size_t n = in->pieces.count + 1;
	enum err err = OK;

	*c = (struct credit){ .kind = CREDIT_LINES,
		.reason = in->reason,
		.warehouse_id = x->house.id,
		.warehouse = x->house.id ? x->house.name : STR_ABSENT,
		.lines = { arena_array(x->e->arena, struct credit_line, n), 0 } };
	x->rooms = arena_array(x->e->arena, struct credit_room, n);
	x->taxes = arena_array(x->e->arena, int64_t, n);
	for (size_t i = 0; !err && i < in->pieces.count; i++)
		err = add_pieces(x, &cut[i]);
	if (err || (err = add_delivery(x)))
		return err;
	if (!c->lines.count || time_is_absent(x->out->order.paid_at))
		return refuse(x, ERR_INVALID, REFUND_EMPTY, STR_ABSENT, 0);
	sum(x);
	x->out->full = MIN(c->amount.minor, x->left);
	if (in->amount.set && (in->amount.value < 0 || in->amount.value > x->out->full))
		return refuse(x, ERR_CONFLICT, REFUND_AMOUNT, STR_ABSENT, x->out->full);
	if ((in->amount.set ? in->amount.value : x->out->full) != c->amount.minor &&
	    (err = lower(x, in->amount.set ? in->amount.value : x->out->full)))
		return err;
	sum(x);
	return OK;
}

static enum err
find_house(struct refunding *x)
{
	enum err err;

	if (str_is_empty(x->in->warehouse))
		return OK;
	err = warehouse_get(x->e->db, x->e->arena, x->in->warehouse, &x->house);
	if (err != ERR_NOT_FOUND)
		return err;
	err_clear();
	x->house.id = 0;
	return refuse(x, ERR_INVALID, REFUND_WAREHOUSE, STR_ABSENT, 0);
}

/* ---- goods ---- */

static int
by_variant(const void *a, const void *b)
{
	int64_t x = (*(const struct order_line *const *)a)->variant_id,
		y = (*(const struct order_line *const *)b)->variant_id;

	return x < y ? -1 : x > y;
}

static struct credit_line *
part_of(struct refunding *x, int64_t line_id)
{
	struct credit_line *l = x->out->credit.lines.items;

	for (size_t i = 0; i < x->out->credit.lines.count; i++)
		if (l[i].order_line_id == line_id)
			return &l[i];
	return NULL;
}

/* What was never counted has no stock to go back to; what is counted elsewhere alone begins to be counted here where
 * that is allowed. */
static enum err
may_go_back(struct refunding *x, const struct order_line *l, const struct list *rows, bool *may)
{
	const struct stock_row *r = rows->items;
	bool counted = false, here = false;

	for (size_t i = 0; i < rows->count; i++)
		if (r[i].variant_id == l->variant_id) {
			counted = true;
			here = here || r[i].warehouse_id == x->house.id;
		}
	*may = counted && !str_is_absent(l->variant);
	return *may && !here && !x->in->opens_stock ? refuse(x, ERR_CONFLICT, REFUND_NOT_COUNTED, l->public_id, 0) : OK;
}

/* Which pieces go back to stock, before anything is written: rows of stock are locked in key order, after the order and
 * its payments. */
static enum err
choose_goods(struct refunding *x, const struct order_line ***goods, size_t *count)
{
	const struct order_line *l = x->lines.items;
	int64_t *variants = arena_array(x->e->arena, int64_t, x->lines.count + 1);
	struct list rows;
	size_t n = 0;
	enum err err;

	*goods = arena_array(x->e->arena, const struct order_line *, x->lines.count + 1);
	*count = 0;
	if (!x->house.id)
		return OK;
	for (size_t i = 0; i < x->lines.count; i++)
		if (part_of(x, l[i].id))
			variants[n++] = l[i].variant_id;
	if (!n || (err = stock_rows(x->e->db, x->e->arena, variants, n, &rows)))
		return n ? err : OK;
	for (size_t i = 0; i < x->lines.count; i++) {
		struct credit_line *part = part_of(x, l[i].id);
		bool may = false;
		if (part && (err = may_go_back(x, &l[i], &rows, &may)))
			return err;
		if (may) {
			part->restocked = part->quantity;
			(*goods)[(*count)++] = &l[i];
		}
	}
	qsort(*goods, *count, sizeof(**goods), by_variant);
	return OK;
}

static enum err
put_back(struct refunding *x, const struct order_line *const *goods, size_t count)
{
	enum err err = OK;

	for (size_t i = 0; !err && i < count; i++) {
		const struct stock_item item = { .id = goods[i]->variant_id, .public_id = goods[i]->variant };
		err = stock_add(x->e->db, x->e->arena, x->e->who, goods[i]->variant_id, x->house.id,
		    part_of(x, goods[i]->id)->quantity, STOCK_RETURNED, 0, STR_ABSENT, x->out->order.number);
		if (!err)
			err = stock_changed(x->e->db, x->e->arena, &item, x->house.code);
	}
	return err;
}

/* ---- the transaction ---- */

static enum err
tell(struct refunding *x)
{
	const struct credit *c = &x->out->credit;
	const struct credit_line *l = c->lines.items;
	struct stock_wish *pieces = arena_array(x->e->arena, struct stock_wish, c->lines.count);
	struct order *o = &x->out->order;
	struct str more, details;
	size_t n = 0;
	enum err err;

	for (size_t i = 0; i < c->lines.count; i++)
		if (l[i].quantity)
			pieces[n++] =
			    (struct stock_wish){ .order_line_id = l[i].order_line_id, .quantity = l[i].quantity };
	more = order_pieces_json(x->e->arena, &x->lines, pieces, n, false);
	more = str_printf(x->e->arena, "%.*s%.*s", STR_ARG(credit_payload(x->e->arena, c)), STR_ARG(more));
	details = str_printf(x->e->arena, "{%.*s}", STR_ARG(str_skip(more, 1)));
	if ((err = order_tell(x->e->db, x->e->arena, x->e->who, o, &x->lines, "refunded", details, more)))
		return err;
	return audit(x->e->db, x->e->who,
	    &(struct audit){ .event = AUDIT_REFUND,
		.object_kind = "order",
		.object = o->public_id,
		.details = str_printf(x->e->arena,
		    "{\"what\":\"lines\",\"credit\":\"%.*s\",\"amount\":%lld,\"currency\":\"%s\"}",
		    STR_ARG(c->public_id), (long long)c->amount.minor, c->amount.currency) });
}

static enum err
write_down(struct refunding *x)
{
	struct order *o = &x->out->order;
	struct credit *c = &x->out->credit;
	const struct order_line **goods;
	size_t count;
	enum err err;

	if ((err = choose_goods(x, &goods, &count)) || (err = credit_add(x->e, o, &x->lines, c)) ||
	    (err = order_store(x->e->db, o)) || (err = tell(x)))
		return err;
	if (c->amount.minor &&
	    (err = refund_grant(
		 x->e, o, c->amount, str_printf(x->e->arena, "lines:%.*s", STR_ARG(c->public_id)), c->reason)))
		return err;
	return put_back(x, goods, count);
}

static enum err
refund(struct db *db, void *payload)
{
	struct refunding *x = payload;
	struct order *o = &x->out->order;
	struct str cause = str_printf(x->e->arena, "lines:%016llx", (unsigned long long)str_hash(x->in->key));
	enum err err = order_lock(db, x->e->arena, x->order_id, o);

	if (err)
		return err;
	err = credit_get(db, x->e->arena, o->id, cause, &x->out->credit);
	x->out->was_done_before = !err;
	if (err != ERR_NOT_FOUND)
		return err;
	err_clear();
	if (x->in->version && x->in->version != o->version)
		return err_fail(
		    ERR_PRECONDITION, "order %.*s has version %lld", STR_ARG(o->number), (long long)o->version);
	if ((err = order_lines(db, x->e->arena, o->id, &x->lines)) ||
	    (err = refund_left_of_order(db, x->e->arena, o->id, &x->left)) || (err = compute(x)))
		return err;
	x->out->credit.cause = cause;
	return write_down(x);
}

static enum err
begin(struct refunding *x, struct str id)
{
	enum err err;

	*x->out = (struct order_refunding){ 0 };
	if ((err = order_get(x->e->db, x->e->arena, id, &x->out->order)))
		return err;
	x->order_id = x->out->order.id;
	x->lines = x->out->order.lines;
	return find_house(x);
}

enum err
order_refund_preview(
    const struct order_env *e, struct str id, const struct order_refund_input *in, struct order_refunding *out)
{
	struct refunding x = { .e = e, .in = in, .out = out };
	enum err err = begin(&x, id);

	if (err || (err = refund_left_of_order(e->db, e->arena, x.order_id, &x.left)))
		return err;
	return compute(&x);
}

enum err
order_refund(const struct order_env *e, struct str id, const struct order_refund_input *in, struct order_refunding *out)
{
	struct refunding x = { .e = e, .in = in, .out = out };
	enum err err = begin(&x, id);

	if (err || (err = db_attempt(e->db, refund, &x)))
		return err;
	return order_get(e->db, e->arena, out->order.public_id, &out->order);
}
