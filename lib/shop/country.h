/*
 * country.h - countries: their names, how an address is written there, their regions.  Read once per process from
 * sql/geo/countries.json.
 */
#ifndef MERCER_SHOP_COUNTRY_H
#define MERCER_SHOP_COUNTRY_H

#include "lib/base/arena.h"
#include "lib/base/conf.h"
#include "lib/base/shape.h"

/* The parts of an address, as members of struct address. */
enum address_part {
	PART_RECIPIENT,
	PART_ORGANIZATION,
	PART_LINE1,
	PART_LINE2,
	PART_LINE3,
	PART_DEPENDENT_LOCALITY,
	PART_LOCALITY,
	PART_REGION,
	PART_POSTAL_CODE,
	PART_SORTING_CODE,
	PART__COUNT
};
/* "postal_code": member of struct address, and of the form. */
const char *address_part_name(enum address_part p);

struct country_region {
	struct str code; /* what is stored and printed */
	struct str name;
};
/* A field of the form, in the order in which people of that country expect it. */
struct country_field {
	enum address_part part;
	bool required;
	bool upper;            /* the post wants it in capitals: labels only, stored as typed */
	const char *label;     /* msgid: "ZIP code", "State", "Town or city" */
	const char *autocomplete; /* HTML: "postal-code", "address-level1" */
};
struct country {
	struct str code;       /* ISO 3166-1 alpha-2 */
	struct list names;     /* struct pair: locale -> name */
	struct str layout;     /* "%recipient\n%line1\n%postal_code %locality" */
	struct str postal_pattern; /* POSIX ERE of the whole code; absent: not checked */
	struct list fields;    /* struct country_field */
	struct list regions;   /* struct country_region; empty: free text, or no region at all */
	bool has[PART__COUNT];
};

/* Read the file; called by a module's open() (and by whoever comes first).  ERR_IO, ERR_INVALID: it is missing or
 * broken. */
enum err country_load(const struct config *c) MUST_CHECK;
/* All countries, in the order of the file (by code).  Empty before country_load(). */
const struct country *country_all(size_t *count);
const struct country *country_find(struct str code); /* NULL: none; case counts */
/* Its name in a locale, else in English, else the code. */
struct str country_name(const struct country *c, struct str locale);
/* For the choice in forms: struct pair (code, name), sorted by name as the locale sorts (umlauts beside their letters).
 * */
enum err country_choices(struct arena *a, struct str locale, struct list *out) MUST_CHECK;
bool country_postal_code_fits(const struct country *c, struct str code);

#endif
