/* Tests of lib/io/crypto.c. */
#include "t/lib/io/fixture.h"
#include "lib/io/crypto.h"

#include <sys/stat.h>
#include <unistd.h>

static struct str
hex(struct arena *a, const void *p, size_t len)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	hex_write(&b, p, len);
	return buf_view(&b);
}

/* FIPS 180-2 "abc", the empty message; RFC 4231 case 2. */
static void
test_crypto__digests(void)
{
	struct arena *a = arena_new();
	unsigned char out[32];
	unsigned char jefe[] = "Jefe";
	const struct secret key = { jefe, 4 };

	crypto_sha256(STR("abc"), out);
	CHECK_STR(hex(a, out, 32), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	crypto_sha256(STR_ABSENT, out);
	CHECK_STR(hex(a, out, 32), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	crypto_hmac_sha256(&key, STR("what do ya want for nothing?"), out);
	CHECK_STR(hex(a, out, 32), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	CU_ASSERT(crypto_equal("ab", "ab", 2) && !crypto_equal("ab", "ac", 2));
	arena_free(a);
}

static void
test_crypto__base64url(void)
{
	static const struct {
		const char *bytes, *text;
	} cases[] = { { "", "" }, { "f", "Zg" }, { "fo", "Zm8" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg" },
		{ "fooba", "Zm9vYmE" }, { "foobar", "Zm9vYmFy" }, { "\xfb\xff\xfe", "-__-" } };
	static const char *const bad[] = { "Z", "Zg==", "Zg=", "Z g", "Zg\n", "Zh", "Zm9", "+/8", "Zm9v!", "Zm9vA" };
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str back = STR_ABSENT;
		struct buf b;
		buf_in_arena(&b, a, BUF_LINE);
		base64url_write(&b, cases[i].bytes, strlen(cases[i].bytes));
		CU_ASSERT(str_eq(str_n(b.ptr ? b.ptr : "", b.len), str_of(cases[i].text)));
		CHECK_ERR(base64url_read(a, str_of(cases[i].text), &back), OK);
		CHECK_STR(back, cases[i].bytes);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK_ERR(base64url_read(a, str_of(bad[i]), &(struct str){ 0 }), ERR_INVALID);
	arena_free(a);
}

static void
test_crypto__base64(void)
{
	/* RFC 4648, section 10; and the two characters that base64url has others for */
	static const struct {
		const char *bytes, *text;
	} cases[] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" }, { "\xfb\xff\xfe", "+//+" } };
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;
		buf_in_arena(&b, a, BUF_LINE);
		buf_lit(&b, "-_"); /* what stood there before stays */
		base64_write(&b, cases[i].bytes, strlen(cases[i].bytes));
		CU_ASSERT(str_eq(str_skip(buf_view(&b), 2), str_of(cases[i].text)));
		CU_ASSERT(str_starts(buf_view(&b), STR("-_")));
	}
	arena_free(a);
}

static void
test_crypto__tokens(void)
{
	unsigned char bytes[] = "0123456789abcdef0123456789abcdef", others[] = "0123456789abcdef0123456789abcdeF";
	const struct secret key = { bytes, 32 }, other = { others, 32 };
	struct arena *a = arena_new();
	struct str token, back;

	CHECK_ERR(token_sign(a, &key, "cursor", STR("page=2"), &token), OK);
	CHECK_ERR(token_open(a, &key, "cursor", token, &back), OK);
	CHECK_STR(back, "page=2");
	CHECK_ERR(token_open(a, &other, "cursor", token, &back), ERR_INVALID);
	CHECK_ERR(token_open(a, &key, "curso", token, &back), ERR_INVALID);
	CHECK_ERR(token_open(a, &key, "cursor", str_cut(token, token.len - 4), &back), ERR_INVALID);
	CHECK_ERR(token_open(a, &key, "cursor", STR(""), &back), ERR_INVALID);
	for (size_t i = 0; i < token.len; i++) {
		char *changed = str_z(a, token);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		CHECK_ERR(token_open(a, &key, "cursor", str_of(changed), &back), ERR_INVALID);
	}
	CHECK_ERR(token_sign(a, &key, "cursor", STR(""), &token), OK);
	CHECK_ERR(token_open(a, &key, "cursor", token, &back), OK);
	CU_ASSERT_EQUAL(back.len, 0);
	arena_free(a);
}

static void
test_crypto__ids(void)
{
	char one[32], two[32];

	public_id(one, "prod");
	public_id(two, "prod");
	CU_ASSERT(strlen(one) == 27 && strncmp(one, "prod_", 5) == 0);
	CU_ASSERT(strspn(one + 5, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == 22);
	CU_ASSERT(strcmp(one, two) != 0);
	CU_ASSERT(crypto_random_u64() != crypto_random_u64());
}

static void
test_crypto__secret_file(void)
{
	char path[] = "/tmp/mercer-secret-XXXXXX";
	int fd = mkstemp(path);
	struct secret s = { 0 };

	CU_ASSERT_FATAL(fd >= 0);
	CU_ASSERT_EQUAL(write(fd, "hunter2\r\n", 9), 9);
	CHECK_ERR(secret_read(path, 7, &s), OK);
	CU_ASSERT(s.len == 7 && memcmp(s.ptr, "hunter2", 8) == 0);
	secret_release(&s);
	CU_ASSERT(s.ptr == NULL);
	CHECK_ERR(secret_read(path, 8, &s), ERR_INVALID);
	CU_ASSERT_EQUAL(fchmod(fd, 0640), 0);
	CHECK_ERR(secret_read(path, 1, &s), ERR_DENIED);
	close(fd);
	unlink(path);
	CHECK_ERR(secret_read(path, 1, &s), ERR_NOT_FOUND);
	CHECK_ERR(secret_read("/tmp", 1, &s), ERR_IO);
}

static void
test_crypto__sealed(void)
{
	unsigned char bytes[] = "0123456789abcdef0123456789abcdef", others[] = "0123456789abcdef0123456789abcdeF";
	const struct secret key = { bytes, 32 }, other = { others, 32 };
	struct arena *a = arena_new();
	struct str one, two, back;

	CHECK_ERR(crypto_seal(a, &key, "totp", STR("totp:42"), STR("a secret"), &one), OK);
	CHECK_ERR(crypto_seal(a, &key, "totp", STR("totp:42"), STR("a secret"), &two), OK);
	CU_ASSERT(one.len == 8 + 29 && one.ptr[0] == 1 && !str_eq(one, two) && !str_contains(one, STR("secret")));
	CHECK_ERR(crypto_unseal(a, &key, "totp", STR("totp:42"), one, &back), OK);
	CHECK_STR(back, "a secret");
	CHECK_ERR(crypto_unseal(a, &key, "totp", STR("totp:43"), one, &back), ERR_INVALID);
	CHECK_ERR(crypto_unseal(a, &key, "link", STR("totp:42"), one, &back), ERR_INVALID);
	CHECK_ERR(crypto_unseal(a, &other, "totp", STR("totp:42"), one, &back), ERR_INVALID);
	CHECK_ERR(crypto_unseal(a, &key, "totp", STR("totp:42"), str_cut(one, 28), &back), ERR_INVALID);
	CHECK_ERR(crypto_unseal(a, &key, "totp", STR("totp:42"), str_cut(one, one.len - 1), &back), ERR_INVALID);
	CHECK_ERR(crypto_unseal(a, &key, "totp", STR("totp:42"), STR_ABSENT, &back), ERR_INVALID);
	for (size_t i = 0; i < one.len; i++) {
		struct str changed = str_dup(a, one);
		((char *)(uintptr_t)changed.ptr)[i] ^= 1;
		CHECK_ERR(crypto_unseal(a, &key, "totp", STR("totp:42"), changed, &back), ERR_INVALID);
	}
	CHECK_ERR(crypto_seal(a, &key, "totp", STR(""), STR(""), &one), OK);
	CHECK_ERR(crypto_unseal(a, &key, "totp", STR(""), one, &back), OK);
	CU_ASSERT(back.len == 0 && back.ptr);
	arena_free(a);
}

static void
test_crypto__master(void)
{
	char dir[] = "/tmp/mercer-master-XXXXXX", path[64];
	struct secret one = { 0 }, two = { 0 };
	struct stat st;

	CU_ASSERT_FATAL(mkdtemp(dir) != NULL);
	snprintf(path, sizeof(path), "%s/master.key", dir);
	CHECK_ERR(crypto_master(dir, false, &one), ERR_NOT_FOUND);
	CHECK_ERR(crypto_master(dir, true, &one), OK);
	CHECK_ERR(crypto_master(dir, true, &two), OK);
	CU_ASSERT(one.len == 43 && two.len == 43 && memcmp(one.ptr, two.ptr, 43) == 0);
	CU_ASSERT(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600 && st.st_nlink == 1);
	secret_release(&one);
	secret_release(&two);
	CU_ASSERT_EQUAL(chmod(path, 0644), 0);
	CHECK_ERR(crypto_master(dir, true, &one), ERR_DENIED);
	unlink(path);
	rmdir(dir);
	CHECK_ERR(crypto_master("/nowhere", true, &one), ERR_IO);
}

static void
test_crypto__held_by_others(void)
{
	struct arena *a = arena_new();
	unsigned char stored[32], sent[32];
	struct str token = token_new(a, stored), other = token_new(a, sent);

	CU_ASSERT(token.len == 43 && !str_eq(token, other));
	CHECK_ERR(token_hash(token, sent), OK);
	CU_ASSERT(memcmp(stored, sent, 32) == 0);
	CHECK_ERR(token_hash(other, sent), OK);
	CU_ASSERT(memcmp(stored, sent, 32) != 0);
	CHECK_ERR(token_hash(str_cut(token, 42), sent), ERR_INVALID);
	CHECK_ERR(token_hash(STR_ABSENT, sent), ERR_INVALID);
	CHECK_ERR(token_hash(STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), sent), ERR_INVALID);
	CHECK_ERR(
	    token_hash(STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"), sent), ERR_INVALID); /* bits past the end */
	arena_free(a);
}

SUITE(crypto,
    { "digests", test_crypto__digests },
    { "base64url", test_crypto__base64url },
    { "base64", test_crypto__base64 },
    { "tokens", test_crypto__tokens },
    { "ids", test_crypto__ids },
    { "secret file", test_crypto__secret_file },
    { "sealed", test_crypto__sealed },
    { "master key", test_crypto__master },
    { "tokens held by others", test_crypto__held_by_others });
