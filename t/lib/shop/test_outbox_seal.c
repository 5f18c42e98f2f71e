/* What an event carries and only its reader may read: lib/shop/outbox_seal.c. */
#include "lib/shop/outbox.h"
#include "t/lib/shop/fixture.h"

static void
test_outbox_seal__for_one_object(void)
{
	struct arena *a = arena_new();
	unsigned char key[32] = { 1, 2, 3 };
	struct secret master = { key, sizeof(key) };
	struct str text, back;

	CHECK_ERR(outbox_seal(a, &master, STR("acct_1"), STR("the token"), &text), OK);
	CU_ASSERT_FALSE(str_contains(text, STR("token")));
	CHECK_ERR(outbox_unseal(a, &master, STR("acct_1"), text, &back), OK);
	CHECK_STR(back, "the token");
	CHECK_ERR(outbox_unseal(a, &master, STR("acct_2"), text, &back), ERR_INVALID);
	key[0] = 9;
	CHECK_ERR(outbox_unseal(a, &master, STR("acct_1"), text, &back), ERR_INVALID);
	CHECK_ERR(outbox_unseal(a, &master, STR("acct_1"), STR("!"), &back), ERR_INVALID);
	arena_free(a);
}

SUITE(outbox_seal, { "for one object", test_outbox_seal__for_one_object });
