/*
 * tmpl_layout.c - partials, parents and blocks, and the whole program.  See tmpl_compile.h.
 *
 * Partials and parents are written out in place; a partial that calls itself becomes a routine.
 */
#include "lib/web/tmpl_compile.h"

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
	struct tmpl_text input = {
		.at = { str_z(l->arena, name), 1, 1 }, .text = text, .keep_indent = l->source->keep_indent
	};

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
		if (a->scope.frames[i].shape != b->scope.frames[i].shape ||
		    a->scope.frames[i].field != b->scope.frames[i].field)
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
	op = tmpl_op(c, OP_CALL);
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
	tmpl_write(c, nodes);
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
	tmpl_complain(
	    c->complaints, n->place, "'%.*s' is nested too deeply; does it contain itself?", STR_ARG(n->name));
	return false;
}

void
tmpl_write_partial(struct compiler *c, const struct node *n)
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

void
tmpl_write_parent(struct compiler *c, const struct node *n)
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

void
tmpl_write_block(struct compiler *c, const struct node *n)
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
		r->start = tmpl_label(c);
		c->context = (struct context){ 0 };
		me = *r;
		me.next = NULL;
		c->active = &me;
		c->scope = r->scope;
		c->overrides = NULL;
		write_indented(c, r->body, r->indent, 0);
		(void)tmpl_op(c, OP_END);
	}
	c->active = NULL;
	for (size_t i = 0; i < c->program->count; i++)
		if (c->program->ops[i].code == OP_CALL)
			c->program->ops[i].target = ((const struct routine *)c->program->ops[i].routine)->start;
}

struct program *
tmpl_program(
    struct tmpl_loader *l, struct str name, const struct shape *view, int locale, struct complaints *complaints)
{
	struct compiler c = {
		.loader = l, .complaints = complaints, .arena = l->arena, .locale = locale, .indent = STR("")
	};
	struct node root = { .type = NODE_PARTIAL, .name = name, .place = { str_z(l->arena, name), 1, 1 } };

	c.program = arena_new_of(l->arena, struct program);
	buf_init(&c.text, TMPL_TEXT_MAX * 4);
	c.scope.frames[0].shape = view;
	c.scope.count = 1;
	tmpl_write_partial(&c, &root);
	(void)tmpl_op(&c, OP_END);
	write_routines(&c);
	if (c.text.failed)
		tmpl_complain(complaints, root.place, "template grows too large");
	buf_release(&c.text);
	return c.program;
}
