/* http.c - see http.h. */
#include "lib/io/http.h"
#include "lib/io/transfer.h"

#include <stdlib.h>

struct http {
	struct transfer *transfer;
	char *ca;
	int64_t connect_ms, total_ms;
	bool allow_private;
};

struct http *
http_new(const struct config *c)
{
	struct http *h = calloc(1, sizeof(*h));

	if (!h || !(h->ca = strdup(config_z(c, "http.ca"))))
		BUG("out of memory");
	h->transfer = transfer_new();
	h->connect_ms = config_ms(c, "http.connect_timeout");
	h->total_ms = config_ms(c, "http.timeout");
	h->allow_private = config_bool(c, "http.allow_private");
	return h;
}

void
http_free(struct http *h)
{
	if (!h)
		return;
	transfer_free(h->transfer);
	free(h->ca);
	free(h);
}

struct str
http_header(const struct http_reply *reply, const char *name)
{
	struct str rest = reply->headers, line;

	while (str_split(&rest, '\n', &line)) {
		size_t colon = str_find(line, ':');
		if (colon < line.len && str_eq_nocase(str_cut(line, colon), str_of(name)))
			return str_trim(str_skip(line, colon + 1));
	}
	return STR_ABSENT;
}

static bool
is_one_line(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f)
			return false;
	return true;
}

enum err
http_send(struct http *h, struct arena *a, const struct http_request *q, struct http_reply *out)
{
	struct transfer_order o = { .url = str_z(a, q->url),
		.protocols = h->allow_private ? "https,http" : "https",
		.ca = h->ca,
		.connect_ms = h->connect_ms,
		.total_ms = q->timeout_ms ? q->timeout_ms : h->total_ms,
		.public_only = !h->allow_private,
		.method = q->method          ? q->method
		    : str_is_absent(q->body) ? "GET"
					     : "POST",
		.headers = q->headers,
		.body = q->body,
		.max = q->max ? q->max : HTTP_REPLY_MAX };
	struct transfer_reply reply;
	enum err err;

	for (const char *const *line = q->headers; line && *line; line++)
		if (!is_one_line(str_of(*line)))
			return err_fail(ERR_INVALID, "could not send a header with a line break");
	if (!is_one_line(q->url) || str_contains(q->url, STR("@")))
		return err_fail(ERR_DENIED, "could not use the address '%.*s'", STR_ARG(q->url));
	err = transfer_run(h->transfer, a, &o, &reply);
	if (err)
		return err;
	*out = (struct http_reply){ .status = reply.status, .body = reply.body.len ? buf_view(&reply.body) : STR(""),
		.headers = reply.headers.len ? buf_view(&reply.headers) : STR("") };
	out->content_type = http_header(out, "content-type");
	return OK;
}
