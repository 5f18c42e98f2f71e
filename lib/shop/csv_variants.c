/* csv_variants.c - pictures, options and variants of the rows of one product.  See csv_read.c. */
#include "lib/shop/csv_parts.h"

#define DEFAULT_OPTION "Title"
#define DEFAULT_VALUE "Default Title"

/* First column of a field (and option number); header->count: none. */
static size_t
column_of(const struct csv_header *h, enum csv_field field, int option)
{
	if (!h->has[field])
		return h->count;
	for (size_t i = 0; i < h->count; i++)
		if (h->columns[i].field == field && h->columns[i].option == option && !h->columns[i].locale.ptr &&
		    !h->columns[i].currency.ptr)
			return i;
	return h->count;
}

static struct str
cell_of(const struct reading *x, const struct csv_row *row, enum csv_field field, int option)
{
	size_t column = column_of(x->header, field, option);

	return column < x->header->count ? csv_text(row->cells[column]) : STR_ABSENT;
}

/* Set the name in one locale; an absent name takes it out. */
static void
name_set(struct arena *a, struct list *names, struct str locale, struct str name)
{
	const struct name_input *old = names->items;
	struct list out = { 0 };
	bool found = false;

	for (size_t i = 0; i < names->count; i++) {
		struct name_input n = old[i];
		if (str_eq(n.locale, locale)) {
			found = true;
			n.name = name;
		}
		if (n.name.ptr)
			*(struct name_input *)list_push(a, &out, sizeof(n)) = n;
	}
	if (!found && name.ptr)
		*(struct name_input *)list_push(a, &out, sizeof(*old)) = (struct name_input){ locale, name };
	*names = out;
}

static struct str
first_name(struct list names)
{
	return names.count ? ((const struct name_input *)names.items)[0].name : STR_ABSENT;
}

/* ---- pictures ---- */

static struct media_input *
media_named(struct list media, struct str file)
{
	struct media_input *m = media.items;

	for (size_t i = 0; i < media.count; i++)
		if (str_eq(m[i].file, file))
			return &m[i];
	return NULL;
}

static void
media_cells(struct reading *x, const struct csv_row *row, struct media_input *m)
{
	for (size_t i = 0; i < x->header->count; i++) {
		const struct csv_column *c = &x->header->columns[i];
		struct opt_i64 n;
		switch (c->field) {
		case CSV_IMAGE_ALT:
			name_set(x->arena, &m->alts, c->locale.ptr ? c->locale : x->options->locale,
			    csv_text(row->cells[i]));
			break;
		case CSV_IMAGE_KIND:
			m->kind = csv_text(row->cells[i]).ptr ? csv_text(row->cells[i]) : STR("image");
			break;
		case CSV_IMAGE_WIDTH:
		case CSV_IMAGE_HEIGHT:
			n = csv_decimal(x, row, i, 0, 0);
			*(c->field == CSV_IMAGE_WIDTH ? &m->width : &m->height) =
			    n.set && n.value <= INT32_MAX ? (int32_t)n.value : 0;
			break;
		default:
			break;
		}
	}
}

/* By "Image position" where it is given; rows without one keep their place behind. */
static void
media_sort(struct list *media, int64_t *at)
{
	struct media_input *m = media->items;

	for (size_t i = 1; i < media->count; i++) {
		for (size_t k = i; k > 0 && at[k - 1] > at[k]; k--) {
			struct media_input swap = m[k];
			int64_t swap_at = at[k];
			m[k] = m[k - 1];
			m[k - 1] = swap;
			at[k] = at[k - 1];
			at[k - 1] = swap_at;
		}
	}
}

void
csv_media_read(struct reading *x, const struct csv_row *rows, size_t count)
{
	size_t column = column_of(x->header, CSV_IMAGE, 0),
	       position_column = column_of(x->header, CSV_IMAGE_POSITION, 0);
	struct list media = { 0 };
	int64_t *position = arena_array(x->arena, int64_t, count);

	if (column == x->header->count) {
		/* Pictures of variants may be added to the list: it must be ours. */
		const struct media_input *old = x->before->media.items;
		for (size_t i = 0; i < x->before->media.count; i++)
			*(struct media_input *)list_push(x->arena, &media, sizeof(*old)) = old[i];
		x->after->media = media;
		return;
	}
	for (size_t r = 0; r < count; r++) {
		struct str file = csv_text(rows[r].cells[column]);
		const struct media_input *old;
		struct media_input *m;
		struct opt_i64 n = { 0 };
		if (!file.ptr || media_named(media, file))
			continue;
		old = media_named(x->before->media, file);
		m = list_push(x->arena, &media, sizeof(*m));
		if (old)
			*m = *old;
		else
			*m = (struct media_input){ .kind = STR("image"), .file = file };
		media_cells(x, &rows[r], m);
		if (position_column < x->header->count)
			n = csv_decimal(x, &rows[r], position_column, 0, 0);
		position[media.count - 1] = n.set ? n.value : INT64_MAX;
	}
	media_sort(&media, position);
	x->after->media = media;
}

/* ---- options ---- */

static bool
is_default_option(const struct reading *x, const struct csv_row *row)
{
	struct str name = cell_of(x, row, CSV_OPTION_NAME, 1), value = cell_of(x, row, CSV_OPTION_VALUE, 1);

	return !value.ptr ||
	    ((!name.ptr || str_eq_nocase(name, STR(DEFAULT_OPTION))) && str_eq_nocase(value, STR(DEFAULT_VALUE)));
}

static const struct option_input *
old_option(const struct reading *x, struct str name)
{
	const struct option_input *o = x->before->options.items;

	for (size_t i = 0; i < x->before->options.count; i++)
		if (str_eq(first_name(o[i].names), name))
			return &o[i];
	return NULL;
}

static struct value_input *
value_named(struct list values, struct str name)
{
	struct value_input *v = values.items;

	for (size_t i = 0; i < values.count; i++)
		if (str_eq(first_name(v[i].names), name))
			return &v[i];
	return NULL;
}

/* Cells of one option in one row: names and values in other languages, link, colour. */
static void
option_cells(
    struct reading *x, const struct csv_row *row, bool first, int number, struct option_input *o, struct value_input *v)
{
	for (size_t i = 0; i < x->header->count; i++) {
		const struct csv_column *c = &x->header->columns[i];
		if (c->option != number)
			continue;
		if (c->field == CSV_OPTION_NAME && first && c->locale.ptr)
			name_set(x->arena, &o->names, c->locale, csv_text(row->cells[i]));
		else if (c->field == CSV_OPTION_VALUE && v && c->locale.ptr)
			name_set(x->arena, &v->names, c->locale, csv_text(row->cells[i]));
		else if (c->field == CSV_OPTION_SWATCH && v)
			v->swatch =
			    csv_text(row->cells[i]).ptr ? str_lower(x->arena, csv_text(row->cells[i])) : STR_ABSENT;
		else if (c->field == CSV_OPTION_LINKED && first)
			o->linked_to = csv_text(row->cells[i]);
	}
}

static void
option_read(struct reading *x, const struct csv_row *rows, size_t count, int number, struct str name)
{
	struct option_input *o = list_push(x->arena, &x->after->options, sizeof(*o));
	const struct option_input *old = old_option(x, name);

	*o = old ? *old : (struct option_input){ 0 };
	o->values = (struct list){ 0 };
	name_set(x->arena, &o->names, x->options->locale, name);
	option_cells(x, &rows[0], true, number, o, NULL);
	for (size_t r = 0; r < count; r++) {
		struct str value = cell_of(x, &rows[r], CSV_OPTION_VALUE, number);
		struct value_input *v;
		const struct value_input *stored;
		if (!value.ptr || value_named(o->values, value))
			continue;
		stored = old ? value_named(old->values, value) : NULL;
		v = list_push(x->arena, &o->values, sizeof(*v));
		*v = stored ? *stored : (struct value_input){ 0 };
		name_set(x->arena, &v->names, x->options->locale, value);
		option_cells(x, &rows[r], false, number, o, v);
	}
}

void
csv_options_read(struct reading *x, const struct csv_row *rows, size_t count)
{
	if (!x->header->has[CSV_OPTION_VALUE])
		return;
	x->after->options = (struct list){ 0 };
	if (is_default_option(x, &rows[0]))
		return;
	for (int n = 1; n <= x->header->options; n++) {
		struct str name = cell_of(x, &rows[0], CSV_OPTION_NAME, n);
		if (!name.ptr && cell_of(x, &rows[0], CSV_OPTION_VALUE, n).ptr)
			csv_complain(x, &rows[0], column_of(x->header, CSV_OPTION_VALUE, n),
			    "Enter the name of this option too.");
		if (name.ptr && cell_of(x, &rows[0], CSV_OPTION_VALUE, n).ptr)
			option_read(x, rows, count, n, name);
	}
}

/* ---- variants ---- */

static struct price_input *
price_in(struct reading *x, struct variant_input *v, struct str currency)
{
	struct price_input *p = v->prices.items;

	for (size_t i = 0; i < v->prices.count; i++)
		if (str_eq(str_of(p[i].amount.currency), currency))
			return &p[i];
	p = list_push(x->arena, &v->prices, sizeof(*p));
	return p;
}

static void
price_cell(struct reading *x, const struct csv_row *row, size_t column, struct variant_input *v)
{
	const struct csv_column *c = &x->header->columns[column];
	struct str currency = c->currency.ptr ? c->currency : x->options->currency, cell = csv_text(row->cells[column]);
	struct money m = MONEY_ABSENT;
	struct price_input *p;
	char code[4];

	if (money_currency(currency, code)) {
		csv_complain(x, row, column, "This is not a currency.");
		return;
	}
	if (cell.ptr && (money_parse(cell, code, &m) || m.minor < 0)) {
		csv_complain(x, row, column, "Enter a price, like 19.99.");
		return;
	}
	if (!cell.ptr && c->field != CSV_PRICE && c->currency.ptr) {
		/* No price in this currency, nothing to take out. */
		bool there = false;
		for (size_t i = 0; i < v->prices.count; i++)
			there |= str_eq(str_of(((struct price_input *)v->prices.items)[i].amount.currency), currency);
		if (!there)
			return;
	}
	p = price_in(x, v, currency);
	if (c->field == CSV_PRICE) {
		p->amount = m; /* absent: taken out when all cells were read */
	} else if (c->field == CSV_COMPARE_AT) {
		p->compare_at = m;
	} else {
		p->cost = m;
	}
}

static void
variant_cell(struct reading *x, const struct csv_row *row, size_t i, struct variant_input *v)
{
	struct str cell = row->cells[i];

	switch (x->header->columns[i].field) {
	case CSV_SKU:
		v->sku = csv_text(cell);
		break;
	case CSV_BARCODE:
		v->barcode = csv_text(cell);
		break;
	case CSV_TAXABLE:
		v->is_taxable = csv_bool(x, row, i, true);
		break;
	case CSV_TAX_CODE:
		v->tax_code = csv_text(cell);
		break;
	case CSV_MEASURE:
		v->unit_measure_e3 = csv_decimal(x, row, i, 3, 1);
		break;
	case CSV_MEASURE_UNIT:
		v->unit_measure_unit = csv_text(cell);
		break;
	case CSV_BASE:
		v->unit_base_e3 = csv_decimal(x, row, i, 3, 1);
		break;
	case CSV_BASE_UNIT:
		v->unit_base_unit = csv_text(cell);
		break;
	case CSV_TRACKER:
		v->inventory_tracker = csv_text(cell);
		break;
	case CSV_QUANTITY:
		v->stock = csv_decimal(x, row, i, 0, INT32_MIN);
		break;
	case CSV_CONTINUE:
		/* Shopify's new files have the old column's words here. */
		if (!str_eq_nocase(str_trim(cell), STR("continue")) && !str_eq_nocase(str_trim(cell), STR("deny")))
			v->is_backorder = csv_bool(x, row, i, false);
		else
			v->is_backorder = str_eq_nocase(str_trim(cell), STR("continue"));
		break;
	case CSV_POLICY:
		v->is_backorder = str_eq_nocase(str_trim(cell), STR("continue"));
		break;
	case CSV_GRAMS:
		v->weight_grams = csv_grams(x, row, i);
		break;
	case CSV_WEIGHT_UNIT:
		v->weight_unit = csv_text(cell);
		break;
	case CSV_SHIPPING:
		v->requires_shipping = csv_bool(x, row, i, true);
		break;
	case CSV_FULFILMENT:
		v->fulfilment_service = csv_text(cell);
		break;
	case CSV_VARIANT_IMAGE:
		v->image = csv_text(cell);
		if (v->image.ptr && !media_named(x->after->media, v->image)) {
			struct media_input *m = list_push(x->arena, &x->after->media, sizeof(*m));
			*m = (struct media_input){ .kind = STR("image"), .file = v->image };
		}
		break;
	default:
		break;
	}
}

static void
drop_empty_prices(struct reading *x, struct variant_input *v)
{
	const struct price_input *p = v->prices.items;
	struct list kept = { 0 };

	for (size_t i = 0; i < v->prices.count; i++)
		if (!money_is_absent(p[i].amount))
			*(struct price_input *)list_push(x->arena, &kept, sizeof(*p)) = p[i];
	v->prices = kept;
}

static bool
same_values(struct list a, struct list b)
{
	const struct str *x = a.items, *y = b.items;

	if (a.count != b.count)
		return false;
	for (size_t i = 0; i < a.count; i++)
		if (!str_eq(x[i], y[i]))
			return false;
	return true;
}

/* The stored variant that a row speaks of. */
static const struct variant_input *
old_variant(const struct reading *x, const struct csv_row *row, struct list values)
{
	const struct variant_input *v = x->before->variants.items;
	struct str sku = cell_of(x, row, CSV_SKU, 0);

	for (size_t i = 0; i < x->before->variants.count; i++) {
		if (x->header->has[CSV_OPTION_VALUE] ? same_values(v[i].values, values)
						     : sku.ptr && str_eq(v[i].sku, sku))
			return &v[i];
	}
	return x->before->variants.count == 1 && !x->header->has[CSV_OPTION_VALUE] ? v : NULL;
}

/* A row that only brings a picture has no cell of a variant. */
static bool
has_variant(const struct reading *x, const struct csv_row *row)
{
	return cell_of(x, row, CSV_OPTION_VALUE, 1).ptr || cell_of(x, row, CSV_SKU, 0).ptr ||
	    cell_of(x, row, CSV_PRICE, 0).ptr;
}

static bool
speaks_of_variants(const struct csv_header *h)
{
	for (int field = CSV_OPTION_NAME; field <= CSV_VARIANT_IMAGE; field++)
		if (h->has[field])
			return true;
	return false;
}

static void
variant_read(struct reading *x, const struct csv_row *row, struct list *out)
{
	struct list values = { 0 };
	const struct variant_input *old;
	struct variant_input *v;

	for (int n = 1; n <= x->header->options && (size_t)n <= x->after->options.count; n++) {
		struct str value = cell_of(x, row, CSV_OPTION_VALUE, n);
		if (!value.ptr)
			csv_complain(
			    x, row, column_of(x->header, CSV_OPTION_VALUE, n), "Enter a value for this option.");
		*(struct str *)list_push(x->arena, &values, sizeof(struct str)) = value;
	}
	old = old_variant(x, row, values);
	v = list_push(x->arena, out, sizeof(*v));
	if (old)
		*v = *old;
	else
		variant_input_init(v);
	if (x->header->has[CSV_OPTION_VALUE])
		v->values = values;
	else if (!old && x->before->slug.ptr)
		csv_complain(
		    x, row, column_of(x->header, CSV_SKU, 0), "No variant has this SKU: name its option values.");
	/* Prices are changed in place: they must be this variant's own. */
	struct list prices = { 0 };
	for (size_t i = 0; i < v->prices.count; i++)
		*(struct price_input *)list_push(x->arena, &prices, sizeof(struct price_input)) =
		    ((const struct price_input *)v->prices.items)[i];
	v->prices = prices;
	for (size_t i = 0; i < x->header->count; i++) {
		enum csv_field field = x->header->columns[i].field;
		if (field != CSV_PRICE && field != CSV_COMPARE_AT && field != CSV_COST)
			variant_cell(x, row, i, v);
	}
	for (int field = CSV_PRICE; field <= CSV_COST; field++)
		for (size_t i = 0; x->header->has[field] && i < x->header->count; i++)
			if ((int)x->header->columns[i].field == field)
				price_cell(x, row, i, v);
	drop_empty_prices(x, v);
}

void
csv_variants_read(struct reading *x, const struct csv_row *rows, size_t count)
{
	struct list variants = { 0 };
	bool by_sku = !x->header->has[CSV_OPTION_VALUE] && x->before->variants.count > 1;

	if (!speaks_of_variants(x->header) && x->before->variants.count)
		return;
	for (size_t r = 0; r < count; r++)
		if (r == 0 || has_variant(x, &rows[r]))
			variant_read(x, &rows[r], &variants);
	if (by_sku) {
		/* Rows name some of the variants; the others stay as they are, in their places. */
		const struct variant_input *old = x->before->variants.items, *v = variants.items;
		struct list all = { 0 };
		for (size_t i = 0; i < x->before->variants.count; i++) {
			const struct variant_input *with = &old[i];
			for (size_t k = 0; k < variants.count; k++)
				if (same_values(v[k].values, old[i].values))
					with = &v[k];
			*(struct variant_input *)list_push(x->arena, &all, sizeof(*with)) = *with;
		}
		variants = all;
	}
	x->after->variants = variants;
}
