/* stock_notice.c - see stock_notice.h.  Writes stock_digest and stock_sold_out.told_at. */
#include "lib/shop/stock_notice.h"
#include "lib/base/zone.h"
#include "lib/shop/names.h"
#include "lib/shop/outbox.h"
#include "lib/shop/stock_level.h"

#define DIGEST "stock.digest"
#define SOLD_OUT "stock.sold_out"
#define READERS_MAX 1000
#define GONE_AT_ONCE 500
#define DAY_US (86400 * US_PER_S)

static const struct shape_field reader_fields[] = {
	SHAPE_I64(struct stock_reader, account_id, 1, INT64_MAX),
	SHAPE_STR(struct stock_reader, email, 1, 254),
	SHAPE_STR(struct stock_reader, given_name, 0, 200),
	SHAPE_STR(struct stock_reader, locale, 0, 12),
};
static const struct shape reader_shape = SHAPE(struct stock_reader, reader_fields, "A colleague who wants to know.");

static const struct shape_field line_fields[] = {
	SHAPE_I64(struct stock_notice_line, variant_id, 1, INT64_MAX),
	SHAPE_STR(struct stock_notice_line, public_id, 1, 28),
	SHAPE_STR(struct stock_notice_line, sku, 0, 190),
	SHAPE_STR(struct stock_notice_line, title, 0, 500),
	SHAPE_STR(struct stock_notice_line, options, 0, 1000),
	SHAPE_STR(struct stock_notice_line, warehouse, 0, 200),
	SHAPE_I64(struct stock_notice_line, available, INT64_MIN, INT64_MAX),
	SHAPE_I64(struct stock_notice_line, low_at, -1, INT64_MAX),
	SHAPE_TIME(struct stock_notice_line, since),
};
static const struct shape line_shape = SHAPE(struct stock_notice_line, line_fields, "Something to order.");

struct wish_row {
	struct str topic;
};
static const struct shape_field wish_fields[] = { SHAPE_STR(struct wish_row, topic, 1, 32) };
static const struct shape wish_shape = SHAPE(struct wish_row, wish_fields, "A preference.");
struct house_row {
	struct str time_zone;
};
static const struct shape_field house_fields[] = { SHAPE_STR(struct house_row, time_zone, 1, 64) };
static const struct shape house_shape = SHAPE(struct house_row, house_fields, "The first warehouse.");
struct last_row {
	struct time at;
};
static const struct shape_field last_fields[] = { SHAPE_TIME(struct last_row, at) };
static const struct shape last_shape = SHAPE(struct last_row, last_fields, "When it was told last.");
struct count_row {
	int64_t n;
};
static const struct shape_field count_fields[] = { SHAPE_I64(struct count_row, n, 0, INT64_MAX) };
static const struct shape count_shape = SHAPE(struct count_row, count_fields, "How many.");
struct gone_row {
	int64_t variant_id;
	struct str public_id;
};
static const struct shape_field gone_fields[] = { SHAPE_I64(struct gone_row, variant_id, 1, INT64_MAX),
	SHAPE_STR(struct gone_row, public_id, 1, 28) };
static const struct shape gone_shape = SHAPE(struct gone_row, gone_fields, "Sold out, and not told.");

#define TITLE_OF \
	"COALESCE((SELECT t.title FROM product_text t WHERE t.product_id = v.product_id ORDER BY t.locale = ? DESC, t.locale = 'en' DESC LIMIT 1), p.slug) AS title"
#define OPTIONS_OF \
	"(SELECT GROUP_CONCAT(COALESCE(t.name, o.name) ORDER BY p2.position SEPARATOR ' / ') FROM variant_option_value x" \
	" JOIN product_option_value o ON o.id = x.value_id JOIN product_option p2 ON p2.id = x.option_id" \
	" LEFT JOIN product_option_value_text t ON t.value_id = x.value_id AND t.locale = ? WHERE x.variant_id = v.id) AS options"

enum { HOUSE, LAST_DIGEST, TODAY, NEWS, DIGEST_ADD, GONE, LAST_GONE, TOLD, LOW, STILL_GONE, READERS };
static const struct db_query queries[] = {
	[HOUSE] = { "stock_notice_house", "", &house_shape,
	    "SELECT time_zone FROM warehouse WHERE is_active ORDER BY priority, id LIMIT 1" },
	[LAST_DIGEST] = { "stock_notice_last", "", &last_shape,
	    "SELECT at FROM stock_digest WHERE articles > 0 ORDER BY on_date DESC LIMIT 1" },
	[TODAY] = { "stock_notice_today", "t", &count_shape,
	    "SELECT COUNT(*) AS n FROM stock_digest WHERE on_date = ?" },
	[NEWS] = { "stock_notice_news", "tt", &count_shape,
	    "SELECT (SELECT COUNT(*) FROM stock_rule WHERE is_low AND low_since > ?) + (SELECT COUNT(*) FROM stock_sold_out WHERE at > ?) AS n" },
	[DIGEST_ADD] = { "stock_notice_digest", "tti", NULL,
	    "INSERT IGNORE INTO stock_digest (on_date, at, articles) VALUES (?, ?, ?)" },
	[GONE] = { "stock_notice_gone", "i", &gone_shape,
	    "SELECT s.variant_id, v.public_id FROM stock_sold_out s JOIN variant v ON v.id = s.variant_id WHERE s.told_at IS NULL ORDER BY s.at LIMIT ?" },
	[LAST_GONE] = { "stock_notice_last_gone", "", &last_shape, "SELECT MAX(told_at) AS at FROM stock_sold_out" },
	[TOLD] = { "stock_notice_told", "ti", NULL,
	    "UPDATE stock_sold_out SET told_at = ? WHERE variant_id = ? AND told_at IS NULL" },
	[LOW] = { "stock_notice_low", "ssii", &line_shape,
	    "SELECT r.variant_id, v.public_id, v.sku, " TITLE_OF ", " OPTIONS_OF ", w.name AS warehouse,"
	    " GREATEST(SUM(l.on_hand - l.held - l.allocated - GREATEST(l.floor, 0)), 0) AS available, COALESCE(MAX(r.low_at), ?) AS low_at, MAX(r.low_since) AS since"
	    " FROM stock_rule r JOIN warehouse w ON w.id = r.warehouse_id JOIN stock_level l ON l.variant_id = r.variant_id AND l.warehouse_id = r.warehouse_id"
	    " JOIN variant v ON v.id = r.variant_id JOIN product p ON p.id = v.product_id WHERE r.is_low GROUP BY r.variant_id, r.warehouse_id"
	    " ORDER BY available, since DESC, r.variant_id LIMIT ?" },
	[STILL_GONE] = { "stock_notice_still_gone", "sss", &line_shape,
	    "SELECT v.id AS variant_id, v.public_id, v.sku, " TITLE_OF ", " OPTIONS_OF
	    ", NULL AS warehouse, 0 AS available, 0 AS low_at, NULL AS since"
	    " FROM JSON_TABLE(?, '$[*]' COLUMNS (id VARCHAR(28) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j STRAIGHT_JOIN variant v ON v.public_id = j.id"
	    " JOIN product p ON p.id = v.product_id JOIN stock s ON s.variant_id = v.id WHERE s.available <= 0 ORDER BY title, v.id" },
	[READERS] = { "stock_notice_readers", "s", &reader_shape,
	    "SELECT a.id AS account_id, a.email, a.given_name, a.locale FROM notification_preference n JOIN account a ON a.id = n.account_id"
	    " WHERE n.topic = ? AND n.channel = 'mail' AND n.is_on AND a.realm = 'office' AND a.state = 'active' AND a.email IS NOT NULL AND EXISTS (SELECT 1 FROM account_role r"
	    " JOIN role_permission m ON m.role_id = r.role_id WHERE r.account_id = a.id AND m.permission = 'stock.read') ORDER BY a.id" },
};
const struct db_module stock_notice_sql = { "stock_notice", queries, COUNT(queries) };

enum { WANTS, WANT };
static const struct db_query want_queries[] = {
	[WANTS] = { "stock_wants", "i", &wish_shape,
	    "SELECT topic FROM notification_preference WHERE account_id = ? AND channel = 'mail' AND is_on AND topic IN ('" DIGEST
	    "', '" SOLD_OUT "')" },
	[WANT] = { "stock_want", "isb", NULL,
	    "INSERT INTO notification_preference (account_id, topic, channel, is_on) VALUES (?, ?, 'mail', ?) ON DUPLICATE KEY UPDATE is_on = VALUES(is_on)" },
};
const struct db_module stock_wants_sql = { "stock_wants", want_queries, COUNT(want_queries) };

/* ---- who wants it ---- */

enum err
stock_wants_get(struct db *db, struct arena *a, int64_t account_id, struct stock_wants *out)
{
	const struct wish_row *row;
	struct list rows;
	enum err err =
	    db_rows(db, &want_queries[WANTS], (const struct db_arg[]){ db_i64(account_id) }, 1, a, 10, &rows);

	*out = (struct stock_wants){ 0 };
	row = rows.items;
	for (size_t i = 0; !err && i < rows.count; i++) {
		out->digest |= str_eq_z(row[i].topic, DIGEST);
		out->sold_out |= str_eq_z(row[i].topic, SOLD_OUT);
	}
	return err;
}

enum err
stock_wants_set(struct db *db, int64_t account_id, const struct stock_wants *wants)
{
	const struct db_arg digest[] = { db_i64(account_id), db_str(STR(DIGEST)), db_bool(wants->digest) };
	const struct db_arg sold_out[] = { db_i64(account_id), db_str(STR(SOLD_OUT)), db_bool(wants->sold_out) };
	enum err err = db_exec(db, &want_queries[WANT], digest, COUNT(digest), NULL);

	return err ? err : db_exec(db, &want_queries[WANT], sold_out, COUNT(sold_out), NULL);
}

enum err
stock_readers(struct db *db, struct arena *a, bool sold_out, struct list *out)
{
	const struct db_arg args[] = { db_str(sold_out ? STR(SOLD_OUT) : STR(DIGEST)) };

	return db_rows(db, &queries[READERS], args, COUNT(args), a, READERS_MAX, out);
}

/* ---- what is low ---- */

enum err
stock_notice_low(struct db *db, struct arena *a, struct str locale, int64_t most, struct list *out)
{
	const struct db_arg args[] = { db_str(locale), db_str(locale), db_i64(STOCK_LOW_AT), db_i64(most) };

	return db_rows(db, &queries[LOW], args, COUNT(args), a, (size_t)most, out);
}

enum err
stock_notice_gone(struct db *db, struct arena *a, struct str locale, struct list public_ids, struct list *out)
{
	struct names ids;
	size_t count;

	names_init(&ids, a);
	for (size_t i = 0; i < public_ids.count; i++)
		names_add(&ids, ((struct str *)public_ids.items)[i]);
	{
		const struct db_arg args[] = { db_str(locale), db_str(locale),
			db_str(names_json(&ids, false, &count)) };
		*out = (struct list){ 0 };
		return count ? db_rows(db, &queries[STILL_GONE], args, COUNT(args), a, GONE_AT_ONCE, out) : OK;
	}
}

/* ---- when ---- */

struct noticing {
	struct arena *arena;
	const struct config *config;
	struct time now, since;
	struct time today;            /* at the first warehouse, as UTC midnight */
	const struct gone_row *gone;
	size_t count;
	int64_t made;
};

/* Midnight of the day that the first warehouse has, when the hour has come there. */
static enum err
day_of(struct db *db, struct noticing *n, bool *is_time)
{
	const struct zone *zone;
	struct house_row house;
	struct time local = n->now;
	enum err err = db_row(db, &queries[HOUSE], NULL, 0, n->arena, &house);

	*is_time = false;
	if (err == ERR_NOT_FOUND) { /* no warehouse: nothing can be low */
		err_clear();
		return OK;
	}
	if (err)
		return err;
	if (zone_find(house.time_zone, &zone))
		err_clear();
	else
		local = zone_local(zone, n->now);
	n->today.us = local.us - local.us % DAY_US;
	*is_time = time_civil(local).hour >= config_i64(n->config, "stock.digest_hour");
	return OK;
}

static enum err
last_of(struct db *db, struct noticing *n, int query, struct time *at)
{
	struct last_row last = { .at = TIME_ABSENT };
	enum err err = db_row(db, &queries[query], NULL, 0, n->arena, &last);

	*at = (struct time){ 0 };
	if (!err && !time_is_absent(last.at))
		*at = last.at;
	if (err != ERR_NOT_FOUND)
		return err;
	err_clear();
	return OK;
}

/* The day's row is the lock: whoever adds it tells. */
static enum err
make_digest(struct db *db, void *payload)
{
	struct noticing *n = payload;
	const struct db_arg since[] = { db_time(n->since), db_time(n->since) };
	struct count_row news;
	struct db_done done;
	struct buf json;
	enum err err = db_row(db, &queries[NEWS], since, COUNT(since), n->arena, &news);

	n->made = 0;
	if (err)
		return err;
	{
		const struct db_arg args[] = { db_time(n->today), db_time(n->now), db_i64(MIN(news.n, INT32_MAX)) };
		if ((err = db_exec(db, &queries[DIGEST_ADD], args, COUNT(args), &done)) || !done.affected || !news.n)
			return err;
	}
	n->made = 1;
	buf_in_arena(&json, n->arena, BUF_LINE);
	buf_lit(&json, "{\"since\":\"");
	time_rfc3339(&json, n->since);
	buf_printf(&json, "\",\"articles\":%lld}", (long long)news.n);
	return outbox_add(db, DIGEST, STR("stock"), buf_view(&json));
}

static enum err
digest(struct db *db, struct noticing *n)
{
	struct count_row today;
	bool is_time;
	enum err err = day_of(db, n, &is_time);

	if (err || !is_time ||
	    (err = db_row(db, &queries[TODAY], (const struct db_arg[]){ db_time(n->today) }, 1, n->arena, &today)) ||
	    today.n)
		return err;
	err = last_of(db, n, LAST_DIGEST, &n->since);
	return err ? err : db_transaction(db, make_digest, n);
}

static enum err
tell_gone(struct db *db, void *payload)
{
	struct noticing *n = payload;
	struct db_arg *args = arena_array(n->arena, struct db_arg, n->count * 2);
	struct buf json;
	enum err err;

	buf_in_arena(&json, n->arena, BUF_REPLY);
	buf_lit(&json, "{\"variants\":[");
	for (size_t i = 0; i < n->count; i++) {
		args[2 * i] = db_time(n->now);
		args[2 * i + 1] = db_i64(n->gone[i].variant_id);
		buf_printf(&json, "%s\"%.*s\"", i ? "," : "", STR_ARG(n->gone[i].public_id));
	}
	buf_lit(&json, "]}");
	err = db_bulk(db, &queries[TOLD], args, 2, n->count, NULL);
	return err ? err : outbox_add(db, SOLD_OUT, STR("stock"), buf_view(&json));
}

static enum err
sold_out(struct db *db, struct noticing *n)
{
	struct time last;
	struct list gone;
	enum err err = db_rows(
	    db, &queries[GONE], (const struct db_arg[]){ db_i64(GONE_AT_ONCE) }, 1, n->arena, GONE_AT_ONCE, &gone);

	if (err || !gone.count || (err = last_of(db, n, LAST_GONE, &last)))
		return err;
	if (last.us && n->now.us - last.us < config_ms(n->config, "stock.sold_out_every") * 1000)
		return OK;
	n->gone = gone.items;
	n->count = gone.count;
	err = db_transaction(db, tell_gone, n);
	n->made = !err;
	return err;
}

enum err
stock_notice_due(struct db *db, struct arena *a, const struct config *c, struct time now, int64_t *made)
{
	struct noticing n = { .arena = a, .config = c, .now = now };
	enum err err;

	*made = 0;
	db_primary(db);
	if ((err = sold_out(db, &n)))
		return err;
	*made = n.made;
	n.made = 0;
	if ((err = digest(db, &n)))
		return err;
	*made += n.made;
	return OK;
}
