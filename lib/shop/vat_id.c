/* vat_id.c - VAT identification numbers: their form.  See vat_id.h. */
#include "lib/shop/vat_id.h"

/* After the prefix: 9 a digit, A a letter, X either, + one of "+*" too, anything else itself; alternatives separated by
 * blanks. */
struct form {
	const char *prefix, *country, *patterns;
};
static const struct form forms[] = {
	{ "AT", "AT", "U99999999" },
	{ "BE", "BE", "0999999999 1999999999" },
	{ "BG", "BG", "999999999 9999999999" },
	{ "CY", "CY", "99999999A" },
	{ "CZ", "CZ", "99999999 999999999 9999999999" },
	{ "DE", "DE", "999999999" },
	{ "DK", "DK", "99999999" },
	{ "EE", "EE", "999999999" },
	{ "EL", "GR", "999999999" },
	{ "ES", "ES", "A9999999X 99999999A" },
	{ "FI", "FI", "99999999" },
	{ "FR", "FR", "XX999999999" },
	{ "HR", "HR", "99999999999" },
	{ "HU", "HU", "99999999" },
	{ "IE", "IE", "9999999A 9999999AA 9A99999A 9+99999A" },
	{ "IT", "IT", "99999999999" },
	{ "LT", "LT", "999999999 999999999999" },
	{ "LU", "LU", "99999999" },
	{ "LV", "LV", "99999999999" },
	{ "MT", "MT", "99999999" },
	{ "NL", "NL", "999999999B99" },
	{ "PL", "PL", "9999999999" },
	{ "PT", "PT", "999999999" },
	{ "RO", "RO", "99 999 9999 99999 999999 9999999 99999999 999999999 9999999999" },
	{ "SE", "SE", "999999999901" },
	{ "SI", "SI", "99999999" },
	{ "SK", "SK", "9999999999" },
};

bool
eu_member(struct str country)
{
	for (size_t i = 0; i < COUNT(forms); i++)
		if (str_eq_z(country, forms[i].country))
			return true;
	return false;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
fits(struct str s, struct str pattern)
{
	for (size_t i = 0; i < pattern.len && i < s.len; i++) {
		char p = pattern.ptr[i], c = s.ptr[i];
		bool ok = p == '9' ? is_digit(c)
		    : p == 'A'     ? is_letter(c)
		    : p == 'X'     ? is_digit(c) || is_letter(c)
		    : p == '+'     ? c == '+' || c == '*'
				   : p == c;
		if (!ok)
			return false;
	}
	return s.len == pattern.len;
}

/* ISO 7064, MOD 11,10: Germany and Croatia. */
static bool
mod_11_10(struct str digits)
{
	int product = 10;

	for (size_t i = 0; i + 1 < digits.len; i++) {
		int sum = (digits.ptr[i] - '0' + product) % 10;
		product = (sum ? sum : 10) * 2 % 11;
	}
	return (11 - product) % 10 == digits.ptr[digits.len - 1] - '0';
}

/* 97 less the first digits modulo 97: Belgium. */
static bool
mod_97(struct str digits)
{
	int64_t n;

	return str_to_i64(str_cut(digits, digits.len - 2), 0, INT64_MAX, &n) == OK &&
	    97 - n % 97 == (digits.ptr[digits.len - 2] - '0') * 10 + digits.ptr[digits.len - 1] - '0';
}

static bool
check_digit(const struct form *f, struct str rest)
{
	if (str_eq(str_of(f->prefix), STR("DE")) || str_eq(str_of(f->prefix), STR("HR")))
		return mod_11_10(rest);
	if (str_eq(str_of(f->prefix), STR("BE")))
		return mod_97(rest);
	return true;
}

bool
vat_id_read(struct arena *a, struct str text, struct str *id, struct str *country)
{
	char *clean = arena_alloc(a, text.len + 1);
	size_t n = 0;
	struct str all;

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] != ' ' && text.ptr[i] != '.' && text.ptr[i] != '-' && text.ptr[i] != '/')
			clean[n++] = text.ptr[i] >= 'a' && text.ptr[i] <= 'z' ? (char)(text.ptr[i] - 32) : text.ptr[i];
	clean[n] = '\0';
	all = str_n(clean, n);
	for (size_t i = 0; i < COUNT(forms); i++) {
		struct str patterns = str_of(forms[i].patterns), pattern, rest = str_skip(all, 2);
		if (!str_starts(all, str_of(forms[i].prefix)))
			continue;
		while (str_split(&patterns, ' ', &pattern)) {
			if (!fits(rest, pattern) || !check_digit(&forms[i], rest))
				continue;
			*id = all;
			*country = str_of(forms[i].country);
			return true;
		}
	}
	return false;
}

bool
vat_id_reverses(struct arena *a, struct str text, struct str home, struct str destination, struct str *evidence)
{
	struct str id, country;

	if (!vat_id_read(a, text, &id, &country)) {
		*evidence = STR("not the form of a VAT id of the EU");
		return false;
	}
	if (!eu_member(home) || !eu_member(destination) || str_eq(destination, home)) {
		*evidence = str_printf(
		    a, "form of %.*s is right; the goods do not go from one EU country to another", STR_ARG(country));
		return false;
	}
	if (str_eq(country, home)) {
		*evidence = STR("form is right; of the shop's own country");
		return false;
	}
	*evidence =
	    str_printf(a, "form of %.*s is right; goods go from %.*s to %.*s (Directive 2006/112/EC art. 138, 196)",
		STR_ARG(country), STR_ARG(home), STR_ARG(destination));
	return true;
}
