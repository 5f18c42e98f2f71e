/*
 * tmpl_compile.c - ops, and what text, variables, sections and messages become.  See tmpl_compile.h.
 *
 * Everything that can be known at start is settled while compiling: which frame of the context stack a name belongs to,
 * which block wins, what a message says in this language.
 */
#include "lib/web/tmpl_compile.h"
#include "lib/web/i18n.h"

static void write_message(struct compiler *c, const struct node *n, struct str text);

struct op *
tmpl_op(struct compiler *c, enum op_code code)
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

uint32_t
tmpl_label(struct compiler *c)
{
	if (c->text.len)
		(void)tmpl_op(c, OP_TEXT);
	return (uint32_t)c->program->count;
}

static bool
is_number(enum shape_type t)
{
	return t == SHAPE_T_I32 || t == SHAPE_T_I64 || t == SHAPE_T_OPT;
}

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
	static const enum op_code codes[SHAPE_T__MAX] = { [SHAPE_T_I32] = OP_I32,
		[SHAPE_T_I64] = OP_I64,
		[SHAPE_T_OPT] = OP_OPT,
		[SHAPE_T_STR] = OP_STR,
		[SHAPE_T_HTML] = OP_HTML,
		[SHAPE_T_ENUM] = OP_ENUM };
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

	if (!tmpl_resolve(c, n, n->name, &t))
		return;
	if (!codes[t.type]) {
		tmpl_complain(c->complaints, n->place, "'%.*s': %s", STR_ARG(n->name), why[t.type]);
		return;
	}
	/* Plain text: as it is.  (struct str and struct html are alike.) */
	op = tmpl_op(c, c->loader->source->plain && t.type == SHAPE_T_STR ? OP_HTML : codes[t.type]);
	op->ref = t.ref;
	if (t.type == SHAPE_T_STR)
		check_context(c, n);
	context_value(&c->context);
	if (t.type == SHAPE_T_ENUM)
		op->extra.enums = t.field->enums;
}

/* What a section speaks of.  {{#.}} of a struct is refused: it is always there. */
static bool
resolve_section(struct compiler *c, const struct node *n, struct target *t)
{
	if (!tmpl_resolve(c, n, n->name, t))
		return false;
	if (t->self)
		tmpl_complain(c->complaints, n->place, "'.' is a struct here, which needs no section");
	return !t->self;
}

static void
write_section(struct compiler *c, const struct node *n)
{
	bool loop;
	struct target t;
	struct op *op;
	uint32_t start, first, body;

	if (!resolve_section(c, n, &t) || !tmpl_push(c, n, &t))
		return;
	loop = t.type == SHAPE_T_LIST || t.type == SHAPE_T_PAIRS;
	op = tmpl_op(c, loop ? OP_EACH : t.type == SHAPE_T_STRUCT ? OP_WITH : OP_IF);
	op->ref = t.ref;
	op->type = (uint8_t)t.type;
	op->push = (uint8_t)(c->scope.count - 1);
	if (loop)
		op->extra.size =
		    c->scope.frames[op->push].shape ? c->scope.frames[op->push].shape->size : sizeof(struct str);
	start = (uint32_t)c->program->count - 1;
	body = start + 1;
	tmpl_write(c, n->children);
	if (loop) {
		op = tmpl_op(c, OP_NEXT);
		op->push = (uint8_t)(c->scope.count - 1);
		op->target = body;
	}
	first = tmpl_label(c);
	c->program->ops[start].target = first;
	c->scope.count--;
}

static void
write_inverted(struct compiler *c, const struct node *n)
{
	struct target t;
	struct op *op;
	uint32_t start, end;

	if (!resolve_section(c, n, &t))
		return;
	op = tmpl_op(c, OP_UNLESS);
	op->ref = t.ref;
	op->type = (uint8_t)t.type;
	start = (uint32_t)c->program->count - 1;
	tmpl_write(c, n->children);
	end = tmpl_label(c); /* first: it may move the ops */
	c->program->ops[start].target = end;
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

	if (!tmpl_resolve(c, n, n->name, &t))
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
	op = tmpl_op(c, OP_PLURAL);
	op->ref = t.ref;
	op->type = (uint8_t)t.type;
	op->target = forms;
	op->extra.targets = targets;
	start = (uint32_t)c->program->count;
	for (unsigned f = 0; f < forms; f++) {
		targets[f] = (uint32_t)c->program->count;
		write_message(c, n, i18n ? i18n_text_form(i18n, c->locale, one, many, f) : f == 0 ? one : many);
		(void)tmpl_op(c, OP_JUMP);
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

void
tmpl_write(struct compiler *c, const struct node *n)
{
	static void (*const writers[])(struct compiler *, const struct node *) = { [NODE_TEXT] = write_text,
		[NODE_VAR] = write_variable,
		[NODE_SECTION] = write_section,
		[NODE_INVERTED] = write_inverted,
		[NODE_PARTIAL] = tmpl_write_partial,
		[NODE_PARENT] = tmpl_write_parent,
		[NODE_BLOCK] = tmpl_write_block,
		[NODE_PLURAL] = write_plural,
		[NODE_ASSET] = write_asset };
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
