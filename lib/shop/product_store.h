/*
 * product_store.h - whole products in and out: what import, export, the demo shop, and later the back office's forms
 * use.
 *
 * A struct product_input is a product with everything that belongs to it, named by codes and slugs instead of ids.
 * Writing is by difference: the stored state is loaded in the same form, compared member by member, and only what
 * differs is written, in bulk, in one transaction per batch.  So storing twice changes nothing, and a dry run is the
 * same without writing.
 */
#ifndef MERCER_PRODUCT_STORE_H
#define MERCER_PRODUCT_STORE_H

#include "lib/base/shape.h"
#include "lib/io/db.h"

struct text_input {            /* per locale */
	struct str locale;
	struct str title;
	struct str description; /* HTML, sanitized when stored */
	struct str seo_title, seo_description;
};
struct name_input {
	struct str locale;
	struct str name;
};
struct value_input {
	struct list names;     /* name_input; the default locale's comes first */
	struct str swatch;
};
struct option_input {
	struct list names;     /* name_input */
	struct str linked_to;
	struct list values;    /* value_input, in order */
};
struct price_input {
	struct money amount, compare_at, cost;
};
struct variant_input {
	struct str sku, barcode;
	struct list values;    /* struct str: one value name (default locale) per option, in option order */
	struct list prices;    /* price_input, one per currency */
	struct opt_i64 weight_grams;
	struct str weight_unit;
	struct opt_i64 unit_measure_e3, unit_base_e3;
	struct str unit_measure_unit, unit_base_unit;
	bool requires_shipping, is_taxable, is_backorder; /* CSV: policy "continue" */
	struct str tax_code, inventory_tracker, fulfilment_service;
	struct opt_i64 stock;
	struct str image;      /* file of one of the product's media */
};
struct media_input {
	struct str kind;       /* image */
	struct str file;
	int32_t width, height;
	struct list alts;      /* name_input */
};
struct attribute_input {
	struct str code;
	struct str locale;     /* of a text; absent: the same in every locale */
	struct list values;    /* struct str: option code or name, number, "true", date, text */
};
struct product_input {
	struct str slug;
	struct str type;       /* product_type name; made when missing */
	struct str brand;      /* name; made when missing */
	int status;            /* PRODUCT_DRAFT, ... */
	bool is_listed, is_gift_card;
	struct time published_from, published_until;
	struct str taxonomy;
	struct list texts;     /* text_input */
	struct list tags;      /* struct str */
	struct list categories;/* struct str: slugs of existing categories, or "A > B > C" paths, which are made */
	struct list options;   /* option_input */
	struct list variants;  /* variant_input, at least one, at most VARIANTS_MAX */
	struct list media;     /* media_input */
	struct list attributes;/* attribute_input; unknown codes are made as text attributes */
	struct list related;   /* struct str: slugs; unknown ones are complained of and left out */
	struct list extra;     /* struct pair: kept and exported, not used */
};
enum product_status { PRODUCT_DRAFT, PRODUCT_ACTIVE, PRODUCT_ARCHIVED };
extern const struct shape product_input_shape; /* and of the nested ones: JSON (NDJSON import) and OpenAPI use them */
#define VARIANTS_MAX 2048

/* One difference, for dry runs: "variants.0.price.EUR: 19.00 -> 17.50". */
struct product_change {
	struct str path, before, after; /* absent before = new, absent after = removed */
};
enum store_outcome { STORE_CREATED, STORE_UPDATED, STORE_UNCHANGED, STORE_FAILED };
struct store_result {
	enum store_outcome outcome;
	struct list changes;          /* product_change, only when asked for */
	/* STORE_FAILED: paths in product_input; else what was left out (unknown related products) */
	struct field_errors errors;
};
struct store_options {
	bool dry_run;
	bool want_changes;
	bool no_queue;                /* not queued for the index: the caller queues everything (0) when it is done */
	struct str default_locale;    /* its name comes first in lists of name_input; required */
	/* Run in the transaction of the batch after its last write, if not NULL (position of an import); may run more
	 * than once. */
	enum err (*also)(struct db *db, void *payload);
	void *payload;
};
#define STORE_BATCH_MAX 1000          /* products of one call */
#define STORE_VARIANTS_MAX 8192 /* variants of one call, so that it fits 64 MiB: split batches of large products */

/* Load the stored state of many products by slug; out[i].slug absent: not stored.  Everything is in canonical form: the
 * default locale first, then locales, currencies and attribute codes in their order; categories as slugs; empty texts
 * absent.  14 statements for any count.  ERR_LIMIT: more than STORE_VARIANTS_MAX variants. */
enum err product_load(struct db *db, const struct str *slugs, size_t count, struct str default_locale, struct arena *a,
    struct product_input *out) MUST_CHECK;
/* Store a batch.  before[i] is what product_load() gave for after[i].slug (slug absent: not stored).  Invalid products
 * fail alone, the others of the batch are stored; two with one slug in a batch: the second fails.  The changed ones are
 * queued for the index.
 * ERR_BUSY, ERR_UNCERTAIN: nothing of the batch, or all of it: load and store again is safe. */
enum err product_store(struct db *db, const struct product_input *before, const struct product_input *after,
    size_t count, const struct store_options *opt, struct arena *a, struct store_result *results) MUST_CHECK;
/* Check without the database: what product_store() would complain about by itself.  False when anything was added to
 * `e`. */
bool product_input_check(const struct product_input *p, struct field_errors *e);
/* An input with nothing in it but what is usual: status active, listed. */
void product_input_init(struct product_input *p);
void variant_input_init(struct variant_input *v); /* needs shipping, taxable */
/* All slugs in export order (by id), a page after `after_id`.  1 statement. */
enum err product_slugs(
    struct db *db, int64_t after_id, size_t limit, struct arena *a, struct list *slugs, int64_t *last_id) MUST_CHECK;
/* Ids in blocks, outside any transaction: gaps are fine. */
enum err id_reserve(struct db *db, const char *name, int64_t count, int64_t *first) MUST_CHECK;
/* A slug from any text: folded to a-z0-9-, German umlauts as ae oe ue ss, at most 200; never empty ("item"). */
struct str slug_make(struct arena *a, struct str text);

extern const struct db_module product_store_sql;

#endif
