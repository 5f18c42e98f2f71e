/*
 * profile_pages.c - overview, personal details, e-mail address, password, notifications.  See account.h.
 *
 * Each form is read against what is stored by its version: two tabs that save one after the other are told so, and
 * nothing is lost silently.
 */
#include "fcgi/account/account.h"
#include "lib/shop/consent.h"
#include "lib/shop/preference.h"
#include "lib/web/i18n.h"

static const struct form_field profile_form_fields[] = {
	{ "given_name", N_("First name"), FIELD_TEXT, .autocomplete = "given-name", .half = true },
	{ "family_name", N_("Last name"), FIELD_TEXT, .autocomplete = "family-name", .half = true },
	{ "phone", N_("Phone"), FIELD_TEL, .autocomplete = "tel", .hint = N_("For questions about a delivery only."),
	    .half = true },
	{ "birthday", N_("Birthday"), FIELD_DATE, .autocomplete = "bday", .hint = N_("If you want a greeting from us."),
	    .half = true },
	{ "locale", N_("Language of our mails"), FIELD_SELECT, .autocomplete = "language" },
	{ "version", .kind = FIELD_HIDDEN },
};

struct email_form {
	struct str email, password;
};
static const struct shape_field email_fields[] = {
	SHAPE_STR(
	    struct email_form, email, 1, 254, .flags = SHAPE_REQUIRED, .format = &format_email, .doc = "new address"),
	SHAPE_STR(struct email_form, password, 0, 1024, .flags = SHAPE_NO_TRIM | SHAPE_WRITE_ONLY | SHAPE_SECRET,
	    .doc = "present password"),
};
static const struct shape email_shape = SHAPE(struct email_form, email_fields, "Another e-mail address.");
static const struct form_field email_form_fields[] = {
	{ "email", N_("New e-mail address"), FIELD_EMAIL, .autocomplete = "email",
	    .hint = N_("We send a link to it. Until you open that link, nothing changes.") },
	{ "password", N_("Your password"), FIELD_PASSWORD, .autocomplete = "current-password" },
};

struct password_form {
	struct str present, wanted;
};
static const struct shape_field password_fields[] = {
	SHAPE_STR(struct password_form, present, 0, 1024, .flags = SHAPE_NO_TRIM | SHAPE_WRITE_ONLY | SHAPE_SECRET,
	    .doc = "present password"),
	SHAPE_STR(struct password_form, wanted, 1, 1024,
	    .flags = SHAPE_REQUIRED | SHAPE_NO_TRIM | SHAPE_WRITE_ONLY | SHAPE_SECRET, .doc = "new password"),
};
static const struct shape password_shape = SHAPE(struct password_form, password_fields, "Another password.");
static const struct form_field password_form_fields[] = {
	{ "present", N_("Present password"), FIELD_PASSWORD, .autocomplete = "current-password" },
	{ "wanted", N_("New password"), FIELD_PASSWORD, .autocomplete = "new-password",
	    .hint = N_("At least 15 characters, or 8 if you use the two-step login. "
		       "Several words in a row are easy to remember and hard to guess; spaces are welcome.") },
};

struct notifications_form {
	struct list on;   /* pair: "<topic>.<channel>" */
};
static const struct shape_field notifications_fields[] = {
	SHAPE_PAIRS(struct notifications_form, on, "on.", 100, .doc = "what is wanted: on.<topic>.<channel>"),
};
static const struct shape notifications_shape =
    SHAPE(struct notifications_form, notifications_fields, "Which notices somebody wants.");

static enum err overview_page(struct req *r);
static enum err profile_page(struct req *r);
static enum err profile_post(struct req *r);
static enum err email_page(struct req *r);
static enum err email_post(struct req *r);
static enum err password_page(struct req *r);
static enum err password_post(struct req *r);
static enum err notifications_page(struct req *r);
static enum err notifications_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/account", overview_page, ACCESS_SHOPPER, .query = &account_args_shape, .sql = { 0, 6 },
	    .doc = "Overview of the account" },
	{ GET, "/account/profile", profile_page, ACCESS_SHOPPER, .query = &account_args_shape, .sql = { 0, 3 },
	    .doc = "Form: personal details" },
	{ POST, "/account/profile", profile_post, ACCESS_SHOPPER, .body = &profile_shape, .sql = { 0, 20 },
	    .doc = "Change personal details" },
	{ GET, "/account/email", email_page, ACCESS_SHOPPER, .query = &account_args_shape, .sql = { 0, 4 },
	    .doc = "Form: another e-mail address" },
	{ POST, "/account/email", email_post, ACCESS_SHOPPER, .body = &email_shape, .sql = { 0, 30 },
	    .doc = "Ask for another e-mail address" },
	{ GET, "/account/password", password_page, ACCESS_SHOPPER, .query = &account_args_shape, .sql = { 0, 4 },
	    .doc = "Form: another password" },
	{ POST, "/account/password", password_post, ACCESS_SHOPPER, .body = &password_shape, .sql = { 0, 30 },
	    .doc = "Change the password" },
	{ GET, "/account/notifications", notifications_page, ACCESS_SHOPPER, .query = &account_args_shape,
	    .sql = { 0, 4 }, .doc = "Form: notifications" },
	{ POST, "/account/notifications", notifications_post, ACCESS_SHOPPER, .body = &notifications_shape,
	    .sql = { 0, 100 }, .doc = "Choose notifications" },
};
const struct route_table account_profile = { routes, COUNT(routes) };

/* ---- overview ---- */

/* Where orders go by default. */
static enum err
fill_delivery(struct req *r, struct account_view *v)
{
	struct list addresses;
	enum err err = address_list(req_db(r), r->arena, r->who.account_id, &addresses);
	const struct address *a = addresses.items;

	for (size_t i = 0; !err && i < addresses.count; i++)
		if (a[i].is_delivery) {
			v->delivery = arena_new_of(r->arena, struct address_view);
			return address_view_fill(r, v->delivery, &a[i]);
		}
	return err;
}

static enum err
overview_page(struct req *r)
{
	struct account_view v;
	struct account a;
	enum err err = account_get(req_db(r), r->arena, r->who.account_id, &a);

	if (!err)
		err = account_view_fill(r, &v, AREA_OVERVIEW, N_("My account"), NULL);
	if (!err)
		err = fill_delivery(r, &v);
	if (!err)
		err = consent_is_granted(req_db(r), r->arena, r->who.account_id, "newsletter", &v.has_newsletter);
	if (err)
		return err;
	v.name = str_is_empty(a.given_name) ? STR_ABSENT : a.given_name;
	v.email = a.email;
	v.member_since = form_date(r, a.created_at);
	v.password_since = form_date(r, a.password_changed_at);
	v.has_password = a.has_password;
	v.has_second_step = a.has_totp || a.passkeys > 0;
	return account_reply(r, T_OVERVIEW, &v);
}

/* ---- forms that are a page of their own ---- */

static enum err
form_page(struct req *r, struct account_view *v, const struct form_field *fields, size_t count, const struct shape *s,
    const void *in, const char *path, const char *submit)
{
	v->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, v->form, fields, count, s, in, &r->errors);
	v->form->action = account_url(r, path);
	v->form->submit = form_text(r, submit);
	return OK;
}

static void
fill_locales(struct req *r, struct form_view *f, const struct account_view *v, struct str chosen)
{
	const struct link_view *locale = v->page->locales.items;
	struct option_view *options = arena_array(r->arena, struct option_view, v->page->locales.count);

	for (size_t i = 0; i < v->page->locales.count; i++)
		options[i] = (struct option_view){ locale[i].code, locale[i].name, str_eq(locale[i].code, chosen) };
	form_view_field(f, "locale")->options = (struct list){ options, v->page->locales.count };
}

static enum err
profile_show(struct req *r, const struct profile *in, struct str message)
{
	struct account_view v;
	enum err err = account_view_fill(r, &v, AREA_PROFILE, N_("Personal details"), NULL);

	if (!err)
		err = form_page(r, &v, profile_form_fields, COUNT(profile_form_fields), &profile_shape, in,
		    "/account/profile", N_("Save"));
	if (err)
		return err;
	fill_locales(r, v.form, &v, in->locale);
	if (!str_is_absent(message))
		form_view_error(r, v.form, message);
	return account_reply(r, T_FORM, &v);
}

static enum err
stored_profile(struct req *r, struct profile *out)
{
	struct account a;
	enum err err = account_get(req_db(r), r->arena, r->who.account_id, &a);

	if (!err)
		*out = (struct profile){ a.given_name, a.family_name, a.phone, a.locale, a.birthday, a.version };
	return err;
}

static enum err
profile_page(struct req *r)
{
	struct profile p;
	enum err err = stored_profile(r, &p);

	return err ? err : profile_show(r, &p, STR_ABSENT);
}

static enum err
profile_post(struct req *r)
{
	struct profile in = *(const struct profile *)r->form, stored;
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	err = r->errors.count ? ERR_INVALID : account_change_profile(&e, r->who.account_id, &in, &r->errors);
	if (err == ERR_INVALID && r->errors.count)
		return profile_show(r, &in, STR_ABSENT);
	if (err == ERR_PRECONDITION) {
		if ((err = stored_profile(r, &stored)))
			return err;
		in.version = stored.version;
		return profile_show(r, &in,
		    form_text(r,
			N_("Your details were changed meanwhile, in another window perhaps. Here is what you entered: "
			   "save again to keep it.")));
	}
	return err ? err : account_redirect(r, "/account/profile", "profile");
}

/* ---- e-mail ---- */

static enum err
email_show(struct req *r, const struct email_form *in)
{
	struct account_view v;
	bool has_password;
	enum err err = account_present(r, &has_password);

	if (err == ERR_DENIED)
		return account_prove_first(r);
	if (!err)
		err = account_view_fill(r, &v, AREA_EMAIL, N_("E-mail address"), NULL);
	if (!err)
		err = form_page(r, &v, email_form_fields, COUNT(email_form_fields) - !has_password, &email_shape, in,
		    "/account/email", N_("Send the link"));
	if (err)
		return err;
	if (has_password)
		form_view_field(v.form, "password")->required = true;
	v.form->username = v.email = r->who.email;
	return account_reply(r, T_FORM, &v);
}

static enum err
email_page(struct req *r)
{
	return email_show(r, NULL);
}

static enum err
email_post(struct req *r)
{
	const struct email_form *in = r->form;
	struct account_env e;
	bool has_password;
	enum err err;

	account_env_of(r, &e);
	err = account_present(r, &has_password);
	if (err == ERR_DENIED)
		return account_prove_first(r);
	if (!err)
		err = r->errors.count
		    ? ERR_INVALID
		    : account_change_email(&e, r->who.account_id, in->password, in->email, &r->errors);
	if (err == ERR_INVALID && r->errors.count)
		return email_show(r, in);
	return err ? err : account_redirect(r, "/account/email", "email-sent");
}

/* ---- password ---- */

static enum err
password_show(struct req *r)
{
	struct account_view v;
	bool has_password;
	enum err err = account_present(r, &has_password);

	if (err == ERR_DENIED)
		return account_prove_first(r);
	if (!err)
		err = account_view_fill(r, &v, AREA_PASSWORD, N_("Password"),
		    N_("All your other devices are logged out when you change it."));
	if (!err)
		err =
		    form_page(r, &v, password_form_fields + !has_password, COUNT(password_form_fields) - !has_password,
			&password_shape, NULL, "/account/password", N_("Change the password"));
	if (err)
		return err;
	if (has_password)
		form_view_field(v.form, "present")->required = true;
	v.form->username = r->who.email;
	account_view_link(r, &v, N_("Forgotten your password?"), "/password/forgotten");
	return account_reply(r, T_FORM, &v);
}

static enum err
password_page(struct req *r)
{
	return password_show(r);
}

static enum err
password_post(struct req *r)
{
	const struct password_form *in = r->form;
	struct account_env e;
	bool has_password;
	enum err err;

	account_env_of(r, &e);
	err = account_present(r, &has_password);
	if (err == ERR_DENIED)
		return account_prove_first(r);
	if (!err)
		err = r->errors.count ? ERR_INVALID
				      : account_change_password(&e, r->who.account_id, r->who.session_id, in->present,
					    in->wanted, &r->errors);
	if (err == ERR_INVALID && r->errors.count)
		return password_show(r);
	return err ? err : account_redirect(r, "/account/password", "password");
}

/* ---- notifications ---- */

static const char *const channel_names[CHANNEL__COUNT] = { N_("by e-mail"), N_("by text message"),
	N_("on this device") };

static struct str
switch_name(struct req *r, const struct preference *p)
{
	return str_printf(r->arena, "on.%.*s.%s", STR_ARG(p->topic), channels[p->channel].name);
}

static void
fill_topics(struct req *r, struct account_view *v, struct list preferences)
{
	const struct preference *p = preferences.items;
	struct view_list list = { 0 }, boxes = { 0 };
	struct topic_view *view = NULL;
	const struct topic *topic = NULL;

	for (size_t i = 0; i < preferences.count; i++) {
		struct field_view *box;
		if (!topic || !str_eq_z(p[i].topic, topic->name)) {
			topic = topic_find(p[i].topic);
			view = view_push(r, &list, sizeof(*view));
			view->title = form_text(r, topic->title);
			view->text = form_text(r, topic->text);
			boxes = (struct view_list){ 0 };
		}
		box = view_push(r, &boxes, sizeof(*box));
		shape_init(&field_view_shape, box);
		box->name = box->id = switch_name(r, &p[i]);
		box->label = form_text(r, channel_names[p[i].channel]);
		box->checked = p[i].is_on;
		box->required = p[i].is_fixed; /* cannot be switched off */
		view->channels = boxes.list;
	}
	v->topics = list.list;
}

static enum err
notifications_page(struct req *r)
{
	struct account_view v;
	struct list preferences;
	enum err err = preference_list(req_db(r), r->arena, r->who.account_id, &preferences);

	if (!err)
		err = account_view_fill(
		    r, &v, AREA_NOTIFICATIONS, N_("Notifications"), N_("What we may write to you about, and how."));
	if (err)
		return err;
	fill_topics(r, &v, preferences);
	return account_reply(r, T_NOTIFICATIONS, &v);
}

static bool
is_wanted(struct req *r, const struct notifications_form *in, const struct preference *p)
{
	const struct pair *pair = in->on.items;
	struct str name = str_skip(switch_name(r, p), strlen("on."));

	for (size_t i = 0; i < in->on.count; i++)
		if (str_eq(pair[i].name, name))
			return true;
	return false;
}

static enum err
notifications_post(struct req *r)
{
	const struct notifications_form *in = r->form;
	const struct preference *p;
	struct list preferences;
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	err = preference_list(e.db, r->arena, r->who.account_id, &preferences);
	p = preferences.items;
	for (size_t i = 0; !err && i < preferences.count; i++)
		if (!p[i].is_fixed && p[i].is_on != is_wanted(r, in, &p[i]))
			err =
			    preference_set(&e, r->who.account_id, p[i].topic, (enum channel)p[i].channel, !p[i].is_on);
	return err ? err : account_redirect(r, "/account/notifications", "notifications");
}
