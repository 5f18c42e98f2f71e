/* format.c - the named text formats of shapes.  See shape.h. */
#include "config.h"
#include "lib/base/shape.h"


static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_letter(char c)
{
	return is_lower(c) || is_upper(c);
}

static bool
is_slug(struct str s)
{
	char before = '-';

	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		if (!is_lower(c) && !is_digit(c) && (c != '-' || before == '-'))
			return false;
		before = c;
	}
	return before != '-';
}

/* Host name, IPv4 or [IPv6], and an optional port.  User names are refused: they serve to mislead the reader. */
static bool
is_authority(struct str s)
{
	size_t i = 0, colon;

	if (s.len && s.ptr[0] == '[') {
		for (i = 1; i < s.len && s.ptr[i] != ']'; i++)
			if (!is_digit(s.ptr[i]) && !memchr("abcdefABCDEF:.", s.ptr[i], 14))
				return false;
		if (i == s.len || i < 3)
			return false;
		i++;
	} else {
		for (; i < s.len && s.ptr[i] != ':'; i++)
			if (!is_letter(s.ptr[i]) && !is_digit(s.ptr[i]) && s.ptr[i] != '-' && s.ptr[i] != '.')
				return false;
		if (i == 0)
			return false;
	}
	colon = i;
	if (colon < s.len) {
		int64_t port;
		if (s.ptr[colon] != ':' || str_to_i64(str_skip(s, colon + 1), 1, 65535, &port))
			return false;
	}
	return true;
}

static bool
is_uri(struct str s)
{
	static const char extra[] = "-._~:/?#[]@!$&'()*+,;=";
	struct str rest;
	size_t end = 0;

	if (str_starts(s, STR("https://")))
		rest = str_skip(s, 8);
	else if (str_starts(s, STR("http://")))
		rest = str_skip(s, 7);
	else
		return false;
	while (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '?' && rest.ptr[end] != '#')
		end++;
	if (!is_authority(str_cut(rest, end)))
		return false;
	for (size_t i = end; i < rest.len; i++) {
		char c = rest.ptr[i];
		if (c == '%') {
			uint64_t byte;
			if (rest.len - i < 3 || str_to_u64_hex(str_cut(str_skip(rest, i + 1), 2), &byte))
				return false;
		} else if (!is_letter(c) && !is_digit(c) && !memchr(extra, c, sizeof(extra) - 1)) {
			return false;
		}
	}
	return true;
}

static bool
all_are(struct str s, bool (*is)(char c))
{
	for (size_t i = 0; i < s.len; i++)
		if (!is(s.ptr[i]))
			return false;
	return true;
}

/* language ["-" Script] ["-" REGION], in the recommended case. */
static bool
is_locale(struct str s)
{
	struct str rest = s, part;

	if (!str_split(&rest, '-', &part) || part.len < 2 || part.len > 3 || !all_are(part, is_lower))
		return false;
	if (!str_split(&rest, '-', &part))
		return true;
	if (part.len == 4 && is_upper(part.ptr[0]) && all_are(str_skip(part, 1), is_lower)) {
		if (!str_split(&rest, '-', &part))
			return true;
	}
	return str_is_absent(rest) &&
	    ((part.len == 2 && all_are(part, is_upper)) || (part.len == 3 && all_are(part, is_digit)));
}

static bool
is_currency(struct str s)
{
	char code[4];

	return money_currency(s, code) == OK;
}

/* GS1: digits from the right weigh 3 and 1 in turn after the check digit; the sum is a multiple of ten. */
static bool
is_gtin(struct str s)
{
	int sum = 0;

	if ((s.len != 8 && s.len != 12 && s.len != 13 && s.len != 14) || !all_are(s, is_digit))
		return false;
	for (size_t i = 0; i < s.len; i++)
		sum += (s.ptr[s.len - 1 - i] - '0') * (i % 2 ? 3 : 1);
	return sum % 10 == 0;
}

const struct shape_format format_slug = { "slug", "^[a-z0-9]+(-[a-z0-9]+)*$", is_slug,
	N_("Use only a to z, 0 to 9 and single hyphens between them.") };
const struct shape_format format_uri = { "uri", "^https?://[^\\s/?#@]+([/?#]\\S*)?$", is_uri,
	N_("Enter a full web address, for example https://example.com/page.") };
const struct shape_format format_locale = { "locale", "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$", is_locale,
	N_("Enter a language code, for example en, de or pt-BR.") };
const struct shape_format format_currency = { "currency", "^[A-Z]{3}$", is_currency,
	N_("Enter a currency code, for example EUR.") };
const struct shape_format format_gtin = { "gtin", "^([0-9]{8}|[0-9]{12,14})$", is_gtin,
	N_("Check the barcode: it has 8, 12, 13 or 14 digits, and the last one must fit the others.") };
