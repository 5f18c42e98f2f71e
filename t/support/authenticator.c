/* authenticator.c - an authenticator in software.  See authenticator.h. */
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "t/support/authenticator.h"
#include "lib/io/crypto.h"
#include "lib/io/json_tree.h"

#include <assert.h>
#include <stdlib.h>

struct authenticator {
	int algorithm;
	EVP_PKEY *key;
	unsigned char id[32];
	uint32_t count;
	bool rises;
};

struct authenticator *
authenticator_new(int algorithm)
{
	struct authenticator *k = calloc(1, sizeof(*k));

	assert(k);
	k->algorithm = algorithm;
	k->rises = true;
	crypto_random(k->id, sizeof(k->id));
	k->key = algorithm == WEBAUTHN_ES256 ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256")
	    : algorithm == WEBAUTHN_EDDSA    ? EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")
					     : EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
	assert(k->key);
	return k;
}

void
authenticator_free(struct authenticator *k)
{
	EVP_PKEY_free(k->key);
	free(k);
}

void
authenticator_set_count(struct authenticator *k, uint32_t count, bool rises)
{
	k->count = count;
	k->rises = rises;
}

/* ---- CBOR ---- */

static void
head(struct buf *b, unsigned major, size_t n)
{
	assert(n < 65536);
	if (n < 24) {
		buf_char(b, (char)(major << 5 | n));
	} else if (n < 256) {
		buf_char(b, (char)(major << 5 | 24));
		buf_char(b, (char)n);
	} else {
		buf_char(b, (char)(major << 5 | 25));
		buf_char(b, (char)(n >> 8));
		buf_char(b, (char)n);
	}
}

static void
put_int(struct buf *b, int n)
{
	head(b, n < 0, (size_t)(n < 0 ? -1 - n : n));
}

static void
put_bytes(struct buf *b, const void *p, size_t len)
{
	head(b, 2, len);
	buf_add(b, p, len);
}

static void
put_text(struct buf *b, const char *z)
{
	head(b, 3, strlen(z));
	buf_z(b, z);
}

static void
put_key(struct buf *b, const struct authenticator *k)
{
	unsigned char raw[300];
	size_t len = 0;

	head(b, 5, k->algorithm == WEBAUTHN_ES256 ? 5 : 4);
	put_int(b, 1);
	put_int(b, k->algorithm == WEBAUTHN_ES256 ? 2 : k->algorithm == WEBAUTHN_EDDSA ? 1 : 3);
	put_int(b, 3);
	put_int(b, k->algorithm);
	put_int(b, -1);
	if (k->algorithm == WEBAUTHN_RS256) {
		BIGNUM *n = NULL;
		assert(EVP_PKEY_get_bn_param(k->key, OSSL_PKEY_PARAM_RSA_N, &n));
		assert(BN_bn2binpad(n, raw, 256) == 256);
		BN_free(n);
		put_bytes(b, raw, 256);
		put_int(b, -2);
		put_bytes(b, "\x01\x00\x01", 3);
		return;
	}
	if (k->algorithm == WEBAUTHN_EDDSA) {
		len = sizeof(raw);
		assert(EVP_PKEY_get_raw_public_key(k->key, raw, &len) && len == 32);
		put_int(b, 6);
		put_int(b, -2);
		put_bytes(b, raw, 32);
		return;
	}
	assert(EVP_PKEY_get_octet_string_param(k->key, OSSL_PKEY_PARAM_PUB_KEY, raw, sizeof(raw), &len) && len == 65);
	put_int(b, 1);
	put_int(b, -2);
	put_bytes(b, raw + 1, 32);
	put_int(b, -3);
	put_bytes(b, raw + 33, 32);
}

/* ---- ceremonies ---- */

static struct str
client_data(struct arena *a, struct str challenge, const char *type, const struct ceremony *c)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	buf_printf(&b, "{\"type\":\"%s\",\"challenge\":\"", c->type ? c->type : type);
	base64url_write(&b, challenge.ptr, challenge.len);
	buf_printf(&b, "\",\"origin\":\"%s\"%s}", c->origin, c->client_more ? c->client_more : "");
	return buf_view(&b);
}

static void
auth_head(struct buf *b, struct authenticator *k, const struct ceremony *c, unsigned more)
{
	unsigned char hash[32];
	unsigned flags = c->no_flags ? 0 : c->flags ? c->flags : AUTH_UP | AUTH_UV;

	crypto_sha256(str_of(c->rp_id), hash);
	buf_add(b, hash, sizeof(hash));
	buf_char(b, (char)(flags | more));
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_char(b, (char)(k->count >> shift));
	if (k->rises)
		k->count++;
}

static struct str
sign(struct authenticator *k, struct arena *a, struct str auth, struct str client, bool bad)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char hash[32], out[600];
	size_t len = sizeof(out);
	struct buf b;

	crypto_sha256(client, hash);
	buf_in_arena(&b, a, BUF_LINE);
	buf_str(&b, auth);
	buf_add(&b, hash, sizeof(hash));
	assert(EVP_DigestSignInit_ex(
		   ctx, NULL, k->algorithm == WEBAUTHN_EDDSA ? NULL : "SHA256", NULL, NULL, k->key, NULL) == 1);
	assert(EVP_DigestSign(ctx, out, &len, (unsigned char *)b.ptr, b.len) == 1);
	EVP_MD_CTX_free(ctx);
	if (bad)
		out[len - 1] ^= 1;
	return str_n(arena_memdup(a, out, len), len);
}

static struct str
damaged(struct arena *a, struct str s, const struct ceremony *c)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	buf_str(&b, s);
	buf_z(&b, c->trailing ? c->trailing : "");
	return str_cut(buf_view(&b), b.len - c->cut);
}

struct answer
authenticator_make(struct authenticator *k, struct arena *a, struct str challenge, const struct ceremony *c)
{
	const char *format = c->format ? c->format : "none";
	struct answer w = { .id = str_n((const char *)k->id, sizeof(k->id)) };
	struct buf auth, object;

	w.client_data = client_data(a, challenge, "webauthn.create", c);
	buf_in_arena(&auth, a, BUF_LINE);
	auth_head(&auth, k, c, AUTH_AT);
	buf_add(&auth, "\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17", 16);
	buf_char(&auth, 0);
	buf_char(&auth, sizeof(k->id));
	buf_add(&auth, k->id, sizeof(k->id));
	put_key(&auth, k);
	buf_in_arena(&object, a, BUF_LINE);
	head(&object, 5, 3);
	put_text(&object, "fmt");
	put_text(&object, format);
	put_text(&object, "attStmt");
	if (strcmp(format, "packed") == 0) {
		struct str signature = sign(k, a, buf_view(&auth), w.client_data, c->bad_signature);
		head(&object, 5, 2);
		put_text(&object, "alg");
		put_int(&object, k->algorithm);
		put_text(&object, "sig");
		put_bytes(&object, signature.ptr, signature.len);
	} else {
		head(&object, 5, 0);
	}
	put_text(&object, "authData");
	put_bytes(&object, auth.ptr, auth.len);
	w.attestation = damaged(a, buf_view(&object), c);
	return w;
}

struct answer
authenticator_use(struct authenticator *k, struct arena *a, struct str challenge, const struct ceremony *c)
{
	struct answer w = { .id = c->other_id.ptr ? c->other_id : str_n((const char *)k->id, sizeof(k->id)),
		.user_handle = c->user_handle };
	struct buf auth;

	w.client_data = client_data(a, challenge, "webauthn.get", c);
	buf_in_arena(&auth, a, BUF_LINE);
	auth_head(&auth, k, c, 0);
	w.signature = sign(k, a, buf_view(&auth), w.client_data, c->bad_signature);
	w.authenticator_data = damaged(a, buf_view(&auth), c);
	return w;
}

/* ---- JSON ---- */

static void
member(struct buf *b, const char *before, struct str bytes)
{
	buf_z(b, before);
	base64url_write(b, bytes.ptr, bytes.len);
	buf_char(b, '"');
}

struct str
answer_json(struct arena *a, const struct answer *w)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	member(&b, "{\"id\":\"", w->id);
	member(&b, ",\"rawId\":\"", w->id);
	member(&b,
	    ",\"type\":\"public-key\",\"authenticatorAttachment\":\"platform\",\"clientExtensionResults\":{},\"response\":{\"clientDataJSON\":\"",
	    w->client_data);
	if (w->attestation.ptr) {
		member(&b, ",\"attestationObject\":\"", w->attestation);
		buf_lit(&b, ",\"transports\":[\"internal\",\"hybrid\",\"<odd>\"]");
	} else {
		member(&b, ",\"authenticatorData\":\"", w->authenticator_data);
		member(&b, ",\"signature\":\"", w->signature);
		if (w->user_handle.ptr)
			member(&b, ",\"userHandle\":\"", w->user_handle);
	}
	buf_lit(&b, "}}");
	return buf_view(&b);
}

struct str
options_challenge(struct arena *a, struct str options)
{
	const struct json_node *root;
	struct str out = STR_ABSENT;

	if (json_tree(a, options, &root) || base64url_read(a, json_text(root, "challenge"), &out))
		abort(); /* options without a challenge */
	return out;
}
