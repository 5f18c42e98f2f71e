/*
 * transfer.h - one transfer by libcurl, an HTTP request or the delivery of a mail: what http.c and smtp.c are made of.
 *
 * curl/curl.h is included by transfer.c alone.  No signals, no proxy from the environment, no .netrc, no redirects, no
 * cookies; certificates are always checked; only the protocol of the order is spoken.  A handle keeps its connections
 * for the next transfer; one per process and use, opened after fork.
 */
#ifndef MERCER_TRANSFER_H
#define MERCER_TRANSFER_H

#include "lib/base/buf.h"

struct transfer;
struct transfer *transfer_new(void);
void transfer_free(struct transfer *t); /* NULL is accepted */

struct transfer_order {
	const char *url;            /* https://, http://, smtps://, smtp:// */
	const char *protocols;      /* what `url` may be: "https" */
	const char *ca;             /* file of the authorities; NULL or "": the system's */
	const char *user, *password;/* NULL: none */
	int64_t connect_ms, total_ms;
	/* veto addresses that are not public: loopback, private networks, metadata services */
	bool public_only;
	/* HTTP */
	const char *method;         /* "GET", "POST" */
	const char *const *headers; /* "Name: value", ends with NULL; may be NULL */
	struct str body;            /* absent: none; of a mail: the message */
	size_t max;                 /* of the reply's body */
	/* SMTP */
	const char *from, *to;      /* envelope */
	bool starttls;              /* refuse to go on without */
};
struct transfer_reply {
	int64_t status;             /* HTTP status; last SMTP reply code; 0: none */
	struct buf body;            /* the caller's arena */
	struct buf headers;         /* HTTP: lines of the last reply; SMTP: the server's last line */
	/* SMTP: the command that was on its way last, "EHLO", "MAIL", "RCPT", "DATA", "." */
	char stage[8];
};
/* OK: there is a reply, whatever it says.  ERR_UNAVAILABLE: cannot resolve, connect, or agree on TLS, or the connection
 * broke.  ERR_TIMEOUT.
 * ERR_DENIED: vetoed address, or a URL of another protocol.  ERR_LIMIT: reply larger than max.  ERR_BUSY, ERR_INVALID:
 * SMTP said 4xx, 5xx. */
enum err transfer_run(
    struct transfer *t, struct arena *a, const struct transfer_order *o, struct transfer_reply *out) MUST_CHECK;

/* May we talk to it when a stranger chose the name?  IPv4: 4 bytes, IPv6: 16.  Only what is globally routable (RFC 6890
 * and its registries). */
bool transfer_is_public(const unsigned char *address, size_t len);

#endif
