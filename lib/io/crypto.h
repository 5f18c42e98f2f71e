/*
 * crypto.h - OpenSSL: random, digests, HMAC, signed tokens, constant-time compare.  Included by crypto.c alone.
 */
#ifndef MERCER_CRYPTO_H
#define MERCER_CRYPTO_H

#include "lib/base/buf.h"

/* Key material: has no log_ or shape type, wiped on release. */
struct secret {
	unsigned char *ptr;
	size_t len;
};
void secret_release(struct secret *s);
/* Read a file of key bytes, at most 64 kB; line ends at its end are left out; a NUL follows (not counted).
 * ERR_NOT_FOUND; ERR_DENIED: others than its owner may use it; ERR_INVALID: shorter than `min` bytes; ERR_IO. */
enum err secret_read(const char *path, size_t min, struct secret *out) MUST_CHECK;

void crypto_random(void *out, size_t len);            /* aborts if the system has none */
uint64_t crypto_random_u64(void);
void crypto_sha256(struct str data, unsigned char out[32]);
void crypto_hmac_sha256(const struct secret *key, struct str data, unsigned char out[32]);
bool crypto_equal(const void *a, const void *b, size_t len); /* constant time */

/* Strict RFC 4648 base64url without padding: one text per value, so that a signed token cannot be spelled differently.
 * ERR_INVALID: other characters, impossible length, or bits set past the end.  The result is NUL-terminated. */
void base64url_write(struct buf *b, const void *p, size_t len);
enum err base64url_read(struct arena *a, struct str text, struct str *out) MUST_CHECK;
/* RFC 4648 base64 with padding, for protocols that want it (HTTP Basic). */
void base64_write(struct buf *b, const void *p, size_t len);
void hex_write(struct buf *b, const void *p, size_t len);

/* Opaque public id: prefix (at most 8 characters), '_', 22 base62 characters (130 random bits): "prod_4fT...". */
void public_id(char out[32], const char *prefix);

/* payload + HMAC tag (128 bits) as one base64url text, bound to `purpose` ("cursor"); not encrypted. */
enum err token_sign(
    struct arena *a, const struct secret *key, const char *purpose, struct str payload, struct str *out) MUST_CHECK;
/* ERR_INVALID: not ours, changed, or another purpose. */
enum err token_open(
    struct arena *a, const struct secret *key, const char *purpose, struct str token, struct str *payload) MUST_CHECK;

/* Sealed for ourselves: AES-256-GCM, random nonce, first byte = version, key derived (HKDF-SHA256) from `master` and
 * `purpose`; `bound` (table and row: "totp:42") is authenticated, so that a sealed value cannot be moved to another
 * row.  28 bytes and the version longer than the text. */
enum err crypto_seal(struct arena *a, const struct secret *master, const char *purpose, struct str bound,
    struct str text, struct str *out) MUST_CHECK;
/* ERR_INVALID: changed, moved, or of another key. */
enum err crypto_unseal(struct arena *a, const struct secret *master, const char *purpose, struct str bound,
    struct str sealed, struct str *text) MUST_CHECK;
/* `secrets.path`/master.key, made at the first use (32 random bytes, mode 0600) by the operator's command; read by
 * modules that need it. */
enum err crypto_master(const char *dir, bool make, struct secret *out) MUST_CHECK;
/* 32 random bytes as base64url: session tokens, links, codes, keys.  Its hash is what we store. */
struct str token_new(struct arena *a, unsigned char hash[32]);
/* The hash of a token as it was sent to us; ERR_INVALID when it is not 43 characters of base64url. */
enum err token_hash(struct str token, unsigned char hash[32]) MUST_CHECK;

#endif
