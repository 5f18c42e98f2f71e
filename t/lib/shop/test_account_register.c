/* Registration and its confirmation: lib/shop/account_register.c. */
#include "t/lib/shop/people.h"

static enum err
register_as(struct people *p, struct str email, struct str password, bool newsletter)
{
	const struct registration in = {
		.email = email, .password = password, .given_name = STR("Given"), .newsletter = newsletter
	};

	p->errors.count = 0;
	return account_register(&p->env, &in, &p->errors);
}

static enum login_result
log_in(struct people *p, struct str email, struct str password)
{
	const struct login in = { .email = email, .password = password };
	struct login_outcome out = { 0 };

	CHECK_ERR(account_login(&p->env, SESSION_SHOP, &in, &out), OK);
	CU_ASSERT((out.result == LOGIN_OK) == (out.token.len == SESSION_TOKEN_LEN));
	return out.result;
}

static void
test_register__and_log_in(void)
{
	struct people p;
	struct str email, link;
	struct account a;

	people_open(&p);
	email = people_address(&p, "New.Person");
	CHECK_ERR(register_as(&p, email, GOOD_PASSWORD, false), OK);
	a = people_account(&p, email);
	CU_ASSERT(
	    a.state == ACCOUNT_PENDING && !a.has_password && str_is_absent(a.given_name) && str_eq(a.email, email));
	CU_ASSERT_EQUAL(people_events(&p, "account.registered", a.public_id), 1);
	CU_ASSERT_EQUAL(people_audits(&p, AUDIT_OK, "account.registered", a.public_id), 1);
	CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD), LOGIN_REFUSED);

	link = people_sent(&p, "account.registered", a.public_id, "link");
	CU_ASSERT_EQUAL_FATAL(link.len, 43);
	CHECK_ERR(account_confirm(&p.env, link, &a), OK);
	CU_ASSERT(
	    a.state == ACCOUNT_ACTIVE && a.has_password && str_eq_z(a.given_name, "Given") && str_eq_z(a.locale, "de"));
	CU_ASSERT(!time_is_absent(a.email_confirmed_at));
	CHECK_ERR(account_confirm(&p.env, link, &a), ERR_GONE);
	CU_ASSERT_EQUAL(people_events(&p, "account.confirmed", a.public_id), 1);
	CU_ASSERT_EQUAL(people_audits(&p, AUDIT_OK, "account.confirmed", a.public_id), 1);

	CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD), LOGIN_OK);
	CU_ASSERT_EQUAL(log_in(&p, str_lower(p.f.arena, email), GOOD_PASSWORD), LOGIN_OK);
	CU_ASSERT_EQUAL(log_in(&p, email, OTHER_PASSWORD), LOGIN_REFUSED);
	CU_ASSERT_EQUAL(log_in(&p, people_address(&p, "nobody"), GOOD_PASSWORD), LOGIN_REFUSED);
	CU_ASSERT_EQUAL(people_audits(&p, AUDIT_OK, "login", a.public_id), 2);
	people_close(&p);
}

static void
test_register__fields(void)
{
	static const struct { const char *email, *password, *field;
	} bad[] = { { "", "a quiet lantern above the harbour", "email" },
		{ "not an address", "a quiet lantern above the harbour", "email" },
		{ "a@localhost", "a quiet lantern above the harbour", "email" }, { "a@example.org", "", "password" },
		{ "a@example.org", "too short", "password" }, { "a@example.org", "passwordpassword", "password" } };
	struct people p;

	people_open(&p);
	for (size_t i = 0; i < COUNT(bad); i++) {
		CHECK_ERR(register_as(&p, str_of(bad[i].email), str_of(bad[i].password), false), ERR_INVALID);
		CU_ASSERT_FATAL(p.errors.count >= 1);
		CU_ASSERT(str_eq_z(p.errors.items[0].name, bad[i].field));
	}
	people_close(&p);
}

/* The answer is the same; the owner hears of it. */
static void
test_register__known_address(void)
{
	struct people p;
	struct str email;
	struct account a;

	people_open(&p);
	email = people_address(&p, "known");
	a = people_customer(&p, email, GOOD_PASSWORD);
	CHECK_ERR(register_as(&p, email, OTHER_PASSWORD, false), OK);
	CU_ASSERT_EQUAL(people_events(&p, "account.exists", a.public_id), 1);
	CU_ASSERT_EQUAL(people_events(&p, "account.registered", a.public_id), 1);
	CU_ASSERT_EQUAL(people_audits(&p, AUDIT_REFUSED, "account.registered", a.public_id), 1);
	CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD), LOGIN_OK);
	CU_ASSERT_EQUAL(log_in(&p, email, OTHER_PASSWORD), LOGIN_REFUSED);
	people_close(&p);
}

/* Somebody registers my address before me, or after me: each mail confirms its own registration, and only one is ever
 * used. */
static void
test_register__somebody_elses_address(void)
{
	struct people p;
	struct str email, theirs, mine;
	struct account a;

	people_open(&p);
	email = people_address(&p, "wanted");
	CHECK_ERR(register_as(&p, email, OTHER_PASSWORD, false), OK);
	a = people_account(&p, email);
	theirs = people_sent(&p, "account.registered", a.public_id, "link");
	CHECK_ERR(register_as(&p, email, GOOD_PASSWORD, false), OK);
	mine = people_sent(&p, "account.confirm_asked", a.public_id, "link");
	CU_ASSERT_FATAL(!str_is_absent(mine) && !str_eq(mine, theirs));
	CHECK_ERR(account_confirm(&p.env, mine, &a), OK);
	CHECK_ERR(account_confirm(&p.env, theirs, &a), ERR_GONE);
	CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD), LOGIN_OK);
	CU_ASSERT_EQUAL(log_in(&p, email, OTHER_PASSWORD), LOGIN_REFUSED);
	people_close(&p);
}

static void
test_register__links(void)
{
	static const struct db_query age = { "test_age", "i", NULL,
		"UPDATE account_link SET expires_at = NOW(6) - INTERVAL 1 SECOND WHERE account_id = ?" };
	struct people p;
	struct str email, link;
	struct account a;
	struct db_arg id;
	unsigned char hash[32];

	people_open(&p);
	email = people_address(&p, "link");
	CHECK_ERR(account_confirm(&p.env, STR("x"), &a), ERR_NOT_FOUND);
	CHECK_ERR(account_confirm(&p.env, STR_ABSENT, &a), ERR_NOT_FOUND);
	CHECK_ERR(account_confirm(&p.env, token_new(p.f.arena, hash), &a), ERR_NOT_FOUND);
	CHECK_ERR(register_as(&p, email, GOOD_PASSWORD, true), OK);
	a = people_account(&p, email);
	id = db_i64(a.id);
	link = people_sent(&p, "account.registered", a.public_id, "link");
	CHECK_ERR(account_reset(&p.env, link, OTHER_PASSWORD, &p.errors), ERR_NOT_FOUND); /* a link is for one thing */
	CHECK_ERR(account_accept_invite(&p.env, link, OTHER_PASSWORD, &p.errors, &a), ERR_NOT_FOUND);
	CHECK_ERR(account_change_email_confirm(&p.env, link, &a), ERR_NOT_FOUND);
	CHECK_ERR(db_exec(p.f.db, &age, &id, 1, NULL), OK);
	CHECK_ERR(account_confirm(&p.env, link, &a), ERR_GONE);
	/* Asked for again, it carries the same registration. */
	CHECK_ERR(account_confirm_again(&p.env, people_address(&p, "nobody")), OK);
	CHECK_ERR(account_confirm_again(&p.env, STR("no address")), OK);
	CHECK_ERR(account_confirm_again(&p.env, email), OK);
	CHECK_ERR(account_confirm(&p.env, people_sent(&p, "account.confirm_asked", a.public_id, "link"), &a), OK);
	CU_ASSERT_EQUAL(log_in(&p, email, GOOD_PASSWORD), LOGIN_OK);
	CHECK_ERR(account_confirm_again(&p.env, email), OK);
	CU_ASSERT_EQUAL(people_events(&p, "account.confirm_asked", a.public_id), 1);
	people_close(&p);
}

static enum err
race_register(struct people *p, void *payload)
{
	return register_as(p, *(struct str *)payload, GOOD_PASSWORD, false);
}

static enum err
race_confirm(struct people *p, void *payload)
{
	struct account a;

	return account_confirm(&p->env, *(struct str *)payload, &a);
}

/* 20 at once: one account.  50 at once with its link: one of them. */
static void
test_register__races(void)
{
	static const struct db_query links = { "test_links_of", "i", &fixture_count_shape,
		"SELECT COUNT(*) AS n FROM account_link WHERE account_id = ? AND used_at IS NULL" };
	struct people p;
	struct str email, link;
	struct account a;
	struct db_arg id;
	int64_t open = -1;

	people_open(&p);
	email = people_address(&p, "race");
	CU_ASSERT_EQUAL(people_race(&p, 20, race_register, &email, OK), 20);
	a = people_account(&p, email);
	CU_ASSERT_EQUAL(people_events(&p, "account.registered", a.public_id), 1);
	CU_ASSERT_EQUAL(
	    people_events(&p, "account.confirm_asked", a.public_id), config_i64(p.f.config, "mail.address_burst") - 1);
	link = people_sent(&p, "account.registered", a.public_id, "link");
	CU_ASSERT_EQUAL(people_race(&p, 50, race_confirm, &link, OK), 1);
	CU_ASSERT_EQUAL(people_events(&p, "account.confirmed", a.public_id), 1);
	id = db_i64(a.id);
	CHECK_ERR(db_row(p.f.db, &links, &id, 1, p.f.arena, &open), OK);
	CU_ASSERT_EQUAL(open, 0);
	people_close(&p);
}

/* Strangers cannot have one address flooded with mails, nor one network register without end. */
static void
test_register__throttled(void)
{
	struct people p;
	struct str email;
	struct account a;
	int64_t most;
	enum err err = OK;

	people_open(&p);
	email = people_address(&p, "flooded");
	for (int i = 0; i < 6; i++)
		CHECK_ERR(register_as(&p, email, GOOD_PASSWORD, false), OK);
	a = people_account(&p, email);
	CU_ASSERT_EQUAL(people_events(&p, "account.registered", a.public_id) +
		people_events(&p, "account.confirm_asked", a.public_id),
	    config_i64(p.f.config, "mail.address_burst"));
	most = config_i64(p.f.config, "register.network_burst");
	for (int64_t i = 0; i < most && !err; i++)
		err = register_as(&p, people_address(&p, "many"), GOOD_PASSWORD, false);
	CU_ASSERT(err == ERR_INVALID && p.errors.count == 1 && str_eq_z(p.errors.items[0].name, "email"));
	err_clear();
	people_close(&p);
}

SUITE(account_register,
    { "and log in", test_register__and_log_in },
    { "fields", test_register__fields },
    { "known address", test_register__known_address },
    { "somebody else's address", test_register__somebody_elses_address },
    { "links", test_register__links },
    { "races", test_register__races },
    { "throttled", test_register__throttled });
