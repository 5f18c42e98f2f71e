/*
 * sales_report.h - sales by day, for the overview of the back office.
 *
 * Read from sales_fact alone (one range of its index over on_date and kind); days are UTC, as there.  The worker writes
 * the facts: what was ordered a moment ago is counted a moment later.
 */
#ifndef MERCER_SHOP_SALES_REPORT_H
#define MERCER_SHOP_SALES_REPORT_H

#include "lib/base/clock.h"
#include "lib/base/money.h"
#include "lib/io/cache.h"
#include "lib/io/db.h"

#define SALES_DAYS_MAX 31
struct sales_day {
	int64_t day;                   /* since 1970-01-01 */
	struct str currency;
	int64_t orders;                /* placed on it */
	int64_t taken, returned;       /* minor units, with tax: paid orders, refunds that were made */
};
extern const struct shape sales_day_shape;
/* `count` days (1 to SALES_DAYS_MAX) up to and with `last`, the oldest first; only those that something happened on,
 * one row for each currency.
 * With a cache the answer is up to half a minute old, however many ask; NULL: from the table.  1 statement. */
enum err sales_days(
    struct db *db, struct cache *cache, struct arena *a, int64_t last, int count, struct list *out) MUST_CHECK;
int64_t sales_day_of(struct time t);
struct time sales_day_time(int64_t day);

extern const struct db_module sales_report_sql; /* admin */

#endif
