/*
 * resp.c - the reply: kinds of bodies, headers, and what every reply gets at its end.
 *
 * resp_finish() is the only place that knows conditional requests, HEAD and default caching, so that no handler can
 * forget them.  Default Cache-Control is "private, no-cache" (stored, but asked again: a 304 is cheap) and "no-store"
 * for errors.
 */
#include "lib/web/resp.h"
#include "lib/web/req.h"
#include "lib/web/tmpl.h"
#include "lib/io/json.h"

#include <assert.h>

#define HTML "text/html; charset=utf-8"
#define JSON "application/json"

static void digest(struct str s, uint64_t out[2]);
static bool none_match(const struct req *r, struct str etag);
static void default_headers(struct req *r);
static void write_head(const struct req *r, size_t content_length, struct buf *head);
static struct str *find_header(struct resp *p, const char *name);

void
resp_header(struct req *r, const char *name, struct str value)
{
	struct resp *p = &r->resp;
	bool repeats = !strcmp(name, "Set-Cookie") || !strcmp(name, "Link");
	struct str *old = repeats ? NULL : find_header(p, name);

	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.ptr[i];
		if ((c < 0x20 && c != '\t') || c == 0x7f) {
			/* Response splitting, had it gone out.  The page is fine without the header; somebody must mend
			 * the caller. */
			log_event(
			    LOG_ERROR, "resp.bad_header", log_z("header", name), log_str("value", str_cut(value, 200)));
			return;
		}
	}
	if (old) {
		*old = value;
		return;
	}
	assert(p->header_count < RESP_HEADERS_MAX);
	p->headers[p->header_count].name = name;
	p->headers[p->header_count++].value = value;
}

void
resp_public(struct req *r, unsigned max_age, unsigned s_maxage)
{
	resp_header(r, "Cache-Control", str_printf(r->arena, "public, max-age=%u, s-maxage=%u", max_age, s_maxage));
}

enum err
resp_page(struct req *r, const struct tmpl *t, const void *view)
{
	return resp_page_status(r, 200, t, view);
}

enum err
resp_page_status(struct req *r, int status, const struct tmpl *t, const void *view)
{
	struct resp *p = &r->resp;

	buf_clear(&p->buf);
	tmpl_render(t, r->locale, view, &p->buf);
	if (p->buf.failed)
		return err_fail(ERR_INTERNAL, "page '%.*s' does not fit into %zu bytes", STR_ARG(r->path), p->buf.max);
	resp_header(r, "Content-Language", req_locale(r));
	return resp_text(r, status, HTML, buf_view(&p->buf));
}

enum err
resp_json(struct req *r, const struct shape *s, const void *obj, uint64_t fields)
{
	struct resp *p = &r->resp;

	buf_clear(&p->buf);
	json_write(&p->buf, s, obj, fields);
	if (p->buf.failed)
		return err_fail(ERR_INTERNAL, "JSON '%.*s' does not fit into %zu bytes", STR_ARG(r->path), p->buf.max);
	return resp_text(r, 200, JSON, buf_view(&p->buf));
}

enum err
resp_text(struct req *r, int status, const char *content_type, struct str body)
{
	r->resp.status = status;
	r->resp.content_type = str_of(content_type);
	r->resp.body = body;
	return OK;
}

enum err
resp_redirect(struct req *r, int status, struct str to)
{
	/* "//host" and "/\host" are other hosts to a browser. */
	assert(to.len > 0 && to.ptr[0] == '/' && (to.len == 1 || (to.ptr[1] != '/' && to.ptr[1] != '\\')));
	assert(status == 301 || status == 302 || status == 303 || status == 307 || status == 308);
	resp_header(r, "Location", to);
	r->resp.status = status;
	r->resp.content_type = STR_ABSENT;
	r->resp.body = STR_ABSENT;
	return OK;
}

enum err
resp_empty(struct req *r)
{
	r->resp.status = 204;
	r->resp.content_type = STR_ABSENT;
	r->resp.body = STR_ABSENT;
	return OK;
}

void
resp_reset(struct req *r)
{
	struct buf kept = r->resp.buf;

	buf_clear(&kept);
	memset(&r->resp, 0, sizeof(r->resp));
	r->resp.buf = kept;
}

void
resp_etag(struct req *r)
{
	struct resp *p = &r->resp;
	struct str *control = find_header(p, "Cache-Control");
	uint64_t hash[2] = { 0, 0 };
	struct buf text;

	if (!str_is_absent(p->etag) || find_header(p, "Set-Cookie") ||
	    (control && str_contains(*control, STR("no-store"))))
		return;
	digest(p->content_type, hash);
	digest(p->body, hash);
	buf_in_arena(&text, r->arena, 64);
	buf_char(&text, '"');
	hex_write(&text, hash, sizeof(hash));
	buf_char(&text, '"');
	p->etag = buf_view(&text);
}

void
resp_finish(struct req *r, struct buf *head)
{
	struct resp *p = &r->resp;
	bool read_only = r->method == GET || r->method == HEAD;
	size_t length;

	if (p->status == 0)
		p->status = 200;
	default_headers(r);
	if (read_only && p->status == 200) {
		resp_etag(r);
		if (!str_is_absent(p->etag) && none_match(r, p->etag))
			p->status = 304;
	}
	length = p->body.len;
	if (r->method == HEAD || p->status == 204 || p->status == 304)
		p->body = STR_ABSENT;
	write_head(r, length, head);
}

const char *
resp_reason(int status)
{
	switch (status) {
	case 200: return "OK";
	case 201: return "Created";
	case 202: return "Accepted";
	case 204: return "No Content";
	case 206: return "Partial Content";
	case 301: return "Moved Permanently";
	case 302: return "Found";
	case 303: return "See Other";
	case 304: return "Not Modified";
	case 307: return "Temporary Redirect";
	case 308: return "Permanent Redirect";
	case 400: return "Bad Request";
	case 401: return "Unauthorized";
	case 402: return "Payment Required";
	case 403: return "Forbidden";
	case 404: return "Not Found";
	case 405: return "Method Not Allowed";
	case 406: return "Not Acceptable";
	case 408: return "Request Timeout";
	case 409: return "Conflict";
	case 410: return "Gone";
	case 412: return "Precondition Failed";
	case 413: return "Content Too Large";
	case 414: return "URI Too Long";
	case 415: return "Unsupported Media Type";
	case 422: return "Unprocessable Content";
	case 428: return "Precondition Required";
	case 429: return "Too Many Requests";
	case 500: return "Internal Server Error";
	case 501: return "Not Implemented";
	case 502: return "Bad Gateway";
	case 503: return "Service Unavailable";
	case 504: return "Gateway Timeout";
	default: return status < 400 ? "OK" : "Error";
	}
}

/* A strong validator: two lanes of 64-bit multiply-and-fold over 16 bytes a step, length and type mixed in.  Not a
 * cryptographic digest (who could force a collision would only mislead browsers about pages of his own making), but at
 * some bytes per nanosecond it costs less than sending the page. */
static uint64_t
fold(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static void
digest(struct str s, uint64_t out[2])
{
	uint64_t a = fold(out[0] ^ UINT64_C(0x9e3779b97f4a7c15), s.len ^ UINT64_C(0xbf58476d1ce4e5b9));
	uint64_t b = fold(out[1] ^ UINT64_C(0xd1b54a32d192ed03), s.len ^ UINT64_C(0x94d049bb133111eb));
	uint64_t word[2];

	for (; s.len >= sizeof(word); s = str_skip(s, sizeof(word))) {
		memcpy(word, s.ptr, sizeof(word));
		a = fold(a ^ word[0], UINT64_C(0xa0761d6478bd642f) ^ word[1]);
		b = fold(b + word[1], UINT64_C(0xe7037ed1a0b428db) ^ word[0]);
	}
	memset(word, 0, sizeof(word));
	if (s.len)
		memcpy(word, s.ptr, s.len);
	a = fold(a ^ word[0] ^ UINT64_C(0x8ebc6af09c88c6e3), UINT64_C(0x589965cc75374cc3) ^ word[1]);
	b = fold(b + word[1], UINT64_C(0x1d8e4e27c47d124f) ^ word[0]);
	out[0] = a;
	out[1] = b;
}

/* RFC 9110 13.1.2: weak comparison.  nginx makes our strong tag weak when it compresses, so W/ comes back. */
static bool
none_match(const struct req *r, struct str etag)
{
	struct str list = req_header(r, "If-None-Match"), one;

	if (str_eq(str_trim(list), STR("*")))
		return true;
	if (str_starts(etag, STR("W/")))
		etag = str_skip(etag, 2);
	while (str_split(&list, ',', &one)) {
		one = str_trim(one);
		if (str_starts(one, STR("W/")))
			one = str_skip(one, 2);
		if (str_eq(one, etag))
			return true;
	}
	return false;
}

/* Pages show prices in the currency that the cookie says; with one currency they depend on their URL alone. */
static void
default_headers(struct req *r)
{
	struct resp *p = &r->resp;

	if (!find_header(p, "Cache-Control"))
		resp_header(r, "Cache-Control", p->status >= 400 ? STR("no-store") : STR("private, no-cache"));
	if (!r->api && p->status == 200 && r->app->site.currency_count > 1 && !find_header(p, "Vary"))
		resp_header(r, "Vary", STR("Cookie"));
	resp_header(r, "X-Request-Id", r->request_id);
}

static void
add_header(struct buf *head, const char *name, struct str value)
{
	buf_z(head, name);
	buf_lit(head, ": ");
	buf_str(head, value);
	buf_lit(head, "\r\n");
}

static void
write_head(const struct req *r, size_t content_length, struct buf *head)
{
	const struct resp *p = &r->resp;

	buf_clear(head);
	buf_lit(head, "Status: ");
	buf_i64(head, p->status);
	buf_char(head, ' ');
	buf_z(head, resp_reason(p->status));
	buf_lit(head, "\r\n");
	if (!str_is_absent(p->content_type) && p->status != 304)
		add_header(head, "Content-Type", p->content_type);
	if (p->status != 204 && p->status != 304) {
		buf_lit(head, "Content-Length: ");
		buf_i64(head, (int64_t)content_length);
		buf_lit(head, "\r\n");
	}
	if (!str_is_absent(p->etag))
		add_header(head, "ETag", p->etag);
	for (size_t i = 0; i < p->header_count; i++)
		add_header(head, p->headers[i].name, p->headers[i].value);
	buf_lit(head, "\r\n");
}

static struct str *
find_header(struct resp *p, const char *name)
{
	for (size_t i = 0; i < p->header_count; i++)
		if (!strcmp(p->headers[i].name, name))
			return &p->headers[i].value;
	return NULL;
}
