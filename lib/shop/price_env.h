/* price_env.h - what a change of prices needs: promotions, coupons, price lists, customer groups, taxes.  One record of
 * the audit log and one event each. */
#ifndef MERCER_SHOP_PRICE_ENV_H
#define MERCER_SHOP_PRICE_ENV_H

#include "lib/io/db.h"
#include "lib/shop/audit.h"
#include "lib/shop/who.h"

struct price_env {
	struct db *db;
	struct arena *arena;
	const struct who *who;
};
/* In the transaction of the change.  `type` of the event ("promotion.changed"), `kind` of the object ("promotion"),
 * what happened ("added", "changed", "removed"). */
enum err price_tell(const struct price_env *e, enum audit_event event, const char *type, const char *kind,
    struct str object, const char *change) MUST_CHECK;

/* A text that may hold several names: separated by commas or lines, without blanks around them. */
struct list price_names(struct arena *a, struct str text);
/* And back, one per line. */
struct str price_names_text(struct arena *a, struct list names);

#endif
