/*
 * fuzz_jwt.c - tokens, key sets and base64url of strangers.
 *
 * Promises: no token is accepted but one that our key signed, spelled in just one way; a refusal says why; what
 * base64url_read() takes is what base64url_write() gives; a key that was read writes and reads back as the same key.
 */
#include "lib/io/crypto.h"
#include "lib/io/jose.h"
#include "t/fuzz/fuzz.h"

static struct {
	struct arena *arena;
	struct jwk key;
	struct jwk_set set;
} own;

static void
setup(void)
{
	if (own.arena)
		return;
	own.arena = arena_new();
	FUZZ_CHECK(pkey_generate(own.arena, PKEY_ES256, &own.key.key) == OK);
	own.key.kid = STR("kid");
	own.set = (struct jwk_set){ &own.key, 1 };
}

static void
check_base64url(struct arena *a, struct str text)
{
	struct str raw;
	struct buf back;

	if (base64url_read(a, text, &raw)) {
		FUZZ_CHECK(err_detail()[0] != '\0');
		return;
	}
	buf_in_arena(&back, a, BUF_REPLY);
	base64url_write(&back, raw.ptr, raw.len);
	FUZZ_CHECK(str_eq(str_n(back.ptr ? back.ptr : "", back.len), str_n(text.ptr, text.len)));
}

static void
check_keys(struct arena *a, struct str text)
{
	struct jwk_set set, again;
	struct buf b;

	if (jwks_read(a, text, &set)) {
		FUZZ_CHECK(err_detail()[0] != '\0');
		return;
	}
	for (size_t i = 0; i < set.count; i++) {
		struct str one, two;
		buf_in_arena(&b, a, BUF_REPLY);
		buf_lit(&b, "{\"keys\":[");
		FUZZ_CHECK(jwk_write(&b, &set.keys[i]) == OK);
		buf_lit(&b, "]}");
		FUZZ_CHECK(jwks_read(a, buf_view(&b), &again) == OK && again.count == 1);
		FUZZ_CHECK(jwk_thumbprint(a, set.keys[i].key, &one) == OK &&
		    jwk_thumbprint(a, again.keys[0].key, &two) == OK && str_eq(one, two));
	}
}

/* As claims, the text is signed and must come back or be refused for what it says; as header it must never get through.
 * */
static void
check_signed(struct arena *a, struct str text, const struct jwt_expect *expect)
{
	struct str token;
	struct jwt jwt;

	if (jwt_sign(a, &own.key, "at+jwt", text, &token)) {
		FUZZ_CHECK(text.len > JWT_MAX / 2);
		return;
	}
	if (jwt_verify(a, &own.set, expect, token, &jwt) == OK)
		FUZZ_CHECK(str_eq(jwt.issuer, expect->issuer) && jwt.expires_at.us > expect->now.us &&
		    str_eq(jwt.kid, own.key.kid));
	else
		FUZZ_CHECK(err_detail()[0] != '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct jwt_expect expect = {
		.typ = "at+jwt", .issuer = STR("i"), .audience = STR("a"), .now = { 1000 * US_PER_S }
	};
	struct arena *a = arena_new();
	struct str text = str_n((const char *)data, size);
	const struct json_node *claims;
	struct jwt jwt;
	enum err err;

	setup();
	check_base64url(a, text);
	err_clear();
	check_keys(a, text);
	err_clear();
	err = jwt_verify(a, &own.set, &expect, text, &jwt);
	FUZZ_CHECK((err == ERR_INVALID || err == ERR_NOT_FOUND) && err_detail()[0] != '\0');
	err_clear();
	err = jwt_peek(a, text, &claims);
	FUZZ_CHECK(err == ERR_INVALID || (!err && claims->type == JSON_OBJECT));
	err_clear();
	check_signed(a, text, &expect);
	err_clear();
	arena_free(a);
	return 0;
}
