/* Tests of lib/shop/bearer.c and api_key.c: what is granted is cut by what still holds, and what ended is refused at
 * once. */
#include "lib/io/crypto.h"
#include "t/lib/shop/integrators.h"

static struct list
words(struct integrators *t, const char *one, const char *two)
{
	struct str *out = arena_array(t->f.arena, struct str, 2);

	out[0] = str_of(one);
	out[1] = str_of(two);
	return (struct list){ out, two ? 2 : 1 };
}

static void
test_bearer__revoked_grant(void)
{
	struct integrators t;
	struct oauth_issued out;
	struct list grants;
	struct bearer b;

	integrators_open(&t);
	out = integrators_tokens(&t);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), OK);
	CHECK_ERR(oauth_grant_list(t.f.db, t.f.arena, CUSTOMER, &grants), OK);
	CU_ASSERT_EQUAL_FATAL(grants.count, 1);
	CU_ASSERT(str_eq(((struct oauth_grant *)grants.items)->public_id, b.grant) &&
	    ((struct oauth_grant *)grants.items)->is_live);
	CHECK_ERR(oauth_grant_revoke(t.f.db, t.cache, t.f.arena, &t.who, 9002, b.grant, "customer"),
	    ERR_NOT_FOUND); /* another's */
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), OK);
	CHECK_ERR(oauth_grant_revoke(t.f.db, t.cache, t.f.arena, &t.who, CUSTOMER, b.grant, "customer"), OK);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), ERR_INVALID);
	CHECK_ERR(oauth_grant_list(t.f.db, t.f.arena, CUSTOMER, &grants), OK);
	CU_ASSERT_EQUAL(grants.count, 0);
	integrators_close(&t);
}

static void
test_bearer__all_of_a_client(void)
{
	struct integrators t;
	struct oauth_issued one, two;
	struct bearer b;
	int64_t count;

	integrators_open(&t);
	one = integrators_tokens(&t);
	two = integrators_tokens(&t);
	CHECK_ERR(integrators_bearer(&t, one.access_token, &b), OK);
	CHECK_ERR(integrators_bearer(&t, two.access_token, &b), OK);
	CHECK_ERR(
	    oauth_grant_revoke_all(t.f.db, t.cache, t.f.arena, &t.who, t.app.client_id, 9002, "customer", &count), OK);
	CU_ASSERT_EQUAL(count, 0);
	CHECK_ERR(
	    oauth_grant_revoke_all(t.f.db, t.cache, t.f.arena, &t.who, t.app.client_id, CUSTOMER, "customer", &count),
	    OK);
	CU_ASSERT_EQUAL(count, 2);
	CHECK_ERR(integrators_bearer(&t, one.access_token, &b), ERR_INVALID);
	CHECK_ERR(integrators_bearer(&t, two.access_token, &b), ERR_INVALID);
	integrators_close(&t);
}

/* Rights that a client loses are lost by tokens that it has; those that it gains are not gained. */
static void
test_bearer__client_changes(void)
{
	struct integrators t;
	struct oauth_issued out;
	struct oauth_client_input in = { .name = STR("Warehouse"), .may_client_credentials = true };
	struct bearer b;

	integrators_open(&t);
	CHECK_ERR(oauth_token_of_client(&t.env, &t.shop, STR_ABSENT, &out), OK);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), OK);
	in.scope = words(&t, "event.read", "mail.read");
	CHECK_ERR(oauth_client_change(t.f.db, t.cache, t.f.arena, &t.who, t.shop.client_id, &in, &t.errors), OK);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), OK);
	CU_ASSERT_EQUAL(b.permissions, permission_bit(PERM_EVENT_READ));
	CHECK_ERR(oauth_client_set_disabled(t.f.db, t.cache, t.f.arena, &t.who, t.shop.client_id, true), OK);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), ERR_INVALID);
	CHECK_ERR(oauth_client_set_disabled(t.f.db, t.cache, t.f.arena, &t.who, t.shop.client_id, false), OK);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), OK);
	integrators_close(&t);
}

static void
test_bearer__time(void)
{
	struct integrators t;
	struct oauth_issued out;
	struct bearer b;

	integrators_open(&t);
	out = integrators_tokens(&t);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), OK);
	clock_set((struct time){ clock_now().us + (out.expires_in + 6) * US_PER_S });
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), ERR_INVALID);
	integrators_close(&t);
}

/* What is no token of ours, in ways that a stranger would try. */
static void
test_bearer__strangers(void)
{
	static const char *const bad[] = { "", "x", "a.b.c", "..", "mk_", "Bearer x", "null", "undefined",
		"mk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA000000", "eyJhbGciOiJub25lIn0.e30." };
	struct integrators t;
	struct oauth_issued out;
	struct bearer b;
	struct arena *own;
	struct jwk forger = { .algorithm = PKEY_ES256 };
	struct str token, claims;

	integrators_open(&t);
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK_ERR(integrators_bearer(&t, str_of(bad[i]), &b), ERR_INVALID);
	out = integrators_tokens(&t);
	CHECK_ERR(integrators_bearer(&t, out.access_token, &b), OK);
	/* The same claims, all of them, by somebody else's key under our kid. */
	own = t.f.arena;
	CHECK_ERR(pkey_generate(own, PKEY_ES256, &forger.key), OK);
	claims = str_skip(out.access_token, str_find(out.access_token, '.') + 1);
	claims = str_cut(claims, str_find(claims, '.'));
	CHECK_ERR(base64url_read(own, claims, &claims), OK);
	{
		struct list keys;
		const struct signing_key *k;
		CHECK_ERR(signing_key_list(t.f.db, own, &keys), OK);
		k = keys.items;
		for (size_t i = 0; i < keys.count; i++)
			if (k[i].algorithm == PKEY_ES256 && k[i].state == SIGNING_ACTIVE)
				forger.kid = k[i].kid;
	}
	CHECK_ERR(jwt_sign(own, &forger, "at+jwt", claims, &token), OK);
	CHECK_ERR(integrators_bearer(&t, token, &b), ERR_INVALID);
	integrators_close(&t);
}

/* A refresh token, an ID token and the like are no access tokens. */
static void
test_bearer__wrong_kind(void)
{
	struct integrators t;
	struct oauth_issued out;
	struct str id_token, claims;
	struct bearer b;

	integrators_open(&t);
	out = integrators_tokens(&t);
	CHECK_ERR(integrators_bearer(&t, out.refresh_token, &b), ERR_INVALID);
	claims = str_skip(out.access_token, str_find(out.access_token, '.') + 1);
	claims = str_cut(claims, str_find(claims, '.'));
	CHECK_ERR(base64url_read(t.f.arena, claims, &claims), OK);
	CHECK_ERR(signing_key_sign(t.f.db, t.f.arena, t.f.config, PKEY_ES256, "JWT", claims, &id_token), OK);
	CHECK_ERR(integrators_bearer(&t, id_token, &b), ERR_INVALID);
	CHECK_ERR(signing_key_sign(t.f.db, t.f.arena, t.f.config, PKEY_RS256, "at+jwt", claims, &id_token), OK);
	CHECK_ERR(integrators_bearer(&t, id_token, &b), OK); /* the other algorithm of ours */
	integrators_close(&t);
}

/* ---- API keys ---- */

static void
test_bearer__api_key(void)
{
	struct integrators t;
	struct api_key_input in = { .name = STR("ERP"), .expires_at = TIME_ABSENT };
	struct api_key key;
	struct list keys;
	struct str secret, mistyped;
	struct bearer b;

	integrators_open(&t);
	in.scope = words(&t, "event.read", NULL);
	CHECK_ERR(api_key_create(t.f.db, t.f.arena, &t.who, 0, &in, &t.errors, &key, &secret), OK);
	CU_ASSERT(secret.len == API_KEY_LEN && api_key_is(secret) && str_starts(secret, key.prefix) &&
	    key.prefix.len == API_KEY_SHOWN);
	CHECK_ERR(integrators_bearer(&t, secret, &b), OK);
	CHECK_STR(str_of(b.actor), "key");
	CU_ASSERT(
	    b.account_id == 0 && b.permissions == permission_bit(PERM_EVENT_READ) && str_eq(b.client, key.public_id));
	mistyped = str_dup(t.f.arena, secret);
	((char *)(uintptr_t)mistyped.ptr)[20] ^= 1;
	CU_ASSERT(!api_key_is(mistyped));
	CHECK_ERR(integrators_bearer(&t, mistyped, &b), ERR_INVALID);
	CHECK_ERR(api_key_list(t.f.db, t.f.arena, 0, &keys), OK);
	CU_ASSERT_EQUAL_FATAL(keys.count, 1);
	CU_ASSERT(!time_is_absent(((struct api_key *)keys.items)->used_at) && ((struct api_key *)keys.items)->is_live);
	CHECK_ERR(api_key_revoke(t.f.db, t.cache, t.f.arena, &t.who, CUSTOMER, key.public_id), ERR_NOT_FOUND);
	CHECK_ERR(api_key_revoke(t.f.db, t.cache, t.f.arena, &t.who, 0, key.public_id), OK);
	CHECK_ERR(integrators_bearer(&t, secret, &b), ERR_INVALID);
	/* again: nothing more to do */
	CHECK_ERR(api_key_revoke(t.f.db, t.cache, t.f.arena, &t.who, 0, key.public_id), OK);
	integrators_close(&t);
}

static void
test_bearer__key_of_a_customer(void)
{
	struct integrators t;
	struct api_key_input in = { .name = STR("mine"), .expires_at = { clock_now().us + 86400 * US_PER_S } };
	struct api_key key;
	struct str secret;
	struct bearer b;

	integrators_open(&t);
	in.scope = words(&t, "event.read", "profile.read");
	/* not a customer's right */
	CHECK_ERR(api_key_create(t.f.db, t.f.arena, &t.who, CUSTOMER, &in, &t.errors, &key, &secret), ERR_INVALID);
	in.scope = words(&t, "profile.read", NULL);
	CHECK_ERR(api_key_create(t.f.db, t.f.arena, &t.who, CUSTOMER, &in, &t.errors, &key, &secret), OK);
	CHECK_ERR(integrators_bearer(&t, secret, &b), OK);
	CU_ASSERT(b.account_id == CUSTOMER && b.permissions == permission_bit(PERM_PROFILE_READ));
	integrators_sql(&t, "UPDATE account SET state = 'disabled' WHERE id = 9001");
	bearer_forget_account(t.cache, t.f.arena, STR("acct_customer9001"));
	CHECK_ERR(integrators_bearer(&t, secret, &b), ERR_INVALID);
	integrators_sql(&t, "UPDATE account SET state = 'active' WHERE id = 9001");
	CHECK_ERR(integrators_bearer(&t, secret, &b), OK);
	clock_set((struct time){ clock_now().us + 86401 * US_PER_S });
	CHECK_ERR(integrators_bearer(&t, secret, &b), ERR_INVALID);
	integrators_close(&t);
}

static void
test_bearer__key_input(void)
{
	struct integrators t;
	struct who clerk = { .actor = "staff",
		.permissions = permission_bit(PERM_CLIENT_WRITE) | permission_bit(PERM_EVENT_READ) };
	struct api_key_input in = { .name = STR("ERP"), .expires_at = TIME_ABSENT };
	struct api_key key;
	struct str secret;

	integrators_open(&t);
	/* no scope */
	CHECK_ERR(api_key_create(t.f.db, t.f.arena, &t.who, 0, &in, &t.errors, &key, &secret), ERR_INVALID);
	in.scope = words(&t, "no.such", NULL);
	CHECK_ERR(api_key_create(t.f.db, t.f.arena, &t.who, 0, &in, &t.errors, &key, &secret), ERR_INVALID);
	in.scope = words(&t, "event.read", "staff.write");
	/* more than he has */
	CHECK_ERR(api_key_create(t.f.db, t.f.arena, &clerk, 0, &in, &t.errors, &key, &secret), ERR_INVALID);
	in.scope = words(&t, "event.read", NULL);
	CHECK_ERR(api_key_create(t.f.db, t.f.arena, &clerk, 0, &in, &t.errors, &key, &secret), OK);
	in.expires_at = (struct time){ clock_now().us - 1 };
	CHECK_ERR(api_key_create(t.f.db, t.f.arena, &t.who, 0, &in, &t.errors, &key, &secret), ERR_INVALID);
	in = (struct api_key_input){ .name = STR(""), .scope = in.scope, .expires_at = TIME_ABSENT };
	CHECK_ERR(api_key_create(t.f.db, t.f.arena, &t.who, 0, &in, &t.errors, &key, &secret), ERR_INVALID);
	integrators_close(&t);
}

/* Warm: no SQL at all.  Without memcached: the same answers. */
static void
test_bearer__cost(void)
{
	struct integrators t;
	struct oauth_issued out;
	struct bearer b;
	int64_t before;

	integrators_open(&t);
	out = integrators_tokens(&t);
	CHECK_ERR(bearer_find(t.f.db, t.cache, t.f.arena, t.f.config, out.access_token, false, &b), OK);
	before = db_stats(t.f.db).statements;
	CHECK_ERR(bearer_find(t.f.db, t.cache, t.f.arena, t.f.config, out.access_token, false, &b), OK);
	CU_ASSERT_EQUAL(db_stats(t.f.db).statements, before);
	CHECK_ERR(bearer_find(t.f.db, t.cache, t.f.arena, t.f.config, out.access_token, true, &b), OK);
	CU_ASSERT(db_stats(t.f.db).statements - before <= BEARER_SQL);
	CHECK_ERR(bearer_find(t.f.db, NULL, t.f.arena, t.f.config, out.access_token, false, &b), OK);
	integrators_close(&t);
}

SUITE(bearer,
    { "revoked grant", test_bearer__revoked_grant },
    { "all of a client", test_bearer__all_of_a_client },
    { "client changes", test_bearer__client_changes },
    { "time", test_bearer__time },
    { "strangers", test_bearer__strangers },
    { "wrong kind", test_bearer__wrong_kind },
    { "API key", test_bearer__api_key },
    { "key of a customer", test_bearer__key_of_a_customer },
    { "key input", test_bearer__key_input },
    { "cost", test_bearer__cost });
