/*
 * tmpl_program.h - internal to tmpl*.c: the flat program that a template becomes.
 *
 * An op first appends its text run, then does its work on the value that `ref` leads to.  Frames are numbered from the
 * bottom of the context stack; the compiler has settled which one each name belongs to.
 */
#ifndef MERCER_TMPL_PROGRAM_H
#define MERCER_TMPL_PROGRAM_H

#include "lib/web/tmpl_tree.h"

#define TMPL_FRAMES_MAX 32  /* sections around a tag */
#define TMPL_HOPS_MAX 8     /* parts of a dotted name */
#define TMPL_OPS_MAX 100000 /* of one program */
#define TMPL_NODES_MAX 500000
#define TMPL_ALL_CALLS_MAX 200000 /* of one rendering; past it the output fails, as past its ceiling */
#define TMPL_CALLS_MAX 64   /* depth of recursive partials at run time; what lies deeper is left out */

enum op_code {
	OP_NONE,
	OP_TEXT,   /* nothing but the text run */
	OP_STR, OP_HTML, OP_I32, OP_I64, OP_OPT, OP_ENUM,
	OP_IF,     /* scalar: frame `push` is the value, or go to target */
	OP_UNLESS, /* go to target when the section would be shown */
	OP_WITH,   /* struct pointer: frame `push` is the struct, or go to target */
	OP_EACH,   /* list: frame `push` is its first element, or go to target */
	OP_NEXT,   /* frame `push` is the next element and go to target, or go on */
	OP_PLURAL, /* go to targets[form of the number] */
	OP_JUMP,
	OP_CALL,   /* run from target with `push` frames of ours */
	OP_END,
};

/* `hops` offsets from the frame's address; all but the last lead through a pointer.  None: the frame itself. */
struct ref {
	uint8_t frame, hops;
	const uint32_t *path;
};

struct op {
	uint8_t code; /* enum op_code */
	uint8_t type; /* enum shape_type of the value */
	uint8_t push;
	uint32_t text_len;
	uint32_t target;
	struct ref ref;
	const char *text;
	union {
		const struct shape_enum *enums;
		const uint32_t *targets;
		const uint8_t *frames;
		size_t size; /* of a list's element */
	} extra;
	const void *routine; /* while compiling */
};

struct program {
	struct op *ops;
	size_t count;
};

#endif
