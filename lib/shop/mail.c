/* mail.c - the table mail.  See mail.h. */
#include "lib/shop/mail.h"
#include "lib/io/crypto.h"
#include "lib/shop/outbox_read.h"

const struct shape_enum mail_states[] = { { "waiting", MAIL_WAITING }, { "sent", MAIL_SENT }, { "dead", MAIL_DEAD },
	{ 0 } };

static const struct shape_field row_fields[] = {
	SHAPE_I64(struct mail_row, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN, .doc = "row"),
	SHAPE_STR(struct mail_row, public_id, 1, 28, .doc = "id"),
	SHAPE_STR(struct mail_row, event, 0, 28, .doc = "id of the event that caused it"),
	SHAPE_STR(struct mail_row, event_type, 0, 64, .doc = "what happened"),
	SHAPE_STR(struct mail_row, account, 0, 28, .doc = "id of the account that it is about"),
	SHAPE_STR(struct mail_row, template, 1, 64, .doc = "which mail"),
	SHAPE_STR(struct mail_row, locale, 1, 12, .doc = "its language"),
	SHAPE_STR(struct mail_row, recipient, 1, 254, .doc = "to whom"),
	SHAPE_STR(struct mail_row, subject, 0, 500, .doc = "subject"),
	SHAPE_ENUM(struct mail_row, state, mail_states, .doc = "waiting, sent or dead"),
	SHAPE_I64(struct mail_row, attempts, 0, INT64_MAX, .doc = "tries so far"),
	SHAPE_STR(struct mail_row, reply, 0, 500, .doc = "what the mail server said last"),
	SHAPE_TIME(struct mail_row, created_at, .doc = "when it was first tried"),
	SHAPE_TIME(struct mail_row, sent_at, .doc = "when the mail server took it"),
};
const struct shape mail_row_shape = SHAPE(struct mail_row, row_fields, "A mail.");

static const struct shape_field account_fields[] = {
	SHAPE_I64(struct mail_account, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN, .doc = "row"),
	SHAPE_STR(struct mail_account, public_id, 1, 28, .doc = "id"),
	SHAPE_BOOL(struct mail_account, is_office, .doc = "of the back office"),
	SHAPE_BOOL(struct mail_account, is_erased, .doc = "nobody is behind it any more"),
	SHAPE_STR(struct mail_account, email, 0, 254, .doc = "address as it was given"),
	SHAPE_STR(struct mail_account, email_key, 0, 254, .doc = "address, normal form"),
	SHAPE_STR(struct mail_account, given_name, 0, 100, .doc = "name"),
	SHAPE_STR(struct mail_account, locale, 1, 12, .doc = "language"),
	SHAPE_TIME(struct mail_account, email_confirmed_at, .doc = "when the address was proved"),
};
static const struct shape account_shape_ = SHAPE(struct mail_account, account_fields, "Whom a mail goes to.");

static const struct shape_field ticket_fields[] = {
	SHAPE_I64(struct mail_ticket, id, 1, INT64_MAX, .doc = "row"),
	SHAPE_ENUM(struct mail_ticket, state, mail_states, .doc = "what came of it so far"),
};
static const struct shape ticket_shape = SHAPE(struct mail_ticket, ticket_fields, "A mail at work.");

enum { ACCOUNT, ADD, TICKET, NOTE };
static const struct db_query work_queries[] = {
	[ACCOUNT] = { "mail_account", "s", &account_shape_,
	    "SELECT id, public_id, realm = 'office' AS is_office, state = 'erased' AS is_erased, email, email_key, given_name, locale,"
	    " email_confirmed_at FROM account WHERE public_id = ?" },
	[ADD] = { "mail_add", "siisss", NULL,
	    "INSERT INTO mail (public_id, event_id, account_id, template, locale, recipient) VALUES (?, ?, ?, ?, ?, ?)" },
	[TICKET] = { "mail_ticket", "iss", &ticket_shape,
	    "SELECT id, state FROM mail WHERE event_id = ? AND template = ? AND recipient = ?" },
	[NOTE] = { "mail_note", "sssii", NULL,
	    "UPDATE mail SET state = ?, attempts = attempts + 1, subject = COALESCE(?, subject), reply = ?,"
	    " sent_at = CASE WHEN ? THEN NOW(6) ELSE NULL END WHERE id = ?" },
};
const struct db_module mail_work_sql = { "mail_work", work_queries, COUNT(work_queries) };

enum err
mail_account(struct db *db, struct arena *a, struct str public_id, struct mail_account *out)
{
	const struct db_arg arg = db_str(public_id);

	return db_row(db, &work_queries[ACCOUNT], &arg, 1, a, out);
}

enum err
mail_take(struct db *db, struct arena *a, const struct mail_new *n, struct mail_ticket *out)
{
	const struct db_arg key[] = { db_i64(n->event_id), db_str(n->template), db_str(n->recipient) };
	enum err err = db_row(db, &work_queries[TICKET], key, COUNT(key), a, out);
	char id[32];

	if (err != ERR_NOT_FOUND)
		return err;
	err_clear();
	public_id(id, "mail");
	{
		const struct db_arg args[] = { db_str(str_of(id)), db_i64(n->event_id),
			n->account_id ? db_i64(n->account_id) : db_null('i'), db_str(n->template), db_str(n->locale),
			db_str(n->recipient) };
		err = db_exec(db, &work_queries[ADD], args, COUNT(args), NULL);
	}
	if (err == ERR_CONFLICT) { /* another process made it in this moment */
		err_clear();
		err = OK;
	}
	return err ? err : db_row(db, &work_queries[TICKET], key, COUNT(key), a, out);
}

enum err
mail_note(struct db *db, int64_t id, enum mail_state state, struct str subject, struct str reply)
{
	const struct db_arg args[] = { db_str(str_of(mail_states[state].name)),
		db_str(str_is_absent(subject) ? subject : str_cut_chars(subject, 500)),
		db_str(str_is_absent(reply) ? reply : str_cut_chars(reply, 500)), db_i64(state == MAIL_SENT),
		db_i64(id) };

	return db_exec(db, &work_queries[NOTE], args, COUNT(args), NULL);
}

/* ---- people ---- */

enum { LIST, FIND, WAIT };
#define ROWS \
	"SELECT m.id, m.public_id, o.public_id AS event, o.type AS event_type, a.public_id AS account, m.template, m.locale, m.recipient, m.subject," \
	" m.state, m.attempts, m.reply, m.created_at, m.sent_at FROM mail m LEFT JOIN outbox o ON o.id = m.event_id" \
	" LEFT JOIN account a ON a.id = m.account_id"
static const struct db_query list_queries[] = {
	[LIST] = { "mail_list", "ssssssiii", &mail_row_shape,
	    ROWS
	    " WHERE (? IS NULL OR m.state = ?) AND (? IS NULL OR m.account_id = (SELECT id FROM account WHERE public_id = ?))"
	    " AND (? IS NULL OR m.recipient = ?) AND (? = 0 OR m.id < ?) ORDER BY m.id DESC LIMIT ?" },
	[FIND] = { "mail_find", "s", &mail_row_shape, ROWS " WHERE m.public_id = ?" },
	[WAIT] = { "mail_wait", "i", NULL, "UPDATE mail SET state = 'waiting' WHERE id = ? AND state = 'dead'" },
};
const struct db_module mail_list_sql = { "mail_list", list_queries, COUNT(list_queries) };

enum err
mail_list(struct db *db, struct arena *a, const struct mail_filter *f, struct list *out)
{
	const struct db_arg state = db_str(f->state < 0 ? STR_ABSENT : str_of(mail_states[f->state].name)),
			    account = db_str(f->account), recipient = db_str(f->recipient);
	const struct db_arg args[] = { state, state, account, account, recipient, recipient, db_i64(f->before),
		db_i64(f->before), db_i64(f->limit) };

	return db_rows(db, &list_queries[LIST], args, COUNT(args), a, (size_t)f->limit, out);
}

enum err
mail_find(struct db *db, struct arena *a, struct str public_id, struct mail_row *out)
{
	const struct db_arg arg = db_str(public_id);

	return db_row(db, &list_queries[FIND], &arg, 1, a, out);
}

enum err
mail_retry(struct db *db, struct arena *a, struct str public_id)
{
	struct mail_row row;
	struct db_done done;
	struct db_arg id;
	int64_t count;
	enum err err = mail_find(db, a, public_id, &row);

	if (err)
		return err;
	if (str_is_absent(row.event))
		return err_fail(ERR_CONFLICT, "could not send mail '%.*s' again: its event is not kept any more",
		    STR_ARG(public_id));
	id = db_i64(row.id);
	if ((err = db_exec(db, &list_queries[WAIT], &id, 1, &done)) ||
	    (err = outbox_retry(db, row.event, STR("mail"), &count)))
		return err;
	return done.affected
	    ? OK
	    : err_fail(ERR_CONFLICT, "could not send mail '%.*s' again: it is not dead", STR_ARG(public_id));
}
