/* The sandbox gateway's books: cards, sums, keys that come twice, a crash at every statement. */
#include "lib/shop/sandbox.h"
#include "t/lib/shop/fixture.h"

struct gate {
	struct fixture f;
	struct db *db; /* the gateway's own account */
	unsigned char key_bytes[32];
	struct secret key;
	struct sandbox_env env;
	int64_t made;
};

static void
gate_open(struct gate *g)
{
	memset(g, 0, sizeof(*g));
	g->f = fixture_open();
	g->db = db_new(g->f.config, "sandbox");
	crypto_random(g->key_bytes, sizeof(g->key_bytes));
	g->key = (struct secret){ g->key_bytes, sizeof(g->key_bytes) };
	g->env = (struct sandbox_env){ g->db, g->f.arena, g->f.config, &g->key, STR("https://pay.example") };
}

static void
gate_close(struct gate *g)
{
	db_free(g->db);
	fixture_close(&g->f);
}

static struct sandbox_intent
intent(struct gate *g, int capture)
{
	struct sandbox_wish wish = { .merchant_reference = STR("pay_1"),
		.locale = STR("en"),
		.return_url = STR("https://shop.example/back"),
		.currency = STR("EUR"),
		.amount = 1999,
		.capture = capture };
	struct sandbox_intent i;
	bool repeated = true;

	wish.key =
	    str_printf(g->f.arena, "key%lld.%llx", (long long)g->made++, (unsigned long long)crypto_random_u64());
	CHECK_ERR(sandbox_create(&g->env, &wish, &repeated, &i), OK);
	CU_ASSERT_FALSE(repeated);
	return i;
}

static const struct sandbox_card *
card(const char *behaviour)
{
	for (size_t i = 0; i < sandbox_card_count; i++)
		if (strcmp(sandbox_cards[i].behaviour, behaviour) == 0)
			return &sandbox_cards[i];
	BUG("no such card");
}

static void
test_sandbox__cards(void)
{
	for (size_t i = 0; i < sandbox_card_count; i++) {
		struct str number = str_of(sandbox_cards[i].number);
		CU_ASSERT_TRUE(sandbox_card_is_valid(number));
		CU_ASSERT_PTR_EQUAL(sandbox_card_find(number), &sandbox_cards[i]); /* no number twice */
		CU_ASSERT_TRUE(i == 0 || sandbox_cards[i].group >= sandbox_cards[i - 1].group);
	}
	CU_ASSERT_FALSE(sandbox_card_is_valid(STR("4242424242424241")));
	CU_ASSERT_FALSE(sandbox_card_is_valid(STR("42424242424")));
	CU_ASSERT_FALSE(sandbox_card_is_valid(STR("424242424242424x")));
	CU_ASSERT_FALSE(sandbox_card_is_valid(STR("")));
	CU_ASSERT_PTR_NULL(sandbox_card_find(STR("4111111111111111")));
}

static void
test_sandbox__same_key_same_intent(void)
{
	struct gate g;
	struct sandbox_intent a, b;
	bool repeated;

	gate_open(&g);
	struct sandbox_wish wish = { .key = STR("k"),
		.merchant_reference = STR("m"),
		.locale = STR("de"),
		.return_url = STR("https://shop.example/"),
		.currency = STR("EUR"),
		.amount = 1 };
	CHECK_ERR(sandbox_create(&g.env, &wish, &repeated, &a), OK);
	CHECK_ERR(sandbox_create(&g.env, &wish, &repeated, &b), OK);
	CU_ASSERT_TRUE(repeated);
	CU_ASSERT_TRUE(str_eq(a.reference, b.reference));
	wish.amount = 2;
	CHECK_ERR(sandbox_create(&g.env, &wish, &repeated, &b), ERR_CONFLICT);
	CU_ASSERT_TRUE(str_starts(sandbox_hosted_url(&g.env, &a), STR("https://pay.example/de/pay/")));
	CHECK_ERR(sandbox_of_token(
		      &g.env, str_skip(sandbox_hosted_url(&g.env, &a), strlen("https://pay.example/de/pay/")), &b),
	    OK);
	CU_ASSERT_EQUAL(a.id, b.id);
	CHECK_ERR(sandbox_of_token(&g.env, STR("AAAA"), &b), ERR_NOT_FOUND);
	gate_close(&g);
}

/* Whatever order, the sums of an intent are those of its operations, and no more is given back than was taken. */
static void
test_sandbox__sums(void)
{
	static const int kinds[] = { SANDBOX_CHARGE, SANDBOX_REFUND, SANDBOX_VOID };
	struct gate g;

	gate_open(&g);
	for (int round = 0; round < 40; round++) {
		struct sandbox_intent i = intent(&g, 1);
		CHECK_ERR(sandbox_pay(&g.env, i.reference, card("pays"), &i), OK);
		CU_ASSERT_EQUAL(i.state, SANDBOX_AUTHORISED);
		for (int step = 0; step < 8; step++) {
			int64_t sums[4] = { 0 };
			bool repeated;
			enum err err = sandbox_act(&g.env, i.reference, kinds[chance(3)], 1 + chance(1500),
			    str_printf(g.f.arena, "k%u", chance(6)), &repeated, &i);
			CU_ASSERT_TRUE(err == OK || err == ERR_PRECONDITION || err == ERR_CONFLICT);
			err_clear();
			CHECK_ERR(sandbox_get(&g.env, i.reference, &i), OK);
			for (size_t k = 0; k < i.operations.count; k++) {
				const struct sandbox_operation *o =
				    (const struct sandbox_operation *)i.operations.items + k;
				sums[o->kind] += o->amount;
			}
			CU_ASSERT_EQUAL(i.authorised, sums[SANDBOX_AUTHORISE] - sums[SANDBOX_VOID]);
			CU_ASSERT_EQUAL(i.charged, sums[SANDBOX_CHARGE]);
			CU_ASSERT_EQUAL(i.refunded, sums[SANDBOX_REFUND]);
			CU_ASSERT_TRUE(
			    i.charged <= i.authorised && i.refunded <= i.charged && i.authorised <= i.amount);
		}
	}
	gate_close(&g);
}

/* The connection breaks at each statement, before and after it ran; whatever comes of it, asked again with the same key
 * the money has moved once. */
static void
test_sandbox__crash_at_every_statement(void)
{
	struct gate g;

	gate_open(&g);
	for (int64_t nth = 1; nth <= 14; nth++)
		for (int after = 0; after < 2; after++) {
			struct sandbox_intent i = intent(&g, 0);
			bool repeated;
			enum err err;
			CHECK_ERR(sandbox_pay(&g.env, i.reference, card("pays"), &i), OK);
			db_fail_at(g.db, nth, after ? 2013 : 2006);
			err = sandbox_act(&g.env, i.reference, SANDBOX_REFUND, 500, STR("once"), &repeated, &i);
			db_fail_at(g.db, 0, 0);
			CU_ASSERT_TRUE(err == OK || err == ERR_UNCERTAIN || err == ERR_UNAVAILABLE);
			err_clear();
			CHECK_ERR(
			    sandbox_act(&g.env, i.reference, SANDBOX_REFUND, 500, STR("once"), &repeated, &i), OK);
			CHECK_ERR(sandbox_get(&g.env, i.reference, &i), OK);
			CU_ASSERT_EQUAL(i.refunded, 500);
			CU_ASSERT_EQUAL(i.operations.count, 3);
		}
	gate_close(&g);
}

/* As if the time had come. */
static void
hurry(struct gate *g)
{
	static const struct db_query now = { "test_hurry", "", NULL,
		"UPDATE sandbox_operation SET ready_at = NOW(6) WHERE result = 'pending'" };

	CHECK_ERR(db_exec(g->db, &now, NULL, 0, NULL), OK);
}

static void
test_sandbox__decided_once(void)
{
	struct gate g;
	struct sandbox_intent later, fails, gone, disputed;
	size_t handled;

	gate_open(&g);
	later = intent(&g, 0);
	fails = intent(&g, 0);
	gone = intent(&g, 0);
	disputed = intent(&g, 0);
	CHECK_ERR(sandbox_pay(&g.env, later.reference, card("later"), &later), OK);
	CHECK_ERR(sandbox_pay(&g.env, fails.reference, card("later_fails"), &fails), OK);
	CHECK_ERR(sandbox_pay(&g.env, disputed.reference, card("dispute_lost"), &disputed), OK);
	CU_ASSERT_EQUAL(later.state, SANDBOX_PROCESSING);
	CU_ASSERT_EQUAL(disputed.operations.count, 2); /* nobody knows of the dispute yet */
	CHECK_ERR(sandbox_leave(&g.env, gone.reference, &gone), OK);
	CHECK_ERR(sandbox_pay(&g.env, gone.reference, card("pays"), &gone), ERR_PRECONDITION);
	CHECK_ERR(sandbox_decide(&g.env, 10, &handled), OK);
	CU_ASSERT_EQUAL(handled, 0);
	for (int round = 0; round < 3; round++) {
		hurry(&g);
		CHECK_ERR(sandbox_decide(&g.env, 10, &handled), OK);
		CU_ASSERT_EQUAL(handled, round == 0 ? 3 : round == 1 ? 1 : 0);
	}
	CHECK_ERR(sandbox_get(&g.env, later.reference, &later), OK);
	CHECK_ERR(sandbox_get(&g.env, fails.reference, &fails), OK);
	CHECK_ERR(sandbox_get(&g.env, disputed.reference, &disputed), OK);
	CU_ASSERT_TRUE(later.state == SANDBOX_CHARGED && later.charged == 1999);
	CU_ASSERT_TRUE(fails.state == SANDBOX_FAILED && fails.charged == 0 && fails.authorised == 0);
	CU_ASSERT_TRUE(
	    disputed.state == SANDBOX_CHARGED && disputed.disputed == 1999 && disputed.operations.count == 4);
	gate_close(&g);
}

SUITE(sandbox,
    { "cards", test_sandbox__cards },
    { "same key, same intent", test_sandbox__same_key_same_intent },
    { "sums", test_sandbox__sums },
    { "crash at every statement", test_sandbox__crash_at_every_statement },
    { "decided once", test_sandbox__decided_once });
