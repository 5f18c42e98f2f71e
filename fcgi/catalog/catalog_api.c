/* catalog_api.c - the catalogue's JSON routes, and what their handlers share.  See catalog_api.h. */
#include "fcgi/catalog/catalog_api.h"
#include "lib/base/escape.h"
#include "lib/io/json.h"
#include "lib/web/form.h"
#include "lib/web/i18n.h"
#include "lib/web/openapi.h"

static const struct route routes[] = {
	{ GET, "/api/v1/products", products_api, ACCESS_ALL, .query = &list_args_shape, .reply = &product_list_shape,
	    .sql = { 0, 1 }, .id = "listProducts", .tag = "catalogue",
	    .doc = "Products on sale, by id, in stable pages" },
	{ GET, "/api/v1/products/{id}", product_api, ACCESS_ALL, .query = &item_args_shape, .reply = &product_api_shape,
	    .sql = { 0, 6 }, .id = "getProduct", .tag = "catalogue", .doc = "One product by id or slug" },
	{ GET, "/api/v1/categories", categories_api, ACCESS_ALL, .query = &list_args_shape,
	    .reply = &category_list_shape, .sql = { 0, 1 }, .id = "listCategories", .tag = "catalogue",
	    .doc = "The category tree, parents before children" },
	{ GET, "/api/v1/collections", collections_api, ACCESS_ALL, .query = &list_args_shape,
	    .reply = &collection_list_shape, .sql = { 0, 1 }, .id = "listCollections", .tag = "catalogue",
	    .doc = "Collections in the shop's order" },
	{ GET, "/api/v1/brands", brands_api, ACCESS_ALL, .query = &list_args_shape, .reply = &brand_list_shape,
	    .sql = { 0, 1 }, .id = "listBrands", .tag = "catalogue", .doc = "Brands by name" },
	{ GET, "/api/v1/search", search_api, ACCESS_ALL, .query = &search_args_shape, .reply = &search_api_shape,
	    .sql = { 0, 3 }, .id = "search", .tag = "search", .doc = "Search and filter products, with facet counts" },
	{ GET, "/api/v1/suggest", suggest_api, ACCESS_ALL, .query = &suggest_args_shape,
	    .reply = &suggestion_list_shape, .sql = { 0, 0 }, .id = "suggest", .tag = "search",
	    .doc = "What the words begun could become" },
	{ GET, "/api/v1/openapi.json", openapi_document, ACCESS_ALL, .sql = { 0, 0 }, .flags = ROUTE_INTERNAL,
	    .id = "openapi", .doc = "This document" },
};
const struct route_table catalog_api = { routes, COUNT(routes) };

static const struct str api_deps[] = { STR_INIT(CATALOG_DEP_NAV), STR_INIT(CATALOG_DEP_LISTING) };

enum err
api_look(struct req *r, struct str locale, struct str currency)
{
	struct str rest = config_str(r->app->config, "site.currencies"), code;
	int at = 0;

	r->errors.arena = r->arena;
	if (locale.ptr) {
		int found = i18n_find(r->app->i18n, locale);
		if (found < 0) {
			field_error(
			    &r->errors, STR("locale"), N_("Use one of the shop's languages."), (struct opt_i64){ 0 });
			return ERR_INVALID;
		}
		r->locale = found;
	} else {
		r->locale = i18n_accept(r->app->i18n, req_header(r, "Accept-Language"));
	}
	r->currency = 0;
	while (currency.ptr && str_split(&rest, ',', &code)) {
		if (str_eq(str_trim(code), currency)) {
			r->currency = at;
			return OK;
		}
		at++;
	}
	if (currency.ptr) {
		field_error(
		    &r->errors, STR("currency"), N_("Use one of the shop's currencies."), (struct opt_i64){ 0 });
		return ERR_INVALID;
	}
	return OK;
}

enum err
api_cursor_write(struct req *r, struct str payload, struct str *out)
{
	return req_cursor_write(r, str_printf(r->arena, "%.*s %.*s", STR_ARG(r->path), STR_ARG(payload)), out);
}

enum err
api_cursor_read(struct req *r, struct str cursor, struct str *payload)
{
	struct str text;
	enum err err = req_cursor_read(r, cursor, &text);

	if (!err && (!str_starts(text, r->path) || str_find(text, ' ') != r->path.len))
		err = ERR_INVALID;
	if (!err)
		*payload = str_skip(text, r->path.len + 1);
	return err;
}

void
api_next(struct req *r, const struct shape *args_shape, const void *args)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_char(&b, '<');
	buf_str(&b, req_url(r, r->path));
	buf_char(&b, '?');
	form_write(&b, args_shape, args);
	buf_lit(&b, ">; rel=\"next\"");
	resp_header(r, "Link", str_dup(r->arena, buf_view(&b)));
}

enum err
api_list(struct req *r, const struct shape *list_shape, const struct list_api *list, struct str fields)
{
	const struct shape *item = list_shape->fields[0].shape;
	uint64_t mask = UINT64_MAX;
	struct buf b;

	r->errors.arena = r->arena;
	if (fields.ptr && json_fields(item, fields, &mask, &r->errors))
		return ERR_INVALID;
	if (!fields.ptr)
		return resp_json(r, list_shape, list, UINT64_MAX);
	buf_in_arena(&b, r->arena, BUF_REPLY);
	buf_lit(&b, "{\"items\":");
	json_write_list(&b, item, list->items, mask);
	buf_z(&b, list->has_more ? ",\"has_more\":true,\"next_cursor\":" : ",\"has_more\":false,\"next_cursor\":");
	json_write_str(&b, list->next_cursor);
	buf_char(&b, '}');
	return resp_text(r, 200, "application/json", buf_view(&b));
}

enum err
api_cached(struct req *r, const char *kind, struct str id, const struct shape *args_shape, const void *args,
    enum err (*build)(struct req *r, void *payload))
{
	const struct cached_page p = { kind, id, args_shape, args, api_deps, COUNT(api_deps) };

	resp_header(r, "Vary", STR("Accept-Language"));
	return page_cached(r, &p, build, NULL);
}

/* ---- one product ---- */

static void
ref_fill(struct req *r, struct ref_api *ref, struct str id, struct str slug, struct str name, const char *prefix)
{
	ref->id = id;
	ref->slug = slug;
	ref->name = name;
	ref->url = req_url(r, url_of(r, prefix, slug));
}

static void
options_fill(struct req *r, const struct product *p, struct product_api *out)
{
	const struct option_value *value = p->options.items;
	struct view_list options = { 0 }, values = { 0 };
	struct option_api *option = NULL;
	int64_t current = 0;

	for (size_t i = 0; i < p->options.count; i++) {
		struct option_value_api *v;
		if (!option || value[i].option_id != current) {
			option = view_push(r, &options, sizeof(*option));
			option->name = value[i].option_name;
			option->code = value[i].option_code;
			values = (struct view_list){ 0 };
			current = value[i].option_id;
		}
		v = view_push(r, &values, sizeof(*v));
		*v = (struct option_value_api){ value[i].name, value[i].code, value[i].swatch };
		option->values = values.list;
	}
	out->options = options.list;
}

static struct list
value_names(struct req *r, const struct product *p, struct str ids)
{
	const struct option_value *value = p->options.items;
	struct view_list names = { 0 };
	struct str part;

	while (str_split(&ids, ',', &part)) {
		int64_t id;
		if (str_to_i64(part, 1, INT64_MAX, &id))
			continue;
		for (size_t k = 0; k < p->options.count; k++)
			if (value[k].id == id)
				*(struct str *)view_push(r, &names, sizeof(struct str)) = value[k].name;
	}
	return names.list;
}

static void
variants_fill(struct req *r, const struct product *p, struct product_api *out)
{
	const struct variant *v = p->variants.items;
	struct variant_api *api = arena_array(r->arena, struct variant_api, p->variants.count);

	for (size_t i = 0; i < p->variants.count; i++) {
		api[i] = (struct variant_api){ v[i].public_id, v[i].sku, v[i].barcode, value_names(r, p, v[i].values),
			v[i].price, v[i].compare_at, v[i].lowest_30d, v[i].stock, v[i].weight_grams,
			v[i].requires_shipping };
		if (money_is_absent(v[i].price))
			continue;
		if (money_is_absent(out->price_from) || v[i].price.minor < out->price_from.minor)
			out->price_from = v[i].price;
		if (money_is_absent(out->price_to) || v[i].price.minor > out->price_to.minor)
			out->price_to = v[i].price;
	}
	out->variants = (struct list){ api, p->variants.count };
}

static void
lists_fill(struct req *r, const struct product *p, struct list nav, struct product_api *out)
{
	const struct media *m = p->media.items;
	const struct spec *s = p->specs.items;
	const struct nav_category *c = nav.items;
	struct media_api *media = arena_array(r->arena, struct media_api, p->media.count);
	struct attribute_api *attributes = arena_array(r->arena, struct attribute_api, p->specs.count);
	struct view_list categories = { 0 }, tags = { 0 };
	struct str rest = p->category_ids, part;

	for (size_t i = 0; i < p->media.count; i++)
		media[i] = (struct media_api){ media_url_absolute(r, m[i].file), m[i].alt, m[i].kind,
			{ m[i].width > 0, m[i].width }, { m[i].height > 0, m[i].height } };
	for (size_t i = 0; i < p->specs.count; i++)
		attributes[i] = (struct attribute_api){ s[i].code, s[i].name, s[i].value, s[i].unit };
	while (str_split(&rest, ',', &part)) {
		int64_t id;
		int at = str_to_i64(part, 1, INT64_MAX, &id) ? -1 : nav_find_id(nav, id);
		if (at >= 0)
			ref_fill(r, view_push(r, &categories, sizeof(struct ref_api)), c[at].public_id, c[at].slug,
			    c[at].name, "/category/");
	}
	for (rest = p->tags; str_split(&rest, ',', &part);)
		if (!str_is_empty(str_trim(part)))
			*(struct str *)view_push(r, &tags, sizeof(struct str)) = str_trim(part);
	out->media = (struct list){ media, p->media.count };
	out->attributes = (struct list){ attributes, p->specs.count };
	out->categories = categories.list;
	out->tags = tags.list;
}

void
product_api_fill(struct req *r, const struct product *p, struct list nav, struct product_api *out)
{
	shape_init(&product_api_shape, out);
	out->id = p->public_id;
	out->slug = p->slug;
	out->url = req_url(r, url_of(r, "/product/", p->slug));
	out->title = p->title;
	out->description = str_n(p->description.ptr, p->description.len);
	out->type = p->type_name;
	out->is_gift_card = p->is_gift_card;
	out->version = p->version;
	out->published_at = p->published_at;
	out->updated_at = p->updated_at;
	if (!str_is_empty(p->brand)) {
		out->brand = arena_new_of(r->arena, struct ref_api);
		ref_fill(r, out->brand, STR_ABSENT, p->brand_slug, p->brand, "/brand/");
	}
	options_fill(r, p, out);
	variants_fill(r, p, out);
	lists_fill(r, p, nav, out);
}

/* An old address leads to the new one, with the same question. */
static enum err
product_moved(struct req *r)
{
	struct str now;
	struct buf b;
	enum err err = catalog_moved(req_db(r), "product", r->params[0], r->arena, &now);

	if (err)
		return err;
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_lit(&b, "/api/v1/products/");
	escape_url_part(&b, now);
	buf_char(&b, '?');
	form_write(&b, &item_args_shape, r->args);
	return resp_redirect(
	    r, 301, str_ends(buf_view(&b), STR("?")) ? str_cut(buf_view(&b), b.len - 1) : buf_view(&b));
}

static enum err
product_build(struct req *r, void *payload UNUSED)
{
	const struct item_args *args = r->args;
	struct look look = look_of(r);
	struct product_api api;
	struct product p;
	struct list nav = { 0 };
	uint64_t mask = UINT64_MAX;
	enum err err;

	if (args->fields.ptr && json_fields(&product_api_shape, args->fields, &mask, &r->errors))
		return ERR_INVALID;
	err = catalog_product(req_db(r), &look, r->params[0], r->arena, &p);
	if (err == ERR_NOT_FOUND)
		return product_moved(r);
	if (!err)
		err = page_nav(r, &nav);
	if (err)
		return err;
	product_api_fill(r, &p, nav, &api);
	return resp_json(r, &product_api_shape, &api, mask);
}

enum err
product_api(struct req *r)
{
	const struct item_args *args = r->args;
	enum err err = api_look(r, args->locale, args->currency);

	return err ? err : api_cached(r, "api-product", r->params[0], &item_args_shape, args, product_build);
}
