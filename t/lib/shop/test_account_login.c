/* Login: lib/shop/account_login.c. */
#include "lib/shop/puzzle.h"
#include "lib/shop/session.h"
#include "t/lib/shop/people.h"

#include <unistd.h>

static struct login_outcome
log_in_with(struct people *p, const struct login *in)
{
	struct login_outcome out = { 0 };

	CHECK_ERR(account_login(&p->env, SESSION_SHOP, in, &out), OK);
	return out;
}

static struct login_outcome
log_in(struct people *p, struct str email, struct str password)
{
	return log_in_with(p, &(struct login){ .email = email, .password = password });
}

/* Unknown, wrong, waiting for its confirmation, disabled: one answer. */
static void
test_login__one_answer(void)
{
	struct people p;
	struct str email, pending;
	struct account a;
	const struct registration in = { .email = STR("x"), .password = GOOD_PASSWORD };
	struct registration waiting = in;

	people_open_as(&p, "admin"); /* who may disable */
	email = people_address(&p, "one");
	pending = people_address(&p, "pending");
	a = people_customer(&p, email, GOOD_PASSWORD);
	waiting.email = pending;
	CHECK_ERR(account_register(&p.env, &waiting, &p.errors), OK);
	CU_ASSERT_EQUAL(log_in(&p, people_address(&p, "unknown"), GOOD_PASSWORD).result, LOGIN_REFUSED);
	CU_ASSERT_EQUAL(log_in(&p, STR("no address at all"), GOOD_PASSWORD).result, LOGIN_REFUSED);
	CU_ASSERT_EQUAL(log_in(&p, STR_ABSENT, STR_ABSENT).result, LOGIN_REFUSED);
	CU_ASSERT_EQUAL(log_in(&p, email, OTHER_PASSWORD).result, LOGIN_REFUSED);
	CU_ASSERT_EQUAL(log_in(&p, pending, GOOD_PASSWORD).result, LOGIN_REFUSED);
	CHECK_ERR(account_set_state(&p.env, a.id, ACCOUNT_DISABLED), OK);
	CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD).result, LOGIN_REFUSED);
	CHECK_ERR(account_set_state(&p.env, a.id, ACCOUNT_ACTIVE), OK);
	CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD).result, LOGIN_OK);
	CU_ASSERT_EQUAL(people_audits(&p, AUDIT_REFUSED, "login.refused", a.public_id), 2);
	people_close(&p);
}

/* The other realm is another world. */
static void
test_login__realms(void)
{
	struct people p;
	struct str email;
	struct account a;
	struct login_outcome out;

	people_open_as(&p, "admin");
	email = people_address(&p, "staff");
	CHECK_ERR(
	    account_create(&p.env, ACCOUNT_STAFF, email, STR("Given"), STR_ABSENT, GOOD_PASSWORD, &p.errors, &a), OK);
	CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD).result, LOGIN_REFUSED);
	CHECK_ERR(
	    account_login(&p.env, SESSION_OFFICE, &(struct login){ .email = email, .password = GOOD_PASSWORD }, &out),
	    OK);
	CU_ASSERT_EQUAL(out.result, LOGIN_FACTOR); /* always in the back office */
	CU_ASSERT(out.token.len == SESSION_TOKEN_LEN && out.account.id == a.id);
	people_close(&p);
}

static void
test_login__second_factor(void)
{
	static const struct db_query add = { "test_add_totp", "i", NULL,
		"INSERT INTO totp (account_id, secret, confirmed_at) VALUES (?, 'x', NOW(6))" };
	struct people p;
	struct session s;
	struct str email;
	struct account a;
	struct login_outcome out;
	struct db_arg id;

	people_open(&p);
	email = people_address(&p, "factor");
	a = people_customer(&p, email, GOOD_PASSWORD);
	id = db_i64(a.id);
	CHECK_ERR(db_exec(p.f.db, &add, &id, 1, NULL), OK);
	out = log_in(&p, email, GOOD_PASSWORD);
	CU_ASSERT_EQUAL(out.result, LOGIN_FACTOR);
	CHECK_ERR(session_find(p.env.db, p.env.cache, p.f.arena, out.token, SESSION_SHOP, true, &s), OK);
	CU_ASSERT_EQUAL(s.stage, SESSION_PASSWORD);
	people_close(&p);
}

/* Who guesses from one place is stopped; the owner, elsewhere, is not. */
static void
test_login__one_place_guesses(void)
{
	struct people p;
	struct str email;
	struct account a;
	struct login_outcome out = { 0 };
	int tries = 0;

	people_open(&p);
	email = people_address(&p, "guessed");
	a = people_customer(&p, email, GOOD_PASSWORD);
	for (; tries < 20 && out.result != LOGIN_LATER; tries++)
		out = log_in(&p, email, OTHER_PASSWORD);
	CU_ASSERT_EQUAL(tries, config_i64(p.f.config, "login.pair_burst") + 1);
	CU_ASSERT(out.retry_s > 0 && out.retry_s <= 60);
	CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD).result, LOGIN_LATER); /* the right one too */
	CU_ASSERT(people_audits(&p, AUDIT_REFUSED, "login.throttled", a.public_id) == 2);
	p.who.ip = STR("2001:db8:77::1");
	CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD).result, LOGIN_OK);
	people_close(&p);
}

/* A success forgets the failures before it. */
static void
test_login__success_clears(void)
{
	struct people p;
	struct str email;

	people_open(&p);
	email = people_address(&p, "clumsy");
	people_customer(&p, email, GOOD_PASSWORD);
	for (int round = 0; round < 3; round++) {
		for (int64_t i = 1; i < config_i64(p.f.config, "login.pair_burst"); i++)
			CU_ASSERT_EQUAL(log_in(&p, email, OTHER_PASSWORD).result, LOGIN_REFUSED);
		CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD).result, LOGIN_OK);
	}
	people_close(&p);
}

/* Many places guess at one account: no lock-out, but a puzzle for everybody, known account or not. */
static void
test_login__many_places_guess(void)
{
	struct people p;
	struct str email, unknown;
	struct login in = { .password = GOOD_PASSWORD };
	struct login_outcome out = { 0 };

	setenv("MERCER_LOGIN_ACCOUNT_BURST", "2", 1);
	setenv("MERCER_LOGIN_PUZZLE_BITS", "6", 1);
	people_open(&p);
	email = people_address(&p, "many");
	unknown = people_address(&p, "unknown");
	people_customer(&p, email, GOOD_PASSWORD);
	for (int i = 0; i < 3; i++) {
		p.who.ip = str_printf(p.f.arena, "172.16.%d.1", i);
		out = log_in(&p, unknown, OTHER_PASSWORD);
	}
	CU_ASSERT(out.result == LOGIN_PUZZLE && !str_is_empty(out.puzzle));
	for (int i = 0; i < 3; i++) {
		p.who.ip = str_printf(p.f.arena, "172.17.%d.1", i);
		out = log_in(&p, email, OTHER_PASSWORD);
	}
	CU_ASSERT(out.result == LOGIN_PUZZLE && out.retry_s == 60 && str_is_absent(out.token));
	in.email = email;
	in.puzzle = out.puzzle;
	in.solution = STR("x");
	CU_ASSERT_EQUAL(log_in_with(&p, &in).result, LOGIN_PUZZLE);
	in.solution = people_solve(&p, in.puzzle);
	CU_ASSERT_EQUAL(log_in_with(&p, &in).result, LOGIN_OK);
	CU_ASSERT_EQUAL(log_in_with(&p, &in).result, LOGIN_PUZZLE); /* solved once, used once */
	unsetenv("MERCER_LOGIN_ACCOUNT_BURST");
	unsetenv("MERCER_LOGIN_PUZZLE_BITS");
	people_close(&p);
}

/* A mail when somebody logs in from elsewhere; not the first time, not for a newer version of the browser. */
static void
test_login__new_place(void)
{
	struct people p;
	struct str email;
	struct account a;

	people_open(&p);
	email = people_address(&p, "traveller");
	a = people_customer(&p, email, GOOD_PASSWORD);
	p.who.ip = STR("192.0.2.1");
	CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD).result, LOGIN_OK);
	p.who.ip = STR("192.0.2.99");
	p.who.agent = STR("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
	CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD).result, LOGIN_OK);
	CU_ASSERT_EQUAL(people_events(&p, "account.login_new_place", a.public_id), 0);
	p.who.ip = STR("198.51.100.1");
	CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD).result, LOGIN_OK);
	CU_ASSERT_EQUAL(people_events(&p, "account.login_new_place", a.public_id), 1);
	CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD).result, LOGIN_OK);
	CU_ASSERT_EQUAL(people_events(&p, "account.login_new_place", a.public_id), 1);
	people_close(&p);
}

/* Higher parameters reach an account at its next login. */
static void
test_login__rehash(void)
{
	static const struct db_query old = { "test_old_hash", "si", NULL,
		"UPDATE account SET password_hash = ? WHERE id = ?" };
	static const struct db_query now = {
		"test_hashes", "i", &fixture_count_shape,
		"SELECT COUNT(*) AS n FROM account WHERE id = ? AND password_hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'"
	};
	struct people p;
	struct str email;
	struct account a;
	struct db_arg args[2];
	int64_t n = -1;

	people_open(&p);
	email = people_address(&p, "old");
	a = people_customer(&p, email, GOOD_PASSWORD);
	args[0] = db_str(STR("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"));
	args[1] = db_i64(a.id);
	CHECK_ERR(db_exec(p.f.db, &old, args, 2, NULL), OK);
	CU_ASSERT_EQUAL(log_in(&p, email, STR("password")).result, LOGIN_OK);
	CHECK_ERR(db_row(p.f.db, &now, &args[1], 1, p.f.arena, &n), OK);
	CU_ASSERT_EQUAL(n, 1);
	CU_ASSERT_EQUAL(log_in(&p, email, STR("password")).result, LOGIN_OK);
	people_close(&p);
}

struct both {
	struct str email, password, wanted;
	int64_t id;
};

static enum err
race_login(struct people *p, void *payload)
{
	const struct both *b = payload;
	const bool changes = getpid() % 8 == 0;
	const struct login in = { .email = b->email, .password = b->password };
	struct login_outcome out;
	struct field_errors errors = { .arena = p->f.arena };

	p->who.ip = str_printf(p->f.arena, "10.99.%d.1", (int)getpid() % 256);
	/* A login is to fall between the check of the old password and the commit of the new one: they are spread over
	 * that time. */
	nanosleep(&(struct timespec){ .tv_nsec = changes ? 0 : (long)(crypto_random_u64() % 250) * 1000000 }, NULL);
	if (changes)
		return account_change_password(&p->env, b->id, 0, b->password, b->wanted, &errors) ? ERR_CONFLICT : OK;
	return account_login(&p->env, SESSION_SHOP, &in, &out);
}

/* No session that the old password opened outlives its change, whoever was first. */
static void
test_login__races_with_a_change(void)
{
	static const struct db_query live = {
		"test_live_sessions", "i", &fixture_count_shape,
		"SELECT COUNT(*) AS n FROM session s JOIN account a ON a.id = s.account_id WHERE a.id = ? AND s.epoch = a.session_epoch"
	};
	struct people p;
	struct both b = { .password = GOOD_PASSWORD, .wanted = OTHER_PASSWORD };
	struct db_arg id;
	int64_t n = -1;

	people_open(&p);
	for (int round = 0; round < 8; round++) {
		p.who.ip = str_printf(p.f.arena, "10.98.%d.1", round);
		b.email = people_address(&p, "race");
		b.id = people_customer(&p, b.email, GOOD_PASSWORD).id;
		id = db_i64(b.id);
		people_race(&p, 24, race_login, &b, OK);
		CHECK_ERR(db_row(p.f.db, &live, &id, 1, p.f.arena, &n), OK);
		CU_ASSERT_EQUAL(n, 0);
	}
	p.who.ip = STR("203.0.113.9");
	CU_ASSERT_EQUAL(log_in(&p, b.email, OTHER_PASSWORD).result, LOGIN_OK);
	people_close(&p);
}

static void
test_login__present_password(void)
{
	struct people p;
	struct account a;
	enum err err = OK;

	people_open(&p);
	a = people_customer(&p, people_address(&p, "present"), GOOD_PASSWORD);
	CHECK_ERR(account_check_password(&p.env, a.id, GOOD_PASSWORD), OK);
	CHECK_ERR(account_check_password(&p.env, a.id, OTHER_PASSWORD), ERR_DENIED);
	CHECK_ERR(account_check_password(&p.env, a.id, STR_ABSENT), ERR_DENIED);
	for (int i = 0; i < 10 && err != ERR_BUSY; i++)
		err = account_check_password(&p.env, a.id, OTHER_PASSWORD);
	CU_ASSERT_EQUAL(err, ERR_BUSY);
	CHECK_ERR(account_check_password(&p.env, a.id, GOOD_PASSWORD), ERR_BUSY);
	people_close(&p);
}

SUITE(account_login,
    { "one answer", test_login__one_answer },
    { "realms", test_login__realms },
    { "second factor", test_login__second_factor },
    { "one place guesses", test_login__one_place_guesses },
    { "success clears", test_login__success_clears },
    { "many places guess", test_login__many_places_guess },
    { "new place", test_login__new_place },
    { "rehash", test_login__rehash },
    { "races with a change", test_login__races_with_a_change },
    { "present password", test_login__present_password });
