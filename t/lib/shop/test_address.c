/* Tests of lib/shop/address.c, consent.c and preference.c: what a person keeps with us. */
#include "lib/shop/address.h"
#include "lib/shop/consent.h"
#include "lib/shop/preference.h"
#include "t/lib/shop/fixture.h"

#include <sys/wait.h>
#include <unistd.h>

#define ME 801
#define OTHER 802
#define TOGETHER 20

static const struct who me = { .actor = "customer", .account_id = ME, .locale = STR_INIT("de") };

static const struct db_query setup[] = {
	{ "t1", "", NULL, "DELETE FROM account WHERE id IN (801, 802)" },
	{ "t2", "", NULL, "INSERT INTO account (id, public_id, realm, kind, state, email, email_key, locale) VALUES"
	    " (801, 'acct_801', 'shop', 'customer', 'active', 'd@example.org', 'd@example.org', 'en'),"
	    " (802, 'acct_802', 'shop', 'customer', 'active', 'e@example.org', 'e@example.org', 'en')" },
};

static struct account_env
open_people(struct fixture *f)
{
	CHECK_ERR(country_load(f->config), OK);
	for (size_t i = 0; i < COUNT(setup); i++)
		CHECK_ERR(db_exec(f->db, &setup[i], NULL, 0, NULL), OK);
	return (struct account_env){ .db = f->db, .arena = f->arena, .config = f->config, .who = &me };
}

static struct address
somewhere(const char *line1)
{
	return (struct address){ .country = STR("DE"),
		.recipient = STR("A B"),
		.line1 = str_of(line1),
		.locality = STR("Berlin"),
		.postal_code = STR("10115") };
}

/* "1db 2-- ": first line, default for delivery, for billing; in the order of the list */
static struct str
book(struct account_env *e)
{
	struct list list;
	const struct address *d;
	struct buf b;

	CHECK_ERR(address_list(e->db, e->arena, ME, &list), OK);
	d = list.items;
	buf_in_arena(&b, e->arena, BUF_LINE);
	for (size_t i = 0; i < list.count; i++)
		buf_printf(
		    &b, "%.*s%c%c ", STR_ARG(d[i].line1), d[i].is_delivery ? 'd' : '-', d[i].is_billing ? 'b' : '-');
	return buf_view(&b);
}

static void
test_address__defaults(void)
{
	struct fixture f = fixture_open();
	struct account_env e = open_people(&f);
	struct field_errors errors = { .arena = f.arena };
	struct address in, one, two;

	in = somewhere("1");
	CHECK_ERR(address_add(&e, ME, &in, &errors, &one), OK);
	CU_ASSERT(str_eq_z(book(&e), "1db ")); /* the first is both */
	in = somewhere("2");
	CHECK_ERR(address_add(&e, ME, &in, &errors, &two), OK);
	CU_ASSERT(str_eq_z(book(&e), "1db 2-- "));
	two.is_delivery = true;
	CHECK_ERR(address_change(&e, ME, two.public_id, &two, &errors, &two), OK);
	CU_ASSERT(str_eq_z(book(&e), "2d- 1-b "));
	two.is_delivery = false; /* a default is given to another one, not taken away */
	CHECK_ERR(address_change(&e, ME, two.public_id, &two, &errors, &two), OK);
	CU_ASSERT(str_eq_z(book(&e), "2d- 1-b "));
	CHECK_ERR(address_remove(&e, ME, two.public_id), OK);
	CU_ASSERT(str_eq_z(book(&e), "1db "));
	CHECK_ERR(address_remove(&e, ME, two.public_id), ERR_NOT_FOUND);
	fixture_close(&f);
}

static void
test_address__mine_alone(void)
{
	struct fixture f = fixture_open();
	struct account_env e = open_people(&f);
	struct field_errors errors = { .arena = f.arena };
	struct address in = somewhere("1"), one, stale;

	CHECK_ERR(address_add(&e, ME, &in, &errors, &one), OK);
	stale = one;
	CHECK_ERR(address_get(f.db, f.arena, OTHER, one.public_id, &in), ERR_NOT_FOUND);
	CHECK_ERR(address_change(&e, OTHER, one.public_id, &one, &errors, &in), ERR_NOT_FOUND);
	CHECK_ERR(address_remove(&e, OTHER, one.public_id), ERR_NOT_FOUND);
	one.line1 = STR("9");
	CHECK_ERR(address_change(&e, ME, one.public_id, &one, &errors, &one), OK);
	CHECK_ERR(address_change(&e, ME, one.public_id, &stale, &errors, &in), ERR_PRECONDITION);
	CU_ASSERT(str_eq_z(book(&e), "9db "));
	in = somewhere("1");
	in.postal_code = STR("1");
	CHECK_ERR(address_add(&e, ME, &in, &errors, &in), ERR_INVALID);
	CU_ASSERT_EQUAL(errors.count, 1);
	CU_ASSERT_EQUAL(
	    fixture_count(&f,
		COUNT_QUERY(
		    "SELECT COUNT(*) AS n FROM audit_log WHERE event = 'profile.changed' AND object_kind = 'address'"
		    " AND details LIKE '%changed%' AND at > NOW(6) - INTERVAL 1 MINUTE")),
	    1 + 2); /* one here, two in the test before */
	fixture_close(&f);
}

/* The book has room for one more, and twenty want it. */
static void
test_address__full(void)
{
	struct fixture f = fixture_open();
	struct account_env e = open_people(&f);
	struct field_errors errors = { .arena = f.arena };
	int good = 0, full = 0;
	pid_t pids[TOGETHER];

	for (int i = 0; i < ADDRESS_MAX - 1; i++) {
		struct address in = somewhere("x"), out;
		CHECK_ERR(address_add(&e, ME, &in, &errors, &out), OK);
	}
	fflush(NULL);
	for (int i = 0; i < TOGETHER; i++) {
		pids[i] = fork();
		CU_ASSERT_FATAL(pids[i] >= 0);
		if (pids[i] == 0) {
			struct address in = somewhere("y"), out;
			enum err err;
			e.db = db_new(f.config, "mercer");
			err = address_add(&e, ME, &in, &errors, &out);
			_exit(err == OK ? 0 : err == ERR_LIMIT ? 1 : 2);
		}
	}
	for (int i = 0; i < TOGETHER; i++) {
		int status;
		waitpid(pids[i], &status, 0);
		good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
		full += WIFEXITED(status) && WEXITSTATUS(status) == 1;
	}
	CU_ASSERT_EQUAL(good, 1);
	CU_ASSERT_EQUAL(full, TOGETHER - 1);
	CU_ASSERT_EQUAL(
	    fixture_count(&f, COUNT_QUERY("SELECT COUNT(*) AS n FROM account_address WHERE account_id = 801")),
	    ADDRESS_MAX);
	fixture_close(&f);
}

static void
test_address__consents(void)
{
	struct fixture f = fixture_open();
	struct account_env e = open_people(&f);
	struct list list;
	const struct consent *c;
	bool granted;

	CHECK_ERR(consent_current(f.db, f.arena, ME, &list), OK);
	c = list.items;
	CU_ASSERT(list.count >= 2);
	for (size_t i = 0; i < list.count; i++)
		CU_ASSERT(!c[i].is_granted && time_is_absent(c[i].at)); /* nothing without being asked */
	CHECK_ERR(consent_set(&e, ME, STR("newsletter"), true, CONSENT_ACCOUNT), OK);
	CHECK_ERR(consent_set(&e, ME, STR("newsletter"), true, CONSENT_ACCOUNT), OK); /* says nothing new */
	CHECK_ERR(consent_is_granted(f.db, f.arena, ME, "newsletter", &granted), OK);
	CU_ASSERT(granted);
	CHECK_ERR(consent_set(&e, ME, STR("newsletter"), false, CONSENT_LINK), OK);
	CHECK_ERR(consent_is_granted(f.db, f.arena, ME, "newsletter", &granted), OK);
	CU_ASSERT_FALSE(granted);
	CHECK_ERR(consent_set(&e, ME, STR("nothing"), true, CONSENT_ACCOUNT), ERR_NOT_FOUND);
	CHECK_ERR(consent_history(f.db, f.arena, ME, &list), OK);
	c = list.items;
	CU_ASSERT_EQUAL_FATAL(list.count, 2);
	CU_ASSERT(!c[0].is_granted && c[0].source == CONSENT_LINK && str_eq_z(c[0].locale, "de"));
	CU_ASSERT(c[1].is_granted && c[1].source == CONSENT_ACCOUNT && c[1].text_version == 1);
	fixture_close(&f);
}

static bool
allowed(struct account_env *e, const char *topic)
{
	bool yes;

	CHECK_ERR(preference_allows(e->db, e->arena, ME, topic, CHANNEL_MAIL, &yes), OK);
	return yes;
}

static void
test_address__preferences(void)
{
	struct fixture f = fixture_open();
	struct account_env e = open_people(&f);
	bool guest;

	CU_ASSERT(
	    allowed(&e, "orders") && allowed(&e, "stock") && !allowed(&e, "reviews") && !allowed(&e, "newsletter"));
	CHECK_ERR(preference_set(&e, ME, STR("orders"), CHANNEL_MAIL, false), ERR_DENIED);
	CHECK_ERR(preference_set(&e, ME, STR("stock"), CHANNEL_MAIL, false), OK);
	CHECK_ERR(preference_set(&e, ME, STR("reviews"), CHANNEL_MAIL, true), OK);
	CHECK_ERR(preference_set(&e, ME, STR("newsletter"), CHANNEL_MAIL, true), OK);
	CHECK_ERR(preference_set(&e, ME, STR("reviews"), CHANNEL_SMS, true), ERR_NOT_FOUND);
	CHECK_ERR(preference_set(&e, ME, STR("nothing"), CHANNEL_MAIL, true), ERR_NOT_FOUND);
	CU_ASSERT(
	    allowed(&e, "orders") && !allowed(&e, "stock") && allowed(&e, "reviews") && allowed(&e, "newsletter"));
	CHECK_ERR(consent_set(&e, ME, STR("newsletter"), false, CONSENT_LINK), OK);
	CU_ASSERT_FALSE(allowed(&e, "newsletter"));
	CHECK_ERR(preference_allows(f.db, f.arena, 0, "orders", CHANNEL_MAIL, &guest), OK);
	CU_ASSERT(guest);
	fixture_close(&f);
}

SUITE(address,
    { "defaults", test_address__defaults },
    { "mine alone", test_address__mine_alone },
    { "full", test_address__full },
    { "consents", test_address__consents },
    { "preferences", test_address__preferences });
