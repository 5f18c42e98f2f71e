/* page_shapes.c - the shapes of the views of order_view.h and pages.h, and the templates that are compiled against
 * them. */
#include "fcgi/order/pages.h"

static const struct shape_field line_fields[] = {
	SHAPE_STR(struct line_view, id, 0, 40),
	SHAPE_STR(struct line_view, title, 0, 500),
	SHAPE_STR(struct line_view, options, 0, 500),
	SHAPE_STR(struct line_view, sku, 0, 190),
	SHAPE_STR(struct line_view, url, 0, 2000),
	SHAPE_STR(struct line_view, image, 0, 2000),
	SHAPE_STR(struct line_view, price, 0, 60),
	SHAPE_STR(struct line_view, former, 0, 60),
	SHAPE_STR(struct line_view, lowest, 0, 60),
	SHAPE_STR(struct line_view, total, 0, 60),
	SHAPE_STR(struct line_view, was, 0, 60),
	SHAPE_STR(struct line_view, state, 0, 200),
	SHAPE_I64(struct line_view, quantity, 0, INT64_MAX),
	SHAPE_STR(struct line_view, field, 0, 60),
	SHAPE_LIST(struct line_view, counts, &option_view_shape, 10000),
};
const struct shape line_view_shape = SHAPE(struct line_view, line_fields, "A line of an order.");

static const struct shape_field sum_fields[] = {
	SHAPE_STR(struct sum_view, name, 0, 200),
	SHAPE_STR(struct sum_view, note, 0, 200),
	SHAPE_STR(struct sum_view, amount, 0, 60),
	SHAPE_BOOL(struct sum_view, is_total),
	SHAPE_BOOL(struct sum_view, is_less),
};
const struct shape sum_view_shape = SHAPE(struct sum_view, sum_fields, "A row of the sums.");

static const struct shape_field choice_fields[] = {
	SHAPE_STR(struct choice_view, id, 0, 60),
	SHAPE_STR(struct choice_view, field, 0, 60),
	SHAPE_STR(struct choice_view, value, 0, 100),
	SHAPE_STR(struct choice_view, name, 0, 500),
	SHAPE_STR(struct choice_view, text, 0, 1000),
	SHAPE_STR(struct choice_view, price, 0, 60),
	SHAPE_STR(struct choice_view, note, 0, 200),
	SHAPE_STR(struct choice_view, by, 0, 200),
	SHAPE_LIST(struct choice_view, lines, NULL, 20),
	SHAPE_BOOL(struct choice_view, chosen),
};
const struct shape choice_view_shape = SHAPE(struct choice_view, choice_fields, "A choice.");

static const struct shape_field problem_fields[] = {
	SHAPE_STR(struct problem_view, text, 0, 1000),
	SHAPE_STR(struct problem_view, url, 0, 2000),
	SHAPE_STR(struct problem_view, action, 0, 100),
};
const struct shape problem_view_shape = SHAPE(struct problem_view, problem_fields, "Something that is different now.");

static const struct shape_field section_fields[] = {
	SHAPE_STR(struct section_view, id, 0, 20),
	SHAPE_STR(struct section_view, name, 0, 100),
	SHAPE_STR(struct section_view, change_url, 0, 200),
	SHAPE_I64(struct section_view, number, 0, 9),
	SHAPE_BOOL(struct section_view, open),
	SHAPE_BOOL(struct section_view, done),
	SHAPE_LIST(struct section_view, told, NULL, 50),
};
static const struct shape section_shape = SHAPE(struct section_view, section_fields, "A step of the checkout.");

static const struct shape_field checkout_fields[] = {
	SHAPE_STRUCT(struct checkout_view, page, struct page_view, &page_view_shape),
	SHAPE_BOOL(struct checkout_view, is_empty),
	SHAPE_BOOL(struct checkout_view, signed_in),
	SHAPE_STR(struct checkout_view, message, 0, 500),
	SHAPE_STR(struct checkout_view, cart_url, 0, 200),
	SHAPE_STR(struct checkout_view, login_url, 0, 200),
	SHAPE_STR(struct checkout_view, order_url, 0, 200),
	SHAPE_LIST(struct checkout_view, problems, &problem_view_shape, 500),
	SHAPE_BOOL(struct checkout_view, has_problems),
	SHAPE_STRUCT(struct checkout_view, contact, struct section_view, &section_shape),
	SHAPE_STRUCT(struct checkout_view, address, struct section_view, &section_shape),
	SHAPE_STRUCT(struct checkout_view, delivery, struct section_view, &section_shape),
	SHAPE_STRUCT(struct checkout_view, payment, struct section_view, &section_shape),
	SHAPE_STRUCT(struct checkout_view, review, struct section_view, &section_shape),
	SHAPE_STRUCT(struct checkout_view, form, struct form_view, &form_view_shape),
	SHAPE_LIST(struct checkout_view, saved, &choice_view_shape, 100),
	SHAPE_BOOL(struct checkout_view, has_saved),
	SHAPE_BOOL(struct checkout_view, other_billing),
	SHAPE_STRUCT(struct checkout_view, delivery_form, struct form_view, &form_view_shape),
	SHAPE_STRUCT(struct checkout_view, billing_form, struct form_view, &form_view_shape),
	SHAPE_STRUCT(struct checkout_view, vat_form, struct form_view, &form_view_shape),
	SHAPE_STR(struct checkout_view, address_path, 0, 200),
	SHAPE_LIST(struct checkout_view, offers, &choice_view_shape, 500),
	SHAPE_LIST(struct checkout_view, methods, &choice_view_shape, 100),
	SHAPE_BOOL(struct checkout_view, has_offers),
	SHAPE_BOOL(struct checkout_view, is_free),
	SHAPE_BOOL(struct checkout_view, knows_place),
	SHAPE_STR(struct checkout_view, choice_error, 0, 500),
	SHAPE_LIST(struct checkout_view, lines, &line_view_shape, 500),
	SHAPE_LIST(struct checkout_view, sums, &sum_view_shape, 100),
	SHAPE_STR(struct checkout_view, total, 0, 60),
	SHAPE_STR(struct checkout_view, promise, 0, 100), SHAPE_STR(struct checkout_view, promise_by, 0, 200),
	SHAPE_STR(struct checkout_view, expected_total, 0, 30),
	SHAPE_STR(struct checkout_view, cart, 0, 40),
	SHAPE_I64(struct checkout_view, pieces, 0, INT64_MAX),
	SHAPE_BOOL(struct checkout_view, is_blocked),
	SHAPE_BOOL(struct checkout_view, has_review),
};
const struct shape checkout_view_shape = SHAPE(struct checkout_view, checkout_fields, "The checkout.");

static const struct shape_field event_fields[] = {
	SHAPE_STR(struct event_view, when, 0, 100),
	SHAPE_STR(struct event_view, text, 0, 500),
};
static const struct shape event_shape = SHAPE(struct event_view, event_fields, "Something that happened.");
static const struct shape_field refund_fields[] = {
	SHAPE_STR(struct refund_view, amount, 0, 60),
	SHAPE_STR(struct refund_view, when, 0, 100),
	SHAPE_STR(struct refund_view, state, 0, 100),
	SHAPE_LIST(struct refund_view, lines, NULL, 500),
	SHAPE_BOOL(struct refund_view, is_done),
};
static const struct shape refund_shape = SHAPE(struct refund_view, refund_fields, "Money that goes back.");

static const struct shape_field parcel_fields[] = {
	SHAPE_STR(struct parcel_view, name, 0, 100),
	SHAPE_STR(struct parcel_view, state, 0, 200),
	SHAPE_STR(struct parcel_view, promise, 0, 100),
	SHAPE_STR(struct parcel_view, carrier, 0, 200),
	SHAPE_STR(struct parcel_view, code, 0, 64),
	SHAPE_STR(struct parcel_view, url, 0, 600),
	SHAPE_STR(struct parcel_view, place, 0, 500),
	SHAPE_LIST(struct parcel_view, lines, NULL, 500),
	SHAPE_LIST(struct parcel_view, events, &event_shape, 500),
	SHAPE_BOOL(struct parcel_view, has_events),
};
static const struct shape parcel_shape = SHAPE(struct parcel_view, parcel_fields, "A parcel.");

static const struct shape_field order_fields[] = {
	SHAPE_STRUCT(struct order_view, page, struct page_view, &page_view_shape),
	SHAPE_STR(struct order_view, number, 0, 40),
	SHAPE_STR(struct order_view, heading, 0, 200),
	SHAPE_STR(struct order_view, lead, 0, 1000),
	SHAPE_STR(struct order_view, tone, 0, 10),
	SHAPE_STR(struct order_view, placed, 0, 100),
	SHAPE_STR(struct order_view, email, 0, 254),
	SHAPE_STR(struct order_view, notice, 0, 500),
	SHAPE_STR(struct order_view, key, 0, 100),
	SHAPE_BOOL(struct order_view, is_thanks),
	SHAPE_BOOL(struct order_view, is_waiting),
	SHAPE_BOOL(struct order_view, is_pickup), SHAPE_BOOL(struct order_view, is_sent),
	SHAPE_I64(struct order_view, minutes, 0, INT64_MAX),
	SHAPE_LIST(struct order_view, lines, &line_view_shape, 500),
	SHAPE_LIST(struct order_view, sums, &sum_view_shape, 100),
	SHAPE_LIST(struct order_view, delivery, NULL, 20),
	SHAPE_LIST(struct order_view, billing, NULL, 20),
	SHAPE_BOOL(struct order_view, has_billing),
	SHAPE_STR(struct order_view, shipping, 0, 200),
	SHAPE_STR(struct order_view, promise, 0, 100),
	SHAPE_STR(struct order_view, paid_by, 0, 200),
	SHAPE_STR(struct order_view, vat_id, 0, 40),
	SHAPE_STR(struct order_view, note, 0, CHECKOUT_NOTE_MAX),
	SHAPE_LIST(struct order_view, parcels, &parcel_shape, 100),
	SHAPE_BOOL(struct order_view, has_parcels),
	SHAPE_LIST(struct order_view, refunds, &refund_shape, 1000),
	SHAPE_BOOL(struct order_view, has_refunds),
	SHAPE_LIST(struct order_view, events, &event_shape, 500),
	SHAPE_BOOL(struct order_view, has_events),
	SHAPE_LIST(struct order_view, methods, &choice_view_shape, 100),
	SHAPE_BOOL(struct order_view, may_pay),
	SHAPE_STR(struct order_view, pay_url, 0, 300),
	SHAPE_STR(struct order_view, order_url, 0, 300),
	SHAPE_STR(struct order_view, back_url, 0, 300),
	SHAPE_STR(struct order_view, cancel_url, 0, 300),
	SHAPE_STR(struct order_view, withdraw_url, 0, 300),
	SHAPE_LIST(struct order_view, documents, &link_view_shape, 100),
	SHAPE_STRUCT(struct order_view, form, struct form_view, &form_view_shape),
	SHAPE_BOOL(struct order_view, is_account),
};
const struct shape order_view_shape = SHAPE(struct order_view, order_fields, "An order.");

static const struct shape_field row_fields[] = {
	SHAPE_STR(struct order_row_view, number, 0, 40),
	SHAPE_STR(struct order_row_view, url, 0, 300),
	SHAPE_STR(struct order_row_view, placed, 0, 100),
	SHAPE_STR(struct order_row_view, total, 0, 60),
	SHAPE_STR(struct order_row_view, state, 0, 200),
	SHAPE_STR(struct order_row_view, tone, 0, 10),
};
static const struct shape row_shape = SHAPE(struct order_row_view, row_fields, "An order of a list.");

static const struct shape_field orders_fields[] = {
	SHAPE_STRUCT(struct orders_view, page, struct page_view, &page_view_shape),
	SHAPE_LIST(struct orders_view, orders, &row_shape, 100),
	SHAPE_BOOL(struct orders_view, has_orders),
	SHAPE_STR(struct orders_view, more_url, 0, 300),
};
const struct shape orders_view_shape = SHAPE(struct orders_view, orders_fields, "The orders of a customer.");

static const struct shape_field part_fields[] = {
	SHAPE_STR(struct part_view, heading, 0, 200),
	SHAPE_LIST(struct part_view, paragraphs, NULL, 50),
};
static const struct shape part_shape = SHAPE(struct part_view, part_fields, "A part of a text.");

static const struct shape_field words_fields[] = {
	SHAPE_STRUCT(struct words_view, page, struct page_view, &page_view_shape),
	SHAPE_STR(struct words_view, heading, 0, 200),
	SHAPE_STR(struct words_view, lead, 0, 1000),
	SHAPE_STR(struct words_view, notice, 0, 500),
	SHAPE_STR(struct words_view, link, 0, 100),
	SHAPE_STR(struct words_view, link_url, 0, 300),
	SHAPE_LIST(struct words_view, parts, &part_shape, 50),
	SHAPE_STRUCT(struct words_view, form, struct form_view, &form_view_shape),
	SHAPE_BOOL(struct words_view, is_draft),
};
const struct shape words_view_shape = SHAPE(struct words_view, words_fields, "A text with a form.");

static const struct shape_field key_fields[] = {
	SHAPE_STR(struct key_args, key, 0, 100, .flags = SHAPE_SECRET, .doc = "secret part of a guest's link"),
	SHAPE_STR(struct key_args, done, 0, 40, .doc = "which sentence to show"),
};
const struct shape key_args_shape = SHAPE(struct key_args, key_fields, "What the address of an order says.");

const struct tmpl_def order_templates[] = {
	FRAME_TEMPLATES,
	[T_CHECKOUT] = { "order/checkout", &checkout_view_shape },
	[T_CHECKOUT_FIELDS] = { "order/checkout_fields", &checkout_view_shape },
	[T_ORDER] = { "order/order", &order_view_shape },
	[T_ORDER_ACCOUNT] = { "order/order_account", &order_view_shape },
	[T_ORDERS] = { "order/orders", &orders_view_shape },
	[T_ORDER_CANCEL] = { "order/cancel", &order_view_shape },
	[T_WORDS] = { "order/words", &words_view_shape },
	[T_INVOICE] = { "order/invoice", &invoice_view_shape },
};
_Static_assert(COUNT(order_templates) == T__MAX, "a row per template");
