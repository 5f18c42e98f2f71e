/*
 * fuzz_payment.c - what a gateway sends: the webhook's headers and body, an intent, and what its events amount to.
 *
 * Promises: a message is believed only with a signature that holds; an intent that is understood has names, a currency
 * and amounts that are not negative; taken in twice, or backwards, it amounts to the same; nothing more is charged than
 * was asked for.
 */
#include "lib/io/json_tree.h"
#include "lib/shop/payment_parts.h"
#include "lib/shop/webhook_sign.h"
#include "t/fuzz/fuzz.h"

static const char key[] = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
#define NOW INT64_C(1795334000)

static struct secret
secret_of(const char *text)
{
	return (struct secret){ (unsigned char *)(uintptr_t)text, strlen(text) };
}

static bool
same(const struct payment_sums *a, const struct payment_sums *b)
{
	return a->authorised == b->authorised && a->charged == b->charged && a->refunded == b->refunded &&
	    a->disputed == b->disputed;
}

static void
check_events(struct arena *a, const struct payment_report *r)
{
	const struct payment_event *v = r->events.items;
	struct payment_event *back = arena_array(a, struct payment_event, r->events.count);
	struct payment_sums forth, reverse;
	enum err err;

	for (size_t i = 0; i < r->events.count; i++) {
		FUZZ_CHECK(v[i].source.len > 0 && v[i].source.len <= PAYMENT_SOURCE_MAX && v[i].amount >= 0);
		FUZZ_CHECK(v[i].kind >= EVENT_AUTHORISE && v[i].kind <= EVENT_DISPUTE_WON &&
		    v[i].result >= EVENT_REQUESTED && v[i].result <= EVENT_FAILURE);
		back[r->events.count - 1 - i] = v[i];
	}
	err = payment_sum(&r->events, r->amount, &forth);
	FUZZ_CHECK(err == OK || err == ERR_INVALID);
	if (err)
		return;
	FUZZ_CHECK(forth.charged <= r->amount && forth.refunded <= r->amount && forth.authorised >= forth.charged &&
	    forth.disputed >= 0);
	FUZZ_CHECK(payment_sum(&(const struct list){ back, r->events.count }, r->amount, &reverse) == OK &&
	    same(&forth, &reverse));
	FUZZ_CHECK(forth.charged == 0 || payment_state_of(&forth, PAYMENT_FAILED, true) != PAYMENT_FAILED);
}

static void
check_intent(struct arena *a, struct str text)
{
	const struct json_node *node;
	struct payment_report r = { 0 };
	enum err err = json_tree(a, text, &node);

	if (err)
		return;
	err = payment_sandbox_read(a, node, &r);
	FUZZ_CHECK(err == OK || err == ERR_INVALID);
	if (err)
		return;
	FUZZ_CHECK(
	    r.reference.len > 0 && r.merchant_reference.len > 0 && money_exponent(r.currency) >= 0 && r.amount >= 0);
	check_events(a, &r);
}

/* "id\ntimestamp\nsignature\nbody": as it came, and as it should have come. */
static void
check_message(struct arena *a, struct str text)
{
	struct str id = STR("x"), timestamp = STR(""), signature = STR(""), right = STR_ABSENT, found = STR_ABSENT;
	struct secret secret = secret_of(key);
	enum err err;

	str_split(&text, '\n', &id);
	str_split(&text, '\n', &timestamp);
	str_split(&text, '\n', &signature);
	struct pair pairs[] = { { STR("webhook-id"), id }, { STR("webhook-timestamp"), timestamp },
		{ STR("webhook-signature"), signature } };
	struct list headers = { pairs, COUNT(pairs) };
	err = webhook_verify(a, &secret, &headers, text.ptr ? text : STR(""), (struct time){ NOW * US_PER_S }, &found);
	FUZZ_CHECK(err == OK || err == ERR_DENIED);
	FUZZ_CHECK(webhook_sign(a, &secret, id, timestamp, text, &right) == OK);
	FUZZ_CHECK(err != OK || (str_contains(signature, right) && str_eq(found, id)));
	pairs[2].value = right;
	if (err == OK)
		FUZZ_CHECK(webhook_verify(a, &secret, &headers, text.ptr ? text : STR(""),
			       (struct time){ NOW * US_PER_S }, &found) == OK);
	pairs[1].value = STR("1795334000");
	err = webhook_verify(a, &secret, &headers, text.ptr ? text : STR(""), (struct time){ NOW * US_PER_S }, &found);
	FUZZ_CHECK(err == ERR_DENIED || str_eq(timestamp, pairs[1].value));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct str in = str_n((const char *)data + (size > 0), size - (size > 0));

	if (size && data[0] == 'm')
		check_message(a, in);
	else
		check_intent(a, in);
	err_clear();
	arena_free(a);
	return 0;
}
