/* zone.c - time zones from the system's database.  See zone.h. */
#include "lib/base/zone.h"
#include "lib/base/file.h"

#define ZONE_DIRECTORY "/usr/share/zoneinfo/"
#define ZONE_FILE_MAX ((size_t)1 << 20)
#define ZONE_TYPES_MAX 256

/* One of the two days of a year on which a POSIX rule changes the clock. */
struct rule_day {
	char kind;              /* 'M' month.week.day, 'J' day 1..365 without 29 February, 'N' day 0..365 */
	int month, week, day;
	int64_t at;             /* seconds of local time after midnight; may be negative */
};
struct zone {
	struct arena *arena;
	struct str name;
	size_t count;           /* transitions */
	int64_t *times;         /* UTC seconds, rising */
	unsigned char *types;   /* of the time from there on */
	int64_t offsets[ZONE_TYPES_MAX];
	int64_t first;          /* offset before the first transition */
	bool has_rule, has_summer;
	int64_t winter, summer; /* offsets of the rule */
	struct rule_day start, end;
};

static struct zone *zones[ZONES_MAX];
static size_t zone_count;

static enum err read_zone(struct zone *z) MUST_CHECK;

/* Letters, digits and "_+-/" only, no empty or dotted part: nothing that leaves the directory. */
static bool
is_name(struct str name)
{
	if (!name.len || name.len > 64 || name.ptr[0] == '/' || name.ptr[name.len - 1] == '/')
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
			c == '+' || c == '-' || c == '/'))
			return false;
		if (c == '/' && name.ptr[i - 1] == '/')
			return false;
	}
	return true;
}

enum err
zone_find(struct str name, const struct zone **out)
{
	struct arena *a;
	struct zone *z;
	enum err err;

	for (size_t i = 0; i < zone_count; i++)
		if (str_eq(zones[i]->name, name)) {
			*out = zones[i];
			return OK;
		}
	if (!is_name(name))
		return err_fail(ERR_NOT_FOUND, "'%.*s' is no time zone", STR_ARG(name));
	if (zone_count == ZONES_MAX)
		return err_fail(ERR_LIMIT, "more than %d time zones in one process", ZONES_MAX);
	a = arena_new();
	z = arena_new_of(a, struct zone);
	z->arena = a;
	z->name = str_dup(a, name);
	if ((err = read_zone(z))) {
		arena_free(a);
		return err;
	}
	zones[zone_count++] = z;
	*out = z;
	return OK;
}

/* ---- the file ---- */

struct header {
	uint32_t isut, isstd, leap, times, types, chars;
};

static int64_t
big_endian(const char *p, size_t bytes)
{
	uint64_t v = 0;

	for (size_t i = 0; i < bytes; i++)
		v = v << 8 | (unsigned char)p[i];
	return bytes == 4 ? (int64_t)(int32_t)(uint32_t)v : (int64_t)v;
}

static bool
read_header(struct str text, struct header *h)
{
	const char *p = text.ptr + 20;

	if (text.len < 44 || memcmp(text.ptr, "TZif", 4) != 0)
		return false;
	*h =
	    (struct header){ (uint32_t)big_endian(p, 4), (uint32_t)big_endian(p + 4, 4), (uint32_t)big_endian(p + 8, 4),
		    (uint32_t)big_endian(p + 12, 4), (uint32_t)big_endian(p + 16, 4), (uint32_t)big_endian(p + 20, 4) };
	return h->isut <= ZONE_TYPES_MAX && h->isstd <= ZONE_TYPES_MAX && h->leap <= 10000 && h->times <= 100000 &&
	    h->types && h->types <= ZONE_TYPES_MAX && h->chars <= 10000;
}

static size_t
block_size(const struct header *h, size_t time_bytes)
{
	return h->times * (time_bytes + 1) + h->types * 6 + h->chars + h->leap * (time_bytes + 4) + h->isstd + h->isut;
}

static bool
read_block(struct zone *z, const struct header *h, const char *p)
{
	const char *types = p + (size_t)h->times * 8, *infos = types + h->times;

	z->count = h->times;
	z->times = arena_array(z->arena, int64_t, MAX(z->count, 1));
	z->types = arena_array(z->arena, unsigned char, MAX(z->count, 1));
	for (size_t i = 0; i < z->count; i++) {
		z->times[i] = big_endian(p + i * 8, 8);
		z->types[i] = (unsigned char)types[i];
		if (z->types[i] >= h->types || (i && z->times[i] <= z->times[i - 1]))
			return false;
	}
	for (size_t i = 0; i < h->types; i++)
		z->offsets[i] = big_endian(infos + i * 6, 4);
	z->first = z->offsets[0];
	return true;
}

/* ---- the footer: "CET-1CEST,M3.5.0,M10.5.0/3", "<+0330>-3:30", "EST5EDT,M3.2.0,M11.1.0" ---- */

static bool
eat(struct str *s, char c)
{
	if (!s->len || s->ptr[0] != c)
		return false;
	*s = str_skip(*s, 1);
	return true;
}

static bool
eat_name(struct str *s)
{
	size_t n = 0;

	if (eat(s, '<')) {
		n = str_find(*s, '>');
		if (n == s->len)
			return false;
		*s = str_skip(*s, n + 1);
		return n > 0;
	}
	while (n < s->len && ((s->ptr[n] >= 'a' && s->ptr[n] <= 'z') || (s->ptr[n] >= 'A' && s->ptr[n] <= 'Z')))
		n++;
	*s = str_skip(*s, n);
	return n >= 3;
}

static bool
eat_number(struct str *s, int64_t most, int64_t *out)
{
	size_t n = 0;

	while (n < s->len && n < 4 && s->ptr[n] >= '0' && s->ptr[n] <= '9')
		n++;
	if (!n || str_to_i64(str_cut(*s, n), 0, most, out))
		return false;
	*s = str_skip(*s, n);
	return true;
}

/* [+-]hh[:mm[:ss]] as seconds */
static bool
eat_clock(struct str *s, int64_t *out)
{
	int64_t part, sign = 1, seconds = 0;

	if (eat(s, '-'))
		sign = -1;
	else
		(void)eat(s, '+');
	if (!eat_number(s, 167, &part))
		return false;
	seconds = part * 3600;
	for (int64_t unit = 60; unit && eat(s, ':'); unit /= 60) {
		if (!eat_number(s, 59, &part))
			return false;
		seconds += part * unit;
	}
	*out = sign * seconds;
	return true;
}

static bool
eat_day(struct str *s, struct rule_day *d)
{
	int64_t a, b, c;

	d->at = 7200;
	if (eat(s, 'M')) {
		if (!eat_number(s, 12, &a) || !a || !eat(s, '.') || !eat_number(s, 5, &b) || !b || !eat(s, '.') ||
		    !eat_number(s, 6, &c))
			return false;
		*d = (struct rule_day){ 'M', (int)a, (int)b, (int)c, 7200 };
	} else {
		d->kind = eat(s, 'J') ? 'J' : 'N';
		if (!eat_number(s, 365, &a) || (d->kind == 'J' && !a))
			return false;
		d->day = (int)a;
	}
	return !eat(s, '/') || eat_clock(s, &d->at);
}

static bool
read_rule(struct zone *z, struct str s)
{
	int64_t west;

	if (!s.len)
		return true; /* nothing is known after the last transition: it stays */
	if (!eat_name(&s) || !eat_clock(&s, &west))
		return false;
	z->winter = -west;
	z->has_rule = true;
	if (!s.len)
		return true;
	z->has_summer = true;
	z->summer = z->winter + 3600;
	if (!eat_name(&s))
		return false;
	if (s.len && s.ptr[0] != ',') {
		if (!eat_clock(&s, &west))
			return false;
		z->summer = -west;
	}
	return eat(&s, ',') && eat_day(&s, &z->start) && eat(&s, ',') && eat_day(&s, &z->end) && !s.len;
}

static enum err
read_zone(struct zone *z)
{
	const char *path = arena_printf(z->arena, ZONE_DIRECTORY "%.*s", STR_ARG(z->name));
	struct str text, footer;
	struct header h;
	size_t old, size;
	enum err err = file_read(z->arena, path, ZONE_FILE_MAX, &text);

	if (err)
		return err == ERR_NOT_FOUND || err == ERR_IO
		    ? err_fail(ERR_NOT_FOUND, "'%.*s' is no time zone of this system", STR_ARG(z->name))
		    : err;
	/* Version 1 has 32 bits for its times; what counts stands behind it. */
	if (!read_header(text, &h) || text.ptr[4] < '2' || text.len < 44 + (old = 44 + block_size(&h, 4)))
		return err_fail(ERR_INVALID, "%s is no TZif file of version 2", path);
	text = str_skip(text, old);
	if (!read_header(text, &h) || text.len < (size = 44 + block_size(&h, 8)) + 2 ||
	    !read_block(z, &h, text.ptr + 44))
		return err_fail(ERR_INVALID, "%s: its transitions cannot be read", path);
	footer = str_skip(text, size);
	if (footer.ptr[0] != '\n' || footer.ptr[footer.len - 1] != '\n' ||
	    !read_rule(z, str_n(footer.ptr + 1, footer.len - 2)))
		return err_fail(ERR_INVALID, "%s: its rule cannot be read", path);
	return OK;
}

/* ---- asking ---- */

static int64_t
seconds_of(int year, int month, int day)
{
	struct civil c = { .year = year, .month = month, .day = day };
	struct time t;

	if (time_of_civil(&c, &t))
		BUG("a date that does not exist");
	return t.us / US_PER_S;
}

/* When a rule's day begins to count in that year: UTC seconds; before: the offset that is in force until then. */
static int64_t
rule_instant(const struct rule_day *d, int year, int64_t before)
{
	int64_t day;

	if (d->kind == 'M') {
		int64_t first = seconds_of(year, d->month, 1),
			next = d->month == 12 ? seconds_of(year + 1, 1, 1) : seconds_of(year, d->month + 1, 1);
		int weekday = time_civil((struct time){ first * US_PER_S }).weekday;
		day = first + (int64_t)((d->day - weekday + 7) % 7 + (d->week - 1) * 7) * 86400;
		while (day >= next) /* week 5: the last one */
			day -= 7 * 86400;
	} else {
		bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
		int64_t n = d->kind == 'N' ? d->day : d->day - 1 + (leap && d->day >= 60);
		day = seconds_of(year, 1, 1) + n * 86400;
	}
	return day + d->at - before;
}

static int64_t
rule_offset(const struct zone *z, int64_t at)
{
	int year;
	int64_t start, end;

	if (!z->has_summer)
		return z->winter;
	year = time_civil((struct time){ (at + z->winter) * US_PER_S }).year;
	start = rule_instant(&z->start, year, z->winter);
	end = rule_instant(&z->end, year, z->summer);
	if (start < end)
		return at >= start && at < end ? z->summer : z->winter;
	return at >= start || at < end ? z->summer : z->winter; /* south of the equator */
}

int64_t
zone_offset(const struct zone *z, struct time at)
{
	int64_t s = at.us / US_PER_S - (at.us % US_PER_S < 0);
	size_t low = 0, high = z->count; /* transitions at or before s */

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (z->times[middle] <= s)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == z->count && z->has_rule)
		return rule_offset(z, s);
	return low ? z->offsets[z->types[low - 1]] : z->first;
}

struct time
zone_local(const struct zone *z, struct time at)
{
	return (struct time){ at.us + zone_offset(z, at) * US_PER_S };
}
