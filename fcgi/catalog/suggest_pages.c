/* suggest_pages.c - suggestions for words begun, the list of brands, and that of categories.  See home_view.h. */
#include "fcgi/catalog/catalog.h"
#include "fcgi/catalog/home_view.h"
#include "lib/base/escape.h"
#include "lib/web/i18n.h"

#define SUGGESTIONS 8
#define BRANDS_PER_PAGE 500
#define TOPS_AS_TREE 40 /* with more top categories than this they are listed by letter */

static struct str
search_url(struct req *r, struct str text)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, req_base(r));
	buf_lit(&b, "/search?q=");
	escape_url_arg(&b, text);
	return str_dup(r->arena, buf_view(&b));
}

/* Phrases carry the slug of what they lead to; products their card. */
static bool
suggestion_fill(struct req *r, const struct search_suggestion *s, struct suggestion_view *out)
{
	static const struct {
		const char *prefix, *kind;
	} kinds[] = { [SEARCH_CATEGORY] = { "/category/", N_("Category") }, [SEARCH_BRAND] = { "/brand/", N_("Brand") },
		[SEARCH_COLLECTION] = { "/collection/", N_("Collection") } };
	struct product_card card;

	out->text = s->text;
	switch (s->kind) {
	case SEARCH_CATEGORY:
	case SEARCH_BRAND:
	case SEARCH_COLLECTION:
		out->kind = i18n_text(r->app->i18n, r->locale, kinds[s->kind].kind);
		out->url = url_of(r, kinds[s->kind].prefix, s->payload);
		return true;
	case SEARCH_PRODUCT:
		if (card_read(r->arena, s->payload, &card) || !card_price_in(&card, req_currency(r)))
			return false; /* not sold in this currency */
		out->url = url_of(r, "/product/", card.slug);
		out->text = card.title;
		out->image = media_url(r, card.image);
		out->price = price_text(
		    r, shown_price(r, card.tax_class, card_price_in(&card, req_currency(r))->from), req_currency(r));
		return true;
	default:
		out->url = search_url(r, s->text);
		return true;
	}
}

static enum err
suggest_build(struct req *r, void *payload UNUSED)
{
	const struct listing_args *args = r->args;
	struct suggest_view v = { .q = args->q };
	struct view_list items = { 0 };
	struct list found = { 0 };
	const struct search_suggestion *s;
	enum err err = OK;

	if (!str_is_empty(args->q))
		err = search_suggest(catalog_search(r), args->q, 2 * SUGGESTIONS, r->arena, &found);
	if (err)
		return err;
	s = found.items;
	for (size_t i = 0; i < found.count && items.list.count < SUGGESTIONS; i++) {
		struct suggestion_view view = { 0 };
		if (suggestion_fill(r, &s[i], &view))
			*(struct suggestion_view *)view_push(r, &items, sizeof(view)) = view;
	}
	v.items = items.list;
	v.empty = items.list.count == 0;
	return resp_page(r, catalog_template(r, T_SUGGEST), &v);
}

/* A fragment of HTML for the enhancement of the search form: a list that the script puts under the field. */
enum err
suggest_page(struct req *r)
{
	static const struct str deps[] = { STR_INIT(CATALOG_DEP_LISTING) };
	const struct cached_page p = { "suggest", STR(""), &listing_args_shape, r->args, deps, COUNT(deps) };

	return page_cached(r, &p, suggest_build, NULL);
}

/* ---- brands ---- */

static void
group_add(struct req *r, struct view_list *groups, struct view_list *brands, struct str name, struct str url)
{
	struct brand_group_view *group = NULL;
	struct link_view *link;
	size_t at = 0;
	struct str letter;

	str_next_char(name, &at);
	letter = str_cut(name, at);
	if (at == 1 && letter.ptr[0] >= 'a' && letter.ptr[0] <= 'z')
		letter = str_printf(r->arena, "%c", letter.ptr[0] - 'a' + 'A');
	else if (at == 1 && !(letter.ptr[0] >= 'A' && letter.ptr[0] <= 'Z'))
		letter = STR("#");
	if (groups->list.count)
		group = (struct brand_group_view *)groups->list.items + groups->list.count - 1;
	if (!group || !str_eq(group->letter, letter)) {
		group = view_push(r, groups, sizeof(*group));
		group->letter = letter;
		*brands = (struct view_list){ 0 };
	}
	link = view_push(r, brands, sizeof(*link));
	link->name = name;
	link->url = url;
	group->brands = brands->list;
}

static enum err
brands_build(struct req *r, void *payload UNUSED)
{
	const struct listing_args *args = r->args;
	struct brands_view v;
	struct page_view page;
	struct look look = look_of(r);
	struct view_list groups = { 0 }, group_brands = { 0 };
	struct list nav = { 0 }, brands;
	const struct brand_head *b;
	enum err err;

	shape_init(&brands_view_shape, &v);
	err = page_view_fill(r, &page, &nav, 0);
	if (!err)
		err = catalog_brands(req_db(r), &look, args->q, BRANDS_PER_PAGE, r->arena, &brands);
	if (err)
		return err;
	b = brands.items;
	for (size_t i = 0; i < brands.count; i++)
		if (!str_is_empty(b[i].name))
			group_add(r, &groups, &group_brands, b[i].name, url_of(r, "/brand/", b[i].slug));
	v.groups = groups.list;
	if (brands.count == BRANDS_PER_PAGE) {
		struct buf url;
		buf_in_arena(&url, r->arena, BUF_LINE);
		buf_str(&url, req_base(r));
		buf_lit(&url, "/brands?q=");
		escape_url_arg(&url, b[brands.count - 1].name);
		v.next_url = str_dup(r->arena, buf_view(&url));
	}
	v.page = &page;
	page.title = v.heading = i18n_text(r->app->i18n, r->locale, N_("Brands"));
	page_view_crumb(r, &page, i18n_text(r->app->i18n, r->locale, N_("Home")),
	    str_printf(r->arena, "%.*s/", STR_ARG(page.base)));
	page_view_crumb(r, &page, page.title, STR_ABSENT);
	if (str_is_empty(args->q))
		page_view_canonical(r, &page, STR("/brands"));
	else
		page.noindex = true;
	return resp_page(r, catalog_template(r, T_BRANDS), &v);
}

enum err
brands_page(struct req *r)
{
	static const struct str deps[] = { STR_INIT(CATALOG_DEP_NAV) };
	const struct cached_page p = { "brands", STR(""), &listing_args_shape, r->args, deps, COUNT(deps) };

	return page_cached(r, &p, brands_build, NULL);
}

/* ---- all categories: as a tree, or by letter when there are very many ---- */

static void
categories_tree(struct req *r, struct list nav, struct view_list *groups)
{
	const struct nav_category *c = nav.items;

	for (size_t i = 0; i < nav.count; i++) {
		struct view_list links = { 0 };
		struct brand_group_view *group;
		if (c[i].depth != 0)
			continue;
		group = view_push(r, groups, sizeof(*group));
		group->letter = c[i].name;
		*(struct link_view *)view_push(r, &links, sizeof(struct link_view)) =
		    (struct link_view){ .name = i18n_text(r->app->i18n, r->locale, N_("See all")),
			    .url = url_of(r, "/category/", c[i].slug),
			    .image = media_url(r, c[i].image) };
		for (size_t k = 0; k < nav.count; k++) {
			struct link_view *link;
			if (c[k].parent_id != c[i].id)
				continue;
			link = view_push(r, &links, sizeof(*link));
			link->name = c[k].name;
			link->url = url_of(r, "/category/", c[k].slug);
			link->image = media_url(r, c[k].image);
		}
		group->brands = links.list;
	}
}

static int
by_name(const void *a, const void *b)
{
	return str_cmp((*(const struct nav_category *const *)a)->name, (*(const struct nav_category *const *)b)->name);
}

static void
categories_by_letter(struct req *r, struct list nav, struct view_list *groups)
{
	const struct nav_category *c = nav.items,
				  **sorted = arena_array(r->arena, const struct nav_category *, nav.count);
	struct view_list links = { 0 };

	for (size_t i = 0; i < nav.count; i++)
		sorted[i] = &c[i];
	qsort(sorted, nav.count, sizeof(*sorted), by_name);
	for (size_t i = 0; i < nav.count; i++)
		if (!str_is_empty(sorted[i]->name))
			group_add(r, groups, &links, sorted[i]->name, url_of(r, "/category/", sorted[i]->slug));
}

static enum err
categories_build(struct req *r, void *payload UNUSED)
{
	struct brands_view v;
	struct page_view page;
	struct view_list groups = { 0 };
	struct list nav = { 0 };
	size_t tops = 0;
	enum err err;

	shape_init(&brands_view_shape, &v);
	err = page_view_fill(r, &page, &nav, 0);
	if (err)
		return err;
	for (size_t i = 0; i < nav.count; i++)
		tops += ((const struct nav_category *)nav.items)[i].depth == 0;
	v.wide = tops <= TOPS_AS_TREE;
	if (v.wide)
		categories_tree(r, nav, &groups);
	else
		categories_by_letter(r, nav, &groups);
	v.groups = groups.list;
	v.page = &page;
	page.title = v.heading = i18n_text(r->app->i18n, r->locale, N_("All categories"));
	page_view_crumb(r, &page, i18n_text(r->app->i18n, r->locale, N_("Home")),
	    str_printf(r->arena, "%.*s/", STR_ARG(page.base)));
	page_view_crumb(r, &page, page.title, STR_ABSENT);
	page_view_canonical(r, &page, STR("/categories"));
	return resp_page(r, catalog_template(r, T_BRANDS), &v);
}

enum err
categories_page(struct req *r)
{
	static const struct str deps[] = { STR_INIT(CATALOG_DEP_NAV) };
	const struct cached_page p = { "categories", STR(""), NULL, NULL, deps, COUNT(deps) };

	return page_cached(r, &p, categories_build, NULL);
}
