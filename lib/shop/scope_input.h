/* scope_input.h - permissions as a form, a command or JSON says them, checked: what clients and API keys may be given.
 * */
#ifndef MERCER_SHOP_SCOPE_INPUT_H
#define MERCER_SHOP_SCOPE_INPUT_H

#include "lib/base/permission.h"
#include "lib/base/shape.h"
#include "lib/shop/who.h"

/* names: list of struct str; each must be a permission that one of `holders` (enum permission_holder) can have.  Rights
 * of the back office that are not in `had` must be the giver's own (who->permissions): nobody gives what he has not.
 * Complaints under `field`; false when there are any. */
bool scope_input_read(struct list names, unsigned holders, uint64_t had, const struct who *who, const char *field,
    struct field_errors *errors, uint64_t *out);
/* "profile.read address.read" in the arena. */
struct str scope_text(struct arena *a, uint64_t scope);

#endif
