/* cart_pages.c - the cart's page, its codes, and what was seen of it.  See cart.h. */
#include "fcgi/cart/cart.h"
#include "fcgi/common/form_view.h"
#include "lib/web/i18n.h"

struct code_form {
	struct str code;
	bool checkout;
};
static const struct shape_field code_fields[] = { SHAPE_STR(struct code_form, code, 1, 64, .flags = SHAPE_REQUIRED,
						      .doc = "the code, as it stands on the voucher"),
	SHAPE_BOOL(struct code_form, checkout, .doc = "entered in the checkout: back to it") };
static const struct shape code_shape = SHAPE(struct code_form, code_fields, "A code.");

static const struct shape_field args_fields[] = {
	SHAPE_STR(struct cart_args, done, 0, 20, .doc = "which sentence to show"),
	SHAPE_STR(struct cart_args, variant, 0, 40, .doc = "what was taken out"),
	SHAPE_I64(struct cart_args, n, 0, 9999, .fallback = "0", .doc = "how many of it"),
};
const struct shape cart_args_shape = SHAPE(struct cart_args, args_fields, "What an address of the cart says.");

static enum err cart_page(struct req *r);
static enum err code_post(struct req *r);
static enum err code_remove_post(struct req *r);
static enum err seen_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/cart", cart_page, ACCESS_VISITOR, .query = &cart_args_shape, .sql = { 24, 36 }, .doc = "The cart" },
	{ POST, "/cart/codes", code_post, ACCESS_VISITOR, .body = &code_shape, .sql = { 0, 36 },
	    .doc = "Enter a code" },
	{ POST, "/cart/codes/remove", code_remove_post, ACCESS_VISITOR, .body = &code_shape, .sql = { 0, 12 },
	    .doc = "Take a code out" },
	{ POST, "/cart/seen", seen_post, ACCESS_VISITOR, .sql = { 0, 36 }, .doc = "The changed prices were seen" },
};
const struct route_table cart_pages = { routes, COUNT(routes) };

static const struct {
	const char *code, *text;
} done_texts[] = {
	{ "added", N_("It is in your cart.") },
	{ "changed", N_("Your cart is up to date.") },
	{ "removed", N_("It is taken out of your cart.") },
	{ "saved", N_("It is saved for later, below.") },
	{ "restored", N_("It is back in your cart.") },
	{ "code", N_("The code is in your cart.") },
	{ "code-removed", N_("The code is taken out.") },
	{ "copied", N_("It is all in your cart now.") },
};

static struct str
done_text(struct req *r, struct str code)
{
	for (size_t i = 0; i < COUNT(done_texts); i++)
		if (str_eq_z(code, done_texts[i].code))
			return form_text(r, done_texts[i].text);
	return STR_ABSENT;
}

enum err
cart_done(struct req *r, const struct cart_env *e, const char *done)
{
	cart_cookies(r, e);
	resp_header(r, "Cache-Control", STR("private, no-store"));
	return resp_redirect(r, 303,
	    str_printf(r->arena, "%.*s/cart%s%s", STR_ARG(req_base(r)), done ? "?done=" : "", done ? done : ""));
}

struct str
cart_complaint(struct req *r)
{
	return r->errors.count ? i18n_field(r->app->i18n, r->locale, r->arena, &r->errors.items[0])
			       : form_text(r, N_("That did not work. Please try again."));
}

static void
fill_trouble(struct cart_view *v, const struct cart_trouble *t)
{
	struct line_view *line = str_is_empty(t->line) ? NULL : cart_view_line(v, t->line);

	if (line) {
		line->error = t->text;
		line->has_problem = true;
		v->has_problems = true;
	} else if (!str_is_absent(t->code)) {
		v->code_value = t->code;
		v->code_error = t->text;
	} else {
		v->error = t->text;
	}
}

/* What can be put in again with one click. */
static void
fill_undo(struct req *r, struct cart_view *v)
{
	const struct cart_args *args = r->method != POST ? r->args : NULL;

	if (!args || !str_eq(args->done, STR("removed")) || str_is_empty(args->variant) || args->n < 1)
		return;
	v->undo = arena_new_of(r->arena, struct line_view);
	v->undo->variant = args->variant;
	v->undo->quantity = args->n;
}

enum err
cart_show(struct req *r, struct cart_env *e, const struct cart_trouble *t)
{
	const struct cart_args *args = r->method != POST ? r->args : NULL;
	struct page_view page;
	struct cart_view v;
	struct list nav = { 0 };
	struct cart cart;
	struct quote q;
	enum err err;

	shape_init(&cart_view_shape, &v);
	if (e->account_id && !str_is_empty(e->token) && (err = cart_join_late(r, e)))
		return err;
	if ((err = cart_view_fill(r, e, &cart, &q, &v)))
		return err;
	if (q.lines.count && (err = cart_shown(e, &cart, &q)))
		return err;
	if ((err = page_view_fill(r, &page, &nav, 0)))
		return err;
	v.page = &page;
	v.csrf = page.csrf;
	v.heading = form_text(r, N_("Cart"));
	page.title = v.heading;
	page.noindex = true;
	if (args)
		v.notice = done_text(r, args->done);
	fill_undo(r, &v);
	if (t)
		fill_trouble(&v, t);
	cart_cookies(r, e);
	if (q.in || !e->account_id)
		cart_tax_cookie(r, q.is_net);
	v.is_net = page.is_net = q.in ? q.is_net : page.is_net;
	resp_header(r, "Cache-Control", STR("private, no-store"));
	return resp_page_status(r, t && t->status ? t->status : 200, tmpl_get(r->app->templates, T_CART), &v);
}

static enum err
cart_page(struct req *r)
{
	return cart_show(r, cart_env_of(r), NULL);
}

/* ---- codes ---- */

static enum err
code_post(struct req *r)
{
	const struct code_form *form = r->form;
	struct cart_env *e = cart_env_of(r);
	enum err err = r->errors.count ? ERR_INVALID : cart_coupon_add(e, form->code, &r->errors);

	if (err == ERR_NOT_FOUND) {
		err_clear();
		return cart_done(r, e, NULL);
	}
	if (err == ERR_BUSY) {
		err_clear();
		resp_header(r, "Retry-After", STR("60"));
		return cart_show(r, e,
		    &(struct cart_trouble){
			.text =
			    form_text(r, N_("Too many codes were tried that do not exist. Please wait a few minutes.")),
			.code = str_is_absent(form->code) ? STR("") : form->code,
			.status = 429 });
	}
	if (err == ERR_INVALID && r->errors.count) {
		const struct cart_trouble t = { .text = cart_complaint(r),
			.code = str_is_absent(form->code) ? STR("") : form->code,
			.status = 422 };
		err_clear();
		return cart_show(r, e, &t);
	}
	if (!err && form->checkout) {
		cart_cookies(r, e);
		resp_header(r, "Cache-Control", STR("private, no-store"));
		return resp_redirect(r, 303, str_printf(r->arena, "%.*s/checkout", STR_ARG(req_base(r))));
	}
	return err ? err : cart_done(r, e, NULL);
}

static enum err
code_remove_post(struct req *r)
{
	const struct code_form *form = r->form;
	struct cart_env *e = cart_env_of(r);
	enum err err = cart_coupon_remove(e, form->code);

	if (err && err != ERR_NOT_FOUND)
		return err;
	err_clear();
	return cart_done(r, e, "code-removed");
}

/* ---- prices that have changed ---- */

static enum err
seen_post(struct req *r)
{
	struct cart_env *e = cart_env_of(r);
	struct cart_view v;
	struct cart cart;
	struct quote q;
	enum err err;

	shape_init(&cart_view_shape, &v);
	err = cart_view_fill(r, e, &cart, &q, &v);
	if (!err && q.lines.count)
		err = cart_seen(e, &cart, &q);
	return err ? err : cart_done(r, e, NULL);
}
