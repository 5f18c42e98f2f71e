/* mail_send.c - one mail: built of its templates, given to the mail server, noted.  See mail_send.h. */
#include "bin/worker/mail_send.h"
#include "lib/io/mail.h"
#include "lib/shop/mail.h"

struct mail_view
mail_view_begin(const struct worker *w, struct arena *a, int locale)
{
	struct str url = config_str(w->config, "site.url");
	size_t scheme = str_starts(url, STR("https://")) ? strlen("https://") : strlen("http://");

	return (struct mail_view){ .site_name = config_str(w->config, "site.name"),
		.site_host = str_skip(url, scheme),
		.locale = i18n_locale(w->i18n, locale),
		.site_url = mail_url(w, a, locale, "/") };
}

/* Pages of the default language have no prefix. */
struct str
mail_url(const struct worker *w, struct arena *a, int locale, const char *path)
{
	struct str code = i18n_locale(w->i18n, locale);
	bool prefix = locale > 0;

	return str_printf(a, "%s%s%.*s%s", config_z(w->config, "site.url"), prefix ? "/" : "",
	    prefix ? (int)code.len : 0, code.ptr, path);
}

/* One empty line where paragraphs that are not shown left several. */
static struct str
squeezed(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.len + 1);
	size_t n = 0, breaks = 2; /* none at the start */

	for (size_t i = 0; i < s.len; i++) {
		breaks = s.ptr[i] == '\n' ? breaks + 1 : 0;
		if (breaks <= 2)
			out[n++] = s.ptr[i];
	}
	return str_n(out, n);
}

/* The text begins with "Subject: ...", a line of its own, and an empty one. */
static enum err
split_subject(struct arena *a, struct str all, struct str *subject, struct str *text)
{
	struct str rest = all, line;

	if (!str_split(&rest, '\n', &line) || !str_starts(line, STR("Subject: ")) || str_is_absent(rest))
		return err_fail(ERR_INTERNAL, "a mail's text template does not begin with its subject");
	*subject = str_trim(str_skip(line, strlen("Subject: ")));
	*text = squeezed(a, rest);
	return OK;
}

static enum err
build(const struct mail_parcel *p, struct str *subject, struct str *message)
{
	const struct config *c = p->w->config;
	struct buf html, all;
	struct mail_message m = { .from = config_str(c, "mail.from"),
		.from_name = config_str(c, "mail.from_name"),
		.reply_to = config_str(c, "mail.reply_to"),
		.to = p->recipient,
		.language = i18n_locale(p->w->i18n, p->locale),
		.date = p->event->at };
	unsigned char digest[32];
	struct buf id;
	enum err err;

	if (!m.from_name.len)
		m.from_name = p->view->site_name;
	buf_in_arena(&html, p->arena, BUF_REPLY);
	buf_in_arena(&all, p->arena, BUF_REPLY);
	tmpl_render(tmpl_get(p->w->templates, 2 * (size_t)p->template), p->locale, p->view, &html);
	tmpl_render(tmpl_get(p->w->templates, 2 * (size_t)p->template + 1), p->locale, p->view, &all);
	if (html.failed || all.failed)
		return err_fail(ERR_LIMIT, "a mail grew too large");
	if ((err = split_subject(p->arena, buf_view(&all), subject, &m.text)))
		return err;
	/* The same mail has the same id, whichever process sends it, and however often. */
	crypto_sha256(p->recipient, digest);
	buf_in_arena(&id, p->arena, BUF_LINE);
	buf_printf(&id, "%.*s.%s.", STR_ARG(p->event->public_id), mail_names[p->template]);
	hex_write(&id, digest, 4);
	m.subject = *subject;
	m.html = buf_view(&html);
	m.id = buf_view(&id);
	return mail_build(p->arena, &m, message);
}

/* Waiting until it is certain; a refusal for good is noted before the task is given up. */
enum err
mail_deliver(const struct mail_parcel *p)
{
	const struct mail_new n = { .event_id = p->event->event_id,
		.account_id = p->account_id,
		.template = str_of(mail_names[p->template]),
		.locale = i18n_locale(p->w->i18n, p->locale),
		.recipient = p->recipient };
	struct str subject = STR_ABSENT, message, reply = STR_ABSENT;
	struct mail_ticket ticket;
	enum err err = mail_take(p->w->db, p->arena, &n, &ticket), noted;

	if (err || ticket.state == MAIL_SENT)
		return err;
	err = build(p, &subject, &message);
	if (!err)
		err = smtp_send(
		    p->w->smtp, p->arena, config_str(p->w->config, "mail.from"), p->recipient, message, &reply);
	if (str_is_absent(reply) && err)
		reply = str_dup(p->arena, str_of(err_detail()[0] ? err_detail() : err_name(err)));
	noted = mail_note(p->w->db, ticket.id,
	    !err                     ? MAIL_SENT
		: err == ERR_INVALID ? MAIL_DEAD
				     : MAIL_WAITING,
	    subject, reply);
	return err ? err : noted;
}
