/* plan.c - writes gathered into bulk statements.  See plan.h. */
#include "lib/shop/plan.h"

#include <assert.h>

#define FIRST_ROWS 64

void
plan_add(struct plan *p, enum plan_slot slot, const struct db_query *q, const struct db_arg *args, size_t n)
{
	struct plan_rows *r = &p->slots[slot];

	assert(slot < PLAN__MAX && (!r->query || (r->query == q && r->n == n)));
	if (r->rows == r->cap) {
		struct db_arg *grown;
		r->query = q;
		r->n = n;
		r->cap = r->cap ? r->cap * 2 : FIRST_ROWS;
		grown = arena_array(p->arena, struct db_arg, r->cap * n);
		if (r->rows)
			memcpy(grown, r->args, r->rows * n * sizeof(*args));
		r->args = grown;
	}
	memcpy(r->args + r->rows++ * n, args, n * sizeof(*args));
}

enum err
plan_run(const struct plan *p, struct db *db)
{
	for (size_t i = 0; i < PLAN__MAX; i++) {
		const struct plan_rows *r = &p->slots[i];
		enum err err;
		if (r->rows && (err = db_bulk(db, r->query, r->args, r->n, r->rows, NULL)))
			return err;
	}
	return OK;
}
