/* cart_shapes.c - what templates of carts see.  See cart_view.h. */
#include "fcgi/cart/cart.h"

static const struct shape_field amount_fields[] = { SHAPE_STR(struct amount_view, name, 0, 200),
	SHAPE_STR(struct amount_view, amount, 0, 60) };
static const struct shape amount_shape = SHAPE(struct amount_view, amount_fields, "An amount and what it is for.");

static const struct shape_field code_fields[] = { SHAPE_STR(struct code_view, code, 0, 64),
	SHAPE_STR(struct code_view, why, 0, 500), SHAPE_BOOL(struct code_view, accepted) };
static const struct shape code_shape = SHAPE(struct code_view, code_fields, "A code that was entered.");

#define TEXT(m) SHAPE_STR(struct line_view, m, 0, 2000)
#define FLAG(m) SHAPE_BOOL(struct line_view, m)
#define NUMBER(m) SHAPE_I64(struct line_view, m, 0, INT64_MAX)
static const struct shape_field line_fields[] = { TEXT(id), TEXT(variant), TEXT(title), TEXT(options), TEXT(sku),
	TEXT(url), TEXT(image), TEXT(alt), TEXT(initial), SHAPE_I32(struct line_view, width, 0, INT32_MAX),
	SHAPE_I32(struct line_view, height, 0, INT32_MAX), NUMBER(quantity), NUMBER(least), NUMBER(most), NUMBER(step),
	FLAG(fixed), TEXT(unit_price), TEXT(list_price), TEXT(lowest), TEXT(total), TEXT(before),
	SHAPE_LIST(struct line_view, discounts, &amount_shape, 100), FLAG(in_stock), FLAG(low), FLAG(backorder),
	NUMBER(left), FLAG(has_problem), FLAG(blocks), FLAG(gone), FLAG(sold_out), FLAG(price_up), FLAG(price_down),
	NUMBER(fewer), TEXT(was), TEXT(rule), TEXT(error), TEXT(action) };
static const struct shape line_shape = SHAPE(struct line_view, line_fields, "A line of a cart.");
#undef TEXT
#undef FLAG
#undef NUMBER

#define TEXT(m) SHAPE_STR(struct cart_view, m, 0, 2000)
#define FLAG(m) SHAPE_BOOL(struct cart_view, m)
#define NUMBER(m) SHAPE_I64(struct cart_view, m, 0, INT64_MAX)
static const struct shape_field cart_fields[] = { SHAPE_STRUCT(
						      struct cart_view, page, struct page_view, &page_view_shape),
	TEXT(heading), TEXT(notice), TEXT(error), SHAPE_STRUCT(struct cart_view, undo, struct line_view, &line_shape),
	SHAPE_STRUCT(struct cart_view, added, struct line_view, &line_shape), FLAG(is_empty), FLAG(has_saved),
	FLAG(has_problems), FLAG(blocks), FLAG(has_codes), FLAG(is_mini), FLAG(is_shared), FLAG(is_own), NUMBER(pieces),
	NUMBER(kinds), NUMBER(more), SHAPE_LIST(struct cart_view, lines, &line_shape, 1000),
	SHAPE_LIST(struct cart_view, saved, &line_shape, 1000), SHAPE_LIST(struct cart_view, codes, &code_shape, 100),
	TEXT(subtotal), TEXT(total), TEXT(saving), SHAPE_LIST(struct cart_view, discounts, &amount_shape, 100),
	SHAPE_LIST(struct cart_view, taxes, &amount_shape, 100), FLAG(tax_added), FLAG(needs_delivery),
	FLAG(free_delivery), TEXT(delivery), TEXT(delivery_name), TEXT(delivery_before), TEXT(delivery_why),
	FLAG(is_net), TEXT(free_missing), NUMBER(free_percent), FLAG(free_reached), TEXT(csrf), TEXT(code_value),
	TEXT(code_error), TEXT(share_url), TEXT(copy_action) };
const struct shape cart_view_shape = SHAPE(struct cart_view, cart_fields, "A cart.");

const struct tmpl_def cart_templates[T__MAX] = {
	FRAME_TEMPLATES,
	[T_CART] = { "cart/show", &cart_view_shape },
	[T_MINI] = { "cart/mini", &cart_view_shape },
	[T_SHARED] = { "cart/shared", &cart_view_shape },
};
