/*
 * mail_events.c - the subscriber "mail": which event sends which mail to whom.
 *
 * An event may send several.  Each is a row of the table mail: one that was sent is not sent again when the event comes again.  The secret of a link
 * and addresses that are not (yet, or any more) the account's come sealed in the payload: {"link":"<token>","to":"<address>"}.
 */
#include "bin/worker/mail_view.h"
#include "lib/base/escape.h"
#include "lib/io/json_tree.h"
#include "lib/io/mail.h"
#include "lib/shop/mail.h"

enum to { TO_SEALED_OR_ACCOUNT, TO_ACCOUNT, TO_SEALED };

struct kind {
	const char *type;
	enum mail_template template;
	enum to to;
	const char *shop_path, *office_path; /* of the link; the token is appended when there is one */
	bool needs_token;
};

/* The token follows as ?t=, or as the last part of a path that ends in '/'. */
static const struct kind kinds[] = {
	{ "account.registered", MAIL_CONFIRM, TO_SEALED_OR_ACCOUNT, "/confirm", "/admin/login/invite/", true },
	{ "account.confirm_asked", MAIL_CONFIRM, TO_SEALED_OR_ACCOUNT, "/confirm", "/admin/login/invite/", true },
	{ "account.confirmed", MAIL_WELCOME, TO_ACCOUNT, "/account", "/admin", false },
	{ "account.exists", MAIL_EXISTS, TO_SEALED_OR_ACCOUNT, "/login", "/admin/login", false },
	{ "account.reset_asked", MAIL_RESET, TO_ACCOUNT, "/password/reset", "/admin/login/reset/", true },
	{ "account.password_changed", MAIL_PASSWORD_CHANGED, TO_ACCOUNT, "/login", "/admin/login", false },
	{ "account.email_change_asked", MAIL_EMAIL_CONFIRM, TO_SEALED, "/confirm/email", "/admin/login", true },
	{ "account.email_change_asked", MAIL_EMAIL_NOTICE, TO_ACCOUNT, "/account/email", "/admin/account", false },
	{ "account.email_changed", MAIL_EMAIL_CHANGED, TO_ACCOUNT, "/account/email", "/admin/account", false },
	{ "account.email_changed", MAIL_EMAIL_CHANGED, TO_SEALED, "/account/email", "/admin/account", false },
	{ "account.invited", MAIL_INVITED, TO_SEALED_OR_ACCOUNT, "/invite", "/admin/login/invite/", true },
	{ "account.disabled", MAIL_DISABLED, TO_ACCOUNT, "/", "/admin", false },
	{ "account.enabled", MAIL_ENABLED, TO_ACCOUNT, "/login", "/admin/login", false },
	{ "account.login_new_place", MAIL_LOGIN_NEW_PLACE, TO_ACCOUNT, "/account/sessions", "/admin/account", false },
	{ "account.factor_changed", MAIL_FACTOR_CHANGED, TO_ACCOUNT, "/account/security", "/admin/account", false },
	{ "account.identity_linked", MAIL_FACTOR_CHANGED, TO_ACCOUNT, "/account/security", "/admin/account", false },
	{ "account.identity_unlinked", MAIL_FACTOR_CHANGED, TO_ACCOUNT, "/account/security", "/admin/account", false },
	{ "privacy.export_ready", MAIL_EXPORT_READY, TO_ACCOUNT, "/account/privacy", "/admin", false },
	{ "privacy.erase_asked", MAIL_ERASE_ASKED, TO_ACCOUNT, "/account/privacy", "/admin", false },
};

/* An event while its mails are made. */
struct job_at_hand {
	struct worker *w;
	struct arena *arena;
	const struct outbox_event *event;
	const struct kind *kind;
	const struct json_node *payload;
	struct mail_account account;
	struct str token, to;    /* unsealed; may be absent */
	struct str recipient;
	int locale;              /* index */
};

static enum err
unseal(struct job_at_hand *j)
{
	struct str sealed = json_text(j->payload, "sealed"), text;
	const struct json_node *node;
	enum err err;

	if (!sealed.len)
		return OK;
	if ((err = outbox_unseal(j->arena, &j->w->master, j->event->object, sealed, &text)) || (err = json_tree(j->arena, text, &node)))
		return err;
	j->token = json_text(node, "link");
	j->to = json_text(node, "to");
	return OK;
}

/* ---- the view ---- */

/* "a•••@example.com": enough to recognise one's own. */
static struct str
masked(struct arena *a, struct str address)
{
	size_t at = str_find(address, '@'), first = 0;

	if (at == address.len)
		return STR_ABSENT;
	(void)str_next_char(address, &first);
	return str_printf(a, "%.*s\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2%.*s", (int)MIN(first, at), address.ptr, STR_ARG(str_skip(address, at)));
}

static struct str
when(struct arena *a, struct time t, struct str locale)
{
	struct civil c = time_civil(t);
	struct buf b;

	buf_in_arena(&b, a, BUF_LINE);
	time_date(&b, t, locale);
	buf_printf(&b, ", %02d:%02d UTC", c.hour, c.minute);
	return buf_view(&b);
}

/* Pages of the default language have no prefix. */
static struct str
address_of(const struct job_at_hand *j, const char *path)
{
	struct str locale = i18n_locale(j->w->i18n, j->locale);
	bool prefix = j->locale > 0 && !j->account.is_office;

	return str_printf(j->arena, "%s%s%.*s%s", config_z(j->w->config, "site.url"), prefix ? "/" : "", prefix ? (int)locale.len : 0, locale.ptr, path);
}

static struct str
link_of(const struct job_at_hand *j)
{
	const struct kind *k = j->kind;
	struct str plain = address_of(j, j->account.is_office ? k->office_path : k->shop_path);
	struct buf b;

	if (!k->needs_token)
		return plain;
	buf_in_arena(&b, j->arena, BUF_LINE);
	buf_str(&b, plain);
	if (!str_ends(plain, STR("/")))
		buf_lit(&b, "?t=");
	escape_url_part(&b, j->token);
	return buf_view(&b);
}

static void
fill_life(const struct job_at_hand *j, struct mail_view *v)
{
	const struct json_node *node = json_at(j->payload, "link_minutes");
	int64_t minutes = 0;

	if (!node || node->type != JSON_NUMBER || str_to_i64(node->text, 1, 1000000, &minutes))
		return;
	if (minutes % 1440 == 0 && minutes > 1440)
		v->link_days = minutes / 1440;
	else if (minutes % 60 == 0)
		v->link_hours = minutes / 60;
	else
		v->link_minutes = minutes;
}

static void
fill_factor(const struct job_at_hand *j, struct mail_view *v)
{
	struct str change = json_text(j->payload, "change"), factor = json_text(j->payload, "factor");

	v->factor_added = str_eq(change, STR("added")) || str_eq(j->event->type, STR("account.identity_linked"));
	v->factor_removed = str_eq(change, STR("removed")) || str_eq(j->event->type, STR("account.identity_unlinked"));
	v->factor_used = str_eq(change, STR("used"));
	v->is_totp = str_eq(factor, STR("totp"));
	v->is_passkey = str_eq(factor, STR("passkey"));
	v->is_recovery = str_starts(factor, STR("recovery"));
	v->is_all = str_eq(factor, STR("all"));
	v->is_identity = str_starts(j->event->type, STR("account.identity_"));
}

static struct mail_view
view_of(const struct job_at_hand *j)
{
	const struct config *c = j->w->config;
	struct str url = config_str(c, "site.url");
	size_t scheme = str_starts(url, STR("https://")) ? strlen("https://") : strlen("http://");
	struct mail_view v = { .site_name = config_str(c, "site.name"), .site_host = str_skip(url, scheme),
		.locale = i18n_locale(j->w->i18n, j->locale), .is_office = j->account.is_office, .at = when(j->arena, j->event->at,
		i18n_locale(j->w->i18n, j->locale)) };

	v.site_url = address_of(j, "/");
	v.link = link_of(j);
	v.help_link = address_of(j, j->account.is_office ? "/admin/login/forgotten" : "/password/forgotten");
	/* A name that a stranger may have typed is not shown before its owner has confirmed the address. */
	if (!time_is_absent(j->account.email_confirmed_at))
		v.name = j->account.given_name;
	/* Not in the notice that a change was asked for: it would tell whether the wanted address has an account. */
	if (j->kind->template == MAIL_EMAIL_CHANGED)
		v.address = masked(j->arena, j->account.email);
	fill_life(j, &v);
	fill_factor(j, &v);
	return v;
}

/* ---- one mail ---- */

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
build(const struct job_at_hand *j, struct str *subject, struct str *message)
{
	const struct config *c = j->w->config;
	struct mail_view view = view_of(j);
	struct buf html, all;
	struct mail_message m = { .from = config_str(c, "mail.from"), .from_name = config_str(c, "mail.from_name"),
		.reply_to = config_str(c, "mail.reply_to"), .to = j->recipient, .language = i18n_locale(j->w->i18n, j->locale), .date = j->event->at };
	unsigned char digest[32];
	struct buf id;
	enum err err;

	if (!m.from_name.len)
		m.from_name = view.site_name;
	buf_in_arena(&html, j->arena, BUF_REPLY);
	buf_in_arena(&all, j->arena, BUF_REPLY);
	tmpl_render(tmpl_get(j->w->templates, 2 * (size_t)j->kind->template), j->locale, &view, &html);
	tmpl_render(tmpl_get(j->w->templates, 2 * (size_t)j->kind->template + 1), j->locale, &view, &all);
	if (html.failed || all.failed)
		return err_fail(ERR_LIMIT, "a mail grew too large");
	if ((err = split_subject(j->arena, buf_view(&all), subject, &m.text)))
		return err;
	/* The same mail has the same id, whichever process sends it, and however often. */
	crypto_sha256(j->recipient, digest);
	buf_in_arena(&id, j->arena, BUF_LINE);
	buf_printf(&id, "%.*s.%s.", STR_ARG(j->event->public_id), mail_names[j->kind->template]);
	hex_write(&id, digest, 4);
	m.subject = *subject;
	m.html = buf_view(&html);
	m.id = buf_view(&id);
	return mail_build(j->arena, &m, message);
}

static bool
find_recipient(struct job_at_hand *j)
{
	const struct kind *k = j->kind;

	j->recipient = k->to == TO_ACCOUNT || (k->to == TO_SEALED_OR_ACCOUNT && !j->to.len) ? j->account.email : j->to;
	return j->recipient.len > 0;
}

/* Waiting until it is certain; a refusal for good is noted before the task is given up. */
static enum err
send_one(const struct job_at_hand *j)
{
	const struct mail_new n = { .event_id = j->event->event_id, .account_id = j->account.id, .template = str_of(mail_names[j->kind->template]),
		.locale = i18n_locale(j->w->i18n, j->locale), .recipient = j->recipient };
	struct str subject = STR_ABSENT, message, reply = STR_ABSENT;
	struct mail_ticket ticket;
	enum err err = mail_take(j->w->db, j->arena, &n, &ticket), noted;

	if (err || ticket.state == MAIL_SENT)
		return err;
	err = build(j, &subject, &message);
	if (!err)
		err = smtp_send(j->w->smtp, j->arena, config_str(j->w->config, "mail.from"), j->recipient, message, &reply);
	if (str_is_absent(reply) && err)
		reply = str_dup(j->arena, str_of(err_detail()[0] ? err_detail() : err_name(err)));
	noted = mail_note(j->w->db, ticket.id, !err ? MAIL_SENT : err == ERR_INVALID ? MAIL_DEAD : MAIL_WAITING, subject, reply);
	return err ? err : noted;
}

static enum err
load(struct job_at_hand *j)
{
	struct str locale;
	enum err err = mail_account(j->w->db, j->arena, j->event->object, &j->account);

	if (err || j->account.is_erased || (err = json_tree(j->arena, j->event->payload, &j->payload)) || (err = unseal(j)))
		return err;
	locale = json_text(j->payload, "locale");
	j->locale = i18n_find(j->w->i18n, locale.len ? locale : j->account.locale);
	j->locale = MAX(j->locale, 0);
	return OK;
}

enum err
mail_handle(void *env, struct arena *a, const struct outbox_event *event)
{
	struct job_at_hand j = { .w = env, .arena = a, .event = event };
	bool wanted = false;
	enum err err = OK, first = OK;

	for (size_t i = 0; i < COUNT(kinds); i++)
		wanted = wanted || str_eq_z(event->type, kinds[i].type);
	if (!wanted)
		return OK;
	err = load(&j);
	if (err == ERR_NOT_FOUND || (!err && j.account.is_erased)) { /* gone: nobody is to be told */
		err_clear();
		return OK;
	}
	/* One that cannot be sent does not keep the other from being. */
	for (size_t i = 0; !err && i < COUNT(kinds); i++) {
		enum err one;
		j.kind = &kinds[i];
		if (!str_eq_z(event->type, kinds[i].type) || !find_recipient(&j))
			continue;
		one = kinds[i].needs_token && !j.token.len ? err_fail(ERR_INVALID, "the payload holds no link") : send_one(&j);
		first = first ? first : one;
	}
	return err ? err : first;
}
