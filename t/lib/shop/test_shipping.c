/* Tests of lib/shop/shipping*.c: what can be chosen where, what it costs, when it arrives; the import of table rates. */
#include "lib/shop/shipping_setup.h"
#include "t/lib/shop/stocks.h"

static const struct who clerk = { .actor = "operator" };

static const struct db_query clear[] = {
	{ "t1", "", NULL, "DELETE FROM shipping_rate" }, { "t2", "", NULL, "DELETE FROM shipping_method" }, { "t3", "", NULL, "DELETE FROM shipping_zone" },
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

static const char *const setup = "{\"carriers\":[{\"code\":\"post\",\"name\":\"Post\",\"tracking_url\":\"https://t.example/?p={code}\",\"working_days\":63}],"
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
	return (struct shipping_goods){ .weight_grams = grams, .quantity = 1, .value = money_of(value, "EUR"), .country = str_of(country), .region = str_of(region),
		.postal_code = str_of(postal_code), .locale = STR("de"), .fallback_locale = STR("en"), .at = clock_now() };
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
		{ 100, 100, "DE", "", "10115", 490 }, { 4999, 4999, "DE", "", "10115", 490 }, { 5000, 4999, "DE", "", "10115", 690 },
		{ 100, 5000, "DE", "", "10115", 0 }, { 5000, 9999, "DE", "", "10115", 690 }, /* this step is never free */
		{ 30000, 1, "DE", "", "10115", 690 }, { 30001, 1, "DE", "", "10115", -1 },   /* too heavy */
		{ 2000, 1, "DE", "", "26548", 1500 }, { 2000, 1, "DE", "", "265 79", 1500 }, { 2000, 1, "DE", "", "26400", 490 },
		{ 999, 1, "DE", "", "26579", -1 },                                           /* no step yet, and the wider zone does not show through */
		{ 100, 1, "US", "AK", "99501", 3000 }, { 100, 1, "US", "NY", "10001", 2000 }, { 100, 1, "US", "", "", 2000 }, { 100, 1, "JP", "", "1000001", 4000 },
	};
	struct stocks s;
	struct shipping_goods dollars = goods(1, 1, "DE", "", "");

	(void)open_setup(&s, setup);
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t got = costs(&s, goods(cases[i].grams, cases[i].value, cases[i].country, cases[i].region, cases[i].postal_code));
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
		/* Wednesday at noon in Berlin: today counts; leaves Thursday; Friday to Monday, no parcels on Sundays */
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
		const struct promise_rule rule = { str_of(cases[i].zone), cases[i].cutoff, cases[i].handling, cases[i].house_days, cases[i].carrier_days, cases[i].least, cases[i].most };
		struct time from, until;
		promise_of(&rule, at(cases[i].paid), &from, &until);
		if (from.us != at(cases[i].from).us || until.us != at(cases[i].until).us)
			fprintf(stderr, "%zu: %s\n", i, cases[i].paid);
		CU_ASSERT_EQUAL(from.us, at(cases[i].from).us);
		CU_ASSERT_EQUAL(until.us, at(cases[i].until).us);
	}
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
	CU_ASSERT(str_eq_z(carrier_tracking_url(e.arena, stale.tracking_url, STR("a b/c")), "https://t.example/?p=a%20b%2Fc"));
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
	CHECK_ERR(shipping_import_rates(&e, STR("country,region,zip,order_subtotal,price\nUS,*,*,0,1\nUS,*,*,x,1\nUS,*,*,0,-1\n"), STR("table"), "EUR", &errors, &n), ERR_INVALID);
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
    { "changes", test_shipping__changes },
    { "import", test_shipping__import });
