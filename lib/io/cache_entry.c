/*
 * cache_entry.c - header, tag, value.  See cache_entry.h.
 *
 * The header is this machine's struct as it is: a memcached is shared by machines of one kind, and another layout fails
 * the checksum and is a miss.
 */
#include "lib/io/cache_entry.h"

#include <assert.h>

#define MAGIC UINT32_C(0x4d437231) /* "MCr1": changes with the layout */
#define TAG_MAX 4096

struct header {
	uint32_t magic;
	uint32_t generation_count;
	uint64_t checksum; /* of the rest of the header, then of what follows */
	uint64_t key;
	int64_t built, expires, cost;
	uint64_t generations[CACHE_DEPS_MAX];
	uint32_t tag_len, value_len;
};
#define CHECKED_FROM offsetof(struct header, key)

static uint64_t
mix(uint64_t lane, uint64_t word)
{
	lane += word * UINT64_C(0xc2b2ae3d27d4eb4f);
	return ((lane << 31) | (lane >> 33)) * UINT64_C(0x9e3779b185ebca87);
}

static uint64_t
word_at(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* Against torn and foreign bytes, not against forgery.  Four lanes, because a page of 40 kB is checked on every hit. */
static uint64_t
checksum(uint64_t seed, const char *p, size_t len)
{
	uint64_t lane[4] = { seed, seed + 1, seed + 2, seed + 3 };
	uint64_t sum = len, last = 0;
	size_t i = 0;

	for (; i + 32 <= len; i += 32)
		for (size_t j = 0; j < 4; j++)
			lane[j] = mix(lane[j], word_at(p + i + 8 * j));
	for (; i + 8 <= len; i += 8)
		lane[0] = mix(lane[0], word_at(p + i));
	if (i < len)
		memcpy(&last, p + i, len - i);
	for (size_t j = 0; j < 4; j++)
		sum = mix(sum, lane[j]);
	sum = mix(sum, last);
	return sum ^ sum >> 29;
}

static uint64_t
sum_of(const struct header *h, struct str body)
{
	return checksum(checksum(0, (const char *)h + CHECKED_FROM, sizeof(*h) - CHECKED_FROM), body.ptr, body.len);
}

bool
generation_read(struct str bytes, struct generation *out)
{
	if (bytes.len != sizeof(*out))
		return false;
	memcpy(out, bytes.ptr, sizeof(*out));
	return out->id != 0;
}

void
entry_write(struct buf *b, struct str key, const struct stored *s)
{
	struct header h = { .magic = MAGIC, .generation_count = (uint32_t)s->generation_count, .key = str_hash(key),
		.built = s->built, .expires = s->expires, .cost = s->cost, .tag_len = (uint32_t)s->tag.len,
		.value_len = (uint32_t)s->value.len };

	assert(s->generation_count <= CACHE_DEPS_MAX && s->tag.len <= TAG_MAX && s->value.len <= UINT32_MAX);
	memcpy(h.generations, s->generations, s->generation_count * sizeof(h.generations[0]));
	buf_add(b, &h, sizeof(h));
	buf_str(b, s->tag);
	buf_str(b, s->value);
	if (b->failed)
		return;
	h.checksum = sum_of(&h, str_n(b->ptr + sizeof(h), b->len - sizeof(h)));
	memcpy(b->ptr, &h, sizeof(h));
}

bool
entry_read(struct str bytes, struct str key, struct stored *out)
{
	struct str body = str_skip(bytes, sizeof(struct header));
	struct header h;

	if (bytes.len < sizeof(h))
		return false;
	memcpy(&h, bytes.ptr, sizeof(h));
	if (h.magic != MAGIC || h.generation_count > CACHE_DEPS_MAX || h.tag_len > TAG_MAX ||
	    body.len != (size_t)h.tag_len + h.value_len || h.key != str_hash(key) || h.checksum != sum_of(&h, body))
		return false;
	*out = (struct stored){ .built = h.built, .expires = h.expires, .cost = h.cost,
		.generation_count = h.generation_count, .tag = str_cut(body, h.tag_len),
		.value = str_skip(body, h.tag_len) };
	memcpy(out->generations, h.generations, sizeof(h.generations));
	return true;
}
