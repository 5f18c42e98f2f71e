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
		const struct order_state_text state = office_shipment_state(&s[i]), tracking = office_tracking(s[i].tracking);
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, str_printf(r->arena, "%.*s-%d", STR_ARG(o->number), (int)s[i].parcel));
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

static enum err
fill_books(struct req *r, struct office_page *p, const struct order *o)
{
	static const char *const columns[] = { N_("When (UTC)"), N_("Entry"), N_("Account"), N_("Debit"), N_("Credit") };
	struct block_view *b;
	const struct ledger_row *row;
	struct list rows;
	enum err err = ledger_of_order(req_db(r), r->arena, o->id, &rows);

	if (err || !rows.count)
		return err;
	b = office_block(r, p, N_("Books"));
	office_columns(r, b, columns, COUNT(columns));
	row = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		struct row_view *line = office_row(r, b);
		struct money amount = money_of(row[i].amount < 0 ? -row[i].amount : row[i].amount, str_z(r->arena, row[i].currency));
		office_cell_time(r, b, line, row[i].at);
		office_cell(r, b, line, office_event(r, row[i].kind));
		office_cell(r, b, line, row[i].account);
		office_cell(r, b, line, row[i].amount > 0 ? office_money(r, amount) : STR_ABSENT);
		office_cell(r, b, line, row[i].amount < 0 ? office_money(r, amount) : STR_ABSENT);
	}
	return OK;
}

enum err
office_order_money(struct req *r, struct office_page *p, const struct order *o)
{
	enum err err;

	if (!office_may(r, PERM_PAYMENT_READ))
		return OK;
	err = payment_blocks(r, p, o->id);
	return err ? err : fill_books(r, p, o);
}

/* ---- history ---- */

/* What stands in the details, without what the reader sees elsewhere: "reason: sold out". */
static struct str
details_text(struct req *r, const struct order_event *e)
{
	const struct json_node *tree;
	struct buf b;

	if (json_tree(r->arena, e->details, &tree) || tree->type != JSON_OBJECT)
		return err_clear(), STR_ABSENT;
	if (str_eq_z(e->kind, "note"))
		return json_text(tree, "text");
	buf_in_arena(&b, r->arena, BUF_LINE);
	for (const struct json_node *n = tree->first; n; n = n->next) {
		if ((n->type != JSON_TEXT && n->type != JSON_NUMBER) || !n->text.len || str_eq_z(n->name, "shipment"))
			continue;
		buf_printf(&b, "%s%.*s: %.*s", b.len ? ", " : "", STR_ARG(office_event(r, n->name)), STR_ARG(n->text));
	}
	return b.len ? buf_view(&b) : STR_ABSENT;
}

static struct str
event_text(struct req *r, struct str kind)
{
	static const struct {
		const char *kind, *text;
	} texts[] = {
		{ "placed", N_("Ordered") }, { "paid", N_("Paid") }, { "payment_failed", N_("A payment failed") }, { "packed", N_("Parcel packed") },
		{ "split", N_("Parcel split") }, { "ready_for_pickup", N_("Ready to be fetched") }, { "shipped", N_("Sent") }, { "delivered", N_("Delivered") },
		{ "cancelled", N_("Cancelled") }, { "expired", N_("Expired unpaid") }, { "refunded", N_("Money given back") }, { "refund_granted", N_("Refund granted") }, { "note", N_("Note") },
		{ "confirmation_asked", N_("Confirmation mailed again") }, { "withdrawal_asked", N_("The buyer withdraws from the contract") },
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (str_eq_z(kind, texts[i].kind))
			return form_text(r, texts[i].text);
	return office_event(r, kind);
}

static struct str
actor_text(struct req *r, const struct order_event *e)
{
	static const struct {
		const char *kind, *text;
	} texts[] = { { "customer", N_("buyer") }, { "nobody", N_("buyer (guest)") }, { "staff", N_("colleague") }, { "client", N_("integration") }, { "key", N_("integration") },
		{ "system", N_("the shop itself") }, { "operator", N_("operator") } };

	for (size_t i = 0; i < COUNT(texts); i++)
		if (str_eq_z(e->actor_kind, texts[i].kind))
			return form_text(r, texts[i].text);
	return e->actor_kind;
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
			b->text = form_text(r, N_("The buyer withdraws from the contract. Within 14 days of this statement the money has to go back; cancel what was not sent, refund what was."));
		}
		c = office_fact_time(r, b, N_("Stated (UTC)"), e[i].at);
		c->note = details_text(r, &e[i]);
	}
}

static void
fill_note_form(struct req *r, struct office_page *p, const struct order *o)
{
	static const struct form_field fields[] = { { "text", N_("Note for colleagues"), FIELD_AREA, .hint = N_("The buyer does not see it.") } };
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
	static const char *const columns[] = { N_("When (UTC)"), N_("What"), N_("Who"), N_("More") };
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
