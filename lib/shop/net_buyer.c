/* net_buyer.c - does a customer see prices without tax?  See net_buyer.h. */
#include "lib/shop/net_buyer.h"

struct row {
	bool is_net;
};
static const struct shape_field fields[] = { SHAPE_BOOL(struct row, is_net, .doc = "sees prices without tax") };
static const struct shape row_shape = SHAPE(struct row, fields, "How a customer sees prices.");

enum { IS_NET };
static const struct db_query queries[] = {
	[IS_NET] = { "net_buyer", "i", &row_shape,
	    "SELECT EXISTS (SELECT 1 FROM account_group ag JOIN customer_group g ON g.id = ag.group_id WHERE ag.account_id = ? AND g.is_net) AS is_net" },
};
const struct db_module net_buyer_sql = { "net_buyer", queries, COUNT(queries) };

enum err
net_buyer(struct db *db, struct arena *a, int64_t account_id, bool *is_net)
{
	const struct db_arg arg = db_i64(account_id);
	struct row row;
	enum err err = db_row(db, &queries[IS_NET], &arg, 1, a, &row);

	*is_net = !err && row.is_net;
	return err;
}
