/* permission.c - the names of permissions.  See permission.h. */
#include "lib/base/permission.h"

static const struct permission_info infos[] = {
#define PERMISSION_ROW(constant, name_, holders_, doc_) { constant, name_, holders_, doc_ },
	PERMISSIONS(PERMISSION_ROW)
#undef PERMISSION_ROW
};

const struct permission_info *
permission_at(size_t i)
{
	return i < COUNT(infos) ? &infos[i] : NULL;
}

enum permission
permission_find(struct str name)
{
	for (size_t i = 0; i < COUNT(infos); i++)
		if (str_eq_z(name, infos[i].name))
			return infos[i].permission;
	return PERM_NONE;
}

const char *
permission_name(enum permission p)
{
	for (size_t i = 0; i < COUNT(infos); i++)
		if (infos[i].permission == p)
			return infos[i].name;
	return "";
}

bool
permission_read(struct str text, uint64_t *out)
{
	struct str rest = text, name;
	bool known = true;

	*out = 0;
	while (str_split(&rest, ' ', &name)) {
		enum permission p = permission_find(name);
		known &= p != PERM_NONE || name.len == 0;
		*out |= permission_bit(p);
	}
	return known;
}

void
permission_write(struct buf *b, uint64_t set)
{
	bool first = true;

	for (size_t i = 0; i < COUNT(infos); i++) {
		if (!(set & permission_bit(infos[i].permission)))
			continue;
		if (!first)
			buf_char(b, ' ');
		buf_z(b, infos[i].name);
		first = false;
	}
}

uint64_t
permission_for(unsigned holders)
{
	uint64_t set = 0;

	for (size_t i = 0; i < COUNT(infos); i++)
		if (infos[i].holders & holders)
			set |= permission_bit(infos[i].permission);
	return set;
}
