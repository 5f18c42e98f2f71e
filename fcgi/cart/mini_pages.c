/*
 * mini_pages.c - the small view of a cart: what was just put in, the first lines, the sum.  A fragment, fetched when
 * somebody wants to see it.
 *
 * memcached keeps it for a minute, sealed under the browser's own secret, and under the generations of the cart and of
 * the catalogue's prices.  It shows; the cart's page and the checkout, which decide, read MySQL.
 */
#include "fcgi/cart/cart.h"

#define COPY_S 60

struct copy {
	struct cache_want want;
	struct cache_entry entry;
	struct secret seal;
	struct str deps[3];
	bool can, build;
};

bool
wants_fragment(const struct req *r)
{
	return str_eq(req_header(r, "X-Requested-With"), STR("fragment"));
}

static enum err
build(struct req *r, struct cart_env *e, int64_t added, struct str complaint, struct cart_view *v)
{
	struct cart cart;
	struct quote q;
	const struct cart_line *l;
	struct line_view *lines;
	enum err err;

	shape_init(&cart_view_shape, v);
	v->is_mini = true;
	v->page = arena_new_of(r->arena, struct page_view);
	shape_init(&page_view_shape, v->page);
	v->page->base = req_base(r);
	if ((err = cart_view_fill(r, e, &cart, &q, v)))
		return err;
	if (added && q.lines.count && (err = cart_shown(e, &cart, &q)))
		return err;
	v->error = complaint;
	l = cart.lines.items;
	lines = v->lines.items;
	for (size_t i = 0, n = 0; i < cart.lines.count; i++) {
		if (l[i].list != CART_MAIN)
			continue;
		if (l[i].variant_id == added)
			v->added = &lines[n];
		n++;
	}
	if (v->lines.count > MINI_LINES) { /* the newest */
		v->more = (int64_t)v->lines.count - MINI_LINES;
		v->lines = (struct list){ lines + v->more, MINI_LINES };
	}
	return OK;
}

static bool
look_up(struct req *r, struct cart_env *e, struct copy *c, struct str *html)
{
	struct str cookie = req_cookie(r, COOKIE_SHOP);

	if (!e->cache || !cart_copy_key(e, cookie, &c->deps[0], &c->seal))
		return false;
	c->can = true;
	c->deps[1] = STR(CATALOG_DEP_LISTING);
	c->deps[2] = STR("promotions");
	c->want = (struct cache_want){ .key = str_printf(r->arena, "mini:%.*s:%.*s:%.*s:%.*s:%llx", STR_ARG(c->deps[0]),
					   STR_ARG(req_locale(r)), STR_ARG(req_currency(r)), STR_ARG(r->app->build),
					   e->account_id ? (unsigned long long)str_hash(cookie) : 0ULL),
		.deps = c->deps,
		.dep_count = COUNT(c->deps),
		.ttl_s = COPY_S };
	c->build = cache_get(e->cache, r->arena, &c->want, &c->entry) == CACHE_BUILD;
	if (c->build || str_is_absent(c->entry.value))
		return false;
	if (crypto_unseal(r->arena, &c->seal, "cart", c->want.key, c->entry.value, html)) {
		err_clear();
		return false;
	}
	return true;
}

static void
keep(struct req *r, struct cart_env *e, struct copy *c, struct str html)
{
	struct str sealed;

	if (!c->can || !c->build)
		return;
	if (crypto_seal(r->arena, &c->seal, "cart", c->want.key, html, &sealed)) {
		err_clear();
		cache_abandon(e->cache, &c->want, &c->entry);
		return;
	}
	cache_put(e->cache, &c->want, &c->entry, sealed, STR_ABSENT);
}

enum err
mini_show(struct req *r, struct cart_env *e, int64_t added, struct str complaint, int status)
{
	bool plain = !added && str_is_absent(complaint);
	struct copy c = { .can = false };
	struct cart_view v;
	struct str html;
	enum err err;

	resp_header(r, "Cache-Control", STR("private, no-store"));
	if (plain && look_up(r, e, &c, &html))
		return resp_text(r, 200, "text/html; charset=utf-8", html);
	err = build(r, e, added, complaint, &v);
	if (!err && !plain)
		cart_cookies(r, e);
	if (!err)
		err = resp_page_status(r, status, tmpl_get(r->app->templates, T_MINI), &v);
	if (err) {
		if (c.can && c.build)
			cache_abandon(e->cache, &c.want, &c.entry);
		return err;
	}
	keep(r, e, &c, r->resp.body.len ? r->resp.body : buf_view(&r->resp.buf));
	return OK;
}
