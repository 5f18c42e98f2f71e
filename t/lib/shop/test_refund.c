/* Money back: by hand, by a rule, by the gateway itself; lost answers, refusals; disputes; taking later. */
#include "lib/shop/dispute.h"
#include "lib/shop/payment_advance.h"
#include "lib/shop/payment_parts.h"
#include "t/lib/shop/money.h"

#include <stdlib.h>

static const struct db_query expire = { "t_expire", "i", NULL,
	"UPDATE sales_order SET fulfilment = 'expired', total = 0, hold_until = NULL WHERE id = ?" };
static const struct db_query to_advance = { "t_advance", "s", NULL,
	"UPDATE payment SET provider = 'advance', method = 'advance', state = 'pending' WHERE public_id = ?" };

static void
charge(struct money_test *m, int64_t amount)
{
	gateway_did(m, "c", EVENT_CHARGE, EVENT_SUCCESS, amount);
	gateway.report.is_final = true;
	CHECK_ERR(money_settle(m), OK);
}

static struct refund
first_refund(struct money_test *m)
{
	struct list list = { 0 };

	CHECK_ERR(refund_list(m->db, m->f.arena, m->order_id, &list), OK);
	CU_ASSERT_TRUE_FATAL(list.count > 0);
	return *(struct refund *)list.items;
}

static struct money
eur(int64_t minor)
{
	return money_of(minor, "EUR");
}

static void
test_refund__by_hand_in_parts(void)
{
	struct money_test m;
	struct refund f, again;
	struct money left;

	money_open(&m, 4990);
	charge(&m, 4990);
	CHECK_ERR(refund_by_hand(&m.env, m.p.public_id, eur(4991), STR("too much"), STR("k0"), &f), ERR_INVALID);
	CHECK_ERR(refund_by_hand(&m.env, m.p.public_id, money_of(100, "USD"), STR("another money"), STR("k0"), &f),
	    ERR_INVALID);
	CHECK_ERR(refund_by_hand(&m.env, m.p.public_id, eur(1000), STR("a scratch"), STR("k1"), &f), OK);
	CHECK_ERR(refund_by_hand(&m.env, m.p.public_id, eur(1000), STR("a scratch"), STR("k1"), &again), OK);
	CHECK_STR(again.public_id, str_z(m.f.arena, f.public_id));
	CHECK_ERR(refund_left(m.db, m.f.arena, &m.p, &left), OK);
	CU_ASSERT_EQUAL(left.minor, 3990);
	CHECK_ERR(refund_send(&m.env, f.public_id), OK);
	CHECK_ERR(refund_send(&m.env, f.public_id), OK);
	CU_ASSERT_EQUAL(gateway.refunded, 1);
	CU_ASSERT_EQUAL(first_refund(&m).state, REFUND_DONE);
	CHECK_ERR(refund_by_hand(&m.env, m.p.public_id, eur(3990), STR_ABSENT, STR("k2"), &f), OK);
	CHECK_ERR(refund_send(&m.env, f.public_id), OK);
	m.p = money_now(&m, m.p.public_id);
	CU_ASSERT_EQUAL(m.p.state, PAYMENT_REFUNDED);
	CU_ASSERT_EQUAL(m.p.refunded.minor, 4990);
	CU_ASSERT_EQUAL(money_order(&m).refunded.minor, 4990);
	CU_ASSERT_EQUAL(money_count(&m, "refunds"), 2);
	CHECK_ERR(refund_by_hand(&m.env, m.p.public_id, eur(1), STR_ABSENT, STR("k3"), &f), ERR_INVALID);
	money_close(&m);
}

/* The gateway gives the money back, and its answer is lost. */
static void
test_refund__a_lost_answer(void)
{
	struct money_test m;
	struct refund f;

	money_open(&m, 4990);
	charge(&m, 4990);
	CHECK_ERR(refund_by_hand(&m.env, m.p.public_id, eur(990), STR_ABSENT, STR("k"), &f), OK);
	gateway.refuse = ERR_TIMEOUT;
	CHECK_ERR(refund_send(&m.env, f.public_id), ERR_TIMEOUT);
	CU_ASSERT_EQUAL(first_refund(&m).state, REFUND_SENT);
	gateway.refuse = OK;
	gateway_did(&m, str_z(m.f.arena, f.public_id), EVENT_REFUND, EVENT_SUCCESS, 990)->refund = f.public_id;
	CHECK_ERR(refund_send(&m.env, f.public_id), OK);
	CU_ASSERT_EQUAL(first_refund(&m).state, REFUND_DONE);
	CU_ASSERT_EQUAL(money_now(&m, m.p.public_id).refunded.minor, 990);
	money_close(&m);
}

static void
test_refund__refused_waits_for_a_person(void)
{
	struct money_test m;
	struct money left;
	struct refund f;

	money_open(&m, 4990);
	charge(&m, 4990);
	CHECK_ERR(refund_by_hand(&m.env, m.p.public_id, eur(990), STR_ABSENT, STR("k"), &f), OK);
	CHECK_ERR(refund_retry(&m.env, f.public_id), ERR_CONFLICT); /* it has not failed */
	gateway.refuse = ERR_CONFLICT;
	CHECK_ERR(refund_send(&m.env, f.public_id), OK);
	CU_ASSERT_EQUAL(first_refund(&m).state, REFUND_FAILED);
	CHECK_ERR(refund_left(m.db, m.f.arena, &m.p, &left), OK);
	CU_ASSERT_EQUAL(left.minor, 4000); /* still owed: not to be granted twice */
	gateway.refuse = OK;
	CHECK_ERR(refund_retry(&m.env, f.public_id), OK);
	CHECK_ERR(refund_send(&m.env, f.public_id), OK);
	CU_ASSERT_EQUAL(first_refund(&m).state, REFUND_DONE);
	CU_ASSERT_EQUAL(first_refund(&m).tries, 2);
	money_close(&m);
}

/* The order had expired when the money came: it goes back by itself, once. */
static void
test_refund__late_success(void)
{
	struct money_test m;

	money_open(&m, 4990);
	CHECK_ERR(db_exec(m.f.db, &expire, (const struct db_arg[]){ db_i64(m.order_id) }, 1, NULL), OK);
	charge(&m, 4990);
	CHECK_ERR(money_settle(&m), OK);
	CU_ASSERT_EQUAL(money_count(&m, "paid"), 0);
	CU_ASSERT_EQUAL(money_count(&m, "refunds"), 1);
	CU_ASSERT_EQUAL(first_refund(&m).amount.minor, 4990);
	CHECK_ERR(refund_send(&m.env, first_refund(&m).public_id), OK);
	CU_ASSERT_EQUAL(money_now(&m, m.p.public_id).state, PAYMENT_REFUNDED);
	CU_ASSERT_EQUAL(money_count(&m, "refunds"), 1);
	CU_ASSERT_EQUAL(money_receivable(&m), 0);
	money_close(&m);
}

static void
test_refund__paid_twice(void)
{
	struct money_test m;
	struct payment second;
	struct payment_report report;
	struct refund f;

	money_open(&m, 4990);
	second = money_second(&m, 4990);
	charge(&m, 4990);
	CU_ASSERT_EQUAL(money_count(&m, "refunds"), 0);
	gateway.events[0].source = STR("sandbox:another");
	report = gateway_report(&m, &second);
	CHECK_ERR(payment_settle(&m.env, &report, &second), OK);
	CHECK_ERR(payment_settle(&m.env, &report, &second), OK);
	CU_ASSERT_EQUAL(money_count(&m, "refunds"), 1);
	f = first_refund(&m);
	CU_ASSERT_EQUAL(f.amount.minor, 4990);
	CHECK_STR(f.payment, str_z(m.f.arena, second.public_id));
	CU_ASSERT_EQUAL(money_count(&m, "paid"), 1);
	money_close(&m);
}

/* Somebody gave it back on the gateway's own pages. */
static void
test_refund__at_the_gateway(void)
{
	struct money_test m;

	money_open(&m, 4990);
	charge(&m, 4990);
	gateway_did(&m, "r", EVENT_REFUND, EVENT_SUCCESS, 490);
	CHECK_ERR(money_settle(&m), OK);
	CHECK_ERR(money_settle(&m), OK);
	CU_ASSERT_EQUAL(money_count(&m, "refunds"), 1);
	CU_ASSERT_EQUAL(first_refund(&m).state, REFUND_DONE);
	CU_ASSERT_EQUAL(m.p.refunded.minor, 490);
	CU_ASSERT_EQUAL(money_order(&m).credited.minor, 490);
	CU_ASSERT_EQUAL(money_receivable(&m), 0);
	money_close(&m);
}

static void
test_refund__dispute(void)
{
	struct money_test m;
	struct list disputes = { 0 };
	const struct dispute *d;
	struct money left;
	struct db *admin;

	money_open(&m, 4990);
	charge(&m, 4990);
	gateway_did(&m, "d", EVENT_DISPUTE, EVENT_SUCCESS, 4990)->dispute_reason = STR("fraudulent");
	CHECK_ERR(money_settle(&m), OK);
	CU_ASSERT_EQUAL(m.p.state, PAYMENT_DISPUTED);
	CHECK_ERR(refund_left(m.db, m.f.arena, &m.p, &left), OK);
	CU_ASSERT_EQUAL(left.minor, 0); /* the bank gives it back, not we too */
	CHECK_ERR(dispute_list(m.db, m.f.arena, m.order_id, &disputes), OK);
	CU_ASSERT_EQUAL_FATAL(disputes.count, 1);
	d = disputes.items;
	CU_ASSERT_EQUAL(d->state, DISPUTE_NEEDS_RESPONSE);
	CU_ASSERT_TRUE(d->due_at.us > clock_now().us);
	admin = db_new(m.f.config, "admin");
	m.env.order.db = admin;
	CHECK_ERR(dispute_answered(&m.env, d->public_id), OK);
	CHECK_ERR(dispute_answered(&m.env, d->public_id), ERR_CONFLICT);
	m.env.order.db = m.db;
	gateway_did(&m, "w", EVENT_DISPUTE_WON, EVENT_SUCCESS, 4990);
	CHECK_ERR(money_settle(&m), OK);
	CU_ASSERT_EQUAL(m.p.state, PAYMENT_CHARGED);
	CU_ASSERT_EQUAL(m.p.disputed.minor, 0);
	CHECK_ERR(dispute_list(m.db, m.f.arena, m.order_id, &disputes), OK);
	CU_ASSERT_EQUAL(((const struct dispute *)disputes.items)->state, DISPUTE_WON);
	CU_ASSERT_EQUAL(money_receivable(&m), 0);
	db_free(admin);
	money_close(&m);
}

/* ---- taking later, giving up ---- */

static void
test_refund__capture_in_parts(void)
{
	struct money_test m;

	money_open(&m, 4990);
	gateway_did(&m, "a", EVENT_AUTHORISE, EVENT_SUCCESS, 4990);
	CHECK_ERR(money_settle(&m), OK);
	CU_ASSERT_EQUAL(m.p.state, PAYMENT_AUTHORISED);
	CHECK_ERR(payment_capture(&m.env, m.p.public_id, 4991, STR_ABSENT), ERR_CONFLICT);
	CHECK_ERR(payment_capture(&m.env, m.p.public_id, 1000, STR("k")), OK);
	CHECK_ERR(payment_capture(&m.env, m.p.public_id, 1000, STR("k")), OK);
	CU_ASSERT_EQUAL(money_now(&m, m.p.public_id).charged.minor, 1000);
	CU_ASSERT_EQUAL(money_order(&m).charge, CHARGE_PARTIAL);
	CHECK_ERR(payment_take_authorised(&m.env, m.order), OK);
	CHECK_ERR(payment_take_authorised(&m.env, m.order), OK);
	CU_ASSERT_EQUAL(money_now(&m, m.p.public_id).charged.minor, 4990);
	CU_ASSERT_EQUAL(money_order(&m).charge, CHARGE_FULL);
	CHECK_ERR(payment_void(&m.env, m.p.public_id), ERR_CONFLICT);
	money_close(&m);
}

static void
test_refund__given_up_with_the_order(void)
{
	struct money_test m;

	money_open(&m, 4990);
	gateway_did(&m, "a", EVENT_AUTHORISE, EVENT_SUCCESS, 4990);
	CHECK_ERR(money_settle(&m), OK);
	CHECK_ERR(payment_give_up(&m.env, m.order), OK); /* a part was cancelled: the order goes on */
	CU_ASSERT_EQUAL(gateway.cancelled, 0);
	CHECK_ERR(db_exec(m.f.db, &expire, (const struct db_arg[]){ db_i64(m.order_id) }, 1, NULL), OK);
	CHECK_ERR(payment_give_up(&m.env, m.order), OK);
	CHECK_ERR(payment_give_up(&m.env, m.order), OK);
	CU_ASSERT_EQUAL(gateway.cancelled, 1);
	CU_ASSERT_EQUAL(money_now(&m, m.p.public_id).state, PAYMENT_CANCELLED);
	CU_ASSERT_EQUAL(money_order(&m).authorised.minor, 0);
	money_close(&m);
}

/* ---- bank transfer ---- */

static void
test_refund__bank_transfer(void)
{
	struct money_test m;
	struct refund f;

	money_open(&m, 4990);
	CHECK_ERR(
	    payment_received(&m.env, m.p.public_id, 4990, STR("k"), &m.p), ERR_CONFLICT); /* a gateway's payment */
	CHECK_ERR(db_exec(m.f.db, &to_advance, (const struct db_arg[]){ db_str(m.p.public_id) }, 1, NULL), OK);
	CHECK_ERR(payment_received(&m.env, m.p.public_id, 5000, STR("k"), &m.p), ERR_INVALID);
	CHECK_ERR(payment_received(&m.env, m.p.public_id, 2000, STR("k1"), &m.p), OK);
	CU_ASSERT_EQUAL(money_count(&m, "paid"), 0);
	CHECK_ERR(payment_received(&m.env, m.p.public_id, 2990, STR("k2"), &m.p), OK);
	CU_ASSERT_EQUAL(money_count(&m, "paid"), 1);
	CHECK_ERR(refund_by_hand(&m.env, m.p.public_id, eur(990), STR_ABSENT, STR("k"), &f), OK);
	CHECK_ERR(refund_send(&m.env, f.public_id), OK); /* people do it */
	CU_ASSERT_EQUAL(first_refund(&m).state, REFUND_GRANTED);
	CHECK_ERR(payment_returned(&m.env, f.public_id, &m.p), OK);
	CHECK_ERR(payment_returned(&m.env, f.public_id, &m.p), ERR_CONFLICT);
	CU_ASSERT_EQUAL(first_refund(&m).state, REFUND_DONE);
	CU_ASSERT_EQUAL(m.p.refunded.minor, 990);
	money_close(&m);
}

/* ---- the pure part ---- */

/* Every order of the same events means the same. */
static void
test_refund__sums_do_not_know_the_order(void)
{
	for (int run = 0; run < 2000; run++) {
		struct payment_event v[8];
		struct payment_sums first, second;
		size_t count = 2 + chance(7);
		for (size_t i = 0; i < count; i++) {
			shape_init(&payment_event_shape, &v[i]);
			v[i].kind = (int)chance(6);
			v[i].result = (int)chance(4);
			v[i].amount = chance(20);
		}
		if (payment_sum(&(const struct list){ v, count }, 1000, &first))
			abort();
		for (size_t i = count - 1; i > 0; i--) {
			size_t k = chance((uint32_t)i + 1);
			struct payment_event x = v[i];
			v[i] = v[k];
			v[k] = x;
		}
		if (payment_sum(&(const struct list){ v, count }, 1000, &second))
			abort();
		CU_ASSERT_TRUE(first.charged == second.charged && first.authorised == second.authorised &&
		    first.refunded == second.refunded && first.disputed == second.disputed);
		CU_ASSERT_EQUAL(payment_state_of(&first, PAYMENT_PENDING, false),
		    payment_state_of(&second, PAYMENT_PENDING, false));
	}
}

SUITE(refund,
    { "by hand in parts", test_refund__by_hand_in_parts },
    { "a lost answer", test_refund__a_lost_answer },
    { "refused waits for a person", test_refund__refused_waits_for_a_person },
    { "late success", test_refund__late_success },
    { "paid twice", test_refund__paid_twice },
    { "at the gateway", test_refund__at_the_gateway },
    { "dispute", test_refund__dispute },
    { "capture in parts", test_refund__capture_in_parts },
    { "given up with the order", test_refund__given_up_with_the_order },
    { "bank transfer", test_refund__bank_transfer },
    { "sums do not know the order", test_refund__sums_do_not_know_the_order });
