/*
 * json_scan.h - is this text RFC 8259 JSON, under our limits?  Used by json.c before json-c builds its tree.
 *
 * json-c is lenient where strictness matters (NUL and lone surrogates in strings, control characters, duplicate names),
 * so the grammar is checked here first, with the place of the first mistake in the detail.
 */
#ifndef MERCER_JSON_SCAN_H
#define MERCER_JSON_SCAN_H

#include "lib/base/str.h"

/* ERR_INVALID: not JSON; ERR_LIMIT: nested deeper than max_depth (a lone value has depth 0).  *members counts the
 * members of all objects: fewer in a parsed tree means that a name was given twice. */
enum err json_scan(struct str text, int max_depth, size_t *members) MUST_CHECK;

#endif
