/* Tests of lib/shop/shipping*.c: what can be chosen where, what it costs, when it arrives; the import of table rates.
 * */
#include "lib/shop/shipping_calendar.h"
#include "t/lib/shop/stocks.h"

static const struct who clerk = { .actor = "operator" };

static const struct db_query clear[] = {
	{ "t1", "", NULL, "DELETE FROM shipping_rate" },
	{ "t2", "", NULL, "DELETE FROM shipping_method" },
	{ "t3", "", NULL, "DELETE FROM shipping_zone" },
	{ "t4", "", NULL, "DELETE FROM carrier" },
};

static struct shipping_env
open_setup(struct stocks *s, const char *json)
{
	struct shipping_env e;
	struct field_errors errors;

	stocks_open(s);
	e = (struct shipping_env){ s->f.db, s->f.arena, &clerk };
	errors = (struct field_errors){ .arena = s->f.arena };
	for (size_t i = 0; i < COUNT(clear); i++)
		CHECK_ERR(db_exec(s->f.db, &clear[i], NULL, 0, NULL), OK);
	CHECK_ERR(shipping_setup_read(&e, str_of(json), &errors), OK);
	return e;
}

static const char *const setup =
    "{\"carriers\":[{\"code\":\"post\",\"name\":\"Post\",\"tracking_url\":\"https://t.example/?p={code}\",\"working_days\":63}],"
    "\"zones\":[{\"code\":\"de\",\"name\":\"Germany\",\"places\":[{\"country\":\"DE\"}]},"
    "{\"code\":\"islands\",\"name\":\"Islands\",\"places\":[{\"country\":\"DE\",\"postal_prefix\":\"26 5\"},{\"country\":\"DE\",\"postal_prefix\":\"26548\"}]},"
    "{\"code\":\"ak\",\"name\":\"Alaska\",\"places\":[{\"country\":\"US\",\"region\":\"AK\"}]},{\"code\":\"us\",\"name\":\"USA\",\"places\":[{\"country\":\"US\"}]},"
    "{\"code\":\"world\",\"name\":\"World\",\"places\":[{\"country\":\"**\"}]}],"
    "\"methods\":[{\"code\":\"standard\",\"rate_by\":\"weight\",\"carrier\":\"post\",\"days_min\":1,\"days_max\":3,\"weight_max\":30000,\"position\":1,"
    "\"texts\":[{\"locale\":\"en\",\"name\":\"Standard\"},{\"locale\":\"de\",\"name\":\"Normal\"}],\"rates\":["
    "{\"zone\":\"de\",\"currency\":\"EUR\",\"amount\":490,\"free_from\":5000},{\"zone\":\"de\",\"currency\":\"EUR\",\"from_value\":5000,\"amount\":690},"
    "{\"zone\":\"islands\",\"currency\":\"EUR\",\"from_value\":1000,\"amount\":1500},{\"zone\":\"us\",\"currency\":\"EUR\",\"amount\":2000},"
    "{\"zone\":\"ak\",\"currency\":\"EUR\",\"amount\":3000},{\"zone\":\"world\",\"currency\":\"EUR\",\"amount\":4000}]},"
    "{\"code\":\"fetch\",\"kind\":\"pickup\",\"days_min\":0,\"days_max\":0,\"position\":2,\"texts\":[{\"locale\":\"en\",\"name\":\"Fetch\"}],"
    "\"rates\":[{\"zone\":\"world\",\"currency\":\"EUR\",\"amount\":0}]}]}";

static struct shipping_goods
goods(int64_t grams, int64_t value, const char *country, const char *region, const char *postal_code)
{
	return (struct shipping_goods){ .weight_grams = grams,
		.quantity = 1,
		.value = money_of(value, "EUR"),
		.country = str_of(country),
		.region = str_of(region),
		.postal_code = str_of(postal_code),
		.locale = STR("de"),
		.fallback_locale = STR("en"),
		.at = clock_now() };
}

/* What the standard method costs; -1: not offered. */
static int64_t
costs(struct stocks *s, struct shipping_goods g)
{
	struct shipping_offer o;
	enum err err = shipping_offer(s->f.db, s->f.arena, s->f.config, &g, STR("standard"), &o);

	if (err == ERR_NOT_FOUND)
		return err_clear(), -1;
	CHECK_ERR(err, OK);
	return err ? -2 : o.price.minor;
}

static void
test_shipping__prices(void)
{
	static const struct {
		int64_t grams, value;
		const char *country, *region, *postal_code;
		int64_t price;
	} cases[] = {
		{ 100, 100, "DE", "", "10115", 490 },
		{ 4999, 4999, "DE", "", "10115", 490 },
		{ 5000, 4999, "DE", "", "10115", 690 },
		{ 100, 5000, "DE", "", "10115", 0 },
		{ 5000, 9999, "DE", "", "10115", 690 }, /* this step is never free */
		{ 30000, 1, "DE", "", "10115", 690 },
		{ 30001, 1, "DE", "", "10115", -1 }, /* too heavy */
		{ 2000, 1, "DE", "", "26548", 1500 },
		{ 2000, 1, "DE", "", "265 79", 1500 },
		{ 2000, 1, "DE", "", "26400", 490 },
		{ 999, 1, "DE", "", "26579", -1 }, /* no step yet, and the wider zone does not show through */
		{ 100, 1, "US", "AK", "99501", 3000 },
		{ 100, 1, "US", "NY", "10001", 2000 },
		{ 100, 1, "US", "", "", 2000 },
		{ 100, 1, "JP", "", "1000001", 4000 },
	};
	struct stocks s;
	struct shipping_goods dollars = goods(1, 1, "DE", "", "");

	(void)open_setup(&s, setup);
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t got = costs(
		    &s, goods(cases[i].grams, cases[i].value, cases[i].country, cases[i].region, cases[i].postal_code));
		if (got != cases[i].price)
			fprintf(stderr, "%zu: %lld\n", i, (long long)got);
		CU_ASSERT_EQUAL(got, cases[i].price);
	}
	dollars.value = money_of(1, "USD");
	CU_ASSERT_EQUAL(costs(&s, dollars), -1);
	stocks_close(&s);
}

static void
test_shipping__offers(void)
{
	struct stocks s;
	struct shipping_goods g = goods(100, 4000, "DE", "", "10115");
	const struct shipping_offer *o;
	struct list offers;

	(void)open_setup(&s, setup);
	CHECK_ERR(shipping_offers(s.f.db, s.f.arena, s.f.config, &g, &offers), OK);
	CU_ASSERT_EQUAL_FATAL(offers.count, 2);
	o = offers.items;
	CU_ASSERT(str_eq_z(o[0].name, "Normal"));
	CU_ASSERT(str_eq_z(o[1].name, "Fetch")); /* no German text: the shop's first language */
	CU_ASSERT_EQUAL(o[0].free_from_missing.value, 1000);
	CU_ASSERT(!time_is_absent(o[0].promised_from) && o[0].promised_from.us <= o[0].promised_until.us);
	CU_ASSERT_EQUAL_FATAL(o[1].pickups.count, 1); /* the store alone hands out */
	CU_ASSERT_EQUAL(((struct pickup_place *)o[1].pickups.items)->warehouse_id, s.store);
	stocks_close(&s);
}

static struct time
at(const char *text)
{
	struct time t = { 0 };

	CU_ASSERT_EQUAL(time_parse(str_of(text), &t), OK);
	return t;
}

static void
test_shipping__promise(void)
{
	static const struct {
		const char *zone, *paid;
		int64_t cutoff, handling, house_days, carrier_days, least, most;
		const char *from, *until;
	} cases[] = {
		/* Wednesday at noon in Berlin: today counts; leaves Thursday; Friday to Monday, no parcels on Sundays
		 * */
		{ "Europe/Berlin", "2026-11-25T11:00:00Z", 840, 1, 31, 63, 1, 3, "2026-11-27", "2026-11-30" },
		/* one minute before the cut-off in winter (13:59 there), and on it */
		{ "Europe/Berlin", "2026-11-25T12:59:59Z", 840, 0, 31, 63, 1, 1, "2026-11-26", "2026-11-26" },
		{ "Europe/Berlin", "2026-11-25T13:00:00Z", 840, 0, 31, 63, 1, 1, "2026-11-27", "2026-11-27" },
		/* the same minute of UTC is after the cut-off in summer */
		{ "Europe/Berlin", "2026-07-22T12:30:00Z", 840, 0, 31, 63, 1, 1, "2026-07-24", "2026-07-24" },
		/* the day after the clocks changed, both ways */
		{ "Europe/Berlin", "2026-03-30T11:59:59Z", 840, 0, 31, 63, 1, 1, "2026-03-31", "2026-03-31" },
		{ "Europe/Berlin", "2026-03-30T12:00:00Z", 840, 0, 31, 63, 1, 1, "2026-04-01", "2026-04-01" },
		{ "Europe/Berlin", "2026-10-26T12:59:59Z", 840, 0, 31, 63, 1, 1, "2026-10-27", "2026-10-27" },
		/* already tomorrow there */
		{ "Asia/Tokyo", "2026-11-24T16:00:00Z", 840, 0, 31, 127, 0, 0, "2026-11-25", "2026-11-25" },
		/* still yesterday there */
		{ "America/Los_Angeles", "2026-11-26T05:00:00Z", 1440, 0, 31, 127, 0, 0, "2026-11-25", "2026-11-25" },
		/* Friday evening: handled on Monday, leaves on Tuesday */
		{ "Europe/Berlin", "2026-11-27T17:00:00Z", 840, 1, 31, 31, 1, 2, "2026-12-02", "2026-12-03" },
		/* a house that works at weekends; a carrier that never says when counts as always */
		{ "Europe/Berlin", "2026-11-28T09:00:00Z", 840, 0, 127, 0, 1, 1, "2026-11-29", "2026-11-29" },
		{ "No/Zone", "2026-11-25T13:59:00Z", 840, 0, 31, 63, 0, 0, "2026-11-25", "2026-11-25" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct promise_rule rule = { str_of(cases[i].zone), cases[i].cutoff, cases[i].handling,
			cases[i].house_days, cases[i].carrier_days, cases[i].least, cases[i].most };
		struct promise p;
		promise_of(&rule, at(cases[i].paid), &p);
		if (p.from.us != at(cases[i].from).us || p.until.us != at(cases[i].until).us)
			fprintf(stderr, "%zu: %s\n", i, cases[i].paid);
		CU_ASSERT_EQUAL(p.from.us, at(cases[i].from).us);
		CU_ASSERT_EQUAL(p.until.us, at(cases[i].until).us);
	}
}

/* Closed days of the house and of the carrier are none of their working days; until when something has to be ordered.
 * */
static void
test_shipping__promise_closed(void)
{
	static const struct {
		const char *paid, *house, *carrier;
		int64_t handling, least, most;
		const char *from, *until, *order_by;
	} cases[] = {
		/* a Thursday before Easter: the house is closed on Friday and Monday, so is the carrier */
		{ "2026-04-02T09:00:00Z", "easter-2\neaster+1\n", "easter-2\neaster+1\n", 1, 1, 2, "2026-04-08",
		    "2026-04-09", "2026-04-02T12:00:00Z" },
		{ "2026-04-02T12:00:00Z", "easter-2\neaster+1\n", "easter-2\neaster+1\n", 0, 1, 1, "2026-04-08",
		    "2026-04-08", "2026-04-07T12:00:00Z" },
		/* only the carrier rests: packed on Good Friday, brought on Saturday */
		{ "2026-04-02T09:00:00Z", "", "easter-2\neaster+1\n", 1, 1, 1, "2026-04-04", "2026-04-04",
		    "2026-04-02T12:00:00Z" },
		/* nothing to carry: handed over the same day, unless the carrier rests */
		{ "2026-12-25T09:00:00Z", "", "12-25\n12-26\n", 0, 0, 0, "2026-12-28", "2026-12-28",
		    "2026-12-25T13:00:00Z" },
		/* the works are closed over the turn of the year, and the clock has changed until they open in April */
		{ "2026-12-23T14:00:00Z", "2026-12-24..2027-01-03\n", "01-01\n", 1, 1, 1, "2027-01-06", "2027-01-06",
		    "2027-01-04T13:00:00Z" },
		{ "2026-12-23T14:00:00Z", "2026-12-24..2027-04-04\n", "", 0, 1, 1, "2027-04-06", "2027-04-06",
		    "2027-04-05T12:00:00Z" },
		/* a weekend */
		{ "2026-11-27T13:00:00Z", "", "", 0, 1, 1, "2026-12-01", "2026-12-01", "2026-11-30T13:00:00Z" },
	};
	struct arena *a = arena_new();
	struct list house, carrier;
	struct promise p;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct promise_rule rule = { .time_zone = STR("Europe/Berlin"),
			.cutoff_minute = 840,
			.handling_days = cases[i].handling,
			.working_days = 31,
			.carrier_days = 63,
			.days_min = cases[i].least,
			.days_max = cases[i].most,
			.house_closed = &house,
			.carrier_closed = &carrier };
		CHECK_ERR(calendar_read(a, str_of(cases[i].house), &house), OK);
		CHECK_ERR(calendar_read(a, str_of(cases[i].carrier), &carrier), OK);
		promise_of(&rule, at(cases[i].paid), &p);
		if (p.from.us != at(cases[i].from).us || p.until.us != at(cases[i].until).us ||
		    p.order_by.us != at(cases[i].order_by).us)
			fprintf(stderr, "closed %zu: %s\n", i, cases[i].paid);
		CU_ASSERT_EQUAL(p.from.us, at(cases[i].from).us);
		CU_ASSERT_EQUAL(p.until.us, at(cases[i].until).us);
		CU_ASSERT_EQUAL(p.order_by.us, at(cases[i].order_by).us);
	}
	/* Whoever closes every day gets an answer all the same. */
	{
		struct promise_rule rule = { .time_zone = STR("Europe/Berlin"),
			.cutoff_minute = 840,
			.handling_days = 1,
			.working_days = 31,
			.carrier_days = 63,
			.days_min = 1,
			.days_max = 2,
			.house_closed = &house,
			.carrier_closed = &house };
		CHECK_ERR(calendar_read(a, STR("2020-01-01..2099-12-31\n"), &house), OK);
		promise_of(&rule, at("2026-11-25T11:00:00Z"), &p);
		CU_ASSERT(p.until.us >= p.from.us);
	}
	arena_free(a);
}

/* How many public holidays a year has, and some that tell the places apart. */
static void
test_shipping__holidays(void)
{
	static const struct {
		const char *place;
		size_t count;          /* rules */
		const char *closed, *open; /* days of 2026 */
	} cases[] = {
		{ "DE-BW", 12, "2026-01-06 2026-06-04 2026-11-01", "2026-10-31 2026-08-15" },
		{ "DE-BY", 13, "2026-08-15 2026-06-04", "2026-10-31 2026-03-08" },
		{ "DE-BE", 10, "2026-03-08 2026-04-03 2026-05-25", "2026-10-31 2026-06-04 2026-01-06" },
		{ "DE-BB", 12, "2026-04-05 2026-05-24 2026-10-31", "2026-03-08" },
		{ "DE-HB", 10, "2026-10-31", "2026-11-01" },
		{ "DE-HH", 10, "2026-10-31", "2026-06-04" },
		{ "DE-HE", 10, "2026-06-04", "2026-11-01 2026-10-31" },
		{ "DE-MV", 11, "2026-03-08 2026-10-31", "2026-06-04" },
		{ "DE-NI", 10, "2026-10-31", "2026-01-06" },
		{ "DE-NW", 11, "2026-06-04 2026-11-01", "2026-01-06" },
		{ "DE-RP", 11, "2026-11-01", "2026-08-15" },
		{ "DE-SL", 12, "2026-08-15 2026-11-01", "2026-01-06" },
		{ "DE-SN", 11, "2026-11-18 2026-10-31", "2026-06-04" },
		{ "DE-ST", 11, "2026-01-06 2026-10-31", "2026-11-18" },
		{ "DE-SH", 10, "2026-10-31", "2026-11-01" },
		{ "DE-TH", 11, "2026-09-20 2026-10-31", "2026-06-04" },
		{ "AT", 13, "2026-01-06 2026-04-06 2026-10-26 2026-12-08 2026-12-26", "2026-04-03 2026-10-03" },
		{ "CH", 8, "2026-04-03 2026-05-14 2026-08-01", "2026-05-01 2026-12-08" },
		{ "US", 11,
		    "2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-07-04 2026-09-07 2026-10-12 2026-11-11 2026-11-26 2026-12-25",
		    "2026-04-03 2026-12-26" },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str closed = str_of(cases[i].closed), open = str_of(cases[i].open), day;
		struct list days = { 0 };
		CHECK_ERR(shipping_calendar_preset(a, str_of(cases[i].place), NULL, NULL, &days), OK);
		if (days.count != cases[i].count)
			fprintf(stderr, "%s: %zu\n", cases[i].place, days.count);
		CU_ASSERT_EQUAL(days.count, cases[i].count);
		while (str_split(&closed, ' ', &day))
			if (!calendar_find(&days, at(str_z(a, day)))) {
				fprintf(stderr, "%s works on %.*s\n", cases[i].place, STR_ARG(day));
				CU_FAIL("a holiday is missing");
			}
		while (str_split(&open, ' ', &day))
			CU_ASSERT_PTR_NULL(calendar_find(&days, at(str_z(a, day))));
		/* Asked for twice they are there once. */
		CHECK_ERR(shipping_calendar_preset(a, str_of(cases[i].place), NULL, NULL, &days), OK);
		CU_ASSERT_EQUAL(days.count, cases[i].count);
	}
	{
		struct list none = { 0 };
		size_t n = 0;
		while (calendar_presets[n].code)
			n++;
		CU_ASSERT_EQUAL(n, COUNT(cases));
		CHECK_ERR(shipping_calendar_preset(a, STR("DE"), NULL, NULL, &none), ERR_NOT_FOUND);
	}
	arena_free(a);
}

/* A calendar is made, changed, used, and only then known to promises. */
static void
test_shipping__calendar(void)
{
	static const struct db_query houses = { "h1", "", NULL,
		"UPDATE warehouse SET calendar_id = NULL, cutoff_minute = 840, handling_days = 0, working_days = 127" };
	struct stocks s;
	struct shipping_env e = open_setup(&s, setup);
	struct field_errors errors = { .arena = s.f.arena };
	struct shipping_calendar c = { .code = STR("works"), .name = STR("Works") }, stored, stale;
	struct time from, until, then;
	struct carrier post;
	struct shipping_method m;
	struct list all;

	CHECK_ERR(db_exec(s.f.db, &houses, NULL, 0, NULL), OK);
	CHECK_ERR(shipping_calendar_remove(&e, STR("works")), OK);
	CHECK_ERR(shipping_calendar_preset(s.f.arena, STR("DE-BE"), NULL, NULL, &c.days), OK);
	CHECK_ERR(shipping_calendar_put(&e, &c, &errors), OK);
	CHECK_ERR(shipping_calendar_find(e.db, e.arena, STR("works"), &stored), OK);
	CU_ASSERT_EQUAL(stored.days.count, 10);
	stale = stored;
	CHECK_ERR(calendar_read(s.f.arena, STR("2026-11-26 Stocktaking\n2026-11-26 Twice\n"), &stored.days), OK);
	CHECK_ERR(shipping_calendar_put(&e, &stored, &errors), OK);
	CHECK_ERR(shipping_calendar_put(&e, &stale, &errors), ERR_PRECONDITION);
	CHECK_ERR(shipping_calendar_find(e.db, e.arena, STR("works"), &stored), OK);
	CU_ASSERT_EQUAL(stored.days.count, 1);
	CU_ASSERT(str_eq_z(((struct calendar_day *)stored.days.items)->name, "Stocktaking"));
	CHECK_ERR(carrier_find(e.db, e.arena, STR("post"), &post), OK);
	CHECK_ERR(shipping_method_find(e.db, e.arena, STR("standard"), &m), OK);
	CHECK_ERR(shipping_promise(e.db, e.arena, s.near, m.id, at("2026-11-25T10:00:00Z"), &from, &until), OK);
	post.calendar = STR("nothing");
	CHECK_ERR(carrier_put(&e, &post, &errors), ERR_INVALID);
	CU_ASSERT(errors.count == 1 && str_eq_z(errors.items[0].name, "calendar"));
	errors.count = 0;
	post.calendar = STR("works");
	CHECK_ERR(carrier_put(&e, &post, &errors), OK);
	CHECK_ERR(carrier_find(e.db, e.arena, STR("post"), &post), OK);
	CU_ASSERT(str_eq_z(post.calendar, "works"));
	CHECK_ERR(shipping_promise(e.db, e.arena, s.near, m.id, at("2026-11-25T10:00:00Z"), &then, &until), OK);
	CU_ASSERT(then.us > from.us);
	CHECK_ERR(shipping_calendar_list(e.db, e.arena, &all), OK);
	CHECK_ERR(shipping_calendar_remove(&e, STR("works")), ERR_CONFLICT);
	post.calendar = STR_ABSENT;
	CHECK_ERR(carrier_put(&e, &post, &errors), OK);
	CHECK_ERR(shipping_promise(e.db, e.arena, s.near, m.id, at("2026-11-25T10:00:00Z"), &then, &until), OK);
	CU_ASSERT_EQUAL(then.us, from.us);
	/* The method's own cut-off is the earlier one: at eleven in Berlin it is past ten. */
	m.cutoff_minute = (struct opt_i64){ true, 600 };
	CHECK_ERR(shipping_method_put(&e, &m, &errors), OK);
	CHECK_ERR(shipping_promise(e.db, e.arena, s.near, m.id, at("2026-11-25T10:00:00Z"), &then, &until), OK);
	CU_ASSERT(then.us > from.us);
	CHECK_ERR(shipping_calendar_remove(&e, STR("works")), OK);
	CHECK_ERR(shipping_calendar_find(e.db, e.arena, STR("works"), &stored), ERR_NOT_FOUND);
	CHECK_ERR(
	    shipping_setup_read(&e,
		STR("{\"calendars\":[{\"code\":\"us\",\"name\":\"US\",\"preset\":\"US\",\"days\":\"11-27 The day after\"}]}"),
		&errors),
	    OK);
	CHECK_ERR(shipping_calendar_find(e.db, e.arena, STR("us"), &stored), OK);
	CU_ASSERT_EQUAL(stored.days.count, 12);
	CHECK_ERR(shipping_setup_read(
		      &e, STR("{\"calendars\":[{\"code\":\"us\",\"name\":\"US\",\"days\":\"31-12\"}]}"), &errors),
	    ERR_INVALID);
	CHECK_ERR(shipping_calendar_remove(&e, STR("us")), OK);
	stocks_close(&s);
}

static void
test_shipping__changes(void)
{
	struct stocks s;
	struct shipping_env e = open_setup(&s, setup);
	struct field_errors errors = { .arena = s.f.arena };
	struct carrier c, stale;
	struct shipping_method m;
	struct shipping_rate rate = { .zone = STR("nowhere"), .currency = STR("EUR"), .amount = 1 };
	const struct zone_place place = { .country = STR("**"), .region = STR("AK") };

	CHECK_ERR(carrier_find(e.db, e.arena, STR("post"), &c), OK);
	stale = c;
	c.name = STR("The Post");
	CHECK_ERR(carrier_put(&e, &c, &errors), OK);
	CHECK_ERR(carrier_put(&e, &stale, &errors), ERR_PRECONDITION);
	c.version = 0;
	c.tracking_url = STR("http://t.example/{code}");
	CHECK_ERR(carrier_put(&e, &c, &errors), ERR_INVALID);
	CU_ASSERT_EQUAL(errors.count, 1);
	CU_ASSERT(str_eq_z(
	    carrier_tracking_url(e.arena, stale.tracking_url, STR("a b/c")), "https://t.example/?p=a%20b%2Fc"));
	errors.count = 0;
	CHECK_ERR(shipping_rate_put(&e, STR("standard"), &rate, &errors), ERR_INVALID);
	CHECK_ERR(shipping_place_add(&e, STR("de"), &place, &errors), ERR_INVALID);
	CU_ASSERT_EQUAL(errors.count, 2);
	CHECK_ERR(shipping_method_find(e.db, e.arena, STR("standard"), &m), OK);
	CU_ASSERT_EQUAL(m.rates.count, 6);
	m.carrier = STR("nobody");
	m.days_max = 0;
	errors.count = 0;
	CHECK_ERR(shipping_method_put(&e, &m, &errors), ERR_INVALID);
	CU_ASSERT_EQUAL(errors.count, 2);
	CHECK_ERR(shipping_zone_remove(&e, STR("islands")), OK);
	CU_ASSERT_EQUAL(costs(&s, goods(999, 1, "DE", "", "26579")), 490); /* the wider zone is what is left */
	stocks_close(&s);
}

#define RATES "country,region,zip,order_subtotal,price\nUS,*,*,0,15\nUS,*,*,50,10\nUS,AK,*,0,20.5\n*,*,*,0,99\n"

static void
test_shipping__import(void)
{
	struct stocks s;
	struct shipping_env e = open_setup(&s, "{\"carriers\":[],\"zones\":[],\"methods\":[]}");
	struct field_errors errors = { .arena = s.f.arena };
	struct shipping_goods g = goods(1, 4999, "US", "NY", "10001");
	struct shipping_offer o;
	int64_t n;

	for (int again = 0; again < 2; again++) {
		CHECK_ERR(shipping_import_rates(&e, STR(RATES), STR("table"), "EUR", &errors, &n), OK);
		CU_ASSERT_EQUAL(n, 4);
	}
	CHECK_ERR(shipping_offer(e.db, e.arena, s.f.config, &g, STR("table"), &o), OK);
	CU_ASSERT_EQUAL(o.price.minor, 1500);
	g.value.minor = 5000;
	CHECK_ERR(shipping_offer(e.db, e.arena, s.f.config, &g, STR("table"), &o), OK);
	CU_ASSERT_EQUAL(o.price.minor, 1000);
	g.region = STR("AK");
	CHECK_ERR(shipping_offer(e.db, e.arena, s.f.config, &g, STR("table"), &o), OK);
	CU_ASSERT_EQUAL(o.price.minor, 2050);
	g.country = STR("FR");
	CHECK_ERR(shipping_offer(e.db, e.arena, s.f.config, &g, STR("table"), &o), OK);
	CU_ASSERT_EQUAL(o.price.minor, 9900);
	/* One bad line, and nothing is stored. */
	CHECK_ERR(shipping_import_rates(&e,
		      STR("country,region,zip,order_subtotal,price\nUS,*,*,0,1\nUS,*,*,x,1\nUS,*,*,0,-1\n"),
		      STR("table"), "EUR", &errors, &n),
	    ERR_INVALID);
	CU_ASSERT_EQUAL(errors.count, 2);
	CHECK_ERR(shipping_offer(e.db, e.arena, s.f.config, &g, STR("table"), &o), OK);
	CU_ASSERT_EQUAL(o.price.minor, 9900);
	errors.count = 0;
	CHECK_ERR(shipping_import_rates(&e, STR("a,b\n1,2\n"), STR("table"), "EUR", &errors, &n), ERR_INVALID);
	stocks_close(&s);
}

SUITE(shipping,
    { "prices", test_shipping__prices },
    { "offers", test_shipping__offers },
    { "promise", test_shipping__promise },
    { "promise with closed days", test_shipping__promise_closed },
    { "holidays", test_shipping__holidays },
    { "calendar", test_shipping__calendar },
    { "changes", test_shipping__changes },
    { "import", test_shipping__import });
