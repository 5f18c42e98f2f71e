/* shipment_track.c - what carriers say.  See shipment.h. */
#include "lib/shop/shipment_parts.h"

enum { ADD, MOVE };
static const struct db_query queries[] = {
	[ADD] = { "shipment_event_add", "isstss", NULL,
	    "INSERT IGNORE INTO shipment_event (shipment_id, source, tracking, at, place, text) VALUES (?, ?, ?, ?, ?, ?)" },
	[MOVE] = { "shipment_tracking_move", "sii", NULL,
	    "UPDATE shipment SET tracking = ?, version = version + 1 WHERE id = ? AND version = ?" },
};
const struct db_module shipment_track_sql = { "shipment_track", queries, COUNT(queries) };

struct tracking {
	struct shipment_change c;
	const struct shipment_event *event;
};

/* What came is not older than what is known, and nothing follows an arrival but that it went back. */
static bool
is_news(const struct shipment *s, const struct shipment_event *event)
{
	const struct shipment_event *e = s->events.items;

	if (s->tracking == TRACKING_RETURNED || s->tracking == event->tracking ||
	    (s->tracking == TRACKING_DELIVERED && event->tracking != TRACKING_RETURNED))
		return false;
	for (size_t i = 0; i < s->events.count; i++)
		if (e[i].at.us > event->at.us)
			return false;
	return true;
}

static enum err
track(struct db *db, void *payload)
{
	struct tracking *p = payload;
	struct shipment_change *c = &p->c;
	const struct shipment_event *event = p->event;
	struct str name = str_of(shipment_trackings[event->tracking].name);
	struct db_done done;
	enum err err = shipment_open(db, c);

	if (err)
		return err;
	for (size_t i = 0; i < c->s.events.count; i++)
		if (str_eq(((struct shipment_event *)c->s.events.items)[i].source, event->source))
			return OK; /* told before */
	{
		const struct db_arg args[] = { db_i64(c->s.id), db_str(event->source), db_str(name), db_time(event->at),
			db_str(event->place), db_str(event->text) };
		const struct db_arg move[] = { db_str(name), db_i64(c->s.id), db_i64(c->s.version) };
		if ((err = db_exec(db, &queries[ADD], args, COUNT(args), NULL)) || !is_news(&c->s, event))
			return err;
		err = db_exec(db, &queries[MOVE], move, COUNT(move), &done);
		c->s.version++;
	}
	if (!err)
		err = shipment_tell(
		    db, c, "tracked", NOTE_NONE, str_printf(c->e->arena, ",\"tracking\":\"%.*s\"", STR_ARG(name)));
	if (!err && event->tracking == TRACKING_DELIVERED && c->s.state == SHIPMENT_SHIPPED) {
		err = shipment_arrived(db, c);
		if (!err)
			err = shipment_tell(db, c, "delivered", NOTE_NONE, STR_ABSENT);
	}
	return err;
}

enum err
shipment_track(
    const struct order_env *e, struct str public_id, const struct shipment_event *event, struct shipment *out)
{
	struct shipment_event known = *event;
	struct tracking p = { .c = { .e = e, .public_id = public_id }, .event = &known };
	enum err err;

	if (!known.source.len || known.tracking <= TRACKING_NONE)
		return err_fail(ERR_INVALID, "a message needs its source and where the parcel is");
	if (time_is_absent(known.at))
		known.at = clock_now();
	err = db_transaction(e->db, track, &p);
	return err ? err : shipment_get(e->db, e->arena, public_id, out);
}
