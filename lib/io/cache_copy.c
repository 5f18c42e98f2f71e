/* cache_copy.c - a hash table whose members are chained by last use.  See cache_copy.h. */
#include "lib/io/cache_copy.h"

#define BUCKETS 1024 /* a power of two; 4 MiB of pages of 12 kB are 350 */
#define SEEN 1024    /* keys of which the first sight is remembered, roughly */
#define SHARE 8      /* no copy takes more than this part of all */
#define OVERHEAD 32  /* bytes of malloc() for one block, at most */

/* What the caller sees, what the lists need, and the bytes: key, tag, value. */
struct node {
	struct copy copy; /* first: the public part is the node's address */
	struct node *next; /* in its bucket */
	struct node *newer, *older;
	uint64_t hash;
	size_t size;
	unsigned pins; /* and one for being in the table */
	char bytes[];
};

struct copies {
	size_t most, bytes;
	struct node *newest, *oldest;
	uint32_t seen[SEEN];
	struct node *buckets[BUCKETS];
};

static struct node **find(struct copies *c, struct str key, uint64_t hash);
static void drop(struct copies *c, struct node **at);
static void link_newest(struct copies *c, struct node *n);
static void unlink_use(struct copies *c, struct node *n);
static void unpin(void *node);
static struct str keep(char **to, struct str s);

struct copies *
copies_new(size_t most)
{
	struct copies *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	c->most = most;
	return c;
}

void
copies_free(struct copies *c)
{
	if (!c)
		return;
	while (c->oldest)
		copies_drop(c, c->oldest->copy.key);
	free(c);
}

const struct copy *
copies_find(struct copies *c, struct str key)
{
	struct node *n;

	if (c->bytes == 0)
		return NULL;
	n = *find(c, key, str_hash(key));
	if (!n)
		return NULL;
	if (n != c->newest) {
		unlink_use(c, n);
		link_newest(c, n);
	}
	return &n->copy;
}

void
copy_pin(const struct copy *copy, struct arena *a)
{
	struct node *n = (struct node *)(uintptr_t)copy;

	n->pins++;
	arena_defer(a, unpin, n);
}

void
copies_offer(struct copies *c, struct str key, const struct stored *entry)
{
	uint64_t hash = str_hash(key);
	uint32_t *seen = &c->seen[hash % SEEN], mark = (uint32_t)(hash >> 32) | 1;
	size_t len = key.len + entry->tag.len + entry->value.len;
	size_t size = sizeof(struct node) + len + OVERHEAD;
	struct node *n, **at;
	char *to;

	if (size > c->most / SHARE)
		return;
	if (*seen != mark) {
		*seen = mark;
		return;
	}
	if (*(at = find(c, key, hash)))
		drop(c, at);
	while (c->bytes + size > c->most)
		copies_drop(c, c->oldest->copy.key);
	if (!(n = malloc(sizeof(*n) + len)))
		abort();
	to = n->bytes;
	n->copy = (struct copy){ .entry = *entry, .key = keep(&to, key) };
	n->copy.entry.tag = keep(&to, entry->tag);
	n->copy.entry.value = keep(&to, entry->value);
	n->hash = hash;
	n->size = size;
	n->pins = 1;
	at = &c->buckets[hash % BUCKETS];
	n->next = *at;
	*at = n;
	c->bytes += size;
	link_newest(c, n);
}

void
copies_drop(struct copies *c, struct str key)
{
	struct node **at = find(c, key, str_hash(key));

	if (*at)
		drop(c, at);
}

/* The pointer that leads to the key's node; it holds NULL when there is none. */
static struct node **
find(struct copies *c, struct str key, uint64_t hash)
{
	struct node **at = &c->buckets[hash % BUCKETS];

	while (*at && ((*at)->hash != hash || !str_eq((*at)->copy.key, key)))
		at = &(*at)->next;
	return at;
}

static void
drop(struct copies *c, struct node **at)
{
	struct node *n = *at;

	*at = n->next;
	unlink_use(c, n);
	c->bytes -= n->size;
	unpin(n);
}

static void
link_newest(struct copies *c, struct node *n)
{
	n->newer = NULL;
	n->older = c->newest;
	if (c->newest)
		c->newest->newer = n;
	else
		c->oldest = n;
	c->newest = n;
}

static void
unlink_use(struct copies *c, struct node *n)
{
	if (n->newer)
		n->newer->older = n->older;
	else
		c->newest = n->older;
	if (n->older)
		n->older->newer = n->newer;
	else
		c->oldest = n->newer;
}

static void
unpin(void *node)
{
	struct node *n = node;

	if (--n->pins == 0)
		free(n);
}

/* Absent stays absent. */
static struct str
keep(char **to, struct str s)
{
	struct str kept = s.ptr ? str_n(*to, s.len) : s;

	if (s.ptr && s.len)
		memcpy(*to, s.ptr, s.len);
	*to += s.len;
	return kept;
}
