/*
 * webauthn.h - Web Authentication, level 2: what a browser says about a passkey, checked.  fido.h is included by
 * webauthn.c alone.
 *
 * A ceremony is two calls, because the challenge must be looked up, and used up, before anything else counts:
 *
 *	err = webauthn_client(a, &rp, WEBAUTHN_GET, client_data, &challenge);	// type, origin, crossOrigin; gives the challenge
 *	... the caller finds the challenge among those it gave out, once ...
 *	err = webauthn_assert(a, &rp, &assertion, &key, must_verify, &proof);
 *
 * Everything from the browser is hostile: CBOR is read by a strict reader of our own (definite lengths, no duplicate or
 * unknown keys where it matters, no trailing bytes, bounded depth) before libfido2 sees it.  Algorithms: ES256, EdDSA
 * (Ed25519), RS256.  Attestation is asked for as "none";
 * statements "none", "packed", "fido-u2f" and "tpm" are verified as far as their signature goes (no trust in makers is
 * derived from it), others are refused.
 * Errors: ERR_INVALID: malformed; ERR_DENIED: well formed and not acceptable (origin, site, flags, signature);
 * ERR_UNSUPPORTED: algorithm or attestation format.  err_detail() says what, for the log.
 */
#ifndef MERCER_WEBAUTHN_H
#define MERCER_WEBAUTHN_H

#include "lib/base/buf.h"

#define WEBAUTHN_CHALLENGE_LEN 32
#define WEBAUTHN_CREDENTIAL_MAX 1023   /* bytes: WebAuthn, section 4 */
#define WEBAUTHN_KEY_MAX 1024          /* COSE_Key: RS256 with 4096 bits needs about 540 */
#define WEBAUTHN_CLIENT_MAX 4096
#define WEBAUTHN_OBJECT_MAX (32 << 10) /* attestation object, with certificates */
#define WEBAUTHN_AUTH_MAX 8192         /* authenticator data */

enum webauthn_algorithm { WEBAUTHN_ES256 = -7, WEBAUTHN_EDDSA = -8, WEBAUTHN_RS256 = -257 };
enum webauthn_type { WEBAUTHN_CREATE, WEBAUTHN_GET };

/* The relying party: us. */
struct webauthn_rp {
	struct str id;     /* host of site.url: "shop.example" */
	struct str origin; /* scheme, host and port unless it is the scheme's own: "https://shop.example" */
};
/* From site.url; ERR_INVALID: not an http(s) address. */
enum err webauthn_rp(struct arena *a, struct str site_url, struct webauthn_rp *out) MUST_CHECK;

/* Check clientDataJSON but for the challenge, which is given out decoded. */
enum err webauthn_client(struct arena *a, const struct webauthn_rp *rp, enum webauthn_type type, struct str client_data,
    struct str *challenge) MUST_CHECK;

struct webauthn_key {
	struct str id;           /* credential id */
	struct str cose;         /* public key: COSE_Key (RFC 9052), as the authenticator wrote it */
	int32_t algorithm;       /* enum webauthn_algorithm */
};
/* What the authenticator said of the moment. */
struct webauthn_proof {
	bool verified;           /* UV: PIN, fingerprint, face */
	bool backup_eligible, backed_up;
	uint32_t sign_count;
};

struct webauthn_made {
	struct webauthn_key key;
	struct webauthn_proof proof;
	unsigned char aaguid[16];
	struct str format;       /* "none", "packed", ... */
};
/* A new credential.  id: as the browser named it; must be the one inside. */
enum err webauthn_register(struct arena *a, const struct webauthn_rp *rp, struct str id, struct str client_data,
    struct str attestation_object, bool must_verify, struct webauthn_made *out) MUST_CHECK;

struct webauthn_assertion {
	struct str id, client_data, authenticator_data, signature;
	struct str user_handle;  /* absent: not given */
};
/* Use of a credential whose key we hold.  The sign count is the caller's to compare. */
enum err webauthn_assert(struct arena *a, const struct webauthn_rp *rp, const struct webauthn_assertion *in,
    const struct webauthn_key *key, bool must_verify, struct webauthn_proof *out) MUST_CHECK;

#endif
