/*
 * serve_stats.c - what the scoreboard learns of each request, and the slow log.
 */
#include "lib/web/serve_parts.h"

static void log_slow(const struct serve *s, const struct req *r, int64_t us, const struct db_stats *db);

static void
copy_text(char *to, size_t size, struct str s)
{
	size_t n = MIN(s.len, size - 1);

	memcpy(to, s.ptr ? s.ptr : "", n);
	to[n] = '\0';
}

void
serve_note_start(struct serve *s, const struct req *r)
{
	struct pool_slot *slot = s->slot;

	copy_text(slot->method, sizeof(slot->method), str_of(req_method_name(r->method)));
	copy_text(slot->path, sizeof(slot->path), r->target);
	copy_text(slot->request_id, sizeof(slot->request_id), r->request_id);
	slot_set(slot, SLOT_RUNNING, r->started);
}

/* Index of the route in the one table of this pool; the last is for requests that matched none. */
static struct route_stats *
stats_of(const struct serve *s, const struct req *r)
{
	const struct route_table *t = s->routes;
	const struct route *route = r->route;
	size_t index = t->count;

	if (route >= t->routes && route < t->routes + t->count)
		index = (size_t)(route - t->routes);
	return &s->slot->routes[index];
}

static void
note_cache(struct pool_slot *slot, const struct cache *cache)
{
	static struct cache_stats before; /* of this process's one cache */
	struct cache_stats now = cache_stats(cache);

	board_add(slot->hits, now.hits - before.hits);
	board_add(slot->stale, now.stale - before.stale);
	board_add(slot->builds, now.builds - before.builds);
	board_add(slot->cache_failures, now.failures - before.failures);
	board_add(slot->cache_trips, now.round_trips - before.round_trips);
	before = now;
}

void
serve_note_end(struct serve *s, const struct req *r)
{
	static const int64_t bounds[] = BOARD_BOUNDS;
	struct pool_slot *slot = s->slot;
	struct route_stats *stats = stats_of(s, r);
	struct db_stats db = { 0 };
	int64_t us = clock_ticks() - r->started;
	int64_t budget = r->route ? (r->resp.cached ? r->route->sql.warm : r->route->sql.cold) : 0;
	size_t bucket = 0;

	if (r->app->db)
		db = db_stats(r->app->db);
	if (r->app->cache)
		note_cache(slot, r->app->cache);
	while (bucket < COUNT(bounds) && us > bounds[bucket])
		bucket++;
	board_add(stats->by_class[MIN(r->resp.status / 100, 5)], 1);
	board_add(stats->buckets[bucket], 1);
	board_add(stats->us, us);
	board_add(stats->sql, db.statements);
	board_add(stats->over_budget, r->route && db.statements > budget);
	board_add(stats->cached, r->resp.cached);
	board_add(slot->sql_us, db.us);
	board_add(slot->sql_retries, db.retries);
	board_add(slot->requests, 1);
	board_add(slot->total, 1);
	if (s->slow_us > 0 && us >= s->slow_us)
		log_slow(s, r, us, &db);
}

/* "12ms product_find, 3ms product_media": the statements in order, each with its time. */
static struct str
list_statements(const struct req *r)
{
	const struct db_trace *trace;
	size_t count = r->app->db ? db_trace(r->app->db, &trace) : 0;
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	for (size_t i = 0; i < count; i++)
		buf_printf(&b, "%s%lld.%01lldms %s", i ? ", " : "", (long long)(trace[i].us / 1000),
		    (long long)(trace[i].us % 1000 / 100), trace[i].name);
	return count ? buf_view(&b) : STR_ABSENT;
}

static void
log_slow(const struct serve *s, const struct req *r, int64_t us, const struct db_stats *db)
{
	board_add(s->slot->slow, 1);
	log_event(LOG_WARN, "request.slow", log_i64("us", us), log_z("method", s->slot->method),
	    log_str("target", r->target), log_z("route", r->route ? r->route->pattern : NULL),
	    log_i64("status", r->resp.status), log_bool("cached", r->resp.cached), log_i64("sql", db->statements),
	    log_i64("sql_us", db->us), log_str("statements", list_statements(r)));
}
