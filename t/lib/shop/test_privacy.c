/*
 * Tests of lib/shop/privacy*.c and retention.c: after an erasure nothing of the person is left in a full dump.
 *
 * The person is made of canaries: every column that can hold something personal holds a text with CANARY in it.
 */
#include "lib/io/cache.h"
#include "lib/shop/privacy.h"
#include "lib/shop/retention.h"
#include "t/lib/shop/fixture.h"

#include <sys/stat.h>
#include <unistd.h>

#define CANARY "qzcanaryxv"

static const struct who nobody = { .actor = "system" };

static void
as_root(struct fixture *f, const char *sql)
{
	const char *name = getenv("MERCER_DB_NAME");

	CU_ASSERT_EQUAL(system(arena_printf(f->arena, "mariadb --no-defaults -S '%s' -u root '%s' -e \"%s\"",
			    getenv("MERCER_DB_SOCKET"), name ? name : "mercer", sql)),
	    0);
}

/* Lines of a full dump that hold the canary. */
static int64_t
traces(struct fixture *f)
{
	const char *name = getenv("MERCER_DB_NAME");
	char line[64] = "";
	FILE *p = popen(arena_printf(f->arena,
			    "mariadb-dump --no-defaults -S '%s' -u root --skip-extended-insert '%s' | grep -ci " CANARY,
			    getenv("MERCER_DB_SOCKET"), name ? name : "mercer"),
	    "r");
	int64_t n = -1;

	CU_ASSERT_PTR_NOT_NULL_FATAL(p);
	CU_ASSERT_PTR_NOT_NULL(fgets(line, sizeof(line), p));
	pclose(p);
	CU_ASSERT_EQUAL(str_to_i64(str_trim(str_of(line)), 0, INT64_MAX, &n), OK);
	return n;
}

/* An order of his, done with or not. */
#define ORDER(id, closed) \
	"INSERT INTO sales_order (id, public_id, number, account_id, origin, email, email_key, phone, note, locale, currency, prices_with_tax, subtotal, total," \
	" placed_total, placed_at, closed_at) VALUES (" #id ", 'ord_" #id "', 'N" #id "', 700, 'checkout', 'a." CANARY \
	"@example.org', 'a." CANARY "@example.org'," \
	" '+49" CANARY "', '" CANARY "', 'en', 'EUR', 1, 100, 100, 100, NOW(6), " closed ");" \
	"INSERT INTO sales_order_line (public_id, order_id, position, product_id, variant_id, title, quantity, unit_price, subtotal, total) VALUES" \
	" ('oli_" #id "', " #id ", 1, 1, 1, 'Lamp', 1, 100, 100, 100);" \
	"INSERT INTO sales_order_address (order_id, kind, country, recipient, line1) VALUES (" #id \
	", 'delivery', 'DE', '" CANARY "', '" CANARY "');" \
	"INSERT INTO sales_order_event (order_id, kind, actor_kind, words) VALUES (" #id \
	", 'cancelled', 'customer', '" CANARY "');" \
	"INSERT INTO sales_order_credit (public_id, order_id, kind, cause, worth, amount, tax, reason, actor_kind) VALUES ('crd_" #id \
	"', " #id ", 'lines', 'lines:1', 1, 1, 0," \
	" '" CANARY "', 'staff');" \
	"INSERT INTO payment (id, public_id, order_id, provider, method, currency, amount, display) VALUES (" #id \
	", 'pay_" #id "', " #id ", 'sandbox', 'sandbox', 'EUR', 1, NULL);" \
	"INSERT INTO refund (public_id, order_id, payment_id, amount, cause, reason, actor_kind) VALUES ('ref_" #id \
	"', " #id ", " #id ", 1, 'staff:1', '" CANARY "', 'staff');"
static const char person[] =
    "INSERT INTO account (id, public_id, realm, kind, state, email, email_key, email_confirmed_at, password_hash, given_name, family_name, phone,"
    " birthday, locale) VALUES (700, 'acct_700', 'shop', 'customer', 'active', 'A." CANARY "@example.org', 'a." CANARY
    "@example.org', NOW(6),"
    " '" CANARY "', '" CANARY "', '" CANARY "', '" CANARY "', '1990-02-03', 'en');"
    "INSERT INTO account_address (public_id, account_id, country, recipient, line1, locality, postal_code, phone) VALUES"
    " ('addr_700', 700, 'DE', '" CANARY "', '" CANARY " 1', '" CANARY "', '10115', '+49" CANARY "');"
    "INSERT INTO consent (account_id, purpose, text_version, is_granted, source, locale) VALUES (700, 'newsletter', 1, 1, 'account', 'en');"
    "INSERT INTO notification_preference VALUES (700, 'stock', 'mail', 0);"
    "INSERT INTO account_link (hash, account_id, purpose, email, expires_at) VALUES (UNHEX(SHA2('l', 256)), 700, 'email', 'new." CANARY
    "@example.org', NOW(6));"
    "INSERT INTO session (public_id, hash, account_id, realm, stage, epoch, created_at, proved_at, proof, seen_at, ends_at, idle_s, ip, agent) VALUES"
    " ('sess_700', UNHEX(SHA2('s', 256)), 700, 'shop', 'full', 1, NOW(6), NOW(6), 'password', NOW(6), NOW(6) + INTERVAL 1 DAY, 3600, '" CANARY
    "', '" CANARY "');"
    "INSERT INTO passkey (public_id, account_id, credential_hash, credential, cose_key, algorithm, name) VALUES"
    " ('pk_700', 700, UNHEX(SHA2('p', 256)), 'c', 'k', -7, '" CANARY "');"
    "INSERT INTO mail (public_id, account_id, template, locale, recipient, subject) VALUES"
    " ('mail_700', 700, 'confirm', 'en', 'a." CANARY "@example.org', 'Hello " CANARY "');" ORDER(700,
	"NOW(6)") "INSERT INTO promotion_use (promotion_id, order_id, customer_key, amount, currency) VALUES (700, 700, 'a." CANARY
		  "@example.org', 1, 'EUR');"
		  "INSERT INTO api_key (public_id, prefix, hash, name, account_id, scope) VALUES ('key_700', 'mk', UNHEX(SHA2('k', 256)), '" CANARY
		  "', 700, 'profile.read');";

static struct account_env
open_person(struct fixture *f, struct cache **cache)
{
	as_root(f,
	    "DELETE FROM privacy_request; DELETE FROM account WHERE id = 700; DELETE FROM sales_order WHERE id IN (700, 701);"
	    " DELETE FROM promotion_use WHERE promotion_id = 700; DELETE FROM sales_order_event WHERE order_id IN (700, 701); DELETE FROM sales_order_credit WHERE"
	    " order_id IN (700, 701); DELETE FROM refund WHERE order_id IN (700, 701); DELETE FROM payment WHERE id IN (700, 701)");
	as_root(f, person);
	*cache = cache_new(f->config);
	return (
	    struct account_env){ .db = f->db, .cache = *cache, .arena = f->arena, .config = f->config, .who = &nobody };
}

static void
test_privacy__erase(void)
{
	struct fixture f = fixture_open();
	struct cache *cache;
	struct account_env e = open_person(&f, &cache);
	struct privacy_request r, again;
	int64_t done;

	CU_ASSERT(traces(&f) > 6);
	CHECK_ERR(privacy_ask(&e, 700, PRIVACY_ERASE, &r), OK);
	CHECK_ERR(privacy_ask(&e, 700, PRIVACY_ERASE, &again), OK);
	CU_ASSERT(str_eq(r.public_id, again.public_id)); /* asked twice, one request */
	CHECK_ERR(privacy_run(&e, &done), OK);
	CU_ASSERT_EQUAL(done, 0); /* not due for two weeks */
	CU_ASSERT(traces(&f) > 6);
	CHECK_ERR(privacy_revoke(&e, 701, r.public_id), ERR_NOT_FOUND); /* somebody else's */
	CHECK_ERR(privacy_revoke(&e, 700, r.public_id), OK);
	CHECK_ERR(privacy_revoke(&e, 700, r.public_id), ERR_CONFLICT);
	CHECK_ERR(privacy_hasten(&e, r.public_id), ERR_CONFLICT);
	CHECK_ERR(privacy_ask(&e, 700, PRIVACY_ERASE, &r), OK);
	CU_ASSERT_FALSE(str_eq(r.public_id, again.public_id));
	CHECK_ERR(privacy_hasten(&e, r.public_id), OK);
	CHECK_ERR(privacy_run(&e, &done), OK);
	CU_ASSERT_EQUAL(done, 1);
	CU_ASSERT_EQUAL(traces(&f), 0);
	CU_ASSERT_EQUAL(
	    fixture_count(&f,
		COUNT_QUERY(
		    "SELECT COUNT(*) AS n FROM account WHERE id = 700 AND state = 'erased' AND birthday IS NULL")),
	    1);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT COUNT(*) AS n FROM session WHERE account_id = 700")), 0);
	CHECK_ERR(privacy_ask(&e, 700, PRIVACY_EXPORT, &r), ERR_NOT_FOUND);
	CHECK_ERR(privacy_run(&e, &done), OK);
	CU_ASSERT_EQUAL(done, 0);
	/* An order that was on its way keeps what reaches him until it is there. */
	as_root(&f, ORDER(701, "NULL"));
	CHECK_ERR(retention_run(f.db, &done), OK);
	CU_ASSERT(traces(&f) > 0);
	as_root(&f, "UPDATE sales_order SET closed_at = NOW(6) WHERE id = 701");
	CHECK_ERR(retention_run(f.db, &done), OK);
	CU_ASSERT_EQUAL(traces(&f), 0);
	cache_free(cache);
	fixture_close(&f);
}

/* A guest's key is kept as long as the promotion may ask for it. */
static void
test_privacy__keys_of_promotions(void)
{
	struct fixture f = fixture_open();
	int64_t done;

	as_root(&f,
	    "DELETE FROM promotion_use; DELETE FROM promotion WHERE id BETWEEN 700 AND 703;"
	    " INSERT INTO promotion (id, public_id, name, kind, benefit, use_limit_each, ends_at) VALUES"
	    " (700, 'promo_700', 'runs', 'cart', '{}', 1, NULL), (701, 'promo_701', 'ended lately', 'cart', '{}', 1, NOW(6) - INTERVAL 29 DAY),"
	    " (702, 'promo_702', 'ended', 'cart', '{}', 1, NOW(6) - INTERVAL 31 DAY), (703, 'promo_703', 'no limit', 'cart', '{}', NULL, NULL);"
	    " INSERT INTO promotion_use (promotion_id, order_id, customer_key, amount, currency, is_released, created_at) SELECT p, p, 'guest@example.org', 1, 'EUR', p = 705,"
	    " NOW(6) - INTERVAL 40 DAY FROM (SELECT 700 AS p UNION SELECT 701 UNION SELECT 702 UNION SELECT 703 UNION SELECT 704) x;"
	    " INSERT INTO promotion_use (promotion_id, order_id, customer_key, amount, currency) VALUES (703, 800, 'guest@example.org', 1, 'EUR');"
	    " INSERT INTO promotion_use (promotion_id, order_id, customer_key, amount, currency, is_released, created_at) VALUES (700, 801, 'guest@example.org', 1, 'EUR', TRUE,"
	    " NOW(6) - INTERVAL 40 DAY)");
	CHECK_ERR(retention_run(f.db, &done), OK);
	CU_ASSERT_EQUAL(fixture_count(&f,
			    COUNT_QUERY("SELECT SUM(order_id) AS n FROM promotion_use WHERE customer_key IS NOT NULL")),
	    700 + 701 + 800);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT COUNT(*) AS n FROM promotion_use")), 7);
	as_root(&f, "DELETE FROM promotion_use; DELETE FROM promotion WHERE id BETWEEN 700 AND 703");
	fixture_close(&f);
}

/* Who may empty what was written may change nothing else of the history. */
static void
test_privacy__the_history_stays(void)
{
	static const struct db_query words = { "t_words", "", NULL,
		"UPDATE sales_order_event SET words = NULL WHERE order_id = 999999" };
	static const struct db_query kind = { "t_kind", "", NULL,
		"UPDATE sales_order_event SET kind = 'note' WHERE order_id = 999999" };
	struct fixture f = fixture_open();
	struct db *worker = db_new(f.config, "worker"), *order = db_new(f.config, "order");

	CHECK_ERR(db_exec(worker, &words, NULL, 0, NULL), OK);
	CU_ASSERT(db_exec(worker, &kind, NULL, 0, NULL) != OK);
	CU_ASSERT(db_exec(order, &words, NULL, 0, NULL) != OK);
	db_free(worker);
	db_free(order);
	fixture_close(&f);
}

/* Whoever adds a table that refers to people must say what becomes of it. */
static void
test_privacy__no_table_forgotten(void)
{
	struct fixture f = fixture_open();

	CU_ASSERT_EQUAL(
	    fixture_count(&f,
		COUNT_QUERY(
		    "SELECT COUNT(*) AS n FROM information_schema.key_column_usage WHERE table_schema = DATABASE()"
		    " AND referenced_table_name = 'account' AND column_name = 'account_id' AND table_name NOT IN ('account_address', 'consent',"
		    " 'notification_preference', 'account_link', 'account_place', 'session', 'totp', 'recovery_code', 'passkey', 'passkey_challenge', 'account_role',"
		    " 'oauth_grant', 'api_key', 'account_identity', 'account_group', 'cart', 'mail')")),
	    0);
	fixture_close(&f);
}

static void
test_privacy__export(void)
{
	struct fixture f = fixture_open();
	struct cache *cache;
	struct account_env e = open_person(&f, &cache);
	struct privacy_request r;
	const char *path;
	struct stat st;
	int64_t done;

	CHECK_ERR(privacy_ask(&e, 700, PRIVACY_EXPORT, &r), OK);
	CHECK_ERR(privacy_export_file(&e, 700, r.public_id, &path), ERR_NOT_FOUND); /* not yet */
	CHECK_ERR(privacy_run(&e, &done), OK);
	CU_ASSERT_EQUAL(done, 1);
	CHECK_ERR(privacy_export_file(&e, 701, r.public_id, &path), ERR_NOT_FOUND); /* another's */
	CHECK_ERR(privacy_export_file(&e, 700, r.public_id, &path), OK);
	CU_ASSERT_EQUAL_FATAL(stat(path, &st), 0);
	CU_ASSERT_EQUAL(st.st_mode & 0777, 0600);
	/* Python reads it, so that it is not only we who can; all is there, no secret is. */
	CU_ASSERT_EQUAL(
	    system(arena_printf(f.arena,
		"python3 -c 'import json,sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); d=json.loads(z.read(\"export.json\"));"
		" assert d[\"account\"][0][\"email\"]==\"A." CANARY
		"@example.org\", d[\"account\"]; assert d[\"addresses\"][0][\"line1\"]==\"" CANARY " 1\";"
		" assert d[\"orders\"] and d[\"order_lines\"] and d[\"order_addresses\"];"
		" assert d[\"mails\"] and d[\"sessions\"] and d[\"consents\"] and d[\"passkeys\"] and d[\"keys\"];"
		" assert \"password_hash\" not in str(d); assert len(z.namelist())==len(d); assert z.testzip() is None;"
		" assert b\"" CANARY "\" in z.read(\"addresses.csv\")' %s",
		path)),
	    0);
	as_root(&f, "UPDATE privacy_request SET expires_at = NOW(6) - INTERVAL 1 SECOND");
	CHECK_ERR(privacy_export_file(&e, 700, r.public_id, &path), ERR_NOT_FOUND);
	path = arena_printf(f.arena, "%s", path);
	CHECK_ERR(privacy_run(&e, &done), OK);
	CU_ASSERT_NOT_EQUAL(stat(path, &st), 0); /* past its time, gone */
	cache_free(cache);
	fixture_close(&f);
}

static void
test_privacy__retention(void)
{
	struct fixture f = fixture_open();
	int64_t deleted;

	as_root(&f,
	    "DELETE FROM account WHERE id IN (700, 702, 703); DELETE FROM sales_order WHERE id IN (700, 701);"
	    " DELETE FROM promotion_use WHERE promotion_id = 700; DELETE FROM sales_order_event WHERE order_id IN (700, 701); DELETE FROM sales_order_credit WHERE"
	    " order_id IN (700, 701); DELETE FROM refund WHERE order_id IN (700, 701); DELETE FROM payment WHERE id IN (700, 701)");
	as_root(&f, person);
	as_root(&f,
	    "INSERT INTO account (id, public_id, realm, kind, state, email, email_key, locale, created_at) VALUES"
	    " (702, 'acct_702', 'shop', 'customer', 'pending', 'b@example.org', 'b@example.org', 'en', NOW(6) - INTERVAL 31 DAY),"
	    " (703, 'acct_703', 'shop', 'customer', 'pending', 'c@example.org', 'c@example.org', 'en', NOW(6) - INTERVAL 29 DAY)");
	CHECK_ERR(retention_run(f.db, &deleted), OK);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT COUNT(*) AS n FROM account WHERE id = 702")), 0);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT COUNT(*) AS n FROM account WHERE id = 703")), 1);
	CU_ASSERT_EQUAL(fixture_count(&f, COUNT_QUERY("SELECT COUNT(*) AS n FROM session WHERE account_id = 700")), 1);
	as_root(&f, "UPDATE session SET seen_at = NOW(6) - INTERVAL 2 HOUR WHERE account_id = 700");
	CHECK_ERR(retention_run(f.db, &deleted), OK);
	CU_ASSERT_EQUAL(deleted, 1);
	as_root(&f, "DELETE FROM account WHERE id IN (700, 703)");
	fixture_close(&f);
}

SUITE(privacy,
    { "erase", test_privacy__erase },
    { "no table forgotten", test_privacy__no_table_forgotten },
    { "keys of promotions", test_privacy__keys_of_promotions },
    { "the history stays", test_privacy__the_history_stays },
    { "export", test_privacy__export },
    { "retention", test_privacy__retention });
