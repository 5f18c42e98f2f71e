/* price.c - prices of variants, one per currency.  Writes table price. */
#include "lib/shop/product_parts.h"

enum { DELETE, PUT, SET };
static const struct db_query queries[] = {
	[DELETE] = { "price_delete", "i", NULL, "DELETE FROM price WHERE variant_id = ?" },
	[PUT] = { "price_put", "isiii", NULL,
	    "INSERT INTO price (variant_id, currency, amount, compare_at, cost) VALUES (?, ?, ?, ?, ?)" },
	[SET] = { "price_set", "sii", NULL,
	    "INSERT INTO price (variant_id, currency, amount) SELECT id, ?, ? FROM variant WHERE product_id = ?"
	    " ON DUPLICATE KEY UPDATE amount = VALUES(amount)" },
};
const struct db_module price_sql = { "price", queries, COUNT(queries) };

static struct db_arg
amount(struct money m)
{
	return money_is_absent(m) ? db_null('i') : db_i64(m.minor);
}

void
prices_write(struct plan *plan, int64_t variant_id, struct list prices, bool replace)
{
	const struct price_input *p = prices.items;
	const struct db_arg id[] = { db_i64(variant_id) };

	if (replace)
		plan_add(plan, PLAN_PRICE_DELETE, &queries[DELETE], id, 1);
	for (size_t i = 0; i < prices.count; i++) {
		const struct db_arg row[] = { db_i64(variant_id), db_str(str_of(p[i].amount.currency)),
			db_i64(p[i].amount.minor), amount(p[i].compare_at), amount(p[i].cost) };
		plan_add(plan, PLAN_PRICE, &queries[PUT], row, COUNT(row));
	}
}

enum err
price_set(struct db *db, int64_t product_id, struct money price)
{
	const struct db_arg args[] = { db_str(str_of(price.currency)), db_i64(price.minor), db_i64(product_id) };

	return db_exec(db, &queries[SET], args, COUNT(args), NULL);
}
