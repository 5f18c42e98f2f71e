/*
 * csrf.c - tokens of forms.  See csrf.h.
 *
 * token = base64url(nonce || HMAC(key, "csrf" nonce cookie)), both halves 16 bytes.  The nonce makes every page's token
 * look different, so that a compressed page gives nothing away about it (BREACH).
 */
#include "lib/web/csrf.h"
#include "lib/web/guard_parts.h"

#define NONCE 16
#define TOKEN_BYTES (2 * NONCE)

static struct str bound_to(const struct req *r);
static struct str visit(struct req *r);
static void make_tag(const struct req *r, const unsigned char nonce[NONCE], struct str cookie, unsigned char out[32]);

struct str
csrf_token(struct req *r)
{
	unsigned char raw[TOKEN_BYTES], tag[32];
	struct str cookie = bound_to(r);
	struct buf text;

	if (str_is_empty(cookie))
		cookie = visit(r);
	crypto_random(raw, NONCE);
	make_tag(r, raw, cookie, tag);
	memcpy(raw + NONCE, tag, NONCE);
	buf_in_arena(&text, r->arena, BUF_LINE);
	base64url_write(&text, raw, sizeof(raw));
	resp_header(r, "Cache-Control", STR("private, no-store"));
	return buf_view(&text);
}

bool
csrf_holds(const struct req *r)
{
	struct str cookie = bound_to(r), token = form_value(r, CSRF_FIELD), raw;
	unsigned char tag[32];

	if (str_is_empty(cookie) || str_is_empty(token) || base64url_read(r->arena, token, &raw) ||
	    raw.len != TOKEN_BYTES) {
		err_clear();
		return false;
	}
	make_tag(r, (const unsigned char *)raw.ptr, cookie, tag);
	return crypto_equal(tag, raw.ptr + NONCE, NONCE);
}

/* A visitor without a cookie gets one, once per reply. */
static struct str
visit(struct req *r)
{
	unsigned char raw[32];
	struct buf text;

	if (!str_is_empty(r->visit))
		return r->visit;
	crypto_random(raw, sizeof(raw));
	buf_in_arena(&text, r->arena, BUF_LINE);
	base64url_write(&text, raw, sizeof(raw));
	r->visit = buf_view(&text);
	cookie_set(r, COOKIE_VISITOR, r->visit, 0);
	return r->visit;
}

/* The cookie of the session of this page's realm, dead or alive; without one, that of the visitor. */
static struct str
bound_to(const struct req *r)
{
	struct str session = req_cookie(r, route_realm(r) == REALM_OFFICE ? COOKIE_OFFICE : COOKIE_SHOP);

	return str_is_empty(session) ? req_cookie(r, COOKIE_VISITOR) : session;
}

static void
make_tag(const struct req *r, const unsigned char nonce[NONCE], struct str cookie, unsigned char out[32])
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_add(&b, "csrf", sizeof("csrf")); /* with its NUL: apart from other uses of the key */
	buf_add(&b, nonce, NONCE);
	buf_str(&b, cookie);
	crypto_hmac_sha256(&r->app->cursor_key, buf_view(&b), out);
}
