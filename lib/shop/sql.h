/* sql.h - every statement of the domain, so that t/lib/shop and mercer doctor can prepare them all. */
#ifndef MERCER_SHOP_SQL_H
#define MERCER_SHOP_SQL_H

#include "lib/io/db.h"

/* Which programs run a module's statements, each with an account and rights of its own (sql/grants/<name>.sql).  "mercer", the operator's
 * command, runs all of them. */
enum shop_account { RUN_CATALOG = 1 << 0, RUN_ACCOUNT = 1 << 1, RUN_OAUTH = 1 << 2, RUN_ADMIN = 1 << 3, RUN_WORKER = 1 << 4 };
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
