/* role_parts.h - what role.c and role_assign.c share. */
#ifndef MERCER_SHOP_ROLE_PARTS_H
#define MERCER_SHOP_ROLE_PARTS_H

#include "lib/shop/audit.h"
#include "lib/shop/role.h"

struct role_granted {
	struct str granted; /* names of permissions, absent: none */
};
extern const struct shape role_granted_shape;

/* Record an attempt against a rule; `why` is a literal for the log.  ERR_DENIED unless the record fails. */
enum err role_refused(const struct account_env *e, enum audit_event event, const char *object_kind, struct str object,
    const char *why, uint64_t missing) MUST_CHECK;

#endif
