/*
 * catalog_index.c - the search index kept true: rebuilt as a whole, or followed change by change.  See catalog_index.h.
 *
 * An entry leaves the queue only after the index is committed and the cache generations are bumped, so whatever is
 * killed in between is done again.  What is queued while a rebuild runs stays queued and is applied to the new index.
 */
#include "lib/shop/index_parts.h"
#include "lib/shop/promotion_store.h"
#include "lib/shop/public_price.h"

#define BATCH 1000
#define WINDOWS_EVERY_US (US_PER_S / 2)

struct indexing {
	struct db *db;
	struct cache *cache; /* NULL: none */
	const struct config *config;
	struct arena *keep, *batch; /* for all of it; for one batch, then reset */
	struct index_context context;
	struct str locales[INDEX_LOCALES_MAX];
	struct search_writer *writers[INDEX_LOCALES_MAX];
	size_t locale_count;
	struct time now;
	bool keeps_prices; /* this one writes what prices are and were: one of the processes of a rebuild */
};

static void
begin(struct indexing *x, struct db *db, struct cache *cache, const struct config *c)
{
	struct str rest = config_str(c, "site.locales"), locale;

	*x = (struct indexing){
		.db = db, .cache = cache, .config = c, .keep = arena_new(), .batch = arena_new(), .now = clock_now()
	};
	while (x->locale_count < INDEX_LOCALES_MAX && str_split(&rest, ',', &locale))
		x->locales[x->locale_count++] = str_trim(locale);
	db_primary(db);
}

static void
end(struct indexing *x)
{
	for (size_t i = 0; i < x->locale_count; i++)
		search_abort(x->writers[i]);
	arena_free(x->keep);
	arena_free(x->batch);
}

static enum err
open_all(struct indexing *x, enum err (*open)(const char *dir, const char *locale, struct search_writer **out))
{
	for (size_t i = 0; i < x->locale_count; i++) {
		enum err err = open(config_z(x->config, "search.path"), str_z(x->keep, x->locales[i]), &x->writers[i]);
		if (err)
			return err;
	}
	return OK;
}

static enum err
finish_all(struct indexing *x)
{
	struct str mark = str_printf(x->keep, "%lld", (long long)x->now.us);

	for (size_t i = 0; i < x->locale_count; i++) {
		struct search_writer *w = x->writers[i];
		enum err err = search_mark(w, mark);
		if (err)
			return err;
		x->writers[i] = NULL; /* search_finish() releases it in any case */
		if ((err = search_finish(w)))
			return err;
	}
	return OK;
}

/* One product into the indexes of all languages; *on_sale = false: it has no price. */
static enum err
put_product(struct indexing *x, const struct index_batch *batch, const struct facts *f, bool *on_sale)
{
	*on_sale = true;
	for (size_t i = 0; i < x->locale_count; i++) {
		struct search_doc doc;
		enum err err = index_doc(&x->context, batch, f, x->locales[i], x->batch, &doc);
		if (err == ERR_NOT_FOUND) {
			*on_sale = false;
			return OK;
		}
		if (err || (err = search_put(x->writers[i], &doc)))
			return err_fail(err, "could not index product '%.*s'", STR_ARG(f->slug));
	}
	return OK;
}

/* Products by id: those on sale into the index, the others out of it (`update`: they may be there). */
static enum err
put_batch(struct indexing *x, const int64_t *ids, size_t count, bool update)
{
	struct index_batch batch = { 0 };
	const struct facts *f;
	size_t at = 0;
	enum err err = index_load(x->db, ids, count, x->now, x->batch, &batch);

	if (!err)
		err = public_prices(x->db, x->batch, &x->context, &batch, x->now, x->keeps_prices);
	f = batch.facts.items;
	for (size_t i = 0; i < count && !err; i++) {
		bool on_sale = false;
		if (at < batch.facts.count && f[at].id == ids[i])
			err = put_product(x, &batch, &f[at++], &on_sale);
		for (size_t k = 0; update && !on_sale && !err && k < x->locale_count; k++)
			err = search_delete(x->writers[k], ids[i]);
	}
	return err;
}

static enum err
bump(struct indexing *x, struct str dep)
{
	return x->cache ? cache_bump(x->cache, dep) : OK;
}

/* ---- everything anew ---- */

static enum err
put_everything(struct indexing *x, void (*progress)(const struct index_progress *p, void *payload), void *payload)
{
	struct index_progress p = { 0 };
	int64_t after = 0;

	for (size_t i = 0; i < x->locale_count; i++) {
		enum err err = index_phrases(&x->context, x->locales[i], x->writers[i], x->keep);
		if (err)
			return err;
	}
	for (;;) {
		struct list ids;
		int64_t total;
		enum err err = index_ids(x->db, after, BATCH, x->batch, &ids, &total);
		if (err || (err = put_batch(x, ids.items, ids.count, false)))
			return err;
		if (!ids.count)
			return OK;
		after = ((const int64_t *)ids.items)[ids.count - 1];
		p = (struct index_progress){ p.done + (int64_t)ids.count, total };
		if (progress)
			progress(&p, payload);
		arena_reset(x->batch);
	}
}

struct rebuild {
	const struct indexing *all;
	void (*progress)(const struct index_progress *p, void *payload);
	void *payload;
};

/* One language, start to swap. */
static enum err
rebuild_locale(size_t i, bool forked, void *payload)
{
	const struct rebuild *job = payload;
	struct db *db = forked ? db_new(job->all->config, "mercer") : job->all->db;
	struct indexing x;
	enum err err;

	begin(&x, db, NULL, job->all->config);
	x.now = job->all->now;
	x.locales[0] = job->all->locales[i];
	x.locale_count = 1;
	x.keeps_prices = i == 0;
	if (!(err = index_context_load(db, x.config, x.keep, x.now, &x.context)) &&
	    !(err = open_all(&x, search_rebuild)) &&
	    !(err = put_everything(&x, i == 0 ? job->progress : NULL, job->payload)))
		err = finish_all(&x);
	end(&x);
	if (forked)
		db_free(db);
	return err;
}

static enum err
rebuild(struct indexing *x, void (*progress)(const struct index_progress *p, void *payload), void *payload)
{
	struct rebuild job = { x, progress, payload };
	struct list queued;
	struct queued *entry;
	size_t count = 0;
	enum err err;

	/* From here on the queue says that everything must be done, until it is. */
	if ((err = index_queue_all(x->db)) || (err = index_queue_take(x->db, BATCH, x->keep, &queued)) ||
	    (err = index_side_by_side(x->locale_count, rebuild_locale, &job)))
		return err;
	entry = queued.items;
	for (size_t i = 0; i < queued.count; i++)
		if (entry[i].product_id == INDEX_ALL)
			entry[count++] = entry[i];
	/* Pages of products hang on these two as well: see the bump of each product in a turn. */
	if ((err = bump(x, STR(CATALOG_DEP_NAV))) || (err = bump(x, STR(CATALOG_DEP_LISTING))))
		return err;
	return index_queue_done(x->db, entry, count, x->keep);
}

enum err
catalog_index_rebuild(struct db *db, struct cache *cache, const struct config *c,
    void (*progress)(const struct index_progress *p, void *payload), void *payload)
{
	struct indexing x;
	enum err err;

	begin(&x, db, cache, c);
	err = rebuild(&x, progress, payload);
	end(&x);
	return err;
}

/* ---- change by change ---- */

static int
id_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* Distinct product ids, ascending. */
static struct list
product_ids(struct indexing *x, const struct queued *q, size_t count, bool *nav)
{
	int64_t *ids = arena_array(x->keep, int64_t, count);
	size_t n = 0, distinct = 0;

	*nav = false;
	for (size_t i = 0; i < count; i++) {
		if (q[i].product_id > 0)
			ids[n++] = q[i].product_id;
		*nav = *nav || q[i].product_id == INDEX_NAV;
	}
	qsort(ids, n, sizeof(*ids), id_order);
	for (size_t i = 0; i < n; i++)
		if (!distinct || ids[distinct - 1] != ids[i])
			ids[distinct++] = ids[i];
	return (struct list){ ids, distinct };
}

static enum err
update_index(struct indexing *x, struct list ids, bool nav)
{
	enum err err = open_all(x, search_update);

	for (size_t i = 0; i < x->locale_count && nav && !err; i++)
		err = index_phrases(&x->context, x->locales[i], x->writers[i], x->keep);
	for (size_t at = 0; at < ids.count && !err; at += BATCH) {
		err = put_batch(x, (const int64_t *)ids.items + at, MIN(ids.count - at, BATCH), true);
		arena_reset(x->batch);
	}
	return err ? err : finish_all(x);
}

static enum err
bump_all(struct indexing *x, struct list ids, bool nav)
{
	enum err err = OK;

	if (ids.count)
		err = bump(x, STR(CATALOG_DEP_LISTING));
	if (!err && nav)
		err = bump(x, STR(CATALOG_DEP_NAV));
	return err;
}

static bool
has_all(const struct queued *q, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (q[i].product_id == INDEX_ALL)
			return true;
	return false;
}

/* When the index was last brought up to date, by its own mark; absent: there is none. */
static struct time
last_mark(struct indexing *x)
{
	struct search *s;
	struct search_stats stats = { 0 };
	struct time mark = TIME_ABSENT;

	if (search_open(config_z(x->config, "search.path"), str_z(x->keep, x->locales[0]), &s)) {
		err_clear();
		return mark;
	}
	if (search_stats(s, x->keep, &stats) || !stats.mark.ptr || str_to_i64(stats.mark, 0, INT64_MAX, &mark.us)) {
		err_clear();
		mark = TIME_ABSENT;
	}
	search_close(s);
	return mark;
}

/* Products whose window opens or closes are queued when it does. */
static enum err
queue_windows(struct indexing *x)
{
	static struct time until = { INT64_MIN }; /* everything up to here is queued */
	static int64_t checked;
	int64_t ticks = clock_ticks();
	enum err err;

	if (time_is_absent(until))
		until = last_mark(x);
	if (checked && ticks - checked < WINDOWS_EVERY_US)
		return OK;
	checked = ticks;
	if (!time_is_absent(until) && until.us < x->now.us &&
	    ((err = index_queue_windows(x->db, until, x->now)) ||
		(err = promotion_queue_windows(x->db, x->keep, until, x->now))))
		return err;
	until = x->now;
	return OK;
}

static enum err
turn(struct indexing *x, size_t limit, size_t *handled)
{
	struct list queued, ids;
	const struct queued *q;
	bool nav;
	enum err err;

	if ((err = queue_windows(x)) || (err = index_queue_take(x->db, limit, x->keep, &queued)))
		return err;
	*handled = queued.count;
	if (!queued.count)
		return OK;
	q = queued.items;
	if ((err = index_context_load(x->db, x->config, x->keep, x->now, &x->context)))
		return err;
	if (has_all(q, queued.count))
		return rebuild(x, NULL, NULL);
	ids = product_ids(x, q, queued.count, &nav);
	x->keeps_prices = true;
	err = update_index(x, ids, nav);
	if (err == ERR_UNAVAILABLE) { /* there is no index yet */
		err_clear();
		return rebuild(x, NULL, NULL);
	}
	if (err || (err = bump_all(x, ids, nav)))
		return err;
	return index_queue_done(x->db, q, queued.count, x->keep);
}

enum err
catalog_index_turn(struct db *db, struct cache *cache, const struct config *c, size_t limit, size_t *handled)
{
	struct indexing x;
	enum err err;

	*handled = 0;
	begin(&x, db, cache, c);
	err = turn(&x, limit, handled);
	end(&x);
	return err;
}
