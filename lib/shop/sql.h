/* sql.h - every statement of the domain, so that t/lib/shop and mercer doctor can prepare them all. */
#ifndef MERCER_SHOP_SQL_H
#define MERCER_SHOP_SQL_H

#include "lib/io/db.h"

struct shop_module {
	const struct db_module *sql;
	bool for_catalog; /* runs in fcgi/catalog, with the rights of its account; all run in bin/mercer */
};
extern const struct shop_module shop_modules[];
extern const size_t shop_module_count;

#endif
