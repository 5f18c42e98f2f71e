/*
 * payments.h - the back office's pages about money.
 *
 *	payment_list_pages.c  all payments, the reconciliation report, disputes
 *	payment_pages.c       one payment: what happened, the books; ask, take, give up, give back
 *	payment_view.c        words and blocks that both share; payment_blocks() is for the order's page too
 */
#ifndef MERCER_FCGI_ADMIN_PAYMENTS_H
#define MERCER_FCGI_ADMIN_PAYMENTS_H

#include "fcgi/admin/office.h"
#include "lib/shop/dispute.h"
#include "lib/shop/payment.h"
#include "lib/shop/payment_review.h"
#include "lib/shop/refund.h"

#define PAYMENTS_HOME "/admin/payments"

/* With a client for gateways, made at the first use. */
struct payment_env *office_payment_env(struct req *r);

struct str payment_money(struct req *r, struct money m);
/* "charged" in the page's language, and its colour. */
struct str payment_state_text(struct req *r, int state, const char **tone);
struct str payment_method_text(struct req *r, struct str method);
/* A code of a refusal in words where we know it. */
struct str payment_failure_text(struct req *r, struct str code);
struct str payment_order_url(struct req *r, struct str order);

/* The payments of an order, with links to their pages; for the page of an order. */
enum err payment_blocks(struct req *r, struct office_page *p, int64_t order_id) MUST_CHECK;
void payment_refund_rows(struct req *r, struct block_view *b, const struct list *refunds, int64_t payment_id);
void payment_dispute_rows(struct req *r, struct block_view *b, const struct list *disputes, bool with_order);

#endif
