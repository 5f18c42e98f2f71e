/* address_form.c - an address in a form.  See address_form.h. */
#include "fcgi/common/address_form.h"
#include "lib/shop/country.h"

#define FIELDS_MAX (PART__COUNT + 2)

static struct field_view *
field_of(struct req *r, const struct form_view *f, const char *part, const char *name)
{
	return form_view_field(f, part ? arena_printf(r->arena, "%s.%s", part, name) : name);
}

static void
fill_countries(struct req *r, struct field_view *field, struct str chosen, struct str path)
{
	struct list choices;
	const struct pair *c;
	struct option_view *options;

	if (country_choices(r->arena, req_locale(r), &choices))
		return;
	c = choices.items;
	options = arena_array(r->arena, struct option_view, choices.count);
	for (size_t i = 0; i < choices.count; i++)
		options[i] = (struct option_view){ c[i].name, c[i].value, str_eq(c[i].name, chosen) };
	field->options = (struct list){ options, choices.count };
	field->button = form_text(r, N_("Change country"));
	field->button_action = path;
}

static void
fill_regions(struct req *r, struct field_view *field, const struct country *country, struct str chosen)
{
	const struct country_region *region = country->regions.items;
	struct option_view *options = arena_array(r->arena, struct option_view, country->regions.count + 1);

	options[0] = (struct option_view){ STR(""), form_text(r, N_("Please choose")), str_is_empty(chosen) };
	for (size_t i = 0; i < country->regions.count; i++)
		options[i + 1] = (struct option_view){ region[i].code, region[i].name, str_eq(region[i].code, chosen) };
	field->options = (struct list){ options, country->regions.count + 1 };
}

static const char *
token(struct req *r, const char *group, const char *name)
{
	return group && name ? arena_printf(r->arena, "%s %s", group, name) : name;
}

/* The form's fields, as that country writes them. */
static size_t
country_form(
    struct req *r, const struct country *country, const char *group, const struct address *in, struct form_field *out)
{
	const struct country_field *cf = country->fields.items;
	size_t n = 0;

	out[n++] =
	    (struct form_field){ "country", N_("Country"), FIELD_SELECT, .autocomplete = token(r, group, "country") };
	for (size_t i = 0; i < country->fields.count; i++) {
		bool is_code = cf[i].part == PART_POSTAL_CODE || cf[i].part == PART_SORTING_CODE;
		/* Postal code, town and region share a row where there is room: they are read as one thing. */
		bool is_half =
		    cf[i].part == PART_POSTAL_CODE || cf[i].part == PART_LOCALITY || cf[i].part == PART_REGION;
		/* A third line is for those who have one: of an import, of another program. */
		if (cf[i].part == PART_LINE3 && str_is_empty(in->line3))
			continue;
		out[n++] = (struct form_field){ address_part_name(cf[i].part), cf[i].label,
			cf[i].part == PART_REGION && country->regions.count ? FIELD_SELECT : FIELD_TEXT,
			.autocomplete = token(r, group, cf[i].autocomplete), .short_ = is_code && !is_half,
			.half = is_half };
	}
	out[n++] = (struct form_field){ "phone", N_("Phone"), FIELD_TEL, .autocomplete = token(r, group, "tel"),
		.hint = N_("For questions about a delivery only.") };
	return n;
}

const struct country *
address_form_country(struct req *r, struct str code)
{
	const struct country *c = str_is_empty(code) ? NULL : country_find(code);

	if (!c)
		c = country_find(config_str(r->app->config, "shop.home_country")); /* most buyers are at home */
	if (!c)
		c = country_find(STR("US"));
	if (!c)
		BUG("no countries are loaded");
	return c;
}

void
address_form_add(
    struct req *r, struct form_view *f, const char *part, const char *group, const struct address *in, struct str path)
{
	const struct country *country = address_form_country(r, in->country);
	const struct country_field *cf = country->fields.items;
	struct form_field fields[FIELDS_MAX];

	form_view_add(r, f, part, fields, country_form(r, country, group, in, fields), &address_shape, in);
	for (size_t i = 0; i < country->fields.count; i++) {
		struct field_view *field = field_of(r, f, part, address_part_name(cf[i].part));
		if (field)
			field->required = cf[i].required;
	}
	if (country->regions.count && country->has[PART_REGION])
		fill_regions(r, field_of(r, f, part, "region"), country, in->region);
	fill_countries(r, field_of(r, f, part, "country"), country->code, path);
}
