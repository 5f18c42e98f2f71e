/* people.c - what the pages of customers and of staff share.  See people.h. */
#include "fcgi/admin/people.h"
#include "lib/shop/clerk.h"
#include "lib/web/form.h"

static const struct shape_field args_fields[] = {
	SHAPE_STR(struct people_args, q, 0, 200, .doc = "name or e-mail address"),
	SHAPE_ENUM(struct people_args, state, account_states, .doc = "state"),
	SHAPE_I64(struct people_args, after, 0, INT64_MAX, .fallback = "0", .doc = "accounts older than this one"),
	SHAPE_STR(struct people_args, done, 0, 40, .doc = "what was done just now"),
};
const struct shape people_args_shape = SHAPE(struct people_args, args_fields, "A list of people.");

static const struct shape_field session_fields[] = { SHAPE_STR(
    struct people_session, session, 1, 40, .flags = SHAPE_REQUIRED, .doc = "id of a session") };
const struct shape people_session_shape = SHAPE(struct people_session, session_fields, "A session to end.");

#define PER_PAGE 50

struct str
office_person(struct req *r, const struct account *a)
{
	struct str given = a->given_name, family = a->family_name;

	if (str_is_empty(given) && str_is_empty(family))
		return str_is_empty(a->email) ? a->public_id : a->email;
	return str_trim(str_printf(r->arena, "%.*s %.*s", STR_ARG(given), STR_ARG(family)));
}

enum err
people_find(struct req *r, enum session_realm realm, struct account *out)
{
	enum err err = account_find(req_db(r), r->arena, r->params[0], out);

	if (!err && out->realm != (int)realm)
		return err_fail(ERR_NOT_FOUND, "an account of the other realm");
	return err;
}

struct str
people_state(struct req *r, int state, const char **tone)
{
	static const struct {
		const char *text, *tone;
	} states[] = { [ACCOUNT_PENDING] = { N_("not confirmed yet"), "warn" },
		[ACCOUNT_ACTIVE] = { N_("active"), "good" },
		[ACCOUNT_DISABLED] = { N_("disabled"), "bad" },
		[ACCOUNT_ERASED] = { N_("erased"), "quiet" } };

	*tone = (size_t)state < COUNT(states) ? states[state].tone : "quiet";
	return (size_t)state < COUNT(states) ? form_text(r, states[state].text) : STR_ABSENT;
}

/* ---- list ---- */

static void
fill_filter(struct req *r, struct block_view *b, const struct people_args *args, const char *path)
{
	static const struct form_field fields[] = { { "q", N_("Name or e-mail address"), FIELD_TEXT,
							.autocomplete = "off" },
		{ "state", N_("Status"), FIELD_SELECT } };
	struct view_list options = { 0 };
	const char *tone;

	b->form = arena_new_of(r->arena, struct form_view);
	b->method = STR("get");
	form_view_fill(r, b->form, fields, COUNT(fields), &people_args_shape, args, NULL);
	for (int i = -1; i < ACCOUNT_ERASED + 1; i++) {
		struct option_view *o = view_push(r, &options, sizeof(*o));
		*o = (struct option_view){ .value = i < 0 ? STR("") : str_of(account_states[i].name),
			.name = i < 0 ? form_text(r, N_("All")) : people_state(r, i, &tone),
			.chosen = i == args->state };
	}
	form_view_field(b->form, "state")->options = options.list;
	b->form->csrf = STR_ABSENT;
	b->form->action = office_url(r, path, STR(""));
	b->form->submit = form_text(r, N_("Search"));
}

static struct str
url_after(struct req *r, const char *path, const struct people_args *args, int64_t after)
{
	struct people_args next = *args;
	struct buf b;

	next.after = after;
	next.done = STR_ABSENT;
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, office_url(r, path, STR("")));
	buf_char(&b, '?');
	form_write(&b, &people_args_shape, &next);
	return buf_view(&b);
}

static void
fill_rows(struct req *r, struct block_view *b, const struct account *a, size_t count, const char *item)
{
	static const char *const columns[] = { N_("Name"), N_("E-mail address"), N_("Status"), N_("Last login"),
		N_("Since") };

	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nobody fits. Try fewer letters, or another state."));
	for (size_t i = 0; i < count; i++) {
		struct row_view *row = office_row(r, b);
		const char *tone;
		struct str state = people_state(r, a[i].state, &tone);
		office_cell(r, b, row, office_person(r, &a[i]))->url = office_url(r, item, a[i].public_id);
		office_cell(r, b, row, a[i].email);
		office_cell(r, b, row, state)->tone = str_of(tone);
		office_cell_time(r, b, row, a[i].last_login_at);
		office_cell_time(r, b, row, a[i].created_at);
	}
}

enum err
people_list(struct req *r, enum session_realm realm, const char *heading, const char *path, const char *item)
{
	const struct people_args *args = r->args;
	const struct account_filter f = {
		.realm = (int)realm, .q = args->q, .state = args->state, .after = args->after, .limit = PER_PAGE + 1
	};
	const struct account *a;
	struct office_page p;
	struct block_view *b;
	struct list people;
	enum err err = account_list(req_db(r), r->arena, &f, &people);

	if (err || (err = office_begin(r, &p, form_text(r, heading))))
		return err;
	office_notice(r, &p, args->done);
	if (realm == SESSION_OFFICE && office_may(r, PERM_STAFF_WRITE))
		office_link(r, &p.actions, N_("Invite somebody"), office_url(r, "/admin/staff/invite", STR("")));
	fill_filter(r, office_block(r, &p, NULL), args, path);
	b = office_block(r, &p, NULL);
	a = people.items;
	fill_rows(r, b, a, MIN(people.count, PER_PAGE), item);
	if (people.count > PER_PAGE)
		b->next_url = url_after(r, path, args, a[PER_PAGE - 1].id);
	if (args->after)
		b->first_url = url_after(r, path, args, 0);
	return office_reply(r, &p);
}

/* ---- one ---- */

void
people_profile(struct req *r, struct office_page *p, const struct account *a)
{
	struct block_view *b = office_block(r, p, N_("Profile"));
	const char *tone;
	struct cell_view *cell;

	p->tag = people_state(r, a->state, &tone);
	p->tag_tone = str_of(tone);
	cell = office_fact(r, b, N_("E-mail address"), a->email);
	cell->note = str_is_empty(a->email)
	    ? STR_ABSENT
	    : form_text(r, time_is_absent(a->email_confirmed_at) ? N_("not confirmed") : N_("confirmed"));
	office_fact(r, b, N_("Telephone"), a->phone);
	office_fact(r, b, N_("Birthday"), form_date(r, a->birthday));
	office_fact(r, b, N_("Language"), office_language(r, a->locale));
	office_fact(r, b, N_("Second factor"),
	    a->has_totp && a->passkeys ? form_text(r, N_("authenticator app and passkey"))
		: a->has_totp          ? form_text(r, N_("authenticator app"))
		: a->passkeys          ? form_text(r, N_("passkey"))
				       : form_text(r, N_("none")));
	office_fact_time(r, b, N_("Password changed"), a->password_changed_at);
	office_fact_time(r, b, N_("Last login"), a->last_login_at);
	office_fact_time(r, b, N_("Since"), a->created_at);
	office_fact(r, b, N_("Id"), a->public_id)->code = true;
}

static struct str
action_url(struct req *r, const char *path, struct str id, const char *action)
{
	return office_url(r, arena_printf(r->arena, "%s/*%s", path, action), id);
}

void
people_actions(struct req *r, struct office_page *p, const struct account *a, const char *path)
{
	if (a->state == ACCOUNT_ERASED)
		return;
	office_link(r, &p->actions, N_("Change"), action_url(r, path, a->public_id, "/edit"))->quiet = true;
	if (a->state == ACCOUNT_ACTIVE)
		office_button(r, &p->actions, N_("Send a password link"), action_url(r, path, a->public_id, "/reset"))
		    ->quiet = true;
	if (a->state == ACCOUNT_DISABLED)
		office_button(r, &p->actions, N_("Enable"), action_url(r, path, a->public_id, "/enable"))->quiet = true;
	else if (a->id != r->who.account_id) {
		struct button_view *b =
		    office_link(r, &p->actions, N_("Disable …"), action_url(r, path, a->public_id, "/disable"));
		b->quiet = b->danger = true;
	}
}

enum err
people_sessions(struct req *r, struct office_page *p, const struct account *a, const char *path)
{
	static const char *const columns[] = { N_("Browser"), N_("From where"), N_("Last seen"), N_("Since") };
	struct block_view *b = office_block(r, p, N_("Sessions"));
	const struct session *s;
	struct list all;
	enum err err = session_list(req_db(r), r->arena, a->id, r->who.session_id, &all);

	if (err)
		return err;
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Not logged in anywhere."));
	s = all.items;
	for (size_t i = 0; i < all.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *cell =
		    office_cell(r, b, row, str_is_absent(s[i].agent) ? STR_ABSENT : str_cut_chars(s[i].agent, 80));
		if (s[i].current)
			cell->note = form_text(r, N_("this session"));
		office_cell(r, b, row, s[i].ip);
		office_cell_time(r, b, row, s[i].seen_at);
		office_cell_time(r, b, row, s[i].created_at);
		if (path && !s[i].current) {
			struct button_view *end =
			    office_row_button(r, b, row, N_("End"), action_url(r, path, a->public_id, "/session"));
			end->name = STR("session");
			end->value = s[i].public_id;
		}
	}
	if (path && all.count > 1)
		office_link(r, &b->buttons, N_("End all sessions …"), action_url(r, path, a->public_id, "/sessions"))
		    ->quiet = true;
	return OK;
}

/* ---- actions ---- */

static struct str
home(struct req *r, const char *path, const struct account *a)
{
	return action_url(r, path, a->public_id, "");
}

/* Rules of the domain said no: back to the question, with the reason. */
static struct str
reason(struct req *r, enum err err)
{
	return form_text(r,
	    err == ERR_CONFLICT
		? N_("That is not possible: it is the last owner, or the account's state does not allow it.")
		: N_("That is not possible: this person may do more than you, or it is you. The attempt was recorded."));
}

enum err
people_ask_disable(struct req *r, enum session_realm realm, const char *path, struct str problem)
{
	struct account a;
	enum err err = people_find(r, realm, &a);

	if (err)
		return err;
	return office_confirm(r,
	    &(struct office_question){ .heading = N_("Disable this account?"),
		.subject = office_person(r, &a),
		.text = N_(
		    "The person is logged out everywhere and cannot log in until the account is enabled again. Nothing is deleted."),
		.submit = N_("Disable"),
		.action = action_url(r, path, a.public_id, "/disable"),
		.cancel = home(r, path, &a),
		.problem = problem });
}

enum err
people_set_state(struct req *r, enum session_realm realm, const char *path, enum account_state state)
{
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct account a;
	enum err err = people_find(r, realm, &a);

	if (!err)
		err = clerk_set_state(&e, &a, state);
	if ((err == ERR_DENIED || err == ERR_CONFLICT) && state == ACCOUNT_DISABLED) {
		err_clear();
		return people_ask_disable(r, realm, path, reason(r, err));
	}
	return err ? err : office_done(r, home(r, path, &a), state == ACCOUNT_DISABLED ? "disabled" : "enabled");
}

enum err
people_reset(struct req *r, enum session_realm realm, const char *path)
{
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct account a;
	enum err err = people_find(r, realm, &a);

	if (!err)
		err = clerk_send_reset(&e, &a);
	return err ? err : office_done(r, home(r, path, &a), "link-sent");
}

enum err
people_end_session(struct req *r, enum session_realm realm, const char *path)
{
	const struct people_session *in = r->form;
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct account a;
	enum err err = people_find(r, realm, &a);

	if (!err && r->errors.count)
		return ERR_INVALID;
	if (!err)
		err = clerk_end_session(&e, &a, in->session);
	return err ? err : office_done(r, home(r, path, &a), "ended");
}

enum err
people_ask_sessions(struct req *r, enum session_realm realm, const char *path)
{
	struct account a;
	enum err err = people_find(r, realm, &a);

	if (err)
		return err;
	return office_confirm(r,
	    &(struct office_question){ .heading = N_("End all sessions?"),
		.subject = office_person(r, &a),
		.text = N_("The person is logged out on every device and has to log in again."),
		.submit = N_("End all sessions"),
		.action = action_url(r, path, a.public_id, "/sessions"),
		.cancel = home(r, path, &a) });
}

enum err
people_end_sessions(struct req *r, enum session_realm realm, const char *path)
{
	struct who who = who_of(r);
	struct account_env e = env_of(r, &who);
	struct account a;
	enum err err = people_find(r, realm, &a);

	if (!err)
		err = clerk_end_session(&e, &a, STR_ABSENT);
	return err ? err : office_done(r, home(r, path, &a), "all-ended");
}
