/* run.c - the suites of lib/shop: one line each. */
#include "t/support/suite.h"

#define SUITES(X) \
	X(account_login) \
	X(account_password) \
	X(account_profile) \
	X(account_register) \
	X(address) \
	X(audit) \
	X(bearer) \
	X(carts) \
	X(cart) \
	X(category) \
	X(checkout) \
	X(country) \
	X(email) \
	X(idempotency) \
	X(index) \
	X(ledger) \
	X(oauth_client) \
	X(oauth_token) \
	X(order) \
	X(order_finish) \
	X(order_place) \
	X(order_refund) \
	X(order_refund_sums) \
	X(outbox) \
	X(outbox_many) \
	X(outbox_seal) \
	X(passkey) \
	X(password) \
	X(payment) \
	X(payment_webhook) \
	X(pricing) \
	X(privacy) \
	X(product_store) \
	X(promotion) \
	X(public_price) \
	X(queries) \
	X(quote) \
	X(recovery) \
	X(refund) \
	X(role) \
	X(rules) \
	X(sales_report) \
	X(sandbox) \
	X(session) \
	X(shipment) \
	X(shipping) \
	X(tax) \
	X(stock_hold) \
	X(stock_level) \
	X(stock_notice) \
	X(stock_route) \
	X(throttle) \
	X(totp)

#define SUITE_DECLARE(name) extern const struct suite suite_##name;
SUITES(SUITE_DECLARE)

#define SUITE_ROW(name) &suite_##name,
static const struct suite *const suites[] = { SUITES(SUITE_ROW) };

int
main(int argc, char **argv)
{
	return suite_main(suites, COUNT(suites), argc, argv);
}
