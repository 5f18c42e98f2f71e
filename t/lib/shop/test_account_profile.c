/* Profile, state, invitations, lists: lib/shop/account_profile.c, account_invite.c, account_list.c. */
#include "lib/shop/session.h"
#include "t/lib/shop/people.h"

static void
test_profile__change(void)
{
	struct profile in = { .given_name = STR("Ada"),
		.family_name = STR(""),
		.phone = STR("+49 30 901820"),
		.locale = STR("en"),
		.birthday = TIME_ABSENT };
	struct people p;
	struct account a, now;

	people_open(&p);
	a = people_customer(&p, people_address(&p, "profile"), GOOD_PASSWORD);
	in.version = a.version;
	CHECK_ERR(account_change_profile(&p.env, a.id, &in, &p.errors), OK);
	CHECK_ERR(account_get(p.env.db, p.f.arena, a.id, &now), OK);
	CU_ASSERT(
	    str_eq_z(now.given_name, "Ada") && str_is_absent(now.family_name) && str_eq_z(now.phone, "+49 30 901820"));
	CU_ASSERT(str_eq_z(now.locale, "en") && now.version == a.version + 1);
	CU_ASSERT_EQUAL(people_events(&p, "account.profile_changed", a.public_id), 1);
	CU_ASSERT_EQUAL(people_audits(&p, AUDIT_OK, "profile.changed", a.public_id), 1);
	in.given_name = STR("Eve");
	/* a version that is no more */
	CHECK_ERR(account_change_profile(&p.env, a.id, &in, &p.errors), ERR_PRECONDITION);
	in.given_name = STR("Ada");
	in.version = 0;
	CHECK_ERR(account_change_profile(&p.env, a.id, &in, &p.errors), OK); /* nothing new: nothing happened */
	CU_ASSERT_EQUAL(people_events(&p, "account.profile_changed", a.public_id), 1);
	people_close(&p);
}

static void
test_profile__fields(void)
{
	const struct profile good = { .given_name = STR("Ada"), .locale = STR("en"), .birthday = TIME_ABSENT };
	struct profile in = good;
	struct people p;
	struct account a;

	people_open(&p);
	a = people_customer(&p, people_address(&p, "fields"), GOOD_PASSWORD);
	in.phone = STR("call me");
	in.locale = STR("fr");
	in.birthday = (struct time){ clock_now().us + 86400 * US_PER_S };
	CHECK_ERR(account_change_profile(&p.env, a.id, &in, &p.errors), ERR_INVALID);
	CU_ASSERT_EQUAL(p.errors.count, 3);
	CHECK_ERR(account_change_profile(&p.env, a.id + 1000000, &good, &p.errors), ERR_NOT_FOUND);
	people_close(&p);
}

static void
test_profile__state(void)
{
	struct people p;
	struct login_outcome out;
	struct session s;
	struct account a;
	struct str email;

	people_open_as(&p, "admin");
	email = people_address(&p, "state");
	a = people_customer(&p, email, GOOD_PASSWORD);
	CHECK_ERR(
	    account_login(&p.env, SESSION_SHOP, &(struct login){ .email = email, .password = GOOD_PASSWORD }, &out),
	    OK);
	CHECK_ERR(account_reset_ask(&p.env, SESSION_SHOP, email), OK);
	CHECK_ERR(account_set_state(&p.env, a.id, ACCOUNT_ERASED), ERR_CONFLICT);
	CHECK_ERR(account_set_state(&p.env, a.id, ACCOUNT_DISABLED), OK);
	CHECK_ERR(account_set_state(&p.env, a.id, ACCOUNT_DISABLED), OK);
	CHECK_ERR(session_find(p.env.db, p.env.cache, p.f.arena, out.token, SESSION_SHOP, true, &s), ERR_NOT_FOUND);
	CHECK_ERR(account_reset(
		      &p.env, people_sent(&p, "account.reset_asked", a.public_id, "link"), OTHER_PASSWORD, &p.errors),
	    ERR_GONE);
	CU_ASSERT_EQUAL(people_events(&p, "account.disabled", a.public_id), 1);
	CHECK_ERR(account_set_state(&p.env, a.id, ACCOUNT_ACTIVE), OK);
	/* stays ended */
	CHECK_ERR(session_find(p.env.db, p.env.cache, p.f.arena, out.token, SESSION_SHOP, true, &s), ERR_NOT_FOUND);
	CU_ASSERT_EQUAL(people_events(&p, "account.enabled", a.public_id), 1);
	people_close(&p);
}

static void
test_invite(void)
{
	struct people p;
	struct account a, b;
	struct str email, link;

	people_open_as(&p, "admin");
	email = people_address(&p, "invited");
	CHECK_ERR(account_invite(&p.env, ACCOUNT_STAFF, STR("no address"), STR("Ada"), STR_ABSENT, &p.errors, &a),
	    ERR_INVALID);
	p.errors.count = 0;
	CHECK_ERR(account_invite(&p.env, ACCOUNT_STAFF, email, STR("Ada"), STR("Example"), &p.errors, &a), OK);
	CU_ASSERT(a.state == ACCOUNT_PENDING && a.realm == SESSION_OFFICE && a.kind == ACCOUNT_STAFF &&
	    str_eq_z(a.given_name, "Ada"));
	CHECK_ERR(account_invite(&p.env, ACCOUNT_STAFF, email, STR("Ada"), STR_ABSENT, &p.errors, &b),
	    OK); /* again: another mail */
	CU_ASSERT(b.id == a.id && people_events(&p, "account.invited", a.public_id) == 2);
	/* An invitation of another kind is no way to change one's kind. */
	CHECK_ERR(account_invite(&p.env, ACCOUNT_COURIER, email, STR("Ada"), STR_ABSENT, &p.errors, &b), ERR_INVALID);
	p.errors.count = 0;
	link = people_sent(&p, "account.invited", a.public_id, "link");
	CHECK_ERR(account_invite_peek(&p.env, link, &b), OK);
	CHECK_ERR(account_accept_invite(&p.env, link, STR("short"), &p.errors, &b), ERR_INVALID);
	CHECK_ERR(account_accept_invite(&p.env, link, GOOD_PASSWORD, &p.errors, &b), OK);
	CU_ASSERT(b.id == a.id && b.state == ACCOUNT_ACTIVE && b.has_password && str_eq_z(b.family_name, "Example"));
	CHECK_ERR(account_accept_invite(&p.env, link, OTHER_PASSWORD, &p.errors, &b), ERR_GONE);
	CHECK_ERR(account_invite(&p.env, ACCOUNT_STAFF, email, STR("Ada"), STR_ABSENT, &p.errors, &b), ERR_INVALID);
	p.errors.count = 0;
	/* A customer of the same address is somebody else to us. */
	CHECK_ERR(account_invite(&p.env, ACCOUNT_CUSTOMER, email, STR("Ada"), STR_ABSENT, &p.errors, &b), OK);
	CU_ASSERT(b.id != a.id && b.realm == SESSION_SHOP);
	people_close(&p);
}

static size_t
listed(struct people *p, struct str q, int state, int64_t after, int64_t limit, int64_t *last)
{
	const struct account_filter f = {
		.realm = SESSION_SHOP, .q = q, .state = state, .after = after, .limit = limit
	};
	struct list out = { 0 };
	const struct account *a;

	CHECK_ERR(account_list(p->env.db, p->f.arena, &f, &out), OK);
	a = out.items;
	for (size_t i = 1; i < out.count; i++)
		CU_ASSERT(a[i].id < a[i - 1].id);
	if (out.count && last)
		*last = a[out.count - 1].id;
	return out.count;
}

static void
test_list(void)
{
	struct people p;
	struct str mark;
	int64_t last = 0;

	people_open_as(&p, "admin");
	mark = str_printf(p.f.arena, "q%llx", (unsigned long long)crypto_random_u64());
	for (int i = 0; i < 5; i++) {
		struct account a;
		CHECK_ERR(account_invite(&p.env, ACCOUNT_CUSTOMER,
			      str_printf(p.f.arena, "%.*s.%d@example.org", STR_ARG(mark), i),
			      i == 4 ? STR_ABSENT : str_printf(p.f.arena, "%.*s_%d", STR_ARG(mark), i), STR_ABSENT,
			      &p.errors, &a),
		    OK);
	}
	CU_ASSERT_EQUAL(listed(&p, mark, -1, 0, 3, &last), 3);
	CU_ASSERT_EQUAL(listed(&p, mark, -1, last, 3, &last), 2);
	CU_ASSERT_EQUAL(listed(&p, mark, -1, last, 3, &last), 0);
	CU_ASSERT_EQUAL(listed(&p, mark, ACCOUNT_PENDING, 0, 50, NULL), 5);
	CU_ASSERT_EQUAL(listed(&p, mark, ACCOUNT_ACTIVE, 0, 50, NULL), 0);
	CU_ASSERT_EQUAL(
	    listed(&p, str_printf(p.f.arena, "%.*s_", STR_ARG(mark)), -1, 0, 50, NULL), 4); /* an underscore is one */
	CU_ASSERT_EQUAL(listed(&p, str_printf(p.f.arena, "%.*s%%", STR_ARG(mark)), -1, 0, 50, NULL), 0);
	CU_ASSERT_EQUAL(listed(&p, STR("\\"), -1, 0, 50, NULL), 0);
	CU_ASSERT(listed(&p, STR_ABSENT, -1, 0, 5, NULL) == 5);
	people_close(&p);
}

SUITE(account_profile,
    { "change", test_profile__change },
    { "fields", test_profile__fields },
    { "state", test_profile__state },
    { "invitation", test_invite },
    { "list", test_list });
