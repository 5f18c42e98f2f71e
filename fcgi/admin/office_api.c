/* office_api.c - the back office as JSON, for integrators that act for the shop. */
#include "fcgi/admin/office.h"
#include "fcgi/common/cursor.h"
#include "lib/base/escape.h"
#include "lib/io/json.h"
#include "lib/shop/audit_read.h"
#include "lib/shop/clerk.h"
#include "lib/shop/outbox_read.h"

static enum err customers_api(struct req *r), customer_api(struct req *r), customer_patch(struct req *r),
    audit_api(struct req *r);
static enum err events_api(struct req *r), roles_api(struct req *r);

/* ---- shapes ---- */

struct customer_view {
	struct str id, email, given_name, family_name, phone, locale, birthday;
	int state;
	bool email_confirmed, has_second_factor;
	struct time created_at, last_login_at;
};

static bool
is_date(struct str s)
{
	struct time t;

	return s.len == 10 && !time_parse(s, &t);
}
static const struct shape_format format_date = { "date", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", is_date,
	N_("Use a date such as 1990-05-31.") };
static const struct shape_field customer_fields[] = {
	SHAPE_STR(struct customer_view, id, 1, 28, .flags = SHAPE_READ_ONLY, .doc = "id"),
	SHAPE_STR(struct customer_view, email, 0, 254, .flags = SHAPE_READ_ONLY, .doc = "e-mail address"),
	SHAPE_ENUM(struct customer_view, state, account_states, .flags = SHAPE_READ_ONLY, .doc = "state"),
	SHAPE_BOOL(struct customer_view, email_confirmed, .flags = SHAPE_READ_ONLY, .doc = "the address was confirmed"),
	SHAPE_BOOL(struct customer_view, has_second_factor, .flags = SHAPE_READ_ONLY,
	    .doc = "has an authenticator app or a passkey"),
	SHAPE_STR(struct customer_view, given_name, 0, 100, .doc = "given name"),
	SHAPE_STR(struct customer_view, family_name, 0, 100, .doc = "family name"),
	SHAPE_STR(struct customer_view, phone, 0, 32, .format = &format_phone, .doc = "telephone"),
	SHAPE_STR(struct customer_view, locale, 2, 12, .format = &format_locale, .doc = "language"),
	SHAPE_STR(struct customer_view, birthday, 0, 10, .format = &format_date, .doc = "date of birth"),
	SHAPE_TIME(struct customer_view, created_at, .flags = SHAPE_READ_ONLY, .doc = "since"),
	SHAPE_TIME(struct customer_view, last_login_at, .flags = SHAPE_READ_ONLY, .doc = "last login"),
};
static const struct shape customer_shape = { "struct customer", sizeof(struct customer_view), customer_fields,
	COUNT(customer_fields), "A customer of the shop." };

struct page_api {
	struct list items;
	bool has_more;
	struct str next_cursor;
};
#define PAGE_SHAPE(var, type, item, text) \
	static const struct shape_field var##_fields[] = { SHAPE_LIST(struct page_api, items, &(item), 1000, \
							       .doc = "this page"), \
		SHAPE_BOOL(struct page_api, has_more, .doc = "there are more"), \
		SHAPE_STR(struct page_api, next_cursor, 0, 500, .doc = "for the next page; null on the last one") }; \
	static const struct shape var = { "struct " type, sizeof(struct page_api), var##_fields, COUNT(var##_fields), \
		text }

struct role_api {
	struct str id, name, description;
	bool is_builtin;
	struct list permissions;
	int64_t people;
	struct time updated_at;
};
static const struct shape_field role_api_fields[] = {
	SHAPE_STR(struct role_api, id, 1, 28, .doc = "id"),
	SHAPE_STR(struct role_api, name, 1, ROLE_NAME_MAX, .doc = "name"),
	SHAPE_STR(struct role_api, description, 0, ROLE_DESCRIPTION_MAX, .doc = "what it is for"),
	SHAPE_BOOL(struct role_api, is_builtin, .doc = "comes with the shop"),
	SHAPE_LIST(struct role_api, permissions, NULL, PERM__COUNT, .doc = "names of permissions"),
	SHAPE_I64(struct role_api, people, 0, INT64_MAX, .doc = "accounts that have it"),
	SHAPE_TIME(struct role_api, updated_at, .doc = "last change"),
};
static const struct shape role_api_shape = { "struct role", sizeof(struct role_api), role_api_fields,
	COUNT(role_api_fields), "A role of the back office." };

PAGE_SHAPE(customers_shape, "customer_list", customer_shape, "A page of customers.");
PAGE_SHAPE(records_shape, "audit_event_list", audit_record_shape, "A page of the audit log.");
PAGE_SHAPE(roles_shape, "role_list", role_api_shape, "Roles.");

struct customers_args {
	struct str q, after;
	int state;
	int32_t limit;
};
static const struct shape_field customers_args_fields[] = {
	SHAPE_STR(struct customers_args, q, 0, 200, .doc = "name or e-mail address"),
	SHAPE_ENUM(struct customers_args, state, account_states, .doc = "only in this state"),
	SHAPE_STR(struct customers_args, after, 0, 500, .doc = "next_cursor of the page before"),
	SHAPE_I32(struct customers_args, limit, 1, 100, .fallback = "50", .doc = "items of a page"),
};
static const struct shape customers_args_shape =
    SHAPE(struct customers_args, customers_args_fields, "Which customers.");

struct audit_api_args {
	struct str event, actor, object, after;
	struct time from, to;
	int32_t limit;
};
static const struct shape_field audit_args_fields[] = {
	SHAPE_STR(struct audit_api_args, event, 0, 64, .doc = "only this event"),
	SHAPE_STR(struct audit_api_args, actor, 0, 40, .doc = "by whom: id"),
	SHAPE_STR(struct audit_api_args, object, 0, 64, .doc = "about what: id"),
	SHAPE_TIME(struct audit_api_args, from, .doc = "not before"),
	SHAPE_TIME(struct audit_api_args, to, .doc = "before"),
	SHAPE_STR(struct audit_api_args, after, 0, 500, .doc = "next_cursor of the page before"),
	SHAPE_I32(struct audit_api_args, limit, 1, 100, .fallback = "50", .doc = "items of a page"),
};
static const struct shape audit_args_shape = SHAPE(struct audit_api_args, audit_args_fields, "Which records.");

struct events_args {
	struct str after, type;
	int32_t limit;
};
static const struct shape_field events_args_fields[] = {
	SHAPE_STR(struct events_args, after, 0, 40, .doc = "id of the last event that was read"),
	SHAPE_STR(struct events_args, type, 0, 64, .doc = "only this type, or group (\"account.*\")"),
	SHAPE_I32(struct events_args, limit, 1, 100, .fallback = "50", .doc = "items of a page"),
};
static const struct shape events_args_shape = SHAPE(struct events_args, events_args_fields, "Which events.");
PAGE_SHAPE(events_shape, "event_list", outbox_entry_shape, "A page of the feed of events.");

#define TAG .tag = "back office"
static const struct route routes[] = {
	{ GET, "/api/v1/customers", customers_api, ACCESS_TOKEN, PERM_CUSTOMER_READ, .query = &customers_args_shape,
	    .reply = &customers_shape, .sql = { 0, 8 }, .id = "listCustomers", TAG, .doc = "Customers, newest first" },
	{ GET, "/api/v1/customers/{id}", customer_api, ACCESS_TOKEN, PERM_CUSTOMER_READ, .reply = &customer_shape,
	    .sql = { 0, 14 }, .id = "getCustomer", TAG, .doc = "One customer; looking is recorded" },
	{ PATCH, "/api/v1/customers/{id}", customer_patch, ACCESS_TOKEN, PERM_CUSTOMER_WRITE, .body = &customer_shape,
	    .reply = &customer_shape, .sql = { 0, 30 }, .id = "changeCustomer", TAG,
	    .doc = "Change the profile (If-Match)" },
	{ GET, "/api/v1/audit-events", audit_api, ACCESS_TOKEN, PERM_AUDIT_READ, .query = &audit_args_shape,
	    .reply = &records_shape, .sql = { 0, 10 }, .id = "listAuditEvents", TAG,
	    .doc = "The audit log, newest first" },
	{ GET, "/api/v1/events", events_api, ACCESS_TOKEN, PERM_EVENT_READ, .query = &events_args_shape,
	    .reply = &events_shape, .sql = { 0, 8 }, .id = "listEvents", TAG,
	    .doc = "What happened in the shop, oldest first" },
	{ GET, "/api/v1/roles", roles_api, ACCESS_TOKEN, PERM_STAFF_READ, .reply = &roles_shape, .sql = { 0, 6 },
	    .id = "listRoles", TAG, .doc = "Roles of the back office" },
};
const struct route_table office_api_routes = { routes, COUNT(routes) };

/* ---- pages of lists ---- */

static enum err
private_json(struct req *r, const struct shape *s, const void *obj)
{
	resp_header(r, "Cache-Control", STR("private, no-store"));
	return resp_json(r, s, obj, UINT64_MAX);
}

/* ---- customers ---- */

static void
fill_customer(struct req *r, const struct account *a, struct customer_view *v)
{
	struct civil c;

	shape_init(&customer_shape, v);
	v->id = a->public_id;
	v->email = a->email;
	v->state = a->state;
	v->email_confirmed = !time_is_absent(a->email_confirmed_at);
	v->has_second_factor = a->has_totp || a->passkeys > 0;
	v->given_name = a->given_name;
	v->family_name = a->family_name;
	v->phone = a->phone;
	v->locale = a->locale;
	if (!time_is_absent(a->birthday)) {
		c = time_civil(a->birthday);
		v->birthday = str_printf(r->arena, "%04d-%02d-%02d", c.year, c.month, c.day);
	}
	v->created_at = a->created_at;
	v->last_login_at = a->last_login_at;
}

static enum err
customers_api(struct req *r)
{
	struct customers_args args = *(const struct customers_args *)r->args;
	struct account_filter f = { .realm = SESSION_SHOP, .q = args.q, .state = args.state, .limit = args.limit + 1 };
	struct page_api out = { .next_cursor = STR_ABSENT };
	const struct account *a;
	struct customer_view *v;
	struct list people;
	enum err err = cursor_read(r, "after", args.after, &f.after);

	if (err || (err = account_list(req_db(r), r->arena, &f, &people)))
		return err;
	a = people.items;
	out.has_more = people.count > (size_t)args.limit;
	people.count = MIN(people.count, (size_t)args.limit);
	v = arena_array(r->arena, struct customer_view, people.count);
	for (size_t i = 0; i < people.count; i++)
		fill_customer(r, &a[i], &v[i]);
	out.items = (struct list){ v, people.count };
	if (out.has_more) {
		if ((err = cursor_next(
			 r, a[people.count - 1].id, &customers_args_shape, &args, "after", &out.next_cursor)))
			return err;
	}
	return private_json(r, &customers_shape, &out);
}

static struct str
etag_of(struct req *r, const struct account *a)
{
	return str_printf(r->arena, "\"%lld\"", (long long)a->version);
}

static enum err
find_customer(struct req *r, struct account *a)
{
	enum err err = account_find(req_db(r), r->arena, r->params[0], a);

	if (!err && a->realm != SESSION_SHOP)
		return err_fail(ERR_NOT_FOUND, "an account of the office");
	return err;
}

static enum err
show_customer(struct req *r, const struct account *a)
{
	struct customer_view v;

	fill_customer(r, a, &v);
	r->resp.etag = etag_of(r, a);
	return private_json(r, &customer_shape, &v);
}

static enum err
customer_api(struct req *r)
{
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct account a;
	enum err err = find_customer(r, &a);

	if (!err)
		err = clerk_viewed(&e, &a);
	return err ? err : show_customer(r, &a);
}

static enum err
refuse(struct req *r, int status, const char *detail)
{
	route_error(r, status, detail);
	return OK;
}

/* RFC 9110 13.1.1: strong comparison. */
static bool
is_match(struct str list, struct str etag)
{
	struct str one;

	while (str_split(&list, ',', &one))
		if (str_eq(str_trim(one), etag) || str_eq_z(str_trim(one), "*"))
			return true;
	return false;
}

static enum err
customer_patch(struct req *r)
{
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct str match = req_header(r, "If-Match");
	struct customer_view v;
	struct profile in;
	struct account a;
	enum err err = find_customer(r, &a);

	if (err)
		return err;
	if (str_is_empty(match))
		return refuse(r, 428, NULL);
	if (!is_match(match, etag_of(r, &a)))
		return refuse(r, 412, NULL);
	fill_customer(r, &a, &v);
	r->errors.arena = r->arena;
	err = json_merge(r->arena, r->body, &customer_shape, &v, NULL, &r->errors);
	if (err && !r->errors.count)
		return refuse(r, 400, "The body is not valid JSON.");
	if (err)
		return err;
	in = (struct profile){ .given_name = v.given_name,
		.family_name = v.family_name,
		.phone = v.phone,
		.locale = v.locale,
		.birthday = TIME_ABSENT,
		.version = a.version };
	if (!str_is_empty(v.birthday) && (err = time_parse(v.birthday, &in.birthday)))
		return err;
	if ((err = account_change_profile(&e, a.id, &in, &r->errors)) || (err = find_customer(r, &a)))
		return err;
	return show_customer(r, &a);
}

/* ---- audit log, events, roles ---- */

static enum err
audit_api(struct req *r)
{
	struct audit_api_args args = *(const struct audit_api_args *)r->args;
	struct page_api out = { .next_cursor = STR_ABSENT };
	const struct audit_record *rec;
	struct audit_filter f;
	enum err err;

	audit_filter_init(&f);
	f.event = str_is_empty(args.event) ? STR_ABSENT : args.event;
	f.actor = str_is_empty(args.actor) ? STR_ABSENT : args.actor;
	f.object = str_is_empty(args.object) ? STR_ABSENT : args.object;
	f.from = args.from;
	f.to = args.to;
	f.limit = args.limit + 1;
	if ((err = cursor_read(r, "after", args.after, &f.before)) ||
	    (err = audit_list(req_db(r), r->arena, &f, &out.items)))
		return err;
	rec = out.items.items;
	out.has_more = out.items.count > (size_t)args.limit;
	out.items.count = MIN(out.items.count, (size_t)args.limit);
	if (out.has_more) {
		if ((err = cursor_next(
			 r, rec[out.items.count - 1].id, &audit_args_shape, &args, "after", &out.next_cursor)))
			return err;
	}
	return private_json(r, &records_shape, &out);
}

static enum err
events_api(struct req *r)
{
	struct events_args args = *(const struct events_args *)r->args;
	struct page_api out = { .next_cursor = STR_ABSENT };
	const struct outbox_entry *e;
	enum err err = outbox_feed(req_db(r), r->arena, args.after, str_is_empty(args.type) ? STR_ABSENT : args.type,
	    (size_t)args.limit + 1, &out.items);

	if (err)
		return err;
	e = out.items.items;
	out.has_more = out.items.count > (size_t)args.limit;
	out.items.count = MIN(out.items.count, (size_t)args.limit);
	if (out.items.count)
		out.next_cursor = e[out.items.count - 1].id; /* also on the last page: where to read on later */
	if (out.has_more) {
		args.after = out.next_cursor;
		cursor_link(r, &events_args_shape, &args);
	}
	return private_json(r, &events_shape, &out);
}

static enum err
roles_api(struct req *r)
{
	struct page_api out = { .next_cursor = STR_ABSENT };
	const struct role *role;
	struct role_api *v;
	struct list all;
	enum err err = role_list(req_db(r), r->arena, ROLE_STAFF, 0, &all);

	if (err)
		return err;
	role = all.items;
	v = arena_array(r->arena, struct role_api, all.count);
	for (size_t i = 0; i < all.count; i++) {
		struct str rest = role[i].granted, name, *names = arena_array(r->arena, struct str, PERM__COUNT);
		size_t n = 0;
		while (n < PERM__COUNT && str_split(&rest, ' ', &name))
			names[n++] = name;
		v[i] = (struct role_api){ role[i].public_id, role[i].name, role[i].description, role[i].is_builtin,
			{ names, n }, role[i].people, role[i].updated_at };
	}
	out.items = (struct list){ v, all.count };
	return private_json(r, &roles_shape, &out);
}
