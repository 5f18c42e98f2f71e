/*
 * privacy_pages.c - consents with their history, the sessions, a copy of one's data, and the end of the account.  See
 * account.h.
 */
#include "fcgi/account/account.h"
#include "lib/io/stream.h"
#include "lib/shop/account_session.h"
#include "lib/shop/consent.h"
#include "lib/shop/privacy.h"
#include "lib/shop/throttle.h"
#include "lib/web/i18n.h"

struct consent_form {
	struct str purpose;
	bool granted;
};
static const struct shape_field consent_fields[] = {
	SHAPE_STR(struct consent_form, purpose, 1, 32, .flags = SHAPE_REQUIRED, .doc = "what is agreed to"),
	SHAPE_BOOL(struct consent_form, granted, .doc = "agreed, or taken back"),
};
static const struct shape consent_form_shape = SHAPE(struct consent_form, consent_fields, "A consent.");

struct session_form {
	struct str id;
};
static const struct shape_field session_fields[] = {
	SHAPE_STR(struct session_form, id, 1, 40, .doc = "the session to end; absent: all others"),
};
static const struct shape session_form_shape = SHAPE(struct session_form, session_fields, "A session to end.");

struct erase_form {
	struct str password;
};
static const struct shape_field erase_fields[] = {
	SHAPE_STR(struct erase_form, password, 0, 1024, .flags = SHAPE_NO_TRIM | SHAPE_WRITE_ONLY | SHAPE_SECRET,
	    .doc = "present password"),
};
static const struct shape erase_shape = SHAPE(struct erase_form, erase_fields, "Deleting the account.");
static const struct form_field erase_form_fields[] = { { "password", N_("Your password"), FIELD_PASSWORD,
    .autocomplete = "current-password" } };

static enum err consents_page(struct req *r);
static enum err consents_post(struct req *r);
static enum err sessions_page(struct req *r);
static enum err sessions_post(struct req *r);
static enum err privacy_page(struct req *r);
static enum err export_post(struct req *r);
static enum err export_file(struct req *r);
static enum err erase_page(struct req *r);
static enum err erase_post(struct req *r);
static enum err revoke_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/account/consents", consents_page, ACCESS_SHOPPER, .query = &account_args_shape, .sql = { 0, 4 },
	    .doc = "Consents and their history" },
	{ POST, "/account/consents", consents_post, ACCESS_SHOPPER, .body = &consent_form_shape, .sql = { 0, 20 },
	    .doc = "Give or take back a consent" },
	{ GET, "/account/sessions", sessions_page, ACCESS_SHOPPER, .query = &account_args_shape, .sql = { 0, 3 },
	    .doc = "Where one is logged in" },
	{ POST, "/account/sessions", sessions_post, ACCESS_SHOPPER, .body = &session_form_shape, .sql = { 0, 20 },
	    .doc = "Log out a device, or all others" },
	{ GET, "/account/privacy", privacy_page, ACCESS_SHOPPER, .query = &account_args_shape, .sql = { 0, 3 },
	    .doc = "A copy of one's data; deletion" },
	{ POST, "/account/privacy/export", export_post, ACCESS_SHOPPER, .sql = { 0, 20 }, .doc = "Ask for a copy" },
	{ GET, "/account/privacy/export/{id}", export_file, ACCESS_SHOPPER, .sql = { 0, 3 }, .flags = ROUTE_FRESH,
	    .doc = "The copy" },
	{ GET, "/account/privacy/erase", erase_page, ACCESS_SHOPPER, .query = &account_args_shape, .sql = { 0, 4 },
	    .doc = "Form: delete the account" },
	{ POST, "/account/privacy/erase", erase_post, ACCESS_SHOPPER, .body = &erase_shape, .sql = { 0, 30 },
	    .doc = "Delete the account" },
	{ POST, "/account/privacy/{id}/revoke", revoke_post, ACCESS_SHOPPER, .sql = { 0, 20 },
	    .doc = "Take a request back" },
};
const struct route_table account_privacy = { routes, COUNT(routes) };

/* ---- consents ---- */

static const struct consent_purpose *
purpose_find(struct str name)
{
	size_t n;
	const struct consent_purpose *p = consent_purposes(&n);

	for (size_t i = 0; i < n; i++)
		if (str_eq_z(name, p[i].name))
			return &p[i];
	return NULL;
}

static struct str
consent_state(struct req *r, const struct consent *c)
{
	struct str when = form_date(r, c->at);

	if (time_is_absent(c->at))
		return form_text(r, N_("Never given"));
	return str_printf(r->arena, "%.*s %.*s",
	    STR_ARG(form_text(r, c->is_granted ? N_("Given on") : N_("Not given since"))), STR_ARG(when));
}

static void
fill_consents(struct req *r, struct account_view *v, struct list current)
{
	const struct consent *c = current.items;
	struct view_list list = { 0 };

	for (size_t i = 0; i < current.count; i++) {
		const struct consent_purpose *p = purpose_find(c[i].purpose);
		struct consent_view *view;
		if (!p)
			continue;
		view = view_push(r, &list, sizeof(*view));
		*view = (struct consent_view){ c[i].purpose, form_text(r, p->title), form_text(r, p->text),
			consent_state(r, &c[i]), c[i].is_granted && c[i].text_version == p->text_version };
	}
	v->consents = list.list;
}

static void
fill_history(struct req *r, struct account_view *v, struct list history)
{
	static const char *const sources[] = { [CONSENT_REGISTER] = N_("when you registered"),
		[CONSENT_ACCOUNT] = N_("on this page"),
		[CONSENT_LINK] = N_("by a link in a mail"),
		[CONSENT_STAFF] = N_("through our service"),
		[CONSENT_API] = N_("through an app") };
	const struct consent *c = history.items;
	struct consent_event_view *views = arena_array(r->arena, struct consent_event_view, history.count);

	for (size_t i = 0; i < history.count; i++) {
		const struct consent_purpose *p = purpose_find(c[i].purpose);
		views[i] = (struct consent_event_view){ p ? form_text(r, p->title) : c[i].purpose,
			form_text(r, c[i].is_granted ? N_("given") : N_("withdrawn")), form_date(r, c[i].at),
			c[i].source >= 0 ? form_text(r, sources[c[i].source]) : STR_ABSENT, c[i].text_version };
	}
	v->history = (struct list){ views, history.count };
	v->has_history = history.count > 0;
}

static enum err
consents_page(struct req *r)
{
	struct account_view v;
	struct list current, history;
	enum err err = consent_current(req_db(r), r->arena, r->who.account_id, &current);

	if (!err)
		err = consent_history(req_db(r), r->arena, r->who.account_id, &history);
	if (!err)
		err = account_view_fill(r, &v, AREA_CONSENTS, N_("Consents"),
		    N_("You decide, and can change your mind at any time. Nothing of it is needed for an order."));
	if (err)
		return err;
	fill_consents(r, &v, current);
	fill_history(r, &v, history);
	return account_reply(r, T_CONSENTS, &v);
}

static enum err
consents_post(struct req *r)
{
	const struct consent_form *in = r->form;
	struct account_env e;
	enum err err;

	if (r->errors.count)
		return err_fail(ERR_INVALID, "could not change a consent: no purpose was named");
	account_env_of(r, &e);
	err = consent_set(&e, r->who.account_id, in->purpose, in->granted, CONSENT_ACCOUNT);
	return err ? err : account_redirect(r, "/account/consents", "consent");
}

/* ---- sessions ---- */

static enum err
sessions_page(struct req *r)
{
	struct account_view v;
	struct session_view *views;
	struct list sessions;
	const struct session *s;
	enum err err = session_list(req_db(r), r->arena, r->who.account_id, r->who.session_id, &sessions);

	if (!err)
		err = account_view_fill(r, &v, AREA_SESSIONS, N_("Where you are logged in"),
		    N_("Log out a device that you do not know or do not use any more, and change your password if one of them is not yours."));
	if (err)
		return err;
	s = sessions.items;
	views = arena_array(r->arena, struct session_view, sessions.count);
	for (size_t i = 0; i < sessions.count; i++) {
		views[i] = (struct session_view){ .id = s[i].public_id,
			.device = device_label(r, s[i].agent),
			.current = s[i].current,
			.place = str_is_empty(s[i].ip) ? STR_ABSENT : throttle_prefix(r->arena, s[i].ip),
			.since = form_date(r, s[i].created_at) };
		time_ago(s[i].seen_at, &views[i]);
	}
	v.sessions = (struct list){ views, sessions.count };
	v.has_others = sessions.count > 1;
	return account_reply(r, T_SESSIONS, &v);
}

/* A session that has ended by itself meanwhile is what was wanted. */
static enum err
sessions_post(struct req *r)
{
	const struct session_form *in = r->form;
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	if (str_is_empty(in->id)) {
		err = account_end_sessions(&e, r->who.account_id, r->who.account, r->who.session_id);
		return err ? err : account_redirect(r, "/account/sessions", "sessions");
	}
	err = account_end_session(&e, r->who.account_id, r->who.account, in->id);
	return err && err != ERR_NOT_FOUND ? err : account_redirect(r, "/account/sessions", "session");
}

/* ---- a copy ---- */

static void
fill_requests(struct req *r, struct account_view *v, struct list requests)
{
	static const char *const states[] = { [PRIVACY_PENDING] = N_("waiting"),
		[PRIVACY_RUNNING] = N_("in progress"),
		[PRIVACY_DONE] = N_("done"),
		[PRIVACY_DECLINED] = N_("declined"),
		[PRIVACY_REVOKED] = N_("taken back"),
		[PRIVACY_FAILED] = N_("delayed, we are trying again") };
	const struct privacy_request *p = requests.items;
	struct request_view *views = arena_array(r->arena, struct request_view, requests.count);

	v->may_export = v->may_erase = true;
	for (size_t i = 0; i < requests.count; i++) {
		bool open =
		    p[i].state == PRIVACY_PENDING || p[i].state == PRIVACY_RUNNING || p[i].state == PRIVACY_FAILED;
		views[i] = (struct request_view){ .id = p[i].public_id,
			.state = form_text(r, states[p[i].state]),
			.message = p[i].message,
			.kind = form_text(
			    r, p[i].kind == PRIVACY_EXPORT ? N_("Copy of your data") : N_("Deletion of your account")),
			.when = form_date(r, p[i].created_at),
			.due = open && p[i].kind == PRIVACY_ERASE ? form_date(r, p[i].due_at) : STR_ABSENT,
			.may_revoke = p[i].state == PRIVACY_PENDING };
		if (p[i].kind == PRIVACY_EXPORT && p[i].state == PRIVACY_DONE && !str_is_empty(p[i].file) &&
		    p[i].expires_at.us > clock_now().us) {
			views[i].url = account_url(
			    r, arena_printf(r->arena, "/account/privacy/export/%.*s", STR_ARG(p[i].public_id)));
			views[i].until = form_date(r, p[i].expires_at);
		}
		if (open && p[i].kind == PRIVACY_EXPORT)
			v->may_export = false;
		if (open && p[i].kind == PRIVACY_ERASE)
			v->may_erase = false;
	}
	v->requests = (struct list){ views, requests.count };
	v->has_requests = requests.count > 0;
}

static enum err
privacy_page(struct req *r)
{
	struct account_view v;
	struct list requests;
	enum err err = privacy_list(req_db(r), r->arena, r->who.account_id, &requests);

	if (!err)
		err = account_view_fill(r, &v, AREA_PRIVACY, N_("Your data"),
		    N_("Everything that we know about you is yours to see, to take along, and to delete."));
	if (err)
		return err;
	fill_requests(r, &v, requests);
	return account_reply(r, T_PRIVACY, &v);
}

static enum err
export_post(struct req *r)
{
	struct privacy_request request;
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	err = privacy_ask(&e, r->who.account_id, PRIVACY_EXPORT, &request);
	return err ? err : account_redirect(r, "/account/privacy", "export");
}

static enum err
read_archive(struct req *r, const char *path, struct str *out)
{
	struct stream *stream;
	struct buf b;
	size_t len = 1;
	enum err err = stream_open(path, &stream);

	if (err)
		return err;
	buf_in_arena(&b, r->arena, BUF_REPLY);
	while (!err && len) {
		char part[16384];
		err = stream_read(stream, part, sizeof(part), &len);
		buf_add(&b, part, err ? 0 : len);
	}
	stream_close(stream);
	if (!err && b.failed)
		err = err_fail(ERR_INTERNAL, "could not send '%s': it is larger than %zu bytes", path, b.max);
	*out = buf_view(&b);
	return err;
}

static enum err
export_file(struct req *r)
{
	const char *path;
	struct account_env e;
	struct str archive;
	enum err err;

	account_env_of(r, &e);
	err = privacy_export_file(&e, r->who.account_id, r->params[0], &path);
	if (!err)
		err = read_archive(r, path, &archive);
	if (err)
		return err;
	resp_header(r, "Cache-Control", STR("private, no-store"));
	resp_header(r, "Content-Disposition", STR("attachment; filename=\"my-data.zip\""));
	return resp_text(r, 200, "application/zip", archive);
}

/* ---- the end ---- */

static enum err
erase_page(struct req *r)
{
	struct account_view v;
	bool has_password;
	enum err err = account_present(r, &has_password);

	if (err == ERR_DENIED)
		return account_prove_first(r);
	if (!err)
		err = account_view_fill(r, &v, AREA_PRIVACY, N_("Delete your account"),
		    N_("In 14 days your account, addresses, consents and settings are deleted for good. Until then you can take it back. Invoices that the law makes us keep "
		       "stay, without anything that is not needed in them."));

	if (err)
		return err;
	v.form = arena_new_of(r->arena, struct form_view);
	form_view_fill(
	    r, v.form, erase_form_fields, COUNT(erase_form_fields) - !has_password, &erase_shape, NULL, &r->errors);
	if (has_password)
		form_view_field(v.form, "password")->required = true;
	v.form->action = account_url(r, "/account/privacy/erase");
	v.form->submit = form_text(r, N_("Delete my account"));
	v.form->username = r->who.email;
	v.form->danger = true;
	account_view_link(r, &v, N_("Keep it"), "/account/privacy");
	return account_reply(r, T_FORM, &v);
}

static enum err
erase_post(struct req *r)
{
	const struct erase_form *in = r->form;
	struct privacy_request request;
	bool has_password;
	struct account_env e;
	enum err err;

	if (r->errors.count)
		return erase_page(r);
	account_env_of(r, &e);
	err = account_present(r, &has_password);
	if (err == ERR_DENIED)
		return account_prove_first(r);
	if (!err && has_password)
		err = account_check_password(&e, r->who.account_id, in->password);
	if (account_password_refused(r, err))
		return erase_page(r);
	if (!err)
		err = privacy_ask(&e, r->who.account_id, PRIVACY_ERASE, &request);
	return err ? err : account_redirect(r, "/account/privacy", "erase");
}

static enum err
revoke_post(struct req *r)
{
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	err = privacy_revoke(&e, r->who.account_id, r->params[0]);
	return err ? err : account_redirect(r, "/account/privacy", "revoked");
}
