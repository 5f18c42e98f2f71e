/*
 * stock_notice.h - staff are told by mail what should be ordered: once a day what has become low, and soon after it
 * happened what is sold out.
 *
 * Who wants which is his own choice (`struct stock_wants`, kept as preferences stock.digest and stock.sold_out of his
 * account); whoever may not see the stock any more gets none.  One more address, of a purchasing department, is
 * configured (stock.mail_to).
 *
 * stock_notice_due() makes the events; the mails are the worker's answer to them (docs/events.md):
 *	stock.digest    at most one a day, from stock.digest_hour on by the clock of the first warehouse, and only when something has become low, or was sold out, since the one before
 *	stock.sold_out  at most one in stock.sold_out_every; a variant is in it at most once a day
 *	(lib/shop/stock_publish.c notes when it is sold out)
 */
#ifndef MERCER_SHOP_STOCK_NOTICE_H
#define MERCER_SHOP_STOCK_NOTICE_H

#include "lib/base/conf.h"
#include "lib/base/shape.h"
#include "lib/io/db.h"

/* ---- who wants it ---- */

struct stock_wants {
	bool digest, sold_out;
};
enum err stock_wants_get(struct db *db, struct arena *a, int64_t account_id, struct stock_wants *out) MUST_CHECK;
enum err stock_wants_set(struct db *db, int64_t account_id, const struct stock_wants *wants) MUST_CHECK;

struct stock_reader {
	int64_t account_id;
	struct str email, given_name, locale;
};
/* Colleagues who want it, may see the stock, and can log in. */
enum err stock_readers(struct db *db, struct arena *a, bool sold_out, struct list *out) MUST_CHECK;

/* ---- what there is to tell ---- */

/* *made: how many events.  Called again and again, by one process at a time. */
enum err stock_notice_due(
    struct db *db, struct arena *a, const struct config *c, struct time now, int64_t *made) MUST_CHECK;

/* What is low in a house, the least first. */
struct stock_notice_line {
	int64_t variant_id;
	struct str public_id, sku, title, options, warehouse;
	int64_t available, low_at;
	struct time since;
};
/* What is low now; at most `most`. */
enum err stock_notice_low(struct db *db, struct arena *a, struct str locale, int64_t most, struct list *out) MUST_CHECK;
/* Of these variants (public ids, struct str) those that are still sold out. */
enum err stock_notice_gone(
    struct db *db, struct arena *a, struct str locale, struct list public_ids, struct list *out) MUST_CHECK;

extern const struct db_module stock_notice_sql; /* worker */
extern const struct db_module stock_wants_sql;  /* admin */

#endif
