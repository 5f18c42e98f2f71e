/* refund_pages.c - money back by lines: choose pieces, see what they are worth, decide.  See orders.h,
 * lib/shop/order_refund.h. */
#include "fcgi/admin/orders.h"
#include "fcgi/admin/stock.h"
#include "lib/shop/order_refund.h"

/* The same members come as arguments (what was chosen) and as the form's fields (what is decided). */
struct refund_form {
	struct list q;                 /* struct pair: pieces per line */
	struct str delivery, warehouse, amount, reason;
	int64_t version;
	int64_t step;                  /* 1: the pieces are chosen */
};
static const struct shape_field form_fields[] = {
	SHAPE_PAIRS(struct refund_form, q, "q.", 200, .doc = "pieces per line"),
	SHAPE_STR(struct refund_form, delivery, 0, 20, .doc = "so much of the delivery, as people write it"),
	SHAPE_STR(struct refund_form, warehouse, 0, 32, .doc = "where the goods go back to"),
	SHAPE_STR(struct refund_form, amount, 0, 20, .doc = "what goes back, as people write it"),
	SHAPE_STR(struct refund_form, reason, 0, 500, .flags = SHAPE_MULTILINE, .doc = "for colleagues"),
	SHAPE_I64(struct refund_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
	SHAPE_I64(struct refund_form, step, 0, 1, .fallback = "0", .doc = "1: the pieces are chosen"),
};
static const struct shape form_shape = SHAPE(struct refund_form, form_fields, "Pieces that are refunded.");

static enum err refund_page(struct req *r), refund_post(struct req *r);

#define REFUND ACCESS_OFFICE, PERM_REFUND_WRITE
static const struct route routes[] = {
	{ GET, "/admin/orders/{id}/refund", refund_page, REFUND, .query = &form_shape, .sql = { 0, 20 },
	    .doc = "Which pieces are refunded, and what they are worth" },
	{ POST, "/admin/orders/{id}/refund", refund_post, REFUND, .body = &form_shape, .sql = { 0, 250 },
	    .flags = ROUTE_ONCE, .doc = "Refunds them" },
};
const struct route_table office_refund_routes = { routes, COUNT(routes) };

#define PATH "/admin/orders"

/* A page that is being made: the order, what was entered, and what it means. */
struct desk {
	struct order o;
	const struct refund_form *in;
	struct piece_field *pieces;
	size_t count;
	int64_t unsent;
	struct list cuts;              /* struct order_cut */
	struct order_refund_input want;
	struct order_refunding x;
};

static struct str
label_of(struct req *r, const struct order_line *l)
{
	return l->options.len ? str_printf(r->arena, "%.*s (%.*s)", STR_ARG(l->title), STR_ARG(l->options)) : l->title;
}

static void
open_pieces(struct req *r, struct desk *d)
{
	const struct order_line *l = d->o.lines.items;

	d->pieces = arena_array(r->arena, struct piece_field, d->o.lines.count + 1);
	for (size_t i = 0; i < d->o.lines.count; i++) {
		int64_t most = order_refundable(&l[i]);
		if (most > 0)
			d->pieces[d->count++] = (struct piece_field){ l[i].public_id, label_of(r, &l[i]), most, 0 };
		d->unsent += l[i].quantity - l[i].cancelled - l[i].shipped;
	}
}

/* "19.99" or "19,99"; empty: absent. */
static bool
read_amount(struct req *r, const char *field, struct str text, const char *currency, struct opt_i64 *out)
{
	char *point = str_z(r->arena, str_trim(text));
	struct money m;

	*out = (struct opt_i64){ 0 };
	if (!*point)
		return true;
	for (char *c = point; *c; c++)
		if (*c == ',')
			*c = '.';
	r->errors.arena = r->arena;
	if (money_parse(str_of(point), currency, &m) || m.minor < 0) {
		err_clear();
		field_error(&r->errors, str_of(field), N_("Enter an amount like 19.99."), (struct opt_i64){ 0 });
		return false;
	}
	*out = (struct opt_i64){ true, m.minor };
	return true;
}

/* False: something is wrong with what was entered, and stands beside its field. */
static bool
read_form(struct req *r, struct desk *d)
{
	const struct order_pieces_form pieces = { .q = d->in->q };
	const char *currency = d->o.total.currency;
	struct opt_i64 delivery, amount;
	bool good = office_pieces_read(r, &pieces, d->pieces, d->count, &d->cuts);

	good &= read_amount(r, "delivery", d->in->delivery, currency, &delivery);
	good &= read_amount(r, "amount", d->in->amount, currency, &amount);
	d->want = (struct order_refund_input){ .pieces = d->cuts,
		.delivery = delivery.set ? delivery.value : 0,
		.amount = amount,
		.warehouse = d->in->warehouse,
		.opens_stock = true,
		.reason = str_trim(d->in->reason),
		.key = r->request_id,
		.version = d->in->version };
	return good && !r->errors.count;
}

static void
complain(struct req *r, const char *field, const char *text)
{
	r->errors.arena = r->arena;
	field_error(&r->errors, str_of(field), text, (struct opt_i64){ 0 });
}

/* A refusal in words: beside its field where it has one, else above the page. */
static struct str
refused(struct req *r, const struct desk *d)
{
	err_clear();
	switch (d->x.refusal) {
	case REFUND_PIECES:
		return form_text(r, N_("Somebody else refunded pieces of this order meanwhile: look at what is left."));
	case REFUND_DELIVERY:
		complain(r, "delivery", N_("So much of the delivery is not left."));
		return STR_ABSENT;
	case REFUND_AMOUNT:
		complain(r, "amount", N_("That is more than what was chosen is worth, or than there is."));
		return STR_ABSENT;
	case REFUND_WAREHOUSE:
		complain(r, "warehouse", N_("There is no such warehouse."));
		return STR_ABSENT;
	case REFUND_EMPTY:
		return form_text(r, N_("Say how many pieces, or how much of the delivery, are refunded."));
	default:
		return form_text(r, N_("That is not possible any more: look at the order again."));
	}
}

/* ---- which pieces ---- */

static struct str
plain(struct req *r, int64_t minor, const char *currency)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	money_decimal(&b, money_of(minor, currency));
	return buf_view(&b);
}

static struct str
at_most(struct req *r, const struct order *o, int64_t minor)
{
	return str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("At most"))),
	    STR_ARG(office_money(r, money_of(minor, o->total.currency))));
}

static enum err
begin(struct req *r, struct office_page *p, const struct desk *d, struct str problem)
{
	enum err err = office_begin(r, p, form_text(r, N_("Refund pieces")));

	if (err)
		return err;
	office_crumb(r, p, N_("Orders"), PATH);
	*(struct link_view *)view_push(r, &p->crumbs, sizeof(struct link_view)) =
	    (struct link_view){ .name = d->o.number, .url = office_url(r, PATH "/*", d->o.number) };
	p->problem = problem;
	return OK;
}

static enum err
choose(struct req *r, const struct desk *d, struct str problem)
{
	static const struct form_field fields[] = {
		{ "step", NULL, FIELD_HIDDEN }, { "warehouse", N_("The goods"), FIELD_SELECT },
		{ "delivery", N_("Of the delivery"), FIELD_TEXT, .autocomplete = "off", .inputmode = "decimal",
		    .short_ = true }, /* last: left out when nothing is left */
	};
	struct refund_form form = *d->in;
	int64_t delivery = order_refundable_delivery(&d->o, &d->o.lines);
	struct office_page p;
	struct block_view *b;
	struct field_view *f;
	struct list houses;
	enum err err = begin(r, &p, d, problem);

	if (err || (err = warehouse_list(req_db(r), r->arena, &houses)))
		return err;
	b = office_block(r, &p, NULL);
	if (d->unsent) {
		b->text = form_text(r,
		    N_("Pieces that were not sent yet are not listed here: cancel them, which gives their money back as well."));
		office_link(r, &b->buttons, N_("Cancel pieces …"), office_url(r, PATH "/*/cancel", d->o.number))
		    ->quiet = true;
	}
	if (!d->count && !delivery) {
		b->text = form_text(r,
		    d->unsent ? N_("Nothing of this order was sent yet: cancel it, which gives the money back.")
			      : N_("Everything of this order is refunded."));
		return office_reply_status(r, problem.ptr ? 409 : 200, &p);
	}
	b = office_block(r, &p, N_("Which pieces come back, or are not paid for?"));
	b->form = arena_new_of(r->arena, struct form_view);
	b->method = STR("get");
	form.step = 1;
	form_view_fill(r, b->form, fields, COUNT(fields) - !delivery, &form_shape, &form, &r->errors);
	f = form_view_field(b->form, "warehouse");
	f->options = stock_houses(r, houses, form.warehouse, N_("do not go back to stock"));
	f = delivery ? form_view_field(b->form, "delivery") : NULL;
	if (f) {
		f->hint = at_most(r, &d->o, delivery);
		f->hint_id = STR("delivery-hint");
		f->describedby = str_is_empty(f->error)
		    ? f->hint_id
		    : str_printf(r->arena, "delivery-hint %.*s", STR_ARG(f->error_id));
	}
	office_piece_fields(r, b->form, d->pieces, d->count);
	b->form->csrf = STR_ABSENT;
	b->form->action = office_url(r, PATH "/*/refund", d->o.number);
	b->form->submit = form_text(r, N_("Work it out"));
	b->cancel_url = office_url(r, PATH "/*", d->o.number);
	return office_reply_status(r, problem.ptr ? 409 : form_status(b->form), &p);
}

/* ---- what it is worth ---- */

static const struct order_line *
line_of(const struct order *o, int64_t id)
{
	const struct order_line *l = o->lines.items;

	for (size_t i = 0; i < o->lines.count; i++)
		if (l[i].id == id)
			return &l[i];
	return NULL;
}

static void
fill_worth(struct req *r, struct office_page *p, const struct desk *d)
{
	static const char *const columns[] = { N_("What"), RIGHT(N_("Pieces")), RIGHT(N_("Worth")),
		RIGHT(N_("Goes back")), RIGHT(N_("Tax in it")) };
	struct block_view *b = office_block(r, p, N_("This goes back"));
	const struct credit *c = &d->x.credit;
	const struct credit_line *l = c->lines.items;

	office_columns(r, b, columns, COUNT(columns));
	for (size_t i = 0; i < c->lines.count; i++) {
		const struct order_line *line = line_of(&d->o, l[i].order_line_id);
		struct row_view *row = office_row(r, b);
		office_cell(r, b, row, line ? label_of(r, line) : form_text(r, N_("Delivery")))->note =
		    line ? line->sku : d->o.shipping_name;
		office_cell(r, b, row, l[i].quantity ? office_number(r, l[i].quantity) : STR_ABSENT);
		office_cell(r, b, row, office_money(r, money_of(l[i].worth, d->o.total.currency)));
		office_cell(r, b, row, office_money(r, money_of(l[i].amount, d->o.total.currency)));
		office_cell(r, b, row, office_money(r, money_of(l[i].tax, d->o.total.currency)));
	}
	b = office_block(r, p, NULL);
	b->sums = true;
	office_fact(r, b, N_("Goes back"), office_money(r, c->amount))->note = c->worth.minor == c->amount.minor
	    ? STR_ABSENT
	    : str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("worth"))), STR_ARG(office_money(r, c->worth)));
	office_fact(r, b, N_("Tax in it"), office_money(r, c->tax));
	office_fact(r, b, N_("The goods"),
	    c->warehouse.len ? str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("go back to stock:"))),
				   STR_ARG(c->warehouse))
			     : form_text(r, N_("do not go back to stock")));
}

/* What was chosen goes along unseen. */
static void
hide_pieces(struct req *r, struct form_view *form, const struct desk *d)
{
	struct field_view *fields = arena_array(r->arena, struct field_view, form->fields.count + d->count);
	size_t n = 0;

	for (size_t i = 0; i < d->count; i++) {
		if (!d->pieces[i].value)
			continue;
		shape_init(&field_view_shape, &fields[n]);
		fields[n].name = str_printf(r->arena, "q.%.*s", STR_ARG(d->pieces[i].line));
		fields[n++].value = office_number(r, d->pieces[i].value);
	}
	memcpy(fields + n, form->fields.items, form->fields.count * sizeof(*fields));
	form->fields = (struct list){ fields, n + form->fields.count };
}

static enum err
decide(struct req *r, const struct desk *d, struct str problem)
{
	static const struct form_field fields[] = {
		{ "amount", N_("Amount"), FIELD_TEXT, .autocomplete = "off", .inputmode = "decimal", .short_ = true },
		{ "reason", N_("Reason"), FIELD_AREA,
		    .hint =
			N_("For colleagues; the buyer does not see it. If less goes back than it is worth, say why.") },
		{ "delivery", NULL, FIELD_HIDDEN },
		{ "warehouse", NULL, FIELD_HIDDEN },
		{ "version", NULL, FIELD_HIDDEN },
		{ "step", NULL, FIELD_HIDDEN },
	};
	struct refund_form form = *d->in, back = *d->in;
	struct office_page p;
	struct block_view *b;
	struct field_view *f;
	enum err err = begin(r, &p, d, problem);

	if (err)
		return err;
	fill_worth(r, &p, d);
	if (!form.amount.len)
		form.amount = plain(r, d->x.full, d->o.total.currency);
	form.version = d->o.version;
	form.step = 1;
	b = office_block(r, &p, N_("Decide"));
	b->text = form_text(r,
	    N_("The money goes back the way it came; the buyer gets a mail that names what is refunded, and a credit note."));
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &form_shape, &form, &r->errors);
	f = form_view_field(b->form, "amount");
	f->hint = at_most(r, &d->o, d->x.full);
	f->hint_id = STR("amount-hint");
	f->describedby =
	    str_is_empty(f->error) ? f->hint_id : str_printf(r->arena, "amount-hint %.*s", STR_ARG(f->error_id));
	hide_pieces(r, b->form, d);
	b->form->once = once_key(r);
	b->form->action = office_url(r, PATH "/*/refund", d->o.number);
	b->form->submit = form_text(r, N_("Refund this"));
	back.step = 0;
	back.amount = back.reason = STR_ABSENT;
	b->cancel_url = office_url_args(
	    r, str_z(r->arena, str_printf(r->arena, PATH "/%.*s/refund", STR_ARG(d->o.number))), &form_shape, &back);
	return office_reply_status(r, problem.ptr ? 409 : form_status(b->form), &p);
}

static enum err
load(struct req *r, struct desk *d, const struct refund_form *in)
{
	enum err err = order_get(req_db(r), r->arena, r->params[0], &d->o);

	d->in = in;
	if (!err)
		open_pieces(r, d);
	return err;
}

/* With the amount that was entered left out: what it would be by itself. */
static enum err
preview(struct req *r, struct desk *d)
{
	struct order_env e = office_order_env(r);
	struct order_refund_input want = d->want;

	want.amount = (struct opt_i64){ 0 };
	return order_refund_preview(&e, d->o.public_id, &want, &d->x);
}

static enum err
refund_page(struct req *r)
{
	struct desk d = { 0 };
	struct str problem;
	enum err err = load(r, &d, r->args);

	if (err)
		return err;
	if (!read_form(r, &d) || !d.in->step)
		return choose(r, &d, STR_ABSENT);
	err = preview(r, &d);
	if (err == ERR_CONFLICT || err == ERR_INVALID) {
		problem = refused(r, &d);
		return choose(r, &d, problem);
	}
	return err ? err : decide(r, &d, STR_ABSENT);
}

/* What was entered, with what is the matter with it: at the decision if the pieces are still there, else at the choice.
 * */
static enum err
again(struct req *r, const struct refund_form *in, struct str problem)
{
	struct desk now = { 0 };
	enum err err = load(r, &now, in);

	if (err)
		return err;
	(void)read_form(r, &now);
	err = preview(r, &now);
	if (err == ERR_CONFLICT || err == ERR_INVALID) {
		err_clear();
		return choose(r, &now, problem);
	}
	return err ? err : decide(r, &now, problem);
}

static enum err
refund_post(struct req *r)
{
	struct order_env e = office_order_env(r);
	struct desk d = { 0 };
	enum err err = load(r, &d, r->form);

	if (err)
		return err;
	if (!read_form(r, &d))
		return again(r, d.in, STR_ABSENT);
	err = order_refund(&e, d.o.public_id, &d.want, &d.x);
	if (err == ERR_PRECONDITION) {
		err_clear();
		return again(r, d.in,
		    form_text(r, N_("Somebody else changed this order meanwhile: look at it again, then decide.")));
	}
	if (err == ERR_CONFLICT || err == ERR_INVALID)
		return again(r, d.in, refused(r, &d));
	return err ? err : office_done(r, office_url(r, PATH "/*", d.o.number), "refunded");
}

/* ---- on the order's page ---- */

/* "2 × Mug, 1 × Bowl, Delivery"; a sum has no pieces. */
static struct str
what_of(struct req *r, const struct order *o, const struct credit *c)
{
	const struct credit_line *l = c->lines.items;
	struct buf b;

	if (c->kind == CREDIT_AMOUNT)
		return form_text(r, N_("A sum out of goodwill"));
	buf_in_arena(&b, r->arena, BUF_LINE);
	for (size_t i = 0; i < c->lines.count; i++) {
		const struct order_line *line = line_of(o, l[i].order_line_id);
		if (line)
			buf_printf(&b, "%s%lld × %.*s", b.len ? ", " : "", (long long)l[i].quantity,
			    STR_ARG(label_of(r, line)));
		else
			buf_printf(&b, "%s%.*s", b.len ? ", " : "", STR_ARG(form_text(r, N_("Delivery"))));
	}
	return buf_view(&b);
}

enum err
office_order_credits(struct req *r, struct office_page *p, const struct order *o)
{
	static const char *const kinds[] = {
		[CREDIT_CANCEL] = N_("cancelled"), [CREDIT_LINES] = N_("refunded"), [CREDIT_AMOUNT] = N_("refunded")
	};
	static const char *const columns[] = { N_("When"), N_("What"), RIGHT(N_("Credited")), N_("The goods"),
		N_("Reason") };
	const struct credit *c;
	struct block_view *b;
	struct list credits;
	enum err err = credit_list(req_db(r), r->arena, o->id, &credits);

	if (err || !credits.count)
		return err;
	b = office_block(r, p, N_("Cancelled and refunded"));
	b->id = STR("credits");
	office_columns(r, b, columns, COUNT(columns));
	c = credits.items;
	for (size_t i = 0; i < credits.count; i++) {
		struct row_view *row = office_row(r, b);
		office_cell_time(r, b, row, c[i].created_at);
		office_cell(r, b, row, what_of(r, o, &c[i]))->note = form_text(r, kinds[c[i].kind]);
		office_cell(r, b, row, office_money(r, c[i].amount))->note = c[i].worth.minor == c[i].amount.minor
		    ? STR_ABSENT
		    : str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("worth"))),
			  STR_ARG(office_money(r, c[i].worth)));
		office_cell(r, b, row,
		    c[i].warehouse.len ? str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("back in"))),
					     STR_ARG(c[i].warehouse))
				       : STR_ABSENT);
		office_cell(r, b, row, c[i].reason);
	}
	return OK;
}
