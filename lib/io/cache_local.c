/* cache_local.c - values for while memcached is away.  See cache_local.h. */
#include "lib/io/cache_local.h"

static size_t
size_of(const struct local_slot *s)
{
	return s->bytes ? s->key_len + s->tag_len + s->value_len : 0;
}

static void
drop(struct local *l, struct local_slot *s)
{
	l->bytes -= size_of(s);
	free(s->bytes);
	*s = (struct local_slot){ 0 };
}

static struct local_slot *
find(const struct local *l, struct str key)
{
	for (size_t i = 0; i < LOCAL_SLOTS; i++) {
		const struct local_slot *s = &l->slots[i];
		if (s->bytes && str_eq(str_n(s->bytes, s->key_len), key))
			return (struct local_slot *)(uintptr_t)s;
	}
	return NULL;
}

/* A free one; NULL: there is none. */
static struct local_slot *
free_slot(struct local *l)
{
	for (size_t i = 0; i < LOCAL_SLOTS; i++)
		if (!l->slots[i].bytes)
			return &l->slots[i];
	return NULL;
}

static void
drop_oldest(struct local *l)
{
	struct local_slot *found = NULL;

	for (size_t i = 0; i < LOCAL_SLOTS; i++)
		if (l->slots[i].bytes && (!found || l->slots[i].expires < found->expires))
			found = &l->slots[i];
	if (found)
		drop(l, found);
}

bool
local_get(const struct local *l, struct arena *a, struct str key, int64_t now, struct str *value, struct str *tag)
{
	const struct local_slot *s = find(l, key);

	if (!s || s->expires <= now)
		return false;
	*tag = str_dup(a, str_n(s->bytes + s->key_len, s->tag_len));
	*value = str_dup(a, str_n(s->bytes + s->key_len + s->tag_len, s->value_len));
	return true;
}

void
local_put(struct local *l, struct str key, int64_t started, struct str value, struct str tag)
{
	size_t size = key.len + tag.len + value.len;
	struct local_slot *s = find(l, key);
	char *bytes;

	if (s)
		drop(l, s);
	if (size > LOCAL_BYTES || size == 0)
		return;
	while (l->bytes + size > LOCAL_BYTES || !(s = free_slot(l)))
		drop_oldest(l);
	if (!(bytes = malloc(size)))
		abort();
	memcpy(bytes, key.ptr, key.len);
	memcpy(bytes + key.len, tag.ptr ? tag.ptr : "", tag.len);
	memcpy(bytes + key.len + tag.len, value.ptr ? value.ptr : "", value.len);
	*s = (struct local_slot){ bytes, key.len, tag.len, value.len, started + LOCAL_US };
	l->bytes += size;
}

void
local_clear(struct local *l)
{
	for (size_t i = 0; l->bytes > 0 && i < LOCAL_SLOTS; i++)
		drop(l, &l->slots[i]);
}
