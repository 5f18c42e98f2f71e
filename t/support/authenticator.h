/*
 * authenticator.h - an authenticator and its browser in software, for tests: makes and uses passkeys, and lies where it
 * is told to.
 *
 *	struct authenticator *key = authenticator_new(WEBAUTHN_ES256);
 *	struct answer made = authenticator_make(key, a, challenge, &(struct ceremony){ .rp_id = "shop.example", .origin = "https://shop.example" });
 *	struct str json = answer_json(a, &made);
 */
#ifndef MERCER_TEST_AUTHENTICATOR_H
#define MERCER_TEST_AUTHENTICATOR_H

#include "lib/io/webauthn.h"

enum authenticator_flag {
	AUTH_UP = 0x01,
	AUTH_UV = 0x04,
	AUTH_BE = 0x08,
	AUTH_BS = 0x10,
	AUTH_AT = 0x40,
	AUTH_ED = 0x80
};

/* How one ceremony goes.  rp_id and origin are needed; the rest has honest defaults. */
struct ceremony {
	const char *rp_id, *origin;
	const char *type;          /* default: "webauthn.create" or "webauthn.get" */
	const char *client_more;   /* ",\"crossOrigin\":true" */
	unsigned flags;            /* default: UP and UV */
	bool no_flags;             /* none at all */
	const char *format;        /* default "none"; "packed": self attestation */
	bool bad_signature;
	struct str user_handle;    /* use: default absent */
	struct str other_id;       /* use: says this id */
	const char *trailing;      /* appended to authenticator data and attestation object */
	size_t cut;                /* bytes that are missing at the end of them */
};
struct answer {
	struct str id, client_data, attestation, authenticator_data, signature, user_handle;
};

struct authenticator;
struct authenticator *authenticator_new(int algorithm);
void authenticator_free(struct authenticator *k);
/* The count that the next use tells; it rises by itself.  0 and no rising: a passkey without one. */
void authenticator_set_count(struct authenticator *k, uint32_t count, bool rises);

struct answer authenticator_make(
    struct authenticator *k, struct arena *a, struct str challenge, const struct ceremony *c);
struct answer authenticator_use(
    struct authenticator *k, struct arena *a, struct str challenge, const struct ceremony *c);
/* RegistrationResponseJSON when there is an attestation, else AuthenticationResponseJSON. */
struct str answer_json(struct arena *a, const struct answer *w);
/* The challenge (bytes) of options as JSON. */
struct str options_challenge(struct arena *a, struct str options);

#endif
