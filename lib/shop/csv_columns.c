/* csv_columns.c - which column of a product file means what: Shopify's old and new names, and ours.  See product_csv.h.
 * */
#include "lib/shop/product_csv.h"
#include "lib/base/escape.h"

static const struct {
	enum csv_field field;
	const char *name, *old; /* the new name is what export writes */
} names[] = {
	{ CSV_ERROR, "Error", NULL },
	{ CSV_TITLE, "Title", NULL },
	{ CSV_HANDLE, "URL handle", "Handle" },
	{ CSV_DESCRIPTION, "Description", "Body (HTML)" },
	{ CSV_VENDOR, "Vendor", NULL },
	{ CSV_TAXONOMY, "Product category", NULL },
	{ CSV_TYPE, "Type", NULL },
	{ CSV_TAGS, "Tags", NULL },
	{ CSV_PUBLISHED, "Published on online store", "Published" },
	{ CSV_STATUS, "Status", NULL },
	{ CSV_GIFT_CARD, "Gift card", NULL },
	{ CSV_SEO_TITLE, "SEO title", NULL },
	{ CSV_SEO_DESCRIPTION, "SEO description", NULL },
	{ CSV_CATEGORIES, "Categories", NULL },
	{ CSV_RELATED, "Related products", NULL },
	{ CSV_FROM, "Published from", NULL },
	{ CSV_UNTIL, "Published until", NULL },
	{ CSV_SKU, "SKU", "Variant SKU" },
	{ CSV_BARCODE, "Barcode", "Variant Barcode" },
	{ CSV_PRICE, "Price", "Variant Price" },
	{ CSV_COMPARE_AT, "Compare-at price", "Variant Compare At Price" },
	{ CSV_COST, "Cost per item", NULL },
	{ CSV_TAXABLE, "Charge tax", "Variant Taxable" },
	{ CSV_TAX_CODE, "Tax code", "Variant Tax Code" },
	{ CSV_MEASURE, "Unit price total measure", NULL },
	{ CSV_MEASURE_UNIT, "Unit price total measure unit", NULL },
	{ CSV_BASE, "Unit price base measure", NULL },
	{ CSV_BASE_UNIT, "Unit price base measure unit", NULL },
	{ CSV_TRACKER, "Inventory tracker", "Variant Inventory Tracker" },
	{ CSV_QUANTITY, "Inventory quantity", "Variant Inventory Qty" },
	{ CSV_CONTINUE, "Continue selling when out of stock", NULL },
	{ CSV_POLICY, "Variant Inventory Policy", NULL },
	{ CSV_GRAMS, "Weight value (grams)", "Variant Grams" },
	{ CSV_WEIGHT_UNIT, "Weight unit for display", "Variant Weight Unit" },
	{ CSV_SHIPPING, "Requires shipping", "Variant Requires Shipping" },
	{ CSV_FULFILMENT, "Fulfillment service", "Variant Fulfillment Service" },
	{ CSV_VARIANT_IMAGE, "Variant image URL", "Variant Image" },
	{ CSV_IMAGE, "Product image URL", "Image Src" },
	{ CSV_IMAGE_POSITION, "Image position", NULL },
	{ CSV_IMAGE_ALT, "Image alt text", NULL },
	{ CSV_IMAGE_KIND, "Media kind", NULL },
	{ CSV_IMAGE_WIDTH, "Image width", NULL },
	{ CSV_IMAGE_HEIGHT, "Image height", NULL },
};

/* Columns that Mercer only keeps, under their new names. */
static const struct {
	const char *name, *old;
} kept[] = {
	{ "Google Shopping / Google product category", NULL },
	{ "Google Shopping / Gender", NULL },
	{ "Google Shopping / Age group", NULL },
	{ "Google Shopping / Manufacturer part number (MPN)", "Google Shopping / MPN" },
	{ "Google Shopping / Ad group name", "Google Shopping / AdWords Grouping" },
	{ "Google Shopping / Ads labels", "Google Shopping / AdWords Labels" },
	{ "Google Shopping / Condition", NULL },
	{ "Google Shopping / Custom product", NULL },
	{ "Google Shopping / Custom label 0", NULL },
	{ "Google Shopping / Custom label 1", NULL },
	{ "Google Shopping / Custom label 2", NULL },
	{ "Google Shopping / Custom label 3", NULL },
	{ "Google Shopping / Custom label 4", NULL },
};

#define METAFIELDS "product.metafields."

void *
list_push(struct arena *a, struct list *list, size_t size)
{
	/* Room is always the next power of two, so the count alone tells when it is used up. */
	if ((list->count & (list->count - 1)) == 0) {
		void *items = arena_zalloc(a, list->count ? list->count * 2 : 1, size);
		if (list->count)
			memcpy(items, list->items, list->count * size);
		list->items = items;
	}
	return (char *)list->items + size * list->count++;
}

/* "Title [de]" -> "Title", "de" */
static struct str
qualifier(struct str *header)
{
	struct str s = *header;
	size_t open;

	if (!str_ends(s, STR("]")))
		return STR_ABSENT;
	for (open = s.len; open > 0 && s.ptr[open - 1] != '['; open--)
		;
	if (open < 2)
		return STR_ABSENT;
	*header = str_trim(str_cut(s, open - 1));
	return str_cut(str_skip(s, open), s.len - open - 1);
}

/* "Option2 value" -> number and field; false: no option column. */
static bool
option_column(struct str header, struct csv_column *out)
{
	static const struct {
		const char *part;
		enum csv_field field;
	} parts[] = { { " name", CSV_OPTION_NAME }, { " value", CSV_OPTION_VALUE }, { " linked to", CSV_OPTION_LINKED },
		{ " swatch", CSV_OPTION_SWATCH } };
	struct str rest;
	size_t digits = 6;
	int64_t number;

	if (header.len < 7 || !str_eq_nocase(str_cut(header, 6), STR("Option")))
		return false;
	while (digits < header.len && header.ptr[digits] >= '0' && header.ptr[digits] <= '9')
		digits++;
	if (str_to_i64(str_skip(str_cut(header, digits), 6), 1, 100, &number))
		return false;
	rest = str_skip(header, digits);
	for (size_t i = 0; i < COUNT(parts); i++) {
		if (str_eq_nocase(rest, str_of(parts[i].part))) {
			out->field = parts[i].field;
			out->option = (int)number;
			return true;
		}
	}
	return false;
}

/* "Colour (product.metafields.mercer.colour)" -> "colour"; another name space stays part of the code. */
static bool
attribute_column(struct arena *a, struct str header, struct csv_column *out)
{
	struct str code;
	size_t open = header.len;

	if (!str_ends(header, STR(")")))
		return false;
	while (open > 0 && header.ptr[open - 1] != '(')
		open--;
	code = str_cut(str_skip(header, open), header.len - open - 1);
	if (open == 0 || !str_starts(code, STR(METAFIELDS)))
		return false;
	code = str_skip(code, sizeof(METAFIELDS) - 1);
	if (str_starts(code, STR("mercer.")))
		code = str_skip(code, 7);
	out->field = CSV_ATTRIBUTE;
	out->attribute = str_lower(a, code);
	return code.len > 0;
}

static void
column_read(struct arena *a, struct str header, struct csv_column *out)
{
	struct str name, mark;

	*out = (struct csv_column){ .header = header };
	name = str_trim(header);
	mark = qualifier(&name);
	if (mark.len == 3 && mark.ptr[0] >= 'A' && mark.ptr[0] <= 'Z')
		out->currency = mark;
	else
		out->locale = mark;
	if (option_column(name, out) || attribute_column(a, name, out))
		return;
	for (size_t i = 0; i < COUNT(names); i++) {
		if (str_eq_nocase(name, str_of(names[i].name)) ||
		    (names[i].old && str_eq_nocase(name, str_of(names[i].old)))) {
			out->field = names[i].field;
			return;
		}
	}
	out->field = CSV_EXTRA;
	out->locale = out->currency = STR_ABSENT;
	for (size_t i = 0; i < COUNT(kept); i++)
		if (str_eq_nocase(name, str_of(kept[i].name)) ||
		    (kept[i].old && str_eq_nocase(name, str_of(kept[i].old))))
			out->header = str_of(kept[i].name);
}

static bool
is_same_column(const struct csv_column *x, const struct csv_column *y)
{
	if (x->field == CSV_ERROR)
		return false; /* of no meaning: any number of them */
	if (x->field != y->field || x->option != y->option || !str_eq(x->locale, y->locale) ||
	    !str_eq(x->currency, y->currency))
		return false;
	if (x->field == CSV_EXTRA)
		return x->header.len && str_eq(x->header, y->header);
	return str_eq(x->attribute, y->attribute);
}

enum err
csv_header_read(struct arena *a, const struct str *cells, size_t count, struct csv_header *out, struct field_errors *e)
{
	*out = (struct csv_header){ .columns = arena_array(a, struct csv_column, count), .count = count };
	for (size_t i = 0; i < count; i++) {
		struct csv_column *c = &out->columns[i];
		column_read(a, str_dup(a, cells[i]), c);
		out->has[c->field] = true;
		out->options = MAX(out->options, c->option);
		/* Thousands of attribute columns: only their neighbours can be typing mistakes worth the time. */
		for (size_t k = count > 1000 && i > 200 ? i - 200 : 0; k < i; k++)
			if (is_same_column(&out->columns[k], c))
				field_error(e, c->header, "This column is in the header twice.", (struct opt_i64){ 0 });
	}
	if (!out->has[CSV_HANDLE] && !out->has[CSV_TITLE])
		field_error(e, STR("Title"), "The first line must name the columns; at least Title or URL handle.",
		    (struct opt_i64){ 0 });
	return e->count ? ERR_INVALID : OK;
}

/* ---- writing the header ---- */

static void
cell(struct buf *b, const char *name, struct str mark)
{
	struct buf text;

	if (b->len)
		buf_char(b, ',');
	buf_init(&text, BUF_LINE);
	buf_z(&text, name);
	if (mark.ptr)
		buf_printf(&text, " [%.*s]", STR_ARG(mark));
	escape_csv(b, buf_view(&text), false);
	buf_release(&text);
}

static const char *
name_of(enum csv_field field)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i].field == field)
			return names[i].name;
	return "";
}

static void
in_locales(struct buf *b, const struct csv_layout *l, enum csv_field field)
{
	for (size_t i = 0; i < l->locale_count; i++)
		cell(b, name_of(field), i ? l->locales[i] : STR_ABSENT);
}

static void
in_currencies(struct buf *b, const struct csv_layout *l, enum csv_field field)
{
	for (size_t i = 0; i < l->currency_count; i++)
		cell(b, name_of(field), i ? l->currencies[i] : STR_ABSENT);
}

static void
option_cells(struct buf *b, const struct csv_layout *l)
{
	static const char *const parts[] = { "name", "value" };
	char name[40];

	for (int n = 1; n <= l->options; n++) {
		for (size_t p = 0; p < COUNT(parts); p++) {
			snprintf(name, sizeof(name), "Option%d %s", n, parts[p]);
			for (size_t i = 0; i < l->locale_count; i++)
				cell(b, name, i ? l->locales[i] : STR_ABSENT);
		}
		snprintf(name, sizeof(name), "Option%d Linked To", n);
		cell(b, name, STR_ABSENT);
		snprintf(name, sizeof(name), "Option%d swatch", n);
		cell(b, name, STR_ABSENT);
	}
}

/* The order of cells here is the order in csv_write.c. */
void
product_csv_header(struct buf *b, const struct csv_layout *l)
{
	static const enum csv_field product[] = { CSV_VENDOR, CSV_TAXONOMY, CSV_TYPE, CSV_TAGS, CSV_PUBLISHED,
		CSV_STATUS, CSV_CATEGORIES, CSV_RELATED, CSV_FROM, CSV_UNTIL };
	static const enum csv_field variant[] = { CSV_TAXABLE, CSV_TAX_CODE, CSV_MEASURE, CSV_MEASURE_UNIT, CSV_BASE,
		CSV_BASE_UNIT, CSV_TRACKER, CSV_QUANTITY, CSV_CONTINUE, CSV_GRAMS, CSV_WEIGHT_UNIT, CSV_SHIPPING,
		CSV_FULFILMENT, CSV_IMAGE, CSV_IMAGE_POSITION };

	in_locales(b, l, CSV_TITLE);
	cell(b, name_of(CSV_HANDLE), STR_ABSENT);
	in_locales(b, l, CSV_DESCRIPTION);
	for (size_t i = 0; i < COUNT(product); i++)
		cell(b, name_of(product[i]), STR_ABSENT);
	cell(b, name_of(CSV_SKU), STR_ABSENT);
	cell(b, name_of(CSV_BARCODE), STR_ABSENT);
	option_cells(b, l);
	in_currencies(b, l, CSV_PRICE);
	in_currencies(b, l, CSV_COMPARE_AT);
	in_currencies(b, l, CSV_COST);
	for (size_t i = 0; i < COUNT(variant); i++)
		cell(b, name_of(variant[i]), STR_ABSENT);
	in_locales(b, l, CSV_IMAGE_ALT);
	cell(b, name_of(CSV_IMAGE_KIND), STR_ABSENT);
	cell(b, name_of(CSV_IMAGE_WIDTH), STR_ABSENT);
	cell(b, name_of(CSV_IMAGE_HEIGHT), STR_ABSENT);
	cell(b, name_of(CSV_VARIANT_IMAGE), STR_ABSENT);
	cell(b, name_of(CSV_GIFT_CARD), STR_ABSENT);
	in_locales(b, l, CSV_SEO_TITLE);
	in_locales(b, l, CSV_SEO_DESCRIPTION);
	for (size_t i = 0; i < l->attribute_count; i++) {
		struct buf name;
		bool own = str_find(l->attributes[i], '.') == l->attributes[i].len;
		buf_init(&name, BUF_LINE);
		buf_printf(&name, "%.*s (" METAFIELDS "%s%.*s)", STR_ARG(l->attributes[i]), own ? "mercer." : "",
		    STR_ARG(l->attributes[i]));
		cell(b, name.ptr, l->attribute_locales[i]);
		buf_release(&name);
	}
	for (size_t i = 0; i < l->extra_count; i++) {
		buf_char(b, ',');
		escape_csv(b, l->extras[i], true);
	}
	buf_char(b, '\n');
}
