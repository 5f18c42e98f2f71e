/* json_scan.c - a recursive-descent check of RFC 8259.  See json_scan.h. */
#include "lib/io/json_scan.h"

struct scan {
	struct str text;
	size_t at;
	int depth, max_depth;
	size_t members;
};

static enum err value(struct scan *s);

/* The byte at the position, 0 at the end (and NUL is never right, so that needs no second look). */
static char
peek(const struct scan *s)
{
	return s->at < s->text.len ? s->text.ptr[s->at] : '\0';
}

static bool
take(struct scan *s, char c)
{
	if (s->at >= s->text.len || s->text.ptr[s->at] != c)
		return false;
	s->at++;
	return true;
}

static void
blanks(struct scan *s)
{
	while (take(s, ' ') || take(s, '\n') || take(s, '\r') || take(s, '\t'))
		continue;
}

static enum err
wrong(const struct scan *s, const char *wanted)
{
	size_t line = 1, column = 1;

	for (size_t i = 0; i < s->at && i < s->text.len; i++) {
		column++;
		if (s->text.ptr[i] == '\n') {
			line++;
			column = 1;
		}
	}
	return err_fail(ERR_INVALID, "could not read JSON: line %zu, column %zu: expected %s", line, column, wanted);
}

static bool
hex4(struct scan *s, uint32_t *out)
{
	uint64_t v;

	if (s->text.len - s->at < 4 || str_to_u64_hex(str_n(s->text.ptr + s->at, 4), &v))
		return false;
	s->at += 4;
	*out = (uint32_t)v;
	return true;
}

/* After "\u": a code point that may stand in text; a high surrogate must be followed by a low one. */
static bool
unicode(struct scan *s)
{
	uint32_t c, low;

	if (!hex4(s, &c) || c == 0 || (c >= 0xDC00 && c <= 0xDFFF))
		return false;
	if (c < 0xD800 || c > 0xDBFF)
		return true;
	return take(s, '\\') && take(s, 'u') && hex4(s, &low) && low >= 0xDC00 && low <= 0xDFFF;
}

static enum err
string(struct scan *s)
{
	if (!take(s, '"'))
		return wrong(s, "a string");
	while (!take(s, '"')) {
		unsigned char c = (unsigned char)peek(s);
		if (c < 0x20)
			return wrong(s, "the end of the string");
		s->at++;
		if (c != '\\')
			continue;
		c = (unsigned char)peek(s);
		if (c == '\0' || !strchr("\"\\/bfnrtu", c))
			return wrong(s, "an escape");
		s->at++;
		if (c == 'u' && !unicode(s))
			return wrong(s, "a character");
	}
	return OK;
}

static bool
digits(struct scan *s)
{
	size_t from = s->at;

	while (peek(s) >= '0' && peek(s) <= '9')
		s->at++;
	return s->at > from;
}

static enum err
number(struct scan *s)
{
	take(s, '-');
	if (!take(s, '0') && !digits(s))
		return wrong(s, "a value");
	if (take(s, '.') && !digits(s))
		return wrong(s, "a digit");
	if (take(s, 'e') || take(s, 'E')) {
		if (!take(s, '+'))
			take(s, '-');
		if (!digits(s))
			return wrong(s, "a digit");
	}
	return OK;
}

static enum err
word(struct scan *s, struct str w)
{
	if (!str_starts(str_skip(s->text, s->at), w))
		return wrong(s, "a value");
	s->at += w.len;
	return OK;
}

static enum err
member(struct scan *s)
{
	enum err err;

	blanks(s);
	if ((err = string(s)))
		return err;
	blanks(s);
	if (!take(s, ':'))
		return wrong(s, "':'");
	s->members++;
	return value(s);
}

/* Members or elements up to `end`. */
static enum err
sequence(struct scan *s, char end, enum err (*element)(struct scan *), const char *wanted)
{
	enum err err;

	if (++s->depth > s->max_depth)
		return err_fail(ERR_LIMIT, "could not read JSON: nested deeper than %d", s->max_depth);
	s->at++;
	blanks(s);
	if (!take(s, end)) {
		do {
			if ((err = element(s)))
				return err;
		} while (take(s, ','));
		if (!take(s, end))
			return wrong(s, wanted);
	}
	s->depth--;
	return OK;
}

/* One value with the blanks around it. */
static enum err
value(struct scan *s)
{
	enum err err;

	blanks(s);
	switch (peek(s)) {
	case '{':
		err = sequence(s, '}', member, "',' or '}'");
		break;
	case '[':
		err = sequence(s, ']', value, "',' or ']'");
		break;
	case '"':
		err = string(s);
		break;
	case 't':
		err = word(s, STR("true"));
		break;
	case 'f':
		err = word(s, STR("false"));
		break;
	case 'n':
		err = word(s, STR("null"));
		break;
	default:
		err = number(s);
	}
	if (!err)
		blanks(s);
	return err;
}

enum err
json_scan(struct str text, int max_depth, size_t *members)
{
	struct scan s = { .text = text, .max_depth = max_depth };
	enum err err;

	if (!str_is_utf8(text))
		return err_fail(ERR_INVALID, "could not read JSON: not UTF-8, or a NUL");
	if ((err = value(&s)))
		return err;
	if (s.at != text.len)
		return wrong(&s, "nothing more");
	*members = s.members;
	return OK;
}
