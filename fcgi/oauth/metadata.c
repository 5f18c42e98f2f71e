/* metadata.c - RFC 8414: where everything is; RFC 7517: the keys that verify our tokens. */
#include "fcgi/oauth/oauth.h"
#include "lib/io/json.h"
#include "lib/shop/signing_key.h"
#include "lib/web/i18n.h"

#define METADATA_MAX_AGE_S 3600

static enum err metadata(struct req *r);
static enum err jwks(struct req *r);

static const struct route routes[] = {
	{ GET, "/.well-known/oauth-authorization-server", metadata, ACCESS_ALL,
	    .doc = "Authorization server metadata (RFC 8414)" },
	{ GET, "/.well-known/jwks.json", jwks, ACCESS_ALL, .sql = { 1, 1 },
	    .doc = "The keys that verify access tokens" },
};
const struct route_table oauth_metadata = { routes, COUNT(routes) };

/* Anybody may read these, programs in other sites' pages too. */
static enum err
public_json(struct req *r, unsigned max_age, const char *type, struct str body)
{
	enum err err = resp_text(r, 200, type, body);

	resp_public(r, max_age, 1);
	resp_header(r, "Access-Control-Allow-Origin", STR("*"));
	resp_etag(r);
	return err;
}

static void
member_url(struct req *r, struct buf *b, const char *name, const char *path)
{
	buf_printf(b, "\"%s\":", name);
	json_write_str(b, str_printf(r->arena, "%.*s%s", STR_ARG(bearer_issuer(r->app->config)), path));
	buf_char(b, ',');
}

static void
scopes(struct buf *b)
{
	const struct permission_info *p;

	buf_lit(b, "\"scopes_supported\":[");
	for (size_t i = 0; (p = permission_at(i)); i++) {
		if (i)
			buf_char(b, ',');
		json_write_str(b, str_of(p->name));
	}
	buf_lit(b, "],");
}

static void
locales(struct req *r, struct buf *b)
{
	buf_lit(b, "\"ui_locales_supported\":[");
	for (size_t i = 0; i < i18n_count(r->app->i18n); i++) {
		if (i)
			buf_char(b, ',');
		json_write_str(b, i18n_locale(r->app->i18n, (int)i));
	}
	buf_lit(b, "],");
}

static enum err
metadata(struct req *r)
{
	static const char methods[] = "[\"client_secret_basic\",\"client_secret_post\",\"none\"]",
	    secret_methods[] = "[\"client_secret_basic\",\"client_secret_post\"]";
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_char(&b, '{');
	member_url(r, &b, "issuer", "");
	member_url(r, &b, "authorization_endpoint", "/oauth/authorize");
	member_url(r, &b, "token_endpoint", "/oauth/token");
	member_url(r, &b, "jwks_uri", "/.well-known/jwks.json");
	member_url(r, &b, "revocation_endpoint", "/oauth/revoke");
	member_url(r, &b, "introspection_endpoint", "/oauth/introspect");
	scopes(&b);
	locales(r, &b);
	buf_printf(&b, "\"token_endpoint_auth_methods_supported\":%s,\"revocation_endpoint_auth_methods_supported\":%s,"
	    "\"introspection_endpoint_auth_methods_supported\":%s,", methods, methods, secret_methods);
	buf_lit(&b, "\"response_types_supported\":[\"code\"],\"response_modes_supported\":[\"query\"],"
	    "\"grant_types_supported\":[\"authorization_code\",\"client_credentials\",\"refresh_token\"],"
	    "\"code_challenge_methods_supported\":[\"S256\"],\"authorization_response_iss_parameter_supported\":true}");
	return public_json(r, METADATA_MAX_AGE_S, "application/json", buf_view(&b));
}

static enum err
jwks(struct req *r)
{
	struct str json;
	enum err err = signing_key_jwks(req_db(r), r->arena, &json);

	return err ? err : public_json(r, SIGNING_MAX_AGE_S, "application/jwk-set+json", json);
}
