/*
 * smtp.h - delivery of a mail to the shop's mail server (mail.* keys): plain, STARTTLS or TLS, with or without a login.
 *
 * The connection is kept for the next mail for half a minute.  The password is in the file <secrets.path>/smtp.
 */
#ifndef MERCER_SMTP_H
#define MERCER_SMTP_H

#include "lib/base/conf.h"

struct smtp;
/* After fork; one per process.  Does not connect yet.  ERR_NOT_FOUND, ERR_DENIED, ERR_IO: mail.user is set, and its
 * password cannot be read. */
enum err smtp_new(const struct config *c, struct smtp **out) MUST_CHECK;
void smtp_free(struct smtp *s); /* NULL is accepted */

/* `message` as mail_build() made it.  *reply: what the server said last ("250 2.0.0 queued as 4711"), in the arena, may
 * be absent.
 * ERR_UNAVAILABLE, ERR_TIMEOUT: the server cannot be reached or does not let us in; nothing is wrong with the mail.
 * ERR_BUSY: 4xx, later perhaps.
 * ERR_INVALID: 5xx, never. */
enum err smtp_send(
    struct smtp *s, struct arena *a, struct str from, struct str to, struct str message, struct str *reply) MUST_CHECK;

#endif
