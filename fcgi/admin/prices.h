/*
 * prices.h - what the pages of prices share: promotions, codes, price lists, customer groups, taxes, and the box that
 * tries a price.
 *
 * Their forms are made of texts ("12.5", "19.90", "2026-12-01 18:00"), so that what was typed is shown again as it was;
 * the functions here read and write them.
 */
#ifndef MERCER_FCGI_ADMIN_PRICES_H
#define MERCER_FCGI_ADMIN_PRICES_H

#include "fcgi/admin/office.h"
#include "lib/shop/promotion_store.h"

extern const struct route_table office_promotion_routes, office_promotion_form_routes, office_coupon_routes,
    office_price_list_routes, office_group_routes, office_tax_routes, office_quote_routes;

#define PRICES_PATH "/admin/prices"
#define PROMOTION_PATH PRICES_PATH "/promotions/*"
enum price_tab { TAB_PROMOTIONS, TAB_LISTS, TAB_GROUPS, TAB_TAXES, TAB_TRY };
void price_tabs(struct req *r, struct office_page *p, enum price_tab current);
struct price_env price_env_of(struct req *r);

/* ---- texts ---- */

/* 150000 -> "15", "12.5"; -> "15 %" with a sign. */
struct str price_percent_text(struct req *r, int64_t e6);
struct str price_percent_show(struct req *r, int64_t e6);
/* 1990 -> "19.90"; absent stays absent. */
struct str price_amount_text(struct req *r, struct opt_i64 minor, struct str currency);
struct str price_amount_show(struct req *r, int64_t minor, struct str currency);
struct str price_number_text(struct req *r, struct opt_i64 n);
/* "2026-12-01 18:00", UTC; absent stays absent. */
struct str price_when_text(struct req *r, struct time t);
/* The other way.  An empty text is absent (0 for a percentage); a wrong one is an error of the field `name`. */
int64_t price_percent_read(struct req *r, struct str text, const char *name);
struct opt_i64 price_amount_read(struct req *r, struct str text, struct str currency, const char *name);
struct opt_i64 price_number_read(struct req *r, struct str text, const char *name);
struct time price_when_read(struct req *r, struct str text, const char *name);
struct str price_upper(struct req *r, struct str text);
/* Choices of a select: value, name (msgid) pairs. */
struct list price_options(struct req *r, const char *const (*pairs)[2], size_t count, struct str chosen);
/* "always", "from 2026-12-01 18:00", "until …", "… – …" */
struct str price_window(struct req *r, struct time from, struct time until);
/* Is it in force?  A cell or a tag beside the heading. */
struct str price_state(struct req *r, bool is_active, struct time from, struct time until, const char **tone);
/* A step of the price engine, in words. */
struct str price_step(struct req *r, struct str step);

#endif
