/* Tests of lib/io/qr.c.  That phones read it is shown in t/browser, where a decoder does. */
#include "t/lib/io/fixture.h"
#include "lib/io/qr.h"

#include <stdlib.h>

static void
test_qr__svg(void)
{
	struct arena *a = arena_new();
	struct html svg;
	struct str s;

	CHECK_ERR(qr_svg(a, STR("otpauth://totp/x"), STR("a \"label\" <b>"), &svg), OK);
	s = str_n(svg.ptr, svg.len);
	CU_ASSERT(str_starts(s, STR("<svg ")) && str_ends(s, STR("</svg>")));
	CU_ASSERT(str_contains(s, STR("aria-label=\"a &quot;label&quot; &lt;b&gt;\"")));
	/* Version 2, 25 modules and the quiet zone: the first row of a finder pattern is seven dark modules at 4, 4. */
	CU_ASSERT(str_contains(s, STR("viewBox=\"0 0 33 33\"")));
	CU_ASSERT(str_contains(s, STR("d=\"M4 4h7v1h-7z")));
	CU_ASSERT(!str_contains(s, STR("style=")));
	arena_free(a);
}

static void
test_qr__limits(void)
{
	struct arena *a = arena_new();
	char *long_text = arena_alloc(a, QR_TEXT_MAX + 2);
	struct html svg = { "untouched", 9 };

	memset(long_text, 'x', QR_TEXT_MAX + 2);
	CHECK_ERR(qr_svg(a, str_n(long_text, QR_TEXT_MAX + 1), STR("x"), &svg), ERR_LIMIT);
	CHECK_ERR(qr_svg(a, STR(""), STR("x"), &svg), ERR_LIMIT);
	CHECK_STR(str_n(svg.ptr, svg.len), "untouched");
	CHECK_ERR(qr_svg(a, str_n(long_text, QR_TEXT_MAX), STR("x"), &svg), OK);
	arena_free(a);
}

SUITE(qr,
    { "svg", test_qr__svg },
    { "limits", test_qr__limits });
