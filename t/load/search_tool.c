/*
 * search_tool.c - the search engine on a command line, for measurements of relevance and speed.
 *
 *	search_tool index DIR LOCALE   < documents   one a line, fields by tab:
 *	                                             id title type brand tags attributes description codes(|)
 *	                                             facets(name=value|) price popularity
 *	search_tool synonyms DIR LOCALE < groups     one a line, texts by tab
 *	search_tool run DIR LOCALE LIMIT < queries   one a line; prints the ids found, separated by blanks
 *	search_tool time DIR LOCALE ROUNDS < queries prints microseconds per query: median, 95 %, worst; and of
 *	suggestions
 */
#include "lib/io/search.h"


#define FIELDS 11

static int index_documents(const char *dir, const char *locale);
static int add_synonyms(const char *dir, const char *locale);
static int run_queries(const char *dir, const char *locale, const char *limit);
static int time_queries(const char *dir, const char *locale, const char *rounds);
static bool read_line(char **line, size_t *cap, struct str *out);
static struct list split_list(struct arena *a, struct str text, bool pairs);
static int failed(enum err err);

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "index") == 0)
		return index_documents(argv[2], argv[3]);
	if (argc == 4 && strcmp(argv[1], "synonyms") == 0)
		return add_synonyms(argv[2], argv[3]);
	if (argc == 5 && strcmp(argv[1], "run") == 0)
		return run_queries(argv[2], argv[3], argv[4]);
	if (argc == 5 && strcmp(argv[1], "time") == 0)
		return time_queries(argv[2], argv[3], argv[4]);
	fprintf(stderr, "usage: search_tool index|synonyms|run|time DIR LOCALE [LIMIT|ROUNDS]\n");
	return 2;
}

static int
index_documents(const char *dir, const char *locale)
{
	struct search_writer *w;
	struct arena *a = arena_new();
	char *line = NULL;
	size_t cap = 0;
	struct str rest;
	enum err err = search_rebuild(dir, locale, &w);

	if (err != OK)
		return failed(err);
	while (read_line(&line, &cap, &rest)) {
		struct str field[FIELDS] = { { NULL, 0 } };
		struct search_number price = { STR("price"), 0 };
		struct search_doc doc = { .published = TIME_ABSENT };

		for (size_t i = 0; i < FIELDS && str_split(&rest, '\t', &field[i]); i++)
			continue;
		if (str_to_i64(field[0], 1, SEARCH_ID_MAX, &doc.id) != OK)
			continue;
		doc.title = field[1];
		doc.type = field[2];
		doc.brand = field[3];
		doc.tags = field[4];
		doc.attributes = field[5];
		doc.description = field[6];
		doc.codes = split_list(a, field[7], false);
		doc.facets = split_list(a, field[8], true);
		if (str_to_i64(field[9], 0, INT64_C(1) << 50, &price.value) == OK)
			doc.numbers = (struct list){ &price, 1 };
		if (str_to_i64(field[10], 0, INT64_C(1) << 50, &doc.popularity) != OK)
			doc.popularity = 0;
		doc.payload = doc.title;
		err = search_put(w, &doc);
		if (err != OK)
			return failed(err);
		arena_reset(a);
	}
	free(line);
	arena_free(a);
	err = search_finish(w);
	return err == OK ? 0 : failed(err);
}

static int
add_synonyms(const char *dir, const char *locale)
{
	struct search_writer *w;
	struct arena *a = arena_new();
	char *line = NULL;
	size_t cap = 0;
	struct str rest;
	enum err err = search_update(dir, locale, &w);

	while (err == OK && read_line(&line, &cap, &rest)) {
		struct str text[16];
		size_t n = 0;
		while (n < COUNT(text) && str_split(&rest, '\t', &text[n]))
			n++;
		err = search_put_synonyms(w, (struct list){ text, n });
	}
	free(line);
	arena_free(a);
	if (err == OK)
		err = search_finish(w);
	return err == OK ? 0 : failed(err);
}

static int
run_queries(const char *dir, const char *locale, const char *limit)
{
	struct search *s;
	struct arena *a = arena_new();
	char *line = NULL;
	size_t cap = 0;
	int64_t n;
	struct search_query q = { 0 };
	enum err err = search_open(dir, locale, &s);

	if (err != OK || str_to_i64(str_of(limit), 1, SEARCH_LIMIT_MAX, &n) != OK)
		return failed(err);
	q.limit = (uint32_t)n;
	while (read_line(&line, &cap, &q.text)) {
		struct search_result found;
		err = search_run(s, &q, a, &found);
		if (err != OK)
			return failed(err);
		for (size_t i = 0; i < found.hits.count; i++)
			printf(i ? " %lld" : "%lld", (long long)((struct search_hit *)found.hits.items)[i].id);
		printf("\n");
		arena_reset(a);
	}
	free(line);
	search_close(s);
	arena_free(a);
	return 0;
}

static int
by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static void
print_times(const char *what, int64_t *us, size_t n)
{
	if (n == 0)
		return;
	qsort(us, n, sizeof(*us), by_value);
	printf("%s\t%lld\t%lld\t%lld\n", what, (long long)us[n / 2], (long long)us[n * 95 / 100], (long long)us[n - 1]);
}

static int
time_queries(const char *dir, const char *locale, const char *rounds)
{
	struct search *s;
	struct arena *keep = arena_new(), *a = arena_new();
	char *line = NULL;
	size_t cap = 0, count = 0, n[3] = { 0 };
	int64_t repeat, *us[3];
	struct str queries[1000], text;
	struct str facets[] = { STR_INIT("brand"), STR_INIT("type") }, spans[] = { STR_INIT("price") };
	enum err err = search_open(dir, locale, &s);

	if (err != OK || str_to_i64(str_of(rounds), 1, 1000, &repeat) != OK)
		return failed(err);
	while (count < COUNT(queries) && read_line(&line, &cap, &text))
		queries[count++] = str_dup(keep, text);
	for (size_t k = 0; k < COUNT(us); k++)
		us[k] = arena_array(keep, int64_t, (size_t)repeat * count * (k == 2 ? 16 : 1));
	for (int64_t r = 0; r < repeat; r++) {
		for (size_t i = 0; i < count; i++) {
			struct search_query q = { .text = queries[i], .limit = 24 };
			struct search_result found;
			struct list lines;
			int64_t start = clock_ticks();
			err = search_run(s, &q, a, &found);
			us[0][n[0]++] = clock_ticks() - start;
			q.want_facets = (struct list){ facets, COUNT(facets) };
			q.want_spans = (struct list){ spans, COUNT(spans) };
			start = clock_ticks();
			if (err == OK)
				err = search_run(s, &q, a, &found);
			us[1][n[1]++] = clock_ticks() - start;
			for (size_t k = 1; k <= queries[i].len && k <= 16 && err == OK; k++) {
				start = clock_ticks();
				err = search_suggest(s, str_cut(queries[i], k), 8, a, &lines);
				us[2][n[2]++] = clock_ticks() - start;
			}
			if (err != OK)
				return failed(err);
			arena_reset(a);
		}
	}
	print_times("search", us[0], n[0]);
	print_times("with facets", us[1], n[1]);
	print_times("suggest", us[2], n[2]);
	free(line);
	search_close(s);
	arena_free(a);
	arena_free(keep);
	return 0;
}

static bool
read_line(char **line, size_t *cap, struct str *out)
{
	ssize_t n = getline(line, cap, stdin);

	if (n < 0)
		return false;
	if (n > 0 && (*line)[n - 1] == '\n')
		n--;
	*out = str_n(*line, (size_t)n);
	return true;
}

/* "a|b" as struct str, or "x=1|y=2" as struct pair. */
static struct list
split_list(struct arena *a, struct str text, bool pairs)
{
	size_t most = 1, n = 0;
	struct str part, *strs;
	struct pair *both;

	for (size_t i = 0; i < text.len; i++)
		most += text.ptr[i] == '|';
	strs = arena_array(a, struct str, most);
	both = arena_array(a, struct pair, most);
	while (str_split(&text, '|', &part)) {
		size_t equals = str_find(part, '=');
		if (part.len == 0)
			continue;
		strs[n] = part;
		both[n++] = (struct pair){ str_cut(part, equals), str_skip(part, equals + 1) };
	}
	return (struct list){ pairs ? (void *)both : (void *)strs, n };
}

static int
failed(enum err err)
{
	fprintf(stderr, "search_tool: %s: %s\n", err_name(err), err_detail());
	return 1;
}
