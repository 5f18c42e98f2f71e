/* orders.h - what the pages of orders, parcels and packing share. */
#ifndef MERCER_FCGI_ADMIN_ORDERS_H
#define MERCER_FCGI_ADMIN_ORDERS_H

#include "fcgi/admin/office.h"
#include "lib/shop/shipment.h"
#include "lib/web/once.h"

extern const struct route_table office_order_routes, office_order_action_routes, office_refund_routes,
    office_shipment_routes, office_packing_routes, office_packing_many_routes;

/* A note of a colleague, as it is entered. */
struct order_note_form {
	struct str text;
};
extern const struct shape order_note_shape;

/* Pieces per line as a form has them: "q.<line>" = number. */
struct order_pieces_form {
	struct list q;                 /* struct pair */
	struct str reason;
	int64_t version;
};
extern const struct shape order_pieces_shape;
/* A field per line: how many of `most` pieces. */
struct piece_field {
	struct str line, label;
	int64_t most, value;
};
void office_piece_fields(struct req *r, struct form_view *form, const struct piece_field *pieces, size_t count);
/* What was entered, as struct order_cut (quantity above 0 alone).  False: not a number, or more than there is; the
 * error stands beside its field. */
bool office_pieces_read(
    struct req *r, const struct order_pieces_form *in, struct piece_field *pieces, size_t count, struct list *cuts);

/* Of this request: who is the clerk. */
struct order_env office_order_env(struct req *r);
struct str office_money(struct req *r, struct money m);
struct str office_number(struct req *r, int64_t n);
/* "1.2 kg", "850 g" */
struct str office_weight(struct req *r, int64_t grams);
/* "24 – 26 November 2026"; absent: not promised. */
struct str office_days(struct req *r, struct time from, struct time until);

/* A state in words and in colour, as a cell's text and tone. */
struct order_state_text {
	const char *text, *tone;
};
struct order_state_text office_fulfilment(const struct order *o);
struct order_state_text office_charge(const struct order *o);
struct order_state_text office_authorisation(const struct order *o);
struct order_state_text office_shipment_state(const struct shipment *s);
struct order_state_text office_tracking(int tracking);

/* Rows of a list of orders, columns included. */
void office_order_rows(struct req *r, struct block_view *b, const struct order *o, size_t count);
/* A parcel as it is called: number of the order and its own. */
struct str office_parcel(struct req *r, const struct shipment *s);

/* "2 × Mug (Colour: Forest)", a line for each article. */
struct str office_contents(struct req *r, const struct shipment *s);
/* Address as it is printed. */
struct str office_address(struct req *r, const struct address *a);

/* Parts of the order's page. */
enum err office_order_parcels(struct req *r, struct office_page *p, const struct order *o, int64_t *open) MUST_CHECK;
/* What was cancelled and refunded of it, once it was paid. */
enum err office_order_credits(struct req *r, struct office_page *p, const struct order *o) MUST_CHECK;
enum err office_order_money(struct req *r, struct office_page *p, const struct order *o) MUST_CHECK;
/* What was booked for an order, folded; nothing when nothing was. */
enum err office_books(struct req *r, struct office_page *p, int64_t order_id) MUST_CHECK;
enum err office_order_history(struct req *r, struct office_page *p, const struct order *o) MUST_CHECK;

#endif
