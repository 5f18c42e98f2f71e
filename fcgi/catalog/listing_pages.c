/* listing_pages.c - home, category, collection, brand and search pages.  See listing_view.h. */
#include "fcgi/catalog/catalog.h"
#include "fcgi/catalog/home_view.h"
#include "lib/base/escape.h"
#include "lib/shop/catalog_index.h"
#include "lib/web/i18n.h"

#define AUTO_FACETS 10
#define HOME_ROWS 4        /* collections that the home page shows with products; the others with their picture */
#define HOME_CARDS_FIRST 8 /* the first row is twice as long */
#define HOME_CARDS 4

static const struct str listing_deps[] = { STR_INIT(CATALOG_DEP_NAV), STR_INIT(CATALOG_DEP_LISTING) };

void
listing_query(struct req *r, const struct listing_args *args, struct search_query *q)
{
	static const enum search_sort sorts[] = { [SORT_DEFAULT] = SEARCH_RELEVANCE,
		[SORT_NEWEST] = SEARCH_NEWEST,
		[SORT_PRICE_ASC] = SEARCH_NUMBER_ASC,
		[SORT_PRICE_DESC] = SEARCH_NUMBER_DESC,
		[SORT_TITLE] = SEARCH_TITLE };
	struct str price = str_printf(r->arena, "price.%.*s", STR_ARG(req_currency(r)));
	struct str *wanted = arena_array(r->arena, struct str, 3), *spans = arena_array(r->arena, struct str, 1);
	struct str *labels = arena_array(r->arena, struct str, 2);

	wanted[0] = STR("brand");
	wanted[1] = STR("type");
	wanted[2] = STR("availability");
	spans[0] = price;
	labels[0] = str_printf(r->arena, "currency:%.*s", STR_ARG(req_currency(r)));
	*q = (struct search_query){ .text = args->q, .facets = args->f, .sort = sorts[args->sort], .sort_number = price,
		.offset = (uint32_t)(args->page - 1) * LISTING_PAGE_SIZE, .limit = LISTING_PAGE_SIZE,
		.labels = { labels, 1 }, .want_facets = { wanted, 3 }, .auto_facets = AUTO_FACETS, .facet_values = 60,
		.want_spans = { spans, 1 }, .literal = args->literal };
	if (!money_is_absent(args->price_min) || !money_is_absent(args->price_max)) {
		struct search_range *range = arena_new_of(r->arena, struct search_range);
		range->name = price;
		range->min = money_is_absent(args->price_min) ? INT64_MIN : args->price_min.minor;
		range->max = money_is_absent(args->price_max) ? INT64_MAX : args->price_max.minor;
		q->ranges = (struct list){ range, 1 };
	}
}

static void
add_label(struct search_query *q, struct str label)
{
	((struct str *)q->labels.items)[q->labels.count++] = label;
}

/* A page past the end, as an old link can be, leads to the last one. */
static bool
past_the_end(const struct listing_args *args, const struct search_result *found, struct listing_args *last)
{
	if (args->page == 1 || found->hits.count > 0)
		return false;
	*last = *args;
	last->page = (int32_t)MAX((found->total + LISTING_PAGE_SIZE - 1) / LISTING_PAGE_SIZE, 1);
	return last->page != args->page;
}

/* Search, fill, frame: what all listings share.  v->page is filled by the caller. */
static enum err
listing_reply(struct req *r, struct listing_view *v, const struct search_query *q, struct str path)
{
	const struct listing_args *args = r->args;
	struct search_result found;
	struct listing_args last;
	enum err err = search_run(catalog_search(r), q, r->arena, &found);

	if (err)
		return err;
	if (past_the_end(args, &found, &last))
		return resp_redirect(r, 303, listing_url(r, path, &last));
	err = listing_fill(r, args, path, &found, v);
	if (err)
		return err;
	/* Only the plain listing is worth a place in an index; pages of it are, filtered ones are not. */
	if (args->f.count || args->sort || !money_is_absent(args->price_min) || !money_is_absent(args->price_max)) {
		v->page->noindex = true;
		v->page->canonical = STR_ABSENT;
		v->page->alternates = (struct list){ 0 };
	} else if (args->page > 1 && v->page->canonical.ptr) {
		v->page->canonical = str_printf(r->arena, "%.*s?page=%d", STR_ARG(v->page->canonical), args->page);
	}
	if (args->page > 1)
		v->page->title = str_printf(r->arena, "%.*s \xE2\x80\x93 %d", STR_ARG(v->page->title), args->page);
	return resp_page(r, catalog_template(r, T_LISTING), v);
}

static void
crumbs_only_jsonld(struct req *r, struct page_view *page)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_REPLY);
	buf_lit(&b, "{\"@context\":\"https://schema.org\",\"@graph\":[");
	crumbs_jsonld(r, page, &b);
	buf_lit(&b, "]}");
	page->jsonld = (struct html){ buf_view(&b).ptr, b.len };
}

static void
head_fill(struct req *r, struct page_view *page, struct str name, struct str seo_title, struct str seo_description,
    struct str description, struct str image, struct str path)
{
	page->title = str_is_empty(seo_title) ? name : seo_title;
	page->description = str_is_empty(seo_description) ? str_cut_chars(description, 160) : seo_description;
	page->og_image = media_url_absolute(r, image);
	page_view_canonical(r, page, path);
}

/* ---- category ---- */

static void
category_children(struct req *r, struct list nav, int64_t parent, struct listing_view *v)
{
	const struct nav_category *c = nav.items;
	struct view_list children = { 0 };

	for (size_t i = 0; i < nav.count; i++) {
		struct nav_view *child;
		if (c[i].parent_id != parent)
			continue;
		child = view_push(r, &children, sizeof(*child));
		child->name = c[i].name;
		child->url = url_of(r, "/category/", c[i].slug);
		child->image = media_url(r, c[i].image);
	}
	v->children = children.list;
	v->has_children = children.list.count > 0;
}

static void
category_crumbs(struct req *r, struct page_view *page, struct list nav, int at)
{
	const struct nav_category *c = nav.items;

	if (c[at].parent_id) {
		int parent = nav_find_id(nav, c[at].parent_id);
		if (parent >= 0 && c[parent].depth < c[at].depth)
			category_crumbs(r, page, nav, parent);
	}
	page_view_crumb(r, page, c[at].name, url_of(r, "/category/", c[at].slug));
}

static enum err
moved_or_not_found(struct req *r, const char *kind, const char *prefix)
{
	struct str now;
	enum err err = catalog_moved(req_db(r), kind, r->params[0], r->arena, &now);

	if (err)
		return err;
	return resp_redirect(r, 301, url_of(r, prefix, now));
}

static enum err
category_build(struct req *r, void *payload UNUSED)
{
	struct listing_view v;
	struct page_view page;
	struct search_query q;
	struct list nav = { 0 };
	const struct nav_category *c;
	enum err err;
	int at;

	shape_init(&listing_view_shape, &v);
	err = page_nav(r, &nav);
	if (err)
		return err;
	at = nav_find_slug(nav, r->params[0]);
	if (at < 0)
		return moved_or_not_found(r, "category", "/category/");
	c = (const struct nav_category *)nav.items + at;
	err = page_view_fill(r, &page, &nav, c->id);
	if (err)
		return err;
	page_view_crumb(r, &page, i18n_text(r->app->i18n, r->locale, N_("Home")),
	    str_printf(r->arena, "%.*s/", STR_ARG(page.base)));
	category_crumbs(r, &page, nav, at);
	crumbs_only_jsonld(r, &page);
	head_fill(r, &page, c->name, c->seo_title, c->seo_description, c->description, c->image, r->path);
	v.page = &page;
	v.heading = c->name;
	v.intro = c->description;
	v.image = media_url(r, c->image);
	category_children(r, nav, c->id, &v);
	listing_query(r, r->args, &q);
	q.category = c->id;
	if (q.sort == SEARCH_RELEVANCE)
		q.sort = SEARCH_POSITION;
	return listing_reply(r, &v, &q, r->path);
}

enum err
category_page(struct req *r)
{
	const struct cached_page p = { "category", r->params[0], &listing_args_shape, r->args, listing_deps,
		COUNT(listing_deps) };

	return page_cached(r, &p, category_build, NULL);
}

/* ---- collection ---- */

static enum err
collection_build(struct req *r, void *payload UNUSED)
{
	struct listing_view v;
	struct page_view page;
	struct search_query q;
	struct list nav = { 0 };
	struct look look = look_of(r);
	struct collection_head c;
	enum err err;

	shape_init(&listing_view_shape, &v);
	err = catalog_collection(req_db(r), &look, r->params[0], r->arena, &c);
	if (err == ERR_NOT_FOUND)
		return moved_or_not_found(r, "collection", "/collection/");
	if (!err)
		err = page_view_fill(r, &page, &nav, 0);
	if (err)
		return err;
	page_view_crumb(r, &page, i18n_text(r->app->i18n, r->locale, N_("Home")),
	    str_printf(r->arena, "%.*s/", STR_ARG(page.base)));
	page_view_crumb(r, &page, c.name, STR_ABSENT);
	crumbs_only_jsonld(r, &page);
	head_fill(r, &page, c.name, c.seo_title, c.seo_description, c.description, c.image, r->path);
	v.page = &page;
	v.heading = c.name;
	v.intro = c.description;
	v.image = media_url(r, c.image);
	listing_query(r, r->args, &q);
	add_label(&q, str_printf(r->arena, "collection:%lld", (long long)c.id));
	if (q.sort == SEARCH_RELEVANCE) {
		if (str_eq(c.sort, STR("newest")))
			q.sort = SEARCH_NEWEST;
		else if (str_eq(c.sort, STR("price_asc")))
			q.sort = SEARCH_NUMBER_ASC;
		else if (str_eq(c.sort, STR("price_desc")))
			q.sort = SEARCH_NUMBER_DESC;
		else if (str_eq(c.sort, STR("title")))
			q.sort = SEARCH_TITLE;
		else {
			/* A manual collection is a place like a category (catalog_index.h). */
			q.category = COLLECTION_PLACE(c.id);
			q.sort = SEARCH_POSITION;
		}
	}
	return listing_reply(r, &v, &q, r->path);
}

enum err
collection_page(struct req *r)
{
	const struct cached_page p = { "collection", r->params[0], &listing_args_shape, r->args, listing_deps,
		COUNT(listing_deps) };

	return page_cached(r, &p, collection_build, NULL);
}

/* ---- brand ---- */

static enum err
brand_build(struct req *r, void *payload UNUSED)
{
	struct listing_view v;
	struct page_view page;
	struct search_query q;
	struct list nav = { 0 };
	struct look look = look_of(r);
	struct brand_head b;
	enum err err;

	shape_init(&listing_view_shape, &v);
	err = catalog_brand(req_db(r), &look, r->params[0], r->arena, &b);
	if (err == ERR_NOT_FOUND)
		return moved_or_not_found(r, "brand", "/brand/");
	if (!err)
		err = page_view_fill(r, &page, &nav, 0);
	if (err)
		return err;
	page_view_crumb(r, &page, i18n_text(r->app->i18n, r->locale, N_("Home")),
	    str_printf(r->arena, "%.*s/", STR_ARG(page.base)));
	page_view_crumb(r, &page, i18n_text(r->app->i18n, r->locale, N_("Brands")), url_of(r, "/brands", STR("")));
	page_view_crumb(r, &page, b.name, STR_ABSENT);
	crumbs_only_jsonld(r, &page);
	head_fill(r, &page, b.name, b.seo_title, b.seo_description, b.description, b.image, r->path);
	v.page = &page;
	v.heading = b.name;
	v.intro = b.description;
	v.image = media_url(r, b.image);
	v.is_brand = true;
	listing_query(r, r->args, &q);
	add_label(&q, str_printf(r->arena, "brand:%lld", (long long)b.id));
	if (q.sort == SEARCH_RELEVANCE)
		q.sort = SEARCH_BESTSELLERS;
	return listing_reply(r, &v, &q, r->path);
}

enum err
brand_page(struct req *r)
{
	const struct cached_page p = { "brand", r->params[0], &listing_args_shape, r->args, listing_deps,
		COUNT(listing_deps) };

	return page_cached(r, &p, brand_build, NULL);
}

/* ---- search ---- */

static enum err
search_build(struct req *r, void *payload UNUSED)
{
	const struct listing_args *args = r->args;
	struct listing_view v;
	struct page_view page;
	struct search_query q;
	struct list nav = { 0 };
	struct hidden_view *hidden = arena_new_of(r->arena, struct hidden_view);
	enum err err;

	shape_init(&listing_view_shape, &v);
	err = page_view_fill(r, &page, &nav, 0);
	if (err)
		return err;
	page.noindex = true;
	page.q = args->q;
	page.title = str_is_empty(args->q)
	    ? i18n_text(r->app->i18n, r->locale, N_("All products"))
	    : str_printf(
		  r->arena, "%.*s: %.*s", STR_ARG(i18n_text(r->app->i18n, r->locale, N_("Search"))), STR_ARG(args->q));
	page.description =
	    i18n_text(r->app->i18n, r->locale, N_("Search all products by name, brand or article number."));
	v.page = &page;
	v.is_search = true;
	v.heading = str_is_empty(args->q) ? page.title : args->q;
	if (!str_is_empty(args->q)) {
		*hidden = (struct hidden_view){ STR("q"), args->q };
		v.hidden = (struct list){ hidden, 1 };
	}
	listing_query(r, args, &q);
	return listing_reply(r, &v, &q, r->path);
}

enum err
search_page(struct req *r)
{
	const struct cached_page p = { "search", STR(""), &listing_args_shape, r->args, listing_deps,
		COUNT(listing_deps) };

	return page_cached(r, &p, search_build, NULL);
}

/* ---- home ---- */

static enum err
home_section(struct req *r, const struct collection_head *c, uint32_t cards, struct section_view *out)
{
	struct listing_args none = { .page = 1 };
	struct search_query q;
	struct search_result found;
	enum err err;

	listing_query(r, &none, &q);
	q.want_facets = q.want_spans = (struct list){ 0 };
	q.auto_facets = 0;
	q.limit = cards;
	add_label(&q, str_printf(r->arena, "collection:%lld", (long long)c->id));
	q.sort = str_eq(c->sort, STR("newest")) ? SEARCH_NEWEST : SEARCH_POSITION;
	q.category = q.sort == SEARCH_POSITION && str_eq(c->sort, STR("manual")) ? COLLECTION_PLACE(c->id) : 0;
	err = search_run(catalog_search(r), &q, r->arena, &found);
	if (err)
		return err;
	return cards_of_hits(r, found.hits, 0, &out->cards);
}

/* Collections with products first; those after them by their pictures, for which nothing is searched. */
static enum err
home_collections(struct req *r, struct list collections, struct home_view *v)
{
	const struct collection_head *c = collections.items;
	struct view_list sections = { 0 }, stories = { 0 };

	for (size_t i = 0; i < collections.count; i++) {
		struct section_view s = { .name = c[i].name,
			.description = c[i].description,
			.image = media_url(r, c[i].image),
			.url = url_of(r, "/collection/", c[i].slug) };
		bool row = sections.list.count < HOME_ROWS;
		if (row) {
			enum err err = home_section(r, &c[i], sections.list.count ? HOME_CARDS : HOME_CARDS_FIRST, &s);
			if (err)
				return err;
		}
		if (row ? s.cards.count == 0 : str_is_empty(s.image))
			continue;
		*(struct section_view *)view_push(r, row ? &sections : &stories, sizeof(s)) = s;
	}
	v->sections = sections.list;
	v->stories = stories.list;
	v->has_stories = stories.list.count > 0;
	v->hero = sections.list.count ? sections.list.items : NULL;
	return OK;
}

static void
home_jsonld(struct req *r, struct page_view *page)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_REPLY);
	buf_lit(&b, "{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"Organization\",\"name\":\"");
	escape_json(&b, page->site_name);
	buf_lit(&b, "\",\"url\":\"");
	escape_json(&b, req_url(r, STR("/")));
	buf_lit(&b, "\"},{\"@type\":\"WebSite\",\"name\":\"");
	escape_json(&b, page->site_name);
	buf_lit(&b, "\",\"url\":\"");
	escape_json(&b, page->canonical);
	buf_lit(&b, "\",\"potentialAction\":{\"@type\":\"SearchAction\",\"target\":\"");
	escape_json(&b, req_url(r, str_printf(r->arena, "%.*s/search", STR_ARG(page->base))));
	buf_lit(&b, "?q={q}\",\"query-input\":\"required name=q\"}}]}");
	page->jsonld = (struct html){ buf_view(&b).ptr, b.len };
}

static enum err
home_build(struct req *r, void *payload UNUSED)
{
	struct home_view v;
	struct page_view page;
	struct list nav = { 0 }, collections;
	struct look look = look_of(r);
	enum err err;

	shape_init(&home_view_shape, &v);
	err = page_view_fill(r, &page, &nav, 0);
	if (!err)
		err = catalog_collections(req_db(r), &look, r->arena, &collections);
	if (err)
		return err;
	page_view_canonical(r, &page, STR("/"));
	page.title = STR_ABSENT; /* the shop's name alone */
	page.description = i18n_text(r->app->i18n, r->locale, N_("Well-made things for home, desk and outdoors."));
	home_jsonld(r, &page);
	err = home_collections(r, collections, &v);
	if (err)
		return err;
	v.page = &page;
	v.departments = page.nav;
	return resp_page(r, catalog_template(r, T_HOME), &v);
}

enum err
home_page(struct req *r)
{
	const struct cached_page p = { "home", STR(""), NULL, NULL, listing_deps, COUNT(listing_deps) };

	return page_cached(r, &p, home_build, NULL);
}
