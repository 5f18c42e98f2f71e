/* attribute.h - typed attributes, their options, and product types.  Writes tables attribute*, product_type*,
 * product_attribute. */
#ifndef MERCER_ATTRIBUTE_H
#define MERCER_ATTRIBUTE_H

#include "lib/shop/product_store.h"

enum attribute_kind {
	ATTRIBUTE_TEXT,
	ATTRIBUTE_NUMBER,
	ATTRIBUTE_BOOL,
	ATTRIBUTE_ONE,
	ATTRIBUTE_MANY,
	ATTRIBUTE_COLOUR,
	ATTRIBUTE_DATE
};
extern const struct shape_enum attribute_kind_names[];
/* A value is one of the attribute's options. */
static inline bool attribute_has_options(enum attribute_kind k)
{ return k == ATTRIBUTE_ONE || k == ATTRIBUTE_MANY || k == ATTRIBUTE_COLOUR; }

struct attribute_option_def {
	struct str code;
	struct str swatch;   /* "#rrggbb" or absent */
	struct list names;   /* name_input */
};
struct attribute_def {
	struct str code;
	enum attribute_kind kind;
	bool is_facet;
	int32_t position;
	struct list names;   /* name_input */
	struct list units;   /* name_input: "cm"; empty: none */
	struct list options; /* attribute_option_def, in order */
};
/* Make or change; options that are not named stay.  ERR_CONFLICT: there are values of another kind.  Each in one
 * transaction. */
enum err attribute_put(struct db *db, struct arena *a, const struct attribute_def *def) MUST_CHECK;

struct product_type_def {
	struct str code;
	struct list names;      /* name_input, the default locale first */
	struct list attributes; /* struct str: codes in the order of the specification table */
};
enum err product_type_put(struct db *db, struct arena *a, const struct product_type_def *def) MUST_CHECK;

/* Canonical text of a value, by kind; ERR_INVALID: it cannot be one.  Options become codes. */
enum err attribute_value(struct arena *a, enum attribute_kind kind, struct str value, struct str *out) MUST_CHECK;

struct str attribute_number(struct arena *a, int64_t e6);     /* "9.5" */
struct str attribute_date(struct arena *a, struct time date); /* "2026-11-22" */

extern const struct db_module attribute_sql, attribute_value_sql;

#endif
