/* product_names.c - rows that products refer to by name and that are made when they are missing: brands, types, tags.
 * */
#include "lib/shop/product_parts.h"
#include "lib/io/crypto.h"

#define TRIES_MAX 8

/* Arguments of one row: id, then public id and slug if the table has them, then the name. */
static void
row_args(
    struct names *names, const struct name *n, const char *public_prefix, bool has_slug, int try, struct db_arg *out)
{
	struct arena *a = names->arena;

	*out++ = db_i64(n->number);
	if (public_prefix) {
		char *public = arena_alloc(a, 32);
		public_id(public, public_prefix);
		*out++ = db_str(str_of(public));
	}
	if (has_slug) {
		struct str slug = str_cut(slug_make(a, n->text), 180);
		if (try > 2) /* many names fold to the same: a random end */
			slug = str_printf(a, "%.*s-%04x", STR_ARG(slug), (unsigned)(crypto_random_u64() & 0xffff));
		else if (try)
			slug = str_printf(a, "%.*s-%d", STR_ARG(slug), try + 1);
		*out++ = db_str(slug);
	}
	*out = db_str(n->text);
}

static enum err
create(struct db *db, struct names *names, const char *id_name, const char *public_prefix, bool has_slug, int try,
    const struct db_query *query)
{
	size_t per = strlen(query->args), missing = names_missing(names), row = 0;
	struct db_arg *args = arena_array(names->arena, struct db_arg, missing * per);
	int64_t id;
	enum err err = id_reserve(db, id_name, (int64_t)missing, &id);

	if (err)
		return err;
	for (size_t i = 0; i < names->count; i++) {
		if (names->items[i]->id)
			continue;
		names->items[i]->number = id++;
		row_args(names, names->items[i], public_prefix, has_slug, try, args + row++ * per);
	}
	return db_bulk(db, query, args, per, missing, NULL);
}

enum err
names_create(struct db *db, struct names *names, const char *id_name, const char *public_prefix, bool has_slug,
    const struct db_query *create_query, const struct db_query *find)
{
	enum err err = names_lookup(names, db, find);

	/* A row whose slug is taken, or that another process made meanwhile, is passed over: look again, try another
	 * slug. */
	for (int try = 0; !err && names_missing(names); try++) {
		if (try == TRIES_MAX)
			return err_fail(ERR_CONFLICT, "could not create %s rows: their slugs are taken", id_name);
		err = create(db, names, id_name, public_prefix, has_slug, try, create_query);
		if (!err)
			err = names_lookup(names, db, find);
	}
	return err;
}
