/* mail.c - mercer mail: what was sent to whom, what the mail server said, and sending a dead one again. */
#include "bin/mercer/mercer.h"
#include "lib/shop/audit.h"
#include "lib/shop/mail.h"

#include <getopt.h>

#define LIST_MAX 1000

static const char *
time_text(struct arena *a, struct time t)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	if (!time_is_absent(t))
		time_rfc3339(&b, (struct time){ t.us - t.us % US_PER_S });
	return b.len ? b.ptr : "-";
}

static int
list(struct app *app, const struct mail_filter *f)
{
	struct list rows;
	const struct mail_row *r;
	enum err err = mail_list(app_db(app, "mercer"), app->arena, f, &rows);

	if (err)
		return app_failed(err, "could not read the mails");
	r = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		printf("%-20s %-28.*s %-18.*s %-7s %lld  %.*s  %.*s\n", time_text(app->arena, r[i].created_at),
		    STR_ARG(r[i].public_id), STR_ARG(r[i].template), mail_states[r[i].state].name,
		    (long long)r[i].attempts, STR_ARG(r[i].recipient), STR_ARG(r[i].reply));
	if (rows.count == LIST_MAX)
		printf("(the newest %d)\n", LIST_MAX);
	return EXIT_OK;
}

static int
show(struct app *app, const char *id)
{
	struct mail_row r;
	enum err err = mail_find(app_db(app, "mercer"), app->arena, str_of(id), &r);

	if (err)
		return app_failed(err, "could not find mail '%s'", id);
	printf(
	    "id         %.*s\nevent      %.*s %.*s\naccount    %.*s\ntemplate   %.*s (%.*s)\nrecipient  %.*s\nsubject    %.*s\n",
	    STR_ARG(r.public_id), STR_ARG(r.event), STR_ARG(r.event_type), STR_ARG(r.account), STR_ARG(r.template),
	    STR_ARG(r.locale), STR_ARG(r.recipient), STR_ARG(r.subject));
	printf("state      %s after %lld tries\nreply      %.*s\nfirst try  %s\nsent       %s\n",
	    mail_states[r.state].name, (long long)r.attempts, STR_ARG(r.reply), time_text(app->arena, r.created_at),
	    time_text(app->arena, r.sent_at));
	return EXIT_OK;
}

struct again {
	struct arena *arena;
	const char *id;
};

static enum err
again(struct db *db, void *payload)
{
	const struct again *x = payload;
	const struct who who = { .actor = "operator" };
	enum err err = mail_retry(db, x->arena, str_of(x->id));

	return err
	    ? err
	    : audit(db, &who,
		  &(struct audit){ .event = AUDIT_MAIL_RETRIED, .object_kind = "mail", .object = str_of(x->id) });
}

static int
retry(struct app *app, const char *id)
{
	struct again x = { app->arena, id };
	enum err err = db_transaction(app_db(app, "mercer"), again, &x);

	if (err)
		return app_failed(err, "could not send mail '%s' again", id);
	puts("to be sent again");
	return EXIT_OK;
}

int
cmd_mail(struct app *app, int argc, char **argv)
{
	static const struct option options[] = { { "dead", no_argument, NULL, 'd' },
		{ "waiting", no_argument, NULL, 'w' }, { "to", required_argument, NULL, 't' },
		{ "account", required_argument, NULL, 'a' }, { 0 } };
	struct mail_filter f = { .state = -1, .limit = LIST_MAX };
	const char *verb;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'd': f.state = MAIL_DEAD; break;
		case 'w': f.state = MAIL_WAITING; break;
		case 't': f.recipient = str_of(optarg); break;
		case 'a': f.account = str_of(optarg); break;
		default: return app_usage("mail");
		}
	}
	verb = optind < argc ? argv[optind++] : "list";
	if (!strcmp(verb, "list") && optind == argc)
		return list(app, &f);
	if (!strcmp(verb, "show") && argc - optind == 1)
		return show(app, argv[optind]);
	if (!strcmp(verb, "retry") && argc - optind == 1)
		return retry(app, argv[optind]);
	return app_usage("mail");
}
