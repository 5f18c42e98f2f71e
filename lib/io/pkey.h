/*
 * pkey.h - asymmetric keys over OpenSSL: ECDSA on P-256 (ES256) and RSA with PKCS #1 v1.5 (RS256), both with SHA-256.
 *
 * Signatures are in JOSE's form (RFC 7518): ES256 is r || s, 32 bytes each, never OpenSSL's DER.  RSA keys have
 * 2048..8192 bits and an odd public exponent of 65537 or more.  A point that is not on the curve is refused.
 */
#ifndef MERCER_PKEY_H
#define MERCER_PKEY_H

#include "lib/base/buf.h"

enum pkey_algorithm { PKEY_ES256, PKEY_RS256, PKEY__MAX };
#define PKEY_RSA_BITS 3072 /* of the keys that we make */

struct pkey;

/* "ES256"; and back, -1: not one of ours ("none", "HS256" ...). */
const char *pkey_algorithm_name(enum pkey_algorithm algorithm);
int pkey_algorithm_find(struct str name);

/* All keys belong to the arena: freed, and private parts wiped, at its reset.  */
enum err pkey_generate(struct arena *a, enum pkey_algorithm algorithm, struct pkey **out) MUST_CHECK;
enum pkey_algorithm pkey_algorithm(const struct pkey *key);
bool pkey_is_private(const struct pkey *key);

/* Sign `text`; needs the private key.  The signature is in the arena. */
enum err pkey_sign(struct arena *a, const struct pkey *key, struct str text, struct str *signature) MUST_CHECK;
/* By the key's own algorithm.  ERR_INVALID: not a signature of this text by this key. */
enum err pkey_verify(const struct pkey *key, struct str text, struct str signature) MUST_CHECK;

/* Public numbers, big endian: ES256 has x and y (32 bytes each), RS256 n and e (no leading zero). */
struct pkey_numbers {
	struct str x, y;
	struct str n, e;
};
enum err pkey_numbers(struct arena *a, const struct pkey *key, struct pkey_numbers *out) MUST_CHECK;
/* ERR_INVALID: no valid public key. */
enum err pkey_of_numbers(
    struct arena *a, enum pkey_algorithm algorithm, const struct pkey_numbers *in, struct pkey **out) MUST_CHECK;

/* PKCS #8, unencrypted: seal it (crypto_seal) before it goes anywhere.  SubjectPublicKeyInfo for public ones; DER, and
 * PEM for people. */
enum err pkey_private_der(struct arena *a, const struct pkey *key, struct str *der) MUST_CHECK;
enum err pkey_of_private_der(struct arena *a, struct str der, struct pkey **out) MUST_CHECK;
enum err pkey_public_der(struct arena *a, const struct pkey *key, struct str *der) MUST_CHECK;
enum err pkey_of_public_der(struct arena *a, struct str der, struct pkey **out) MUST_CHECK;
enum err pkey_public_pem(struct arena *a, const struct pkey *key, struct str *pem) MUST_CHECK;
/* "PUBLIC KEY" or "PRIVATE KEY" (PKCS #8). */
enum err pkey_of_pem(struct arena *a, struct str pem, struct pkey **out) MUST_CHECK;

#endif
