/* shipment_pages.c - a parcel: what is in it, where it goes, its steps, its slip. */
#include "fcgi/admin/orders.h"
#include "lib/shop/shipping_setup.h"

static enum err show_page(struct req *r), pack_post(struct req *r), ship_post(struct req *r),
    deliver_post(struct req *r);
static enum err split_page(struct req *r), split_post(struct req *r);

struct ship_form {
	struct str carrier, tracking_code;
	int64_t version;
};
static const struct shape_field ship_fields[] = {
	SHAPE_STR(struct ship_form, carrier, 0, 32, .doc = "code of the carrier"),
	SHAPE_STR(struct ship_form, tracking_code, 0, 64, .doc = "the carrier's number of the parcel"),
	SHAPE_I64(struct ship_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown"),
};
static const struct shape ship_shape = SHAPE(struct ship_form, ship_fields, "How a parcel is sent.");
struct version_form {
	int64_t version;
};
static const struct shape_field version_fields[] = { SHAPE_I64(
    struct version_form, version, 0, INT64_MAX, .fallback = "0", .doc = "version that was shown") };
static const struct shape version_shape = SHAPE(struct version_form, version_fields, "What was shown.");

#define WRITE ACCESS_OFFICE, PERM_SHIPMENT_WRITE
static const struct route routes[] = {
	{ GET, "/admin/shipments/{id}", show_page, ACCESS_OFFICE, PERM_SHIPMENT_READ, .query = &office_args_shape,
	    .sql = { 0, 14 }, .doc = "One parcel" },
	{ POST, "/admin/shipments/{id}/pack", pack_post, WRITE, .body = &version_shape, .sql = { 0, 60 } },
	{ POST, "/admin/shipments/{id}/ship", ship_post, WRITE, .body = &ship_shape, .sql = { 0, 120 } },
	{ POST, "/admin/shipments/{id}/deliver", deliver_post, WRITE, .body = &version_shape, .sql = { 0, 120 } },
	{ GET, "/admin/shipments/{id}/split", split_page, WRITE, .sql = { 0, 10 },
	    .doc = "Move pieces into a parcel of their own" },
	{ POST, "/admin/shipments/{id}/split", split_post, WRITE, .body = &order_pieces_shape, .sql = { 0, 80 },
	    .flags = ROUTE_ONCE },
};
const struct route_table office_shipment_routes = { routes, COUNT(routes) };

#define PATH "/admin/shipments"

/* ---- one ---- */

/* What has not happened has no place among the facts. */
static void
fact_since(struct req *r, struct block_view *b, const char *label, struct time t)
{
	if (!time_is_absent(t))
		office_fact_time(r, b, label, t);
}

static void
fill_facts(struct req *r, struct office_page *p, const struct shipment *s, const struct address *to)
{
	const struct order_state_text state = office_shipment_state(s), tracking = office_tracking(s->tracking);
	struct block_view *b = office_block(r, p, N_("At a glance"));
	struct cell_view *c;

	p->tag = form_text(r, state.text);
	p->tag_tone = str_of(state.tone);
	c = office_fact(r, b, N_("Order no."), s->order_number);
	if (office_may(r, PERM_ORDER_READ))
		c->url = office_url(r, "/admin/orders/*", s->order_number);
	office_fact(r, b, s->is_pickup ? N_("Fetched at") : N_("From"), s->warehouse_name);
	office_fact(r, b, N_("Goes to"), office_address(r, to))->note = to->phone;
	office_fact(r, b, s->is_pickup ? N_("Promised to be ready") : N_("Promised"),
	    office_days(r, s->promised_from, s->promised_until));
	office_fact(r, b, N_("Weight"), office_weight(r, s->weight_grams));
	if (s->carrier_name.len)
		office_fact(r, b, N_("Carrier"), s->carrier_name);
	if (s->tracking_code.len) {
		c = office_fact(r, b, N_("Number of the parcel"), s->tracking_code);
		c->url = s->tracking_url;
		c->note = tracking.text[0] ? form_text(r, tracking.text) : STR_ABSENT;
	}
	fact_since(r, b, s->is_pickup ? N_("Ready") : N_("Packed"), s->packed_at);
	fact_since(r, b, N_("Sent"), s->is_pickup ? TIME_ABSENT : s->shipped_at);
	fact_since(r, b, s->is_pickup ? N_("Fetched") : N_("Delivered"), s->delivered_at);
}

static void
fill_lines(struct req *r, struct office_page *p, const struct shipment *s)
{
	static const char *const columns[] = { N_("Article"), N_("Number"), RIGHT(N_("Pieces")) };
	struct block_view *b = office_block(r, p, N_("Contents"));
	const struct shipment_line *l = s->lines.items;

	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nothing: it was cancelled."));
	for (size_t i = 0; i < s->lines.count; i++) {
		struct row_view *row = office_row(r, b);
		office_cell(r, b, row, l[i].title)->note = l[i].options;
		office_cell(r, b, row, l[i].sku)->code = true;
		office_cell(r, b, row, office_number(r, l[i].quantity));
	}
}

static void
fill_events(struct req *r, struct office_page *p, const struct shipment *s)
{
	static const char *const columns[] = { N_("When"), N_("Where it is"), N_("Place"),
		N_("In the carrier's words") };
	struct block_view *b;
	const struct shipment_event *e = s->events.items;

	if (!s->events.count)
		return;
	b = office_block(r, p, N_("What the carrier said"));
	office_columns(r, b, columns, COUNT(columns));
	for (size_t i = 0; i < s->events.count; i++) {
		const struct order_state_text text = office_tracking(e[i].tracking);
		struct row_view *row = office_row(r, b);
		office_cell_time(r, b, row, e[i].at);
		office_cell(r, b, row, form_text(r, text.text))->tone = str_of(text.tone);
		office_cell(r, b, row, e[i].place);
		office_cell(r, b, row, e[i].text);
	}
}

static struct button_view *
step_button(struct req *r, struct view_list *buttons, const char *label, const char *path, const struct shipment *s)
{
	struct button_view *b = office_button(r, buttons, label, office_url(r, path, s->public_id));

	b->name = STR("version");
	b->value = office_number(r, s->version);
	return b;
}

static enum err
fill_ship_form(struct req *r, struct office_page *p, const struct shipment *s, const struct ship_form *in)
{
	static const struct form_field fields[] = {
		{ "carrier", N_("Carrier"), FIELD_SELECT, .half = true },
		{ "tracking_code", N_("Number of the parcel"), FIELD_TEXT, .autocomplete = "off", .half = true,
		    .hint = N_("As the label has it; the buyer can follow it.") },
		{ "version", NULL, FIELD_HIDDEN },
	};
	struct ship_form form = in ? *in : (struct ship_form){ .carrier = s->carrier };
	struct view_list options = { 0 };
	struct option_view *o;
	struct block_view *b;
	const struct carrier *c;
	struct list carriers;
	enum err err = carrier_list(req_db(r), r->arena, &carriers);

	if (err)
		return err;
	form.version = s->version;
	b = office_block(r, p, N_("Send it"));
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &ship_shape, &form, &r->errors);
	o = view_push(r, &options, sizeof(*o));
	*o = (struct option_view){ .value = STR(""), .name = form_text(r, N_("None")), .chosen = !form.carrier.len };
	c = carriers.items;
	for (size_t i = 0; i < carriers.count; i++) {
		if (!c[i].is_active && !str_eq(c[i].code, form.carrier))
			continue;
		o = view_push(r, &options, sizeof(*o));
		*o = (struct option_view){
			.value = c[i].code, .name = c[i].name, .chosen = str_eq(c[i].code, form.carrier)
		};
	}
	form_view_field(b->form, "carrier")->options = options.list;
	b->form->action = office_url(r, PATH "/*/ship", s->public_id);
	b->form->submit = form_text(r, N_("It has left the house"));
	return OK;
}

static enum err
show(struct req *r, const struct shipment *s, const struct ship_form *in, struct str problem, struct str done)
{
	const bool waits = s->state == SHIPMENT_PENDING || s->state == SHIPMENT_PACKED;
	struct address to = { 0 };
	struct office_page p;
	int64_t pieces = 0;
	enum err err = shipment_address(req_db(r), r->arena, s->order_id, &to);

	if (err == ERR_NOT_FOUND)
		err_clear(), err = OK;
	if (err ||
	    (err = office_begin(r, &p,
		 str_printf(r->arena, "%.*s %.*s-%d", STR_ARG(form_text(r, N_("Parcel"))), STR_ARG(s->order_number),
		     (int)s->parcel))))
		return err;
	office_crumb(r, &p, N_("Packing"), "/admin/packing");
	office_notice(r, &p, done);
	p.problem = problem;
	for (size_t i = 0; i < s->lines.count; i++)
		pieces += ((struct shipment_line *)s->lines.items)[i].quantity;
	if (office_may(r, PERM_SHIPMENT_WRITE)) {
		if (s->state == SHIPMENT_PENDING)
			step_button(
			    r, &p.actions, s->is_pickup ? N_("Ready to be fetched") : N_("Packed"), PATH "/*/pack", s);
		if (s->is_pickup && s->state == SHIPMENT_PACKED)
			step_button(r, &p.actions, N_("It was fetched"), PATH "/*/deliver", s);
		if (s->state == SHIPMENT_SHIPPED)
			step_button(r, &p.actions, N_("It has arrived"), PATH "/*/deliver", s)->quiet = true;
		if (waits && pieces > 1)
			office_link(r, &p.actions, N_("Split …"), office_url(r, PATH "/*/split", s->public_id))->quiet =
			    true;
	}
	if (s->state != SHIPMENT_CANCELLED)
		office_link(r, &p.actions, N_("Packing slip"), office_url(r, PATH "/*/slip", s->public_id))->quiet =
		    true;
	if (s->state == SHIPMENT_PACKED || in)
		office_link(
		    r, &p.actions, N_("Next to pack"), office_url(r, "/admin/packing/next?warehouse=*", s->warehouse))
		    ->quiet = true;
	fill_facts(r, &p, s, &to);
	fill_lines(r, &p, s);
	if (waits && !s->is_pickup && office_may(r, PERM_SHIPMENT_WRITE) && (err = fill_ship_form(r, &p, s, in)))
		return err;
	fill_events(r, &p, s);
	return office_reply_status(r, problem.ptr ? 409 : r->errors.count ? 422 : 200, &p);
}

static enum err
show_page(struct req *r)
{
	const struct office_args *args = r->args;
	struct shipment s;
	enum err err = shipment_get(req_db(r), r->arena, r->params[0], &s);

	return err ? err : show(r, &s, NULL, STR_ABSENT, args->done);
}

/* ---- steps ---- */

/* A step that somebody else took in between, or that was clicked twice: if it led where we wanted to go, that is as
 * good. */
static enum err
stepped(struct req *r, enum err err, int wanted, const char *done, const struct ship_form *in)
{
	struct shipment s;
	enum err refused = err;

	if (err != OK && err != ERR_CONFLICT && err != ERR_PRECONDITION)
		return err;
	err_clear();
	if (refused && (err = shipment_get(req_db(r), r->arena, r->params[0], &s)))
		return err;
	if (!refused || s.state == wanted)
		return office_done(r, office_url(r, PATH "/*", r->params[0]), done);
	return show(r, &s, in,
	    form_text(r,
		refused == ERR_PRECONDITION
		    ? N_("Somebody else changed this parcel meanwhile: look at it again.")
		    : N_("That is not possible now: the parcel is in another state, or its goods are not in the house.")),
	    STR_ABSENT);
}

static enum err
pack_post(struct req *r)
{
	const struct version_form *in = r->form;
	struct order_env e = office_order_env(r);
	struct shipment s = { 0 };
	enum err err = shipment_pack(&e, r->params[0], in->version, &s);

	return stepped(r, err, SHIPMENT_PACKED, !err && s.is_pickup ? "ready" : "packed", NULL);
}

static enum err
ship_post(struct req *r)
{
	const struct ship_form *in = r->form;
	struct order_env e = office_order_env(r);
	struct shipment s;
	enum err err = r->errors.count
	    ? ERR_INVALID
	    : shipment_ship(&e, r->params[0], in->version, in->carrier, in->tracking_code, &s);

	if (err == ERR_INVALID) {
		err_clear();
		r->errors.arena = r->arena;
		if (!r->errors.count)
			field_error(&r->errors, STR("tracking_code"), N_("Use the letters and digits of the label."),
			    (struct opt_i64){ 0 });
		if ((err = shipment_get(req_db(r), r->arena, r->params[0], &s)))
			return err;
		return show(r, &s, in, STR_ABSENT, STR_ABSENT);
	}
	return stepped(r, err, SHIPMENT_SHIPPED, "sent", in);
}

static enum err
deliver_post(struct req *r)
{
	const struct version_form *in = r->form;
	struct order_env e = office_order_env(r);
	struct shipment s = { 0 };
	enum err err = shipment_deliver(&e, r->params[0], in->version, &s);

	return stepped(r, err, SHIPMENT_DELIVERED, !err && s.is_pickup ? "fetched" : "arrived", NULL);
}

/* ---- split ---- */

static struct piece_field *
pieces_of(struct req *r, const struct shipment *s)
{
	const struct shipment_line *l = s->lines.items;
	struct piece_field *out = arena_array(r->arena, struct piece_field, MAX(s->lines.count, 1));

	for (size_t i = 0; i < s->lines.count; i++)
		out[i] = (struct piece_field){ l[i].order_line,
			l[i].options.len
			    ? str_printf(r->arena, "%.*s (%.*s)", STR_ARG(l[i].title), STR_ARG(l[i].options))
			    : l[i].title,
			l[i].quantity, 0 };
	return out;
}

static enum err
split_show(struct req *r, const struct shipment *s, const struct piece_field *pieces, struct str problem)
{
	static const struct form_field fields[] = { { "version", NULL, FIELD_HIDDEN } };
	const struct order_pieces_form form = { .version = s->version };
	struct office_page p;
	struct block_view *b;
	enum err err = office_begin(r, &p, form_text(r, N_("Split the parcel")));

	if (err)
		return err;
	office_crumb(r, &p, N_("Packing"), "/admin/packing");
	p.lead = form_text(r, N_("How many pieces go into a new parcel?"));
	p.problem = problem;
	b = office_block(r, &p, NULL);
	b->form = arena_new_of(r->arena, struct form_view);
	form_view_fill(r, b->form, fields, COUNT(fields), &order_pieces_shape, &form, NULL);
	office_piece_fields(r, b->form, pieces, s->lines.count);
	b->form->once = once_key(r);
	b->form->action = office_url(r, PATH "/*/split", s->public_id);
	b->form->submit = form_text(r, N_("Make the new parcel"));
	b->cancel_url = office_url(r, PATH "/*", s->public_id);
	return office_reply_status(r, problem.ptr ? 409 : form_status(b->form), &p);
}

static enum err
split_page(struct req *r)
{
	struct shipment s;
	enum err err = shipment_get(req_db(r), r->arena, r->params[0], &s);

	return err ? err : split_show(r, &s, pieces_of(r, &s), STR_ABSENT);
}

static enum err
split_post(struct req *r)
{
	const struct order_pieces_form *in = r->form;
	struct order_env e = office_order_env(r);
	struct piece_field *pieces;
	struct shipment s, made;
	struct list cuts;
	enum err err = shipment_get(req_db(r), r->arena, r->params[0], &s);

	if (err)
		return err;
	pieces = pieces_of(r, &s);
	if (!office_pieces_read(r, in, pieces, s.lines.count, &cuts))
		return split_show(r, &s, pieces, STR_ABSENT);
	err = shipment_split(&e, s.public_id, in->version, cuts, &made);
	if (err == ERR_INVALID || err == ERR_CONFLICT || err == ERR_PRECONDITION) {
		struct str why = form_text(r,
		    err == ERR_INVALID ? N_("Something has to go into the new parcel, and something has to stay.")
				       : N_("Somebody else changed this parcel meanwhile: look at it again."));
		err_clear();
		if ((err = shipment_get(req_db(r), r->arena, r->params[0], &s)))
			return err;
		return split_show(r, &s, pieces, why);
	}
	return err ? err : office_done(r, office_url(r, PATH "/*", made.public_id), "split");
}
