/* Tests of lib/io/argon2.c: against the reference vectors of libargon2's own test-suite, and every broken text. */
#include "t/lib/io/fixture.h"
#include "lib/io/argon2.h"

/* Small, so that the tests are quick: what is enough for a shop is lib/shop/password.c's business. */
static const struct argon2_cost small = { 64, 1, 1 };

static void
test_argon2__vectors(void)
{
	/* phc-winner-argon2, src/test.c, version 0x13, Argon2id. */
	static const struct { const char *phc, *password;
	} cases[] = {
		{ "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "password" },
		{ "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc", "password" },
		{ "$argon2id$v=19$m=65536,t=1,p=1$c29tZXNhbHQ$9qWtwbpyPd3vm1rB1GThgPzZ3/ydHL92zKL+15XZypg",
		    "password" },
		{ "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94",
		    "differentpassword" },
		{ "$argon2id$v=19$m=65536,t=2,p=1$ZGlmZnNhbHQ$vfMrBczELrFdWP0ZsfhWsRPaHppYdP3MVEMIVlqoFBw",
		    "password" },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool right = false;
		CHECK_ERR(argon2_check(a, str_of(cases[i].phc), str_of(cases[i].password), &right), OK);
		CU_ASSERT(right);
		CHECK_ERR(argon2_check(a, str_of(cases[i].phc), STR("passwore"), &right), OK);
		CU_ASSERT(!right);
	}
	arena_free(a);
}

static void
test_argon2__there_and_back(void)
{
	struct arena *a = arena_new();
	struct argon2_cost cost;
	struct str one, two;
	bool right;

	CHECK_ERR(argon2_new(a, small, STR("pass\xc3\xa9 word"), &one), OK);
	CHECK_ERR(argon2_new(a, small, STR("pass\xc3\xa9 word"), &two), OK);
	CU_ASSERT(str_starts(one, STR("$argon2id$v=19$m=64,t=1,p=1$")) && !str_eq(one, two));
	CHECK_ERR(argon2_check(a, one, STR("pass\xc3\xa9 word"), &right), OK);
	CU_ASSERT(right);
	CHECK_ERR(argon2_check(a, one, STR("pass\xc3\xa9 wor"), &right), OK);
	CU_ASSERT(!right);
	CHECK_ERR(argon2_check(a, one, STR(""), &right), OK);
	CU_ASSERT(!right);
	CHECK_ERR(argon2_cost_of(a, one, &cost), OK);
	CU_ASSERT(cost.memory_kib == 64 && cost.passes == 1 && cost.lanes == 1);
	arena_free(a);
}

static void
test_argon2__broken_texts(void)
{
	static const char *const bad[] = { "", "x", "$argon2id$", "password",
		"$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$t=2,m=256,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=256,t=2,p=1,x=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=0,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=256,t=-2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=256,t=2,p=1$c29t$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65",
		"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR_uIPnA4rEsF5h7TKyQwu9U1bMCHGi_4",
		"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4=",
		"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4$",
	};
	struct arena *a = arena_new();
	bool right;

	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK_ERR(argon2_check(a, str_of(bad[i]), STR("password"), &right), ERR_INVALID);
	CHECK_ERR(argon2_check(a, STR_ABSENT, STR("password"), &right), ERR_INVALID);
	arena_free(a);
}

SUITE(argon2,
    { "reference vectors", test_argon2__vectors },
    { "there and back", test_argon2__there_and_back },
    { "broken texts", test_argon2__broken_texts });
