/*
 * jose.h - JWK, JWS and JWT (RFC 7515, 7517, 7518, 7519, 7638, 8725): ES256 and RS256, compact form only.
 *
 * Verification is strict, and the same for tokens of ours and for ID tokens of others:
 *	- at most JWT_MAX bytes, three parts, base64url without padding in its one canonical spelling, signature never
 *	  empty
 *	- the key is chosen by `kid` among the keys given; the algorithm is that of the key's record and the header must
 *	  say the same: "none" and HS256 never match.  `jku`, `jwk`, `x5u`, `x5c` of a header are never looked at;
 *	  `crit`, `b64` and `zip` are refused
 *	- header and claims are JSON objects without a name twice, at most JSON_DEPTH_MAX deep
 *	- typ, iss, aud, exp, nbf and iat as expected, numbers whole
 *
 *	struct jwt_expect expect = { .typ = "at+jwt", .issuer = issuer, .audience = audience, .now = clock_now() };
 *	err = jwt_verify(arena, &keys, &expect, token, &jwt);
 */
#ifndef MERCER_JOSE_H
#define MERCER_JOSE_H

#include "lib/base/clock.h"
#include "lib/io/json_tree.h"
#include "lib/io/pkey.h"

#define JWT_MAX ((size_t)8192)  /* bytes of a token */
#define JWKS_MAX 64             /* keys of a set that are read */
#define JWK_THUMBPRINT_LEN 43

struct jwk {
	struct str kid;          /* absent: the set's owner gave none */
	enum pkey_algorithm algorithm;
	struct pkey *key;
};
struct jwk_set {
	const struct jwk *keys;
	size_t count;
};

/* Public JWK: {"kty":...,"use":"sig","alg":...,"kid":...,...}; never a private member. */
enum err jwk_write(struct buf *b, const struct jwk *key) MUST_CHECK;
/* One JWK, public members only (private ones are ignored).  ERR_UNSUPPORTED: a kind of key, use or algorithm that we do
 * not verify with;
 * ERR_INVALID: broken. */
enum err jwk_read(struct arena *a, const struct json_node *node, struct jwk *out) MUST_CHECK;
/* {"keys":[...]}: those that we can use; others are passed over, as RFC 7517 section 5 says.  ERR_INVALID: no
 * such document. */
enum err jwks_read(struct arena *a, struct str json, struct jwk_set *out) MUST_CHECK;
/* RFC 7638, SHA-256, base64url: 43 characters.  Our kids. */
enum err jwk_thumbprint(struct arena *a, const struct pkey *key, struct str *out) MUST_CHECK;

/* Sign: `claims` is a JSON object as text.  typ: "at+jwt", "JWT". */
enum err jwt_sign(
    struct arena *a, const struct jwk *key, const char *typ, struct str claims, struct str *token) MUST_CHECK;

struct jwt_expect {
	/* must be this, "application/" in front allowed; NULL: "JWT" or none (OpenID Connect ID tokens) */
	const char *typ;
	struct str issuer;       /* exact */
	struct str audience;     /* must be `aud` or among it */
	struct time now;
	int64_t leeway_s;        /* clocks that differ: 0..120 */
	bool kid_optional;       /* a token without kid: accepted when just one key has its algorithm */
	bool no_expiry;          /* exp may be missing: never for access or ID tokens */
};
struct jwt {
	struct str kid, issuer, subject, id;    /* absent where the token has none */
	struct time expires_at, not_before, issued_at; /* TIME_ABSENT */
	size_t audiences;        /* how many `aud` names: with more than one an ID token needs `azp` */
	const struct json_node *header, *claims; /* all of it */
};
/* ERR_NOT_FOUND: no key has this kid (a relying party may fetch the set again, not more often than once a minute);
 * ERR_INVALID: refused, the detail says why. */
enum err jwt_verify(struct arena *a, const struct jwk_set *keys, const struct jwt_expect *expect, struct str token,
    struct jwt *out) MUST_CHECK;
/* The claims of a token that nobody has verified: to find what to ask, never to decide.  ERR_INVALID: it is none. */
enum err jwt_peek(struct arena *a, struct str token, const struct json_node **claims) MUST_CHECK;

#endif
