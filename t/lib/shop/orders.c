/* orders.c - see orders.h. */
#include "t/lib/shop/orders.h"
#include "lib/shop/country.h"
#include "lib/shop/ledger.h"

#include <sys/wait.h>
#include <unistd.h>

static const struct db_query setup[] = {
	{ "o01", "", NULL, "DELETE FROM cart" },
	{ "o02", "", NULL, "DELETE FROM promotion_use" },
	{ "o03", "", NULL, "DELETE FROM promotion" },
	{ "o04", "", NULL, "DELETE FROM shipping_method" },
	{ "o05", "", NULL, "DELETE FROM shipping_zone" },
	{ "o06", "", NULL, "DELETE FROM tax_rate" },
	{ "o07", "", NULL, "DELETE FROM price_list" },
	{ "o08", "", NULL, "DELETE FROM quantity_rule" },
	{ "o10", "", NULL,
	    "INSERT INTO shipping_zone (id, public_id, code, name) VALUES (901, 'zone_orders', 'all', 'All')" },
	{ "o11", "", NULL, "INSERT INTO shipping_zone_place (zone_id, country) VALUES (901, '**')" },
	{ "o12", "", NULL,
	    "INSERT INTO shipping_method (id, public_id, code, kind) VALUES (901, 'ship_post', 'post', 'parcel'), (902, 'ship_fetch', 'fetch', 'pickup')" },
	{ "o13", "", NULL,
	    "INSERT INTO shipping_method_text (method_id, locale, name) VALUES (901, 'en', 'Post'), (902, 'en', 'Pickup')" },
	{ "o14", "", NULL,
	    "INSERT INTO shipping_rate (method_id, zone_id, currency, amount) VALUES (901, 901, 'EUR', 490), (902, 901, 'EUR', 0)" },
	{ "o15", "", NULL,
	    "INSERT INTO tax_rate (public_id, country, tax_class, name, rate_e6) VALUES ('tax_orders', 'DE', 'standard', 'VAT', 190000)" },
	{ "o16", "", NULL,
	    "INSERT INTO promotion (id, public_id, name, kind, needs_code, is_active, benefit) VALUES"
	    " (901, 'promo_ten', 'Ten', 'cart', TRUE, TRUE, '{\"kind\":\"percent\",\"value_e6\":100000}'),"
	    " (902, 'promo_all', 'All', 'cart', TRUE, TRUE, '{\"kind\":\"percent\",\"value_e6\":1000000}')" },
	{ "o17", "", NULL,
	    "INSERT INTO coupon (promotion_id, code, code_key, use_limit) VALUES (901, 'TEN', 'TEN', 3), (902, 'ALL', 'ALL', NULL)" },
};

enum { PRICE, EVENT_COUNT, EVENT, LINES, BOOKS, RESERVED };
struct sums_row {
	int64_t subtotal, discount, tax, total;
};
static const struct shape_field sums_fields[] = { SHAPE_I64(struct sums_row, subtotal, 0, INT64_MAX),
	SHAPE_I64(struct sums_row, discount, 0, INT64_MAX), SHAPE_I64(struct sums_row, tax, 0, INT64_MAX),
	SHAPE_I64(struct sums_row, total, 0, INT64_MAX) };
static const struct shape sums_shape = SHAPE(struct sums_row, sums_fields, "Sums.");
struct books_row {
	int64_t receivable, balance;
};
static const struct shape_field books_fields[] = { SHAPE_I64(struct books_row, receivable, INT64_MIN, INT64_MAX),
	SHAPE_I64(struct books_row, balance, INT64_MIN, INT64_MAX) };
static const struct shape books_shape = SHAPE(struct books_row, books_fields, "The books.");
static const struct db_query queries[] = {
	[PRICE] = { "o20", "ii", NULL, "UPDATE price SET amount = ? WHERE variant_id = ?" },
	[EVENT_COUNT] = { "o21", "ss", &fixture_count_shape,
	    "SELECT COUNT(*) AS n FROM outbox WHERE type = ? AND object = ?" },
	[EVENT] = { "o22", "ss", &outbox_event_shape,
	    "SELECT id AS event_id, public_id, type, object, payload, at, 0 AS attempts FROM outbox WHERE type = ? AND object = ? ORDER BY id DESC LIMIT 1" },
	[LINES] = { "o23", "i", &sums_shape,
	    "SELECT COALESCE(SUM(subtotal), 0) AS subtotal, COALESCE(SUM(discount), 0) AS discount, COALESCE(SUM(tax), 0) AS tax,"
	    " COALESCE(SUM(total), 0) AS total FROM sales_order_line WHERE order_id = ?" },
	[BOOKS] = { "o24", "i", &books_shape,
	    "SELECT COALESCE(SUM(IF(p.account = 'receivable', p.amount, 0)), 0) AS receivable, COALESCE(SUM(p.amount), 0) AS balance"
	    " FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id WHERE e.order_id = ?" },
	[RESERVED] = { "o25", "i", &fixture_count_shape,
	    "SELECT COALESCE(SUM(quantity), 0) AS n FROM stock_reservation WHERE order_id = ?" },
};

static void
connect_all(struct orders *t)
{
	t->cart = db_new(t->s.f.config, "cart");
	t->order = db_new(t->s.f.config, "order");
	t->payment = db_new(t->s.f.config, "payment");
	t->worker = db_new(t->s.f.config, "worker");
	t->shipping = db_new(t->s.f.config, "shipping");
	t->cache = cache_new(t->s.f.config);
	t->env = orders_env(t, t->order);
	t->cart_env.db = t->cart;
	t->cart_env.cache = t->cache;
}

struct order_env
orders_env(struct orders *t, struct db *db)
{
	return (struct order_env){ .db = db,
		.cache = t->cache,
		.arena = t->s.f.arena,
		.config = t->s.f.config,
		.who = db == t->worker ? &t->system : &t->buyer,
		.master = &t->master };
}

static int64_t
good(struct orders *t, int64_t price, int64_t pieces)
{
	int64_t id = stocks_variant(&t->s);
	const struct db_arg args[] = { db_i64(price), db_i64(id) };

	CHECK_ERR(db_exec(t->s.f.db, &queries[PRICE], args, COUNT(args), NULL), OK);
	if (pieces >= 0)
		stocks_put(&t->s, id, t->s.near, 0, pieces, 0);
	return id;
}

void
orders_open(struct orders *t, int64_t lamps, int64_t desks)
{
	static unsigned char key[32] = "a key of the tests, 32 bytes ...";

	memset(t, 0, sizeof(*t));
	stocks_open(&t->s);
	CHECK_ERR(country_load(t->s.f.config), OK);
	for (size_t i = 0; i < COUNT(setup); i++)
		CHECK_ERR(db_exec(t->s.f.db, &setup[i], NULL, 0, NULL), OK);
	t->master = (struct secret){ key, sizeof(key) };
	t->buyer = (struct who){ .actor = "nobody", .ip = STR("10.0.0.1"), .locale = STR("en") };
	t->system = (struct who){ .actor = "system" };
	connect_all(t);
	t->lamp = good(t, LAMP_PRICE, lamps);
	t->desk = good(t, DESK_PRICE, desks);
}

void
orders_reconnect(struct orders *t)
{
	stocks_reconnect(&t->s);
	connect_all(t);
}

void
orders_close(struct orders *t)
{
	db_free(t->cart);
	db_free(t->order);
	db_free(t->payment);
	db_free(t->worker);
	db_free(t->shipping);
	cache_free(t->cache);
	stocks_close(&t->s);
}

void
orders_cart(struct orders *t, int64_t lamps, int64_t desks, struct str code)
{
	struct field_errors errors = { .arena = t->s.f.arena };

	t->cart_env = (struct cart_env){ .db = t->cart,
		.cache = t->cache,
		.arena = t->s.f.arena,
		.config = t->s.f.config,
		.who = &t->buyer,
		.locale = STR("en"),
		.fallback_locale = STR("en"),
		.currency = "EUR" };
	if (lamps)
		CHECK_ERR(cart_add(&t->cart_env, t->lamp, lamps, &errors), OK);
	if (!str_is_absent(t->cart_env.new_token))
		t->cart_env.token = t->cart_env.new_token;
	if (desks)
		CHECK_ERR(cart_add(&t->cart_env, t->desk, desks, &errors), OK);
	if (!str_is_absent(t->cart_env.new_token))
		t->cart_env.token = t->cart_env.new_token;
	if (code.ptr)
		CHECK_ERR(cart_coupon_add(&t->cart_env, code, &errors), OK);
	t->cart_env.db = t->order; /* the order module locks it */
}

struct order_input
orders_input(struct orders *t)
{
	return (struct order_input){ .origin = ORDER_CHECKOUT,
		.cart = &t->cart_env,
		.email = STR("buyer@example.org"),
		.locale = STR("en"),
		.fallback_locale = STR("en"),
		.currency = "EUR",
		.shipping_method = STR("post"),
		.delivery = { .country = STR("DE"),
		    .recipient = STR("A. Customer"),
		    .line1 = STR("Lange Strasse 1"),
		    .postal_code = STR("10115"),
		    .locality = STR("Berlin") } };
}

struct order
orders_place(struct orders *t, int64_t lamps, int64_t desks)
{
	struct order_placing placing;
	struct order_input in;

	orders_cart(t, lamps, desks, STR_ABSENT);
	in = orders_input(t);
	CHECK_ERR(order_place(&t->env, &in, &placing), OK);
	return placing.order;
}

struct order
orders_now(struct orders *t, struct str id)
{
	struct order o = { 0 };

	CHECK_ERR(order_get(t->order, t->s.f.arena, id, &o), OK);
	return o;
}

struct paying {
	struct orders *t;
	int64_t id, charged, refunded, must;
};

static enum err
pay(struct db *db, void *payload)
{
	struct paying *p = payload;
	struct order_env e = orders_env(p->t, db);
	struct money must = { 0 };
	struct order o;
	enum err err = order_lock(db, p->t->s.f.arena, p->id, &o);

	if (!err)
		err = order_money(&e, &o, p->charged, p->charged, p->refunded, &must);
	p->must = must.minor;
	return err;
}

int64_t
orders_pay(struct orders *t, struct str id, int64_t amount)
{
	struct order o = orders_now(t, id);
	struct paying p = { t, o.id, o.charged.minor + amount, o.refunded.minor, 0 };

	CHECK_ERR(db_transaction(t->payment, pay, &p), OK);
	return p.must;
}

struct order
orders_paid(struct orders *t, int64_t lamps, int64_t desks, struct str code)
{
	static const struct db_query charged = { "q3", "siiii", NULL,
		"INSERT INTO payment (public_id, order_id, provider, method, state, currency, amount, authorised, charged)"
		" VALUES (?, ?, 'sandbox', 'sandbox', 'charged', 'EUR', ?, ?, ?)" };
	struct order_placing p;
	struct order_input in;
	char id[32];

	orders_cart(t, lamps, desks, code);
	in = orders_input(t);
	CHECK_ERR(order_place(&t->env, &in, &p), OK);
	public_id(id, "pay");
	const struct db_arg args[] = { db_str(str_of(id)), db_i64(p.order.id), db_i64(p.order.total.minor),
		db_i64(p.order.total.minor), db_i64(p.order.total.minor) };
	CHECK_ERR(db_exec(t->s.f.db, &charged, args, COUNT(args), NULL), OK);
	CU_ASSERT_EQUAL(orders_pay(t, p.order.public_id, p.order.total.minor), 0);
	return orders_now(t, p.order.public_id);
}

int64_t
orders_granted(struct orders *t)
{
	return orders_count(t,
	    "SELECT COALESCE(SUM(r.amount), 0) AS n FROM refund r JOIN sales_order o ON o.id = r.order_id JOIN cart c ON c.id = o.cart_id");
}

struct sending {
	struct orders *t;
	int64_t id;
	struct stock_wish wish;
	bool deliver;
};

static enum err
move(struct db *db, void *payload)
{
	struct sending *s = payload;
	struct order_env e = orders_env(s->t, db);
	struct order o;
	enum err err = order_lock(db, s->t->s.f.arena, s->id, &o);

	if (err)
		return err;
	if (s->deliver)
		return order_delivered(&e, &o, &s->wish, 1);
	err = order_shipped(&e, &o, &s->wish, 1);
	return err ? err : stock_ship(db, e.arena, s->id, 0, s->t->s.near, &s->wish, 1);
}

enum err
orders_move(struct orders *t, const struct order *o, size_t line, int64_t quantity, bool deliver)
{
	const struct order_line *l = o->lines.items;
	struct sending s = { t, o->id, { l[line].id, l[line].variant_id, quantity }, deliver };

	return db_transaction(t->shipping, move, &s);
}

int64_t
orders_count(struct orders *t, const char *sql)
{
	return fixture_count(&t->s.f, COUNT_QUERY(sql));
}

int64_t
orders_events(struct orders *t, const char *type, struct str id)
{
	int64_t n = -1;

	CHECK_ERR(db_row(t->s.f.db, &queries[EVENT_COUNT], (const struct db_arg[]){ db_str(str_of(type)), db_str(id) },
		      2, t->s.f.arena, &n),
	    OK);
	return n;
}

struct outbox_event
orders_event(struct orders *t, const char *type, struct str id)
{
	struct outbox_event e = { 0 };

	CHECK_ERR(db_row(t->s.f.db, &queries[EVENT], (const struct db_arg[]){ db_str(str_of(type)), db_str(id) }, 2,
		      t->s.f.arena, &e),
	    OK);
	return e;
}

void
orders_check(struct orders *t, struct str id)
{
	struct order o = orders_now(t, id);
	const struct order_line *l = o.lines.items;
	const struct db_arg key = db_i64(o.id);
	struct sums_row placed = { 0 };
	struct books_row books = { 0 };
	int64_t subtotal = 0, discount = 0, tax = 0, total = 0, left = 0, reserved = 0;

	for (size_t i = 0; i < o.lines.count; i++) {
		struct order_share s = order_line_left(&o, &l[i]);
		subtotal += s.subtotal;
		discount += s.discount;
		tax += s.tax;
		total += s.total;
		left += l[i].quantity - l[i].cancelled - l[i].shipped;
		CU_ASSERT(l[i].cancelled + l[i].shipped <= l[i].quantity);
	}
	CU_ASSERT_EQUAL(o.subtotal.minor, subtotal);
	CU_ASSERT_EQUAL(o.discount.minor, discount);
	CU_ASSERT_EQUAL(o.total.minor, total + o.shipping.minor);
	CU_ASSERT(o.tax.minor >= tax && o.tax.minor <= tax + o.shipping.minor);
	CU_ASSERT_EQUAL(o.total.minor, o.subtotal.minor - o.discount.minor + o.shipping.minor);
	CHECK_ERR(db_row(t->s.f.db, &queries[LINES], &key, 1, t->s.f.arena, &placed), OK);
	CU_ASSERT(placed.total <= o.placed_total.minor);
	CHECK_ERR(db_row(t->s.f.db, &queries[BOOKS], &key, 1, t->s.f.arena, &books), OK);
	CU_ASSERT_EQUAL(books.balance, 0);
	CU_ASSERT_EQUAL(books.receivable, time_is_absent(o.paid_at) ? 0 : o.total.minor - o.credited.minor);
	CHECK_ERR(db_row(t->s.f.db, &queries[RESERVED], &key, 1, t->s.f.arena, &reserved), OK);
	CU_ASSERT_EQUAL(reserved, left);
	CU_ASSERT_EQUAL(time_is_absent(o.hold_until), o.fulfilment != FULFILMENT_OPEN || !time_is_absent(o.paid_at));
}

int
orders_race(
    struct orders *t, int n, enum err (*fn)(struct orders *t, int i, void *payload), void *payload, enum err wanted)
{
	int gate[2], good_ones = 0, status;
	pid_t pids[64];

	CU_ASSERT_FATAL(n <= (int)COUNT(pids) && pipe(gate) == 0);
	fflush(NULL);
	for (int i = 0; i < n; i++) {
		pids[i] = fork();
		CU_ASSERT_FATAL(pids[i] >= 0);
		if (pids[i] == 0) {
			char byte;
			close(gate[1]);
			orders_reconnect(t);
			enum err err = read(gate[0], &byte, 1) < 0 ? ERR_IO : fn(t, i, payload);
			if (err != OK && err != wanted)
				fprintf(stderr, "%d: %s: %s\n", i, err_name(err), err_detail());
			_exit((int)err);
		}
	}
	close(gate[0]);
	close(gate[1]);
	for (int i = 0; i < n; i++)
		good_ones +=
		    waitpid(pids[i], &status, 0) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == (int)wanted;
	return good_ones;
}
