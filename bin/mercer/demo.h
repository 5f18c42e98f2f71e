/* demo.h - what demo.c (the frame of the demo shop) and demo_products.c share. */
#ifndef MERCER_DEMO_H
#define MERCER_DEMO_H

#include "bin/mercer/mercer.h"
#include "lib/io/json_tree.h"
#include "lib/shop/catalog_index.h"
#include "lib/shop/names.h"
#include "lib/shop/product_store.h"

struct demo {
	struct arena *arena;
	struct db *db;
	struct str locale;          /* the default one */
	struct names brands, types; /* slug or code -> name */
	int64_t position;
	size_t outcomes[4];         /* by enum store_outcome */
};
struct list demo_names(struct demo *d, const struct json_node *texts);
struct list demo_strings(struct demo *d, const struct json_node *array);
int64_t demo_number(const struct json_node *node, const char *name, int64_t fallback);
enum err demo_products(struct demo *d, const char *path) MUST_CHECK;
enum err demo_warehouses(struct demo *d, const char *path) MUST_CHECK;
/* Of these products, as far as nobody has touched their stock. */
enum err demo_stock(struct demo *d, const struct names *slugs) MUST_CHECK;

/* Brands, attributes, types and categories of a file in the format of sql/demo/catalogue.json, which may lack any of
 * them. */
enum err demo_attributes(struct demo *d, const char *path, size_t *count) MUST_CHECK;

#endif
