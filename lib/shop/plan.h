/*
 * plan.h - many small writes gathered, then sent as few bulk statements in an order that the foreign keys allow.
 *
 * The file that owns a table adds its rows with its own query; product_store.c runs the plan inside the batch's
 * transaction.  The slots are that order: what goes away first, children before parents; then what comes, parents
 * before children.
 */
#ifndef MERCER_PLAN_H
#define MERCER_PLAN_H

#include "lib/io/db.h"

enum plan_slot {
	PLAN_TEXT_DELETE, PLAN_TAG_DELETE, PLAN_CATEGORY_DELETE, PLAN_ATTRIBUTE_DELETE, PLAN_RELATED_DELETE,
	PLAN_PRICE_DELETE, PLAN_CHOICE_DELETE, PLAN_VARIANT_DELETE,
	PLAN_VALUE_TEXT_DELETE, PLAN_VALUE_DELETE, PLAN_OPTION_TEXT_DELETE, PLAN_OPTION_DELETE,
	PLAN_ALT_DELETE, PLAN_MEDIA_DELETE,
	PLAN_PRODUCT_INSERT, PLAN_PRODUCT_UPDATE, PLAN_TEXT,
	PLAN_MEDIA_INSERT, PLAN_MEDIA_UPDATE, PLAN_ALT,
	PLAN_OPTION_INSERT, PLAN_OPTION_UPDATE, PLAN_OPTION_TEXT,
	PLAN_VALUE_INSERT, PLAN_VALUE_UPDATE, PLAN_VALUE_TEXT,
	PLAN_VARIANT_INSERT, PLAN_VARIANT_UPDATE, PLAN_CHOICE, PLAN_PRICE,
	PLAN_TAG, PLAN_CATEGORY, PLAN_ATTRIBUTE, PLAN_RELATED,
	PLAN__MAX
};
struct plan {
	struct arena *arena;
	struct plan_rows {
		const struct db_query *query;
		struct db_arg *args;
		size_t n, rows, cap;
	} slots[PLAN__MAX];
};
/* One more row for the query; all rows of a slot belong to one query.  Texts must live until plan_run(). */
void plan_add(struct plan *p, enum plan_slot slot, const struct db_query *q, const struct db_arg *args, size_t n);
/* Inside a transaction; may be run again when the transaction is. */
enum err plan_run(const struct plan *p, struct db *db) MUST_CHECK;

#endif
