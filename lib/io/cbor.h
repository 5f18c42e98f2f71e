/*
 * cbor.h - a strict reader of CBOR (RFC 8949), as authenticators write it (CTAP2 canonical form): definite lengths
 * only, no tags, no floats.
 *
 * A cursor over bytes that somebody else owns; texts and byte strings are views of them.
 *
 *	struct cbor c = cbor_of(bytes);
 *	err = cbor_map(&c, &pairs);
 *	while (!err && pairs--) ...  cbor_text(&c, &name); cbor_skip(&c);
 *	if (!err && !cbor_done(&c)) ...	// something follows
 *
 * Everything that is not well formed, or not of the type asked for, is ERR_INVALID with a detail.
 */
#ifndef MERCER_CBOR_H
#define MERCER_CBOR_H

#include "lib/base/str.h"

#define CBOR_DEPTH_MAX 8   /* arrays and maps inside each other */
#define CBOR_ITEMS_MAX 256 /* elements of an array, pairs of a map */

struct cbor {
	const unsigned char *at, *end;
};
static inline struct cbor
cbor_of(struct str bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.ptr;
	return (struct cbor){ p, p + bytes.len };
}
static inline bool cbor_done(const struct cbor *c) { return c->at == c->end; }

enum err cbor_map(struct cbor *c, size_t *pairs) MUST_CHECK;
enum err cbor_array(struct cbor *c, size_t *count) MUST_CHECK;
enum err cbor_text(struct cbor *c, struct str *out) MUST_CHECK;   /* valid UTF-8 */
enum err cbor_bytes(struct cbor *c, struct str *out) MUST_CHECK;
enum err cbor_int(struct cbor *c, int64_t *out) MUST_CHECK;
/* One whole item of any type; `out` (may be NULL): its bytes. */
enum err cbor_skip(struct cbor *c, struct str *out) MUST_CHECK;

#endif
