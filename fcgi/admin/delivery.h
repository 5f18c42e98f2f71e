/* delivery.h - what the pages of delivery settings share. */
#ifndef MERCER_FCGI_ADMIN_DELIVERY_H
#define MERCER_FCGI_ADMIN_DELIVERY_H

#include "fcgi/admin/office.h"
#include "lib/shop/shipping_setup.h"

extern const struct route_table office_delivery_routes, office_zone_routes, office_method_routes;

#define DELIVERY_PATH "/admin/delivery"
struct shipping_env delivery_env(struct req *r);
/* "Mon – Fri", "Mon, Wed, Sun" in the language of the page. */
struct str delivery_days(struct req *r, int64_t days);
/* "4.90", without the currency: for fields. */
struct str delivery_decimal(struct req *r, int64_t minor, struct str currency);
/* Yes and no as a cell. */
void delivery_state(struct req *r, struct cell_view *c, bool is_active);
/* Options of a choice: the first is "None" when `none`. */
struct list delivery_options(struct req *r, const struct str *values, const struct str *names, size_t count, struct str chosen, const char *none);
/* "DE", "US · AK · 995…", "Everywhere" */
struct str delivery_place(struct req *r, const struct zone_place *p);

#endif
