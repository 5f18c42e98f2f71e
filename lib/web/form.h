/*
 * form.h - application/x-www-form-urlencoded and query strings into structs by shape.  (Multipart: with uploads.)
 *
 * Text must be UTF-8 after decoding.  Lists of text take repeated names (tag=a&tag=b); PAIRS take every name that
 * starts with the prefix ("f.colour=red"); nested structs take dotted names ("address.city").  Booleans: "1", "on",
 * "true", "yes"; a missing one is false unless the field has a fallback.  MONEY reads "19.99" in the currency given.
 * Lists of structs take numbered names from 0 ("lines.0.sku").
 * A member whose value is wrong has its fallback, or is absent, so that a page can go on.  Members that are read-only
 * or hidden are never set.
 */
#ifndef MERCER_FORM_H
#define MERCER_FORM_H

#include "lib/base/shape.h"

#define FORM_PAIRS_MAX 512 /* name=value pairs of one form */

/* strict: undeclared or repeated scalar names are errors (API).  ERR_INVALID with e->count > 0: field errors; with
 * e->count == 0: the encoding itself is broken (400).  ERR_LIMIT: too many pairs. */
enum err form_read(struct arena *a, struct str text, const struct shape *s, const char *currency, bool strict,
    void *out, struct field_errors *e) MUST_CHECK;
/* Append "a=1&f.colour=red" for the members that differ from their fallback, in shape order, lists and pairs sorted:
 * the canonical form of a URL, and part of cache keys. */
void form_write(struct buf *b, const struct shape *s, const void *obj);

#endif
