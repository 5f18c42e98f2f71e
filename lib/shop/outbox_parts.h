/* outbox_parts.h - what the files behind outbox_turn() have in common.  outbox_work.c: leases, and tasks one by one;
 * outbox_batch.c: many together.  Not for others. */
#ifndef MERCER_SHOP_OUTBOX_PARTS_H
#define MERCER_SHOP_OUTBOX_PARTS_H

#include "lib/io/json.h"
#include "lib/shop/outbox_work.h"

/* The waiting tasks of one subscriber about one object, leased under w->token. */
struct outbox_lane {
	struct str subscriber, object;
	bool is_lost; /* whoever leased it has not been heard of again */
};
extern const struct shape outbox_lane_shape;

/* [["facts","ord_..."], ...] and how SQL reads it. */
struct str outbox_lanes_json(struct arena *a, const struct outbox_lane *lanes, size_t count);
#define OUTBOX_LANE_COLUMNS \
	"subscriber VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin PATH '$[0]', object VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin PATH '$[1]'"

/* Tasks of one lane, oldest first, each settled before the next. */
enum err outbox_lane_run(struct outbox_work *w, const struct outbox_lane *lane, size_t *handled) MUST_CHECK;

/* Lanes of one subscriber that has handle_many(). */
struct outbox_batch {
	struct outbox_work *w;
	size_t subscriber;
	struct outbox_lane *lanes;
	size_t count, event_count; /* lanes; events that were handled */
};
/* The first task of each lane, in one transaction.  *all false: nothing has happened, the lanes are still leased. */
enum err outbox_batch_run(struct outbox_batch *b, bool *all) MUST_CHECK;

#endif
