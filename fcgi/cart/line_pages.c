/* line_pages.c - putting something in, changing it, taking it out.  See cart.h. */
#include "fcgi/cart/cart.h"
#include "fcgi/common/form_view.h"
#include "lib/web/once.h"

struct add_form {
	struct str variant, once;
	int64_t quantity;
};
static const struct shape_field add_fields[] = {
	SHAPE_STR(struct add_form, variant, 1, 190, .flags = SHAPE_REQUIRED, .doc = "id of the variant"),
	SHAPE_I64(
	    struct add_form, quantity, 0, 9999, .fallback = "0", .doc = "how many; without: the least that is sold"),
	SHAPE_STR(struct add_form, once, 0, 64,
	    .doc = "a new one for each press of the button: the same again changes nothing"),
};
static const struct shape add_shape = SHAPE(struct add_form, add_fields, "Put into the cart.");

enum action { ACTION_SET, ACTION_REMOVE, ACTION_SAVE, ACTION_RESTORE };
static const struct shape_enum actions[] = { { "set", ACTION_SET }, { "remove", ACTION_REMOVE },
	{ "save", ACTION_SAVE }, { "restore", ACTION_RESTORE }, { NULL, 0 } };
struct line_form {
	int action;
	int64_t quantity;
	struct str variant;
};
static const struct shape_field line_fields[] = {
	SHAPE_ENUM(struct line_form, action, actions, .fallback = "set", .doc = "what to do with the line"),
	SHAPE_I64(struct line_form, quantity, 0, 9999, .fallback = "0", .doc = "how many; 0 takes it out"),
	SHAPE_STR(struct line_form, variant, 0, 40, .doc = "of the line, so that taking it out can be undone"),
};
static const struct shape line_shape = SHAPE(struct line_form, line_fields, "A change of a line.");

static enum err add_post(struct req *r);
static enum err line_post(struct req *r);
static enum err mini_page(struct req *r);

static const struct route routes[] = {
	{ POST, "/cart/lines", add_post, ACCESS_VISITOR, .body = &add_shape, .sql = { 0, 48 }, .flags = ROUTE_NO_CSRF,
	    .doc = "Put something in; without a token, since product pages are the same for everybody (cart.h)" },
	{ POST, "/cart/lines/{id}", line_post, ACCESS_VISITOR, .body = &line_shape, .sql = { 0, 40 },
	    .doc = "Change a line" },
	{ GET, "/cart/mini", mini_page, ACCESS_VISITOR, .sql = { 2, 30 }, .doc = "The cart in small, as a fragment" },
};
const struct route_table cart_line_pages = { routes, COUNT(routes) };

static enum err
refused(struct req *r, struct cart_env *e, struct str text, struct str line, int status)
{
	const struct cart_trouble t = { .text = text, .line = line, .status = status };

	err_clear();
	return wants_fragment(r) ? mini_show(r, e, 0, text, status) : cart_show(r, e, &t);
}

static enum err
add_post(struct req *r)
{
	const struct add_form *form = r->form;
	struct cart_env *e = cart_env_of(r);
	int64_t variant_id = 0;
	enum err err;

	if (r->errors.count)
		return refused(r, e, cart_complaint(r), STR_ABSENT, 422);
	e->once = form->once;
	err = sellable_find(e->db, e->arena, form->variant, &variant_id);
	if (err == ERR_NOT_FOUND || err == ERR_CONFLICT)
		return refused(r, e, form_text(r, N_("This is not sold any more.")), STR_ABSENT, 422);
	if (!err)
		err = cart_add(e, variant_id, form->quantity, &r->errors);
	if (err == ERR_INVALID && r->errors.count)
		return refused(r, e, cart_complaint(r), STR_ABSENT, 422);
	if (err == ERR_LIMIT)
		return refused(r, e,
		    form_text(r, N_("Your cart is full. Take something out first, or order what is in it.")),
		    STR_ABSENT, 422);
	if (err)
		return err;
	return wants_fragment(r) ? mini_show(r, e, variant_id, STR_ABSENT, 200) : cart_done(r, e, "added");
}

static enum err
removed(struct req *r, struct cart_env *e, const struct line_form *form)
{
	if (str_is_empty(form->variant) || form->quantity < 1 || !str_starts(form->variant, STR("var_")))
		return cart_done(r, e, "removed");
	cart_cookies(r, e);
	resp_header(r, "Cache-Control", STR("private, no-store"));
	for (size_t i = 0; i < form->variant.len; i++)
		if (form->variant.ptr[i] != '_' && !(form->variant.ptr[i] >= '0' && form->variant.ptr[i] <= '9') &&
		    !((form->variant.ptr[i] | 32) >= 'a' && (form->variant.ptr[i] | 32) <= 'z'))
			return cart_done(r, e, "removed");
	return resp_redirect(r, 303,
	    str_printf(r->arena, "%.*s/cart?done=removed&variant=%.*s&n=%lld", STR_ARG(req_base(r)),
		STR_ARG(form->variant), (long long)form->quantity));
}

/* What is gone already is what was wanted. */
static enum err
line_post(struct req *r)
{
	const struct line_form *form = r->form;
	struct cart_env *e = cart_env_of(r);
	struct str line = r->params[0];
	enum err err;

	if (r->errors.count)
		return refused(r, e, cart_complaint(r), line, 422);
	switch ((enum action)form->action) {
	case ACTION_SET: err = cart_set(e, line, form->quantity, &r->errors); break;
	case ACTION_REMOVE: err = cart_set(e, line, 0, &r->errors); break;
	case ACTION_SAVE: err = cart_move(e, line, CART_SAVED); break;
	case ACTION_RESTORE: err = cart_move(e, line, CART_MAIN); break;
	default: BUG("an unknown action on a line");
	}
	if (err == ERR_INVALID && r->errors.count)
		return refused(r, e, cart_complaint(r), line, 422);
	if (err == ERR_LIMIT)
		return refused(
		    r, e, form_text(r, N_("That list is full. Take something out of it first.")), STR_ABSENT, 422);
	if (err == ERR_NOT_FOUND) {
		err_clear();
		return cart_done(r, e, "changed");
	}
	if (err)
		return err;
	if (form->action == ACTION_REMOVE)
		return removed(r, e, form);
	return cart_done(r, e,
	    form->action == ACTION_SAVE          ? "saved"
		: form->action == ACTION_RESTORE ? "restored"
		: form->quantity                 ? "changed"
						 : "removed");
}

static enum err
mini_page(struct req *r)
{
	return mini_show(r, cart_env_of(r), 0, STR_ABSENT, 200);
}
