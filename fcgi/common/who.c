/* who.c - from the request's identity to the domain's.  See who.h. */
#include "fcgi/common/who.h"

struct who
who_of(const struct req *r)
{
	return who_of_identity(r, &r->who);
}

struct who
who_of_identity(const struct req *r, const struct identity *id)
{
	return (struct who){ .actor = actor_name(id->actor),
		.account_id = id->account_id,
		.id = str_is_empty(id->client) ? id->account : id->client,
		.ip = r->remote,
		.agent = r->agent,
		.request_id = r->request_id,
		.locale = req_locale(r),
		.permissions = id->permissions };
}

struct account_env
env_of(struct req *r, const struct who *who)
{
	return (struct account_env){
		.db = req_db(r), .cache = req_cache(r), .arena = r->arena, .config = r->app->config, .who = who
	};
}
