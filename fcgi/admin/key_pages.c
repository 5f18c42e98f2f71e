/* key_pages.c - API keys of the shop: made, shown once, revoked.  Their list is on the page of integrations. */
#include "fcgi/admin/office.h"
#include "lib/shop/api_key.h"

static enum err key_new(struct req *r), key_create(struct req *r), key_ask(struct req *r), key_revoke(struct req *r);

#define WRITE ACCESS_OFFICE, PERM_CLIENT_WRITE
static const struct route routes[] = {
	{ GET, "/admin/integrations/keys/new", key_new, WRITE, .sql = { 0, 4 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/integrations/keys/new", key_create, WRITE, .body = &api_key_input_shape, .sql = { 0, 30 },
	    .flags = ROUTE_FRESH },
	{ GET, "/admin/integrations/keys/{id}/revoke", key_ask, WRITE, .sql = { 0, 6 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/integrations/keys/{id}/revoke", key_revoke, WRITE, .sql = { 0, 30 }, .flags = ROUTE_FRESH },
};
const struct route_table office_key_routes = { routes, COUNT(routes) };

#define HOME "/admin/integrations"
#define KEY_YEAR_US (365 * 86400 * US_PER_S)

static enum err
key_form_show(struct req *r, const struct api_key_input *in, int status)
{
	static const struct form_field fields[] = {
		{ "name", N_("Name"), FIELD_TEXT, .autocomplete = "off",
		    .hint = N_("Where it is used: then it is easy to know later what stops when it is revoked.") },
		{ "expires_at", N_("Ends on"), FIELD_DATE, .short_ = true, .hint = N_("Empty: it has no end.") }
	};
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, form_text(r, N_("New API key")));

	if (err)
		return err;
	office_crumb(r, &p, N_("Integrations"), HOME);
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &api_key_input_shape, in, &r->errors);
	office_permissions(r, b, "scope", PERM_FOR_OFFICE, office_permission_set(in->scope), r->who.permissions);
	b->form->action = office_url(r, HOME "/keys/new", STR(""));
	b->form->submit = form_text(r, N_("Make the key"));
	b->cancel_url = office_url(r, HOME, STR(""));
	return office_reply_status(r, status != 200 ? status : form_status(b->form), &p);
}

static enum err
key_new(struct req *r)
{
	struct api_key_input in;

	shape_init(&api_key_input_shape, &in);
	in.expires_at = (struct time){ clock_now().us + KEY_YEAR_US };
	return key_form_show(r, &in, 200);
}

static enum err
key_create(struct req *r)
{
	const struct api_key_input *in = r->form;
	struct who who = who_of(r);
	struct api_key made;
	struct office_page p;
	struct block_view *b;
	struct str secret;
	enum err err;

	if (r->errors.count)
		return key_form_show(r, in, 422);
	err = office_scope_allowed(r, in->scope, 0, "key", STR_ABSENT);
	if (!err)
		err = api_key_create(req_db(r), r->arena, &who, 0, in, &r->errors, &made, &secret);
	if ((err == ERR_INVALID || err == ERR_DENIED) && r->errors.count)
		return key_form_show(r, in, err == ERR_DENIED ? 403 : 422);
	if (err || (err = office_begin(r, &p, made.name)))
		return err;
	office_crumb(r, &p, N_("Integrations"), HOME);
	b = office_block(r, &p, N_("The key, shown this once"));
	b->tone = STR("warn");
	b->text = form_text(r, N_("Copy it now: we keep only its digest, and nobody can show it again."));
	b->secret = secret;
	b->secret_label = form_text(r, N_("API key"));
	b = office_block(r, &p, NULL);
	office_fact(r, b, N_("Permissions"), made.scope_text);
	office_fact(r, b, N_("Sent as"), STR("Authorization: Bearer …"))->code = true;
	office_link(r, &b->buttons, N_("Done"), office_url(r, HOME, STR("")));
	return office_reply(r, &p);
}

static enum err
key_ask(struct req *r)
{
	const struct api_key *k;
	struct list keys;
	enum err err = api_key_list(req_db(r), r->arena, 0, &keys);

	k = keys.items;
	for (size_t i = 0; i < keys.count && !err; i++)
		if (str_eq(k[i].public_id, r->params[0]))
			return office_confirm(r,
			    &(struct office_question){ .heading = N_("Revoke this key?"),
				.subject = k[i].name,
				.text = N_("Whoever uses it is refused at once. It cannot be brought back."),
				.submit = N_("Revoke"),
				.action = office_url(r, HOME "/keys/*/revoke", k[i].public_id),
				.cancel = office_url(r, HOME, STR("")) });
	return err ? err : ERR_NOT_FOUND;
}

static enum err
key_revoke(struct req *r)
{
	struct who who = who_of(r);
	enum err err = api_key_revoke(req_db(r), req_cache(r), r->arena, &who, 0, r->params[0]);

	return err ? err : office_done(r, office_url(r, HOME, STR("")), "revoked");
}
