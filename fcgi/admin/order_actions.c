/* order_actions.c - what a clerk does with an order: cancel it or parts of it, note something, mail the confirmation
 * again. */
#include "fcgi/admin/orders.h"
#include "lib/shop/audit.h"
#include "lib/shop/order_desk.h"

static enum err cancel_page(struct req *r), cancel_post(struct req *r), note_post(struct req *r),
    confirmation_post(struct req *r);

static const struct shape_field note_fields[] = {
	SHAPE_STR(
	    struct order_note_form, text, 1, ORDER_NOTE_MAX, .flags = SHAPE_REQUIRED | SHAPE_MULTILINE, .doc = "note"),
};
const struct shape order_note_shape = SHAPE(struct order_note_form, note_fields, "A note.");

static const struct shape_field pieces_fields[] = {
	SHAPE_PAIRS(struct order_pieces_form, q, "q.", 200, .doc = "pieces per line"),
	SHAPE_STR(struct order_pieces_form, reason, 0, 200, .doc = "why"),
	SHAPE_I64(struct order_pieces_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
};
const struct shape order_pieces_shape = SHAPE(struct order_pieces_form, pieces_fields, "Pieces per line.");

#define WRITE ACCESS_OFFICE, PERM_ORDER_WRITE
static const struct route routes[] = {
	{ GET, "/admin/orders/{id}/cancel", cancel_page, WRITE, .sql = { 0, 8 },
	    .doc = "Cancel an order or parts of it" },
	{ POST, "/admin/orders/{id}/cancel", cancel_post, WRITE, .body = &order_pieces_shape, .sql = { 0, 250 },
	    .flags = ROUTE_ONCE },
	{ POST, "/admin/orders/{id}/note", note_post, WRITE, .body = &order_note_shape, .sql = { 0, 40 },
	    .flags = ROUTE_ONCE },
	{ POST, "/admin/orders/{id}/confirmation", confirmation_post, WRITE, .sql = { 0, 40 } },
};
const struct route_table office_order_action_routes = { routes, COUNT(routes) };

#define PATH "/admin/orders"

/* ---- pieces of lines ---- */

void
office_piece_fields(struct req *r, struct form_view *form, const struct piece_field *pieces, size_t count)
{
	size_t had = form->fields.count;
	struct field_view *fields = arena_array(r->arena, struct field_view, had + count);

	if (had)
		memcpy(fields + count, form->fields.items, had * sizeof(*fields));
	for (size_t i = 0; i < count; i++) {
		struct field_view *f = &fields[i];
		shape_init(&field_view_shape, f);
		f->name = str_printf(r->arena, "q.%.*s", STR_ARG(pieces[i].line));
		f->id = str_printf(r->arena, "q-%.*s", STR_ARG(pieces[i].line));
		f->label = pieces[i].label;
		f->value = office_number(r, pieces[i].value);
		f->type = STR("text");
		f->inputmode = STR("numeric");
		f->autocomplete = STR("off");
		f->hint =
		    str_printf(r->arena, "%.*s %lld", STR_ARG(form_text(r, N_("At most"))), (long long)pieces[i].most);
		f->hint_id = str_printf(r->arena, "%.*s-hint", STR_ARG(f->id));
		f->error_id = str_printf(r->arena, "%.*s-error", STR_ARG(f->id));
		f->describedby = f->hint_id;
		f->is_input = f->short_ = true;
		for (size_t k = 0; k < r->errors.count; k++)
			if (str_eq(r->errors.items[k].name, f->name)) {
				struct link_view *link = arena_new_of(r->arena, struct link_view);
				f->error = form_text(r, r->errors.items[k].message.ptr);
				f->describedby =
				    str_printf(r->arena, "%.*s %.*s", STR_ARG(f->hint_id), STR_ARG(f->error_id));
				*link = (struct link_view){ .name = str_printf(r->arena, "%.*s: %.*s",
								STR_ARG(f->label), STR_ARG(f->error)),
					.url = str_printf(r->arena, "#%.*s", STR_ARG(f->id)) };
				form->failed = true;
				form->error_count = 1;
				form->errors = (struct list){ link, 1 };
			}
	}
	form->fields = (struct list){ fields, had + count };
}

bool
office_pieces_read(
    struct req *r, const struct order_pieces_form *in, struct piece_field *pieces, size_t count, struct list *cuts)
{
	const struct pair *pair = in->q.items;
	struct order_cut *out = arena_array(r->arena, struct order_cut, count + 1);
	size_t n = 0;

	r->errors.arena = r->arena;
	for (size_t i = 0; i < count; i++) {
		pieces[i].value = 0;
		for (size_t k = 0; k < in->q.count; k++) {
			struct str text = str_trim(pair[k].value);
			if (!str_eq(pair[k].name, pieces[i].line) || !text.len)
				continue;
			if (str_to_i64(text, 0, pieces[i].most, &pieces[i].value))
				field_error(&r->errors, str_printf(r->arena, "q.%.*s", STR_ARG(pieces[i].line)),
				    N_("There are not so many."), (struct opt_i64){ 0 });
		}
		if (pieces[i].value)
			out[n++] = (struct order_cut){ pieces[i].line, pieces[i].value };
	}
	*cuts = (struct list){ out, n };
	return !r->errors.count;
}

/* ---- cancel ---- */

static struct piece_field *
open_pieces(struct req *r, const struct order *o, size_t *count, int64_t *all)
{
	const struct order_line *l = o->lines.items;
	struct piece_field *out = arena_array(r->arena, struct piece_field, MAX(o->lines.count, 1));

	*count = 0;
	*all = 0;
	for (size_t i = 0; i < o->lines.count; i++) {
		int64_t left = l[i].quantity - l[i].cancelled - l[i].shipped;
		struct str label = l[i].options.len
		    ? str_printf(r->arena, "%.*s (%.*s)", STR_ARG(l[i].title), STR_ARG(l[i].options))
		    : l[i].title;
		if (left > 0)
			out[(*count)++] = (struct piece_field){ l[i].public_id, label, left, left };
		*all += MAX(left, 0);
	}
	return out;
}

static enum err
cancel_show(struct req *r, const struct order *o, const struct order_pieces_form *in, const struct piece_field *pieces,
    size_t count, struct str problem)
{
	static const struct form_field fields[] = {
		{ "reason", N_("Reason"), FIELD_TEXT, .autocomplete = "off",
		    .hint = N_("Stands in the history; the buyer is told that it was cancelled.") },
		{ "version", NULL, FIELD_HIDDEN },
	};
	struct order_pieces_form form = *in;
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, form_text(r, N_("Cancel pieces of this order?")));

	if (err)
		return err;
	office_crumb(r, &p, N_("Orders"), PATH);
	p.lead = o->number;
	p.problem = problem;
	b = office_block(r, &p, NULL);
	b->text = form_text(r,
	    N_("What was paid for them is given back, and the stock is free again. Pieces that were sent cannot be cancelled."));
	b->form = arena_new_of(r->arena, struct form_view);
	form.version = o->version;
	form_view_fill(r, b->form, fields, COUNT(fields), &order_pieces_shape, &form, NULL);
	office_piece_fields(r, b->form, pieces, count);
	b->form->once = once_key(r);
	b->form->action = office_url(r, PATH "/*/cancel", o->number);
	b->form->submit = form_text(r, N_("Cancel these pieces"));
	b->cancel_url = office_url(r, PATH "/*", o->number);
	b->danger = b->form->danger = true;
	return office_reply_status(r, problem.ptr ? 409 : form_status(b->form), &p);
}

static enum err
cancel_page(struct req *r)
{
	const struct order_pieces_form none = { 0 };
	struct piece_field *pieces;
	struct order o;
	int64_t all;
	size_t count;
	enum err err = order_get(req_db(r), r->arena, r->params[0], &o);

	if (err)
		return err;
	pieces = open_pieces(r, &o, &count, &all);
	return cancel_show(r, &o, &none, pieces, count,
	    all ? STR_ABSENT : form_text(r, N_("Nothing is left that could be cancelled.")));
}

struct cancelling {
	struct order_env e;
	struct str order;
	int64_t version;
	struct list cuts;
	struct str reason;
	struct order out;
};

static enum err
cancel(struct db *db, void *payload)
{
	struct cancelling *c = payload;
	enum err err = order_cancel(&c->e, c->order, c->version, c->cuts, c->reason, &c->out);

	return err
	    ? err
	    : audit(db, c->e.who,
		  &(struct audit){ .event = AUDIT_ORDER,
		      .object_kind = "order",
		      .object = c->out.public_id,
		      .details = str_printf(c->e.arena, "{\"change\":\"cancelled\",\"lines\":%zu}", c->cuts.count) });
}

static enum err
cancel_post(struct req *r)
{
	const struct order_pieces_form *in = r->form;
	struct cancelling c = { .e = office_order_env(r), .version = in->version, .reason = in->reason };
	struct piece_field *pieces;
	struct order o;
	int64_t all, taken = 0;
	size_t count;
	enum err err = order_get(req_db(r), r->arena, r->params[0], &o);

	if (err)
		return err;
	pieces = open_pieces(r, &o, &count, &all);
	if (!office_pieces_read(r, in, pieces, count, &c.cuts))
		return cancel_show(r, &o, in, pieces, count, STR_ABSENT);
	for (size_t i = 0; i < count; i++)
		taken += pieces[i].value;
	if (!taken)
		return cancel_show(r, &o, in, pieces, count, form_text(r, N_("Say how many pieces are cancelled.")));
	c.order = o.public_id;
	err = db_transaction(req_db(r), cancel, &c);
	if (err == ERR_PRECONDITION || err == ERR_CONFLICT) {
		struct str why = form_text(r,
		    err == ERR_CONFLICT
			? N_("That is not possible any more: look at what was sent and cancelled.")
			: N_("Somebody else changed this order meanwhile: look at it again, then decide."));
		err_clear();
		if ((err = order_get(req_db(r), r->arena, r->params[0], &o)))
			return err;
		pieces = open_pieces(r, &o, &count, &all);
		return cancel_show(r, &o, in, pieces, count, why);
	}
	return err ? err : office_done(r, office_url(r, PATH "/*", o.number), "cancelled");
}

/* ---- note, confirmation ---- */

static enum err
note_post(struct req *r)
{
	const struct order_note_form *in = r->form;
	struct order_env e = office_order_env(r);
	struct order o;
	enum err err = order_get(req_db(r), r->arena, r->params[0], &o);

	if (err)
		return err;
	if (r->errors.count)
		return resp_redirect(
		    r, 303, str_printf(r->arena, "%.*s#history", STR_ARG(office_url(r, PATH "/*", o.number))));
	err = order_staff_note(&e, o.id, in->text);
	return err ? err
		   : resp_redirect(r, 303,
			 str_printf(r->arena, "%.*s?done=saved#history", STR_ARG(office_url(r, PATH "/*", o.number))));
}

static enum err
confirmation_post(struct req *r)
{
	struct order_env e = office_order_env(r);
	struct order o;
	enum err err = order_get(req_db(r), r->arena, r->params[0], &o);

	if (!err)
		err = order_confirm_again(&e, o.id);
	return err ? err : office_done(r, office_url(r, PATH "/*", o.number), "mailed");
}
