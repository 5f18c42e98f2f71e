/* Tests of lib/io/webauthn.c with an authenticator in software: what is right, and each thing that can be wrong. */
#include "t/lib/io/fixture.h"
#include "t/support/authenticator.h"

#define RIGHT .rp_id = "shop.example", .origin = "https://shop.example"

static const struct webauthn_rp rp = { STR_INIT("shop.example"), STR_INIT("https://shop.example") };
static const char bytes[] = "0123456789abcdef0123456789abcdef";
static const struct str challenge = { bytes, 32 };

/* Registers with one ceremony: client data first, as callers do. */
static enum err
enrol(struct arena *a, struct authenticator *k, const struct ceremony *c, bool must_verify, struct webauthn_made *out)
{
	struct answer w = authenticator_make(k, a, challenge, c);
	struct str got;
	enum err err = webauthn_client(a, &rp, WEBAUTHN_CREATE, w.client_data, &got);

	if (!err)
		CU_ASSERT(str_eq(got, challenge));
	return err ? err : webauthn_register(a, &rp, w.id, w.client_data, w.attestation, must_verify, out);
}

static enum err
enter(struct arena *a, struct authenticator *k, const struct ceremony *c, const struct webauthn_key *key,
    bool must_verify, struct webauthn_proof *out)
{
	struct answer w = authenticator_use(k, a, challenge, c);
	const struct webauthn_assertion in = { w.id, w.client_data, w.authenticator_data, w.signature, w.user_handle };
	struct str got;
	enum err err = webauthn_client(a, &rp, WEBAUTHN_GET, w.client_data, &got);

	return err ? err : webauthn_assert(a, &rp, &in, key, must_verify, out);
}

static void
test_webauthn__rp(void)
{
	static const struct {
		const char *url, *id, *origin;
	} cases[] = { { "https://Shop.Example", "shop.example", "https://shop.example" },
		{ "https://shop.example:8443", "shop.example", "https://shop.example:8443" },
		{ "https://shop.example:443/", "shop.example", "https://shop.example" },
		{ "http://localhost:9530", "localhost", "http://localhost:9530" },
		{ "http://localhost:80", "localhost", "http://localhost" } };
	static const char *const bad[] = { "", "ftp://x", "https://", "https:///x", "https://[::1]:8443" };
	struct arena *a = arena_new();
	struct webauthn_rp out;

	for (size_t i = 0; i < COUNT(cases); i++) {
		CHECK_ERR(webauthn_rp(a, str_of(cases[i].url), &out), OK);
		CHECK_STR(out.id, cases[i].id);
		CHECK_STR(out.origin, cases[i].origin);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK_ERR(webauthn_rp(a, str_of(bad[i]), &out), ERR_INVALID);
	arena_free(a);
}

static void
test_webauthn__right(void)
{
	static const int algorithms[] = { WEBAUTHN_ES256, WEBAUTHN_EDDSA, WEBAUTHN_RS256 };
	static const char *const formats[] = { "none", "packed" };
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(algorithms); i++)
		for (size_t k = 0; k < COUNT(formats); k++) {
			struct authenticator *key = authenticator_new(algorithms[i]);
			struct webauthn_made made;
			struct webauthn_proof proof;
			authenticator_set_count(key, 41, true);
			CHECK_ERR(enrol(a, key,
				      &(struct ceremony){
					  RIGHT, .format = formats[k], .flags = AUTH_UP | AUTH_UV | AUTH_BE | AUTH_BS },
				      true, &made),
			    OK);
			CU_ASSERT_EQUAL(made.key.algorithm, algorithms[i]);
			CU_ASSERT(made.proof.verified && made.proof.backed_up && made.proof.backup_eligible &&
			    made.proof.sign_count == 41);
			CU_ASSERT_EQUAL(made.aaguid[15], 15);
			CHECK_STR(made.format, formats[k]);
			CHECK_ERR(enter(a, key, &(struct ceremony){ RIGHT }, &made.key, true, &proof), OK);
			CU_ASSERT(proof.verified && !proof.backed_up && proof.sign_count == 42);
			CHECK_ERR(
			    enter(a, key, &(struct ceremony){ RIGHT, .flags = AUTH_UP }, &made.key, false, &proof), OK);
			CU_ASSERT(!proof.verified);
			/* crossOrigin false, and what browsers of tomorrow may add. */
			CHECK_ERR(enter(a, key,
				      &(struct ceremony){
					  RIGHT, .client_more = ",\"crossOrigin\":false,\"new\":{\"a\":[1]}" },
				      &made.key, true, &proof),
			    OK);
			authenticator_free(key);
		}
	arena_free(a);
}

static const struct {
	struct ceremony c;
	bool must_verify;
	enum err err;
} wrong[] = {
	{ { .rp_id = "shop.example", .origin = "https://evil.example" }, false, ERR_DENIED },
	{ { .rp_id = "shop.example", .origin = "http://shop.example" }, false, ERR_DENIED },
	{ { .rp_id = "shop.example", .origin = "https://shop.example:444" }, false, ERR_DENIED },
	{ { .rp_id = "shop.example", .origin = "https://shop.example.evil.example" }, false, ERR_DENIED },
	{ { .rp_id = "evil.example", .origin = "https://shop.example" }, false, ERR_DENIED },
	{ { RIGHT, .type = "payment.get" }, false, ERR_DENIED },
	{ { RIGHT, .client_more = ",\"crossOrigin\":true" }, false, ERR_DENIED },
	{ { RIGHT, .client_more = ",\"crossOrigin\":\"false\"" }, false, ERR_DENIED },
	{ { RIGHT, .client_more = ",\"topOrigin\":\"https://shop.example\"" }, false, ERR_DENIED },
	{ { RIGHT, .client_more = ",\"origin\":\"https://shop.example\"" }, false, ERR_INVALID },
	{ { RIGHT, .client_more = "} {" }, false, ERR_INVALID },
	{ { RIGHT, .no_flags = true }, false, ERR_DENIED },
	{ { RIGHT, .flags = AUTH_UV }, false, ERR_DENIED },
	{ { RIGHT, .flags = AUTH_UP }, true, ERR_DENIED },
	{ { RIGHT, .flags = AUTH_UP | AUTH_BS }, false, ERR_DENIED },
	{ { RIGHT, .flags = AUTH_UP | AUTH_ED }, false, ERR_INVALID },
	{ { RIGHT, .trailing = "x" }, false, ERR_INVALID },
	{ { RIGHT, .cut = 1 }, false, ERR_INVALID },
	{ { RIGHT, .cut = 30 }, false, ERR_INVALID },
};

static void
test_webauthn__wrong(void)
{
	struct arena *a = arena_new();
	struct authenticator *key = authenticator_new(WEBAUTHN_ES256), *other = authenticator_new(WEBAUTHN_ES256);
	struct webauthn_made made = { 0 }, untouched = { 0 };
	struct webauthn_proof proof;

	CHECK_ERR(enrol(a, key, &(struct ceremony){ RIGHT }, true, &made), OK);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		CHECK_ERR(enrol(a, other, &wrong[i].c, wrong[i].must_verify, &untouched), wrong[i].err);
		CHECK_ERR(enter(a, key, &wrong[i].c, &made.key, wrong[i].must_verify, &proof), wrong[i].err);
		err_clear();
	}
	CU_ASSERT(!untouched.key.id.ptr);
	CHECK_ERR(
	    enter(a, key, &(struct ceremony){ RIGHT, .bad_signature = true }, &made.key, true, &proof), ERR_DENIED);
	CHECK_ERR(
	    enter(a, other, &(struct ceremony){ RIGHT, .other_id = made.key.id }, &made.key, true, &proof), ERR_DENIED);
	CHECK_ERR(enter(a, other, &(struct ceremony){ RIGHT }, &made.key, true, &proof), ERR_DENIED);
	CHECK_ERR(
	    enrol(a, other, &(struct ceremony){ RIGHT, .format = "packed", .bad_signature = true }, true, &untouched),
	    ERR_DENIED);
	CHECK_ERR(
	    enrol(a, other, &(struct ceremony){ RIGHT, .format = "android-key" }, true, &untouched), ERR_UNSUPPORTED);
	err_clear();
	authenticator_free(key);
	authenticator_free(other);
	arena_free(a);
}

/* A new credential whose public key is damaged byte by byte: nothing but refusals, and no crash. */
static void
test_webauthn__damaged_keys(void)
{
	static const int algorithms[] = { WEBAUTHN_ES256, WEBAUTHN_EDDSA };
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(algorithms); i++) {
		struct authenticator *key = authenticator_new(algorithms[i]);
		struct answer w = authenticator_make(key, a, challenge, &(struct ceremony){ RIGHT });
		size_t refused = 0;
		for (size_t at = 0; at < w.attestation.len; at++) {
			char *copy = arena_memdup(a, w.attestation.ptr, w.attestation.len);
			struct webauthn_made made;
			copy[at] ^= 0x10;
			refused += webauthn_register(
				       a, &rp, w.id, w.client_data, str_n(copy, w.attestation.len), true, &made) != OK;
			err_clear();
		}
		/* AAGUID, sign count, a flag: 4 + 16 + 1 bytes that nothing depends on here; Ed25519 takes any 32 bytes
		 * until a signature fails. */
		CU_ASSERT(refused + 22 + (algorithms[i] == WEBAUTHN_EDDSA ? 32 : 0) >= w.attestation.len);
		authenticator_free(key);
	}
	arena_free(a);
}

static void
test_webauthn__client_data(void)
{
	static const char *const bad[] = {
		"", "{}", "[]", "null", "\"x\"", "{\"type\":\"webauthn.get\"}",
		"{\"type\":\"webauthn.get\",\"origin\":\"https://shop.example\"}",
		"{\"type\":\"webauthn.get\",\"origin\":\"https://shop.example\",\"challenge\":\"\"}",
		"{\"type\":\"webauthn.get\",\"origin\":\"https://shop.example\",\"challenge\":\"AAAA\"}",
		"{\"type\":\"webauthn.get\",\"origin\":\"https://shop.example\",\"challenge\":7}",
		"{\"type\":\"webauthn.get\",\"origin\":[\"https://shop.example\"],\"challenge\":\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}",
		"\xEF\xBB\xBF{\"type\":\"webauthn.get\",\"origin\":\"https://shop.example\",\"challenge\":\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}"
	};
	struct arena *a = arena_new();
	struct str got = STR("untouched");

	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT(webauthn_client(a, &rp, WEBAUTHN_GET, str_of(bad[i]), &got) != OK);
	CHECK_STR(got, "untouched");
	CHECK_ERR(
	    webauthn_client(a, &rp, WEBAUTHN_GET,
		STR("{\"type\":\"webauthn.get\",\"origin\":\"https://shop.example\",\"challenge\":\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}"),
		&got),
	    OK);
	CU_ASSERT(str_eq(got, challenge));
	err_clear();
	arena_free(a);
}

SUITE(webauthn,
    { "site", test_webauthn__rp },
    { "three algorithms, two formats", test_webauthn__right },
    { "each thing wrong", test_webauthn__wrong },
    { "damaged keys", test_webauthn__damaged_keys },
    { "client data", test_webauthn__client_data });
