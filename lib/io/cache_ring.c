/* cache_ring.c - the only file that knows libmemcached.  See cache_ring.h. */
#include <libmemcached/memcached.h> /* first: inline functions there use names that banned.h poisons */

#include "lib/io/cache_direct.h"
#include "lib/io/cache_ring.h"

#include <errno.h>

#define PORT 11211
#define COPY_MAX 1024 /* larger values are not copied once more: the arena takes the library's memory over */

struct ring {
	char *servers;
	int64_t timeout_ms;
	memcached_st *memc;
	memcached_result_st result; /* embedded: one of its own would be freed at the end of each answer */
	memcached_return_t last;
	struct direct direct; /* of the only server, when it is a unix socket */
};

/* The library's defaults are 4 and 5 s, modula distribution and unchecked keys. */
static void
configure(memcached_st *m, int64_t timeout_ms)
{
	const uint64_t ms = (uint64_t)timeout_ms;
	const struct {
		memcached_behavior_t behaviour;
		uint64_t value;
	} settings[] = {
		{ MEMCACHED_BEHAVIOR_POLL_TIMEOUT, ms },
		{ MEMCACHED_BEHAVIOR_CONNECT_TIMEOUT, ms },
		{ MEMCACHED_BEHAVIOR_SND_TIMEOUT, ms * 1000 },
		{ MEMCACHED_BEHAVIOR_RCV_TIMEOUT, ms * 1000 },
		{ MEMCACHED_BEHAVIOR_TCP_NODELAY, 1 },
		{ MEMCACHED_BEHAVIOR_NO_BLOCK, 1 },
		{ MEMCACHED_BEHAVIOR_KETAMA_WEIGHTED, 1 },
		{ MEMCACHED_BEHAVIOR_VERIFY_KEY, 1 },
		{ MEMCACHED_BEHAVIOR_BUFFER_REQUESTS, 0 },
		/* Without ejecting (see cache.h) a failing server is left alone for a second at a time. */
		{ MEMCACHED_BEHAVIOR_SERVER_FAILURE_LIMIT, 2 },
		{ MEMCACHED_BEHAVIOR_RETRY_TIMEOUT, 1 },
		{ MEMCACHED_BEHAVIOR_DEAD_TIMEOUT, 5 },
	};

	for (size_t i = 0; i < COUNT(settings); i++)
		memcached_behavior_set(m, settings[i].behaviour, settings[i].value);
}

static void
add_server(memcached_st *m, struct str server)
{
	char host[256];
	size_t colon = server.len;
	int64_t port = PORT;

	while (colon > 0 && server.ptr[colon - 1] != ':')
		colon--;
	if (server.len >= sizeof(host))
		return;
	if (server.ptr[0] != '/' && colon > 0 && str_to_i64(str_skip(server, colon), 1, 65535, &port) == OK)
		server.len = colon - 1;
	if (server.len > 1 && server.ptr[0] == '[' && server.ptr[server.len - 1] == ']')
		server = str_n(server.ptr + 1, server.len - 2);
	snprintf(host, sizeof(host), "%.*s", STR_ARG(server));
	if (host[0] == '/')
		memcached_server_add_unix_socket(m, host);
	else
		memcached_server_add(m, host, (in_port_t)port);
}

static void
start(struct ring *r)
{
	struct str rest = str_of(r->servers), server;

	r->memc = memcached_create(NULL);
	if (!r->memc)
		abort();
	configure(r->memc, r->timeout_ms);
	while (str_split(&rest, ',', &server)) {
		server = str_trim(server);
		if (server.len > 0)
			add_server(r->memc, server);
	}
	memcached_result_create(r->memc, &r->result);
}

static void
stop(struct ring *r)
{
	if (!r->memc)
		return;
	memcached_result_free(&r->result);
	memcached_free(r->memc);
	r->memc = NULL;
}

struct ring *
ring_new(struct str servers, int64_t timeout_ms)
{
	struct ring *r = calloc(1, sizeof(*r));

	if (!r || !(r->servers = strndup(servers.ptr, servers.len)))
		abort();
	r->timeout_ms = timeout_ms;
	r->direct = (struct direct){ .path = r->servers[0] == '/' && !strchr(r->servers, ',') ? r->servers : NULL,
		.timeout_us = timeout_ms * 1000, .fd = -1 };
	start(r);
	return r;
}

void
ring_free(struct ring *r)
{
	if (!r)
		return;
	stop(r);
	direct_reset(&r->direct);
	free(r->servers);
	free(r);
}

void
ring_reset(struct ring *r)
{
	stop(r);
	direct_reset(&r->direct);
	start(r);
}

static enum ring_answer
answer(struct ring *r, memcached_return_t rc)
{
	switch (rc) {
	case MEMCACHED_SUCCESS:
	case MEMCACHED_STORED:
	case MEMCACHED_DELETED:
	case MEMCACHED_END:
		return RING_OK;
	case MEMCACHED_NOTFOUND:
	case MEMCACHED_NOTSTORED:
	case MEMCACHED_DATA_EXISTS:
		return RING_NO;
	default:
		r->last = rc;
		return RING_FAILED;
	}
}

/* The value that was just fetched, into the arena. */
static struct str
take(struct ring *r, struct arena *a)
{
	size_t len = memcached_result_length(&r->result);
	char *own;

	if (len <= COPY_MAX)
		return str_n(arena_memdup(a, memcached_result_value(&r->result), len), len);
	own = memcached_result_take_value(&r->result);
	arena_defer(a, free, own);
	return str_n(own, len);
}

enum ring_answer
ring_get(struct ring *r, struct arena *a, const struct str *keys, size_t n, struct str *values)
{
	const char **ptrs;
	size_t *lens;
	memcached_return_t rc;

	if (r->direct.path) {
		if (direct_get(&r->direct, a, keys, n, values))
			return RING_OK;
		r->last = errno == EAGAIN ? MEMCACHED_TIMEOUT
		    : errno == EPROTO     ? MEMCACHED_PROTOCOL_ERROR
					  : MEMCACHED_CONNECTION_FAILURE;
		return RING_FAILED;
	}
	ptrs = arena_array(a, const char *, n);
	lens = arena_array(a, size_t, n);
	for (size_t i = 0; i < n; i++) {
		ptrs[i] = keys[i].ptr;
		lens[i] = keys[i].len;
		values[i] = STR_ABSENT;
	}
	rc = memcached_mget(r->memc, ptrs, lens, n);
	if (rc != MEMCACHED_SUCCESS) {
		r->last = rc;
		return RING_FAILED;
	}
	while (memcached_fetch_result(r->memc, &r->result, &rc)) {
		struct str key = str_n(memcached_result_key_value(&r->result), memcached_result_key_length(&r->result));
		size_t i = 0;
		if (rc != MEMCACHED_SUCCESS)
			break;
		while (i < n && !str_eq(keys[i], key))
			i++;
		if (i < n)
			values[i] = take(r, a);
	}
	/* The end of the answer, and of one with nothing in it. */
	return answer(r, rc) == RING_FAILED ? RING_FAILED : RING_OK;
}

enum ring_answer
ring_set(struct ring *r, struct str key, struct str value, unsigned ttl_s)
{
	return answer(r, memcached_set(r->memc, key.ptr, key.len, value.ptr, value.len, (time_t)ttl_s, 0));
}

enum ring_answer
ring_add(struct ring *r, struct str key, struct str value, unsigned ttl_s)
{
	return answer(r, memcached_add(r->memc, key.ptr, key.len, value.ptr, value.len, (time_t)ttl_s, 0));
}

enum ring_answer
ring_delete(struct ring *r, struct str key)
{
	return answer(r, memcached_delete(r->memc, key.ptr, key.len, 0));
}

enum ring_answer
ring_increment(struct ring *r, struct str key, uint64_t *out)
{
	return answer(r, memcached_increment(r->memc, key.ptr, key.len, 1, out));
}

const char *
ring_failure(const struct ring *r)
{
	return memcached_strerror(r->memc, r->last);
}
