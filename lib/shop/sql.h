/* sql.h - every statement of the domain, so that t/lib/shop and mercer doctor can prepare them all. */
#ifndef MERCER_SHOP_SQL_H
#define MERCER_SHOP_SQL_H

#include "lib/io/db.h"

/* Which programs run a module's statements, each with an account and rights of its own (sql/grants/<name>.sql).
 * "mercer", the operator's command, runs all of them. */
enum shop_account {
	RUN_CATALOG = 1 << 0,
	RUN_ACCOUNT = 1 << 1,
	RUN_OAUTH = 1 << 2,
	RUN_ADMIN = 1 << 3,
	RUN_WORKER = 1 << 4,
	RUN_CART = 1 << 5,
	RUN_ORDER = 1 << 6,
	RUN_PAYMENT = 1 << 7,
	RUN_INVENTORY = 1 << 8,
	RUN_SHIPPING = 1 << 9,
	RUN_SANDBOX = 1 << 10
};
#define RUN_SALES \
	(RUN_CART | RUN_ORDER | RUN_PAYMENT | RUN_INVENTORY | \
	    RUN_SHIPPING) /* the pools that sell: all have the guard, tokens, the frame */
struct shop_account_name {
	enum shop_account account;
	const char *name; /* "catalog" */
};
extern const struct shop_account_name shop_accounts[];
extern const size_t shop_account_count;

struct shop_module {
	const struct db_module *sql;
	unsigned accounts; /* enum shop_account */
};
extern const struct shop_module shop_modules[];
extern const size_t shop_module_count;

#endif
