/* delivery.h - what the pages of delivery settings share. */
#ifndef MERCER_FCGI_ADMIN_DELIVERY_H
#define MERCER_FCGI_ADMIN_DELIVERY_H

#include "fcgi/admin/office.h"
#include "lib/shop/shipping_setup.h"

extern const struct route_table office_delivery_routes, office_zone_routes, office_method_routes,
    office_calendar_routes;

#define DELIVERY_PATH "/admin/delivery"
struct shipping_env delivery_env(struct req *r);
/* "Mon – Fri", "Mon, Wed, Sun" in the language of the page. */
struct str delivery_days(struct req *r, int64_t days);
/* "4.90", without the currency: for fields. */
struct str delivery_decimal(struct req *r, int64_t minor, struct str currency);
/* Yes and no as a cell. */
void delivery_state(struct req *r, struct cell_view *c, bool is_active);
/* Options of a choice: the first is "None" when `none`. */
struct list delivery_options(struct req *r, const struct str *values, const struct str *names, size_t count,
    struct str chosen, const char *none);
/* The calendars of closed days as a choice; the first is "None". */
enum err delivery_calendars(struct req *r, struct str chosen, struct list *options) MUST_CHECK;
/* "14:30" -> minute of the day; false: it is no time of the day. */
bool delivery_minute(struct str text, int64_t *minute);
/* A message with one %s in it. */
struct str delivery_text(struct req *r, const char *msgid, struct str value);
/* Days that move with Easter, by number; NULL after the last. */
struct feast {
	int offset;              /* days after Easter Sunday */
	const char *name;        /* msgid */
};
const struct feast *delivery_feast(size_t i);
/* "DE", "US · AK · 995…", "Everywhere" */
struct str delivery_place(struct req *r, const struct zone_place *p);

#endif
