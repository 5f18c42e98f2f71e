/*
 * money.c - checked arithmetic on minor units, and the ISO 4217 table.  See money.h.
 *
 * The product of two int64 needs 127 bits; __int128 of gcc and clang holds it, so nothing is rounded twice.
 */
#include "config.h"
#include "lib/base/money.h"

#include <assert.h>

struct currency {
	char code[4];
	signed char exponent;
	const char *symbol; /* of CLDR's root and "en"; NULL: the code is shown */
};

/* ISO 4217 list one, with amendments of 2024 and the codes they replace while both circulate.  Metals, funds of the
 * IMF, test and "no currency" codes have no exponent and are not money here.  Sorted by code: searched by halves. */
static const struct currency currencies[] = {
	{ "AED", 2, NULL }, { "AFN", 2, NULL }, { "ALL", 2, NULL }, { "AMD", 2, NULL }, { "ANG", 2, NULL },
	{ "AOA", 2, NULL }, { "ARS", 2, NULL }, { "AUD", 2, "A$" }, { "AWG", 2, NULL }, { "AZN", 2, NULL },
	{ "BAM", 2, NULL }, { "BBD", 2, NULL }, { "BDT", 2, NULL }, { "BGN", 2, NULL }, { "BHD", 3, NULL },
	{ "BIF", 0, NULL }, { "BMD", 2, NULL }, { "BND", 2, NULL }, { "BOB", 2, NULL }, { "BOV", 2, NULL },
	{ "BRL", 2, "R$" }, { "BSD", 2, NULL }, { "BTN", 2, NULL }, { "BWP", 2, NULL }, { "BYN", 2, NULL },
	{ "BZD", 2, NULL }, { "CAD", 2, "CA$" }, { "CDF", 2, NULL }, { "CHE", 2, NULL }, { "CHF", 2, NULL },
	{ "CHW", 2, NULL }, { "CLF", 4, NULL }, { "CLP", 0, NULL }, { "CNY", 2, "CN¥" }, { "COP", 2, NULL },
	{ "COU", 2, NULL }, { "CRC", 2, NULL }, { "CUC", 2, NULL }, { "CUP", 2, NULL }, { "CVE", 2, NULL },
	{ "CZK", 2, NULL }, { "DJF", 0, NULL }, { "DKK", 2, NULL }, { "DOP", 2, NULL }, { "DZD", 2, NULL },
	{ "EGP", 2, NULL }, { "ERN", 2, NULL }, { "ETB", 2, NULL }, { "EUR", 2, "€" }, { "FJD", 2, NULL },
	{ "FKP", 2, NULL }, { "GBP", 2, "£" }, { "GEL", 2, NULL }, { "GHS", 2, NULL }, { "GIP", 2, NULL },
	{ "GMD", 2, NULL }, { "GNF", 0, NULL }, { "GTQ", 2, NULL }, { "GYD", 2, NULL }, { "HKD", 2, "HK$" },
	{ "HNL", 2, NULL }, { "HTG", 2, NULL }, { "HUF", 2, NULL }, { "IDR", 2, NULL }, { "ILS", 2, "₪" },
	{ "INR", 2, "₹" }, { "IQD", 3, NULL }, { "IRR", 2, NULL }, { "ISK", 0, NULL }, { "JMD", 2, NULL },
	{ "JOD", 3, NULL }, { "JPY", 0, "¥" }, { "KES", 2, NULL }, { "KGS", 2, NULL }, { "KHR", 2, NULL },
	{ "KMF", 0, NULL }, { "KPW", 2, NULL }, { "KRW", 0, "₩" }, { "KWD", 3, NULL }, { "KYD", 2, NULL },
	{ "KZT", 2, NULL }, { "LAK", 2, NULL }, { "LBP", 2, NULL }, { "LKR", 2, NULL }, { "LRD", 2, NULL },
	{ "LSL", 2, NULL }, { "LYD", 3, NULL }, { "MAD", 2, NULL }, { "MDL", 2, NULL }, { "MGA", 2, NULL },
	{ "MKD", 2, NULL }, { "MMK", 2, NULL }, { "MNT", 2, NULL }, { "MOP", 2, NULL }, { "MRU", 2, NULL },
	{ "MUR", 2, NULL }, { "MVR", 2, NULL }, { "MWK", 2, NULL }, { "MXN", 2, "MX$" }, { "MXV", 2, NULL },
	{ "MYR", 2, NULL }, { "MZN", 2, NULL }, { "NAD", 2, NULL }, { "NGN", 2, NULL }, { "NIO", 2, NULL },
	{ "NOK", 2, NULL }, { "NPR", 2, NULL }, { "NZD", 2, "NZ$" }, { "OMR", 3, NULL }, { "PAB", 2, NULL },
	{ "PEN", 2, NULL }, { "PGK", 2, NULL }, { "PHP", 2, "₱" }, { "PKR", 2, NULL }, { "PLN", 2, NULL },
	{ "PYG", 0, NULL }, { "QAR", 2, NULL }, { "RON", 2, NULL }, { "RSD", 2, NULL }, { "RUB", 2, NULL },
	{ "RWF", 0, NULL }, { "SAR", 2, NULL }, { "SBD", 2, NULL }, { "SCR", 2, NULL }, { "SDG", 2, NULL },
	{ "SEK", 2, NULL }, { "SGD", 2, NULL }, { "SHP", 2, NULL }, { "SLE", 2, NULL }, { "SOS", 2, NULL },
	{ "SRD", 2, NULL }, { "SSP", 2, NULL }, { "STN", 2, NULL }, { "SVC", 2, NULL }, { "SYP", 2, NULL },
	{ "SZL", 2, NULL }, { "THB", 2, NULL }, { "TJS", 2, NULL }, { "TMT", 2, NULL }, { "TND", 3, NULL },
	{ "TOP", 2, NULL }, { "TRY", 2, NULL }, { "TTD", 2, NULL }, { "TWD", 2, "NT$" }, { "TZS", 2, NULL },
	{ "UAH", 2, NULL }, { "UGX", 0, NULL }, { "USD", 2, "$" }, { "USN", 2, NULL }, { "UYI", 0, NULL },
	{ "UYU", 2, NULL }, { "UYW", 4, NULL }, { "UZS", 2, NULL }, { "VED", 2, NULL }, { "VES", 2, NULL },
	{ "VND", 0, "₫" }, { "VUV", 0, NULL }, { "WST", 2, NULL }, { "XAF", 0, "FCFA" }, { "XCD", 2, "EC$" },
	{ "XCG", 2, NULL }, { "XOF", 0, "F CFA" }, { "XPF", 0, "CFPF" }, { "YER", 2, NULL }, { "ZAR", 2, NULL },
	{ "ZMW", 2, NULL }, { "ZWG", 2, NULL }, { "ZWL", 2, NULL },
};

/* How a locale writes an amount: CLDR 44, standard currency pattern. */
struct pattern {
	const char *language;
	const char *grouping;
	const char *point;
	bool symbol_first;
	const char *australia; /* the one symbol that our locales write differently */
};
static const struct pattern patterns[] = {
	{ "en", ",", ".", true, "A$" },
	{ "de", ".", ",", false, "AU$" },
};

static const char no_break_space[] = "\xC2\xA0";

struct share {
	unsigned __int128 remainder;
	size_t index;
};

static int
by_code(const void *code, const void *row)
{
	return memcmp(code, ((const struct currency *)row)->code, 3);
}

static const struct currency *
find(const char *code)
{
	if (strnlen(code, 4) != 3)
		return NULL;
	return bsearch(code, currencies, COUNT(currencies), sizeof(currencies[0]), by_code);
}

int
money_exponent(const char *currency)
{
	const struct currency *c = find(currency);

	return c ? c->exponent : -1;
}

struct money
money_of(int64_t minor, const char *currency)
{
	const struct currency *c = find(currency);
	struct money m = { .minor = minor };

	assert(c);
	memcpy(m.currency, c->code, sizeof(m.currency));
	return m;
}

enum err
money_currency(struct str code, char out[4])
{
	char z[4] = "";

	if (code.len != 3)
		return ERR_INVALID;
	memcpy(z, code.ptr, 3);
	if (!find(z))
		return ERR_INVALID;
	memcpy(out, z, sizeof(z));
	return OK;
}

static void
assert_same_currency(struct money a, struct money b)
{
	assert(!money_is_absent(a) && memcmp(a.currency, b.currency, sizeof(a.currency)) == 0);
}

static enum err
too_large(struct money m)
{
	return err_fail(ERR_LIMIT, "amount in %.3s overflows 64 bits", m.currency);
}

enum err
money_add(struct money a, struct money b, struct money *out)
{
	assert_same_currency(a, b);
	if (__builtin_add_overflow(a.minor, b.minor, &a.minor))
		return too_large(b);
	*out = a;
	return OK;
}

enum err
money_sub(struct money a, struct money b, struct money *out)
{
	assert_same_currency(a, b);
	if (__builtin_sub_overflow(a.minor, b.minor, &a.minor))
		return too_large(b);
	*out = a;
	return OK;
}

enum err
money_mul(struct money a, int64_t quantity, struct money *out)
{
	if (__builtin_mul_overflow(a.minor, quantity, &a.minor))
		return too_large(a);
	*out = a;
	return OK;
}

enum err
money_ratio(struct money a, int64_t numerator, int64_t denominator, enum money_rounding how, struct money *out)
{
	__int128 product = (__int128)a.minor * numerator, quotient, rest, twice;
	bool away = false;

	assert(denominator != 0);
	quotient = product / denominator;
	rest = product % denominator;
	twice = rest < 0 ? -2 * rest : 2 * rest;
	rest = denominator < 0 ? -(__int128)denominator : denominator; /* now what `twice` is measured against */
	switch (how) {
	case MONEY_HALF_UP:
		away = twice >= rest;
		break;
	case MONEY_HALF_EVEN:
		away = twice > rest || (twice == rest && quotient % 2 != 0);
		break;
	case MONEY_DOWN:
		break;
	}
	if (away)
		quotient += (product < 0) == (denominator < 0) ? 1 : -1;
	if (quotient < INT64_MIN || quotient > INT64_MAX)
		return too_large(a);
	a.minor = (int64_t)quotient;
	*out = a;
	return OK;
}

static int
by_remainder(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	if (x->remainder != y->remainder)
		return x->remainder > y->remainder ? -1 : 1;
	return x->index < y->index ? -1 : 1;
}

enum err
money_split(struct money whole, const int64_t *weights, size_t n, struct money *parts)
{
	/* Amounts are split as magnitudes, so that a refund of -10.00 splits as the sale of 10.00 did. */
	uint64_t magnitude = whole.minor < 0 ? (uint64_t)0 - (uint64_t)whole.minor : (uint64_t)whole.minor;
	uint64_t left = magnitude;
	unsigned __int128 total = 0;
	struct share *shares;
	bool even;

	for (size_t i = 0; i < n; i++) {
		if (weights[i] < 0)
			return err_fail(ERR_INVALID, "could not split: weight %zu is negative", i);
		total += (uint64_t)weights[i];
	}
	if (n == 0)
		return whole.minor == 0 ? OK : err_fail(ERR_INVALID, "could not split an amount into no parts");
	even = total == 0;
	if (even)
		total = n;
	shares = calloc(n, sizeof(*shares));
	if (!shares)
		abort();
	for (size_t i = 0; i < n; i++) {
		unsigned __int128 exact = (unsigned __int128)magnitude * (even ? 1 : (uint64_t)weights[i]);
		uint64_t part = (uint64_t)(exact / total);

		shares[i] = (struct share){ exact % total, i };
		parts[i] = whole;
		parts[i].minor = (int64_t)part;
		left -= part;
	}
	assert(left < n);
	qsort(shares, n, sizeof(*shares), by_remainder);
	for (size_t i = 0; i < left; i++)
		parts[shares[i].index].minor = (int64_t)((uint64_t)parts[shares[i].index].minor + 1);
	free(shares);
	for (size_t i = 0; i < n && whole.minor < 0; i++)
		parts[i].minor = (int64_t)((uint64_t)0 - (uint64_t)parts[i].minor);
	return OK;
}

int
money_cmp(struct money a, struct money b)
{
	assert_same_currency(a, b);
	return a.minor < b.minor ? -1 : a.minor > b.minor;
}

/* The digits of an amount without its sign: "1234567" minor, exponent 2 -> whole "12345", fraction "67". */
struct digits {
	char text[24];
	struct str whole;
	struct str fraction;
};

static void
digits_of(struct money m, int exponent, struct digits *d)
{
	uint64_t u = m.minor < 0 ? (uint64_t)0 - (uint64_t)m.minor : (uint64_t)m.minor;
	int n = snprintf(d->text, sizeof(d->text), "%0*llu", exponent + 1, (unsigned long long)u);
	size_t whole = (size_t)(n - exponent);

	d->whole = str_n(d->text, whole);
	d->fraction = str_n(d->text + whole, (size_t)exponent);
}

void
money_decimal(struct buf *b, struct money m)
{
	struct digits d;

	if (money_is_absent(m))
		return;
	assert(money_exponent(m.currency) >= 0);
	digits_of(m, money_exponent(m.currency), &d);
	if (m.minor < 0)
		buf_char(b, '-');
	buf_str(b, d.whole);
	if (d.fraction.len)
		buf_char(b, '.');
	buf_str(b, d.fraction);
}

enum err
money_parse(struct str s, const char *currency, struct money *out)
{
	struct money m = money_of(0, currency);
	enum err err = str_to_decimal(s, money_exponent(currency), &m.minor);

	if (err)
		return err;
	*out = m;
	return OK;
}

static const struct pattern *
pattern_of(struct str locale)
{
	for (size_t i = 1; i < COUNT(patterns); i++)
		if (str_starts(locale, str_of(patterns[i].language)))
			return &patterns[i];
	return &patterns[0];
}

void
money_format(struct buf *b, struct money m, struct str locale)
{
	const struct pattern *p = pattern_of(locale);
	const struct currency *c = find(m.currency);
	const char *symbol;
	struct digits d;

	if (money_is_absent(m))
		return;
	assert(c);
	symbol = c->symbol ? c->symbol : c->code;
	if (memcmp(c->code, "AUD", 3) == 0)
		symbol = p->australia;
	digits_of(m, c->exponent, &d);
	if (m.minor < 0)
		buf_char(b, '-');
	if (p->symbol_first) {
		char last = symbol[strlen(symbol) - 1];
		buf_z(b, symbol);
		if (last >= 'A' && last <= 'Z') /* letters do not touch digits */
			buf_z(b, no_break_space);
	}
	for (size_t i = 0; i < d.whole.len; i++) {
		if (i > 0 && (d.whole.len - i) % 3 == 0)
			buf_z(b, p->grouping);
		buf_char(b, d.whole.ptr[i]);
	}
	if (d.fraction.len)
		buf_z(b, p->point);
	buf_str(b, d.fraction);
	if (!p->symbol_first) {
		buf_z(b, no_break_space);
		buf_z(b, symbol);
	}
}

void
percent_format(struct buf *b, int64_t share_e6, struct str locale)
{
	bool german = str_starts(locale, STR("de"));
	int64_t rest = share_e6 % 10000;

	buf_i64(b, share_e6 / 10000);
	if (rest)
		buf_char(b, german ? ',' : '.');
	for (int64_t at = 1000; rest; at /= 10) {
		buf_i64(b, rest / at);
		rest %= at;
	}
	buf_z(b, german ? "\xC2\xA0%" : "%");
}
