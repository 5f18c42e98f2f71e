/* shipping_promise.c - from "paid now" to the days of arrival.  See shipping.h. */
#include "lib/base/zone.h"
#include "lib/shop/shipping.h"

#define DAY_US (86400 * US_PER_S)
#define SEARCH_DAYS 1000 /* a calendar may close every day: then the promise is what is found until here */

struct work {
	int64_t days;              /* of the week */
	const struct list *closed;
};

static bool
is_working(const struct work *w, int64_t midnight)
{
	int weekday = time_civil((struct time){ midnight }).weekday; /* 0 = Sunday */

	return (!(w->days & 127) || w->days >> (weekday + 6) % 7 & 1) &&
	    !calendar_find(w->closed, (struct time){ midnight });
}

/* The n-th working day after a day; for none, the day itself, or the next one on which there is work. */
static int64_t
after(int64_t midnight, const struct work *w, int64_t n)
{
	int searched = 0;

	while (!n && !is_working(w, midnight) && searched++ < SEARCH_DAYS)
		midnight += DAY_US;
	while (n > 0 && searched++ < SEARCH_DAYS) {
		midnight += DAY_US;
		n -= is_working(w, midnight);
	}
	return midnight;
}

/* The instant at which clocks there show this. */
static struct time
instant_of(const struct zone *zone, int64_t local_us)
{
	int64_t us = local_us;

	/* The offset is that of the instant, which is not known yet: the second try is right but for the hour that is
	 * left out in spring. */
	for (int i = 0; zone && i < 2; i++)
		us = local_us - zone_offset(zone, (struct time){ us }) * US_PER_S;
	return (struct time){ us };
}

void
promise_of(const struct promise_rule *rule, struct time at, struct promise *out)
{
	const struct work house = { rule->working_days, rule->house_closed },
			  carrier = { rule->carrier_days, rule->carrier_closed };
	const struct zone *zone = NULL;
	struct time local = at;
	int64_t midnight;

	if (zone_find(rule->time_zone, &zone)) {
		err_clear();
		zone = NULL;
	} else
		local = zone_local(zone, at);
	midnight = local.us - ((local.us % DAY_US) + DAY_US) % DAY_US;
	if (!is_working(&house, midnight) || (local.us - midnight) / (60 * US_PER_S) >= rule->cutoff_minute)
		midnight = after(midnight, &house, 1);
	out->order_by_local.us = midnight + rule->cutoff_minute * 60 * US_PER_S;
	out->order_by = instant_of(zone, out->order_by_local.us);
	midnight = after(midnight, &house, rule->handling_days);
	out->from.us = after(midnight, &carrier, rule->days_min);
	out->until.us = after(midnight, &carrier, MAX(rule->days_max, rule->days_min));
}
