/*
 * mail.h - what was sent to whom: the log of deliveries.  One row per event, template and recipient, so that an event
 * that comes twice sends once.
 *
 * A row is made before the first try (waiting), and says in the end what the mail server said: sent, or dead.  Texts of
 * mails are not kept, they can be made again from the event.  Rows go with the account, and when retention.h says so.
 */
#ifndef MERCER_SHOP_MAIL_H
#define MERCER_SHOP_MAIL_H

#include "lib/io/db.h"

enum mail_state { MAIL_WAITING, MAIL_SENT, MAIL_DEAD };
extern const struct shape_enum mail_states[];

struct mail_row {
	int64_t id;
	struct str public_id;    /* "mail_..." */
	struct str event;        /* public id of the event; absent: not kept any more */
	struct str event_type;
	struct str account;      /* public id; absent: none */
	struct str template, locale, recipient, subject;
	int state;
	int64_t attempts;
	struct str reply;        /* what the server said, or why it could not be asked */
	struct time created_at, sent_at;
};
extern const struct shape mail_row_shape;

/* ---- the worker ---- */

/* To whom an event's mails go.  ERR_NOT_FOUND: no such account. */
struct mail_account {
	int64_t id;
	struct str public_id;
	bool is_office, is_erased;
	struct str email, email_key, given_name, locale; /* may be absent, but for locale */
	struct time email_confirmed_at;
};
enum err mail_account(struct db *db, struct arena *a, struct str public_id, struct mail_account *out) MUST_CHECK;

struct mail_new {
	int64_t event_id, account_id;
	struct str template, locale, recipient;
};
struct mail_ticket {
	int64_t id;
	int state;
};
/* The row of this mail, made when it is not there. */
enum err mail_take(struct db *db, struct arena *a, const struct mail_new *n, struct mail_ticket *out) MUST_CHECK;
/* What came of a try: MAIL_WAITING is "not yet". */
enum err mail_note(struct db *db, int64_t id, enum mail_state state, struct str subject, struct str reply) MUST_CHECK;

/* ---- people ---- */

struct mail_filter {
	int state;               /* enum mail_state; -1: all */
	struct str account;      /* public id; absent: all */
	struct str recipient;    /* whole address, any case; absent: all */
	int64_t before;          /* id; 0: from the newest */
	int64_t limit;
};
/* struct mail_row, newest first */
enum err mail_list(struct db *db, struct arena *a, const struct mail_filter *f, struct list *out) MUST_CHECK;
enum err mail_find(struct db *db, struct arena *a, struct str public_id, struct mail_row *out) MUST_CHECK;
/* A dead mail waits again.  In a transaction of the caller, which records who did it.  ERR_NOT_FOUND; ERR_CONFLICT: it
 * is not dead, or its event is not kept any more. */
enum err mail_retry(struct db *db, struct arena *a, struct str public_id) MUST_CHECK;

extern const struct db_module mail_work_sql; /* worker */
extern const struct db_module mail_list_sql; /* admin */

#endif
