/* mail_view.c - shapes and templates of mails. */
#include "bin/worker/mail_view.h"

#define TEXT(T, m) SHAPE_STR(T, m, 0, 0)
static const struct shape_field line_fields[] = { TEXT(struct mail_line, title), TEXT(struct mail_line, options),
	TEXT(struct mail_line, sku), TEXT(struct mail_line, total),
	SHAPE_I64(struct mail_line, quantity, 0, INT64_MAX) };
static const struct shape line_shape = SHAPE(struct mail_line, line_fields, "Something that was ordered.");
static const struct shape_field amount_fields[] = { TEXT(struct mail_amount, name), TEXT(struct mail_amount, amount) };
static const struct shape amount_shape = SHAPE(struct mail_amount, amount_fields, "An amount and what it is for.");
static const struct shape_field order_fields[] = { TEXT(struct mail_order, number), TEXT(struct mail_order, placed),
	SHAPE_LIST(struct mail_order, lines, &line_shape, 1000), SHAPE_LIST(struct mail_order, part, &line_shape, 1000),
	SHAPE_BOOL(struct mail_order, is_all), TEXT(struct mail_order, subtotal), TEXT(struct mail_order, total),
	TEXT(struct mail_order, shipping), TEXT(struct mail_order, shipping_name),
	SHAPE_BOOL(struct mail_order, has_shipping), SHAPE_BOOL(struct mail_order, free_shipping),
	SHAPE_BOOL(struct mail_order, tax_added), SHAPE_BOOL(struct mail_order, reverse_charge),
	SHAPE_BOOL(struct mail_order, is_pickup), SHAPE_BOOL(struct mail_order, is_guest),
	SHAPE_LIST(struct mail_order, discounts, &amount_shape, 100),
	SHAPE_LIST(struct mail_order, taxes, &amount_shape, 100), SHAPE_LIST(struct mail_order, delivery, NULL, 20),
	SHAPE_LIST(struct mail_order, billing, NULL, 20), TEXT(struct mail_order, promise),
	TEXT(struct mail_order, pay_until), TEXT(struct mail_order, money), TEXT(struct mail_order, place),
	TEXT(struct mail_order, carrier), TEXT(struct mail_order, tracking_code),
	TEXT(struct mail_order, tracking_url) };
static const struct shape mail_order_shape = SHAPE(struct mail_order, order_fields, "An order in a mail.");
static const struct shape_field stock_line_fields[] = { TEXT(struct mail_stock_line, title),
	TEXT(struct mail_stock_line, options), TEXT(struct mail_stock_line, sku),
	TEXT(struct mail_stock_line, warehouse), SHAPE_I64(struct mail_stock_line, available, INT64_MIN, INT64_MAX),
	SHAPE_I64(struct mail_stock_line, low_at, INT64_MIN, INT64_MAX), SHAPE_BOOL(struct mail_stock_line, is_new) };
static const struct shape stock_line_shape = SHAPE(struct mail_stock_line, stock_line_fields, "Something to order.");
static const struct shape_field stock_fields[] = { SHAPE_LIST(struct mail_stock, sold_out, &stock_line_shape, 1000),
	SHAPE_LIST(struct mail_stock, low, &stock_line_shape, 1000), SHAPE_BOOL(struct mail_stock, has_sold_out),
	SHAPE_BOOL(struct mail_stock, has_low), SHAPE_I64(struct mail_stock, count, 0, INT64_MAX),
	SHAPE_I64(struct mail_stock, more, 0, INT64_MAX) };
static const struct shape mail_stock_shape = SHAPE(struct mail_stock, stock_fields, "What should be ordered.");
#undef TEXT

static const struct shape_field fields[] = {
	SHAPE_STR(struct mail_view, site_name, 0, 0, .doc = "name of the shop"),
	SHAPE_STR(struct mail_view, site_url, 0, 0, .doc = "its address, in the mail's language"),
	SHAPE_STR(struct mail_view, site_host, 0, 0, .doc = "its address without https://"),
	SHAPE_STR(struct mail_view, locale, 0, 0, .doc = "language of the mail"),
	SHAPE_STR(struct mail_view, name, 0, 0, .doc = "given name"),
	SHAPE_STR(struct mail_view, link, 0, 0, .doc = "what the button leads to"),
	SHAPE_STR(struct mail_view, help_link, 0, 0, .doc = "where somebody goes who did not do this"),
	SHAPE_STR(struct mail_view, at, 0, 0, .doc = "when it happened"),
	SHAPE_STR(struct mail_view, address, 0, 0, .doc = "the account's mail address"),
	SHAPE_I64(struct mail_view, link_minutes, 0, INT64_MAX, .doc = "how long the link works"),
	SHAPE_I64(struct mail_view, link_hours, 0, INT64_MAX, .doc = "the same, when that is whole hours"),
	SHAPE_I64(struct mail_view, link_days, 0, INT64_MAX, .doc = "the same, when that is whole days"),
	SHAPE_BOOL(struct mail_view, is_office, .doc = "to somebody of the back office"),
	SHAPE_BOOL(struct mail_view, factor_added, .doc = "a second factor is new"),
	SHAPE_BOOL(struct mail_view, factor_removed, .doc = "a second factor is gone"),
	SHAPE_BOOL(struct mail_view, factor_used, .doc = "a recovery code was used"),
	SHAPE_BOOL(struct mail_view, is_totp, .doc = "it is an authenticator app"),
	SHAPE_BOOL(struct mail_view, is_passkey, .doc = "it is a passkey"),
	SHAPE_BOOL(struct mail_view, is_recovery, .doc = "it is the recovery codes"),
	SHAPE_BOOL(struct mail_view, is_identity, .doc = "it is a login of another provider"),
	SHAPE_BOOL(struct mail_view, is_all, .doc = "it is all of them"),
	SHAPE_STRUCT(struct mail_view, order, struct mail_order, &mail_order_shape, .doc = "of mails about orders"),
	SHAPE_STRUCT(struct mail_view, stock, struct mail_stock, &mail_stock_shape, .doc = "of mails about the stock"),
	SHAPE_STR(struct mail_view, unsubscribe, 0, 0, .doc = "where marketing is switched off"),
};
const struct shape mail_view_shape = SHAPE(struct mail_view, fields, "A mail.");

#define MAIL(id, name) \
	[2 * (id)] = { "mail/" name, &mail_view_shape }, [2 * (id) + 1] = { "mail/" name ".txt", &mail_view_shape }
const struct tmpl_def mail_templates[] = {
	MAIL(MAIL_CONFIRM, "confirm"),
	MAIL(MAIL_WELCOME, "welcome"),
	MAIL(MAIL_EXISTS, "exists"),
	MAIL(MAIL_RESET, "reset"),
	MAIL(MAIL_PASSWORD_CHANGED, "password_changed"),
	MAIL(MAIL_EMAIL_CONFIRM, "email_confirm"),
	MAIL(MAIL_EMAIL_NOTICE, "email_notice"),
	MAIL(MAIL_EMAIL_CHANGED, "email_changed"),
	MAIL(MAIL_INVITED, "invited"),
	MAIL(MAIL_DISABLED, "disabled"),
	MAIL(MAIL_ENABLED, "enabled"),
	MAIL(MAIL_LOGIN_NEW_PLACE, "login_new_place"),
	MAIL(MAIL_FACTOR_CHANGED, "factor_changed"),
	MAIL(MAIL_EXPORT_READY, "export_ready"),
	MAIL(MAIL_ERASE_ASKED, "erase_asked"),
	MAIL(MAIL_ORDER_CONFIRMED, "order_confirmed"),
	MAIL(MAIL_ORDER_UNPAID, "order_unpaid"),
	MAIL(MAIL_ORDER_CANCELLED, "order_cancelled"),
	MAIL(MAIL_ORDER_EXPIRED, "order_expired"),
	MAIL(MAIL_ORDER_SHIPPED, "order_shipped"),
	MAIL(MAIL_ORDER_READY, "order_ready"),
	MAIL(MAIL_ORDER_DELIVERED, "order_delivered"),
	MAIL(MAIL_ORDER_CREDITED, "order_credited"),
	MAIL(MAIL_ORDER_REFUNDED, "order_refunded"),
	MAIL(MAIL_ORDER_LINK, "order_link"),
	MAIL(MAIL_ORDER_WITHDRAWN, "order_withdrawn"),
	MAIL(MAIL_STOCK_LOW, "stock_low"),
	MAIL(MAIL_STOCK_SOLD_OUT, "stock_sold_out"),
};
const size_t mail_template_count = COUNT(mail_templates);
_Static_assert(COUNT(mail_templates) == 2 * MAIL__COUNT, "every mail has HTML and text");

const char *const mail_names[MAIL__COUNT] = {
	[MAIL_CONFIRM] = "confirm",
	[MAIL_WELCOME] = "welcome",
	[MAIL_EXISTS] = "exists",
	[MAIL_RESET] = "reset",
	[MAIL_PASSWORD_CHANGED] = "password_changed",
	[MAIL_EMAIL_CONFIRM] = "email_confirm",
	[MAIL_EMAIL_NOTICE] = "email_notice",
	[MAIL_EMAIL_CHANGED] = "email_changed",
	[MAIL_INVITED] = "invited",
	[MAIL_DISABLED] = "disabled",
	[MAIL_ENABLED] = "enabled",
	[MAIL_LOGIN_NEW_PLACE] = "login_new_place",
	[MAIL_FACTOR_CHANGED] = "factor_changed",
	[MAIL_EXPORT_READY] = "export_ready",
	[MAIL_ERASE_ASKED] = "erase_asked",
	[MAIL_ORDER_CONFIRMED] = "order_confirmed",
	[MAIL_ORDER_UNPAID] = "order_unpaid",
	[MAIL_ORDER_CANCELLED] = "order_cancelled",
	[MAIL_ORDER_EXPIRED] = "order_expired",
	[MAIL_ORDER_SHIPPED] = "order_shipped",
	[MAIL_ORDER_READY] = "order_ready",
	[MAIL_ORDER_DELIVERED] = "order_delivered",
	[MAIL_ORDER_CREDITED] = "order_credited",
	[MAIL_ORDER_REFUNDED] = "order_refunded",
	[MAIL_ORDER_LINK] = "order_link",
	[MAIL_ORDER_WITHDRAWN] = "order_withdrawn",
	[MAIL_STOCK_LOW] = "stock_low",
	[MAIL_STOCK_SOLD_OUT] = "stock_sold_out",
};
