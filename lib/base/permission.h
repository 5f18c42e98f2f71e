/*
 * permission.h - what somebody may do: one name, used as permission of a role, as OAuth scope, and in the route table.
 *
 * The list below is the only one: route tables name the constant, roles and tokens store the text, OpenAPI and the
 * pages of the back office are generated from it.  A new permission is one line here.  Names are <thing>.<verb>; they
 * are never renamed (they are stored).
 *
 * `holders` says who can be given it:
 *	PERM_FOR_OFFICE  roles of staff, and of integrators (OAuth clients, API keys) that act for the shop
 *	PERM_FOR_SELF    an OAuth client or key that acts for one customer, on that customer's own things only
 * Both: which of the two it is follows from who holds the token, never from the permission: with an account only that
 * customer's own things are there.
 * A customer needs no permission for what is his own on the shop's pages.
 */
#ifndef MERCER_PERMISSION_H
#define MERCER_PERMISSION_H

#include "lib/base/buf.h"

enum permission_holder { PERM_FOR_OFFICE = 1 << 0, PERM_FOR_SELF = 1 << 1 };

#define PERMISSIONS(X) \
	X(PERM_PROFILE_READ, "profile.read", PERM_FOR_SELF, N_("see the customer's own profile")) \
	X(PERM_PROFILE_WRITE, "profile.write", PERM_FOR_SELF, N_("change the customer's own profile")) \
	X(PERM_ADDRESS_READ, "address.read", PERM_FOR_SELF, N_("see the customer's own addresses")) \
	X(PERM_ADDRESS_WRITE, "address.write", PERM_FOR_SELF, N_("change the customer's own addresses")) \
	X(PERM_CONSENT_READ, "consent.read", PERM_FOR_SELF, N_("see the customer's own consents and preferences")) \
	X(PERM_CONSENT_WRITE, "consent.write", PERM_FOR_SELF, \
	    N_("change the customer's own consents and preferences")) \
	X(PERM_CUSTOMER_READ, "customer.read", PERM_FOR_OFFICE, N_("see customers and their addresses")) \
	X(PERM_CUSTOMER_WRITE, "customer.write", PERM_FOR_OFFICE, N_("change, disable and log out customers")) \
	X(PERM_CUSTOMER_ERASE, "customer.erase", PERM_FOR_OFFICE, \
	    N_("answer requests to export and erase a person's data")) \
	X(PERM_STAFF_READ, "staff.read", PERM_FOR_OFFICE, N_("see who works here and with which roles")) \
	X(PERM_STAFF_WRITE, "staff.write", PERM_FOR_OFFICE, \
	    N_("invite and disable people of the back office, give roles")) \
	X(PERM_ROLE_WRITE, "role.write", PERM_FOR_OFFICE, N_("make roles and say what they may do")) \
	X(PERM_CLIENT_READ, "client.read", PERM_FOR_OFFICE, N_("see integrations: OAuth clients and API keys")) \
	X(PERM_CLIENT_WRITE, "client.write", PERM_FOR_OFFICE, N_("make and revoke integrations")) \
	X(PERM_PROVIDER_WRITE, "provider.write", PERM_FOR_OFFICE, N_("set up login with other providers")) \
	X(PERM_AUDIT_READ, "audit.read", PERM_FOR_OFFICE, N_("read the audit log")) \
	X(PERM_MAIL_READ, "mail.read", PERM_FOR_OFFICE, N_("see which mails were sent and what became of them")) \
	X(PERM_MAIL_WRITE, "mail.write", PERM_FOR_OFFICE, N_("send failed mails and events again")) \
	X(PERM_EVENT_READ, "event.read", PERM_FOR_OFFICE, N_("read the shop's events")) \
	X(PERM_ORDER_READ, "order.read", PERM_FOR_OFFICE | PERM_FOR_SELF, N_("see orders and their invoices")) \
	X(PERM_ORDER_WRITE, "order.write", PERM_FOR_OFFICE | PERM_FOR_SELF, N_("place, change and cancel orders")) \
	X(PERM_PAYMENT_READ, "payment.read", PERM_FOR_OFFICE | PERM_FOR_SELF, N_("see payments")) \
	X(PERM_PAYMENT_WRITE, "payment.write", PERM_FOR_OFFICE | PERM_FOR_SELF, \
	    N_("start payments, capture and void them")) \
	X(PERM_REFUND_WRITE, "refund.write", PERM_FOR_OFFICE, N_("grant refunds")) \
	X(PERM_SHIPMENT_READ, "shipment.read", PERM_FOR_OFFICE | PERM_FOR_SELF, \
	    N_("see shipments and where they are")) \
	X(PERM_SHIPMENT_WRITE, "shipment.write", PERM_FOR_OFFICE, N_("pack, send and deliver shipments")) \
	X(PERM_SHIPPING_WRITE, "shipping.write", PERM_FOR_OFFICE, \
	    N_("set up delivery: zones, methods, rates, carriers")) \
	X(PERM_STOCK_READ, "stock.read", PERM_FOR_OFFICE, N_("see warehouses and stock")) \
	X(PERM_STOCK_WRITE, "stock.write", PERM_FOR_OFFICE, N_("change stock and transfers")) \
	X(PERM_WAREHOUSE_WRITE, "warehouse.write", PERM_FOR_OFFICE, N_("set up warehouses")) \
	X(PERM_PRICE_READ, "price.read", PERM_FOR_OFFICE, \
	    N_("see price lists, promotions, coupons and taxes, and how a price came about")) \
	X(PERM_PRICE_WRITE, "price.write", PERM_FOR_OFFICE, N_("change price lists, promotions and coupons")) \
	X(PERM_TAX_WRITE, "tax.write", PERM_FOR_OFFICE, N_("change taxes"))

#define PERMISSION_CONSTANT(constant, name, holders, doc) constant,
enum permission { PERM_NONE, PERMISSIONS(PERMISSION_CONSTANT) PERM__COUNT };
#undef PERMISSION_CONSTANT
_Static_assert(PERM__COUNT <= 64, "a set of permissions is 64 bits");

/* A set: bit n = permission n. */
static inline uint64_t permission_bit(enum permission p) { return p == PERM_NONE ? 0 : UINT64_C(1) << p; }

struct permission_info {
	enum permission permission;
	const char *name;   /* "customer.read" */
	unsigned holders;   /* enum permission_holder */
	const char *doc;    /* msgid: completes "may ..." */
};
/* In the order of the list; NULL past the end. */
const struct permission_info *permission_at(size_t i);
/* PERM_NONE: no such permission. */
enum permission permission_find(struct str name);
const char *permission_name(enum permission p);
/* "customer.read event.read" <-> set; unknown names are left out of the set and make the result false. */
bool permission_read(struct str text, uint64_t *out);
void permission_write(struct buf *b, uint64_t set);
/* All that a holder can have. */
uint64_t permission_for(unsigned holders);

#endif
