/* sandbox_parts.h - what the files of the gateway's books share, and nobody else uses. */
#ifndef MERCER_SHOP_SANDBOX_PARTS_H
#define MERCER_SHOP_SANDBOX_PARTS_H

#include "lib/shop/sandbox.h"

/* Inside a transaction: the row locked, its operations with those that nobody is told of yet (struct
 * sandbox_operation). */
enum err sandbox_lock(
    const struct sandbox_env *e, struct str reference, struct sandbox_intent *out, struct list *all) MUST_CHECK;
/* A new operation, and what it does to the sums.  wait_ms: of a pending one.  key: absent, or the merchant's. */
enum err sandbox_operate(const struct sandbox_env *e, struct sandbox_intent *i, int kind, int result, int64_t amount,
    struct str code, struct str key, int64_t wait_ms) MUST_CHECK;
/* Money that is authorised, charged, ... by this operation. */
void sandbox_count(struct sandbox_intent *i, int kind, int result, int64_t amount);
/* Write state and sums; the intent's own idea of its operations is read again; its webhooks are put on the way. */
enum err sandbox_save(const struct sandbox_env *e, struct sandbox_intent *i) MUST_CHECK;
/* What follows a charge of this behaviour: a dispute. */
enum err sandbox_charge_follows(const struct sandbox_env *e, struct sandbox_intent *i) MUST_CHECK;

#endif
