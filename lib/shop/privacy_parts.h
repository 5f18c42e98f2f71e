/* privacy_parts.h - what privacy_run.c has of privacy_export.c and privacy_erase.c. */
#ifndef MERCER_SHOP_PRIVACY_PARTS_H
#define MERCER_SHOP_PRIVACY_PARTS_H

#include "lib/shop/privacy.h"

/* Gather all that is known of an account and write it as ZIP. */
enum err privacy_export_write(const struct account_env *e, int64_t account_id, const char *path) MUST_CHECK;
/* In a transaction: everything that names the person goes.  *files: names of exports whose files are to be removed
 * after the commit. */
enum err privacy_erase_rows(
    struct db *db, const struct account_env *e, int64_t account_id, struct list *files) MUST_CHECK;

extern const struct db_module privacy_export_sql, privacy_erase_sql;

#endif
