/* order_insert.c - what was agreed, as rows.  See order_run.h. */
#include "lib/shop/order_run.h"

#define NUMBER_TRIES 5

enum { INSERT, INSERT_LINE, LINE_IDS, INSERT_ADDRESS, INSERT_TAX, INSERT_DISCOUNT, INSERT_TRACE };

struct id_row {
	int64_t id;
};
static const struct shape_field id_fields[] = { SHAPE_I64(struct id_row, id, 1, INT64_MAX) };
static const struct shape id_shape = SHAPE(struct id_row, id_fields, "A key.");

static const struct db_query queries[] = {
	[INSERT] = { "order_insert", "ssiissssssbbiiiiiisisttsstt", NULL,
	    "INSERT INTO sales_order (public_id, number, cart_id, account_id, origin, email, email_key, phone, locale, currency, prices_with_tax, is_reverse_charge,"
	    " subtotal, discount, shipping, tax, total, placed_total, shipping_method, pickup_id, shipping_name, promised_from, promised_until, vat_id, note,"
	    " hold_until, placed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[INSERT_LINE] = { "order_insert_line", "siiiisssssbiiiiiiiis", NULL,
	    "INSERT INTO sales_order_line (public_id, order_id, position, product_id, variant_id, slug, sku, title, options, image, requires_shipping, weight_grams,"
	    " quantity, unit_price, list_price, subtotal, discount, tax, total, tax_class) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[LINE_IDS] = { "order_line_ids", "i", &id_shape,
	    "SELECT id FROM sales_order_line WHERE order_id = ? ORDER BY position" },
	[INSERT_ADDRESS] = { "order_insert_address", "isssssssssssss", NULL,
	    "INSERT INTO sales_order_address (order_id, kind, country, recipient, organization, line1, line2, line3, dependent_locality, locality, region, postal_code,"
	    " sorting_code, phone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[INSERT_TAX] = { "order_insert_tax", "iiisiii", NULL,
	    "INSERT INTO sales_order_tax (order_id, order_line_id, position, name, rate_e6, base, amount) VALUES (?, ?, ?, ?, ?, ?, ?)" },
	[INSERT_DISCOUNT] = { "order_insert_discount", "iiiissi", NULL,
	    "INSERT INTO sales_order_discount (order_id, order_line_id, position, promotion_id, code, name, amount) VALUES (?, ?, ?, ?, ?, ?, ?)" },
	[INSERT_TRACE] = { "order_insert_trace", "is", NULL,
	    "INSERT INTO sales_order_trace (order_id, trace) VALUES (?, ?)" },
};
const struct db_module order_insert_sql = { "order_insert", queries, COUNT(queries) };

static enum err
insert_order(struct order_run *p)
{
	const struct order_input *in = p->in;
	const struct quote *q = &p->out->quote;
	struct order *o = &p->order;
	char id[32], number[ORDER_NUMBER_LEN + 1];
	struct db_done done;
	enum err err = OK;

	public_id(id, "ord");
	o->public_id = str_of(arena_strdup(p->e->arena, id));
	for (int i = 0; i < NUMBER_TRIES; i++) {
		order_number_new(number);
		const struct db_arg args[] = { db_str(o->public_id), db_str(str_of(number)),
			p->cart.id ? db_i64(p->cart.id) : db_null('i'),
			in->account_id ? db_i64(in->account_id) : db_null('i'),
			db_str(str_of(order_origins[in->origin].name)), db_str(in->email), db_str(p->email_key),
			db_str(o->phone), db_str(in->locale), db_str(str_of(q->currency)), db_bool(q->prices_with_tax),
			db_bool(q->reverse_charge), db_i64(q->subtotal), db_i64(q->discount), db_i64(q->shipping),
			db_i64(q->tax), db_i64(q->total), db_i64(q->total), db_str(o->shipping_method),
			p->pickup_id ? db_i64(p->pickup_id) : db_null('i'), db_str(o->shipping_name),
			db_time(o->promised_from), db_time(o->promised_until), db_str(o->vat_id), db_str(o->note),
			db_time(o->hold_until), db_time(o->placed_at) };
		err = db_exec(p->e->db, &queries[INSERT], args, COUNT(args), &done);
		if (err != ERR_CONFLICT || strcmp(db_conflict_key(p->e->db), "sales_order_number") != 0)
			break;
		err_clear();
	}
	if (err)
		return err;
	o->id = done.insert_id;
	o->number = str_of(arena_strdup(p->e->arena, number));
	return OK;
}

/* *order as it will be read back, but for what the database gives. */
static void
fill_order(struct order_run *p)
{
	const struct order_input *in = p->in;
	const struct quote *q = &p->out->quote;
	struct order *o = &p->order;
	struct address delivery = o->delivery, billing = o->billing;
	const char *c = q->currency;

	shape_init(&order_shape, o);
	o->delivery = delivery;
	o->billing = billing;
	o->account_id = in->account_id;
	o->account = in->account;
	if (in->account_id && str_is_absent(o->account) && p->e->who->account_id == in->account_id &&
	    strcmp(p->e->who->actor, "customer") == 0)
		o->account = p->e->who->id;
	o->origin = in->origin;
	o->fulfilment = FULFILMENT_OPEN;
	o->authorisation = AUTHORISATION_NONE;
	o->charge = CHARGE_NONE;
	o->email = in->email;
	o->phone = str_is_empty(in->phone) ? STR_ABSENT : in->phone;
	o->locale = in->locale;
	o->prices_with_tax = q->prices_with_tax;
	o->is_reverse_charge = q->reverse_charge;
	o->subtotal = money_of(q->subtotal, c);
	o->discount = money_of(q->discount, c);
	o->shipping = money_of(q->shipping, c);
	o->tax = money_of(q->tax, c);
	o->total = o->placed_total = money_of(q->total, c);
	o->authorised = o->charged = o->refunded = o->credited = o->credited_tax = money_of(0, c);
	if (p->has_offer) {
		o->shipping_method = p->offer.code;
		o->shipping_name = p->offer.name;
		o->promised_from = p->offer.promised_from;
		o->promised_until = p->offer.promised_until;
	}
	o->pickup_id = p->pickup_id;
	o->vat_id = str_is_empty(in->vat_id) ? STR_ABSENT : in->vat_id;
	o->note = str_is_empty(in->note) ? STR_ABSENT : in->note;
	o->placed_at = p->ask.at;
	o->hold_until = (struct time){ p->ask.at.us + config_ms(p->e->config, "order.hold") * 1000 };
	o->version = 1;
	o->taxes = q->taxes;
	o->discounts = q->discounts;
}

static void
fill_lines(struct order_run *p)
{
	const struct sellable *item = p->items.items;
	const struct quote_line *l = p->out->quote.lines.items;
	const char *c = p->out->quote.currency;
	struct order_line *lines = arena_array(p->e->arena, struct order_line, p->count);

	for (size_t i = 0; i < p->count; i++) {
		char id[32];
		public_id(id, "oli");
		lines[i] = (struct order_line){ .public_id = str_of(arena_strdup(p->e->arena, id)),
			.position = (int32_t)i + 1,
			.product_id = item[i].product_id,
			.variant_id = item[i].variant_id,
			.product = item[i].product_public_id,
			.variant = item[i].public_id,
			.slug = item[i].slug,
			.sku = item[i].sku,
			.title = item[i].title,
			.options = item[i].options,
			.image = item[i].image,
			.requires_shipping = item[i].requires_shipping,
			.weight_grams = item[i].weight_grams.set ? item[i].weight_grams.value : 0,
			.quantity = l[i].quantity,
			.unit_price = money_of(l[i].unit_price, c),
			.list_price = l[i].list_price.set ? money_of(l[i].list_price.value, c) : MONEY_ABSENT,
			.credited = money_of(0, c),
			.credited_tax = money_of(0, c),
			.subtotal = money_of(l[i].subtotal, c),
			.discount = money_of(l[i].discount, c),
			.tax = money_of(l[i].tax, c),
			.total = money_of(l[i].total, c),
			.tax_class = l[i].tax_class };
	}
	p->order.lines = (struct list){ lines, p->count };
}

/* The keys of the rows of a bulk are not one after the other when others insert too: they are asked for. */
static enum err
insert_lines(struct order_run *p)
{
	enum { ARGS = 20 };
	struct order_line *l = p->order.lines.items;
	struct db_arg *args = arena_array(p->e->arena, struct db_arg, p->count * ARGS);
	const struct db_arg key[] = { db_i64(p->order.id) };
	const struct id_row *row;
	struct list ids;
	enum err err;

	for (size_t i = 0; i < p->count; i++) {
		const struct db_arg one[ARGS] = { db_str(l[i].public_id), db_i64(p->order.id), db_i64(l[i].position),
			db_i64(l[i].product_id), db_i64(l[i].variant_id), db_str(l[i].slug), db_str(l[i].sku),
			db_str(l[i].title), db_str(l[i].options), db_str(l[i].image), db_bool(l[i].requires_shipping),
			db_i64(l[i].weight_grams), db_i64(l[i].quantity), db_i64(l[i].unit_price.minor),
			money_is_absent(l[i].list_price) ? db_null('i') : db_i64(l[i].list_price.minor),
			db_i64(l[i].subtotal.minor), db_i64(l[i].discount.minor), db_i64(l[i].tax.minor),
			db_i64(l[i].total.minor), db_str(l[i].tax_class) };
		memcpy(args + i * ARGS, one, sizeof(one));
	}
	err = db_bulk(p->e->db, &queries[INSERT_LINE], args, ARGS, p->count, NULL);
	if (!err)
		err = db_rows(p->e->db, &queries[LINE_IDS], key, COUNT(key), p->e->arena, ORDER_LINES_MAX, &ids);
	if (err)
		return err;
	row = ids.items;
	for (size_t i = 0; i < p->count && i < ids.count; i++)
		l[i].id = row[i].id;
	return OK;
}

static enum err
insert_addresses(struct order_run *p)
{
	enum { ARGS = 14 };
	const struct address *both[2] = { &p->order.delivery, &p->order.billing };
	struct db_arg args[2 * ARGS];
	size_t n = 0;

	for (size_t i = 0; i < 2; i++) {
		const struct address *d = both[i];
		const struct db_arg one[ARGS] = { db_i64(p->order.id), db_str(i ? STR("billing") : STR("delivery")),
			db_str(d->country), db_str(d->recipient), db_str(d->organization), db_str(d->line1),
			db_str(d->line2), db_str(d->line3), db_str(d->dependent_locality), db_str(d->locality),
			db_str(d->region), db_str(d->postal_code), db_str(d->sorting_code), db_str(d->phone) };
		if (!str_is_empty(d->country))
			memcpy(args + n++ * ARGS, one, sizeof(one));
	}
	return db_bulk(p->e->db, &queries[INSERT_ADDRESS], args, ARGS, n, NULL);
}

/* Line i of the quote; the one past them is the delivery, of line 0. */
static const struct quote_line *
part_of(const struct order_run *p, size_t i, int64_t *line_id)
{
	const struct quote_line *l = p->out->quote.lines.items;
	const struct order_line *stored = p->order.lines.items;

	*line_id = i < p->count ? stored[i].id : 0;
	return i < p->count ? &l[i] : &p->out->quote.delivery;
}

static enum err
insert_taxes(struct order_run *p)
{
	enum { ARGS = 7 };
	struct db_arg *args;
	int64_t line_id;
	size_t n = 0;

	for (size_t i = 0; i <= p->count; i++)
		n += part_of(p, i, &line_id)->taxes.count;
	args = arena_array(p->e->arena, struct db_arg, n * ARGS + 1);
	n = 0;
	for (size_t i = 0; i <= p->count; i++) {
		const struct quote_line *l = part_of(p, i, &line_id);
		const struct quote_tax *t = l->taxes.items;
		for (size_t k = 0; k < l->taxes.count; k++) {
			const struct db_arg one[ARGS] = { db_i64(p->order.id), db_i64(line_id), db_i64((int64_t)k),
				db_str(t[k].name), db_i64(t[k].rate_e6), db_i64(t[k].base), db_i64(t[k].amount) };
			memcpy(args + n++ * ARGS, one, sizeof(one));
		}
	}
	return db_bulk(p->e->db, &queries[INSERT_TAX], args, ARGS, n, NULL);
}

static enum err
insert_discounts(struct order_run *p)
{
	enum { ARGS = 7 };
	struct db_arg *args;
	int64_t line_id;
	size_t n = 0;

	for (size_t i = 0; i <= p->count; i++)
		n += part_of(p, i, &line_id)->discounts.count;
	args = arena_array(p->e->arena, struct db_arg, n * ARGS + 1);
	n = 0;
	for (size_t i = 0; i <= p->count; i++) {
		const struct quote_line *l = part_of(p, i, &line_id);
		const struct quote_discount *d = l->discounts.items;
		for (size_t k = 0; k < l->discounts.count; k++) {
			const struct db_arg one[ARGS] = { db_i64(p->order.id), db_i64(line_id), db_i64((int64_t)k),
				db_i64(d[k].promotion_id), db_str(d[k].code), db_str(d[k].name), db_i64(d[k].amount) };
			memcpy(args + n++ * ARGS, one, sizeof(one));
		}
	}
	return db_bulk(p->e->db, &queries[INSERT_DISCOUNT], args, ARGS, n, NULL);
}

static enum err
insert_trace(struct order_run *p)
{
	struct str trace;
	enum err err = quote_trace_json(p->e->arena, &p->out->quote, &trace);
	const struct db_arg args[] = { db_i64(p->order.id), db_str(trace) };

	return err ? err : db_exec(p->e->db, &queries[INSERT_TRACE], args, COUNT(args), NULL);
}

enum err
order_insert(struct order_run *p)
{
	enum err err;

	fill_order(p);
	fill_lines(p);
	if ((err = insert_order(p)) || (err = insert_lines(p)) || (err = insert_addresses(p)) ||
	    (err = insert_taxes(p)) || (err = insert_discounts(p)))
		return err;
	return insert_trace(p);
}
