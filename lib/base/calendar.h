/*
 * calendar.h - days on which nobody works: single days, days of every year, days that follow Easter, days such as "the
 * fourth Thursday of November".
 *
 * A list of them is kept as text, a rule and a name on each line:
 *
 *	2026-12-24 Works outing                  one day
 *	2026-12-24..2027-01-01 Closed            from the first to the last of them
 *	12-25 Christmas Day                      each year
 *	07-04~ Independence Day                  each year; when it is a Saturday the Friday before it is closed as well, when it is a Sunday the Monday after it
 *	easter-2 Good Friday                     so many days before (or after, easter+39) Easter Sunday
 *	thu>=11-22 Thanksgiving                  the first Thursday on or after that day: the fourth of November
 *
 * Days are UTC midnights (struct time), Easter is that of the Gregorian calendar.  Pure.
 */
#ifndef MERCER_CALENDAR_H
#define MERCER_CALENDAR_H

#include "lib/base/clock.h"
#include "lib/base/shape.h"

enum calendar_kind { CALENDAR_DATE, CALENDAR_YEARLY, CALENDAR_EASTER, CALENDAR_WEEKDAY };
struct calendar_day {
	int kind;
	struct time from, until; /* CALENDAR_DATE: until is from, or later */
	int month, day;          /* yearly, weekday; from 1 */
	int weekday;             /* weekday: 0 = Sunday, as struct civil */
	int offset;              /* easter: days */
	bool moves;              /* yearly: kept on the nearest day from Monday to Friday */
	struct str name;         /* may be empty */
};
#define CALENDAR_DAYS_MAX 200

/* ERR_INVALID says which line; ERR_LIMIT: more than CALENDAR_DAYS_MAX.  Empty lines are left out.  The list (struct
 * calendar_day) points into text. */
enum err calendar_read(struct arena *a, struct str text, struct list *out) MUST_CHECK;
/* One line of it. */
enum err calendar_read_day(struct str line, struct calendar_day *out) MUST_CHECK;
void calendar_write(struct buf *b, const struct list *days);
/* without the name: the same day is the same text */
void calendar_write_rule(struct buf *b, const struct calendar_day *d);

struct time calendar_easter(int year);
/* The day of that year; TIME_ABSENT: there is none (29 February; a single day of another year).  Of a day that moves
 * the one on which it is kept, which may be in the year before. */
struct time calendar_day_in(const struct calendar_day *d, int year);
/* The first of the list that is this day; NULL: none.  list NULL: none. */
const struct calendar_day *calendar_find(const struct list *days, struct time midnight);

#endif
