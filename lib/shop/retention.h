/*
 * retention.h - how long what is kept: one table, enforced by the worker, shown in docs/security.md and by `mercer
 * retention`.
 */
#ifndef MERCER_SHOP_RETENTION_H
#define MERCER_SHOP_RETENTION_H

#include "lib/io/db.h"

struct retention_rule {
	const char *what;   /* "links of mails" */
	const char *keep;   /* in words: "30 days after they end" */
	const struct db_query *query; /* deletes at most RETENTION_STEP rows */
	enum err (*step)(struct db *db, int64_t *deleted); /* the same, where a statement is not enough; NULL: query */
};
#define RETENTION_STEP 1000
const struct retention_rule *retention_rules(size_t *count);
/* Every rule until nothing is left to delete (at most 100 steps each); *deleted is the sum. */
enum err retention_run(struct db *db, int64_t *deleted) MUST_CHECK;

extern const struct db_module retention_sql;

#endif
