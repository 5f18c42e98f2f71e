/* shipment_change.c - pack, ship, deliver, split.  See shipment.h. */
#include "lib/io/json.h"
#include "lib/shop/audit.h"
#include "lib/shop/outbox.h"
#include "lib/shop/shipment_parts.h"
#include "lib/shop/shipping_setup.h"

struct number {
	int64_t n;
};
static const struct shape_field number_fields[] = { SHAPE_I64(struct number, n, 0, INT64_MAX) };
static const struct shape number_shape = SHAPE(struct number, number_fields, "A number.");

enum { ORDER_OF, PACK, SHIP, DELIVER, NEXT_PARCEL, SPLIT, TAKE, TAKE_ALL, GIVE, WEIGH, TOUCH };
static const struct db_query queries[] = {
	[ORDER_OF] = { "shipment_order_of", "s", &number_shape,
	    "SELECT order_id AS n FROM shipment WHERE public_id = ?" },
	[PACK] = { "shipment_pack", "tii", NULL,
	    "UPDATE shipment SET state = 'packed', packed_at = ?, version = version + 1 WHERE id = ? AND version = ?" },
	[SHIP] = { "shipment_ship", "issttii", NULL,
	    "UPDATE shipment SET state = 'shipped', carrier_id = NULLIF(?, 0), tracking_code = ?, tracking = IF(tracking = 'none' AND ? IS NOT NULL, 'announced', tracking),"
	    " packed_at = COALESCE(packed_at, ?), shipped_at = ?, version = version + 1 WHERE id = ? AND version = ?" },
	[DELIVER] = { "shipment_deliver", "tttii", NULL,
	    "UPDATE shipment SET state = 'delivered', packed_at = COALESCE(packed_at, ?), shipped_at = COALESCE(shipped_at, ?), delivered_at = ?, version = version + 1"
	    " WHERE id = ? AND version = ?" },
	[NEXT_PARCEL] = { "shipment_next_parcel", "i", &number_shape,
	    "SELECT COALESCE(MAX(parcel), 0) + 1 AS n FROM shipment WHERE order_id = ?" },
	[SPLIT] = { "shipment_split", "sii", NULL,
	    "INSERT INTO shipment (public_id, order_id, parcel, warehouse_id, carrier_id, is_pickup, promised_from, promised_until)"
	    " SELECT ?, order_id, ?, warehouse_id, carrier_id, is_pickup, promised_from, promised_until FROM shipment WHERE id = ?" },
	[TAKE] = { "shipment_take", "iiii", NULL,
	    "UPDATE shipment_line SET quantity = quantity - ? WHERE shipment_id = ? AND order_line_id = ? AND quantity > ?" },
	[TAKE_ALL] = { "shipment_take_all", "ii", NULL,
	    "DELETE FROM shipment_line WHERE shipment_id = ? AND order_line_id = ?" },
	[GIVE] = { "shipment_give", "iiii", NULL,
	    "INSERT INTO shipment_line (shipment_id, order_line_id, variant_id, quantity) VALUES (?, ?, ?, ?)" },
	[WEIGH] = { "shipment_weigh", "i", NULL,
	    "UPDATE shipment s SET weight_grams = (SELECT COALESCE(SUM(sl.quantity * l.weight_grams), 0) FROM shipment_line sl JOIN sales_order_line l ON l.id = sl.order_line_id"
	    " WHERE sl.shipment_id = s.id) WHERE s.id = ?" },
	[TOUCH] = { "shipment_touch", "ii", NULL,
	    "UPDATE shipment SET version = version + 1 WHERE id = ? AND version = ?" },
};
const struct db_module shipment_change_sql = { "shipment_change", queries, COUNT(queries) };

/* ---- what the changes share ---- */

enum err
shipment_open(struct db *db, struct shipment_change *c)
{
	struct number order;
	enum err err =
	    db_row(db, &queries[ORDER_OF], (const struct db_arg[]){ db_str(c->public_id) }, 1, c->e->arena, &order);

	if (!err)
		err = order_lock(db, c->e->arena, order.n, &c->order);
	if (!err)
		err = shipment_get(db, c->e->arena, c->public_id, &c->s);
	if (!err && c->version && c->version != c->s.version)
		return err_fail(ERR_PRECONDITION, "shipment %.*s: version %lld is stored", STR_ARG(c->public_id),
		    (long long)c->s.version);
	return err;
}

enum err
shipment_tell(
    struct db *db, const struct shipment_change *c, const char *what, enum shipment_note note, struct str more)
{
	const struct shipment *s = &c->s;
	struct arena *a = c->e->arena;
	struct str own = str_printf(
	    a, "\"shipment\":\"%.*s\",\"parcel\":%d%.*s", STR_ARG(s->public_id), (int)s->parcel, STR_ARG(more));
	struct str payload = str_printf(a, "{\"order\":\"%.*s\",\"number\":\"%.*s\",\"pickup\":%s,%.*s}",
	    STR_ARG(s->order), STR_ARG(s->order_number), s->is_pickup ? "true" : "false", STR_ARG(own));
	struct audit record = { .event = AUDIT_SHIPMENT, .object_kind = "shipment", .object = s->public_id,
		.details = str_printf(a, "{\"change\":\"%s\",\"order\":\"%.*s\"}", what, STR_ARG(s->order)) };
	enum err err = note == NOTE_NONE
	    ? OK
	    : order_note(db, c->e->who, s->order_id, what, note == NOTE_PUBLIC, str_printf(a, "{%.*s}", STR_ARG(own)));

	if (!err)
		err = outbox_add(db, arena_printf(a, "shipment.%s", what), s->order, payload);
	if (!err && (strcmp(c->e->who->actor, "staff") == 0 || strcmp(c->e->who->actor, "operator") == 0))
		err = audit(db, c->e->who, &record);
	return err;
}

static int
by_variant(const void *a, const void *b)
{
	const struct stock_wish *x = a, *y = b;

	if (x->variant_id != y->variant_id)
		return x->variant_id < y->variant_id ? -1 : 1;
	return (x->order_line_id > y->order_line_id) - (x->order_line_id < y->order_line_id);
}

struct stock_wish *
shipment_wishes(struct arena *a, const struct shipment *s, size_t *count)
{
	const struct shipment_line *l = s->lines.items;
	struct stock_wish *w = arena_array(a, struct stock_wish, MAX(s->lines.count, 1));

	for (size_t i = 0; i < s->lines.count; i++)
		w[i] = (struct stock_wish){ l[i].order_line_id, l[i].variant_id, l[i].quantity };
	qsort(w, s->lines.count, sizeof(*w), by_variant);
	*count = s->lines.count;
	return w;
}

enum err
shipment_next_parcel(struct db *db, struct arena *a, int64_t order_id, int64_t *parcel)
{
	struct number next;
	enum err err = db_row(db, &queries[NEXT_PARCEL], (const struct db_arg[]){ db_i64(order_id) }, 1, a, &next);

	*parcel = err ? 0 : next.n;
	return err;
}

/* The version that was read under the lock is still there: anything else is somebody who did not take it. */
static enum err
moved(enum err err, const struct db_done *done, const struct shipment_change *c)
{
	if (err)
		return err;
	return done->affected ? OK
			      : err_fail(ERR_CONFLICT, "shipment %.*s was changed meanwhile", STR_ARG(c->public_id));
}

static enum err
refuse(const struct shipment_change *c, const char *what)
{
	return err_fail(ERR_CONFLICT, "shipment %.*s is %s: it cannot be %s", STR_ARG(c->public_id),
	    shipment_states[c->s.state].name, what);
}

/* The pieces leave the house.  What has no reservation was not counted when it was ordered. */
static enum err
leave(struct db *db, struct shipment_change *c)
{
	size_t count, n = 0;
	struct stock_wish *all = shipment_wishes(c->e->arena, &c->s, &count),
			  *counted = arena_array(c->e->arena, struct stock_wish, MAX(count, 1));
	const struct stock_reserved *r;
	struct list reserved;
	enum err err = stock_reserved_of(db, c->e->arena, c->s.order_id, &reserved);

	if (err)
		return err;
	r = reserved.items;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < reserved.count; k++)
			if (r[k].order_line_id == all[i].order_line_id) {
				counted[n++] = all[i];
				break;
			}
	if (n)
		err = stock_ship(db, c->e->arena, c->s.order_id, c->s.id, c->s.warehouse_id, counted, n);
	return err ? err : order_shipped(c->e, &c->order, all, count);
}

enum err
shipment_arrived(struct db *db, const struct shipment_change *c)
{
	const struct time now = clock_now();
	const struct db_arg args[] = { db_time(now), db_time(now), db_time(now), db_i64(c->s.id),
		db_i64(c->s.version) };
	struct order order = c->order;
	struct db_done done;
	size_t count;
	struct stock_wish *lines = shipment_wishes(c->e->arena, &c->s, &count);
	enum err err = moved(db_exec(db, &queries[DELIVER], args, COUNT(args), &done), &done, c);

	return err ? err : order_delivered(c->e, &order, lines, count);
}

/* ---- pack ---- */

static enum err
pack(struct db *db, void *payload)
{
	struct shipment_change *c = payload;
	struct db_done done;
	enum err err = shipment_open(db, c);

	if (err)
		return err;
	if (c->s.state != SHIPMENT_PENDING)
		return refuse(c, "packed");
	{
		const struct db_arg args[] = { db_time(clock_now()), db_i64(c->s.id), db_i64(c->s.version) };
		err = moved(db_exec(db, &queries[PACK], args, COUNT(args), &done), &done, c);
	}
	return err           ? err
	    : c->s.is_pickup ? shipment_tell(db, c, "ready_for_pickup", NOTE_PUBLIC, STR_ABSENT)
			     : shipment_tell(db, c, "packed", NOTE_STAFF, STR_ABSENT);
}

enum err
shipment_pack(const struct order_env *e, struct str public_id, int64_t version, struct shipment *out)
{
	struct shipment_change c = { .e = e, .public_id = public_id, .version = version };
	enum err err = db_transaction(e->db, pack, &c);

	return err ? err : shipment_get(e->db, e->arena, public_id, out);
}

/* ---- ship ---- */

struct shipping {
	struct shipment_change c;
	struct carrier carrier; /* id 0: none */
	struct str tracking_code;
};

static enum err
ship(struct db *db, void *payload)
{
	struct shipping *p = payload;
	struct shipment_change *c = &p->c;
	const struct time now = clock_now();
	struct db_done done;
	struct buf more;
	enum err err = shipment_open(db, c);

	if (err)
		return err;
	if (c->s.is_pickup || (c->s.state != SHIPMENT_PENDING && c->s.state != SHIPMENT_PACKED))
		return refuse(c, "sent");
	if (!p->carrier.id && c->s.carrier.len && (err = carrier_find(db, c->e->arena, c->s.carrier, &p->carrier)))
		return err;
	{
		const struct db_arg args[] = { db_i64(p->carrier.id), db_str(p->tracking_code),
			db_str(p->tracking_code), db_time(now), db_time(now), db_i64(c->s.id), db_i64(c->s.version) };
		err = moved(db_exec(db, &queries[SHIP], args, COUNT(args), &done), &done, c);
	}
	if (!err)
		err = leave(db, c);
	if (err)
		return err;
	buf_in_arena(&more, c->e->arena, BUF_LINE);
	if (p->carrier.id)
		buf_printf(&more, ",\"carrier\":\"%.*s\"", STR_ARG(p->carrier.code));
	if (p->tracking_code.len) {
		buf_lit(&more, ",\"tracking_code\":");
		json_write_str(&more, p->tracking_code);
	}
	return shipment_tell(db, c, "shipped", NOTE_NONE, buf_view(&more));
}

/* Printable ASCII without blanks at the ends: what stands on a label. */
static bool
is_code(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] < 0x20 || s.ptr[i] > 0x7e)
			return false;
	return s.len <= 64;
}

enum err
shipment_ship(const struct order_env *e, struct str public_id, int64_t version, struct str carrier,
    struct str tracking_code, struct shipment *out)
{
	struct shipping p = { .c = { .e = e, .public_id = public_id, .version = version },
		.tracking_code = str_trim(tracking_code) };
	enum err err = OK;

	if (!is_code(p.tracking_code))
		return err_fail(ERR_INVALID, "the code of a parcel has at most 64 letters and digits");
	if (!p.tracking_code.len)
		p.tracking_code = STR_ABSENT;
	if (carrier.len &&
	    ((err = carrier_find(e->db, e->arena, carrier, &p.carrier)) == ERR_NOT_FOUND ||
		(!err && !p.carrier.is_active)))
		return err_fail(ERR_INVALID, "there is no carrier '%.*s'", STR_ARG(carrier));
	if (!err)
		err = db_transaction(e->db, ship, &p);
	return err ? err : shipment_get(e->db, e->arena, public_id, out);
}

/* ---- deliver ---- */

static enum err
deliver(struct db *db, void *payload)
{
	struct shipment_change *c = payload;
	enum err err = shipment_open(db, c);

	if (err)
		return err;
	if (c->s.is_pickup ? c->s.state != SHIPMENT_PENDING && c->s.state != SHIPMENT_PACKED
			   : c->s.state != SHIPMENT_SHIPPED)
		return refuse(c, c->s.is_pickup ? "fetched" : "delivered");
	if (c->s.is_pickup && (err = leave(db, c)))
		return err;
	err = shipment_arrived(db, c);
	return err ? err : shipment_tell(db, c, "delivered", NOTE_NONE, STR_ABSENT);
}

enum err
shipment_deliver(const struct order_env *e, struct str public_id, int64_t version, struct shipment *out)
{
	struct shipment_change c = { .e = e, .public_id = public_id, .version = version };
	enum err err = db_transaction(e->db, deliver, &c);

	return err ? err : shipment_get(e->db, e->arena, public_id, out);
}

/* ---- split ---- */

struct splitting {
	struct shipment_change c;
	struct list cuts; /* struct order_cut */
	struct str made;
};

static enum err
move_line(struct db *db, const struct shipment_change *c, const struct shipment_line *l, int64_t quantity, int64_t to)
{
	const struct db_arg give[] = { db_i64(to), db_i64(l->order_line_id), db_i64(l->variant_id), db_i64(quantity) };
	const struct db_arg take[] = { db_i64(quantity), db_i64(c->s.id), db_i64(l->order_line_id), db_i64(quantity) };
	const struct db_arg all[] = { db_i64(c->s.id), db_i64(l->order_line_id) };
	enum err err = quantity == l->quantity ? db_exec(db, &queries[TAKE_ALL], all, COUNT(all), NULL)
					       : db_exec(db, &queries[TAKE], take, COUNT(take), NULL);

	return err ? err : db_exec(db, &queries[GIVE], give, COUNT(give), NULL);
}

/* Each line at most once, not more than is in the parcel, and something stays behind. */
static bool
check_cuts(struct splitting *p, int64_t *quantities)
{
	const struct order_cut *cut = p->cuts.items;
	const struct shipment_line *l = p->c.s.lines.items;
	int64_t taken = 0, all = 0;

	for (size_t k = 0; k < p->c.s.lines.count; k++)
		all += l[k].quantity;
	for (size_t i = 0; i < p->cuts.count; i++) {
		size_t k = 0;
		while (k < p->c.s.lines.count && !str_eq(l[k].order_line, cut[i].line))
			k++;
		if (k == p->c.s.lines.count || quantities[k] || cut[i].quantity < 0 || cut[i].quantity > l[k].quantity)
			return false;
		quantities[k] = cut[i].quantity ? cut[i].quantity : l[k].quantity;
		taken += quantities[k];
	}
	return taken > 0 && taken < all;
}

static enum err
split(struct db *db, void *payload)
{
	struct splitting *p = payload;
	struct shipment_change *c = &p->c;
	const struct shipment_line *l;
	struct db_done done;
	int64_t parcel = 0, *quantities;
	enum err err = shipment_open(db, c);

	if (err)
		return err;
	if (c->s.state != SHIPMENT_PENDING && c->s.state != SHIPMENT_PACKED)
		return refuse(c, "split");
	quantities = arena_array(c->e->arena, int64_t, MAX(c->s.lines.count, 1));
	if (!check_cuts(p, quantities))
		return err_fail(ERR_INVALID, "shipment %.*s cannot be split so", STR_ARG(c->public_id));
	if ((err = shipment_next_parcel(db, c->e->arena, c->s.order_id, &parcel)))
		return err;
	{
		const struct db_arg args[] = { db_str(p->made), db_i64(parcel), db_i64(c->s.id) };
		const struct db_arg touch[] = { db_i64(c->s.id), db_i64(c->s.version) };
		struct db_done touched;
		if ((err = moved(db_exec(db, &queries[TOUCH], touch, COUNT(touch), &touched), &touched, c)))
			return err;
		err = db_exec(db, &queries[SPLIT], args, COUNT(args), &done);
	}
	l = c->s.lines.items;
	for (size_t k = 0; !err && k < c->s.lines.count; k++)
		if (quantities[k])
			err = move_line(db, c, &l[k], quantities[k], done.insert_id);
	if (!err)
		err = db_exec(db, &queries[WEIGH], (const struct db_arg[]){ db_i64(c->s.id) }, 1, NULL);
	if (!err)
		err = db_exec(db, &queries[WEIGH], (const struct db_arg[]){ db_i64(done.insert_id) }, 1, NULL);
	return err ? err
		   : shipment_tell(
			 db, c, "split", NOTE_STAFF, str_printf(c->e->arena, ",\"into\":\"%.*s\"", STR_ARG(p->made)));
}

enum err
shipment_split(
    const struct order_env *e, struct str public_id_, int64_t version, struct list cuts, struct shipment *out)
{
	struct splitting p = { .c = { .e = e, .public_id = public_id_, .version = version }, .cuts = cuts };
	char id[32];
	enum err err;

	public_id(id, "shp");
	p.made = str_of(arena_strdup(e->arena, id));
	err = db_transaction(e->db, split, &p);
	return err ? err : shipment_get(e->db, e->arena, p.made, out);
}
