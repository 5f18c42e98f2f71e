/* integration_pages.c - OAuth clients and API keys: who may come in by the interface, and with which rights. */
#include "fcgi/admin/office.h"
#include "lib/shop/api_key.h"
#include "lib/shop/audit.h"
#include "lib/shop/oauth_client.h"
#include "lib/shop/oauth_grant.h"

static enum err list_page(struct req *r), client_page(struct req *r), client_new(struct req *r),
    client_create(struct req *r);
static enum err client_edit(struct req *r), client_change(struct req *r), client_rotate_ask(struct req *r),
    client_rotate(struct req *r);
static enum err client_end_previous(struct req *r), client_disable_ask(struct req *r), client_disable(struct req *r),
    client_enable(struct req *r);
static enum err grants_ask(struct req *r), grants_revoke(struct req *r), grant_revoke(struct req *r);

/* Redirect URIs come one a line, from one field. */
struct client_form {
	struct str name, redirect_uris;
	bool is_public, may_client_credentials, may_code;
	struct list scope;
	int64_t version;
};
static const struct shape_field client_fields[] = {
	SHAPE_STR(struct client_form, name, 1, 100, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_STR(struct client_form, redirect_uris, 0, 20000, .flags = SHAPE_MULTILINE,
	    .doc = "redirect URIs, separated by blanks"),
	SHAPE_BOOL(struct client_form, is_public, .doc = "cannot keep a secret"),
	SHAPE_BOOL(struct client_form, may_client_credentials, .doc = "acts for the shop"),
	SHAPE_BOOL(struct client_form, may_code, .doc = "acts for customers"),
	SHAPE_LIST(struct client_form, scope, NULL, PERM__COUNT, .doc = "permissions"),
	SHAPE_I64(struct client_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
};
static const struct shape client_form_shape =
    SHAPE(struct client_form, client_fields, "An OAuth client as it is entered.");

struct grant_form {
	struct str grant;
};
static const struct shape_field grant_fields[] = { SHAPE_STR(
    struct grant_form, grant, 1, 40, .flags = SHAPE_REQUIRED, .doc = "id of a grant") };
static const struct shape grant_shape = SHAPE(struct grant_form, grant_fields, "A grant to revoke.");

#define READ ACCESS_OFFICE, PERM_CLIENT_READ
#define WRITE ACCESS_OFFICE, PERM_CLIENT_WRITE
#define CLIENT "/admin/integrations/clients/{id}"
static const struct route routes[] = {
	{ GET, "/admin/integrations", list_page, READ, .query = &office_args_shape, .sql = { 0, 6 },
	    .doc = "OAuth clients and API keys" },
	{ GET, "/admin/integrations/clients/new", client_new, WRITE, .sql = { 0, 4 }, .flags = ROUTE_FRESH },
	{ POST, "/admin/integrations/clients/new", client_create, WRITE, .body = &client_form_shape, .sql = { 0, 40 },
	    .flags = ROUTE_FRESH },
	{ GET, CLIENT, client_page, READ, .query = &office_args_shape, .sql = { 0, 10 }, .doc = "An OAuth client" },
	{ GET, CLIENT "/edit", client_edit, WRITE, .sql = { 0, 8 }, .flags = ROUTE_FRESH },
	{ POST, CLIENT "/edit", client_change, WRITE, .body = &client_form_shape, .sql = { 0, 40 },
	    .flags = ROUTE_FRESH },
	{ GET, CLIENT "/rotate", client_rotate_ask, WRITE, .sql = { 0, 8 }, .flags = ROUTE_FRESH },
	{ POST, CLIENT "/rotate", client_rotate, WRITE, .sql = { 0, 30 }, .flags = ROUTE_FRESH, .doc = "A new secret" },
	{ POST, CLIENT "/end-previous", client_end_previous, WRITE, .sql = { 0, 30 }, .flags = ROUTE_FRESH },
	{ GET, CLIENT "/disable", client_disable_ask, WRITE, .sql = { 0, 8 }, .flags = ROUTE_FRESH },
	{ POST, CLIENT "/disable", client_disable, WRITE, .sql = { 0, 30 }, .flags = ROUTE_FRESH },
	{ POST, CLIENT "/enable", client_enable, WRITE, .sql = { 0, 30 }, .flags = ROUTE_FRESH },
	{ GET, CLIENT "/grants", grants_ask, WRITE, .sql = { 0, 8 }, .flags = ROUTE_FRESH },
	{ POST, CLIENT "/grants", grants_revoke, WRITE, .sql = { 0, 30 }, .flags = ROUTE_FRESH,
	    .doc = "Revokes all grants" },
	{ POST, CLIENT "/grant", grant_revoke, WRITE, .body = &grant_shape, .sql = { 0, 30 }, .flags = ROUTE_FRESH,
	    .doc = "Revokes one grant" },
};
const struct route_table office_integration_routes = { routes, COUNT(routes) };

#define HOME "/admin/integrations"
#define ITEM "/admin/integrations/clients/*"
#define GRANTS 50

/* ---- list ---- */

static void
client_rows(struct req *r, struct block_view *b, struct list clients)
{
	static const char *const columns[] = { N_("Client"), N_("Acts"), N_("Permissions"), N_("Status"), N_("Since") };
	const struct oauth_client *c = clients.items;

	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("None yet. A client is a program that asks for tokens by OAuth 2.0."));
	for (size_t i = 0; i < clients.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *cell = office_cell(r, b, row, c[i].name);
		bool on = time_is_absent(c[i].disabled_at);
		cell->url = office_url(r, ITEM, c[i].client_id);
		cell->note = c[i].client_id;
		office_cell(r, b, row,
		    c[i].may_client_credentials ? c[i].may_code ? form_text(r, N_("for the shop and for customers"))
								: form_text(r, N_("for the shop"))
						: form_text(r, N_("for customers")));
		office_cell(r, b, row, c[i].scope_text);
		cell = office_cell(r, b, row, form_text(r, on ? N_("in use") : N_("off")));
		cell->tone = on ? STR("good") : STR("bad");
		office_cell_time(r, b, row, c[i].created_at);
	}
}

static void
key_rows(struct req *r, struct block_view *b, struct list keys)
{
	static const char *const columns[] = { N_("Key"), N_("Permissions"), N_("Last use"), N_("Ends"), N_("Status") };
	const struct api_key *k = keys.items;

	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("None yet. A key is for simple integrations that cannot speak OAuth."));
	for (size_t i = 0; i < keys.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *cell = office_cell(r, b, row, k[i].name);
		cell->note = str_printf(r->arena, "%.*s…", STR_ARG(k[i].prefix));
		office_cell(r, b, row, k[i].scope_text);
		office_cell_time(r, b, row, k[i].used_at);
		office_cell_time(r, b, row, k[i].expires_at);
		cell = office_cell(r, b, row,
		    form_text(r,
			k[i].is_live                           ? N_("in use")
			    : !time_is_absent(k[i].revoked_at) ? N_("revoked")
							       : N_("ended")));
		cell->tone = k[i].is_live ? STR("good") : STR("quiet");
		if (k[i].is_live && office_may(r, PERM_CLIENT_WRITE))
			office_row_link(r, b, row, N_("Revoke …"),
			    office_url(r, "/admin/integrations/keys/*/revoke", k[i].public_id))
			    ->danger = true;
	}
}

static enum err
list_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct office_page p;
	struct block_view *b;
	struct list clients, keys;
	enum err err = oauth_client_list(req_db(r), r->arena, &clients);

	if (!err)
		err = api_key_list(req_db(r), r->arena, 0, &keys);
	if (err || (err = office_begin(r, &p, form_text(r, N_("Integrations")))))
		return err;
	office_notice(r, &p, args->done);
	if (office_may(r, PERM_CLIENT_WRITE)) {
		office_link(r, &p.actions, N_("New OAuth client"), office_url(r, HOME "/clients/new", STR("")));
		office_link(r, &p.actions, N_("New API key"), office_url(r, HOME "/keys/new", STR("")))->quiet = true;
	}
	b = office_block(r, &p, N_("OAuth clients"));
	client_rows(r, b, clients);
	b = office_block(r, &p, N_("API keys of the shop"));
	key_rows(r, b, keys);
	return office_reply(r, &p);
}

/* ---- one client ---- */

static enum err
client_grants(struct req *r, struct office_page *p, const struct oauth_client *c)
{
	static const char *const columns[] = { N_("Since"), N_("For whom"), N_("Permissions"), N_("Last use"),
		N_("Status") };
	struct block_view *b = office_block(r, p, N_("Grants"));
	const struct oauth_grant *g;
	struct list grants;
	enum err err = oauth_grant_list_client(req_db(r), r->arena, c->id, 0, GRANTS, &grants);

	if (err)
		return err;
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nobody gave this client access yet."));
	g = grants.items;
	for (size_t i = 0; i < grants.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *cell;
		office_cell_time(r, b, row, g[i].created_at);
		cell = office_cell(r, b, row, g[i].account_id ? g[i].account : form_text(r, N_("the shop")));
		if (g[i].account_id && office_may(r, PERM_CUSTOMER_READ))
			cell->url = office_url(r, "/admin/customers/*", g[i].account);
		office_cell(r, b, row, g[i].scope_text);
		office_cell_time(r, b, row, g[i].used_at);
		cell = office_cell(r, b, row, g[i].is_live ? form_text(r, N_("in use")) : form_text(r, N_("ended")));
		cell->tone = g[i].is_live ? STR("good") : STR("quiet");
		cell->note = g[i].revoked_why;
		if (g[i].is_live && office_may(r, PERM_CLIENT_WRITE)) {
			struct button_view *button =
			    office_row_button(r, b, row, N_("Revoke"), office_url(r, ITEM "/grant", c->client_id));
			button->name = STR("grant");
			button->value = g[i].public_id;
			button->danger = true;
		}
	}
	if (grants.count && office_may(r, PERM_CLIENT_WRITE))
		office_link(r, &b->buttons, N_("Revoke all …"), office_url(r, ITEM "/grants", c->client_id))->quiet =
		    true;
	return OK;
}

static void
client_facts(struct req *r, struct office_page *p, const struct oauth_client *c)
{
	struct block_view *b = office_block(r, p, N_("The client"));
	const struct str *uri = c->redirects.items;
	bool on = time_is_absent(c->disabled_at);

	p->tag = form_text(r, on ? N_("in use") : N_("off"));
	p->tag_tone = on ? STR("good") : STR("bad");
	office_fact(r, b, N_("Client id"), c->client_id)->code = true;
	office_fact(r, b, N_("Kind"),
	    form_text(
		r, c->is_confidential ? N_("confidential: has a secret") : N_("public: proves itself by PKCE alone")));
	office_fact(r, b, N_("For the shop (client credentials)"),
	    form_text(r, c->may_client_credentials ? N_("yes") : N_("no")));
	office_fact(r, b, N_("For customers (authorization code)"), form_text(r, c->may_code ? N_("yes") : N_("no")));
	office_fact(r, b, N_("Permissions"), c->scope_text);
	for (size_t i = 0; i < c->redirects.count; i++)
		office_fact(r, b, N_("Redirect URI"), uri[i])->code = true;
	office_fact_time(r, b, N_("Since"), c->created_at);
	if (!time_is_absent(c->previous_secret_until)) {
		office_fact_time(r, b, N_("The older secret is good until"), c->previous_secret_until);
		if (office_may(r, PERM_CLIENT_WRITE))
			office_button(r, &b->buttons, N_("End the older secret now"),
			    office_url(r, ITEM "/end-previous", c->client_id))
			    ->quiet = true;
	}
}

static void
client_actions(struct req *r, struct office_page *p, const struct oauth_client *c)
{
	struct button_view *b;

	if (!office_may(r, PERM_CLIENT_WRITE))
		return;
	office_link(r, &p->actions, N_("Change"), office_url(r, ITEM "/edit", c->client_id));
	if (c->is_confidential)
		office_link(r, &p->actions, N_("New secret …"), office_url(r, ITEM "/rotate", c->client_id))->quiet =
		    true;
	if (time_is_absent(c->disabled_at)) {
		b = office_link(r, &p->actions, N_("Switch off …"), office_url(r, ITEM "/disable", c->client_id));
		b->quiet = b->danger = true;
	} else {
		office_button(r, &p->actions, N_("Switch on"), office_url(r, ITEM "/enable", c->client_id))->quiet =
		    true;
	}
}

/* `secret`: shown this once. */
static enum err
client_show(struct req *r, const struct oauth_client *c, struct str secret, struct str done)
{
	struct office_page p;
	enum err err = office_begin(r, &p, c->name);

	if (err)
		return err;
	office_crumb(r, &p, N_("Integrations"), HOME);
	office_notice(r, &p, done);
	if (secret.ptr) {
		struct block_view *b = office_block(r, &p, N_("The secret, shown this once"));
		b->tone = STR("warn");
		b->text = form_text(r, N_("Copy it now: we keep only its digest, and nobody can show it again."));
		b->secret = secret;
		b->secret_label = form_text(r, N_("Client secret"));
	}
	client_facts(r, &p, c);
	client_actions(r, &p, c);
	err = client_grants(r, &p, c);
	return err ? err : office_reply(r, &p);
}

static enum err
find(struct req *r, struct oauth_client *out)
{
	return oauth_client_find(req_db(r), r->arena, r->params[0], out);
}

static enum err
client_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct oauth_client c;
	enum err err = find(r, &c);

	return err ? err : client_show(r, &c, STR_ABSENT, args->done);
}

/* ---- making and changing ---- */

static struct list
split_uris(struct req *r, struct str text)
{
	struct str *uris = arena_array(r->arena, struct str, OAUTH_REDIRECTS_MAX + 1);
	size_t n = 0, at = 0;

	while (at < text.len && n <= OAUTH_REDIRECTS_MAX) {
		size_t start;
		while (at < text.len && (unsigned char)text.ptr[at] <= ' ')
			at++;
		start = at;
		while (at < text.len && (unsigned char)text.ptr[at] > ' ')
			at++;
		if (at > start)
			uris[n++] = str_n(text.ptr + start, at - start);
	}
	return (struct list){ uris, n };
}

static struct oauth_client_input
input_of(struct req *r, const struct client_form *f)
{
	return (struct oauth_client_input){ .name = f->name,
		.is_confidential = !f->is_public,
		.may_client_credentials = f->may_client_credentials,
		.may_code = f->may_code,
		.redirects = split_uris(r, f->redirect_uris),
		.scope = f->scope,
		.version = f->version };
}

static struct client_form
form_of(struct req *r, const struct oauth_client *c)
{
	const struct str *uri = c->redirects.items;
	struct str rest = c->scope_text, name;
	struct str *names = arena_array(r->arena, struct str, PERM__COUNT);
	size_t n = 0;
	struct buf uris;

	buf_in_arena(&uris, r->arena, BUF_LINE);
	for (size_t i = 0; i < c->redirects.count; i++)
		buf_printf(&uris, "%s%.*s", i ? "\n" : "", STR_ARG(uri[i]));
	while (n < PERM__COUNT && str_split(&rest, ' ', &name))
		if (name.len)
			names[n++] = name;
	return (struct client_form){ .name = c->name,
		.redirect_uris = uris.len ? buf_view(&uris) : STR_ABSENT,
		.is_public = !c->is_confidential,
		.may_client_credentials = c->may_client_credentials,
		.may_code = c->may_code,
		.scope = { names, n },
		.version = c->version };
}

static const struct form_field client_form_new[] = {
	{ "name", N_("Name"), FIELD_TEXT, .autocomplete = "off",
	    .hint = N_("Customers read it when they are asked to give access.") },
	{ "may_client_credentials", N_("Acts for the shop (client credentials)"), FIELD_CHECK },
	{ "may_code", N_("Acts for customers who agree (authorization code with PKCE)"), FIELD_CHECK },
	{ "is_public", N_("Cannot keep a secret: runs in a browser or on a phone"), FIELD_CHECK },
	{ "redirect_uris", N_("Redirect URIs"), FIELD_AREA, .autocomplete = "off",
	    .hint = N_("One a line. Compared letter by letter.") },
	{ "version", NULL, FIELD_HIDDEN },
};
static const struct form_field client_form_edit[] = {
	{ "name", N_("Name"), FIELD_TEXT, .autocomplete = "off",
	    .hint = N_("Customers read it when they are asked to give access.") },
	{ "may_client_credentials", N_("Acts for the shop (client credentials)"), FIELD_CHECK },
	{ "may_code", N_("Acts for customers who agree (authorization code with PKCE)"), FIELD_CHECK },
	{ "redirect_uris", N_("Redirect URIs"), FIELD_AREA, .autocomplete = "off",
	    .hint = N_("One a line. Compared letter by letter.") },
	{ "version", NULL, FIELD_HIDDEN },
};

static enum err
client_form_show(struct req *r, const struct oauth_client *c, const struct client_form *in,
    const struct client_form *lost, int status)
{
	struct office_page p;
	struct block_view *b;
	uint64_t chosen = office_permission_set(in->scope);
	enum err err = office_begin(r, &p, form_text(r, c ? N_("Change the client") : N_("New OAuth client")));

	if (err)
		return err;
	office_crumb(r, &p, N_("Integrations"), HOME);
	if (c && lost) {
		const struct client_form now = form_of(r, c);
		struct buf ours;
		buf_in_arena(&ours, r->arena, BUF_LINE);
		permission_write(&ours, chosen);
		const struct conflict fields[] = { { N_("Name"), now.name, lost->name },
			{ N_("Redirect URIs"), now.redirect_uris, lost->redirect_uris },
			{ N_("Permissions"), c->scope_text, buf_view(&ours) } };
		office_conflict(r, &p, fields, COUNT(fields));
	}
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, c ? client_form_edit : client_form_new,
	    c ? COUNT(client_form_edit) : COUNT(client_form_new), &client_form_shape, in, &r->errors);
	office_permissions(r, b, "scope", PERM_FOR_OFFICE, chosen, r->who.permissions | (c ? c->scope : 0));
	office_permissions(r, b, "scope", PERM_FOR_SELF, chosen, permission_for(PERM_FOR_SELF));
	b->form->action = c ? office_url(r, ITEM "/edit", c->client_id) : office_url(r, HOME "/clients/new", STR(""));
	b->form->submit = form_text(r, c ? N_("Save") : N_("Make the client"));
	b->cancel_url = c ? office_url(r, ITEM, c->client_id) : office_url(r, HOME, STR(""));
	return office_reply_status(r, status != 200 ? status : form_status(b->form), &p);
}

static enum err
client_new(struct req *r)
{
	struct client_form in;

	shape_init(&client_form_shape, &in);
	return client_form_show(r, NULL, &in, NULL, 200);
}

static enum err
client_create(struct req *r)
{
	const struct client_form *form = r->form;
	struct oauth_client_input in = input_of(r, form);
	struct who who = who_of(r);
	struct oauth_client made;
	struct str secret = STR_ABSENT;
	enum err err;

	if (r->errors.count)
		return client_form_show(r, NULL, form, NULL, 422);
	err = office_scope_allowed(r, in.scope, 0, "client", STR_ABSENT);
	if (!err)
		err = oauth_client_create(req_db(r), r->arena, &who, &in, &r->errors, &made, &secret);
	if ((err == ERR_INVALID || err == ERR_DENIED) && r->errors.count)
		return client_form_show(r, NULL, form, NULL, err == ERR_DENIED ? 403 : 422);
	if (!err)
		err = oauth_client_find(req_db(r), r->arena, made.client_id, &made);
	return err ? err : client_show(r, &made, secret, STR("made"));
}

static enum err
client_edit(struct req *r)
{
	struct client_form in;
	struct oauth_client c;
	enum err err = find(r, &c);

	if (err)
		return err;
	in = form_of(r, &c);
	return client_form_show(r, &c, &in, NULL, 200);
}

static enum err
client_change(struct req *r)
{
	struct client_form form = *(const struct client_form *)r->form;
	struct oauth_client_input in = input_of(r, &form);
	struct who who = who_of(r);
	struct oauth_client c;
	enum err err = find(r, &c);

	if (err)
		return err;
	if (r->errors.count)
		return client_form_show(r, &c, &form, NULL, 422);
	in.is_confidential = c.is_confidential;
	err = office_scope_allowed(r, in.scope, c.scope, "client", c.client_id);
	if (!err)
		err = oauth_client_change(req_db(r), req_cache(r), r->arena, &who, c.client_id, &in, &r->errors);
	if ((err == ERR_INVALID || err == ERR_DENIED) && r->errors.count)
		return client_form_show(r, &c, &form, NULL, err == ERR_DENIED ? 403 : 422);
	if (err == ERR_PRECONDITION) {
		struct client_form ours = form;
		err_clear();
		if ((err = find(r, &c)))
			return err;
		form.version = c.version;
		return client_form_show(r, &c, &form, &ours, 409);
	}
	return err ? err : office_done(r, office_url(r, ITEM, c.client_id), "saved");
}

/* ---- secrets ---- */

static enum err
ask_client(struct req *r, const char *heading, const char *text, const char *submit, const char *path)
{
	struct oauth_client c;
	enum err err = find(r, &c);

	if (err)
		return err;
	return office_confirm(r,
	    &(struct office_question){ .heading = heading,
		.subject = c.name,
		.text = text,
		.submit = submit,
		.action = office_url(r, path, c.client_id),
		.cancel = office_url(r, ITEM, c.client_id) });
}

static enum err
client_rotate_ask(struct req *r)
{
	return ask_client(r, N_("Make a new secret?"),
	    N_("The present one stays good for seven days, so that nothing stops while the new one is rolled out."),
	    N_("Make a new secret"), ITEM "/rotate");
}

static enum err
client_rotate(struct req *r)
{
	struct who who = who_of(r);
	struct oauth_client c;
	struct str secret;
	enum err err =
	    oauth_client_rotate(req_db(r), req_cache(r), r->arena, &who, r->params[0], OAUTH_SECRET_OVERLAP_S, &secret);

	if (err || (err = find(r, &c)))
		return err;
	return client_show(r, &c, secret, STR("saved"));
}

static enum err
done_client(struct req *r, enum err err, const char *done)
{
	return err ? err : office_done(r, office_url(r, ITEM, r->params[0]), done);
}

static enum err
client_end_previous(struct req *r)
{
	struct who who = who_of(r);

	return done_client(r, oauth_client_end_previous(req_db(r), r->arena, &who, r->params[0]), "revoked");
}

/* ---- off and on ---- */

static enum err
client_disable_ask(struct req *r)
{
	return ask_client(r, N_("Switch this client off?"),
	    N_("Its tokens are refused at once. Grants stay, for when it is switched on again."), N_("Switch off"),
	    ITEM "/disable");
}

static enum err
client_disable(struct req *r)
{
	struct who who = who_of(r);

	return done_client(
	    r, oauth_client_set_disabled(req_db(r), req_cache(r), r->arena, &who, r->params[0], true), "revoked");
}

static enum err
client_enable(struct req *r)
{
	struct who who = who_of(r);

	return done_client(
	    r, oauth_client_set_disabled(req_db(r), req_cache(r), r->arena, &who, r->params[0], false), "enabled");
}

static enum err
grants_ask(struct req *r)
{
	return ask_client(r, N_("Revoke all grants of this client?"),
	    N_("All its tokens are refused at once; customers have to agree again."), N_("Revoke all"), ITEM "/grants");
}

static enum err
grants_revoke(struct req *r)
{
	struct who who = who_of(r);

	return done_client(r,
	    oauth_grant_revoke_all(req_db(r), req_cache(r), r->arena, &who, r->params[0], 0, "shop", NULL), "revoked");
}

static enum err
grant_revoke(struct req *r)
{
	const struct grant_form *in = r->form;
	struct who who = who_of(r);

	if (r->errors.count)
		return ERR_INVALID;
	return done_client(
	    r, oauth_grant_revoke(req_db(r), req_cache(r), r->arena, &who, 0, in->grant, "shop"), "revoked");
}
