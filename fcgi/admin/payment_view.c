/* payment_view.c - what the pages about money share.  See payments.h. */
#include "fcgi/admin/payments.h"
#include "lib/shop/payment_provider.h"

struct words {
	const char *text, *tone;
};

struct payment_env *
office_payment_env(struct req *r)
{
	static struct http *http; /* one per worker; only these pages speak to gateways */
	static struct secret master;
	struct payment_env *e = arena_new_of(r->arena, struct payment_env);
	struct who *who = arena_new_of(r->arena, struct who);

	if (!http)
		http = http_new(r->app->config);
	if (!master.ptr && crypto_master(config_z(r->app->config, "secrets.path"), false, &master))
		err_clear(); /* only links need it */
	*who = who_of(r);
	e->order = (struct order_env){ .db = req_db(r),
		.cache = req_cache(r),
		.arena = r->arena,
		.config = r->app->config,
		.who = who,
		.master = &master };
	e->http = http;
	return e;
}

struct str
payment_money(struct req *r, struct money m)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	money_format(&b, m, req_locale(r));
	return buf_view(&b);
}

struct str
payment_state_text(struct req *r, int state, const char **tone)
{
	static const struct words states[] = { [PAYMENT_CREATED] = { N_("begun"), "quiet" },
		[PAYMENT_PENDING] = { N_("at the gateway"), "warn" },
		[PAYMENT_AUTHORISED] = { N_("authorised"), "good" },
		[PAYMENT_CHARGED] = { N_("charged"), "good" },
		[PAYMENT_REFUNDED] = { N_("refunded"), "quiet" },
		[PAYMENT_FAILED] = { N_("declined"), "bad" },
		[PAYMENT_CANCELLED] = { N_("given up"), "quiet" },
		[PAYMENT_DISPUTED] = { N_("disputed"), "bad" } };

	*tone = states[state].tone;
	return form_text(r, states[state].text);
}

struct str
payment_method_text(struct req *r, struct str method)
{
	if (str_eq(method, STR("sandbox")))
		return form_text(r, N_("Card"));
	return str_eq(method, STR("advance")) ? form_text(r, N_("Bank transfer in advance")) : method;
}

struct str
payment_failure_text(struct req *r, struct str code)
{
	static const struct { const char *code, *text;
	} words[] = { { "card_declined", N_("The bank declined it.") },
		{ "insufficient_funds", N_("Not enough money on the card.") },
		{ "expired_card", N_("The card has expired.") }, { "lost_card", N_("The card is reported lost.") },
		{ "authentication_refused", N_("The buyer did not confirm it with the bank.") },
		{ "refund_refused", N_("The bank did not take the refund.") },
		{ "not_possible", N_("The gateway says that it is not possible.") } };

	for (size_t i = 0; i < COUNT(words); i++)
		if (str_eq_z(code, words[i].code))
			return form_text(r, words[i].text);
	return code;
}

struct str
payment_order_url(struct req *r, struct str order)
{
	return office_url(r, "/admin/orders/*", order);
}

/* ---- blocks ---- */

void
payment_refund_rows(struct req *r, struct block_view *b, const struct list *refunds, int64_t payment_id)
{
	static const struct words states[] = { [REFUND_GRANTED] = { N_("granted"), "warn" },
		[REFUND_SENT] = { N_("sent"), "warn" },
		[REFUND_DONE] = { N_("done"), "good" },
		[REFUND_FAILED] = { N_("failed"), "bad" } };
	static const char *const columns[] = { N_("Granted"), RIGHT(N_("Amount")), N_("Reason"), N_("Status") };
	const struct refund *f = refunds->items;

	office_columns(r, b, columns, COUNT(columns));
	for (size_t i = 0; i < refunds->count; i++) {
		struct row_view *row;
		struct cell_view *c;
		if (f[i].payment_id != payment_id)
			continue;
		row = office_row(r, b);
		office_cell_time(r, b, row, f[i].created_at);
		office_cell(r, b, row, payment_money(r, f[i].amount))->note = f[i].public_id;
		c = office_cell(r, b, row, f[i].reason);
		c->note = str_eq(f[i].actor_kind, STR("staff")) ? form_text(r, N_("by the back office"))
		    : str_starts(f[i].cause, STR("over"))       ? form_text(r, N_("paid more than was due"))
		    : str_starts(f[i].cause, STR("gateway"))    ? form_text(r, N_("at the gateway"))
								: STR_ABSENT;
		c = office_cell(r, b, row, form_text(r, states[f[i].state].text));
		c->tone = str_of(states[f[i].state].tone);
		c->note = payment_failure_text(r, f[i].failure);
		if (!office_may(r, PERM_REFUND_WRITE))
			continue;
		if (f[i].state == REFUND_FAILED)
			office_row_button(r, b, row, N_("Try again"),
			    office_url(r, PAYMENTS_HOME "/refunds/*/retry", f[i].public_id));
		if (f[i].state == REFUND_GRANTED && str_eq(f[i].provider, STR("advance")))
			office_row_button(r, b, row, N_("Transferred"),
			    office_url(r, PAYMENTS_HOME "/refunds/*/returned", f[i].public_id));
	}
}

void
payment_dispute_rows(struct req *r, struct block_view *b, const struct list *disputes, bool with_order)
{
	static const struct words states[] = { [DISPUTE_NEEDS_RESPONSE] = { N_("to be answered"), "bad" },
		[DISPUTE_UNDER_REVIEW] = { N_("answered"), "warn" },
		[DISPUTE_WON] = { N_("won"), "good" },
		[DISPUTE_LOST] = { N_("lost"), "quiet" } };
	static const char *const columns[] = { N_("Since"), N_("Payment"), RIGHT(N_("Amount")), N_("Answer by"),
		N_("Status") };
	const struct dispute *d = disputes->items;

	office_columns(r, b, columns, COUNT(columns));
	for (size_t i = 0; i < disputes->count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c;
		office_cell_time(r, b, row, d[i].created_at);
		c = office_cell(r, b, row, with_order ? d[i].number : d[i].reference);
		c->url = with_order ? office_url(r, PAYMENTS_HOME "/*", d[i].payment) : STR_ABSENT;
		c->note = d[i].reason;
		office_cell(r, b, row, payment_money(r, d[i].amount));
		office_cell_time(r, b, row, d[i].due_at);
		office_cell(r, b, row, form_text(r, states[d[i].state].text))->tone = str_of(states[d[i].state].tone);
		if (!office_may(r, PERM_PAYMENT_WRITE) || !time_is_absent(d[i].closed_at))
			continue;
		if (d[i].state == DISPUTE_NEEDS_RESPONSE)
			office_row_button(r, b, row, N_("Answered"),
			    office_url(r, PAYMENTS_HOME "/disputes/*/answered", d[i].public_id));
		office_row_link(
		    r, b, row, N_("Accept …"), office_url(r, PAYMENTS_HOME "/disputes/*/accept", d[i].public_id))
		    ->danger = true;
	}
}

enum err
payment_blocks(struct req *r, struct office_page *page, int64_t order_id)
{
	static const char *const columns[] = { N_("When"), N_("Payment"), RIGHT(N_("Asked for")), RIGHT(N_("Charged")),
		RIGHT(N_("Refunded")), N_("Status") };
	const struct payment *p;
	struct list list = { 0 };
	struct block_view *b;
	enum err err;

	if (!office_may(r, PERM_PAYMENT_READ))
		return OK;
	if ((err = payment_list(req_db(r), r->arena, order_id, &list)))
		return err;
	b = office_block(r, page, N_("Payments"));
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("No payments yet."));
	p = list.items;
	for (size_t i = 0; i < list.count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c;
		const char *tone;
		office_cell_time(r, b, row, p[i].created_at);
		c = office_cell(r, b, row, p[i].display.ptr ? p[i].display : payment_method_text(r, p[i].method));
		c->url = office_url(r, PAYMENTS_HOME "/*", p[i].public_id);
		office_cell(r, b, row, payment_money(r, p[i].amount));
		office_cell(r, b, row, payment_money(r, p[i].charged));
		office_cell(r, b, row, payment_money(r, p[i].refunded));
		c = office_cell(r, b, row, payment_state_text(r, p[i].state, &tone));
		c->tone = str_of(tone);
		c->note = payment_failure_text(r, p[i].failure);
	}
	return OK;
}
