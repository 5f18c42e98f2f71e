/*
 * fuzz_guard.c - cookies, tokens of forms, Authorization and Idempotency-Key of any kind.
 *
 * Input: "NAME=value" lines; after an empty line, the body.  Promises: without a session, a key or a form of ours no
 * handler is reached but those for everybody; what passes for a token has one spelling; every request gets one whole
 * reply.
 */
#include "config.h"
#include "lib/web/csrf.h"
#include "lib/web/once.h"
#include "lib/web/route.h"
#include "t/fuzz/fuzz.h"

#define PARAMS_MAX 64

static bool got_in;

/* What a session's cookie goes through before the database is asked. */
static enum err
session(struct req *r, enum realm realm, struct identity *who)
{
	struct str cookie = req_cookie(r, realm == REALM_OFFICE ? COOKIE_OFFICE : COOKIE_SHOP), raw;
	unsigned char hash[32];
	struct buf again;

	memset(who, 0, sizeof(*who));
	if (token_hash(cookie, hash))
		return OK;
	FUZZ_CHECK(cookie.len == 43 && base64url_read(r->arena, cookie, &raw) == OK && raw.len == 32);
	buf_in_arena(&again, r->arena, BUF_LINE);
	base64url_write(&again, raw.ptr, raw.len);
	FUZZ_CHECK(str_eq(buf_view(&again), cookie));
	return OK;
}

static enum err
bearer(struct req *r UNUSED, struct str token, struct identity *who UNUSED)
{
	FUZZ_CHECK(!str_is_absent(token));
	return ERR_INVALID;
}

static enum err
claim(struct req *r UNUSED, struct once_claim *c UNUSED, enum once_state *state, struct once_reply *reply UNUSED)
{
	*state = ONCE_RUNNING;
	return OK;
}

static enum err
never(struct req *r UNUSED, const struct once_claim *c UNUSED, const struct once_reply *reply UNUSED)
{
	abort();
}

static enum err
transaction(struct req *r UNUSED, enum err (*fn)(struct db *db, void *payload), void *payload)
{
	return fn(NULL, payload);
}

static enum err
never_drop(struct req *r UNUSED, const struct once_claim *c UNUSED)
{
	abort();
}

static enum err
inside(struct req *r)
{
	got_in = true;
	return resp_empty(r);
}

static enum err
form(struct req *r)
{
	return resp_text(r, 200, "text/html", csrf_token(r));
}

static const struct route routes[] = {
	{ GET, "/f", form, ACCESS_VISITOR },
	{ POST, "/f", inside, ACCESS_VISITOR },
	{ GET, "/a", inside, ACCESS_SHOPPER },
	{ GET, "/h", inside, ACCESS_HALF },
	{ GET, "/admin", inside, ACCESS_OFFICE },
	{ POST, "/admin", inside, ACCESS_OFFICE, PERM_ROLE_WRITE },
	{ DELETE, "/api/t", inside, ACCESS_TOKEN, PERM_PROFILE_READ, .id = "t", .doc = "t", .tag = "t" },
	{ POST, "/api/o", inside, ACCESS_ALL, .flags = ROUTE_ONCE, .id = "o", .doc = "o", .tag = "t" },
};
static const struct route_table table = { routes, COUNT(routes) };

static struct app *
app(void)
{
	static const struct once_store store = { transaction, claim, never, never_drop };
	static const struct guard guard = { session, bearer, NULL, &store };
	static unsigned char key[32];
	static struct app a;
	static struct config *c;

	if (!c) {
		if (config_load(NULL, &c))
			abort();
		crypto_random(key, sizeof(key));
		route_check(&table);
	}
	a.config = c;
	a.guard = &guard;
	a.cursor_key = (struct secret){ key, sizeof(key) };
	return &a;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct str rest = str_n((const char *)data, size), line, raw;
	char *env[PARAMS_MAX + 1];
	struct req r = { 0 };
	struct buf head;
	size_t n = 0;

	while (n < PARAMS_MAX && str_split(&rest, '\n', &line) && line.len > 0)
		env[n++] = str_z(a, line);
	env[n] = NULL;
	buf_init(&head, 1 << 20);
	log_open("fuzz", LOG_FATAL, -1);
	got_in = false;
	if (req_init(&r, app(), a, env, rest))
		route_error(&r, 400, NULL);
	else
		route_dispatch(&table, &r);
	FUZZ_CHECK(!got_in && r.resp.status);
	resp_finish(&r, &head);
	FUZZ_CHECK(str_starts(buf_view(&head), STR("Status: ")));
	/* One spelling per value. */
	if (!base64url_read(a, rest, &raw)) {
		struct buf again;
		buf_in_arena(&again, a, BUF_REPLY);
		base64url_write(&again, raw.ptr, raw.len);
		FUZZ_CHECK(str_eq(buf_view(&again), str_is_absent(rest) ? STR("") : rest));
	}
	err_clear();
	buf_release(&head);
	arena_free(a);
	return 0;
}
