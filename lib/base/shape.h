/*
 * shape.h - describe a C struct once; HTML, JSON in and out, forms, CSV, database rows and OpenAPI follow it.
 *
 * A shape is a const table: per member its name, type, offset (type-checked at compile time), constraints and one line
 * of doc.  Member name = JSON name = form field = SQL column alias = template name.
 *
 *	struct brand { struct str slug; struct str name; int64_t products; };
 *	static const struct shape_field brand_fields[] = {
 *		SHAPE_STR(struct brand, slug, 1, 120, .flags = SHAPE_REQUIRED, .format = &format_slug, .doc = "URL"),
 *		SHAPE_STR(struct brand, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "as shown to shoppers"),
 *		SHAPE_I64(struct brand, products, 0, INT64_MAX, .flags = SHAPE_READ_ONLY, .doc = "products on sale"),
 *	};
 *	const struct shape brand_shape = SHAPE(struct brand, brand_fields, "A maker or label.");
 *
 * C types by shape type, and how each says "absent" (SQL NULL, JSON null or left out, no form field):
 *	BOOL   bool             never absent          MONEY  struct money   currency[0] == 0
 *	I32    int32_t          never absent          TIME   struct time    TIME_ABSENT
 *	I64    int64_t          never absent          ENUM   int            value -1
 *	OPT    struct opt_i64   .set == false         STRUCT struct x *     NULL (pointer to nested struct)
 *	STR    struct str       ptr == NULL           LIST   struct list    never absent, may be empty
 *	HTML   struct html      ptr == NULL           PAIRS  struct list of struct pair
 * A zeroed struct is not "all absent" for TIME and ENUM: call shape_init().
 */
#ifndef MERCER_SHAPE_H
#define MERCER_SHAPE_H

#include "lib/base/clock.h"
#include "lib/base/money.h"

struct opt_i64 {
	bool set;
	int64_t value;
};

/* `count` elements, one after the other: structs of field->shape->size bytes, or struct str when field->shape is
 * NULL. */
struct list {
	void *items;
	size_t count;
};
/* An undeclared-name parameter: facet choices ("f.colour" = "red"). */
struct pair {
	struct str name; /* without the prefix */
	struct str value;
};

enum shape_type {
	SHAPE_T_BOOL, SHAPE_T_I32, SHAPE_T_I64, SHAPE_T_OPT, SHAPE_T_STR, SHAPE_T_HTML, SHAPE_T_MONEY, SHAPE_T_TIME,
	SHAPE_T_ENUM, SHAPE_T_STRUCT, SHAPE_T_LIST, SHAPE_T_PAIRS, SHAPE_T__MAX
};

enum shape_flag {
	SHAPE_REQUIRED = 1 << 0,  /* input must have it, and not empty */
	SHAPE_READ_ONLY = 1 << 1, /* output only: refused as input */
	SHAPE_WRITE_ONLY = 1 << 2,/* input only: never in output (passwords) */
	/* for C, templates and the database; not in JSON, forms, CSV, OpenAPI (primary keys) */
	SHAPE_HIDDEN = 1 << 3,
	SHAPE_SECRET = 1 << 4,    /* masked in logs */
	SHAPE_MULTILINE = 1 << 5, /* text may hold line breaks */
	SHAPE_NO_TRIM = 1 << 6,   /* forms keep white space at the ends (passwords) */
	SHAPE_OMIT = 1 << 7,      /* JSON output leaves it out when absent (else null) */
};

/* A named text format: checked on input, `format`/`pattern` in OpenAPI. */
struct shape_format {
	const char *name;    /* "slug", "email", "uri", "locale" */
	const char *pattern; /* ECMA regex for OpenAPI, NULL when none says it well */
	bool (*check)(struct str s);
	const char *hint;    /* translatable: what would be right */
};
extern const struct shape_format format_slug;     /* a-z 0-9 and single inner '-' */
extern const struct shape_format format_uri;      /* absolute http(s) */
extern const struct shape_format format_locale;   /* BCP 47 subset: en, de, pt-BR */
extern const struct shape_format format_currency; /* ISO 4217 of the table */
extern const struct shape_format format_gtin;     /* 8, 12, 13 or 14 digits with a right check digit */

struct shape_enum {
	const char *name; /* as in JSON, forms and SQL ENUM columns */
	int value;        /* >= 0 */
};

struct shape_field {
	const char *name;
	enum shape_type type;
	unsigned flags;                    /* enum shape_flag */
	size_t offset;
	int64_t min, max;                  /* number: value; text: code points; money: minor units; list: elements */
	const struct shape *shape;         /* STRUCT, LIST of structs */
	const struct shape_enum *enums;    /* ENUM: ends with name NULL */
	const struct shape_format *format; /* text */
	const char *prefix;                /* PAIRS: "f." */
	const char *fallback;              /* value when input leaves it out, as form text */
	const char *doc;
};

struct shape {
	const char *name;   /* "brand": the OpenAPI schema's name */
	size_t size;        /* sizeof the struct */
	const struct shape_field *fields;
	size_t count;
	const char *doc;
};

#define SHAPE(T, table, text) { #T, sizeof(T), (table), sizeof(table) / sizeof((table)[0]), (text) }
/* "struct brand" -> "brand" */
const char *shape_name(const struct shape *s);

/* Compile-time proof that member m of T has C type M; value: its offset. */
#define SHAPE_AT(T, m, M) (offsetof(T, m) + 0 * sizeof(struct { \
	int member_has_another_type : __builtin_types_compatible_p(__typeof__(((T *)0)->m), M) ? 1 : -1; }))

#define SHAPE_BOOL(T, m, ...) { .name = #m, .type = SHAPE_T_BOOL, .offset = SHAPE_AT(T, m, bool), __VA_ARGS__ }
#define SHAPE_I32(T, m, lo, hi, ...) \
	{ .name = #m, .type = SHAPE_T_I32, .offset = SHAPE_AT(T, m, int32_t), .min = (lo), .max = (hi), __VA_ARGS__ }
#define SHAPE_I64(T, m, lo, hi, ...) \
	{ .name = #m, .type = SHAPE_T_I64, .offset = SHAPE_AT(T, m, int64_t), .min = (lo), .max = (hi), __VA_ARGS__ }
#define SHAPE_OPT(T, m, lo, hi, ...) \
	{ .name = #m, .type = SHAPE_T_OPT, .offset = SHAPE_AT(T, m, struct opt_i64), .min = (lo), .max = (hi), \
	    __VA_ARGS__ }
#define SHAPE_STR(T, m, lo, hi, ...) \
	{ .name = #m, .type = SHAPE_T_STR, .offset = SHAPE_AT(T, m, struct str), .min = (lo), .max = (hi), __VA_ARGS__ }
#define SHAPE_HTML(T, m, ...) { .name = #m, .type = SHAPE_T_HTML, .offset = SHAPE_AT(T, m, struct html), __VA_ARGS__ }
#define SHAPE_MONEY(T, m, ...) { .name = #m, .type = SHAPE_T_MONEY, .offset = SHAPE_AT(T, m, struct money), \
	.min = INT64_MIN, .max = INT64_MAX, __VA_ARGS__ }
/* The same with limits in minor units: 0 or 1 as the least for prices. */
#define SHAPE_AMOUNT(T, m, lo, hi, ...) { .name = #m, .type = SHAPE_T_MONEY, .offset = SHAPE_AT(T, m, struct money), \
	.min = (lo), .max = (hi), __VA_ARGS__ }
#define SHAPE_TIME(T, m, ...) { .name = #m, .type = SHAPE_T_TIME, .offset = SHAPE_AT(T, m, struct time), __VA_ARGS__ }
#define SHAPE_ENUM(T, m, table, ...) \
	{ .name = #m, .type = SHAPE_T_ENUM, .offset = SHAPE_AT(T, m, int), .enums = (table), __VA_ARGS__ }
#define SHAPE_STRUCT(T, m, M, s, ...) \
	{ .name = #m, .type = SHAPE_T_STRUCT, .offset = SHAPE_AT(T, m, M *), .shape = (s), __VA_ARGS__ }
/* List of structs described by `s`; list of text when s is NULL. */
#define SHAPE_LIST(T, m, s, most, ...) \
	{ .name = #m, .type = SHAPE_T_LIST, .offset = SHAPE_AT(T, m, struct list), .shape = (s), .max = (most), \
	    __VA_ARGS__ }
#define SHAPE_PAIRS(T, m, pre, most, ...) { .name = #m, .type = SHAPE_T_PAIRS, .offset = SHAPE_AT(T, m, struct list), \
	.prefix = (pre), .max = (most), __VA_ARGS__ }

/* Zero the struct and mark every member absent (TIME, ENUM included). */
void shape_init(const struct shape *s, void *out);
const struct shape_field *shape_find(const struct shape *s, struct str name); /* NULL: no such member */
static inline void *shape_at(const struct shape_field *f, const void *obj)
{ return (char *)(uintptr_t)obj + f->offset; }
bool shape_is_absent(const struct shape_field *f, const void *obj);

/* What is wrong with one field of an input: shown beside the field, or as RFC 9457 `errors`. */
struct field_error {
	struct str name;    /* dotted path of members and indices: "variants.0.price" */
	struct str message; /* msgid; translated where it is shown */
	struct opt_i64 limit; /* the number that the message's %lld speaks of */
};
struct field_errors {
	struct arena *arena;
	struct field_error *items;
	size_t count, cap; /* at most FIELD_ERRORS_MAX kept */
};
#define FIELD_ERRORS_MAX 100
void field_error(struct field_errors *e, struct str name, const char *msgid, struct opt_i64 limit);

/* Set one scalar member from text (form field, CSV cell, query argument): trims, converts, checks constraints.
 * MONEY text is "19.99" with the currency given.  Complaints go to `e` under `name`; ERR_INVALID then. */
enum err shape_set_text(const struct shape_field *f, void *obj, struct str text, const char *currency,
    struct str name, struct field_errors *e) MUST_CHECK;
/* Constraints of a filled struct, nested ones and lists too (after JSON); false when anything was added to `e`. */
bool shape_check(const struct shape *s, const void *obj, struct str prefix, struct field_errors *e);

#endif
