/* order_parts.c - parts of the order's page: parcels, money, history.  See orders.h. */
#include "fcgi/admin/orders.h"
#include "fcgi/admin/payments.h"
#include "lib/io/json_tree.h"
#include "lib/shop/ledger.h"

/* ---- parcels ---- */

enum err
office_order_parcels(struct req *r, struct office_page *p, const struct order *o, int64_t *open)
{
	static const char *const columns[] = { N_("Parcel"), N_("Contents"), N_("From"), N_("Status"), N_("Promised") };
	struct block_view *b;
	const struct shipment *s;
	struct list all;
	enum err err = shipment_list(req_db(r), r->arena, o->id, &all);

	*open = 0;
	if (err || (!all.count && time_is_absent(o->paid_at)))
		return err;
	b = office_block(r, p, N_("Parcels"));
	b->id = STR("parcels");
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nothing of this order is sent."));
	s = all.items;
	for (size_t i = 0; i < all.count; i++) {
		const struct order_state_text state = office_shipment_state(&s[i]),
					      tracking = office_tracking(s[i].tracking);
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, office_parcel(r, &s[i]));
		if (office_may(r, PERM_SHIPMENT_READ))
			c->url = office_url(r, "/admin/shipments/*", s[i].public_id);
		c->note = s[i].tracking_code;
		office_cell(r, b, row, office_contents(r, &s[i]))->note = office_weight(r, s[i].weight_grams);
		office_cell(r, b, row, s[i].warehouse_name)->note = s[i].carrier_name;
		c = office_cell(r, b, row, form_text(r, state.text));
		c->tone = str_of(state.tone);
		c->note = tracking.text[0] ? form_text(r, tracking.text) : STR_ABSENT;
		office_cell(r, b, row, office_days(r, s[i].promised_from, s[i].promised_until));
		*open += s[i].state == SHIPMENT_PENDING || s[i].state == SHIPMENT_PACKED;
	}
	return OK;
}

/* ---- money ---- */

struct named {
	const char *name, *text;
};

static struct str
text_of(struct req *r, struct str name, const struct named *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq_z(name, texts[i].name))
			return form_text(r, texts[i].text);
	return name;
}

static struct str
entry_text(struct req *r, struct str kind)
{
	static const struct named texts[] = { { "sale", N_("Sale") }, { "sale_reversed", N_("Sale taken back") },
		{ "charge", N_("Payment") }, { "refund", N_("Refund") }, { "dispute", N_("Dispute") },
		{ "dispute_won", N_("Dispute won") } };

	return text_of(r, kind, texts, COUNT(texts));
}

static struct str
account_text(struct req *r, struct str account)
{
	static const struct named texts[] = { { "receivable", N_("Owed by the buyer") }, { "revenue", N_("Revenue") },
		{ "tax", N_("Tax") }, { "shipping", N_("Delivery") }, { "dispute", N_("Disputed money") } };

	if (str_starts(account, STR("gateway:")))
		return str_printf(r->arena, "%.*s (%.*s)", STR_ARG(form_text(r, N_("Gateway"))),
		    STR_ARG(str_skip(account, strlen("gateway:"))));
	return text_of(r, account, texts, COUNT(texts));
}

enum err
office_books(struct req *r, struct office_page *p, int64_t order_id)
{
	static const char *const columns[] = { N_("When"), N_("Entry"), N_("Account"), RIGHT(N_("Debit")),
		RIGHT(N_("Credit")) };
	struct block_view *b;
	const struct ledger_row *row;
	struct list rows;
	enum err err = ledger_of_order(req_db(r), r->arena, order_id, &rows);

	if (err || !rows.count)
		return err;
	b = office_block(r, p, N_("Books"));
	b->folded = true;
	office_columns(r, b, columns, COUNT(columns));
	row = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		struct row_view *line = office_row(r, b);
		struct money amount =
		    money_of(row[i].amount < 0 ? -row[i].amount : row[i].amount, str_z(r->arena, row[i].currency));
		office_cell_time(r, b, line, row[i].at);
		office_cell(r, b, line, entry_text(r, row[i].kind));
		office_cell(r, b, line, account_text(r, row[i].account));
		office_cell(r, b, line, row[i].amount > 0 ? office_money(r, amount) : STR_ABSENT);
		office_cell(r, b, line, row[i].amount < 0 ? office_money(r, amount) : STR_ABSENT);
	}
	return OK;
}

enum err
office_order_money(struct req *r, struct office_page *p, const struct order *o)
{
	return office_may(r, PERM_PAYMENT_READ) ? payment_blocks(r, p, o->id) : OK;
}

/* ---- history ---- */

static bool
is_thing(struct str name)
{
	static const char *const things[] = { "shipment", "into", "invoice", "payment", "refund", "order", "currency",
		"source" };

	for (size_t i = 0; i < COUNT(things); i++)
		if (str_eq_z(name, things[i]))
			return true;
	return false;
}

/* What stands in the details, in words and without the ids of things that have their own place on the page: "reason:
 * sold out". */
static struct str
details_text(struct req *r, const struct order_event *e)
{
	static const struct named names[] = { { "reason", N_("reason") }, { "number", N_("number") },
		{ "parcel", N_("parcel") }, { "code", N_("why") }, { "text", N_("in the buyer’s words") },
		{ "amount", N_("amount") }, { "name", N_("name") } };
	const struct json_node *tree;
	struct buf b;

	if (json_tree(r->arena, e->details, &tree) || tree->type != JSON_OBJECT)
		return err_clear(), STR_ABSENT;
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, e->words);
	for (const struct json_node *n = tree->first; n; n = n->next) {
		struct str text = n->text;
		if ((n->type != JSON_TEXT && n->type != JSON_NUMBER) || !text.len || is_thing(n->name))
			continue;
		if (str_eq_z(n->name, "code"))
			text = payment_failure_text(r, text);
		buf_printf(&b, "%s%.*s: %.*s", b.len ? ", " : "", STR_ARG(text_of(r, n->name, names, COUNT(names))),
		    STR_ARG(text));
	}
	return b.len ? buf_view(&b) : STR_ABSENT;
}

static struct str
event_text(struct req *r, struct str kind)
{
	static const struct named texts[] = {
		{ "placed", N_("Ordered") },
		{ "paid", N_("Paid") },
		{ "payment_failed", N_("A payment failed") },
		{ "packed", N_("Parcel packed") },
		{ "split", N_("Parcel split") },
		{ "ready_for_pickup", N_("Ready to be fetched") },
		{ "shipped", N_("Sent") },
		{ "delivered", N_("Delivered") },
		{ "tracked", N_("Word from the carrier") },
		{ "invoiced", N_("Invoice written") },
		{ "credited", N_("Credit note written") },
		{ "cancelled", N_("Cancelled") },
		{ "expired", N_("Expired unpaid") },
		{ "refunded", N_("Money given back") },
		{ "refund_granted", N_("Refund granted") },
		{ "note", N_("Note") },
		{ "confirmation_asked", N_("Confirmation mailed again") },
		{ "withdrawal_asked", N_("The buyer withdraws from the contract") },
		{ "address_changed", N_("Address changed") },
		{ "fulfilled", N_("Handed over") },
	};

	return text_of(r, kind, texts, COUNT(texts));
}

static struct str
actor_text(struct req *r, const struct order_event *e)
{
	static const struct named texts[] = { { "customer", N_("buyer") }, { "nobody", N_("buyer (guest)") },
		{ "staff", N_("colleague") }, { "client", N_("integration") }, { "key", N_("integration") },
		{ "system", N_("the shop itself") }, { "operator", N_("operator") } };

	return text_of(r, e->actor_kind, texts, COUNT(texts));
}

/* Statements of withdrawal want an answer: they stand above the history. */
static void
fill_withdrawals(struct req *r, struct office_page *p, const struct list *events)
{
	const struct order_event *e = events->items;
	struct block_view *b = NULL;

	for (size_t i = 0; i < events->count; i++) {
		struct cell_view *c;
		if (!str_starts(e[i].kind, STR("withdrawal")))
			continue;
		if (!b) {
			b = office_block(r, p, N_("Withdrawal"));
			b->tone = STR("warn");
			b->text = form_text(r,
			    N_("The buyer withdraws from the contract. Within 14 days of this statement the money has to go back; cancel what was not sent, refund what was."));
		}
		c = office_fact_time(r, b, N_("Stated"), e[i].at);
		c->note = details_text(r, &e[i]);
	}
}

static void
fill_note_form(struct req *r, struct office_page *p, const struct order *o)
{
	static const struct form_field fields[] = { { "text", N_("Note for colleagues"), FIELD_AREA,
	    .hint = N_("The buyer does not see it.") } };
	struct block_view *b = office_block(r, p, NULL);

	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &order_note_shape, NULL, NULL);
	b->form->once = once_key(r);
	b->form->action = office_url(r, "/admin/orders/*/note", o->number);
	b->form->submit = form_text(r, N_("Add the note"));
}

enum err
office_order_history(struct req *r, struct office_page *p, const struct order *o)
{
	static const char *const columns[] = { N_("When"), N_("What"), N_("Who"), N_("More") };
	const struct order_event *e;
	struct block_view *b;
	struct list events;
	enum err err = order_events(req_db(r), r->arena, o->id, false, &events);

	if (err)
		return err;
	fill_withdrawals(r, p, &events);
	b = office_block(r, p, N_("History"));
	b->id = STR("history");
	office_columns(r, b, columns, COUNT(columns));
	e = events.items;
	for (size_t i = 0; i < events.count; i++) {
		struct row_view *row = office_row(r, b);
		office_cell_time(r, b, row, e[i].at);
		office_cell(r, b, row, event_text(r, e[i].kind));
		office_cell(r, b, row, actor_text(r, &e[i]));
		office_cell(r, b, row, details_text(r, &e[i]));
	}
	if (office_may(r, PERM_ORDER_WRITE))
		fill_note_form(r, p, o);
	return OK;
}
