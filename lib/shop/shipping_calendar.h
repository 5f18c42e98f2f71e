/*
 * shipping_calendar.h - calendars of closed days (lib/base/calendar.h): those of a warehouse, on which nothing is
 * packed, and those of a carrier, on which nothing is brought.
 *
 * A calendar has a code, which never changes, and is named by it; any number of warehouses and carriers share one.
 * Promises leave its days out (shipping.h); what was promised stays promised.
 * Public holidays are computed by rule: shipping_calendar_preset() knows those of the states of Germany, of Austria,
 * Switzerland and the United States (federal).
 */
#ifndef MERCER_SHOP_SHIPPING_CALENDAR_H
#define MERCER_SHOP_SHIPPING_CALENDAR_H

#include "lib/base/calendar.h"
#include "lib/shop/shipping_setup.h"

#define CALENDAR_TEXT_MAX 30000 /* bytes: all of its lines */

struct shipping_calendar {
	int64_t id;
	struct str code, name, text; /* text: its days as they are stored */
	int64_t version, houses, carriers; /* how many use it */
	struct list days;            /* struct calendar_day */
};
enum err shipping_calendar_list(struct db *db, struct arena *a, struct list *out) MUST_CHECK; /* 1 statement */
enum err shipping_calendar_find(
    struct db *db, struct arena *a, struct str code, struct shipping_calendar *out) MUST_CHECK;
/* Stores name and days; the same day twice counts once.  version (0: not compared) is the one that was read:
 * ERR_PRECONDITION.  ERR_INVALID: see errors.  Audited. */
enum err shipping_calendar_put(
    const struct shipping_env *e, const struct shipping_calendar *in, struct field_errors *errors) MUST_CHECK;
/* ERR_CONFLICT: a warehouse or a carrier uses it.  May be gone already. */
enum err shipping_calendar_remove(const struct shipping_env *e, struct str code) MUST_CHECK;
/* For those who name one: an error beside the field "calendar" when there is none of this code (absent: fine). */
enum err shipping_calendar_check(
    struct db *db, struct arena *a, struct str code, struct field_errors *errors) MUST_CHECK;

/* shipping_holidays.c: places whose public holidays are known, until one whose code is NULL; name is a message. */
struct calendar_preset {
	const char *code, *name; /* "DE-BE", "AT" */
};
extern const struct calendar_preset calendar_presets[];
/* Add those of a place to *days (struct calendar_day) where they are not there yet.  translate: their names; NULL:
 * English.  ERR_NOT_FOUND: no such place; ERR_LIMIT: too many days. */
enum err shipping_calendar_preset(struct arena *a, struct str code,
    struct str (*translate)(void *env, const char *msgid), void *env, struct list *days) MUST_CHECK;

extern const struct db_module shipping_calendar_sql;     /* admin, inventory */
extern const struct db_module shipping_calendar_put_sql; /* admin */

#endif
