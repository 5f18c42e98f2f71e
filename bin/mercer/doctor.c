/*
 * doctor.c - mercer doctor: is the whole set-up right?
 *
 * Each check prints one line; what is wrong is followed by what to do.  The exit status is 1 when something is broken;
 * a warning alone leaves it 0.
 */
#include "bin/mercer/migrate.h"
#include "lib/io/cache.h"
#include "lib/io/search.h"
#include "lib/shop/sql.h"
#include "lib/shop/stock_verify.h"

#include <errno.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define MARIADB_MIN "10.11"
#define FREE_MIN_MIB 512
#define QUEUE_LATE_S 10

enum verdict { FINE, WARNING, BROKEN };
struct doctor {
	struct app *app;
	struct db *db;
	size_t counts[3];
};

struct server_row {
	struct str version, sql_mode;
	int64_t queued, late;
};
static const struct shape_field server_fields[] = {
	SHAPE_STR(struct server_row, version, 1, 200, .doc = "of MariaDB"),
	SHAPE_STR(struct server_row, sql_mode, 0, 1000, .doc = "of the session"),
	SHAPE_I64(struct server_row, queued, 0, INT64_MAX, .doc = "entries of index_queue"),
	SHAPE_I64(struct server_row, late, 0, INT64_MAX, .doc = "seconds that the oldest has waited"),
};
static const struct shape server_shape = SHAPE(struct server_row, server_fields, "The server.");
static const struct db_query queries[] = {
	{ "doctor_server", "", &server_shape,
	    "SELECT VERSION() AS version, @@sql_mode AS sql_mode, COUNT(*) AS queued,"
	    " COALESCE(MAX(TIMESTAMPDIFF(SECOND, queued_at, NOW(6))), 0) AS late FROM index_queue" },
};

static void say(struct doctor *d, enum verdict v, const char *what, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* `fmt` says what was found; when it is not fine, also what to do. */
static void
say(struct doctor *d, enum verdict v, const char *what, const char *fmt, ...)
{
	static const char *const marks[] = { "ok", "warning", "BROKEN" };
	va_list ap;

	d->counts[v]++;
	printf("%-8s %-22s ", marks[v], what);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	err_clear();
}

/* 10.11.6 >= 10.11 */
static bool
at_least(struct str version, struct str least)
{
	struct str v, l;

	while (str_split(&least, '.', &l)) {
		int64_t have = 0, want = 0;
		size_t digits = 0;
		if (!str_split(&version, '.', &v))
			return false;
		while (digits < v.len && v.ptr[digits] >= '0' && v.ptr[digits] <= '9')
			digits++;
		if (str_to_i64(str_cut(v, digits), 0, 1000000, &have) || str_to_i64(l, 0, 1000000, &want))
			return false;
		if (have != want)
			return have > want;
	}
	return true;
}

static bool
check_server(struct doctor *d)
{
	struct server_row row;

	if (db_row(d->db, &queries[0], NULL, 0, d->app->arena, &row)) {
		say(d, BROKEN, "MariaDB", "%s; is it running, is db.socket right, was `mercer migrate` run?",
		    err_detail());
		return false;
	}
	if (at_least(row.version, STR(MARIADB_MIN)) && str_contains(row.version, STR("MariaDB")))
		say(d, FINE, "MariaDB", "%.*s", STR_ARG(row.version));
	else
		say(d, BROKEN, "MariaDB", "%.*s; install MariaDB " MARIADB_MIN " or later", STR_ARG(row.version));
	if (!row.queued)
		say(d, FINE, "changes to index", "none waiting");
	else if (row.late < QUEUE_LATE_S)
		say(d, FINE, "changes to index", "%lld waiting, the oldest for %lld s", (long long)row.queued,
		    (long long)row.late);
	else
		say(d, WARNING, "changes to index",
		    "%lld waiting, the oldest for %lld s; run `mercer index --follow` as a service",
		    (long long)row.queued, (long long)row.late);
	return true;
}

static void
check_schema(struct doctor *d)
{
	struct list files, records;
	const struct sqlfile *f;
	size_t missing = 0;
	struct arena *a = d->app->arena;

	if (sqlfiles_read(a, arena_printf(a, "%s/schema", config_z(d->app->config, "sql.path")), true, &files)) {
		say(d, BROKEN, "schema files", "%s; set sql.path", err_detail());
		return;
	}
	if (migrate_recorded(d->db, a, &records) || migrate_check(files.items, files.count, records)) {
		say(d, BROKEN, "schema", "%s", err_detail());
		return;
	}
	f = files.items;
	for (size_t i = 0; i < files.count; i++) {
		const struct migrate_record *r = migrate_find(records, f[i].name);
		missing += !r || r->done != r->statements;
	}
	if (missing)
		say(d, BROKEN, "schema", "%zu of %zu files are not applied; run `mercer migrate`", missing,
		    files.count);
	else
		say(d, FINE, "schema", "%zu files applied, none changed", files.count);
}

/* Every statement of an account's modules prepares: rights and columns are there. */
static void
check_account(struct doctor *d, const char *account, unsigned mask)
{
	struct db *db = app_db(d->app, account);
	const char *what = arena_printf(d->app->arena, "account %s", account);
	size_t statements = 0;

	for (size_t i = 0; i < shop_module_count; i++) {
		/* The sandbox gateway's books are another party's: the operator's account cannot read them either. */
		if ((shop_modules[i].accounts & mask) != mask || (shop_modules[i].accounts == RUN_SANDBOX && !mask))
			continue;
		if (db_prepare_all(db, shop_modules[i].sql)) {
			say(d, BROKEN, what, "%s; run `mercer migrate`", err_detail());
			return;
		}
		statements += shop_modules[i].sql->count;
	}
	say(d, FINE, what, "may run all %zu statements", statements);
}

static void
check_cache(struct doctor *d)
{
	struct cache *cache;
	uint64_t n;

	if (!config_str(d->app->config, "cache.servers").len) {
		say(d, WARNING, "memcached", "none configured; every page is built anew: set cache.servers");
		return;
	}
	cache = cache_new(d->app->config);
	if (cache_count(cache, STR("doctor"), 60, &n))
		say(d, WARNING, "memcached",
		    "not reached at '%s': the shop works, slower; start it or set cache.servers",
		    config_z(d->app->config, "cache.servers"));
	else
		say(d, FINE, "memcached", "%s", config_z(d->app->config, "cache.servers"));
	cache_free(cache);
}

/* memcached takes a value as large as cache.max_value says. */
static void
check_cache_size(struct doctor *d)
{
	const struct cache_want want = { .key = STR("doctor-size"), .ttl_s = 60 };
	size_t size = (size_t)config_i64(d->app->config, "cache.max_value") - 1024;
	char *bytes = arena_zalloc(d->app->arena, size, 1);
	struct cache_entry entry;
	struct cache *cache;

	if (!config_str(d->app->config, "cache.servers").len)
		return;
	cache = cache_new(d->app->config);
	if (cache_get(cache, d->app->arena, &want, &entry) == CACHE_BUILD)
		cache_put(cache, &want, &entry, (struct str){ bytes, size }, STR("x"));
	if (cache_get(cache, d->app->arena, &want, &entry) == CACHE_HIT)
		say(d, FINE, "memcached item size", "%zu bytes are kept", size);
	else
		say(d, WARNING, "memcached item size",
		    "%zu bytes are not kept; start memcached with a larger -I or lower cache.max_value", size);
	cache_free(cache);
}

static void
check_index(struct doctor *d)
{
	struct str rest = config_str(d->app->config, "site.locales"), locale;

	while (str_split(&rest, ',', &locale)) {
		struct search_stats stats;
		struct search *s;
		const char *name = str_z(d->app->arena, str_trim(locale));
		const char *what = arena_printf(d->app->arena, "search index %s", name);
		enum err err = search_open(config_z(d->app->config, "search.path"), name, &s);
		if (err) {
			say(d, BROKEN, what, "%s", err_detail());
			continue;
		}
		if (search_stats(s, d->app->arena, &stats))
			say(d, BROKEN, what, "%s; run `mercer index --rebuild`", err_detail());
		else
			say(d, FINE, what, "%lld products", (long long)stats.documents);
		search_close(s);
	}
}

/* Nobody else may read passwords and keys. */
static void
check_private(struct doctor *d, const char *key)
{
	const char *path = config_z(d->app->config, key);
	struct stat st;

	if (!*path)
		return;
	if (stat(path, &st))
		say(d, BROKEN, key, "'%s': %s; create it with mode 0700", path, strerror(errno));
	else if (st.st_mode & 077)
		say(d, BROKEN, key, "'%s' has mode %03o: others can look inside; run chmod 700", path,
		    (unsigned)(st.st_mode & 0777));
	else
		say(d, FINE, key, "'%s' is private", path);
}

static void
check_readable(struct doctor *d, const char *key)
{
	const char *path = config_z(d->app->config, key);
	struct stat st;

	if (stat(path, &st))
		say(d, BROKEN, key, "'%s': %s; install it, or set %s", path, strerror(errno), key);
	else
		say(d, FINE, key, "'%s'", path);
}

static void
check_space(struct doctor *d)
{
	const char *path = config_z(d->app->config, "search.path");
	struct statvfs fs;
	uint64_t mib;

	if (statvfs(path, &fs))
		return; /* check_index() says that there is none */
	mib = (uint64_t)fs.f_bavail * fs.f_frsize >> 20;
	if (mib < FREE_MIN_MIB)
		say(d, WARNING, "disk space",
		    "%llu MiB free at '%s'; a rebuild of the index needs room beside the old one",
		    (unsigned long long)mib, path);
	else
		say(d, FINE, "disk space", "%llu MiB free", (unsigned long long)mib);
}

/* Every figure of the stock follows from the ledger, or somebody must know. */
static void
check_stock(struct doctor *d)
{
	struct list faults;
	int64_t checked;

	if (stock_verify(d->db, d->app->arena, &faults, &checked))
		say(d, BROKEN, "stock", "could not be verified: %s", err_detail());
	else if (faults.count)
		say(d, BROKEN, "stock", "%zu differences: see mercer stock verify", faults.count);
	else
		say(d, FINE, "stock", "%lld rows are what the ledger says", (long long)checked);
}

int
cmd_doctor(struct app *app, int argc, char **argv UNUSED)
{
	struct doctor d = { .app = app };

	if (argc != 1)
		return app_usage("doctor");
	d.db = app_db(app, "mercer");
	say(&d, FINE, "configuration", "%s", app->config_path ? app->config_path : "defaults and environment");
	if (check_server(&d)) {
		check_schema(&d);
		check_account(&d, "mercer", 0);
		for (size_t i = 0; i < shop_account_count; i++)
			check_account(&d, shop_accounts[i].name, shop_accounts[i].account);
	}
	check_cache(&d);
	check_cache_size(&d);
	check_index(&d);
	check_stock(&d);
	check_private(&d, "db.secrets");
	check_private(&d, "secrets.path");
	check_readable(&d, "templates.path");
	check_readable(&d, "static.path");
	check_readable(&d, "sql.path");
	check_space(&d);
	printf("%zu fine, %zu warnings, %zu broken\n", d.counts[FINE], d.counts[WARNING], d.counts[BROKEN]);
	return d.counts[BROKEN] ? EXIT_FAILED : EXIT_OK;
}
