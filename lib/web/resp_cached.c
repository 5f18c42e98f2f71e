/*
 * resp_cached.c - whole replies in memcached.
 *
 * The entry's value is the body as it goes out; its tag holds the rest of the reply, so that a warm page is one
 * multi-get, a parse of some hundred bytes, and a write.  The ETag is made when the entry is made.
 *
 * Tag: lines "status", "content type", "etag", then "<index of stored[]> value" per header.
 */
#include "lib/web/req.h"

/* Headers that describe the representation and so belong to every copy of it.  All others are made anew per request. */
static const char *const stored[] = { "Cache-Control", "Content-Language", "Link", "Vary", "X-Robots-Tag",
	"Content-Disposition" };

static struct str full_key(const struct req *r, struct str key);
static bool restore(struct req *r, const struct cache_entry *entry);
static bool storable(const struct req *r, const struct cache_want *want);
static struct str make_tag(struct req *r);
static bool is_outage(enum err err);

enum err
resp_cached(
    struct req *r, const struct cache_want *want, enum err (*build)(struct req *r, void *payload), void *payload)
{
	struct cache *cache = req_cache(r);
	struct cache_want full = *want;
	struct cache_entry entry;
	enum err err;

	if (!cache)
		return build(r, payload);
	full.key = full_key(r, want->key);
	memset(&entry, 0, sizeof(entry));
	if (cache_get(cache, r->arena, &full, &entry) != CACHE_BUILD && restore(r, &entry))
		return OK;
	err = build(r, payload);
	if (!err && storable(r, want)) {
		struct str tag = make_tag(r);
		cache_put(cache, &full, &entry, r->resp.body, tag);
		return OK;
	}
	cache_abandon(cache, &full, &entry);
	/* What we knew a moment ago is better than an error page while the database is away. */
	if (is_outage(err) && !str_is_absent(entry.value)) {
		struct str detail = str_of(arena_strdup(r->arena, err_detail()));
		resp_reset(r);
		if (restore(r, &entry)) {
			log_event(
			    LOG_WARN, "resp.stale_on_error", log_z("error", err_name(err)), log_str("detail", detail));
			err_clear();
			return OK;
		}
	}
	return err;
}

/* Locale and currency as names, so that a changed list of them cannot mix pages up. */
static struct str
full_key(const struct req *r, struct str key)
{
	const struct str parts[] = { r->app->build, req_locale(r), req_currency(r), key };
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	for (size_t i = 0; i < COUNT(parts); i++) {
		if (i)
			buf_char(&b, ':');
		buf_str(&b, parts[i]);
	}
	return buf_view(&b);
}

static bool
is_outage(enum err err)
{
	return err == ERR_UNAVAILABLE || err == ERR_TIMEOUT || err == ERR_BUSY;
}

static int
header_index(const char *name)
{
	for (size_t i = 0; i < COUNT(stored); i++)
		if (!strcmp(stored[i], name))
			return (int)i;
	return -1;
}

/* A reply that sets a cookie is for one person. */
static bool
storable(const struct req *r, const struct cache_want *want)
{
	const struct resp *p = &r->resp;

	for (size_t i = 0; i < p->header_count; i++)
		if (!strcmp(p->headers[i].name, "Set-Cookie"))
			return false;
	return p->status == 0 || p->status == 200 || (p->status == 404 && want->ttl_s <= 10);
}

static struct str
make_tag(struct req *r)
{
	struct resp *p = &r->resp;
	struct buf b;

	resp_etag(r);
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_printf(&b, "%d\n%.*s\n%.*s\n", p->status ? p->status : 200, STR_ARG(p->content_type), STR_ARG(p->etag));
	for (size_t i = 0; i < p->header_count; i++) {
		int index = header_index(p->headers[i].name);
		if (index >= 0)
			buf_printf(&b, "%d %.*s\n", index, STR_ARG(p->headers[i].value));
	}
	return buf_view(&b);
}

/* False: not one of our tags (a damaged entry, or another version's); nothing was changed but headers that build() sets
 * again. */
static bool
restore(struct req *r, const struct cache_entry *entry)
{
	struct str rest = entry->tag, line, type, etag;
	int64_t status, index;

	if (!str_split(&rest, '\n', &line) || str_to_i64(line, 200, 599, &status) || !str_split(&rest, '\n', &type) ||
	    !str_split(&rest, '\n', &etag))
		return false;
	while (str_split(&rest, '\n', &line) && !str_is_empty(line)) {
		size_t blank = str_find(line, ' ');
		if (str_to_i64(str_cut(line, blank), 0, (int64_t)COUNT(stored) - 1, &index))
			return false;
		resp_header(r, stored[index], str_skip(line, blank + 1));
	}
	r->resp.status = (int)status;
	r->resp.content_type = type.len ? type : STR_ABSENT;
	r->resp.etag = etag.len ? etag : STR_ABSENT;
	r->resp.body = entry->value;
	r->resp.cached = true;
	return true;
}
