/*
 * pool_report.c - the scoreboard as php-fpm's status page and as Prometheus metrics.
 *
 * Labels are closed sets (routes of the table, states, classes of status), so the number of time series is bounded by
 * the program, never by requests.
 */
#include "lib/web/pool_master.h"
#include "lib/base/escape.h"
#include "lib/io/json.h"

#include <unistd.h>

/* Sums over the slots. */
struct totals {
	int64_t accepted, total, slow, refused, given_up, hits, stale, builds, cache_failures, cache_trips, sql_us,
	    sql_retries;
};

static struct totals sum_slots(struct pool *p);
static void worker_json(struct pool *p, struct buf *b, struct pool_slot *slot, int64_t now);
static void route_metrics(struct pool *p, struct buf *b);
static int64_t memory_of(pid_t pid, const char *name);

/* What php-fpm's tools look for under the names that it uses, and ours beside them. */
static void
add_line(struct buf *b, bool json, const char *name, int64_t value)
{
	if (json)
		buf_printf(b, ",\"%s\":%lld", name, (long long)value);
	else
		buf_printf(b, "%s: %*s%lld\n", name, (int)(24 - MIN(strlen(name), 24)), "", (long long)value);
}

void
pool_report_status(struct pool *p, struct buf *b, bool json)
{
	struct totals t = sum_slots(p);
	int64_t now = clock_ticks(), waiting, most;
	size_t total = pool_worker_count(p), idle = pool_idle_count(p);
	bool first = true;

	pool_socket_queue(&p->listen, &waiting, &most);
	p->board->max_queue = MAX(p->board->max_queue, waiting);
	if (json)
		buf_printf(b, "{\"pool\":\"%s\",\"process manager\":\"dynamic\",\"build\":\"%.*s\"", p->module->name,
		    STR_ARG(p->app.build));
	else
		buf_printf(b, "pool: %s\nbuild: %.*s\n", p->module->name, STR_ARG(p->app.build));
	add_line(b, json, "start time", p->board->started_at.us / US_PER_S);
	add_line(b, json, "start since", (now - p->board->started) / US_PER_S);
	add_line(b, json, "accepted conn", t.accepted);
	add_line(b, json, "requests", t.total);
	add_line(b, json, "listen queue", waiting);
	add_line(b, json, "max listen queue", p->board->max_queue);
	add_line(b, json, "listen queue len", most);
	add_line(b, json, "idle processes", (int64_t)idle);
	add_line(b, json, "active processes", (int64_t)(total - idle));
	add_line(b, json, "total processes", (int64_t)total);
	add_line(b, json, "max active processes", p->board->max_active);
	add_line(b, json, "max children reached", p->board->max_reached);
	add_line(b, json, "slow requests", t.slow);
	add_line(b, json, "killed requests", p->board->kills);
	add_line(b, json, "crashed workers", p->board->crashes);
	add_line(b, json, "started workers", p->board->forks);
	add_line(b, json, "old workers", (int64_t)p->old_count);
	if (!json)
		return;
	buf_lit(b, ",\"processes\":[");
	for (size_t i = 0; i < p->board->slots; i++) {
		struct pool_slot *slot = board_slot(p->board, i);
		if (board_get(slot->state) == SLOT_EMPTY)
			continue;
		if (!first)
			buf_char(b, ',');
		first = false;
		worker_json(p, b, slot, now);
	}
	buf_lit(b, "]}\n");
}

/* "request duration" is in microseconds, as php-fpm's. */
static void
worker_json(struct pool *p, struct buf *b, struct pool_slot *slot, int64_t now)
{
	enum slot_state state = (enum slot_state)board_get(slot->state);
	int64_t since = now - board_get(slot->started);
	pid_t pid = board_get(slot->pid);
	const char *query = slot->query;

	buf_printf(b, "{\"pid\":%d,\"state\":\"%s\",\"start time\":%lld,\"start since\":%lld,\"requests\":%lld",
	    (int)pid, slot_state_name(state),
	    (long long)((p->board->started_at.us + board_get(slot->started) - p->board->started) / US_PER_S),
	    (long long)(since / US_PER_S), (long long)board_get(slot->requests));
	buf_printf(b, ",\"request duration\":%lld,\"content length\":%lld",
	    state == SLOT_RUNNING || state == SLOT_READING ? (long long)MAX(now - board_get(slot->request_started), 0)
							   : 0LL,
	    (long long)board_get(slot->length));
	buf_lit(b, ",\"request method\":");
	json_write_str(b, str_of(slot->method));
	buf_lit(b, ",\"request uri\":");
	json_write_str(b, str_of(slot->path));
	buf_lit(b, ",\"request id\":");
	json_write_str(b, str_of(slot->request_id));
	buf_lit(b, ",\"query\":");
	json_write_str(b, str_of(query));
	buf_printf(b, ",\"rss\":%lld}", (long long)memory_of(pid, "VmRSS:"));
}

static void
family(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_printf(b, "# HELP mercer_%s %s\n# TYPE mercer_%s %s\n", name, help, name, type);
}

static void
single(struct pool *p, struct buf *b, const char *name, const char *type, const char *help, int64_t value)
{
	family(b, name, type, help);
	buf_printf(b, "mercer_%s{module=\"%s\"} %lld\n", name, p->module->name, (long long)value);
}

static void
seconds(struct buf *b, int64_t us)
{
	buf_printf(b, "%lld.%06lld", (long long)(us / US_PER_S), (long long)(us % US_PER_S));
}

void
pool_report_metrics(struct pool *p, struct buf *b)
{
	struct totals t = sum_slots(p);
	int64_t waiting, most, rss = 0, pss = 0;

	pool_socket_queue(&p->listen, &waiting, &most);
	p->board->max_queue = MAX(p->board->max_queue, waiting);
	family(b, "build_info", "gauge", "Program, templates and texts in use.");
	buf_printf(b, "mercer_build_info{module=\"%s\",build=\"%.*s\"} 1\n", p->module->name, STR_ARG(p->app.build));
	single(p, b, "start_time_seconds", "gauge", "When this image of the master started.",
	    p->board->started_at.us / US_PER_S);
	route_metrics(p, b);
	single(p, b, "connections_accepted_total", "counter", "Connections from nginx.", t.accepted);
	single(p, b, "connections_given_up_total", "counter", "Idle kept connections closed for a client that waited.",
	    t.given_up);
	single(
	    p, b, "requests_refused_total", "counter", "Connections that did not bring a readable request.", t.refused);
	single(p, b, "slow_requests_total", "counter", "Requests past pool.slow_request.", t.slow);
	single(p, b, "cache_hits_total", "counter", "Entries found fresh in memcached.", t.hits);
	single(p, b, "cache_stale_total", "counter", "Entries shown stale while another worker built them.", t.stale);
	single(p, b, "cache_builds_total", "counter", "Entries built.", t.builds);
	single(p, b, "cache_failures_total", "counter", "Failed exchanges with memcached.", t.cache_failures);
	single(p, b, "cache_round_trips_total", "counter", "Exchanges with memcached.", t.cache_trips);
	single(p, b, "sql_retries_total", "counter", "Transactions run again after deadlocks and lock waits.",
	    t.sql_retries);
	family(b, "sql_seconds_total", "counter", "Time spent in SQL statements.");
	buf_printf(b, "mercer_sql_seconds_total{module=\"%s\"} ", p->module->name);
	seconds(b, t.sql_us);
	buf_char(b, '\n');

	family(b, "workers", "gauge", "Workers by what they do.");
	for (int s = SLOT_STARTING; s < SLOT__MAX; s++)
		buf_printf(b, "mercer_workers{module=\"%s\",state=\"%s\"} %zu\n", p->module->name,
		    slot_state_name((enum slot_state)s), board_count(p->board, (enum slot_state)s));
	single(p, b, "workers_max", "gauge", "Most workers that may run.", (int64_t)p->max_workers);
	single(p, b, "workers_max_active", "gauge", "Most workers that were busy at once.", p->board->max_active);
	single(p, b, "workers_max_reached_total", "counter", "Times that all workers were busy and no more allowed.",
	    p->board->max_reached);
	single(p, b, "workers_started_total", "counter", "Workers forked.", p->board->forks);
	single(p, b, "workers_crashed_total", "counter", "Workers that ended by a signal or with an error.",
	    p->board->crashes);
	single(p, b, "requests_killed_total", "counter", "Requests past pool.request_timeout.", p->board->kills);
	single(p, b, "workers_old", "gauge", "Workers of the image before the last reload that still finish.",
	    (int64_t)p->old_count);
	if (waiting >= 0) {
		single(p, b, "listen_queue", "gauge", "Connections that wait to be accepted.", waiting);
		single(p, b, "listen_queue_limit", "gauge", "Connections that may wait.", most);
		single(p, b, "listen_queue_max", "gauge", "Most connections seen waiting.", p->board->max_queue);
	}
	for (size_t i = 0; i < p->board->slots; i++) {
		struct pool_slot *slot = board_slot(p->board, i);
		if (board_get(slot->state) == SLOT_EMPTY)
			continue;
		rss += MAX(memory_of(board_get(slot->pid), "VmRSS:"), 0);
		pss += MAX(memory_of(board_get(slot->pid), "Pss:"), 0);
	}
	single(
	    p, b, "workers_rss_bytes", "gauge", "Resident memory of all workers, shared pages counted in each.", rss);
	if (pss > 0)
		single(p, b, "workers_pss_bytes", "gauge", "Proportional memory of all workers.", pss);
}

/* One route's counters over all slots. */
static void
sum_route(struct pool *p, size_t index, struct route_stats *out)
{
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < p->board->slots; i++) {
		struct route_stats *r = &board_slot(p->board, i)->routes[index];
		for (size_t c = 0; c < COUNT(r->by_class); c++)
			board_add(out->by_class[c], board_get(r->by_class[c]));
		for (size_t k = 0; k < BOARD_BUCKETS; k++)
			board_add(out->buckets[k], board_get(r->buckets[k]));
		board_add(out->us, board_get(r->us));
		board_add(out->sql, board_get(r->sql));
		board_add(out->over_budget, board_get(r->over_budget));
		board_add(out->cached, board_get(r->cached));
	}
}

static void
route_labels(struct pool *p, struct buf *b, size_t index)
{
	const struct route *route = index < p->routes.count ? &p->routes.routes[index] : NULL;

	/* Patterns are checked at start: nothing to escape in them. */
	buf_printf(b, "{module=\"%s\",method=\"%s\",route=\"%s\"", p->module->name,
	    route ? req_method_name(route->method) : "", route ? route->pattern : "");
}

static void
route_counter(
    struct pool *p, struct buf *b, const struct route_stats *all, size_t offset, const char *name, const char *help)
{
	family(b, name, "counter", help);
	for (size_t i = 0; i <= p->routes.count; i++) {
		const _Atomic int64_t *value = (const _Atomic int64_t *)(const void *)((const char *)&all[i] + offset);
		buf_printf(b, "mercer_%s", name);
		route_labels(p, b, i);
		buf_printf(b, "} %lld\n", (long long)board_get(*value));
	}
}

static void
route_histogram(struct pool *p, struct buf *b, const struct route_stats *s, size_t index)
{
	static const int64_t bounds[] = BOARD_BOUNDS;
	int64_t sum = 0;

	for (size_t k = 0; k < BOARD_BUCKETS; k++) {
		sum += board_get(s->buckets[k]);
		buf_lit(b, "mercer_request_duration_seconds_bucket");
		route_labels(p, b, index);
		buf_lit(b, ",le=\"");
		if (k < COUNT(bounds))
			seconds(b, bounds[k]);
		else
			buf_lit(b, "+Inf");
		buf_printf(b, "\"} %lld\n", (long long)sum);
	}
	buf_lit(b, "mercer_request_duration_seconds_sum");
	route_labels(p, b, index);
	buf_lit(b, "} ");
	seconds(b, board_get(s->us));
	buf_lit(b, "\nmercer_request_duration_seconds_count");
	route_labels(p, b, index);
	buf_printf(b, "} %lld\n", (long long)sum);
}

static void
route_metrics(struct pool *p, struct buf *b)
{
	struct arena *a = arena_new();
	struct route_stats *all = arena_array(a, struct route_stats, p->routes.count + 1);

	for (size_t i = 0; i <= p->routes.count; i++)
		sum_route(p, i, &all[i]);
	family(b, "requests_total", "counter", "Replies by route and class of status; an empty route: matched none.");
	for (size_t i = 0; i <= p->routes.count; i++)
		for (size_t c = 1; c < COUNT(all[i].by_class); c++) {
			if (c != 2 && board_get(all[i].by_class[c]) == 0)
				continue;
			buf_lit(b, "mercer_requests_total");
			route_labels(p, b, i);
			buf_printf(b, ",status=\"%zuxx\"} %lld\n", c, (long long)board_get(all[i].by_class[c]));
		}
	family(b, "request_duration_seconds", "histogram", "Time from the whole request to the end of the reply.");
	for (size_t i = 0; i <= p->routes.count; i++)
		route_histogram(p, b, &all[i], i);
	route_counter(p, b, all, offsetof(struct route_stats, sql), "sql_statements_total", "SQL statements.");
	route_counter(p, b, all, offsetof(struct route_stats, over_budget), "sql_budget_exceeded_total",
	    "Replies that used more statements than the route declares.");
	route_counter(p, b, all, offsetof(struct route_stats, cached), "replies_cached_total",
	    "Replies that came whole from memcached.");
	arena_free(a);
}

static struct totals
sum_slots(struct pool *p)
{
	struct totals t = { 0 };

	for (size_t i = 0; i < p->board->slots; i++) {
		struct pool_slot *s = board_slot(p->board, i);
		t.accepted += board_get(s->accepted);
		t.total += board_get(s->total);
		t.slow += board_get(s->slow);
		t.refused += board_get(s->refused);
		t.given_up += board_get(s->given_up);
		t.hits += board_get(s->hits);
		t.stale += board_get(s->stale);
		t.builds += board_get(s->builds);
		t.cache_failures += board_get(s->cache_failures);
		t.cache_trips += board_get(s->cache_trips);
		t.sql_us += board_get(s->sql_us);
		t.sql_retries += board_get(s->sql_retries);
	}
	return t;
}

/* Bytes; -1: not readable.  The proportional size needs more rights over a process that is not dumpable than the master
 * may have. */
static int64_t
memory_of(pid_t pid, const char *name)
{
	char path[64], line[256];
	int64_t kib = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, strcmp(name, "Pss:") ? "status" : "smaps_rollup");
	f = fopen(path, "re");
	if (!f)
		return -1;
	while (kib < 0 && fgets(line, sizeof(line), f)) {
		struct str rest = str_of(line), digits;
		if (!str_starts(rest, str_of(name)))
			continue;
		rest = str_trim(str_skip(rest, strlen(name)));
		digits = str_cut(rest, str_find(rest, ' '));
		if (str_to_i64(digits, 0, INT64_MAX / 1024, &kib))
			break;
	}
	fclose(f);
	return kib < 0 ? -1 : kib * 1024;
}
