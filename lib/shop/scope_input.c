/* scope_input.c - see scope_input.h. */
#include "lib/shop/scope_input.h"

#define NO_LIMIT ((struct opt_i64){ 0 })

static const char *
complaint(enum permission p, unsigned holders, uint64_t had, const struct who *who)
{
	uint64_t bit = permission_bit(p);

	if (p == PERM_NONE)
		return N_("There is no such right.");
	if (!(permission_for(holders) & bit))
		return N_("This right does not fit to what was chosen above.");
	if (permission_for(PERM_FOR_OFFICE) & bit && !((had | who->permissions) & bit))
		return N_("You cannot give a right that you do not have yourself.");
	return NULL;
}

bool
scope_input_read(struct list names, unsigned holders, uint64_t had, const struct who *who, const char *field,
    struct field_errors *errors, uint64_t *out)
{
	const struct str *name = names.items;
	uint64_t scope = 0;
	bool good = true;

	for (size_t i = 0; i < names.count; i++) {
		enum permission p = permission_find(name[i]);
		const char *why = complaint(p, holders, had, who);
		if (why) {
			field_error(errors, str_of(field), why, NO_LIMIT);
			good = false;
		} else {
			scope |= permission_bit(p);
		}
	}
	if (good && !scope) {
		field_error(errors, str_of(field), N_("Choose at least one right."), NO_LIMIT);
		good = false;
	}
	*out = scope;
	return good;
}

struct str
scope_text(struct arena *a, uint64_t scope)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	permission_write(&b, scope);
	return b.len ? buf_view(&b) : STR("");
}
