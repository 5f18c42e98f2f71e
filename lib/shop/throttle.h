/*
 * throttle.h - how often something may be tried: buckets in MySQL that no restart empties.
 *
 * GCRA (ITU-T I.371): a bucket lets `burst` calls through at once and one more every `interval`; one atomic statement
 * decides.  A login asks three: the pair (account, address prefix) which is tight, the account alone and the address
 * prefix (/24, /56) which are loose, and the whole site, which turns on the puzzle.
 * So a stranger who guesses from one place is stopped, and the owner, from another place, is not locked out.  A success
 * clears the pair.
 */
#ifndef MERCER_SHOP_THROTTLE_H
#define MERCER_SHOP_THROTTLE_H

#include "lib/base/conf.h"
#include "lib/io/db.h"

struct throttle_rule {
	const char *name;      /* "login.account": part of the bucket's key */
	int64_t burst;
	int64_t interval_us;
};
/* The rule that the keys <name>_burst and <name>_interval describe; `name` must outlive it. */
struct throttle_rule throttle_rule_of(const struct config *c, const char *name);
/* *wait_us 0: go on (and it was counted); else how long until the next try would pass (and it was not counted). */
enum err throttle_take(
    struct db *db, const struct throttle_rule *rule, struct str subject, int64_t *wait_us) MUST_CHECK;
/* The same question without counting: for tries that count only when they fail. */
enum err throttle_peek(
    struct db *db, const struct throttle_rule *rule, struct str subject, int64_t *wait_us) MUST_CHECK;
enum err throttle_clear(struct db *db, const struct throttle_rule *rule, struct str subject) MUST_CHECK;
/* "192.0.2.0/24", "2001:db8::/56" of an address. */
struct str throttle_prefix(struct arena *a, struct str ip);
enum err throttle_sweep(struct db *db, int64_t *deleted) MUST_CHECK;

extern const struct db_module throttle_sql;
extern const struct db_module throttle_sweep_sql; /* worker */

#endif
