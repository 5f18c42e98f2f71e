/* Tests of the category tree. */
#include "lib/shop/catalog.h"
#include "lib/shop/category.h"
#include "t/lib/shop/fixture.h"

#include <sys/wait.h>
#include <unistd.h>

/* 0 when every path is its parent's path and its own id. */
static const char torn[] = "SELECT COUNT(*) AS n FROM category c LEFT JOIN category p ON p.id = c.parent_id"
    " WHERE c.path <> CONCAT(COALESCE(p.path, '/'), c.id, '/')";

static enum err
put(struct fixture *f, const char *slug, const char *parent)
{
	struct place_text text = { .locale = STR("en"), .name = str_of(slug) };
	struct category_def def = {
		.slug = str_of(slug), .parent = str_of(parent), .is_visible = true, .texts = { &text, 1 }
	};

	return category_put(f->db, f->arena, &def);
}

static void
test_category__move(void)
{
	struct fixture f = fixture_open();
	struct look look = { STR("en"), STR("en"), STR("EUR") };
	struct list nav;

	CHECK_ERR(put(&f, "a", NULL), OK);
	CHECK_ERR(put(&f, "b", "a"), OK);
	CHECK_ERR(put(&f, "c", "b"), OK);
	CHECK_ERR(put(&f, "d", NULL), OK);
	CHECK_ERR(put(&f, "e", "nowhere"), ERR_NOT_FOUND);
	CHECK_ERR(category_move(f.db, f.arena, STR("a"), STR("c")), ERR_CONFLICT);
	CHECK_ERR(category_move(f.db, f.arena, STR("a"), STR("a")), ERR_CONFLICT);
	CHECK_ERR(category_move(f.db, f.arena, STR("a"), STR("d")), OK);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY(torn)), 0);
	CHECK_ERR(catalog_nav(f.db, &look, f.arena, &nav), OK);
	CU_ASSERT_EQUAL(((struct nav_category *)nav.items)[nav_find_slug(nav, STR("c"))].depth, 3);
	CHECK_ERR(category_move(f.db, f.arena, STR("b"), STR_ABSENT), OK);
	CHECK_ERR(put(&f, "b", "d"), OK); /* put moves too */
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY(torn)), 0);
	fixture_close(&f);
}

static void
test_category__too_deep(void)
{
	struct fixture f = fixture_open();
	char slug[8], parent[8];

	CHECK_ERR(put(&f, "n1", NULL), OK);
	for (int i = 2; i <= CATEGORY_DEPTH_MAX; i++) {
		snprintf(slug, sizeof(slug), "n%d", i);
		snprintf(parent, sizeof(parent), "n%d", i - 1);
		CHECK_ERR(put(&f, slug, parent), OK);
	}
	CHECK_ERR(put(&f, "below", slug), ERR_LIMIT);
	CHECK_ERR(put(&f, "top", NULL), OK);
	CHECK_ERR(category_move(f.db, f.arena, STR("n1"), STR("top")), ERR_LIMIT);
	fixture_close(&f);
}

/* Two processes move a under b and b under a, over and over: never a cycle, never a torn path. */
static void
test_category__moves_race(void)
{
	struct fixture f = fixture_open();
	int failures = 0;

	CHECK_ERR(put(&f, "a", NULL), OK);
	CHECK_ERR(put(&f, "b", NULL), OK);
	CHECK_ERR(put(&f, "below-a", "a"), OK);
	for (int child = 0; child < 2; child++) {
		if (fork() == 0) {
			struct db *db = db_new(f.config, "mercer");
			struct str mine = child ? STR("a") : STR("b"), other = child ? STR("b") : STR("a");
			for (int i = 0; i < 40; i++) {
				enum err err = category_move(db, f.arena, mine, other);
				if (!err)
					err = category_move(db, f.arena, mine, STR_ABSENT);
				if (err && err != ERR_CONFLICT)
					_exit(1);
				err_clear();
			}
			_exit(0);
		}
	}
	for (int child = 0; child < 2; child++) {
		int status;
		wait(&status);
		failures += status != 0;
	}
	CU_ASSERT_EQUAL(failures, 0);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY(torn)), 0);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT COUNT(*) AS n FROM category")), 3);
	fixture_close(&f);
}

static void
test_category__paths(void)
{
	struct fixture f = fixture_open();
	struct product_input p = fixture_product(f.arena, "tea"), got;
	const struct str *slugs;

	p.categories = fixture_strings(f.arena, 3, "Food > Tea > Gr\xC3\xBCner Tee", "Food>Tea", "Drinks > Tea");
	CU_ASSERT_EQUAL(fixture_store(&f, &p), STORE_CREATED);
	CU_ASSERT_EQUAL(fixture_store(&f, &p), STORE_UNCHANGED);
	got = fixture_load(&f, "tea");
	slugs = got.categories.items;
	CU_ASSERT_EQUAL_FATAL(got.categories.count, 3);
	CHECK_STR(slugs[0], "gruener-tee");
	CHECK_STR(slugs[1], "tea");
	CHECK_STR(slugs[2], "tea-2");
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT COUNT(*) AS n FROM category")), 5);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY(torn)), 0);
	fixture_close(&f);
}

static void
test_category__rename(void)
{
	struct fixture f = fixture_open();
	struct str now;

	CHECK_ERR(put(&f, "a", NULL), OK);
	CHECK_ERR(put(&f, "b", NULL), OK);
	CHECK_ERR(category_rename(f.db, f.arena, STR("a"), STR("b")), ERR_CONFLICT);
	CHECK_ERR(category_rename(f.db, f.arena, STR("a"), STR("c")), OK);
	CHECK_ERR(catalog_moved(f.db, "category", STR("a"), f.arena, &now), OK);
	CHECK_STR(now, "c");
	fixture_close(&f);
}

SUITE(category,
    { "move", test_category__move },
    { "too deep", test_category__too_deep },
    { "moves race", test_category__moves_race },
    { "paths", test_category__paths },
    { "rename", test_category__rename });
