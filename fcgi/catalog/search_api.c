/* search_api.c - searching and filtering as JSON.  See catalog_api.h. */
#include "fcgi/catalog/catalog_api.h"
#include "lib/web/i18n.h"

/* Slugs of the arguments -> filters of the engine.  An unknown slug is a 400, not an empty answer. */
static enum err
filters_fill(struct req *r, const struct search_args *args, struct search_query *q, struct list *labels)
{
	struct look look = look_of(r);
	struct str *label = labels->items;
	enum err err = OK;

	r->errors.arena = r->arena;
	if (args->category.ptr) {
		struct list nav = { 0 };
		int at;
		err = page_nav(r, &nav);
		if (err)
			return err;
		at = nav_find_slug(nav, args->category);
		if (at >= 0 && q->sort == SEARCH_RELEVANCE && str_is_empty(args->q))
			q->sort = SEARCH_POSITION;
		if (at < 0)
			field_error(
			    &r->errors, STR("category"), N_("There is no such category."), (struct opt_i64){ 0 });
		else
			q->category = ((const struct nav_category *)nav.items)[at].id;
	}
	if (args->collection.ptr) {
		struct collection_head c;
		err = catalog_collection(req_db(r), &look, args->collection, r->arena, &c);
		if (err == ERR_NOT_FOUND)
			field_error(
			    &r->errors, STR("collection"), N_("There is no such collection."), (struct opt_i64){ 0 });
		else if (err)
			return err;
		else
			label[labels->count++] = str_printf(r->arena, "collection:%lld", (long long)c.id);
	}
	return r->errors.count ? ERR_INVALID : OK;
}

static enum err
facets_fill(struct req *r, const struct search_result *found, struct search_api *out)
{
	const struct search_facet *facet = found->facets.items;
	struct look look = look_of(r);
	struct view_list pairs = { 0 };
	struct facet_api *api = arena_array(r->arena, struct facet_api, found->facets.count);
	struct list names = { 0 };
	const struct facet_name *name;
	enum err err = OK;

	for (size_t i = 0; i < found->facets.count; i++) {
		const struct search_count *c = facet[i].counts.items;
		*(struct pair *)view_push(r, &pairs, sizeof(struct pair)) = (struct pair){ facet[i].name, STR_ABSENT };
		for (size_t k = 0; k < facet[i].counts.count; k++)
			*(struct pair *)view_push(r, &pairs, sizeof(struct pair)) =
			    (struct pair){ facet[i].name, c[k].value };
	}
	if (pairs.list.count)
		err = catalog_facet_names(req_db(r), &look, pairs.list.items, pairs.list.count, r->arena, &names);
	if (err)
		return err;
	name = names.items;
	for (size_t i = 0; i < found->facets.count; i++) {
		const struct search_count *c = facet[i].counts.items;
		struct count_api *counts = arena_array(r->arena, struct count_api, facet[i].counts.count);
		api[i].code = facet[i].name;
		api[i].name = listing_facet_label(r, &names, facet[i].name);
		for (size_t k = 0; k < facet[i].counts.count; k++)
			counts[k] = (struct count_api){ c[k].value, c[k].value, c[k].count, c[k].chosen };
		for (size_t n = 0; n < names.count; n++) {
			if (!str_eq(name[n].attribute, facet[i].name))
				continue;
			for (size_t k = 0; name[n].value.ptr && k < facet[i].counts.count; k++)
				if (str_eq(counts[k].value, name[n].value))
					counts[k].name = name[n].name;
		}
		api[i].values = (struct list){ counts, facet[i].counts.count };
	}
	out->facets = (struct list){ api, found->facets.count };
	return OK;
}

static enum err
query_fill(struct req *r, const struct search_args *args, struct search_query *q)
{
	struct listing_args plain = { .q = args->q, .f = args->f, .sort = args->sort, .page = 1 };
	struct str payload;
	int64_t offset = 0;
	enum err err;

	listing_query(r, &plain, q);
	q->limit = (uint32_t)args->limit;
	err = filters_fill(r, args, q, &q->labels);
	if (err)
		return err;
	if (args->brand.ptr) {
		struct pair *pairs = arena_array(r->arena, struct pair, args->f.count + 1);
		if (args->f.count)
			memcpy(pairs, args->f.items, args->f.count * sizeof(*pairs));
		pairs[args->f.count] = (struct pair){ STR("brand"), args->brand };
		q->facets = (struct list){ pairs, args->f.count + 1 };
	}
	if (args->price_min.set || args->price_max.set) {
		struct search_range *range = arena_new_of(r->arena, struct search_range);
		*range = (struct search_range){ q->sort_number, args->price_min.set ? args->price_min.value : INT64_MIN,
			args->price_max.set ? args->price_max.value : INT64_MAX };
		q->ranges = (struct list){ range, 1 };
	}
	if (!args->facets) {
		q->want_facets = q->want_spans = (struct list){ 0 };
		q->auto_facets = 0;
	}
	if (args->cursor.ptr && (api_cursor_read(r, args->cursor, &payload) ||
	    str_to_i64(payload, 0, SEARCH_OFFSET_MAX, &offset))) {
		field_error(&r->errors, STR("cursor"), N_("Use next_cursor of the page before, unchanged."),
		    (struct opt_i64){ 0 });
		return ERR_INVALID;
	}
	q->offset = (uint32_t)offset;
	return OK;
}

static enum err
search_build(struct req *r, void *payload UNUSED)
{
	const struct search_args *args = r->args;
	struct search_query q;
	struct search_result found;
	struct search_api out = { 0 };
	const struct search_hit *hit;
	struct product_line_api *lines;
	enum err err = query_fill(r, args, &q);

	if (!err)
		err = search_run(catalog_search(r), &q, r->arena, &found);
	if (!err && args->facets)
		err = facets_fill(r, &found, &out);
	if (err)
		return err;
	hit = found.hits.items;
	lines = arena_array(r->arena, struct product_line_api, found.hits.count);
	for (size_t i = 0; i < found.hits.count; i++) {
		struct product_card card;
		err = card_read(r->arena, hit[i].payload, &card);
		if (err)
			return err;
		product_line_fill(r, &card, &lines[i]);
	}
	out.items = (struct list){ lines, found.hits.count };
	out.total = found.total;
	out.searched = found.searched;
	out.did_you_mean = found.did_you_mean;
	if (q.offset + found.hits.count < (uint64_t)found.total && found.hits.count &&
	    q.offset + q.limit <= SEARCH_OFFSET_MAX) {
		struct search_args next = *args;
		out.has_more = true;
		err = api_cursor_write(r, str_printf(r->arena, "%u", q.offset + q.limit), &out.next_cursor);
		if (err)
			return err;
		next.cursor = out.next_cursor;
		api_next(r, &search_args_shape, &next);
	}
	return resp_json(r, &search_api_shape, &out, UINT64_MAX);
}

enum err
search_api(struct req *r)
{
	const struct search_args *args = r->args;
	enum err err = api_look(r, args->locale, args->currency);

	return err ? err : api_cached(r, "api-search", STR(""), &search_args_shape, args, search_build);
}
