/* Mail addresses and telephone numbers: lib/shop/email.c. */
#include "t/lib/shop/people.h"

static void
test_email__keys(void)
{
	static const struct {
		const char *email, *key;
	} good[] = { { "Name@Example.ORG", "name@example.org" }, { "a+b@example.org", "a+b@example.org" },
		{ "a.b@example.org", "a.b@example.org" },
		{ "name@B\xc3\xbc"
		  "cher.example",
		    "name@xn--bcher-kva.example" },
		{ "J\xc3\x96RG@example.org", "j\xc3\xb6rg@example.org" },
		{ "jo\xcc\x88rg@example.org", "j\xc3\xb6rg@example.org" },
		{ "!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~@example.org" },
		{ "x@sub.sub.example.co", "x@sub.sub.example.co" } };
	static const char *const bad[] = { "", "@", "a@", "@example.org", "a", "a@b", "a@localhost", "a@127.0.0.1",
		"a@[127.0.0.1]", "\"a b\"@example.org", "a b@example.org", ".a@example.org", "a.@example.org",
		"a..b@example.org", "a@example..org", "a@-x.org", "a@example.org ", " a@example.org", "a\n@example.org",
		"a@exam\nple.org", "a,b@example.org", "a@b@example.org", "<a@example.org>", "a\xe2\x80\x8b@example.org",
		"a\xff@example.org", "a@example.123", "a@x_y.org",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.org" };
	struct arena *a = arena_new();
	struct str key;

	for (size_t i = 0; i < COUNT(good); i++) {
		CHECK_ERR(email_key(a, str_of(good[i].email), &key), OK);
		CU_ASSERT(str_eq_z(key, good[i].key));
		CU_ASSERT(format_email.check(str_of(good[i].email)));
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		if (email_key(a, str_of(bad[i]), &key) == OK)
			printf("taken: '%s'\n", bad[i]);
		CHECK_ERR(email_key(a, str_of(bad[i]), &key), ERR_INVALID);
		CU_ASSERT(!format_email.check(str_of(bad[i])));
	}
	CHECK_ERR(email_key(a, STR_ABSENT, &key), ERR_INVALID);
	arena_free(a);
}

static void
test_email__phones(void)
{
	static const char *const good[] = { "+49 30 901820", "030/90182-0", "(030) 901.820", "12345" };
	static const char *const bad[] = { "", "1234", "+", "49+30901820", "call me 12345", "1234567890123456",
		"12345\n" };

	for (size_t i = 0; i < COUNT(good); i++)
		CU_ASSERT(format_phone.check(str_of(good[i])));
	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT(!format_phone.check(str_of(bad[i])));
}

SUITE(email,
    { "keys", test_email__keys },
    { "telephone numbers", test_email__phones });
