/* packing_pages.c - what is to be packed, warehouse by warehouse: the queue, the next one, the list to fetch the goods
 * by. */
#include "fcgi/admin/orders.h"
#include "lib/web/form.h"

static enum err queue_page(struct req *r), next_page(struct req *r), pick_page(struct req *r);

struct packing_args {
	struct str warehouse, done;
	int state;
	int64_t after;
};
static const struct shape_field args_fields[] = {
	SHAPE_STR(struct packing_args, warehouse, 0, 32, .doc = "code of the warehouse"),
	SHAPE_ENUM(struct packing_args, state, shipment_states, .fallback = "pending", .doc = "which parcels"),
	SHAPE_I64(struct packing_args, after, 0, INT64_MAX, .fallback = "0", .doc = "behind this one in the list"),
	SHAPE_STR(struct packing_args, done, 0, 40, .doc = "what was done just now"),
};
static const struct shape args_shape = SHAPE(struct packing_args, args_fields, "Which parcels.");

#define READ ACCESS_OFFICE, PERM_SHIPMENT_READ
static const struct route routes[] = {
	{ GET, "/admin/packing", queue_page, READ, .query = &args_shape, .sql = { 0, 8 },
	    .doc = "What is to be packed" },
	{ GET, "/admin/packing/next", next_page, READ, .query = &args_shape, .sql = { 0, 8 },
	    .doc = "Leads to the oldest parcel that is to be packed" },
	{ GET, "/admin/packing/pick", pick_page, READ, .query = &args_shape, .sql = { 0, 8 },
	    .doc = "What has to be fetched from the shelves" },
};
const struct route_table office_packing_routes = { routes, COUNT(routes) };

#define PATH "/admin/packing"
#define PER_PAGE 50
#define PICK_MAX 100 /* parcels of one round */

static struct str
packing_url(struct req *r, const char *path, struct packing_args args)
{
	args.done = STR_ABSENT;
	return office_url_args(r, path, &args_shape, &args);
}

/* The warehouse of the arguments; 0: all, or one without anything to do. */
static int64_t
warehouse_of(const struct list *loads, struct str code)
{
	const struct shipment_load *l = loads->items;

	for (size_t i = 0; i < loads->count; i++)
		if (str_eq(l[i].code, code))
			return l[i].warehouse_id;
	return 0;
}

static void
fill_houses(struct req *r, struct office_page *p, const struct list *loads, const struct packing_args *args)
{
	static const char *const columns[] = { N_("Warehouse"), RIGHT(N_("To pack")), RIGHT(N_("Packed")),
		RIGHT(N_("Due")) };
	const struct shipment_load *l = loads->items;
	struct packing_args next = *args;
	struct block_view *b;

	if (loads->count < 2 && !args->warehouse.len)
		return;
	b = office_block(r, p, N_("Warehouses"));
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nothing waits anywhere."));
	next.after = 0;
	for (size_t i = 0; i < loads->count; i++) {
		struct row_view *row = office_row(r, b);
		next.warehouse = l[i].code;
		office_cell(r, b, row, l[i].name)->url = packing_url(r, PATH, next);
		office_cell(r, b, row, office_number(r, l[i].pending));
		office_cell(r, b, row, office_number(r, l[i].packed));
		office_cell(r, b, row, office_number(r, l[i].late))->tone = l[i].late ? STR("bad") : STR_ABSENT;
	}
	if (args->warehouse.len) {
		next.warehouse = STR_ABSENT;
		office_link(r, &b->buttons, N_("All warehouses"), packing_url(r, PATH, next))->quiet = true;
	}
}

static void
fill_picks(struct req *r, struct block_view *b, int state)
{
	if (state > SHIPMENT_PACKED)
		return;
	office_pick(b, "parcel");
	office_pick_button(r, b, N_("Print packing slips"), office_url(r, PATH "/slips", STR("")), false);
	if (state == SHIPMENT_PENDING && office_may(r, PERM_SHIPMENT_WRITE))
		office_pick_button(r, b, N_("Mark as packed"), office_url(r, PATH "/packed", STR("")), true);
}

static void
fill_queue(struct req *r, struct block_view *b, const struct shipment *s, size_t count, int state)
{
	static const char *const columns[] = { N_("Parcel"), N_("Contents"), N_("Promised"), N_("Warehouse") };
	const struct time now = clock_now();

	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nothing. Enjoy the quiet."));
	fill_picks(r, b, state);
	for (size_t i = 0; i < count; i++) {
		struct row_view *row = office_row(r, b);
		struct cell_view *c = office_cell(r, b, row, office_parcel(r, &s[i]));
		office_pick_row(row, s[i].public_id,
		    str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("Choose"))), STR_ARG(c->text)));
		c->url = office_url(r, "/admin/shipments/*", s[i].public_id);
		c->note = s[i].is_pickup ? form_text(r, N_("is fetched")) : s[i].carrier_name;
		office_cell(r, b, row, office_contents(r, &s[i]))->note = office_weight(r, s[i].weight_grams);
		c = office_cell(r, b, row, form_date(r, s[i].promised_until));
		c->keep = true;
		if (!time_is_absent(s[i].promised_until) && s[i].promised_until.us <= now.us &&
		    s[i].state <= SHIPMENT_PACKED)
			c->tone = STR("bad");
		office_cell(r, b, row, s[i].warehouse_name);
		if (office_may(r, PERM_SHIPMENT_WRITE) && s[i].state == SHIPMENT_PENDING) {
			struct button_view *button = office_row_button(
			    r, b, row, N_("Packed"), office_url(r, "/admin/shipments/*/pack", s[i].public_id));
			button->name = STR("version");
			button->value = office_number(r, s[i].version);
		}
		office_row_link(r, b, row, N_("Slip"), office_url(r, "/admin/shipments/*/slip", s[i].public_id));
	}
}

static void
add_tab(struct req *r, struct office_page *p, const struct packing_args *now, const char *name, int state)
{
	struct packing_args args = *now;
	struct link_view *tab = view_push(r, &p->tabs, sizeof(*tab));

	args.state = state;
	args.after = 0;
	*tab = (struct link_view){
		.name = form_text(r, name), .url = packing_url(r, PATH, args), .current = now->state == state
	};
}

static enum err
queue_page(struct req *r)
{
	struct packing_args args = *(const struct packing_args *)r->args, next;
	const struct shipment *s;
	struct office_page p;
	struct block_view *b;
	struct list loads, queue;
	int64_t house;
	enum err err = shipment_loads(req_db(r), r->arena, &loads);

	if (err)
		return err;
	args.state = args.state < 0 ? SHIPMENT_PENDING : args.state;
	house = warehouse_of(&loads, args.warehouse);
	if ((err = shipment_queue(req_db(r), r->arena, args.state, args.warehouse.len && !house ? -1 : house,
		 args.after, PER_PAGE + 1, &queue)) ||
	    (err = office_begin(r, &p, form_text(r, N_("Packing")))))
		return err;
	s = queue.items;
	office_notice(r, &p, args.done);
	if (queue.count && args.state == SHIPMENT_PENDING) {
		next = args;
		next.after = 0;
		office_link(r, &p.actions, N_("Pack the next one"), packing_url(r, PATH "/next", next));
		office_link(r, &p.actions, N_("Pick list"), packing_url(r, PATH "/pick", next))->quiet = true;
	}
	add_tab(r, &p, &args, N_("To pack"), SHIPMENT_PENDING);
	add_tab(r, &p, &args, N_("Packed, to hand over"), SHIPMENT_PACKED);
	add_tab(r, &p, &args, N_("On its way"), SHIPMENT_SHIPPED);
	fill_houses(r, &p, &loads, &args);
	b = office_block(r, &p, NULL);
	fill_queue(r, b, s, MIN(queue.count, PER_PAGE), args.state);
	next = args;
	if (queue.count > PER_PAGE) {
		next.after = s[PER_PAGE - 1].id;
		b->next_url = packing_url(r, PATH, next);
	}
	next.after = 0;
	if (args.after)
		b->first_url = packing_url(r, PATH, next);
	return office_reply(r, &p);
}

static enum err
next_page(struct req *r)
{
	const struct packing_args *args = r->args;
	struct list loads, queue;
	int64_t house;
	enum err err = shipment_loads(req_db(r), r->arena, &loads);

	if (err)
		return err;
	house = warehouse_of(&loads, args->warehouse);
	if ((err = shipment_queue(
		 req_db(r), r->arena, SHIPMENT_PENDING, args->warehouse.len && !house ? -1 : house, 0, 1, &queue)))
		return err;
	if (!queue.count)
		return office_done(r, office_url(r, PATH, STR("")), "nothing-left");
	return resp_redirect(r, 303, office_url(r, "/admin/shipments/*", ((struct shipment *)queue.items)->public_id));
}

/* ---- pick list ---- */

struct pick {
	int64_t variant_id, pieces, parcels;
	struct str title, options, sku;
};

static int
by_number(const void *a, const void *b)
{
	const struct pick *x = a, *y = b;
	int order = str_cmp(x->sku.ptr ? x->sku : STR(""), y->sku.ptr ? y->sku : STR(""));

	return order ? order : str_cmp(x->title, y->title);
}

static struct list
picks_of(struct req *r, const struct list *queue)
{
	const struct shipment *s = queue->items;
	struct pick *out;
	size_t n = 0, most = 1;

	for (size_t i = 0; i < queue->count; i++)
		most += s[i].lines.count;
	out = arena_array(r->arena, struct pick, most);
	for (size_t i = 0; i < queue->count; i++) {
		const struct shipment_line *l = s[i].lines.items;
		for (size_t k = 0; k < s[i].lines.count; k++) {
			size_t at = 0;
			while (at < n && out[at].variant_id != l[k].variant_id)
				at++;
			if (at == n)
				out[n++] = (struct pick){ l[k].variant_id, 0, 0, l[k].title, l[k].options, l[k].sku };
			out[at].pieces += l[k].quantity;
			out[at].parcels++;
		}
	}
	qsort(out, n, sizeof(*out), by_number);
	return (struct list){ out, n };
}

static enum err
pick_page(struct req *r)
{
	static const char *const columns[] = { N_("Number"), N_("Article"), RIGHT(N_("Pieces")), RIGHT(N_("Parcels")) };
	const struct packing_args *args = r->args;
	const struct pick *pick;
	struct list loads, queue, picks;
	struct office_page p;
	struct block_view *b;
	int64_t house;
	enum err err = shipment_loads(req_db(r), r->arena, &loads);

	if (err)
		return err;
	house = warehouse_of(&loads, args->warehouse);
	if ((err = shipment_queue(req_db(r), r->arena, SHIPMENT_PENDING, args->warehouse.len && !house ? -1 : house, 0,
		 PICK_MAX, &queue)) ||
	    (err = office_begin(r, &p, form_text(r, N_("Pick list")))))
		return err;
	office_crumb(r, &p, N_("Packing"), PATH);
	p.lead = str_printf(r->arena, "%.*s: %zu", STR_ARG(form_text(r, N_("Parcels"))), queue.count);
	picks = picks_of(r, &queue);
	b = office_block(r, &p, NULL);
	b->text = form_text(r,
	    N_("All that the oldest parcels need, in the order of the numbers: fetch it once, then pack parcel by parcel."));
	office_columns(r, b, columns, COUNT(columns));
	b->empty = form_text(r, N_("Nothing. Enjoy the quiet."));
	pick = picks.items;
	for (size_t i = 0; i < picks.count; i++) {
		struct row_view *row = office_row(r, b);
		office_cell(r, b, row, pick[i].sku)->code = true;
		office_cell(r, b, row, pick[i].title)->note = pick[i].options;
		office_cell(r, b, row, office_number(r, pick[i].pieces));
		office_cell(r, b, row, office_number(r, pick[i].parcels));
	}
	return office_reply(r, &p);
}
