/*
 * fuzz_html.c - the sanitizer of rich text, and plain text from markup.
 *
 * Promises: sanitizing again changes nothing; what is left has no tag, attribute or scheme that is not on the list, and
 * every element but the void ones is closed, innermost first.
 */
#include "lib/io/xml.h"
#include "t/fuzz/fuzz.h"

#define OPEN_MAX 300

static const char *const tags[] = { "p", "br", "strong", "b", "em", "i", "u", "s", "ul", "ol", "li", "dl", "dt", "dd",
	"h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "hr", "table", "caption", "thead", "tbody", "tfoot",
	"tr", "th", "td", "a", "img", "span", "sub", "sup", "small" };
static const char *const attributes[] = { "href", "title", "rel", "src", "alt", "width", "height" };

static bool
is_in(const char *const *list, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_z(name, list[i]))
			return true;
	return false;
}

/* The text before the first of `ends`. */
static struct str
until(struct str s, const char *ends)
{
	size_t n = 0;

	while (n < s.len && !strchr(ends, s.ptr[n]))
		n++;
	return str_cut(s, n);
}

/* href="..." and the like up to '>'; the rest after it. */
static struct str
check_attributes(struct str s)
{
	while (s.len > 0 && s.ptr[0] == ' ') {
		struct str name = until(str_skip(s, 1), "="), value, scheme;
		FUZZ_CHECK(is_in(attributes, COUNT(attributes), name));
		s = str_skip(s, 1 + name.len + 1);
		FUZZ_CHECK(s.len > 0 && s.ptr[0] == '"');
		value = until(str_skip(s, 1), "\"");
		FUZZ_CHECK(until(value, "<>'").len == value.len);
		scheme = until(value, ":/?#&");
		if (str_eq_z(name, "href") || str_eq_z(name, "src"))
			FUZZ_CHECK(scheme.len == value.len || value.ptr[scheme.len] != ':' ||
			    str_eq_z(scheme, "http") || str_eq_z(scheme, "https") || str_eq_z(scheme, "mailto") ||
			    str_eq_z(scheme, "tel"));
		s = str_skip(s, 1 + value.len + 1);
	}
	FUZZ_CHECK(s.len > 0 && s.ptr[0] == '>');
	return str_skip(s, 1);
}

static void
check_markup(struct str s)
{
	struct str open[OPEN_MAX];
	size_t depth = 0;

	for (s = str_skip(s, until(s, "<").len); s.len > 0; s = str_skip(s, until(s, "<").len)) {
		bool end = s.len > 1 && s.ptr[1] == '/';
		struct str name = until(str_skip(s, end ? 2 : 1), " >");
		FUZZ_CHECK(is_in(tags, COUNT(tags), name));
		s = str_skip(s, (end ? 2 : 1) + name.len);
		if (end) {
			FUZZ_CHECK(depth > 0 && str_eq(open[--depth], name));
			FUZZ_CHECK(s.len > 0 && s.ptr[0] == '>');
			continue;
		}
		s = check_attributes(s);
		if (str_eq_z(name, "br") || str_eq_z(name, "hr") || str_eq_z(name, "img"))
			continue;
		FUZZ_CHECK(depth < OPEN_MAX);
		open[depth++] = name;
	}
	FUZZ_CHECK(depth == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct str dirty = str_n((const char *)data, size), text;
	struct html once, twice;
	enum err err = html_sanitize(a, dirty, &once);

	FUZZ_CHECK(err == OK || err == ERR_INVALID || err == ERR_LIMIT);
	if (err == OK) {
		FUZZ_CHECK(str_is_utf8(str_n(once.ptr, once.len)));
		check_markup(str_n(once.ptr, once.len));
		FUZZ_CHECK(html_sanitize(a, str_n(once.ptr, once.len), &twice) == OK);
		FUZZ_CHECK(str_eq(str_n(once.ptr, once.len), str_n(twice.ptr, twice.len)));
		FUZZ_CHECK(html_text(a, dirty, 50, &text) == OK && str_is_utf8(text) && str_chars(text) <= 50);
	}
	err_clear();
	arena_free(a);
	return 0;
}
