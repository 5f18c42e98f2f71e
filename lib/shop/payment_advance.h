/*
 * payment_advance.h - bank transfer in advance: no gateway, people say what has come in and gone out.
 *
 * The order waits payment.advance_hold for its money.  What is written down here goes through payment_settle() like the
 * word of any gateway.
 */
#ifndef MERCER_SHOP_PAYMENT_ADVANCE_H
#define MERCER_SHOP_PAYMENT_ADVANCE_H

#include "lib/shop/refund.h"

/* So much has arrived (a part of it is possible).  key: of the form, the same money is not counted twice.  ERR_INVALID:
 * more than is asked for;
 * ERR_CONFLICT: another way to pay.  Audited. */
enum err payment_received(
    const struct payment_env *e, struct str public_id, int64_t amount, struct str key, struct payment *out) MUST_CHECK;
/* A granted refund of such a payment was transferred.  Audited. */
enum err payment_returned(const struct payment_env *e, struct str refund, struct payment *out) MUST_CHECK;

#endif
