/* route_match.c - which route a path belongs to.  See route_match.h. */
#include "lib/web/route_match.h"

#include <assert.h>

struct branch {
	struct str segment;       /* absent: {name} */
	struct branch *next;      /* among the literal siblings */
	struct branch *literals;
	struct branch *name;
	const struct route *routes[ROUTE_METHODS];
};

struct route_tree {
	struct arena *arena;
	struct branch root;
};

static const struct {
	enum method method;
	const char *name;
} methods[] = { { GET, "GET" }, { HEAD, "HEAD" }, { POST, "POST" }, { PUT, "PUT" }, { PATCH, "PATCH" },
	{ DELETE, "DELETE" }, { OPTIONS, "OPTIONS" } };

static void __attribute__((noreturn))
refuse(const struct route *r, const char *why)
{
	char text[300];

	snprintf(text, sizeof(text), "route '%s': %s", r->pattern, why);
	BUG(text);
}

static bool
is_name(struct str segment)
{
	return segment.len > 2 && segment.ptr[0] == '{' && segment.ptr[segment.len - 1] == '}';
}

static struct branch *
grow(struct route_tree *tree, struct branch *at, struct str segment)
{
	struct branch *b;

	if (is_name(segment)) {
		if (!at->name)
			at->name = arena_new_of(tree->arena, struct branch);
		return at->name;
	}
	for (b = at->literals; b; b = b->next)
		if (str_eq(b->segment, segment))
			return b;
	b = arena_new_of(tree->arena, struct branch);
	b->segment = segment;
	b->next = at->literals;
	at->literals = b;
	return b;
}

static void
plant(struct route_tree *tree, const struct route *r)
{
	struct str rest = str_of(r->pattern), part;
	struct branch *at = &tree->root;
	size_t names = 0, method;

	if (!str_starts(rest, STR("/")))
		refuse(r, "a pattern starts with '/'");
	rest = str_skip(rest, 1);
	while (rest.len && str_split(&rest, '/', &part)) {
		if (!part.len || (rest.ptr && !rest.len))
			refuse(r, "a pattern has no empty segments");
		if (!is_name(part) && (str_find(part, '{') < part.len || str_find(part, '}') < part.len))
			refuse(r, "a {name} is a whole segment");
		names += is_name(part);
		at = grow(tree, at, part);
	}
	if (names > REQ_PARAMS_MAX)
		refuse(r, "too many {names}");
	if (r->method != GET && r->method != POST && r->method != PUT && r->method != PATCH && r->method != DELETE)
		refuse(r, "the method is one of GET, POST, PUT, PATCH, DELETE");
	method = (size_t)__builtin_ctz(r->method);
	if (at->routes[method])
		refuse(r, "stands there twice");
	at->routes[method] = r;
}

struct route_tree *
route_tree_new(const struct route_table *t)
{
	struct arena *a = arena_new();
	struct route_tree *tree = arena_new_of(a, struct route_tree);

	tree->arena = a;
	for (size_t i = 0; i < t->count; i++)
		plant(tree, &t->routes[i]);
	return tree;
}

void
route_tree_free(struct route_tree *tree)
{
	if (tree)
		arena_free(tree->arena);
}

static void
note_allowed(const struct branch *b, struct route_match *m)
{
	for (unsigned i = 0; i < ROUTE_METHODS; i++)
		if (b->routes[i])
			m->allow |= b->routes[i]->method | (b->routes[i]->method == GET ? HEAD : 0) | OPTIONS;
}

/* `rest` is what follows this branch; absent: nothing. */
static bool
walk(const struct branch *b, struct str rest, size_t method, struct route_match *m)
{
	struct str part;

	if (str_is_absent(rest)) {
		m->route = b->routes[method];
		note_allowed(b, m);
		return m->route != NULL;
	}
	(void)str_split(&rest, '/', &part);
	if (!part.len)
		return false;
	for (const struct branch *l = b->literals; l; l = l->next)
		if (str_eq(l->segment, part) && walk(l, rest, method, m))
			return true;
	if (!b->name)
		return false;
	assert(m->param_count < REQ_PARAMS_MAX);
	m->params[m->param_count++] = part;
	if (walk(b->name, rest, method, m))
		return true;
	m->param_count--;
	return false;
}

struct route_match
route_tree_find(const struct route_tree *tree, struct str path, enum method method)
{
	struct route_match m = { 0 };
	struct str rest = path.len > 1 ? str_skip(path, 1) : STR_ABSENT;

	if (path.len && path.ptr[0] == '/')
		(void)walk(&tree->root, rest, (size_t)__builtin_ctz(method == HEAD ? GET : method), &m);
	return m;
}

struct str
route_allow(struct arena *a, unsigned allowed)
{
	struct buf b;

	buf_in_arena(&b, a, 100);
	for (size_t i = 0; i < COUNT(methods); i++)
		if (allowed & methods[i].method)
			buf_printf(&b, "%s%s", b.len ? ", " : "", methods[i].name);
	return buf_view(&b);
}
