/* Tests of lib/web/i18n.c and plural.c. */
#include "t/support/suite.h"
#include "lib/web/i18n.h"
#include "lib/web/plural.h"
#include "lib/web/tmpl.h"

#include <sys/stat.h>
#include <unistd.h>

struct pair_of_texts {
	struct str original, text;
};
#define TEXTS(a, b) { STR_INIT(a), STR_INIT(b) }
static const char header[] =
    "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=3; plural=n==1 ? 0 : n<5 ? 1 : 2;\n";

static void
put_word(struct buf *b, uint32_t v, bool swapped)
{
	if (swapped)
		v = __builtin_bswap32(v);
	buf_add(b, &v, sizeof(v));
}

/* A .mo file of these texts, which must be sorted. */
static void
make_mo(struct buf *b, const struct pair_of_texts *texts, size_t n, bool swapped)
{
	size_t at = 28 + n * 16;

	put_word(b, UINT32_C(0x950412de), swapped);
	put_word(b, 0, swapped);
	put_word(b, (uint32_t)n, swapped);
	put_word(b, 28, swapped);
	put_word(b, (uint32_t)(28 + n * 8), swapped);
	put_word(b, 0, swapped);
	put_word(b, 0, swapped);
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < n; i++) {
			size_t len = side ? texts[i].text.len : texts[i].original.len;
			put_word(b, (uint32_t)len, swapped);
			put_word(b, (uint32_t)at, swapped);
			at += len + 1;
		}
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < n; i++) {
			buf_str(b, side ? texts[i].text : texts[i].original);
			buf_char(b, '\0');
		}
}

/* Load a catalogue of these bytes as language "de" beside English. */
static enum err
load(struct str bytes, struct i18n **out)
{
	char dir[] = "/tmp/mercer-i18n-XXXXXX", path[64];
	struct config *config = NULL;
	FILE *f;
	enum err err;

	CU_ASSERT_FATAL(mkdtemp(dir) != NULL);
	snprintf(path, sizeof(path), "%s/de.mo", dir);
	f = fopen(path, "w");
	CU_ASSERT_FATAL(f != NULL);
	CU_ASSERT(fwrite(bytes.ptr, 1, bytes.len, f) == bytes.len);
	fclose(f);
	setenv("MERCER_LOCALE_PATH", dir, 1);
	CU_ASSERT_FATAL(config_load(NULL, &config) == OK);
	err_clear();
	err = i18n_load(config, out);
	config_free(config);
	unsetenv("MERCER_LOCALE_PATH");
	unlink(path);
	rmdir(dir);
	return err;
}

static const struct pair_of_texts texts[] = {
	TEXTS("", ""), TEXTS("At most %lld.", "H\xc3\xb6" "chstens %lld!"), TEXTS("Price", "Preis"),
	TEXTS("Results for {{q}}", "Treffer: {{q}}"), TEXTS("one thing\0things", "ein Ding\0paar Dinge\0viele Dinge"),
};

static struct i18n *
load_texts(bool swapped)
{
	struct pair_of_texts all[COUNT(texts)];
	struct i18n *i = NULL;
	struct buf b;

	memcpy(all, texts, sizeof(all));
	all[0].text = str_of(header);
	buf_init(&b, 10000);
	make_mo(&b, all, COUNT(all), swapped);
	CU_ASSERT_FATAL(load(buf_view(&b), &i) == OK);
	buf_release(&b);
	return i;
}

static void
test_i18n__lookup(void)
{
	for (int swapped = 0; swapped < 2; swapped++) {
		struct i18n *i = load_texts(swapped);
		CU_ASSERT_EQUAL(i18n_count(i), 2);
		CHECK_STR(i18n_locale(i, 1), "de");
		CU_ASSERT_EQUAL(i18n_find(i, STR("DE")), 1);
		CU_ASSERT_EQUAL(i18n_find(i, STR("fr")), -1);
		CHECK_STR(i18n_text(i, 0, "Price"), "Price");
		CHECK_STR(i18n_text(i, 1, "Price"), "Preis");
		CHECK_STR(i18n_text(i, 1, "Unknown"), "Unknown");
		CHECK_STR(i18n_text(i, 1, ""), "");
		CHECK_STR(i18n_plural(i, 1, "one thing", "things", 1), "ein Ding");
		CHECK_STR(i18n_plural(i, 1, "one thing", "things", 3), "paar Dinge");
		CHECK_STR(i18n_plural(i, 1, "one thing", "things", -9), "viele Dinge");
		CHECK_STR(i18n_plural(i, 1, "one bird", "birds", 1), "one bird");
		CHECK_STR(i18n_plural(i, 0, "one thing", "things", 2), "things");
		CU_ASSERT_EQUAL(i18n_forms(i, 1), 3);
		CU_ASSERT_EQUAL(i18n_form(i, 1, 5), 2);
		CHECK_STR(i18n_text_form(i, 1, STR("one thing"), STR("things"), 2), "viele Dinge");
		i18n_free(i);
	}
}

static void
test_i18n__field(void)
{
	struct i18n *i = load_texts(false);
	struct arena *a = arena_new();
	struct field_error e = { .message = STR("At most %lld."), .limit = { true, 7 } };

	CHECK_STR(i18n_field(i, 1, a, &e), "H\xc3\xb6" "chstens 7!");
	CHECK_STR(i18n_field(NULL, 0, a, &e), "At most 7.");
	e.limit.set = false;
	CHECK_STR(i18n_field(NULL, 0, a, &e), "At most %lld.");
	arena_free(a);
	i18n_free(i);
}

static void
test_i18n__accept(void)
{
	static const struct {
		const char *header;
		int locale;
	} cases[] = {
		{ NULL, 0 },
		{ "", 0 },
		{ "de", 1 },
		{ "de-CH", 1 },
		{ "DE-at-x-y", 1 },
		{ "fr, de;q=0.5", 1 },
		{ "en;q=0.4, de;q=0.5", 1 },
		{ "en, de", 0 },
		{ "de;q=0, en;q=0.1", 0 },
		{ "fr", 0 },
		{ "*", 0 },
		{ "*;q=0.9, de;q=0.8", 0 },
		{ "de;q=2", 0 },
		{ "de;q=x", 0 },
		{ ";;;,,,=", 0 },
		{ "de ; q=0.3 , en;q=0.2", 1 },
		{ "-de", 0 },
	};
	struct i18n *i = load_texts(false);

	for (size_t n = 0; n < COUNT(cases); n++)
		CU_ASSERT_EQUAL(i18n_accept(i, str_of(cases[n].header)), cases[n].locale);
	i18n_free(i);
}

struct view {
	struct str q;
	int32_t n;
};
static const struct shape_field view_fields[] = { SHAPE_STR(struct view, q, 0, 9, .doc = ""),
	SHAPE_I32(struct view, n, 0, 9, .doc = "") };
static const struct shape view_shape = SHAPE(struct view, view_fields, "");

/* One program per language; plural forms are the language's own. */
static void
test_i18n__templates(void)
{
	static const char text[] = "{{#_}}Results\n for {{q}}{{/_}}, {{#_n n}}one thing|things{{/_n}}";
	static const char *const expected[2][2] = { { "Results for &amp;, one thing", "Results for &amp;, things" },
		{ "Treffer: &amp;, ein Ding", "Treffer: &amp;, viele Dinge" } };
	struct i18n *i = load_texts(false);
	struct arena *a = arena_new();
	struct tmpl_source source = { .i18n = i };
	struct tmpl *t = NULL;

	CU_ASSERT_FATAL(tmpl_compile(a, STR("p"), str_of(text), &view_shape, &source, &t) == OK);
	for (int locale = 0; locale < 2; locale++)
		for (int many = 0; many < 2; many++) {
			struct view view = { STR("&"), many ? 7 : 1 };
			struct buf out;
			buf_init(&out, 100);
			tmpl_render(t, locale, &view, &out);
			CHECK_STR(buf_view(&out), expected[locale][many]);
			buf_release(&out);
		}
	arena_free(a);
	i18n_free(i);
}

/* Every truncation and many single wrong bytes: refused or read, never more than that. */
static void
test_i18n__broken_files(void)
{
	struct i18n *i = NULL;
	struct buf good, bad;

	buf_init(&good, 10000);
	make_mo(&good, texts, COUNT(texts), false);
	for (size_t len = 0; len < good.len; len += 7) {
		CU_ASSERT_EQUAL(load(str_n(good.ptr, len), &i), ERR_INVALID);
	}
	for (size_t at = 0; at < 28 + COUNT(texts) * 16; at++) {
		buf_init(&bad, 10000);
		buf_str(&bad, buf_view(&good));
		bad.ptr[at] = (char)(bad.ptr[at] ^ 0x7f);
		if (load(buf_view(&bad), &i) == OK)
			i18n_free(i);
		buf_release(&bad);
	}
	buf_release(&good);
}

static void
test_plural__rules(void)
{
	static const struct {
		const char *rule;
		int64_t n[4];
		unsigned form[4];
	} cases[] = {
		{ "nplurals=1; plural=0;", { 0, 1, 2, 3 }, { 0, 0, 0, 0 } },
		{ " nplurals = 2 ; plural = ( n != 1 ) ; ", { 0, 1, 2, -1 }, { 1, 0, 1, 0 } },
		{ "nplurals=2; plural=n>1", { 0, 1, 2, 3 }, { 0, 0, 1, 1 } },
		{ "nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2;",
		    { 21, 11, 22, 12 }, { 0, 2, 1, 2 } },
		{ "nplurals=6; plural=n==0?0:n==1?1:n==2?2:n%100>=3&&n%100<=10?3:n%100>=11?4:5", { 0, 2, 103, 111 },
		    { 0, 2, 3, 4 } },
		{ "nplurals=2; plural=!(n-1)", { 0, 1, 2, 3 }, { 0, 1, 0, 0 } },
		{ "nplurals=3; plural=2-1-1+n/1*1", { 0, 1, 2, 3 }, { 0, 1, 2, 2 } },
		{ "nplurals=2; plural=n/0", { 0, 1, 2, 3 }, { 1, 1, 1, 1 } },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct plural p;
		CU_ASSERT_FATAL(plural_parse(str_of(cases[i].rule), &p) == OK);
		for (size_t j = 0; j < 4; j++)
			CU_ASSERT_EQUAL(plural_form(&p, cases[i].n[j]), cases[i].form[j]);
	}
	CU_ASSERT_EQUAL(plural_form(&(struct plural){ .forms = 2 }, INT64_MIN), 1);
}

static void
test_plural__refused(void)
{
	static const char *const cases[] = { "", "nplurals=2", "nplurals=0; plural=0", "nplurals=7; plural=0",
		"nplurals=2; plural=", "nplurals=2; plural=n n", "nplurals=2; plural=(n", "nplurals=2; plural=n?1",
		"nplurals=2; plural=x", "nplurals=2; plural=n &", "nplurals=2; plural=-1",
		"nplurals=2; plural=99999999999",
		"nplurals=2; plural=((((((((((((((((((((((((((((((((((n))))))))))))))))))))))))))))))))))" };
	struct plural p;
	struct buf many;

	for (size_t i = 0; i < COUNT(cases); i++)
		CU_ASSERT_EQUAL(plural_parse(str_of(cases[i]), &p), ERR_INVALID);
	buf_init(&many, 10000);
	buf_z(&many, "nplurals=2; plural=n");
	for (int i = 0; i < 200; i++)
		buf_z(&many, "+n");
	CU_ASSERT_EQUAL(plural_parse(buf_view(&many), &p), ERR_INVALID);
	buf_release(&many);
}

SUITE(i18n,
    { "look-up", test_i18n__lookup },
    { "messages of fields", test_i18n__field },
    { "Accept-Language", test_i18n__accept },
    { "templates", test_i18n__templates },
    { "broken files", test_i18n__broken_files },
    { "plural rules", test_plural__rules },
    { "plural rules refused", test_plural__refused });
