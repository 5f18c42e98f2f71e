/* stock_publish.c - from the levels to what the shop shows.  Writes table stock (imports do too), and
 * stock_rule.is_low.  See stock_publish.h. */
#include "lib/shop/stock_publish.h"
#include "lib/io/json_tree.h"
#include "lib/shop/catalog_index.h"
#include "lib/shop/names.h"
#include "lib/shop/outbox.h"
#include "lib/shop/stock.h"

#define VARIANTS_AT_ONCE 1000
#define ROWS_MAX 100000

/* What is shown now, and what it is about. */
struct shown {
	int64_t variant_id, product_id;
	struct str public_id;
	bool is_backorder;
	struct opt_i64 available;
};
static const struct shape_field shown_fields[] = {
	SHAPE_I64(struct shown, variant_id, 1, INT64_MAX),
	SHAPE_I64(struct shown, product_id, 1, INT64_MAX),
	SHAPE_STR(struct shown, public_id, 1, 28),
	SHAPE_BOOL(struct shown, is_backorder),
	SHAPE_OPT(struct shown, available, INT32_MIN, INT32_MAX),
};
static const struct shape shown_shape = SHAPE(struct shown, shown_fields, "What is shown of a variant.");

struct figure {
	int64_t variant_id, available;
};
static const struct shape_field figure_fields[] = {
	SHAPE_I64(struct figure, variant_id, 1, INT64_MAX),
	SHAPE_I64(struct figure, available, INT32_MIN, INT32_MAX),
};
static const struct shape figure_shape = SHAPE(struct figure, figure_fields, "A row of table stock.");

/* What a house has of it. */
struct place {
	int64_t variant_id, warehouse_id;
	struct str code;
	bool is_active;
	int64_t available, low_at;
	bool was_low;
};
static const struct shape_field place_fields[] = {
	SHAPE_I64(struct place, variant_id, 1, INT64_MAX),
	SHAPE_I64(struct place, warehouse_id, 1, INT64_MAX),
	SHAPE_STR(struct place, code, 1, 32),
	SHAPE_BOOL(struct place, is_active),
	SHAPE_I64(struct place, available, 0, INT64_MAX),
	SHAPE_I64(struct place, low_at, -1, INT64_MAX),
	SHAPE_BOOL(struct place, was_low),
};
static const struct shape place_shape = SHAPE(struct place, place_fields, "What a house has of a variant.");

enum { LOCK, LOOK, PLACES, SHOW, HIDE, LOW, IN_HOUSE, SOLD_OUT };
static const struct db_query queries[] = {
	/* The lock comes before the look at the levels: of two processes the later one sees more. */
	[LOCK] = { "stock_publish_lock", "s", &figure_shape,
	    "SELECT s.variant_id, s.available FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j"
	    " STRAIGHT_JOIN stock s FORCE INDEX (PRIMARY) ON s.variant_id = j.id FOR UPDATE" },
	[LOOK] = { "stock_publish_look", "s", &shown_shape,
	    "SELECT v.id AS variant_id, v.product_id, v.public_id, v.inventory_policy = 'continue' AS is_backorder, s.available"
	    " FROM JSON_TABLE(?, '$[*]' COLUMNS (id VARCHAR(28) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j STRAIGHT_JOIN variant v ON v.public_id = j.id"
	    " LEFT JOIN stock s ON s.variant_id = v.id ORDER BY v.id" },
	[PLACES] = { "stock_publish_places", "is", &place_shape,
	    "SELECT l.variant_id, l.warehouse_id, w.code, w.is_active, GREATEST(SUM(l.on_hand - l.held - l.allocated - GREATEST(l.floor, 0)), 0) AS available,"
	    " COALESCE(MAX(r.low_at), IF(w.is_active, ?, -1)) AS low_at, COALESCE(MAX(r.is_low), 0) AS was_low FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j"
	    " STRAIGHT_JOIN stock_level l ON l.variant_id = j.id STRAIGHT_JOIN warehouse w ON w.id = l.warehouse_id"
	    " LEFT JOIN stock_rule r ON r.variant_id = l.variant_id AND r.warehouse_id = l.warehouse_id"
	    " GROUP BY l.variant_id, l.warehouse_id, w.code, w.is_active ORDER BY l.variant_id, l.warehouse_id" },
	[SHOW] = { "stock_publish_show", "ii", NULL,
	    "INSERT INTO stock (variant_id, available) VALUES (?, ?) ON DUPLICATE KEY UPDATE available = VALUES(available)" },
	[HIDE] = { "stock_publish_hide", "i", NULL, "DELETE FROM stock WHERE variant_id = ?" },
	[LOW] = { "stock_publish_low", "iii", NULL,
	    "INSERT INTO stock_rule (variant_id, warehouse_id, is_low, low_since, version) VALUES (?, ?, ?, UTC_TIMESTAMP(6), 0)"
	    " ON DUPLICATE KEY UPDATE is_low = VALUES(is_low), low_since = VALUES(low_since)" },
	/* Sold out again within a day it is not told again. */
	[SOLD_OUT] = { "stock_publish_sold_out", "i", NULL,
	    "INSERT INTO stock_sold_out (variant_id, at) VALUES (?, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE"
	    " told_at = IF(told_at < VALUES(at) - INTERVAL 1 DAY, NULL, told_at), at = VALUES(at)" },
	[IN_HOUSE] = { "stock_publish_in_house", "sii", &shown_shape,
	    "SELECT v.id AS variant_id, v.product_id, v.public_id, v.inventory_policy = 'continue' AS is_backorder, s.available FROM warehouse w"
	    " STRAIGHT_JOIN stock_level l ON l.warehouse_id = w.id STRAIGHT_JOIN variant v ON v.id = l.variant_id LEFT JOIN stock s ON s.variant_id = v.id"
	    " WHERE w.code = ? AND l.variant_id > ? AND l.slot = 0 ORDER BY l.variant_id LIMIT ?" },
};
const struct db_module stock_publish_sql = { "stock_publish", queries, COUNT(queries) };

struct publishing {
	struct db *db;
	struct arena *arena;
	struct str ids;                /* JSON, in order */
	struct list shown;             /* struct shown, by variant */
	struct list places;            /* struct place, by variant */
};

static struct opt_i64
figure_of(const struct publishing *p, int64_t variant_id)
{
	const struct place *x = p->places.items;
	struct opt_i64 out = { 0 };

	for (size_t i = 0; i < p->places.count; i++)
		if (x[i].variant_id == variant_id) {
			out.set = true;
			out.value += x[i].is_active ? x[i].available : 0;
		}
	return out;
}

/* An imported figure below zero shows as nothing, and stays as the merchant wrote it. */
static bool
same_figure(struct opt_i64 a, struct opt_i64 b)
{
	return a.set == b.set && (!a.set || MAX(a.value, 0) == MAX(b.value, 0));
}

static bool
looks_same(const struct shown *s, struct opt_i64 now)
{
	const struct stock_level before = { s->available, s->is_backorder }, after = { now, s->is_backorder };

	return stock_state(&before) == stock_state(&after) && same_figure(stock_left(&before), stock_left(&after));
}

static bool
is_crossing(const struct place *x)
{
	return (x->available <= x->low_at) != x->was_low;
}

/* 2 statements without locks; false: nothing is to be written. */
static enum err
look(struct publishing *p, bool *any)
{
	const struct db_arg args[] = { db_i64(STOCK_LOW_AT), db_str(p->ids) };
	const struct shown *s = p->shown.items;
	enum err err = db_rows(p->db, &queries[PLACES], args, COUNT(args), p->arena, ROWS_MAX, &p->places);

	*any = false;
	for (size_t i = 0; !err && i < p->shown.count; i++)
		*any = *any || !same_figure(s[i].available, figure_of(p, s[i].variant_id));
	for (size_t i = 0; !err && i < p->places.count; i++)
		*any = *any || is_crossing((struct place *)p->places.items + i);
	return err;
}

static enum err
write_figures(struct publishing *p)
{
	const struct shown *s = p->shown.items;
	struct db_arg *show = arena_array(p->arena, struct db_arg, p->shown.count * 2),
		      *hide = arena_array(p->arena, struct db_arg, p->shown.count);
	struct db_arg *gone = arena_array(p->arena, struct db_arg, p->shown.count);
	int64_t *products = arena_array(p->arena, int64_t, p->shown.count);
	size_t n_show = 0, n_hide = 0, n_gone = 0, n_products = 0;
	enum err err;

	for (size_t i = 0; i < p->shown.count; i++) {
		struct opt_i64 now = figure_of(p, s[i].variant_id);
		bool known = false;
		if (same_figure(s[i].available, now))
			continue;
		if (now.set) {
			show[n_show++] = db_i64(s[i].variant_id);
			show[n_show++] = db_i64(MIN(now.value, INT32_MAX));
		} else {
			hide[n_hide++] = db_i64(s[i].variant_id);
		}
		if (s[i].available.set && s[i].available.value > 0 && now.set && now.value <= 0 && !s[i].is_backorder)
			gone[n_gone++] = db_i64(s[i].variant_id);
		for (size_t k = 0; k < n_products; k++)
			known = known || products[k] == s[i].product_id;
		if (!known && !looks_same(&s[i], now))
			products[n_products++] = s[i].product_id;
	}
	if ((err = db_bulk(p->db, &queries[SHOW], show, 2, n_show / 2, NULL)) ||
	    (err = db_bulk(p->db, &queries[HIDE], hide, 1, n_hide, NULL)) ||
	    (err = db_bulk(p->db, &queries[SOLD_OUT], gone, 1, n_gone, NULL)))
		return err;
	return catalog_index_queue(p->db, products, n_products);
}

static struct str
public_id_of(const struct publishing *p, int64_t variant_id)
{
	const struct shown *s = p->shown.items;

	for (size_t i = 0; i < p->shown.count; i++)
		if (s[i].variant_id == variant_id)
			return s[i].public_id;
	return STR_ABSENT;
}

static enum err
write_low(struct publishing *p)
{
	const struct place *x = p->places.items;
	struct db_arg *args = arena_array(p->arena, struct db_arg, p->places.count * 3);
	size_t n = 0;
	enum err err = OK;

	for (size_t i = 0; i < p->places.count && !err; i++) {
		struct str id = public_id_of(p, x[i].variant_id);
		if (!is_crossing(&x[i]))
			continue;
		args[n++] = db_i64(x[i].variant_id);
		args[n++] = db_i64(x[i].warehouse_id);
		args[n++] = db_i64(!x[i].was_low);
		if (!x[i].was_low && id.len)
			err = outbox_add(p->db, "stock.low", id,
			    str_printf(p->arena,
				"{\"variants\":[\"%.*s\"],\"warehouse\":\"%.*s\",\"available\":%lld,\"low_at\":%lld}",
				STR_ARG(id), STR_ARG(x[i].code), (long long)x[i].available, (long long)x[i].low_at));
	}
	return err ? err : db_bulk(p->db, &queries[LOW], args, 3, n / 3, NULL);
}

/* What stands in table stock is replaced by what the lock gave; variants without a row there keep what was seen. */
static enum err
lock_shown(struct publishing *p)
{
	const struct db_arg arg = db_str(p->ids);
	struct shown *s = p->shown.items;
	struct list locked;
	enum err err = db_rows(p->db, &queries[LOCK], &arg, 1, p->arena, ROWS_MAX, &locked);

	for (size_t i = 0; !err && i < locked.count; i++) {
		const struct figure *l = (struct figure *)locked.items + i;
		for (size_t k = 0; k < p->shown.count; k++)
			if (s[k].variant_id == l->variant_id)
				s[k].available = (struct opt_i64){ true, l->available };
	}
	return err;
}

static enum err
publish(struct db *db UNUSED, void *payload)
{
	struct publishing *p = payload;
	bool any;
	enum err err = lock_shown(p);

	if (err || (err = look(p, &any)) || !any || (err = write_figures(p)))
		return err;
	return write_low(p);
}

static enum err
publish_shown(struct db *db, struct arena *a, struct list shown)
{
	struct publishing p = { .db = db, .arena = a, .shown = shown };
	int64_t *ids = arena_array(a, int64_t, shown.count);
	bool any;
	enum err err;

	for (size_t i = 0; i < shown.count; i++)
		ids[i] = ((struct shown *)shown.items)[i].variant_id;
	p.ids = ids_json(a, ids, shown.count);
	db_primary(db);
	if (!shown.count || (err = look(&p, &any)) || !any)
		return shown.count ? err : OK;
	return db_transaction(db, publish, &p);
}

enum err
stock_publish(struct db *db, struct arena *a, struct list public_ids)
{
	struct names unique;
	struct db_arg arg;
	struct list shown;
	size_t count;
	enum err err;

	names_init(&unique, a);
	for (size_t i = 0; i < public_ids.count; i++)
		names_add(&unique, ((struct str *)public_ids.items)[i]);
	arg = db_str(names_json(&unique, false, &count));
	db_primary(db);
	if (!count || (err = db_rows(db, &queries[LOOK], &arg, 1, a, ROWS_MAX, &shown)))
		return count ? err : OK;
	return publish_shown(db, a, shown);
}

enum err
stock_publish_warehouse(struct db *db, struct arena *a UNUSED, struct str code)
{
	struct arena *page = arena_new();
	struct list shown = { 0 };
	int64_t after = 0;
	enum err err = OK;

	do {
		const struct db_arg args[] = { db_str(code), db_i64(after), db_i64(VARIANTS_AT_ONCE) };
		arena_reset(page);
		db_primary(db);
		if ((err = db_rows(db, &queries[IN_HOUSE], args, COUNT(args), page, VARIANTS_AT_ONCE, &shown)) ||
		    !shown.count)
			break;
		after = ((struct shown *)shown.items)[shown.count - 1].variant_id;
		err = publish_shown(db, page, shown);
	} while (!err && shown.count == VARIANTS_AT_ONCE);
	arena_free(page);
	return err;
}

/* Those that the payload names, after the ones that *ids has. */
static enum err
add_variants(struct arena *a, struct str payload, struct list *ids)
{
	const struct json_node *root, *variants;
	struct str *grown;
	enum err err = json_tree(a, payload, &root);

	if (err)
		return err;
	variants = json_at(root, "variants");
	if (!variants || variants->type != JSON_ARRAY)
		return OK;
	grown = arena_array(a, struct str, ids->count + variants->count);
	if (ids->count)
		memcpy(grown, ids->items, ids->count * sizeof(*grown));
	for (const struct json_node *v = variants->first; v; v = v->next)
		if (v->type == JSON_TEXT)
			grown[ids->count++] = v->text;
	ids->items = grown;
	return OK;
}

enum err
stock_events(struct db *db, struct arena *a, const struct outbox_event *events, size_t count)
{
	struct list ids = { 0 };
	enum err err = OK;

	for (size_t i = 0; i < count && !err; i++)
		err = str_eq_z(events[i].type, "warehouse.changed")
		    ? err_fail(ERR_LIMIT, "a whole warehouse is published by itself")
		    : add_variants(a, events[i].payload, &ids);
	return err ? err : stock_publish(db, a, ids);
}

enum err
stock_event(struct db *db, struct arena *a, struct str type, struct str payload)
{
	const struct json_node *root;
	struct list ids = { 0 };
	enum err err = json_tree(a, payload, &root);

	if (err)
		return err;
	if (str_eq_z(type, "warehouse.changed"))
		return stock_publish_warehouse(db, a, json_text(root, "warehouse"));
	err = add_variants(a, payload, &ids);
	return err ? err : stock_publish(db, a, ids);
}
