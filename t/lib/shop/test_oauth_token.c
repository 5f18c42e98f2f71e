/* Tests of lib/shop/oauth_token.c: each thing that must not give a token does not, and what came twice ends everything.
 * */
#include "t/lib/shop/integrators.h"

static const struct db_query reused = {
	"test_reused", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM audit_log WHERE event = 'token.reused' AND id > (SELECT MAX(id) FROM audit_log) - 500"
};
static const struct db_query live = { "test_live", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM oauth_grant WHERE revoked_at IS NULL" };
static const struct db_query own = { "test_own", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM oauth_grant WHERE account_id IS NULL" };

static void
later(int64_t seconds)
{
	clock_set((struct time){ clock_now().us + seconds * US_PER_S });
}

static void
test_oauth_token__code(void)
{
	struct integrators t;
	struct oauth_issued out;
	struct bearer b;

	integrators_open(&t);
	out = integrators_tokens(&t);
	CU_ASSERT(out.expires_in > 0 && out.expires_in <= 900 && out.refresh_token.len == 43);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), OK);
	CU_ASSERT(b.account_id == CUSTOMER &&
	    b.permissions == (permission_bit(PERM_PROFILE_READ) | permission_bit(PERM_ADDRESS_READ)));
	CHECK_STR(b.account, "acct_customer9001");
	CHECK_STR(str_of(b.actor), "client");
	CU_ASSERT(str_eq(b.client, t.app.client_id) && str_eq(b.name, STR("App")));
	integrators_close(&t);
}

static void
test_oauth_token__code_of_another(void)
{
	struct integrators t;
	struct oauth_issued out;
	struct str code;

	integrators_open(&t);
	code = integrators_code(&t);
	CHECK_ERR(oauth_token_of_code(&t.env, &t.other, code, CALLBACK, VERIFIER, &out), ERR_INVALID);
	CHECK_ERR(
	    oauth_token_of_code(&t.env, &t.app, code, STR("https://app.example/back/"), VERIFIER, &out), ERR_INVALID);
	CHECK_ERR(
	    oauth_token_of_code(&t.env, &t.app, code, STR("https://app.example/back?x"), VERIFIER, &out), ERR_INVALID);
	CHECK_ERR(
	    oauth_token_of_code(&t.env, &t.app, code, STR("https://APP.example/back"), VERIFIER, &out), ERR_INVALID);
	CHECK_ERR(oauth_token_of_code(&t.env, &t.app, code, STR_ABSENT, VERIFIER, &out), ERR_INVALID);
	CHECK_ERR(integrators_redeem(&t, code, &out), OK); /* none of these used it up */
	integrators_close(&t);
}

static void
test_oauth_token__verifier(void)
{
	struct integrators t;
	struct oauth_issued out;
	struct str code;

	integrators_open(&t);
	code = integrators_code(&t);
	CHECK_ERR(oauth_token_of_code(&t.env, &t.app, code, CALLBACK, STR_ABSENT, &out), ERR_INVALID);
	CHECK_ERR(oauth_token_of_code(&t.env, &t.app, code, CALLBACK, STR(""), &out), ERR_INVALID);
	CHECK_ERR(oauth_token_of_code(&t.env, &t.app, code, CALLBACK, CHALLENGE, &out), ERR_INVALID); /* "plain" */
	CHECK_ERR(oauth_token_of_code(
		      &t.env, &t.app, code, CALLBACK, STR("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK"), &out),
	    ERR_INVALID);
	CHECK_ERR(integrators_redeem(&t, code, &out), OK);
	integrators_close(&t);
}

static void
test_oauth_token__code_ends(void)
{
	struct integrators t;
	struct oauth_issued out;
	struct str code;

	integrators_open(&t);
	code = integrators_code(&t);
	later(OAUTH_CODE_S + 1);
	CHECK_ERR(integrators_redeem(&t, code, &out), ERR_INVALID);
	CHECK_ERR(integrators_redeem(&t, STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), &out), ERR_INVALID);
	CHECK_ERR(integrators_redeem(&t, STR("x"), &out), ERR_INVALID);
	integrators_close(&t);
}

static void
test_oauth_token__code_twice(void)
{
	struct integrators t;
	struct oauth_issued first, second, third;
	struct bearer b;
	struct str code;
	int64_t before;

	integrators_open(&t);
	before = integrators_number(&t, &reused);
	code = integrators_code(&t);
	CHECK_ERR(integrators_redeem(&t, code, &first), OK);
	CHECK_ERR(integrators_bearer(&t, first.access_token, &b), OK);
	CHECK_ERR(integrators_redeem(&t, code, &second), ERR_INVALID);
	CHECK_ERR(integrators_bearer(&t, first.access_token, &b), ERR_INVALID); /* at once, in the cache too */
	CHECK_ERR(oauth_token_of_refresh(&t.env, &t.app, first.refresh_token, STR_ABSENT, &third), ERR_INVALID);
	CU_ASSERT_EQUAL(integrators_number(&t, &live), 0);
	CU_ASSERT_EQUAL(integrators_number(&t, &reused), before + 1);
	integrators_close(&t);
}

static void
test_oauth_token__refresh(void)
{
	struct integrators t;
	struct oauth_issued first, second;
	struct bearer b;

	integrators_open(&t);
	first = integrators_tokens(&t);
	/* another client's */
	CHECK_ERR(oauth_token_of_refresh(&t.env, &t.other, first.refresh_token, STR_ABSENT, &second), ERR_INVALID);
	CHECK_ERR(
	    oauth_token_of_refresh(&t.env, &t.app, first.refresh_token, STR("profile.write"), &second), ERR_LIMIT);
	CHECK_ERR(
	    oauth_token_of_refresh(&t.env, &t.app, first.refresh_token, STR("customer.read"), &second), ERR_LIMIT);
	CHECK_ERR(oauth_token_of_refresh(&t.env, &t.app, first.refresh_token, STR("no.such"), &second), ERR_LIMIT);
	CHECK_ERR(oauth_token_of_refresh(&t.env, &t.app, first.refresh_token, STR("profile.read"), &second), OK);
	CU_ASSERT(
	    second.scope == permission_bit(PERM_PROFILE_READ) && !str_eq(first.refresh_token, second.refresh_token));
	CHECK_ERR(integrators_bearer(&t, second.access_token, &b), OK);
	CU_ASSERT_EQUAL(b.permissions, permission_bit(PERM_PROFILE_READ));
	/* the grant was not narrowed */
	CHECK_ERR(oauth_token_of_refresh(&t.env, &t.app, second.refresh_token, STR_ABSENT, &second), OK);
	CU_ASSERT_EQUAL(second.scope, permission_bit(PERM_PROFILE_READ) | permission_bit(PERM_ADDRESS_READ));
	integrators_close(&t);
}

static void
test_oauth_token__refresh_twice(void)
{
	struct integrators t;
	struct oauth_issued first, second, third;
	struct bearer b;

	integrators_open(&t);
	first = integrators_tokens(&t);
	CHECK_ERR(oauth_token_of_refresh(&t.env, &t.app, first.refresh_token, STR_ABSENT, &second), OK);
	CHECK_ERR(integrators_bearer(&t, second.access_token, &b), OK);
	/* the thief, or the victim */
	CHECK_ERR(oauth_token_of_refresh(&t.env, &t.app, first.refresh_token, STR_ABSENT, &third), ERR_INVALID);
	CHECK_ERR(oauth_token_of_refresh(&t.env, &t.app, second.refresh_token, STR_ABSENT, &third), ERR_INVALID);
	CHECK_ERR(integrators_bearer(&t, first.access_token, &b), ERR_INVALID);
	CHECK_ERR(integrators_bearer(&t, second.access_token, &b), ERR_INVALID);
	integrators_close(&t);
}

/* However often it is refreshed. */
static void
test_oauth_token__absolute_end(void)
{
	struct integrators t;
	struct oauth_issued out;

	integrators_open(&t);
	out = integrators_tokens(&t);
	for (int i = 0; i < 3; i++) {
		later(29 * 86400);
		CHECK_ERR(oauth_token_of_refresh(&t.env, &t.app, out.refresh_token, STR_ABSENT, &out), OK);
	}
	later(4 * 86400);
	CHECK_ERR(oauth_token_of_refresh(&t.env, &t.app, out.refresh_token, STR_ABSENT, &out), ERR_INVALID);
	integrators_close(&t);
}

static void
test_oauth_token__account_not_active(void)
{
	struct integrators t;
	struct oauth_issued out, again;
	struct bearer b;
	struct str code;

	integrators_open(&t);
	out = integrators_tokens(&t);
	code = integrators_code(&t);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), OK);
	integrators_sql(&t, "UPDATE account SET state = 'disabled' WHERE id = 9001");
	bearer_forget_account(t.cache, t.f.arena, STR("acct_customer9001"));
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), ERR_INVALID);
	CHECK_ERR(oauth_token_of_refresh(&t.env, &t.app, out.refresh_token, STR_ABSENT, &again), ERR_INVALID);
	CHECK_ERR(integrators_redeem(&t, code, &again), ERR_INVALID);
	integrators_sql(&t, "UPDATE account SET state = 'active' WHERE id = 9001");
	/* nothing was used up meanwhile */
	CHECK_ERR(oauth_token_of_refresh(&t.env, &t.app, out.refresh_token, STR_ABSENT, &again), OK);
	integrators_close(&t);
}

static void
test_oauth_token__client_credentials(void)
{
	struct integrators t;
	struct oauth_issued out;
	struct bearer b;

	integrators_open(&t);
	CHECK_ERR(oauth_token_of_client(&t.env, &t.shop, STR_ABSENT, &out), OK);
	CU_ASSERT(out.refresh_token.ptr == NULL);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), OK);
	CU_ASSERT(b.account_id == 0 &&
	    b.permissions == (permission_bit(PERM_CUSTOMER_READ) | permission_bit(PERM_EVENT_READ)));
	CHECK_ERR(oauth_token_of_client(&t.env, &t.shop, STR("event.read"), &out), OK);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), OK);
	CU_ASSERT_EQUAL(b.permissions, permission_bit(PERM_EVENT_READ));
	CHECK_ERR(oauth_token_of_client(&t.env, &t.shop, STR("staff.write"), &out), ERR_LIMIT);
	CHECK_ERR(oauth_token_of_client(&t.env, &t.shop, STR("event.read staff.write"), &out), ERR_LIMIT);
	CHECK_ERR(oauth_token_of_client(&t.env, &t.app, STR_ABSENT, &out), ERR_LIMIT); /* has nothing of the office */
	for (int i = 0; i < 5; i++)
		CHECK_ERR(oauth_token_of_client(&t.env, &t.shop, STR("event.read"), &out), OK);
	CU_ASSERT_EQUAL(integrators_number(&t, &own), 2); /* a grant per scope, not per token */
	integrators_close(&t);
}

/* ---- races ---- */

static enum err
redeem_code(struct integrators *t, struct str code)
{
	struct oauth_issued out;

	return integrators_redeem(t, code, &out);
}
static enum err
redeem_refresh(struct integrators *t, struct str token)
{
	struct oauth_issued out;

	return oauth_token_of_refresh(&t->env, &t->app, token, STR_ABSENT, &out);
}

static void
test_oauth_token__code_race(void)
{
	struct integrators t;

	integrators_open(&t);
	CU_ASSERT_EQUAL(integrators_race(&t, 50, redeem_code, integrators_code(&t), OK), 1);
	CU_ASSERT_EQUAL(integrators_number(&t, &live), 0); /* the others came second */
	integrators_close(&t);
}

static void
test_oauth_token__refresh_race(void)
{
	struct integrators t;
	struct oauth_issued out;
	struct bearer b;

	integrators_open(&t);
	out = integrators_tokens(&t);
	CU_ASSERT_EQUAL(integrators_race(&t, 50, redeem_refresh, out.refresh_token, OK), 1);
	CU_ASSERT_EQUAL(integrators_number(&t, &live), 0);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), ERR_INVALID);
	integrators_close(&t);
}

/* ---- revoke, introspect ---- */

static void
test_oauth_token__revoke(void)
{
	struct integrators t;
	struct oauth_issued out, second;
	struct bearer b;

	integrators_open(&t);
	out = integrators_tokens(&t);
	CHECK_ERR(oauth_token_revoke(&t.env, &t.other, out.access_token), OK); /* not its own: nothing happens */
	CHECK_ERR(oauth_token_revoke(&t.env, &t.other, out.refresh_token), OK);
	CHECK_ERR(oauth_token_revoke(&t.env, &t.app, STR("nonsense")), OK);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), OK);
	CHECK_ERR(oauth_token_revoke(&t.env, &t.app, out.access_token), OK);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), ERR_INVALID);
	/* only the one */
	CHECK_ERR(oauth_token_of_refresh(&t.env, &t.app, out.refresh_token, STR_ABSENT, &second), OK);
	CHECK_ERR(integrators_bearer(&t, second.access_token, &b), OK);
	CHECK_ERR(oauth_token_revoke(&t.env, &t.app, second.refresh_token), OK);
	CHECK_ERR(integrators_bearer(&t, second.access_token, &b), ERR_INVALID); /* the whole grant */
	CU_ASSERT_EQUAL(integrators_number(&t, &live), 0);
	CHECK_ERR(oauth_token_revoke(&t.env, &t.app, second.refresh_token), OK);
	integrators_close(&t);
}

static void
test_oauth_token__introspect(void)
{
	struct integrators t;
	struct oauth_issued out;
	struct oauth_state s;

	integrators_open(&t);
	out = integrators_tokens(&t);
	CHECK_ERR(oauth_token_introspect(&t.env, &t.app, out.access_token, &s), OK);
	CU_ASSERT(
	    s.active && str_eq(s.sub, STR("acct_customer9001")) && str_eq(s.scope, STR("profile.read address.read")));
	CHECK_ERR(oauth_token_introspect(&t.env, &t.app, out.refresh_token, &s), OK);
	CU_ASSERT(s.active);
	CHECK_ERR(oauth_token_introspect(&t.env, &t.other, out.access_token, &s), OK);
	CU_ASSERT(!s.active && !s.sub.ptr);
	CHECK_ERR(oauth_token_introspect(&t.env, &t.other, out.refresh_token, &s), OK);
	CU_ASSERT(!s.active);
	CHECK_ERR(oauth_token_introspect(&t.env, &t.app, STR("nonsense"), &s), OK);
	CU_ASSERT(!s.active);
	CHECK_ERR(oauth_token_revoke(&t.env, &t.app, out.refresh_token), OK);
	CHECK_ERR(oauth_token_introspect(&t.env, &t.app, out.access_token, &s), OK);
	CU_ASSERT(!s.active);
	CHECK_ERR(oauth_token_introspect(&t.env, &t.app, out.refresh_token, &s), OK);
	CU_ASSERT(!s.active);
	integrators_close(&t);
}

SUITE(oauth_token,
    { "code", test_oauth_token__code },
    { "code of another", test_oauth_token__code_of_another },
    { "verifier", test_oauth_token__verifier },
    { "code ends", test_oauth_token__code_ends },
    { "code twice", test_oauth_token__code_twice },
    { "refresh", test_oauth_token__refresh },
    { "refresh twice", test_oauth_token__refresh_twice },
    { "absolute end", test_oauth_token__absolute_end },
    { "account not active", test_oauth_token__account_not_active },
    { "client credentials", test_oauth_token__client_credentials },
    { "50 redeem one code", test_oauth_token__code_race },
    { "50 use one refresh token", test_oauth_token__refresh_race },
    { "revoke", test_oauth_token__revoke },
    { "introspect", test_oauth_token__introspect });
