/*
 * json.h - JSON <-> structs by shape.  json-c is included by json.c alone.
 *
 * Reading is strict: RFC 8259, UTF-8, depth at most JSON_DEPTH_MAX, no duplicate keys, no trailing data, no NUL in
 * strings, numbers of integer members must be integers in range (no 1.0, no 1e3), unknown members are errors (mass
 * assignment), read-only members are errors.  Writing is direct to a buf (no json-c tree), escaped by escape_json.
 */
#ifndef MERCER_JSON_H
#define MERCER_JSON_H

#include "lib/base/shape.h"

#define JSON_DEPTH_MAX 32

/* Parse and check.  ERR_INVALID with e->count == 0: not JSON (err_detail() says where); with e->count > 0: JSON, but
 * not of this shape (names are JSON pointers without the leading '/': "variants/0/price").  ERR_LIMIT: too deep. */
enum err json_read(
    struct arena *a, struct str text, const struct shape *s, void *out, struct field_errors *e) MUST_CHECK;
/* RFC 7396: only members present in `text` change in `out`; present[i] tells which (s->count flags; may be NULL). */
enum err json_merge(struct arena *a, struct str text, const struct shape *s, void *out, bool *present,
    struct field_errors *e) MUST_CHECK;
/* An array of text, for small lists kept in one column. */
enum err json_read_strings(struct arena *a, struct str text, size_t max, struct list *out) MUST_CHECK;

/* Append one object.  fields: bit i set = write member i of the top level; UINT64_MAX = all. */
void json_write(struct buf *b, const struct shape *s, const void *obj, uint64_t fields);
/* "a,b" -> bit mask of members; ERR_INVALID names the unknown one in e. */
enum err json_fields(const struct shape *s, struct str wanted, uint64_t *out, struct field_errors *e) MUST_CHECK;
void json_write_str(struct buf *b, struct str s);      /* with quotes; absent gives null */
void json_write_list(struct buf *b, const struct shape *s, struct list list, uint64_t fields);

#endif
