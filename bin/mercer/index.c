/*
 * index.c - mercer index: the search index built anew, or followed change by change.
 *
 * One indexer at a time, by a lock of the server.  --follow runs until it is told to stop: it looks every 150 ms, and
 * survives restarts of MariaDB and memcached.  While it runs, --rebuild asks it to do the work and waits.
 */
#include "bin/mercer/mercer.h"
#include "lib/base/log.h"
#include "lib/shop/catalog_index.h"

#include <getopt.h>
#include <unistd.h>

#define POLL_NS 150000000L
#define PAUSE_MAX_NS 900000000L /* after failures: below the promised second */
#define TURN_LIMIT 5000

struct flag {
	struct opt_i64 got;
};
static const struct shape_field flag_fields[] = { SHAPE_OPT(struct flag, got, 0, 1, .doc = "1: it worked") };
static const struct shape flag_shape = SHAPE(struct flag, flag_fields, "Answer of a lock function.");

enum { LOCK, HELD, WAITING };
static const struct db_query queries[] = {
	[LOCK] = { "index_lock", "", &flag_shape, "SELECT GET_LOCK(CONCAT(DATABASE(), '.index'), 0) AS got" },
	[HELD] = { "index_lock_held", "", &flag_shape,
	    "SELECT IS_USED_LOCK(CONCAT(DATABASE(), '.index')) = CONNECTION_ID() AS got" },
	[WAITING] = { "index_waiting", "", &flag_shape,
	    "SELECT EXISTS (SELECT 1 FROM index_queue WHERE product_id = 0) AS got" },
};
const struct db_module index_command_sql = { "index_command", queries, COUNT(queries) };

static enum err
ask(struct db *db, int q, bool *out)
{
	struct arena *a = arena_new(); /* asked for ever by follow() */
	struct flag flag;
	enum err err = db_row(db, &queries[q], NULL, 0, a, &flag);

	if (!err)
		*out = flag.got.set && flag.got.value == 1;
	arena_free(a);
	return err;
}

static void
nap(long ns)
{
	nanosleep(&(struct timespec){ .tv_nsec = ns }, NULL);
}

static void
show(const struct index_progress *p, void *payload)
{
	int64_t *started = payload, us = MAX(clock_ticks() - *started, 1);

	if (!isatty(STDERR_FILENO) && p->done < p->total)
		return;
	fprintf(stderr, "\rindexed %lld of %lld products, %lld/s   %s", (long long)p->done, (long long)p->total,
	    (long long)(p->done * US_PER_S / us), p->done >= p->total ? "\n" : "");
}

/* Ask who holds the lock to do it, and do it ourselves when the lock comes free before it is done (that was no
 * follower). */
static enum err
leave_to_other(struct db *db, bool *mine, bool *waiting)
{
	enum err err = catalog_index_queue(db, &(int64_t){ INDEX_ALL }, 1);

	puts("another mercer index is running: it does the work");
	*waiting = true;
	while (!err && *waiting && !*mine && !app_stop) {
		nap(POLL_NS);
		err = ask(db, WAITING, waiting);
		if (!err && *waiting)
			err = ask(db, LOCK, mine);
	}
	return err;
}

static int
rebuild(struct app *app, struct db *db, struct cache *cache)
{
	bool mine, waiting = false;
	enum err err = ask(db, LOCK, &mine);
	int64_t started;

	if (!err && !mine)
		err = leave_to_other(db, &mine, &waiting);
	started = clock_ticks();
	if (!err && mine) {
		err = catalog_index_rebuild(db, cache, app->config, show, &started);
		waiting = false;
	}
	return err ? app_failed(err, "could not rebuild the index") : waiting ? EXIT_FAILED : EXIT_OK;
}

/* The lock goes with the connection: after a restart of MariaDB it must be taken again. */
static enum err
hold(struct db *db)
{
	bool held;
	enum err err = ask(db, HELD, &held);

	if (!err && !held)
		err = ask(db, LOCK, &held);
	if (!err && !held)
		err = err_fail(ERR_BUSY, "another mercer index is running");
	return err;
}

static int
follow(struct app *app, struct db *db, struct cache *cache)
{
	long pause = POLL_NS;
	bool failing = false;

	log_event(LOG_INFO, "index.following", log_str("path", config_str(app->config, "search.path")));
	while (!app_stop) {
		size_t handled = 0;
		enum err err = hold(db);
		if (!err)
			err = catalog_index_turn(db, cache, app->config, TURN_LIMIT, &handled);
		if (err && !failing)
			log_event(
			    LOG_WARN, "index.failing", log_z("error", err_name(err)), log_z("detail", err_detail()));
		if (!err && failing)
			log_event(LOG_INFO, "index.recovered", log_i64("handled", (int64_t)handled));
		failing = err != OK;
		pause = err ? MIN(pause * 2, PAUSE_MAX_NS) : POLL_NS;
		err_clear();
		if (handled < TURN_LIMIT)
			nap(pause);
	}
	log_event(LOG_INFO, "index.stopped", log_bool("clean", true));
	return EXIT_OK;
}

static int
once(struct app *app, struct db *db, struct cache *cache)
{
	size_t handled = 0, all = 0;
	enum err err = hold(db);

	while (!err && !app_stop) {
		err = catalog_index_turn(db, cache, app->config, TURN_LIMIT, &handled);
		all += handled;
		if (!handled)
			break;
	}
	if (err)
		return app_failed(err, "could not bring the index up to date");
	printf("%zu changes\n", all);
	return EXIT_OK;
}

static void
free_cache(void *cache)
{
	cache_free(cache);
}

int
cmd_index(struct app *app, int argc, char **argv)
{
	static const struct option options[] = { { "rebuild", no_argument, NULL, 'r' },
		{ "follow", no_argument, NULL, 'f' }, { "once", no_argument, NULL, 'o' }, { 0 } };
	struct db *db = app_db(app, "mercer");
	struct cache *cache = cache_new(app->config);
	int c, mode = 'o';

	arena_defer(app->arena, free_cache, cache);
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == '?')
			return app_usage("index");
		mode = c;
	}
	if (optind != argc)
		return app_usage("index");
	app_catch_stop();
	return mode == 'r' ? rebuild(app, db, cache) : mode == 'f' ? follow(app, db, cache) : once(app, db, cache);
}
