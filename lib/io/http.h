/*
 * http.h - an HTTPS client for talking to other parties' servers: identity providers, later payment and webhooks.
 *
 * One request, one reply: no redirects (the caller decides whether a Location is to be believed), no cookies, no proxy
 * from the environment, certificates checked, TLS 1.2 at least, time-outs http.connect_timeout and http.timeout,
 * replies up to `max` bytes.  Only https, and only public addresses, looked at after the name was resolved (SSRF);
 * http.allow_private = yes lets tests and development talk to this machine, by http too.
 */
#ifndef MERCER_HTTP_H
#define MERCER_HTTP_H

#include "lib/base/conf.h"

struct http;
struct http *http_new(const struct config *c); /* after fork; one per process */
void http_free(struct http *h);                /* NULL is accepted */

#define HTTP_REPLY_MAX ((size_t)1 << 20)
struct http_request {
	const char *method;         /* NULL: "GET", or "POST" when there is a body */
	struct str url;
	/* "Name: value", ends with NULL; may be NULL.  Values without CR and LF: ERR_INVALID */
	const char *const *headers;
	struct str body;            /* absent: none */
	size_t max;                 /* of the reply; 0: HTTP_REPLY_MAX */
	int64_t timeout_ms;         /* 0: http.timeout */
};
struct http_reply {
	int64_t status;
	struct str body;
	struct str content_type;    /* as it came, may be absent */
	struct str headers;         /* all lines, from the status line on */
};
/* OK: there is a reply, of any status.  ERR_DENIED: not https, or an address that is not public.  ERR_UNAVAILABLE,
 * ERR_TIMEOUT, ERR_LIMIT. */
enum err http_send(struct http *h, struct arena *a, const struct http_request *q, struct http_reply *out) MUST_CHECK;
/* First header of that name, trimmed; absent: none. */
struct str http_header(const struct http_reply *reply, const char *name);

#endif
