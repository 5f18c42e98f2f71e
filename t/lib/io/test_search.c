/* Tests of lib/io/search.cc: what text finds. */
#include "t/lib/io/search_fixture.h"
#include "t/support/suite.h"

static void
test_search__english(void)
{
	struct fixture f;

	fixture_init(&f, "en");
	fixture_title(&f, 1, "Red running shoe");
	fixture_title(&f, 2, "Women's boots, brown");
	fixture_title(&f, 3, "Café crème pods");
	fixture_live(&f);
	CHECK_STR(fixture_find(&f, "shoes"), "1");
	CHECK_STR(fixture_find(&f, "RUN"), "1");
	CHECK_STR(fixture_find(&f, "womens boot"), "2");
	CHECK_STR(fixture_find(&f, "cafe creme"), "3");
	CHECK_STR(fixture_find(&f, "the shoe for me"), "1");
	CHECK_STR(fixture_find(&f, "nothing-like-it"), "");
	fixture_done(&f);
}

static void
test_search__german(void)
{
	struct fixture f;

	fixture_init(&f, "de-AT");
	fixture_title(&f, 1, "Kühlschrank weiß");
	fixture_title(&f, 2, "Laufschuhe für Damen");
	fixture_title(&f, 3, "Schuhschrank Eiche");
	fixture_title(&f, 4, "Schwarze Schuhe");
	fixture_title(&f, 5, "Regal aus Bücherholz");
	fixture_live(&f);
	CHECK_STR(fixture_find(&f, "Kühlschränke"), "1");
	CHECK_STR(fixture_find(&f, "kuehlschraenke"), "1");
	CHECK_STR(fixture_find(&f, "kuhlschrank weiss"), "1");
	CHECK_STR(fixture_find(&f, "schuhe"), "4 2");          /* a running shoe is a shoe, a shoe cabinet is none */
	CHECK_STR(fixture_find(&f, "schuhe für damen"), "2 4"); /* one has both words */
	CHECK_STR(fixture_find(&f, "Schrank"), "1 3");
	fixture_done(&f);
}

static void
test_search__words_joined_and_apart(void)
{
	struct fixture f;

	fixture_init(&f, "en");
	fixture_title(&f, 1, "Acme smartwatch");
	fixture_title(&f, 2, "Beta smart watch");
	fixture_title(&f, 3, "USB-C hub, Wi-Fi");
	fixture_title(&f, 4, "Brother TN-2110 toner");
	fixture_title(&f, 5, "Monitor 15.6\" 32 GB");
	fixture_live(&f);
	CHECK_STR(fixture_find(&f, "smartwatch"), "1 2");
	CHECK_STR(fixture_find(&f, "smart watch"), "2 1");
	CHECK_STR(fixture_find(&f, "usbc"), "3");
	CHECK_STR(fixture_find(&f, "usb c"), "3");
	CHECK_STR(fixture_find(&f, "wifi"), "3");
	CHECK_STR(fixture_find(&f, "tn2110"), "4");
	CHECK_STR(fixture_find(&f, "tn 2110"), "4");
	CHECK_STR(fixture_find(&f, "TN-2110"), "4");
	CHECK_STR(fixture_find(&f, "15,6 inch"), "5");
	CHECK_STR(fixture_find(&f, "15.6\""), "5");
	CHECK_STR(fixture_find(&f, "32gb"), "5");
	CHECK_STR(fixture_find(&f, "32 gb"), "5");
	fixture_done(&f);
}

static void
test_search__what_is_sold_first(void)
{
	struct fixture f;

	fixture_init(&f, "en");
	fixture_title(&f, 1, "Laptop bag");
	fixture_title(&f, 2, "Bag for laptop");
	fixture_title(&f, 3, "Laptop sleeve");
	fixture_title(&f, 4, "Acme Laptop 15, a long title with many more words in it");
	fixture_live(&f);
	CHECK_STR(str_cut(fixture_find(&f, "laptop"), 1), "4");
	CHECK_STR(fixture_find(&f, "\"laptop bag\""), "1");
	fixture_done(&f);
}

static void
test_search__fields(void)
{
	struct fixture f;
	struct search_doc doc[] = {
		{ .id = 1, .title = STR("Thing"), .description = STR("goes well with a lamp") },
		{ .id = 2, .title = STR("Other"), .attributes = STR("lamp") },
		{ .id = 3, .title = STR("Lamp") },
		{ .id = 4, .title = STR("Kite"), .type = STR("Lamp") },
		{ .id = 5, .title = STR("Kite"), .brand = STR("Lamp"), .tags = STR("garden, summer") },
	};

	fixture_init(&f, "en");
	for (size_t i = 0; i < COUNT(doc); i++)
		CU_ASSERT_EQUAL(search_put(f.w, &doc[i]), OK);
	fixture_live(&f);
	struct str found = fixture_find(&f, "lamp");
	CU_ASSERT_EQUAL(found.len, strlen("3 4 5 2 1"));
	CHECK_STR(str_cut(found, 1), "3");
	CHECK_STR(fixture_find(&f, "lamp kite"), "4 5 3 2 1");
	CHECK_STR(fixture_find(&f, "summer"), "5");
	fixture_done(&f);
}

static void
test_search__article_numbers(void)
{
	struct fixture f;
	struct str codes[] = { STR("AB-100/x"), STR("04006381333931") };
	struct search_doc doc = { .id = 9, .title = STR("Marker"), .codes = LIST_OF(codes) };

	fixture_init(&f, "en");
	for (int64_t i = 1; i < 9; i++)
		fixture_title(&f, i, "4006381333931 AB 100 x mentioned in the title");
	CU_ASSERT_EQUAL(search_put(f.w, &doc), OK);
	fixture_live(&f);
	CHECK_STR(str_cut(fixture_find(&f, "ab100x"), 1), "9");
	CHECK_STR(str_cut(fixture_find(&f, "AB-100/X"), 1), "9");
	CHECK_STR(str_cut(fixture_find(&f, "ab 100 x"), 1), "9");
	CHECK_STR(str_cut(fixture_find(&f, "4006381333931"), 1), "9");
	CHECK_STR(str_cut(fixture_find(&f, "04006381333931"), 1), "9");
	CHECK_STR(fixture_find(&f, "ab10"), "9"); /* begun */
	fixture_done(&f);
}

static void
test_search__synonyms(void)
{
	struct fixture f;
	struct str laptop[] = { STR("laptop"), STR("notebook") },
		   phone[] = { STR("cell phone"), STR("mobile"), STR("smartphone") };

	fixture_init(&f, "en");
	fixture_title(&f, 1, "Acme notebook");
	fixture_title(&f, 2, "Beta smartphones");
	fixture_title(&f, 3, "Gamma cell phone");
	CU_ASSERT_EQUAL(search_put_synonyms(f.w, LIST_OF(laptop)), OK);
	CU_ASSERT_EQUAL(search_put_synonyms(f.w, LIST_OF(phone)), OK);
	fixture_live(&f);
	CHECK_STR(fixture_find(&f, "laptops"), "1");
	CU_ASSERT_EQUAL(fixture_find(&f, "cell phones").len, 3);
	CU_ASSERT_EQUAL(fixture_find(&f, "mobile").len, 3);
	fixture_update(&f, "en");
	CU_ASSERT_EQUAL(search_clear_synonyms(f.w), OK);
	fixture_live(&f);
	CHECK_STR(fixture_find(&f, "laptops"), "");
	fixture_done(&f);
}

static void
test_search__spelling(void)
{
	struct fixture f;
	struct search_query q = { .text = STR("read headphnoes!"), .limit = 10 };
	struct search_result found;

	fixture_init(&f, "en");
	for (int64_t i = 1; i <= 60; i++)
		fixture_title(&f, i, "Red headphones");
	fixture_title(&f, 61, "Reading lamp");
	fixture_title(&f, 62, "Blue headpones");
	fixture_live(&f);
	found = fixture_run(&f, &q);
	CHECK_STR(found.searched, "read headphones!");
	CU_ASSERT(found.total >= 60);
	q.literal = true;
	found = fixture_run(&f, &q);
	CU_ASSERT(str_is_absent(found.searched));
	q = (struct search_query){ .text = STR("headpones"), .limit = 10 };
	found = fixture_run(&f, &q);
	CU_ASSERT_EQUAL(found.total, 1);
	CU_ASSERT(str_is_absent(found.searched));
	CHECK_STR(found.did_you_mean, "headphones");
	q.text = STR("headphones");
	found = fixture_run(&f, &q);
	CU_ASSERT(str_is_absent(found.searched) && str_is_absent(found.did_you_mean));
	fixture_done(&f);
}

static void
test_search__spelling_as_written(void)
{
	struct fixture f;
	struct search_query q = { .text = STR("kühlschrnak"), .limit = 10 };

	fixture_init(&f, "de");
	fixture_title(&f, 1, "Großer Kühlschrank");
	fixture_live(&f);
	CHECK_STR(fixture_run(&f, &q).searched, "Kühlschrank");
	fixture_done(&f);
}

static void
test_search__all_words_or_some(void)
{
	struct fixture f;
	struct search_query q = { .text = STR("green kettle"), .limit = 10 };

	fixture_init(&f, "en");
	fixture_title(&f, 1, "Green lamp");
	fixture_title(&f, 2, "Steel kettle");
	fixture_live(&f);
	CU_ASSERT(fixture_run(&f, &q).some_words);
	CU_ASSERT_EQUAL(fixture_run(&f, &q).total, 2);
	fixture_update(&f, "en");
	fixture_title(&f, 3, "Kettle of a green kind with many words so that it is long");
	fixture_live(&f);
	CU_ASSERT(!fixture_run(&f, &q).some_words);
	CHECK_STR(str_cut(fixture_find(&f, "green kettle"), 1), "3");
	fixture_done(&f);
}

static void
test_search__phrases_and_exclusion(void)
{
	struct fixture f;

	fixture_init(&f, "en");
	fixture_title(&f, 1, "Red cotton shirt");
	fixture_title(&f, 2, "Cotton red shirt");
	fixture_title(&f, 3, "Blue shirt");
	fixture_live(&f);
	CHECK_STR(fixture_find(&f, "\"red cotton\" shirt"), "1");
	CHECK_STR(fixture_find(&f, "shirt -red"), "3");
	CHECK_STR(fixture_find(&f, "-red"), "3");
	CHECK_STR(fixture_find(&f, "\"cotton red"), "2");
	fixture_done(&f);
}

static void
put_phrase(struct fixture *f, enum search_kind kind, const char *text, int64_t id, int64_t weight)
{
	struct search_phrase p = { kind, str_of(text), id, weight, STR("/x") };

	CU_ASSERT_EQUAL(search_put_phrase(f->w, &p), OK);
}

static struct str
suggest(struct fixture *f, const char *text)
{
	struct list lines;
	struct search_suggestion *line;
	struct buf b;
	struct str all;

	buf_init(&b, BUF_LINE);
	CU_ASSERT_EQUAL(search_suggest(f->s, str_of(text), 6, f->a, &lines), OK);
	line = lines.items;
	for (size_t i = 0; i < lines.count; i++)
		buf_printf(&b, "%s%d:%.*s", i ? "|" : "", (int)line[i].kind,
		    STR_ARG(line[i].kind == SEARCH_PRODUCT ? line[i].payload : line[i].text));
	all = str_dup(f->a, b.len ? buf_view(&b) : STR(""));
	buf_release(&b);
	return all;
}

static void
test_search__suggestions(void)
{
	struct fixture f;

	fixture_init(&f, "en");
	fixture_title(&f, 1, "Apple iPhone 11");
	fixture_title(&f, 2, "Case for iPhone");
	put_phrase(&f, SEARCH_BRAND, "Apple", 7, 10);
	put_phrase(&f, SEARCH_CATEGORY, "Fresh apples & pears", 8, 50);
	put_phrase(&f, SEARCH_QUERY, "apple pencil", 0, 20);
	fixture_live(&f);
	CHECK_STR(suggest(&f, "a"), "1:Fresh apples & pears|0:apple pencil|2:Apple");

	CHECK_STR(suggest(&f, "APPLE I"), "5:apple iphone");
	CHECK_STR(suggest(&f, "apple ip"), "5:apple iphone|4:Apple iPhone 11");
	CHECK_STR(suggest(&f, "apple ca"), "");
	CHECK_STR(suggest(&f, "apple p"), "0:apple pencil");
	CHECK_STR(suggest(&f, "pea"), "1:Fresh apples & pears");
	CHECK_STR(suggest(&f, ""), "");
	CHECK_STR(suggest(&f, "\xff\xfe"), "");
	fixture_update(&f, "en");
	put_phrase(&f, SEARCH_BRAND, "Apple", 7, 99);
	put_phrase(&f, SEARCH_CATEGORY, "", 8, -1);
	fixture_live(&f);
	CHECK_STR(suggest(&f, "a"), "2:Apple|0:apple pencil");
	CHECK_STR(suggest(&f, "iphone ca"), "5:iphone case|4:Case for iPhone");
	fixture_done(&f);
}

static void
test_search__similar(void)
{
	struct fixture f;
	struct list hits;
	struct str label[] = { STR("shown") };
	struct search_doc doc = { .id = 4, .title = STR("Oak desk lamp"), .labels = LIST_OF(label) };

	fixture_init(&f, "en");
	fixture_title(&f, 1, "Desk lamp, brass");
	fixture_title(&f, 2, "Desk lamp, steel");
	fixture_title(&f, 3, "Running shoe");
	CU_ASSERT_EQUAL(search_put(f.w, &doc), OK);
	fixture_live(&f);
	CU_ASSERT_EQUAL(search_similar(f.s, 1, (struct list){ 0 }, 5, f.a, &hits), OK);
	CU_ASSERT_EQUAL(hits.count, 2);
	CU_ASSERT_EQUAL(search_similar(f.s, 1, LIST_OF(label), 5, f.a, &hits), OK);
	CU_ASSERT_EQUAL_FATAL(hits.count, 1);
	CU_ASSERT_EQUAL(((struct search_hit *)hits.items)[0].id, 4);
	CU_ASSERT_EQUAL(search_similar(f.s, 99, LIST_OF(label), 5, f.a, &hits), ERR_NOT_FOUND);
	fixture_done(&f);
}

/* Bytes from a fixed sequence: the same hostile texts in each run. */
static uint32_t
next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static void
test_search__hostile_text(void)
{
	static const char *const parts[] = { "the", "\"", "-", "*", "?", "AND NOT", "lamp", "lmap", "(", ")", ":",
		"a:b", "\x01", "\xff", "ä", "S", "Kx", "desk lamp", "1", "15\"", "--", "\"\"",
		"title:", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "\xf0\x9f\x92\xa9",
		"\xe6\xbc\xa2", "tn-1-2-3-4-5", "'", "''", "NEAR", "\r\n\t", "x*", "0000", "ps4", ".", "1.", "1,2" };
	struct fixture f;
	uint32_t seed = 7;
	char text[12000];

	fixture_init(&f, "de");
	for (int64_t i = 1; i <= 50; i++)
		fixture_title(&f, i, "Desk lamp Schreibtischlampe ps4 15\"");
	fixture_live(&f);
	for (size_t i = 0; i < 500; i++) {
		struct search_query q = { .limit = 5 };
		struct search_result found;
		struct list lines;
		size_t len = 0, most = i % 10 == 0 ? 10000 : next(&seed) % 200;
		while (len < most) {
			const char *part = parts[next(&seed) % COUNT(parts)];
			int n = snprintf(text + len, sizeof(text) - len, "%s%s", part, next(&seed) % 3 ? " " : "");
			len += (size_t)n;
		}
		if (i % 7 == 0 && len > 0)
			text[next(&seed) % len] = '\0';
		q.text = str_n(text, len);
		CU_ASSERT_EQUAL(search_run(f.s, &q, f.a, &found), OK);
		CU_ASSERT_EQUAL(search_suggest(f.s, q.text, 8, f.a, &lines), OK);
		arena_reset(f.a);
	}
	fixture_done(&f);
}

SUITE(search,
    { "English", test_search__english },
    { "German", test_search__german },
    { "words joined and apart", test_search__words_joined_and_apart },
    { "what is sold comes first", test_search__what_is_sold_first },
    { "fields", test_search__fields },
    { "article numbers", test_search__article_numbers },
    { "synonyms", test_search__synonyms },
    { "spelling", test_search__spelling },
    { "spelling as written", test_search__spelling_as_written },
    { "all words or some", test_search__all_words_or_some },
    { "phrases and exclusion", test_search__phrases_and_exclusion },
    { "suggestions", test_search__suggestions },
    { "similar", test_search__similar },
    { "hostile text", test_search__hostile_text });
