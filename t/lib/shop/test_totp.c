/* The authenticator app: set up, used once per code, fifty at once, throttled, removed. */
#include "t/lib/shop/factors.h"

static void
test_totp__set_up(void)
{
	struct holder h;
	struct totp_setup one, two;
	struct factors has;
	struct list codes;

	holder_open(&h, SESSION_FULL);
	CHECK_ERR(totp_confirm(&h.p.env, h.account.id, false, STR("123456"), &codes), ERR_NOT_FOUND);
	CHECK_ERR(totp_begin(&h.p.env, h.account.id, &one), OK);
	CHECK_ERR(totp_begin(&h.p.env, h.account.id, &two), OK);
	CU_ASSERT(str_eq(one.secret, two.secret)); /* a reload shows the same picture */
	CU_ASSERT_EQUAL(one.secret.len, 39);       /* 32 letters in groups of four */
	CU_ASSERT(str_contains(one.uri, STR("algorithm=SHA1&digits=6&period=30")));
	CHECK_ERR(factors_of(h.p.env.db, h.account.id, &has), OK);
	CU_ASSERT(!factors_any(&has) && !has.totp); /* begun is not set up */
	CHECK_ERR(totp_confirm(&h.p.env, h.account.id, false, STR("000000"), &codes), ERR_DENIED);
	CU_ASSERT_EQUAL(people_audits(&h.p, AUDIT_REFUSED, "factor.refused", h.account.public_id), 1);
	holder_totp(&h);
	CU_ASSERT_EQUAL(h.codes.count, RECOVERY_CODES);
	CHECK_ERR(factors_of(h.p.env.db, h.account.id, &has), OK);
	CU_ASSERT(
	    factors_any(&has) && has.totp && has.recovery_left == RECOVERY_CODES && !time_is_absent(has.totp_since));
	CU_ASSERT_EQUAL(people_audits(&h.p, AUDIT_OK, "factor.added", h.account.public_id), 1);
	CU_ASSERT_EQUAL(people_events(&h.p, "account.factor_changed", h.account.public_id), 1);
	CHECK_ERR(totp_begin(&h.p.env, h.account.id, &one), ERR_CONFLICT);
	CHECK_ERR(totp_confirm(&h.p.env, h.account.id, false, holder_code(&h, 0), &codes), ERR_CONFLICT);
	holder_close(&h);
}

static void
test_totp__use_and_replay(void)
{
	struct holder h;
	struct factor_outcome out;
	struct session full;
	struct str code;

	holder_open(&h, SESSION_PASSWORD);
	clock_set(clock_now()); /* the step stays */
	holder_totp(&h);
	/* The code that confirmed it is used up already. */
	CHECK_ERR(factor_totp(&h.p.env, &h.session, holder_code(&h, -1), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	code = holder_code(&h, 0);
	CHECK_ERR(factor_totp(&h.p.env, &h.session, code, &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_OK);
	CHECK_ERR(session_find(h.p.env.db, NULL, h.p.f.arena, out.token, SESSION_SHOP, true, &full), OK);
	CU_ASSERT(full.stage == SESSION_FULL && full.proof == PROOF_TOTP && full.id == h.session.id);
	CU_ASSERT_EQUAL(people_audits(&h.p, AUDIT_OK, "login", h.account.public_id), 1);
	holder_session(&h, SESSION_PASSWORD);
	CHECK_ERR(factor_totp(&h.p.env, &h.session, code, &out), OK);
	CU_ASSERT(out.result == FACTOR_WRONG && str_is_absent(out.token));
	CHECK_ERR(factor_totp(&h.p.env, &h.session, holder_code(&h, 1), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_OK);
	/* An older step than the last one is gone, too. */
	CHECK_ERR(factor_totp(&h.p.env, &h.session, holder_code(&h, 0), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	CU_ASSERT_EQUAL(people_audits(&h.p, AUDIT_REFUSED, "factor.refused", h.account.public_id), 3);
	holder_close(&h);
}

struct racing {
	int64_t account_id;
	struct str code;
};
static enum err
use_now(struct db *db UNUSED, void *payload)
{
	struct { struct people *p; struct racing *r; } *x = payload;

	return totp_use(&x->p->env, x->r->account_id, x->r->code);
}

static enum err
race(struct people *p, void *payload)
{
	struct { struct people *p; struct racing *r; } x = { p, payload };

	return db_transaction(p->env.db, use_now, &x);
}

static void
test_totp__fifty_at_once(void)
{
	struct holder h;
	struct racing r;

	holder_open(&h, SESSION_PASSWORD);
	clock_set(clock_now());
	holder_totp(&h);
	r = (struct racing){ h.account.id, holder_code(&h, 0) };
	CU_ASSERT_EQUAL(people_race(&h.p, 50, race, &r, OK), 1);
	r.code = holder_code(&h, 1);
	CU_ASSERT_EQUAL(people_race(&h.p, 50, race, &r, ERR_DENIED), 49);
	holder_close(&h);
}

static void
test_totp__throttled(void)
{
	struct holder h;
	struct factor_outcome out;
	struct people elsewhere;

	holder_open(&h, SESSION_PASSWORD);
	clock_set(clock_now());
	holder_totp(&h);
	for (int i = 0; i < 5; i++) {
		CHECK_ERR(factor_totp(&h.p.env, &h.session, STR("000000"), &out), OK);
		CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	}
	/* Not even the right one now, nor by recovery code; and it is not used up by that. */
	CHECK_ERR(factor_totp(&h.p.env, &h.session, holder_code(&h, 0), &out), OK);
	CU_ASSERT(out.result == FACTOR_LATER && out.retry_s > 0 && out.retry_s <= 60);
	CHECK_ERR(factor_recovery(&h.p.env, &h.session, *(struct str *)h.codes.items, &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_LATER);
	/* The owner, from another network, is not locked out. */
	elsewhere = h.p;
	elsewhere.who.ip = STR("203.0.113.9");
	elsewhere.env.who = &elsewhere.who;
	CHECK_ERR(factor_totp(&elsewhere.env, &h.session, holder_code(&h, 0), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_OK);
	holder_close(&h);
}

static void
test_totp__removed(void)
{
	struct holder h;
	struct factors has;
	struct factor_outcome out;
	struct list codes = { 0 };

	holder_open(&h, SESSION_FULL);
	CHECK_ERR(totp_remove(&h.p.env, h.account.id), ERR_NOT_FOUND);
	holder_totp(&h);
	CHECK_ERR(totp_remove(&h.p.env, h.account.id), OK);
	CHECK_ERR(factors_of(h.p.env.db, h.account.id, &has), OK);
	CU_ASSERT(!factors_any(&has) && has.recovery_left == 0); /* codes that stand in for nothing are gone */
	CU_ASSERT_EQUAL(people_audits(&h.p, AUDIT_OK, "factor.removed", h.account.public_id), 1);
	CU_ASSERT_EQUAL(people_events(&h.p, "account.factor_changed", h.account.public_id), 2);
	CHECK_ERR(factor_totp(&h.p.env, &h.session, holder_code(&h, 0), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	CHECK_ERR(recovery_renew(&h.p.env, h.account.id, &codes), ERR_CONFLICT);
	holder_close(&h);
}

/* A sealed secret that somebody moves to another row opens nothing. */
static void
test_totp__sealed(void)
{
	static const struct db_query move = { "test_move", "ii", NULL,
		"UPDATE totp t JOIN totp s ON s.account_id = ? SET t.secret = s.secret WHERE t.account_id = ?" };
	struct holder a, b;
	struct factor_outcome out;

	holder_open(&a, SESSION_PASSWORD);
	holder_open(&b, SESSION_PASSWORD);
	holder_totp(&a);
	holder_totp(&b);
	CHECK_ERR(
	    db_exec(a.p.f.db, &move, (struct db_arg[]){ db_i64(a.account.id), db_i64(b.account.id) }, 2, NULL), OK);
	CHECK_ERR(factor_totp(&b.p.env, &b.session, holder_code(&a, 0), &out), ERR_INTERNAL);
	holder_close(&b);
	holder_close(&a);
}

static void
test_totp__staff_keeps_one(void)
{
	struct holder h;
	struct list codes;
	struct totp_setup setup;

	holder_open(&h, SESSION_FULL);
	h.account = holder_staff(&h);
	holder_totp(&h);
	CHECK_ERR(totp_remove(&h.p.env, h.account.id), ERR_CONFLICT);
	/* And who has one cannot begin again with the password alone. */
	CHECK_ERR(totp_confirm(&h.p.env, h.account.id, true, holder_code(&h, 0), &codes), ERR_CONFLICT);
	holder_passkey(&h);
	CHECK_ERR(totp_remove(&h.p.env, h.account.id), OK);
	CHECK_ERR(totp_begin(&h.p.env, h.account.id, &setup), OK);
	CHECK_ERR(totp_confirm(&h.p.env, h.account.id, true, STR("123456"), &codes), ERR_CONFLICT);
	holder_close(&h);
}

SUITE(totp,
    { "set up", test_totp__set_up },
    { "use and replay", test_totp__use_and_replay },
    { "fifty at once", test_totp__fifty_at_once },
    { "throttled", test_totp__throttled },
    { "removed", test_totp__removed },
    { "sealed to its row", test_totp__sealed },
    { "staff keeps one", test_totp__staff_keeps_one });
