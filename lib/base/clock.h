/*
 * clock.h - time as UTC microseconds since 1970, in one type; text only in views.
 *
 * TIME_ABSENT is SQL NULL / JSON null.  Tests set the clock with clock_set().
 */
#ifndef MERCER_CLOCK_H
#define MERCER_CLOCK_H

#include "lib/base/buf.h"

struct time {
	int64_t us;
};
#define TIME_ABSENT ((struct time){ INT64_MIN })
static inline bool time_is_absent(struct time t) { return t.us == INT64_MIN; }

#define US_PER_S INT64_C(1000000)

struct time clock_now(void);        /* wall clock, or what clock_set() said */
int64_t clock_ticks(void);          /* monotonic microseconds, for durations and deadlines */
void clock_set(struct time t);      /* tests: freeze the wall clock; TIME_ABSENT thaws */

/* Civil fields of the proleptic Gregorian calendar, UTC. */
struct civil {
	int year, month, day, hour, minute, second, micro; /* month and day from 1 */
	int weekday;                                       /* 0 = Sunday */
};
struct civil time_civil(struct time t);
/* ERR_INVALID: no such date or time (second 60 is refused). */
enum err time_of_civil(const struct civil *c, struct time *out) MUST_CHECK;

void time_rfc3339(struct buf *b, struct time t);       /* 2026-11-22T10:20:30.123456Z; .000000 is left out */
enum err time_parse(struct str s, struct time *out) MUST_CHECK; /* RFC 3339, any offset; or a date "2026-11-22" */
void time_http(struct buf *b, struct time t);          /* Sun, 22 Nov 2026 10:20:30 GMT (RFC 9110) */
enum err time_parse_http(struct str s, struct time *out) MUST_CHECK;
/* For people: "22 November 2026", "22. November 2026". */
void time_date(struct buf *b, struct time t, struct str locale);

#endif
