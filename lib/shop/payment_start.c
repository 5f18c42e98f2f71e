/* payment_start.c - a payment is made, and opened at its gateway.  See payment.h. */
#include "lib/shop/payment_parts.h"

/* Of an order: what paying it needs to know. */
struct due {
	int64_t id;
	struct str public_id, number, locale;
	bool is_ended;                 /* cancelled or expired */
	struct money total;
	int64_t charged, refunded;
};
static const struct shape_field due_fields[] = {
	SHAPE_I64(struct due, id, 1, INT64_MAX),
	SHAPE_STR(struct due, public_id, 1, 28),
	SHAPE_STR(struct due, number, 1, 16),
	SHAPE_STR(struct due, locale, 1, 12),
	SHAPE_BOOL(struct due, is_ended),
	SHAPE_MONEY(struct due, total),
	SHAPE_I64(struct due, charged, 0, INT64_MAX),
	SHAPE_I64(struct due, refunded, 0, INT64_MAX),
};
static const struct shape due_shape = SHAPE(struct due, due_fields, "An order that is to be paid.");

#define DUE_COLUMNS \
	"SELECT o.id, o.public_id, o.number, o.locale, o.fulfilment IN ('cancelled', 'expired') AS is_ended, o.total - o.credited AS total_minor," \
	" o.currency AS total_currency, o.charged, o.refunded" \
	" FROM sales_order o "

enum { LOCK, DUE, LIVE, ADD, WAIT, OPENING, OPENED };
static const struct db_query queries[] = {
	[LOCK] = { "payment_start_lock", "s", &due_shape, DUE_COLUMNS "WHERE o.public_id = ? FOR UPDATE" },
	[DUE] = { "payment_due", "i", &due_shape, DUE_COLUMNS "WHERE o.id = ?" },
	/* What can still bring money in, the newest first. */
	[LIVE] = { "payment_live", "i", &payment_shape,
	    "SELECT " PAYMENT_COLUMNS " FROM payment p WHERE p.order_id = ?"
	    " AND p.state IN ('created', 'pending', 'authorised') ORDER BY p.id DESC LIMIT 100" },
	[ADD] = { "payment_add", "sissssit", NULL,
	    "INSERT INTO payment (public_id, order_id, provider, method, state, currency, amount, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)" },
	/* Banks are slower than gateways. */
	[WAIT] = { "payment_order_waits", "ti", NULL,
	    "UPDATE sales_order SET hold_until = GREATEST(hold_until, ?), version = version + 1 WHERE id = ? AND hold_until IS NOT NULL" },
	/* Written before the gateway is asked: should we die then, the reconciliation knows that it may know more. */
	[OPENING] = { "payment_opening", "ti", NULL,
	    "UPDATE payment SET state = 'pending', check_at = ?, version = version + 1 WHERE id = ? AND state = 'created'" },
	[OPENED] = { "payment_opened", "ssi", NULL,
	    "UPDATE payment SET reference = ?, hosted_url = ?, version = version + 1 WHERE id = ? AND hosted_url IS NULL" },
};
const struct db_module payment_start_sql = { "payment_start", queries, COUNT(queries) };

struct start {
	const struct payment_env *e;
	struct str order;
	const struct payment_method *method;
	struct payment out;
};

static enum err
add(struct db *db, struct start *s, const struct due *o, struct money lacking)
{
	struct arena *a = s->e->order.arena;
	struct time now = clock_now();
	bool is_remote = s->method->provider->create != NULL;
	struct payment p;
	struct db_done done;
	char id[32];
	enum err err;

	public_id(id, "pay");
	shape_init(&payment_shape, &p);
	p = (struct payment){ .order_id = o->id,
		.public_id = str_dup(a, str_of(id)),
		.order = o->public_id,
		.provider = str_of(s->method->provider->name),
		.method = s->method->code,
		.state = is_remote ? PAYMENT_CREATED : PAYMENT_PENDING,
		.amount = lacking,
		.authorised = money_of(0, lacking.currency),
		.charged = money_of(0, lacking.currency),
		.refunded = money_of(0, lacking.currency),
		.disputed = money_of(0, lacking.currency),
		.check_at = TIME_ABSENT,
		.created_at = now,
		.updated_at = now,
		.version = 1 };
	const struct db_arg args[] = { db_str(p.public_id), db_i64(o->id), db_str(p.provider), db_str(p.method),
		db_str(str_of(payment_states[p.state].name)), db_str(str_of(lacking.currency)), db_i64(lacking.minor),
		db_time(now) };
	err = db_exec(db, &queries[ADD], args, COUNT(args), &done);
	p.id = done.insert_id;
	if (!err && !is_remote) {
		struct time until = { now.us + config_ms(s->e->order.config, "payment.advance_hold") * 1000 };
		err = db_exec(db, &queries[WAIT], (const struct db_arg[]){ db_time(until), db_i64(o->id) }, 2, NULL);
	}
	if (!err)
		s->out = p;
	return err;
}

/* Another way to pay leaves the open payment to its fate: should its money come after all, it goes back by itself. */
static enum err
start(struct db *db, void *payload)
{
	struct start *s = payload;
	struct arena *a = s->e->order.arena;
	const struct payment *live;
	struct list list = { 0 };
	struct money lacking;
	struct due o;
	enum err err = db_row(db, &queries[LOCK], (const struct db_arg[]){ db_str(s->order) }, 1, a, &o);

	if (!err)
		err = db_rows(db, &queries[LIVE], (const struct db_arg[]){ db_i64(o.id) }, 1, a, PAYMENTS_MAX, &list);
	if (err)
		return err;
	lacking = o.total;
	lacking.minor -= o.charged - o.refunded;
	live = list.items;
	for (size_t i = 0; i < list.count; i++)
		if (live[i].state == PAYMENT_AUTHORISED)
			lacking.minor -= live[i].authorised.minor - live[i].charged.minor;
	if (lacking.minor <= 0 || o.is_ended)
		return err_fail(ERR_CONFLICT, "nothing is to be paid for order %.*s", STR_ARG(o.number));
	for (size_t i = 0; i < list.count; i++)
		if (live[i].state != PAYMENT_AUTHORISED && live[i].amount.minor == lacking.minor &&
		    str_eq(live[i].method, s->method->code)) {
			s->out = live[i];
			return OK;
		}
	return add(db, s, &o, lacking);
}

enum err
payment_start(const struct payment_env *e, struct str order, struct str method, struct payment *out)
{
	struct start s = { .e = e, .order = order, .method = payment_method_find(e->order.config, method) };
	enum err err;

	if (!s.method || (s.method->provider->takes && !s.method->provider->takes(e->order.config, MONEY_ABSENT)))
		return err_fail(ERR_INVALID, "there is no way to pay '%.*s'", STR_ARG(method));
	err = db_transaction(e->order.db, start, &s);
	if (!err)
		*out = s.out;
	return err;
}

/* ---- at the gateway ---- */

/* What stands before our paths in this language: nothing in the first one. */
static struct str
base_of(const struct payment_env *e, struct str locale)
{
	struct str rest = config_str(e->order.config, "site.locales"), first = STR_ABSENT;

	str_split(&rest, ',', &first);
	return str_eq(str_trim(first), locale) ? STR("") : str_printf(e->order.arena, "/%.*s", STR_ARG(locale));
}

/* The same for every try, so that the gateway sees a repetition. */
static enum err
wish_of(const struct payment_env *e, const struct payment *p, bool is_ended_too, struct payment_wish *w)
{
	struct due o;
	enum err err =
	    db_row(e->order.db, &queries[DUE], (const struct db_arg[]){ db_i64(p->order_id) }, 1, e->order.arena, &o);

	if (err)
		return err;
	if (!is_ended_too && o.is_ended)
		return err_fail(ERR_CONFLICT, "order %.*s is not to be paid any more", STR_ARG(o.number));
	*w = (struct payment_wish){ .key = p->public_id,
		.order_number = o.number,
		.locale = o.locale,
		.amount = p->amount,
		.capture_later = str_eq(config_str(e->order.config, "payment.capture"), STR("later")),
		.return_url =
		    str_printf(e->order.arena, "%s%.*s/pay/%.*s/return?key=%.*s", config_z(e->order.config, "site.url"),
			STR_ARG(base_of(e, o.locale)), STR_ARG(p->public_id), STR_ARG(payment_key(e, p->public_id))) };
	return OK;
}

enum err
payment_introduce(const struct payment_env *e, struct payment *p, bool is_ended_too)
{
	const struct payment_provider *provider = payment_provider_find(p->provider);
	const struct db_arg opening[] = { db_time(payment_check_at(e->order.config, 0)), db_i64(p->id) };
	struct payment_wish wish;
	enum err err;

	if (p->hosted_url.ptr || !provider || !provider->create)
		return OK;
	if ((err = wish_of(e, p, is_ended_too, &wish)) ||
	    (err = db_exec(e->order.db, &queries[OPENING], opening, COUNT(opening), NULL)) ||
	    (err = provider->create(e, &wish, &p->reference, &p->hosted_url)))
		return err;
	const struct db_arg opened[] = { db_str(p->reference), db_str(p->hosted_url), db_i64(p->id) };
	return db_exec(e->order.db, &queries[OPENED], opened, COUNT(opened), NULL);
}

enum err
payment_open(const struct payment_env *e, struct str public_id, struct str *hosted_url)
{
	struct payment p;
	enum err err;

	db_primary(e->order.db); /* it may have been begun a moment ago */
	err = payment_get(e->order.db, e->order.arena, public_id, &p);
	if (err)
		return err;
	if (p.state != PAYMENT_CREATED && p.state != PAYMENT_PENDING)
		return err_fail(ERR_CONFLICT, "payment %.*s is settled", STR_ARG(public_id));
	err = payment_introduce(e, &p, false);
	if (!err)
		*hosted_url = p.hosted_url;
	return err;
}
