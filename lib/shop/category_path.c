/*
 * category_path.c - where products are listed.  Writes table category_product.
 *
 * Files name categories by slug, or by path: "Food > Tea > Green".  The parts of a path are names in the default
 * locale; what is missing is made.
 */
#include "lib/shop/category_parts.h"
#include "lib/shop/catalog_index.h"

#define TREE_MAX 200000

enum { TREE, FIND, PUT, DELETE };
static const struct db_query queries[] = {
	[TREE] = { "category_tree", "s", &category_row_shape,
	    "SELECT c.id, c.parent_id, c.path, c.slug, COALESCE(t.name, c.slug) AS name FROM category c"
	    " LEFT JOIN category_text t ON t.category_id = c.id AND t.locale = ? ORDER BY c.id" },
	[FIND] = { "category_find_slugs", "s", &name_row_shape,
	    "SELECT c.slug AS name, c.id, c.slug AS also FROM JSON_TABLE(?, '$[*]' COLUMNS"
	    " (slug VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j STRAIGHT_JOIN category c ON c.slug = j.slug" },
	[PUT] = { "category_put_product", "iii", NULL,
	    "INSERT INTO category_product (category_id, product_id, place) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE place = VALUES(place)" },
	[DELETE] = { "category_delete_product", "is", NULL,
	    "DELETE l FROM category_product l JOIN category c ON c.id = l.category_id WHERE l.product_id = ? AND c.slug = ?" },
};
const struct db_module category_path_sql = { "category_path", queries, COUNT(queries) };

struct walk {
	struct names *wanted; /* slugs and paths */
	struct names by_name; /* "<parent id> <name>" -> id; also: slug */
	struct names slugs;
	struct str locale;
	bool make, made;
	int64_t next_id, left;
};

static bool
is_path(struct str text)
{
	return !format_slug.check(text);
}

static size_t
parts_of(struct str path)
{
	size_t n = 1;

	for (size_t i = 0; i < path.len; i++)
		n += path.ptr[i] == '>';
	return n;
}

static struct str
key_of(struct arena *a, int64_t parent_id, struct str name)
{
	return str_printf(a, "%lld %.*s", (long long)parent_id, STR_ARG(name));
}

static enum err
load_tree(struct db *db, struct walk *w, struct arena *a)
{
	const struct db_arg arg = db_str(w->locale);
	const struct category_row *rows;
	struct list tree;
	enum err err = db_rows(db, &queries[TREE], &arg, 1, a, TREE_MAX, &tree);

	if (err)
		return err;
	names_init(&w->by_name, a);
	names_init(&w->slugs, a);
	rows = tree.items;
	for (size_t i = 0; i < tree.count; i++) {
		struct name *n = names_add(&w->by_name, key_of(a, rows[i].parent_id.value, rows[i].name));
		names_add(&w->slugs, rows[i].slug);
		if (n->id)
			continue; /* two with one name: the older one is meant */
		n->id = rows[i].id;
		n->number = (int64_t)i;
		n->also = rows[i].slug;
	}
	return OK;
}

static enum err
make(struct db *db, struct walk *w, struct name *n, int64_t parent_id, struct str parent_path, struct str name)
{
	struct arena *a = w->by_name.arena;
	const struct category_row parent = { .id = parent_id, .path = parent_path };
	struct place_text text = { .locale = w->locale, .name = str_cut_chars(name, 200) };
	/* Behind those that the merchant gave a place. */
	struct category_def def = { .is_visible = true, .position = 1000000, .texts = { &text, 1 } };
	struct str base = str_cut(slug_make(a, name), 180);
	enum err err;

	def.slug = base;
	for (int i = 2; names_find(&w->slugs, def.slug); i++)
		def.slug = str_printf(a, "%.*s-%d", STR_ARG(base), i);
	names_add(&w->slugs, def.slug);
	if (!w->left--)
		return err_fail(ERR_INTERNAL, "more categories to make than counted");
	n->id = w->next_id++;
	n->also = def.slug;
	w->made = true;
	err = category_insert(db, a, &parent, &def, n->id);
	return err ? err : category_put_texts(db, n->id, def.texts);
}

/* Walk down one path; leaves the id and slug of its end in `out`, 0 when it is not there and nothing is to be made. */
static enum err
descend(struct db *db, struct walk *w, struct name *out)
{
	struct arena *a = w->by_name.arena;
	struct str rest = out->text, part, path = STR("/");
	struct name *n = NULL;
	int64_t parent_id = 0;

	while (str_split(&rest, '>', &part)) {
		enum err err;
		part = str_trim(part);
		if (!part.len)
			continue;
		n = names_add(&w->by_name, key_of(a, parent_id, part));
		if (!n->id && !w->make)
			return OK;
		if (!n->id && (err = make(db, w, n, parent_id, path, part)))
			return err;
		parent_id = n->id;
		path = str_printf(a, "%.*s%lld/", STR_ARG(path), (long long)parent_id);
	}
	if (n) {
		out->id = n->id;
		out->also = n->also;
	}
	return OK;
}

static enum err
descend_all(struct db *db, void *payload)
{
	struct walk *w = payload;
	struct arena *a = w->wanted->arena;
	struct walk fresh = *w; /* the transaction may be run again */
	enum err err = category_lock(db, a);

	if (!err)
		err = load_tree(db, &fresh, a);
	for (size_t i = 0; i < w->wanted->count && !err; i++) {
		struct name *n = w->wanted->items[i];
		if (is_path(n->text)) {
			n->id = 0;
			n->also = STR_ABSENT;
			err = descend(db, &fresh, n);
		}
	}
	return err || !fresh.made ? err : catalog_index_queue(db, &(int64_t){ INDEX_NAV }, 1);
}

/* All paths are there already: no lock. */
static enum err
look_up(struct db *db, struct walk *w, size_t *missing_parts)
{
	struct walk looking = *w;
	enum err err;

	*missing_parts = 0;
	looking.make = false;
	if ((err = load_tree(db, &looking, w->wanted->arena)))
		return err;
	for (size_t i = 0; i < w->wanted->count; i++) {
		struct name *n = w->wanted->items[i];
		if (!is_path(n->text))
			continue;
		if ((err = descend(db, &looking, n)))
			return err;
		*missing_parts += n->id ? 0 : parts_of(n->text);
	}
	return OK;
}

enum err
categories_resolve(struct db *db, struct names *names, struct str default_locale, bool make_missing)
{
	struct walk w = { .wanted = names, .locale = default_locale, .make = true };
	size_t paths = 0, missing;
	enum err err = names_lookup(names, db, &queries[FIND]);

	for (size_t i = 0; i < names->count; i++)
		paths += is_path(names->items[i]->text);
	if (err || !paths || (err = look_up(db, &w, &missing)) || !missing || !make_missing)
		return err;
	if ((err = id_reserve(db, "category", (int64_t)missing, &w.next_id)))
		return err;
	w.left = (int64_t)missing;
	return db_transaction(db, descend_all, &w);
}

void
categories_write(struct plan *plan, const struct parts *p, const struct references *refs)
{
	const struct str *slugs = p->in->categories.items, *old = p->old ? p->old->in.categories.items : NULL;
	size_t old_count = p->old ? p->old->in.categories.count : 0;
	const struct db_arg product = db_i64(p->id);

	for (size_t i = 0; i < old_count; i++) {
		size_t k = 0;
		while (k < p->in->categories.count && !str_eq(slugs[k], old[i]))
			k++;
		if (k == p->in->categories.count) {
			const struct db_arg row[] = { product, db_str(old[i]) };
			plan_add(plan, PLAN_CATEGORY_DELETE, &queries[DELETE], row, COUNT(row));
		}
	}
	for (size_t i = 0; i < p->in->categories.count; i++) {
		const struct db_arg row[] = { db_i64(names_find(&refs->categories, slugs[i])->id), product,
			db_i64((int64_t)i) };
		plan_add(plan, PLAN_CATEGORY, &queries[PUT], row, COUNT(row));
	}
}
