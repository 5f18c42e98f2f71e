/* cbor.c - a strict reader of CBOR.  See cbor.h. */
#include "lib/io/cbor.h"

enum major { UINT, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE };

struct head {
	enum major major;
	uint64_t value;
};

/* The first byte and the argument that follows it. */
static enum err
read_head(struct cbor *c, struct head *out)
{
	unsigned info;
	size_t more;

	if (c->at == c->end)
		return err_fail(ERR_INVALID, "could not read CBOR: it ends too early");
	out->major = (enum major)(*c->at >> 5);
	info = *c->at++ & 31;
	if (info > 27)
		return err_fail(ERR_INVALID, "could not read CBOR: indefinite length or reserved value");
	more = info < 24 ? 0 : (size_t)1 << (info - 24);
	if ((size_t)(c->end - c->at) < more)
		return err_fail(ERR_INVALID, "could not read CBOR: it ends too early");
	out->value = more ? 0 : info;
	for (size_t i = 0; i < more; i++)
		out->value = out->value << 8 | *c->at++;
	/* false, true, null: nothing else of this type is in what authenticators write. */
	if (out->major == TAG || (out->major == SIMPLE && (more || info < 20 || info > 22)))
		return err_fail(ERR_INVALID, "could not read CBOR: a tag, a float or an unknown simple value");
	return OK;
}

static enum err
read_as(struct cbor *c, enum major want, struct head *out)
{
	struct cbor before = *c;
	enum err err = read_head(c, out);

	if (!err && out->major != want) {
		*c = before;
		err =
		    err_fail(ERR_INVALID, "could not read CBOR: type %d where %d belongs", (int)out->major, (int)want);
	}
	return err;
}

static enum err
take(struct cbor *c, uint64_t len, struct str *out)
{
	if ((uint64_t)(c->end - c->at) < len)
		return err_fail(ERR_INVALID, "could not read CBOR: it ends too early");
	*out = str_n((const char *)c->at, (size_t)len);
	c->at += len;
	return OK;
}

static enum err
read_count(struct cbor *c, enum major major, size_t *out)
{
	struct head h;
	enum err err = read_as(c, major, &h);

	if (!err && h.value > CBOR_ITEMS_MAX)
		err = err_fail(ERR_INVALID, "could not read CBOR: more than %d items", CBOR_ITEMS_MAX);
	if (!err)
		*out = (size_t)h.value;
	return err;
}

enum err
cbor_map(struct cbor *c, size_t *pairs)
{
	return read_count(c, MAP, pairs);
}

enum err
cbor_array(struct cbor *c, size_t *count)
{
	return read_count(c, ARRAY, count);
}

enum err
cbor_bytes(struct cbor *c, struct str *out)
{
	struct head h;
	enum err err = read_as(c, BYTES, &h);

	return err ? err : take(c, h.value, out);
}

enum err
cbor_text(struct cbor *c, struct str *out)
{
	struct head h;
	struct str text = STR_ABSENT;
	enum err err = read_as(c, TEXT, &h);

	if (!err)
		err = take(c, h.value, &text);
	if (!err && !str_is_utf8(text))
		err = err_fail(ERR_INVALID, "could not read CBOR: text that is not UTF-8");
	if (!err)
		*out = text;
	return err;
}

enum err
cbor_int(struct cbor *c, int64_t *out)
{
	struct cbor before = *c;
	struct head h;
	enum err err = read_head(c, &h);

	if (!err && ((h.major != UINT && h.major != NEGATIVE) || h.value > INT64_MAX)) {
		*c = before;
		err = err_fail(ERR_INVALID, "could not read CBOR: not a number, or too large");
	}
	if (!err)
		*out = h.major == UINT ? (int64_t)h.value : -1 - (int64_t)h.value;
	return err;
}

static enum err
skip(struct cbor *c, int depth)
{
	struct head h;
	struct str ignored;
	uint64_t items;
	enum err err = read_head(c, &h);

	if (err)
		return err;
	if (h.major == BYTES || h.major == TEXT)
		return take(c, h.value, &ignored);
	if (h.major != ARRAY && h.major != MAP)
		return OK;
	if (h.value > CBOR_ITEMS_MAX || depth == CBOR_DEPTH_MAX)
		return err_fail(ERR_INVALID, "could not read CBOR: too many items, or too deep");
	items = h.major == MAP ? 2 * h.value : h.value;
	for (uint64_t i = 0; !err && i < items; i++)
		err = skip(c, depth + 1);
	return err;
}

enum err
cbor_skip(struct cbor *c, struct str *out)
{
	const unsigned char *from = c->at;
	enum err err = skip(c, 0);

	if (!err && out)
		*out = str_n((const char *)from, (size_t)(c->at - from));
	return err;
}
