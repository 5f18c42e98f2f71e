/* index_context.c - what all products share in the index: the category tree, collections, names, synonyms. */
#include "lib/shop/index_parts.h"
#include "lib/shop/promotion.h"

enum { CATEGORIES, COLLECTIONS, BRANDS, CATEGORY_NAMES, COLLECTION_NAMES, TYPE_NAMES, SYNONYMS };

static const struct shape_field category_fields[] = {
	SHAPE_I64(struct index_category, id, 1, INT64_MAX, .doc = "category"),
	SHAPE_STR(struct index_category, path, 1, 400, .doc = "ids from the root"),
	SHAPE_STR(struct index_category, slug, 1, 200, .doc = "address"),
	SHAPE_STR(struct index_category, public_id, 1, 40, .doc = "for the world"),
};
static const struct shape category_shape = SHAPE(struct index_category, category_fields, "A category.");
static const struct shape_field collection_fields[] = {
	SHAPE_I64(struct index_collection, id, 1, INT64_MAX, .doc = "collection"),
	SHAPE_STR(struct index_collection, slug, 1, 200, .doc = "address"),
	SHAPE_STR(struct index_collection, rule, 0, 65535, .doc = "JSON; absent: by hand"),
};
static const struct shape collection_shape = SHAPE(struct index_collection, collection_fields, "A collection.");
static const struct shape_field brand_fields[] = {
	SHAPE_I64(struct index_brand, id, 1, INT64_MAX, .doc = "brand"),
	SHAPE_STR(struct index_brand, slug, 1, 200, .doc = "address"),
	SHAPE_STR(struct index_brand, name, 1, 255, .doc = "name"),
	SHAPE_I64(struct index_brand, products, 0, INT64_MAX, .doc = "how many have it"),
};
static const struct shape brand_shape = SHAPE(struct index_brand, brand_fields, "A brand.");
static const struct shape_field pair_fields[] = { SHAPE_STR(struct pair, name, 1, 12, .doc = "language"),
	SHAPE_STR(struct pair, value, 0, 1000, .doc = "words, comma separated") };
static const struct shape pair_shape = SHAPE(struct pair, pair_fields, "Synonyms.");

static const struct db_query queries[] = {
	[CATEGORIES] = { "index_categories", "", &category_shape,
	    "SELECT id, path, slug, public_id FROM category ORDER BY id" },
	[COLLECTIONS] = { "index_collections", "", &collection_shape,
	    "SELECT id, slug, rule FROM collection ORDER BY id" },
	[BRANDS] = { "index_brands", "", &brand_shape,
	    "SELECT b.id, b.slug, b.name, COUNT(*) AS products FROM brand b JOIN product p ON p.brand_id = b.id AND p.status = 'active'"
	    " GROUP BY b.id" },
	[CATEGORY_NAMES] = { "index_category_names", "", &fact_name_shape,
	    "SELECT category_id AS id, locale, name FROM category_text ORDER BY category_id" },
	[COLLECTION_NAMES] = { "index_collection_names", "", &fact_name_shape,
	    "SELECT collection_id AS id, locale, name FROM collection_text ORDER BY collection_id" },
	[TYPE_NAMES] = { "index_type_names", "", &fact_name_shape,
	    "SELECT product_type_id AS id, locale, name FROM product_type_text ORDER BY product_type_id" },
	[SYNONYMS] = { "index_synonyms", "", &pair_shape,
	    "SELECT locale AS name, words AS value FROM search_synonym ORDER BY id" },
};
const struct db_module index_context_sql = { "index_context", queries, COUNT(queries) };

#define ROWS_MAX 1000000

static struct str
first_of(struct str list)
{
	struct str first = STR_ABSENT;

	str_split(&list, ',', &first);
	return str_trim(first);
}

enum err
index_context_load(struct db *db, const struct config *c, struct arena *a, struct time now, struct index_context *out)
{
	struct list *lists[] = { [CATEGORIES] = &out->categories,
		[COLLECTIONS] = &out->collections,
		[BRANDS] = &out->brands,
		[CATEGORY_NAMES] = &out->category_names,
		[COLLECTION_NAMES] = &out->collection_names,
		[TYPE_NAMES] = &out->type_names,
		[SYNONYMS] = &out->synonyms };
	struct index_collection *collections;
	enum err err;

	out->default_locale = first_of(config_str(c, "site.locales"));
	out->default_currency = first_of(config_str(c, "site.currencies"));
	for (size_t i = 0; i < COUNT(lists); i++)
		if ((err = db_rows(db, &queries[i], NULL, 0, a, ROWS_MAX, lists[i])))
			return err;
	if ((err = promotion_in_force(
		 db, a, out->default_locale, out->default_locale, now, PROMOTION_CATALOGUE, &out->promotions)))
		return err;
	collections = out->collections.items;
	for (size_t i = 0; i < out->collections.count; i++)
		if (collections[i].rule.ptr &&
		    (err = collection_rule_read(a, collections[i].rule, &collections[i].compiled)))
			return err_fail(err, "collection '%.*s'", STR_ARG(collections[i].slug));
	return OK;
}

static const struct fact_name *
name_in(const struct index_context *context, struct list names, int64_t id, struct str locale)
{
	const struct fact_name *n = fact_name_find(names, id, locale);

	return n ? n : fact_name_find(names, id, context->default_locale);
}

static enum err
put(struct search_writer *w, enum search_kind kind, int64_t id, struct str text, int64_t weight, struct str slug)
{
	const struct search_phrase p = { .kind = kind, .text = text, .id = id, .weight = weight, .payload = slug };

	return search_put_phrase(w, &p);
}

static enum err
put_synonyms(const struct index_context *context, struct str locale, struct search_writer *w, struct arena *a)
{
	const struct pair *p = context->synonyms.items;
	enum err err = search_clear_synonyms(w);

	for (size_t i = 0; i < context->synonyms.count && !err; i++) {
		struct str rest = p[i].value, word, *words = arena_array(a, struct str, 16);
		size_t count = 0;
		if (!str_eq(p[i].name, locale))
			continue;
		while (count < 16 && str_split(&rest, ',', &word))
			if (str_trim(word).len)
				words[count++] = str_trim(word);
		if (count > 1)
			err = search_put_synonyms(w, (struct list){ words, count });
	}
	return err;
}

enum err
index_phrases(const struct index_context *context, struct str locale, struct search_writer *w, struct arena *a)
{
	const struct index_category *c = context->categories.items;
	const struct index_collection *k = context->collections.items;
	const struct index_brand *b = context->brands.items;
	const struct fact_name *n;
	enum err err = put_synonyms(context, locale, w, a);

	for (size_t i = 0; i < context->categories.count && !err; i++)
		if ((n = name_in(context, context->category_names, c[i].id, locale)))
			err = put(w, SEARCH_CATEGORY, c[i].id, n->name, 1000, c[i].slug);
	for (size_t i = 0; i < context->collections.count && !err; i++)
		if ((n = name_in(context, context->collection_names, k[i].id, locale)))
			err = put(w, SEARCH_COLLECTION, k[i].id, n->name, 500, k[i].slug);
	for (size_t i = 0; i < context->brands.count && !err; i++)
		err = put(w, SEARCH_BRAND, b[i].id, b[i].name, b[i].products, b[i].slug);
	return err;
}

const struct index_category *
index_category_find(const struct index_context *context, int64_t id)
{
	const struct index_category *c = context->categories.items;
	size_t low = 0, high = context->categories.count;

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (c[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < context->categories.count && c[low].id == id ? &c[low] : NULL;
}
