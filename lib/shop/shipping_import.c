/* shipping_import.c - table rates as other shops keep them, by place and sum of the goods.  See shipping_setup.h. */
#include "lib/base/csv.h"
#include "lib/shop/shipping_setup.h"

#define IMPORT_MAX 5000 /* lines */

enum column { COUNTRY, REGION, ZIP, SUBTOTAL, PRICE, COLUMN__COUNT };
/* As the sample file has them, and as the shop system writes them. */
static const char *const headings[COLUMN__COUNT][2] = { { "country", "Country" }, { "region", "Region/State" },
	{ "zip", "Zip/Postal Code" }, { "order_subtotal", "Order Subtotal (and above)" },
	{ "price", "Shipping Price" } };

struct row {
	struct zone_place place;
	struct str zone;
	int64_t from, price;
};
struct import {
	const struct shipping_env *e;
	struct str method;
	const char *currency;
	struct field_errors *errors;
	bool has_head;
	int columns[COLUMN__COUNT]; /* index of the cell; -1: none */
	struct row *rows;
	size_t count;
};

static enum err
complain(struct import *im, int64_t line, const char *message)
{
	field_error(im->errors, str_printf(im->e->arena, "line %lld", (long long)line), message, (struct opt_i64){ 0 });
	return OK; /* the others are looked at too */
}

static enum err
read_head(struct import *im, const struct csv_record *rec)
{
	im->has_head = true;
	for (int c = 0; c < COLUMN__COUNT; c++) {
		im->columns[c] = -1;
		for (size_t i = 0; i < rec->count; i++)
			if (str_eq_nocase(rec->cells[i], str_of(headings[c][0])) ||
			    str_eq_nocase(rec->cells[i], str_of(headings[c][1])))
				im->columns[c] = (int)i;
	}
	if (im->columns[COUNTRY] < 0 || im->columns[PRICE] < 0 || im->columns[SUBTOTAL] < 0)
		return err_fail(ERR_INVALID, "the columns country, order_subtotal and price are needed");
	return OK;
}

static struct str
cell(const struct import *im, const struct csv_record *rec, enum column c)
{
	int i = im->columns[c];
	struct str s = i < 0 || (size_t)i >= rec->count ? STR("") : str_trim(rec->cells[i]);

	return str_eq_z(s, "*") || str_eq_z(s, "0") ? STR("") : s;
}

/* "us-ak-995" of the place; "everywhere" of none. */
static struct str
zone_code(struct arena *a, const struct zone_place *p)
{
	struct buf b;
	const struct str parts[] = { p->country, p->region, p->postal_prefix };

	if (str_eq_z(p->country, "**"))
		return STR("everywhere");
	buf_in_arena(&b, a, BUF_LINE);
	for (size_t i = 0; i < COUNT(parts); i++) {
		struct str low = str_lower(a, parts[i]);
		if (!low.len)
			continue;
		if (b.len)
			buf_char(&b, '-');
		for (size_t k = 0; k < low.len; k++)
			if ((low.ptr[k] >= 'a' && low.ptr[k] <= 'z') || (low.ptr[k] >= '0' && low.ptr[k] <= '9'))
				buf_char(&b, low.ptr[k]);
	}
	return buf_view(&b);
}

static enum err
read_row(const struct csv_record *rec, void *payload)
{
	struct import *im = payload;
	struct arena *a = im->e->arena;
	struct row *row = &im->rows[im->count];
	struct str country, from, zip;
	struct money price = { 0, "" }, subtotal = { 0, "" };

	if (!im->has_head)
		return read_head(im, rec);
	if (im->count == IMPORT_MAX)
		return err_fail(ERR_LIMIT, "more than %d rates", IMPORT_MAX);
	country = cell(im, rec, COUNTRY);
	from = cell(im, rec, SUBTOTAL);
	zip = cell(im, rec, ZIP);
	if (str_ends(zip, STR("*")))
		zip.len--;
	*row = (struct row){ .place = { .country = country.len ? str_dup(a, country) : STR("**"),
				 .region = str_dup(a, cell(im, rec, REGION)),
				 .postal_prefix = shipping_postal_key(a, zip) } };
	if (money_parse(from.len ? from : STR("0"), im->currency, &subtotal) || subtotal.minor < 0)
		return err_clear(), complain(im, rec->line, N_("order_subtotal is no amount."));
	if (money_parse(str_trim(rec->cells[MIN((size_t)im->columns[PRICE], rec->count - 1)]), im->currency, &price) ||
	    price.minor < 0)
		return err_clear(), complain(im, rec->line, N_("price is no amount."));
	row->from = subtotal.minor;
	row->price = price.minor;
	row->zone = zone_code(a, &row->place);
	im->count++;
	return OK;
}

static enum err
put_method(const struct import *im)
{
	struct shipping_method m;
	struct method_text text = { .locale = STR("en"), .name = STR("Table rate") };
	enum err err = shipping_method_find(im->e->db, im->e->arena, im->method, &m);

	if (err == OK && m.rate_by == RATE_PRICE)
		return OK;
	if (err == OK)
		return err_fail(ERR_CONFLICT, "method '%.*s' does not count the sum of the goods", STR_ARG(im->method));
	if (err != ERR_NOT_FOUND)
		return err;
	err_clear();
	shape_init(&shipping_method_shape, &m);
	m.code = im->method;
	m.kind = SHIPPING_PARCEL;
	m.rate_by = RATE_PRICE;
	m.tax_class = STR("standard");
	m.days_min = 2;
	m.days_max = 5;
	m.position = 50;
	m.is_active = true;
	m.texts = (struct list){ &text, 1 };
	return shipping_method_put(im->e, &m, im->errors);
}

static enum err
store(struct db *db, void *payload)
{
	struct import *im = payload;
	struct shipping_rate *rates = arena_array(im->e->arena, struct shipping_rate, MAX(im->count, 1));
	struct shipping_zone zone;
	enum err err = put_method(im);

	for (size_t i = 0; !err && i < im->count; i++) {
		const struct row *r = &im->rows[i];
		rates[i] = (struct shipping_rate){
			.zone = r->zone, .currency = str_of(im->currency), .from_value = r->from, .amount = r->price
		};
		err = shipping_zone_find(db, im->e->arena, r->zone, &zone);
		if (err == ERR_NOT_FOUND) {
			struct zone_place place = r->place;
			struct str name = str_printf(im->e->arena, "%.*s%s%.*s%s%.*s", STR_ARG(place.country),
			    place.region.len ? " " : "", STR_ARG(place.region), place.postal_prefix.len ? " " : "",
			    STR_ARG(place.postal_prefix));
			err_clear();
			zone = (struct shipping_zone){ .code = r->zone,
				.name = str_eq_z(place.country, "**") ? STR("Everywhere") : name,
				.places = { &place, 1 } };
			err = shipping_zone_put(im->e, &zone, im->errors);
		}
	}
	return err ? err : shipping_rates_replace(im->e, im->method, (struct list){ rates, im->count }, im->errors);
}

enum err
shipping_import_rates(const struct shipping_env *e, struct str csv, struct str method, const char *currency,
    struct field_errors *errors, int64_t *rates)
{
	struct import im = { .e = e,
		.method = method,
		.currency = currency,
		.errors = errors,
		.rows = arena_array(e->arena, struct row, IMPORT_MAX) };
	struct csv_reader *reader = csv_reader_new(',', read_row, &im);
	enum err err = csv_feed(reader, csv.ptr, csv.len);

	if (!err)
		err = csv_end(reader);
	csv_reader_free(reader);
	if (err)
		return err;
	if (errors->count)
		return err_fail(ERR_INVALID, "%zu lines cannot be read", errors->count);
	if (!im.count)
		return err_fail(ERR_INVALID, "there are no rates in it");
	*rates = (int64_t)im.count;
	return db_transaction(e->db, store, &im);
}
