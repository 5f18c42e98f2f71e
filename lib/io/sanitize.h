/*
 * sanitize.h - the rules of html_sanitize(): which elements, attributes and addresses are kept.  Used by xml.c alone.
 *
 * The rules know nothing of a parser: xml.c walks the tree and reports elements and text in document order; what is
 * allowed is written out anew, escaped, so that nothing of the input's spelling survives.
 */
#ifndef MERCER_SANITIZE_H
#define MERCER_SANITIZE_H

#include "lib/base/buf.h"

#define SANITIZE_DEPTH 100 /* deeper elements lose their tags */
struct sanitizer {
	struct buf *out;
	const char *open[SANITIZE_DEPTH]; /* names written and not yet closed */
	size_t depth;
	int inside; /* of them, how many hold text only: no block may start there */
	int links;  /* of them, how many are a: these do not nest */
};
/* What matters of an element; attribute values decoded, absent when missing. */
struct element {
	const char *name; /* lower case */
	struct str href, title, src, alt, width, height;
	bool holds_block;  /* a block element is somewhere inside */
};

/* Elements that go with everything inside. */
bool sanitize_is_dropped(const char *name);
/* Elements that begin a new line, kept or not. */
bool sanitize_is_block(const char *name);
/* Write the start tag; false: the element loses its tag (and has no end). */
bool sanitize_open(struct sanitizer *s, const struct element *e);
/* The end tag of the element opened last. */
void sanitize_close(struct sanitizer *s);
void sanitize_text(struct sanitizer *s, struct str text);

#endif
