/* country.c - the table of countries, read from sql/geo/countries.json.  See country.h. */
#include "lib/shop/country.h"
#include "lib/base/file.h"
#include "lib/io/json_tree.h"

#include <regex.h>

#define FILE_MAX (1 << 20)
#define REGIONS_MAX 200

static const char *const part_names[PART__COUNT] = { "recipient", "organization", "line1", "line2", "line3",
	"dependent_locality", "locality", "region", "postal_code", "sorting_code" };
static const char *const autocompletes[PART__COUNT] = { "name", "organization", "address-line1", "address-line2",
	"address-line3", "address-level3", "address-level2", "address-level1", "postal-code", "" };
static const char *const labels[PART__COUNT] = { N_("Name"), N_("Company"), N_("Street and number"),
	N_("Flat, floor, building"), N_("More"), N_("District"), N_("City"), N_("Region"), N_("Postal code"),
	N_("Sorting code") };

/* What a country calls a part, where it differs from the usual name. */
static const struct {
	const char *member, *value, *label;
	enum address_part part;
} words[] = {
	{ "region_type", "state", N_("State"), PART_REGION },
	{ "region_type", "island", N_("Island"), PART_REGION },
	{ "region_type", "region", N_("Region"), PART_REGION },
	{ "region_type", "county", N_("County"), PART_REGION },
	{ "region_type", "department", N_("Department"), PART_REGION },
	{ "region_type", "parish", N_("Parish"), PART_REGION },
	{ "region_type", "emirate", N_("Emirate"), PART_REGION },
	{ "region_type", "area", N_("Area"), PART_REGION },
	{ "region_type", "prefecture", N_("Prefecture"), PART_REGION },
	{ "region_type", "do_si", N_("Province or city"), PART_REGION },
	{ "region_type", "district", N_("District"), PART_REGION },
	{ "locality_type", "district", N_("District"), PART_LOCALITY },
	{ "locality_type", "post_town", N_("Post town"), PART_LOCALITY },
	{ "locality_type", "town_city", N_("Town or city"), PART_LOCALITY },
	{ "locality_type", "suburb", N_("Suburb"), PART_LOCALITY },
	{ "dependent_type", "neighborhood", N_("Neighbourhood"), PART_DEPENDENT_LOCALITY },
	{ "dependent_type", "townland", N_("Townland"), PART_DEPENDENT_LOCALITY },
	{ "dependent_type", "village_township", N_("Village or township"), PART_DEPENDENT_LOCALITY },
	{ "postal_type", "zip", N_("ZIP code"), PART_POSTAL_CODE },
	{ "postal_type", "eircode", N_("Eircode"), PART_POSTAL_CODE },
	{ "postal_type", "pin", N_("PIN code"), PART_POSTAL_CODE },
};

static struct {
	struct arena *arena;
	struct country *countries;
	size_t count;
} table;

static enum err read_country(struct arena *a, const struct json_node *node, struct country *c) MUST_CHECK;
static int compare_choices(const void *a, const void *b);

const char *
address_part_name(enum address_part p)
{
	return (size_t)p < PART__COUNT ? part_names[p] : "";
}

enum err
country_load(const struct config *c)
{
	struct arena *a;
	const struct json_node *root;
	struct country *countries;
	struct str text;
	size_t n = 0;
	enum err err;

	if (table.arena)
		return OK;
	a = arena_new();
	if ((err = file_read(a, arena_printf(a, "%s/geo/countries.json", config_z(c, "sql.path")), FILE_MAX, &text)) ||
	    (err = json_tree(a, text, &root)))
		goto fail;
	if (root->type != JSON_ARRAY) {
		err = err_fail(ERR_INVALID, "could not read the countries: not a list");
		goto fail;
	}
	countries = arena_zalloc(a, root->count, sizeof(*countries));
	for (const struct json_node *node = root->first; node; node = node->next)
		if ((err = read_country(a, node, &countries[n++])))
			goto fail;
	table.arena = a;
	table.countries = countries;
	table.count = n;
	return OK;
fail:
	arena_free(a);
	return err;
}

const struct country *
country_all(size_t *count)
{
	*count = table.count;
	return table.countries;
}

const struct country *
country_find(struct str code)
{
	size_t low = 0, high = table.count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = str_cmp(table.countries[middle].code, code);
		if (order == 0)
			return &table.countries[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

struct str
country_name(const struct country *c, struct str locale)
{
	const struct pair *names = c->names.items;
	struct str name = c->code;

	for (size_t i = 0; i < c->names.count; i++) {
		if (str_eq(names[i].name, locale))
			return names[i].value;
		if (str_eq(names[i].name, STR("en")))
			name = names[i].value;
	}
	return name;
}

enum err
country_choices(struct arena *a, struct str locale, struct list *out)
{
	struct pair *choices = arena_array(a, struct pair, table.count);

	if (!table.count)
		return err_fail(ERR_INTERNAL, "could not list the countries: they were not loaded");
	for (size_t i = 0; i < table.count; i++)
		choices[i] = (struct pair){ table.countries[i].code, country_name(&table.countries[i], locale) };
	qsort(choices, table.count, sizeof(*choices), compare_choices);
	*out = (struct list){ choices, table.count };
	return OK;
}

bool
country_postal_code_fits(const struct country *c, struct str code)
{
	char pattern[2048], text[64];
	regex_t re;
	bool fits;

	if (str_is_absent(c->postal_pattern))
		return true;
	if (code.len >= sizeof(text))
		return false;
	snprintf(pattern, sizeof(pattern), "^(%.*s)$", STR_ARG(c->postal_pattern));
	snprintf(text, sizeof(text), "%.*s", STR_ARG(code));
	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB | REG_ICASE))
		/* the table's mistake must not keep anybody from ordering; the tests compile every pattern */
		return true;
	fits = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	return fits;
}

/* ---- the file ---- */

static bool
lists(const struct json_node *array, const char *part)
{
	for (const struct json_node *n = array ? array->first : NULL; n; n = n->next)
		if (str_eq_z(n->text, part))
			return true;
	return false;
}

static const char *
label_of(const struct json_node *node, enum address_part part)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (words[i].part == part && str_eq_z(json_text(node, words[i].member), words[i].value))
			return words[i].label;
	return labels[part];
}

/* The fields in the order of the layout. */
static void
read_fields(struct arena *a, const struct json_node *node, struct country *c)
{
	struct country_field *fields = arena_array(a, struct country_field, PART__COUNT);
	struct str rest = c->layout, token;
	size_t n = 0;

	while (str_split(&rest, '%', &token)) {
		for (size_t p = 0; p < PART__COUNT; p++) {
			size_t len = strlen(part_names[p]);
			bool ends = token.len == len ||
			    (token.len > len && !(token.ptr[len] >= 'a' && token.ptr[len] <= 'z') &&
				token.ptr[len] != '_' && !(token.ptr[len] >= '0' && token.ptr[len] <= '9'));
			if (!str_starts(token, str_of(part_names[p])) || !ends || c->has[p])
				continue;
			c->has[p] = true;
			fields[n++] = (struct country_field){ .part = (enum address_part)p,
				.label = label_of(node, (enum address_part)p),
				.required = p == PART_RECIPIENT || lists(json_at(node, "required"), part_names[p]),
				.upper = lists(json_at(node, "upper"), part_names[p]),
				.autocomplete = autocompletes[p] };
		}
	}
	c->fields = (struct list){ fields, n };
}

static enum err
read_country(struct arena *a, const struct json_node *node, struct country *c)
{
	const struct json_node *names = json_at(node, "names"), *regions = json_at(node, "regions");
	struct pair *pairs = arena_array(a, struct pair, names ? names->count : 1);
	struct country_region *r = arena_array(a, struct country_region, regions ? regions->count : 1);
	size_t n = 0;

	c->code = json_text(node, "code");
	c->layout = json_text(node, "layout");
	c->postal_pattern = json_text(node, "postal_code");
	if (c->code.len != 2 || str_is_empty(c->layout) || !names || (regions && regions->count > REGIONS_MAX))
		return err_fail(ERR_INVALID, "could not read country '%.*s': a member is missing", STR_ARG(c->code));
	for (const struct json_node *name = names->first; name; name = name->next)
		pairs[n++] = (struct pair){ name->name, name->text };
	c->names = (struct list){ pairs, n };
	n = 0;
	for (const struct json_node *pair = regions ? regions->first : NULL; pair; pair = pair->next)
		if (pair->count == 2)
			r[n++] = (struct country_region){ pair->first->text, pair->first->next->text };
	c->regions = (struct list){ r, n };
	read_fields(a, node, c);
	return OK;
}

/* ---- order of names ---- */

/* The letter under an accent; names of countries have few. */
static uint32_t
base_letter(uint32_t c)
{
	static const struct {
		uint32_t from, to;
		char letter;
	} latin[] = { { 0xC0, 0xC5, 'a' }, { 0xC7, 0xC7, 'c' }, { 0xC8, 0xCB, 'e' }, { 0xCC, 0xCF, 'i' },
		{ 0xD2, 0xD6, 'o' }, { 0xD9, 0xDC, 'u' }, { 0xE0, 0xE5, 'a' }, { 0xE7, 0xE7, 'c' }, { 0xE8, 0xEB, 'e' },
		{ 0xEC, 0xEF, 'i' }, { 0xF2, 0xF6, 'o' }, { 0xF9, 0xFC, 'u' } };

	if (c >= 'A' && c <= 'Z')
		return c + 32;
	for (size_t i = 0; i < COUNT(latin); i++)
		if (c >= latin[i].from && c <= latin[i].to)
			return (uint32_t)latin[i].letter;
	return c;
}

static int
compare_choices(const void *a, const void *b)
{
	struct str x = ((const struct pair *)a)->value, y = ((const struct pair *)b)->value;
	size_t i = 0, k = 0;

	while (i < x.len && k < y.len) {
		uint32_t p = base_letter(str_next_char(x, &i)), q = base_letter(str_next_char(y, &k));
		if (p != q)
			return p < q ? -1 : 1;
	}
	return (i < x.len) - (k < y.len);
}
