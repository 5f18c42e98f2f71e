/* Tests of lib/io/pkey.c: the RFCs' examples, and keys that must not be used. */
#include "lib/io/crypto.h"
#include "lib/io/pkey.h"
#include "t/lib/io/fixture.h"

static struct str
b64(struct arena *a, const char *text)
{
	struct str out = STR_ABSENT;

	CHECK_ERR(base64url_read(a, str_of(text), &out), OK);
	return out;
}

/* RFC 7515 appendix A.3. */
static void
test_pkey__es256_of_the_rfc(void)
{
	struct arena *a = arena_new();
	struct pkey_numbers n = { .x = b64(a, "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
		.y = b64(a, "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0") };
	struct str text = STR(
	    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ");
	struct str sig =
	    b64(a, "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
	struct pkey *key;

	CHECK_ERR(pkey_of_numbers(a, PKEY_ES256, &n, &key), OK);
	CU_ASSERT(pkey_algorithm(key) == PKEY_ES256 && !pkey_is_private(key));
	CHECK_ERR(pkey_verify(key, text, sig), OK);
	CHECK_ERR(pkey_verify(key, str_cut(text, text.len - 1), sig), ERR_INVALID);
	CHECK_ERR(pkey_verify(key, text, str_cut(sig, 63)), ERR_INVALID);
	CHECK_ERR(pkey_verify(key, text, STR("")), ERR_INVALID);
	arena_free(a);
}

static void
test_pkey__sign_and_verify(void)
{
	struct arena *a = arena_new();

	for (int algorithm = 0; algorithm < PKEY__MAX; algorithm++) {
		struct pkey *key, *other, *public, *back;
		struct str sig, der, pem;
		struct pkey_numbers n;
		CHECK_ERR(pkey_generate(a, (enum pkey_algorithm)algorithm, &key), OK);
		CHECK_ERR(pkey_generate(a, (enum pkey_algorithm)algorithm, &other), OK);
		for (int i = 0; i < 50; i++) { /* r and s have leading zeros now and then */
			CHECK_ERR(pkey_sign(a, key, STR("text"), &sig), OK);
			CU_ASSERT_EQUAL(sig.len, algorithm == PKEY_ES256 ? 64 : PKEY_RSA_BITS / 8);
			CHECK_ERR(pkey_verify(key, STR("text"), sig), OK);
			if (algorithm == PKEY_RS256)
				break;
		}
		CHECK_ERR(pkey_verify(other, STR("text"), sig), ERR_INVALID);
		CHECK_ERR(pkey_verify(key, STR("text"), str_printf(a, "%.*s", 0, "")), ERR_INVALID);
		{ /* the same signature with a byte behind it, or before it, is another spelling */
			char *longer = arena_zalloc(a, sig.len + 2, 1);
			memcpy(longer + 1, sig.ptr, sig.len);
			CHECK_ERR(pkey_verify(key, STR("text"), str_n(longer + 1, sig.len + 1)), ERR_INVALID);
			CHECK_ERR(pkey_verify(key, STR("text"), str_n(longer, sig.len + 1)), ERR_INVALID);
		}
		CHECK_ERR(pkey_private_der(a, key, &der), OK);
		CHECK_ERR(pkey_of_private_der(a, der, &back), OK);
		CU_ASSERT(pkey_is_private(back));
		CHECK_ERR(pkey_of_private_der(a, str_cut(der, der.len - 1), &back), ERR_INVALID);
		CHECK_ERR(pkey_sign(a, back, STR("text"), &sig), OK);
		CHECK_ERR(pkey_public_der(a, key, &der), OK);
		CHECK_ERR(pkey_of_public_der(a, der, &public), OK);
		CU_ASSERT(!pkey_is_private(public));
		CHECK_ERR(pkey_verify(public, STR("text"), sig), OK);
		CHECK_ERR(pkey_public_pem(a, key, &pem), OK);
		CU_ASSERT(str_starts(pem, STR("-----BEGIN PUBLIC KEY-----")));
		CHECK_ERR(pkey_of_pem(a, pem, &public), OK);
		CHECK_ERR(pkey_verify(public, STR("text"), sig), OK);
		CHECK_ERR(pkey_numbers(a, key, &n), OK);
		CHECK_ERR(pkey_of_numbers(a, (enum pkey_algorithm)algorithm, &n, &public), OK);
		CHECK_ERR(pkey_verify(public, STR("text"), sig), OK);
	}
	arena_free(a);
}

static void
test_pkey__unsound(void)
{
	struct arena *a = arena_new();
	char ones[32], modulus[128];
	struct pkey_numbers point = { .x = { ones, 32 }, .y = { ones, 32 } },
			    small = { .n = { modulus, 128 }, .e = b64(a, "AQAB") };
	struct pkey_numbers n;
	struct pkey *key;

	memset(ones, 1, sizeof(ones));
	memset(modulus, 0xc3, sizeof(modulus));
	CHECK_ERR(pkey_of_numbers(a, PKEY_ES256, &point, &key), ERR_INVALID); /* not on the curve */
	CHECK_ERR(pkey_of_numbers(a, PKEY_RS256, &small, &key), ERR_INVALID); /* 1024 bits */
	CHECK_ERR(pkey_of_numbers(a, PKEY_RS256, &point, &key), ERR_INVALID);
	CHECK_ERR(pkey_generate(a, PKEY_RS256, &key), OK);
	CHECK_ERR(pkey_numbers(a, key, &n), OK);
	n.e = STR("\x03");
	CHECK_ERR(pkey_of_numbers(a, PKEY_RS256, &n, &key), ERR_INVALID);     /* exponent 3 */
	CHECK_ERR(
	    pkey_of_pem(a, STR("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"), &key), ERR_INVALID);
	CHECK_ERR(pkey_of_pem(a, STR(""), &key), ERR_INVALID);
	CHECK_ERR(pkey_of_public_der(a, STR("0"), &key), ERR_INVALID);
	CU_ASSERT_EQUAL(pkey_algorithm_find(STR("none")), -1);
	CU_ASSERT_EQUAL(pkey_algorithm_find(STR("HS256")), -1);
	CU_ASSERT_EQUAL(pkey_algorithm_find(STR("ES256")), PKEY_ES256);
	arena_free(a);
}

SUITE(pkey,
    { "ES256 of the RFC", test_pkey__es256_of_the_rfc },
    { "sign and verify", test_pkey__sign_and_verify },
    { "unsound", test_pkey__unsound });
