/* Passwords: lib/shop/password.c, password_policy.c, blocklist.c. */
#include "lib/shop/password.h"
#include "lib/shop/password_parts.h"
#include "t/lib/shop/people.h"

static const char *
complaint(struct people *p, const char *password, bool second_factor)
{
	p->errors.count = 0;
	if (password_acceptable(str_of(password), STR("marie.winterfeld@hollmere.example"), STR("Hollmere"),
		second_factor, STR("password"), &p->errors))
		return "";
	CU_ASSERT_EQUAL(p->errors.count, 1);
	return p->errors.items[0].message.ptr;
}

static void
test_password__taken(void)
{
	static const char *const good[] = { "a quiet lantern above the harbour", "correct horse battery staple",
		"XK3-99f-Lq!w-0pzz",
		("Nebel \xc3\xbc"
		 "ber dem alten Moor"),
		"my shop password for today",
		"\xe6\xbc\xa2\xe5\xad\x97\xe3\x81\x8b\xe3\x81\xaa\xe4\xba\xa4\xe3\x81\x98\xe3\x82\x8a\xe6\x96\x87\xe3\x81\xae\xe9\x95\xb7\xe3\x81\x84\xe4\xbe\x8b\xe3\x81\xae\xe3\x81\xb2\xe3\x81\xa8\xe3\x81\xa4",
		"tr0ub4dor&3 plus more" };
	struct people p;

	people_open(&p);
	for (size_t i = 0; i < COUNT(good); i++) {
		const char *why = complaint(&p, good[i], false);
		if (*why)
			printf("'%s': %s\n", good[i], why);
		CU_ASSERT_STRING_EQUAL(why, "");
	}
	CU_ASSERT_STRING_EQUAL(complaint(&p, "kx7#pq2v", true), "");
	people_close(&p);
}

static void
test_password__refused(void)
{
	static const struct { const char *password, *why; } bad[] = {
		{ "", "Enter at least" }, { "fourteen chars", "Enter at least" },
		{ "passwordpassword", "Choose another password: this one is among" },
		{ "Password12345678", "Choose another password: this one is among" },
		{ "P@ssw0rd12345678!", "Choose another password: this one is among" },
		{ "1234567890letmein", "Choose another password: this one is among" },
		{ "iloveyoupassword", "Choose another password: this one is among" },
		{ "dragonSunshine1!", "Choose another password: this one is among" },
		{ "aaaaaaaaaaaaaaaaaa", "Choose another password: this one only repeats" },
		{ "abcabcabcabcabcabc", "Choose another password: this one only repeats" },
		{ "x9!x9!x9!x9!x9!x9!", "Choose another password: this one only repeats" },
		{ "abcdefghijklmnopqrs", "Choose another password: this one only repeats" },
		{ "98765432109876543210", "Choose another password: this one only repeats" },
		{ "qwertzuiopasdfghjkl", "Choose another password: this one only repeats" },
		{ "asdfghjkl98765qwert!", "Choose another password: this one only repeats" },
		{ "hollmere-hollmere!1", "Choose another password: this one is little more" },
		{ "MarieWinterfeld2026", "Choose another password: this one is little more" },
		{ "marie.winterfeld@hollmere.example", "Choose another password: this one is little more" },
	};
	struct people p;
	char long_one[PASSWORD_MAX + 2] = "";

	people_open(&p);
	for (size_t i = 0; i < COUNT(bad); i++) {
		const char *why = complaint(&p, bad[i].password, false);
		if (strncmp(why, bad[i].why, strlen(bad[i].why)) != 0)
			printf("'%s': %s\n", bad[i].password, why);
		CU_ASSERT(strncmp(why, bad[i].why, strlen(bad[i].why)) == 0);
	}
	CU_ASSERT(strncmp(complaint(&p, "seven77", true), "Enter at least", 14) == 0);
	for (int i = 0; i < PASSWORD_MAX; i++)
		long_one[i] = (char)('a' + (i * i + i / 7) % 26);
	CU_ASSERT_STRING_EQUAL(complaint(&p, long_one, false), "");
	long_one[PASSWORD_MAX] = 'x';
	CU_ASSERT(strncmp(complaint(&p, long_one, false), "Enter at most", 13) == 0);
	CU_ASSERT(strncmp(complaint(&p, "\xff\xfe broken text in here", false), "Enter at least", 14) == 0);
	people_close(&p);
}

/* The first 3000 of the common ones, and more. */
static void
test_password__blocklist(void)
{
	static const char *const in[] = { "123456", "password", "letmein", "iloveyou", "trustno1", "PASSWORD",
		"pa$$w0rd" };
	static const char *const out[] = { "kx7#pq2v", "quiet lantern", "zzyzx-harbour" };
	struct people p;
	struct blocklist *b;

	people_open(&p);
	CU_ASSERT(blocklist_count(password_blocklist()) >= 20000);
	for (size_t i = 0; i < COUNT(in); i++)
		CU_ASSERT(blocklist_has(password_blocklist(), blocklist_fold(p.f.arena, str_of(in[i]))));
	for (size_t i = 0; i < COUNT(out); i++)
		CU_ASSERT(!blocklist_has(password_blocklist(), blocklist_fold(p.f.arena, str_of(out[i]))));
	CHECK_ERR(blocklist_open("/nowhere", &b), ERR_NOT_FOUND);
	CHECK_ERR(blocklist_open("/dev/zero", &b), ERR_IO);
	CHECK_ERR(blocklist_open("config.status", &b), ERR_INVALID);
	people_close(&p);
}

/* One in a million passes for a blocked word; with 20,000 tries, hardly one. */
static void
test_password__filter(void)
{
	struct arena *a = arena_new();
	struct blocklist *b = blocklist_new(a, 1000);
	int wrong = 0;

	for (int i = 0; i < 1000; i++)
		blocklist_add(b, str_printf(a, "in %d", i));
	for (int i = 0; i < 1000; i++)
		CU_ASSERT(blocklist_has(b, str_printf(a, "in %d", i)));
	for (int i = 0; i < 20000; i++)
		wrong += blocklist_has(b, str_printf(a, "out %d", i));
	CU_ASSERT(wrong <= 2);
	CU_ASSERT_EQUAL(blocklist_count(b), 1000);
	arena_free(a);
}

static void
test_password__hash(void)
{
	struct people p;
	struct str phc;
	bool right, renew;

	people_open(&p);
	CHECK_ERR(password_hash(p.f.arena, p.f.config, GOOD_PASSWORD, &phc), OK);
	CU_ASSERT(str_starts(phc, STR("$argon2id$v=19$m=19456,t=2,p=1$")));
	CHECK_ERR(password_verify(p.f.arena, p.f.config, GOOD_PASSWORD, phc, &right, &renew), OK);
	CU_ASSERT(right && !renew);
	CHECK_ERR(password_verify(p.f.arena, p.f.config, OTHER_PASSWORD, phc, &right, &renew), OK);
	CU_ASSERT(!right && !renew);
	CHECK_ERR(password_verify(p.f.arena, p.f.config, STR_ABSENT, phc, &right, &renew), OK);
	CU_ASSERT(!right);
	CHECK_ERR(password_verify(p.f.arena, p.f.config, GOOD_PASSWORD, STR_ABSENT, &right, &renew), OK);
	CU_ASSERT(!right && !renew);
	/* However it was typed. */
	CHECK_ERR(password_hash(p.f.arena, p.f.config, STR("caf\xc3\xa9 am kleinen Platz"), &phc), OK);
	CHECK_ERR(
	    password_verify(p.f.arena, p.f.config, STR("cafe\xcc\x81 am kleinen Platz"), phc, &right, &renew), OK);
	CU_ASSERT(right);
	/* Older parameters are still right, and due. */
	CHECK_ERR(password_verify(p.f.arena, p.f.config, STR("password"),
		      STR("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
		      &right, &renew),
	    OK);
	CU_ASSERT(right && renew);
	people_close(&p);
}

static void
test_password__weak_parameters(void)
{
	struct config *c;

	setenv("MERCER_PASSWORD_MEMORY", "12M", 1); /* with two passes */
	CHECK_ERR(config_load(NULL, &c), OK);
	CHECK_ERR(password_prepare(c), ERR_INVALID);
	config_free(c);
	setenv("MERCER_PASSWORD_PASSES", "3", 1);
	CHECK_ERR(config_load(NULL, &c), OK);
	CHECK_ERR(password_prepare(c), OK);
	config_free(c);
	setenv("MERCER_PASSWORD_BLOCKLIST", "/nowhere", 1);
	CHECK_ERR(config_load(NULL, &c), OK);
	CHECK_ERR(password_prepare(c), ERR_NOT_FOUND);
	config_free(c);
	unsetenv("MERCER_PASSWORD_MEMORY");
	unsetenv("MERCER_PASSWORD_PASSES");
	unsetenv("MERCER_PASSWORD_BLOCKLIST");
}

SUITE(password,
    { "taken", test_password__taken },
    { "refused", test_password__refused },
    { "blocklist", test_password__blocklist },
    { "filter", test_password__filter },
    { "hash", test_password__hash },
    { "weak parameters", test_password__weak_parameters });
