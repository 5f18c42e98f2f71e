/*
 * tmpl_tree.h - internal to tmpl*.c: a template's syntax tree, and the complaints of a compilation.
 *
 * tmpl_parse.c makes the tree (Mustache's syntax and its rules for white space), tmpl_compile.c resolves it against
 * shapes into a flat program (inheritance and partials are gone by then), tmpl.c loads sets and renders.  Trees know no
 * shape and no locale.
 */
#ifndef MERCER_TMPL_TREE_H
#define MERCER_TMPL_TREE_H

#include "lib/web/tmpl.h"

#define TMPL_COMPLAINTS_MAX 20
#define TMPL_DEPTH_MAX 64  /* nesting of tags, partials and parents */
#define TMPL_TEXT_MAX ((size_t)1 << 20) /* bytes of one template file */

enum node_type {
	NODE_TEXT,
	NODE_VAR,      /* {{name}} */
	NODE_SECTION,  /* {{#name}} */
	NODE_INVERTED, /* {{^name}} */
	NODE_PARTIAL,  /* {{>name}} */
	NODE_PARENT,   /* {{<name}}: children are its blocks */
	NODE_BLOCK,    /* {{$name}} */
	NODE_MESSAGE,  /* {{#_}}: text is the msgid */
	NODE_PLURAL,   /* {{#_n name}}: text is "one|many" */
	NODE_ASSET,    /* {{#asset}}: text is the path */
};

struct place {
	const char *file;
	unsigned line, column; /* from 1; column in bytes */
};

struct node {
	enum node_type type;
	bool line_start;   /* TEXT: stands at the start of a source line */
	bool own_line;     /* the tag was alone on its line; BLOCK: so was its opening tag */
	bool in_parent;    /* BLOCK: directly inside a parent, so an override */
	struct node *next, *children;
	struct str text;
	struct str name;
	struct str indent; /* blanks before a tag that is the first thing of its line */
	struct place place;
};

struct complaints {
	struct arena *arena;
	char *items[TMPL_COMPLAINTS_MAX];
	size_t count;
};
void tmpl_complain(struct complaints *c, struct place at, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* ERR_INVALID with all complaints as detail; OK when there are none. */
enum err tmpl_verdict(const struct complaints *c) MUST_CHECK;

struct tmpl_text {
	struct place at;   /* of the first byte */
	struct str text;
	/* false: leading blanks of lines and blank lines are dropped, but for <pre> and <textarea> */
	bool keep_indent;
	bool fragment;     /* a translated message: its start is not the start of a line */
};
/* The list of top nodes; NULL with complaints when the syntax is wrong (or without any when the text is empty). */
struct node *tmpl_parse(struct arena *a, const struct tmpl_text *t, struct complaints *c);

/* The msgid of a message: white space trimmed and collapsed to single blanks. */
struct str tmpl_collapse(struct arena *a, struct str s);

struct program;
struct tmpl {
	const struct i18n *i18n;
	size_t count;                 /* programs: one per locale */
	struct program **programs;
};

/* Where partials and assets come from while compiling. */
struct tmpl_loader {
	struct arena *arena;
	const struct tmpl_source *source;
	/* URL of a static file; false: there is no such file.  NULL: assets are not taken. */
	bool (*asset)(void *payload, struct str path, struct str *url);
	void *asset_payload;
	struct tmpl_partial *partials; /* parsed once, by name */
};
struct program *tmpl_program(
    struct tmpl_loader *l, struct str name, const struct shape *view, int locale, struct complaints *c);
/* Give the loader a text under a name, before the callback is asked. */
void tmpl_add_text(struct tmpl_loader *l, struct str name, struct str text, struct complaints *c);
void tmpl_run(const struct program *p, const struct i18n *i18n, int locale, const void *view, struct buf *out);

#endif
