/*
 * openapi.h - the OpenAPI 3.1 document, generated from route tables and shapes, so it is never out of date.
 */
#ifndef MERCER_OPENAPI_H
#define MERCER_OPENAPI_H

#include "lib/web/route.h"

/*
 * A module program knows its own routes only; the document is of all.  So each program writes its part when it is built
 * (option -a), into
 * <openapi.path>/<module>.part, and who serves the document joins the parts that are there.
 */

/* What the /api routes of the tables contribute: operations, schemas, tags.  Independent of configuration. */
void openapi_part(struct buf *b, const struct route_table *const *tables, size_t count);
/* Append the document: paths, parameters, schemas (JSON Schema 2020-12), problem replies, security schemes, tags.
 * Lints clean with redocly's recommended rules.  ERR_CONFLICT: two parts describe one path or schema differently. */
enum err openapi_join(
    struct buf *b, struct arena *a, const struct config *c, const struct str *parts, size_t count) MUST_CHECK;

#endif
