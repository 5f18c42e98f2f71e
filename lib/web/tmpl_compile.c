/*
 * tmpl_compile.c - trees and shapes into a flat program.  See tmpl_tree.h.
 *
 * Everything that can be known at start is settled here: which frame of the context stack a name belongs to, which block wins, what a
 * message says in this language.  Partials and parents are written out in place; a partial that calls itself becomes a routine.
 */
#include "lib/web/tmpl_context.h"
#include "lib/web/tmpl_program.h"
#include "lib/web/i18n.h"

#include <assert.h>

/* A frame of the context stack as the compiler sees it: a struct, or one value ({{.}} in a list of text or in {{#title}}). */
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

static void write_nodes(struct compiler *c, const struct node *n);
static void write_message(struct compiler *c, const struct node *n, struct str text);

static const struct shape_field pair_fields[] = {
	SHAPE_STR(struct pair, name, 0, INT64_MAX, .doc = "without the prefix"),
	SHAPE_STR(struct pair, value, 0, INT64_MAX, .doc = ""),
};
static const struct shape pair_shape = SHAPE(struct pair, pair_fields, "");

/* ---- texts ---- */

static struct tmpl_partial *
find_text(struct tmpl_loader *l, struct str name)
{
	for (struct tmpl_partial *p = l->partials; p; p = p->next)
		if (str_eq(p->name, name))
			return p;
	return NULL;
}

void
tmpl_add_text(struct tmpl_loader *l, struct str name, struct str text, struct complaints *c)
{
	struct tmpl_partial *p = arena_new_of(l->arena, struct tmpl_partial);
	struct tmpl_text input = { .at = { str_z(l->arena, name), 1, 1 }, .text = text, .keep_indent = l->source->keep_indent };

	p->name = str_dup(l->arena, name);
	p->found = true;
	p->next = l->partials;
	l->partials = p;
	p->nodes = tmpl_parse(l->arena, &input, c);
}

static const struct tmpl_partial *
load_text(struct compiler *c, struct str name, struct place at)
{
	struct tmpl_loader *l = c->loader;
	struct str text;

	if (!find_text(l, name)) {
		if (l->source->partial && l->source->partial(l->source->payload, name, &text)) {
			tmpl_add_text(l, name, text, c->complaints);
		} else {
			struct tmpl_partial *none = arena_new_of(l->arena, struct tmpl_partial);
			none->name = name;
			none->next = l->partials;
			l->partials = none;
			tmpl_complain(c->complaints, at, "there is no template '%.*s'", STR_ARG(name));
		}
	}
	return find_text(l, name);
}

/* ---- ops ---- */

/* Append an op that first says the pending text. */
static struct op *
add_op(struct compiler *c, enum op_code code)
{
	struct program *p = c->program;
	struct op *op;

	if (p->count == c->cap) {
		struct op *more = arena_array(c->arena, struct op, c->cap ? c->cap * 2 : 64);
		if (p->count)
			memcpy(more, p->ops, p->count * sizeof(*more));
		p->ops = more;
		c->cap = c->cap ? c->cap * 2 : 64;
	}
	op = &p->ops[p->count++];
	*op = (struct op){ .code = (uint8_t)code };
	if (c->text.len) {
		op->text = arena_memdup(c->arena, c->text.ptr, c->text.len);
		op->text_len = (uint32_t)c->text.len;
		context_text(&c->context, buf_view(&c->text));
		buf_clear(&c->text);
	}
	return op;
}

/* Index of the next op, as a place to jump to: pending text belongs to what came before. */
static uint32_t
label(struct compiler *c)
{
	if (c->text.len)
		(void)add_op(c, OP_TEXT);
	return (uint32_t)c->program->count;
}

/* ---- names ---- */

static bool
is_number(enum shape_type t)
{
	return t == SHAPE_T_I32 || t == SHAPE_T_I64 || t == SHAPE_T_OPT;
}

static void
list_known(struct compiler *c, struct buf *out)
{
	const struct shape *seen = NULL;

	for (size_t i = c->scope.count; i-- > 0;) {
		const struct shape *s = c->scope.frames[i].shape;
		if (!s || s == seen)
			continue;
		buf_printf(out, "%s%s:", seen ? "; " : "", shape_name(s));
		for (size_t f = 0; f < s->count; f++)
			buf_printf(out, " %s", s->fields[f].name);
		seen = s;
	}
}

static bool
unknown(struct compiler *c, const struct node *n, struct str name, const struct shape *inside)
{
	struct buf known;

	buf_init(&known, 800);
	if (inside)
		for (size_t f = 0; f < inside->count; f++)
			buf_printf(&known, "%s%s", f ? " " : "", inside->fields[f].name);
	else
		list_known(c, &known);
	tmpl_complain(c->complaints, n->place, "unknown name '%.*s'; known here: %s", STR_ARG(name), known.len ? known.ptr : "none");
	buf_release(&known);
	return false;
}

static bool
resolve_self(struct compiler *c, const struct node *n, struct target *t)
{
	const struct frame *top = &c->scope.frames[c->scope.count - 1];

	(void)n;
	t->ref.frame = (uint8_t)(c->scope.count - 1);
	t->self = top->shape;
	t->field = top->field;
	t->type = top->shape ? SHAPE_T_STRUCT : top->field ? top->field->type : SHAPE_T_STR;
	return true;
}

/* Topmost frame that has the first part; the rest must lie inside it, as the spec wants. */
static bool
resolve(struct compiler *c, const struct node *n, struct str name, struct target *t)
{
	struct str rest = name, part;
	const struct shape_field *f = NULL;
	uint32_t path[TMPL_HOPS_MAX];
	size_t i = c->scope.count;

	*t = (struct target){ 0 };
	if (str_eq(name, STR(".")))
		return resolve_self(c, n, t);
	(void)str_split(&rest, '.', &part);
	while (!f && i-- > 0)
		if (c->scope.frames[i].shape)
			f = shape_find(c->scope.frames[i].shape, part);
	if (!f)
		return unknown(c, n, part, NULL);
	t->ref.frame = (uint8_t)i;
	path[t->ref.hops++] = (uint32_t)f->offset;
	while (str_split(&rest, '.', &part)) {
		if (f->type != SHAPE_T_STRUCT || t->ref.hops == TMPL_HOPS_MAX) {
			tmpl_complain(c->complaints, n->place, "'%.*s': '%s' is not a struct, it has no members", STR_ARG(name), f->name);
			return false;
		}
		const struct shape *inside = f->shape;
		f = shape_find(inside, part);
		if (!f)
			return unknown(c, n, part, inside);
		path[t->ref.hops++] = (uint32_t)f->offset;
	}
	t->field = f;
	t->type = f->type;
	t->ref.path = (const uint32_t *)(const void *)arena_memdup(c->arena, path, t->ref.hops * sizeof(*path));
	return true;
}

/* ---- what a tag becomes ---- */

/* Escaping is only right for a text that stands where text belongs. */
static void
check_context(struct compiler *c, const struct node *n)
{
	const char *why = c->loader->source->keep_indent ? NULL : context_refuses(&c->context);

	if (why)
		tmpl_complain(c->complaints, n->place, "'%.*s': %s", STR_ARG(n->name), why);
}

static void
write_variable(struct compiler *c, const struct node *n)
{
	static const enum op_code codes[SHAPE_T__MAX] = { [SHAPE_T_I32] = OP_I32, [SHAPE_T_I64] = OP_I64, [SHAPE_T_OPT] = OP_OPT,
		[SHAPE_T_STR] = OP_STR, [SHAPE_T_HTML] = OP_HTML, [SHAPE_T_ENUM] = OP_ENUM };
	static const char *const why[SHAPE_T__MAX] = {
		[SHAPE_T_BOOL] = "a yes or no cannot be printed; use a section",
		[SHAPE_T_MONEY] = "money cannot be printed; format it in the view",
		[SHAPE_T_TIME] = "a time cannot be printed; format it in the view",
		[SHAPE_T_STRUCT] = "a struct cannot be printed; name a member",
		[SHAPE_T_LIST] = "a list cannot be printed; use a section",
		[SHAPE_T_PAIRS] = "a list of pairs cannot be printed; use a section",
	};
	struct target t;
	struct op *op;

	if (!resolve(c, n, n->name, &t))
		return;
	if (!codes[t.type]) {
		tmpl_complain(c->complaints, n->place, "'%.*s': %s", STR_ARG(n->name), why[t.type]);
		return;
	}
	op = add_op(c, codes[t.type]);
	op->ref = t.ref;
	if (t.type == SHAPE_T_STR)
		check_context(c, n);
	context_value(&c->context);
	if (t.type == SHAPE_T_ENUM)
		op->extra.enums = t.field->enums;
}

static bool
push(struct compiler *c, const struct node *n, const struct target *t)
{
	struct frame f = { 0 };

	if (c->scope.count == TMPL_FRAMES_MAX) {
		tmpl_complain(c->complaints, n->place, "sections are nested too deeply");
		return false;
	}
	if (t->type == SHAPE_T_STRUCT || t->type == SHAPE_T_LIST)
		f.shape = t->field->shape;
	else if (t->type == SHAPE_T_PAIRS)
		f.shape = &pair_shape;
	else
		f.field = t->field;
	c->scope.frames[c->scope.count++] = f;
	return true;
}

static void
write_section(struct compiler *c, const struct node *n)
{
	bool loop;
	struct target t;
	struct op *op;
	uint32_t start, first, body;

	if (!resolve(c, n, n->name, &t) || !push(c, n, &t))
		return;
	loop = t.type == SHAPE_T_LIST || t.type == SHAPE_T_PAIRS;
	op = add_op(c, loop ? OP_EACH : t.type == SHAPE_T_STRUCT ? OP_WITH : OP_IF);
	op->ref = t.ref;
	op->type = (uint8_t)t.type;
	op->push = (uint8_t)(c->scope.count - 1);
	if (loop)
		op->extra.size = c->scope.frames[op->push].shape ? c->scope.frames[op->push].shape->size : sizeof(struct str);
	start = (uint32_t)c->program->count - 1;
	body = start + 1;
	write_nodes(c, n->children);
	if (loop) {
		op = add_op(c, OP_NEXT);
		op->push = (uint8_t)(c->scope.count - 1);
		op->target = body;
	}
	first = label(c);
	c->program->ops[start].target = first;
	c->scope.count--;
}

static void
write_inverted(struct compiler *c, const struct node *n)
{
	struct target t;
	struct op *op;
	uint32_t start;

	if (!resolve(c, n, n->name, &t))
		return;
	op = add_op(c, OP_UNLESS);
	op->ref = t.ref;
	op->type = (uint8_t)t.type;
	start = (uint32_t)c->program->count - 1;
	write_nodes(c, n->children);
	c->program->ops[start].target = label(c);
}

/* One text per plural form, chosen by the number at run time. */
static void
write_plural(struct compiler *c, const struct node *n)
{
	const struct i18n *i18n = c->loader->source->i18n;
	unsigned forms = i18n ? i18n_forms(i18n, c->locale) : 2;
	struct str rest = n->text, one, many;
	struct target t;
	struct op *op;
	uint32_t start, *targets;

	if (!resolve(c, n, n->name, &t))
		return;
	if (!is_number(t.type)) {
		tmpl_complain(c->complaints, n->place, "'%.*s' is not a number", STR_ARG(n->name));
		return;
	}
	if (!str_split(&rest, '|', &one) || str_is_absent(rest) || str_find(rest, '|') < rest.len) {
		tmpl_complain(c->complaints, n->place, "a plural has two texts: one|many");
		return;
	}
	many = str_trim(rest);
	one = str_trim(one);
	targets = arena_array(c->arena, uint32_t, forms + 1);
	op = add_op(c, OP_PLURAL);
	op->ref = t.ref;
	op->type = (uint8_t)t.type;
	op->target = forms;
	op->extra.targets = targets;
	start = (uint32_t)c->program->count;
	for (unsigned f = 0; f < forms; f++) {
		targets[f] = (uint32_t)c->program->count;
		write_message(c, n, i18n ? i18n_text_form(i18n, c->locale, one, many, f) : f == 0 ? one : many);
		(void)add_op(c, OP_JUMP);
		targets[forms] = (uint32_t)c->program->count;
		c->program->ops[c->program->count - 1].target = UINT32_MAX;
	}
	for (uint32_t i = start; i < c->program->count; i++)
		if (c->program->ops[i].code == OP_JUMP && c->program->ops[i].target == UINT32_MAX)
			c->program->ops[i].target = targets[forms];
}

/* A translated text is itself a template of text and variables. */
static void
write_message(struct compiler *c, const struct node *n, struct str text)
{
	struct tmpl_text input = { .at = n->place, .text = text, .keep_indent = true, .fragment = true };
	size_t before = c->complaints->count;
	const struct node *nodes = tmpl_parse(c->arena, &input, c->complaints);

	for (const struct node *i = nodes; i; i = i->next)
		if (i->type != NODE_TEXT && i->type != NODE_VAR) {
			tmpl_complain(c->complaints, n->place, "a translated text may only hold variables");
			return;
		}
	for (; nodes; nodes = nodes->next) {
		if (nodes->type == NODE_TEXT) {
			buf_str(&c->text, nodes->text);
		} else {
			struct node at_message = *nodes;
			at_message.place = n->place;
			write_variable(c, &at_message);
		}
	}
	if (c->complaints->count > before && c->locale)
		tmpl_complain(c->complaints, n->place, "(in translation %d: \"%.*s\")", c->locale, STR_ARG(text));
}

static void
write_asset(struct compiler *c, const struct node *n)
{
	struct tmpl_loader *l = c->loader;
	struct str url;

	if (!l->asset || !l->asset(l->asset_payload, n->text, &url))
		tmpl_complain(c->complaints, n->place, "there is no static file '%.*s'", STR_ARG(n->text));
	else
		buf_str(&c->text, url);
}

static void
write_text(struct compiler *c, const struct node *n)
{
	struct str s = n->text;
	bool blank_line = str_eq(s, STR("\n")) || str_eq(s, STR("\r\n"));

	if (n->line_start) {
		for (size_t i = 0; i < c->dedent && s.len && (*s.ptr == ' ' || *s.ptr == '\t'); i++)
			s = str_skip(s, 1);
		if (!blank_line && !c->mid_line)
			buf_str(&c->text, c->indent);
	}
	c->mid_line = false;
	buf_str(&c->text, s);
}

/* ---- partials and inheritance ---- */

/* Frames that a name can still reach: of equal shapes the topmost, and a value only on top. */
static void
reachable(const struct scope *from, struct scope *out, uint8_t *map)
{
	bool keep[TMPL_FRAMES_MAX] = { false };

	for (size_t i = from->count; i-- > 0;) {
		keep[i] = from->frames[i].shape != NULL || i == from->count - 1;
		for (size_t j = i + 1; keep[i] && j < from->count; j++)
			if (keep[j] && from->frames[i].shape && from->frames[j].shape == from->frames[i].shape)
				keep[i] = false;
	}
	out->count = 0;
	for (size_t i = 0; i < from->count; i++)
		if (keep[i]) {
			map[out->count] = (uint8_t)i;
			out->frames[out->count++] = from->frames[i];
		}
}

static bool
same_routine(const struct routine *a, const struct routine *b)
{
	if (!str_eq(a->name, b->name) || !str_eq(a->indent, b->indent) || a->scope.count != b->scope.count)
		return false;
	for (size_t i = 0; i < a->scope.count; i++)
		if (a->scope.frames[i].shape != b->scope.frames[i].shape || a->scope.frames[i].field != b->scope.frames[i].field)
			return false;
	return true;
}

static void
write_call(struct compiler *c, const struct routine *wanted, const uint8_t *map)
{
	struct routine *r;
	struct op *op;

	for (r = c->routines; r && !same_routine(r, wanted); r = r->next)
		;
	if (!r) {
		r = arena_new_of(c->arena, struct routine);
		*r = *wanted;
		r->next = c->routines;
		c->routines = r;
	}
	op = add_op(c, OP_CALL);
	op->push = (uint8_t)r->scope.count;
	op->extra.frames = (const uint8_t *)arena_memdup(c->arena, map, r->scope.count);
	op->routine = r;
}

static struct str
joined(struct compiler *c, struct str indent)
{
	struct str own = str_skip(indent, MIN(c->dedent, indent.len));

	return own.len ? str_printf(c->arena, "%.*s%.*s", STR_ARG(c->indent), STR_ARG(own)) : c->indent;
}

/* Write nodes of another text or block with its own indentation, then go back to ours. */
static void
write_indented(struct compiler *c, const struct node *nodes, struct str indent, size_t dedent)
{
	struct str outer = c->indent;
	size_t outer_dedent = c->dedent;

	c->indent = indent;
	c->dedent = dedent;
	write_nodes(c, nodes);
	c->indent = outer;
	c->dedent = outer_dedent;
}

static bool
deeper(struct compiler *c, const struct node *n)
{
	if (c->depth < TMPL_DEPTH_MAX) {
		c->depth++;
		return true;
	}
	tmpl_complain(c->complaints, n->place, "'%.*s' is nested too deeply; does it contain itself?", STR_ARG(n->name));
	return false;
}

static void
write_partial(struct compiler *c, const struct node *n)
{
	const struct tmpl_partial *text = load_text(c, n->name, n->place);
	const struct overrides *overrides = c->overrides;
	struct routine me = { .next = c->active, .name = n->name };
	uint8_t map[TMPL_FRAMES_MAX];

	if (!text->found)
		return;
	me.body = text->nodes;
	me.indent = n->own_line ? joined(c, n->indent) : STR("");
	reachable(&c->scope, &me.scope, map);
	for (const struct routine *r = c->active; r; r = r->next)
		if (same_routine(r, &me)) {
			write_call(c, &me, map);
			return;
		}
	if (!deeper(c, n))
		return;
	c->active = &me;
	c->overrides = NULL; /* blocks are seen through parents only */
	write_indented(c, text->nodes, me.indent, 0);
	c->overrides = overrides;
	c->active = me.next;
	c->depth--;
}

static void
write_parent(struct compiler *c, const struct node *n)
{
	const struct tmpl_partial *text = load_text(c, n->name, n->place);
	struct overrides mine = { c->overrides, n->children };
	const struct overrides *outer = c->overrides;

	if (!text->found || !deeper(c, n))
		return;
	c->overrides = &mine;
	write_indented(c, text->nodes, n->own_line ? joined(c, n->indent) : c->indent, 0);
	c->overrides = outer;
	c->depth--;
}

/* The most derived block of that name: overrides are searched from the innermost parent outwards, the last hit wins. */
static const struct node *
find_override(const struct overrides *o, struct str name)
{
	const struct node *best = NULL;

	for (; o; o = o->outer)
		for (const struct node *n = o->blocks; n; n = n->next)
			if (n->type == NODE_BLOCK && str_eq(n->name, name)) {
				best = n;
				break;
			}
	return best;
}

/* The blanks before the first line of a block's content; absent when it does not start on a line of its own. */
static struct str
own_indent(const struct node *block)
{
	const struct node *first = block->children;
	size_t n = 0;

	if (!block->own_line || !first)
		return STR_ABSENT;
	if (first->type != NODE_TEXT)
		return first->own_line ? first->indent : STR_ABSENT;
	while (n < first->text.len && (first->text.ptr[n] == ' ' || first->text.ptr[n] == '\t'))
		n++;
	return str_n(first->text.ptr ? first->text.ptr : "", n);
}

static void
write_block(struct compiler *c, const struct node *n)
{
	const struct node *content = find_override(c->overrides, n->name);
	struct str indent = own_indent(n);

	if (!deeper(c, n))
		return;
	if (!content)
		content = n;
	if (str_is_absent(indent))
		indent = n->indent;
	c->mid_line = !n->own_line;
	write_indented(c, content->children, joined(c, indent), own_indent(content).len);
	c->mid_line = false;
	c->depth--;
}

static void
write_nodes(struct compiler *c, const struct node *n)
{
	static void (*const writers[])(struct compiler *, const struct node *) = { [NODE_TEXT] = write_text, [NODE_VAR] = write_variable,
		[NODE_SECTION] = write_section, [NODE_INVERTED] = write_inverted, [NODE_PARTIAL] = write_partial,
		[NODE_PARENT] = write_parent, [NODE_BLOCK] = write_block, [NODE_PLURAL] = write_plural, [NODE_ASSET] = write_asset };
	const struct i18n *i18n = c->loader->source->i18n;

	for (; n && c->complaints->count < TMPL_COMPLAINTS_MAX; n = n->next) {
		if (++c->nodes > TMPL_NODES_MAX || c->program->count > TMPL_OPS_MAX) {
			tmpl_complain(c->complaints, n->place, "template grows too large; do its partials multiply?");
			c->nodes = TMPL_NODES_MAX;
			return;
		}
		if (n->type == NODE_MESSAGE)
			write_message(c, n, i18n ? i18n_text(i18n, c->locale, str_z(c->arena, n->text)) : n->text);
		else
			writers[n->type](c, n);
	}
}

/* ---- whole programs ---- */

/* Routines may ask for further ones, which then stand before them in the list: repeat until none is left. */
static void
write_routines(struct compiler *c)
{
	struct routine *r;

	for (;;) {
		struct routine me;
		for (r = c->routines; r && r->written; r = r->next)
			;
		if (!r)
			break;
		r->written = true;
		r->start = label(c);
		c->context = (struct context){ 0 };
		me = *r;
		me.next = NULL;
		c->active = &me;
		c->scope = r->scope;
		c->overrides = NULL;
		write_indented(c, r->body, r->indent, 0);
		(void)add_op(c, OP_END);
	}
	for (size_t i = 0; i < c->program->count; i++)
		if (c->program->ops[i].code == OP_CALL)
			c->program->ops[i].target = ((const struct routine *)c->program->ops[i].routine)->start;
}

struct program *
tmpl_program(struct tmpl_loader *l, struct str name, const struct shape *view, int locale, struct complaints *complaints)
{
	struct compiler c = { .loader = l, .complaints = complaints, .arena = l->arena, .locale = locale, .indent = STR("") };
	struct node root = { .type = NODE_PARTIAL, .name = name, .place = { str_z(l->arena, name), 1, 1 } };

	c.program = arena_new_of(l->arena, struct program);
	buf_init(&c.text, TMPL_TEXT_MAX * 4);
	c.scope.frames[0].shape = view;
	c.scope.count = 1;
	write_partial(&c, &root);
	(void)add_op(&c, OP_END);
	write_routines(&c);
	if (c.text.failed)
		tmpl_complain(complaints, root.place, "template grows too large");
	buf_release(&c.text);
	return c.program;
}
