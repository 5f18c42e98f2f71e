/* sql.c - the list of all modules.  A new file with queries is a new line here. */
#include "lib/shop/sql.h"
#include "lib/shop/attribute.h"
#include "lib/shop/brand.h"
#include "lib/shop/catalog.h"
#include "lib/shop/category.h"
#include "lib/shop/collection.h"
#include "lib/shop/import.h"
#include "lib/shop/index_parts.h"
#include "lib/shop/product_parts.h"
#include "lib/shop/slug.h"

const struct shop_module shop_modules[] = {
	{ &attribute_sql, false },
	{ &attribute_value_sql, false },
	{ &brand_sql, false },
	{ &catalog_sql, true },
	{ &catalog_product_sql, true },
	{ &category_sql, false },
	{ &category_path_sql, false },
	{ &collection_sql, false },
	{ &export_sql, false },
	{ &import_sql, false },
	{ &index_context_sql, false },
	{ &index_load_sql, false },
	{ &index_queue_sql, false },
	{ &media_sql, false },
	{ &option_sql, false },
	{ &price_sql, false },
	{ &product_sql, false },
	{ &product_load_sql, false },
	{ &product_store_sql, false },
	{ &slug_sql, false },
	{ &stock_sql, false },
	{ &synonym_sql, false },
	{ &tag_sql, false },
	{ &variant_sql, false },
};
const size_t shop_module_count = COUNT(shop_modules);
