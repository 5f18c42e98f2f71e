/*
 * authorize_pages.c - GET and POST /oauth/authorize (RFC 6749 section 4.1, RFC 7636, RFC 9207, RFC 9700).
 *
 * Nothing is sent to a redirect URI before it is known to be that of the client, byte by byte.  From there on errors go
 * to the client, with `state` and `iss`.  The POST of the page brings the request again and it is checked again, so the
 * page is no state of ours.
 */
#include "fcgi/common/who.h"
#include "fcgi/oauth/oauth.h"
#include "fcgi/oauth/params.h"

#define TEXT(member, most) SHAPE_STR(struct authorize_args, member, 0, most, .flags = SHAPE_NO_TRIM)
#define REQUEST_FIELDS \
	TEXT(response_type, 100), TEXT(response_mode, 100), TEXT(client_id, 100), TEXT(redirect_uri, 1000), \
	    TEXT(scope, 2000), TEXT(state, 2000), TEXT(code_challenge, 200), TEXT(code_challenge_method, 20), \
	    TEXT(request, 4000), TEXT(request_uri, 2000)

static const struct shape_field args_fields[] = { REQUEST_FIELDS };
const struct shape authorize_args_shape =
    SHAPE(struct authorize_args, args_fields, "A request for a customer's consent.");
static const struct shape_field form_fields[] = { REQUEST_FIELDS, TEXT(decision, 20) };
const struct shape authorize_form_shape = SHAPE(struct authorize_args, form_fields, "A customer's answer.");

static enum err authorize_get(struct req *r);
static enum err authorize_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/oauth/authorize", authorize_get, ACCESS_SHOPPER, .query = &authorize_args_shape, .sql = { 24, 24 },
	    .doc = "Ask a customer what a program may do; sends the browser back to it when that was allowed before" },
	{ POST, "/oauth/authorize", authorize_post, ACCESS_SHOPPER, .body = &authorize_form_shape, .sql = { 24, 24 },
	    .doc = "The customer's answer; sends the browser back to the program with a code or an error" },
};
const struct route_table oauth_authorize = { routes, COUNT(routes) };

/* Back to the client: its URI is proven. */
static enum err
send_back(struct req *r, const struct authorize_args *args, const char *error, struct str code)
{
	const struct params_pair pairs[] = { { "error", str_of(error) }, { "code", code }, { "state", args->state },
		{ "iss", bearer_issuer(r->app->config) } };

	resp_reset(r);
	r->resp.status = 303;
	resp_header(r, "Location", params_append(r->arena, args->redirect_uri, pairs, COUNT(pairs)));
	resp_header(r, "Cache-Control", STR("no-store"));
	resp_header(r, "Referrer-Policy", STR("no-referrer"));
	return OK;
}

/* Which error the client gets; NULL: none. */
static const char *
error_of(struct req *r, const struct oauth_client *client, const struct authorize_args *args, struct str raw,
    uint64_t *scope)
{
	uint64_t may = client->scope & permission_for(PERM_FOR_SELF);
	bool twice = true;

	if (params_twice(r->arena, raw, &twice) || twice || r->errors.count || !args->response_type.len)
		return "invalid_request";
	if (args->request.len)
		return "request_not_supported";
	if (args->request_uri.len)
		return "request_uri_not_supported";
	if (!str_eq(args->response_type, STR("code")))
		return "unsupported_response_type";
	if (!client->may_code)
		return "unauthorized_client";
	if (args->response_mode.len && !str_eq(args->response_mode, STR("query")))
		return "invalid_request";
	/* No method is "plain" by the RFC, which we do not take. */
	if (!str_eq(args->code_challenge_method, STR("S256")) || !params_is_challenge(r->arena, args->code_challenge))
		return "invalid_request";
	*scope = may;
	if (args->scope.len && (!permission_read(args->scope, scope) || *scope & ~may))
		return "invalid_scope";
	return *scope ? NULL : "invalid_scope";
}

/* The client, and its way back.  *why: what the customer is told when one of them is not right. */
static enum err
find_client(
    struct req *r, const struct authorize_args *args, struct str raw, struct oauth_client *client, const char **why)
{
	size_t ids = 0, uris = 0;
	enum err err;

	*why = NULL;
	if (params_count(r->arena, raw, "client_id", &ids) || params_count(r->arena, raw, "redirect_uri", &uris) ||
	    ids != 1 || uris != 1) {
		*why = N_(
		    "The program that sent you here made a mistake: it did not say who it is, or where to send you back to.");
		return OK;
	}
	err = args->client_id.len ? oauth_client_find(req_db(r), r->arena, args->client_id, client) : ERR_NOT_FOUND;
	if (err && err != ERR_NOT_FOUND)
		return err;
	if (err || !time_is_absent(client->disabled_at))
		*why = N_("The program that sent you here is not known to us, or not any more.");
	else if (!oauth_client_has_redirect(client, args->redirect_uri))
		*why =
		    N_("The address that you would be sent back to does not belong to the program that sent you here.");
	if (*why)
		err_clear();
	return OK;
}

static enum err
give(struct req *r, const struct oauth_client *client, const struct authorize_args *args, uint64_t scope)
{
	struct who who = who_of(r);
	struct str code;
	enum err err = oauth_grant_give(req_db(r), r->arena, &who, client, r->who.account_id, scope, args->redirect_uri,
	    args->code_challenge, &code);

	return err ? err : send_back(r, args, NULL, code);
}

/* May an earlier consent answer for the customer?  Only when nobody else could be at the other end: the client proves
 * itself by a secret, or at least owns an https address (RFC 8252 section 8.6). */
static enum err
is_remembered(
    struct req *r, const struct oauth_client *client, const struct authorize_args *args, uint64_t scope, bool *out)
{
	*out = false;
	if (!client->is_confidential && !str_starts(args->redirect_uri, STR("https://")))
		return OK;
	return oauth_grant_covers(req_db(r), r->arena, client, r->who.account_id, scope, out);
}

/* Both ways: find the client, then let `go` decide. */
static enum err
with_request(struct req *r, const struct authorize_args *args, struct str raw,
    enum err (*go)(struct req *r, const struct oauth_client *client, const struct authorize_args *args, uint64_t scope))
{
	struct oauth_client client;
	const char *why, *error;
	uint64_t scope = 0;
	enum err err = find_client(r, args, raw, &client, &why);

	if (err)
		return err;
	if (why)
		return authorize_refused(r, why);
	if (!params_is_state(args->state)) {
		struct authorize_args without = *args;
		without.state = STR_ABSENT;
		return send_back(r, &without, "invalid_request", STR_ABSENT);
	}
	if ((error = error_of(r, &client, args, raw, &scope))) {
		err_clear();
		return send_back(r, args, error, STR_ABSENT);
	}
	return go(r, &client, args, scope);
}

static enum err
ask(struct req *r, const struct oauth_client *client, const struct authorize_args *args, uint64_t scope)
{
	bool remembered;
	enum err err = is_remembered(r, client, args, scope, &remembered);

	if (err)
		return err;
	return remembered ? give(r, client, args, scope) : authorize_show(r, client, args, scope);
}

static enum err
decide(struct req *r, const struct oauth_client *client, const struct authorize_args *args, uint64_t scope)
{
	if (!str_eq(args->decision, STR("allow")))
		return send_back(r, args, "access_denied", STR_ABSENT);
	return give(r, client, args, scope);
}

static enum err
authorize_get(struct req *r)
{
	return with_request(r, r->args, r->query.ptr ? r->query : STR(""), ask);
}

static enum err
authorize_post(struct req *r)
{
	return with_request(r, r->form, r->body, decide);
}
