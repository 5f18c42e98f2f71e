/*
 * resp.h - the reply, buffered until it is complete, so that an error can still become a clean error page.
 *
 * Handlers call exactly one of the resp_* functions that end a reply and return its value.  The loop then adds
 * Content-Length, ETag / 304, strips the body for HEAD, and writes status and headers.  Header values are checked: CR,
 * LF and controls are a bug.
 */
#ifndef MERCER_RESP_H
#define MERCER_RESP_H

#include "lib/base/shape.h"
#include "lib/io/cache.h"

struct req;
struct tmpl;

#define RESP_HEADERS_MAX 24

struct resp {
	int status;                  /* 200 unless set */
	struct str content_type;     /* with charset where it is text */
	struct str etag;             /* with its quotes; made from the body when absent and the route says so */
	struct str body;             /* arena or buf below */
	struct buf buf;              /* what templates and JSON are written into; capacity kept between requests */
	struct {
		const char *name;
		struct str value;
	} headers[RESP_HEADERS_MAX];
	size_t header_count;
	bool cached;                 /* came from memcached: for metrics */
};

/* Add a header; name is a literal. */
void resp_header(struct req *r, const char *name, struct str value);
/* "Cache-Control" of a public page: max_age seconds at browsers, s_maxage at the edge. */
void resp_public(struct req *r, unsigned max_age, unsigned s_maxage);

/* 200 text/html from a compiled template (r->locale's program) and its view. */
enum err resp_page(struct req *r, const struct tmpl *t, const void *view) MUST_CHECK;
enum err resp_page_status(struct req *r, int status, const struct tmpl *t, const void *view) MUST_CHECK;
/* 200 application/json of one object; `fields` as json_write. */
enum err resp_json(struct req *r, const struct shape *s, const void *obj, uint64_t fields) MUST_CHECK;
/* Any finished text. */
enum err resp_text(struct req *r, int status, const char *content_type, struct str body) MUST_CHECK;
/* 303 after a form, 301/308 for moved pages.  `to` is a path of ours ("/de/product/x"); anything else asserts. */
enum err resp_redirect(struct req *r, int status, struct str to) MUST_CHECK;
/* 204. */
enum err resp_empty(struct req *r) MUST_CHECK;

/*
 * A reply kept in memcached, one round trip when warm, no SQL, no template.  build() makes the reply with the functions
 * above; only 200 (and 404 for want.ttl_s <= 10) is stored, with its content type and ETag.  The key must name
 * everything that the reply depends on (kind, id, arguments in canonical order); locale, currency and the binary's
 * build id are added here.
 */
enum err resp_cached(struct req *r, const struct cache_want *want, enum err (*build)(struct req *r, void *payload),
    void *payload) MUST_CHECK;

/* For serve.c and tests.  Complete the reply: ETag, 304, Cache-Control, Vary, Content-Length, X-Request-Id; for HEAD,
 * 204 and 304 r->resp.body becomes empty.  The CGI head ("Status: 200 OK" ... empty line) replaces the content of
 * `head`. */
void resp_finish(struct req *r, struct buf *head);
/* Make r->resp.etag from type and body, unless there is one already or the reply must not be stored. */
void resp_etag(struct req *r);
/* Forget what was built so far, as an error page does; keeps the buffer's memory. */
void resp_reset(struct req *r);
/* "Not Found" */
const char *resp_reason(int status);

#endif
