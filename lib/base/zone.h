/*
 * zone.h - what the clock on the wall says in a place: the offset of a time zone from UTC, at any instant.
 *
 * Reads the system's files of the IANA database (RFC 9636, "TZif"; Debian package tzdata) itself, so that the process's
 * own zone (TZ, localtime) is never touched.  Instants after the last transition of the file follow its footer, a POSIX
 * TZ rule ("CET-1CEST,M3.5.0,M10.5.0/3").  A zone is read once per process and kept.
 *
 *	err = zone_find(STR("Europe/Berlin"), &zone);
 *	struct civil here = time_civil(zone_local(zone, clock_now()));
 */
#ifndef MERCER_ZONE_H
#define MERCER_ZONE_H

#include "lib/base/clock.h"

struct zone;

/* By its IANA name.  ERR_NOT_FOUND: there is none of that name; ERR_INVALID: its file is not what RFC 9636 says;
 * ERR_LIMIT: more than ZONES_MAX in one process.
 * *out lives as long as the process. */
enum err zone_find(struct str name, const struct zone **out) MUST_CHECK;
#define ZONES_MAX 64

/* Seconds east of UTC at that instant. */
int64_t zone_offset(const struct zone *z, struct time at);
/* The instant with the offset added: its civil fields (time_civil) are those of the place. */
struct time zone_local(const struct zone *z, struct time at);

#endif
