/* me_api.c - the customer of a token: profile, consents, preferences, sessions.  See api.h. */
#include "fcgi/account/api.h"
#include "lib/io/json.h"
#include "lib/shop/account_session.h"
#include "lib/shop/throttle.h"
#include "lib/web/i18n.h"

static bool
is_date(struct str s)
{
	struct time t;

	return s.len == 10 && !time_parse(s, &t);
}
static const struct shape_format format_date = { "date", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", is_date,
	N_("Use a date such as 1990-05-31.") };

static const struct shape_field me_fields[] = {
	SHAPE_STR(struct me_api, id, 1, 40, .flags = SHAPE_READ_ONLY, .doc = "id of the account"),
	SHAPE_STR(struct me_api, email, 1, 254, .flags = SHAPE_READ_ONLY,
	    .doc = "e-mail address; changed by its owner, on the pages"),
	SHAPE_STR(struct me_api, given_name, 0, 100, .doc = "first name"),
	SHAPE_STR(struct me_api, family_name, 0, 100, .doc = "last name"),
	SHAPE_STR(struct me_api, phone, 0, 32, .format = &format_phone, .doc = "telephone number"),
	SHAPE_STR(struct me_api, birthday, 0, 10, .format = &format_date, .doc = "date of birth"),
	SHAPE_STR(struct me_api, locale, 2, 12, .format = &format_locale, .doc = "language of mails"),
	SHAPE_BOOL(struct me_api, has_second_factor, .flags = SHAPE_READ_ONLY,
	    .doc = "the login asks for more than a password"),
	SHAPE_TIME(
	    struct me_api, email_confirmed_at, .flags = SHAPE_READ_ONLY, .doc = "since when the address is confirmed"),
	SHAPE_TIME(struct me_api, created_at, .flags = SHAPE_READ_ONLY, .doc = "since when the account is there"),
};
const struct shape me_api_shape = SHAPE(struct me_api, me_fields, "A customer's profile.");

static const struct shape_field session_fields[] = {
	SHAPE_STR(struct session_api, id, 1, 40, .doc = "id of the session"),
	SHAPE_STR(struct session_api, device, 0, 200, .doc = "browser and system"),
	SHAPE_STR(struct session_api, network, 0, 60, .doc = "network that it came from"),
	SHAPE_TIME(struct session_api, created_at, .doc = "login"),
	SHAPE_TIME(struct session_api, seen_at, .doc = "last use"),
	SHAPE_TIME(struct session_api, ends_at, .doc = "ends at the latest"),
};
static const struct shape session_api_shape = SHAPE(struct session_api, session_fields, "A login that lasts.");

/* A list shape for each kind of thing: the element differs. */
#define LIST_SHAPE(var, schema, item, text) \
	static const struct shape_field var##_fields[] = { SHAPE_LIST( \
	    struct list_api, items, (item), 1000, .doc = "all of them") }; \
	const struct shape var = { schema, sizeof(struct list_api), var##_fields, COUNT(var##_fields), text }
LIST_SHAPE(address_list_shape, "address_list", &address_api_shape, "Addresses of a customer.");
LIST_SHAPE(session_list_shape, "session_list", &session_api_shape, "Sessions of a customer.");
LIST_SHAPE(consent_list_shape, "consent_list", &consent_shape, "What a customer agreed to.");
LIST_SHAPE(preference_list_shape, "preference_list", &preference_shape, "Notices that a customer wants.");

static enum err me_get(struct req *r);
static enum err me_patch(struct req *r);
static enum err consents_get(struct req *r);
static enum err consents_post(struct req *r);
static enum err preferences_get(struct req *r);
static enum err preferences_put(struct req *r);
static enum err sessions_get(struct req *r);
static enum err session_delete(struct req *r);

static const struct route routes[] = {
	{ GET, "/api/v1/me", me_get, ACCESS_TOKEN, PERM_PROFILE_READ, .reply = &me_api_shape, .sql = { 0, 2 },
	    .id = "getMe", .tag = "customer", .doc = "The customer of the token" },
	{ PATCH, "/api/v1/me", me_patch, ACCESS_TOKEN, PERM_PROFILE_WRITE, .body = &me_api_shape,
	    .reply = &me_api_shape, .sql = { 0, 20 }, .id = "changeMe", .tag = "customer",
	    .doc = "Change the profile; If-Match" },
	{ GET, "/api/v1/me/consents", consents_get, ACCESS_TOKEN, PERM_CONSENT_READ, .reply = &consent_list_shape,
	    .sql = { 0, 2 }, .id = "listConsents", .tag = "customer", .doc = "What counts now, per purpose" },
	{ POST, "/api/v1/me/consents", consents_post, ACCESS_TOKEN, PERM_CONSENT_WRITE, .body = &consent_shape,
	    .reply = &consent_list_shape, .sql = { 0, 30 }, .flags = ROUTE_ONCE, .id = "giveConsent", .tag = "customer",
	    .doc = "Give a consent or take it back" },
	{ GET, "/api/v1/me/notifications", preferences_get, ACCESS_TOKEN, PERM_CONSENT_READ,
	    .reply = &preference_list_shape, .sql = { 0, 2 }, .id = "listNotifications", .tag = "customer",
	    .doc = "Which notices are wanted, per topic and channel" },
	{ PUT, "/api/v1/me/notifications", preferences_put, ACCESS_TOKEN, PERM_CONSENT_WRITE, .body = &preference_shape,
	    .reply = &preference_list_shape, .sql = { 0, 20 }, .id = "chooseNotification", .tag = "customer",
	    .doc = "Choose one topic and channel" },
	{ GET, "/api/v1/me/sessions", sessions_get, ACCESS_TOKEN, PERM_PROFILE_READ, .reply = &session_list_shape,
	    .sql = { 0, 2 }, .id = "listSessions", .tag = "customer", .doc = "Where the customer is logged in" },
	{ DELETE, "/api/v1/me/sessions/{id}", session_delete, ACCESS_TOKEN, PERM_PROFILE_WRITE, .sql = { 0, 20 },
	    .id = "endSession", .tag = "customer", .doc = "Log out a device" },
};
const struct route_table account_me_api = { routes, COUNT(routes) };

/* ---- shared ---- */

enum err
api_customer(struct req *r)
{
	resp_header(r, "Cache-Control", STR("private, no-cache"));
	return r->who.account_id ? OK : err_fail(ERR_NOT_FOUND, "this token acts for no customer");
}

struct str
api_etag(struct req *r, int64_t version)
{
	return str_printf(r->arena, "\"v%lld\"", (long long)version);
}

/* RFC 9110 13.1.1: strong comparison. */
bool
api_matches(struct req *r, int64_t version)
{
	struct str list = req_header(r, "If-Match"), etag = api_etag(r, version), one;

	if (str_is_empty(list)) {
		route_error(r, 428, NULL);
		return false;
	}
	while (str_split(&list, ',', &one))
		if (str_eq(str_trim(one), etag) || str_eq(str_trim(one), STR("*")))
			return true;
	route_error(r, 412, NULL);
	return false;
}

enum err
api_merge(struct req *r, const struct shape *s, void *obj, bool *done)
{
	enum err err = json_merge(r->arena, r->body, s, obj, NULL, &r->errors);

	*done = err && !r->errors.count;
	if (*done)
		route_error(
		    r, 400, err == ERR_LIMIT ? "The body is nested too deeply." : "The body is not valid JSON.");
	return err;
}

/* ---- profile ---- */

static struct me_api
me_of(struct req *r, const struct account *a)
{
	struct time day = { .us = time_is_absent(a->birthday) ? 0 : a->birthday.us };
	struct civil c = time_civil(day);

	return (struct me_api){ .id = a->public_id,
		.email = a->email,
		.given_name = a->given_name,
		.family_name = a->family_name,
		.phone = a->phone,
		.birthday = time_is_absent(a->birthday)
		    ? STR_ABSENT
		    : str_printf(r->arena, "%04d-%02d-%02d", c.year, c.month, c.day),
		.locale = a->locale,
		.has_second_factor = a->has_totp || a->passkeys > 0,
		.email_confirmed_at = a->email_confirmed_at,
		.created_at = a->created_at };
}

static enum err
me_reply(struct req *r, const struct account *a)
{
	struct me_api me = me_of(r, a);

	r->resp.etag = api_etag(r, a->version);
	return resp_json(r, &me_api_shape, &me, UINT64_MAX);
}

static enum err
me_load(struct req *r, struct account *a)
{
	enum err err = api_customer(r);

	return err ? err : account_get(req_db(r), r->arena, r->who.account_id, a);
}

static enum err
me_get(struct req *r)
{
	struct account a;
	enum err err = me_load(r, &a);

	return err ? err : me_reply(r, &a);
}

static enum err
me_patch(struct req *r)
{
	struct account_env e;
	struct account a;
	struct profile p;
	struct me_api me;
	bool done;
	enum err err = me_load(r, &a);

	if (err || !api_matches(r, a.version))
		return err;
	me = me_of(r, &a);
	err = api_merge(r, &me_api_shape, &me, &done);
	if (err)
		return done ? OK : err;
	p = (struct profile){ me.given_name, me.family_name, me.phone, me.locale, TIME_ABSENT, a.version };
	if (!str_is_empty(me.birthday) && time_parse(me.birthday, &p.birthday))
		return ERR_INVALID;
	account_env_of(r, &e);
	err = account_change_profile(&e, r->who.account_id, &p, &r->errors);
	if (!err)
		err = account_get(e.db, r->arena, r->who.account_id, &a);
	return err ? err : me_reply(r, &a);
}

/* ---- consents, preferences ---- */

static enum err
consents_get(struct req *r)
{
	struct list_api list;
	enum err err = api_customer(r);

	if (!err)
		err = consent_current(req_db(r), r->arena, r->who.account_id, &list.items);
	return err ? err : resp_json(r, &consent_list_shape, &list, UINT64_MAX);
}

static enum err
consents_post(struct req *r)
{
	const struct consent *in = r->form;
	struct account_env e;
	enum err err = api_customer(r);

	account_env_of(r, &e);
	if (!err)
		err = consent_set(&e, r->who.account_id, in->purpose, in->is_granted, CONSENT_API);
	if (err == ERR_NOT_FOUND && r->who.account_id) {
		field_error(&r->errors, STR("purpose"), N_("Choose one of the listed values."), (struct opt_i64){ 0 });
		return ERR_INVALID;
	}
	return err ? err : consents_get(r);
}

static enum err
preferences_get(struct req *r)
{
	struct list_api list;
	enum err err = api_customer(r);

	if (!err)
		err = preference_list(req_db(r), r->arena, r->who.account_id, &list.items);
	return err ? err : resp_json(r, &preference_list_shape, &list, UINT64_MAX);
}

static enum err
preferences_put(struct req *r)
{
	const struct preference *in = r->form;
	struct account_env e;
	enum err err = api_customer(r);

	account_env_of(r, &e);
	if (!err)
		err = preference_set(&e, r->who.account_id, in->topic, (enum channel)in->channel, in->is_on);
	if (r->who.account_id && (err == ERR_NOT_FOUND || err == ERR_DENIED)) {
		field_error(&r->errors, STR("topic"),
		    err == ERR_DENIED ? N_("This cannot be switched off.") : N_("Choose one of the listed values."),
		    (struct opt_i64){ 0 });
		return ERR_INVALID;
	}
	return err ? err : preferences_get(r);
}

/* ---- sessions ---- */

static enum err
sessions_get(struct req *r)
{
	struct list_api list;
	struct list sessions = { 0 };
	struct session_api *views;
	const struct session *s;
	enum err err = api_customer(r);

	if (!err)
		err = session_list(req_db(r), r->arena, r->who.account_id, 0, &sessions);
	if (err)
		return err;
	s = sessions.items;
	views = arena_array(r->arena, struct session_api, sessions.count);
	for (size_t i = 0; i < sessions.count; i++)
		views[i] = (struct session_api){ s[i].public_id, device_label(r, s[i].agent),
			str_is_empty(s[i].ip) ? STR_ABSENT : throttle_prefix(r->arena, s[i].ip), s[i].created_at,
			s[i].seen_at, s[i].ends_at };
	list.items = (struct list){ views, sessions.count };
	return resp_json(r, &session_list_shape, &list, UINT64_MAX);
}

static enum err
session_delete(struct req *r)
{
	struct account_env e;
	enum err err = api_customer(r);

	account_env_of(r, &e);
	if (!err)
		err = account_end_session(&e, r->who.account_id, r->who.account, r->params[0]);
	return err ? err : resp_empty(r);
}
