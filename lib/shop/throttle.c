/* throttle.c - writes table throttle.  See throttle.h. */
#include "lib/shop/throttle.h"
#include "lib/io/crypto.h"

#include <arpa/inet.h>
#include <assert.h>

#define SWEEP_MAX 10000

enum { TAKE, PEEK, CLEAR };

struct wait_row {
	int64_t wait_us;
};
static const struct shape_field wait_fields[] = { SHAPE_I64(struct wait_row, wait_us, INT64_MIN, INT64_MAX) };
static const struct shape wait_shape = SHAPE(struct wait_row, wait_fields, "How long until a try would pass.");

static const struct db_query queries[] = {
	/* tat is the theoretical arrival time: how far the calls so far have filled the bucket.  A call passes when it
	 * is at most (burst - 1) intervals ahead.
	 * LAST_INSERT_ID() carries the wait out of the very statement that decides: 0 when the call passed (a new row
	 * has none). */
	[TAKE] = { "throttle_take", "siii", NULL,
	    "INSERT INTO throttle (bucket, tat) VALUES (?, NOW(6) + INTERVAL ? MICROSECOND)"
	    " ON DUPLICATE KEY UPDATE tat = IF(LAST_INSERT_ID(GREATEST(0, TIMESTAMPDIFF(MICROSECOND, NOW(6), tat) - ?)) = 0,"
	    " GREATEST(tat, NOW(6)) + INTERVAL ? MICROSECOND, tat)" },
	[PEEK] = { "throttle_peek", "is", &wait_shape,
	    "SELECT CAST(TIMESTAMPDIFF(MICROSECOND, NOW(6), tat) - ? AS SIGNED) AS wait_us FROM throttle WHERE bucket = ?" },
	[CLEAR] = { "throttle_clear", "s", NULL, "DELETE FROM throttle WHERE bucket = ?" },
};
const struct db_module throttle_sql = { "throttle", queries, COUNT(queries) };

static const struct db_query sweep = { "throttle_sweep", "i", NULL,
	"DELETE FROM throttle WHERE tat < NOW(6) ORDER BY tat LIMIT ?" };
const struct db_module throttle_sweep_sql = { "throttle_sweep", &sweep, 1 };

/* Who it is about cannot be read from the table. */
static void
bucket_of(const struct throttle_rule *rule, struct str subject, unsigned char out[32])
{
	struct buf b;

	buf_init(&b, BUF_LINE);
	buf_add(&b, rule->name, strlen(rule->name) + 1);
	buf_str(&b, subject);
	crypto_sha256(buf_view(&b), out);
	buf_release(&b);
}

enum err
throttle_take(struct db *db, const struct throttle_rule *rule, struct str subject, int64_t *wait_us)
{
	unsigned char bucket[32] = { 0 };
	const struct db_arg args[] = { db_str(str_n((char *)bucket, 16)), db_i64(rule->interval_us),
		db_i64((rule->burst - 1) * rule->interval_us), db_i64(rule->interval_us) };
	struct db_done done;
	enum err err;

	assert(rule->burst >= 1 && rule->interval_us >= 1);
	bucket_of(rule, subject, bucket);
	err = db_exec(db, &queries[TAKE], args, COUNT(args), &done);
	if (!err)
		*wait_us = done.insert_id;
	return err;
}

enum err
throttle_peek(struct db *db, const struct throttle_rule *rule, struct str subject, int64_t *wait_us)
{
	unsigned char bucket[32] = { 0 };
	const struct db_arg args[] = { db_i64((rule->burst - 1) * rule->interval_us),
		db_str(str_n((char *)bucket, 16)) };
	struct wait_row row = { 0 };
	struct arena *a = arena_new();
	enum err err;

	bucket_of(rule, subject, bucket);
	err = db_row(db, &queries[PEEK], args, COUNT(args), a, &row);
	arena_free(a);
	if (err == ERR_NOT_FOUND) {
		err_clear();
		err = OK;
	}
	*wait_us = MAX(row.wait_us, 0);
	return err;
}

enum err
throttle_clear(struct db *db, const struct throttle_rule *rule, struct str subject)
{
	unsigned char bucket[32] = { 0 };
	const struct db_arg arg = db_str(str_n((char *)bucket, 16));

	bucket_of(rule, subject, bucket);
	return db_exec(db, &queries[CLEAR], &arg, 1, NULL);
}

enum err
throttle_sweep(struct db *db, int64_t *deleted)
{
	const struct db_arg arg = db_i64(SWEEP_MAX);
	struct db_done done;
	enum err err;

	*deleted = 0;
	do {
		if ((err = db_exec(db, &sweep, &arg, 1, &done)))
			return err;
		*deleted += done.affected;
	} while (done.affected == SWEEP_MAX);
	return OK;
}

struct throttle_rule
throttle_rule_of(const struct config *c, const char *name)
{
	char burst[64], interval[64];

	snprintf(burst, sizeof(burst), "%s_burst", name);
	snprintf(interval, sizeof(interval), "%s_interval", name);
	return (struct throttle_rule){ name, config_i64(c, burst), config_ms(c, interval) * 1000 };
}

struct str
throttle_prefix(struct arena *a, struct str ip)
{
	unsigned char v4[4], v6[16];
	char text[INET6_ADDRSTRLEN];
	const char *z = str_z(a, ip);

	if (inet_pton(AF_INET, z, v4) == 1)
		return str_printf(a, "%u.%u.%u.0/24", v4[0], v4[1], v4[2]);
	if (inet_pton(AF_INET6, z, v6) != 1)
		return STR("unknown");
	if (memcmp(v6, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) == 0) /* an IPv4 address in other clothes */
		return str_printf(a, "%u.%u.%u.0/24", v6[12], v6[13], v6[14]);
	memset(v6 + 7, 0, sizeof(v6) - 7);
	return str_printf(a, "%s/56", inet_ntop(AF_INET6, v6, text, sizeof(text)));
}
