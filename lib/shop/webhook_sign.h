/*
 * webhook_sign.h - Standard Webhooks 1.0.0: is this message from who shares the secret with us, and from now?
 *
 * signature = "v1," base64(HMAC-SHA256(key, id "." timestamp "." body)); key = the bytes behind "whsec_" in base64.
 * The header holds several, separated by blanks, while a secret is being replaced: one that holds is enough.  The
 * time-stamp may differ from ours by WEBHOOK_TOLERANCE_S either way, so that what was recorded once cannot be sent
 * again for ever.
 */
#ifndef MERCER_SHOP_WEBHOOK_SIGN_H
#define MERCER_SHOP_WEBHOOK_SIGN_H

#include "lib/base/shape.h"
#include "lib/io/crypto.h"

#define WEBHOOK_TOLERANCE_S 300
#define WEBHOOK_SIGNATURES_MAX 8

/* Of an HTTP message's headers (struct pair, names in lower case); absent: none, or more than one of that name. */
struct str webhook_header(const struct list *headers, const char *name);
/* secret: "whsec_..." as it is kept.  *id: the message's.  ERR_DENIED: no signature that holds, or not from now;
 * ERR_INVALID: the secret is not one. */
enum err webhook_verify(struct arena *a, const struct secret *secret, const struct list *headers, struct str body,
    struct time now, struct str *id) MUST_CHECK;
/* The header's value for a message: "v1,...". */
enum err webhook_sign(struct arena *a, const struct secret *secret, struct str id, struct str timestamp,
    struct str body, struct str *out) MUST_CHECK;

#endif
