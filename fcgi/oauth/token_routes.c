/*
 * token_routes.c - POST /oauth/token (RFC 6749), /oauth/revoke (RFC 7009), /oauth/introspect (RFC 7662).
 *
 * Clients are no browsers: they come from anywhere and carry their own credentials, never a cookie.  Errors are JSON as
 * RFC 6749 section 5.2 says, and nothing is ever stored on the way.  Everybody is slowed down: an address by itself, a
 * client once it has proven who it is, and wrong credentials, which are recorded, much sooner.
 */
#include "fcgi/common/who.h"
#include "fcgi/oauth/oauth.h"
#include "fcgi/oauth/params.h"
#include "lib/io/json.h"
#include "lib/shop/audit.h"
#include "lib/shop/scope_input.h"
#include "lib/shop/throttle.h"
#include "lib/web/form.h"

#define TEXT(T, member, most) SHAPE_STR(struct T, member, 0, most, .flags = SHAPE_NO_TRIM)

struct token_form {
	struct str grant_type, code, redirect_uri, code_verifier, refresh_token, scope; /* token */
	struct str token, token_type_hint;                                              /* revoke, introspect */
	struct str client_id, client_secret;
};
static const struct shape_field form_fields[] = {
	TEXT(token_form, grant_type, 100),
	TEXT(token_form, code, 200),
	TEXT(token_form, redirect_uri, 1000),
	TEXT(token_form, code_verifier, 200),
	TEXT(token_form, refresh_token, 200),
	TEXT(token_form, scope, 2000),
	TEXT(token_form, token, 8192),
	TEXT(token_form, token_type_hint, 100),
	TEXT(token_form, client_id, 100),
	TEXT(token_form, client_secret, 200),
};
static const struct shape form_shape = SHAPE(struct token_form, form_fields, "What a client sends.");

struct issued_json {
	struct str access_token, token_type, refresh_token, scope;
	int64_t expires_in;
};
static const struct shape_field issued_fields[] = {
	SHAPE_STR(struct issued_json, access_token, 1, 8192),
	SHAPE_STR(struct issued_json, token_type, 1, 20),
	SHAPE_I64(struct issued_json, expires_in, 0, INT64_MAX),
	SHAPE_STR(struct issued_json, refresh_token, 1, 100, .flags = SHAPE_OMIT),
	SHAPE_STR(struct issued_json, scope, 0, 2000),
};
static const struct shape issued_shape = SHAPE(struct issued_json, issued_fields, "Tokens.");

static enum err token_post(struct req *r);
static enum err revoke_post(struct req *r);
static enum err introspect_post(struct req *r);

#define CLIENT_ROUTE ROUTE_NO_CSRF | ROUTE_ANY_SITE | ROUTE_RAW_BODY
static const struct route routes[] = {
	{ POST, "/oauth/token", token_post, ACCESS_ALL, .sql = { 40, 40 }, .flags = CLIENT_ROUTE,
	    .doc =
		"Tokens for a code, a refresh token or a client; from any site, because its callers are programs that show their own credentials" },
	{ POST, "/oauth/revoke", revoke_post, ACCESS_ALL, .sql = { 40, 40 }, .flags = CLIENT_ROUTE,
	    .doc = "End a token; from any site, because its callers are programs that show their own credentials" },
	{ POST, "/oauth/introspect", introspect_post, ACCESS_ALL, .sql = { 20, 20 }, .flags = CLIENT_ROUTE,
	    .doc = "What is a token; from any site, because its callers are programs that show their own credentials" },
};
const struct route_table oauth_token = { routes, COUNT(routes) };

static const struct throttle_rule per_address = { "oauth.address", 600, 50000 };   /* 20 a second, 600 at once */
static const struct throttle_rule per_client = { "oauth.client", 600, 50000 };
static const struct throttle_rule wrong = { "oauth.wrong", 20, 3 * US_PER_S }; /* wrong credentials from one network */

/* One request of a client. */
struct call {
	struct req *r;
	struct token_form form;
	struct oauth_client client;
	struct who who;
	struct oauth_env env;
	bool by_header;          /* credentials came in Authorization */
	bool answered;           /* the reply is made */
};

/* ---- replies ---- */

static enum err
reply(struct req *r, int status, struct str json)
{
	enum err err = resp_text(r, status, "application/json", json);

	resp_header(r, "Cache-Control", STR("no-store"));
	resp_header(r, "Pragma", STR("no-cache"));
	resp_header(r, "Access-Control-Allow-Origin",
	    STR("*")); /* public clients run in pages of other sites; no cookie is looked at here */
	return err;
}

static enum err
fail(struct call *c, int status, const char *error, const char *description)
{
	c->answered = true;
	if (err_detail()[0])
		log_event(LOG_INFO, "oauth.refused", log_z("error", error), log_str("client", c->client.client_id),
		    log_z("detail", err_detail()));
	err_clear();
	return reply(c->r, status,
	    str_printf(c->r->arena, "{\"error\":\"%s\",\"error_description\":\"%s\"}", error, description));
}

static enum err
slow_down(struct call *c, int64_t wait_us)
{
	enum err err = fail(c, 429, "temporarily_unavailable", "too many requests: wait as long as Retry-After says");

	resp_header(c->r, "Retry-After", str_printf(c->r->arena, "%lld", (long long)wait_us / US_PER_S + 1));
	return err;
}

static enum err
throttle(struct call *c, const struct throttle_rule *rule, struct str subject)
{
	int64_t wait = 0;
	enum err err = throttle_take(req_db(c->r), rule, subject, &wait);

	return err || !wait ? err : slow_down(c, wait);
}

/* ---- who is the client ---- */

static enum err
record_refusal(struct db *db, void *payload)
{
	const struct call *c = payload;

	return audit(db, &c->who,
	    &(struct audit){ .event = AUDIT_CLIENT_REFUSED,
		.outcome = AUDIT_REFUSED,
		.object_kind = "client",
		.object = c->form.client_id });
}

/* RFC 6749 section 5.2: 401, and with the header the scheme that was tried. */
static enum err
invalid_client(struct call *c)
{
	enum err err = throttle(c, &wrong, throttle_prefix(c->r->arena, c->r->remote));

	if (err || c->answered)
		return err;
	err_clear();
	if ((err = db_transaction(req_db(c->r), record_refusal, c)))
		return err;
	err = fail(c, 401, "invalid_client", "the client is not known, or its credentials are wrong");
	if (c->by_header)
		resp_header(c->r, "WWW-Authenticate", STR("Basic realm=\"oauth\", charset=\"UTF-8\""));
	return err;
}

/* Credentials are in the header or in the body, never in both; afterwards they are in the form. */
static enum err
read_credentials(struct call *c)
{
	struct str id, secret, header = req_header(c->r, "Authorization");
	enum err err = params_basic(c->r->arena, header, &id, &secret);

	if (err == ERR_NOT_FOUND && !header.len) {
		err_clear();
		return OK;
	}
	c->by_header = true;
	if (err)
		return invalid_client(c);
	if (c->form.client_secret.ptr || (c->form.client_id.ptr && !str_eq(c->form.client_id, id)))
		return fail(c, 400, "invalid_request", "credentials in the header and in the body");
	c->form.client_id = id;
	c->form.client_secret = secret;
	return OK;
}

static enum err
authenticate(struct call *c)
{
	bool right = false;
	enum err err = read_credentials(c);

	if (err || c->answered)
		return err;
	err = c->form.client_id.len ? oauth_client_find(req_db(c->r), c->r->arena, c->form.client_id, &c->client)
				    : ERR_NOT_FOUND;
	if (err == ERR_NOT_FOUND)
		return invalid_client(c);
	if (!err && c->client.is_confidential)
		err = oauth_client_secret_holds(req_db(c->r), c->r->arena, &c->client, c->form.client_secret, &right);
	else
		right = !c->form.client_secret.len; /* a public client has nothing to show */
	if (err)
		return err;
	if (!right || !time_is_absent(c->client.disabled_at))
		return invalid_client(c);
	c->who.actor = "client";
	c->who.id = c->client.client_id;
	return throttle(c, &per_client, c->client.client_id);
}

/* Everything up to the point where the client is known and its form read.  c->answered: it is over. */
static enum err
begin(struct call *c, struct req *r)
{
	struct field_errors errors = { .arena = r->arena };
	bool twice = true;
	enum err err;

	memset(c, 0, sizeof(*c));
	shape_init(&form_shape, &c->form);
	shape_init(&oauth_client_shape, &c->client);
	c->r = r;
	c->who = who_of(r);
	c->env = (struct oauth_env){ req_db(r), req_cache(r), r->arena, r->app->config, &c->who };
	if ((err = throttle(c, &per_address, throttle_prefix(r->arena, r->remote))) || c->answered)
		return err;
	if (!str_eq(r->content_type, STR("application/x-www-form-urlencoded")))
		return fail(c, 400, "invalid_request", "the body is not application/x-www-form-urlencoded");
	if (params_twice(r->arena, r->body, &twice) || twice ||
	    form_read(r->arena, r->body, &form_shape, "EUR", false, &c->form, &errors) || errors.count)
		return fail(c, 400, "invalid_request", "a parameter is broken, too long or there twice");
	return authenticate(c);
}

/* ---- /oauth/token ---- */

static enum err
issue(struct call *c, const struct oauth_issued *t)
{
	struct issued_json json = { .access_token = t->access_token,
		.token_type = STR("Bearer"),
		.expires_in = t->expires_in,
		.refresh_token = t->refresh_token,
		.scope = scope_text(c->r->arena, t->scope) };
	struct buf b;

	buf_in_arena(&b, c->r->arena, BUF_LINE);
	json_write(&b, &issued_shape, &json, UINT64_MAX);
	return reply(c->r, 200, buf_view(&b));
}

static enum err
finish(struct call *c, enum err err, const struct oauth_issued *t)
{
	if (err == ERR_INVALID)
		return fail(c, 400, "invalid_grant",
		    "the code or token is not good, was used before, or belongs to another client or address");
	if (err == ERR_LIMIT)
		return fail(c, 400, "invalid_scope", "the scope is more than was given");
	return err ? err : issue(c, t);
}

static enum err
by_code(struct call *c)
{
	const struct token_form *f = &c->form;
	struct oauth_issued t;

	if (!c->client.may_code)
		return fail(c, 400, "unauthorized_client", "the client has no codes");
	if (!f->code.len || !f->redirect_uri.len || !f->code_verifier.len)
		return fail(c, 400, "invalid_request", "code, redirect_uri and code_verifier are needed");
	if (!params_is_verifier(f->code_verifier))
		return fail(c, 400, "invalid_grant", "the code_verifier has not the form of one");
	return finish(c, oauth_token_of_code(&c->env, &c->client, f->code, f->redirect_uri, f->code_verifier, &t), &t);
}

static enum err
by_refresh(struct call *c)
{
	struct oauth_issued t;

	if (!c->client.may_code)
		return fail(c, 400, "unauthorized_client", "the client has no refresh tokens");
	if (!c->form.refresh_token.len)
		return fail(c, 400, "invalid_request", "refresh_token is needed");
	return finish(c, oauth_token_of_refresh(&c->env, &c->client, c->form.refresh_token, c->form.scope, &t), &t);
}

static enum err
by_credentials(struct call *c)
{
	struct oauth_issued t;

	if (!c->client.may_client_credentials || !c->client.is_confidential)
		return fail(c, 400, "unauthorized_client", "the client does not act for the shop");
	return finish(c, oauth_token_of_client(&c->env, &c->client, c->form.scope, &t), &t);
}

static enum err
token_post(struct req *r)
{
	static const struct {
		const char *grant_type;
		enum err (*go)(struct call *c);
	} grants[] = { { "authorization_code", by_code }, { "refresh_token", by_refresh },
		{ "client_credentials", by_credentials } };
	struct call c;
	enum err err = begin(&c, r);

	if (err || c.answered)
		return err;
	for (size_t i = 0; i < COUNT(grants); i++)
		if (str_eq_z(c.form.grant_type, grants[i].grant_type))
			return grants[i].go(&c);
	if (!c.form.grant_type.len)
		return fail(&c, 400, "invalid_request", "grant_type is needed");
	return fail(&c, 400, "unsupported_grant_type", "use authorization_code, refresh_token or client_credentials");
}

/* ---- /oauth/revoke, /oauth/introspect ---- */

static enum err
revoke_post(struct req *r)
{
	struct call c;
	enum err err = begin(&c, r);

	if (err || c.answered)
		return err;
	if (!c.form.token.len)
		return fail(&c, 400, "invalid_request", "token is needed");
	err = oauth_token_revoke(&c.env, &c.client, c.form.token);
	return err ? err : reply(r, 200, STR("{}"));
}

static void
text_member(struct buf *b, const char *name, struct str value)
{
	if (!value.ptr)
		return;
	buf_printf(b, ",\"%s\":", name);
	json_write_str(b, value);
}

static struct str
state_json(struct arena *a, const struct oauth_state *s)
{
	struct buf b;

	if (!s->active)
		return STR("{\"active\":false}");
	buf_in_arena(&b, a, BUF_LINE);
	buf_lit(&b, "{\"active\":true");
	text_member(&b, "scope", s->scope);
	text_member(&b, "client_id", s->client_id);
	text_member(&b, "token_type", s->token_type);
	text_member(&b, "sub", s->sub);
	text_member(&b, "aud", s->aud);
	text_member(&b, "iss", s->iss);
	text_member(&b, "jti", s->jti);
	if (!time_is_absent(s->expires_at))
		buf_printf(&b, ",\"exp\":%lld", (long long)(s->expires_at.us / US_PER_S));
	if (!time_is_absent(s->issued_at))
		buf_printf(&b, ",\"iat\":%lld", (long long)(s->issued_at.us / US_PER_S));
	buf_char(&b, '}');
	return buf_view(&b);
}

static enum err
introspect_post(struct req *r)
{
	struct oauth_state state;
	struct call c;
	enum err err = begin(&c, r);

	if (err || c.answered)
		return err;
	if (!c.client.is_confidential)
		return invalid_client(&c);
	if (!c.form.token.len)
		return fail(&c, 400, "invalid_request", "token is needed");
	err = oauth_token_introspect(&c.env, &c.client, c.form.token, &state);
	return err ? err : reply(r, 200, state_json(r->arena, &state));
}
