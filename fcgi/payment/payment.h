/*
 * payment.h - the payment module: the buyer's way to a gateway and back, what gateways send, payments for programs.
 *
 *	pay_pages.c       /pay/{id} sends the buyer to the gateway, /pay/{id}/return takes him back to his order; /payment/webhook/{gateway}
 *	transfer_page.c   where a bank transfer goes
 *	payment_api.c     /api/v1/payments: docs/api.md          payment_json.c  what it shows
 *
 * The pages know nobody: whoever has the payment's link may pay.  An order is paid by what its gateway says to us,
 * never by somebody's coming back.
 */
#ifndef MERCER_FCGI_PAYMENT_H
#define MERCER_FCGI_PAYMENT_H

#include "fcgi/common/page.h"
#include "lib/io/http.h"
#include "lib/shop/payment.h"
#include "lib/shop/refund.h"
#include "lib/web/req.h"
#include "lib/web/route.h"
#include "lib/web/tmpl.h"

/* app->module */
struct payment_app {
	struct http *http;     /* to the gateways */
	struct secret master;  /* links */
};
struct payment_env *payment_env_of(struct req *r);

enum payment_template { T_WAIT = FRAME_T__COUNT, T_BLOCKED, T_TRANSFER, T__MAX };
extern const struct tmpl_def payment_templates[];

struct wait_view {
	struct page_view *page;
	struct str again, order; /* links */
	int64_t minutes;         /* until the next try */
};
struct transfer_view {
	struct page_view *page;
	struct str amount, holder, iban, bic, purpose, until, order; /* bic may be absent; order: a link */
	struct html qr;          /* what banking apps read; absent: not in euros */
};
extern const struct shape wait_view_shape, transfer_view_shape;
/* The page of a payment by bank transfer. */
enum err transfer_show(struct req *r, const struct payment *p, struct str order_url) MUST_CHECK;

extern const struct route_table payment_pages, payment_api;

/* ---- JSON ---- */

struct payment_json {
	struct str id, order, method, display, failure, redirect_url;
	int state;
	struct money amount, authorised, charged, refunded, disputed;
	struct time created_at, updated_at;
};
struct refund_json {
	struct str id, payment, order, reason, failure;
	int state;
	struct money amount;
	struct time created_at, done_at;
};
extern const struct shape payment_json_shape, refund_json_shape;
void payment_json_fill(struct req *r, const struct payment *p, struct payment_json *out);
void refund_json_fill(const struct refund *f, struct refund_json *out);
/* For 429: whole seconds, upwards. */
void payment_retry_after(struct req *r, int64_t wait_us);

#endif
