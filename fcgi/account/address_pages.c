/*
 * address_pages.c - the address book.  See account.h.
 *
 * The form is that of a country: which fields there are, their names, their order, which are required.  The address of
 * the form says the country (?country=JP).  "Change country" sends all that was entered to /account/addresses/form,
 * which answers with the form of the chosen country and the values in it: personal data never stands in an address.
 * With JavaScript a change of the choice fetches just the fields (X-Requested-With: fragment).
 */
#include "fcgi/account/account.h"
#include "fcgi/common/address_form.h"
#include "lib/web/once.h"

struct version_form {
	int64_t version;
};
static const struct shape_field version_fields[] = { SHAPE_I64(
    struct version_form, version, 0, INT64_MAX, .doc = "version that was shown") };
static const struct shape version_shape = SHAPE(struct version_form, version_fields, "The version of an address.");

static enum err addresses_page(struct req *r);
static enum err new_page(struct req *r);
static enum err new_post(struct req *r);
static enum err edit_page(struct req *r);
static enum err edit_post(struct req *r);
static enum err form_post(struct req *r);
static enum err remove_page(struct req *r);
static enum err remove_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/account/addresses", addresses_page, ACCESS_SHOPPER, .query = &account_args_shape, .sql = { 0, 3 },
	    .doc = "The address book" },
	{ GET, "/account/addresses/new", new_page, ACCESS_SHOPPER, .query = &account_args_shape, .sql = { 0, 4 },
	    .doc = "Form: a new address" },
	{ POST, "/account/addresses/new", new_post, ACCESS_SHOPPER, .body = &address_shape, .sql = { 0, 30 },
	    .flags = ROUTE_ONCE, .doc = "Add an address" },
	{ POST, "/account/addresses/form", form_post, ACCESS_SHOPPER, .query = &account_args_shape,
	    .body = &address_shape, .sql = { 0, 3 }, .doc = "The form in another country's order; stores nothing" },
	{ GET, "/account/addresses/{id}", edit_page, ACCESS_SHOPPER, .query = &account_args_shape, .sql = { 0, 3 },
	    .doc = "Form: an address" },
	{ POST, "/account/addresses/{id}", edit_post, ACCESS_SHOPPER, .body = &address_shape, .sql = { 0, 20 },
	    .doc = "Change an address" },
	{ GET, "/account/addresses/{id}/remove", remove_page, ACCESS_SHOPPER, .sql = { 0, 3 },
	    .doc = "Delete an address?" },
	{ POST, "/account/addresses/{id}/remove", remove_post, ACCESS_SHOPPER, .body = &version_shape, .sql = { 0, 20 },
	    .doc = "Delete an address" },
};
const struct route_table account_addresses = { routes, COUNT(routes) };

/* ---- the list ---- */

static enum err
addresses_page(struct req *r)
{
	struct account_view v;
	struct address_view *views;
	struct list addresses;
	const struct address *a;
	enum err err = address_list(req_db(r), r->arena, r->who.account_id, &addresses);

	if (!err)
		err = account_view_fill(r, &v, AREA_ADDRESSES, N_("Addresses"), NULL);
	if (err)
		return err;
	a = addresses.items;
	views = arena_array(r->arena, struct address_view, addresses.count);
	for (size_t i = 0; !err && i < addresses.count; i++)
		err = address_view_fill(r, &views[i], &a[i]);
	if (err)
		return err;
	v.addresses = (struct list){ views, addresses.count };
	v.is_full = addresses.count >= ADDRESS_MAX;
	return account_reply(r, T_ADDRESSES, &v);
}

/* ---- the form ---- */

static bool
wants_fragment(const struct req *r)
{
	return str_eq(req_header(r, "X-Requested-With"), STR("fragment"));
}

/* id absent: a new one. */
static enum err
address_show(struct req *r, const struct address *in, struct str id, struct str message)
{
	static const struct form_field more[] = {
		{ "is_delivery", N_("Deliver here by default"), FIELD_CHECK },
		{ "is_billing", N_("Send invoices here by default"), FIELD_CHECK },
		{ "version", .kind = FIELD_HIDDEN },
	};
	struct account_view v;
	enum err err =
	    account_view_fill(r, &v, AREA_ADDRESSES, str_is_absent(id) ? N_("New address") : N_("Edit address"), NULL);

	if (err)
		return err;
	v.address_path = account_url(
	    r, arena_printf(r->arena, "/account/addresses/form%s%.*s", str_is_absent(id) ? "" : "?t=", STR_ARG(id)));
	v.form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, v.form, NULL, 0, NULL, NULL, NULL);
	address_form_add(r, v.form, NULL, NULL, in, v.address_path);
	form_view_add(r, v.form, NULL, more, COUNT(more), &address_shape, in);
	form_view_errors(r, v.form, &r->errors);
	v.form->action = str_is_absent(id) ? account_url(r, "/account/addresses/new") :
	    account_url(r, arena_printf(r->arena, "/account/addresses/%.*s", STR_ARG(id)));
	v.form->submit = form_text(r, N_("Save the address"));
	if (str_is_absent(id))
		v.form->once = once_key(r);
	if (!str_is_absent(message))
		form_view_error(r, v.form, message);
	return account_reply(r, wants_fragment(r) ? T_ADDRESS_FIELDS : T_ADDRESS, &v);
}

static enum err
new_page(struct req *r)
{
	const struct account_args *args = r->args;
	struct address in;
	struct account a;
	enum err err = account_get(req_db(r), r->arena, r->who.account_id, &a);

	if (err)
		return err;
	shape_init(&address_shape, &in);
	in.country = args->country;
	/* Most people send things to themselves. */
	in.recipient = str_trim(str_printf(r->arena, "%.*s %.*s", STR_ARG(a.given_name), STR_ARG(a.family_name)));
	return address_show(r, &in, STR_ABSENT, STR_ABSENT);
}

static enum err
new_post(struct req *r)
{
	const struct address *in = r->form;
	struct list stored;
	struct address out;
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	/* Before anything fails: this runs inside the transaction of ROUTE_ONCE, which a failure would end. */
	err = address_list(e.db, r->arena, r->who.account_id, &stored);
	if (!err && stored.count >= ADDRESS_MAX)
		return address_show(r, in, STR_ABSENT,
		    form_text(
			r, N_("Your address book is full. Delete an address that you do not need any more first.")));
	if (!err)
		err = r->errors.count ? ERR_INVALID : address_add(&e, r->who.account_id, in, &r->errors, &out);
	if (err == ERR_INVALID && r->errors.count)
		return address_show(r, in, STR_ABSENT, STR_ABSENT);
	return err ? err : account_redirect(r, "/account/addresses", "address-added");
}

static enum err
edit_page(struct req *r)
{
	struct address a;
	enum err err = address_get(req_db(r), r->arena, r->who.account_id, r->params[0], &a);

	return err ? err : address_show(r, &a, r->params[0], STR_ABSENT);
}

static enum err
edit_post(struct req *r)
{
	struct address in = *(const struct address *)r->form, out;
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	err =
	    r->errors.count ? ERR_INVALID : address_change(&e, r->who.account_id, r->params[0], &in, &r->errors, &out);
	if (err == ERR_INVALID && r->errors.count)
		return address_show(r, &in, r->params[0], STR_ABSENT);
	if (err == ERR_PRECONDITION) {
		err = address_get(e.db, r->arena, r->who.account_id, r->params[0], &out);
		in.version = out.version;
		return err ? err
			   : address_show(r, &in, r->params[0],
				 form_text(r,
				     N_("This address was changed meanwhile, in another window perhaps. Here is what "
					"you entered: save again to keep it.")));
	}
	return err ? err : account_redirect(r, "/account/addresses", "address");
}

/* Nothing is stored, so nothing is complained about. */
static enum err
form_post(struct req *r)
{
	const struct account_args *args = r->args;
	const struct address *in = r->form;

	r->errors.count = 0;
	return address_show(r, in, str_is_empty(args->t) ? STR_ABSENT : args->t, STR_ABSENT);
}

/* ---- delete ---- */

static enum err
remove_page(struct req *r)
{
	struct account_view v;
	struct address a;
	enum err err = address_get(req_db(r), r->arena, r->who.account_id, r->params[0], &a);

	if (!err)
		err = account_view_fill(r, &v, AREA_ADDRESSES, N_("Delete this address?"),
		    N_("Orders that are on their way to it keep it."));
	if (!err) {
		v.delivery = arena_new_of(r->arena, struct address_view);
		err = address_view_fill(r, v.delivery, &a);
	}
	if (err)
		return err;
	v.form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, v.form, NULL, 0, NULL, NULL, NULL);
	v.form->action = v.delivery->remove_url;
	v.form->submit = form_text(r, N_("Delete the address"));
	account_view_link(r, &v, N_("Keep it"), "/account/addresses");
	return account_reply(r, T_FORM, &v);
}

/* What is gone already is what was wanted. */
static enum err
remove_post(struct req *r)
{
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	err = address_remove(&e, r->who.account_id, r->params[0]);
	return err && err != ERR_NOT_FOUND ? err : account_redirect(r, "/account/addresses", "address-removed");
}
