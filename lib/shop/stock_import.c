/* stock_import.c - figures of products into the ledger.  Writes the read model (table stock) for them, and removes rows
 * of stock_level.  See stock_import.h. */
#include "lib/shop/stock_import.h"
#include "lib/shop/names.h"
#include "lib/shop/warehouse.h"

#include <stdlib.h>

struct active_row {
	int64_t id;
};
static const struct shape_field active_fields[] = { SHAPE_I64(struct active_row, id, 1, INT64_MAX) };
static const struct shape active_shape = SHAPE(struct active_row, active_fields, "An id.");

enum { SHOW, HIDE, FREE_RESERVATIONS, UNCOUNT, OF_PRODUCT };
static const struct db_query queries[] = {
	[SHOW] = { "stock_show", "ii", NULL,
	    "INSERT INTO stock (variant_id, available) VALUES (?, ?) ON DUPLICATE KEY UPDATE available = VALUES(available)" },
	[HIDE] = { "stock_hide", "i", NULL, "DELETE FROM stock WHERE variant_id = ?" },
	[FREE_RESERVATIONS] = { "stock_free_reservations", "i", NULL,
	    "DELETE FROM stock_reservation WHERE variant_id = ?" },
	[UNCOUNT] = { "stock_uncount", "i", NULL, "DELETE FROM stock_level WHERE variant_id = ?" },
	[OF_PRODUCT] = { "stock_of_product", "i", &active_shape, "SELECT id FROM variant WHERE product_id = ?" },
};
const struct db_module stock_import_sql = { "stock_import", queries, COUNT(queries) };

#define FIRST_ROWS 64
#define ROWS_MAX 100000
static const struct who operator_ = { .actor = "operator" };

void
stock_batch_figure(struct stock_batch *b, const struct stock_figure *f)
{
	if (b->count == b->cap) {
		struct stock_figure *grown =
		    arena_array(b->arena, struct stock_figure, b->cap ? b->cap * 2 : FIRST_ROWS);
		if (b->count)
			memcpy(grown, b->figures, b->count * sizeof(*grown));
		b->figures = grown;
		b->cap = b->cap ? b->cap * 2 : FIRST_ROWS;
	}
	b->figures[b->count++] = *f;
}

void
stock_batch_gone(struct stock_batch *b, int64_t variant_id)
{
	if (b->gone_count == b->gone_cap) {
		int64_t *grown = arena_array(b->arena, int64_t, b->gone_cap ? b->gone_cap * 2 : FIRST_ROWS);
		if (b->gone_count)
			memcpy(grown, b->gone, b->gone_count * sizeof(*grown));
		b->gone = grown;
		b->gone_cap = b->gone_cap ? b->gone_cap * 2 : FIRST_ROWS;
	}
	b->gone[b->gone_count++] = variant_id;
}

/* ---- not counted any more ---- */

static enum err
each_variant(struct db *db, struct arena *a, const struct db_query *q, const int64_t *ids, size_t count)
{
	struct db_arg *args = arena_array(a, struct db_arg, count);

	for (size_t i = 0; i < count; i++)
		args[i] = db_i64(ids[i]);
	return db_bulk(db, q, args, 1, count, NULL);
}

enum err
stock_forget(struct db *db, struct arena *a, const int64_t *ids, size_t count)
{
	struct stock_delta *deltas;
	struct list rows;
	size_t n = 0;
	enum err err = count ? stock_lock(db, a, ids, count, 0, &rows) : OK;

	if (err || !count)
		return err;
	deltas = arena_array(a, struct stock_delta, rows.count);
	for (size_t i = 0; i < rows.count; i++) {
		const struct stock_row *r = (struct stock_row *)rows.items + i;
		if (r->on_hand || r->held || r->allocated)
			deltas[n++] = (struct stock_delta){ .variant_id = r->variant_id,
				.warehouse_id = r->warehouse_id,
				.slot = r->slot,
				.kind = STOCK_IMPORTED,
				.on_hand = -r->on_hand,
				.held = -r->held,
				.allocated = -r->allocated,
				.reason = STR("not counted any more") };
	}
	if ((err = stock_apply(db, a, &operator_, deltas, n)) ||
	    (err = each_variant(db, a, &queries[FREE_RESERVATIONS], ids, count)) ||
	    (err = each_variant(db, a, &queries[UNCOUNT], ids, count)))
		return err;
	return each_variant(db, a, &queries[HIDE], ids, count);
}

enum err
stock_forget_product(struct db *db, struct arena *a, int64_t product_id)
{
	const struct db_arg arg = db_i64(product_id);
	struct list ids;
	enum err err = db_rows(db, &queries[OF_PRODUCT], &arg, 1, a, ROWS_MAX, &ids);

	return err ? err : stock_forget(db, a, ids.items, ids.count);
}

enum err
stock_batch_before(struct db *db, const struct stock_batch *b)
{
	return stock_forget(db, b->arena, b->gone, b->gone_count);
}

/* ---- figures ---- */

struct batch {
	struct db *db;
	struct arena *arena;
	int64_t house;                 /* the default one */
	struct warehouse *houses;
	size_t house_count;
	struct list rows;              /* of what was counted before, locked, in key order */
	size_t at;                     /* the next of them, as figures come in the same order */
	struct stock_delta *deltas;
	size_t delta_count;
	struct stock_row *fresh;       /* rows to be made */
	size_t fresh_count;
};

static int64_t
shown(int64_t figure)
{
	return MAX(figure, 0);
}

static int64_t
rank_of(const struct batch *b, int64_t warehouse_id)
{
	for (size_t i = 0; i < b->house_count; i++)
		if (b->houses[i].id == warehouse_id)
			return (int64_t)i;
	return INT32_MAX;
}

static bool
is_active(const struct batch *b, int64_t warehouse_id)
{
	int64_t rank = rank_of(b, warehouse_id);

	return rank < (int64_t)b->house_count && b->houses[rank].is_active;
}

static void
add_delta(struct batch *b, const struct stock_row *r, int64_t on_hand)
{
	b->deltas[b->delta_count++] = (struct stock_delta){ .variant_id = r->variant_id,
		.warehouse_id = r->warehouse_id,
		.slot = r->slot,
		.kind = STOCK_IMPORTED,
		.on_hand = on_hand };
}

/* The variant's rows lie together.  Figures mean what can be had now: a row that owes pieces must get those first. */
static void
change_counted(struct batch *b, struct stock_row *rows, size_t count, int64_t wanted)
{
	struct stock_row *home = NULL;
	int64_t now = 0;

	for (size_t i = 0; i < count; i++) {
		if (!is_active(b, rows[i].warehouse_id))
			continue;
		now += shown(stock_row_real(&rows[i]));
		if (!home || rank_of(b, rows[i].warehouse_id) < rank_of(b, home->warehouse_id))
			home = &rows[i];
	}
	if (!home) {
		b->fresh[b->fresh_count++] =
		    (struct stock_row){ .variant_id = rows[0].variant_id, .warehouse_id = b->house, .on_hand = wanted };
		return;
	}
	if (wanted > now)
		add_delta(b, home, wanted - now + MAX(-stock_row_real(home), 0));
	/* Taken off: where imports go first, then the others. */
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < count && now > wanted; i++) {
			int64_t part = MIN(shown(stock_row_real(&rows[i])), now - wanted);
			if (part <= 0 || !is_active(b, rows[i].warehouse_id) || (pass == 0) != (&rows[i] == home))
				continue;
			add_delta(b, &rows[i], -part);
			now -= part;
		}
}

static void
plan_figure(struct batch *b, const struct stock_figure *f)
{
	struct stock_row *rows = b->rows.items;
	size_t from;

	while (b->at < b->rows.count && rows[b->at].variant_id < f->variant_id)
		b->at++;
	for (from = b->at; b->at < b->rows.count && rows[b->at].variant_id == f->variant_id;)
		b->at++;
	if (b->at > from) {
		change_counted(b, rows + from, b->at - from, shown(f->available.value));
		return;
	}
	b->fresh[b->fresh_count++] = (struct stock_row){ .variant_id = f->variant_id,
		.warehouse_id = b->house,
		.on_hand = shown(f->available.value),
		.floor = f->is_backorder ? -STOCK_UNLIMITED : 0 };
}

static int
figure_cmp(const void *x, const void *y)
{
	const struct stock_figure *a = x, *b = y;

	return (a->variant_id > b->variant_id) - (a->variant_id < b->variant_id);
}

static enum err
write_shown(struct batch *b, const struct stock_figure *figures, size_t count)
{
	struct db_arg *args = arena_array(b->arena, struct db_arg, count * 2);
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (figures[i].has_figure && figures[i].available.set) {
			args[n++] = db_i64(figures[i].variant_id);
			args[n++] = db_opt(figures[i].available);
		}
	return db_bulk(b->db, &queries[SHOW], args, 2, n / 2, NULL);
}

/* Ids of those that fn() wants. */
static size_t
pick(const struct stock_figure *f, size_t count, bool (*fn)(const struct stock_figure *f), int64_t *out)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (fn(&f[i]))
			out[n++] = f[i].variant_id;
	return n;
}

static bool
is_counted_change(const struct stock_figure *f)
{
	return !f->is_new && f->has_figure && f->available.set;
}

static bool
is_uncounted(const struct stock_figure *f)
{
	return !f->is_new && f->has_figure && !f->available.set;
}

static bool
is_old(const struct stock_figure *f)
{
	return !f->is_new;
}

static enum err
apply_figures(struct batch *b, const struct stock_figure *f, size_t count)
{
	int64_t *ids = arena_array(b->arena, int64_t, count);
	size_t n = pick(f, count, is_counted_change, ids), known;
	enum err err = n ? stock_lock(b->db, b->arena, ids, n, 0, &b->rows) : OK;

	if (err)
		return err;
	known = b->rows.count;
	b->deltas = arena_array(b->arena, struct stock_delta, known + count);
	b->fresh = arena_array(b->arena, struct stock_row, count);
	for (size_t i = 0; i < count; i++)
		if (f[i].has_figure && f[i].available.set)
			plan_figure(b, &f[i]);
	if ((err = stock_apply(b->db, b->arena, &operator_, b->deltas, b->delta_count)) ||
	    (err = b->fresh_count
		    ? stock_open(b->db, b->arena, &operator_, b->fresh, b->fresh_count, STOCK_IMPORTED, STR_ABSENT)
		    : OK))
		return err;
	n = pick(f, count, is_uncounted, ids);
	if ((err = stock_forget(b->db, b->arena, ids, n)))
		return err;
	n = pick(f, count, is_old, ids);
	return stock_floors(b->db, b->arena, ids, n);
}

enum err
stock_batch_write(struct db *db, const struct stock_batch *in)
{
	struct batch b = { .db = db, .arena = in->arena };
	struct stock_figure *f = arena_array(in->arena, struct stock_figure, in->count);
	struct list houses;
	enum err err;

	if (!in->count)
		return OK;
	memcpy(f, in->figures, in->count * sizeof(*f));
	qsort(f, in->count, sizeof(*f), figure_cmp);
	if ((err = warehouse_list(db, in->arena, &houses)) ||
	    (!houses.count &&
		((err = warehouse_default(db, in->arena, STR_ABSENT, &b.house)) ||
		    (err = warehouse_list(db, in->arena, &houses)))))
		return err;
	b.houses = houses.items;
	b.house = b.houses->id;
	b.house_count = houses.count;
	if ((err = apply_figures(&b, f, in->count)))
		return err;
	return write_shown(&b, f, in->count);
}
