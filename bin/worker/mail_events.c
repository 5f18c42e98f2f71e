/*
 * mail_events.c - the subscriber "mail": which event sends which mail to whom.
 *
 * An event may send several.  Each is a row of the table mail: one that was sent is not sent again when the event comes
 * again.  The secret of a link and addresses that are not (yet, or any more) the account's come sealed in the payload:
 * {"link":"<token>","to":"<address>"}.
 * Mails about orders: mail_orders.c.
 */
#include "bin/worker/mail_send.h"
#include "lib/base/escape.h"
#include "lib/io/json_tree.h"
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
	if ((err = outbox_unseal(j->arena, &j->w->master, j->event->object, sealed, &text)) ||
	    (err = json_tree(j->arena, text, &node)))
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
	return str_printf(a, "%.*s\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2%.*s", (int)MIN(first, at), address.ptr,
	    STR_ARG(str_skip(address, at)));
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

	return str_printf(j->arena, "%s%s%.*s%s", config_z(j->w->config, "site.url"), prefix ? "/" : "",
	    prefix ? (int)locale.len : 0, locale.ptr, path);
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
	struct mail_view v = mail_view_begin(j->w, j->arena, j->locale);

	v.is_office = j->account.is_office;
	v.at = when(j->arena, j->event->at, v.locale);
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

static bool
find_recipient(struct job_at_hand *j)
{
	const struct kind *k = j->kind;

	j->recipient = k->to == TO_ACCOUNT || (k->to == TO_SEALED_OR_ACCOUNT && !j->to.len) ? j->account.email : j->to;
	return j->recipient.len > 0;
}

static enum err
send_one(const struct job_at_hand *j)
{
	const struct mail_view view = view_of(j);

	return mail_deliver(&(struct mail_parcel){ .w = j->w,
	    .arena = j->arena,
	    .event = j->event,
	    .template = j->kind->template,
	    .locale = j->locale,
	    .account_id = j->account.id,
	    .recipient = j->recipient,
	    .view = &view });
}

static enum err
load(struct job_at_hand *j)
{
	struct str locale;
	enum err err = mail_account(j->w->db, j->arena, j->event->object, &j->account);

	if (err || j->account.is_erased || (err = json_tree(j->arena, j->event->payload, &j->payload)) ||
	    (err = unseal(j)))
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

	if (mail_is_of_order(event))
		return mail_order_handle(env, a, event);
	if (mail_is_of_stock(event))
		return mail_stock_handle(env, a, event);
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
		one = kinds[i].needs_token && !j.token.len ? err_fail(ERR_INVALID, "the payload holds no link")
							   : send_one(&j);
		first = first ? first : one;
	}
	return err ? err : first;
}
