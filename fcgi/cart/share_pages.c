/* share_pages.c - a cart for others to look at, and to copy.  See cart.h. */
#include "fcgi/cart/cart.h"
#include "fcgi/common/form_view.h"

struct shared_args {
	bool own;
};
static const struct shape_field args_fields[] = { SHAPE_BOOL(
    struct shared_args, own, .doc = "the link was just made: show how to send it") };
static const struct shape args_shape = SHAPE(struct shared_args, args_fields, "What an address of a shared cart says.");

static enum err share_post(struct req *r);
static enum err shared_page(struct req *r);
static enum err shared_post(struct req *r);

static const struct route routes[] = {
	{ POST, "/cart/share", share_post, ACCESS_VISITOR, .sql = { 0, 12 },
	    .doc = "Make a link that shows a copy of the cart" },
	{ GET, "/cart/shared/{token}", shared_page, ACCESS_VISITOR, .query = &args_shape, .sql = { 8, 12 },
	    .doc = "A cart that somebody shared" },
	{ POST, "/cart/shared/{token}", shared_post, ACCESS_VISITOR, .sql = { 0, 20 },
	    .doc = "Put it into one's own cart" },
};
const struct route_table cart_share_pages = { routes, COUNT(routes) };

static enum err
share_post(struct req *r)
{
	struct cart_env *e = cart_env_of(r);
	struct str token;
	enum err err = cart_share(e, &token);

	if (err == ERR_NOT_FOUND) {
		err_clear();
		return cart_done(r, e, NULL);
	}
	if (err)
		return err;
	cart_cookies(r, e);
	resp_header(r, "Cache-Control", STR("private, no-store"));
	return resp_redirect(
	    r, 303, str_printf(r->arena, "%.*s/cart/shared/%.*s?own=1", STR_ARG(req_base(r)), STR_ARG(token)));
}

static enum err
shared_page(struct req *r)
{
	const struct shared_args *args = r->args;
	struct cart_env *e = cart_env_of(r);
	struct page_view page;
	struct cart_view v;
	struct list nav = { 0 };
	struct cart cart;
	enum err err = cart_shared(e, r->params[0], &cart);

	shape_init(&cart_view_shape, &v);
	if (!err)
		err = page_view_fill(r, &page, &nav, 0);
	if (!err && cart.lines.count)
		err = cart_view_shared(r, e, &cart, &v);
	if (err)
		return err;
	v.page = &page;
	v.csrf = page.csrf;
	v.is_shared = true;
	v.is_own = args->own;
	v.is_empty = cart.lines.count == 0;
	v.heading = form_text(r, args->own ? N_("Your cart, to share") : N_("A cart that was shared with you"));
	v.copy_action = str_printf(r->arena, "%.*s/cart/shared/%.*s", STR_ARG(page.base), STR_ARG(r->params[0]));
	v.share_url = req_url(r, v.copy_action);
	page.title = v.heading;
	page.noindex = true;
	resp_header(r, "Cache-Control", STR("private, no-store"));
	/* The link is the secret. */
	resp_header(r, "Referrer-Policy", STR("no-referrer"));
	return resp_page(r, tmpl_get(r->app->templates, T_SHARED), &v);
}

static enum err
shared_post(struct req *r)
{
	struct cart_env *e = cart_env_of(r);
	struct cart from;
	enum err err = cart_shared(e, r->params[0], &from);

	if (!err)
		err = cart_copy(e, &from);
	return err ? err : cart_done(r, e, "copied");
}
