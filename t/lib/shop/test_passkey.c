/* Passkeys against a real database, with an authenticator in software: each thing that can be wrong, and races. */
#include "t/lib/shop/factors.h"

#include <unistd.h>

#define ARENA(h) ((h)->p.f.arena)

static void
test_passkey__register(void)
{
	struct holder h;
	struct passkey made, again;
	struct factors has;
	struct list list, codes;
	struct str options;
	struct answer w;

	holder_open(&h, SESSION_FULL);
	made = holder_passkey(&h);
	CHECK_STR(made.name, "My key");
	CU_ASSERT_EQUAL(h.codes.count, RECOVERY_CODES);
	CHECK_ERR(factors_of(h.p.env.db, h.account.id, &has), OK);
	CU_ASSERT(factors_any(&has) && has.passkeys == 1 && !has.totp);
	CHECK_ERR(passkey_list(h.p.env.db, ARENA(&h), h.account.id, &list), OK);
	CU_ASSERT_EQUAL_FATAL(list.count, 1);
	CHECK_STR(((struct passkey *)list.items)->public_id, str_z(ARENA(&h), made.public_id));
	CU_ASSERT(time_is_absent(((struct passkey *)list.items)->used_at));
	/* Options name it, so that the same device does not offer itself again; if it does, it is refused. */
	CHECK_ERR(passkey_options_register(&h.p.env, h.account.id, &options), OK);
	CU_ASSERT(str_contains(options, STR("\"transports\":[\"internal\",\"hybrid\"]")));
	w = authenticator_make(h.key, ARENA(&h), options_challenge(ARENA(&h), options), &h.honest);
	CHECK_ERR(
	    passkey_register(&h.p.env, h.account.id, false, answer_json(ARENA(&h), &w), STR_ABSENT, &again, &codes),
	    ERR_CONFLICT);
	CHECK_ERR(passkey_rename(&h.p.env, h.account.id, made.public_id, STR("Blue")), OK);
	CHECK_ERR(passkey_get(h.p.env.db, ARENA(&h), h.account.id, made.public_id, &again), OK);
	CHECK_STR(again.name, "Blue");
	CU_ASSERT_EQUAL(people_audits(&h.p, AUDIT_OK, "profile.changed", made.public_id), 1);
	CHECK_ERR(passkey_rename(&h.p.env, h.account.id + 1, made.public_id, STR("Mine")), ERR_NOT_FOUND);
	CHECK_ERR(passkey_remove(&h.p.env, h.account.id, made.public_id), OK);
	CHECK_ERR(passkey_remove(&h.p.env, h.account.id, made.public_id), ERR_NOT_FOUND);
	CHECK_ERR(factors_of(h.p.env.db, h.account.id, &has), OK);
	CU_ASSERT(!factors_any(&has) && has.recovery_left == 0);
	CU_ASSERT_EQUAL(people_events(&h.p, "account.factor_changed", h.account.public_id), 2);
	holder_close(&h);
}

static void
test_passkey__second_step_and_login(void)
{
	struct holder h;
	struct factor_outcome out;
	struct session full;

	holder_open(&h, SESSION_PASSWORD);
	holder_passkey(&h);
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, holder_answer(&h, false), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_OK);
	CHECK_ERR(session_find(h.p.env.db, NULL, ARENA(&h), out.token, SESSION_SHOP, true, &full), OK);
	CU_ASSERT(full.stage == SESSION_FULL && full.proof == PROOF_PASSKEY && full.id == h.session.id);
	CHECK_ERR(factor_login(&h.p.env, SESSION_SHOP, holder_answer(&h, true), &out), OK);
	CU_ASSERT(out.result == FACTOR_OK && out.account_id == h.account.id);
	CHECK_ERR(session_find(h.p.env.db, NULL, ARENA(&h), out.token, SESSION_SHOP, true, &full), OK);
	CU_ASSERT(full.stage == SESSION_FULL && full.account_id == h.account.id && full.id != h.session.id);
	CU_ASSERT_EQUAL(people_audits(&h.p, AUDIT_OK, "login", h.account.public_id), 2);
	/* As a second step nobody needs to be verified; to log in alone it is. */
	h.honest.flags = AUTH_UP;
	CHECK_ERR(factor_passkey(&h.p.env, &full, holder_answer(&h, false), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_OK);
	CHECK_ERR(factor_login(&h.p.env, SESSION_SHOP, holder_answer(&h, true), &out), OK);
	CU_ASSERT(out.result == FACTOR_VERIFY && str_is_absent(out.token));
	holder_close(&h);
}

/* Everything that lib/io refuses is refused here, too, and stands in the audit log. */
static void
test_passkey__wrong_ceremonies(void)
{
	struct holder h;
	struct factor_outcome out;
	struct ceremony honest, wrong[8];
	int64_t refused = 0;

	holder_open(&h, SESSION_PASSWORD);
	holder_passkey(&h);
	honest = h.honest;
	for (size_t i = 0; i < COUNT(wrong); i++)
		wrong[i] = honest;
	wrong[0].origin = "https://evil.example";
	wrong[1].rp_id = "evil.example";
	wrong[2].type = "webauthn.create";
	wrong[3].client_more = ",\"crossOrigin\":true";
	wrong[4].no_flags = true;
	wrong[5].bad_signature = true;
	wrong[6].cut = 3;
	wrong[7].trailing = "more";
	for (size_t i = 0; i < COUNT(wrong); i++)
		for (int login = 0; login < 2; login++) {
			h.honest = wrong[i];
			CHECK_ERR(login ? factor_login(&h.p.env, SESSION_SHOP, holder_answer(&h, true), &out) :
			    factor_passkey(&h.p.env, &h.session, holder_answer(&h, false), &out), OK);
			CU_ASSERT(out.result == FACTOR_WRONG && str_is_absent(out.token));
			refused += !login;
		}
	CU_ASSERT(people_audits(&h.p, AUDIT_REFUSED, "factor.refused", h.account.public_id) >= refused);
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, STR("{}"), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, STR_ABSENT, &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	h.honest = honest;
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, holder_answer(&h, false), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_OK);
	holder_close(&h);
}

static void
test_passkey__challenges(void)
{
	struct holder h, other;
	struct factor_outcome out;
	struct str options, answer;
	struct answer w;
	struct time now;

	holder_open(&h, SESSION_PASSWORD);
	holder_open(&other, SESSION_PASSWORD);
	holder_passkey(&h);
	/* Used once, whatever came of it. */
	answer = holder_answer(&h, false);
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, answer, &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_OK);
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, answer, &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	CHECK_ERR(passkey_options_factor(&h.p.env, h.account.id, &options), OK);
	h.honest.bad_signature = true;
	w = authenticator_use(h.key, ARENA(&h), options_challenge(ARENA(&h), options), &h.honest);
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, answer_json(ARENA(&h), &w), &out), OK);
	h.honest.bad_signature = false;
	w = authenticator_use(h.key, ARENA(&h), options_challenge(ARENA(&h), options), &h.honest);
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, answer_json(ARENA(&h), &w), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	/* One made up; one for another account; one for a login; one for a registration. */
	w = authenticator_use(h.key, ARENA(&h), STR("0123456789abcdef0123456789abcdef"), &h.honest);
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, answer_json(ARENA(&h), &w), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	CHECK_ERR(passkey_options_factor(&h.p.env, other.account.id, &options), OK);
	w = authenticator_use(h.key, ARENA(&h), options_challenge(ARENA(&h), options), &h.honest);
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, answer_json(ARENA(&h), &w), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, holder_answer(&h, true), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	CHECK_ERR(passkey_options_register(&h.p.env, h.account.id, &options), OK);
	w = authenticator_use(h.key, ARENA(&h), options_challenge(ARENA(&h), options), &h.honest);
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, answer_json(ARENA(&h), &w), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	/* Five minutes, and no second more. */
	now = clock_now();
	clock_set(now);
	answer = holder_answer(&h, false);
	clock_set((struct time){ now.us + 300 * US_PER_S });
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, answer, &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	clock_set(now);
	answer = holder_answer(&h, false);
	clock_set((struct time){ now.us + 299 * US_PER_S });
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, answer, &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_OK);
	holder_close(&other);
	holder_close(&h);
}

static void
test_passkey__whose(void)
{
	struct holder h, other;
	struct factor_outcome out;
	struct authenticator *stranger = authenticator_new(WEBAUTHN_EDDSA), *mine;
	struct str options;
	struct answer w;
	struct ceremony c;

	holder_open(&h, SESSION_PASSWORD);
	holder_open(&other, SESSION_PASSWORD);
	holder_passkey(&h);
	holder_passkey(&other);
	/* Another's passkey as second step, with or without his handle. */
	mine = h.key;
	h.key = other.key;
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, holder_answer(&h, false), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	/* One that nobody knows. */
	h.key = stranger;
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, holder_answer(&h, false), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	CHECK_ERR(factor_login(&h.p.env, SESSION_SHOP, holder_answer(&h, true), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	h.key = mine;
	/* A login that names somebody else, or nobody. */
	c = h.honest;
	c.user_handle = other.account.public_id;
	CHECK_ERR(passkey_options_login(&h.p.env, &options), OK);
	w = authenticator_use(h.key, ARENA(&h), options_challenge(ARENA(&h), options), &c);
	CHECK_ERR(factor_login(&h.p.env, SESSION_SHOP, answer_json(ARENA(&h), &w), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	CHECK_ERR(passkey_options_login(&h.p.env, &options), OK);
	w = authenticator_use(h.key, ARENA(&h), options_challenge(ARENA(&h), options), &h.honest);
	CHECK_ERR(factor_login(&h.p.env, SESSION_SHOP, answer_json(ARENA(&h), &w), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	/* A customer's passkey opens no back office; a disabled account's opens nothing. */
	CHECK_ERR(factor_login(&h.p.env, SESSION_OFFICE, holder_answer(&h, true), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	CHECK_ERR(factor_login(&h.p.env, SESSION_SHOP, holder_answer(&h, true), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_OK);
	CHECK_ERR(db_exec(h.p.f.db,
		      &(const struct db_query){
			  "test_disable", "i", NULL, "UPDATE account SET state = 'disabled' WHERE id = ?" },
		      &(struct db_arg){ .type = 'i', .i64 = h.account.id }, 1, NULL),
	    OK);
	CHECK_ERR(factor_login(&h.p.env, SESSION_SHOP, holder_answer(&h, true), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	CHECK_ERR(passkey_remove(&h.p.env, other.account.id, STR("pass_0000000000000000000000")), ERR_NOT_FOUND);
	authenticator_free(stranger);
	holder_close(&other);
	holder_close(&h);
}

static void
test_passkey__sign_count(void)
{
	struct holder h;
	struct factor_outcome out;

	holder_open(&h, SESSION_PASSWORD);
	authenticator_set_count(h.key, 10, true);
	holder_passkey(&h); /* stored: 10 */
	authenticator_set_count(h.key, 10, true);
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, holder_answer(&h, false), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	authenticator_set_count(h.key, 11, true);
	CHECK_ERR(factor_passkey(&h.p.env, &h.session, holder_answer(&h, false), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_OK);
	authenticator_set_count(h.key, 4, true);
	CHECK_ERR(factor_login(&h.p.env, SESSION_SHOP, holder_answer(&h, true), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	authenticator_set_count(h.key, 0, false);
	CHECK_ERR(factor_login(&h.p.env, SESSION_SHOP, holder_answer(&h, true), &out), OK);
	CU_ASSERT_EQUAL(out.result, FACTOR_WRONG);
	CU_ASSERT_EQUAL(people_audits(&h.p, AUDIT_REFUSED, "factor.refused", h.account.public_id), 3);
	holder_close(&h);
	/* Passkeys that are kept by a provider count nothing: 0 stays 0. */
	holder_open(&h, SESSION_PASSWORD);
	authenticator_set_count(h.key, 0, false);
	holder_passkey(&h);
	for (int i = 0; i < 2; i++) {
		CHECK_ERR(factor_passkey(&h.p.env, &h.session, holder_answer(&h, false), &out), OK);
		CU_ASSERT_EQUAL(out.result, FACTOR_OK);
	}
	holder_close(&h);
}

struct racing {
	struct holder *h;
	struct str answer;
};
static enum err
race(struct people *p, void *payload)
{
	const struct racing *r = payload;
	struct passkey_use use;

	return passkey_use(&p->env, SESSION_SHOP, r->h->account.id, r->answer, &use);
}

static enum err
race_register(struct people *p, void *payload)
{
	const struct racing *r = payload;
	struct passkey made;
	struct list codes;

	return passkey_register(&p->env, r->h->account.id, false, r->answer, STR_ABSENT, &made, &codes);
}

static void
test_passkey__fifty_at_once(void)
{
	struct holder h;
	struct racing r = { &h, STR_ABSENT };
	struct str options;
	struct answer w;
	struct factors has;

	holder_open(&h, SESSION_PASSWORD);
	CHECK_ERR(passkey_options_register(&h.p.env, h.account.id, &options), OK);
	w = authenticator_make(h.key, ARENA(&h), options_challenge(ARENA(&h), options), &h.honest);
	r.answer = answer_json(ARENA(&h), &w);
	CU_ASSERT_EQUAL(people_race(&h.p, 50, race_register, &r, OK), 1);
	CHECK_ERR(factors_of(h.p.env.db, h.account.id, &has), OK);
	CU_ASSERT(has.passkeys == 1 && has.recovery_left == RECOVERY_CODES);
	r.answer = holder_answer(&h, false);
	CU_ASSERT_EQUAL(people_race(&h.p, 50, race, &r, OK), 1);
	holder_close(&h);
}

/* Half of the second factors of one account at once: the last one of staff stays. */
struct removing {
	int64_t account_id;
	struct str ids[2];
};
static enum err
race_remove(struct people *p, void *payload)
{
	const struct removing *r = payload;

	return passkey_remove(&p->env, r->account_id, r->ids[getpid() % 2]);
}

static void
test_passkey__staff_keeps_one(void)
{
	struct holder h;
	struct removing r;
	struct factors has;
	struct authenticator *first;

	holder_open(&h, SESSION_FULL);
	h.account = holder_staff(&h);
	r.account_id = h.account.id;
	r.ids[0] = holder_passkey(&h).public_id;
	CHECK_ERR(passkey_remove(&h.p.env, h.account.id, r.ids[0]), ERR_CONFLICT);
	first = h.key;
	h.key = authenticator_new(WEBAUTHN_RS256);
	r.ids[1] = holder_passkey(&h).public_id;
	people_race(&h.p, 20, race_remove, &r, OK);
	CHECK_ERR(factors_of(h.p.env.db, h.account.id, &has), OK);
	CU_ASSERT_EQUAL(has.passkeys, 1);
	authenticator_free(first);
	holder_close(&h);
}

SUITE(passkey,
    { "register", test_passkey__register },
    { "second step and login", test_passkey__second_step_and_login },
    { "wrong ceremonies", test_passkey__wrong_ceremonies },
    { "challenges", test_passkey__challenges },
    { "whose", test_passkey__whose },
    { "sign count", test_passkey__sign_count },
    { "fifty at once", test_passkey__fifty_at_once },
    { "staff keeps one", test_passkey__staff_keeps_one });
