/*
 * fuzz_text.c - the small readers of lib/base: numbers, amounts, times, trace context, URL escapes, text formats.
 *
 * Promises: what one reads, its writer writes back; escapers give what their context can hold.
 */
#include "config.h"
#include "lib/base/clock.h"
#include "lib/base/escape.h"
#include "lib/base/log.h"
#include "lib/base/money.h"
#include "lib/base/shape.h"
#include "t/fuzz/fuzz.h"

static void
check_times(struct str s, struct buf *b)
{
	struct time t, back;

	if (time_parse(s, &t) == OK && time_civil(t).year >= 1 && time_civil(t).year <= 9999) {
		buf_clear(b);
		time_rfc3339(b, t);
		FUZZ_CHECK(time_parse(buf_view(b), &back) == OK && back.us == t.us);
	}
	if (time_parse_http(s, &t) == OK) {
		buf_clear(b);
		time_http(b, t);
		FUZZ_CHECK(time_parse_http(buf_view(b), &back) == OK && back.us == t.us);
	}
}

static void
check_amounts(struct str s, struct buf *b)
{
	static const char *const codes[] = { "EUR", "JPY", "KWD", "CLF" };
	struct money m, back;

	for (size_t i = 0; i < COUNT(codes); i++) {
		if (money_parse(s, codes[i], &m))
			continue;
		buf_clear(b);
		money_decimal(b, m);
		FUZZ_CHECK(money_parse(buf_view(b), codes[i], &back) == OK && money_cmp(m, back) == 0);
		money_format(b, m, STR("de"));
	}
}

static void
check_escapes(struct arena *a, struct str s, struct buf *b)
{
	struct str back;

	buf_clear(b);
	escape_url_arg(b, s);
	if (str_is_utf8(s))
		FUZZ_CHECK(url_decode(a, buf_view(b), true, &back) == OK && str_eq(back, str_n(s.ptr, s.len)));
	if (url_decode(a, s, true, &back) == OK)
		FUZZ_CHECK(str_is_utf8(back) && back.len <= s.len);
	buf_clear(b);
	escape_html(b, s);
	FUZZ_CHECK(!memchr(b->ptr ? b->ptr : "", '<', b->len));
	buf_clear(b);
	escape_xml(b, s);
	FUZZ_CHECK(str_is_utf8(buf_view(b)) && !memchr(b->ptr ? b->ptr : "", '<', b->len));
	buf_clear(b);
	escape_json(b, s);
	FUZZ_CHECK(str_is_utf8(buf_view(b)) && str_find(buf_view(b), '\n') == b->len);
	buf_clear(b);
	escape_header(b, s);
	FUZZ_CHECK(str_find(buf_view(b), '\r') == b->len && str_find(buf_view(b), '\n') == b->len);
	err_clear();
}

static void
check_formats(struct str s)
{
	static const struct shape_format *const formats[] = { &format_slug, &format_uri, &format_locale,
	    &format_currency,
		&format_gtin };

	for (size_t i = 0; i < COUNT(formats); i++)
		if (formats[i]->check(s))
			FUZZ_CHECK(str_is_utf8(s) && s.len > 0 && str_find(s, '\n') == s.len &&
			    str_find(s, '"') == s.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = str_n(size ? (const char *)data : "", size);
	struct arena *a = arena_new();
	struct trace t;
	struct buf b;
	char header[56];
	int64_t v;

	buf_init(&b, BUF_REPLY);
	check_times(s, &b);
	check_amounts(s, &b);
	check_escapes(a, s, &b);
	check_formats(s);
	if (trace_parse(s, &t) == OK) {
		trace_header(&t, header);
		FUZZ_CHECK(trace_parse(str_of(header), &t) == OK);
	}
	if (str_to_i64(s, INT64_MIN, INT64_MAX, &v) == OK) {
		buf_clear(&b);
		buf_i64(&b, v);
		FUZZ_CHECK(str_to_i64(buf_view(&b), v, v, &v) == OK);
	}
	FUZZ_CHECK(str_chars(str_cut_chars(s, 5)) <= 5);
	buf_release(&b);
	arena_free(a);
	return 0;
}
