/* Tests of lib/shop/oauth_client*.c and signing_key*.c. */
#include "t/lib/shop/integrators.h"

static void
test_oauth_client__redirects(void)
{
	static const char *const good[] = { "https://app.example/back", "https://app.example",
		"https://app.example:8443/a?b=c", "http://127.0.0.1/x", "http://127.0.0.1:3000", "http://[::1]:3000/x",
		"http://localhost:3000/x", "com.example.app:/back", "com.example.app://back" };
	static const char *const bad[] = { "", "http://app.example/back", "https://", "https:///x",
		"https://app.example/#x", "https://a b/", "https://user@app.example/",
		"https://app.example@evil.example/", "https://App.example/", "https://*.example/",
		"javascript:alert(1)", "data:text/html,x", "//app.example/", "/back", "app:/back",
		"http://127.0.0.1.evil.example/", "http://localhost@evil.example/",
		"https://app.example\\@evil.example", "https://app.example\n/", "HTTPS://app.example/",
		"https://app.example;evil/", "ftp://a.example/" };

	for (size_t i = 0; i < COUNT(good); i++)
		CU_ASSERT(oauth_redirect_acceptable(str_of(good[i])));
	for (size_t i = 0; i < COUNT(bad); i++)
		CU_ASSERT(!oauth_redirect_acceptable(str_of(bad[i])));
}

static bool
holds(struct integrators *t, struct str secret)
{
	struct oauth_client c;
	bool right = false;

	CHECK_ERR(oauth_client_find(t->f.db, t->f.arena, t->shop.client_id, &c), OK);
	CHECK_ERR(oauth_client_secret_holds(t->f.db, t->f.arena, &c, secret, &right), OK);
	return right;
}

static void
test_oauth_client__secret_rotation(void)
{
	struct integrators t;
	struct str second, third, none;

	integrators_open(&t);
	CU_ASSERT(holds(&t, t.secret) && !holds(&t, STR("")) && !holds(&t, STR_ABSENT) &&
	    !holds(&t, str_cut(t.secret, t.secret.len - 1)));
	CHECK_ERR(oauth_client_rotate(t.f.db, t.cache, t.f.arena, &t.who, t.shop.client_id, 3600, &second), OK);
	CU_ASSERT(holds(&t, t.secret) && holds(&t, second));
	clock_set((struct time){ clock_now().us + 3601 * US_PER_S });
	CU_ASSERT(!holds(&t, t.secret) && holds(&t, second));
	clock_set(TIME_ABSENT);
	CHECK_ERR(oauth_client_rotate(t.f.db, t.cache, t.f.arena, &t.who, t.shop.client_id, 3600, &third), OK);
	CU_ASSERT(!holds(&t, t.secret) && holds(&t, second) && holds(&t, third));
	CHECK_ERR(oauth_client_end_previous(t.f.db, t.f.arena, &t.who, t.shop.client_id), OK);
	CU_ASSERT(!holds(&t, second) && holds(&t, third));
	CHECK_ERR(oauth_client_rotate(t.f.db, t.cache, t.f.arena, &t.who, t.shop.client_id, 0, &second), OK);
	CU_ASSERT(!holds(&t, third) && holds(&t, second)); /* not a moment */
	CHECK_ERR(oauth_client_rotate(t.f.db, t.cache, t.f.arena, &t.who, t.app.client_id, 0, &none), ERR_CONFLICT);
	CHECK_ERR(oauth_client_rotate(t.f.db, t.cache, t.f.arena, &t.who, STR("cli_nobody"), 0, &none), ERR_NOT_FOUND);
	CHECK_ERR(
	    oauth_client_rotate(t.f.db, t.cache, t.f.arena, &t.who, t.shop.client_id, 31 * 86400, &none), ERR_INVALID);
	integrators_close(&t);
}

/* A clerk who may make clients cannot make one, or take one over, that may more than he. */
static void
test_oauth_client__no_escalation(void)
{
	struct integrators t;
	struct who clerk = { .actor = "staff",
		.permissions = permission_bit(PERM_CLIENT_WRITE) | permission_bit(PERM_EVENT_READ) };
	struct oauth_client_input in = { .name = STR("Mine"), .is_confidential = true, .may_client_credentials = true };
	struct oauth_client made;
	struct str secret;

	integrators_open(&t);
	in.scope = fixture_strings(t.f.arena, 2, "event.read", "staff.write");
	CHECK_ERR(oauth_client_create(t.f.db, t.f.arena, &clerk, &in, &t.errors, &made, &secret), ERR_INVALID);
	in.scope = fixture_strings(t.f.arena, 1, "event.read");
	CHECK_ERR(oauth_client_create(t.f.db, t.f.arena, &clerk, &in, &t.errors, &made, &secret), OK);
	in.scope = fixture_strings(t.f.arena, 2, "event.read", "customer.erase");
	CHECK_ERR(oauth_client_change(t.f.db, t.cache, t.f.arena, &clerk, made.client_id, &in, &t.errors), ERR_INVALID);
	/* it has customer.read */
	CHECK_ERR(oauth_client_rotate(t.f.db, t.cache, t.f.arena, &clerk, t.shop.client_id, 0, &secret), ERR_DENIED);
	CHECK_ERR(oauth_client_rotate(t.f.db, t.cache, t.f.arena, &clerk, made.client_id, 0, &secret), OK);
	/* What it has already may stay. */
	in = (struct oauth_client_input){ .name = STR("Renamed"), .may_client_credentials = true,
		.scope = fixture_strings(t.f.arena, 2, "event.read", "customer.read") };
	CHECK_ERR(oauth_client_change(t.f.db, t.cache, t.f.arena, &clerk, t.shop.client_id, &in, &t.errors), OK);
	integrators_close(&t);
}

static void
test_oauth_client__input(void)
{
	struct integrators t;
	struct oauth_client_input in = { .name = STR("X"), .may_code = true };
	struct oauth_client c;
	struct str secret;

	integrators_open(&t);
	in.scope = fixture_strings(t.f.arena, 1, "profile.read");
	/* no redirect URI */
	CHECK_ERR(oauth_client_create(t.f.db, t.f.arena, &t.who, &in, &t.errors, &c, &secret), ERR_INVALID);
	in.redirects = fixture_strings(t.f.arena, 1, "http://app.example/");
	CHECK_ERR(oauth_client_create(t.f.db, t.f.arena, &t.who, &in, &t.errors, &c, &secret), ERR_INVALID);
	in.redirects =
	    fixture_strings(t.f.arena, 3, "https://app.example/a", " https://app.example/a ", "https://app.example/b");
	in.scope = fixture_strings(t.f.arena, 1, "event.read"); /* nothing that a customer can allow */
	CHECK_ERR(oauth_client_create(t.f.db, t.f.arena, &t.who, &in, &t.errors, &c, &secret), ERR_INVALID);
	in.scope = fixture_strings(t.f.arena, 1, "profile.read");
	in.may_client_credentials = true; /* without a secret */
	CHECK_ERR(oauth_client_create(t.f.db, t.f.arena, &t.who, &in, &t.errors, &c, &secret), ERR_INVALID);
	in.may_client_credentials = false;
	CHECK_ERR(oauth_client_create(t.f.db, t.f.arena, &t.who, &in, &t.errors, &c, &secret), OK);
	CU_ASSERT(!secret.ptr && c.redirects.count == 2 && c.version >= 1);
	CU_ASSERT(oauth_client_has_redirect(&c, STR("https://app.example/a")) &&
	    !oauth_client_has_redirect(&c, STR("https://app.example/A")) &&
	    !oauth_client_has_redirect(&c, STR("https://app.example/a/")) &&
	    !oauth_client_has_redirect(&c, STR_ABSENT));
	in.version = c.version + 1;
	CHECK_ERR(
	    oauth_client_change(t.f.db, t.cache, t.f.arena, &t.who, c.client_id, &in, &t.errors), ERR_PRECONDITION);
	in.version = c.version;
	CHECK_ERR(oauth_client_change(t.f.db, t.cache, t.f.arena, &t.who, c.client_id, &in, &t.errors), OK);
	CHECK_ERR(oauth_client_find(t.f.db, t.f.arena, STR("cli_%"), &c), ERR_NOT_FOUND);
	integrators_close(&t);
}

/* ---- signing keys ---- */

static int
count(struct integrators *t, int algorithm, int state)
{
	const struct signing_key *k;
	struct list keys;
	int n = 0;

	CHECK_ERR(signing_key_list(t->f.db, t->f.arena, &keys), OK);
	k = keys.items;
	for (size_t i = 0; i < keys.count; i++)
		n += k[i].algorithm == algorithm && k[i].state == state;
	return n;
}

static struct str
active(struct integrators *t)
{
	const struct signing_key *k;
	struct list keys;

	CHECK_ERR(signing_key_list(t->f.db, t->f.arena, &keys), OK);
	k = keys.items;
	for (size_t i = 0; i < keys.count; i++)
		if (k[i].algorithm == PKEY_ES256 && k[i].state == SIGNING_ACTIVE)
			return k[i].kid;
	return STR("");
}

static void
test_signing_key__rotation(void)
{
	struct integrators t;
	struct oauth_issued before, after;
	struct bearer b;
	struct str old, jwks;
	struct jwk_set set;
	int64_t made;

	integrators_open(&t);
	integrators_sql(&t, "DELETE FROM signing_key WHERE state = 'retired'");
	CHECK_ERR(signing_key_ensure(t.f.db, t.f.arena, t.f.config, &t.who, &made), OK);
	CU_ASSERT_EQUAL(made, 0);
	before = integrators_tokens(&t);
	old = active(&t);
	integrators_sql(&t, "UPDATE signing_key SET state_since = NOW(6)");
	/* published a moment ago */
	CHECK_ERR(signing_key_rotate(t.f.db, t.cache, t.f.arena, t.f.config, &t.who, false), ERR_CONFLICT);
	integrators_sql(&t, "UPDATE signing_key SET state_since = NOW(6) - INTERVAL 61 MINUTE");
	CHECK_ERR(signing_key_rotate(t.f.db, t.cache, t.f.arena, t.f.config, &t.who, false), OK);
	for (int algorithm = 0; algorithm < PKEY__MAX; algorithm++)
		CU_ASSERT(count(&t, algorithm, SIGNING_ACTIVE) == 1 && count(&t, algorithm, SIGNING_NEXT) == 1 &&
		    count(&t, algorithm, SIGNING_RETIRED) == 1);
	CU_ASSERT(!str_eq(active(&t), old));
	CHECK_ERR(signing_key_jwks(t.f.db, t.f.arena, &jwks), OK);
	CHECK_ERR(jwks_read(t.f.arena, jwks, &set), OK);
	CU_ASSERT_EQUAL(set.count, 6);
	CU_ASSERT(!str_contains(jwks, STR("\"d\":")));
	after = integrators_tokens(&t);
	CHECK_ERR(integrators_bearer(&t, before.access_token, &b), OK); /* retired keys still verify */
	CHECK_ERR(integrators_bearer(&t, after.access_token, &b), OK);
	CHECK_ERR(signing_key_drop(t.f.db, t.cache, t.f.arena, t.f.config, &t.who, active(&t), false), ERR_CONFLICT);
	/* its tokens live */
	CHECK_ERR(signing_key_drop(t.f.db, t.cache, t.f.arena, t.f.config, &t.who, old, false), ERR_CONFLICT);
	CHECK_ERR(
	    signing_key_drop(t.f.db, t.cache, t.f.arena, t.f.config, &t.who, STR("nobody"), false), ERR_NOT_FOUND);
	CHECK_ERR(signing_key_drop(t.f.db, t.cache, t.f.arena, t.f.config, &t.who, old, true), OK);
	CHECK_ERR(integrators_bearer(&t, before.access_token, &b), ERR_INVALID);
	CHECK_ERR(integrators_bearer(&t, after.access_token, &b), OK);
	/* The active key was stolen: it goes at once, and with it what it signed. */
	CHECK_ERR(signing_key_drop(t.f.db, t.cache, t.f.arena, t.f.config, &t.who, active(&t), true), OK);
	CHECK_ERR(integrators_bearer(&t, after.access_token, &b), ERR_INVALID);
	CU_ASSERT(count(&t, PKEY_ES256, SIGNING_ACTIVE) == 1 && count(&t, PKEY_ES256, SIGNING_NEXT) == 1);
	after = integrators_tokens(&t);
	CHECK_ERR(integrators_bearer(&t, after.access_token, &b), OK);
	integrators_close(&t);
}

/* Who reads the database does not sign: the private part is sealed, and bound to its row. */
static void
test_signing_key__sealed(void)
{
	static const struct db_query moved = { "test_moved", "", NULL,
		"UPDATE signing_key a JOIN signing_key n ON n.algorithm = a.algorithm AND n.state = 'next' SET a.private_key = n.private_key"
		" WHERE a.state = 'active' AND a.algorithm = 'ES256'" };
	static const struct db_query see = { "test_see", "", &fixture_count_shape,
		"SELECT LENGTH(private_key) AS n FROM signing_key LIMIT 1" };
	struct integrators t;
	struct oauth_issued out;
	struct db *account;
	struct str token;

	integrators_open(&t);
	CHECK_ERR(signing_key_sign(t.f.db, t.f.arena, t.f.config, PKEY_ES256, "at+jwt", STR("{}"), &token), OK);
	CHECK_ERR(db_exec(t.f.db, &moved, NULL, 0, NULL), OK);
	CHECK_ERR(
	    signing_key_sign(t.f.db, t.f.arena, t.f.config, PKEY_ES256, "at+jwt", STR("{}"), &token), ERR_INTERNAL);
	CHECK_ERR(integrators_redeem(&t, integrators_code(&t), &out), ERR_INTERNAL);
	CHECK_ERR(signing_key_drop(t.f.db, t.cache, t.f.arena, t.f.config, &t.who, active(&t), true), OK);
	for (int i = 0; i < 3; i++) {
		static const char *const others[] = { "account", "admin", "worker" };
		struct { int64_t n; } row;
		account = db_new(t.f.config, others[i]);
		CHECK_ERR(db_row(account, &see, NULL, 0, t.f.arena, &row), ERR_DB);
		db_free(account);
	}
	integrators_close(&t);
}

SUITE(oauth_client,
    { "redirects", test_oauth_client__redirects },
    { "secret rotation", test_oauth_client__secret_rotation },
    { "no escalation", test_oauth_client__no_escalation },
    { "input", test_oauth_client__input },
    { "signing keys: rotation", test_signing_key__rotation },
    { "signing keys: sealed", test_signing_key__sealed });
