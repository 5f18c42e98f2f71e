/* tmpl_scope.c - names: which frame and which member they are.  See tmpl_compile.h. */
#include "lib/web/tmpl_compile.h"

static const struct shape_field pair_fields[] = {
	SHAPE_STR(struct pair, name, 0, INT64_MAX, .doc = "without the prefix"),
	SHAPE_STR(struct pair, value, 0, INT64_MAX, .doc = ""),
};
static const struct shape pair_shape = SHAPE(struct pair, pair_fields, "");

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
	tmpl_complain(c->complaints, n->place, "unknown name '%.*s'; known here: %s", STR_ARG(name),
	    known.len ? known.ptr : "none");
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
bool
tmpl_resolve(struct compiler *c, const struct node *n, struct str name, struct target *t)
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
			tmpl_complain(c->complaints, n->place, "'%.*s': '%s' is not a struct, it has no members",
			    STR_ARG(name), f->name);
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

bool
tmpl_push(struct compiler *c, const struct node *n, const struct target *t)
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
