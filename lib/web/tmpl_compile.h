/*
 * tmpl_compile.h - internal to the compiler's files.
 *
 *	tmpl_compile.c  ops, and what text, variables, sections and messages become
 *	tmpl_scope.c    names: which frame and which member they are
 *	tmpl_layout.c   partials, parents and blocks, and the whole program
 */
#ifndef MERCER_TMPL_COMPILE_H
#define MERCER_TMPL_COMPILE_H

#include "lib/web/tmpl_context.h"
#include "lib/web/tmpl_program.h"

/* A frame of the context stack as the compiler sees it: a struct, or one value ({{.}} in a list of text or in
 * {{#title}}). */
struct frame {
	const struct shape *shape;       /* NULL: a value */
	const struct shape_field *field; /* the value's member; NULL with shape NULL: an element of a list of text */
};

struct scope {
	struct frame frames[TMPL_FRAMES_MAX];
	size_t count;
};

/* Blocks given to a parent; `outer` holds those of the templates that derive from it. */
struct overrides {
	const struct overrides *outer;
	const struct node *blocks;
};

/* A partial at work: what it sees decides whether it may call itself. */
struct routine {
	struct routine *next;
	struct str name, indent;
	struct scope scope;
	const struct node *body;
	uint32_t start;
	bool written;
};

struct compiler {
	struct tmpl_loader *loader;
	struct complaints *complaints;
	struct arena *arena;
	int locale;
	struct program *program;
	size_t cap;
	struct buf text;          /* not yet part of an op */
	struct context context;   /* in HTML, after the last op */
	struct scope scope;
	struct str indent;        /* before each line of the text at hand */
	size_t dedent;            /* blanks to take off each line */
	bool mid_line;            /* the next text continues a line, whatever its source did */
	const struct overrides *overrides;
	struct routine *active;   /* partials being written out, innermost first */
	struct routine *routines; /* those that are called */
	unsigned depth;
	unsigned nodes;           /* written so far, partials each time */
};

struct tmpl_partial {
	struct tmpl_partial *next;
	struct str name;
	bool found;
	struct node *nodes;
};

/* Where a name leads. */
struct target {
	struct ref ref;
	enum shape_type type;
	const struct shape_field *field; /* NULL: an element of a list of text */
	const struct shape *self;        /* {{.}} is the whole struct */
};

/* Append an op that first says the pending text. */
struct op *tmpl_op(struct compiler *c, enum op_code code);
/* Index of the next op, as a place to jump to: pending text belongs to what came before. */
uint32_t tmpl_label(struct compiler *c);
/* False with a complaint when the name leads nowhere. */
bool tmpl_resolve(struct compiler *c, const struct node *n, struct str name, struct target *t);
/* Enter a section on `t`; false with a complaint when there are too many. */
bool tmpl_push(struct compiler *c, const struct node *n, const struct target *t);
void tmpl_write(struct compiler *c, const struct node *n);
void tmpl_write_partial(struct compiler *c, const struct node *n);
void tmpl_write_parent(struct compiler *c, const struct node *n);
void tmpl_write_block(struct compiler *c, const struct node *n);

#endif
