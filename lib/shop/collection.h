/*
 * collection.h - products put together: by hand, or by a rule.  Writes tables collection, collection_text,
 * collection_product.
 *
 * A rule is JSON: {"all": [TEST, ...]} or {"any": [TEST, ...]}, a TEST is {"field": F, "op": O, "value": V}.
 *   F: tag, price, brand, category, type, availability, attribute.<code>
 *   O: is (eq), is_not, in, less, greater, lte, gte, contains
 *   V: text, number or boolean; a list for `in`; for price an amount in minor units, or {"EUR": 2500, "USD": 2800}
 * Brands by slug or name, types by code or name, categories by slug (what is below counts too), options of attributes
 * by code.  Words are compared without regard to case.  A field with several values passes when one of them does;
 * is_not when none is.  Price is the lowest.
 */
#ifndef MERCER_COLLECTION_H
#define MERCER_COLLECTION_H

#include "lib/shop/brand.h"

#define COLLECTION_TESTS_MAX 50

struct collection_def {
	struct str slug;
	struct str rule;     /* absent: by hand */
	struct str sort;     /* manual newest price_asc price_desc title */
	struct str image;
	int32_t position;
	bool is_visible;
	struct list texts;   /* place_text, names required */
	struct list products;/* by hand: slugs in order; unknown ones are left out */
};
/* Make or change, by slug.  ERR_INVALID: the rule, err_detail() says where. */
enum err collection_put(struct db *db, struct arena *a, const struct collection_def *def) MUST_CHECK;

/* Words that mean the same, for the search of one language: replaces all of it.  Each group is a list of struct str. */
enum err synonyms_put(
    struct db *db, struct arena *a, struct str locale, const struct list *groups, size_t count) MUST_CHECK;

extern const struct db_module collection_sql, synonym_sql;

/* ---- rules, evaluated when a product is indexed (collection_rule.c) ---- */

struct collection_rule;
/* What a rule looks at.  Lists of struct str; attributes: struct pair of code and value (a field may be there several
 * times). */
struct rule_facts {
	struct list tags, brands, categories, types, availabilities;
	struct list attributes;
	struct list prices; /* struct money: lowest per currency, the shop's first currency first */
};
enum err collection_rule_read(struct arena *a, struct str json, struct collection_rule **out) MUST_CHECK;
bool collection_rule_fits(const struct collection_rule *rule, const struct rule_facts *facts);

#endif
