/*
 * escape.h - one escaper per context; pick by where the text goes, never by what it looks like.
 *
 * All append to a struct buf and copy clean runs in one piece.  Input is UTF-8; absent adds nothing.
 */
#ifndef MERCER_ESCAPE_H
#define MERCER_ESCAPE_H

#include "lib/base/buf.h"

/* HTML text and double-quoted attribute values: & < > " ' become references. */
void escape_html(struct buf *b, struct str s);
/* XML 1.0 text and attributes: as HTML; characters XML forbids become U+FFFD. */
void escape_xml(struct buf *b, struct str s);
/* One path segment of a URL: all but RFC 3986 unreserved become %XX ('/' too). */
void escape_url_part(struct buf *b, struct str s);
/* A name or value of a query string: as above, blank becomes '+'. */
void escape_url_arg(struct buf *b, struct str s);
/* Inside a JSON string, without the quotes: RFC 8259 minimum, plus < > & U+2028 U+2029 as \u00XX so that the text is
 * safe inside <script> too; bytes that are not UTF-8 become \ufffd. */
void escape_json(struct buf *b, struct str s);
/* Inside a double-quoted header parameter (filename="..."): controls dropped, '"' and '\' escaped. */
void escape_header(struct buf *b, struct str s);
/* A CSV cell per RFC 4180 (quoted when needed).  `guard`: prefix ' when it starts with = + - @ TAB CR, against formula
 * injection (a cell that starts with ' and one of these gets a second ', so that reading it back is exact). */
void escape_csv(struct buf *b, struct str s, bool guard);

/* %XX and '+' decoded into the arena.  ERR_INVALID: broken escape, NUL, or not UTF-8 afterwards. */
enum err url_decode(struct arena *a, struct str s, bool plus_is_blank, struct str *out) MUST_CHECK;

#endif
