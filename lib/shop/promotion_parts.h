/* promotion_parts.h - how the files of promotions work together.  Not for other layers. */
#ifndef MERCER_PROMOTION_PARTS_H
#define MERCER_PROMOTION_PARTS_H

#include "lib/shop/promotion_store.h"

/* promotion_check.c: complaints beside the members of the input. */
void promotion_check(
    const struct promotion_input *in, const struct promotion_conditions *c, struct field_errors *errors);
/* promotion_names.c: slugs -> public ids; what is not known is an error of its member. */
enum err promotion_names_find(
    struct db *db, struct arena *a, struct promotion_conditions *c, struct field_errors *errors) MUST_CHECK;

extern const struct db_module promotion_names_sql;

#endif
