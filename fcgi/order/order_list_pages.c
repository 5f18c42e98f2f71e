/* order_list_pages.c - the orders of a customer, newest first.  See pages.h. */
#include "fcgi/common/account_frame.h"
#include "fcgi/order/pages.h"

#define PAGE_ORDERS 20

struct list_args {
	int64_t after;
};
static const struct shape_field list_fields[] = { SHAPE_I64(
    struct list_args, after, 0, INT64_MAX, .fallback = "0", .doc = "key of the last order that was shown") };
static const struct shape list_shape = SHAPE(struct list_args, list_fields, "Which orders.");

static enum err orders_page(struct req *r);

static const struct route routes[] = {
	{ GET, "/account/orders", orders_page, ACCESS_SHOPPER, .query = &list_shape, .sql = { 0, 6 },
	    .doc = "The orders of the customer" },
};
const struct route_table order_list_routes = { routes, COUNT(routes) };

static enum err
orders_page(struct req *r)
{
	const struct list_args *args = r->args;
	const struct order_filter filter = { .account_id = r->who.account_id,
		.fulfilment = -1,
		.charge = -1,
		.from = TIME_ABSENT,
		.until = TIME_ABSENT,
		.after = args->after,
		.limit = PAGE_ORDERS + 1 };
	struct orders_view v;
	struct order_row_view *rows;
	const struct order *o;
	struct list orders;
	enum err err = order_list(req_db(r), r->arena, &filter, &orders);

	shape_init(&orders_view_shape, &v);
	v.page = arena_new_of(r->arena, struct page_view);
	if (!err)
		err = account_frame(r, AREA_ORDERS, form_text(r, N_("Orders")), v.page);
	if (err)
		return err;
	if (orders.count > PAGE_ORDERS) {
		orders.count = PAGE_ORDERS;
		o = orders.items;
		v.more_url =
		    path_of(r, arena_printf(r->arena, "/account/orders?after=%lld", (long long)o[PAGE_ORDERS - 1].id));
	}
	o = orders.items;
	rows = arena_array(r->arena, struct order_row_view, orders.count + 1);
	for (size_t i = 0; i < orders.count; i++) {
		rows[i] = (struct order_row_view){ .number = o[i].number,
			.url = url_of(r, "/account/orders/", o[i].public_id),
			.placed = form_date(r, o[i].placed_at),
			.total = money_text(r, o[i].total) };
		rows[i].state = order_state_text(r, &o[i], &rows[i].tone);
	}
	v.orders = (struct list){ rows, orders.count };
	v.has_orders = orders.count > 0;
	return order_reply(r, T_ORDERS, 200, &v);
}
