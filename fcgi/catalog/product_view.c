/* product_view.c - a product as its page shows it: choices, pictures, price, specifications.  See product_view.h. */
#include "fcgi/catalog/product_view.h"
#include "lib/base/escape.h"
#include "lib/web/form.h"
#include "lib/web/i18n.h"

#define MANY_CHOICES 12
#define OPTIONS_MAX 32

/* ids of one variant's values, by option index */
static size_t
value_ids(const struct variant *v, int64_t ids[OPTIONS_MAX])
{
	struct str rest = v->values, part;
	size_t n = 0;

	while (n < OPTIONS_MAX && str_split(&rest, ',', &part))
		if (str_to_i64(part, 1, INT64_MAX, &ids[n]) == OK)
			n++;
	return n;
}

static bool
has_value(const struct variant *v, int64_t id)
{
	int64_t ids[OPTIONS_MAX];
	size_t n = value_ids(v, ids);

	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* The variant with most of the wanted ids; `must` has to be among them (0: none).  In stock wins a tie, then order. */
static size_t
best_variant(const struct product *p, const int64_t *wanted, size_t count, int64_t must)
{
	const struct variant *v = p->variants.items;
	size_t best = 0;
	int best_score = -1;

	for (size_t i = 0; i < p->variants.count; i++) {
		int64_t ids[OPTIONS_MAX];
		size_t n = value_ids(&v[i], ids);
		int score = v[i].stock != STOCK_OUT;
		if (must && !has_value(&v[i], must))
			continue;
		for (size_t k = 0; k < n; k++)
			for (size_t w = 0; w < count; w++)
				if (ids[k] == wanted[w])
					score += 2;
		if (score > best_score) {
			best_score = score;
			best = i;
		}
	}
	return best;
}

size_t
product_choose(const struct product *p, struct list choices)
{
	const struct option_value *value = p->options.items;
	const struct pair *choice = choices.items;
	int64_t wanted[OPTIONS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < choices.count && n < OPTIONS_MAX; i++)
		for (size_t k = 0; k < p->options.count; k++)
			if (str_eq(value[k].option_code, choice[i].name) && str_eq(value[k].code, choice[i].value)) {
				wanted[n++] = value[k].id;
				break;
			}
	return best_variant(p, wanted, n, 0);
}

/* Address of the page with this variant chosen. */
static struct str
variant_url(struct req *r, const struct product *p, const struct variant *v)
{
	const struct option_value *value = p->options.items;
	struct view_list pairs = { 0 };
	struct product_args args;
	struct buf b;

	for (size_t k = 0; k < p->options.count; k++) {
		struct pair *pair;
		if (!has_value(v, value[k].id))
			continue;
		pair = view_push(r, &pairs, sizeof(*pair));
		*pair = (struct pair){ value[k].option_code, value[k].code };
	}
	args.o = pairs.list;
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, url_of(r, "/product/", p->slug));
	buf_char(&b, '?');
	form_write(&b, &product_args_shape, &args);
	return str_dup(r->arena, buf_view(&b));
}

static void
options_fill(struct req *r, const struct product *p, const struct variant *chosen, struct product_view *v)
{
	const struct option_value *value = p->options.items;
	const struct variant *variants = p->variants.items;
	struct view_list options = { 0 }, choices = { 0 };
	struct option_view *option = NULL;
	int64_t now[OPTIONS_MAX], current = 0;
	size_t n = value_ids(chosen, now);

	for (size_t i = 0; i < p->options.count; i++) {
		struct choice_view *c;
		const struct variant *to;
		if (!option || value[i].option_id != current) {
			if (option)
				option->choices = choices.list;
			option = view_push(r, &options, sizeof(*option));
			option->name = value[i].option_name;
			choices = (struct view_list){ 0 };
			current = value[i].option_id;
		}
		to = &variants[best_variant(p, now, n, value[i].id)];
		if (!has_value(to, value[i].id))
			continue; /* a value that no variant has */
		c = view_push(r, &choices, sizeof(*c));
		c->name = value[i].name;
		c->id = str_printf(r->arena, "choice-%zu", i);
		c->swatch = value[i].swatch;
		c->chosen = has_value(chosen, value[i].id);
		c->sold_out = to->stock == STOCK_OUT;
		c->url = variant_url(r, p, to);
		if (c->chosen)
			option->chosen = c->name;
		option->swatches |= !str_is_empty(c->swatch);
		option->many = choices.list.count > MANY_CHOICES;
	}
	if (option)
		option->choices = choices.list;
	v->options = options.list;
}

static void
media_fill(struct req *r, const struct product *p, const struct variant *chosen, struct product_view *v)
{
	const struct media *m = p->media.items;
	struct view_list list = { 0 };

	for (int own = 1; own >= 0; own--) {
		for (size_t i = 0; i < p->media.count; i++) {
			struct media_view *view;
			struct str url = media_url(r, m[i].file);
			if ((m[i].id == chosen->media_id) != own || !url.ptr || !str_eq(m[i].kind, STR("image")))
				continue;
			view = view_push(r, &list, sizeof(*view));
			view->url = url;
			view->alt = str_is_empty(m[i].alt) ? p->title : m[i].alt;
			view->width = m[i].width ? m[i].width : 1000;
			view->height = m[i].height ? m[i].height : 1000;
			view->first = list.list.count == 1;
			view->id = str_printf(r->arena, "picture-%zu", list.list.count);
		}
	}
	v->media = list.list;
	v->has_thumbs = list.list.count > 1;
}

static void
price_fill(struct req *r, const struct variant *chosen, struct product_view *v)
{
	struct str currency = str_of(chosen->price.currency), class = chosen->tax_class;
	int64_t price = shown_price(r, class, chosen->price.minor);
	struct buf b;

	if (money_is_absent(chosen->price))
		return;
	v->price = price_text(r, price, currency);
	v->unit_price = unit_price_text(r, price, currency, chosen->unit_measure_e3, chosen->unit_measure_unit,
	    chosen->unit_base_e3, chosen->unit_base_unit);
	if (!money_is_absent(chosen->compare_at) && chosen->compare_at.minor > chosen->price.minor) {
		int64_t percent = (chosen->compare_at.minor - chosen->price.minor) * 100 / chosen->compare_at.minor;
		v->compare_at = price_text(r, shown_price(r, class, chosen->compare_at.minor), currency);
		if (!money_is_absent(chosen->lowest_30d))
			v->lowest = price_text(r, shown_price(r, class, chosen->lowest_30d.minor), currency);
		if (percent)
			v->saving = str_printf(r->arena, "\xE2\x88\x92%lld\xC2\xA0%%", (long long)percent);
	}
	buf_in_arena(&b, r->arena, BUF_LINE);
	money_decimal(&b, chosen->price); /* machines compare prices as everybody sees them */
	v->feed_price = str_dup(r->arena, buf_view(&b));
}

static struct str
weight_text(struct req *r, int64_t grams)
{
	char mark = str_starts(req_locale(r), STR("de")) ? ',' : '.';

	if (grams < 1000)
		return str_printf(r->arena, "%lld\xC2\xA0g", (long long)grams);
	if (grams % 1000 / 100 == 0)
		return str_printf(r->arena, "%lld\xC2\xA0kg", (long long)(grams / 1000));
	return str_printf(
	    r->arena, "%lld%c%lld\xC2\xA0kg", (long long)(grams / 1000), mark, (long long)(grams % 1000 / 100));
}

static void
specs_fill(struct req *r, const struct product *p, struct product_view *v)
{
	const struct spec *s = p->specs.items;
	struct spec_view *views = arena_array(r->arena, struct spec_view, p->specs.count);

	for (size_t i = 0; i < p->specs.count; i++) {
		views[i].name = s[i].name;
		views[i].value = s[i].value;
		if (str_eq(s[i].kind, STR("bool")))
			views[i].value =
			    i18n_text(r->app->i18n, r->locale, str_eq(s[i].value, STR("yes")) ? N_("Yes") : N_("No"));
		else if (!str_is_empty(s[i].unit))
			views[i].value =
			    str_printf(r->arena, "%.*s\xC2\xA0%.*s", STR_ARG(s[i].value), STR_ARG(s[i].unit));
		views[i].swatch = s[i].swatch;
	}
	v->specs = (struct list){ views, p->specs.count };
}

static void
tags_fill(struct req *r, const struct product *p, struct product_view *v)
{
	struct str rest = p->tags, tag;
	struct view_list list = { 0 };

	while (str_split(&rest, ',', &tag)) {
		struct link_view *link;
		struct buf b;
		if (str_is_empty(str_trim(tag)))
			continue;
		link = view_push(r, &list, sizeof(*link));
		link->name = str_trim(tag);
		buf_in_arena(&b, r->arena, BUF_LINE);
		buf_str(&b, req_base(r));
		buf_lit(&b, "/search?q=");
		escape_url_arg(&b, link->name);
		link->url = str_dup(r->arena, buf_view(&b));
	}
	v->tags = list.list;
}

enum err
product_view_fill(struct req *r, const struct product *p, const struct product_args *args, struct product_view *v)
{
	const struct variant *chosen;
	size_t at = 0;

	if (p->variants.count == 0)
		return err_fail(ERR_NOT_FOUND, "could not show product '%.*s': no variant on sale", STR_ARG(p->slug));
	chosen = (const struct variant *)p->variants.items + product_choose(p, args->o);
	v->public_id = p->public_id;
	v->title = p->title;
	v->brand = p->brand;
	v->brand_url = str_is_empty(p->brand_slug) ? STR_ABSENT : url_of(r, "/brand/", p->brand_slug);
	v->description = p->description;
	v->sku = chosen->sku;
	v->barcode = chosen->barcode;
	v->type = p->type_name;
	v->gift_card = p->is_gift_card;
	v->no_shipping = !chosen->requires_shipping;
	if (p->title.len)
		str_next_char(p->title, &at);
	v->initial = str_cut(p->title, at);
	if (chosen->weight_grams.set && chosen->weight_grams.value > 0)
		v->weight = weight_text(r, chosen->weight_grams.value);
	v->in_stock = chosen->stock == STOCK_IN;
	v->low = chosen->stock == STOCK_LOW;
	v->backorder = chosen->stock == STOCK_BACKORDER;
	v->sold_out = chosen->stock == STOCK_OUT;
	if (!v->sold_out && !money_is_absent(chosen->price))
		v->buy = chosen->public_id;
	v->least = chosen->least;
	v->most = chosen->most;
	v->step = chosen->step;
	v->left = v->low && chosen->stock_left.set ? chosen->stock_left.value : 0;
	options_fill(r, p, chosen, v);
	media_fill(r, p, chosen, v);
	price_fill(r, chosen, v);
	specs_fill(r, p, v);
	tags_fill(r, p, v);
	return OK;
}
