/* address_api.c - the address book of the customer of a token.  See api.h. */
#include "fcgi/account/api.h"

static const struct shape_field fields[] = {
	SHAPE_STR(struct address_api, id, 1, 40, .flags = SHAPE_READ_ONLY, .doc = "id of the address"),
	SHAPE_STR(struct address_api, country, 2, 2, .flags = SHAPE_REQUIRED,
	    .doc = "ISO 3166-1 alpha-2 code; says which other members are needed"),
	SHAPE_STR(struct address_api, recipient, 1, 200, .flags = SHAPE_REQUIRED, .doc = "who receives it"),
	SHAPE_STR(struct address_api, organization, 0, 200, .doc = "company"),
	SHAPE_STR(struct address_api, line1, 0, 200, .doc = "street and number"),
	SHAPE_STR(struct address_api, line2, 0, 200, .doc = "flat, floor, building"),
	SHAPE_STR(struct address_api, line3, 0, 200, .doc = "more"),
	SHAPE_STR(struct address_api, dependent_locality, 0, 200, .doc = "district of the town"),
	SHAPE_STR(struct address_api, locality, 0, 200, .doc = "town"),
	SHAPE_STR(struct address_api, region, 0, 200,
	    .doc = "state, province, prefecture: a code of the country's list where there is one"),
	SHAPE_STR(struct address_api, postal_code, 0, 32, .doc = "postal code"),
	SHAPE_STR(struct address_api, sorting_code, 0, 32, .doc = "CEDEX and the like"),
	SHAPE_STR(struct address_api, phone, 0, 32, .format = &format_phone, .doc = "for the carrier"),
	SHAPE_BOOL(struct address_api, is_delivery, .doc = "the default for deliveries"),
	SHAPE_BOOL(struct address_api, is_billing, .doc = "the default for invoices"),
};
const struct shape address_api_shape = { "customer_address", sizeof(struct address_api), fields, COUNT(fields),
	"A postal address of a customer." };

static enum err addresses_get(struct req *r);
static enum err addresses_post(struct req *r);
static enum err address_one_get(struct req *r);
static enum err address_patch(struct req *r);
static enum err address_put(struct req *r);
static enum err address_delete(struct req *r);

static const struct route routes[] = {
	{ GET, "/api/v1/addresses", addresses_get, ACCESS_TOKEN, PERM_ADDRESS_READ, .reply = &address_list_shape,
	    .sql = { 0, 2 }, .id = "listAddresses", .tag = "customer", .doc = "The address book, defaults first" },
	{ POST, "/api/v1/addresses", addresses_post, ACCESS_TOKEN, PERM_ADDRESS_WRITE, .body = &address_api_shape,
	    .reply = &address_api_shape, .sql = { 0, 30 }, .flags = ROUTE_ONCE, .id = "addAddress", .tag = "customer",
	    .doc = "Add an address" },
	{ GET, "/api/v1/addresses/{id}", address_one_get, ACCESS_TOKEN, PERM_ADDRESS_READ, .reply = &address_api_shape,
	    .sql = { 0, 2 }, .id = "getAddress", .tag = "customer", .doc = "One address" },
	{ PATCH, "/api/v1/addresses/{id}", address_patch, ACCESS_TOKEN, PERM_ADDRESS_WRITE, .body = &address_api_shape,
	    .reply = &address_api_shape, .sql = { 0, 20 }, .id = "changeAddress", .tag = "customer",
	    .doc = "Change parts of an address; If-Match" },
	{ PUT, "/api/v1/addresses/{id}", address_put, ACCESS_TOKEN, PERM_ADDRESS_WRITE, .body = &address_api_shape,
	    .reply = &address_api_shape, .sql = { 0, 20 }, .id = "replaceAddress", .tag = "customer",
	    .doc = "Replace an address; If-Match" },
	{ DELETE, "/api/v1/addresses/{id}", address_delete, ACCESS_TOKEN, PERM_ADDRESS_WRITE, .sql = { 0, 20 },
	    .id = "removeAddress", .tag = "customer", .doc = "Delete an address" },
};
const struct route_table account_address_api = { routes, COUNT(routes) };

static struct address_api
api_of(const struct address *a)
{
	return (struct address_api){ a->public_id, a->country, a->recipient, a->organization, a->line1, a->line2,
		a->line3, a->dependent_locality, a->locality, a->region, a->postal_code, a->sorting_code, a->phone,
		a->is_delivery, a->is_billing };
}

static struct address
address_of(const struct address_api *a, int64_t version)
{
	return (struct address){ 0, a->id, a->country, a->recipient, a->organization, a->line1, a->line2, a->line3,
		a->dependent_locality, a->locality, a->region, a->postal_code, a->sorting_code, a->phone,
		a->is_delivery, a->is_billing, version };
}

static enum err
reply(struct req *r, const struct address *a)
{
	struct address_api api = api_of(a);

	r->resp.etag = api_etag(r, a->version);
	return resp_json(r, &address_api_shape, &api, UINT64_MAX);
}

static enum err
load(struct req *r, struct address *a)
{
	enum err err = api_customer(r);

	return err ? err : address_get(req_db(r), r->arena, r->who.account_id, r->params[0], a);
}

static enum err
addresses_get(struct req *r)
{
	struct list_api list;
	struct list stored = { 0 };
	struct address_api *views;
	const struct address *a;
	enum err err = api_customer(r);

	if (!err)
		err = address_list(req_db(r), r->arena, r->who.account_id, &stored);
	if (err)
		return err;
	a = stored.items;
	views = arena_array(r->arena, struct address_api, stored.count);
	for (size_t i = 0; i < stored.count; i++)
		views[i] = api_of(&a[i]);
	list.items = (struct list){ views, stored.count };
	return resp_json(r, &address_list_shape, &list, UINT64_MAX);
}

static enum err
addresses_post(struct req *r)
{
	struct address in = address_of(r->form, 0), out;
	struct account_env e;
	enum err err = api_customer(r);

	account_env_of(r, &e);
	if (!err)
		err = address_add(&e, r->who.account_id, &in, &r->errors, &out);
	if (err == ERR_LIMIT)
		return err_fail(ERR_CONFLICT, "the address book is full");
	if (!err)
		err = reply(r, &out);
	if (err)
		return err;
	r->resp.status = 201;
	resp_header(r, "Location", req_url(r, str_printf(r->arena, "/api/v1/addresses/%.*s", STR_ARG(out.public_id))));
	return OK;
}

static enum err
address_one_get(struct req *r)
{
	struct address a;
	enum err err = load(r, &a);

	return err ? err : reply(r, &a);
}

static enum err
change(struct req *r, const struct address *stored, const struct address_api *wanted)
{
	struct address in = address_of(wanted, stored->version), out;
	struct account_env e;
	enum err err;

	account_env_of(r, &e);
	err = address_change(&e, r->who.account_id, stored->public_id, &in, &r->errors, &out);
	return err ? err : reply(r, &out);
}

static enum err
address_patch(struct req *r)
{
	struct address stored;
	struct address_api api;
	bool done;
	enum err err = load(r, &stored);

	if (err || !api_matches(r, stored.version))
		return err;
	api = api_of(&stored);
	err = api_merge(r, &address_api_shape, &api, &done);
	if (err)
		return done ? OK : err;
	return change(r, &stored, &api);
}

static enum err
address_put(struct req *r)
{
	struct address stored;
	enum err err = load(r, &stored);

	if (err || !api_matches(r, stored.version))
		return err;
	return change(r, &stored, r->form);
}

static enum err
address_delete(struct req *r)
{
	struct account_env e;
	enum err err = api_customer(r);

	account_env_of(r, &e);
	if (!err)
		err = address_remove(&e, r->who.account_id, r->params[0]);
	return err ? err : resp_empty(r);
}
