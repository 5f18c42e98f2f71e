/* Tests of lib/web/tmpl*.c: our own cases; the public spec's are in test_tmpl_spec.c. */
#include "t/support/suite.h"
#include "lib/web/tmpl.h"

enum colour { RED, BLUE };
static const struct shape_enum colours[] = { { "red", RED }, { "blue", BLUE }, { NULL, 0 } };

struct tag {
	struct str label;
	bool hot;
};
static const struct shape_field tag_fields[] = { SHAPE_STR(struct tag, label, 0, 100, .doc = ""),
	SHAPE_BOOL(struct tag, hot, .doc = "") };
static const struct shape tag_shape = SHAPE(struct tag, tag_fields, "");

struct node {
	struct str label;
	struct list children;
};
static const struct shape node_shape;
static const struct shape_field node_fields[] = { SHAPE_STR(struct node, label, 0, 100, .doc = ""),
	SHAPE_LIST(struct node, children, &node_shape, 10, .doc = "") };
static const struct shape node_shape = SHAPE(struct node, node_fields, "");

struct view {
	struct str title, absent;
	struct html body;
	bool yes, no;
	int32_t count;
	int64_t large;
	struct opt_i64 weight, none;
	struct money price;
	struct time made;
	int colour;
	struct tag *tag, *no_tag;
	struct list tags, words, empty, facets, tree;
};
static const struct shape_field view_fields[] = {
	SHAPE_STR(struct view, title, 0, 100, .doc = ""),
	SHAPE_STR(struct view, absent, 0, 100, .doc = ""),
	SHAPE_HTML(struct view, body, .doc = ""),
	SHAPE_BOOL(struct view, yes, .doc = ""),
	SHAPE_BOOL(struct view, no, .doc = ""),
	SHAPE_I32(struct view, count, 0, 100, .doc = ""),
	SHAPE_I64(struct view, large, 0, 100, .doc = ""),
	SHAPE_OPT(struct view, weight, 0, 100, .doc = ""),
	SHAPE_OPT(struct view, none, 0, 100, .doc = ""),
	SHAPE_MONEY(struct view, price, .doc = ""),
	SHAPE_TIME(struct view, made, .doc = ""),
	SHAPE_ENUM(struct view, colour, colours, .doc = ""),
	SHAPE_STRUCT(struct view, tag, struct tag, &tag_shape, .doc = ""),
	SHAPE_STRUCT(struct view, no_tag, struct tag, &tag_shape, .doc = ""),
	SHAPE_LIST(struct view, tags, &tag_shape, 10, .doc = ""),
	SHAPE_LIST(struct view, words, NULL, 10, .doc = ""),
	SHAPE_LIST(struct view, empty, &tag_shape, 10, .doc = ""),
	SHAPE_PAIRS(struct view, facets, "f.", 10, .doc = ""),
	SHAPE_LIST(struct view, tree, &node_shape, 10, .doc = ""),
};
static const struct shape view_shape = SHAPE(struct view, view_fields, "");

static struct tag tags[] = { { STR_INIT("new"), true }, { STR_INIT("<b>"), false } };
static struct str words[] = { STR_INIT("one"), STR_INIT("two & three") };
static struct pair facets[] = { { STR_INIT("colour"), STR_INIT("red") } };
static struct node leaves[] = { { STR_INIT("b"), { NULL, 0 } }, { STR_INIT("c"), { NULL, 0 } } };
static struct node tree[] = { { STR_INIT("a"), { leaves, 2 } } };

static const struct view view = {
	.title = STR_INIT("Tom & \"Jerry's\" <i>"),
	.body = { "<p>rich</p>", 11 },
	.yes = true,
	.count = -3,
	.large = INT64_MIN,
	.weight = { true, 0 },
	.price = { 100, "EUR" },
	.made = { 1 },
	.colour = BLUE,
	.tag = &tags[0],
	.tags = { tags, 2 },
	.words = { words, 2 },
	.facets = { facets, 1 },
	.tree = { tree, 1 },
};

struct text {
	const char *name, *text;
};

static bool
find_partial(void *payload, struct str name, struct str *text)
{
	for (const struct text *t = payload; t && t->name; t++)
		if (str_eq_z(name, t->name)) {
			*text = str_of(t->text);
			return true;
		}
	return false;
}

/* Result of the template, or its first complaint. */
static struct str
render(struct arena *a, const char *text, const struct text *partials, bool keep_indent)
{
	union {
		const struct text *from;
		void *to;
	} payload = { partials };
	struct tmpl_source source = { .partial = find_partial, .payload = payload.to, .keep_indent = keep_indent };
	struct buf *out = arena_new_of(a, struct buf);
	struct tmpl *t;

	buf_in_arena(out, a, 100000);
	err_clear();
	if (tmpl_compile(a, STR("page"), str_of(text), &view_shape, &source, &t))
		return str_of(arena_strdup(a, err_detail()));
	tmpl_render(t, 0, &view, out);
	return buf_view(out);
}

static void
check(const struct text *cases, size_t count, const struct text *partials, bool keep_indent)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < count; i++)
		CHECK_STR(render(a, cases[i].name, partials, keep_indent), cases[i].text);
	arena_free(a);
}

static void
test_tmpl__variables(void)
{
	static const struct text cases[] = {
		{ "", "" },
		{ "plain", "plain" },
		{ "{{title}}", "Tom &amp; &quot;Jerry&#39;s&quot; &lt;i&gt;" },
		{ "{{ title }}{{absent}}|", "Tom &amp; &quot;Jerry&#39;s&quot; &lt;i&gt;|" },
		{ "{{body}}", "<p>rich</p>" },
		{ "{{count}} {{large}} {{weight}}{{none}} {{colour}}", "-3 -9223372036854775808 0 blue" },
		{ "{{tag.label}}{{no_tag.label}}", "new" },
	};

	check(cases, COUNT(cases), NULL, false);
}

static void
test_tmpl__sections(void)
{
	static const struct text cases[] = {
		{ "{{#yes}}a{{/yes}}{{#no}}b{{/no}}{{^yes}}c{{/yes}}{{^no}}d{{/no}}", "ad" },
		{ "{{#title}}a{{/title}}{{#absent}}b{{/absent}}{{^absent}}c{{/absent}}{{#body}}d{{/body}}", "acd" },
		{ "{{#count}}{{.}}{{/count}}{{#weight}}{{.}}{{/weight}}{{#none}}b{{/none}}{{#colour}}{{.}}{{/colour}}",
		    "-30blue" },
		{ "{{#price}}p{{/price}}{{#made}}m{{/made}}", "pm" },
		{ "{{#tag}}{{label}}{{/tag}}{{#no_tag}}{{label}}{{/no_tag}}{{^no_tag}}none{{/no_tag}}", "newnone" },
		{ "{{#tags}}[{{label}}{{#hot}}!{{/hot}}{{count}}]{{/tags}}", "[new!-3][&lt;b&gt;-3]" },
		{ "{{#words}}{{#.}}[{{.}}]{{/.}}{{^.}}none{{/.}}{{/words}}", "[one][two &amp; three]" },
		{ "{{#words}}({{.}}){{/words}}", "(one)(two &amp; three)" },
		{ "{{#empty}}x{{/empty}}{{^empty}}none{{/empty}}{{^tags}}y{{/tags}}", "none" },
		{ "{{#facets}}{{name}}={{value}}{{/facets}}", "colour=red" },
		{ "{{#tags}}{{#words}}{{label}}:{{.}} {{/words}}{{/tags}}",
		    "new:one new:two &amp; three &lt;b&gt;:one &lt;b&gt;:two &amp; three " },
		{ "{{#tag.hot}}hot{{/tag.hot}}{{#no_tag.hot}}no{{/no_tag.hot}}{{^no_tag.hot}}cold{{/no_tag.hot}}",
		    "hotcold" },
	};

	check(cases, COUNT(cases), NULL, false);
}

static void
test_tmpl__partials(void)
{
	static const struct text partials[] = {
		{ "chip", "<i>{{label}}</i>" },
		{ "branch", "{{label}}({{#children}}{{>branch}}{{/children}})" },
		{ "layout", "<t>{{$title}}Shop{{/title}}</t>{{$main}}{{/main}}" },
		{ "two", "{{<layout}}{{$main}}<m>{{$side}}side{{/side}}</m>{{/main}}{{/layout}}" },
		{ "endless", "x{{>endless}}" },
		{ NULL, NULL },
	};
	static const struct text cases[] = {
		{ "{{#tags}}{{>chip}}{{/tags}}", "<i>new</i><i>&lt;b&gt;</i>" },
		{ "{{#tree}}{{>branch}}{{/tree}}", "a(b()c())" },
		{ "{{<layout}}{{/layout}}", "<t>Shop</t>" },
		{ "{{<layout}} ignored {{$title}}{{title}}{{/title}}{{$main}}M{{/main}}{{/layout}}",
		    "<t>Tom &amp; &quot;Jerry&#39;s&quot; &lt;i&gt;</t>M" },
		{ "{{<two}}{{$side}}S{{/side}}{{$title}}T{{/title}}{{/two}}", "<t>T</t><m>S</m>" },
		{ "{{<two}}{{/two}}", "<t>Shop</t><m>side</m>" },
	};
	struct arena *a = arena_new();

	check(cases, COUNT(cases), partials, false);
	/* Without an end in the data, recursion stops at a fixed depth. */
	CU_ASSERT_EQUAL(render(a, "{{>endless}}", partials, false).len, 65);
	arena_free(a);
}

static void
test_tmpl__messages(void)
{
	static const struct text cases[] = {
		{ "{{#_}}Add to\n   basket{{/_}}", "Add to basket" },
		{ "<p>\n  {{#_}} Results for {{tag.label}} {{/_}}\n</p>", "<p>\nResults for new\n</p>" },
		{ "{{#_n count}}{{count}} thing|{{count}} things{{/_n}}.", "-3 things." },
		{ "{{#_n weight}}one|many{{/_n}}{{#_n none}}one|many{{/_n}}", "manymany" },
		{ "{{#tags}}{{#_n count}}a|b{{/_n}}{{/tags}}", "bb" },
	};

	check(cases, COUNT(cases), NULL, false);
}

static void
test_tmpl__white_space(void)
{
	static const struct text cases[] = {
		{ "<ul>\n  {{#tags}}\n    <li>{{label}}</li>\n  {{/tags}}\n</ul>\n",
		    "<ul>\n<li>new</li>\n<li>&lt;b&gt;</li>\n</ul>\n" },
		{ "a\n\n   \n\tb  c\n", "a\nb  c\n" },
		{ "  <pre>\n   x\n\n</pre>\n  y", "<pre>\n   x\n\n</pre>\ny" },
		{ "  <TEXTAREA>\n   x</TEXTAREA>\n  y", "<TEXTAREA>\n   x</TEXTAREA>\ny" },
		{ "{{tag.label}}  {{count}}\n  {{count}}", "new  -3\n-3" },
		{ "  {{! gone }}\n{{=<% %>=}}\n<%count%> {{count}}", "-3 {{count}}" },
	};

	check(cases, COUNT(cases), NULL, false);
}

/* Exact white space, as text needs it (and as the public spec wants it). */
static void
test_tmpl__exact_white_space(void)
{
	static const struct text partials[] = {
		{ "lines", "p\n{{count}}\n\nq\n" },
		{ "delimiters", "{{=<% %>=}}<%count%>" },
		{ "frame", "top\n  {{$body}}\n  {{/body}}\nend\n" },
		{ "inline", "top\n  {{$body}}{{/body}}\nend\n" },
		{ "own", "top\n{{$body}}\n    default\n{{/body}}\nend\n" },
		{ "line", "<{{$body}}default{{/body}}>" },
		{ NULL, NULL },
	};
	static const struct text cases[] = {
		{ "a\n {{#yes}} \n b\n\t{{/yes}}\nc", "a\n b\nc" },
		{ "a\r\n{{#yes}}\r\nb\r\n{{/yes}}\r\nc", "a\r\nb\r\nc" },
		{ " {{#yes}}x{{/yes}} \n", " x \n" },
		{ "  {{count}}\n", "  -3\n" },
		{ "a\n  {{! one\n two }}  \nb {{! three }} c", "a\nb  c" },
		{ "{{=| |=}}|count| {{count}}|={{ }}=|{{count}}", "-3 {{count}}-3" },
		{ "a\n  {{>lines}}\nb", "a\n  p\n  -3\n\n  q\nb" },
		{ "a {{>lines}}b", "a p\n-3\n\nq\nb" },
		{ "{{>delimiters}} {{count}}", "-3 -3" },
		{ "{{<frame}}{{$body}}\none\n  two\n{{/body}}{{/frame}}\n", "top\n  one\n    two\nend\n" },
		{ "{{<frame}}{{$body}}\n      one\n{{/body}}{{/frame}}\n", "top\n  one\nend\n" },
		{ "{{<inline}}{{$body}}\none\ntwo{{/body}}\n{{/inline}}\n", "top\n  one\n  two\nend\n" },
		{ "{{<own}}{{/own}}", "top\n    default\nend\n" },
		{ "{{<own}}{{$body}}\none\n{{/body}}{{/own}}", "top\n    one\nend\n" },
		{ "x\n  {{<own}}{{/own}}\ny", "x\n  top\n      default\n  end\ny" },
		{ "{{<line}}{{$body}}B{{/body}}{{/line}} {{<line}}{{/line}}", "<B> <default>" },
	};

	check(cases, COUNT(cases), partials, true);
}

/* Each stops the boot, and says where and why. */
static void
test_tmpl__complaints(void)
{
	static const struct text cases[] = {
		{ "\n  {{titel}}", "page:2:3: unknown name 'titel'; known here: view: title absent body" },
		{ "{{#tags}}{{nope}}{{/tags}}",
		    "page:1:10: unknown name 'nope'; known here: tag: label hot; view: title" },
		{ "{{tag.nope}}", "page:1:1: unknown name 'nope'; known here: label hot" },
		{ "{{title.x}}", "page:1:1: 'title.x': 'title' is not a struct, it has no members" },
		{ "{{tags.label}}", "'tags' is not a struct" },
		{ "{{{title}}}", "there is no unescaped output" },
		{ "{{&title}}", "there is no unescaped output" },
		{ "{{price}}", "money cannot be printed; format it in the view" },
		{ "{{made}}", "a time cannot be printed" },
		{ "{{yes}}", "a yes or no cannot be printed" },
		{ "{{tag}}", "a struct cannot be printed" },
		{ "{{tags}}", "a list cannot be printed" },
		{ "{{.}}", "a struct cannot be printed" },
		{ "{{#.}}{{/.}}", "'.' is a struct here" },
		{ "{{#tags}}{{^.}}{{/.}}{{/tags}}", "'.' is a struct here" },
		{ "{{#_n .}}a|b{{/_n}}", "'.' is not a number" },
		{ "{{#tags}}", "page:1:1: section is not closed: tags" },
		{ "{{#tags}}\n{{/tag}}", "page:2:1: closes 'tag', but 'tags' of line 1 is open" },
		{ "{{/tags}}", "page:1:1: closes what was not opened: tags" },
		{ "{{title", "page:1:1: tag is not closed by }}" },
		{ "{{}}", "this cannot be a name" },
		{ "{{a b}}", "this cannot be a name: a b" },
		{ "{{>nope}}", "page:1:1: there is no template 'nope'" },
		{ "{{<page}}{{/page}}", "'page' is nested too deeply; does it contain itself?" },
		{ "{{#_n title}}a|b{{/_n}}", "'title' is not a number" },
		{ "{{#_n count}}a{{/_n}}", "a plural has two texts" },
		{ "{{#_}}a{{#yes}}b{{/yes}}{{/_}}", "only variables may stand inside" },
		{ "{{#_}}a", "page:1:1: section is not closed: _" },
		{ "{{#_}} {{/_}}", "section is empty" },
		{ "{{#asset}}css/x.css{{/asset}}", "there is no static file 'css/x.css'" },
		{ "{{=a=}}", "delimiters must be two words" },
		{ "\xff", "template is not UTF-8" },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str got = render(a, cases[i].name, NULL, false);
		bool found = str_contains(got, str_of(cases[i].text));
		if (!found)
			printf("\n    %s\n    gave: %.*s\n", cases[i].name, STR_ARG(got));
		CU_ASSERT(found);
	}
	arena_free(a);
}

/* Escaped text is only safe where text belongs. */
static void
test_tmpl__places(void)
{
	static const struct {
		const char *text;
		bool fits;
	} cases[] = {
		{ "<p>{{title}}</p>", true },
		{ "<p title=\"{{title}}\">", true },
		{ "<p title='{{title}}'>", true },
		{ "1 < 2 {{title}}", true },
		{ "<!doctype html><html lang=\"{{title}}\"><br/>{{title}}", true },
		{ "<a href = \"x{{title}}\" x>{{title}}", true },
		{ "<script>x</script>{{title}}", true },
		{ "<script src=\"{{title}}\"></script>{{title}}", true },
		{ "<!-- x -->{{title}}", true },
		{ "<a{{#yes}} class=\"x\"{{/yes}} href=\"{{title}}\">", true },
		{ "<script>{{body}}</script>", true },
		{ "<h{{count}}>", true },
		{ "<p title={{title}}>", false },
		{ "<p title=x{{title}}>", false },
		{ "<p {{title}}>", false },
		{ "<p x{{title}}=\"\">", false },
		{ "<{{title}}>", false },
		{ "</{{title}}>", false },
		{ "<h{{title}}>", false },
		{ "<!-- {{title}} -->", false },
		{ "<script>{{title}}</script>", false },
		{ "<STYLE>{{title}}</STYLE>", false },
		{ "<style>a</styl {{title}}", false },
		{ "<p onclick=\"{{title}}\">", false },
		{ "<p style='{{title}}'>", false },
		{ "<iframe srcdoc=\"{{title}}\">", false },
		{ "<script>a<b></scripture {{title}}", false },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool fits = !str_starts(render(a, cases[i].text, NULL, false), STR("page:"));
		if (fits != cases[i].fits)
			printf("\n    %s\n", cases[i].text);
		CU_ASSERT_EQUAL(fits, cases[i].fits);
	}
	arena_free(a);
}

static void
test_tmpl__ceiling(void)
{
	struct arena *a = arena_new();
	struct tmpl_source source = { 0 };
	struct tmpl *t = NULL;
	struct buf out;

	buf_init(&out, 10);
	CU_ASSERT_FATAL(tmpl_compile(a, STR("p"), STR("{{#tags}}0123456789{{/tags}}"), &view_shape, &source, &t) == OK);
	tmpl_render(t, 0, &view, &out);
	CU_ASSERT(out.failed);
	CU_ASSERT_EQUAL(out.len, 10);
	buf_release(&out);
	arena_free(a);
}

/* The program grows while it is compiled: at every length, one of the ends of the last sections is where it moves. */
static void
test_tmpl__growth(void)
{
	static const char *const ends[][2] = { { "{{^yes}}a{{/yes}}", "" }, { "{{#yes}}a{{/yes}}", "a" },
		{ "{{#tags}}a{{/tags}}", "aa" }, { "{{^empty}}{{#no_tag}}b{{/no_tag}}c{{/empty}}", "c" } };
	struct arena *a = arena_new();

	for (size_t n = 0; n < 140; n++) {
		for (size_t i = 0; i < COUNT(ends); i++) {
			struct buf text, wanted;
			buf_in_arena(&text, a, 10000);
			buf_in_arena(&wanted, a, 10000);
			for (size_t k = 0; k < n; k++) {
				buf_z(&text, "{{tag.label}}");
				buf_z(&wanted, "new");
			}
			buf_printf(&text, "%s.", ends[i][0]);
			buf_printf(&wanted, "%s.", ends[i][1]);
			CHECK_STR(render(a, text.ptr, NULL, false), wanted.ptr);
		}
	}
	arena_free(a);
}

/* A recursion that finds its list again and again in an outer section would take for ever: it fails instead. */
static void
test_tmpl__endless_recursion(void)
{
	static const struct text partials[] = { { "wide", "{{#tags}}{{>wide}}{{/tags}}" }, { NULL, NULL } };
	struct arena *a = arena_new();
	union {
		const struct text *from;
		void *to;
	} payload = { partials };
	struct tmpl_source source = { .partial = find_partial, .payload = payload.to };
	struct tmpl *t = NULL;
	struct buf out;

	buf_init(&out, 10);
	CU_ASSERT_FATAL(tmpl_compile(a, STR("p"), STR("{{>wide}}"), &view_shape, &source, &t) == OK);
	tmpl_render(t, 0, &view, &out);
	CU_ASSERT(out.failed);
	buf_release(&out);
	arena_free(a);
}

SUITE(tmpl,
    { "variables by type", test_tmpl__variables },
    { "sections by type", test_tmpl__sections },
    { "partials, recursion, layouts", test_tmpl__partials },
    { "messages and plurals", test_tmpl__messages },
    { "white space of HTML", test_tmpl__white_space },
    { "exact white space", test_tmpl__exact_white_space },
    { "complaints", test_tmpl__complaints },
    { "places in HTML", test_tmpl__places },
    { "ceiling", test_tmpl__ceiling },
    { "growth", test_tmpl__growth },
    { "endless recursion", test_tmpl__endless_recursion });
