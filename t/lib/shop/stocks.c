/* stocks.c - see stocks.h. */
#include "t/lib/shop/stocks.h"
#include "lib/io/crypto.h"
#include "lib/shop/stock_ledger.h"

#include <sys/wait.h>
#include <unistd.h>

#define HOUSE \
	"INSERT INTO warehouse (public_id, code, name, country, postal_code, priority, is_active, is_pickup) VALUES (?, ?, 'x', 'DE', ?, ?, ?, ?)"

enum { CLEAR_TRANSFER, CLEAR_LEVEL, CLEAR_RULE, CLEAR_RESERVATION, CLEAR_HOUSE, ADD_HOUSE, ADD_LEVEL, VARIANT, SUM };
static const struct shape_field sum_fields[] = {
	SHAPE_I64(struct stocks_sum, on_hand, 0, INT64_MAX),
	SHAPE_I64(struct stocks_sum, held, 0, INT64_MAX),
	SHAPE_I64(struct stocks_sum, allocated, 0, INT64_MAX),
	SHAPE_I64(struct stocks_sum, moved_on_hand, 0, INT64_MAX),
	SHAPE_I64(struct stocks_sum, moved_held, 0, INT64_MAX),
	SHAPE_I64(struct stocks_sum, moved_allocated, 0, INT64_MAX),
	SHAPE_I64(struct stocks_sum, reserved_held, 0, INT64_MAX),
	SHAPE_I64(struct stocks_sum, reserved_allocated, 0, INT64_MAX),
};
static const struct shape sum_shape = SHAPE(struct stocks_sum, sum_fields, "Sums.");
#define SUM_OF(column, table, more) \
	"(SELECT COALESCE(SUM(" column "), 0) FROM " table " WHERE variant_id = v.id" more ")"
static const struct db_query queries[] = {
	[CLEAR_TRANSFER] = { "stocks_t0", "", NULL, "DELETE FROM stock_transfer" },
	[CLEAR_LEVEL] = { "stocks_t1", "", NULL, "DELETE FROM stock_level" },
	[CLEAR_RULE] = { "stocks_t2", "", NULL, "DELETE FROM stock_rule" },
	[CLEAR_RESERVATION] = { "stocks_t3", "", NULL, "DELETE FROM stock_reservation" },
	[CLEAR_HOUSE] = { "stocks_t4", "", NULL, "DELETE FROM warehouse" },
	[ADD_HOUSE] = { "stocks_t5", "sssiii", NULL, HOUSE },
	[ADD_LEVEL] = { "stocks_t6", "iiii", NULL,
	    "INSERT INTO stock_level (variant_id, warehouse_id, slot, floor) VALUES (?, ?, ?, ?)" },
	[VARIANT] = { "stocks_t7", "s", &fixture_count_shape,
	    "SELECT v.id AS n FROM variant v JOIN product p ON p.id = v.product_id WHERE p.slug = ?" },
	[SUM] = { "stocks_t8", "i", &sum_shape,
	    "SELECT " SUM_OF("on_hand", "stock_level", "") " AS on_hand, " SUM_OF("held", "stock_level",
		"") " AS held, " SUM_OF("allocated", "stock_level", "") " AS allocated, " SUM_OF("on_hand",
		"stock_movement",
		"") " AS moved_on_hand, " SUM_OF("held", "stock_movement", "") " AS moved_held, " SUM_OF("allocated",
		"stock_movement", "") " AS moved_allocated, " SUM_OF("quantity", "stock_reservation",
		" AND state = 'held'") " AS reserved_held, " SUM_OF("quantity", "stock_reservation",
		" AND state = 'allocated'") " AS reserved_allocated FROM variant v WHERE v.id = ?" },
};

static int64_t
add_house(struct stocks *s, const char *code, const char *postal_code, int priority, bool is_active, bool is_pickup)
{
	struct db_done done = { 0 };
	char *id = arena_alloc(s->f.arena, 32);
	public_id(id, "wh");
	const struct db_arg args[] = { db_str(str_of(id)), db_str(str_of(code)), db_str(str_of(postal_code)),
		db_i64(priority), db_i64(is_active), db_i64(is_pickup) };

	CHECK_ERR(db_exec(s->f.db, &queries[ADD_HOUSE], args, COUNT(args), &done), OK);
	return done.insert_id;
}

void
stocks_open(struct stocks *s)
{
	s->f = fixture_open();
	for (size_t i = CLEAR_TRANSFER; i <= CLEAR_HOUSE; i++)
		CHECK_ERR(db_exec(s->f.db, &queries[i], NULL, 0, NULL), OK);
	s->near = add_house(s, "berlin", "10115", 0, true, false);
	s->far = add_house(s, "hamburg", "20095", 1, true, false);
	s->store = add_house(s, "store", "10999", 2, false, true);
}

void
stocks_close(struct stocks *s)
{
	fixture_close(&s->f);
}

void
stocks_reconnect(struct stocks *s)
{
	s->f.db = db_new(s->f.config, "mercer"); /* the old one is the parent's */
}

int64_t
stocks_variant(struct stocks *s)
{
	static int n;
	struct str slug = str_printf(s->f.arena, "thing-%d", ++n);
	struct product_input p = fixture_product(s->f.arena, slug.ptr);
	const struct db_arg arg = db_str(slug);
	int64_t id = 0;

	CU_ASSERT_EQUAL(fixture_store(&s->f, &p), STORE_CREATED);
	CHECK_ERR(db_row(s->f.db, &queries[VARIANT], &arg, 1, s->f.arena, &id), OK);
	return id;
}

struct put {
	struct arena *arena;
	struct stock_delta delta;
};

static enum err
put(struct db *db, void *payload)
{
	struct put *p = payload;

	return stock_apply(db, p->arena, NULL, &p->delta, 1);
}

void
stocks_put(struct stocks *s, int64_t variant_id, int64_t warehouse_id, int32_t slot, int64_t on_hand, int64_t floor)
{
	struct put p = { s->f.arena,
		{ .variant_id = variant_id,
		    .warehouse_id = warehouse_id,
		    .slot = slot,
		    .kind = STOCK_OPENING,
		    .on_hand = on_hand } };
	const struct db_arg args[] = { db_i64(variant_id), db_i64(warehouse_id), db_i64(slot), db_i64(floor) };

	CHECK_ERR(db_exec(s->f.db, &queries[ADD_LEVEL], args, COUNT(args), NULL), OK);
	if (on_hand)
		CHECK_ERR(db_transaction(s->f.db, put, &p), OK);
}

struct stocks_sum
stocks_sum(struct stocks *s, int64_t variant_id)
{
	const struct db_arg arg = db_i64(variant_id);
	struct stocks_sum sum = { 0 };

	CHECK_ERR(db_row(s->f.db, &queries[SUM], &arg, 1, s->f.arena, &sum), OK);
	return sum;
}

void
stocks_check(struct stocks *s, int64_t variant_id)
{
	struct stocks_sum sum = stocks_sum(s, variant_id);

	CU_ASSERT_EQUAL(sum.on_hand, sum.moved_on_hand);
	CU_ASSERT_EQUAL(sum.held, sum.moved_held);
	CU_ASSERT_EQUAL(sum.allocated, sum.moved_allocated);
	CU_ASSERT_EQUAL(sum.held, sum.reserved_held);
	CU_ASSERT_EQUAL(sum.allocated, sum.reserved_allocated);
}

struct hold {
	struct stocks *s;
	int64_t order_id;
	const struct stock_wish *wishes;
	size_t count;
	struct stock_place place;
	struct list *shortages;
};

static enum err
hold(struct db *db, void *payload)
{
	struct hold *h = payload;

	return stock_hold(db, h->s->f.arena, h->s->f.config, h->order_id, h->wishes, h->count, &h->place, h->shortages);
}

enum err
stocks_hold(struct stocks *s, int64_t order_id, const struct stock_wish *wishes, size_t count, int64_t pickup,
    struct list *shortages)
{
	struct list ignored;
	struct hold h = { s, order_id, wishes, count, { STR("DE"), STR_ABSENT, STR("10117"), pickup },
		shortages ? shortages : &ignored };

	return db_transaction(s->f.db, hold, &h);
}

enum err
stocks_hold_one(struct stocks *s, int64_t order_id, int64_t variant_id, int64_t quantity)
{
	const struct stock_wish wish = { order_id, variant_id, quantity };

	return stocks_hold(s, order_id, &wish, 1, 0, NULL);
}

int64_t
stocks_new_order(void)
{
	static int64_t last;

	last = MAX(last + 1000, clock_now().us);
	return last;
}

/* Exit status: the error, as all of them are small. */
int
stocks_race(
    struct stocks *s, int n, enum err (*fn)(struct stocks *s, int i, void *payload), void *payload, enum err wanted)
{
	int gate[2], good = 0, status;
	pid_t pids[64];

	CU_ASSERT_FATAL(n <= (int)COUNT(pids) && pipe(gate) == 0);
	fflush(NULL);
	for (int i = 0; i < n; i++) {
		pids[i] = fork();
		CU_ASSERT_FATAL(pids[i] >= 0);
		if (pids[i] == 0) {
			char byte;
			close(gate[1]);
			stocks_reconnect(s);
			enum err err = read(gate[0], &byte, 1) < 0 ? ERR_IO : fn(s, i, payload);
			if (err != OK && err != ERR_CONFLICT && err != ERR_PRECONDITION)
				fprintf(stderr, "%d: %s: %s\n", i, err_name(err), err_detail());
			_exit((int)err);
		}
	}
	close(gate[0]);
	close(gate[1]); /* all start */
	for (int i = 0; i < n; i++)
		good += waitpid(pids[i], &status, 0) > 0 && WIFEXITED(status) && WEXITSTATUS(status) == (int)wanted;
	return good;
}
