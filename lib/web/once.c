/* once.c - Idempotency-Key: claim, run, keep or give back.  See once.h. */
#include "lib/web/once.h"
#include "lib/web/csrf.h"
#include "lib/web/guard_parts.h"

#define KEY_MAX 255

/* Headers that belong to the stored reply; all others are made anew. */
static const char *const kept[] = { "Location", "Link", "Content-Language", "Accept-Patch", "Deprecation" };

struct run {
	struct req *r;
	enum err (*call)(struct req *r);
	struct once_claim *claim;
	size_t errors; /* field errors before the handler ran */
	enum once_state state;
	struct once_reply reply;
};

static bool read_key(const struct req *r, struct str *key);
static void hash_scope(const struct req *r, struct str key, unsigned char out[32]);
static void hash_input(const struct req *r, unsigned char out[32]);
static enum err claim_and_run(struct db *db, void *payload) MUST_CHECK;
static enum err claim_and_keep(struct db *db, void *payload) MUST_CHECK;
static enum err finish(struct run *run, enum err err) MUST_CHECK;
static void make_reply(struct req *r, struct once_reply *out);
static enum err replay(struct req *r, const struct once_reply *reply) MUST_CHECK;
static enum err refuse(struct req *r, int status, const char *detail) MUST_CHECK;

struct str
once_key(struct req *r)
{
	unsigned char raw[16];
	struct buf b;

	crypto_random(raw, sizeof(raw));
	buf_in_arena(&b, r->arena, BUF_LINE);
	base64url_write(&b, raw, sizeof(raw));
	return buf_view(&b);
}

enum err
once_run(struct req *r, enum err (*call)(struct req *r))
{
	const struct once_store *store = r->app->guard ? r->app->guard->once : NULL;
	struct once_claim c = { .lease = TIME_ABSENT };
	struct run run = { r, call, &c, r->errors.count, ONCE_RUNNING, { 0 } };
	struct str key;
	enum err err;

	if (!store)
		return err_fail(
		    ERR_INTERNAL, "route '%s' runs once, but the module has no store for that", r->route->pattern);
	if (!read_key(r, &key))
		return refuse(r, 400,
		    "Send an Idempotency-Key: at most 255 printable characters, a new one for each new action.");
	hash_scope(r, key, c.scope);
	hash_input(r, c.fingerprint);
	err = store->transaction(r, claim_and_run, &run);
	if (err)
		return finish(&run, err);
	switch (run.state) {
	case ONCE_REPLAY:
		return replay(r, &run.reply);
	case ONCE_RUNNING:
		err = refuse(r, 409, "The first request with this Idempotency-Key is still running.");
		resp_header(r, "Retry-After", STR("1"));
		return err;
	case ONCE_OTHER:
		guard_refused(r, REFUSED_KEY_REUSED);
		return refuse(r, 422, "This Idempotency-Key was used for another request.");
	case ONCE_MINE:
		return OK;
	default:
		BUG("an unknown state of a claim");
	}
}

/* ---- the key ---- */

/* RFC 8941 string ("8e03...", with \" and \\) or the bare text. */
static bool
unquote(const struct req *r, struct str text, struct str *key)
{
	struct buf b;

	if (!text.len || text.ptr[0] != '"') {
		*key = text;
		return true;
	}
	if (text.len < 2 || text.ptr[text.len - 1] != '"')
		return false;
	buf_in_arena(&b, r->arena, BUF_LINE);
	for (size_t i = 1; i < text.len - 1; i++) {
		if (text.ptr[i] == '\\' && ++i == text.len - 1)
			return false;
		buf_char(&b, text.ptr[i]);
	}
	*key = buf_view(&b);
	return true;
}

static bool
read_key(const struct req *r, struct str *key)
{
	struct str text = r->api ? str_trim(req_header(r, "Idempotency-Key")) : form_value(r, ONCE_FIELD);

	if (!unquote(r, text, key) || str_is_empty(*key) || key->len > KEY_MAX)
		return false;
	for (size_t i = 0; i < key->len; i++)
		if (key->ptr[i] < ' ' || key->ptr[i] > '~')
			return false;
	return true;
}

/* Parts with their lengths, so that no two lists of parts are the same bytes. */
static void
add_part(struct buf *b, struct str part)
{
	buf_i64(b, (int64_t)part.len);
	buf_char(b, ':');
	buf_str(b, part);
}

/* Who asks is part of it, so that nobody can fetch another's reply with a guessed key. */
static void
hash_scope(const struct req *r, struct str key, unsigned char out[32])
{
	const struct identity *who = &r->who;
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	add_part(&b, str_of(actor_name(who->actor)));
	add_part(&b, who->account);
	add_part(&b, who->client);
	if (who->actor == ACTOR_NOBODY) {
		struct str visit = req_cookie(r, COOKIE_VISITOR);
		add_part(&b, str_is_empty(visit) ? r->remote : visit);
	}
	add_part(&b, str_of(req_method_name(r->method)));
	add_part(&b, str_of(r->route->pattern));
	add_part(&b, key);
	crypto_sha256(buf_view(&b), out);
}

/* The token of a form is made anew whenever the page is shown, and says nothing about what is asked. */
static void
hash_input(const struct req *r, unsigned char out[32])
{
	struct str rest = r->body, part;
	struct buf b;

	buf_in_arena(&b, r->arena, r->target.len + r->body.len + BUF_LINE);
	add_part(&b, r->target);
	if (r->api)
		add_part(&b, r->body);
	else
		while (str_split(&rest, '&', &part))
			if (!str_starts(part, STR(CSRF_FIELD "=")))
				add_part(&b, part);
	crypto_sha256(buf_view(&b), out);
}

/* ---- running ---- */

/* Is this answer the result of what was asked, or only a reason to ask again? */
static bool
is_final(int status)
{
	switch (status) {
	case 400:
	case 401:
	case 403:
	case 409:
	case 422:
	case 429:
	case 503:
		return false;
	default:
		return true;
	}
}

static enum err
claim_and_run(struct db *db UNUSED, void *payload)
{
	struct run *run = payload;
	struct req *r = run->r;
	const struct once_store *store = r->app->guard->once;
	enum err err;

	run->state = ONCE_RUNNING;
	if ((err = store->claim(r, run->claim, &run->state, &run->reply)) || run->state != ONCE_MINE)
		return err;
	resp_reset(r); /* a run before may have failed half way */
	r->errors.count = run->errors;
	r->failing = false;
	if ((err = run->call(r)))
		return err;
	if (!is_final(r->resp.status))
		return store->drop(r, run->claim);
	make_reply(r, &run->reply);
	return store->keep(r, run->claim, &run->reply);
}

/* Unless somebody has been quicker since the transaction was rolled back: then his reply is the one. */
static enum err
claim_and_keep(struct db *db UNUSED, void *payload)
{
	struct run *run = payload;
	const struct once_store *store = run->r->app->guard->once;
	struct once_reply other;
	enum err err = store->claim(run->r, run->claim, &run->state, &other);

	return err || run->state != ONCE_MINE ? err : store->keep(run->r, run->claim, &run->reply);
}

/* After a failure nothing has happened, the claim neither.  ERR_UNCERTAIN: perhaps all of it has; the next one will be
 * told, or runs. */
static enum err
finish(struct run *run, enum err err)
{
	struct req *r = run->r;

	if (err == ERR_UNCERTAIN || run->state != ONCE_MINE)
		return err;
	route_failed(r, err);
	if (!is_final(r->resp.status))
		return OK;
	make_reply(r, &run->reply);
	if ((err = r->app->guard->once->transaction(r, claim_and_keep, run)))
		log_event(LOG_WARN, "once.not_kept", log_z("error", err_name(err)), log_z("detail", err_detail()));
	return OK;
}

static void
make_reply(struct req *r, struct once_reply *out)
{
	struct resp *p = &r->resp;
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	if (!str_is_absent(p->content_type))
		buf_printf(&b, "Content-Type: %.*s\n", STR_ARG(p->content_type));
	if (!str_is_absent(p->etag))
		buf_printf(&b, "ETag: %.*s\n", STR_ARG(p->etag));
	for (size_t i = 0; i < p->header_count; i++)
		for (size_t k = 0; k < COUNT(kept); k++)
			if (strcmp(p->headers[i].name, kept[k]) == 0)
				buf_printf(&b, "%s: %.*s\n", kept[k], STR_ARG(p->headers[i].value));
	*out = (struct once_reply){ p->status, buf_view(&b), p->body };
}

static enum err
replay(struct req *r, const struct once_reply *reply)
{
	struct str rest = reply->headers, line, name;
	enum err err;

	resp_reset(r);
	err = resp_text(r, reply->status, NULL, reply->body);
	while (str_split(&rest, '\n', &line)) {
		(void)str_split(&line, ':', &name);
		line = str_trim(line);
		if (str_eq(name, STR("Content-Type")))
			r->resp.content_type = line;
		else if (str_eq(name, STR("ETag")))
			r->resp.etag = line;
		for (size_t k = 0; k < COUNT(kept); k++)
			if (str_eq_z(name, kept[k]))
				resp_header(r, kept[k], line);
	}
	if (str_is_absent(r->resp.body))
		r->resp.body = STR("");
	resp_header(r, "Idempotent-Replayed", STR("true"));
	return err;
}

static enum err
refuse(struct req *r, int status, const char *detail)
{
	route_error(r, status, detail);
	return OK;
}
