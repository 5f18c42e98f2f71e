/* feed.c - mercer feed: product feeds as files, replaced in one go, for nginx to serve under /feed/. */
#include "bin/mercer/mercer.h"
#include "lib/shop/feed.h"

#include <errno.h>
#include <getopt.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err
to_file(struct str piece, void *payload)
{
	FILE *f = payload;

	return fwrite(piece.ptr, 1, piece.len, f) == piece.len ? OK : err_fail(ERR_IO, "could not write the feed: %m");
}

/* Readers see the old file or the new one, never a part; after a power cut too. */
static enum err
replace(struct app *app, struct db *db, struct feed_options *opt, const char *path, int64_t *items)
{
	const char *next = arena_printf(app->arena, "%s.next", path);
	FILE *f = fopen(next, "we");
	enum err err;

	if (!f)
		return err_fail(ERR_IO, "could not open '%s': %m", next);
	opt->payload = f;
	err = feed_write(db, opt, items);
	if (!err && (fflush(f) || fsync(fileno(f))))
		err = err_fail(ERR_IO, "could not write '%s': %m", next);
	if (fclose(f) && !err)
		err = err_fail(ERR_IO, "could not write '%s': %m", next);
	if (!err && rename(next, path))
		err = err_fail(ERR_IO, "could not rename '%s' to '%s': %m", next, path);
	if (err)
		unlink(next);
	return err;
}

static int
one(struct app *app, struct db *db, struct str locale, struct str currency, const char *path)
{
	struct feed_options opt = { .look = { locale, app_first(app, "site.locales"), currency },
		.site_name = config_str(app->config, "site.name"),
		.site_url = config_str(app->config, "site.url"),
		.write = to_file,
		.stop = &app_stop };
	int64_t items = 0;
	enum err err = replace(app, db, &opt, path, &items);

	if (err)
		return app_failed(err, "could not write the feed '%s'", path);
	printf("%s: %lld items\n", path, (long long)items);
	return EXIT_OK;
}

/* google-<locale>-<currency>.xml for every language, in the currency that a visitor without a choice sees: the one on
 * the page must be the one of the feed. */
static int
all(struct app *app, struct db *db, const char *dir)
{
	struct str locales = config_str(app->config, "site.locales"), locale,
		   currency = app_first(app, "site.currencies");
	int status = EXIT_OK;

	if (mkdir(dir, 0755) && errno != EEXIST)
		return app_failed(err_fail(ERR_IO, "%m"), "could not make '%s'", dir);
	while (status == EXIT_OK && str_split(&locales, ',', &locale)) {
		locale = str_trim(locale);
		status = one(app, db, locale, currency,
		    arena_printf(app->arena, "%s/google-%.*s-%.*s.xml", dir, STR_ARG(locale), STR_ARG(currency)));
	}
	return status;
}

static bool
is_listed(const struct app *app, const char *key, struct str wanted)
{
	struct str rest = config_str(app->config, key), word;

	while (str_split(&rest, ',', &word))
		if (str_eq(str_trim(word), wanted))
			return true;
	return false;
}

int
cmd_feed(struct app *app, int argc, char **argv)
{
	static const struct option options[] = { { "locale", required_argument, NULL, 'l' },
		{ "currency", required_argument, NULL, 'c' }, { "all", no_argument, NULL, 'a' }, { 0 } };
	struct str locale = app_first(app, "site.locales"), currency = app_first(app, "site.currencies");
	bool every = false;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'l')
			locale = str_of(optarg);
		else if (c == 'c')
			currency = str_of(optarg);
		else if (c == 'a')
			every = true;
		else
			return app_usage("feed");
	}
	if (argc - optind != 1)
		return app_usage("feed");
	if (!is_listed(app, "site.locales", locale) || !is_listed(app, "site.currencies", currency))
		return app_failed(
		    err_fail(ERR_INVALID, "the shop has no such language or currency"), "could not write a feed");
	app_catch_stop();
	return every ? all(app, app_db(app, "mercer"), argv[optind])
		     : one(app, app_db(app, "mercer"), locale, currency, argv[optind]);
}
