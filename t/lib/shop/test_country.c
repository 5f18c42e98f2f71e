/* Tests of lib/shop/country.c and address_check.c. */
#include "lib/shop/address.h"
#include "t/lib/shop/fixture.h"

#include <regex.h>

static struct config *config;

static struct arena *
ready(void)
{
	CHECK_ERR(config_load(NULL, &config), OK);
	CHECK_ERR(country_load(config), OK);
	return arena_new();
}

static void
done(struct arena *a)
{
	arena_free(a);
	config_free(config);
}

static struct address
address_of(const char *country)
{
	return (struct address){ .country = str_of(country),
		.recipient = STR("A B"),
		.line1 = STR("1 Long Road"),
		.locality = STR("Town") };
}

/* "postal_code region" */
static struct str
complaints(struct arena *a, struct address *d)
{
	struct field_errors e = { .arena = a };
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	CU_ASSERT_EQUAL(address_check(a, d, &e), e.count == 0);
	for (size_t i = 0; i < e.count; i++)
		buf_printf(&b, "%s%.*s", i ? " " : "", STR_ARG(e.items[i].name));
	return buf_view(&b);
}

static void
test_country__table(void)
{
	struct arena *a = ready();
	size_t n;
	const struct country *c = country_all(&n);

	CU_ASSERT(n > 200);
	for (size_t i = 0; i < n; i++) {
		char pattern[2048];
		regex_t re;
		CU_ASSERT(i == 0 || str_cmp(c[i - 1].code, c[i].code) < 0); /* country_find() halves */
		CU_ASSERT_PTR_EQUAL(country_find(c[i].code), &c[i]);
		CU_ASSERT(c[i].has[PART_RECIPIENT] && c[i].has[PART_LINE1]);
		CU_ASSERT(!str_is_empty(country_name(&c[i], STR("de"))));
		if (str_is_absent(c[i].postal_pattern))
			continue;
		snprintf(pattern, sizeof(pattern), "^(%.*s)$", STR_ARG(c[i].postal_pattern));
		CU_ASSERT_EQUAL_FATAL(regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB), 0);
		regfree(&re);
	}
	CU_ASSERT_PTR_NULL(country_find(STR("XX")));
	CU_ASSERT_PTR_NULL(country_find(STR("de")));
	done(a);
}

static void
test_country__choices(void)
{
	struct arena *a = ready();
	struct list list;
	const struct pair *p;
	size_t austria = 0, egypt = 0, belgium = 0;

	CHECK_ERR(country_choices(a, STR("de"), &list), OK);
	p = list.items;
	for (size_t i = 0; i < list.count; i++) {
		if (str_eq(p[i].name, STR("AT")))
			austria = i;
		if (str_eq(p[i].name, STR("EG")))
			egypt = i;
		if (str_eq(p[i].name, STR("BE")))
			belgium = i;
	}
	CU_ASSERT(str_eq_z(p[austria].value, "Österreich"));
	CU_ASSERT(egypt < belgium && belgium < austria); /* Ägypten stands with A, Österreich with O */
	CU_ASSERT(austria < list.count - 20);
	done(a);
}

static void
test_country__fields(void)
{
	struct arena *a = ready();
	const struct country *us = country_find(STR("US")), *de = country_find(STR("DE"));
	const struct country_field *f = us->fields.items;
	bool zip = false, state = false;

	for (size_t i = 0; i < us->fields.count; i++) {
		zip |= f[i].part == PART_POSTAL_CODE && f[i].required && strcmp(f[i].label, "ZIP code") == 0;
		state |= f[i].part == PART_REGION && f[i].required && strcmp(f[i].label, "State") == 0;
	}
	CU_ASSERT(zip && state && us->regions.count > 50);
	CU_ASSERT_FALSE(de->has[PART_REGION]);
	f = de->fields.items;
	CU_ASSERT_EQUAL(f[de->fields.count - 2].part, PART_POSTAL_CODE); /* before the town */
	CU_ASSERT(country_postal_code_fits(de, STR("10115")));
	CU_ASSERT_FALSE(country_postal_code_fits(de, STR("1011")));
	CU_ASSERT_FALSE(country_postal_code_fits(de, STR("101150")));
	CU_ASSERT(country_postal_code_fits(country_find(STR("GB")), STR("SW1A 1AA")));
	CU_ASSERT_FALSE(country_postal_code_fits(country_find(STR("GB")), STR("10115")));
	CU_ASSERT(country_postal_code_fits(country_find(STR("AE")), STR("anything")));
	done(a);
}

static void
test_country__complaints(void)
{
	struct arena *a = ready();
	struct address d = address_of("DE");

	CU_ASSERT(str_eq_z(complaints(a, &d), "postal_code"));
	d.postal_code = STR(" 10115 ");
	CU_ASSERT(str_eq_z(complaints(a, &d), ""));
	CU_ASSERT(str_eq_z(d.postal_code, "10115"));
	d.region = STR("Bavaria"); /* not printed in Germany: dropped, not refused */
	CU_ASSERT(str_eq_z(complaints(a, &d), ""));
	CU_ASSERT(str_is_absent(d.region));
	d = address_of("us");
	d.postal_code = STR("90210");
	CU_ASSERT(str_eq_z(complaints(a, &d), "region"));
	d.region = STR("california");
	CU_ASSERT(str_eq_z(complaints(a, &d), ""));
	CU_ASSERT(str_eq_z(d.region, "CA") && str_eq_z(d.country, "US"));
	d.region = STR("Bavaria");
	CU_ASSERT(str_eq_z(complaints(a, &d), "region"));
	d = address_of("XX");
	CU_ASSERT(str_eq_z(complaints(a, &d), "country"));
	d = address_of("GB");
	d.postal_code = STR("sw1a 1aa");
	d.line1 = STR("   ");
	CU_ASSERT(str_eq_z(complaints(a, &d), "line1"));
	CU_ASSERT(str_eq_z(d.postal_code, "SW1A 1AA"));
	done(a);
}

static struct str
printed(struct arena *a, const struct address *d, const char *home)
{
	struct list lines;
	const struct str *line;
	struct buf b;

	CHECK_ERR(address_lines(a, d, STR("en"), str_of(home), &lines), OK);
	line = lines.items;
	buf_in_arena(&b, a, BUF_LINE);
	for (size_t i = 0; i < lines.count; i++)
		buf_printf(&b, "%s%.*s", i ? " / " : "", STR_ARG(line[i]));
	return buf_view(&b);
}

static void
test_country__lines(void)
{
	struct arena *a = ready();
	struct address d = address_of("DE");

	d.postal_code = STR("10115");
	CU_ASSERT(str_eq_z(printed(a, &d, "DE"), "A B / 1 Long Road / 10115 Town"));
	CU_ASSERT(str_eq_z(printed(a, &d, "US"), "A B / 1 Long Road / 10115 Town / Germany"));
	d = address_of("US");
	d.postal_code = STR("90210");
	d.region = STR("CA");
	CU_ASSERT(str_eq_z(printed(a, &d, "US"), "A B / 1 Long Road / Town, CA 90210"));
	d.locality = STR_ABSENT;
	CU_ASSERT(str_eq_z(printed(a, &d, "US"), "A B / 1 Long Road / CA 90210"));
	d = address_of("JP");
	d.region = STR("13");
	d.postal_code = STR("100-0001");
	CU_ASSERT(str_eq_z(printed(a, &d, "JP"), "A B / 1 Long Road / Town, Tokyo / 100-0001"));
	done(a);
}

SUITE(country,
    { "table", test_country__table },
    { "choices", test_country__choices },
    { "fields", test_country__fields },
    { "complaints", test_country__complaints },
    { "lines", test_country__lines });
