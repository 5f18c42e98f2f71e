/*
 * order.h - the order module: checkout, the pages of orders, and the JSON contract for integrators.
 *
 *	main.c                    the tables
 *	order.c                   what all handlers share
 *	order_api*.c, order_json* JSON: docs/api.md
 *	pages.h                   the pages: checkout, orders, invoice
 */
#ifndef MERCER_FCGI_ORDER_H
#define MERCER_FCGI_ORDER_H

#include "fcgi/common/page.h"
#include "lib/io/http.h"
#include "lib/shop/payment.h"
#include "lib/web/req.h"

/* app->module */
struct order_app {
	struct http *http;     /* to payment gateways */
	struct secret master;  /* links of guests */
};

extern const struct tmpl_def order_templates[]; /* pages.h */

extern const struct route_table order_api, order_write_api, order_refund_api;

/* What lib/shop takes, of a request; all of it lives as long as the request. */
struct order_env *order_env_of(struct req *r);
struct payment_env *payment_env_of(struct req *r);

#endif
