/*
 * escape.c - one escaper per context.  See escape.h.
 *
 * Each escaper walks the text once and hands clean runs to buf_add() whole, because most text needs no escape at all.
 */
#include "lib/base/escape.h"

static const char hex[] = "0123456789ABCDEF";

/* RFC 3986 section 2.3. */
static bool
is_unreserved(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	    c == '_' || c == '~';
}

static bool
is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7F;
}

/* The reference for one of the five characters of HTML, NULL for any other. */
static const char *
reference(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;"; /* &apos; is unknown to HTML 4 readers such as mail programs */
	default:
		return NULL;
	}
}

void
escape_html(struct buf *b, struct str s)
{
	size_t clean = 0;

	for (size_t i = 0; i < s.len; i++) {
		const char *ref = reference(s.ptr[i]);
		if (!ref)
			continue;
		buf_add(b, s.ptr + clean, i - clean);
		buf_z(b, ref);
		clean = i + 1;
	}
	buf_add(b, s.ptr + clean, s.len - clean);
}

/* XML 1.0, production Char. */
static bool
is_xml_char(uint32_t c)
{
	return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xFFFE && c != 0xFFFF);
}

void
escape_xml(struct buf *b, struct str s)
{
	size_t clean = 0;

	for (size_t i = 0, at = 0; i < s.len; i = at) {
		uint32_t c = str_next_char(s, &at);
		const char *ref = c < 0x80 ? reference((char)c) : NULL;

		if (c == '\r')
			ref = "&#13;"; /* a bare CR would be read back as LF */
		else if (!is_xml_char(c) || (c == 0xFFFD && at - i == 1))
			ref = "\xEF\xBF\xBD";
		if (!ref)
			continue;
		buf_add(b, s.ptr + clean, i - clean);
		buf_z(b, ref);
		clean = at;
	}
	buf_add(b, s.ptr + clean, s.len - clean);
}

static void
percent(struct buf *b, struct str s, bool blank_is_plus)
{
	size_t clean = 0;

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		char code[3] = { '%', hex[c >> 4], hex[c & 15] };

		if (is_unreserved(s.ptr[i]))
			continue;
		buf_add(b, s.ptr + clean, i - clean);
		if (c == ' ' && blank_is_plus)
			buf_char(b, '+');
		else
			buf_add(b, code, sizeof(code));
		clean = i + 1;
	}
	buf_add(b, s.ptr + clean, s.len - clean);
}

void
escape_url_part(struct buf *b, struct str s)
{
	percent(b, s, false);
}

void
escape_url_arg(struct buf *b, struct str s)
{
	percent(b, s, true);
}

/* True for bytes that start something that JSON, or JSON inside <script>, cannot hold as it is. */
static bool
is_json_clean(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
}

static void
json_unit(struct buf *b, uint32_t c)
{
	switch (c) {
	case '"':
		buf_lit(b, "\\\"");
		break;
	case '\\':
		buf_lit(b, "\\\\");
		break;
	case '\b':
		buf_lit(b, "\\b");
		break;
	case '\f':
		buf_lit(b, "\\f");
		break;
	case '\n':
		buf_lit(b, "\\n");
		break;
	case '\r':
		buf_lit(b, "\\r");
		break;
	case '\t':
		buf_lit(b, "\\t");
		break;
	default:
		buf_printf(b, "\\u%04x", c);
	}
}

void
escape_json(struct buf *b, struct str s)
{
	size_t clean = 0;

	for (size_t i = 0, at; i < s.len; i = at) {
		uint32_t c;

		at = i + 1;
		if (is_json_clean((unsigned char)s.ptr[i]))
			continue;
		at = i;
		c = str_next_char(s, &at);
		if (c >= 0x80 && c != 0x2028 && c != 0x2029 && !(c == 0xFFFD && at - i == 1))
			continue;
		buf_add(b, s.ptr + clean, i - clean);
		json_unit(b, c);
		clean = at;
	}
	buf_add(b, s.ptr + clean, s.len - clean);
}

void
escape_header(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		if (is_control(c))
			continue;
		if (c == '"' || c == '\\')
			buf_char(b, '\\');
		buf_char(b, c);
	}
}

/* A spreadsheet would run the cell as a formula: any number of ' and then one of the six. */
static bool
is_formula(struct str s)
{
	while (s.len && s.ptr[0] == '\'')
		s = str_skip(s, 1);
	return s.len && memchr("=+-@\t\r", s.ptr[0], 6) != NULL;
}

void
escape_csv(struct buf *b, struct str s, bool guard)
{
	bool prefix = guard && is_formula(s);
	bool quoted = s.len && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' '); /* many readers trim unquoted cells */
	size_t clean = 0;

	if (str_starts(s, STR("\xEF\xBB\xBF"))) /* the file's first cell would lose what looks like its mark */
		quoted = true;
	for (size_t i = 0; i < s.len && !quoted; i++)
		quoted = memchr(",;\t\"\r\n", s.ptr[i], 6) != NULL;
	if (quoted)
		buf_char(b, '"');
	if (prefix)
		buf_char(b, '\'');
	for (size_t i = 0; quoted && i < s.len; i++) {
		if (s.ptr[i] != '"')
			continue;
		buf_add(b, s.ptr + clean, i + 1 - clean); /* with the quote, which the next run starts with again */
		clean = i;
	}
	buf_add(b, s.ptr + clean, s.len - clean);
	if (quoted)
		buf_char(b, '"');
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum err
url_decode(struct arena *a, struct str s, bool plus_is_blank, struct str *out)
{
	char *p = arena_memdup(a, s.ptr, s.len);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '%') {
			int high = s.len - i > 2 ? hex_value(s.ptr[i + 1]) : -1;
			int low = high >= 0 ? hex_value(s.ptr[i + 2]) : -1;
			if (low < 0)
				return err_fail(ERR_INVALID, "broken percent escape at byte %zu", i);
			p[n++] = (char)(high << 4 | low);
			i += 2;
		} else {
			p[n++] = s.ptr[i] == '+' && plus_is_blank ? ' ' : s.ptr[i];
		}
	}
	p[n] = '\0';
	if (!str_is_utf8(str_n(p, n)))
		return err_fail(ERR_INVALID, "percent-encoded text is not UTF-8, or holds NUL");
	*out = s.ptr ? str_n(p, n) : STR_ABSENT;
	return OK;
}
