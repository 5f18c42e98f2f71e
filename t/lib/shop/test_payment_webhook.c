/* Webhooks of the sandbox gateway: what is signed and new counts, once; everything else changes nothing. */
#include "lib/shop/payment_parts.h"
#include "lib/shop/webhook_sign.h"
#include "t/lib/shop/money.h"

#include <fcntl.h>
#include <unistd.h>

#define SECRET "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="

static const char *at_gateway; /* another name there; NULL: from ours */

struct message {
	struct str id, timestamp, signature, body;
};

static struct secret
shared(void)
{
	return (struct secret){ (unsigned char *)(uintptr_t)SECRET, strlen(SECRET) };
}

static void
open_webhook(struct money_test *m)
{
	struct secret master = { 0 };
	int fd;

	money_open(m, 4990);
	payment_provider_use(NULL);
	secret_release(&master);
	fd = open(arena_printf(m->f.arena, "%s/sandbox_webhook", config_z(m->f.config, "secrets.path")),
	    O_WRONLY | O_CREAT | O_TRUNC, 0600);
	CU_ASSERT_TRUE_FATAL(fd >= 0);
	CU_ASSERT_EQUAL(write(fd, SECRET "\n", strlen(SECRET) + 1), (ssize_t)strlen(SECRET) + 1);
	close(fd);
}

static struct str
body_of(struct money_test *m, const char *reference, int64_t amount, int64_t charged, const char *currency)
{
	return str_printf(m->f.arena,
	    "{\"type\":\"intent.updated\",\"id\":\"evt_1\",\"data\":{\"reference\":\"pi_%s\",\"merchant_reference\":\"%s\",\"state\":\"charged\","
	    "\"currency\":\"%s\",\"amount\":%lld,\"card\":{\"brand\":\"Visa\",\"last4\":\"4242\"},\"unknown\":[1,{\"a\":null}],\"operations\":["
	    "{\"reference\":\"op_1\",\"kind\":\"authorise\",\"result\":\"success\",\"amount\":%lld,\"code\":null,\"at\":\"2026-11-22T08:00:00Z\"},"
	    "{\"reference\":\"op_2\",\"kind\":\"charge\",\"result\":\"success\",\"amount\":%lld,\"code\":null,\"at\":\"2026-11-22T08:00:01Z\"}]}}",
	    at_gateway ? at_gateway : reference, reference, currency, (long long)amount, (long long)amount,
	    (long long)charged);
}

static struct message
signed_message(struct money_test *m, const char *id, struct str body, int64_t age_s)
{
	struct secret secret = shared();
	struct message x = { .id = str_of(id),
		.body = body,
		.timestamp = str_printf(m->f.arena, "%lld", (long long)(clock_now().us / US_PER_S - age_s)) };

	CHECK_ERR(webhook_sign(m->f.arena, &secret, x.id, x.timestamp, body, &x.signature), OK);
	return x;
}

static enum err
deliver(struct money_test *m, const struct message *x)
{
	struct pair pairs[] = { { STR("host"), STR("localhost") }, { STR("webhook-id"), x->id },
		{ STR("webhook-timestamp"), x->timestamp }, { STR("webhook-signature"), x->signature } };
	struct list headers = { pairs, COUNT(pairs) };

	return payment_webhook(&m->env, STR("sandbox"), &headers, x->body);
}

static struct message
good(struct money_test *m, const char *id)
{
	return signed_message(m, id, body_of(m, str_z(m->f.arena, m->p.public_id), 4990, 4990, "EUR"), 0);
}

static void
check_untouched(struct money_test *m)
{
	CU_ASSERT_EQUAL(money_now(m, m->p.public_id).charged.minor, 0);
	CU_ASSERT_EQUAL(money_count(m, "events"), 0);
	CU_ASSERT_EQUAL(money_count(m, "paid"), 0);
}

static void
test_webhook__five_times_is_once(void)
{
	struct money_test m;
	struct message x;

	open_webhook(&m);
	x = good(&m, arena_printf(m.f.arena, "evt_%.*s", STR_ARG(m.p.public_id)));
	for (int i = 0; i < 5; i++)
		CHECK_ERR(deliver(&m, &x), OK);
	CU_ASSERT_EQUAL(money_now(&m, m.p.public_id).state, PAYMENT_CHARGED);
	CHECK_STR(money_now(&m, m.p.public_id).display, "Visa •••• 4242");
	CU_ASSERT_EQUAL(money_count(&m, "events"), 2);
	CU_ASSERT_EQUAL(money_count(&m, "paid"), 1);
	/* The same news under another id. */
	x = good(&m, arena_printf(m.f.arena, "evt2_%.*s", STR_ARG(m.p.public_id)));
	CHECK_ERR(deliver(&m, &x), OK);
	CU_ASSERT_EQUAL(money_count(&m, "charges"), 1);
	money_close(&m);
}

static void
test_webhook__what_is_not_signed(void)
{
	struct money_test m;
	struct message right, x;
	char *body;

	open_webhook(&m);
	right = good(&m, "evt_signed");
	x = right;
	x.signature = STR("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
	CHECK_ERR(deliver(&m, &x), ERR_DENIED);
	x.signature = STR_ABSENT;
	CHECK_ERR(deliver(&m, &x), ERR_DENIED);
	x = right;
	x.id = STR("evt_other");
	CHECK_ERR(deliver(&m, &x), ERR_DENIED);
	x = right;
	x.id = STR("evt.signed"); /* a point would move the borders of what is signed */
	CHECK_ERR(deliver(&m, &x), ERR_DENIED);
	/* One byte changed, wherever. */
	for (size_t i = 0; i < right.body.len; i += 7) {
		x = right;
		body = str_z(m.f.arena, right.body);
		body[i] ^= 1;
		x.body = str_n(body, right.body.len);
		CHECK_ERR(deliver(&m, &x), ERR_DENIED);
	}
	/* The same JSON, written anew. */
	x.body = str_printf(m.f.arena, "%.*s ", STR_ARG(right.body));
	CHECK_ERR(deliver(&m, &x), ERR_DENIED);
	check_untouched(&m);
	/* Two signatures, as while the secret is being replaced. */
	x = right;
	x.signature =
	    str_printf(m.f.arena, "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= %.*s", STR_ARG(right.signature));
	CHECK_ERR(deliver(&m, &x), OK);
	money_close(&m);
}

static void
test_webhook__what_is_not_from_now(void)
{
	struct money_test m;
	struct message x;
	struct str body;

	open_webhook(&m);
	body = body_of(&m, str_z(m.f.arena, m.p.public_id), 4990, 4990, "EUR");
	x = signed_message(&m, "evt_old", body, 301);
	CHECK_ERR(deliver(&m, &x), ERR_DENIED);
	x = signed_message(&m, "evt_early", body, -302);
	CHECK_ERR(deliver(&m, &x), ERR_DENIED);
	x = signed_message(&m, "evt_when", body, 0);
	x.timestamp = STR("yesterday");
	CHECK_ERR(deliver(&m, &x), ERR_DENIED);
	check_untouched(&m);
	money_close(&m);
}

/* Signed, and yet not what we asked for: taken, so that it does not come for ever, and nothing changes. */
static void
test_webhook__what_does_not_fit(void)
{
	struct money_test m;
	struct message x;
	const char *id;

	open_webhook(&m);
	id = str_z(m.f.arena, m.p.public_id);
	x = signed_message(&m, arena_printf(m.f.arena, "a_%s", id), body_of(&m, id, 4991, 4991, "EUR"), 0);
	CHECK_ERR(deliver(&m, &x), OK);
	x = signed_message(&m, arena_printf(m.f.arena, "b_%s", id), body_of(&m, id, 4990, 4990, "USD"), 0);
	CHECK_ERR(deliver(&m, &x), OK);
	x = signed_message(
	    &m, arena_printf(m.f.arena, "c_%s", id), body_of(&m, "pay_of_somebody_else", 4990, 4990, "EUR"), 0);
	CHECK_ERR(deliver(&m, &x), OK);
	x = signed_message(&m, arena_printf(m.f.arena, "d_%s", id), body_of(&m, id, 4990, 9990, "EUR"), 0);
	CHECK_ERR(deliver(&m, &x), OK);
	check_untouched(&m);
	at_gateway = "1"; /* the name of another payment of ours */
	x = signed_message(&m, arena_printf(m.f.arena, "g_%s", id),
	    body_of(&m, str_z(m.f.arena, money_second(&m, 4990).public_id), 4990, 4990, "EUR"), 0);
	CHECK_ERR(deliver(&m, &x), OK);
	CU_ASSERT_EQUAL(money_count(&m, "paid"), 1);
	x = signed_message(&m, arena_printf(m.f.arena, "h_%s", id), body_of(&m, id, 4990, 4990, "EUR"), 0);
	CHECK_ERR(deliver(&m, &x), OK);
	CU_ASSERT_EQUAL(money_now(&m, m.p.public_id).charged.minor, 0);
	at_gateway = NULL;
	x = signed_message(
	    &m, arena_printf(m.f.arena, "e_%s", id), STR("{\"type\":\"intent.deleted\",\"data\":{}}"), 0);
	CHECK_ERR(deliver(&m, &x), ERR_INVALID);
	x = signed_message(&m, arena_printf(m.f.arena, "f_%s", id), STR("not JSON"), 0);
	CHECK_ERR(deliver(&m, &x), ERR_INVALID);
	CU_ASSERT_EQUAL(money_now(&m, m.p.public_id).charged.minor, 0);
	money_close(&m);
}

static void
test_webhook__standard_vector(void)
{
	struct arena *a = arena_new();
	struct secret secret = { (unsigned char *)(uintptr_t)"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 38 };
	struct str out = STR_ABSENT;

	/* Of the specification's own libraries. */
	CHECK_ERR(webhook_sign(a, &secret, STR("msg_p5jXN8AQM9LWM0D4loKWxJek"), STR("1614265330"),
		      STR("{\"test\": 2432232314}"), &out),
	    OK);
	CHECK_STR(out, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	secret.ptr = (unsigned char *)(uintptr_t)"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw000000";
	CHECK_ERR(webhook_sign(a, &secret, STR("m"), STR("1"), STR(""), &out), ERR_INVALID);
	arena_free(a);
}

SUITE(payment_webhook,
    { "five times is once", test_webhook__five_times_is_once },
    { "what is not signed", test_webhook__what_is_not_signed },
    { "what is not from now", test_webhook__what_is_not_from_now },
    { "what does not fit", test_webhook__what_does_not_fit },
    { "standard vector", test_webhook__standard_vector });
