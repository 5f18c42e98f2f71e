/* oidc_meta.c - OpenID Connect Discovery 1.0: a provider's addresses and keys, kept for ten minutes.  See oidc_parts.h.
 * */
#include "lib/shop/oidc_parts.h"

#define KEEP_US ((int64_t)600 * US_PER_S)
#define KEYS_AGAIN_US ((int64_t)60 * US_PER_S)
#define META_MAX ((size_t)256 << 10)

static struct kept {
	struct arena *arena; /* NULL: a free place */
	int64_t provider_id;
	struct str issuer;   /* a changed one is another provider */
	int64_t read;        /* ticks */
	struct oidc_meta meta;
} kept[PROVIDERS_MAX];

static enum err
fetch(struct http *http, struct arena *a, struct str url, const struct json_node **out)
{
	static const char *const headers[] = { "Accept: application/json", NULL };
	const struct http_request q = { .url = url, .headers = headers, .max = META_MAX };
	struct http_reply reply;
	enum err err = http_send(http, a, &q, &reply);

	if (err)
		return err;
	if (reply.status != 200)
		return err_fail(
		    ERR_UNAVAILABLE, "could not read '%.*s': status %lld", STR_ARG(url), (long long)reply.status);
	return json_tree(a, reply.body, out);
}

static bool
lists(const struct json_node *array, const char *word)
{
	for (const struct json_node *n = array ? array->first : NULL; n; n = n->next)
		if (str_eq_z(n->text, word))
			return true;
	return false;
}

static bool
is_true(const struct json_node *node)
{
	return node && node->type == JSON_BOOL && str_eq_z(node->text, "true");
}

static enum err
read_keys(struct http *http, struct arena *a, struct oidc_meta *m)
{
	const struct json_node *node;
	struct buf text;
	enum err err = fetch(http, a, m->jwks_uri, &node);

	if (err)
		return err;
	buf_in_arena(&text, a, META_MAX);
	json_tree_write(&text, node);
	return jwks_read(a, buf_view(&text), &m->keys);
}

static enum err
read_meta(
    const struct account_env *e, struct http *http, struct arena *a, const struct provider *p, struct oidc_meta *m)
{
	struct str issuer = p->issuer, url;
	const struct json_node *node, *methods;
	enum err err;

	if (issuer.len && issuer.ptr[issuer.len - 1] == '/')
		issuer.len--;
	url = str_printf(a, "%.*s/.well-known/openid-configuration", STR_ARG(issuer));
	if ((err = fetch(http, a, url, &node)))
		return err;
	if (!str_eq(json_text(node, "issuer"), p->issuer))
		return err_fail(ERR_INVALID, "provider '%.*s' says that its issuer is '%.*s'", STR_ARG(p->code),
		    STR_ARG(json_text(node, "issuer")));
	methods = json_at(node, "token_endpoint_auth_methods_supported");
	*m = (struct oidc_meta){ .authorization_endpoint = json_text(node, "authorization_endpoint"),
		.token_endpoint = json_text(node, "token_endpoint"),
		.jwks_uri = json_text(node, "jwks_uri"),
		.says_iss = is_true(json_at(node, "authorization_response_iss_parameter_supported")),
		.takes_basic = !methods || lists(methods, "client_secret_basic") };
	if (str_is_empty(m->authorization_endpoint) || str_is_empty(m->token_endpoint) || str_is_empty(m->jwks_uri))
		return err_fail(ERR_INVALID, "provider '%.*s' does not say where its endpoints are", STR_ARG(p->code));
	if (!str_starts(m->authorization_endpoint, STR("https://")) && !config_bool(e->config, "http.allow_private"))
		return err_fail(ERR_INVALID, "provider '%.*s' has an endpoint without TLS", STR_ARG(p->code));
	return read_keys(http, a, m);
}

static struct kept *
place_for(const struct provider *p)
{
	struct kept *oldest = &kept[0];

	for (size_t i = 0; i < PROVIDERS_MAX; i++) {
		if (kept[i].arena && kept[i].provider_id == p->id)
			return &kept[i];
		if (!kept[i].arena || (oldest->arena && kept[i].read < oldest->read))
			oldest = &kept[i];
	}
	return oldest;
}

enum err
oidc_meta_get(const struct account_env *e, struct http *http, const struct provider *p, bool fresh_keys,
    const struct oidc_meta **out)
{
	struct kept *k = place_for(p), fresh = { .provider_id = p->id, .read = clock_ticks() };
	int64_t age = k->arena ? fresh.read - k->read : INT64_MAX;
	enum err err;

	*out = &k->meta;
	if (k->arena && k->provider_id == p->id && str_eq(k->issuer, p->issuer) &&
	    age < (fresh_keys ? KEYS_AGAIN_US : KEEP_US))
		return OK;
	fresh.arena = arena_new();
	fresh.issuer = str_dup(fresh.arena, p->issuer);
	if ((err = read_meta(e, http, fresh.arena, p, &fresh.meta))) {
		arena_free(fresh.arena);
		return err;
	}
	if (k->arena)
		arena_free(k->arena);
	*k = fresh;
	return OK;
}
