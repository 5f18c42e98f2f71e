/* customer_pages.c - customers: the list, one of them with all that belongs to him, and what a clerk may do. */
#include "fcgi/admin/office.h"
#include "fcgi/admin/people.h"
#include "lib/shop/address.h"
#include "lib/shop/audit_read.h"
#include "lib/shop/clerk.h"
#include "lib/shop/consent.h"
#include "lib/shop/privacy.h"
#include "lib/web/form.h"

static enum err list_page(struct req *r), show_page(struct req *r), edit_page(struct req *r), edit_post(struct req *r);
static enum err state_page(struct req *r), disable_post(struct req *r), enable_post(struct req *r),
    reset_post(struct req *r);
static enum err session_post(struct req *r), sessions_page(struct req *r), sessions_post(struct req *r);
static enum err export_post(struct req *r), erase_page(struct req *r), erase_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/admin/customers", list_page, ACCESS_OFFICE, PERM_CUSTOMER_READ, .query = &people_args_shape,
	    .sql = { 0, 6 }, .doc = "Customers" },
	{ GET, "/admin/customers/{id}", show_page, ACCESS_OFFICE, PERM_CUSTOMER_READ, .query = &office_args_shape,
	    .sql = { 0, 24 }, .doc = "One customer; looking is recorded" },
	{ GET, "/admin/customers/{id}/edit", edit_page, ACCESS_OFFICE, PERM_CUSTOMER_WRITE, .sql = { 0, 8 } },
	{ POST, "/admin/customers/{id}/edit", edit_post, ACCESS_OFFICE, PERM_CUSTOMER_WRITE, .body = &profile_shape,
	    .sql = { 0, 30 } },
	{ GET, "/admin/customers/{id}/disable", state_page, ACCESS_OFFICE, PERM_CUSTOMER_WRITE, .sql = { 0, 6 } },
	{ POST, "/admin/customers/{id}/disable", disable_post, ACCESS_OFFICE, PERM_CUSTOMER_WRITE, .sql = { 0, 30 } },
	{ POST, "/admin/customers/{id}/enable", enable_post, ACCESS_OFFICE, PERM_CUSTOMER_WRITE, .sql = { 0, 30 } },
	{ POST, "/admin/customers/{id}/reset", reset_post, ACCESS_OFFICE, PERM_CUSTOMER_WRITE, .sql = { 0, 30 },
	    .doc = "Mails a link" },
	{ POST, "/admin/customers/{id}/session", session_post, ACCESS_OFFICE, PERM_CUSTOMER_WRITE,
	    .body = &people_session_shape, .sql = { 0, 30 } },
	{ GET, "/admin/customers/{id}/sessions", sessions_page, ACCESS_OFFICE, PERM_CUSTOMER_WRITE, .sql = { 0, 6 } },
	{ POST, "/admin/customers/{id}/sessions", sessions_post, ACCESS_OFFICE, PERM_CUSTOMER_WRITE, .sql = { 0, 30 } },
	{ POST, "/admin/customers/{id}/export", export_post, ACCESS_OFFICE, PERM_CUSTOMER_ERASE, .sql = { 0, 30 },
	    .flags = ROUTE_FRESH },
	{ GET, "/admin/customers/{id}/erase", erase_page, ACCESS_OFFICE, PERM_CUSTOMER_ERASE, .sql = { 0, 6 },
	    .flags = ROUTE_FRESH },
	{ POST, "/admin/customers/{id}/erase", erase_post, ACCESS_OFFICE, PERM_CUSTOMER_ERASE, .sql = { 0, 30 },
	    .flags = ROUTE_FRESH },
};
const struct route_table office_customer_routes = { routes, COUNT(routes) };

#define RECENT 20

static enum err
list_page(struct req *r)
{
	return people_list(r, SESSION_SHOP, N_("Customers"), "/admin/customers", "/admin/customers/*");
}

/* ---- one customer ---- */

static enum err
fill_addresses(struct req *r, struct office_page *p, const struct account *c)
{
	struct block_view *b = office_block(r, p, N_("Addresses"));
	const struct address *address;
	struct list all;
	enum err err = address_list(req_db(r), r->arena, c->id, &all);

	address = all.items;
	for (size_t i = 0; i < all.count && !err; i++) {
		struct cell_view *cell;
		struct list lines;
		struct buf text;
		const struct str *line;
		if ((err = address_lines(r->arena, &address[i], req_locale(r), STR_ABSENT, &lines)))
			break;
		buf_in_arena(&text, r->arena, BUF_LINE);
		line = lines.items;
		for (size_t k = 0; k < lines.count; k++)
			buf_printf(&text, "%s%.*s", k ? ", " : "", STR_ARG(line[k]));
		cell = office_fact(r, b,
		    address[i].is_delivery      ? address[i].is_billing ? N_("Delivery and invoice") : N_("Delivery")
			     : address[i].is_billing ? N_("Invoice")
						: N_("Address"),
		    buf_view(&text));
		cell->note = address[i].phone;
	}
	if (!err && all.count == 0)
		b->text = form_text(r, N_("None."));
	return err;
}

static enum err
fill_consents(struct req *r, struct office_page *p, const struct account *c)
{
	static const char *const columns[] = { N_("When"), N_("What"), N_("Decision"), N_("Where") };
	static const char *const sources[] = { [CONSENT_REGISTER] = N_("registration"),
		[CONSENT_ACCOUNT] = N_("account page"),
		[CONSENT_LINK] = N_("link of a mail"),
		[CONSENT_STAFF] = N_("back office"),
		[CONSENT_API] = N_("interface") };
	struct block_view *b = office_block(r, p, N_("Consents"));
	const struct consent_purpose *purposes;
	const struct consent *consent;
	struct list all;
	size_t n;
	enum err err = consent_history(req_db(r), r->arena, c->id, &all);

	if (err)
		return err;
	purposes = consent_purposes(&n);
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Never asked."));
	consent = all.items;
	for (size_t i = 0; i < all.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *cell;
		struct str title = consent[i].purpose;
		for (size_t k = 0; k < n; k++)
			if (str_eq_z(title, purposes[k].name))
				title = form_text(r, purposes[k].title);
		office_cell_time(r, b, row, consent[i].at);
		office_cell(r, b, row, title)->note =
		    str_printf(r->arena, "%.*s %d", STR_ARG(form_text(r, N_("text version"))), consent[i].text_version);
		cell = office_cell(r, b, row, form_text(r, consent[i].is_granted ? N_("agreed") : N_("taken back")));
		cell->tone = consent[i].is_granted ? STR("good") : STR("quiet");
		office_cell(r, b, row,
		    form_text(r, (size_t)consent[i].source < COUNT(sources) ? sources[consent[i].source] : ""));
	}
	return OK;
}

static enum err
fill_audit(struct req *r, struct office_page *p, const struct account *c)
{
	struct audit_filter f;
	struct block_view *b;
	struct list records;
	enum err err;

	if (!office_may(r, PERM_AUDIT_READ))
		return OK;
	audit_filter_init(&f);
	f.object = c->public_id;
	f.limit = RECENT;
	if ((err = audit_list(req_db(r), r->arena, &f, &records)))
		return err;
	b = office_block(r, p, N_("What was done with this account"));
	office_audit_rows(r, b, records);
	office_link(r, &b->buttons, N_("All of it"), office_url(r, "/admin/audit?object=*", c->public_id))->quiet =
	    true;
	return OK;
}

static void
fill_rights(struct req *r, struct office_page *p, const struct account *c)
{
	struct block_view *b;

	if (!office_may(r, PERM_CUSTOMER_ERASE) || c->state == ACCOUNT_ERASED)
		return;
	b = office_block(r, p, N_("The person's rights"));
	b->text = form_text(r,
	    N_("A copy of all data goes to the person's address; erasing waits some days, so that it can be taken back."));
	office_button(
	    r, &b->buttons, N_("Ask for a copy of the data"), office_url(r, "/admin/customers/*/export", c->public_id))
	    ->quiet = true;
	office_link(r, &b->buttons, N_("Erase this person …"), office_url(r, "/admin/customers/*/erase", c->public_id))
	    ->danger = true;
}

static enum err
show_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct account c;
	struct office_page p;
	enum err err = people_find(r, SESSION_SHOP, &c);

	if (err || (err = clerk_viewed(&e, &c)) || (err = office_begin(r, &p, office_person(r, &c))))
		return err;
	office_crumb(r, &p, N_("Customers"), "/admin/customers");
	office_notice(r, &p, args->done);
	people_profile(r, &p, &c);
	if (office_may(r, PERM_CUSTOMER_WRITE))
		people_actions(r, &p, &c, "/admin/customers");
	if ((err = fill_addresses(r, &p, &c)) || (err = fill_consents(r, &p, &c)) ||
	    (err = people_sessions(r, &p, &c, office_may(r, PERM_CUSTOMER_WRITE) ? "/admin/customers" : NULL)) ||
	    (err = fill_audit(r, &p, &c)))
		return err;
	fill_rights(r, &p, &c);
	return office_reply(r, &p);
}

/* ---- profile ---- */

static const struct form_field profile_form[] = {
	{ "given_name", N_("Given name"), FIELD_TEXT, .autocomplete = "off", .half = true },
	{ "family_name", N_("Family name"), FIELD_TEXT, .autocomplete = "off", .half = true },
	{ "phone", N_("Telephone"), FIELD_TEL, .autocomplete = "off", .half = true },
	{ "birthday", N_("Birthday"), FIELD_DATE, .autocomplete = "off", .half = true },
	{ "locale", N_("Language"), FIELD_SELECT, .short_ = true },
	{ "version", NULL, FIELD_HIDDEN },
};

static struct profile
profile_of(const struct account *c)
{
	return (struct profile){ .given_name = c->given_name,
		.family_name = c->family_name,
		.phone = c->phone,
		.locale = c->locale,
		.birthday = c->birthday,
		.version = c->version };
}

static void
fill_languages(struct req *r, struct form_view *form, struct str chosen)
{
	struct option_view *o = arena_array(r->arena, struct option_view, i18n_count(r->app->i18n));

	for (size_t i = 0; i < i18n_count(r->app->i18n); i++) {
		o[i].value = o[i].name = i18n_locale(r->app->i18n, (int)i);
		o[i].chosen = str_eq(o[i].value, chosen);
	}
	form_view_field(form, "locale")->options = (struct list){ o, i18n_count(r->app->i18n) };
}

static enum err
edit_show(struct req *r, const struct account *c, const struct profile *in, const struct profile *lost)
{
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, form_text(r, N_("Change the profile")));

	if (err)
		return err;
	office_crumb(r, &p, N_("Customers"), "/admin/customers");
	p.lead = office_person(r, c);
	if (lost) {
		const struct profile now = profile_of(c);
		const struct conflict fields[] = { { N_("Given name"), now.given_name, lost->given_name },
			{ N_("Family name"), now.family_name, lost->family_name },
			{ N_("Telephone"), now.phone, lost->phone },
			{ N_("Birthday"), form_date(r, now.birthday), form_date(r, lost->birthday) },
			{ N_("Language"), now.locale, lost->locale } };
		office_conflict(r, &p, fields, COUNT(fields));
	}
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, profile_form, COUNT(profile_form), &profile_shape, in, &r->errors);
	fill_languages(r, b->form, in->locale);
	b->form->action = office_url(r, "/admin/customers/*/edit", c->public_id);
	b->form->submit = form_text(r, N_("Save"));
	b->cancel_url = office_url(r, "/admin/customers/*", c->public_id);
	return office_reply_status(r, lost ? 409 : form_status(b->form), &p);
}

static enum err
edit_page(struct req *r)
{
	struct account c;
	struct profile in;
	enum err err = people_find(r, SESSION_SHOP, &c);

	if (err)
		return err;
	in = profile_of(&c);
	return edit_show(r, &c, &in, NULL);
}

static enum err
edit_post(struct req *r)
{
	struct profile in = *(const struct profile *)r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct account c;
	enum err err = people_find(r, SESSION_SHOP, &c);

	if (err)
		return err;
	if (r->errors.count)
		return edit_show(r, &c, &in, NULL);
	err = account_change_profile(&e, c.id, &in, &r->errors);
	if (err == ERR_INVALID && r->errors.count)
		return edit_show(r, &c, &in, NULL);
	if (err == ERR_PRECONDITION) {
		struct profile ours = in;
		err_clear();
		if ((err = people_find(r, SESSION_SHOP, &c)))
			return err;
		in.version = c.version; /* saving again is meant */
		return edit_show(r, &c, &in, &ours);
	}
	return err ? err : office_done(r, office_url(r, "/admin/customers/*", c.public_id), "saved");
}

/* ---- state, sessions, links ---- */

static enum err
state_page(struct req *r)
{
	return people_ask_disable(r, SESSION_SHOP, "/admin/customers", STR_ABSENT);
}

static enum err
disable_post(struct req *r)
{
	return people_set_state(r, SESSION_SHOP, "/admin/customers", ACCOUNT_DISABLED);
}

static enum err
enable_post(struct req *r)
{
	return people_set_state(r, SESSION_SHOP, "/admin/customers", ACCOUNT_ACTIVE);
}

static enum err
reset_post(struct req *r)
{
	return people_reset(r, SESSION_SHOP, "/admin/customers");
}

static enum err
session_post(struct req *r)
{
	return people_end_session(r, SESSION_SHOP, "/admin/customers");
}

static enum err
sessions_page(struct req *r)
{
	return people_ask_sessions(r, SESSION_SHOP, "/admin/customers");
}

static enum err
sessions_post(struct req *r)
{
	return people_end_sessions(r, SESSION_SHOP, "/admin/customers");
}

/* ---- rights ---- */

static enum err
ask(struct req *r, enum privacy_kind kind)
{
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct privacy_request request;
	struct account c;
	enum err err = people_find(r, SESSION_SHOP, &c);

	if (!err)
		err = privacy_ask(&e, c.id, kind, &request);
	return err ? err : office_done(r, office_url(r, "/admin/customers/*", c.public_id), "asked");
}

static enum err
export_post(struct req *r)
{
	return ask(r, PRIVACY_EXPORT);
}

static enum err
erase_page(struct req *r)
{
	struct account c;
	enum err err = people_find(r, SESSION_SHOP, &c);

	if (err)
		return err;
	return office_confirm(r,
	    &(struct office_question){ .heading = N_("Erase this person?"),
		.subject = office_person(r, &c),
		.text = N_(
		    "All that names the person will be gone for good: profile, addresses, consents, mails. What law makes us keep stays without a name. "
		    "A mail says so; until the day comes it can be taken back."),
		.submit = N_("Erase"),
		.action = office_url(r, "/admin/customers/*/erase", c.public_id),
		.cancel = office_url(r, "/admin/customers/*", c.public_id) });
}

static enum err
erase_post(struct req *r)
{
	return ask(r, PRIVACY_ERASE);
}
