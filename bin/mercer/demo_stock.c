/*
 * demo_stock.c - the demo shop's warehouses, and its stock spread over them.
 *
 * Houses are made where there are none but the one that every shop starts with; stock is moved only of products that
 * nobody has touched since they came in.
 */
#include "bin/mercer/demo.h"
#include "lib/base/file.h"
#include "lib/shop/stock_ledger.h"
#include "lib/shop/warehouse.h"

#define FILE_MAX ((size_t)1 << 20)
#define VARIANTS_MAX_DEMO 10000
#define MOVED_OF 3        /* every third piece lies in the second house */
#define STORE_LEAST 2     /* in the shop itself: 2 to 6 of each */
#define STORE_CHOICES 5

static const struct who operator_ = { .actor = "operator", .permissions = UINT64_MAX };

enum { UNTOUCHED };
static const struct db_query queries[] = {
	[UNTOUCHED] = { "demo_untouched", "si", &stock_row_shape,
	    "SELECT l.variant_id, l.warehouse_id, l.slot, l.on_hand, l.held, l.allocated, l.floor FROM JSON_TABLE(?, '$[*]' COLUMNS"
	    " (slug VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) j STRAIGHT_JOIN product p ON p.slug = j.slug"
	    " STRAIGHT_JOIN variant v ON v.product_id = p.id STRAIGHT_JOIN stock_level l ON l.variant_id = v.id AND l.warehouse_id = ?"
	    " WHERE NOT EXISTS (SELECT 1 FROM stock_level o WHERE o.variant_id = v.id AND o.warehouse_id <> l.warehouse_id)"
	    " AND NOT EXISTS (SELECT 1 FROM stock_movement m WHERE m.variant_id = v.id AND m.kind <> 'imported') ORDER BY v.id" },
};

static bool
flag(const struct json_node *node, const char *name)
{
	const struct json_node *n = json_at(node, name);

	return n && str_eq_z(n->text, "true");
}

/* The house that every shop starts with gets its place; one that has been changed is left alone. */
static enum err
put_house(struct demo *d, const struct json_node *n)
{
	struct field_errors errors = { .arena = d->arena };
	struct warehouse w, stored;
	enum err err = warehouse_get(d->db, d->arena, json_text(n, "code"), &stored);

	if (!err && (stored.version > 1 || !str_eq_z(stored.code, "main")))
		return OK;
	if (err && err != ERR_NOT_FOUND)
		return err;
	err_clear();
	if (err)
		warehouse_init(&w);
	else
		w = stored;
	w.code = json_text(n, "code");
	w.name = json_text(n, "name");
	w.country = json_text(n, "country");
	w.recipient = json_text(n, "recipient");
	w.line1 = json_text(n, "line1");
	w.locality = json_text(n, "locality");
	w.postal_code = json_text(n, "postal_code");
	w.pickup_note = json_text(n, "pickup_note");
	w.latitude_e6 = (struct opt_i64){ true, demo_number(n, "latitude_e6", 0) };
	w.longitude_e6 = (struct opt_i64){ true, demo_number(n, "longitude_e6", 0) };
	w.priority = (int32_t)demo_number(n, "priority", 0);
	w.cutoff_minute = (int32_t)demo_number(n, "cutoff_minute", w.cutoff_minute);
	w.handling_days = (int32_t)demo_number(n, "handling_days", w.handling_days);
	w.working_days = (int32_t)demo_number(n, "working_days", w.working_days);
	w.is_active = flag(n, "is_active");
	w.is_pickup = flag(n, "is_pickup");
	if ((err = warehouse_put(d->db, d->arena, &operator_, &w, &errors, &stored)) && errors.count)
		return err_fail(err, "warehouse '%.*s': %.*s: %.*s", STR_ARG(w.code), STR_ARG(errors.items[0].name),
		    STR_ARG(errors.items[0].message));
	return err;
}

enum err
demo_warehouses(struct demo *d, const char *path)
{
	const struct json_node *root, *array;
	struct str text;
	enum err err = file_read(d->arena, path, FILE_MAX, &text);

	if (err == ERR_NOT_FOUND) {
		err_clear();
		return OK;
	}
	if (err || (err = json_tree(d->arena, text, &root)))
		return err;
	array = json_at(root, "warehouses");
	for (const struct json_node *n = array ? array->first : NULL; n && !err; n = n->next)
		err = put_house(d, n);
	return err;
}

struct spreading {
	struct demo *d;
	struct list houses; /* struct warehouse, the default one first */
	struct str slugs;
};

/* Another house that sends, and one for pickup; NULL: none. */
static const struct warehouse *
house(const struct spreading *s, bool sends)
{
	const struct warehouse *w = s->houses.items;

	for (size_t i = 1; i < s->houses.count; i++)
		if (sends ? w[i].is_active : !w[i].is_active && w[i].is_pickup)
			return &w[i];
	return NULL;
}

static enum err
spread(struct db *db, void *payload)
{
	struct spreading *s = payload;
	struct arena *a = s->d->arena;
	const struct warehouse *first = s->houses.items, *second = house(s, true), *store = house(s, false);
	const struct db_arg args[] = { db_str(s->slugs), db_i64(first->id) };
	struct stock_row *moved, *shelf;
	struct stock_delta *deltas;
	struct list rows;
	size_t n = 0, on_shelf = 0;
	enum err err = db_rows(db, &queries[UNTOUCHED], args, COUNT(args), a, VARIANTS_MAX_DEMO, &rows);

	if (err || !rows.count)
		return err;
	moved = arena_array(a, struct stock_row, rows.count);
	shelf = arena_array(a, struct stock_row, rows.count);
	deltas = arena_array(a, struct stock_delta, rows.count);
	for (size_t i = 0; i < rows.count; i++) {
		const struct stock_row *r = (struct stock_row *)rows.items + i;
		int64_t part = second ? r->on_hand / MOVED_OF : 0;
		if (part) {
			deltas[n] = (struct stock_delta){ .variant_id = r->variant_id,
				.warehouse_id = r->warehouse_id,
				.kind = STOCK_TRANSFER_OUT,
				.on_hand = -part };
			moved[n++] = (struct stock_row){ .variant_id = r->variant_id,
				.warehouse_id = second->id,
				.on_hand = part,
				.floor = r->floor };
		}
		if (store)
			shelf[on_shelf++] = (struct stock_row){ .variant_id = r->variant_id,
				.warehouse_id = store->id,
				.floor = r->floor,
				.on_hand = r->on_hand ? STORE_LEAST + r->variant_id % STORE_CHOICES : 0 };
	}
	if ((n &&
		((err = stock_apply(db, a, &operator_, deltas, n)) ||
		    (err = stock_open(db, a, &operator_, moved, n, STOCK_TRANSFER_IN, STR_ABSENT)))) ||
	    (on_shelf && (err = stock_open(db, a, &operator_, shelf, on_shelf, STOCK_OPENING, STR_ABSENT))))
		return err;
	return OK;
}

enum err
demo_stock(struct demo *d, const struct names *slugs)
{
	struct spreading s = { .d = d };
	size_t count;
	enum err err = warehouse_list(d->db, d->arena, &s.houses);

	s.slugs = names_json(slugs, false, &count);
	return err || !count || s.houses.count < 2 ? err : db_transaction(d->db, spread, &s);
}
