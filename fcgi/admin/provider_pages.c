/* provider_pages.c - with which other accounts shoppers may log in: OpenID Connect providers. */
#include "fcgi/admin/office.h"
#include "lib/shop/provider.h"

static enum err list_page(struct req *r), new_page(struct req *r), new_post(struct req *r), edit_page(struct req *r),
    edit_post(struct req *r);
static enum err remove_page(struct req *r), remove_post(struct req *r);

struct provider_form {
	struct str code, name, issuer, client_id, secret, scope;
	bool trusts_email, is_on;
	int32_t position;
};
static const struct shape_field form_fields[] = {
	SHAPE_STR(struct provider_form, code, 1, 32, .flags = SHAPE_REQUIRED, .format = &format_slug,
	    .doc = "short name in addresses"),
	SHAPE_STR(struct provider_form, name, 1, 100, .flags = SHAPE_REQUIRED, .doc = "name on the button"),
	SHAPE_STR(struct provider_form, issuer, 1, 500, .flags = SHAPE_REQUIRED, .doc = "issuer"),
	SHAPE_STR(struct provider_form, client_id, 1, 255, .flags = SHAPE_REQUIRED, .doc = "client id"),
	SHAPE_STR(
	    struct provider_form, secret, 0, 500, .flags = SHAPE_SECRET | SHAPE_WRITE_ONLY, .doc = "client secret"),
	SHAPE_STR(struct provider_form, scope, 0, 255, .fallback = "openid email profile", .doc = "scope"),
	SHAPE_BOOL(struct provider_form, trusts_email, .doc = "its word about addresses counts"),
	SHAPE_BOOL(struct provider_form, is_on, .doc = "on"),
	SHAPE_I32(struct provider_form, position, 0, 1000, .fallback = "0", .doc = "order of the buttons"),
};
static const struct shape provider_form_shape =
    SHAPE(struct provider_form, form_fields, "A provider as it is entered.");

#define WRITE ACCESS_OFFICE, PERM_PROVIDER_WRITE
static const struct route routes[] = {
	{ GET, "/admin/providers", list_page, WRITE, .query = &office_args_shape, .sql = { 0, 6 },
	    .doc = "Login with other providers" },
	{ GET, "/admin/providers/new", new_page, WRITE, .sql = { 0, 4 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/providers/new", new_post, WRITE, .body = &provider_form_shape, .sql = { 0, 30 },
	    .flags = ROUTE_FRESH },
	{ GET, "/admin/providers/{code}", edit_page, WRITE, .sql = { 0, 6 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/providers/{code}", edit_post, WRITE, .body = &provider_form_shape, .sql = { 0, 30 },
	    .flags = ROUTE_FRESH },
	{ GET, "/admin/providers/{code}/remove", remove_page, WRITE, .sql = { 0, 6 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/providers/{code}/remove", remove_post, WRITE, .sql = { 0, 30 }, .flags = ROUTE_FRESH },
};
const struct route_table office_provider_routes = { routes, COUNT(routes) };

#define PATH "/admin/providers"

static enum err
list_page(struct req *r)
{
	static const char *const columns[] = { N_("Provider"), N_("Issuer"), N_("Its word about e-mail addresses"),
		N_("Status") };
	const struct office_args *args = r->args;
	const struct provider *p;
	struct office_page page;
	struct block_view *b;
	struct list all;
	enum err err = provider_list(req_db(r), r->arena, true, &all);

	if (err || (err = office_begin(r, &page, form_text(r, N_("Login providers")))))
		return err;
	page.lead = form_text(
	    r, N_("Shoppers can log in with an account that they have there (OpenID Connect). Staff cannot."));
	office_notice(r, &page, args->done);
	office_link(r, &page.actions, N_("New provider"), office_url(r, PATH "/new", STR("")));
	b = office_block(r, &page, NULL);
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("None yet."));
	p = all.items;
	for (size_t i = 0; i < all.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, p[i].name);
		c->url = office_url(r, PATH "/*", p[i].code);
		c->note = p[i].code;
		office_cell(r, b, row, p[i].issuer);
		office_cell(r, b, row, form_text(r, p[i].trusts_email ? N_("counts") : N_("does not count")));
		office_cell(r, b, row, form_text(r, p[i].is_on ? N_("in use") : N_("off")))->tone =
		    p[i].is_on ? STR("good") : STR("quiet");
	}
	return office_reply(r, &page);
}

static enum err
form_show(struct req *r, const struct provider *old, const struct provider_form *in)
{
	static const struct form_field fields[] = {
		{ "code", N_("Short name"), FIELD_TEXT, .autocomplete = "off",
		    .hint = N_("Letters, digits, hyphens: part of the redirect URI. It cannot be changed later.") },
		{ "name", N_("Name"), FIELD_TEXT, .autocomplete = "off",
		    .hint = N_("On the button of the login page.") },
		{ "issuer", N_("Issuer"), FIELD_TEXT, .autocomplete = "off", .inputmode = "url",
		    .hint = N_("Exactly as its metadata say, https://…") },
		{ "client_id", N_("Client id"), FIELD_TEXT, .autocomplete = "off" },
		{ "secret", N_("Client secret"), FIELD_PASSWORD, .autocomplete = "off",
		    .hint = N_("Kept sealed. Empty: it stays as it is.") },
		{ "scope", N_("Scope"), FIELD_TEXT, .autocomplete = "off" },
		{ "position", N_("Order"), FIELD_TEXT, .autocomplete = "off", .inputmode = "numeric", .short_ = true },
		{ "trusts_email", N_("It verifies e-mail addresses, and we take its word"), FIELD_CHECK },
		{ "is_on", N_("Offered on the login page"), FIELD_CHECK },
	};
	struct office_page page;
	struct block_view *b;
	enum err err = office_begin(r, &page, old ? old->name : form_text(r, N_("New provider")));

	if (err)
		return err;
	office_crumb(r, &page, N_("Login providers"), PATH);
	if (old) {
		struct button_view *button =
		    office_link(r, &page.actions, N_("Remove …"), office_url(r, PATH "/*/remove", old->code));
		button->quiet = button->danger = true;
	}
	b = office_block(r, &page, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &provider_form_shape, in, &r->errors);
	b->form->action = old ? office_url(r, PATH "/*", old->code) : office_url(r, PATH "/new", STR(""));
	b->form->submit = form_text(r, N_("Save"));
	b->cancel_url = office_url(r, PATH, STR(""));
	return office_reply_status(r, form_status(b->form), &page);
}

static enum err
new_page(struct req *r)
{
	struct provider_form in;

	shape_init(&provider_form_shape, &in);
	in.scope = STR("openid email profile");
	in.is_on = true;
	return form_show(r, NULL, &in);
}

static enum err
put(struct req *r, const struct provider *old, const struct provider_form *in)
{
	const struct provider p = { .code = old ? old->code : in->code,
		.name = in->name,
		.issuer = in->issuer,
		.client_id = in->client_id,
		.scope = in->scope,
		.trusts_email = in->trusts_email,
		.is_on = in->is_on,
		.position = in->position };
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	enum err err;

	if (r->errors.count)
		return form_show(r, old, in);
	err = provider_put(&e, &p, str_is_empty(in->secret) ? STR_ABSENT : in->secret, &r->errors);
	if (err == ERR_INVALID && r->errors.count)
		return form_show(r, old, in);
	return err ? err : office_done(r, office_url(r, PATH, STR("")), old ? "saved" : "made");
}

static enum err
new_post(struct req *r)
{
	const struct provider_form *in = r->form;
	struct provider old;

	r->errors.arena = r->arena;
	/* provider_put() would change one that exists: that is another page's business. */
	if (!r->errors.count && provider_find(req_db(r), r->arena, in->code, &old) == OK)
		field_error(
		    &r->errors, STR("code"), N_("There is a provider of this name already."), (struct opt_i64){ 0 });
	err_clear();
	return put(r, NULL, in);
}

static enum err
edit_page(struct req *r)
{
	struct provider p;
	struct provider_form in;
	enum err err = provider_find(req_db(r), r->arena, r->params[0], &p);

	if (err)
		return err;
	in = (struct provider_form){ .code = p.code,
		.name = p.name,
		.issuer = p.issuer,
		.client_id = p.client_id,
		.scope = p.scope,
		.trusts_email = p.trusts_email,
		.is_on = p.is_on,
		.position = p.position };
	return form_show(r, &p, &in);
}

static enum err
edit_post(struct req *r)
{
	struct provider p;
	enum err err = provider_find(req_db(r), r->arena, r->params[0], &p);

	return err ? err : put(r, &p, r->form);
}

static enum err
ask_remove(struct req *r, struct str problem)
{
	struct provider p;
	enum err err = provider_find(req_db(r), r->arena, r->params[0], &p);

	if (err)
		return err;
	return office_confirm(r,
	    &(struct office_question){ .heading = N_("Remove this provider?"),
		.subject = p.name,
		.text = N_("Only possible as long as no account is connected with it; otherwise switch it off."),
		.submit = N_("Remove"),
		.action = office_url(r, PATH "/*/remove", p.code),
		.cancel = office_url(r, PATH "/*", p.code),
		.problem = problem });
}

static enum err
remove_page(struct req *r)
{
	return ask_remove(r, STR_ABSENT);
}

static enum err
remove_post(struct req *r)
{
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	enum err err = provider_remove(&e, r->params[0]);

	if (err == ERR_CONFLICT) {
		err_clear();
		return ask_remove(r, form_text(r, N_("Accounts are connected with it: switch it off instead.")));
	}
	return err ? err : office_done(r, office_url(r, PATH, STR("")), "deleted");
}
