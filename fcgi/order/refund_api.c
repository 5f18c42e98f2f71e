/* refund_api.c - what is refunded of an order, by lines, for programs.  A sum out of goodwill is a refund of a payment:
 * /api/v1/payments.  See docs/payments.md. */
#include "fcgi/order/order_api.h"
#include "lib/io/json.h"
#include "lib/shop/order_refund.h"
#include "lib/web/form.h"
#include "lib/web/i18n.h"
#include "lib/web/problem.h"
#include "lib/web/route.h"

struct piece_input {
	struct str line;
	int64_t quantity;
};
static const struct shape_field piece_fields[] = {
	SHAPE_STR(struct piece_input, line, 1, 40, .flags = SHAPE_REQUIRED, .doc = "id of a line"),
	SHAPE_I64(struct piece_input, quantity, 0, 9999, .fallback = "0",
	    .doc = "pieces that were sent; 0: all that are not refunded yet"),
};
static const struct shape piece_shape = { "struct order_refund_piece", sizeof(struct piece_input), piece_fields,
	COUNT(piece_fields), "Pieces that are refunded." };

struct refund_input {
	struct list lines;
	struct money delivery, amount;
	struct str warehouse, reason;
	int64_t version;
	bool preview;
};
static const struct shape_field input_fields[] = {
	SHAPE_LIST(struct refund_input, lines, &piece_shape, 100,
	    .doc = "which pieces; what was not sent is cancelled instead"),
	SHAPE_AMOUNT(struct refund_input, delivery, 0, INT64_MAX, .doc = "so much of the delivery; absent: nothing"),
	SHAPE_AMOUNT(struct refund_input, amount, 0, INT64_MAX,
	    .doc = "what goes back, if it is less than what was chosen is worth; absent: all of that"),
	SHAPE_STR(struct refund_input, warehouse, 1, 32,
	    .doc = "code of the warehouse that the goods go back to; absent: they do not go back to stock"),
	SHAPE_STR(struct refund_input, reason, 0, 500, .doc = "for whoever asks one day; the buyer does not see it"),
	SHAPE_I64(struct refund_input, version, 0, INT64_MAX, .fallback = "0",
	    .doc = "of the order that was looked at: another one is 412; 0: not compared"),
	SHAPE_BOOL(struct refund_input, preview, .fallback = "false", .doc = "compute alone: 200, nothing is written"),
};
static const struct shape input_shape = { "struct order_refund_input", sizeof(struct refund_input), input_fields,
	COUNT(input_fields), "What is refunded of an order." };

struct part_json {
	struct str line;
	int64_t quantity, restocked;
	struct money worth, amount, tax;
};
static const struct shape_field part_fields[] = {
	SHAPE_STR(struct part_json, line, 0, 40, .doc = "id of the line; null: the delivery"),
	SHAPE_I64(struct part_json, quantity, 0, INT32_MAX, .doc = "pieces; 0: a sum"),
	SHAPE_I64(struct part_json, restocked, 0, INT32_MAX, .doc = "of them back in stock"),
	SHAPE_MONEY(struct part_json, worth, .doc = "what they are worth"),
	SHAPE_MONEY(struct part_json, amount, .doc = "what is credited"),
	SHAPE_MONEY(struct part_json, tax, .doc = "the tax in it"),
};
static const struct shape part_shape = { "struct order_refund_part", sizeof(struct part_json), part_fields,
	COUNT(part_fields), "A part of a refund." };

struct refund_json {
	struct str id, order, warehouse, reason;
	int kind;
	struct money worth, amount, tax;
	struct time created_at;
	struct list lines;
};
static const struct shape_field refund_fields[] = {
	SHAPE_STR(struct refund_json, id, 0, 40, .doc = "id; null in a preview"),
	SHAPE_STR(struct refund_json, order, 1, 40, .doc = "id of the order"),
	SHAPE_ENUM(struct refund_json, kind, credit_kinds,
	    .doc = "cancel: pieces that were not sent; lines: chosen pieces; amount: a sum out of goodwill"),
	SHAPE_MONEY(struct refund_json, worth, .doc = "what was chosen is worth"),
	SHAPE_MONEY(struct refund_json, amount, .doc = "what goes back"),
	SHAPE_MONEY(struct refund_json, tax, .doc = "the tax in it"),
	SHAPE_STR(struct refund_json, warehouse, 0, 190, .doc = "where the goods went back to; null: nowhere"),
	SHAPE_STR(struct refund_json, reason, 0, 500, .doc = "in words"),
	SHAPE_TIME(struct refund_json, created_at, .doc = "when it was decided"),
	SHAPE_LIST(struct refund_json, lines, &part_shape, 200, .doc = "lines and the delivery"),
};
static const struct shape refund_shape = { "struct order_refund", sizeof(struct refund_json), refund_fields,
	COUNT(refund_fields), "What an order is worth less: the money goes back with the refunds of its payments." };

struct page_json {
	struct list items;
};
static const struct shape_field page_fields[] = { SHAPE_LIST(
    struct page_json, items, &refund_shape, 1000, .doc = "oldest first") };
static const struct shape page_shape = { "struct order_refund_list", sizeof(struct page_json), page_fields,
	COUNT(page_fields), "What was refunded of an order." };

static enum err refunds_get(struct req *r), refund_post(struct req *r);

static const struct route routes[] = {
	{ GET, "/api/v1/orders/{id}/refunds", refunds_get, ACCESS_TOKEN, PERM_ORDER_READ, .reply = &page_shape,
	    .sql = { 0, 16 }, .id = "listOrderRefunds", .tag = "orders",
	    .doc = "What was refunded of an order, by lines" },
	{ POST, "/api/v1/orders/{id}/refunds", refund_post, ACCESS_TOKEN, PERM_REFUND_WRITE, .body = &input_shape,
	    .reply = &refund_shape, .sql = { 0, 120 }, .flags = ROUTE_ONCE, .id = "refundOrder", .tag = "orders",
	    .doc = "Refund pieces that were sent, and delivery: granted now, sent by the worker" },
};
const struct route_table order_refund_api = { routes, COUNT(routes) };

static void
fill(struct req *r, const struct order *o, const struct credit *c, struct refund_json *out)
{
	const struct credit_line *l = c->lines.items;
	const struct order_line *line = o->lines.items;
	const char *currency = o->total.currency;
	struct part_json *parts = arena_array(r->arena, struct part_json, c->lines.count + 1);

	for (size_t i = 0; i < c->lines.count; i++) {
		parts[i] = (struct part_json){ .quantity = l[i].quantity,
			.restocked = l[i].restocked,
			.worth = money_of(l[i].worth, currency),
			.amount = money_of(l[i].amount, currency),
			.tax = money_of(l[i].tax, currency) };
		for (size_t k = 0; k < o->lines.count; k++)
			if (line[k].id == l[i].order_line_id)
				parts[i].line = line[k].public_id;
	}
	*out = (struct refund_json){ .id = c->public_id,
		.order = o->public_id,
		.kind = c->kind,
		.worth = c->worth,
		.amount = c->amount,
		.tax = c->tax,
		.warehouse = c->warehouse,
		.reason = r->who.account_id ? STR_ABSENT : c->reason,
		.created_at = c->id ? c->created_at : TIME_ABSENT,
		.lines = { parts, c->lines.count } };
}

static enum err
refunds_get(struct req *r)
{
	struct page_json page;
	struct refund_json *json;
	struct list credits;
	struct order o;
	enum err err = order_api_load(r, &o);

	if (err || (err = credit_list(req_db(r), r->arena, o.id, &credits)))
		return err;
	json = arena_array(r->arena, struct refund_json, credits.count + 1);
	for (size_t i = 0; i < credits.count; i++)
		fill(r, &o, &((const struct credit *)credits.items)[i], &json[i]);
	page.items = (struct list){ json, credits.count };
	return resp_json(r, &page_shape, &page, UINT64_MAX);
}

/* ---- refunding ---- */

static enum err
complain(struct req *r, struct str field, const char *msgid)
{
	r->errors.arena = r->arena;
	field_error(&r->errors, field, msgid, (struct opt_i64){ 0 });
	return ERR_INVALID;
}

static const struct {
	const char *code, *text;
	bool is_field;                 /* what was sent is wrong, whatever the order is like */
	const char *field;
} refusals[] = {
	[REFUND_TAKEN] = { "changed", N_("The order is another one by now."), false, NULL },
	[REFUND_EMPTY] = { "empty", N_("Choose pieces or an amount of the delivery of an order that is paid."), true,
	    "lines" },
	[REFUND_NO_LINE] = { "no_line", N_("The order has no such line."), true, "lines" },
	[REFUND_TWICE] = { "twice", N_("Name each line once."), true, "lines" },
	[REFUND_PIECES] = { "pieces", N_("So many pieces of this line were not sent, or are refunded already."), false,
	    NULL },
	[REFUND_DELIVERY] = { "delivery", N_("So much of the delivery is not left to be refunded."), false, NULL },
	[REFUND_AMOUNT] = { "amount", N_("So much cannot go back for what was chosen."), false, NULL },
	[REFUND_WAREHOUSE] = { "warehouse", N_("There is no such warehouse."), true, "warehouse" },
	[REFUND_NOT_COUNTED] = { "not_counted", N_("This article has no stock in that warehouse yet."), false, NULL },
};

/* {"code":"pieces","line":"oli_...","most":1} */
static enum err
refuse(struct req *r, enum err err, const struct order_refunding *x)
{
	struct buf b;

	if (err == ERR_PRECONDITION) {
		err_clear();
		return route_error(r, 412, NULL), OK;
	}
	if (err != ERR_CONFLICT && err != ERR_INVALID)
		return err;
	err_clear();
	if (refusals[x->refusal].is_field)
		return complain(r, str_of(refusals[x->refusal].field), refusals[x->refusal].text);
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_printf(&b, ",\"code\":\"%s\"", refusals[x->refusal].code);
	if (!str_is_empty(x->line)) {
		buf_lit(&b, ",\"line\":");
		json_write_str(&b, x->line);
	}
	buf_printf(&b, ",\"most\":%lld", (long long)x->most);
	return problem_reply_with(r, 409, refusals[x->refusal].text, buf_view(&b));
}

/* Amounts in the order's currency; absent: as `absent` says. */
static bool
amount_of(struct req *r, const struct order *o, const char *field, struct money m)
{
	if (money_is_absent(m) || strcmp(m.currency, o->total.currency) == 0)
		return true;
	(void)complain(r, str_of(field), N_("Use the currency of the order."));
	return false;
}

static enum err
refund_post(struct req *r)
{
	const struct refund_input *in = r->form;
	const struct piece_input *line = in->lines.items;
	struct order_cut *pieces = arena_array(r->arena, struct order_cut, in->lines.count + 1);
	struct order_refund_input want = { .pieces = { pieces, in->lines.count },
		.warehouse = in->warehouse,
		.reason = in->reason,
		.version = in->version };
	struct order_refunding done;
	struct refund_json json;
	struct order o;
	enum err err = order_api_load(r, &o);

	if (!err && r->who.account_id)
		return err_fail(ERR_DENIED, "a customer's program gives nothing back");
	if (err || !amount_of(r, &o, "delivery", in->delivery) || !amount_of(r, &o, "amount", in->amount))
		return err ? err : ERR_INVALID;
	for (size_t i = 0; i < in->lines.count; i++)
		pieces[i] = (struct order_cut){ line[i].line, line[i].quantity };
	want.delivery = money_is_absent(in->delivery) ? 0 : in->delivery.minor;
	want.amount = (struct opt_i64){ !money_is_absent(in->amount), in->amount.minor };
	want.key = str_printf(
	    r->arena, "%.*s\n%.*s", STR_ARG(r->who.client), STR_ARG(str_trim(req_header(r, "Idempotency-Key"))));
	err = in->preview ? order_refund_preview(order_env_of(r), o.public_id, &want, &done)
			  : order_refund(order_env_of(r), o.public_id, &want, &done);
	if (err)
		return refuse(r, err, &done);
	/* What stands there now, with its time. */
	if (!in->preview && (err = credit_get(req_db(r), r->arena, o.id, done.credit.public_id, &done.credit)))
		return err;
	fill(r, &done.order, &done.credit, &json);
	err = resp_json(r, &refund_shape, &json, UINT64_MAX);
	if (!err && !in->preview)
		r->resp.status = 201;
	return err;
}
