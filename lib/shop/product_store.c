/*
 * product_store.c - a batch of products into the tables, by difference.  See product_store.h.
 *
 * `before` decides what is worth writing: a product that it says is unchanged costs nothing.  Those that changed are
 * locked and loaded again inside the transaction, so two writers never mix; those that it says are new go straight in,
 * and the unique key of their slugs is the arbiter: when it objects, the batch is loaded again and tried anew.
 */
#include "lib/shop/attribute.h"
#include "lib/shop/catalog_index.h"
#include "lib/shop/product_parts.h"
#include "lib/shop/slug.h"

#include <assert.h>

#define TRIES_MAX 4

enum { FIND };
static const struct db_query queries[] = {
	[FIND] = { "product_find", "s", &name_row_shape,
	    "SELECT p.slug AS name, p.id FROM JSON_TABLE(?, '$[*]' COLUMNS"
	    " (slug VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j STRAIGHT_JOIN product p ON p.slug = j.slug" },
};
const struct db_module product_store_sql = { "product_store", queries, COUNT(queries) };

struct item {
	const struct product_input *before; /* NULL: not stored */
	struct product_input in;            /* canonical */
	struct store_result *result;
	int64_t new_id;
	bool write;
};
struct store {
	struct db *db;
	struct arena *arena;
	const struct store_options *opt;
	struct item *items;
	size_t count;
	struct references refs;
	struct new_ids ids;
	bool stale; /* what `before` said is not true any more */
};

static void check(struct store *s, const struct product_input *after);
static enum err resolve(struct store *s, const struct product_input *after);
static enum err resolve_options(struct store *s);
static enum err resolve_related(struct store *s);
static void compare(struct store *s);
static enum err resolve_names(struct store *s);
static enum err reserve(struct store *s);
static enum err write_batch(struct db *db, void *payload);

static enum err
store_once(struct store *s, const struct product_input *before, const struct product_input *after,
    struct store_result *results)
{
	size_t writes = 0;
	enum err err;

	s->items = arena_array(s->arena, struct item, s->count);
	s->stale = false;
	for (size_t i = 0; i < s->count; i++) {
		results[i] = (struct store_result){ .errors = { .arena = s->arena } };
		s->items[i].result = &results[i];
		s->items[i].before = before && before[i].slug.ptr ? &before[i] : NULL;
	}
	check(s, after);
	if ((err = resolve(s, after)))
		return err;
	for (size_t i = 0; i < s->count; i++) {
		if (results[i].outcome != STORE_FAILED)
			product_normal(
			    &after[i], s->opt->default_locale, &s->refs, s->arena, &s->items[i].in, &results[i].errors);
		if (results[i].errors.count)
			results[i].outcome = STORE_FAILED;
	}
	if ((err = resolve_options(s)) || (err = resolve_related(s)))
		return err;
	compare(s);
	for (size_t i = 0; i < s->count; i++)
		writes += s->items[i].write;
	if (s->opt->dry_run)
		return OK;
	if (writes && ((err = resolve_names(s)) || (err = reserve(s))))
		return err;
	return writes || s->opt->also ? db_transaction(s->db, write_batch, s) : OK;
}

enum err
product_store(struct db *db, const struct product_input *before, const struct product_input *after, size_t count,
    const struct store_options *opt, struct arena *a, struct store_result *results)
{
	struct store s = { .db = db, .arena = a, .opt = opt, .count = count };
	struct str *slugs = arena_array(a, struct str, count);
	struct product_input *fresh;
	enum err err;

	assert(count > 0 && count <= STORE_BATCH_MAX && opt->default_locale.len);
	for (int try = 0;; try++) {
		err = store_once(&s, before, after, results);
		if (err != ERR_CONFLICT || !s.stale)
			return err;
		if (try == TRIES_MAX)
			return err_fail(ERR_BUSY, "products of the batch keep being changed by others");
		err_clear();
		fresh = arena_array(a, struct product_input, count);
		for (size_t i = 0; i < count; i++)
			slugs[i] = after[i].slug;
		if ((err = product_load(db, slugs, count, opt->default_locale, a, fresh)))
			return err;
		before = fresh;
	}
}

/* What is wrong by itself. */
static void
check(struct store *s, const struct product_input *after)
{
	struct names slugs;

	names_init(&slugs, s->arena);
	for (size_t i = 0; i < s->count; i++) {
		struct store_result *r = s->items[i].result;
		product_input_check(&after[i], &r->errors);
		if (after[i].slug.ptr && names_add(&slugs, after[i].slug)->id++)
			field_error(&r->errors, STR("slug"), N_("The address is there twice."), (struct opt_i64){ 0 });
		if (r->errors.count)
			r->outcome = STORE_FAILED;
	}
}

static void
collect(struct names *names, struct list texts)
{
	const struct str *t = texts.items;

	for (size_t i = 0; i < texts.count; i++)
		names_add(names, t[i]);
}

/* Categories and attributes decide the canonical form. */
static enum err
resolve(struct store *s, const struct product_input *after)
{
	struct references *r = &s->refs;
	struct names *all[] = { &r->brands, &r->types, &r->tags, &r->categories, &r->attributes, &r->options,
		&r->products };
	bool make = !s->opt->dry_run;
	size_t paths;
	enum err err;

	for (size_t i = 0; i < COUNT(all); i++)
		names_init(all[i], s->arena);
	for (size_t i = 0; i < s->count; i++) {
		const struct attribute_input *a = after[i].attributes.items;
		if (s->items[i].result->outcome == STORE_FAILED)
			continue;
		collect(&r->categories, after[i].categories);
		for (size_t k = 0; k < after[i].attributes.count; k++)
			names_add(&r->attributes, a[k].code);
	}
	if ((err = categories_resolve(s->db, &r->categories, s->opt->default_locale, make)) ||
	    (err = attributes_resolve(s->db, &r->attributes, s->opt->default_locale, make)))
		return err;
	/* The slugs that paths led to are names too. */
	paths = r->categories.count;
	for (size_t i = 0; i < paths; i++) {
		struct name *n = r->categories.items[i];
		if (!n->also.ptr && !make && !format_slug.check(n->text))
			n->also = n->text; /* would be made */
		if (n->also.ptr)
			names_add(&r->categories, n->also)->id = n->id;
	}
	return OK;
}

/* Options of attributes: "<attribute id> <code>", named as the file has them when they are new. */
static enum err
resolve_options(struct store *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct attribute_input *a = s->items[i].in.attributes.items;
		if (s->items[i].result->outcome == STORE_FAILED)
			continue;
		for (size_t k = 0; k < s->items[i].in.attributes.count; k++) {
			const struct name *n = names_find(&s->refs.attributes, a[k].code);
			const struct str *values = a[k].values.items;
			for (size_t v = 0;
			     n && attribute_has_options((enum attribute_kind)n->number) && v < a[k].values.count; v++) {
				struct str key =
				    str_printf(s->arena, "%lld %.*s", (long long)n->id, STR_ARG(values[v]));
				struct name *option = names_add(&s->refs.options, key);
				if (!option->also.ptr)
					option->also = values[v];
			}
		}
	}
	return attribute_options_resolve(s->db, &s->refs.options, s->opt->default_locale, !s->opt->dry_run);
}

/* Related products exist, or come with this batch; others are left out and said so. */
static enum err
resolve_related(struct store *s)
{
	struct names *products = &s->refs.products;
	enum err err;

	for (size_t i = 0; i < s->count; i++)
		if (s->items[i].result->outcome != STORE_FAILED)
			collect(products, s->items[i].in.related);
	if (!products->count)
		return OK;
	if ((err = names_lookup(products, s->db, &queries[FIND])))
		return err;
	for (size_t i = 0; i < s->count; i++) {
		struct name *n = names_find(products, s->items[i].in.slug);
		if (n && !n->id && s->items[i].result->outcome != STORE_FAILED)
			n->id = -1; /* reserve() knows */
	}
	for (size_t i = 0; i < s->count; i++) {
		struct product_input *in = &s->items[i].in;
		struct str *slugs = in->related.items;
		size_t kept = 0;
		if (s->items[i].result->outcome == STORE_FAILED)
			continue;
		for (size_t k = 0; k < in->related.count; k++) {
			if (names_find(products, slugs[k])->id && !str_eq(slugs[k], in->slug))
				slugs[kept++] = slugs[k];
			else
				field_error(&s->items[i].result->errors, str_printf(s->arena, "related.%zu", k),
				    N_("There is no such product; it was left out."), (struct opt_i64){ 0 });
		}
		in->related.count = kept;
	}
	return OK;
}

static void
compare(struct store *s)
{
	for (size_t i = 0; i < s->count; i++) {
		struct item *item = &s->items[i];
		struct store_result *r = item->result;
		struct list *changes = s->opt->want_changes ? &r->changes : NULL;
		struct product_input nothing;
		if (r->outcome == STORE_FAILED)
			continue;
		if (item->before) {
			r->outcome =
			    product_diff(item->before, &item->in, s->arena, changes) ? STORE_UPDATED : STORE_UNCHANGED;
		} else {
			r->outcome = STORE_CREATED;
			shape_init(&product_input_shape, &nothing);
			if (changes)
				product_diff(&nothing, &item->in, s->arena, changes);
		}
		item->write = r->outcome != STORE_UNCHANGED;
	}
}

static enum err
resolve_names(struct store *s)
{
	enum err err;

	for (size_t i = 0; i < s->count; i++) {
		const struct product_input *in = &s->items[i].in;
		if (!s->items[i].write)
			continue;
		if (in->brand.ptr)
			names_add(&s->refs.brands, in->brand);
		if (in->type.ptr)
			names_add(&s->refs.types, in->type);
		collect(&s->refs.tags, in->tags);
	}
	if ((err = brands_resolve(s->db, &s->refs.brands)) || (err = types_resolve(s->db, &s->refs.types)))
		return err;
	return tags_resolve(s->db, &s->refs.tags);
}

/* Ids for all that may be new; gaps are fine. */
static enum err
reserve(struct store *s)
{
	struct id_block b[] = { { "product", 0, 0 }, { "variant", 0, 0 }, { "media", 0, 0 }, { "product_option", 0, 0 },
		{ "product_option_value", 0, 0 } };
	enum err err;

	for (size_t i = 0; i < s->count; i++) {
		const struct product_input *in = &s->items[i].in;
		const struct option_input *o = in->options.items;
		if (!s->items[i].write)
			continue;
		b[0].count += !s->items[i].before;
		b[1].count += (int64_t)in->variants.count;
		b[2].count += (int64_t)in->media.count;
		b[3].count += (int64_t)in->options.count;
		for (size_t k = 0; k < in->options.count; k++)
			b[4].count += (int64_t)o[k].values.count;
	}
	if ((err = ids_reserve(s->db, b, COUNT(b))))
		return err;
	s->ids = (struct new_ids){ b[0].first, b[1].first, b[2].first, b[3].first, b[4].first };
	for (size_t i = 0; i < s->count; i++) {
		struct item *item = &s->items[i];
		struct name *n;
		if (!item->write || item->before)
			continue;
		item->new_id = s->ids.product++;
		if ((n = names_find(&s->refs.products, item->in.slug)) && n->id == -1)
			n->id = item->new_id;
	}
	return OK;
}

/* ---- inside the transaction ---- */

/* Lock and load what is to be changed. */
static enum err
load_changed(struct store *s, struct stored *out)
{
	struct str *slugs = arena_array(s->arena, struct str, s->count);
	struct stored *loaded = arena_array(s->arena, struct stored, s->count);
	size_t count = 0, at = 0;
	enum err err;

	for (size_t i = 0; i < s->count; i++)
		if (s->items[i].write && s->items[i].before)
			slugs[count++] = s->items[i].in.slug;
	if ((err = stored_load(s->db, slugs, count, s->opt->default_locale, true, s->arena, loaded)))
		return err;
	for (size_t i = 0; i < s->count; i++) {
		if (!s->items[i].write || !s->items[i].before)
			continue;
		out[i] = loaded[at++];
		if (!out[i].id) {
			s->stale = true; /* deleted or renamed meanwhile */
			return ERR_CONFLICT;
		}
	}
	return OK;
}

static void
plan_product(struct store *s, struct plan *plan, struct stock_batch *stock, const struct item *item,
    const struct stored *old, struct new_ids *ids)
{
	struct parts p = { .id = old ? old->id : item->new_id, .old = old, .in = &item->in, .stock = stock };
	uint64_t changed = old ? product_diff(&old->in, &item->in, s->arena, NULL) : UINT64_MAX;

	if (!changed)
		return; /* somebody else has just stored the same */
	if (old) {
		p.media = old->media;
		p.options = old->options;
		p.values = old->values;
	}
	product_write(plan, &p, &s->refs, !old);
	if (changed & PART(texts))
		product_texts_write(plan, &p, old != NULL);
	if (changed & PART(tags))
		tags_write(plan, p.id, p.in->tags, &s->refs.tags, old != NULL);
	if (changed & PART(categories))
		categories_write(plan, &p, &s->refs);
	if (changed & PART(attributes))
		attributes_write(plan, &p, &s->refs, old != NULL);
	if (changed & PART(related))
		product_related_write(plan, &p, &s->refs, old != NULL);
	if (changed & PART(media))
		media_write(plan, &p, s->arena, ids);
	if (changed & PART(options))
		options_write(plan, &p, s->arena, ids);
	if (changed & PART(variants))
		variants_write(plan, &p, s->arena, ids);
}

/* New products take their addresses over from renamed ones. */
static enum err
take_slugs(struct store *s)
{
	struct names slugs;
	size_t count;
	struct str json;

	names_init(&slugs, s->arena);
	for (size_t i = 0; i < s->count; i++)
		if (s->items[i].write && !s->items[i].before)
			names_add(&slugs, s->items[i].in.slug);
	json = names_json(&slugs, false, &count);
	return count ? slugs_taken(s->db, "product", json) : OK;
}

static enum err
write_batch(struct db *db, void *payload)
{
	struct store *s = payload;
	struct stored *old = arena_array(s->arena, struct stored, s->count);
	int64_t *queued = arena_array(s->arena, int64_t, s->count);
	struct plan *plan = arena_new_of(s->arena, struct plan);
	struct stock_batch stock = { .arena = s->arena };
	struct new_ids ids = s->ids;
	size_t count = 0;
	enum err err;

	plan->arena = s->arena;
	if ((err = load_changed(s, old)))
		return err;
	for (size_t i = 0; i < s->count; i++) {
		if (!s->items[i].write)
			continue;
		plan_product(s, plan, &stock, &s->items[i], s->items[i].before ? &old[i] : NULL, &ids);
		queued[count++] = s->items[i].before ? old[i].id : s->items[i].new_id;
	}
	if ((err = stock_batch_before(db, &stock)))
		return err;
	if ((err = plan_run(plan, db))) {
		if (err == ERR_CONFLICT && strcmp(db_conflict_key(db), "product_slug") == 0)
			s->stale = true;
		return err;
	}
	if ((err = take_slugs(s)) || (err = stock_batch_write(db, &stock)))
		return err;
	if (!s->opt->no_queue && count && (err = catalog_index_queue(db, queued, count)))
		return err;
	return s->opt->also ? s->opt->also(db, s->opt->payload) : OK;
}
