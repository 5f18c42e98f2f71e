/* rights.c - see rights.h. */
#include "fcgi/common/rights.h"
#include "lib/web/i18n.h"

static const struct shape_field right_fields[] = {
	SHAPE_STR(struct right_view, text, 0, 500),
	SHAPE_BOOL(struct right_view, writes),
};
const struct shape right_view_shape = SHAPE(struct right_view, right_fields, "What a program may do.");

/* What has no line here is shown by its own description. */
static const struct {
	enum permission permission;
	const char *text;
} words[] = {
	{ PERM_PROFILE_READ, N_("See your profile: name, e-mail address, phone number") },
	{ PERM_PROFILE_WRITE, N_("Change your profile") },
	{ PERM_ADDRESS_READ, N_("See your address book") },
	{ PERM_ADDRESS_WRITE, N_("Add, change and delete addresses in your address book") },
	{ PERM_CONSENT_READ, N_("See which messages you agreed to receive") },
	{ PERM_CONSENT_WRITE, N_("Change which messages you receive") },
};

struct list
rights_of(struct req *r, uint64_t scope)
{
	struct view_list rights = { 0 };
	const struct permission_info *p;

	for (size_t i = 0; (p = permission_at(i)); i++) {
		struct right_view *v;
		const char *said = p->doc;
		if (!(scope & permission_bit(p->permission)))
			continue;
		for (size_t k = 0; k < COUNT(words); k++)
			if (words[k].permission == p->permission)
				said = words[k].text;
		v = view_push(r, &rights, sizeof(*v));
		v->text = i18n_text(r->app->i18n, r->locale, said);
		v->writes = !str_ends(str_of(p->name), STR(".read"));
	}
	return rights.list;
}
