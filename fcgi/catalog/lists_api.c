/* lists_api.c - lists, search and suggestions as JSON.  See catalog_api.h. */
#include "fcgi/catalog/catalog_api.h"
#include "lib/web/i18n.h"

static struct money
in_currency(struct req *r, int64_t minor)
{
	struct money m = { .minor = minor };
	struct str code = req_currency(r);

	memcpy(m.currency, code.ptr, MIN(code.len, 3));
	return m;
}

void
product_line_fill(struct req *r, const struct product_card *card, struct product_line_api *out)
{
	const struct card_price *price = card_price_in(card, req_currency(r));

	out->id = card->public_id;
	out->slug = card->slug;
	out->url = req_url(r, url_of(r, "/product/", card->slug));
	out->title = card->title;
	out->brand = card->brand;
	out->type = card->type;
	out->image = media_url_absolute(r, card->image);
	out->availability = card->availability;
	out->variants = card->variants;
	if (price) {
		out->price_from = in_currency(r, price->from);
		out->price_to = in_currency(r, price->to);
		if (price->compare_at.set)
			out->compare_at = in_currency(r, price->compare_at.value);
	}
}

/* The number that a cursor of this list carries; 0 without one. */
static enum err
cursor_number(struct req *r, struct str cursor, int64_t *out)
{
	struct str payload;

	*out = 0;
	if (!cursor.ptr)
		return OK;
	r->errors.arena = r->arena;
	if (api_cursor_read(r, cursor, &payload) || str_to_i64(payload, 0, INT64_MAX, out)) {
		field_error(&r->errors, STR("cursor"), N_("Use next_cursor of the page before, unchanged."),
		    (struct opt_i64){ 0 });
		return ERR_INVALID;
	}
	return OK;
}

static enum err
next_page(struct req *r, int64_t number, bool *has_more, struct str *next)
{
	*has_more = true;
	return api_cursor_write(r, str_printf(r->arena, "%lld", (long long)number), next);
}

/* ---- products: by id, so that each surviving product is seen exactly once ---- */

static enum err
products_build(struct req *r, void *payload UNUSED)
{
	const struct list_args *args = r->args;
	struct look look = look_of(r);
	struct list_api out = { 0 };
	struct list addresses;
	const struct product_address *a;
	struct view_list lines = { 0 };
	int64_t after;
	enum err err = cursor_number(r, args->cursor, &after);

	if (!err)
		err = catalog_addresses(req_db(r), &look, after, (size_t)args->limit + 1, r->arena, &addresses);
	if (err)
		return err;
	a = addresses.items;
	for (size_t i = 0; i < addresses.count && i < (size_t)args->limit; i++) {
		struct product_card card;
		struct str found;
		err = search_get(catalog_search(r), a[i].id, r->arena, &found);
		if (err == ERR_NOT_FOUND)
			continue; /* not indexed yet, or not on sale in this currency */
		if (!err)
			err = card_read(r->arena, found, &card);
		if (err)
			return err;
		product_line_fill(r, &card, view_push(r, &lines, sizeof(struct product_line_api)));
	}
	out.items = lines.list;
	if (addresses.count > (size_t)args->limit) {
		struct list_args next = *args;
		err = next_page(r, a[args->limit - 1].id, &out.has_more, &out.next_cursor);
		if (err)
			return err;
		next.cursor = out.next_cursor;
		api_next(r, &list_args_shape, &next);
	}
	return api_list(r, &product_list_shape, &out, args->fields);
}

static enum err
list_reply(struct req *r, const char *kind, enum err (*build)(struct req *r, void *payload))
{
	const struct list_args *args = r->args;
	enum err err = api_look(r, args->locale, args->currency);

	return err ? err : api_cached(r, kind, STR(""), &list_args_shape, args, build);
}

enum err
products_api(struct req *r)
{
	return list_reply(r, "api-products", products_build);
}

/* ---- categories, collections, brands ---- */

/* One page of a list that is held whole: the cursor is the index. */
static enum err
page_of(struct req *r, size_t total, size_t *first, size_t *count, struct list_api *out)
{
	const struct list_args *args = r->args;
	int64_t at;
	enum err err = cursor_number(r, args->cursor, &at);

	if (err)
		return err;
	*first = MIN((size_t)at, total);
	*count = MIN(total - *first, (size_t)args->limit);
	if (*first + *count < total) {
		struct list_args next = *args;
		err = next_page(r, (int64_t)(*first + *count), &out->has_more, &out->next_cursor);
		next.cursor = out->next_cursor;
		if (!err)
			api_next(r, &list_args_shape, &next);
	}
	return err;
}

static enum err
categories_build(struct req *r, void *payload UNUSED)
{
	const struct list_args *args = r->args;
	struct list_api out = { 0 };
	struct list nav = { 0 };
	struct category_api *api;
	const struct nav_category *c;
	size_t first, count;
	enum err err = page_nav(r, &nav);

	if (!err)
		err = page_of(r, nav.count, &first, &count, &out);
	if (err)
		return err;
	c = (const struct nav_category *)nav.items + first;
	api = arena_array(r->arena, struct category_api, count);
	for (size_t i = 0; i < count; i++) {
		int parent = c[i].parent_id ? nav_find_id(nav, c[i].parent_id) : -1;
		api[i] = (struct category_api){ .id = c[i].public_id, .slug = c[i].slug, .name = c[i].name,
			.url = req_url(r, url_of(r, "/category/", c[i].slug)), .description = c[i].description,
			.image = media_url_absolute(r, c[i].image), .depth = c[i].depth, .position = c[i].position,
			.updated_at = c[i].updated_at };
		if (parent >= 0)
			api[i].parent_id = ((const struct nav_category *)nav.items)[parent].public_id;
	}
	out.items = (struct list){ api, count };
	return api_list(r, &category_list_shape, &out, args->fields);
}

enum err
categories_api(struct req *r)
{
	return list_reply(r, "api-categories", categories_build);
}

static enum err
collections_build(struct req *r, void *payload UNUSED)
{
	const struct list_args *args = r->args;
	struct look look = look_of(r);
	struct list_api out = { 0 };
	struct list all;
	struct collection_api *api;
	const struct collection_head *c;
	size_t first, count;
	enum err err = catalog_collections(req_db(r), &look, r->arena, &all);

	if (!err)
		err = page_of(r, all.count, &first, &count, &out);
	if (err)
		return err;
	c = (const struct collection_head *)all.items + first;
	api = arena_array(r->arena, struct collection_api, count);
	for (size_t i = 0; i < count; i++)
		api[i] = (struct collection_api){ c[i].public_id, c[i].slug,
			req_url(r, url_of(r, "/collection/", c[i].slug)), c[i].name, c[i].description,
			media_url_absolute(r, c[i].image), c[i].updated_at };
	out.items = (struct list){ api, count };
	return api_list(r, &collection_list_shape, &out, args->fields);
}

enum err
collections_api(struct req *r)
{
	return list_reply(r, "api-collections", collections_build);
}

static enum err
brands_build(struct req *r, void *payload UNUSED)
{
	const struct list_args *args = r->args;
	struct look look = look_of(r);
	struct list_api out = { 0 };
	struct str after = STR_ABSENT;
	struct list all;
	struct collection_api *api;
	const struct brand_head *b;
	size_t count;
	enum err err = OK;

	r->errors.arena = r->arena;
	if (args->cursor.ptr && api_cursor_read(r, args->cursor, &after)) {
		field_error(&r->errors, STR("cursor"), N_("Use next_cursor of the page before, unchanged."),
		    (struct opt_i64){ 0 });
		return ERR_INVALID;
	}
	err = catalog_brands(req_db(r), &look, after, (size_t)args->limit + 1, r->arena, &all);
	if (err)
		return err;
	b = all.items;
	count = MIN(all.count, (size_t)args->limit);
	api = arena_array(r->arena, struct collection_api, count);
	for (size_t i = 0; i < count; i++)
		api[i] =
		    (struct collection_api){ b[i].public_id, b[i].slug, req_url(r, url_of(r, "/brand/", b[i].slug)),
			    b[i].name, b[i].description, media_url_absolute(r, b[i].image), b[i].updated_at };
	out.items = (struct list){ api, count };
	if (all.count > count) {
		struct list_args next = *args;
		out.has_more = true;
		err = api_cursor_write(r, b[count - 1].name, &out.next_cursor);
		if (err)
			return err;
		next.cursor = out.next_cursor;
		api_next(r, &list_args_shape, &next);
	}
	return api_list(r, &brand_list_shape, &out, args->fields);
}

enum err
brands_api(struct req *r)
{
	return list_reply(r, "api-brands", brands_build);
}

/* ---- suggestions ---- */

static enum err
suggest_build(struct req *r, void *payload UNUSED)
{
	static const char *const kinds[] = { [SEARCH_QUERY] = "query",
		[SEARCH_CATEGORY] = "category",
		[SEARCH_BRAND] = "brand",
		[SEARCH_COLLECTION] = "collection",
		[SEARCH_PRODUCT] = "product",
		[SEARCH_WORD] = "word" };
	const struct suggest_args *args = r->args;
	struct list_api out = { 0 };
	struct list found;
	struct suggestion_api *api;
	const struct search_suggestion *s;
	size_t n = 0;
	enum err err = search_suggest(catalog_search(r), args->q, 2 * (uint32_t)args->limit, r->arena, &found);

	if (err)
		return err;
	s = found.items;
	api = arena_array(r->arena, struct suggestion_api, found.count);
	for (size_t i = 0; i < found.count && n < (size_t)args->limit; i++) {
		struct product_card card;
		struct suggestion_api *out_line = &api[n];
		*out_line = (struct suggestion_api){ .kind = str_of(kinds[s[i].kind]), .text = s[i].text };
		if (s[i].kind == SEARCH_PRODUCT) {
			if (card_read(r->arena, s[i].payload, &card) || !card_price_in(&card, req_currency(r)))
				continue; /* not sold in this currency */
			out_line->text = card.title;
			out_line->id = card.public_id;
			out_line->slug = card.slug;
		} else if (s[i].kind != SEARCH_QUERY && s[i].kind != SEARCH_WORD) {
			out_line->slug = s[i].payload;
		}
		n++;
	}
	out.items = (struct list){ api, n };
	return resp_json(r, &suggestion_list_shape, &out, UINT64_MAX);
}

enum err
suggest_api(struct req *r)
{
	const struct suggest_args *args = r->args;
	enum err err = api_look(r, args->locale, args->currency);

	return err ? err : api_cached(r, "api-suggest", STR(""), &suggest_args_shape, args, suggest_build);
}
