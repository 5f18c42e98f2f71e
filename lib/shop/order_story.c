/* order_story.c - see order_story.h. */
#include "lib/shop/order_story.h"
#include "lib/io/json_tree.h"

static enum err
number_of(const struct json_node *node, const char *name, int64_t *out)
{
	const struct json_node *n = json_at(node, name);

	if (!n || n->type != JSON_NUMBER || str_to_i64(n->text, 0, INT64_MAX, out))
		return err_fail(ERR_INVALID, "the payload of an order's event has no number '%s'", name);
	return OK;
}

static struct story_line *
find(struct story *s, struct str id)
{
	for (size_t i = 0; i < s->order.lines.count; i++)
		if (str_eq(s->lines[i].line->public_id, id))
			return &s->lines[i];
	return NULL;
}

static enum err
read_lines(struct story *s, const struct json_node *payload)
{
	const struct json_node *lines = json_at(payload, "lines"), *pieces = json_at(payload, "pieces");
	struct story_line *at;
	enum err err;

	for (const struct json_node *n = lines ? lines->first : NULL; n; n = n->next)
		if ((at = find(s, json_text(n, "id"))) &&
		    ((err = number_of(n, "cancelled", &at->cancelled)) ||
			(err = number_of(n, "shipped", &at->shipped)) ||
			(err = number_of(n, "delivered", &at->delivered))))
			return err;
	for (const struct json_node *n = pieces ? pieces->first : NULL; n; n = n->next)
		if ((at = find(s, json_text(n, "line"))) && (err = number_of(n, "quantity", &at->pieces)))
			return err;
	return OK;
}

static bool
ends_delivery(const struct story *s)
{
	int64_t before = 0, after = 0;

	for (size_t i = 0; i < s->order.lines.count; i++) {
		const struct story_line *l = &s->lines[i];
		if (!l->line->requires_shipping)
			continue;
		after += l->line->quantity - l->cancelled;
		before += l->line->quantity - l->cancelled + l->pieces;
	}
	return before > 0 && after == 0;
}

enum err
order_story(struct db *db, struct arena *a, const struct outbox_event *event, struct story *out)
{
	const struct json_node *payload;
	const struct order_line *l;
	enum err err;

	*out = (struct story){ 0 };
	if ((err = json_tree(a, event->payload, &payload)) || (err = number_of(payload, "version", &out->version)) ||
	    (err = order_get(db, a, json_text(payload, "order"), &out->order)))
		return err;
	l = out->order.lines.items;
	out->lines = arena_array(a, struct story_line, out->order.lines.count);
	for (size_t i = 0; i < out->order.lines.count; i++)
		out->lines[i].line = &l[i];
	if ((err = read_lines(out, payload)))
		return err;
	out->ends_delivery =
	    (str_eq(event->type, STR("order.cancelled")) || str_eq(event->type, STR("order.expired"))) &&
	    ends_delivery(out);
	return OK;
}

int64_t
order_delivery_total(const struct order *o)
{
	const struct order_line *l = o->lines.items;
	int64_t total = o->placed_total.minor;

	for (size_t i = 0; i < o->lines.count; i++)
		total -= l[i].total.minor;
	return total;
}
