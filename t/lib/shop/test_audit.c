/* The audit log: one chain whatever happens at once, and every tampering found. */
#include "lib/shop/audit.h"
#include "lib/shop/audit_read.h"
#include "t/lib/shop/fixture.h"

#include <sys/wait.h>
#include <unistd.h>

static const struct who somebody = { .actor = "staff",
	.id = STR_INIT("acct_0123456789012345678901"),
	.ip = STR_INIT("192.0.2.7"),
	.agent = STR_INIT("Browser/1.0"),
	.request_id = STR_INIT("req-1") };

static const struct db_query count_log = { "test_count_log", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM audit_log" };
static const struct db_query count_person = { "test_count_person", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM audit_person" };
static const struct db_query head_is_last = { "test_head", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM audit_head h JOIN audit_log l ON l.id = h.last_id AND l.hash = h.hash" };
static const struct db_query broken_links = {
	"test_links", "", &fixture_count_shape,
	"SELECT COUNT(*) AS n FROM audit_log l LEFT JOIN audit_log p ON p.id = l.id - 1 WHERE l.id > 1 AND NOT (p.hash <=> l.previous)"
};

static enum err
note(struct db *db, struct str object)
{
	return audit(db, &somebody,
	    &(struct audit){ .event = AUDIT_ROLE,
		.object_kind = "role",
		.object = object,
		.details = STR("{\"fields\":[\"name\"]}") });
}

static void
test_audit__append(void)
{
	struct fixture f = fixture_open();
	int64_t before = fixture_count(&f, &count_log), people = fixture_count(&f, &count_person);

	CHECK_ERR(note(f.db, STR("role_1")), OK);
	CHECK_ERR(
	    audit(f.db, &(struct who){ .actor = "system" },
		&(struct audit){ .event = AUDIT_LOGIN_REFUSED,
		    .outcome = AUDIT_REFUSED,
		    .object_kind = "account",
		    .object = STR(
			"\xff\x01 not an id, and longer than the column is: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx") }),
	    OK);
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
			if (config_load(NULL, &c) ||
			    read(gate[0], &byte, 1) != 0) /* all start when the parent closes its end */
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

/* ---- tampering, as somebody with the database's root would do it ---- */

static void
as_root(const char *sql)
{
	char *command;
	const char *socket = getenv("MERCER_DB_SOCKET"), *name = getenv("MERCER_DB_NAME");

	CU_ASSERT_FATAL(asprintf(&command, "mariadb --no-defaults -S '%s' -u root '%s' -e \"%s\"", socket,
			    name ? name : "mercer", sql) > 0);
	CU_ASSERT_EQUAL(system(command), 0);
	free(command);
}

static int64_t
broken_at(struct fixture *f)
{
	struct audit_verdict v;

	CHECK_ERR(audit_verify(f->db, NULL, &v), OK);
	return v.broken;
}

static const struct db_query last_id = { "test_last_id", "", &fixture_count_shape,
	"SELECT last_id AS n FROM audit_head" };

static void
tampered(struct fixture *f, const char *wrong, const char *right, int64_t expected)
{
	as_root(wrong);
	CU_ASSERT_EQUAL(broken_at(f), expected);
	as_root(right);
	CU_ASSERT_EQUAL(broken_at(f), 0);
}

static void
test_audit__tampering(void)
{
	struct fixture f = fixture_open();
	struct arena *a = f.arena;
	struct audit_anchor anchor = { 0 };
	struct audit_verdict v;
	int64_t id;

	for (int i = 0; i < 3; i++)
		CHECK_ERR(note(f.db, STR("role_5")), OK);
	id = fixture_count(&f, &last_id) - 1;
	CU_ASSERT_EQUAL_FATAL(broken_at(&f), 0);
	tampered(&f, arena_printf(a, "UPDATE audit_log SET actor = 'acct_x' WHERE id = %lld", (long long)id),
	    arena_printf(a, "UPDATE audit_log SET actor = '%s' WHERE id = %lld", somebody.id.ptr, (long long)id), id);
	tampered(&f,
	    arena_printf(a, "UPDATE audit_log SET at = at + INTERVAL 1 MICROSECOND WHERE id = %lld", (long long)id),
	    arena_printf(a, "UPDATE audit_log SET at = at - INTERVAL 1 MICROSECOND WHERE id = %lld", (long long)id),
	    id);
	tampered(&f, arena_printf(a, "UPDATE audit_log SET details = NULL WHERE id = %lld", (long long)id),
	    arena_printf(
		a, "UPDATE audit_log SET details = '{\\\"fields\\\":[\\\"name\\\"]}' WHERE id = %lld", (long long)id),
	    id);
	tampered(&f, arena_printf(a, "UPDATE audit_person SET ip = '192.0.2.8' WHERE audit_id = %lld", (long long)id),
	    arena_printf(a, "UPDATE audit_person SET ip = '192.0.2.7' WHERE audit_id = %lld", (long long)id), id);
	/* A record taken out of the middle; the newest ones cut off. */
	tampered(&f, arena_printf(a, "UPDATE audit_log SET id = -1 WHERE id = %lld", (long long)id),
	    arena_printf(a, "UPDATE audit_log SET id = %lld WHERE id = -1", (long long)id), -1);
	as_root(arena_printf(a,
	    "CREATE TABLE cut SELECT * FROM audit_log WHERE id > %lld; DELETE FROM audit_log WHERE id > %lld",
	    (long long)id, (long long)id));
	CU_ASSERT_EQUAL(broken_at(&f), id + 1);
	as_root("INSERT INTO audit_log SELECT * FROM cut; DROP TABLE cut");
	CU_ASSERT_EQUAL(broken_at(&f), 0);
	/* Cut off together with the head: only what was noted elsewhere tells. */
	CHECK_ERR(audit_verify(f.db, NULL, &v), OK);
	anchor = v.end;
	CHECK_ERR(audit_verify(f.db, &anchor, &v), OK);
	CU_ASSERT_EQUAL(v.broken, 0);
	anchor.hash[0] ^= 1;
	CHECK_ERR(audit_verify(f.db, &anchor, &v), OK);
	CU_ASSERT_EQUAL(v.broken, anchor.id);
	anchor.id++;
	CHECK_ERR(audit_verify(f.db, &anchor, &v), OK);
	CU_ASSERT_EQUAL(v.broken, anchor.id);
	fixture_close(&f);
}

/* Erasing a person takes address and browser, and leaves the chain whole. */
static void
test_audit__forget(void)
{
	static const struct who person = { .actor = "customer",
		.id = STR_INIT("acct_forget"),
		.ip = STR_INIT("198.51.100.9"),
		.agent = STR_INIT("Canary/7") };
	static const struct who stranger = { .actor = "nobody", .ip = STR_INIT("198.51.100.9") };
	static const struct db_query canaries = { "test_canaries", "", &fixture_count_shape,
		"SELECT COUNT(*) AS n FROM audit_person WHERE ip = '198.51.100.9' OR agent = 'Canary/7'" };
	struct fixture f = fixture_open();
	const struct audit own = { .event = AUDIT_LOGIN, .object_kind = "account", .object = person.id };
	const struct audit theirs = {
		.event = AUDIT_LOGIN_REFUSED, .outcome = AUDIT_REFUSED, .object_kind = "account", .object = person.id
	};
	const struct audit staff = { .event = AUDIT_VIEWED, .object_kind = "account", .object = person.id };
	int64_t people;

	CHECK_ERR(audit(f.db, &person, &own), OK);
	CHECK_ERR(audit(f.db, &stranger, &theirs), OK);
	CHECK_ERR(audit(f.db, &somebody, &staff), OK);
	CU_ASSERT_EQUAL(fixture_count(&f, &canaries), 2);
	people = fixture_count(&f, &count_person);
	CHECK_ERR(audit_forget(f.db, person.id), OK);
	CU_ASSERT_EQUAL(fixture_count(&f, &canaries), 0);
	CU_ASSERT_EQUAL(fixture_count(&f, &count_person), people - 2);
	CU_ASSERT_EQUAL(broken_at(&f), 0);
	fixture_close(&f);
}

/* No module's account can change or delete what was written: error 1142 of the server. */
static void
test_audit__append_only(void)
{
	static const struct db_query writes[] = {
		{ "w1", "", NULL, "UPDATE audit_log SET actor = NULL" },
		{ "w2", "", NULL, "DELETE FROM audit_log" },
		{ "w3", "", NULL, "UPDATE audit_person SET ip = NULL" },
		{ "w4", "", NULL, "DELETE FROM audit_head" },
		{ "w5", "", NULL, "TRUNCATE TABLE audit_log" },
	};
	static const char *const accounts[] = { "account", "admin", "mercer", "oauth", "worker" };
	struct config *c;

	CHECK_ERR(config_load(NULL, &c), OK);
	for (size_t i = 0; i < COUNT(accounts); i++) {
		struct db *db = db_new(c, accounts[i]);
		for (size_t k = 0; k < COUNT(writes); k++)
			CHECK_ERR(db_exec(db, &writes[k], NULL, 0, NULL), ERR_DB);
		db_free(db);
	}
	config_free(c);
}

static void
test_audit__list(void)
{
	struct fixture f = fixture_open();
	struct audit_filter filter;
	const struct audit_record *r;
	struct list page;
	int64_t n;

	for (int i = 0; i < 5; i++)
		CHECK_ERR(note(f.db, STR("role_list")), OK);
	audit_filter_init(&filter);
	filter.object = STR("role_list");
	filter.limit = 3;
	CHECK_ERR(audit_list(f.db, f.arena, &filter, &page), OK);
	CU_ASSERT_EQUAL_FATAL(page.count, 3);
	r = page.items;
	CU_ASSERT(r[0].id > r[1].id && r[1].id > r[2].id);
	CHECK_STR(r[0].event, "role.changed");
	CHECK_STR(r[0].ip, "192.0.2.7");
	filter.before = r[2].id;
	CHECK_ERR(audit_list(f.db, f.arena, &filter, &page), OK);
	CU_ASSERT_EQUAL(page.count, 2);
	filter.event = STR("login");
	CHECK_ERR(audit_list(f.db, f.arena, &filter, &page), OK);
	CU_ASSERT_EQUAL(page.count, 0);
	audit_filter_init(&filter);
	filter.actor = somebody.id;
	filter.from = (struct time){ clock_now().us - 3600 * US_PER_S };
	filter.to = (struct time){ clock_now().us + US_PER_S };
	CHECK_ERR(audit_list(f.db, f.arena, &filter, &page), OK);
	CU_ASSERT(page.count >= 5);
	filter.to = filter.from;
	CHECK_ERR(audit_list(f.db, f.arena, &filter, &page), OK);
	CU_ASSERT_EQUAL(page.count, 0);
	CHECK_ERR(audit_count(f.db, f.arena, STR("role.changed"), filter.from, &n), OK);
	CU_ASSERT(n >= 5);
	fixture_close(&f);
}

SUITE(audit, { "append", test_audit__append }, { "rolled back", test_audit__rolled_back },
    { "fifty at once", test_audit__parallel }, { "tampering", test_audit__tampering },
    { "forget a person", test_audit__forget }, { "append only", test_audit__append_only },
    { "list", test_audit__list });
