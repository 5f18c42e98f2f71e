/* money.c - what the tests of payments share.  See money.h. */
#include "t/lib/shop/money.h"

#include <stdlib.h>

struct gateway gateway;

struct number {
	int64_t n;
};
static const struct shape_field number_fields[] = { SHAPE_I64(struct number, n, INT64_MIN, INT64_MAX) };
static const struct shape number_shape = SHAPE(struct number, number_fields, "A number.");

enum { ADD_ORDER, ADD_LINE, ADD_PAYMENT, EVENTS, ENTRIES, CHARGES, REFUNDS, PAID, FAILED, RECEIVABLE };
static const struct db_query queries[] = {
	[ADD_ORDER] = { "t_order", "ssii", NULL,
	    "INSERT INTO sales_order (public_id, number, origin, locale, currency, prices_with_tax, subtotal, total, placed_total,"
	    " placed_at, hold_until) SELECT ?, ?, 'api', 'en', 'EUR', TRUE, n, n, n, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL 1 HOUR"
	    " FROM (SELECT ? AS n, ? AS unused) x" },
	[ADD_LINE] = { "t_line", "sii", NULL,
	    "INSERT INTO sales_order_line (public_id, order_id, position, product_id, variant_id, title, requires_shipping, quantity, unit_price, subtotal,"
	    " total) SELECT ?, ?, 1, 1, 1, 'Voucher', FALSE, 1, n, n, n FROM (SELECT ? AS n) x" },
	[ADD_PAYMENT] = { "t_payment", "sii", NULL,
	    "INSERT INTO payment (public_id, order_id, provider, method, state, currency, amount)"
	    " VALUES (?, ?, 'sandbox', 'sandbox', 'pending', 'EUR', ?)" },
	[EVENTS] = { "t_events", "i", &number_shape,
	    "SELECT COUNT(*) AS n FROM payment_event v JOIN payment p ON p.id = v.payment_id WHERE p.order_id = ?" },
	[ENTRIES] = { "t_entries", "i", &number_shape, "SELECT COUNT(*) AS n FROM ledger_entry WHERE order_id = ?" },
	[CHARGES] = { "t_charges", "i", &number_shape,
	    "SELECT COUNT(*) AS n FROM ledger_entry WHERE order_id = ? AND kind = 'charge'" },
	[REFUNDS] = { "t_refunds", "i", &number_shape, "SELECT COUNT(*) AS n FROM refund WHERE order_id = ?" },
	[PAID] = { "t_paid", "i", &number_shape,
	    "SELECT COUNT(*) AS n FROM outbox WHERE type = 'order.paid' AND object = (SELECT public_id FROM sales_order WHERE id = ?)" },
	[FAILED] = { "t_failed", "i", &number_shape,
	    "SELECT COUNT(*) AS n FROM outbox WHERE type = 'order.payment_failed' AND object = (SELECT public_id FROM sales_order WHERE id = ?)" },
	[RECEIVABLE] = { "t_receivable", "i", &number_shape,
	    "SELECT COALESCE(SUM(p.amount), 0) AS n FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id"
	    " WHERE e.order_id = ? AND p.account = 'receivable'" },
};

/* ---- the gateway ---- */

static enum err
fake_create(
    const struct payment_env *e UNUSED, const struct payment_wish *w, struct str *reference, struct str *hosted_url)
{
	gateway.created++;
	if (gateway.refuse)
		return err_fail(gateway.refuse, "the test's gateway refuses");
	*reference = str_printf(e->order.arena, "g_%.*s", STR_ARG(w->key));
	*hosted_url = str_printf(e->order.arena, "https://gateway.example/%.*s", STR_ARG(w->key));
	return OK;
}

static void
report_of(struct arena *a, const struct payment *p, struct payment_report *out)
{
	size_t count = gateway.report.events.count;

	*out = gateway.report;
	out->reference = p->reference.ptr ? p->reference : str_printf(a, "g_%.*s", STR_ARG(p->public_id));
	out->merchant_reference = p->public_id;
	out->amount = p->amount.minor;
	memcpy(out->currency, p->amount.currency, sizeof(out->currency));
	out->events.items = arena_memdup(a, gateway.events, count * sizeof(*gateway.events));
}

static enum err
fake_fetch(const struct payment_env *e, const struct payment *p, struct payment_report *out)
{
	gateway.fetched++;
	if (gateway.refuse)
		return err_fail(gateway.refuse, "the test's gateway refuses");
	report_of(e->order.arena, p, out);
	return OK;
}

static struct payment_event *
add(struct arena *a, const char *name, int kind, int result, int64_t amount)
{
	struct payment_event *v = &gateway.events[gateway.report.events.count++];

	if (gateway.report.events.count > GATEWAY_EVENTS_MAX)
		abort();
	shape_init(&payment_event_shape, v);
	v->due_at = TIME_ABSENT;
	v->source = str_printf(a, "sandbox:%s", name);
	v->kind = kind;
	v->result = result;
	v->amount = amount;
	v->at = clock_now();
	return v;
}

/* The same key does a thing once. */
static bool
was_done(struct str source)
{
	for (size_t i = 0; i < gateway.report.events.count; i++)
		if (str_eq(gateway.events[i].source, source))
			return true;
	return false;
}

static enum err
fake_capture(
    const struct payment_env *e, const struct payment *p, struct str key, int64_t amount, struct payment_report *out)
{
	gateway.captured++;
	if (!was_done(str_printf(e->order.arena, "sandbox:%.*s", STR_ARG(key))))
		add(e->order.arena, str_z(e->order.arena, key), EVENT_CHARGE, EVENT_SUCCESS, amount);
	return fake_fetch(e, p, out);
}

static enum err
fake_cancel(const struct payment_env *e, const struct payment *p, struct payment_report *out)
{
	gateway.cancelled++;
	if (!was_done(STR("sandbox:void")))
		add(e->order.arena, "void", EVENT_VOID, EVENT_SUCCESS, p->authorised.minor);
	return fake_fetch(e, p, out);
}

static enum err
fake_refund(
    const struct payment_env *e, const struct payment *p, struct str key, int64_t amount, struct payment_report *out)
{
	gateway.refunded++;
	if (gateway.refuse)
		return err_fail(gateway.refuse, "the test's gateway refuses");
	if (!was_done(str_printf(e->order.arena, "sandbox:%.*s", STR_ARG(key))))
		add(e->order.arena, str_z(e->order.arena, key), EVENT_REFUND, EVENT_SUCCESS, amount)->refund =
		    str_cut(key, str_find(key, '.'));
	return fake_fetch(e, p, out);
}

static const struct payment_provider fake = { .name = "sandbox",
	.create = fake_create,
	.fetch = fake_fetch,
	.capture = fake_capture,
	.cancel = fake_cancel,
	.refund = fake_refund };

struct payment_event *
gateway_did(struct money_test *m, const char *name, int kind, int result, int64_t amount)
{
	return add(m->f.arena, name, kind, result, amount);
}

struct payment_report
gateway_report(struct money_test *m, const struct payment *p)
{
	struct payment_report report;

	report_of(m->f.arena, p, &report);
	return report;
}

/* ---- orders ---- */

static void
connect(struct money_test *m)
{
	m->db = db_new(m->f.config, "payment");
	m->env.order = (struct order_env){
		.db = m->db, .arena = m->f.arena, .config = m->f.config, .who = &m->who, .master = &m->master
	};
}

void
money_reconnect(struct money_test *m)
{
	connect(m);
}

void
money_open(struct money_test *m, int64_t total)
{
	struct db_done done;
	char id[32], number[17];

	*m = (struct money_test){ .f = fixture_open(), .who = { .actor = "system" } };
	gateway = (struct gateway){ 0 };
	payment_provider_use(&fake);
	CHECK_ERR(crypto_master(config_z(m->f.config, "secrets.path"), true, &m->master), OK);
	connect(m);
	public_id(id, "ord");
	memcpy(number, id + 4, 11);
	number[11] = '\0';
	m->order = str_dup(m->f.arena, str_of(id));
	CHECK_ERR(db_exec(m->f.db, &queries[ADD_ORDER],
		      (const struct db_arg[]){ db_str(m->order), db_str(str_of(number)), db_i64(total), db_i64(0) }, 4,
		      &done),
	    OK);
	m->order_id = done.insert_id;
	public_id(id, "ol");
	CHECK_ERR(db_exec(m->f.db, &queries[ADD_LINE],
		      (const struct db_arg[]){ db_str(str_of(id)), db_i64(m->order_id), db_i64(total) }, 3, NULL),
	    OK);
	CHECK_ERR(payment_start(&m->env, m->order, STR("sandbox"), &m->p), OK);
}

void
money_close(struct money_test *m)
{
	payment_provider_use(NULL);
	db_free(m->db);
	secret_release(&m->master);
	fixture_close(&m->f);
}

struct payment
money_second(struct money_test *m, int64_t amount)
{
	char id[32];

	public_id(id, "pay");
	CHECK_ERR(db_exec(m->f.db, &queries[ADD_PAYMENT],
		      (const struct db_arg[]){ db_str(str_of(id)), db_i64(m->order_id), db_i64(amount) }, 3, NULL),
	    OK);
	return money_now(m, str_dup(m->f.arena, str_of(id)));
}

enum err
money_settle(struct money_test *m)
{
	struct payment_report report = gateway_report(m, &m->p);

	return payment_settle(&m->env, &report, &m->p);
}

/* ---- looking ---- */

static int64_t
number_of(struct money_test *m, const struct db_query *q)
{
	struct number row = { -1 };

	CHECK_ERR(db_row(m->f.db, q, (const struct db_arg[]){ db_i64(m->order_id) }, 1, m->f.arena, &row), OK);
	return row.n;
}

int64_t
money_count(struct money_test *m, const char *what)
{
	static const struct {
		const char *name;
		int query;
	} counts[] = { { "events", EVENTS }, { "entries", ENTRIES }, { "charges", CHARGES }, { "refunds", REFUNDS },
		{ "paid", PAID }, { "failed", FAILED } };

	for (size_t i = 0; i < COUNT(counts); i++)
		if (strcmp(counts[i].name, what) == 0)
			return number_of(m, &queries[counts[i].query]);
	abort();
}

int64_t
money_receivable(struct money_test *m)
{
	return number_of(m, &queries[RECEIVABLE]);
}

struct payment
money_now(struct money_test *m, struct str id)
{
	struct payment p = { 0 };

	CHECK_ERR(payment_get(m->db, m->f.arena, id, &p), OK);
	return p;
}

struct order
money_order(struct money_test *m)
{
	struct order o = { 0 };

	CHECK_ERR(order_get(m->db, m->f.arena, m->order, &o), OK);
	return o;
}
