/*
 * str.h - views of text, and checked numbers.
 *
 * A struct str points at bytes that somebody else owns (the arena, a literal, the request body); it need not end in
 * NUL.  ptr == NULL means *absent* (SQL NULL, JSON null, a form field that was not sent), which differs from empty.
 * Text is UTF-8 throughout; str_is_utf8() guards every entrance.
 */
#ifndef MERCER_STR_H
#define MERCER_STR_H

#include "lib/base/arena.h"
#include "lib/base/err.h"

struct str {
	const char *ptr;
	size_t len;
};

/* Trusted markup, never escaped by templates.  Only library code makes it: the sanitizer for rich text
 * (lib/io/xml.h), a rendered fragment (lib/web/tmpl.h), an icon of ours. */
struct html {
	const char *ptr;
	size_t len;
};

/* A view of a string literal; STR_ABSENT is SQL NULL. */
#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_INIT(lit) { "" lit, sizeof(lit) - 1 }
#define STR_ABSENT ((struct str){ NULL, 0 })
/* For printf: printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).len, ((s).ptr ? (s).ptr : "")

struct str str_of(const char *z);                       /* NULL gives absent */
struct str str_n(const char *ptr, size_t len);
static inline bool str_is_absent(struct str s) { return s.ptr == NULL; }
static inline bool str_is_empty(struct str s) { return s.len == 0; }

bool str_eq(struct str a, struct str b);                /* bytes; absent equals only absent */
bool str_eq_z(struct str a, const char *z);
bool str_eq_nocase(struct str a, struct str b);         /* ASCII letters only */
int str_cmp(struct str a, struct str b);                /* memcmp order, then length */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_contains(struct str s, struct str part);
/* Index of the first `c`, or s.len. */
size_t str_find(struct str s, char c);
/* From byte `from` to the end; `from` past the end gives empty. */
struct str str_skip(struct str s, size_t from);
struct str str_cut(struct str s, size_t len);           /* the first `len` bytes at most */
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* Take the part before the first `sep` off `rest`.  False when `rest` is used up (absent).
 *	while (str_split(&rest, ',', &part)) ... */
bool str_split(struct str *rest, char sep, struct str *part);

char *str_z(struct arena *a, struct str s);             /* NUL-terminated copy for C libraries; absent gives "" */
struct str str_dup(struct arena *a, struct str s);      /* absent stays absent */
struct str str_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct str str_lower(struct arena *a, struct str s);    /* ASCII letters only */

/* Valid UTF-8 (no overlong forms, no surrogates, up to U+10FFFF) without NUL. */
bool str_is_utf8(struct str s);
/* Code points in valid UTF-8. */
size_t str_chars(struct str s);
/* Cut at a code point boundary so that at most `chars` code points remain. */
struct str str_cut_chars(struct str s, size_t chars);
/* Decode one code point of valid UTF-8 at *at and move *at past it; U+FFFD and one byte on bad input. */
uint32_t str_next_char(struct str s, size_t *at);

/* The whole of `s` is a decimal integer in min..max: optional '-', digits, nothing else.
 * ERR_INVALID otherwise, without an err_fail detail (callers know what they read). */
enum err str_to_i64(struct str s, int64_t min, int64_t max, int64_t *out) MUST_CHECK;
enum err str_to_u64_hex(struct str s, uint64_t *out) MUST_CHECK;
/* A decimal number with at most `scale` (0..9) digits after the point, scaled: "1.5", scale 3 -> 1500.
 * No exponent, no thousands separator. */
enum err str_to_decimal(struct str s, int scale, int64_t *out) MUST_CHECK;
/* "true"/"1"/"yes"/"on" and "false"/"0"/"no"/"off", any case. */
enum err str_to_bool(struct str s, bool *out) MUST_CHECK;

/* 64-bit hash (FNV-1a folded); stable over runs and versions, for tables and cache keys, not for secrets. */
uint64_t str_hash(struct str s);

#endif
