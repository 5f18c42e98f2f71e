/* stock_transfer.c - from house to house.  Writes tables stock_transfer, stock_transfer_line.  See stock_transfer.h. */
#include "lib/shop/stock_transfer.h"
#include "lib/io/crypto.h"
#include "lib/shop/audit.h"
#include "lib/shop/outbox.h"
#include "lib/shop/stock_adjust.h"
#include "lib/shop/stock_spread.h"

#include <stdlib.h>

#define NO_LIMIT ((struct opt_i64){ 0 })

const struct shape_enum transfer_states[] = { { "draft", TRANSFER_DRAFT }, { "in_transit", TRANSFER_IN_TRANSIT },
	{ "received", TRANSFER_RECEIVED }, { "cancelled", TRANSFER_CANCELLED }, { NULL, 0 } };
static const struct shape_field line_fields[] = {
	SHAPE_I64(struct transfer_line, variant_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct transfer_line, variant, 0, 28, .doc = "public id of the variant"),
	SHAPE_STR(struct transfer_line, sku, 0, 190, .doc = "stock keeping unit"),
	SHAPE_STR(struct transfer_line, title, 0, 500, .doc = "of its product"),
	SHAPE_I64(struct transfer_line, quantity, 1, STOCK_QUANTITY_MAX, .doc = "pieces that were sent, or are to be"),
	SHAPE_OPT(struct transfer_line, received, 0, STOCK_QUANTITY_MAX, .doc = "pieces that arrived"),
	SHAPE_STR(struct transfer_line, discrepancy, 0, 190, .doc = "why it is another figure"),
};
const struct shape transfer_line_shape = SHAPE(struct transfer_line, line_fields, "A variant of a transfer.");
static const struct shape_field transfer_fields[] = {
	SHAPE_I64(struct transfer, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct transfer, public_id, 1, 28, .doc = "public id"),
	SHAPE_I64(struct transfer, from_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct transfer, to_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct transfer, from, 1, 32, .doc = "code of the warehouse it leaves"),
	SHAPE_STR(struct transfer, to, 1, 32, .doc = "code of the warehouse it goes to"),
	SHAPE_ENUM(struct transfer, state, transfer_states, .doc = "where it is"),
	SHAPE_STR(struct transfer, note, 0, 500, .doc = "for people"),
	SHAPE_I64(struct transfer, version, 1, INT64_MAX, .doc = "rises with each change"),
	SHAPE_TIME(struct transfer, created_at, .doc = "when it was made"),
	SHAPE_TIME(struct transfer, sent_at, .doc = "when it left"),
	SHAPE_TIME(struct transfer, received_at, .doc = "when it arrived"),
	SHAPE_LIST(struct transfer, lines, &transfer_line_shape, TRANSFER_LINES_MAX, .doc = "what is in it"),
};
const struct shape transfer_shape = SHAPE(struct transfer, transfer_fields, "Stock on its way between warehouses.");
static const struct shape_field item_fields[] = {
	SHAPE_STR(struct transfer_item, variant, 1, 190, .flags = SHAPE_REQUIRED,
	    .doc = "public id of the variant, or its SKU"),
	SHAPE_I64(struct transfer_item, quantity, 0, STOCK_QUANTITY_MAX, .flags = SHAPE_REQUIRED, .doc = "pieces"),
	SHAPE_STR(struct transfer_item, discrepancy, 0, 190, .doc = "when fewer or more arrived: why"),
};
const struct shape transfer_item_shape = SHAPE(struct transfer_item, item_fields, "Pieces of a variant.");

struct locked {
	int64_t id;
};
static const struct shape_field locked_fields[] = { SHAPE_I64(struct locked, id, 1, INT64_MAX) };
static const struct shape locked_shape = SHAPE(struct locked, locked_fields, "A transfer about to change.");

#define COLUMNS \
	"SELECT t.id, t.public_id, t.from_id, t.to_id, f.code AS `from`, o.code AS `to`, t.state, t.note, t.version, t.created_at, t.sent_at, t.received_at" \
	" FROM stock_transfer t JOIN warehouse f ON f.id = t.from_id JOIN warehouse o ON o.id = t.to_id"

enum { LIST, GET, LINES, LOCK, ADD, ADD_LINE, MOVE, ARRIVED };
static const struct db_query queries[] = {
	[LIST] = { "transfer_list", "ssiii", &transfer_shape,
	    COLUMNS " WHERE (? IS NULL OR t.state = ?) AND (? = 0 OR t.id < ?) ORDER BY t.id DESC LIMIT ?" },
	[GET] = { "transfer_get", "s", &transfer_shape, COLUMNS " WHERE t.public_id = ?" },
	[LINES] = { "transfer_lines", "i", &transfer_line_shape,
	    "SELECT l.variant_id, v.public_id AS variant, v.sku, (SELECT x.title FROM product_text x WHERE x.product_id = v.product_id ORDER BY x.locale = 'en' DESC LIMIT 1) AS title, l.quantity,"
	    " l.received, l.discrepancy FROM stock_transfer_line l LEFT JOIN variant v ON v.id = l.variant_id WHERE l.transfer_id = ? ORDER BY l.variant_id" },
	[LOCK] = { "transfer_lock", "s", &locked_shape,
	    "SELECT id FROM stock_transfer WHERE public_id = ? FOR UPDATE" },
	[ADD] = { "transfer_add", "siis", NULL,
	    "INSERT INTO stock_transfer (public_id, from_id, to_id, note) VALUES (?, ?, ?, ?)" },
	[ADD_LINE] = { "transfer_add_line", "iii", NULL,
	    "INSERT INTO stock_transfer_line (transfer_id, variant_id, quantity) VALUES (?, ?, ?)" },
	[MOVE] = { "transfer_move", "sttii", NULL,
	    "UPDATE stock_transfer SET state = ?, sent_at = COALESCE(?, sent_at), received_at = COALESCE(?, received_at), version = version + 1"
	    " WHERE id = ? AND version = ?" },
	[ARRIVED] = { "transfer_arrived", "isii", NULL,
	    "UPDATE stock_transfer_line SET received = ?, discrepancy = ? WHERE transfer_id = ? AND variant_id = ?" },
};
const struct db_module stock_transfer_sql = { "stock_transfer", queries, COUNT(queries) };

enum err
transfer_list(struct db *db, struct arena *a, int state, int64_t before, int64_t limit, struct list *out)
{
	struct str name = state < 0 ? STR_ABSENT : str_of(transfer_states[state].name);
	const struct db_arg args[] = { db_str(name), db_str(name), db_i64(before), db_i64(before), db_i64(limit) };

	return db_rows(db, &queries[LIST], args, COUNT(args), a, (size_t)limit, out);
}

enum err
transfer_get(struct db *db, struct arena *a, struct str public_id, struct transfer *out)
{
	const struct db_arg arg = db_str(public_id);
	enum err err = db_row(db, &queries[GET], &arg, 1, a, out);
	struct db_arg id;

	if (err)
		return err;
	id = db_i64(out->id);
	return db_rows(db, &queries[LINES], &id, 1, a, TRANSFER_LINES_MAX, &out->lines);
}

struct step {
	struct arena *arena;
	const struct who *who;
	struct str public_id;
	int64_t version;
	struct transfer *out;
	/* creating */
	const struct warehouse *from, *to;
	struct str note;
	struct list items;             /* struct transfer_item */
	struct stock_item *variants;   /* of the items */
	struct field_errors *errors;
	enum transfer_state to_state;
	const char *what;
	enum err (*fn)(struct db *db, struct step *s);
};

/* Each line's pieces into a house or out of it, in the order of variants. */
static enum err
move_lines(struct db *db, struct step *s, int64_t warehouse_id, int sign, enum stock_kind kind, bool arrived)
{
	const struct transfer_line *l = s->out->lines.items;
	struct str house = warehouse_id == s->out->from_id ? s->out->from : s->out->to;

	for (size_t i = 0; i < s->out->lines.count; i++) {
		const struct stock_item item = { .id = l[i].variant_id, .public_id = l[i].variant };
		int64_t pieces = arrived ? l[i].received.value : l[i].quantity;
		enum err err;
		if (!l[i].variant.len || !pieces)
			continue; /* not sold any more */
		err = stock_add(db, s->arena, s->who, l[i].variant_id, warehouse_id, sign * pieces, kind, s->out->id,
		    STR_ABSENT, STR_ABSENT);
		if (err || (err = stock_changed(db, s->arena, &item, house)))
			return err;
	}
	return OK;
}

/* What is reserved stays: of the house's pieces only those that nobody has. */
static enum err
check_free(struct db *db, struct step *s)
{
	const struct transfer_line *l = s->out->lines.items;
	int64_t *ids = arena_array(s->arena, int64_t, s->out->lines.count);
	const struct stock_row *r;
	struct list rows;
	enum err err;

	for (size_t i = 0; i < s->out->lines.count; i++)
		ids[i] = l[i].variant_id;
	if ((err = stock_lock(db, s->arena, ids, s->out->lines.count, s->out->from_id, &rows)))
		return err;
	r = rows.items;
	for (size_t i = 0; i < s->out->lines.count; i++) {
		int64_t free = 0;
		for (size_t k = 0; k < rows.count; k++)
			free += r[k].variant_id == l[i].variant_id ? r[k].on_hand - r[k].held - r[k].allocated : 0;
		if (l[i].variant.len && free < l[i].quantity)
			return err_fail(ERR_CONFLICT, "could not send %lld of '%.*s': %lld are free",
			    (long long)l[i].quantity, STR_ARG(l[i].variant), (long long)free);
	}
	return OK;
}

static enum err
refuse(const struct step *s)
{
	return err_fail(
	    ERR_CONFLICT, "could not do '%s': the transfer is %s", s->what, transfer_states[s->out->state].name);
}

static enum err
send(struct db *db, struct step *s)
{
	enum err err;

	if (s->out->state != TRANSFER_DRAFT)
		return refuse(s);
	err = check_free(db, s);
	return err ? err : move_lines(db, s, s->out->from_id, -1, STOCK_TRANSFER_OUT, false);
}

static enum err
note_arrived(struct db *db, struct step *s)
{
	struct transfer_line *l = s->out->lines.items;
	const struct transfer_item *items = s->items.items;

	for (size_t i = 0; i < s->out->lines.count; i++) {
		l[i].received = (struct opt_i64){ true, l[i].quantity };
		for (size_t k = 0; k < s->items.count; k++)
			if (str_eq(items[k].variant, l[i].variant) ||
			    (l[i].sku.len && str_eq(items[k].variant, l[i].sku))) {
				l[i].received.value = items[k].quantity;
				l[i].discrepancy = items[k].discrepancy;
			}
		if (l[i].received.value != l[i].quantity && !l[i].discrepancy.len) {
			field_error(s->errors, str_printf(s->arena, "items.%zu.discrepancy", i),
			    N_("Say why another number arrived."), NO_LIMIT);
			return ERR_INVALID;
		}
		const struct db_arg args[] = { db_opt(l[i].received), db_str(l[i].discrepancy), db_i64(s->out->id),
			db_i64(l[i].variant_id) };
		enum err err = db_exec(db, &queries[ARRIVED], args, COUNT(args), NULL);
		if (err)
			return err;
	}
	return OK;
}

static enum err
receive(struct db *db, struct step *s)
{
	enum err err;

	if (s->out->state != TRANSFER_IN_TRANSIT)
		return refuse(s);
	err = note_arrived(db, s);
	return err ? err : move_lines(db, s, s->out->to_id, 1, STOCK_TRANSFER_IN, true);
}

static enum err
cancel(struct db *db, struct step *s)
{
	if (s->out->state != TRANSFER_DRAFT && s->out->state != TRANSFER_IN_TRANSIT)
		return refuse(s);
	return s->out->state == TRANSFER_IN_TRANSIT ? move_lines(db, s, s->out->from_id, 1, STOCK_TRANSFER_IN, false)
						    : OK;
}

static enum err
tell(struct db *db, struct step *s)
{
	const struct audit record = { .event = AUDIT_STOCK,
		.outcome = AUDIT_OK,
		.object_kind = "transfer",
		.object = s->out->public_id,
		.details = str_printf(s->arena, "{\"what\":\"%s\"}", s->what) };
	enum err err = outbox_add(db, "transfer.changed", s->out->public_id,
	    str_printf(s->arena, "{\"state\":\"%s\",\"from\":\"%.*s\",\"to\":\"%.*s\"}",
		transfer_states[s->out->state].name, STR_ARG(s->out->from), STR_ARG(s->out->to)));

	return err ? err : audit(db, s->who, &record);
}

static enum err
step(struct db *db, void *payload)
{
	struct step *s = payload;
	const struct db_arg id = db_str(s->public_id);
	struct time now = clock_now();
	struct locked locked;
	enum err err = db_row(db, &queries[LOCK], &id, 1, s->arena, &locked);

	if (err || (err = transfer_get(db, s->arena, s->public_id, s->out)))
		return err;
	if (s->version && s->version != s->out->version)
		return err_fail(ERR_PRECONDITION, "transfer '%.*s' was changed meanwhile", STR_ARG(s->public_id));
	if ((err = s->fn(db, s)))
		return err;
	const struct db_arg args[] = { db_str(str_of(transfer_states[s->to_state].name)),
		db_time(s->to_state == TRANSFER_IN_TRANSIT ? now : TIME_ABSENT),
		db_time(s->to_state == TRANSFER_RECEIVED ? now : TIME_ABSENT), db_i64(s->out->id),
		db_i64(s->out->version) };
	if ((err = db_exec(db, &queries[MOVE], args, COUNT(args), NULL)) ||
	    (err = transfer_get(db, s->arena, s->public_id, s->out)))
		return err;
	return tell(db, s);
}

enum err
transfer_send(
    struct db *db, struct arena *a, const struct who *who, struct str public_id, int64_t version, struct transfer *out)
{
	struct step s = { .arena = a,
		.who = who,
		.public_id = public_id,
		.version = version,
		.out = out,
		.to_state = TRANSFER_IN_TRANSIT,
		.what = "send",
		.fn = send };

	return db_transaction(db, step, &s);
}

enum err
transfer_receive(struct db *db, struct arena *a, const struct who *who, struct str public_id, int64_t version,
    struct list arrived, struct field_errors *errors, struct transfer *out)
{
	struct step s = { .arena = a,
		.who = who,
		.public_id = public_id,
		.version = version,
		.out = out,
		.items = arrived,
		.errors = errors,
		.to_state = TRANSFER_RECEIVED,
		.what = "receive",
		.fn = receive };

	return db_transaction(db, step, &s);
}

enum err
transfer_cancel(
    struct db *db, struct arena *a, const struct who *who, struct str public_id, int64_t version, struct transfer *out)
{
	struct step s = { .arena = a,
		.who = who,
		.public_id = public_id,
		.version = version,
		.out = out,
		.to_state = TRANSFER_CANCELLED,
		.what = "cancel",
		.fn = cancel };

	return db_transaction(db, step, &s);
}

/* ---- a draft ---- */

static enum err
find_variants(struct db *db, struct step *s)
{
	const struct transfer_item *items = s->items.items;

	s->variants = arena_array(s->arena, struct stock_item, s->items.count);
	for (size_t i = 0; i < s->items.count; i++) {
		enum err err = stock_item(db, s->arena, items[i].variant, STR("en"), &s->variants[i]);
		bool twice = false;
		if (err && err != ERR_NOT_FOUND && err != ERR_CONFLICT)
			return err;
		err_clear();
		for (size_t k = 0; k < i; k++)
			twice = twice || s->variants[k].id == s->variants[i].id;
		if (err)
			field_error(s->errors, str_printf(s->arena, "items.%zu.variant", i),
			    err == ERR_NOT_FOUND ? N_("There is no such variant.")
						 : N_("Several variants have this SKU."),
			    NO_LIMIT);
		else if (twice)
			field_error(s->errors, str_printf(s->arena, "items.%zu.variant", i),
			    N_("This variant is there twice."), NO_LIMIT);
		else if (items[i].quantity < 1)
			field_error(s->errors, str_printf(s->arena, "items.%zu.quantity", i), N_("At least one piece."),
			    NO_LIMIT);
	}
	return OK;
}

static enum err
create(struct db *db, void *payload)
{
	struct step *s = payload;
	const struct transfer_item *items = s->items.items;
	const struct db_arg args[] = { db_str(s->public_id), db_i64(s->from->id), db_i64(s->to->id), db_str(s->note) };
	struct db_arg *lines = arena_array(s->arena, struct db_arg, s->items.count * 3);
	struct db_done done = { 0 };
	enum err err = db_exec(db, &queries[ADD], args, COUNT(args), &done);

	if (err)
		return err;
	for (size_t i = 0; i < s->items.count; i++) {
		lines[i * 3] = db_i64(done.insert_id);
		lines[i * 3 + 1] = db_i64(s->variants[i].id);
		lines[i * 3 + 2] = db_i64(items[i].quantity);
	}
	if ((err = db_bulk(db, &queries[ADD_LINE], lines, 3, s->items.count, NULL)) ||
	    (err = transfer_get(db, s->arena, s->public_id, s->out)))
		return err;
	return tell(db, s);
}

enum err
transfer_create(struct db *db, struct arena *a, const struct who *who, const struct warehouse *from,
    const struct warehouse *to, struct str note, struct list items, struct field_errors *errors, struct transfer *out)
{
	struct step s = { .arena = a,
		.who = who,
		.from = from,
		.to = to,
		.note = note,
		.items = items,
		.errors = errors,
		.out = out,
		.what = "create" };
	char id[32];
	enum err err;

	if (from->id == to->id)
		field_error(errors, STR("to"), N_("Choose another warehouse than the one it leaves."), NO_LIMIT);
	if (!items.count || items.count > TRANSFER_LINES_MAX)
		field_error(errors, STR("items"), N_("At least one variant, at most %lld."),
		    (struct opt_i64){ true, TRANSFER_LINES_MAX });
	if (!errors->count && (err = find_variants(db, &s)))
		return err;
	if (errors->count)
		return ERR_INVALID;
	public_id(id, "trf");
	s.public_id = str_of(id);
	return db_transaction(db, create, &s);
}
