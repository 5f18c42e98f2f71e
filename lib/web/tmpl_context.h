/*
 * tmpl_context.h - internal to tmpl*.c: where in HTML a variable stands.
 *
 * Escaping makes text safe between tags and inside quoted attribute values, and nowhere else.  The compiler follows its
 * own output and refuses a text variable in any other place.  Sections are followed as if all were shown, which is
 * right for markup that is whole either way.
 */
#ifndef MERCER_TMPL_CONTEXT_H
#define MERCER_TMPL_CONTEXT_H

#include "lib/base/str.h"

enum context_state {
	CONTEXT_TEXT,
	CONTEXT_TAG,      /* after "<a", between attributes */
	CONTEXT_NAME,     /* in an attribute's name */
	CONTEXT_EQUALS,   /* after its '=' */
	CONTEXT_BARE,     /* in a value without quotes */
	CONTEXT_DOUBLE, CONTEXT_SINGLE,
	CONTEXT_COMMENT,
	CONTEXT_RAW,      /* in <script> or <style> */
};

#define CONTEXT_WORD 16

struct context {
	enum context_state state;
	char tag[CONTEXT_WORD];       /* lower case, cut */
	char attribute[CONTEXT_WORD];
	char recent[9];               /* the last bytes, to see "-->", "</script" */
	bool naming;                  /* the tag's name is still coming */
};

/* Follow a run of literal text. */
void context_text(struct context *c, struct str s);
/* NULL: an escaped text may stand here; else why not. */
const char *context_refuses(const struct context *c);
/* A value stands here; what it says does not change the place. */
void context_value(struct context *c);

#endif
