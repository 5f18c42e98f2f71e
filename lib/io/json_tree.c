/* json_tree.c - a tree of JSON.  json_scan() has checked the grammar, so this only walks.  See json_tree.h. */
#include "lib/io/json_tree.h"
#include "lib/base/buf.h"
#include "lib/io/json.h"
#include "lib/io/json_scan.h"

struct walk {
	struct arena *arena;
	struct str text;
	size_t at;
	bool twice; /* a name was given twice */
};

static struct json_node *value(struct walk *w);

static void
blanks(struct walk *w)
{
	while (w->at < w->text.len && strchr(" \t\r\n", w->text.ptr[w->at]))
		w->at++;
}

static uint32_t
hex4(struct walk *w)
{
	uint64_t v = 0;

	if (str_to_u64_hex(str_cut(str_skip(w->text, w->at), 4), &v))
		v = 0xfffd;
	w->at += 4;
	return (uint32_t)v;
}

static void
add_char(struct buf *b, uint32_t c)
{
	if (c < 0x80) {
		buf_char(b, (char)c);
	} else if (c < 0x800) {
		buf_char(b, (char)(0xc0 | c >> 6));
		buf_char(b, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buf_char(b, (char)(0xe0 | c >> 12));
		buf_char(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_char(b, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_char(b, (char)(0xf0 | c >> 18));
		buf_char(b, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_char(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_char(b, (char)(0x80 | (c & 0x3f)));
	}
}

/* After the backslash. */
static void
escape(struct walk *w, struct buf *b)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	char c = w->text.ptr[w->at++];
	const char *known = strchr(from, c);
	uint32_t code;

	if (c != 'u') {
		buf_char(b, known ? to[known - from] : c);
		return;
	}
	code = hex4(w);
	if (code >= 0xd800 && code < 0xdc00) { /* the scan saw that the other half follows */
		w->at += 2;
		code = 0x10000 + ((code - 0xd800) << 10) + (hex4(w) - 0xdc00);
	}
	add_char(b, code);
}

static struct str
text(struct walk *w)
{
	size_t start = ++w->at;
	struct buf b;

	while (w->text.ptr[w->at] != '"' && w->text.ptr[w->at] != '\\')
		w->at++;
	if (w->text.ptr[w->at] == '"')
		return (struct str){ w->text.ptr + start, w->at++ - start };
	buf_in_arena(&b, w->arena, w->text.len + 1);
	buf_add(&b, w->text.ptr + start, w->at - start);
	while (w->text.ptr[w->at] != '"') {
		if (w->text.ptr[w->at] == '\\') {
			w->at++;
			escape(w, &b);
		} else {
			buf_char(&b, w->text.ptr[w->at++]);
		}
	}
	w->at++;
	return buf_view(&b);
}

static void
children(struct walk *w, struct json_node *parent, char end)
{
	const struct json_node **link = &parent->first;

	w->at++;
	blanks(w);
	while (w->text.ptr[w->at] != end) {
		struct str name = STR_ABSENT;
		struct json_node *child;
		if (parent->type == JSON_OBJECT) {
			name = text(w);
			blanks(w);
			w->at++; /* ':' */
			for (const struct json_node *n = parent->first; n; n = n->next)
				w->twice = w->twice || str_eq(n->name, name);
		}
		child = value(w);
		child->name = name;
		*link = child;
		link = &child->next;
		parent->count++;
		if (w->text.ptr[w->at] == ',')
			w->at++;
		blanks(w);
	}
	w->at++;
}

/* A value and the blanks around it. */
static struct json_node *
value(struct walk *w)
{
	struct json_node *node = arena_new_of(w->arena, struct json_node);
	size_t start;

	blanks(w);
	switch (w->text.ptr[w->at]) {
	case '{':
		node->type = JSON_OBJECT;
		children(w, node, '}');
		break;
	case '[':
		node->type = JSON_ARRAY;
		children(w, node, ']');
		break;
	case '"':
		node->type = JSON_TEXT;
		node->text = text(w);
		break;
	default:
		start = w->at;
		while (w->at < w->text.len && !strchr(",]} \t\r\n", w->text.ptr[w->at]))
			w->at++;
		node->text = (struct str){ w->text.ptr + start, w->at - start };
		node->type = node->text.ptr[0] == 'n' ? JSON_NULL :
		    node->text.ptr[0] == 't' || node->text.ptr[0] == 'f' ? JSON_BOOL : JSON_NUMBER;
	}
	blanks(w);
	return node;
}

enum err
json_tree(struct arena *a, struct str json, const struct json_node **out)
{
	struct walk w = { .arena = a, .text = json };
	size_t members;
	enum err err = json_scan(json, JSON_DEPTH_MAX, &members);
	const struct json_node *root;

	if (err)
		return err;
	root = value(&w);
	if (w.twice)
		return err_fail(ERR_INVALID, "could not read JSON: a name stands twice in one object");
	*out = root;
	return OK;
}

const struct json_node *
json_at(const struct json_node *node, const char *name)
{
	if (!node || node->type != JSON_OBJECT)
		return NULL;
	for (const struct json_node *n = node->first; n; n = n->next)
		if (str_eq_z(n->name, name))
			return n;
	return NULL;
}

struct str
json_text(const struct json_node *node, const char *name)
{
	const struct json_node *n = json_at(node, name);

	return n && n->type == JSON_TEXT ? n->text : STR_ABSENT;
}

static void
write_children(struct buf *b, const struct json_node *node)
{
	for (const struct json_node *n = node->first; n; n = n->next) {
		if (n != node->first)
			buf_char(b, ',');
		if (node->type == JSON_OBJECT) {
			json_write_str(b, n->name);
			buf_char(b, ':');
		}
		json_tree_write(b, n);
	}
}

void
json_tree_write(struct buf *b, const struct json_node *node)
{
	switch (node->type) {
	case JSON_NULL:
	case JSON_BOOL:
	case JSON_NUMBER:
		buf_str(b, node->text);
		break;
	case JSON_TEXT:
		json_write_str(b, node->text);
		break;
	case JSON_ARRAY:
	case JSON_OBJECT:
		buf_char(b, node->type == JSON_ARRAY ? '[' : '{');
		write_children(b, node);
		buf_char(b, node->type == JSON_ARRAY ? ']' : '}');
		break;
	}
}
