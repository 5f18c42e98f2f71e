/* office_scope.c - what a program may be allowed, by whom.  See office.h. */
#include "fcgi/admin/office.h"
#include "fcgi/common/who.h"
#include "lib/shop/audit.h"

uint64_t
office_permission_set(struct list names)
{
	const struct str *s = names.items;
	uint64_t set = 0;

	for (size_t i = 0; i < names.count; i++)
		set |= permission_bit(permission_find(s[i]));
	return set;
}

/* Nobody gives a program more than he has himself; what it has already it may keep. */
enum err
office_scope_allowed(struct req *r, struct list scope, uint64_t has, const char *kind, struct str id)
{
	const struct str *names = scope.items;
	struct who who = who_of(r);
	uint64_t wanted = 0, missing;
	struct buf details;
	enum err err;

	for (size_t i = 0; i < scope.count; i++)
		wanted |= permission_bit(permission_find(names[i]));
	missing = wanted & permission_for(PERM_FOR_OFFICE) & ~has & ~r->who.permissions;
	if (!missing)
		return OK;
	buf_in_arena(&details, r->arena, BUF_LINE);
	buf_lit(&details, "{\"missing\":\"");
	permission_write(&details, missing);
	buf_lit(&details, "\"}");
	err = audit(req_db(r), &who,
	    &(struct audit){ .event = kind[0] == 'k' ? AUDIT_KEY : AUDIT_CLIENT,
		.outcome = AUDIT_REFUSED,
		.object_kind = kind,
		.object = id,
		.details = buf_view(&details) });
	if (err)
		return err;
	field_error(&r->errors, STR("scope"),
	    N_("You can only give permissions that you have yourself. The attempt was recorded."),
	    (struct opt_i64){ 0 });
	return ERR_DENIED;
}
