/* Tests of lib/io/sanitize.c, through html_sanitize(). */
#include "t/lib/io/fixture.h"
#include "lib/io/xml.h"

/* Sanitized, and that nothing changes when it is done again. */
static struct str
sanitized(struct arena *a, struct str dirty)
{
	struct html once = { 0 }, twice = { 0 };

	CHECK_ERR(html_sanitize(a, dirty, &once), OK);
	CHECK_ERR(html_sanitize(a, str_n(once.ptr, once.len), &twice), OK);
	CU_ASSERT(str_eq(str_n(once.ptr, once.len), str_n(twice.ptr, twice.len)));
	return str_n(once.ptr, once.len);
}

static void
test_sanitize__keeps(void)
{
	static const struct { const char *in, *out;
	} cases[] = {
		{ "", "" },
		{ "plain & simple < 3", "plain &amp; simple &lt; 3" },
		{ "<p>a<p>b", "<p>a</p><p>b</p>" },
		{ "<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>" },
		{ "<h1>T</h1>", "<h2>T</h2>" },
		{ "<div>a</div><div>b <i>c</i></div>", "<p>a</p><p>b <i>c</i></p>" },
		{ "<div><p>a</p>b</div>", "<p>a</p>b" },
		{ "<font color=red>x</font>", "x" },
		{ "<p style=\"x\" class=y id=z onclick=alert(1)>t</p>", "<p>t</p>" },
		{ "<a href=\"/x?a=1&b=2\" title='\"q\"'>l</a>",
		    "<a href=\"/x?a=1&amp;b=2\" title=\"&quot;q&quot;\">l</a>" },
		{ "<a href=https://example.org/>l</a>",
		    "<a href=\"https://example.org/\" rel=\"nofollow noopener\">l</a>" },
		{ "<a href=//example.org rel=dofollow>l</a>",
		    "<a href=\"//example.org\" rel=\"nofollow noopener\">l</a>" },
		{ "<a href=mailto:a@b.c>l</a><a href=TEL:+49>t</a>",
		    "<a href=\"mailto:a@b.c\">l</a><a href=\"tel:+49\">t</a>" },
		{ "<a name=x>l</a>", "l" },
		{ "<img src=a.png width=10 height=x>", "<img src=\"a.png\" alt=\"\" width=\"10\">" },
		{ "<img alt=x>", "" },
		{ "<table><tr><td>x</table>", "<table><tr><td>x</td></tr></table>" },
		{ "<td>x</td>", "<p>x</p>" },
		{ "<li>x", "<p>x</p>" },
		{ "a<br/>b<hr>", "a<br>b<hr>" },
		{ "<b>x", "<b>x</b>" },
		{ "</p></div>x", "x" },
		{ "&nbsp;&eacute;&#x1F600;&amp;lt;", "\xc2\xa0é\xf0\x9f\x98\x80&amp;lt;" },
		{ "<!-- c -->x<!DOCTYPE y><?php z ?>", "x" },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(sanitized(a, str_of(cases[i].in)), cases[i].out);
	arena_free(a);
}

/* Ways to run a script that have worked somewhere; none may leave anything that could. */
static const char *const attacks[] = {
	"<script>alert(1)</script>",
	"<ScRiPt>alert(1)</sCrIpT>",
	"<script src=//evil></script>",
	"<scr<script>ipt>alert(1)</script>",
	"<<script>alert(1);//<</script>",
	"<script\x0d>alert(1)</script>",
	"<script/xss src=//evil>",
	"</script><script>alert(1)",
	"<img src=x onerror=alert(1)>",
	"<img src=\"x\" onerror=\"alert(1)\"",
	"<img/src=x/onerror=alert(1)>",
	"<img src=javascript:alert(1)>",
	"<img src=`javascript:alert(1)`>",
	"<img \"\"\"><script>alert(1)</script>\">",
	"<img src=data:text/html;base64,PHNjcmlwdD4=>",
	"<img srcset='x onerror=alert(1)' src=x>",
	"<image src=x onerror=alert(1)>",
	"<svg onload=alert(1)>",
	"<svg><script>alert(1)</script></svg>",
	"<svg><animate onbegin=alert(1) attributeName=x>",
	"<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
	"<svg><style><img src=x onerror=alert(1)></style></svg>",
	"<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
	"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
	"<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
	"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
	"<noembed><img title=\"</noembed><img src onerror=alert(1)>\">",
	"<xmp><img title=\"</xmp><img src onerror=alert(1)>\"></xmp>",
	"<textarea><img title=\"</textarea><img src onerror=alert(1)>\">",
	"<title><img title=\"</title><img src onerror=alert(1)>\">",
	"<template><script>alert(1)</script></template>",
	"<iframe src=javascript:alert(1)>",
	"<iframe srcdoc='<script>alert(1)</script>'>",
	"<object data=javascript:alert(1)>",
	"<embed src=javascript:alert(1)>",
	"<base href=javascript:/a/>",
	"<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
	"<link rel=stylesheet href=javascript:alert(1)>",
	"<style>@import'javascript:alert(1)'</style>",
	"<a href=javascript:alert(1)>x</a>",
	"<a href=' javascript:alert(1)'>x</a>",
	"<a href='java\tscript:alert(1)'>x</a>",
	"<a href='java\nscript:alert(1)'>x</a>",
	"<a href='java&#10;script:alert(1)'>x</a>",
	"<a href='java&#x0D;script:alert(1)'>x</a>",
	"<a href='&#1;javascript:alert(1)'>x</a>",
	"<a href='&#106avascript:alert(1)'>x</a>",
	"<a href='javascript&colon;alert(1)'>x</a>",
	"<a href='java&Tab;script:alert(1)'>x</a>",
	"<a href='jAvAsCrIpT:alert(1)'>x</a>",
	"<a href='vbscript:msgbox(1)'>x</a>",
	"<a href='data:text/html,<script>alert(1)</script>'>x</a>",
	"<a href='view-source:javascript:alert(1)'>x</a>",
	"<a href='feed:javascript:alert(1)'>x</a>",
	"<a href='blob:https://x/y'>x</a>",
	"<a href='javascript://%0aalert(1)'>x</a>",
	"<a href=\"\\javascript:alert(1)\">x</a>",
	"<a href='//evil\\@x' onmouseover=alert(1)>x</a>",
	"<a href=x onclick=alert(1)//>x</a>",
	"<p onmouseover=alert(1)>x</p>",
	"<b onfocus=alert(1) autofocus tabindex=1>x</b>",
	"<p/onclick=alert(1)>x</p>",
	"<div style='background:url(javascript:alert(1))'>x</div>",
	"<p style='width:expression(alert(1))'>x</p>",
	"<table background=javascript:alert(1)><tr><td>x</table>",
	"<video><source onerror=alert(1)></video>",
	"<audio src=x onerror=alert(1)>",
	"<details open ontoggle=alert(1)>x</details>",
	"<marquee onstart=alert(1)>x</marquee>",
	"<input onfocus=alert(1) autofocus>",
	"<select onfocus=alert(1) autofocus><option>x</select>",
	"<button formaction=javascript:alert(1)>x</button>",
	"<form action=javascript:alert(1)><input type=submit></form>",
	"<isindex action=javascript:alert(1) type=image>",
	"<![CDATA[<script>alert(1)</script>]]>",
	"<!--[if IE]><script>alert(1)</script><![endif]-->",
	"<!--><img src=x onerror=alert(1)>-->",
	"<?xml version=\"1.0\"?><script>alert(1)</script>",
	"<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
	"\"><script>alert(1)</script>",
	"'\"--></style></script><script>alert(1)</script>",
	"jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//%0D%0A%0d%0a//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=alert()//>\\x3e",
	"<p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</p>",
	"&lt;script&gt;alert(1)&lt;/script&gt;",
	"<p title=\"<img src=x onerror=alert(1)>\">x",
	"<a href=\"x\" title=\"&quot; onmouseover=&quot;alert(1)\">x</a>",
	"<img src=\"x&quot; onerror=&quot;alert(1)\">",
	"<a href='http://x/\" onclick=\"alert(1)'>x</a>",
	"<plaintext><script>alert(1)</script>",
	"<frameset onload=alert(1)>",
};

/* In what was kept, every '<' starts a tag of the list, and attributes are of the list. */
static bool
is_harmless(struct arena *a, struct str markup)
{
	static const char unwanted[] =
	    "count(//@*[not(contains(' href title rel src alt width height ', concat(' ', name(), ' ')))])"
	    " + count(//*[contains(' script style iframe object embed svg math form input base meta link template noscript ',"
	    " concat(' ', name(), ' '))]) + count(//@href[contains(translate(., 'JAVSCRIPTDB', 'javscriptdb'), 'script:')"
	    " and not(starts-with(., '/') or starts-with(., 'http'))]) + count(//comment())";
	struct str text = STR("x");

	return markup.len == 0 || (html_xpath(a, markup, unwanted, &text) == OK && str_eq_z(text, "0"));
}

static void
test_sanitize__attacks(void)
{
	struct arena *a = arena_new();

	CU_ASSERT(COUNT(attacks) >= 40);
	for (size_t i = 0; i < COUNT(attacks); i++) {
		struct str out = sanitized(a, str_of(attacks[i]));
		if (!is_harmless(a, out)) {
			printf("\n    %s\n -> %.*s", attacks[i], STR_ARG(out));
			CU_FAIL("something is left");
		}
	}
	arena_free(a);
}

static void
test_sanitize__limits(void)
{
	struct arena *a = arena_new();
	size_t len = RICH_TEXT_MAX;
	char *text = arena_alloc(a, len + 1);
	struct html out;

	memset(text, 'x', len + 1);
	CHECK_ERR(html_sanitize(a, str_n(text, len + 1), &out), ERR_LIMIT);
	CHECK_ERR(html_sanitize(a, str_n("a\0b", 3), &out), ERR_INVALID);
	CHECK_ERR(html_sanitize(a, STR("\xff"), &out), ERR_INVALID);
	for (size_t i = 0; i + 3 <= len; i += 3)
		memcpy(text + i, "<b>", 3); /* as deep as it goes */
	CHECK_ERR(html_sanitize(a, str_n(text, len / 3 * 3), &out), OK);
	arena_free(a);
}

SUITE(sanitize,
    { "keeps", test_sanitize__keeps },
    { "attacks", test_sanitize__attacks },
    { "limits", test_sanitize__limits });
