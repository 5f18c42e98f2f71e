/*
 * pricing_parts.h - how the files of the price engine work together.  Not for other layers.
 *
 * pricing.c: checks, the order of work, the sums.  pricing_price.c: what one piece costs.  pricing_condition.c: does a
 * promotion apply? pricing_benefit.c: what it would take off.  pricing_lane.c: which one wins.  pricing_tax.c: taxes.
 */
#ifndef MERCER_PRICING_PARTS_H
#define MERCER_PRICING_PARTS_H

#include "lib/shop/pricing.h"

/* A line at work.  They are sorted by variant, so that no result depends on the order of the input. */
struct pricing_work_line {
	const struct pricing_line *in;
	struct quote_line *out;
	int64_t left;              /* what it costs so far */
	bool matches;              /* the promotion that is looked at */
	bool closed;               /* an exclusive catalogue promotion applied */
};
struct pricing_work {
	struct arena *arena;
	const struct pricing_input *in;
	struct quote *out;
	struct pricing_work_line *lines;
	size_t count;
	int64_t delivery_left;
	const struct promotion **promotions; /* by lane and id */
	struct list taxes, discounts;        /* growing; see pricing_list_add() */
	size_t trace_room;
};

/* One more element of `size` bytes at the end; *room is kept by the caller. */
void *pricing_list_add(struct arena *a, struct list *list, size_t *room, size_t size);
/* A step of the trace; no work when nobody asked for it.  `why` may be absent. */
void pricing_step(struct pricing_work *w, const char *step, struct str name, int64_t variant_id, bool applied,
    struct str why, int64_t before, int64_t after);
struct money pricing_money(const struct pricing_work *w, int64_t minor);
/* value * e6 / 1000000, rounded as the shop says. */
enum err pricing_percent(const struct pricing_work *w, int64_t value, int64_t e6, int64_t *out) MUST_CHECK;

/* pricing_price.c: steps 1 and 2. */
enum err pricing_units(struct pricing_work *w) MUST_CHECK;

/* pricing_condition.c: NULL when all conditions hold, else why not; sets `matches` of the lines. */
const char *pricing_conditions(struct pricing_work *w, const struct promotion *p);
/* Does a line fit the goods that the promotion is for? */
bool pricing_fits(const struct promotion_conditions *c, const struct pricing_line *line);
/* The code that opens it: NULL when none is needed, or none was entered (then *missing). */
const struct pricing_code *pricing_code_of(const struct pricing_work *w, const struct promotion *p, bool *missing);

/* pricing_benefit.c: what the promotion would take off each line (parts[w->count]) and off the delivery; NULL, or why
 * it gives nothing. */
enum err pricing_benefit(
    struct pricing_work *w, const struct promotion *p, int64_t *parts, int64_t *delivery, const char **why) MUST_CHECK;
/* A catalogue promotion: the new price of a piece. */
enum err pricing_benefit_unit(
    struct pricing_work *w, const struct promotion *p, int64_t unit, int64_t *out, const char **why) MUST_CHECK;

/* pricing_lane.c: step 3. */
enum err pricing_lanes(struct pricing_work *w) MUST_CHECK;

/* pricing_tax.c: `place` is step 1's (prices of the home country to those of this place), `taxes` is step 4. */
enum err pricing_place(const struct pricing_input *in, struct str tax_class, bool delivery, int64_t *amount) MUST_CHECK;
enum err pricing_taxes(struct pricing_work *w) MUST_CHECK;

#endif
