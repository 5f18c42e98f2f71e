/*
 * price_list.h - prices in the place of the usual ones: for a group, a country, a time, or from a number of pieces on.
 *
 * Of the lists that are open to a buyer the one with the lowest position that has the variant applies (pricing.h).  One
 * without group and country is for everybody:
 * its price of one piece is what pages show.  Prices come as CSV: sku, min_quantity, price.  Every change is audited
 * (price.changed) and an event.
 */
#ifndef MERCER_SHOP_PRICE_LIST_H
#define MERCER_SHOP_PRICE_LIST_H

#include "lib/base/shape.h"
#include "lib/shop/price_env.h"

struct price_list {
	int64_t id;
	/* group_code, country: absent: for everybody, everywhere */
	struct str public_id, code, name, currency, group_code, country;
	struct time starts_at, ends_at;
	int32_t position;
	bool is_active;
	int64_t prices, version;
};
struct price_list_input {
	struct str code, name, currency, group_code, country;
	struct time starts_at, ends_at;
	int32_t position;
	bool is_active;
	int64_t version;
};
struct price_list_row {
	struct str sku, title, variant;  /* variant: public id */
	int64_t min_quantity, amount;
	struct opt_i64 usual;
};
extern const struct shape price_list_shape, price_list_input_shape, price_list_row_shape;
#define PRICE_LISTS_MAX 1000

enum err price_list_list(struct db *db, struct arena *a, struct list *out) MUST_CHECK; /* by position */
enum err price_list_get(struct db *db, struct arena *a, struct str public_id, struct price_list *out) MUST_CHECK;
/* New (public_id absent) or changed; the code and the currency of a stored one stay.  ERR_CONFLICT, ERR_PRECONDITION,
 * ERR_INVALID with errors. */
enum err price_list_save(const struct price_env *e, struct str public_id, const struct price_list_input *in,
    struct field_errors *errors, struct str *id) MUST_CHECK;
enum err price_list_remove(const struct price_env *e, struct str public_id) MUST_CHECK;
enum err price_list_prices(struct db *db, struct arena *a, int64_t list_id, size_t limit, struct list *out) MUST_CHECK;

struct price_list_import {
	int64_t stored, removed;
	struct list problems;          /* struct str: "line 4: ..." at most 100 */
};
/* The whole list becomes what the file says; nothing is changed when a line is wrong (ERR_INVALID, see problems).
 * Header: sku,min_quantity,price (min_quantity may be left out); price in the list's currency with a point: 19.90. */
enum err price_list_import(
    const struct price_env *e, struct str public_id, struct str csv, struct price_list_import *out) MUST_CHECK;
enum err price_list_export(struct db *db, struct arena *a, const struct price_list *l, struct buf *out) MUST_CHECK;

extern const struct db_module price_list_sql; /* admin, operator */

#endif
