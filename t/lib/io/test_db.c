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


static enum err
add(struct db *db, struct str slug, int64_t small)
{
	const struct db_arg args[] = { db_str(slug), db_i64(small) };

	return db_exec(db, &queries[INSERT_SLUG], args, COUNT(args), NULL);
}

static void
test_db__nulls(void)
{
	struct db *db = fixture_db();
	struct arena *a = arena_new();
	struct thing in, out;
	int64_t id = 0;
	struct db_arg arg;

	shape_init(&thing_shape, &in);
	insert(db, &in, &id);
	arg = db_i64(id);
	CHECK_ERR(db_row(db, &queries[FIND], &arg, 1, a, &out), OK);
	CU_ASSERT(str_is_absent(out.slug) && str_is_absent(out.long_text) && str_is_absent(out.bytes));
	CU_ASSERT(!out.big.set && money_is_absent(out.price) && time_is_absent(out.at) && time_is_absent(out.day));
	CU_ASSERT_EQUAL(out.state, -1);
	CU_ASSERT(out.parts.count == 0);
	/* SUM() of nothing is NULL, and a plain number cannot say so. */
	CHECK_ERR(db_row(db, &queries[SUM], NULL, 0, a, &(struct count){ 0 }), ERR_DB);
	CU_ASSERT_EQUAL(count_all(db), 1); /* the connection is fit for the next statement */
	arena_free(a);
	db_free(db);
}

static void
test_db__no_row_and_two_rows(void)
{
	struct db *db = fixture_db();
	struct arena *a = arena_new();
	struct thing out;
	struct list list;
	struct db_arg arg = db_i64(12345);

	CHECK_ERR(db_row(db, &queries[FIND], &arg, 1, a, &out), ERR_NOT_FOUND);
	CHECK_ERR(db_rows(db, &queries[ALL], NULL, 0, a, 5, &list), OK);
	CU_ASSERT_EQUAL(list.count, 0);
	CHECK_ERR(add(db, STR("a"), 1), OK);
	CHECK_ERR(add(db, STR("b"), 2), OK);
	CHECK_ERR(db_row(db, &queries[ALL], NULL, 0, a, &out), ERR_DB);
	CHECK_ERR(db_rows(db, &queries[ALL], NULL, 0, a, 2, &list), OK);
	CU_ASSERT_EQUAL(list.count, 2);
	CHECK_STR(((struct thing *)list.items)[1].slug, "b");
	CHECK_ERR(db_rows(db, &queries[ALL], NULL, 0, a, 1, &list), ERR_LIMIT);
	CU_ASSERT_EQUAL(count_all(db), 2);
	arena_free(a);
	db_free(db);
}

static void
test_db__long_text(void)
{
	struct db *db = fixture_db();
	struct arena *a = arena_new();
	size_t len = (size_t)1 << 20;
	char *text = arena_alloc(a, len);
	struct thing in, out;
	int64_t id = 0;
	struct db_arg arg;

	for (size_t i = 0; i < len; i++)
		text[i] = (char)('a' + i % 26);
	shape_init(&thing_shape, &in);
	in.long_text = str_n(text, len);
	insert(db, &in, &id);
	arg = db_i64(id);
	for (int i = 0; i < 2; i++) {
		CHECK_ERR(db_row(db, &queries[FIND], &arg, 1, a, &out), OK);
		CU_ASSERT(str_eq(out.long_text, in.long_text));
	}
	arena_free(a);
	db_free(db);
}

static void
test_db__refusals(void)
{
	struct db *db = fixture_db();
	struct db_arg child[] = { db_i64(1), db_i64(999) };
	struct thing t;
	int64_t id;
	char longest[300];

	memset(longest, 'x', sizeof(longest));
	CHECK_ERR(add(db, STR("same"), 1), OK);
	CHECK_ERR(add(db, STR("same"), 1), ERR_CONFLICT);
	CHECK_STR(str_of(db_conflict_key(db)), "thing_slug");
	CHECK_ERR(add(db, STR("it's"), 1), OK);
	CHECK_ERR(add(db, STR("it's"), 1), ERR_CONFLICT);
	CHECK_STR(str_of(db_conflict_key(db)), "thing_slug");
	CHECK_ERR(add(db, STR("c"), 1000), ERR_INVALID);                   /* CHECK */
	CHECK_ERR(add(db, STR("r"), 100000), ERR_INVALID);                 /* out of range */
	CHECK_ERR(add(db, str_n(longest, sizeof(longest)), 1), ERR_INVALID); /* too long */
	CHECK_ERR(add(db, str_n("\xff\xfe", 2), 1), ERR_INVALID);          /* not UTF-8 */
	CHECK_ERR(db_exec(db, &queries[ADD_CHILD], child, 2, NULL), ERR_INVALID);
	CU_ASSERT_EQUAL(count_all(db), 2);
	shape_init(&thing_shape, &t);
	insert(db, &t, &id);
	child[1] = db_i64(id);
	CHECK_ERR(db_exec(db, &queries[ADD_CHILD], child, 2, NULL), OK);
	db_free(db);
}

static void
test_db__changed_rows_are_matched_rows(void)
{
	static const struct db_query same = { "same", "s", NULL, "UPDATE thing SET small = small WHERE slug = ?" };
	struct db *db = fixture_db();
	struct db_arg arg = db_str(STR("a"));
	struct db_done done = { 77, 77 };

	CHECK_ERR(add(db, STR("a"), 1), OK);
	CHECK_ERR(db_exec(db, &same, &arg, 1, &done), OK);
	CU_ASSERT_EQUAL(done.affected, 1);
	db_free(db);
}

static void
test_db__session(void)
{
	static const struct { const char *name, *value; } wanted[] = {
		{ "time_zone", "+00:00" }, { "tx_isolation", "READ-COMMITTED" }, { "innodb_snapshot_isolation", "ON" },
		{ "innodb_lock_wait_timeout", "1" }, { "max_statement_time", "2.000000" },
		{ "character_set_client", "utf8mb4" }, { "character_set_results", "utf8mb4" } };
	struct value { struct str value; };
	static const struct shape_field value_fields[] = { SHAPE_STR(struct value, value, 0, 1000) };
	static const struct shape value_shape = SHAPE(struct value, value_fields, "A variable.");
	static const struct db_query variable = { "variable", "s", &value_shape,
	    "SELECT VARIABLE_VALUE AS value FROM information_schema.SESSION_VARIABLES WHERE VARIABLE_NAME = ?" };
	struct db *db = fixture_db();
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(wanted); i++) {
		struct db_arg arg = db_str(str_of(wanted[i].name));
		struct value v = { STR_ABSENT };
		CHECK_ERR(db_row(db, &variable, &arg, 1, a, &v), OK);
		CHECK_STR(v.value, wanted[i].value);
	}
	arena_free(a);
	db_free(db);
}

/* Each of these is wrong in one way, and prepare must say so. */
static void
test_db__queries_are_checked(void)
{
	static const struct db_query bad[] = {
		{ "few letters", "", &count_shape, "SELECT 1 AS n FROM thing WHERE id = ?" },
		{ "many letters", "ii", &count_shape, "SELECT 1 AS n FROM thing WHERE id = ?" },
		{ "no such member", "", &count_shape, "SELECT 1 AS n, 2 AS m" },
		{ "no such column", "", &thing_shape, "SELECT id FROM thing" },
		{ "twice", "", &count_shape, "SELECT 1 AS n, 2 AS n" },
		{ "text for a number", "", &count_shape, "SELECT 'x' AS n" },
		{ "floating point", "", &count_shape, "SELECT 1.5e0 AS n" },
		{ "rows without shape", "", NULL, "SELECT 1 AS n" },
		{ "shape without rows", "", &count_shape, "DELETE FROM thing" },
		{ "syntax", "", &count_shape, "SELEC 1 AS n" },
		{ "no such table", "", &count_shape, "SELECT n FROM nowhere" },
	};
	struct db *db = fixture_db();
	const struct db_module good = { "good", queries, COUNT(queries) }, all_bad = { "bad", bad, COUNT(bad) };

	for (size_t i = 0; i < COUNT(bad); i++) {
		const struct db_module one = { "one", &bad[i], 1 };
		CHECK_ERR(db_prepare_all(db, &one), ERR_DB);
	}
	CHECK_ERR(db_prepare_all(db, &all_bad), ERR_DB);
	CHECK_ERR(db_prepare_all(db, &good), OK);
	CU_ASSERT_EQUAL(count_all(db), 0);
	db_free(db);
}

/* More statements than the table of a connection has slots at first: each must keep its own. */
static void
test_db__many_statements(void)
{
	static struct db_query many[200];
	static char sql[200][40];
	struct db *db = fixture_db();
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(many); i++) {
		snprintf(sql[i], sizeof(sql[i]), "SELECT %zu AS n", i);
		many[i] = (struct db_query){ "many", "", &count_shape, sql[i] };
	}
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < COUNT(many); i++) {
			struct count c = { -1 };
			CHECK_ERR(db_row(db, &many[i], NULL, 0, a, &c), OK);
			CU_ASSERT_EQUAL(c.n, (int64_t)i);
		}
	arena_free(a);
	db_free(db);
}

static void
test_db__arguments_are_checked(void)
{
	struct db *db = fixture_db();
	struct arena *a = arena_new();
	struct thing t;
	struct db_arg text = db_str(STR("1")), two[] = { db_i64(1), db_i64(2) };

	CHECK_ERR(db_row(db, &queries[FIND], &text, 1, a, &t), ERR_DB);
	CHECK_ERR(db_row(db, &queries[FIND], two, 2, a, &t), ERR_DB);
	CHECK_ERR(db_row(db, &queries[FIND], NULL, 0, a, &t), ERR_DB);
	arena_free(a);
	db_free(db);
}

struct seen {
	int64_t rows, stop_at;
};

static enum err
look_at(const void *row, void *payload)
{
	struct seen *s = payload;

	s->rows++;
	CU_ASSERT_EQUAL(((const struct count *)row)->n, s->rows);
	return s->rows == s->stop_at ? ERR_GONE : OK;
}

static void
test_db__each(void)
{
	struct db *db = fixture_db();
	struct arena *a = arena_new();
	struct db_arg arg = db_i64(500);
	struct seen s = { 0, 0 };

	CHECK_ERR(db_each(db, &queries[NUMBERS], &arg, 1, a, look_at, &s), OK);
	CU_ASSERT_EQUAL(s.rows, 500);
	s = (struct seen){ 0, 7 };
	CHECK_ERR(db_each(db, &queries[NUMBERS], &arg, 1, a, look_at, &s), ERR_GONE);
	CU_ASSERT_EQUAL(s.rows, 7);
	CU_ASSERT_EQUAL(count_all(db), 0); /* the rest was dropped */
	arena_free(a);
	db_free(db);
}

static int64_t
status(struct db *db, struct str name)
{
	struct arena *a = arena_new();
	struct db_arg arg = db_str(name);
	struct count c = { -1 };

	CHECK_ERR(db_row(db, &queries[COMMANDS], &arg, 1, a, &c), OK);
	arena_free(a);
	return c.n;
}

static void
test_db__bulk(void)
{
	enum { ROWS = 1000 };
	static const struct db_query bulk = { "bulk", "sitb", NULL,
		"INSERT INTO thing (slug, big, at, flag) VALUES (?, ?, ?, ?)" };
	struct db *db = fixture_db();
	struct arena *a = arena_new();
	struct db_arg *args = arena_array(a, struct db_arg, ROWS * 4);
	struct db_done done;
	struct list list;
	struct thing *t;
	int64_t before;

	for (size_t i = 0; i < ROWS; i++) {
		args[4 * i] = db_str(str_printf(a, "slug-%zu", i));
		args[4 * i + 1] = i % 3 == 0 ? db_null('i') : db_i64(-(int64_t)i);
		args[4 * i + 2] =
		    i % 5 == 0 ? db_null('t') : db_time((struct time){ INT64_C(1763806830123456) + (int64_t)i });
		args[4 * i + 3] = db_bool(i % 2);
	}
	before = status(db, STR("Com_stmt_execute"));
	CHECK_ERR(db_bulk(db, &bulk, args, 4, ROWS, &done), OK);
	CU_ASSERT_EQUAL(done.affected, ROWS);
	CU_ASSERT(status(db, STR("Com_stmt_execute")) - before <= 2); /* the bulk, and asking for this number */
	CHECK_ERR(db_rows(db, &queries[ALL], NULL, 0, a, ROWS, &list), OK);
	CU_ASSERT_EQUAL_FATAL(list.count, ROWS);
	t = list.items;
	for (size_t i = 0; i < ROWS; i++) {
		CU_ASSERT(str_eq(t[i].slug, args[4 * i].str));
		CU_ASSERT(t[i].big.set == (i % 3 != 0) && (!t[i].big.set || t[i].big.value == -(int64_t)i));
		CU_ASSERT(i % 5 == 0 ? time_is_absent(t[i].at) : t[i].at.us == args[4 * i + 2].i64);
		CU_ASSERT_EQUAL(t[i].flag, i % 2 == 1);
	}
	CHECK_ERR(db_bulk(db, &bulk, args, 4, 2, NULL), ERR_CONFLICT);
	CHECK_ERR(db_bulk(db, &bulk, args, 4, 0, &done), OK);
	CU_ASSERT_EQUAL(done.affected, 0);
	arena_free(a);
	db_free(db);
}

static void
test_db__bulk_larger_than_a_packet(void)
{
	static const struct db_query bulk = { "bulk_text", "s", NULL, "INSERT INTO thing (long_text) VALUES (?)" };
	struct db *db = fixture_db();
	struct arena *a = arena_new();
	size_t len = (size_t)3 << 20;
	char *text = arena_alloc(a, len);
	struct db_arg args[9];
	struct db_done done;

	memset(text, 'x', len);
	for (size_t i = 0; i < COUNT(args); i++)
		args[i] = db_str(str_n(text, len));
	CHECK_ERR(db_bulk(db, &bulk, args, 1, COUNT(args), &done), OK);
	CU_ASSERT_EQUAL(done.affected, (int64_t)COUNT(args));
	arena_free(a);
	db_free(db);
}

static void
test_db__script(void)
{
	struct db *db = fixture_db();

	CHECK_ERR(db_script(db, STR("-- a ; in a comment\nINSERT INTO thing (slug) VALUES ('a;b'); SELECT 1;\n"
	    "INSERT INTO thing (slug) VALUES ('c');")), OK);
	CU_ASSERT_EQUAL(count_all(db), 2);
	CHECK_ERR(
	    db_script(db, STR("INSERT INTO thing (slug) VALUES ('d'); SELEC; INSERT INTO thing (slug) VALUES ('e')")),
	    ERR_DB);
	CU_ASSERT_EQUAL(count_all(db), 3);
	CHECK_ERR(db_script(db, STR("  ")), ERR_DB); /* nothing at all is a mistake */
	db_free(db);
}

static void
test_db__request_limits(void)
{
	struct db *db = fixture_db();
	const struct db_trace *trace;
	struct arena *a = arena_new();
	struct db_arg arg = db_i64(3);
	int64_t began = clock_ticks();
	struct db_stats stats;

	db_begin_request(db, 0);
	CHECK_ERR(db_row(db, &queries[SLEEP], &arg, 1, a, &(struct count){ 0 }), ERR_TIMEOUT);
	CU_ASSERT(clock_ticks() - began < 10 * US_PER_S);
	CU_ASSERT_EQUAL(count_all(db), 0);
	stats = db_stats(db);
	CU_ASSERT_EQUAL(stats.statements, 2);
	CU_ASSERT(stats.us >= US_PER_S);
	CU_ASSERT_EQUAL(db_trace(db, &trace), 2);
	CU_ASSERT_STRING_EQUAL(trace[0].name, "sleep");
	CU_ASSERT_STRING_EQUAL(trace[1].name, "count_all");
	CU_ASSERT_STRING_EQUAL(db_last_query(db), "count_all");
	for (int i = 0; i < 40; i++)
		count_all(db);
	CU_ASSERT_EQUAL(db_trace(db, &trace), 16);
	CU_ASSERT_STRING_EQUAL(trace[0].name, "sleep"); /* the slowest stays */
	db_begin_request(db, clock_ticks() - 1);
	CHECK_ERR(db_row(db, &queries[COUNT_ALL], NULL, 0, a, &(struct count){ 0 }), ERR_TIMEOUT);
	CU_ASSERT_EQUAL(db_stats(db).statements, 0);
	arena_free(a);
	db_free(db);
}

static void
test_db__no_server(void)
{
	struct config *c = fixture_config((const char *const[]){ "MERCER_DB_SOCKET=/nonexistent/db.sock", NULL });
	struct db *db = db_new(c, "test");
	struct arena *a = arena_new();

	CHECK_ERR(db_ping(db), ERR_UNAVAILABLE);
	CHECK_ERR(db_row(db, &queries[COUNT_ALL], NULL, 0, a, &(struct count){ 0 }), ERR_UNAVAILABLE);
	config_free(c);
	arena_free(a);
	db_free(db);
}

static void
test_db__least_privilege(void)
{
	struct db *db = fixture_db(), *clerk;
	struct config *c;
	struct arena *a = arena_new();

	CHECK_ERR(
	    db_script(db,
		STR("CREATE OR REPLACE USER clerk@localhost; GRANT SELECT ON mercer_test.child TO clerk@localhost")),
	    OK);
	c = fixture_config((const char *const[]){ "MERCER_DB_USER=clerk", "MERCER_DB_SECRETS=", NULL });
	clerk = db_new(c, "catalog");
	CHECK_ERR(db_ping(clerk), OK);
	CHECK_ERR(db_row(clerk, &queries[COUNT_ALL], NULL, 0, a, &(struct count){ 0 }), ERR_DB);
	db_free(clerk);
	config_free(c);
	arena_free(a);
	db_free(db);
}

static void
test_db__replica(void)
{
	struct db *db = fixture_db();
	struct config *c;
	struct db *split;
	const char *socket = getenv("MERCER_DB_SOCKET");
	char replica[256];

	CU_ASSERT_FATAL(socket != NULL);
	snprintf(replica, sizeof(replica), "MERCER_DB_REPLICA_SOCKET=%s", socket);
	c = fixture_config((const char *const[]){ replica, NULL });
	split = db_new(c, "test");
	count_all(split);
	CU_ASSERT_EQUAL(db_stats(split).connects, 1); /* the replica */
	CHECK_ERR(add(split, STR("a"), 1), OK);
	CU_ASSERT_EQUAL(db_stats(split).connects, 2); /* and the primary */
	db_free(split);
	config_free(c);
	/* One that is down is replaced by the primary. */
	c = fixture_config((const char *const[]){ "MERCER_DB_REPLICA_SOCKET=/nonexistent/db.sock", NULL });
	split = db_new(c, "test");
	CU_ASSERT_EQUAL(count_all(split), 1);
	err_clear();
	db_free(split);
	config_free(c);
	db_free(db);
}

SUITE(db,
    { "all types", test_db__all_types },
    { "nulls", test_db__nulls },
    { "no row and two rows", test_db__no_row_and_two_rows },
    { "long text", test_db__long_text },
    { "refusals", test_db__refusals },
    { "changed rows are matched rows", test_db__changed_rows_are_matched_rows },
    { "session", test_db__session },
    { "queries are checked", test_db__queries_are_checked },
    { "many statements", test_db__many_statements },
    { "arguments are checked", test_db__arguments_are_checked },
    { "each", test_db__each },
    { "bulk", test_db__bulk },
    { "bulk larger than a packet", test_db__bulk_larger_than_a_packet },
    { "script", test_db__script },
    { "request limits", test_db__request_limits },
    { "no server", test_db__no_server },
    { "least privilege", test_db__least_privilege },
    { "replica", test_db__replica });
