/*
 * openapi.h - the OpenAPI 3.1 document, generated from route tables and shapes, so it is never out of date.
 */
#ifndef MERCER_OPENAPI_H
#define MERCER_OPENAPI_H

#include "lib/web/route.h"

/* Append the document of all /api routes of the tables: paths, parameters, schemas (JSON Schema 2020-12), problem replies, tags.  Lints
 * clean with redocly's recommended rules. */
void openapi_write(struct buf *b, const struct config *c, const struct route_table *const *tables, size_t count);

#endif
