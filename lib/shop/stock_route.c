/* stock_route.c - sets of warehouses compared.  See stock_route.h. */
#include "lib/shop/stock_route.h"

#include <stdlib.h>

#define RULES_MAX 3
#define TRIPLES_UP_TO 24 /* more warehouses: only pairs are tried, then all */
#define FAR 100

enum rule { FEWEST, NEAREST, PRIORITY };

/* Of a variant: how much is wanted and free in each house, by rank. */
struct item {
	int64_t variant_id, wanted;
	int64_t *free;
};
struct cost {
	int64_t of[RULES_MAX];
};
struct ranked {
	const struct route_house *house;
	int64_t distance, priority; /* rank of the priority: 0, 1, ... */
	int64_t key[RULES_MAX];
};
struct route {
	struct arena *arena;
	enum rule rules[RULES_MAX];
	size_t rule_count;
	struct ranked *houses;
	size_t house_count;
	struct item *items;
	size_t item_count;
	int64_t *plan, *best;       /* item_count x house_count pieces */
	struct cost best_cost;
	bool found;
};

static void
read_rules(struct route *r, struct str text)
{
	static const char *const names[] = { "fewest_parcels", "nearest", "priority" };
	struct str part;

	while (str_split(&text, ',', &part))
		for (size_t i = 0; i < COUNT(names); i++)
			if (str_eq_z(str_trim(part), names[i]) && r->rule_count < RULES_MAX)
				r->rules[r->rule_count++] = (enum rule)i;
}

int64_t
stock_distance(const struct route_house *h, const struct stock_place *p)
{
	size_t same = 0;

	if (!str_eq_nocase(h->country, p->country))
		return FAR;
	while (same < h->postal_code.len && same < p->postal_code.len &&
	    h->postal_code.ptr[same] == p->postal_code.ptr[same])
		same++;
	if (same && same == p->postal_code.len)
		return 0;
	return 50 - (p->region.len && str_eq_nocase(h->region, p->region) ? 20 : 0) - 5 * (int64_t)MIN(same, 5);
}

static int
ranked_cmp(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;

	for (size_t i = 0; i < RULES_MAX; i++)
		if (a->key[i] != b->key[i])
			return a->key[i] < b->key[i] ? -1 : 1;
	return a->house->id < b->house->id ? -1 : a->house->id > b->house->id;
}

static void
rank_houses(struct route *r, const struct stock_place *place, const struct route_house *houses, size_t count)
{
	r->houses = arena_array(r->arena, struct ranked, count);
	r->house_count = count;
	for (size_t i = 0; i < count; i++) {
		struct ranked *h = &r->houses[i];
		size_t keys = 0;
		h->house = &houses[i];
		h->distance = stock_distance(&houses[i], place);
		for (size_t k = 0; k < count; k++)
			h->priority += houses[k].priority < houses[i].priority;
		for (size_t k = 0; k < r->rule_count; k++)
			if (r->rules[k] != FEWEST)
				h->key[keys++] = r->rules[k] == NEAREST ? h->distance : h->priority;
		if (keys < RULES_MAX)
			h->key[keys] = h->priority;
	}
	qsort(r->houses, count, sizeof(*r->houses), ranked_cmp);
}

/* What the rows of one house add up to; back-orders: with what may be below zero. */
static int64_t
sum_free(const struct stock_row *rows, size_t count, int64_t variant_id, int64_t warehouse_id, bool backorders)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		if (rows[i].variant_id == variant_id && rows[i].warehouse_id == warehouse_id)
			sum += backorders ? stock_row_free(&rows[i]) : stock_row_real(&rows[i]);
	return MAX(sum, 0);
}

static bool
is_counted(const struct stock_row *rows, size_t count, int64_t variant_id)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].variant_id == variant_id)
			return true;
	return false;
}

static struct item *
item_of(struct route *r, int64_t variant_id)
{
	for (size_t i = 0; i < r->item_count; i++)
		if (r->items[i].variant_id == variant_id)
			return &r->items[i];
	return NULL;
}

/* False: it is not there, real or on back-order; *available then. */
static bool
fill_item(struct route *r, struct item *it, const struct stock_row *rows, size_t count, int64_t *available)
{
	for (int backorders = 0; backorders < 2; backorders++) {
		*available = 0;
		for (size_t h = 0; h < r->house_count; h++) {
			it->free[h] = sum_free(rows, count, it->variant_id, r->houses[h].house->id, backorders);
			*available += it->free[h];
		}
		if (*available >= it->wanted)
			return true;
	}
	return false;
}

/* Pieces of every item from the houses of the set, in their rank; false: the set has not enough. */
static bool
plan_set(struct route *r, const size_t *set, size_t size)
{
	memset(r->plan, 0, r->item_count * r->house_count * sizeof(*r->plan));
	for (size_t i = 0; i < r->item_count; i++) {
		const struct item *it = &r->items[i];
		int64_t *row = r->plan + i * r->house_count, rest = it->wanted;
		for (size_t k = 0; k < size && rest; k++)
			if (it->free[set[k]] >= it->wanted) {
				row[set[k]] = it->wanted;
				rest = 0;
			}
		for (size_t k = 0; k < size && rest; k++) {
			row[set[k]] = MIN(it->free[set[k]], rest);
			rest -= row[set[k]];
		}
		if (rest)
			return false;
	}
	return true;
}

static struct cost
cost_of(const struct route *r)
{
	struct cost c = { { 0 } };

	for (size_t h = 0; h < r->house_count; h++) {
		int64_t pieces = 0;
		for (size_t i = 0; i < r->item_count; i++)
			pieces += r->plan[i * r->house_count + h];
		for (size_t k = 0; k < r->rule_count; k++)
			c.of[k] += r->rules[k] == FEWEST
			    ? pieces > 0
			    : pieces * (r->rules[k] == NEAREST ? r->houses[h].distance : r->houses[h].priority);
	}
	return c;
}

static void
try_set(struct route *r, const size_t *set, size_t size)
{
	struct cost c;
	bool better = !r->found;

	if (!plan_set(r, set, size))
		return;
	c = cost_of(r);
	for (size_t k = 0; r->found && k < r->rule_count; k++)
		if (c.of[k] != r->best_cost.of[k]) {
			better = c.of[k] < r->best_cost.of[k];
			break;
		}
	if (!better)
		return;
	r->found = true;
	r->best_cost = c;
	memcpy(r->best, r->plan, r->item_count * r->house_count * sizeof(*r->plan));
}

static void
try_sets(struct route *r)
{
	size_t n = r->house_count, set[3], *all = arena_array(r->arena, size_t, n);
	bool fewest_first = r->rule_count && r->rules[0] == FEWEST;

	for (set[0] = 0; set[0] < n; set[0]++)
		try_set(r, set, 1);
	if (r->found && fewest_first)
		return;
	for (set[0] = 0; set[0] < n; set[0]++)
		for (set[1] = set[0] + 1; set[1] < n; set[1]++) {
			try_set(r, set, 2);
			for (set[2] = set[1] + 1; n <= TRIPLES_UP_TO && set[2] < n; set[2]++)
				try_set(r, set, 3);
		}
	for (size_t i = 0; i < n; i++)
		all[i] = i;
	try_set(r, all, n);
}

static void
add_take(struct list *takes, size_t wish, const struct stock_row *row, int64_t quantity)
{
	((struct route_take *)takes->items)[takes->count++] =
	    (struct route_take){ wish, row->variant_id, row->warehouse_id, row->slot, quantity };
}

/* Pieces for a wish from the rows of one house: from one row if one has them, else from each what it has.  left: free
 * pieces of each row. */
static void
take_rows(struct list *takes, const struct stock_row *rows, int64_t *left, size_t count, size_t wish,
    int64_t variant_id, int64_t warehouse_id, int64_t quantity)
{
	for (int whole = 1; whole >= 0; whole--)
		for (size_t i = 0; i < count && quantity > 0; i++) {
			int64_t got = MIN(left[i], quantity);
			if (rows[i].variant_id != variant_id || rows[i].warehouse_id != warehouse_id || got <= 0 ||
			    (whole && got < quantity))
				continue;
			left[i] -= got;
			quantity -= got;
			add_take(takes, wish, &rows[i], got);
		}
}

static void
distribute(struct route *r, const struct stock_row *rows, size_t row_count, const struct stock_wish *wishes,
    size_t wish_count, struct list *takes)
{
	int64_t *left = arena_array(r->arena, int64_t, row_count);

	/* each ends a row or a wish's share of a house */
	takes->items = arena_array(r->arena, struct route_take, row_count + wish_count * r->house_count);
	for (size_t i = 0; i < row_count; i++)
		left[i] = stock_row_free(&rows[i]);
	for (size_t w = 0; w < wish_count; w++) {
		const struct item *it = item_of(r, wishes[w].variant_id);
		int64_t rest = wishes[w].quantity;
		for (size_t h = 0; it && h < r->house_count && rest > 0; h++) {
			int64_t *pieces = &r->best[(size_t)(it - r->items) * r->house_count + h],
				got = MIN(*pieces, rest);
			if (got <= 0)
				continue;
			take_rows(takes, rows, left, row_count, w, it->variant_id, r->houses[h].house->id, got);
			*pieces -= got;
			rest -= got;
		}
	}
}

void
stock_route(struct arena *a, struct str rules, const struct stock_place *place, const struct route_house *houses,
    size_t house_count, const struct stock_row *rows, size_t row_count, const struct stock_wish *wishes,
    size_t wish_count, struct list *takes, struct list *shortages)
{
	struct route r = { .arena = a };
	struct stock_shortage *missing = arena_array(a, struct stock_shortage, wish_count);

	*takes = (struct list){ 0 };
	*shortages = (struct list){ missing, 0 };
	read_rules(&r, rules);
	rank_houses(&r, place, houses, house_count);
	r.items = arena_array(a, struct item, wish_count);
	for (size_t i = 0; i < wish_count; i++) {
		struct item *it = item_of(&r, wishes[i].variant_id);
		if (!is_counted(rows, row_count, wishes[i].variant_id))
			continue;
		if (!it) {
			it = &r.items[r.item_count++];
			*it = (struct item){ wishes[i].variant_id, 0, arena_array(a, int64_t, house_count) };
		}
		it->wanted += wishes[i].quantity;
	}
	for (size_t i = 0; i < r.item_count; i++) {
		int64_t available;
		if (!fill_item(&r, &r.items[i], rows, row_count, &available))
			missing[shortages->count++] =
			    (struct stock_shortage){ r.items[i].variant_id, r.items[i].wanted, available };
	}
	if (shortages->count || !r.item_count)
		return;
	r.plan = arena_array(a, int64_t, r.item_count * house_count);
	r.best = arena_array(a, int64_t, r.item_count * house_count);
	try_sets(&r);
	distribute(&r, rows, row_count, wishes, wish_count, takes);
}
