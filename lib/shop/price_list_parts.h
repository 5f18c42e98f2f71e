/* price_list_parts.h - what the files of price lists share.  Not for other layers. */
#ifndef MERCER_PRICE_LIST_PARTS_H
#define MERCER_PRICE_LIST_PARTS_H

#include "lib/shop/price_list.h"

enum err price_list_queue(struct db *db, struct str public_id) MUST_CHECK;
enum err price_list_tell(const struct price_env *e, struct str public_id, const char *what) MUST_CHECK;

extern const struct db_module price_list_csv_sql;

#endif
