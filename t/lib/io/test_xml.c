/* Tests of lib/io/xml.c. */
#include "t/lib/io/fixture.h"
#include "lib/io/xml.h"

static void
test_xml__text(void)
{
	static const struct { const char *in; size_t chars; const char *out; } cases[] = {
		{ "<p>a</p><p>b<br>c</p>", 100, "a b c" },
		{ "<script>x</script> a  \n <b>b</b>c &nbsp; d ", 100, "a bc d" },
		{ "Größe über alles", 8, "Größe" },
		{ "Größe über alles", 10, "Größe über" },
		{ "Donaudampfschiff", 5, "Donau" },
		{ "", 5, "" },
		{ "<p></p>", 5, "" },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str out = STR_ABSENT;
		CHECK_ERR(html_text(a, str_of(cases[i].in), cases[i].chars, &out), OK);
		CHECK_STR(out, cases[i].out);
	}
	arena_free(a);
}

static void
test_xml__check(void)
{
	static const char bomb[] = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><x>&b;</x>";
	static const char file[] = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>";

	CHECK_ERR(xml_check(STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?><a><b>x &amp; y</b></a>")), OK);
	CHECK_ERR(xml_check(STR("<a><![CDATA[<!DOCTYPE is only text here]]></a>")), OK);
	CHECK_ERR(xml_check(STR("<a><b></a>")), ERR_INVALID);
	CHECK_ERR(xml_check(STR("")), ERR_INVALID);
	CHECK_ERR(xml_check(STR("<a>&nbsp;</a>")), ERR_INVALID);
	CHECK_ERR(xml_check(str_of(bomb)), ERR_INVALID);
	CHECK_ERR(xml_check(str_of(file)), ERR_INVALID);
	CHECK_ERR(xml_check(STR("<!DOCTYPE x SYSTEM 'http://127.0.0.1:1/x.dtd'><x/>")), ERR_INVALID);
}

static void
test_xml__xpath(void)
{
	struct arena *a = arena_new();
	struct str out = STR_ABSENT;

	CHECK_ERR(html_xpath(a, STR("<main><h1>T</h1><p class=x>a<b>b</b></main>"), "//p[@class='x']", &out), OK);
	CHECK_STR(out, "ab");
	CHECK_ERR(html_xpath(a, STR("<p title=t></p>"), "//p/@title", &out), OK);
	CHECK_STR(out, "t");
	CHECK_ERR(html_xpath(a, STR("<p></p>"), "//p", &out), OK);
	CHECK_STR(out, "");
	CHECK_ERR(html_xpath(a, STR("<p></p>"), "count(//p)", &out), OK);
	CHECK_STR(out, "1");
	CHECK_ERR(html_xpath(a, STR("<p></p>"), "//q", &out), ERR_NOT_FOUND);
	CHECK_ERR(html_xpath(a, STR("<p></p>"), "//[", &out), ERR_INVALID);
	CHECK_ERR(xml_xpath(a, STR("<u xmlns='x'><l>1</l><l>2</l></u>"), "//*[local-name()='l'][2]", &out), OK);
	CHECK_STR(out, "2");
	CHECK_ERR(xml_xpath(a, STR("<a>"), "//a", &out), ERR_INVALID);
	arena_free(a);
}

SUITE(xml,
    { "text", test_xml__text },
    { "check", test_xml__check },
    { "xpath", test_xml__xpath });
