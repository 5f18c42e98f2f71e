/* passkey_parts.h - the JSON of WebAuthn level 3: passkey_json.c, for passkey.c.  See passkey.h. */
#ifndef MERCER_SHOP_PASSKEY_PARTS_H
#define MERCER_SHOP_PASSKEY_PARTS_H

#include "lib/shop/factor_parts.h"
#include "lib/shop/passkey.h"

#define PASSKEY_TIMEOUT_S 300
#define PASSKEY_JSON_MAX ((size_t)64 << 10)

/* A credential that an account has: what options name. */
struct passkey_known {
	struct str credential;   /* id, bytes */
	struct str transports;   /* "internal,hybrid"; may be absent */
};
struct passkey_options {
	struct webauthn_rp rp;
	struct str site_name;
	struct str challenge;    /* bytes */
	struct list known;       /* struct passkey_known: to exclude, or to allow */
	const struct factor_owner *owner; /* of registration */
	const char *verification;/* "required", "preferred" */
};
struct str passkey_creation_json(struct arena *a, const struct passkey_options *o);
struct str passkey_request_json(struct arena *a, const struct passkey_options *o);

/* What a browser sends back, decoded; members that a ceremony does not have are absent. */
struct passkey_answer {
	struct str id, client_data;
	struct str attestation, transports;             /* registration */
	struct str authenticator_data, signature, user_handle; /* use */
};
/* ERR_INVALID: not the JSON of a public-key credential. */
enum err passkey_answer_read(
    struct arena *a, struct str json, enum webauthn_type type, struct passkey_answer *out) MUST_CHECK;

#endif
