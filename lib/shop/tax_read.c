/* tax_read.c - tables of taxes in the forms in which they are published.  See tax_store.h. */
#include "lib/base/csv.h"
#include "lib/io/json_tree.h"
#include "lib/shop/country.h"
#include "lib/shop/tax_parts.h"

#define PROBLEMS_MAX 100
#define COLUMNS_MAX 16
#define RATE_MAX 2000000 /* 200 percent */
#define DAY (INT64_C(86400) * US_PER_S)

struct reading {
	struct arena *arena;
	struct str source;
	struct tax_rate *rates;
	size_t count, room;
	struct list *problems;
	struct str columns[COLUMNS_MAX]; /* of a CSV file; the first absent: none read yet */
	size_t column_count;
};

static void
complain(struct reading *r, struct str where, const char *why)
{
	struct list *p = r->problems;
	struct str *grown;

	if (p->count >= PROBLEMS_MAX)
		return;
	grown = arena_array(r->arena, struct str, p->count + 1);
	if (p->count)
		memcpy(grown, p->items, p->count * sizeof(*grown));
	grown[p->count] = str_printf(r->arena, "%.*s: %s", STR_ARG(where), why);
	*p = (struct list){ grown, p->count + 1 };
}

static struct tax_rate *
add(struct reading *r)
{
	struct tax_rate *t;

	if (r->count == r->room) {
		struct tax_rate *grown = arena_array(r->arena, struct tax_rate, r->room ? r->room * 2 : 256);
		if (r->count)
			memcpy(grown, r->rates, r->count * sizeof(*grown));
		r->rates = grown;
		r->room = r->room ? r->room * 2 : 256;
	}
	t = &r->rates[r->count++];
	*t = (struct tax_rate){ .tax_class = STR("standard"),
		.name = STR("VAT"),
		.on_shipping = true,
		.starts_on = TIME_ABSENT,
		.ends_on = TIME_ABSENT,
		.source = r->source };
	return t;
}

static struct time
day_before(struct time t)
{
	return (struct time){ t.us - DAY };
}

/* ---- CSV ---- */

static struct str
cell(const struct reading *r, const struct csv_record *rec, const char *name)
{
	for (size_t i = 0; i < r->column_count && i < rec->count; i++)
		if (str_eq_z(r->columns[i], name))
			return str_dup(r->arena, str_trim(rec->cells[i]));
	return STR("");
}

static bool
all_digits(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
	return true;
}

/* "AT", "AT-6691" (postal code), "ES-CN" (region).  Greece and the United Kingdom have names of their own for taxes. */
static void
territory(struct tax_rate *t, struct str code)
{
	struct str country = str_cut(code, 2), rest = str_skip(code, 3);

	t->country = str_eq(country, STR("EL")) ? STR("GR") : str_eq(country, STR("UK")) ? STR("GB") : country;
	if (!rest.len)
		return;
	if ((all_digits(rest) && rest.len > 2) || str_find(rest, ' ') < rest.len)
		t->postal_prefix = rest;
	else
		t->region = rest;
}

static void
vat_record(struct reading *r, const struct csv_record *rec)
{
	struct str codes = cell(r, rec, "territory_codes"), code, start = cell(r, rec, "start_date"),
		   stop = cell(r, rec, "stop_date");
	struct time from = TIME_ABSENT, until = TIME_ABSENT;
	int64_t rate;

	if (str_to_decimal(cell(r, rec, "rate"), 6, &rate) || rate < 0 || rate > RATE_MAX ||
	    (start.len && time_parse(start, &from)) || (stop.len && time_parse(stop, &until))) {
		complain(r, str_printf(r->arena, "line %lld", (long long)rec->line), "rate or dates cannot be read");
		err_clear();
		return;
	}
	while (str_split(&codes, '\n', &code)) {
		struct tax_rate *t;
		code = str_trim(code);
		if (code.len < 2)
			continue;
		t = add(r);
		territory(t, code);
		t->rate_e6 = rate;
		t->starts_on = from;
		/* there it is the first day of the next rate */
		t->ends_on = time_is_absent(until) ? until : day_before(until);
		if (!str_eq(cell(r, rec, "rate_type"), STR("standard")) && cell(r, rec, "rate_type").len)
			t->tax_class = STR("reduced");
	}
}

static struct str
region_code(struct str country, struct str name)
{
	const struct country *c = country_find(country);
	const struct country_region *regions = c ? c->regions.items : NULL;

	for (size_t i = 0; c && i < c->regions.count; i++)
		if (str_eq_nocase(regions[i].name, name))
			return regions[i].code;
	return name;
}

static void
shop_record(struct reading *r, const struct csv_record *rec)
{
	struct str country = cell(r, rec, "tax_country_id"), region = cell(r, rec, "tax_region_name"),
		   postal = cell(r, rec, "tax_postcode");
	struct tax_rate *t;
	int64_t rate;

	if (country.len != 2 || str_to_decimal(cell(r, rec, "rate"), 4, &rate) || rate < 0 || rate > RATE_MAX) {
		complain(r, str_printf(r->arena, "line %lld", (long long)rec->line), "country or rate cannot be read");
		err_clear();
		return;
	}
	t = add(r);
	t->country = country;
	t->rate_e6 = rate;
	t->name = STR("Tax");
	if (region.len && !str_eq(region, STR("*"))) {
		t->region = region_code(country, region);
		t->level = 1;
	}
	if (postal.len && !str_eq(postal, STR("*")))
		t->postal_prefix = str_ends(postal, STR("*")) ? str_cut(postal, postal.len - 1) : postal;
}

static enum err
record(const struct csv_record *rec, void *payload)
{
	struct reading *r = payload;

	if (!r->column_count) {
		r->column_count = MIN(rec->count, COLUMNS_MAX);
		for (size_t i = 0; i < r->column_count; i++)
			r->columns[i] = str_dup(r->arena, str_trim(rec->cells[i]));
		return OK;
	}
	for (size_t i = 0; i < r->column_count; i++) {
		if (str_eq(r->columns[i], STR("territory_codes"))) {
			vat_record(r, rec);
			return OK;
		}
		if (str_eq(r->columns[i], STR("tax_country_id"))) {
			shop_record(r, rec);
			return OK;
		}
	}
	return err_fail(ERR_INVALID, "not a table of taxes: neither a column territory_codes nor tax_country_id");
}

static enum err
read_csv(struct reading *r, struct str text)
{
	struct csv_reader *reader = csv_reader_new(',', record, r);
	enum err err = csv_feed(reader, text.ptr, text.len);

	if (!err)
		err = csv_end(reader);
	csv_reader_free(reader);
	return err;
}

/* ---- JSON ---- */

static struct str
tax_name(struct str country, struct str type, bool state)
{
	static const struct {
		const char *type, *name;
	} names[] = { { "vat", "VAT" }, { "gst", "GST" }, { "hst", "HST" }, { "pst", "PST" }, { "qst", "QST" } };

	if (state && str_eq(country, STR("US")))
		return STR("Sales tax");
	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eq_z(type, names[i].type))
			return str_of(names[i].name);
	return STR("Tax");
}

/* Keys of "before" are instants at midnight somewhere: the day that begins within half a day of it. */
static bool
day_of(struct str text, struct time *day)
{
	struct time t;

	if (time_parse(text, &t))
		return false;
	t.us += DAY / 2;
	day->us = t.us - t.us % DAY;
	return true;
}

static bool
rate_of(const struct json_node *node, int64_t *e6)
{
	const struct json_node *rate = json_at(node, "rate");

	return rate && rate->type == JSON_NUMBER && str_to_decimal(rate->text, 6, e6) == OK;
}

/* `whole`: the country's own entry.  A negative rate of a region lessens the country's, so the region has one of its
 * own instead of it (Canary Islands). */
static void
json_rate(struct reading *r, struct str country, struct str state, const struct json_node *whole,
    const struct json_node *node, struct time from, struct time until)
{
	struct tax_rate *t;
	int64_t e6 = 0, country_e6 = 0;
	bool ok = rate_of(node, &e6), less = ok && e6 < 0;

	if (less && (ok = rate_of(whole, &country_e6)))
		e6 += country_e6;
	if (!ok || e6 < 0 || e6 > RATE_MAX) {
		complain(r, state.ptr ? str_printf(r->arena, "%.*s-%.*s", STR_ARG(country), STR_ARG(state)) : country,
		    "rate cannot be read");
		err_clear();
		return;
	}
	if (!e6 && !state.ptr && str_eq(json_text(node, "type"), STR("none")))
		return; /* there is no such tax */
	t = add(r);
	t->country = country;
	t->region = state;
	t->level = state.ptr && !less ? 1 : 0;
	t->name = tax_name(country, json_text(less ? whole : node, "type"), state.ptr && !less);
	t->rate_e6 = e6;
	t->on_shipping = !str_eq(country, STR("US"));
	t->starts_on = from;
	t->ends_on = time_is_absent(until) ? until : day_before(until);
}

/* The rate now and, before each of these days, the one until then. */
static void
json_place(struct reading *r, struct str country, struct str state, const struct json_node *whole,
    const struct json_node *node)
{
	const struct json_node *before = json_at(node, "before");
	struct time until = TIME_ABSENT;
	const struct json_node *now = node;

	for (;;) { /* from the newest to the oldest */
		const struct json_node *next = NULL;
		struct time from = TIME_ABSENT, day;
		for (const struct json_node *n = before ? before->first : NULL; n; n = n->next)
			if (day_of(n->name, &day) && (time_is_absent(until) || day.us < until.us) &&
			    (time_is_absent(from) || day.us > from.us)) {
				from = day;
				next = n;
			}
		json_rate(r, country, state, whole, now, from, until);
		if (!next)
			return;
		until = from;
		now = next;
	}
}

static enum err
read_json(struct reading *r, struct str text)
{
	const struct json_node *all;
	enum err err = json_tree(r->arena, text, &all);

	if (err)
		return err;
	if (all->type != JSON_OBJECT)
		return err_fail(ERR_INVALID, "not a table of taxes: no object of countries");
	for (const struct json_node *n = all->first; n; n = n->next) {
		const struct json_node *states = json_at(n, "states");
		if (n->name.len != 2)
			continue;
		json_place(r, n->name, STR_ABSENT, n, n);
		for (const struct json_node *s = states ? states->first : NULL; s; s = s->next)
			json_place(r, n->name, s->name, n, s);
	}
	return OK;
}

enum err
tax_read(struct arena *a, struct str text, struct str source, struct list *rates, struct list *problems)
{
	struct reading r = { .arena = a, .source = source, .problems = problems };
	struct str start = str_trim(text);
	enum err err;

	*problems = (struct list){ NULL, 0 };
	err = start.len && start.ptr[0] == '{' ? read_json(&r, text) : read_csv(&r, text);
	*rates = (struct list){ r.rates, r.count };
	return err;
}
