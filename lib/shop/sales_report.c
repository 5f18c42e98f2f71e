/* sales_report.c - see sales_report.h. */
#include "lib/shop/sales_report.h"
#include "lib/io/json.h"

#define DAY_US (86400 * US_PER_S)
#define CURRENCIES_MAX 50
#define ROWS_MAX (SALES_DAYS_MAX * CURRENCIES_MAX)
#define FRESH_S 30

static const struct shape_field day_fields[] = {
	SHAPE_I64(struct sales_day, day, 0, INT64_MAX),
	SHAPE_STR(struct sales_day, currency, 3, 3),
	SHAPE_I64(struct sales_day, orders, 0, INT64_MAX),
	SHAPE_I64(struct sales_day, taken, INT64_MIN, INT64_MAX),
	SHAPE_I64(struct sales_day, returned, INT64_MIN, INT64_MAX),
};
const struct shape sales_day_shape = SHAPE(struct sales_day, day_fields, "Sales of a day in a currency.");

struct days {
	struct list days;
};
static const struct shape_field days_fields[] = { SHAPE_LIST(struct days, days, &sales_day_shape, ROWS_MAX) };
static const struct shape days_shape = SHAPE(struct days, days_fields, "Sales by day.");

enum { DAYS };
static const struct db_query queries[] = {
	[DAYS] = { "sales_days", "tt", &sales_day_shape,
	    "SELECT DATEDIFF(on_date, '1970-01-01') AS day, currency, COUNT(DISTINCT IF(kind = 'ordered', order_id, NULL)) AS orders,"
	    " CAST(SUM(IF(kind = 'paid', net + tax, 0)) AS SIGNED) AS taken, CAST(SUM(IF(kind = 'refunded', net + tax, 0)) AS SIGNED) AS returned"
	    " FROM sales_fact WHERE on_date >= ? AND on_date <= ? AND kind IN ('ordered', 'paid', 'refunded') GROUP BY on_date, currency ORDER BY on_date, currency" },
};
const struct db_module sales_report_sql = { "sales_report", queries, COUNT(queries) };

int64_t
sales_day_of(struct time t)
{
	return t.us / DAY_US;
}

struct time
sales_day_time(int64_t day)
{
	return (struct time){ day * DAY_US };
}

static bool
read_kept(struct arena *a, struct str value, struct list *out)
{
	struct field_errors errors = { .arena = a };
	struct days kept;

	shape_init(&days_shape, &kept);
	if (str_is_absent(value) || json_read(a, value, &days_shape, &kept, &errors)) {
		err_clear(); /* of another release */
		return false;
	}
	*out = kept.days;
	return true;
}

enum err
sales_days(struct db *db, struct cache *cache, struct arena *a, int64_t last, int count, struct list *out)
{
	const struct db_arg args[] = { db_time(sales_day_time(last - count + 1)), db_time(sales_day_time(last)) };
	struct cache_want want = { .key = str_printf(a, "sales:days:%lld:%d", (long long)last, count),
		.ttl_s = FRESH_S,
		.max_stale_ms = FRESH_S * 1000 };
	struct cache_entry entry = { 0 };
	struct buf b;
	enum err err;

	if (count < 1 || count > SALES_DAYS_MAX)
		BUG("sales of no days, or of too many");
	if (cache && cache_get(cache, a, &want, &entry) != CACHE_BUILD && read_kept(a, entry.value, out))
		return OK;
	if ((err = db_rows(db, &queries[DAYS], args, COUNT(args), a, ROWS_MAX, out))) {
		if (cache)
			cache_abandon(cache, &want, &entry);
		return err;
	}
	if (cache) {
		buf_in_arena(&b, a, BUF_REPLY);
		json_write(&b, &days_shape, &(struct days){ *out }, UINT64_MAX);
		cache_put(cache, &want, &entry, buf_view(&b), STR(""));
	}
	return OK;
}
