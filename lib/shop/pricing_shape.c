/* pricing_shape.c - the result of the price engine as JSON, templates and rows see it.  See pricing.h. */
#include "lib/shop/pricing.h"

#define LISTED PRICING_LINES_MAX

static const struct shape_field tax_fields[] = {
	SHAPE_STR(struct quote_tax, name, 1, 100, .doc = "VAT, sales tax"),
	SHAPE_I64(struct quote_tax, rate_e6, 0, INT64_MAX, .doc = "rate in millionths: 19 % is 190000"),
	SHAPE_I64(
	    struct quote_tax, base, INT64_MIN, INT64_MAX, .doc = "net amount that it is computed on, minor units"),
	SHAPE_I64(struct quote_tax, amount, INT64_MIN, INT64_MAX, .doc = "minor units"),
};
const struct shape quote_tax_shape = SHAPE(struct quote_tax, tax_fields, "A tax in a price.");

static const struct shape_field discount_fields[] = {
	SHAPE_I64(struct quote_discount, promotion_id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct quote_discount, name, 1, 200, .doc = "the promotion, as shoppers see it"),
	SHAPE_STR(struct quote_discount, code, 1, 64, .doc = "the code that was entered for it; null: none was needed"),
	SHAPE_I64(struct quote_discount, amount, 0, INT64_MAX, .doc = "taken off, minor units"),
};
const struct shape quote_discount_shape = SHAPE(struct quote_discount, discount_fields, "What a promotion took off.");

static const struct shape_field line_fields[] = {
	SHAPE_I64(struct quote_line, variant_id, 0, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_I64(struct quote_line, quantity, 0, INT64_MAX, .doc = "pieces"),
	SHAPE_I64(struct quote_line, unit_price, 0, INT64_MAX,
	    .doc = "of one piece, price list and promotions of the catalogue applied"),
	SHAPE_OPT(
	    struct quote_line, list_price, 0, INT64_MAX, .doc = "before promotions of the catalogue, when higher"),
	SHAPE_I64(struct quote_line, subtotal, 0, INT64_MAX, .doc = "unit_price times quantity"),
	SHAPE_I64(struct quote_line, discount, 0, INT64_MAX, .doc = "taken off by promotions of the cart"),
	SHAPE_I64(struct quote_line, tax, 0, INT64_MAX, .doc = "contained in the total, or added to it"),
	SHAPE_I64(struct quote_line, total, 0, INT64_MAX, .doc = "what is paid"),
	SHAPE_STR(struct quote_line, tax_class, 1, 64, .doc = "null: not taxable"),
	SHAPE_LIST(struct quote_line, taxes, &quote_tax_shape, LISTED, .doc = "taxes in the total"),
	SHAPE_LIST(struct quote_line, discounts, &quote_discount_shape, LISTED, .doc = "what was taken off"),
};
const struct shape quote_line_shape = SHAPE(struct quote_line, line_fields, "What a line costs, in minor units.");

static const struct shape_field step_fields[] = {
	SHAPE_STR(
	    struct quote_step, step, 1, 20, .doc = "price, price_list, place, promotion, delivery, tax or vat_id"),
	SHAPE_STR(struct quote_step, name, 0, 200, .doc = "what was looked at"),
	SHAPE_I64(struct quote_step, variant_id, 0, INT64_MAX, .doc = "the line; 0: the whole cart or the delivery"),
	SHAPE_BOOL(struct quote_step, applied, .doc = "did it apply?"),
	SHAPE_STR(struct quote_step, why, 0, 500, .doc = "how, or why not"),
	SHAPE_I64(struct quote_step, before, INT64_MIN, INT64_MAX, .doc = "minor units before"),
	SHAPE_I64(struct quote_step, after, INT64_MIN, INT64_MAX, .doc = "and after"),
};
const struct shape quote_step_shape = SHAPE(struct quote_step, step_fields, "A step of how a price came about.");

static const struct shape_field code_fields[] = {
	SHAPE_STR(struct quote_code, code, 1, 64, .doc = "as it was entered"),
	SHAPE_BOOL(struct quote_code, accepted, .doc = "did it take something off?"),
	SHAPE_STR(struct quote_code, why, 0, 500, .doc = "why not"),
};
const struct shape quote_code_shape = SHAPE(struct quote_code, code_fields, "A code that was entered.");

/* The currency and the delivery are no members of a shape (char[], a struct inside): views add them. */
static const struct shape_field quote_fields[] = {
	SHAPE_LIST(struct quote, lines, &quote_line_shape, LISTED,
	    .doc = "the lines, in the order in which they were asked for"),
	SHAPE_I64(struct quote, subtotal, 0, INT64_MAX, .doc = "of the lines, minor units"),
	SHAPE_I64(struct quote, discount, 0, INT64_MAX, .doc = "taken off the lines"),
	SHAPE_I64(struct quote, shipping, 0, INT64_MAX, .doc = "delivery, after what was taken off it"),
	SHAPE_I64(struct quote, tax, 0, INT64_MAX, .doc = "of lines and delivery"),
	SHAPE_I64(struct quote, total, 0, INT64_MAX, .doc = "what is paid"),
	SHAPE_BOOL(struct quote, prices_with_tax, .doc = "the tax is contained in the amounts; else it is added"),
	SHAPE_BOOL(struct quote, reverse_charge, .doc = "no tax: the buyer owes it"),
	SHAPE_LIST(struct quote, taxes, &quote_tax_shape, LISTED, .doc = "summed by name and rate"),
	SHAPE_LIST(struct quote, discounts, &quote_discount_shape, LISTED, .doc = "summed by promotion"),
	SHAPE_LIST(struct quote, codes, &quote_code_shape, LISTED, .doc = "the codes that were entered"),
	SHAPE_LIST(struct quote, trace, &quote_step_shape, 1000000, .doc = "how it came about, when that was asked"),
};
const struct shape quote_shape = SHAPE(struct quote, quote_fields, "What a cart costs, in minor units.");
