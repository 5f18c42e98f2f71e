/*
 * csv_read.c - the rows of one product, laid over what is stored.  See product_csv.h.
 *
 * The stored product is copied shallowly; every list that a present column speaks of is built anew, taking over from
 * the stored elements what the file does not say (a variant is known by its option values, else by its SKU; a picture
 * by its file).
 */
#include "lib/io/json.h"
#include "lib/shop/csv_parts.h"

/* ---- cells ---- */

void
csv_complain(struct reading *x, const struct csv_row *row, size_t column, const char *message)
{
	struct csv_complaint *c = list_push(x->arena, x->complaints, sizeof(*c));

	c->line = row->line;
	c->column = column < x->header->count ? x->header->columns[column].header : STR("");
	c->message = str_of(message);
	x->failed = true;
}

/* Blank is absent: in a file there is no other way to say it. */
struct str
csv_text(struct str cell)
{
	cell = str_trim(cell);
	return cell.len ? cell : STR_ABSENT;
}

bool
csv_bool(struct reading *x, const struct csv_row *row, size_t column, bool blank)
{
	struct str s = str_trim(row->cells[column]);
	bool value = blank;

	if (s.len && str_to_bool(s, &value))
		csv_complain(x, row, column, "Enter TRUE or FALSE.");
	return value;
}

struct opt_i64
csv_decimal(struct reading *x, const struct csv_row *row, size_t column, int scale, int64_t min)
{
	struct str s = str_trim(row->cells[column]);
	struct opt_i64 out = { 0 };

	if (!s.len)
		return out;
	if (str_to_decimal(s, scale, &out.value) || out.value < min)
		csv_complain(x, row, column, scale ? "Enter a number, like 12.5." : "Enter a whole number, like 12.");
	else
		out.set = true;
	return out;
}

/* Weights come as "453" and as "453.59237": grams are rounded. */
struct opt_i64
csv_grams(struct reading *x, const struct csv_row *row, size_t column)
{
	struct opt_i64 milli = csv_decimal(x, row, column, 3, 0);

	if (milli.set)
		milli.value = (milli.value + 500) / 1000;
	return milli;
}

/* ---- lists of words ---- */

static struct list
words_of(struct arena *a, struct str cell)
{
	struct list out = { 0 };
	struct str word;

	cell = cell.len ? cell : STR_ABSENT;
	while (str_split(&cell, ',', &word)) {
		word = str_trim(word);
		bool there = word.len == 0;
		for (size_t i = 0; i < out.count && !there; i++)
			there = str_eq(((struct str *)out.items)[i], word);
		if (!there)
			*(struct str *)list_push(a, &out, sizeof(struct str)) = word;
	}
	return out;
}

/* ---- product cells ---- */

static struct text_input *
text_in(struct arena *a, struct list *texts, struct str locale)
{
	struct text_input *t = texts->items;

	for (size_t i = 0; i < texts->count; i++)
		if (str_eq(t[i].locale, locale))
			return &t[i];
	t = list_push(a, texts, sizeof(*t));
	t->locale = locale;
	return t;
}

static void
attribute_cell(struct reading *x, const struct csv_row *row, size_t column)
{
	const struct csv_column *c = &x->header->columns[column];
	struct str cell = str_trim(row->cells[column]);
	struct list *all = &x->after->attributes, kept = { 0 }, values = { 0 };
	const struct attribute_input *old = all->items;
	struct attribute_input *in;

	for (size_t i = 0; i < all->count; i++)
		if (!str_eq(old[i].code, c->attribute) || !str_eq(old[i].locale, c->locale))
			*(struct attribute_input *)list_push(x->arena, &kept, sizeof(*old)) = old[i];
	*all = kept;
	if (!cell.len)
		return;
	if (cell.ptr[0] == '[') {
		if (json_read_strings(x->arena, cell, 1000, &values)) {
			err_clear();
			csv_complain(x, row, column, "Write several values as [\"first\",\"second\"].");
			return;
		}
	} else {
		*(struct str *)list_push(x->arena, &values, sizeof(struct str)) = cell;
	}
	in = list_push(x->arena, all, sizeof(*in));
	in->code = c->attribute;
	in->locale = c->locale;
	in->values = values;
}

static void
status_cell(struct reading *x, const struct csv_row *row, size_t column)
{
	struct str s = str_trim(row->cells[column]);

	if (!s.len || str_eq_nocase(s, STR("active")))
		x->after->status = PRODUCT_ACTIVE;
	else if (str_eq_nocase(s, STR("draft")))
		x->after->status = PRODUCT_DRAFT;
	else if (str_eq_nocase(s, STR("archived")))
		x->after->status = PRODUCT_ARCHIVED;
	else
		csv_complain(x, row, column, "Enter active, draft or archived.");
}

static struct time
time_cell(struct reading *x, const struct csv_row *row, size_t column)
{
	struct str s = str_trim(row->cells[column]);
	struct time t = TIME_ABSENT;

	if (s.len && time_parse(s, &t))
		csv_complain(x, row, column, "Enter a date, like 2026-11-22, or a time, like 2026-11-22T08:00:00Z.");
	return t;
}

static void
product_cell(struct reading *x, const struct csv_row *row, size_t i)
{
	const struct csv_column *c = &x->header->columns[i];
	struct product_input *p = x->after;
	struct str cell = row->cells[i], locale = c->locale.ptr ? c->locale : x->options->locale;

	switch (c->field) {
	case CSV_TITLE:
		if (!str_trim(cell).len && !c->locale.ptr)
			csv_complain(x, row, i, "Enter a title.");
		else if (str_trim(cell).len || c->locale.ptr)
			text_in(x->arena, &p->texts, locale)->title = csv_text(cell);
		break;
	case CSV_DESCRIPTION:
		text_in(x->arena, &p->texts, locale)->description = csv_text(cell);
		break;
	case CSV_SEO_TITLE:
		text_in(x->arena, &p->texts, locale)->seo_title = csv_text(cell);
		break;
	case CSV_SEO_DESCRIPTION:
		text_in(x->arena, &p->texts, locale)->seo_description = csv_text(cell);
		break;
	case CSV_VENDOR:
		p->brand = csv_text(cell);
		break;
	case CSV_TAXONOMY:
		p->taxonomy = csv_text(cell);
		break;
	case CSV_TYPE:
		p->type = csv_text(cell);
		break;
	case CSV_TAGS:
		p->tags = words_of(x->arena, cell);
		break;
	case CSV_CATEGORIES:
		p->categories = words_of(x->arena, cell);
		break;
	case CSV_RELATED:
		p->related = words_of(x->arena, cell);
		break;
	case CSV_PUBLISHED:
		p->is_listed = csv_bool(x, row, i, false);
		break;
	case CSV_GIFT_CARD:
		p->is_gift_card = csv_bool(x, row, i, false);
		break;
	case CSV_STATUS:
		status_cell(x, row, i);
		break;
	case CSV_FROM:
		p->published_from = time_cell(x, row, i);
		break;
	case CSV_UNTIL:
		p->published_until = time_cell(x, row, i);
		break;
	case CSV_ATTRIBUTE:
		attribute_cell(x, row, i);
		break;
	default:
		break;
	}
}

/* Languages in which nothing is said have no row. */
static void
drop_empty_texts(struct reading *x)
{
	const struct text_input *t = x->after->texts.items;
	struct list kept = { 0 };

	for (size_t i = 0; i < x->after->texts.count; i++)
		if (t[i].title.ptr || t[i].description.ptr || t[i].seo_title.ptr || t[i].seo_description.ptr)
			*(struct text_input *)list_push(x->arena, &kept, sizeof(*t)) = t[i];
	x->after->texts = kept;
}

/* ---- unknown columns ---- */

/* The name of a cell of a later row: "Price / International#2". */
static struct str
extra_name(struct arena *a, struct str header, size_t row)
{
	return row ? str_printf(a, "%.*s#%zu", STR_ARG(header), row + 1) : header;
}

static bool
is_extra_of(struct str name, struct str header)
{
	return str_starts(name, header) && (name.len == header.len || name.ptr[header.len] == '#');
}

static void
extras_read(struct reading *x, const struct csv_row *rows, size_t count)
{
	const struct pair *old = x->after->extra.items;
	struct list kept = { 0 };

	if (!x->header->has[CSV_EXTRA])
		return;
	for (size_t i = 0; i < x->after->extra.count; i++) {
		bool named = false;
		for (size_t c = 0; c < x->header->count && !named; c++)
			named = x->header->columns[c].field == CSV_EXTRA &&
			    is_extra_of(old[i].name, x->header->columns[c].header);
		if (!named)
			*(struct pair *)list_push(x->arena, &kept, sizeof(*old)) = old[i];
	}
	for (size_t c = 0; c < x->header->count; c++) {
		if (x->header->columns[c].field != CSV_EXTRA || !x->header->columns[c].header.len)
			continue;
		for (size_t r = 0; r < count; r++) {
			struct pair *pair;
			if (!rows[r].cells[c].len)
				continue;
			pair = list_push(x->arena, &kept, sizeof(*pair));
			pair->name = extra_name(x->arena, x->header->columns[c].header, r);
			pair->value = rows[r].cells[c];
		}
	}
	x->after->extra = kept;
}

/* ---- categories from other cells ---- */

static void
category_add(struct reading *x, struct str path)
{
	struct str *c = x->after->categories.items;

	path = str_trim(path);
	if (!path.len)
		return;
	for (size_t i = 0; i < x->after->categories.count; i++)
		if (str_eq(c[i], path))
			return;
	/* A single name would be read as a slug: " > " makes it a path of one step. */
	if (!str_contains(path, STR(" > ")))
		path = str_printf(x->arena, "%.*s > ", STR_ARG(path));
	*(struct str *)list_push(x->arena, &x->after->categories, sizeof(struct str)) = path;
}

static void
categories_derive(struct reading *x)
{
	const struct str *tag = x->after->tags.items;
	struct list copy = { 0 };

	if (!x->options->categories_from)
		return;
	/* The stored list may be exactly full, and it is not ours: copy before adding. */
	for (size_t i = 0; i < x->after->categories.count; i++)
		*(struct str *)list_push(x->arena, &copy, sizeof(struct str)) =
		    ((struct str *)x->after->categories.items)[i];
	x->after->categories = copy;
	if (x->options->categories_from & CSV_CATEGORIES_TAXONOMY)
		category_add(x, x->after->taxonomy);
	if (x->options->categories_from & CSV_CATEGORIES_TYPE)
		category_add(x, x->after->type);
	for (size_t i = 0; x->options->categories_from & CSV_CATEGORIES_TAGS && i < x->after->tags.count; i++)
		if (str_contains(tag[i], STR(" > ")))
			category_add(x, tag[i]);
}

/* ---- the whole ---- */

struct str
csv_row_handle(struct arena *a, const struct csv_header *h, const struct csv_row *row)
{
	struct str handle = STR_ABSENT, title = STR_ABSENT;

	for (size_t i = 0; i < h->count; i++) {
		if (h->columns[i].field == CSV_HANDLE)
			handle = str_trim(row->cells[i]);
		else if (h->columns[i].field == CSV_TITLE && !h->columns[i].locale.ptr)
			title = str_trim(row->cells[i]);
	}
	if (handle.len)
		return format_slug.check(handle) && handle.len <= 200 ? handle : slug_make(a, handle);
	return title.len ? slug_make(a, title) : STR_ABSENT;
}

/* Elements are changed in place, and lists only grow when nobody else holds them: give each list its own copy. */
static struct list
own_copy(struct arena *a, struct list list, size_t size)
{
	struct list out = { 0 };

	for (size_t i = 0; i < list.count; i++)
		memcpy(list_push(a, &out, size), (const char *)list.items + i * size, size);
	return out;
}

bool
product_csv_apply(struct arena *a, const struct csv_header *h, const struct csv_row *rows, size_t count,
    const struct csv_options *opt, const struct product_input *before, struct product_input *after,
    struct list *complaints)
{
	struct reading x = {
		.arena = a, .header = h, .options = opt, .before = before, .after = after, .complaints = complaints
	};

	if (before->slug.ptr) {
		*after = *before;
	} else {
		product_input_init(after);
		after->slug = csv_row_handle(a, h, &rows[0]);
	}
	after->texts = own_copy(a, after->texts, sizeof(struct text_input));
	for (size_t i = 0; i < h->count; i++)
		product_cell(&x, &rows[0], i);
	drop_empty_texts(&x);
	csv_media_read(&x, rows, count);
	csv_options_read(&x, rows, count);
	csv_variants_read(&x, rows, count);
	extras_read(&x, rows, count);
	categories_derive(&x);
	return !x.failed;
}
