/* Forgotten and changed passwords, other addresses: lib/shop/account_password.c, account_email.c. */
#include "lib/shop/session.h"
#include "t/lib/shop/people.h"

#include <unistd.h>

static struct str
log_in(struct people *p, struct str email, struct str password)
{
	struct login_outcome out = { 0 };

	CHECK_ERR(
	    account_login(&p->env, SESSION_SHOP, &(struct login){ .email = email, .password = password }, &out), OK);
	return out.result == LOGIN_OK ? out.token : STR_ABSENT;
}

static bool
is_in(struct people *p, struct str token)
{
	struct session s;
	enum err err = session_find(p->env.db, p->env.cache, p->f.arena, token, SESSION_SHOP, true, &s);

	err_clear();
	return err == OK;
}

static void
test_reset__link(void)
{
	struct people p;
	struct str email, link, session;
	struct account a, seen;

	people_open(&p);
	email = people_address(&p, "forgot");
	a = people_customer(&p, email, GOOD_PASSWORD);
	session = log_in(&p, email, GOOD_PASSWORD);
	CU_ASSERT(is_in(&p, session));
	CHECK_ERR(account_reset_ask(&p.env, SESSION_SHOP, email), OK);
	link = people_sent(&p, "account.reset_asked", a.public_id, "link");
	CHECK_ERR(account_reset_peek(&p.env, link, &seen), OK);
	CHECK_ERR(account_reset_peek(&p.env, link, &seen), OK); /* looking uses nothing up */
	CU_ASSERT(seen.id == a.id);
	/* A password that is not taken does not cost the link. */
	CHECK_ERR(account_reset(&p.env, link, STR("short"), &p.errors), ERR_INVALID);
	CU_ASSERT(p.errors.count == 1 && str_eq_z(p.errors.items[0].name, "password"));
	CHECK_ERR(account_reset(&p.env, link, OTHER_PASSWORD, &p.errors), OK);
	CHECK_ERR(account_reset(&p.env, link, GOOD_PASSWORD, &p.errors), ERR_GONE);
	CHECK_ERR(account_reset_peek(&p.env, link, &seen), ERR_GONE);
	CU_ASSERT(!is_in(&p, session));
	CU_ASSERT(str_is_absent(log_in(&p, email, GOOD_PASSWORD)) && !str_is_absent(log_in(&p, email, OTHER_PASSWORD)));
	CU_ASSERT_EQUAL(people_events(&p, "account.password_changed", a.public_id), 1);
	CU_ASSERT_EQUAL(people_audits(&p, AUDIT_OK, "password.changed", a.public_id), 1);
	people_close(&p);
}

static void
test_reset__nobody_is_told(void)
{
	const struct registration in = { .email = STR(""), .password = GOOD_PASSWORD };
	struct registration waiting = in;
	struct people p;
	struct account a;

	people_open(&p);
	CHECK_ERR(account_reset_ask(&p.env, SESSION_SHOP, people_address(&p, "nobody")), OK);
	CHECK_ERR(account_reset_ask(&p.env, SESSION_SHOP, STR("no address")), OK);
	CHECK_ERR(account_reset_ask(&p.env, SESSION_SHOP, STR_ABSENT), OK);
	/* Who has yet to confirm gets that mail again. */
	waiting.email = people_address(&p, "waiting");
	CHECK_ERR(account_register(&p.env, &waiting, &p.errors), OK);
	CHECK_ERR(account_reset_ask(&p.env, SESSION_SHOP, waiting.email), OK);
	a = people_account(&p, waiting.email);
	CU_ASSERT_EQUAL(people_events(&p, "account.reset_asked", a.public_id), 0);
	CU_ASSERT_EQUAL(people_events(&p, "account.confirm_asked", a.public_id), 1);
	CHECK_ERR(account_reset_ask(&p.env, SESSION_OFFICE, waiting.email), OK);
	CU_ASSERT_EQUAL(people_events(&p, "account.confirm_asked", a.public_id), 1);
	CHECK_ERR(account_reset(&p.env, STR("x"), GOOD_PASSWORD, &p.errors), ERR_NOT_FOUND);
	people_close(&p);
}

static enum err
race_reset(struct people *p, void *payload)
{
	struct field_errors errors = { .arena = p->f.arena };
	enum err err = account_reset(&p->env, *(struct str *)payload,
	    str_printf(p->f.arena, "the password of number %d", (int)getpid()), &errors);

	return err;
}

/* 50 at once with one link: one success.  And two links at once: the second is worth nothing afterwards. */
static void
test_reset__race(void)
{
	struct people p;
	struct str email, first, link;
	struct account a;

	people_open(&p);
	email = people_address(&p, "race");
	a = people_customer(&p, email, GOOD_PASSWORD);
	CHECK_ERR(account_reset_ask(&p.env, SESSION_SHOP, email), OK);
	first = people_sent(&p, "account.reset_asked", a.public_id, "link");
	CHECK_ERR(account_reset_ask(&p.env, SESSION_SHOP, email), OK);
	link = people_sent(&p, "account.reset_asked", a.public_id, "link");
	CU_ASSERT_FATAL(!str_eq(first, link));
	CU_ASSERT_EQUAL(people_race(&p, 50, race_reset, &link, OK), 1);
	CU_ASSERT_EQUAL(people_events(&p, "account.password_changed", a.public_id), 1);
	CHECK_ERR(account_reset(&p.env, first, GOOD_PASSWORD, &p.errors), ERR_GONE);
	people_close(&p);
}

static void
test_password__change(void)
{
	struct people p;
	struct str email, here, there;
	struct session s;
	struct account a;

	people_open(&p);
	email = people_address(&p, "change");
	a = people_customer(&p, email, GOOD_PASSWORD);
	here = log_in(&p, email, GOOD_PASSWORD);
	there = log_in(&p, email, GOOD_PASSWORD);
	CHECK_ERR(session_find(p.env.db, p.env.cache, p.f.arena, here, SESSION_SHOP, true, &s), OK);
	CHECK_ERR(account_change_password(&p.env, a.id, s.id, OTHER_PASSWORD, OTHER_PASSWORD, &p.errors), ERR_INVALID);
	CU_ASSERT(p.errors.count == 1 && str_eq_z(p.errors.items[0].name, "present"));
	p.errors.count = 0;
	CHECK_ERR(account_change_password(&p.env, a.id, s.id, GOOD_PASSWORD, email, &p.errors), ERR_INVALID);
	CU_ASSERT(p.errors.count == 1 && str_eq_z(p.errors.items[0].name, "wanted"));
	CU_ASSERT(is_in(&p, here) && is_in(&p, there));
	CHECK_ERR(account_change_password(&p.env, a.id, s.id, GOOD_PASSWORD, OTHER_PASSWORD, &p.errors), OK);
	CU_ASSERT(is_in(&p, here) && !is_in(&p, there));
	CU_ASSERT_EQUAL(people_events(&p, "account.password_changed", a.public_id), 1);
	people_close(&p);
}

static void
test_email__change(void)
{
	struct people p;
	struct str old, new, session, link;
	struct account a, out;

	people_open(&p);
	old = people_address(&p, "old");
	new = people_address(&p, "New");
	a = people_customer(&p, old, GOOD_PASSWORD);
	session = log_in(&p, old, GOOD_PASSWORD);
	CHECK_ERR(account_change_email(&p.env, a.id, OTHER_PASSWORD, new, &p.errors), ERR_INVALID);
	CU_ASSERT(p.errors.count == 1 && str_eq_z(p.errors.items[0].name, "password"));
	p.errors.count = 0;
	CHECK_ERR(account_change_email(&p.env, a.id, GOOD_PASSWORD, STR("no address"), &p.errors), ERR_INVALID);
	CHECK_ERR(account_change_email(&p.env, a.id, GOOD_PASSWORD, old, &p.errors), ERR_INVALID);
	CU_ASSERT(p.errors.count == 2 && str_eq_z(p.errors.items[1].name, "email"));
	p.errors.count = 0;
	CHECK_ERR(account_change_email(&p.env, a.id, GOOD_PASSWORD, new, &p.errors), OK);
	CU_ASSERT(is_in(&p, session) && people_account(&p, old).id == a.id); /* nothing has changed yet */
	CU_ASSERT(str_eq(people_sent(&p, "account.email_change_asked", a.public_id, "to"), new));
	link = people_sent(&p, "account.email_change_asked", a.public_id, "link");
	CHECK_ERR(account_change_email_confirm(&p.env, link, &out), OK);
	CU_ASSERT(out.id == a.id && str_eq(out.email, new) && !is_in(&p, session));
	CHECK_ERR(account_change_email_confirm(&p.env, link, &out), ERR_GONE);
	CU_ASSERT(str_eq(people_sent(&p, "account.email_changed", a.public_id, "to"), old));
	CHECK_ERR(account_by_email(p.env.db, p.f.arena, SESSION_SHOP, old, &out), ERR_NOT_FOUND);
	CU_ASSERT(!str_is_absent(log_in(&p, new, GOOD_PASSWORD)));
	people_close(&p);
}

/* The address of another account is not taken, and who asks is not told; one that waits for its confirmation gives way.
 * */
static void
test_email__of_others(void)
{
	const struct registration in = { .email = STR(""), .password = OTHER_PASSWORD };
	struct registration squatter = in;
	struct people p;
	struct str taken, squatted, link, squat_link;
	struct account a, other, waiting, out;

	people_open(&p);
	taken = people_address(&p, "taken");
	a = people_customer(&p, people_address(&p, "mover"), GOOD_PASSWORD);
	other = people_customer(&p, taken, OTHER_PASSWORD);
	CHECK_ERR(account_change_email(&p.env, a.id, GOOD_PASSWORD, taken, &p.errors), OK);
	CU_ASSERT_EQUAL(people_events(&p, "account.email_change_asked", a.public_id), 1);
	CU_ASSERT(str_is_absent(people_sent(&p, "account.email_change_asked", a.public_id, "link")));
	CU_ASSERT_EQUAL(people_events(&p, "account.exists", other.public_id), 1);

	squatted = squatter.email = people_address(&p, "squatted");
	CHECK_ERR(account_register(&p.env, &squatter, &p.errors), OK);
	waiting = people_account(&p, squatted);
	squat_link = people_sent(&p, "account.registered", waiting.public_id, "link");
	CHECK_ERR(account_change_email(&p.env, a.id, GOOD_PASSWORD, squatted, &p.errors), OK);
	link = people_sent(&p, "account.email_change_asked", a.public_id, "link");
	CHECK_ERR(account_change_email_confirm(&p.env, link, &out), OK);
	CU_ASSERT(people_account(&p, squatted).id == a.id);
	CHECK_ERR(account_confirm(&p.env, squat_link, &out), ERR_GONE);
	people_close(&p);
}

struct two {
	struct str links[2];
};

static enum err
race_email(struct people *p, void *payload)
{
	const struct two *t = payload;
	struct account out;

	return account_change_email_confirm(&p->env, t->links[getpid() % 2], &out);
}

/* Two accounts move to one address at once: one of them has it. */
static void
test_email__race(void)
{
	struct people p;
	struct str wanted;
	struct two t;

	people_open(&p);
	wanted = people_address(&p, "wanted");
	for (int i = 0; i < 2; i++) {
		struct account a = people_customer(&p, people_address(&p, "mover"), GOOD_PASSWORD);
		CHECK_ERR(account_change_email(&p.env, a.id, GOOD_PASSWORD, wanted, &p.errors), OK);
		t.links[i] = people_sent(&p, "account.email_change_asked", a.public_id, "link");
		CU_ASSERT_FATAL(!str_is_absent(t.links[i]));
	}
	CU_ASSERT_EQUAL(people_race(&p, 30, race_email, &t, OK), 1);
	people_close(&p);
}

SUITE(account_password,
    { "reset by a link", test_reset__link },
    { "nobody is told", test_reset__nobody_is_told },
    { "reset race", test_reset__race },
    { "change", test_password__change },
    { "another address", test_email__change },
    { "addresses of others", test_email__of_others },
    { "two want one address", test_email__race });
