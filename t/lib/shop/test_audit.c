/* The audit log: one chain whatever happens at once, and every tampering found. */
#include "lib/shop/audit.h"
#include "lib/shop/audit_chain.h"
#include "t/lib/shop/fixture.h"

#include <sys/wait.h>
#include <unistd.h>

static const struct who somebody = { .actor = "staff", .id = STR_INIT("acct_0123456789012345678901"), .ip = STR_INIT("192.0.2.7"),
	.agent = STR_INIT("Browser/1.0"), .request_id = STR_INIT("req-1") };

static const struct db_query count_log = { "test_count_log", "", &fixture_count_shape, "SELECT COUNT(*) AS n FROM audit_log" };
static const struct db_query count_person = { "test_count_person", "", &fixture_count_shape, "SELECT COUNT(*) AS n FROM audit_person" };
static const struct db_query head_is_last = { "test_head", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM audit_head h JOIN audit_log l ON l.id = h.last_id AND l.hash = h.hash" };
static const struct db_query broken_links = { "test_links", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM audit_log l LEFT JOIN audit_log p ON p.id = l.id - 1 WHERE l.id > 1 AND NOT (p.hash <=> l.previous)" };

static enum err
note(struct db *db, struct str object)
{
	return audit(db, &somebody, &(struct audit){ .event = AUDIT_ROLE, .object_kind = "role", .object = object, .details = STR("{\"fields\":[\"name\"]}") });
}

static void
test_audit__append(void)
{
	struct fixture f = fixture_open();
	int64_t before = fixture_count(&f, &count_log), people = fixture_count(&f, &count_person);

	CHECK_ERR(note(f.db, STR("role_1")), OK);
	CHECK_ERR(audit(f.db, &(struct who){ .actor = "system" }, &(struct audit){ .event = AUDIT_LOGIN_REFUSED, .outcome = AUDIT_REFUSED,
	    .object_kind = "account", .object = STR("\xff\x01 not an id, and longer than the column is: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx") }), OK);
	CU_ASSERT_EQUAL(fixture_count(&f, &count_log), before + 2);
	CU_ASSERT_EQUAL(fixture_count(&f, &count_person), people + 1);
	CU_ASSERT_EQUAL(fixture_count(&f, &head_is_last), 1);
	CU_ASSERT_EQUAL(fixture_count(&f, &broken_links), 0);
	fixture_close(&f);
}

/* A change that is rolled back leaves no record, and no gap. */
static enum err
change_and_fail(struct db *db, void *payload UNUSED)
{
	CHECK_ERR(note(db, STR("role_2")), OK);
	return ERR_CONFLICT;
}

static void
test_audit__rolled_back(void)
{
	struct fixture f = fixture_open();
	int64_t before = fixture_count(&f, &count_log);

	CHECK_ERR(db_transaction(f.db, change_and_fail, NULL), ERR_CONFLICT);
	CU_ASSERT_EQUAL(fixture_count(&f, &count_log), before);
	CHECK_ERR(note(f.db, STR("role_3")), OK);
	CU_ASSERT_EQUAL(fixture_count(&f, &broken_links), 0);
	CU_ASSERT_EQUAL(fixture_count(&f, &head_is_last), 1);
	fixture_close(&f);
}

#define WRITERS 50
static void
test_audit__parallel(void)
{
	struct fixture f = fixture_open();
	int64_t before = fixture_count(&f, &count_log);
	int gate[2], good = 0;
	pid_t pids[WRITERS];

	CU_ASSERT_EQUAL_FATAL(pipe(gate), 0);
	fflush(NULL);
	for (int i = 0; i < WRITERS; i++) {
		pids[i] = fork();
		CU_ASSERT_FATAL(pids[i] >= 0);
		if (pids[i] == 0) {
			struct config *c;
			char byte;
			close(gate[1]);
			if (config_load(NULL, &c) || read(gate[0], &byte, 1) != 0) /* all start when the parent closes its end */
				_exit(2);
			_exit(note(db_new(c, "mercer"), STR("role_4")) ? 1 : 0);
		}
	}
	close(gate[0]);
	close(gate[1]);
	for (int i = 0; i < WRITERS; i++) {
		int status;
		waitpid(pids[i], &status, 0);
		good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	CU_ASSERT_EQUAL(good, WRITERS);
	CU_ASSERT_EQUAL(fixture_count(&f, &count_log), before + WRITERS);
	CU_ASSERT_EQUAL(fixture_count(&f, &broken_links), 0);
	CU_ASSERT_EQUAL(fixture_count(&f, &head_is_last), 1);
	fixture_close(&f);
}

SUITE(audit, { "append", test_audit__append }, { "rolled back", test_audit__rolled_back }, { "fifty at once", test_audit__parallel });
