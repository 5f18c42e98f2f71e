/*
 * outbox_read.h - looking at the outbox: the integrators' feed, figures, dead tasks and sending them again.
 */
#ifndef MERCER_SHOP_OUTBOX_READ_H
#define MERCER_SHOP_OUTBOX_READ_H

#include "lib/shop/outbox.h"

/* ---- the feed: GET /api/v1/events?after=&type= ---- */

struct outbox_entry {
	struct str id;       /* "evt_...": also the cursor */
	struct str type, object;
	struct str payload;  /* a JSON object, without what is sealed */
	struct time at;
};
extern const struct shape outbox_entry_shape;
#define OUTBOX_FEED_MAX 1000
/* Events after the one with that id (absent or empty: from the oldest that is kept), in the order of the feed; reading
 * on from the last one neither misses nor repeats any.  type: absent, one ("account.registered") or a group
 * ("account.*").  Events for our own use (cache.*) are not in it.
 * ERR_GONE: there is no such event any more; start anew and reconcile.  ERR_INVALID: type cannot be one.  limit
 * 1..OUTBOX_FEED_MAX. */
enum err outbox_feed(
    struct db *db, struct arena *a, struct str after, struct str type, size_t limit, struct list *out) MUST_CHECK;
extern const struct db_module outbox_feed_sql; /* admin: SELECT on outbox */

/* ---- figures ---- */

struct outbox_lag {
	struct str subscriber; /* absent: events that are not fanned out yet */
	int64_t waiting, dead;
	int64_t lag_us;        /* age of the oldest that waits */
};
extern const struct shape outbox_lag_shape;
/* Subscribers with nothing waiting or dead have no row.  The first row is that of new events, always. */
enum err outbox_lag(struct db *db, struct arena *a, struct list *out) MUST_CHECK;

/* ---- tasks ---- */

enum outbox_state { OUTBOX_TASK_WAITING, OUTBOX_TASK_DONE, OUTBOX_TASK_DEAD };
extern const struct shape_enum outbox_states[];
struct outbox_row {
	int64_t event_id;
	struct str public_id, type, object, subscriber;
	int state;
	int64_t attempts;
	struct str error;
	struct time at, next_at, done_at; /* next_at: of its lane */
};
extern const struct shape outbox_row_shape;
struct outbox_filter {
	int state;             /* enum outbox_state; -1: all */
	struct str subscriber; /* absent: all */
	int64_t before;        /* event_id; 0: from the newest */
	int64_t limit;
};
enum err outbox_list(struct db *db, struct arena *a, const struct outbox_filter *f, struct list *out) MUST_CHECK;
/* Dead tasks wait again, with all their tries: of one event (all its subscribers when that is absent) ... */
enum err outbox_retry(struct db *db, struct str public_id, struct str subscriber, int64_t *count) MUST_CHECK;
/* ... or all of them, or of one subscriber. */
enum err outbox_retry_dead(struct db *db, struct str subscriber, int64_t *count) MUST_CHECK;

extern const struct db_module outbox_read_sql;  /* worker, admin */
extern const struct db_module outbox_retry_sql; /* admin */

#endif
