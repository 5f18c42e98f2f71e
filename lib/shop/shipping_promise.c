/* shipping_promise.c - from "paid now" to the days of arrival.  See shipping.h. */
#include "lib/base/zone.h"
#include "lib/shop/shipping.h"

#define DAY_US (86400 * US_PER_S)

static bool
is_working(int64_t days, int64_t midnight)
{
	int weekday = time_civil((struct time){ midnight }).weekday; /* 0 = Sunday */

	return !(days & 127) || days >> (weekday + 6) % 7 & 1;
}

/* The n-th working day after a day. */
static int64_t
after(int64_t midnight, int64_t days, int64_t n)
{
	while (n > 0) {
		midnight += DAY_US;
		n -= is_working(days, midnight);
	}
	return midnight;
}

void
promise_of(const struct promise_rule *rule, struct time at, struct time *from, struct time *until)
{
	const struct zone *zone;
	struct time local = at;
	int64_t midnight;

	if (zone_find(rule->time_zone, &zone))
		err_clear();
	else
		local = zone_local(zone, at);
	midnight = local.us - ((local.us % DAY_US) + DAY_US) % DAY_US;
	if (!is_working(rule->working_days, midnight) || (local.us - midnight) / (60 * US_PER_S) >= rule->cutoff_minute)
		midnight = after(midnight, rule->working_days, 1);
	midnight = after(midnight, rule->working_days, rule->handling_days);
	from->us = after(midnight, rule->carrier_days, rule->days_min);
	until->us = after(midnight, rule->carrier_days, MAX(rule->days_max, rule->days_min));
}
