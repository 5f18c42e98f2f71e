/*
 * tmpl_parse.c - Mustache's syntax and its rules for white space.  See tmpl_tree.h.
 *
 * Text is cut into one node per source line, so that a partial's indentation can be put before each line and a block's
 * own one taken off; adjacent runs are merged again when the program is made.  A tag that is alone on its line takes
 * the line with it.
 */
#include "lib/web/tmpl_tree.h"

#include <stdarg.h>

struct parser {
	struct arena *arena;
	struct complaints *complaints;
	const struct tmpl_text *input;
	struct str text;
	size_t at;
	size_t counted;     /* `place` speaks of this byte */
	struct place place;
	struct str open, close;
	bool verbatim;      /* inside <pre> or <textarea> */
	bool failed;
	unsigned depth;
};

struct tag {
	char sigil;         /* 0 for a variable */
	struct str content; /* trimmed */
	size_t start, end;
	size_t line;        /* first byte of the line on which it starts */
	size_t next_line;   /* first byte after the line on which it ends */
	bool blank_before, blank_after;
	struct place place;
};

struct list_of_nodes {
	struct node *first, **tail;
};

static void parse_list(struct parser *p, struct list_of_nodes *out, const struct node *container, bool in_parent);

void
tmpl_complain(struct complaints *c, struct place at, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	if (c->count == TMPL_COMPLAINTS_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	c->items[c->count++] = arena_printf(c->arena, "%s:%u:%u: %s", at.file, at.line, at.column, text);
}

enum err
tmpl_verdict(const struct complaints *c)
{
	if (!c->count)
		return OK;
	/* The newest detail comes first. */
	for (size_t i = c->count; i-- > 1;)
		(void)err_fail(ERR_INVALID, "%s", c->items[i]);
	return err_fail(ERR_INVALID, "%s", c->items[0]);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t
find(struct str s, size_t from, struct str what)
{
	const char *hit = from < s.len ? memmem(s.ptr + from, s.len - from, what.ptr, what.len) : NULL;

	return hit ? (size_t)(hit - s.ptr) : s.len;
}

static struct place
place_of(struct parser *p, size_t at)
{
	for (; p->counted < at; p->counted++) {
		p->place.column++;
		if (p->text.ptr[p->counted] == '\n') {
			p->place.line++;
			p->place.column = 1;
		}
	}
	return p->place;
}

static void
fail(struct parser *p, struct place at, const char *why, struct str what)
{
	if (!p->failed)
		tmpl_complain(p->complaints, at, "%s%.*s", why, STR_ARG(what));
	p->failed = true;
}

static struct node *
add(struct parser *p, struct list_of_nodes *out, enum node_type type, struct place at)
{
	struct node *n = arena_new_of(p->arena, struct node);

	n->type = type;
	n->place = at;
	*out->tail = n;
	out->tail = &n->next;
	return n;
}

/* Follow <pre> and <textarea> through the text, tag by tag. */
static void
watch_verbatim(struct parser *p, struct str s)
{
	static const struct {
		struct str tag;
		bool verbatim;
	} tags[] = { { STR_INIT("<pre"), true }, { STR_INIT("<textarea"), true }, { STR_INIT("</pre"), false },
		{ STR_INIT("</textarea"), false } };

	for (size_t i = str_find(s, '<'); i < s.len; i += 1 + str_find(str_skip(s, i + 1), '<'))
		for (size_t t = 0; t < COUNT(tags); t++)
			if (str_eq_nocase(str_cut(str_skip(s, i), tags[t].tag.len), tags[t].tag))
				p->verbatim = tags[t].verbatim;
}

/* Text from..to as one node per line. */
static void
add_text(struct parser *p, struct list_of_nodes *out, size_t from, size_t to)
{
	while (from < to) {
		const char *nl = memchr(p->text.ptr + from, '\n', to - from);
		size_t end = nl ? (size_t)(nl - p->text.ptr) + 1 : to;
		struct str line = { p->text.ptr + from, end - from };
		bool start = from ? p->text.ptr[from - 1] == '\n' : !p->input->fragment;
		if (!p->input->keep_indent) {
			bool stays = p->verbatim;
			watch_verbatim(p, line);
			while (start && !stays && line.len && is_blank(*line.ptr))
				line = str_skip(line, 1);
			if (start && !stays && (str_eq(line, STR("\n")) || str_eq(line, STR("\r\n"))))
				line.len = 0;
		}
		if (line.len || start) {
			struct node *n = add(p, out, NODE_TEXT, p->input->at);
			n->text = line;
			n->line_start = start;
		}
		from = end;
	}
}

/* The same, and the mark of a line's start when a tag is the first thing of its line. */
static void
add_text_before_tag(struct parser *p, struct list_of_nodes *out, size_t to)
{
	bool start = to ? p->text.ptr[to - 1] == '\n' : !p->input->fragment;

	add_text(p, out, p->at, to);
	if (start && p->input->keep_indent)
		add(p, out, NODE_TEXT, p->input->at)->line_start = true;
}

static void
set_delimiters(struct parser *p, const struct tag *t)
{
	struct str rest = t->content, open, close;
	size_t gap = 0;

	while (gap < rest.len && !is_blank(rest.ptr[gap]) && rest.ptr[gap] != '\n')
		gap++;
	open = str_cut(rest, gap);
	close = str_trim(str_skip(rest, gap));
	if (!open.len || !close.len || str_find(open, '=') < open.len || str_find(close, '=') < close.len ||
	    str_find(close, ' ') < close.len) {
		fail(p, t->place, "delimiters must be two words without '=': ", t->content);
		return;
	}
	p->open = open;
	p->close = close;
}

/* Find the blanks and line ends around a tag. */
static void
measure(const struct parser *p, struct tag *t)
{
	size_t i = t->start;

	while (i > 0 && is_blank(p->text.ptr[i - 1]))
		i--;
	t->line = i;
	t->blank_before = i ? p->text.ptr[i - 1] == '\n' : !p->input->fragment;
	for (i = t->end; i < p->text.len && is_blank(p->text.ptr[i]);)
		i++;
	if (i < p->text.len && p->text.ptr[i] == '\r')
		i++;
	t->blank_after = i == p->text.len || p->text.ptr[i] == '\n';
	t->next_line = MIN(i + 1, p->text.len);
}

/* The next tag at or after p->at; false at the end of the text. */
static bool
next_tag(struct parser *p, struct tag *t)
{
	size_t start = find(p->text, p->at, p->open), body, end, after;
	struct str close = p->close;

	*t = (struct tag){ .start = start, .end = start, .place = place_of(p, start) };
	if (start == p->text.len)
		return false;
	body = start + p->open.len;
	if (body < p->text.len && strchr("#^/>!=<$&{", p->text.ptr[body]) && p->text.ptr[body])
		t->sigil = p->text.ptr[body++];
	if (t->sigil == '=')
		close = str_printf(p->arena, "=%.*s", STR_ARG(p->close));
	end = find(p->text, body, close);
	after = end + close.len;
	if (end == p->text.len) {
		fail(p, t->place, "tag is not closed by ", p->close);
		return false;
	}
	t->content = str_trim(str_n(p->text.ptr + body, end - body));
	t->end = after;
	measure(p, t);
	return true;
}

static bool
name_is_sound(struct str s)
{
	if (str_eq(s, STR(".")))
		return true;
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] <= ' ' || strchr("#^>!=<$&{}\"'|", s.ptr[i]))
			return false;
	return s.len && s.ptr[0] != '.' && s.ptr[s.len - 1] != '.';
}

struct str
tmpl_collapse(struct arena *a, struct str s)
{
	char *text;
	size_t n = 0;

	s = str_trim(s);
	text = arena_alloc(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++) {
		bool blank = is_blank(s.ptr[i]) || s.ptr[i] == '\n' || s.ptr[i] == '\r';
		if (!blank)
			text[n++] = s.ptr[i];
		else if (text[n - 1] != ' ') /* s is trimmed: n > 0 */
			text[n++] = ' ';
	}
	text[n] = '\0';
	return str_n(text, n);
}

/* {{#_}}, {{#_n x}} and {{#asset}}: what stands between is kept as text. */
static void
parse_special(struct parser *p, struct list_of_nodes *out, const struct tag *t, enum node_type type, struct str closing)
{
	struct node *n;
	struct tag inner;

	add_text_before_tag(p, out, t->start);
	p->at = t->end;
	for (;;) {
		if (!next_tag(p, &inner)) {
			fail(p, t->place, "section is not closed: ", t->content);
			return;
		}
		p->at = inner.end;
		if (inner.sigil == '/' && str_eq(inner.content, closing))
			break;
		if (inner.sigil && inner.sigil != '!') {
			fail(p, inner.place, "only variables may stand inside this section: ", inner.content);
			return;
		}
	}
	n = add(p, out, type, t->place);
	n->text = tmpl_collapse(p->arena, str_n(p->text.ptr + t->end, inner.start - t->end));
	if (type == NODE_PLURAL)
		n->name = str_trim(str_skip(t->content, closing.len));
	if (!n->text.len)
		fail(p, t->place, "section is empty: ", t->content);
}

static bool
take_special(struct parser *p, struct list_of_nodes *out, const struct tag *t)
{
	static const struct str message = STR_INIT("_"), plural = STR_INIT("_n"), asset = STR_INIT("asset");

	if (t->sigil != '#')
		return false;
	if (str_eq(t->content, message))
		parse_special(p, out, t, NODE_MESSAGE, message);
	else if (str_starts(t->content, STR("_n ")))
		parse_special(p, out, t, NODE_PLURAL, plural);
	else if (str_eq(t->content, asset))
		parse_special(p, out, t, NODE_ASSET, asset);
	else
		return false;
	return true;
}

/* A section, block or parent: its children up to its closing tag. */
static void
parse_children(struct parser *p, struct node *n)
{
	struct list_of_nodes children = { NULL, &children.first };

	if (++p->depth > TMPL_DEPTH_MAX)
		fail(p, n->place, "tags are nested too deeply at ", n->name);
	else
		parse_list(p, &children, n, n->type == NODE_PARENT);
	p->depth--;
	n->children = children.first;
}

/* A parent and all in it is one thing: alone on its line(s) if nothing stands before its opening nor after its closing
 * tag. */
static void
parse_parent(struct parser *p, struct list_of_nodes *out, struct node *n, const struct tag *t)
{
	struct tag whole = *t;

	add_text(p, out, p->at, t->blank_before ? t->line : t->start);
	p->at = t->end;
	parse_children(p, n);
	whole.end = p->at;
	measure(p, &whole);
	n->own_line = whole.blank_before && whole.blank_after;
	if (n->own_line) {
		p->at = whole.next_line;
	} else if (whole.blank_before) {
		add_text(p, out, t->line, t->start);
		if (t->line == t->start && p->input->keep_indent)
			add(p, out, NODE_TEXT, n->place)->line_start = true;
	}
	*out->tail = n;
	out->tail = &n->next;
}

static void
parse_tag(struct parser *p, struct list_of_nodes *out, const struct tag *t, bool in_parent)
{
	static const struct {
		char sigil;
		enum node_type type;
	} types[] = { { '#', NODE_SECTION }, { '^', NODE_INVERTED }, { '>', NODE_PARTIAL }, { '<', NODE_PARENT },
		{ '$', NODE_BLOCK }, { 0, NODE_VAR } };
	struct node *n = arena_new_of(p->arena, struct node);
	/* Only blocks count inside a parent, so what stands before one there does not matter. */
	bool own_line = t->sigil && t->blank_after && (t->blank_before || (in_parent && t->sigil == '$'));

	for (size_t i = 0; i < COUNT(types); i++)
		if (types[i].sigil == t->sigil)
			n->type = types[i].type;
	n->name = t->content;
	n->place = t->place;
	if (t->blank_before && p->input->keep_indent)
		n->indent = str_n(p->text.ptr + t->line, t->start - t->line);
	if (!name_is_sound(t->content))
		fail(p, t->place, "this cannot be a name: ", t->content);
	if (n->type == NODE_PARENT) {
		parse_parent(p, out, n, t);
		return;
	}
	n->own_line = own_line;
	n->in_parent = in_parent;
	if (own_line)
		add_text(p, out, p->at, t->blank_before ? t->line : t->start);
	else
		add_text_before_tag(p, out, t->start);
	p->at = own_line ? t->next_line : t->end;
	*out->tail = n;
	out->tail = &n->next;
	if (n->type == NODE_SECTION || n->type == NODE_INVERTED || n->type == NODE_BLOCK)
		parse_children(p, n);
}

/* The closing tag of `container`.  What follows that of a block inside a parent does not matter. */
static void
close_tag(struct parser *p, struct list_of_nodes *out, const struct tag *t, const struct node *container)
{
	bool outer_is_parent = container && container->in_parent;
	bool alone = t->blank_before && (t->blank_after || outer_is_parent);

	if (!container) {
		fail(p, t->place, "closes what was not opened: ", t->content);
	} else if (!str_eq(t->content, container->name)) {
		fail(p, t->place,
		    arena_printf(p->arena, "closes '%.*s', but '%.*s' of line %u is open", STR_ARG(t->content),
			STR_ARG(container->name), container->place.line),
		    STR(""));
	}
	if (container && container->type == NODE_PARENT)
		alone = false; /* measured as a whole */
	if (alone)
		add_text(p, out, p->at, t->line);
	else
		add_text_before_tag(p, out, t->start);
	p->at = alone && !outer_is_parent ? t->next_line : t->end;
}

static void
parse_list(struct parser *p, struct list_of_nodes *out, const struct node *container, bool in_parent)
{
	struct tag t;

	while (!p->failed && next_tag(p, &t)) {
		bool alone = t.blank_before && t.blank_after;
		switch (t.sigil) {
		case '/':
			close_tag(p, out, &t, container);
			return;
		case '!':
		case '=':
			if (alone)
				add_text(p, out, p->at, t.line);
			else
				add_text_before_tag(p, out, t.start);
			p->at = alone ? t.next_line : t.end;
			if (t.sigil == '=')
				set_delimiters(p, &t);
			break;
		case '&':
		case '{':
			fail(p, t.place, "there is no unescaped output; make the member a struct html: ", t.content);
			break;
		default:
			if (!take_special(p, out, &t))
				parse_tag(p, out, &t, in_parent);
		}
	}
	if (p->failed)
		return;
	if (container)
		fail(p, container->place, "section is not closed: ", container->name);
	add_text(p, out, p->at, p->text.len);
	p->at = p->text.len;
}

struct node *
tmpl_parse(struct arena *a, const struct tmpl_text *t, struct complaints *c)
{
	struct parser p = { .arena = a,
		.complaints = c,
		.input = t,
		.text = t->text,
		.place = t->at,
		.open = STR("{{"),
		.close = STR("}}") };
	struct list_of_nodes all = { NULL, &all.first };

	if (t->text.len > TMPL_TEXT_MAX)
		fail(&p, t->at, "template is too large", STR(""));
	else if (!str_is_utf8(t->text))
		fail(&p, t->at, "template is not UTF-8", STR(""));
	else
		parse_list(&p, &all, NULL, false);
	return p.failed ? NULL : all.first;
}
