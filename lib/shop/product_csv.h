/*
 * product_csv.h - products as CSV in Shopify's product format, old and new headers (standards A4.2), both ways.
 *
 * Rows with the same handle stand together and are one product: its first row has the product's own cells, every row
 * may bring a variant (option values, SKU, price ...) and a picture.  A blank cell empties, an absent column keeps what
 * is stored.  Columns that Mercer does not know are kept in `extra` and come out again.  Ours, beyond Shopify's: "Title
 * [de]" and the like for other languages, "Price [USD]" for other currencies, "Option1 swatch", "Categories" (slugs),
 * "Related products" (slugs), "Published from", "Published until", "Image width", "Image height", "Media kind", and
 * "code (product.metafields.mercer.code)" for attributes; several values are a JSON array.
 * Export writes the new headers; importing an export changes nothing.
 */
#ifndef MERCER_PRODUCT_CSV_H
#define MERCER_PRODUCT_CSV_H

#include "lib/base/csv.h"
#include "lib/shop/product_store.h"

enum csv_field {
	CSV_EXTRA,
	CSV_ERROR,
	CSV_HANDLE,
	CSV_TITLE,
	CSV_DESCRIPTION,
	CSV_VENDOR,
	CSV_TAXONOMY,
	CSV_TYPE,
	CSV_TAGS,
	CSV_PUBLISHED,
	CSV_STATUS,
	CSV_GIFT_CARD,
	CSV_SEO_TITLE,
	CSV_SEO_DESCRIPTION,
	CSV_CATEGORIES,
	CSV_RELATED,
	CSV_FROM,
	CSV_UNTIL,
	CSV_ATTRIBUTE,
	CSV_OPTION_NAME,
	CSV_OPTION_VALUE,
	CSV_OPTION_LINKED,
	CSV_OPTION_SWATCH,
	CSV_SKU,
	CSV_BARCODE,
	CSV_PRICE,
	CSV_COMPARE_AT,
	CSV_COST,
	CSV_TAXABLE,
	CSV_TAX_CODE,
	CSV_MEASURE,
	CSV_MEASURE_UNIT,
	CSV_BASE,
	CSV_BASE_UNIT,
	CSV_TRACKER,
	CSV_QUANTITY,
	CSV_CONTINUE,
	CSV_POLICY,
	CSV_GRAMS,
	CSV_WEIGHT_UNIT,
	CSV_SHIPPING,
	CSV_FULFILMENT,
	CSV_VARIANT_IMAGE,
	CSV_IMAGE,
	CSV_IMAGE_POSITION,
	CSV_IMAGE_ALT,
	CSV_IMAGE_KIND,
	CSV_IMAGE_WIDTH,
	CSV_IMAGE_HEIGHT,
	CSV__MAX
};
struct csv_column {
	enum csv_field field;
	struct str header;     /* as in the file */
	int option;            /* 1.. for CSV_OPTION_* */
	struct str locale;     /* "de" of "Title [de]"; absent: the default locale */
	struct str currency;   /* "USD" of "Price [USD]"; absent: the default currency */
	struct str attribute;  /* code of CSV_ATTRIBUTE */
};
struct csv_header {
	struct csv_column *columns;
	size_t count;
	bool has[CSV__MAX];
	int options;           /* highest option number */
};
/* Understand a header row.  ERR_INVALID with complaints in `e`: neither Title nor a handle, the same column twice. */
enum err csv_header_read(
    struct arena *a, const struct str *cells, size_t count, struct csv_header *out, struct field_errors *e) MUST_CHECK;

struct csv_row {
	int64_t line;
	struct str *cells;     /* header.count of them; absent cells are empty */
	struct str raw;        /* as in the file */
};
enum csv_categories { CSV_CATEGORIES_TAXONOMY = 1, CSV_CATEGORIES_TYPE = 2, CSV_CATEGORIES_TAGS = 4 };
struct csv_options {
	struct str locale, currency;  /* what unqualified columns speak of */
	unsigned categories_from;     /* enum csv_categories: make categories of these cells too */
};
/* One complaint about a cell. */
struct csv_complaint {
	int64_t line;
	struct str column, message;
};
/* Handle of a row: its own, or made of its title; absent when it has neither. */
struct str csv_row_handle(struct arena *a, const struct csv_header *h, const struct csv_row *row);
/* The rows of one product on top of what is stored (before->slug absent: nothing).  False when cells were wrong:
 * `complaints` (list of csv_complaint) grew, and `after` must not be stored. */
bool product_csv_apply(struct arena *a, const struct csv_header *h, const struct csv_row *rows, size_t count,
    const struct csv_options *opt, const struct product_input *before, struct product_input *after,
    struct list *complaints);

/* What an export needs to know before its first row. */
struct csv_layout {
	const struct str *locales;     /* the first is the default */
	size_t locale_count;
	const struct str *currencies;
	size_t currency_count;
	const struct str *attributes;  /* codes, "code" or "code [de]" split below, sorted */
	const struct str *attribute_locales; /* absent: for all */
	size_t attribute_count;
	const struct str *extras;      /* header names, sorted */
	size_t extra_count;
	int options;                   /* at least 3, as Shopify has */
};
void product_csv_header(struct buf *b, const struct csv_layout *l);
void product_csv_rows(struct buf *b, const struct csv_layout *l, const struct product_input *p);

/* Append a zeroed element of `size` bytes to a list that only grows by this function. */
void *list_push(struct arena *a, struct list *list, size_t size);

#endif
