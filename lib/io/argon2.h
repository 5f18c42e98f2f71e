/*
 * argon2.h - Argon2id (RFC 9106), version 0x13, in PHC text: "$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>" (base64
 * without padding).
 *
 * A hash runs on a thread of its own that yields to everything else on the machine (nice 19): a burst of logins takes
 * idle time, not that of pages.  The caller waits.  The libargon2 header is included by argon2.c alone.
 */
#ifndef MERCER_ARGON2_H
#define MERCER_ARGON2_H

#include "lib/base/str.h"

struct argon2_cost {
	uint32_t memory_kib; /* m */
	uint32_t passes;     /* t */
	uint32_t lanes;      /* p */
};
#define ARGON2_TEXT_MAX 255      /* bytes of PHC text that we store */
#define ARGON2_MEMORY_KIB_MAX (1u << 20)
#define ARGON2_PASSES_MAX 100u
#define ARGON2_LANES_MAX 16u

/* A new random salt.  ERR_INTERNAL: no memory. */
enum err argon2_new(struct arena *a, struct argon2_cost cost, struct str password, struct str *phc) MUST_CHECK;
/* ERR_INVALID: not such a text.  Compares in constant time. */
enum err argon2_check(struct arena *a, struct str phc, struct str password, bool *right) MUST_CHECK;
/* The parameters of a text.  ERR_INVALID: not one of ours, or beyond the limits above. */
enum err argon2_cost_of(struct arena *a, struct str phc, struct argon2_cost *out) MUST_CHECK;

#endif
