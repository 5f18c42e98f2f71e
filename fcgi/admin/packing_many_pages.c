/* packing_many_pages.c - packing slips, of one parcel or of many, and many parcels that are packed at once. */
#include "fcgi/admin/orders.h"
#include "lib/web/form.h"

static enum err slip_page(struct req *r), slips_page(struct req *r), packed_post(struct req *r);

#define MANY 50 /* rows of a page */
#define PARCELS_MAX 100

/* What was chosen: parcels by their ids, orders by their numbers. */
struct many {
	struct list parcel, order;     /* struct str */
};
static const struct shape_field many_fields[] = {
	SHAPE_LIST(struct many, parcel, NULL, MANY, .doc = "ids of parcels"),
	SHAPE_LIST(struct many, order, NULL, MANY, .doc = "numbers of orders: those of their parcels that wait"),
};
static const struct shape many_shape = SHAPE(struct many, many_fields, "Chosen rows.");

/* An order costs up to 7 statements to find its parcels, a parcel 4 to be read, at most 40 to be packed. */
static const struct route routes[] = {
	{ GET, "/admin/shipments/{id}/slip", slip_page, ACCESS_OFFICE, PERM_SHIPMENT_READ, .sql = { 0, 10 },
	    .doc = "The paper that goes into the parcel" },
	{ GET, "/admin/packing/slips", slips_page, ACCESS_OFFICE, PERM_SHIPMENT_READ, .query = &many_shape,
	    .sql = { 0, 4 + MANY * 7 + PARCELS_MAX * 4 }, .doc = "Several slips, a page of paper each" },
	{ POST, "/admin/packing/packed", packed_post, ACCESS_OFFICE, PERM_SHIPMENT_WRITE, .body = &many_shape,
	    .sql = { 0, 4 + MANY * 7 + PARCELS_MAX * 40 },
	    .doc = "Several parcels are packed; safe to repeat, as one that is packed stays so" },
};
const struct route_table office_packing_many_routes = { routes, COUNT(routes) };

/* ---- what was chosen ---- */

static enum err
add_order(struct req *r, struct str number, struct view_list *out)
{
	const struct shipment *s;
	struct order order;
	struct list all;
	enum err err = order_get(req_db(r), r->arena, number, &order);

	if (!err)
		err = shipment_list(req_db(r), r->arena, order.id, &all);
	if (err == ERR_NOT_FOUND)
		return err_clear(), OK;
	if (err)
		return err;
	s = all.items;
	for (size_t i = 0; i < all.count; i++)
		if ((s[i].state == SHIPMENT_PENDING || s[i].state == SHIPMENT_PACKED) && out->list.count < PARCELS_MAX)
			*(struct shipment *)view_push(r, out, sizeof(*s)) = s[i];
	return OK;
}

/* struct shipment, in the order they were chosen in; what is gone is left out. */
static enum err
chosen(struct req *r, const struct many *in, struct list *out)
{
	const struct str *parcel = in->parcel.items, *order = in->order.items;
	struct view_list all = { 0 };
	struct shipment s;
	enum err err;

	for (size_t i = 0; i < in->parcel.count; i++) {
		err = shipment_get(req_db(r), r->arena, parcel[i], &s);
		if (err == ERR_NOT_FOUND)
			err_clear();
		else if (err)
			return err;
		else
			*(struct shipment *)view_push(r, &all, sizeof(s)) = s;
	}
	for (size_t i = 0; i < in->order.count; i++)
		if ((err = add_order(r, order[i], &all)))
			return err;
	*out = all.list;
	return OK;
}

static struct str
way_back(struct req *r, const struct many *in)
{
	return office_url(r, in->order.count ? "/admin/orders" : "/admin/packing", STR(""));
}

/* ---- slips ---- */

struct slip_line {
	struct str quantity, title, options, sku;
};
static const struct shape_field line_fields[] = {
	SHAPE_STR(struct slip_line, quantity, 0, 20),
	SHAPE_STR(struct slip_line, title, 0, 500),
	SHAPE_STR(struct slip_line, options, 0, 500),
	SHAPE_STR(struct slip_line, sku, 0, 190),
};
static const struct shape line_shape = SHAPE(struct slip_line, line_fields, "A line of a slip.");
struct slip_view {
	struct str number, parcel, placed, from;
	struct list address, lines;    /* struct str; struct slip_line */
};
static const struct shape_field slip_fields[] = {
	SHAPE_STR(struct slip_view, number, 0, 20),
	SHAPE_STR(struct slip_view, parcel, 0, 40),
	SHAPE_STR(struct slip_view, placed, 0, 100),
	SHAPE_STR(struct slip_view, from, 0, 200),
	SHAPE_LIST(struct slip_view, address, NULL, 20),
	SHAPE_LIST(struct slip_view, lines, &line_shape, 1000),
};
static const struct shape slip_shape = SHAPE(struct slip_view, slip_fields, "A packing slip.");

struct slips_view {
	struct office_frame *page;
	struct str title, back;
	struct list slips;
};
static const struct shape_field slips_fields[] = {
	SHAPE_STRUCT(struct slips_view, page, struct office_frame, &office_frame_shape),
	SHAPE_STR(struct slips_view, title, 0, 200),
	SHAPE_STR(struct slips_view, back, 0, 200),
	SHAPE_LIST(struct slips_view, slips, &slip_shape, PARCELS_MAX),
};
const struct shape office_slip_shape = SHAPE(struct slips_view, slips_fields, "Packing slips.");

static enum err
fill_slip(struct req *r, const struct shipment *s, struct slip_view *v)
{
	const struct shipment_line *l = s->lines.items;
	struct slip_line *lines = arena_array(r->arena, struct slip_line, MAX(s->lines.count, 1));
	struct address to = { 0 };
	enum err err = shipment_address(req_db(r), r->arena, s->order_id, &to);

	*v = (struct slip_view){ .number = s->order_number,
		.parcel = office_parcel(r, s),
		.placed = form_date(r, s->created_at),
		.from = s->warehouse_name };
	if (err == ERR_NOT_FOUND)
		err_clear(), err = OK;
	if (!err && to.country.len)
		err = address_lines(r->arena, &to, req_locale(r), STR_ABSENT, &v->address);
	for (size_t i = 0; i < s->lines.count; i++)
		lines[i] = (struct slip_line){ office_number(r, l[i].quantity), l[i].title, l[i].options, l[i].sku };
	v->lines = (struct list){ lines, s->lines.count };
	return err;
}

static enum err
slips_reply(struct req *r, struct str title, struct str back, const struct shipment *s, size_t count)
{
	struct slips_view v = { .title = title, .back = back };
	struct slip_view *slips = arena_array(r->arena, struct slip_view, MAX(count, 1));
	void *frame;
	enum err err = office_frame(r, title, &frame);

	for (size_t i = 0; i < count && !err; i++)
		err = fill_slip(r, &s[i], &slips[i]);
	if (err)
		return err;
	v.page = frame;
	v.slips = (struct list){ slips, count };
	resp_header(r, "Cache-Control", STR("no-store"));
	return resp_page(r, tmpl_get(r->app->templates, T_SLIP), &v);
}

static enum err
slip_page(struct req *r)
{
	struct shipment s;
	enum err err = shipment_get(req_db(r), r->arena, r->params[0], &s);

	if (err)
		return err;
	return slips_reply(r,
	    str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("Packing slip"))), STR_ARG(office_parcel(r, &s))),
	    office_url(r, "/admin/shipments/*", s.public_id), &s, 1);
}

static enum err
slips_page(struct req *r)
{
	const struct many *in = r->args;
	struct list parcels;
	enum err err = chosen(r, in, &parcels);

	if (err)
		return err;
	if (!parcels.count)
		return office_done(r, way_back(r, in), "none-chosen");
	return slips_reply(r, form_text(r, N_("Packing slips")), way_back(r, in), parcels.items, parcels.count);
}

/* ---- packed ---- */

/* A parcel that a colleague has packed in between is as good; one that is gone or cancelled is named, and the others
 * are packed all the same. */
static enum err
pack_all(struct req *r, const struct shipment *s, size_t count, int64_t *packed, struct buf *refused)
{
	struct order_env e = office_order_env(r);
	struct shipment now;

	*packed = 0;
	for (size_t i = 0; i < count; i++) {
		enum err err = s[i].state == SHIPMENT_PACKED ? OK : shipment_pack(&e, s[i].public_id, 0, &now);
		if (err == ERR_CONFLICT && shipment_get(req_db(r), r->arena, s[i].public_id, &now) == OK &&
		    now.state == SHIPMENT_PACKED)
			err = OK;
		if (err != OK && err != ERR_CONFLICT && err != ERR_NOT_FOUND)
			return err;
		err_clear();
		if (err)
			buf_printf(refused, "%s%.*s", refused->len ? ", " : "", STR_ARG(office_parcel(r, &s[i])));
		else
			++*packed;
	}
	return OK;
}

static enum err
packed_post(struct req *r)
{
	const struct many *in = r->form;
	struct office_page p;
	struct block_view *b;
	struct list parcels;
	struct buf refused;
	int64_t packed;
	enum err err = chosen(r, in, &parcels);

	buf_in_arena(&refused, r->arena, BUF_LINE);
	if (!err)
		err = pack_all(r, parcels.items, parcels.count, &packed, &refused);
	if (err)
		return err;
	if (!parcels.count)
		return office_done(r, way_back(r, in), "none-chosen");
	if (!refused.len)
		return office_done(r, way_back(r, in), "many-packed");
	if ((err = office_begin(r, &p, form_text(r, N_("Not all of them could be packed")))))
		return err;
	office_crumb(r, &p, N_("Packing"), "/admin/packing");
	p.problem = form_text(
	    r, N_("That is not possible now: the parcel is in another state, or its goods are not in the house."));
	b = office_block(r, &p, NULL);
	office_fact(r, b, N_("Packed"), office_number(r, packed));
	office_fact(r, b, N_("Not packed"), buf_view(&refused));
	office_link(r, &b->buttons, N_("Back to the list"), way_back(r, in))->quiet = true;
	return office_reply_status(r, 409, &p);
}
