/* str.c - views of text, and checked numbers.  See str.h. */
#include "lib/base/str.h"

#include <assert.h>
#include <stdarg.h>

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

struct str
str_of(const char *z)
{
	return (struct str){ z, z ? strlen(z) : 0 };
}

struct str
str_n(const char *ptr, size_t len)
{
	return (struct str){ ptr, len };
}

bool
str_eq(struct str a, struct str b)
{
	if (!a.ptr || !b.ptr)
		return a.ptr == b.ptr;
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool
str_eq_z(struct str a, const char *z)
{
	return str_eq(a, str_of(z));
}

bool
str_eq_nocase(struct str a, struct str b)
{
	if (a.len != b.len || !a.ptr || !b.ptr)
		return a.ptr == b.ptr && a.len == b.len;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.ptr[i]) != lower(b.ptr[i]))
			return false;
	return true;
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = MIN(a.len, b.len);
	int c = n ? memcmp(a.ptr, b.ptr, n) : 0;

	if (c)
		return c;
	return a.len < b.len ? -1 : a.len > b.len;
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len &&
	    (suffix.len == 0 || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

bool
str_contains(struct str s, struct str part)
{
	return part.len == 0 || (s.len >= part.len && memmem(s.ptr, s.len, part.ptr, part.len) != NULL);
}

size_t
str_find(struct str s, char c)
{
	const char *p = s.len ? memchr(s.ptr, c, s.len) : NULL;

	return p ? (size_t)(p - s.ptr) : s.len;
}

struct str
str_skip(struct str s, size_t from)
{
	if (!s.ptr)
		return s;
	from = MIN(from, s.len);
	return (struct str){ s.ptr + from, s.len - from };
}

struct str
str_cut(struct str s, size_t len)
{
	return (struct str){ s.ptr, MIN(len, s.len) };
}

struct str
str_trim(struct str s)
{
	while (s.len && is_space(s.ptr[0]))
		s.ptr++, s.len--;
	while (s.len && is_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool
str_split(struct str *rest, char sep, struct str *part)
{
	size_t at;

	if (!rest->ptr)
		return false;
	at = str_find(*rest, sep);
	*part = str_cut(*rest, at);
	*rest = at < rest->len ? str_skip(*rest, at + 1) : STR_ABSENT;
	return true;
}

char *
str_z(struct arena *a, struct str s)
{
	return arena_memdup(a, s.ptr, s.len);
}

struct str
str_dup(struct arena *a, struct str s)
{
	return s.ptr ? (struct str){ arena_memdup(a, s.ptr, s.len), s.len } : s;
}

struct str
str_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	p = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return (struct str){ p, (size_t)n };
}

struct str
str_lower(struct arena *a, struct str s)
{
	char *p = arena_memdup(a, s.ptr, s.len);

	for (size_t i = 0; i < s.len; i++)
		p[i] = lower(p[i]);
	return s.ptr ? (struct str){ p, s.len } : s;
}

/* Length of the well-formed sequence at p (1..4), 0 when ill-formed: Unicode 15, table 3-7. */
static size_t
sequence(const unsigned char *p, size_t len)
{
	unsigned char low = 0x80, high = 0xBF;
	size_t n;

	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xC2 && p[0] <= 0xDF) {
		n = 2;
	} else if (p[0] >= 0xE0 && p[0] <= 0xEF) {
		n = 3;
		low = p[0] == 0xE0 ? 0xA0 : low;
		high = p[0] == 0xED ? 0x9F : high;
	} else if (p[0] >= 0xF0 && p[0] <= 0xF4) {
		n = 4;
		low = p[0] == 0xF0 ? 0x90 : low;
		high = p[0] == 0xF4 ? 0x8F : high;
	} else {
		return 0;
	}
	if (n > len || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	return n;
}

bool
str_is_utf8(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;

	for (size_t i = 0; i < s.len;) {
		size_t n = p[i] ? sequence(p + i, s.len - i) : 0;
		if (!n)
			return false;
		i += n;
	}
	return true;
}

size_t
str_chars(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
	return n;
}

struct str
str_cut_chars(struct str s, size_t chars)
{
	for (size_t i = 0; i < s.len; i++) {
		if (((unsigned char)s.ptr[i] & 0xC0) == 0x80)
			continue;
		if (chars-- == 0)
			return str_cut(s, i);
	}
	return s;
}

uint32_t
str_next_char(struct str s, size_t *at)
{
	const unsigned char *p = (const unsigned char *)s.ptr + *at;
	size_t n;
	uint32_t c;

	assert(*at < s.len);
	n = sequence(p, s.len - *at);
	*at += n ? n : 1;
	switch (n) {
	case 0:
		return 0xFFFD;
	case 1:
		return p[0];
	case 2:
		c = p[0] & 0x1F;
		break;
	case 3:
		c = p[0] & 0x0F;
		break;
	default:
		c = p[0] & 0x07;
	}
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3F);
	return c;
}

enum err
str_to_i64(struct str s, int64_t min, int64_t max, int64_t *out)
{
	bool negative = s.len && s.ptr[0] == '-';
	int64_t v = 0;

	if (negative)
		s = str_skip(s, 1);
	if (!s.len)
		return ERR_INVALID;
	for (size_t i = 0; i < s.len; i++) {
		int digit = s.ptr[i] - '0';
		if (digit < 0 || digit > 9 || __builtin_mul_overflow(v, 10, &v) ||
		    __builtin_sub_overflow(v, digit, &v)) /* negative accumulation reaches INT64_MIN */
			return ERR_INVALID;
	}
	if (!negative && __builtin_sub_overflow((int64_t)0, v, &v))
		return ERR_INVALID;
	if (v < min || v > max)
		return ERR_INVALID;
	*out = v;
	return OK;
}

enum err
str_to_u64_hex(struct str s, uint64_t *out)
{
	uint64_t v = 0;

	if (!s.len || s.len > 16)
		return ERR_INVALID;
	for (size_t i = 0; i < s.len; i++) {
		char c = lower(s.ptr[i]);
		if (c >= '0' && c <= '9')
			v = v << 4 | (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			v = v << 4 | (uint64_t)(c - 'a' + 10);
		else
			return ERR_INVALID;
	}
	*out = v;
	return OK;
}

enum err
str_to_decimal(struct str s, int scale, int64_t *out)
{
	char digits[32];
	size_t n = 0, point = str_find(s, '.');
	struct str fraction = str_skip(s, point + 1);

	assert(scale >= 0 && scale <= 9);
	if (point == 0 || (point == 1 && s.ptr[0] == '-') || (point < s.len && fraction.len == 0) ||
	    fraction.len > (size_t)scale || point > 20)
		return ERR_INVALID;
	memcpy(digits, s.ptr, point);
	n = point;
	for (size_t i = 0; i < (size_t)scale; i++)
		digits[n++] = i < fraction.len ? fraction.ptr[i] : '0';
	return str_to_i64(str_n(digits, n), INT64_MIN, INT64_MAX, out);
}

enum err
str_to_bool(struct str s, bool *out)
{
	static const char *const yes[] = { "true", "1", "yes", "on" }, *const no[] = { "false", "0", "no", "off" };

	for (size_t i = 0; i < COUNT(yes); i++) {
		if (str_eq_nocase(s, str_of(yes[i]))) {
			*out = true;
			return OK;
		}
		if (str_eq_nocase(s, str_of(no[i]))) {
			*out = false;
			return OK;
		}
	}
	return ERR_INVALID;
}

uint64_t
str_hash(struct str s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.ptr[i]) * UINT64_C(0x100000001b3);
	/* FNV's low bits are weak for short input: finish as murmur3 does. */
	h ^= h >> 33;
	h *= UINT64_C(0xff51afd7ed558ccd);
	return h ^ h >> 33;
}
