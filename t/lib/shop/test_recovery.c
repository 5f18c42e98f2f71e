/* Recovery codes: once each, fifty at once, replaced, as people type them. */
#include "t/lib/shop/factors.h"

#include <unistd.h>


static struct str
code_of(struct holder *h, size_t i)
{
	return ((struct str *)h->codes.items)[i];
}

static void
test_recovery__once(void)
{
	struct holder h;
	struct factor_outcome out;
	struct session full;
	struct str typed;

	holder_open(&h, SESSION_PASSWORD);
	holder_totp(&h);
	CU_ASSERT_EQUAL_FATAL(h.codes.count, RECOVERY_CODES);
	for (size_t i = 0; i < h.codes.count; i++) {
		CU_ASSERT_EQUAL(code_of(&h, i).len, RECOVERY_TEXT_LEN);
		for (size_t k = 0; k < i; k++)
			CU_ASSERT(!str_eq(code_of(&h, i), code_of(&h, k)));
	}
	CHECK_ERR(factor_recovery(&h.p.env, &h.session, code_of(&h, 0), &out), OK);
	CU_ASSERT(out.result == FACTOR_OK && out.recovery_left == RECOVERY_CODES - 1);
	CHECK_ERR(session_find(h.p.env.db, NULL, h.p.f.arena, out.token, SESSION_SHOP, true, &full), OK);
	CU_ASSERT(full.stage == SESSION_FULL && full.proof == PROOF_RECOVERY);
	CU_ASSERT_EQUAL(people_audits(&h.p, AUDIT_OK, "recovery.used", h.account.public_id), 1);
	CU_ASSERT_EQUAL(people_events(&h.p, "account.factor_changed", h.account.public_id), 2);
	holder_session(&h, SESSION_PASSWORD);
	CHECK_ERR(factor_recovery(&h.p.env, &h.session, code_of(&h, 0), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	/* Small letters, blanks for hyphens, and an O where a zero stands. */
	typed = str_lower(h.p.f.arena, code_of(&h, 1));
	for (size_t i = 0; i < typed.len; i++) {
		char *c = (char *)(uintptr_t)typed.ptr + i;
		*c = *c == '-' ? ' ' : *c == '0' ? 'o' : *c == '1' ? 'l' : *c;
	}
	CHECK_ERR(factor_recovery(&h.p.env, &h.session, typed, &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_OK);
	holder_close(&h);
}

static void
test_recovery__wrong(void)
{
	static const char *const bad[] = { "", "7K3F", "7K3F-9QWM-2XTB-D8NV", "7K3F-9QWM-2XTB-D8N!",
		"UUUU-UUUU-UUUU-UUUU" };
	struct holder h, other;
	struct factor_outcome out;

	holder_open(&h, SESSION_PASSWORD);
	holder_open(&other, SESSION_PASSWORD);
	holder_totp(&h);
	holder_totp(&other);
	for (size_t i = 0; i < COUNT(bad) - 1; i++) {
		CHECK_ERR(factor_recovery(&h.p.env, &h.session, str_of(bad[i]), &out), OK);
		CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	}
	CHECK_ERR(factor_recovery(&h.p.env, &h.session, code_of(&other, 0), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	CHECK_ERR(factor_recovery(&other.p.env, &other.session, code_of(&other, 0), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_OK);
	holder_close(&other);
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

	return recovery_use(&x->p->env, x->r->account_id, x->r->code);
}

static enum err
race(struct people *p, void *payload)
{
	struct { struct people *p; struct racing *r; } x = { p, payload };

	return db_transaction(p->env.db, use_now, &x);
}

/* Whole: with throttle, session and audit. */
static enum err
race_whole(struct people *p, void *payload)
{
	struct holder *h = payload;
	struct factor_outcome out;
	enum err err;

	p->who.ip = str_printf(p->f.arena, "198.%d.%d.1", (int)getpid() % 200,
	    (int)(getpid() / 200) % 200); /* each from a network of its own */
	err = factor_recovery(&p->env, &h->session, code_of(h, 4), &out);
	return err ? err : out.result == FACTOR_OK ? OK : out.result == FACTOR_WRONG ? ERR_DENIED : ERR_BUSY;
}

static void
test_recovery__fifty_at_once(void)
{
	struct holder h;
	struct racing r;
	struct factors has;

	holder_open(&h, SESSION_PASSWORD);
	holder_totp(&h);
	r = (struct racing){ h.account.id, code_of(&h, 3) };
	CU_ASSERT_EQUAL(people_race(&h.p, 50, race, &r, OK), 1);
	CU_ASSERT_EQUAL(people_race(&h.p, 50, race_whole, &h, OK), 1);
	CHECK_ERR(factors_of(h.p.env.db, h.account.id, &has), OK);
	CU_ASSERT_EQUAL(has.recovery_left, RECOVERY_CODES - 2);
	CU_ASSERT_EQUAL(people_audits(&h.p, AUDIT_OK, "recovery.used", h.account.public_id), 1);
	holder_close(&h);
}

static void
test_recovery__replaced(void)
{
	struct holder h;
	struct factor_outcome out;
	struct list fresh;
	struct factors has;

	holder_open(&h, SESSION_PASSWORD);
	holder_totp(&h);
	CHECK_ERR(recovery_renew(&h.p.env, h.account.id, &fresh), OK);
	CU_ASSERT_EQUAL(fresh.count, RECOVERY_CODES);
	CHECK_ERR(factor_recovery(&h.p.env, &h.session, code_of(&h, 0), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	h.codes = fresh;
	CHECK_ERR(factor_recovery(&h.p.env, &h.session, code_of(&h, 0), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_OK);
	CHECK_ERR(factors_of(h.p.env.db, h.account.id, &has), OK);
	CU_ASSERT_EQUAL(has.recovery_left, RECOVERY_CODES - 1);
	CU_ASSERT_EQUAL(people_audits(&h.p, AUDIT_OK, "factor.added", h.account.public_id), 2);
	holder_close(&h);
}

SUITE(recovery,
    { "once", test_recovery__once },
    { "wrong", test_recovery__wrong },
    { "fifty at once", test_recovery__fifty_at_once },
    { "replaced", test_recovery__replaced });
