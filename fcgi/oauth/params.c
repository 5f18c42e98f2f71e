/* params.c - see params.h. */
#include "fcgi/oauth/params.h"
#include "lib/base/escape.h"
#include "lib/io/crypto.h"

#define PAIRS_MAX 64
#define BASIC_MAX 2048

static enum err
names_of(struct arena *a, struct str text, struct str names[PAIRS_MAX], size_t *count)
{
	struct str rest = text, pair, name;

	*count = 0;
	while (str_split(&rest, '&', &pair)) {
		if (!pair.len)
			continue;
		if (*count == PAIRS_MAX)
			return err_fail(ERR_INVALID, "could not read parameters: more than %d", PAIRS_MAX);
		name = str_cut(pair, str_find(pair, '='));
		if (url_decode(a, name, true, &names[*count]))
			return err_fail(ERR_INVALID, "could not read parameters: a name cannot be decoded");
		++*count;
	}
	return OK;
}

enum err
params_twice(struct arena *a, struct str text, bool *out)
{
	struct str names[PAIRS_MAX];
	size_t count;
	enum err err = names_of(a, text, names, &count);

	if (err)
		return err;
	*out = false;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++)
			*out = *out || str_eq(names[i], names[k]);
	return OK;
}

enum err
params_count(struct arena *a, struct str text, const char *name, size_t *out)
{
	struct str names[PAIRS_MAX];
	size_t count;
	enum err err = names_of(a, text, names, &count);

	if (err)
		return err;
	*out = 0;
	for (size_t i = 0; i < count; i++)
		*out += str_eq_z(names[i], name);
	return OK;
}

/* ---- Basic ---- */

static int
digit_of(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* RFC 4648 section 4, padded, canonical. */
static enum err
base64_read(struct arena *a, struct str text, struct str *out)
{
	size_t digits = text.len, len = 0;
	unsigned char *p = arena_alloc(a, text.len + 1);
	uint32_t bits = 0;

	while (digits && text.len - digits < 2 && text.ptr[digits - 1] == '=')
		digits--;
	if (text.len % 4 || digits % 4 == 1)
		return ERR_INVALID;
	for (size_t i = 0; i < digits; i++) {
		int v = digit_of(text.ptr[i]);
		if (v < 0)
			return ERR_INVALID;
		bits = bits << 6 | (uint32_t)v;
		if (i % 4)
			p[len++] = (unsigned char)(bits >> (6 - 2 * (i % 4)));
	}
	if (digits % 4 && bits & ((UINT32_C(1) << (digits % 4 == 2 ? 4 : 2)) - 1))
		return ERR_INVALID;
	*out = str_n((char *)p, len);
	return OK;
}

enum err
params_basic(struct arena *a, struct str header, struct str *id, struct str *secret)
{
	struct str scheme = STR("Basic "), text;
	size_t colon;

	if (!header.ptr || !str_eq_nocase(str_cut(header, scheme.len), scheme))
		return ERR_NOT_FOUND;
	header = str_trim(str_skip(header, scheme.len));
	if (header.len > BASIC_MAX || base64_read(a, header, &text) || !str_is_utf8(text))
		return err_fail(ERR_INVALID, "could not read credentials: no base64 of text");
	colon = str_find(text, ':');
	if (colon == text.len || !colon)
		return err_fail(ERR_INVALID, "could not read credentials: no name, or no colon");
	if (url_decode(a, str_cut(text, colon), true, id) || url_decode(a, str_skip(text, colon + 1), true, secret))
		return err_fail(ERR_INVALID, "could not read credentials: they cannot be decoded");
	return OK;
}

/* ---- forms of values ---- */

bool
params_is_verifier(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!s.ptr[i] ||
		    !strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", s.ptr[i]))
			return false;
	return s.len >= 43 && s.len <= 128;
}

bool
params_is_challenge(struct arena *a, struct str s)
{
	struct str raw;

	if (s.len != 43 || base64url_read(a, s, &raw)) {
		err_clear();
		return false;
	}
	return raw.len == 32;
}

bool
params_is_state(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] < 0x20 || s.ptr[i] > 0x7e)
			return false;
	return true;
}

struct str
params_append(struct arena *a, struct str uri, const struct params_pair *pairs, size_t count)
{
	char mark = str_find(uri, '?') < uri.len ? '&' : '?';
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	buf_str(&b, uri);
	for (size_t i = 0; i < count; i++) {
		if (!pairs[i].value.ptr)
			continue;
		buf_char(&b, mark);
		buf_z(&b, pairs[i].name);
		buf_char(&b, '=');
		escape_url_arg(&b, pairs[i].value);
		mark = '&';
	}
	return buf_view(&b);
}
