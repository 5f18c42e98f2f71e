/* listing_view.c - search results -> what a listing page shows.  See listing_view.h. */
#include "fcgi/catalog/listing_view.h"
#include "lib/base/escape.h"
#include "lib/web/form.h"
#include "lib/web/i18n.h"

#define FACET_FIRST 8   /* values before "more" */
#define FACETS_OPEN 4   /* facets that are open from the start */
#define BAR_BOX_WIDTH 240
#define BAR_BOX_HEIGHT 40

struct str
listing_url(struct req *r, struct str path, const struct listing_args *args)
{
	struct buf b;
	size_t start;

	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, req_base(r));
	buf_str(&b, path);
	buf_char(&b, '?');
	start = b.len;
	form_write(&b, &listing_args_shape, args);
	return str_dup(r->arena, b.len == start ? str_cut(buf_view(&b), start - 1) : buf_view(&b));
}

static bool
is_choice(const struct pair *p, struct str name, struct str value)
{
	return str_eq(p->name, name) && str_eq(p->value, value);
}

/* The arguments with one facet choice made (or undone when it is there), on the first page. */
static struct listing_args
toggled(struct req *r, const struct listing_args *args, struct str name, struct str value)
{
	struct listing_args out = *args;
	const struct pair *old = args->f.items;
	struct pair *pairs = arena_array(r->arena, struct pair, args->f.count + 1);
	size_t n = 0;
	bool found = false;

	for (size_t i = 0; i < args->f.count; i++) {
		if (is_choice(&old[i], name, value))
			found = true;
		else
			pairs[n++] = old[i];
	}
	if (!found)
		pairs[n++] = (struct pair){ name, value };
	out.f = (struct list){ pairs, n };
	out.page = 1;
	return out;
}

/* ---- names of facets and values, in one statement ---- */

static const struct facet_name *
name_of(const struct list *names, struct str attribute, struct str value)
{
	const struct facet_name *n = names->items;

	for (size_t i = 0; i < names->count; i++)
		if (str_eq(n[i].attribute, attribute) && str_eq(n[i].value, value))
			return &n[i];
	return NULL;
}

static enum err
load_names(struct req *r, const struct search_result *found, const struct listing_args *args, struct list *names)
{
	const struct search_facet *facet = found->facets.items;
	const struct pair *chosen = args->f.items;
	struct look look = look_of(r);
	struct view_list pairs = { 0 };

	for (size_t i = 0; i < found->facets.count; i++) {
		const struct search_count *c = facet[i].counts.items;
		*(struct pair *)view_push(r, &pairs, sizeof(struct pair)) = (struct pair){ facet[i].name, STR_ABSENT };
		for (size_t k = 0; k < facet[i].counts.count; k++)
			*(struct pair *)view_push(r, &pairs, sizeof(struct pair)) =
			    (struct pair){ facet[i].name, c[k].value };
	}
	for (size_t i = 0; i < args->f.count; i++)
		*(struct pair *)view_push(r, &pairs, sizeof(struct pair)) = chosen[i];
	*names = (struct list){ 0 };
	if (pairs.list.count == 0)
		return OK;
	return catalog_facet_names(req_db(r), &look, pairs.list.items, pairs.list.count, r->arena, names);
}

/* A value that no table names: "in_stock" and the like, booleans, or the text itself. */
static struct str
plain_label(struct req *r, struct str facet, struct str value)
{
	static const struct {
		const char *facet, *value, *msgid;
	} known[] = {
		{ "availability", "in_stock", N_("In stock") },
		{ "availability", "low_stock", N_("Only a few left") },
		{ "availability", "backorder", N_("Available to order") },
		{ "availability", "out_of_stock", N_("Sold out") },
		{ NULL, "true", N_("Yes") },
		{ NULL, "false", N_("No") },
	};

	for (size_t i = 0; i < COUNT(known); i++)
		if ((!known[i].facet || str_eq_z(facet, known[i].facet)) && str_eq_z(value, known[i].value))
			return i18n_text(r->app->i18n, r->locale, known[i].msgid);
	return value;
}

static struct str
value_label(struct req *r, const struct list *names, struct str facet, struct str value)
{
	const struct facet_name *n = name_of(names, facet, value), *attribute;

	if (n)
		return n->name;
	attribute = name_of(names, facet, STR_ABSENT);
	if (attribute && !str_is_empty(attribute->unit))
		return str_printf(r->arena, "%.*s\xC2\xA0%.*s", STR_ARG(value), STR_ARG(attribute->unit));
	return plain_label(r, facet, value);
}

struct str
listing_facet_label(struct req *r, const struct list *names, struct str facet)
{
	const struct facet_name *n = name_of(names, facet, STR_ABSENT);

	if (n)
		return n->name;
	if (str_eq(facet, STR("brand")))
		return i18n_text(r->app->i18n, r->locale, N_("Brand"));
	if (str_eq(facet, STR("type")))
		return i18n_text(r->app->i18n, r->locale, N_("Product type"));
	if (str_eq(facet, STR("availability")))
		return i18n_text(r->app->i18n, r->locale, N_("Availability"));
	if (str_starts(facet, STR("opt.")))
		return str_skip(facet, 4);
	return facet;
}

/* ---- facets ---- */

static void
facet_fill(struct req *r, const struct listing_args *args, struct str path, const struct search_facet *facet,
    const struct list *names, size_t index, struct facet_view *out)
{
	const struct search_count *c = facet->counts.items;
	struct view_list first = { 0 }, more = { 0 };

	out->name = listing_facet_label(r, names, facet->name);
	out->field = str_printf(r->arena, "f.%.*s", STR_ARG(facet->name));
	for (size_t i = 0; i < facet->counts.count; i++) {
		const struct facet_name *n = name_of(names, facet->name, c[i].value);
		struct listing_args other = toggled(r, args, facet->name, c[i].value);
		struct facet_value_view *v = view_push(r, i < FACET_FIRST || c[i].chosen ? &first : &more, sizeof(*v));
		v->label = value_label(r, names, facet->name, c[i].value);
		v->value = c[i].value;
		v->swatch = n ? n->swatch : STR_ABSENT;
		v->url = listing_url(r, path, &other);
		v->count = c[i].count;
		v->chosen = c[i].chosen;
		v->disabled = c[i].count == 0 && !c[i].chosen;
		v->id = str_printf(r->arena, "f%zu-%zu", index, i);
		out->chosen_count += c[i].chosen;
		out->swatches |= !str_is_empty(v->swatch);
	}
	out->values = first.list;
	out->more = more.list;
	out->more_count = (int64_t)more.list.count;
	out->open = index < FACETS_OPEN || out->chosen_count > 0;
}

/* Products often have "Colour" as an attribute and as an option: the first that counts more is enough. */
static bool
has_label(const struct view_list *facets, struct str label)
{
	const struct facet_view *f = facets->list.items;

	for (size_t i = 0; i < facets->list.count; i++)
		if (str_eq_nocase(f[i].name, label))
			return true;
	return false;
}

static void
facets_fill(struct req *r, const struct listing_args *args, struct str path, const struct search_result *found,
    const struct list *names, struct listing_view *v)
{
	const struct search_facet *facet = found->facets.items;
	struct view_list facets = { 0 };

	for (size_t i = 0; i < found->facets.count; i++) {
		bool chosen = false;
		const struct search_count *c = facet[i].counts.items;
		for (size_t k = 0; k < facet[i].counts.count; k++)
			chosen |= c[k].chosen;
		/* One value that all products share separates nothing. */
		if (facet[i].counts.count == 0 || (facet[i].counts.count == 1 && !chosen && c[0].count >= found->total))
			continue;
		if (!chosen && has_label(&facets, listing_facet_label(r, names, facet[i].name)))
			continue;
		facet_fill(r, args, path, &facet[i], names, facets.list.count,
		    view_push(r, &facets, sizeof(struct facet_view)));
	}
	v->facets = facets.list;
}

static struct str
decimal(struct req *r, int64_t minor, struct str currency)
{
	struct money m = { .minor = minor };
	struct buf b;

	memcpy(m.currency, currency.ptr, MIN(currency.len, 3));
	buf_in_arena(&b, r->arena, BUF_LINE);
	money_decimal(&b, m);
	return str_dup(r->arena, buf_view(&b));
}

static void
price_fill(struct req *r, const struct listing_args *args, const struct search_result *found, struct listing_view *v)
{
	const struct search_span *span = found->spans.items;
	const struct search_bucket *bucket;
	struct price_facet_view *p;
	struct view_list bars = { 0 };
	int64_t most = 1;

	if (found->spans.count == 0 ||
	    (span->count < 2 && money_is_absent(args->price_min) && money_is_absent(args->price_max)))
		return;
	p = arena_new_of(r->arena, struct price_facet_view);
	p->currency = req_currency(r);
	p->min = decimal(r, span->min, p->currency);
	p->max = decimal(r, span->max, p->currency);
	if (!money_is_absent(args->price_min))
		p->low = decimal(r, args->price_min.minor, p->currency);
	if (!money_is_absent(args->price_max))
		p->high = decimal(r, args->price_max.minor, p->currency);
	bucket = span->buckets.items;
	for (size_t i = 0; i < span->buckets.count; i++)
		most = MAX(most, bucket[i].count);
	for (size_t i = 0; i < span->buckets.count; i++) {
		struct bar_view *bar = view_push(r, &bars, sizeof(*bar));
		bar->width = (int32_t)(BAR_BOX_WIDTH / (int64_t)span->buckets.count) - 2;
		bar->x = (int32_t)((int64_t)i * BAR_BOX_WIDTH / (int64_t)span->buckets.count) + 1;
		bar->height = (int32_t)(bucket[i].count * BAR_BOX_HEIGHT / most);
		if (bucket[i].count && bar->height < 2)
			bar->height = 2;
		bar->y = BAR_BOX_HEIGHT - bar->height;
	}
	p->bars = bars.list;
	v->price = p;
}

/* "€20.00 – €60.00", "from €20.00", "up to €60.00" */
static struct str
price_span_text(struct req *r, const struct listing_args *args)
{
	struct str low = price_text(r, args->price_min.minor, req_currency(r));
	struct str high = price_text(r, args->price_max.minor, req_currency(r));
	struct str word;

	if (!money_is_absent(args->price_min) && !money_is_absent(args->price_max))
		return str_printf(r->arena, "%.*s \xE2\x80\x93 %.*s", STR_ARG(low), STR_ARG(high));
	if (money_is_absent(args->price_min)) {
		word = i18n_text(r->app->i18n, r->locale, N_("up to"));
		low = high;
	} else {
		word = i18n_text(r->app->i18n, r->locale, N_("from"));
	}
	return str_printf(r->arena, "%.*s %.*s", STR_ARG(word), STR_ARG(low));
}

static void
chips_fill(
    struct req *r, const struct listing_args *args, struct str path, const struct list *names, struct listing_view *v)
{
	const struct pair *chosen = args->f.items;
	struct view_list chips = { 0 };
	struct listing_args clear = { .q = args->q, .sort = args->sort, .page = 1, .literal = args->literal };

	for (size_t i = 0; i < args->f.count; i++) {
		struct listing_args without = toggled(r, args, chosen[i].name, chosen[i].value);
		struct chip_view *chip = view_push(r, &chips, sizeof(*chip));
		chip->label = str_printf(r->arena, "%.*s: %.*s", STR_ARG(listing_facet_label(r, names, chosen[i].name)),
		    STR_ARG(value_label(r, names, chosen[i].name, chosen[i].value)));
		chip->url = listing_url(r, path, &without);
	}
	if (!money_is_absent(args->price_min) || !money_is_absent(args->price_max)) {
		struct listing_args without = *args;
		struct chip_view *chip = view_push(r, &chips, sizeof(*chip));
		without.price_min = without.price_max = MONEY_ABSENT;
		without.page = 1;
		chip->url = listing_url(r, path, &without);
		chip->label = price_span_text(r, args);
	}
	v->chips = chips.list;
	v->chosen_total = chips.list.count ? str_printf(r->arena, "%zu", chips.list.count) : STR_ABSENT;
	v->clear_url = chips.list.count ? listing_url(r, path, &clear) : STR_ABSENT;
}

/* ---- sorting and pages ---- */

static void
sorts_fill(struct req *r, const struct listing_args *args, struct str path, struct listing_view *v)
{
	static const char *const names[] = { [SORT_DEFAULT] = N_("Best match"), [SORT_NEWEST] = N_("Newest"),
		[SORT_PRICE_ASC] = N_("Price: low to high"), [SORT_PRICE_DESC] = N_("Price: high to low"),
		[SORT_TITLE] = N_("Name") };
	static const char *const codes[] = { "best", "newest", "price", "price-desc", "name" };
	struct link_view *links = arena_array(r->arena, struct link_view, SORT__MAX);

	for (int i = 0; i < SORT__MAX; i++) {
		struct listing_args other = *args;
		other.sort = i;
		other.page = 1;
		links[i].name = i18n_text(r->app->i18n, r->locale,
		    i == SORT_DEFAULT && (!v->is_search || str_is_empty(args->q)) ? N_("Recommended") : names[i]);
		links[i].code = str_of(codes[i]);
		links[i].url = listing_url(r, path, &other);
		links[i].current = args->sort == i;
	}
	v->sorts = (struct list){ links, SORT__MAX };
}

static struct str
page_url(struct req *r, const struct listing_args *args, struct str path, int64_t page)
{
	struct listing_args other = *args;

	other.page = (int32_t)page;
	return listing_url(r, path, &other);
}

static void
pages_fill(struct req *r, const struct listing_args *args, struct str path, struct listing_view *v)
{
	int64_t pages = MIN((v->total + LISTING_PAGE_SIZE - 1) / LISTING_PAGE_SIZE, 1000), at = args->page;
	struct view_list list = { 0 };
	int64_t from = (at - 1) * LISTING_PAGE_SIZE + 1, to = MIN(at * LISTING_PAGE_SIZE, v->total), last = 0;

	if (pages < 2)
		return;
	for (int64_t n = 1; n <= pages; n++) {
		struct page_link_view *p;
		if (n != 1 && n != pages && (n < at - 2 || n > at + 2))
			continue;
		if (n > last + 1) {
			p = view_push(r, &list, sizeof(*p));
			p->gap = true;
		}
		p = view_push(r, &list, sizeof(*p));
		p->number = str_printf(r->arena, "%lld", (long long)n);
		p->url = page_url(r, args, path, n);
		p->current = n == at;
		last = n;
	}
	v->pages = list.list;
	if (at > 1)
		v->prev_url = page_url(r, args, path, at - 1);
	if (at < pages)
		v->next_url = page_url(r, args, path, at + 1);
	v->range = str_printf(r->arena, "%lld\xE2\x80\x93%lld", (long long)from, (long long)to);
}

/* 12345 -> "12,345", in German "12.345". */
static struct str
grouped(struct req *r, int64_t n)
{
	char digits[32], out[48];
	int len = snprintf(digits, sizeof(digits), "%lld", (long long)n), k = 0;
	char mark = str_starts(req_locale(r), STR("de")) ? '.' : ',';

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			out[k++] = mark;
		out[k++] = digits[i];
	}
	return str_dup(r->arena, str_n(out, (size_t)k));
}

static void
errors_fill(struct req *r, struct listing_view *v)
{
	struct view_list list = { 0 };

	for (size_t i = 0; i < r->errors.count; i++) {
		struct hidden_view *e = view_push(r, &list, sizeof(*e));
		const char *msgid = r->errors.items[i].message.ptr;
		e->name = r->errors.items[i].name;
		e->value = i18n_text(r->app->i18n, r->locale, msgid);
	}
	v->field_errors = list.list;
}

enum err
listing_fill(struct req *r, const struct listing_args *args, struct str path, const struct search_result *found,
    struct listing_view *v)
{
	struct list names;
	enum err err = load_names(r, found, args, &names);

	if (err)
		return err;
	v->action = str_printf(r->arena, "%.*s%.*s", STR_ARG(req_base(r)), STR_ARG(path));
	v->total = found->total;
	v->total_text = grouped(r, found->total);
	v->empty = found->total == 0;
	v->some_words = found->some_words;
	v->searched = found->searched;
	facets_fill(r, args, path, found, &names, v);
	price_fill(r, args, found, v);
	chips_fill(r, args, path, &names, v);
	v->has_filters = v->facets.count > 0 || v->price;
	sorts_fill(r, args, path, v);
	pages_fill(r, args, path, v);
	errors_fill(r, v);
	if (!str_is_empty(found->did_you_mean)) {
		struct listing_args other = { .q = found->did_you_mean, .page = 1 };
		v->did_you_mean = found->did_you_mean;
		v->did_you_mean_url = listing_url(r, path, &other);
	}
	if (found->searched.ptr) {
		struct listing_args other = *args;
		other.literal = true;
		v->literal_url = listing_url(r, path, &other);
	}
	return cards_of_hits(r, found->hits, 4, &v->cards);
}
