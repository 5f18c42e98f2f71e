/*
 * openapi_schema.h - internal to openapi*.c: JSON being written, and shapes as JSON Schema 2020-12.
 */
#ifndef MERCER_OPENAPI_SCHEMA_H
#define MERCER_OPENAPI_SCHEMA_H

#include "lib/web/openapi.h"

#define OPENAPI_SHAPES_MAX 256

/* Components that are there only when something refers to them; problems by their codes. */
enum openapi_need {
	OPENAPI_LOCALE,
	OPENAPI_CURRENCY,
	OPENAPI_LINK,
	OPENAPI_ETAG,
	OPENAPI_ONCE,
	OPENAPI_REPLAYED,
	OPENAPI_TOKEN,
	OPENAPI__NEEDS
};
extern const char *const openapi_needs[OPENAPI__NEEDS];

/* JSON with its commas in the right places. */
struct doc {
	struct buf *b;
	bool comma;
	/* Shapes that the document speaks of, in order of appearance. */
	struct doc_shape {
		const struct shape *shape;
		bool input;  /* is a body somewhere: only what is required of a caller is required */
		bool sparse; /* a caller may pick its members: none is required */
	} shapes[OPENAPI_SHAPES_MAX];
	size_t shape_count;
};

void doc_open(struct doc *d, char bracket);
void doc_close(struct doc *d, char bracket);
void doc_key(struct doc *d, const char *name);
void doc_text(struct doc *d, const char *text);
void doc_str(struct doc *d, struct str text);
void doc_i64(struct doc *d, int64_t v);
void doc_bool(struct doc *d, bool v);
void doc_member(struct doc *d, const char *name, const char *text);
/* {"$ref": "#/components/<kind>/<name>"} */
void doc_ref(struct doc *d, const char *kind, const char *name);

/* Note a shape and all within it. */
struct doc_shape *doc_shape(struct doc *d, const struct shape *s);
/* The schema of one member; as an argument it has its default and is never null. */
void doc_field(struct doc *d, const struct shape_field *f, bool argument);
/* A line "schema <name> {...}" for every noted shape, money and problem. */
void doc_schemas(struct doc *d);

#endif
