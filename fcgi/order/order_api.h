/* order_api.h - what reading and writing orders as JSON share. */
#ifndef MERCER_FCGI_ORDER_API_H
#define MERCER_FCGI_ORDER_API_H

#include "fcgi/order/order.h"

extern const struct shape order_get_args_shape;
/* The order of the path, if this caller may see it. */
enum err order_api_load(struct req *r, struct order *o) MUST_CHECK;
/* 200 with the order; the ETag is that of its version.  payment: started with it, or NULL. */
enum err order_api_reply(
    struct req *r, const struct order *o, unsigned flags, const struct payment *payment) MUST_CHECK;
struct str order_api_etag(struct req *r, int64_t version);

#endif
