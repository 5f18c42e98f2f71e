/* tmpl_run.c - the loop that renders a program.  See tmpl_program.h. */
#include "lib/web/tmpl_program.h"
#include "lib/web/i18n.h"
#include "lib/base/escape.h"

struct loop {
	const char *at;
	size_t left; /* elements from `at` on */
	size_t size;
};

struct run {
	const struct program *program;
	const struct i18n *i18n;
	int locale;
	struct buf *out;
	unsigned depth, calls;
};

/* The address that a name leads to; NULL when a struct on the way is absent. */
static inline const void *
follow(const struct ref *r, const void *const *frames)
{
	const char *p = frames[r->frame];

	for (unsigned i = 0; i < r->hops; i++) {
		if (i > 0) {
			p = *(const char *const *)(const void *)p;
			if (!p)
				return NULL;
		}
		p += r->path[i];
	}
	return p;
}

/* The meaning of a section, as tmpl.h promises it. */
static bool
shown(enum shape_type type, const void *at)
{
	if (!at)
		return false;
	switch (type) {
	case SHAPE_T_BOOL:
		return *(const bool *)at;
	case SHAPE_T_I32:
		return *(const int32_t *)at != 0;
	case SHAPE_T_I64:
		return *(const int64_t *)at != 0;
	case SHAPE_T_OPT:
		return ((const struct opt_i64 *)at)->set;
	case SHAPE_T_STR:
		return ((const struct str *)at)->len > 0;
	case SHAPE_T_HTML:
		return ((const struct html *)at)->len > 0;
	case SHAPE_T_MONEY:
		return !money_is_absent(*(const struct money *)at);
	case SHAPE_T_TIME:
		return !time_is_absent(*(const struct time *)at);
	case SHAPE_T_ENUM:
		return *(const int *)at >= 0;
	case SHAPE_T_STRUCT:
		return *(void *const *)at != NULL;
	case SHAPE_T_LIST:
	case SHAPE_T_PAIRS:
		return ((const struct list *)at)->count > 0;
	case SHAPE_T__MAX:
		break;
	}
	BUG("a shape type that sections do not know");
}

static int64_t
number(enum shape_type type, const void *at)
{
	if (!at)
		return 0;
	if (type == SHAPE_T_I32)
		return *(const int32_t *)at;
	if (type == SHAPE_T_I64)
		return *(const int64_t *)at;
	return ((const struct opt_i64 *)at)->set ? ((const struct opt_i64 *)at)->value : 0;
}

static void
say_value(const struct op *op, const void *at, struct buf *out)
{
	switch ((enum op_code)op->code) {
	case OP_STR:
		escape_html(out, *(const struct str *)at);
		break;
	case OP_HTML:
		buf_add(out, ((const struct html *)at)->ptr, ((const struct html *)at)->len);
		break;
	case OP_I32:
		buf_i64(out, *(const int32_t *)at);
		break;
	case OP_I64:
		buf_i64(out, *(const int64_t *)at);
		break;
	case OP_OPT:
		if (((const struct opt_i64 *)at)->set)
			buf_i64(out, ((const struct opt_i64 *)at)->value);
		break;
	case OP_ENUM:
		for (const struct shape_enum *e = op->extra.enums; e->name; e++)
			if (e->value == *(const int *)at)
				escape_html(out, str_of(e->name));
		break;
	default:
		BUG("an op that says nothing");
	}
}

static uint32_t
plural_form(const struct run *r, const struct op *op, const void *at)
{
	int64_t n = number((enum shape_type)op->type, at);
	uint32_t form = r->i18n ? i18n_form(r->i18n, r->locale, n) : n != 1;

	return MIN(form, op->target - 1);
}

static void
run_from(struct run *r, size_t pc, const void **frames)
{
	const struct op *ops = r->program->ops;
	struct loop loops[TMPL_FRAMES_MAX];

	/* Past the ceiling nothing more can be said, and a large loop need not go on. */
	while (!r->out->failed) {
		const struct op *op = &ops[pc++];
		const void *at;
		if (op->text_len)
			buf_add(r->out, op->text, op->text_len);
		switch ((enum op_code)op->code) {
		case OP_NONE:
		case OP_TEXT:
			break;
		case OP_STR:
		case OP_HTML:
		case OP_I32:
		case OP_I64:
		case OP_OPT:
		case OP_ENUM:
			at = follow(&op->ref, frames);
			if (at)
				say_value(op, at, r->out);
			break;
		case OP_IF:
			at = follow(&op->ref, frames);
			frames[op->push] = at;
			if (!shown((enum shape_type)op->type, at))
				pc = op->target;
			break;
		case OP_UNLESS:
			if (shown((enum shape_type)op->type, follow(&op->ref, frames)))
				pc = op->target;
			break;
		case OP_WITH:
			at = follow(&op->ref, frames);
			frames[op->push] = at ? *(void *const *)at : NULL;
			if (!frames[op->push])
				pc = op->target;
			break;
		case OP_EACH:
			at = follow(&op->ref, frames);
			if (shown(SHAPE_T_LIST, at)) {
				const struct list *list = at;
				loops[op->push] = (struct loop){ list->items, list->count, op->extra.size };
				frames[op->push] = list->items;
			} else {
				pc = op->target;
			}
			break;
		case OP_NEXT:
			if (--loops[op->push].left > 0) {
				frames[op->push] = loops[op->push].at += loops[op->push].size;
				pc = op->target;
			}
			break;
		case OP_PLURAL:
			pc = op->extra.targets[plural_form(r, op, follow(&op->ref, frames))];
			break;
		case OP_JUMP:
			pc = op->target;
			break;
		case OP_CALL:
			if (r->depth < TMPL_CALLS_MAX) {
				const void *own[TMPL_FRAMES_MAX];
				for (unsigned i = 0; i < op->push; i++)
					own[i] = frames[op->extra.frames[i]];
				r->depth++;
				if (++r->calls > TMPL_ALL_CALLS_MAX)
					r->out->failed = true;
				run_from(r, op->target, own);
				r->depth--;
			}
			break;
		case OP_END:
			return;
		}
	}
}

void
tmpl_run(const struct program *p, const struct i18n *i18n, int locale, const void *view, struct buf *out)
{
	struct run r = { .program = p, .i18n = i18n, .locale = locale, .out = out };
	const void *frames[TMPL_FRAMES_MAX] = { view };

	run_from(&r, 0, frames);
}
