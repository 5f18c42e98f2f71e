/*
 * params.h - parameters of OAuth requests, as strict as RFC 6749 wants them: no parameter twice, client credentials in
 * one place.
 *
 * What a shape reads is form.h's; this looks at the text before.  No database here: it is what the fuzzer feeds.
 */
#ifndef MERCER_OAUTH_PARAMS_H
#define MERCER_OAUTH_PARAMS_H

#include "lib/base/str.h"

/* Is any name there twice, decoded (RFC 6749 section 3.1 and 3.2)?  ERR_INVALID: it cannot be decoded. */
enum err params_twice(struct arena *a, struct str text, bool *out) MUST_CHECK;
/* The same of one name. */
enum err params_count(struct arena *a, struct str text, const char *name, size_t *out) MUST_CHECK;

/* "Authorization: Basic ..." -> client_id and secret, each form-decoded after base64 (RFC 6749 section 2.3.1).
 * ERR_NOT_FOUND: another scheme or none; ERR_INVALID: broken. */
enum err params_basic(struct arena *a, struct str header, struct str *id, struct str *secret) MUST_CHECK;

/* 43..128 characters of ALPHA DIGIT "-" "." "_" "~" (RFC 7636 section 4.1). */
bool params_is_verifier(struct str s);
/* What S256 makes: 43 characters of canonical base64url. */
bool params_is_challenge(struct arena *a, struct str s);
/* Printable ASCII, as RFC 6749 appendix A.5 says of `state`. */
bool params_is_state(struct str s);

/* uri with more parameters behind what it has: begins with '?' or '&'.  An absent value is left out. */
struct params_pair {
	const char *name;
	struct str value;
};
struct str params_append(struct arena *a, struct str uri, const struct params_pair *pairs, size_t count);

#endif
