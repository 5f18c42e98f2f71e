/*
 * fuzz_webauthn.c - what a browser says about a passkey: CBOR, attestation objects, authenticator data, client data.
 *
 * The first byte chooses how the rest is read.  Promises: a refusal says why; what is accepted lies inside the input
 * and inside the limits; the reader of CBOR never stands outside its bytes, and skipping an item takes exactly what it
 * said.
 */
#include "lib/io/cbor.h"
#include "lib/io/webauthn.h"
#include "t/fuzz/fuzz.h"

static const struct webauthn_rp rp = { STR_INIT("shop.example"), STR_INIT("https://shop.example") };

static bool
is_refusal(enum err err)
{
	return (err == ERR_INVALID || err == ERR_DENIED || err == ERR_UNSUPPORTED) && err_detail()[0] != '\0';
}

static bool
is_inside(struct str part, struct str whole)
{
	return part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len;
}

static void
read_cbor(struct str in)
{
	struct cbor c = cbor_of(in);
	struct str item = { 0 };
	size_t count;
	int64_t n;

	while (!cbor_done(&c)) {
		struct cbor again = c;
		enum err err = cbor_skip(&c, &item);
		FUZZ_CHECK(err == OK || is_refusal(err));
		FUZZ_CHECK(c.at >= again.at && c.at <= c.end);
		if (err)
			break;
		FUZZ_CHECK(
		    item.ptr == (const char *)again.at && item.ptr + item.len == (const char *)c.at && item.len > 0);
		/* At most one of the typed readers takes it. */
		struct cbor a = again, b = again, t = again, m = again, i = again;
		int takers = (cbor_array(&a, &count) == OK) + (cbor_bytes(&b, &item) == OK) +
		    (cbor_text(&t, &item) == OK) + (cbor_map(&m, &count) == OK) + (cbor_int(&i, &n) == OK);
		FUZZ_CHECK(takers <= 1);
		err_clear();
	}
}

/* Input: the credential id (its first byte tells its length), then the attestation object. */
static void
registration(struct arena *a, struct str in)
{
	struct webauthn_made made;
	struct str id = str_cut(in, in.len ? (unsigned char)in.ptr[0] % 64U : 0), object = str_skip(in, id.len);
	enum err err = webauthn_register(a, &rp, id, STR("{}"), object, false, &made);

	FUZZ_CHECK(err == OK || is_refusal(err));
	if (err)
		return;
	FUZZ_CHECK(is_inside(made.key.id, object) && made.key.id.len > 0 && made.key.id.len <= WEBAUTHN_CREDENTIAL_MAX);
	FUZZ_CHECK(is_inside(made.key.cose, object) && made.key.cose.len <= WEBAUTHN_KEY_MAX);
	FUZZ_CHECK(made.key.algorithm == WEBAUTHN_ES256 || made.key.algorithm == WEBAUTHN_EDDSA ||
	    made.key.algorithm == WEBAUTHN_RS256);
}

/* Input: length of the key, key, length of the signature, signature, authenticator data. */
static void
assertion(struct arena *a, struct str in)
{
	struct str rest = str_skip(in, 2), id = STR("0123456789abcdef");
	size_t key_len = in.len ? (unsigned char)in.ptr[0] : 0, sig_len = in.len > 1 ? (unsigned char)in.ptr[1] : 0;
	struct webauthn_key key = { id, str_cut(rest, key_len), WEBAUTHN_ES256 };
	struct webauthn_assertion w = { .id = id, .client_data = STR("{}") };
	struct webauthn_proof proof;
	enum err err;

	rest = str_skip(rest, key.cose.len);
	w.signature = str_cut(rest, sig_len);
	w.authenticator_data = str_skip(rest, w.signature.len);
	err = webauthn_assert(a, &rp, &w, &key, false, &proof);
	FUZZ_CHECK(err == OK || err == ERR_INTERNAL || is_refusal(err));
}

static void
client(struct arena *a, struct str in)
{
	struct str challenge;
	enum err err = webauthn_client(a, &rp, WEBAUTHN_GET, in, &challenge);

	FUZZ_CHECK(err == OK || is_refusal(err));
	FUZZ_CHECK(err != OK || challenge.len == WEBAUTHN_CHALLENGE_LEN);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct str in = str_n((const char *)data + (size > 0), size - (size > 0));

	switch (size ? data[0] : 0) {
	case 'r':
		registration(a, in);
		break;
	case 'a':
		assertion(a, in);
		break;
	case 'c':
		client(a, in);
		break;
	default:
		read_cbor(in);
	}
	err_clear();
	arena_free(a);
	return 0;
}
