/* oidc.c - the protocol with an identity provider, from the button to the ID token.  See oidc.h. */
#include "lib/base/escape.h"
#include "lib/base/log.h"
#include "lib/io/json.h"
#include "lib/shop/oidc_parts.h"

#define CLOCKS_S 60 /* by which the provider's clock may differ from ours */

/* What the browser keeps for us, sealed. */
struct state {
	struct str provider, state, nonce, verifier, back;
	int64_t link_account, at_us;
};
static const struct shape_field state_fields[] = {
	SHAPE_STR(struct state, provider, 1, 32, .flags = SHAPE_REQUIRED),
	SHAPE_STR(struct state, state, 1, 64, .flags = SHAPE_REQUIRED),
	SHAPE_STR(struct state, nonce, 1, 64, .flags = SHAPE_REQUIRED),
	SHAPE_STR(struct state, verifier, 43, 128, .flags = SHAPE_REQUIRED),
	SHAPE_STR(struct state, back, 0, 2000),
	SHAPE_I64(struct state, link_account, 0, INT64_MAX, .flags = SHAPE_REQUIRED),
	SHAPE_I64(struct state, at_us, 0, INT64_MAX, .flags = SHAPE_REQUIRED),
};
static const struct shape state_shape = SHAPE(struct state, state_fields, "A login that has begun.");

static enum err seal(const struct account_env *e, const struct state *s, struct str *out) MUST_CHECK;
static enum err unseal(const struct account_env *e, struct str cookie, struct state *s) MUST_CHECK;
static enum err exchange(const struct account_env *e, struct http *http, const struct provider *p,
    const struct oidc_meta *m, struct str redirect_uri, struct str code, struct str verifier,
    struct str *id_token) MUST_CHECK;
static enum err verify(const struct account_env *e, struct http *http, const struct provider *p, struct str id_token,
    struct str nonce, struct oidc_claims *out) MUST_CHECK;

static void
add_argument(struct buf *b, const char *name, struct str value)
{
	buf_printf(b, "%s=", name);
	escape_url_part(b, value);
}

enum err
oidc_begin(const struct account_env *e, struct http *http, const struct provider *p, struct str redirect_uri,
    struct str back, int64_t link_account, struct oidc_start *out)
{
	unsigned char unused[32], digest[32];
	struct state s = { .provider = p->code,
		.state = token_new(e->arena, unused),
		.nonce = token_new(e->arena, unused),
		.verifier = token_new(e->arena, unused),
		.back = str_cut(back, 2000),
		.link_account = link_account,
		.at_us = clock_now().us };
	const struct oidc_meta *m;
	struct buf b;
	enum err err;

	if ((err = oidc_meta_get(e, http, p, false, &m)) || (err = seal(e, &s, &out->cookie)))
		return err;
	crypto_sha256(s.verifier, digest);
	buf_in_arena(&b, e->arena, BUF_REPLY);
	buf_str(&b, m->authorization_endpoint);
	buf_char(&b, str_find(m->authorization_endpoint, '?') == m->authorization_endpoint.len ? '?' : '&');
	add_argument(&b, "response_type", STR("code"));
	add_argument(&b, "&client_id", p->client_id);
	add_argument(&b, "&redirect_uri", redirect_uri);
	add_argument(&b, "&scope", p->scope);
	add_argument(&b, "&state", s.state);
	add_argument(&b, "&nonce", s.nonce);
	buf_lit(&b, "&code_challenge_method=S256&code_challenge=");
	base64url_write(&b, digest, sizeof(digest));
	if (!str_is_absent(e->who->locale))
		add_argument(&b, "&ui_locales", e->who->locale);
	out->url = buf_view(&b);
	return OK;
}

/* ERR_INVALID from what others say is an outcome, not a failure of ours; what went wrong is in the log. */
static enum err
refused(const struct provider *p, enum err err, struct oidc_outcome *out)
{
	if (err != ERR_INVALID && err != ERR_NOT_FOUND)
		return err;
	log_event(LOG_WARN, "oidc.refused", log_str("provider", p->code), log_z("detail", err_detail()));
	err_clear();
	out->result = OIDC_REFUSED;
	return OK;
}

static enum err
check_return(const struct account_env *e, const struct provider *p, const struct oidc_meta *m,
    const struct oidc_return *in, int64_t session_account, struct state *s)
{
	enum err err = unseal(e, in->cookie, s);

	if (err)
		return err;
	if (!str_eq(s->provider, p->code) || clock_now().us - s->at_us > (int64_t)OIDC_S * US_PER_S)
		return err_fail(
		    ERR_INVALID, "the answer of '%.*s' comes too late or belongs to another login", STR_ARG(p->code));
	if (str_is_absent(in->state) || in->state.len != s->state.len ||
	    !crypto_equal(in->state.ptr, s->state.ptr, s->state.len))
		return err_fail(ERR_INVALID, "the answer of '%.*s' has another state", STR_ARG(p->code));
	if (str_is_absent(in->iss) ? m->says_iss : !str_eq(in->iss, p->issuer))
		return err_fail(
		    ERR_INVALID, "the answer comes from '%.*s', not from '%.*s'", STR_ARG(in->iss), STR_ARG(p->issuer));
	if (s->link_account && s->link_account != session_account)
		return err_fail(ERR_INVALID, "somebody else has logged in since connecting was begun");
	return OK;
}

enum err
oidc_finish(const struct account_env *e, struct http *http, const struct provider *p, struct str redirect_uri,
    const struct oidc_return *in, int64_t session_account, struct oidc_outcome *out)
{
	const struct oidc_meta *m;
	struct oidc_claims claims;
	struct str id_token;
	struct state s;
	enum err err;

	*out = (struct oidc_outcome){ .result = OIDC_REFUSED };
	if ((err = oidc_meta_get(e, http, p, false, &m)) || (err = check_return(e, p, m, in, session_account, &s)))
		return refused(p, err, out);
	out->back = s.back;
	if (!str_is_absent(in->error)) {
		out->result = str_eq(in->error, STR("access_denied")) ? OIDC_CANCELLED : OIDC_REFUSED;
		return OK;
	}
	if ((err = exchange(e, http, p, m, redirect_uri, in->code, s.verifier, &id_token)) ||
	    (err = verify(e, http, p, id_token, s.nonce, &claims)))
		return refused(p, err, out);
	return oidc_settle(e, p, &claims, s.link_account, out);
}

/* ---- the cookie ---- */

static enum err
seal(const struct account_env *e, const struct state *s, struct str *out)
{
	struct secret master = { 0 };
	struct str sealed;
	struct buf b;
	enum err err = crypto_master(config_z(e->config, "secrets.path"), false, &master);

	if (err)
		return err;
	buf_in_arena(&b, e->arena, BUF_REPLY);
	json_write(&b, &state_shape, s, UINT64_MAX);
	err = crypto_seal(e->arena, &master, "oidc", STR("cookie"), buf_view(&b), &sealed);
	secret_release(&master);
	if (err)
		return err;
	buf_in_arena(&b, e->arena, BUF_REPLY);
	base64url_write(&b, sealed.ptr, sealed.len);
	*out = buf_view(&b);
	return OK;
}

static enum err
unseal(const struct account_env *e, struct str cookie, struct state *s)
{
	struct field_errors errors = { .arena = e->arena };
	struct secret master = { 0 };
	struct str sealed, text;
	enum err err;

	if (str_is_absent(cookie))
		return err_fail(ERR_INVALID, "the login was not begun in this browser");
	if ((err = base64url_read(e->arena, cookie, &sealed)) ||
	    (err = crypto_master(config_z(e->config, "secrets.path"), false, &master)))
		return err;
	err = crypto_unseal(e->arena, &master, "oidc", STR("cookie"), sealed, &text);
	secret_release(&master);
	return err ? err : json_read(e->arena, text, &state_shape, s, &errors);
}

/* ---- code -> ID token ---- */

static enum err
basic(const struct account_env *e, const struct provider *p, struct str secret, const char **header)
{
	struct buf plain, b;

	buf_in_arena(&plain, e->arena, BUF_LINE * 4);
	escape_url_part(&plain, p->client_id); /* RFC 6749, section 2.3.1: both are form-encoded first */
	buf_char(&plain, ':');
	escape_url_part(&plain, secret);
	buf_in_arena(&b, e->arena, BUF_LINE * 8);
	buf_lit(&b, "Authorization: Basic ");
	base64_write(&b, plain.ptr, plain.len);
	if (plain.failed || b.failed)
		return err_fail(ERR_LIMIT, "the secret of provider '%.*s' is too long", STR_ARG(p->code));
	*header = str_z(e->arena, buf_view(&b));
	return OK;
}

static enum err
exchange(const struct account_env *e, struct http *http, const struct provider *p, const struct oidc_meta *m,
    struct str redirect_uri, struct str code, struct str verifier, struct str *id_token)
{
	const char *headers[] = { "Content-Type: application/x-www-form-urlencoded", "Accept: application/json", NULL,
		NULL };
	struct http_request q = { .url = m->token_endpoint, .headers = headers };
	const struct json_node *answer;
	struct http_reply reply;
	struct str secret;
	struct buf b;
	enum err err;

	if (str_is_empty(code))
		return err_fail(ERR_INVALID, "the answer of '%.*s' has no code", STR_ARG(p->code));
	if ((err = provider_secret(e, p, &secret)))
		return err;
	buf_in_arena(&b, e->arena, BUF_REPLY);
	add_argument(&b, "grant_type", STR("authorization_code"));
	add_argument(&b, "&code", code);
	add_argument(&b, "&redirect_uri", redirect_uri);
	add_argument(&b, "&code_verifier", verifier);
	if (!str_is_absent(secret) && m->takes_basic) {
		if ((err = basic(e, p, secret, &headers[2])))
			return err;
	} else {
		add_argument(&b, "&client_id", p->client_id);
		if (!str_is_absent(secret))
			add_argument(&b, "&client_secret", secret);
	}
	q.body = buf_view(&b);
	if ((err = http_send(http, e->arena, &q, &reply)))
		return err;
	if (reply.status != 200)
		return err_fail(
		    ERR_INVALID, "'%.*s' gave no token: status %lld", STR_ARG(p->code), (long long)reply.status);
	if ((err = json_tree(e->arena, reply.body, &answer)))
		return err;
	*id_token = json_text(answer, "id_token");
	return str_is_empty(*id_token) ? err_fail(ERR_INVALID, "'%.*s' gave no ID token", STR_ARG(p->code)) : OK;
}

static enum err
verify(const struct account_env *e, struct http *http, const struct provider *p, struct str id_token, struct str nonce,
    struct oidc_claims *out)
{
	const struct jwt_expect expect = { .issuer = p->issuer,
		.audience = p->client_id,
		.now = clock_now(),
		.leeway_s = CLOCKS_S,
		.kid_optional = true };
	const struct oidc_meta *m;
	const struct json_node *verified;
	struct jwt jwt;
	enum err err;

	if ((err = oidc_meta_get(e, http, p, false, &m)))
		return err;
	err = jwt_verify(e->arena, &m->keys, &expect, id_token, &jwt);
	if (err == ERR_NOT_FOUND) { /* new keys over there */
		err_clear();
		if ((err = oidc_meta_get(e, http, p, true, &m)))
			return err;
		err = jwt_verify(e->arena, &m->keys, &expect, id_token, &jwt);
	}
	if (err)
		return err;
	if (str_is_empty(jwt.subject) || jwt.subject.len > 255 || !str_eq(json_text(jwt.claims, "nonce"), nonce))
		return err_fail(
		    ERR_INVALID, "the ID token of '%.*s' is not the one that was asked for", STR_ARG(p->code));
	if ((jwt.audiences > 1 || json_at(jwt.claims, "azp")) && !str_eq(json_text(jwt.claims, "azp"), p->client_id))
		return err_fail(ERR_INVALID, "the ID token of '%.*s' was made for somebody else", STR_ARG(p->code));
	verified = json_at(jwt.claims, "email_verified");
	*out = (struct oidc_claims){ .subject = str_dup(e->arena, jwt.subject),
		.email = json_text(jwt.claims, "email"),
		.given_name = str_cut_chars(json_text(jwt.claims, "given_name"), 100),
		.family_name = str_cut_chars(json_text(jwt.claims, "family_name"), 100),
		.email_verified = verified && verified->type == JSON_BOOL && str_eq_z(verified->text, "true") };
	if (out->email.len > 254)
		out->email = STR_ABSENT;
	return OK;
}
