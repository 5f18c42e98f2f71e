/* guard.c - access, as the route table declares it.  See guard.h. */
#include "lib/web/guard.h"
#include "lib/web/req.h"

static const char *const actor_names[ACTOR__MAX] = { [ACTOR_NOBODY] = "nobody", [ACTOR_CUSTOMER] = "customer", [ACTOR_STAFF] = "staff",
	[ACTOR_SELLER] = "seller", [ACTOR_COURIER] = "courier", [ACTOR_CLIENT] = "client", [ACTOR_KEY] = "key",
	[ACTOR_OPERATOR] = "operator", [ACTOR_SYSTEM] = "system" };

const char *
actor_name(enum actor a)
{
	return (size_t)a < COUNT(actor_names) ? actor_names[a] : "nobody";
}

void
cookie_set(struct req *r, const char *name, struct str value, int64_t max_age_s)
{
	const char *site = strcmp(name, COOKIE_OFFICE) == 0 ? "Strict" : "Lax";

	if (str_is_absent(value))
		resp_header(r, "Set-Cookie", str_printf(r->arena, "%s=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=%s", name, site));
	else if (max_age_s > 0)
		resp_header(r, "Set-Cookie", str_printf(r->arena, "%s=%.*s; Path=/; Max-Age=%lld; Secure; HttpOnly; SameSite=%s", name,
		    STR_ARG(value), (long long)max_age_s, site));
	else
		resp_header(r, "Set-Cookie", str_printf(r->arena, "%s=%.*s; Path=/; Secure; HttpOnly; SameSite=%s", name, STR_ARG(value), site));
}
