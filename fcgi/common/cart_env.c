/* cart_env.c - cookies of carts, and the merge at login.  See cart_env.h. */
#include "fcgi/common/cart_env.h"
#include "fcgi/common/page.h"
#include "fcgi/common/who.h"
#include "lib/shop/net_buyer.h"
#include "lib/shop/session.h"

#define COOKIE_S (60 * 24 * 3600)
#define PIECES_SHOWN 9999

struct cart_env *
cart_env_of(struct req *r)
{
	struct cart_env *e = arena_new_of(r->arena, struct cart_env);
	struct who *who = arena_new_of(r->arena, struct who);
	struct look look = look_of(r);

	*who = who_of(r);
	*e = (struct cart_env){ .db = req_db(r),
		.cache = req_cache(r),
		.arena = r->arena,
		.config = r->app->config,
		.who = who,
		.account_id = r->who.full ? r->who.account_id : 0,
		.token = req_cookie(r, COOKIE_CART),
		.locale = look.locale,
		.fallback_locale = look.fallback_locale };
	memcpy(e->currency, look.currency.ptr, MIN(look.currency.len, 3));
	return e;
}

/* Readable by scripts, and worth nothing. */
static void
pieces_cookie(struct req *r, int64_t pieces)
{
	if (pieces > 0)
		resp_header(r, "Set-Cookie",
		    str_printf(r->arena, COOKIE_PIECES "=%lld; Path=/; Max-Age=%d; Secure; SameSite=Lax",
			(long long)MIN(pieces, PIECES_SHOWN), COOKIE_S));
	else if (!str_is_absent(req_cookie(r, COOKIE_PIECES)))
		resp_header(r, "Set-Cookie", STR(COOKIE_PIECES "=; Path=/; Max-Age=0; Secure; SameSite=Lax"));
}

void
cart_cookies(struct req *r, const struct cart_env *e)
{
	struct str token = str_is_empty(e->new_token) ? e->token : e->new_token;

	if (!e->account_id && !str_is_empty(token))
		cookie_set(r, COOKIE_CART, token, COOKIE_S);
	pieces_cookie(r, e->pieces);
}

void
cart_tax_cookie(struct req *r, bool is_net)
{
	bool was = str_eq(req_cookie(r, COOKIE_TAX), STR("net"));

	if (is_net && !was)
		resp_header(r, "Set-Cookie",
		    str_printf(r->arena, COOKIE_TAX "=net; Path=/; Max-Age=%lld; Secure; HttpOnly; SameSite=Lax",
			(long long)(config_ms(r->app->config, "session.shop_max") / 1000)));
	else if (!is_net && was)
		resp_header(r, "Set-Cookie", STR(COOKIE_TAX "=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"));
}

void
cart_emptied(struct req *r)
{
	pieces_cookie(r, 0);
}

void
cart_forget(struct req *r)
{
	if (!str_is_absent(req_cookie(r, COOKIE_CART)))
		cookie_set(r, COOKIE_CART, STR_ABSENT, 0);
	pieces_cookie(r, 0);
	cart_tax_cookie(r, false);
}

enum err
cart_join_late(struct req *r, struct cart_env *e)
{
	enum err err = cart_merge(e, e->token);

	if (err)
		return err;
	if (!str_is_empty(e->token))
		cookie_set(r, COOKIE_CART, STR_ABSENT, 0);
	e->token = STR_ABSENT;
	pieces_cookie(r, e->pieces);
	return OK;
}

void
cart_join(struct req *r, struct str session_token)
{
	struct cart_env *e = cart_env_of(r);
	struct session s;
	bool is_net = false;
	enum err err = session_find(e->db, e->cache, r->arena, session_token, SESSION_SHOP, true, &s);

	if (!err && s.stage != SESSION_FULL)
		return; /* when the second factor is shown */
	if (!err) {
		e->account_id = s.account_id;
		err = cart_join_late(r, e);
	}
	if (!err && !(err = net_buyer(e->db, r->arena, s.account_id, &is_net)))
		cart_tax_cookie(r, is_net);
	if (err) {
		log_event(LOG_ERROR, "cart.not_joined", log_z("detail", err_detail()));
		err_clear();
	}
}
