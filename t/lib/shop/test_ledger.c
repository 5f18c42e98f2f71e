/* The books: entries sum to zero, once each; verify finds what somebody did behind our back. */
#include "t/lib/shop/money.h"

static const struct ledger_posting even[] = { { "gateway:sandbox", 500 }, { "revenue", 0 }, { "receivable", -500 } };
static const struct ledger_posting odd[] = { { "gateway:sandbox", 500 }, { "receivable", -499 } };
static struct money_test books;

static void
add_odd(void)
{
	enum err err = ledger_add(books.db, "charge", STR("odd"), books.order_id, 0, "EUR", odd, COUNT(odd));

	(void)err;
}

static void
test_ledger__each_entry_once(void)
{
	struct list rows = { 0 };
	struct str source;
	struct db *admin;

	money_open(&books, 500);
	source = str_printf(books.f.arena, "test:%.*s", STR_ARG(books.order));
	for (int i = 0; i < 3; i++)
		CHECK_ERR(ledger_add(books.db, "charge", source, books.order_id, 0, "EUR", even, COUNT(even)), OK);
	admin = db_new(books.f.config, "admin");
	CHECK_ERR(ledger_of_order(admin, books.f.arena, books.order_id, &rows), OK);
	CU_ASSERT_EQUAL(rows.count, 2); /* what is 0 is left out */
	CU_ASSERT_TRUE(suite_aborts(add_odd));
	db_free(admin);
	money_close(&books);
}

static bool
names(const struct list *differences, struct str id)
{
	const struct str *line = differences->items;

	for (size_t i = 0; i < differences->count; i++)
		if (str_contains(line[i], id))
			return true;
	return false;
}

static void
test_ledger__verify(void)
{
	static const struct db_query spoil = { "t_spoil", "i", NULL,
		"UPDATE sales_order SET charged = charged - 1 WHERE id = ?" };
	static const struct db_query mend = { "t_mend", "i", NULL,
		"UPDATE sales_order SET charged = charged + 1 WHERE id = ?" };
	struct money_test m;
	struct list differences = { 0 };
	struct refund f;
	struct order o;

	money_open(&m, 4990);
	gateway_did(&m, "c", EVENT_CHARGE, EVENT_SUCCESS, 4990);
	gateway.report.is_final = true;
	CHECK_ERR(money_settle(&m), OK);
	CHECK_ERR(refund_by_hand(&m.env, m.p.public_id, money_of(90, "EUR"), STR_ABSENT, STR("k"), &f), OK);
	CHECK_ERR(refund_send(&m.env, f.public_id), OK);
	gateway_did(&m, "d", EVENT_DISPUTE, EVENT_SUCCESS, 4900);
	CHECK_ERR(money_settle(&m), OK);
	o = money_order(&m);
	CHECK_ERR(ledger_verify(m.f.db, m.f.arena, &differences), OK);
	CU_ASSERT_FALSE(names(&differences, o.number) || names(&differences, m.p.public_id));
	CHECK_ERR(db_exec(m.f.db, &spoil, (const struct db_arg[]){ db_i64(m.order_id) }, 1, NULL), OK);
	CHECK_ERR(ledger_verify(m.f.db, m.f.arena, &differences), OK);
	CU_ASSERT_TRUE(names(&differences, o.number));
	CHECK_ERR(db_exec(m.f.db, &mend, (const struct db_arg[]){ db_i64(m.order_id) }, 1, NULL), OK);
	money_close(&m);
}

/* Append-only by grant: no module can change what is booked or what a gateway said. */
static void
test_ledger__cannot_be_changed(void)
{
	static const struct db_query writes[] = {
		{ "w1", "", NULL, "UPDATE ledger_posting SET amount = 1" },
		{ "w2", "", NULL, "DELETE FROM ledger_entry" },
		{ "w3", "", NULL, "UPDATE payment_event SET amount = 1" },
		{ "w4", "", NULL, "DELETE FROM payment_event" },
	};
	static const char *const accounts[] = { "payment", "order", "admin", "worker", "mercer" };
	struct money_test m;

	money_open(&m, 500);
	for (size_t k = 0; k < COUNT(accounts); k++) {
		struct db *db = db_new(m.f.config, accounts[k]);
		for (size_t i = 0; i < COUNT(writes); i++)
			CHECK_ERR(db_exec(db, &writes[i], NULL, 0, NULL), ERR_DB);
		db_free(db);
	}
	money_close(&m);
}

SUITE(ledger,
    { "each entry once", test_ledger__each_entry_once },
    { "verify", test_ledger__verify },
    { "cannot be changed", test_ledger__cannot_be_changed });
