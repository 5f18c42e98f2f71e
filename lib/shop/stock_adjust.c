/* stock_adjust.c - changes by people and programs.  See stock_adjust.h. */
#include "lib/shop/stock_adjust.h"
#include "lib/shop/audit.h"
#include "lib/shop/stock_spread.h"

const struct shape_enum stock_change_kinds[] = { { "received", STOCK_RECEIVED }, { "adjusted", STOCK_ADJUSTED },
	{ "counted", STOCK_COUNTED }, { "damaged", STOCK_DAMAGED }, { "returned", STOCK_RETURNED }, { NULL, 0 } };

static int64_t
lies_there(struct list rows)
{
	int64_t sum = 0;

	for (size_t i = 0; i < rows.count; i++)
		sum += ((struct stock_row *)rows.items)[i].on_hand;
	return sum;
}

/* Where the row is not there yet: counted from now on. */
static enum err
start_counting(
    struct db *db, struct arena *a, const struct who *who, int64_t variant_id, int64_t warehouse_id, struct list *rows)
{
	const struct stock_row fresh = { .variant_id = variant_id, .warehouse_id = warehouse_id };
	enum err err = stock_open(db, a, who, &fresh, 1, STOCK_OPENING, STR_ABSENT);

	if (err || (err = stock_floors(db, a, &variant_id, 1)))
		return err;
	return stock_lock(db, a, &variant_id, 1, warehouse_id, rows);
}

/* Deltas over the rows: what comes goes into the first, what goes is taken where most lies; stock_balance() shares it
 * out. */
static enum err
change_rows(struct db *db, struct arena *a, const struct who *who, struct list rows, const struct stock_delta *like)
{
	struct stock_row *r = rows.items;
	struct stock_delta *deltas = arena_array(a, struct stock_delta, rows.count);
	int64_t left = like->on_hand;
	size_t n = 0;

	while (left) {
		size_t at = 0;
		for (size_t i = 1; left < 0 && i < rows.count; i++)
			if (r[i].on_hand > r[at].on_hand)
				at = i;
		int64_t part = left > 0 ? left : -MIN(r[at].on_hand, -left);
		if (!part)
			return err_fail(
			    ERR_CONFLICT, "could not take %lld pieces: so many are not there", (long long)-left);
		deltas[n] = *like;
		deltas[n].slot = r[at].slot;
		deltas[n++].on_hand = part;
		r[at].on_hand += part;
		left -= part;
	}
	return n ? stock_apply(db, a, who, deltas, n) : OK;
}

/* rows: of this variant and house, locked. */
static enum err
add_locked(struct db *db, struct arena *a, const struct who *who, struct list rows, const struct stock_delta *d)
{
	enum err err;

	if (lies_there(rows) + d->on_hand > STOCK_QUANTITY_MAX)
		return err_fail(ERR_INVALID, "could not add %lld pieces: too many", (long long)d->on_hand);
	if ((err = change_rows(db, a, who, rows, d)))
		return err;
	return rows.count > 1 ? stock_balance(db, a, who, d->variant_id, d->warehouse_id) : OK;
}

static enum err
lock_rows(
    struct db *db, struct arena *a, const struct who *who, int64_t variant_id, int64_t warehouse_id, struct list *rows)
{
	enum err err = stock_lock(db, a, &variant_id, 1, warehouse_id, rows);

	return err || rows->count ? err : start_counting(db, a, who, variant_id, warehouse_id, rows);
}

enum err
stock_add(struct db *db, struct arena *a, const struct who *who, int64_t variant_id, int64_t warehouse_id,
    int64_t delta, enum stock_kind kind, int64_t transfer_id, struct str reason, struct str reference)
{
	const struct stock_delta d = { .variant_id = variant_id,
		.warehouse_id = warehouse_id,
		.kind = kind,
		.on_hand = delta,
		.transfer_id = transfer_id,
		.reason = reason,
		.reference = reference };
	struct list rows;
	enum err err = lock_rows(db, a, who, variant_id, warehouse_id, &rows);

	return err ? err : add_locked(db, a, who, rows, &d);
}

struct adjusting {
	struct arena *arena;
	const struct who *who;
	const struct stock_item *item;
	const struct warehouse *house;
	const struct stock_change *change;
	int64_t before, after;
};

static enum err
adjust(struct db *db, void *payload)
{
	struct adjusting *x = payload;
	const struct stock_change *c = x->change;
	const struct audit record = { .event = AUDIT_STOCK,
		.outcome = AUDIT_OK,
		.object_kind = "variant",
		.object = x->item->public_id,
		.details = str_printf(x->arena, "{\"what\":\"%s\",\"warehouse\":\"%.*s\"}", stock_kinds[c->kind].name,
		    STR_ARG(x->house->code)) };
	struct stock_delta d = { .variant_id = x->item->id,
		.warehouse_id = x->house->id,
		.kind = (enum stock_kind)c->kind,
		.reason = c->reason,
		.reference = c->reference };
	struct list rows;
	enum err err = lock_rows(db, x->arena, x->who, x->item->id, x->house->id, &rows);

	if (err)
		return err;
	x->before = lies_there(rows);
	if (c->change_from.set && c->change_from.value != x->before)
		return err_fail(ERR_PRECONDITION, "could not change stock: %lld are there, not %lld",
		    (long long)x->before, (long long)c->change_from.value);
	d.on_hand = c->delta.set ? c->delta.value : c->quantity.value - x->before;
	x->after = x->before + d.on_hand;
	if (x->after < 0)
		return err_fail(ERR_CONFLICT, "could not take %lld pieces: %lld are there", (long long)-d.on_hand,
		    (long long)x->before);
	if (d.on_hand && (err = add_locked(db, x->arena, x->who, rows, &d)))
		return err;
	/* Also when nothing moved: counting may just have begun. */
	if ((err = stock_changed(db, x->arena, x->item, x->house->code)))
		return err;
	return audit(db, x->who, &record);
}

enum err
stock_adjust(struct db *db, struct arena *a, const struct who *who, const struct stock_item *item,
    const struct warehouse *house, const struct stock_change *change, int64_t *before, int64_t *after)
{
	struct adjusting x = { a, who, item, house, change, 0, 0 };
	enum err err;

	if (change->delta.set == change->quantity.set)
		return err_fail(ERR_INVALID, "could not change stock: either delta or quantity");
	if ((err = db_transaction(db, adjust, &x)))
		return err;
	*before = x.before;
	*after = x.after;
	return OK;
}
