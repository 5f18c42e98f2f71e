/* webhook_sign.c - see webhook_sign.h. */
#include "lib/shop/webhook_sign.h"

#define PREFIX STR("whsec_")
#define KEY_MIN 16
#define ID_MAX 190

struct str
webhook_header(const struct list *headers, const char *name)
{
	const struct pair *p = headers->items;
	struct str found = STR_ABSENT;

	for (size_t i = 0; i < headers->count; i++) {
		if (!str_eq_z(p[i].name, name))
			continue;
		if (found.ptr)
			return STR_ABSENT;
		found = p[i].value;
	}
	return found;
}

/* base64 with padding, read as strictly as base64url. */
static enum err
key_of(struct arena *a, const struct secret *secret, struct secret *key)
{
	struct str text = str_n((const char *)secret->ptr, secret->len), bytes;
	char *url;
	enum err err;

	if (!str_starts(text, PREFIX))
		return err_fail(ERR_INVALID, "a webhook secret begins with whsec_");
	text = str_skip(text, PREFIX.len);
	while (text.len && text.ptr[text.len - 1] == '=')
		text.len--;
	url = str_z(a, text);
	for (char *c = url; *c; c++)
		*c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
	err = base64url_read(a, str_n(url, text.len), &bytes);
	if (err || bytes.len < KEY_MIN)
		return err_fail(ERR_INVALID, "a webhook secret is base64 of %d bytes at least", KEY_MIN);
	*key = (struct secret){ (unsigned char *)(uintptr_t)bytes.ptr, bytes.len };
	return OK;
}

enum err
webhook_sign(
    struct arena *a, const struct secret *secret, struct str id, struct str timestamp, struct str body, struct str *out)
{
	unsigned char tag[32];
	struct secret key;
	struct buf b;
	enum err err = key_of(a, secret, &key);

	if (err)
		return err;
	buf_in_arena(&b, a, BUF_REPLY);
	buf_str(&b, id);
	buf_char(&b, '.');
	buf_str(&b, timestamp);
	buf_char(&b, '.');
	buf_str(&b, body);
	crypto_hmac_sha256(&key, buf_view(&b), tag);
	explicit_bzero(key.ptr, key.len);
	if (b.failed)
		return err_fail(ERR_LIMIT, "a webhook of %zu bytes", body.len);
	buf_in_arena(&b, a, BUF_LINE);
	buf_lit(&b, "v1,");
	base64_write(&b, tag, sizeof(tag));
	*out = buf_view(&b);
	return OK;
}

static bool
is_recent(struct str timestamp, struct time now)
{
	int64_t then, seconds = now.us / US_PER_S;

	if (str_to_i64(timestamp, 1, INT64_MAX / US_PER_S, &then))
		return false;
	return then >= seconds - WEBHOOK_TOLERANCE_S && then <= seconds + WEBHOOK_TOLERANCE_S;
}

enum err
webhook_verify(struct arena *a, const struct secret *secret, const struct list *headers, struct str body,
    struct time now, struct str *id)
{
	struct str name = webhook_header(headers, "webhook-id"),
		   timestamp = webhook_header(headers, "webhook-timestamp");
	struct str rest = webhook_header(headers, "webhook-signature"), one, right;
	bool holds = false;
	enum err err;

	if (!name.len || name.len > ID_MAX || !rest.len || str_find(name, '.') < name.len || !is_recent(timestamp, now))
		return err_fail(ERR_DENIED, "a webhook without signature, or not from now");
	err = webhook_sign(a, secret, name, timestamp, body, &right);
	if (err)
		return err;
	for (int n = 0; n < WEBHOOK_SIGNATURES_MAX && str_split(&rest, ' ', &one); n++)
		holds |= one.len == right.len && crypto_equal(one.ptr, right.ptr, right.len);
	if (!holds)
		return err_fail(ERR_DENIED, "the signature of webhook '%.*s' does not hold", STR_ARG(name));
	*id = name;
	return OK;
}
