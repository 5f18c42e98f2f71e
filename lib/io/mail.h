/*
 * mail.h - a mail as bytes: RFC 5322 with MIME, ready for SMTP.
 *
 * multipart/alternative of text and HTML, UTF-8, quoted-printable; lines end in CR LF and are at most 78 characters
 * long (998 where something cannot be folded).  Header text that is not ASCII becomes encoded words (RFC 2047).
 * Controls never reach a header: a name with CR LF in it cannot make one.
 */
#ifndef MERCER_MAIL_H
#define MERCER_MAIL_H

#include "lib/base/clock.h"

struct mail_message {
	struct str from, from_name; /* address; name may be absent */
	struct str to;              /* address */
	struct str reply_to;        /* address; may be absent */
	struct str subject;
	struct str text;            /* lines end in LF or CR LF */
	struct str html;            /* absent: text alone */
	/* before the '@' of Message-ID: equal for a repeat of the same mail, so that it can be recognised */
	struct str id;
	struct str language;        /* "de"; may be absent */
	struct time date;
	/* URL for List-Unsubscribe and one click (RFC 8058): marketing mail only; absent: none */
	struct str unsubscribe;
};
/* ERR_INVALID: an address, the id or the URL cannot be one.  ERR_LIMIT: past BUF_REPLY. */
enum err mail_build(struct arena *a, const struct mail_message *m, struct str *out) MUST_CHECK;

/* What may stand between < and > of a header and of an SMTP command: local@domain without blanks, controls, quotes and
 * brackets. */
bool mail_address_ok(struct str address);

#endif
