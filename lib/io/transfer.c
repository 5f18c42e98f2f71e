/* transfer.c - libcurl.  See transfer.h. */
#include "lib/io/transfer.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADERS_MAX ((size_t)64 << 10)

struct transfer {
	CURL *curl;
	char error[CURL_ERROR_SIZE];
};

/* One run. */
struct run {
	const struct transfer_order *order;
	struct transfer_reply *reply;
	size_t sent;
	bool is_mail, vetoed;
	bool is_over; /* SMTP: we said QUIT, what comes now is no answer to the mail */
};

struct transfer *
transfer_new(void)
{
	static bool ready;
	struct transfer *t = calloc(1, sizeof(*t));

	if (!ready && curl_global_init(CURL_GLOBAL_DEFAULT))
		BUG("libcurl cannot start");
	ready = true;
	if (!t || !(t->curl = curl_easy_init()))
		BUG("out of memory");
	return t;
}

void
transfer_free(struct transfer *t)
{
	if (!t)
		return;
	curl_easy_cleanup(t->curl);
	free(t);
}

/* ---- which addresses ---- */

struct range {
	unsigned char bytes[6];
	unsigned bits;
};

static bool
within(const unsigned char *address, const struct range *r)
{
	unsigned whole = r->bits / 8, rest = r->bits % 8;

	return memcmp(address, r->bytes, whole) == 0 &&
	    (!rest || (address[whole] ^ r->bytes[whole]) >> (8 - rest) == 0);
}

bool
transfer_is_public(const unsigned char *address, size_t len)
{
	static const struct range no4[] = { { { 0 }, 8 }, { { 10 }, 8 }, { { 100, 64 }, 10 }, { { 127 }, 8 },
		{ { 169, 254 }, 16 }, { { 172, 16 }, 12 }, { { 192, 0, 0 }, 24 }, { { 192, 0, 2 }, 24 },
		{ { 192, 88, 99 }, 24 }, { { 192, 168 }, 16 }, { { 198, 18 }, 15 }, { { 198, 51, 100 }, 24 },
		{ { 203, 0, 113 }, 24 }, { { 224 }, 3 } };
	/* Of IPv6 only 2000::/3 is given out; inside it what leads to IPv4 or is for documentation. */
	static const struct range yes6 = { { 0x20 }, 3 };
	static const struct range no6[] = { { { 0x20, 0x01, 0x00, 0x00 }, 23 }, { { 0x20, 0x01, 0x0d, 0xb8 }, 32 },
		{ { 0x20, 0x02 }, 16 }, { { 0x3f, 0xff, 0x00 }, 20 } };
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (len == 16 && memcmp(address, mapped, sizeof(mapped)) == 0)
		return transfer_is_public(address + 12, 4);
	if (len == 4) {
		for (size_t i = 0; i < COUNT(no4); i++)
			if (within(address, &no4[i]))
				return false;
		return true;
	}
	if (len != 16 || !within(address, &yes6))
		return false;
	for (size_t i = 0; i < COUNT(no6); i++)
		if (within(address, &no6[i]))
			return false;
	return true;
}

/* The address that is connected to, after the name was resolved: a name that resolves differently the second time gains
 * nothing. */
static curl_socket_t
open_socket(void *payload, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct run *r = payload;
	bool ok = purpose == CURLSOCKTYPE_IPCXN;

	if (ok && r->order->public_only) {
		if (a->family == AF_INET)
			ok = transfer_is_public(
			    (const unsigned char *)&((const struct sockaddr_in *)(const void *)&a->addr)->sin_addr, 4);
		else if (a->family == AF_INET6)
			ok = transfer_is_public(
			    (const unsigned char *)&((const struct sockaddr_in6 *)(const void *)&a->addr)->sin6_addr,
			    16);
		else
			ok = false;
	}
	if (!ok) {
		r->vetoed = true;
		return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* ---- what comes and goes ---- */

static void
set_stage(struct transfer_reply *reply, struct str stage)
{
	snprintf(reply->stage, sizeof(reply->stage), "%.*s", STR_ARG(stage));
}

static size_t
take_body(char *p, size_t size, size_t n, void *payload)
{
	struct run *r = payload;

	buf_add(&r->reply->body, p, size * n);
	return r->reply->body.failed ? 0 : size * n;
}

/* HTTP: all lines of the last reply.  SMTP: the last line. */
static size_t
take_header(char *p, size_t size, size_t n, void *payload)
{
	struct run *r = payload;
	struct str line = str_n(p, size * n);

	if (r->is_over)
		return size * n;
	if (r->is_mail || str_starts(line, STR("HTTP/")))
		buf_clear(&r->reply->headers);
	buf_str(&r->reply->headers, r->is_mail ? str_trim(line) : line);
	return r->reply->headers.failed ? 0 : size * n;
}

static size_t
give_body(char *p, size_t size, size_t n, void *payload)
{
	struct run *r = payload;
	size_t most = MIN(size * n, r->order->body.len - r->sent);

	if (most)
		memcpy(p, r->order->body.ptr + r->sent, most);
	r->sent += most;
	if (r->is_mail && r->sent == r->order->body.len)
		set_stage(r->reply, STR("."));
	return most;
}

static int
seek_body(void *payload, curl_off_t offset, int origin)
{
	struct run *r = payload;

	if (origin != SEEK_SET || offset < 0 || (size_t)offset > r->order->body.len)
		return CURL_SEEKFUNC_FAIL;
	r->sent = (size_t)offset;
	return CURL_SEEKFUNC_OK;
}

/* Which SMTP command was sent last: it tells what a refusal means.  Other lines may be parts of a password. */
static int
watch(CURL *curl UNUSED, curl_infotype type, char *p, size_t len, void *payload)
{
	static const char *const verbs[] = { "EHLO", "HELO", "STAR", "AUTH", "MAIL", "RCPT", "DATA" };
	struct run *r = payload;

	if (type == CURLINFO_HEADER_OUT && str_starts(str_n(p, len), STR("QUIT")))
		r->is_over = true;
	for (size_t i = 0; type == CURLINFO_HEADER_OUT && i < COUNT(verbs); i++)
		if (str_starts(str_n(p, len), str_of(verbs[i])))
			set_stage(r->reply, str_of(verbs[i]));
	return 0;
}

/* ---- options ---- */

#define SET(option, value) \
	do { \
		if (curl_easy_setopt(t->curl, (option), (value))) \
			return err_fail(ERR_INTERNAL, "libcurl does not take " #option); \
	} while (0)

static enum err MUST_CHECK
set_common(struct transfer *t, struct run *r)
{
	const struct transfer_order *o = r->order;

	SET(CURLOPT_URL, o->url);
	SET(CURLOPT_PROTOCOLS_STR, o->protocols);
	SET(CURLOPT_ERRORBUFFER, t->error);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)o->connect_ms);
	SET(CURLOPT_TIMEOUT_MS, (long)o->total_ms);
	SET(CURLOPT_MAXAGE_CONN, 30L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (o->ca && o->ca[0])
		SET(CURLOPT_CAINFO, o->ca);
	if (o->user) {
		SET(CURLOPT_USERNAME, o->user);
		SET(CURLOPT_PASSWORD, o->password ? o->password : "");
	}
	SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(CURLOPT_OPENSOCKETDATA, r);
	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_WRITEDATA, r);
	SET(CURLOPT_HEADERFUNCTION, take_header);
	SET(CURLOPT_HEADERDATA, r);
	return OK;
}

static enum err MUST_CHECK
set_body(struct transfer *t, struct run *r)
{
	SET(CURLOPT_READFUNCTION, give_body);
	SET(CURLOPT_READDATA, r);
	SET(CURLOPT_SEEKFUNCTION, seek_body);
	SET(CURLOPT_SEEKDATA, r);
	return OK;
}

static enum err MUST_CHECK
set_http(struct transfer *t, struct run *r, struct curl_slist *headers)
{
	const struct transfer_order *o = r->order;

	SET(CURLOPT_USERAGENT, "Mercer");
	SET(CURLOPT_HTTPHEADER, headers);
	SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)o->max);
	if (!strcmp(o->method, "HEAD"))
		SET(CURLOPT_NOBODY, 1L);
	if (str_is_absent(o->body)) {
		SET(CURLOPT_CUSTOMREQUEST, o->method);
		return OK;
	}
	SET(CURLOPT_POST, 1L);
	SET(CURLOPT_CUSTOMREQUEST, o->method);
	SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)o->body.len);
	return set_body(t, r);
}

static enum err MUST_CHECK
set_mail(struct transfer *t, struct run *r, struct curl_slist *to)
{
	const struct transfer_order *o = r->order;

	SET(CURLOPT_MAIL_FROM, o->from);
	SET(CURLOPT_MAIL_RCPT, to);
	SET(CURLOPT_USE_SSL, (long)(o->starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
	SET(CURLOPT_UPLOAD, 1L);
	SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)o->body.len);
	SET(CURLOPT_DEBUGFUNCTION, watch);
	SET(CURLOPT_DEBUGDATA, r);
	SET(CURLOPT_VERBOSE, 1L);
	return set_body(t, r);
}

static enum err MUST_CHECK
set_lists(struct transfer *t, struct run *r, struct curl_slist **list)
{
	const struct transfer_order *o = r->order;
	const char *const mail[] = { o->to, NULL };

	for (const char *const *h = r->is_mail ? mail : o->headers; h && *h; h++) {
		struct curl_slist *longer = curl_slist_append(*list, *h);
		if (!longer)
			BUG("out of memory");
		*list = longer;
	}
	return r->is_mail ? set_mail(t, r, *list) : set_http(t, r, *list);
}

/* ---- running ---- */

/* The message's fault, or that of the way to the server? */
static enum err
smtp_verdict(const struct transfer_reply *reply)
{
	bool about_message = reply->stage[0] == '.' || !strcmp(reply->stage, "MAIL") || !strcmp(reply->stage, "RCPT") ||
	    !strcmp(reply->stage, "DATA");
	bool about_us = reply->status == 530 || reply->status == 534 || reply->status == 535 || reply->status == 538 ||
	    reply->status == 421;

	if (!about_message || about_us)
		return ERR_UNAVAILABLE;
	return reply->status >= 500 ? ERR_INVALID : reply->status >= 400 ? ERR_BUSY : ERR_UNAVAILABLE;
}

/* "550 5.1.1": the rest of the line may name the recipient, and details go to logs. */
static struct str
smtp_code(struct str line)
{
	size_t n = 0;

	while (n < line.len && strchr("0123456789. ", line.ptr[n]))
		n++;
	return str_trim(str_cut(line, n));
}

static enum err
verdict(const struct transfer *t, const struct run *r, CURLcode code)
{
	const char *why = t->error[0] ? t->error : curl_easy_strerror(code);

	if (code == CURLE_OK)
		return OK;
	if (r->vetoed)
		return err_fail(ERR_DENIED, "could not reach '%s': its address is not public", r->order->url);
	if (r->reply->body.failed || code == CURLE_FILESIZE_EXCEEDED)
		return err_fail(
		    ERR_LIMIT, "could not read '%s': the reply is larger than %zu bytes", r->order->url, r->order->max);
	if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
		return err_fail(ERR_DENIED, "could not use '%s': %s", r->order->url, why);
	if (code == CURLE_OPERATION_TIMEDOUT)
		return err_fail(ERR_TIMEOUT, "could not reach '%s': %s", r->order->url, why);
	if (r->is_mail && r->reply->status >= 400)
		return err_fail(smtp_verdict(r->reply), "%s answered %.*s to %s", r->order->url,
		    STR_ARG(smtp_code(buf_view(&r->reply->headers))), r->reply->stage);
	return err_fail(ERR_UNAVAILABLE, "could not reach '%s': %s", r->order->url, why);
}

enum err
transfer_run(struct transfer *t, struct arena *a, const struct transfer_order *o, struct transfer_reply *out)
{
	struct run r = { .order = o, .reply = out, .is_mail = o->from != NULL };
	struct curl_slist *list = NULL;
	long status = 0;
	CURLcode code;
	enum err err;

	*out = (struct transfer_reply){ 0 };
	buf_in_arena(&out->body, a, o->max ? o->max : BUF_LINE);
	buf_in_arena(&out->headers, a, HEADERS_MAX);
	t->error[0] = '\0';
	curl_easy_reset(t->curl); /* options go, connections stay */
	err = set_common(t, &r);
	if (!err)
		err = set_lists(t, &r, &list);
	if (!err) {
		code = curl_easy_perform(t->curl);
		if (curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status))
			status = 0;
		out->status = status;
		err = verdict(t, &r, code);
	}
	curl_slist_free_all(list);
	return err;
}
