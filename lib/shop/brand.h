/* brand.h - brands.  Writes tables brand, brand_text.  Products refer to brands by name; those that are missing are
 * made. */
#ifndef MERCER_BRAND_H
#define MERCER_BRAND_H

#include "lib/shop/product_store.h"

/* Texts of a brand, category or collection in one language. */
struct place_text {
	struct str locale;
	struct str name;        /* not of brands: their name is the same everywhere */
	struct str description; /* plain text */
	struct str seo_title, seo_description;
};
struct brand_def {
	struct str slug;
	struct str name;
	struct str image;
	struct list texts; /* place_text */
};
/* Make or change, by slug.  ERR_CONFLICT: another brand has the name. */
enum err brand_put(struct db *db, struct arena *a, const struct brand_def *def) MUST_CHECK;

extern const struct db_module brand_sql;

#endif
