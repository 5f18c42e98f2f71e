/* Tests of lib/io/db.c, db_wire.c and db_row.c: statements and types, against a real MariaDB. */
#include "t/lib/io/fixture.h"
#include "lib/io/db.h"

static const struct shape_enum states[] = { { "draft", 0 }, { "live", 1 }, { NULL, 0 } };

struct thing {
	int64_t id;
	struct str slug, name, long_text, bytes;
	int32_t small;
	struct opt_i64 big;
	bool flag;
	struct money price;
	struct time at, day;
	int state;
	struct list parts;
};
static const struct shape_field thing_fields[] = {
	SHAPE_I64(struct thing, id, 0, INT64_MAX),
	SHAPE_STR(struct thing, slug, 0, 120),
	SHAPE_STR(struct thing, name, 0, 200),
	SHAPE_STR(struct thing, long_text, 0, 1 << 30),
	SHAPE_STR(struct thing, bytes, 0, 64),
	SHAPE_I32(struct thing, small, INT32_MIN, INT32_MAX),
	SHAPE_OPT(struct thing, big, INT64_MIN, INT64_MAX),
	SHAPE_BOOL(struct thing, flag),
	SHAPE_MONEY(struct thing, price),
	SHAPE_TIME(struct thing, at),
	SHAPE_TIME(struct thing, day),
	SHAPE_ENUM(struct thing, state, states),
	SHAPE_LIST(struct thing, parts, NULL, 10),
};
static const struct shape thing_shape = SHAPE(struct thing, thing_fields, "A row with every type.");

struct count {
	int64_t n;
};
static const struct shape_field count_fields[] = { SHAPE_I64(struct count, n, INT64_MIN, INT64_MAX) };
static const struct shape count_shape = SHAPE(struct count, count_fields, "One number.");

#define COLUMNS "id, slug, name, long_text, bytes, small, big, flag, price_minor, price_currency, at, day, state"
enum { INSERT, FIND, ALL, COUNT_ALL, SUM, SLEEP, COMMANDS, ADD_CHILD, NUMBERS, INSERT_SLUG };
static const struct db_query queries[] = {
	[INSERT] = { "insert", "ssssiibistts", NULL,
	    "INSERT INTO thing (slug, name, long_text, bytes, small, big, flag, price_minor, price_currency, at, day, state) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[FIND] = { "find", "i", &thing_shape, "SELECT " COLUMNS " FROM thing WHERE id = ?" },
	[ALL] = { "all", "", &thing_shape, "SELECT " COLUMNS " FROM thing ORDER BY id" },
	[COUNT_ALL] = { "count_all", "", &count_shape, "SELECT COUNT(*) AS n FROM thing" },
	[SUM] = { "sum", "", &count_shape, "SELECT SUM(big) AS n FROM thing" },
	[SLEEP] = { "sleep", "i", &count_shape, "SELECT SLEEP(?) AS n" },
	[COMMANDS] = { "commands", "s", &count_shape,
	    "SELECT CAST(VARIABLE_VALUE AS INTEGER) AS n FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = ?" },
	[ADD_CHILD] = { "add_child", "ii", NULL, "INSERT INTO child (id, thing_id) VALUES (?, ?)" },
	[NUMBERS] = { "numbers", "i", &count_shape,
	    "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < ?) SELECT n FROM r" },
	[INSERT_SLUG] = { "insert_slug", "si", NULL, "INSERT INTO thing (slug, small) VALUES (?, ?)" },
};

static int64_t
count_all(struct db *db)
{
	struct arena *a = arena_new();
	struct count c = { -1 };

	CHECK_ERR(db_row(db, &queries[COUNT_ALL], NULL, 0, a, &c), OK);
	arena_free(a);
	return c.n;
}

static void
insert(struct db *db, const struct thing *t, int64_t *id)
{
	const struct db_arg args[] = { db_str(t->slug), db_str(t->name), db_str(t->long_text), db_str(t->bytes),
		db_i64(t->small), db_opt(t->big), db_bool(t->flag),
		money_is_absent(t->price) ? db_null('i') : db_i64(t->price.minor),
		money_is_absent(t->price) ? db_null('s') : db_str(str_of(t->price.currency)), db_time(t->at),
		db_time(t->day), t->state < 0 ? db_null('s') : db_str(str_of(states[t->state].name)) };
	struct db_done done;

	CHECK_ERR(db_exec(db, &queries[INSERT], args, COUNT(args), &done), OK);
	CU_ASSERT_EQUAL(done.affected, 1);
	*id = done.insert_id;
}

static void
test_db__all_types(void)
{
	struct db *db = fixture_db();
	struct arena *a = arena_new();
	struct thing in = { .slug = STR("a-b"), .name = STR("Größe \xf0\x9f\x98\x80 '\"\\; DROP"), .long_text = STR(""),
		.bytes = { "a\0b\xff", 4 }, .small = -7, .big = { true, INT64_MIN }, .flag = true,
		.price = money_of(-1999, "EUR"), .at = { 1763806830123456 }, .day = { 1763769600000000 }, .state = 1 };
	struct thing out;
	int64_t id = 0;

	insert(db, &in, &id);
	CHECK_ERR(db_row(db, &queries[FIND], &(struct db_arg){ .type = 'i', .i64 = id }, 1, a, &out), OK);
	CU_ASSERT_EQUAL(out.id, id);
	CHECK_STR(out.slug, "a-b");
	CU_ASSERT(str_eq(out.name, in.name));
	CU_ASSERT_EQUAL(out.name.ptr[out.name.len], '\0');
	CU_ASSERT(out.long_text.ptr != NULL && out.long_text.len == 0);
	CU_ASSERT(str_eq(out.bytes, in.bytes));
	CU_ASSERT_EQUAL(out.small, -7);
	CU_ASSERT(out.big.set && out.big.value == INT64_MIN);
	CU_ASSERT(out.flag);
	CU_ASSERT_EQUAL(money_cmp(out.price, in.price), 0);
	CU_ASSERT_EQUAL(out.at.us, in.at.us);
	CU_ASSERT_EQUAL(out.day.us, in.day.us);
	CU_ASSERT_EQUAL(out.state, 1);
	CU_ASSERT_EQUAL(count_all(db), 1);
	arena_free(a);
	db_free(db);
}

SUITE(db,
    { "all types", test_db__all_types });
