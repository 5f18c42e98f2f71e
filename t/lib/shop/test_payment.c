/* Payments: what the gateway says, in any order and any number of times, becomes money once. */
#include "lib/shop/payment_guard.h"
#include "t/lib/shop/money.h"

#include <sys/wait.h>
#include <unistd.h>

static void
test_payment__start_gives_the_open_one(void)
{
	struct money_test m;
	struct payment again;

	money_open(&m, 4990);
	CU_ASSERT_EQUAL(m.p.state, PAYMENT_CREATED);
	CU_ASSERT_EQUAL(m.p.amount.minor, 4990);
	CHECK_ERR(payment_start(&m.env, m.order, STR("sandbox"), &again), OK);
	CHECK_STR(again.public_id, str_z(m.f.arena, m.p.public_id));
	CHECK_ERR(payment_start(&m.env, m.order, STR("cash"), &again), ERR_INVALID);
	CHECK_ERR(payment_start(&m.env, STR("ord_none"), STR("sandbox"), &again), ERR_NOT_FOUND);
	money_close(&m);
}

static void
test_payment__open_asks_the_gateway_once(void)
{
	struct money_test m;
	struct str url = STR_ABSENT, again = STR_ABSENT;

	money_open(&m, 4990);
	gateway.refuse = ERR_TIMEOUT;
	CHECK_ERR(payment_open(&m.env, m.p.public_id, &url), ERR_TIMEOUT);
	CU_ASSERT_EQUAL(money_now(&m, m.p.public_id).state, PAYMENT_PENDING); /* it may know it */
	CU_ASSERT_FALSE(time_is_absent(money_now(&m, m.p.public_id).check_at));
	gateway.refuse = OK;
	CHECK_ERR(payment_open(&m.env, m.p.public_id, &url), OK);
	CHECK_ERR(payment_open(&m.env, m.p.public_id, &again), OK);
	CHECK_STR(again, str_z(m.f.arena, url));
	CU_ASSERT_EQUAL(gateway.created, 2);
	money_close(&m);
}

static void
test_payment__charged_is_paid(void)
{
	struct money_test m;
	struct order o;

	money_open(&m, 4990);
	gateway_did(&m, "a", EVENT_AUTHORISE, EVENT_SUCCESS, 4990);
	gateway_did(&m, "c", EVENT_CHARGE, EVENT_SUCCESS, 4990);
	gateway.report.is_final = true;
	gateway.report.display = STR("Visa •••• 4242");
	CHECK_ERR(money_settle(&m), OK);
	CU_ASSERT_EQUAL(m.p.state, PAYMENT_CHARGED);
	CU_ASSERT_EQUAL(m.p.charged.minor, 4990);
	CU_ASSERT_TRUE(time_is_absent(m.p.check_at));
	o = money_order(&m);
	CU_ASSERT_EQUAL(o.charge, CHARGE_FULL);
	CU_ASSERT_EQUAL(o.charged.minor, 4990);
	CU_ASSERT_FALSE(time_is_absent(o.paid_at));
	CU_ASSERT_EQUAL(money_count(&m, "paid"), 1);
	CU_ASSERT_EQUAL(money_receivable(&m), 0);
	CHECK_ERR(payment_start(&m.env, m.order, STR("sandbox"), &m.p), ERR_CONFLICT);
	money_close(&m);
}

static void
test_payment__five_times_is_once(void)
{
	struct money_test m;
	int64_t version;

	money_open(&m, 4990);
	gateway_did(&m, "c", EVENT_CHARGE, EVENT_SUCCESS, 4990);
	gateway.report.is_final = true;
	CHECK_ERR(money_settle(&m), OK);
	version = m.p.version;
	for (int i = 0; i < 4; i++)
		CHECK_ERR(money_settle(&m), OK);
	CU_ASSERT_EQUAL(m.p.version, version);
	CU_ASSERT_EQUAL(m.p.charged.minor, 4990);
	CU_ASSERT_EQUAL(money_count(&m, "events"), 1);
	CU_ASSERT_EQUAL(money_count(&m, "charges"), 1);
	CU_ASSERT_EQUAL(money_count(&m, "paid"), 1);
	money_close(&m);
}

/* The older of two webhooks comes last: it knows less, and takes nothing away. */
static void
test_payment__order_does_not_matter(void)
{
	struct money_test m;
	struct payment_report young, old;

	money_open(&m, 4990);
	gateway_did(&m, "a", EVENT_AUTHORISE, EVENT_SUCCESS, 4990);
	old = gateway_report(&m, &m.p);
	gateway_did(&m, "c", EVENT_CHARGE, EVENT_SUCCESS, 4990);
	young = gateway_report(&m, &m.p);
	young.is_final = true;
	CHECK_ERR(payment_settle(&m.env, &young, &m.p), OK);
	CHECK_ERR(payment_settle(&m.env, &old, &m.p), OK);
	CU_ASSERT_EQUAL(m.p.state, PAYMENT_CHARGED);
	CU_ASSERT_EQUAL(m.p.charged.minor, 4990);
	old.events.count = 0;
	CHECK_ERR(payment_settle(&m.env, &old, &m.p), OK);
	CU_ASSERT_EQUAL(m.p.state, PAYMENT_CHARGED);
	CU_ASSERT_EQUAL(money_count(&m, "paid"), 1);
	money_close(&m);
}

static void
test_payment__what_does_not_fit_changes_nothing(void)
{
	struct money_test m;
	struct payment_report right, wrong;

	money_open(&m, 4990);
	gateway_did(&m, "c", EVENT_CHARGE, EVENT_SUCCESS, 4990);
	right = gateway_report(&m, &m.p);
	wrong = right;
	wrong.amount = 4991;
	CHECK_ERR(payment_settle(&m.env, &wrong, &m.p), ERR_INVALID);
	wrong = right;
	memcpy(wrong.currency, "USD", 4);
	CHECK_ERR(payment_settle(&m.env, &wrong, &m.p), ERR_INVALID);
	wrong = right;
	wrong.merchant_reference = STR("pay_of_somebody_else");
	CHECK_ERR(payment_settle(&m.env, &wrong, &m.p), ERR_NOT_FOUND);
	gateway_did(&m, "d", EVENT_CHARGE, EVENT_SUCCESS, 1);
	CHECK_ERR(money_settle(&m), ERR_INVALID); /* more than was asked for */
	CU_ASSERT_EQUAL(money_count(&m, "events"), 0);
	CU_ASSERT_EQUAL(money_now(&m, m.p.public_id).charged.minor, 0);
	CHECK_ERR(payment_settle(&m.env, &right, &m.p), OK);
	wrong = right;
	wrong.reference = STR("another");
	CHECK_ERR(payment_settle(&m.env, &wrong, &m.p), ERR_INVALID);
	/* The same source with other contents. */
	gateway.report.events.count = 1;
	gateway.events[0].amount = 4000;
	CHECK_ERR(money_settle(&m), ERR_INVALID);
	CU_ASSERT_EQUAL(money_order(&m).charged.minor, 4990);
	money_close(&m);
}

static void
test_payment__failed_is_told_once_and_final(void)
{
	struct money_test m;
	struct payment second;

	money_open(&m, 4990);
	gateway_did(&m, "a", EVENT_AUTHORISE, EVENT_FAILURE, 4990)->code = STR("card_declined");
	CHECK_ERR(money_settle(&m), OK); /* the buyer may try another card there */
	CU_ASSERT_EQUAL(m.p.state, PAYMENT_PENDING);
	CHECK_STR(m.p.failure, "card_declined");
	gateway.report.is_final = true;
	CHECK_ERR(money_settle(&m), OK);
	CHECK_ERR(money_settle(&m), OK);
	CU_ASSERT_EQUAL(m.p.state, PAYMENT_FAILED);
	CU_ASSERT_EQUAL(money_count(&m, "failed"), 1);
	gateway.report.is_final = false;
	CHECK_ERR(money_settle(&m), OK);
	CU_ASSERT_EQUAL(m.p.state, PAYMENT_FAILED);
	CHECK_ERR(payment_start(&m.env, m.order, STR("sandbox"), &second), OK);
	CU_ASSERT_FALSE(str_eq(second.public_id, m.p.public_id));
	money_close(&m);
}

/* ---- many at once ---- */

#define RACERS 50

static void
test_payment__fifty_at_once_charge_once(void)
{
	struct money_test m;
	pid_t pids[RACERS];
	int failed = 0, status;

	money_open(&m, 4990);
	gateway_did(&m, "a", EVENT_AUTHORISE, EVENT_SUCCESS, 4990);
	gateway_did(&m, "c", EVENT_CHARGE, EVENT_SUCCESS, 4990);
	gateway.report.is_final = true;
	for (int i = 0; i < RACERS; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			enum err err;
			money_reconnect(&m);
			err = money_settle(&m);
			if (err)
				fprintf(stderr, "%s: %s\n", err_name(err), err_detail());
			_exit(err != OK);
		}
	}
	for (int i = 0; i < RACERS; i++)
		failed += waitpid(pids[i], &status, 0) != pids[i] || status != 0;
	CU_ASSERT_EQUAL(failed, 0);
	CU_ASSERT_EQUAL(money_now(&m, m.p.public_id).charged.minor, 4990);
	CU_ASSERT_EQUAL(money_count(&m, "events"), 2);
	CU_ASSERT_EQUAL(money_count(&m, "charges"), 1);
	CU_ASSERT_EQUAL(money_count(&m, "paid"), 1);
	money_close(&m);
}

/* ---- we die anywhere ---- */

/* The connection breaks before each statement in turn: asked again, it is as if nothing had happened. */
static void
test_payment__a_crash_anywhere_converges(void)
{
	for (int64_t at = 1; at < 40; at++) {
		struct money_test m;
		enum err err;

		money_open(&m, 4990);
		gateway_did(&m, "a", EVENT_AUTHORISE, EVENT_SUCCESS, 4990);
		gateway_did(&m, "c", EVENT_CHARGE, EVENT_SUCCESS, 4990);
		gateway.report.is_final = true;
		db_fail_at(m.db, at, at % 2 ? 2006 : 2013);
		err = money_settle(&m);
		err_clear();
		if (err) {
			db_fail_at(m.db, 0, 0);
			CHECK_ERR(money_settle(&m), OK);
		}
		CU_ASSERT_EQUAL(money_now(&m, m.p.public_id).charged.minor, 4990);
		CU_ASSERT_EQUAL(money_count(&m, "charges"), 1);
		CU_ASSERT_EQUAL(money_count(&m, "paid"), 1);
		CU_ASSERT_EQUAL(money_receivable(&m), 0);
		money_close(&m);
	}
}

/* "Charged, but we died": nobody told us, the job asks. */
static void
test_payment__reconciliation_finds_out(void)
{
	struct money_test m;
	struct str url = STR_ABSENT;
	struct db *worker;
	int64_t handled = 0;

	money_open(&m, 4990);
	CHECK_ERR(payment_open(&m.env, m.p.public_id, &url), OK);
	gateway_did(&m, "c", EVENT_CHARGE, EVENT_SUCCESS, 4990);
	gateway.report.is_final = true;
	worker = db_new(m.f.config, "worker");
	m.env.order.db = worker;
	CHECK_ERR(payment_reconcile(&m.env, 20, &handled), OK);
	CU_ASSERT_EQUAL(money_now(&m, m.p.public_id).state, PAYMENT_PENDING); /* not yet */
	clock_set((struct time){ clock_now().us + 61 * US_PER_S });
	CHECK_ERR(payment_reconcile(&m.env, 1000, &handled), OK);
	clock_set(TIME_ABSENT);
	CU_ASSERT_TRUE(handled >= 1);
	CU_ASSERT_EQUAL(money_now(&m, m.p.public_id).state, PAYMENT_CHARGED);
	CU_ASSERT_EQUAL(money_count(&m, "paid"), 1);
	db_free(worker);
	money_close(&m);
}

/* ---- stolen cards ---- */

/* One more payment of the order that goes to the gateway and is refused there. */
static void
refused(struct money_test *m, const char *name)
{
	int64_t wait = -1;

	CHECK_ERR(payment_start(&m->env, m->order, STR("sandbox"), &m->p), OK);
	CHECK_ERR(payment_guard(&m->env, &m->p, true, &wait), OK);
	CU_ASSERT_EQUAL(wait, 0);
	gateway.report.events.count = 0;
	gateway_did(m, name, EVENT_CHARGE, EVENT_FAILURE, 4990)->code = STR("card_declined");
	gateway.report.is_final = true;
	CHECK_ERR(money_settle(m), OK);
	CHECK_ERR(money_settle(m), OK); /* told twice, counted once */
	CU_ASSERT_EQUAL(m->p.state, PAYMENT_FAILED);
}

static void
test_payment__stolen_cards(void)
{
	static const struct db_query no_throttle = { "t_no_throttle", "", NULL, "DELETE FROM throttle" };
	static const struct db_query no_blocks = { "t_no_blocks", "", NULL, "DELETE FROM payment_block" };
	struct money_test m, other;
	struct time hold;
	struct list list;
	int64_t wait, most;

	money_open(&m, 4990);
	CHECK_ERR(db_exec(m.f.db, &no_throttle, NULL, 0, NULL), OK);
	CHECK_ERR(db_exec(m.f.db, &no_blocks, NULL, 0, NULL), OK);
	m.who.ip = STR("192.0.2.7");
	most = config_i64(m.f.config, "payment.order_burst");
	for (int64_t i = 0; i < most; i++)
		refused(&m, arena_printf(m.f.arena, "d%lld", (long long)i));
	CHECK_ERR(payment_start(&m.env, m.order, STR("sandbox"), &m.p), OK);
	hold = money_order(&m).hold_until;
	CHECK_ERR(payment_guard(&m.env, &m.p, true, &wait), OK);
	CU_ASSERT(wait > 0 && wait <= config_ms(m.f.config, "payment.order_interval") * 1000);
	/* a program's network is not its buyer's; the order is */
	CHECK_ERR(payment_guard(&m.env, &m.p, false, &wait), OK);
	CU_ASSERT(wait > 0);
	CU_ASSERT(money_order(&m).hold_until.us >= hold.us && money_order(&m).hold_until.us > clock_now().us + wait);
	CU_ASSERT_EQUAL(money_order(&m).fulfilment, FULFILMENT_OPEN);
	CHECK_ERR(payment_blocks_list(m.f.db, m.f.arena, 10, &list), OK);
	CU_ASSERT_EQUAL_FATAL(list.count, 1);
	CU_ASSERT_EQUAL(((const struct payment_block *)list.items)->tries, 2);
	CU_ASSERT_EQUAL(((const struct payment_block *)list.items)->scope, GUARD_ORDER);
	/* Another order from there still may, until the network is full; one from elsewhere is not concerned. */
	for (int64_t i = most; i < config_i64(m.f.config, "payment.network_burst");) {
		money_open(&other, 4990);
		other.who.ip = STR("192.0.2.99");
		for (int64_t k = 0; k < most && i < config_i64(m.f.config, "payment.network_burst"); k++, i++)
			refused(&other, arena_printf(other.f.arena, "e%lld", (long long)i));
		money_close(&other);
	}
	money_open(&other, 4990);
	other.who.ip = STR("192.0.2.250");
	CHECK_ERR(payment_guard(&other.env, &other.p, true, &wait), OK);
	CU_ASSERT(wait > 0);
	CHECK_ERR(payment_guard(&other.env, &other.p, false, &wait), OK);
	CU_ASSERT_EQUAL(wait, 0);
	other.who.ip = STR("198.51.100.1");
	CHECK_ERR(payment_guard(&other.env, &other.p, true, &wait), OK);
	CU_ASSERT_EQUAL(wait, 0);
	/* Paying counts nothing. */
	gateway_did(&other, "c", EVENT_CHARGE, EVENT_SUCCESS, 4990);
	gateway.report.is_final = true;
	CHECK_ERR(money_settle(&other), OK);
	CHECK_ERR(db_exec(other.f.db, &no_throttle, NULL, 0, NULL), OK);
	money_close(&other);
	money_close(&m);
}

SUITE(payment,
    { "stolen cards", test_payment__stolen_cards },
    { "start gives the open one", test_payment__start_gives_the_open_one },
    { "open asks the gateway once", test_payment__open_asks_the_gateway_once },
    { "charged is paid", test_payment__charged_is_paid },
    { "five times is once", test_payment__five_times_is_once },
    { "order does not matter", test_payment__order_does_not_matter },
    { "what does not fit changes nothing", test_payment__what_does_not_fit_changes_nothing },
    { "failed is told once and final", test_payment__failed_is_told_once_and_final },
    { "fifty at once charge once", test_payment__fifty_at_once_charge_once },
    { "a crash anywhere converges", test_payment__a_crash_anywhere_converges },
    { "reconciliation finds out", test_payment__reconciliation_finds_out });
