/* Every statement of the domain prepares against the real schema, with the rights of the accounts that run it. */
#include "lib/shop/sql.h"
#include "t/lib/shop/fixture.h"

static void
prepare_all(const char *account, unsigned mask)
{
	struct config *c;
	struct db *db;

	CHECK_ERR(config_load(NULL, &c), OK);
	db = db_new(c, account);
	/* The sandbox gateway's books are another party's: the operator's account cannot read them either. */
	for (size_t i = 0; i < shop_module_count; i++)
		if ((shop_modules[i].accounts != RUN_SANDBOX || mask == RUN_SANDBOX) &&
		    (shop_modules[i].accounts & mask) == mask)
			CHECK_ERR(db_prepare_all(db, shop_modules[i].sql), OK);
	db_free(db);
	config_free(c);
}

static void
test_queries__prepare_as_mercer(void)
{
	prepare_all("mercer", 0);
}

static void
test_queries__prepare_as_modules(void)
{
	for (size_t i = 0; i < shop_account_count; i++)
		prepare_all(shop_accounts[i].name, shop_accounts[i].account);
}

static void
test_queries__catalog_cannot_write(void)
{
	static const struct db_query writes[] = {
		{ "w1", "", NULL, "UPDATE product SET version = 1" },
		{ "w2", "", NULL, "DELETE FROM price" },
		{ "w3", "", NULL, "INSERT INTO index_queue (product_id) VALUES (0)" },
	};
	struct config *c;
	struct db *db;

	CHECK_ERR(config_load(NULL, &c), OK);
	db = db_new(c, "catalog");
	for (size_t i = 0; i < COUNT(writes); i++)
		CHECK_ERR(db_exec(db, &writes[i], NULL, 0, NULL), ERR_DB);
	db_free(db);
	config_free(c);
}

SUITE(queries,
    { "prepare as mercer", test_queries__prepare_as_mercer },
    { "prepare as modules", test_queries__prepare_as_modules },
    { "catalog cannot write", test_queries__catalog_cannot_write });
