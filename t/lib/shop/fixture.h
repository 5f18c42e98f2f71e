/*
 * fixture.h - what the tests of lib/shop share: a database that `mercer migrate` made, products to put in, and chance.
 *
 * MERCER_TEST_SEED repeats a run; it is printed when the suite starts.
 */
#ifndef MERCER_TEST_SHOP_FIXTURE_H
#define MERCER_TEST_SHOP_FIXTURE_H

#include "lib/io/db.h"
#include "lib/shop/product_store.h"
#include "t/support/suite.h"

#define CHECK_ERR(call, expected) \
	do { \
		enum err got_ = (call); \
		if (got_ != (expected)) \
			fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, err_name(got_), err_detail()); \
		CU_ASSERT_EQUAL(got_, (expected)); \
		err_clear(); \
	} while (0)

struct fixture {
	struct config *config;
	struct db *db;       /* account mercer */
	struct arena *arena;
	struct store_options opt; /* default locale "en" */
};
struct fixture fixture_open(void); /* an empty shop */
void fixture_close(struct fixture *f);
/* A number of the table's own: SELECT COUNT(*) and the like. */
int64_t fixture_count(struct fixture *f, const struct db_query *q);
#define COUNT_QUERY(text) (&(const struct db_query){ "test", "", &fixture_count_shape, (text) })
extern const struct shape fixture_count_shape;

uint32_t chance(uint32_t below);
void chance_seed(void); /* fixture_open() does it too */
struct str fixture_text(struct arena *a, size_t max); /* any UTF-8, without controls and blanks at the ends */
/* The least that is a product: one variant, one price. */
struct product_input fixture_product(struct arena *a, const char *slug);
/* Everything that a product may have, by chance, in canonical form. */
struct product_input fixture_random(struct arena *a, const char *slug);
/* Load and store one product; the outcome. */
enum store_outcome fixture_store(struct fixture *f, const struct product_input *p);
struct product_input fixture_load(struct fixture *f, const char *slug);
struct list fixture_strings(struct arena *a, size_t count, ...);

#endif
