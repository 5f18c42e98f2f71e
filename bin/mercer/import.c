/* import.c - mercer import and mercer export: whole files of products. */
#include "bin/mercer/demo.h"
#include "lib/shop/import.h"

#include <getopt.h>
#include <math.h>
#include <unistd.h>

struct screen {
	bool is_terminal;
	bool quiet;
	int64_t started, shown, complaints;
};

/* ---- what the operator sees ---- */

static void
show_time(FILE *to, double seconds)
{
	long long s = llround(seconds);

	if (s >= 3600)
		fprintf(to, "%lld h %02lld min", s / 3600, s % 3600 / 60);
	else if (s >= 60)
		fprintf(to, "%lld min %02lld s", s / 60, s % 60);
	else
		fprintf(to, "%lld s", s);
}

static void
on_progress(const struct import_progress *p, void *payload)
{
	struct screen *s = payload;
	const struct import_counts *c = &p->counts;
	int64_t now = clock_ticks(), done = c->created + c->updated + c->unchanged + c->failed;
	double seconds = (double)(now - s->started) / (double)US_PER_S, share;

	if (s->quiet || now - s->shown < (s->is_terminal ? US_PER_S / 5 : 5 * US_PER_S))
		return;
	s->shown = now;
	share = p->total > 0 ? (double)p->consumed / (double)p->total : 0;
	fprintf(stderr, "%s", s->is_terminal ? "\r\033[K" : "");
	if (p->total > 0) {
		int filled = (int)(share * 30);
		fprintf(stderr, "[%.*s%.*s] %3.0f %%  ", filled, "##############################", 30 - filled,
		    "                              ", share * 100);
	}
	fprintf(
	    stderr, "%lld products, %.0f/s", (long long)done, seconds > 0 ? (double)(done - p->earlier) / seconds : 0);
	if (share > 0.01 && share < 1) {
		fputs(", ", stderr);
		show_time(stderr, seconds * (1 - share) / share);
		fputs(" left", stderr);
	}
	fputs(s->is_terminal ? "" : "\n", stderr);
}

static void
on_complaint(int64_t line, struct str column, struct str message, void *payload)
{
	struct screen *s = payload;

	if (s->complaints++ >= 20)
		return;
	fprintf(stderr, "%s", s->is_terminal ? "\r\033[K" : "");
	if (line)
		fprintf(stderr, "line %lld: ", (long long)line);
	if (column.len)
		fprintf(stderr, "%.*s: ", STR_ARG(column));
	fprintf(stderr, "%.*s\n", STR_ARG(message));
	if (s->complaints == 20)
		fputs("(more of them are in the file of errors)\n", stderr);
}

static void
on_change(struct str slug, enum store_outcome outcome, const struct list *changes, void *payload UNUSED)
{
	static const char *const words[] = { [STORE_CREATED] = "new",
		[STORE_UPDATED] = "changed",
		[STORE_UNCHANGED] = "same",
		[STORE_FAILED] = "failed" };
	const struct product_change *c = changes->items;

	printf("%s %.*s\n", words[outcome], STR_ARG(slug));
	if (outcome != STORE_UPDATED)
		return;
	for (size_t i = 0; i < changes->count; i++)
		printf("    %.*s: %.*s -> %.*s\n", STR_ARG(c[i].path),
		    STR_ARG(c[i].before.ptr ? str_cut_chars(c[i].before, 80) : STR("(none)")),
		    STR_ARG(c[i].after.ptr ? str_cut_chars(c[i].after, 80) : STR("(none)")));
}

static int
summary(enum err err, const struct import_counts *c, const struct screen *s, const struct import_options *opt)
{
	double seconds = (double)(clock_ticks() - s->started) / (double)US_PER_S;
	int64_t done = c->created + c->updated + c->unchanged + c->failed;

	if (s->is_terminal)
		fputs("\r\033[K", stderr);
	printf("%s%lld created, %lld updated, %lld unchanged, %lld failed", opt->dry_run ? "would be: " : "",
	    (long long)c->created, (long long)c->updated, (long long)c->unchanged, (long long)c->failed);
	printf("; %.1f s, %.0f products/s\n", seconds, seconds > 0 ? (double)done / seconds : 0);
	if (c->failed && opt->errors_path)
		printf("What failed is in %s: mend it there and import that file.\n", opt->errors_path);
	if (err)
		return app_failed(err, "could not import all of it");
	return c->failed ? EXIT_FAILED : EXIT_OK;
}

/* ---- import ---- */

static bool
category_source(const char *word, unsigned *out)
{
	static const struct {
		const char *word;
		unsigned flag;
	} words[] = { { "type", CSV_CATEGORIES_TYPE }, { "taxonomy", CSV_CATEGORIES_TAXONOMY },
		{ "tags", CSV_CATEGORIES_TAGS } };

	for (size_t i = 0; i < COUNT(words); i++) {
		if (strcmp(words[i].word, word) == 0) {
			*out |= words[i].flag;
			return true;
		}
	}
	return false;
}

/* What products refer to: files of products make missing attributes too, but as plain texts. */
static int
import_attributes(struct app *app, const char *path)
{
	struct demo d = { .arena = app->arena, .db = app_db(app, "mercer"), .locale = app_first(app, "site.locales") };
	size_t count = 0;
	enum err err;

	names_init(&d.brands, app->arena);
	names_init(&d.types, app->arena);
	if ((err = demo_attributes(&d, path, &count)))
		return app_failed(err, "could not import '%s'", path);
	printf("%zu attributes\n", count);
	return EXIT_OK;
}

int
cmd_import(struct app *app, int argc, char **argv)
{
	static const struct option options[] = { { "dry-run", no_argument, NULL, 'n' },
		{ "errors", required_argument, NULL, 'e' }, { "currency", required_argument, NULL, 'c' },
		{ "locale", required_argument, NULL, 'l' }, { "categories-from", required_argument, NULL, 'f' },
		{ "restart", no_argument, NULL, 'r' }, { "defer-index", no_argument, NULL, 'd' },
		{ "quiet", no_argument, NULL, 'q' }, { 0 } };
	struct screen screen = { .is_terminal = isatty(STDERR_FILENO), .started = clock_ticks() };
	struct import_options opt = { .csv = { app_first(app, "site.locales"), app_first(app, "site.currencies"), 0 },
		.complained = on_complaint, .progress = on_progress, .payload = &screen, .stop = &app_stop };
	struct import_counts counts = { 0 };
	const char *path;
	int c;
	enum err err;

	while ((c = getopt_long(argc, argv, "n", options, NULL)) != -1) {
		if (c == 'n')
			opt.dry_run = true;
		else if (c == 'e')
			opt.errors_path = optarg;
		else if (c == 'c')
			opt.csv.currency = str_of(optarg);
		else if (c == 'l')
			opt.csv.locale = str_of(optarg);
		else if (c == 'r')
			opt.restart = true;
		else if (c == 'd')
			opt.defer_index = true;
		else if (c == 'q')
			screen.quiet = true;
		else if (c != 'f' || !category_source(optarg, &opt.csv.categories_from))
			return app_usage("import");
	}
	if (argc - optind == 2 && strcmp(argv[optind], "attributes") == 0)
		return import_attributes(app, argv[optind + 1]);
	if (argc - optind != 2 || strcmp(argv[optind], "products") != 0)
		return app_usage("import");
	path = argv[optind + 1];
	if (!opt.errors_path && strcmp(path, "-") != 0)
		opt.errors_path =
		    arena_printf(app->arena, "%s.errors.%s", path, strstr(path, "json") ? "ndjson" : "csv");
	if (opt.dry_run) {
		opt.changed = on_change;
		opt.errors_path = NULL;
	}
	app_catch_stop();
	err = import_products(app_db(app, "mercer"), path, &opt, &counts);
	return summary(err, &counts, &screen, &opt);
}

/* ---- export ---- */

static enum err
to_file(struct str piece, void *payload)
{
	FILE *f = payload;

	return fwrite(piece.ptr, 1, piece.len, f) == piece.len ? OK
							       : err_fail(ERR_IO, "could not write the export: %m");
}

static size_t
words(struct app *app, const char *key, struct str **out)
{
	struct str rest = config_str(app->config, key), word;
	size_t n = 0;

	*out = arena_array(app->arena, struct str, rest.len + 1);
	while (str_split(&rest, ',', &word))
		(*out)[n++] = str_trim(word);
	return n;
}

int
cmd_export(struct app *app, int argc, char **argv)
{
	struct str *locales, *currencies;
	struct export_options opt = { .write = to_file };
	const char *path = argc > 2 ? argv[2] : "-";
	FILE *f = stdout;
	int64_t products = 0;
	enum err err;

	if (argc < 2 || argc > 3 || strcmp(argv[1], "products") != 0)
		return app_usage("export");
	opt.locale_count = words(app, "site.locales", &locales);
	opt.currency_count = words(app, "site.currencies", &currencies);
	opt.locales = locales;
	opt.currencies = currencies;
	if (strcmp(path, "-") != 0 && !(f = fopen(path, "we")))
		return app_failed(ERR_IO, "could not open '%s': %m", path);
	opt.payload = f;
	err = export_products(app_db(app, "mercer"), &opt, &products);
	if (fflush(f) && !err)
		err = err_fail(ERR_IO, "could not write '%s': %m", path);
	if (f != stdout)
		fclose(f);
	if (err)
		return app_failed(err, "could not export products");
	fprintf(stderr, "%lld products\n", (long long)products);
	return EXIT_OK;
}
