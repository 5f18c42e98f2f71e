/* calendar.c - closed days, computed.  See calendar.h. */
#include "lib/base/calendar.h"

#define DAY_US (86400 * US_PER_S)
#define EASTER_MAX 366 /* days before or after it */

static const char *const weekdays[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

/* ---- reading ---- */

static bool
number(struct str *s, int digits, int least, int most, int *out)
{
	int n = 0;

	if (s->len < (size_t)digits)
		return false;
	for (int i = 0; i < digits; i++) {
		if (s->ptr[i] < '0' || s->ptr[i] > '9')
			return false;
		n = n * 10 + (s->ptr[i] - '0');
	}
	*s = str_skip(*s, (size_t)digits);
	*out = n;
	return n >= least && n <= most;
}

static bool
skip(struct str *s, const char *text)
{
	if (!str_starts(*s, str_of(text)))
		return false;
	*s = str_skip(*s, strlen(text));
	return true;
}

static struct time
midnight_of(int year, int month, int day)
{
	const struct civil c = { .year = year, .month = month, .day = day };
	struct time t;

	if (!time_of_civil(&c, &t))
		return t;
	err_clear();
	return TIME_ABSENT;
}

/* "12-25" of some year: 29 February is one. */
static bool
month_and_day(struct str *s, struct calendar_day *d)
{
	return number(s, 2, 1, 12, &d->month) && skip(s, "-") && number(s, 2, 1, 31, &d->day) &&
	    !time_is_absent(midnight_of(2000, d->month, d->day));
}

static bool
date(struct str *s, struct time *out)
{
	int year, month, day;

	if (!number(s, 4, 1970, 9999, &year) || !skip(s, "-") || !number(s, 2, 1, 12, &month) || !skip(s, "-") ||
	    !number(s, 2, 1, 31, &day))
		return false;
	*out = midnight_of(year, month, day);
	return !time_is_absent(*out);
}

static bool
read_easter(struct str *s, struct calendar_day *d)
{
	int64_t offset = 0;

	d->kind = CALENDAR_EASTER;
	if (s->len &&
	    (str_to_i64(s->ptr[0] == '+' ? str_skip(*s, 1) : *s, -EASTER_MAX, EASTER_MAX, &offset) ||
		(s->ptr[0] != '+' && s->ptr[0] != '-'))) {
		err_clear();
		return false;
	}
	d->offset = (int)offset;
	*s = STR("");
	return true;
}

static bool
read_weekday(struct str *s, struct calendar_day *d)
{
	for (size_t i = 0; i < COUNT(weekdays); i++)
		if (skip(s, weekdays[i])) {
			d->kind = CALENDAR_WEEKDAY;
			d->weekday = (int)i;
			return skip(s, ">=") && month_and_day(s, d);
		}
	return false;
}

static bool
read_rule(struct str s, struct calendar_day *d)
{
	bool ok;

	if (skip(&s, "easter"))
		ok = read_easter(&s, d);
	else if (s.len && s.ptr[0] >= 'a')
		ok = read_weekday(&s, d);
	else if (s.len > 4 && s.ptr[4] == '-') {
		d->kind = CALENDAR_DATE;
		ok = date(&s, &d->from);
		d->until = d->from;
		if (ok && skip(&s, ".."))
			ok = date(&s, &d->until) && d->until.us >= d->from.us;
	} else {
		d->kind = CALENDAR_YEARLY;
		ok = month_and_day(&s, d);
		d->moves = ok && skip(&s, "~");
	}
	return ok && !s.len;
}

enum err
calendar_read_day(struct str line, struct calendar_day *out)
{
	size_t n = 0;
	struct str rule;

	line = str_trim(line);
	while (n < line.len && line.ptr[n] != ' ' && line.ptr[n] != '\t')
		n++;
	rule = str_n(line.ptr, n);
	*out = (struct calendar_day){ .name = str_trim(str_skip(line, n)) };
	return read_rule(rule, out) ? OK : err_fail(ERR_INVALID, "'%.*s' is not a day of a calendar", STR_ARG(rule));
}

enum err
calendar_read(struct arena *a, struct str text, struct list *out)
{
	struct calendar_day *days;
	struct str line;
	size_t n = 0, lines = 1;
	enum err err;

	*out = (struct list){ 0 };
	if (str_is_empty(text))
		return OK;
	for (size_t i = 0; i < text.len; i++)
		lines += text.ptr[i] == '\n';
	days = arena_array(a, struct calendar_day, MIN(lines, CALENDAR_DAYS_MAX));
	while (str_split(&text, '\n', &line)) {
		if (!str_trim(line).len)
			continue;
		if (n == CALENDAR_DAYS_MAX)
			return err_fail(ERR_LIMIT, "a calendar has at most %d days", CALENDAR_DAYS_MAX);
		if ((err = calendar_read_day(line, &days[n])))
			return err;
		n++;
	}
	*out = (struct list){ days, n };
	return OK;
}

/* ---- writing ---- */

static void
write_date(struct buf *b, struct time t)
{
	const struct civil c = time_civil(t);

	buf_printf(b, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void
calendar_write_rule(struct buf *b, const struct calendar_day *d)
{
	switch (d->kind) {
	case CALENDAR_DATE:
		write_date(b, d->from);
		if (d->until.us != d->from.us) {
			buf_lit(b, "..");
			write_date(b, d->until);
		}
		return;
	case CALENDAR_YEARLY:
		buf_printf(b, "%02d-%02d%s", d->month, d->day, d->moves ? "~" : "");
		return;
	case CALENDAR_EASTER:
		buf_lit(b, "easter");
		if (d->offset)
			buf_printf(b, "%+d", d->offset);
		return;
	case CALENDAR_WEEKDAY:
		buf_printf(b, "%s>=%02d-%02d", weekdays[d->weekday], d->month, d->day);
		return;
	default:
		BUG("an unknown kind of day");
	}
}

void
calendar_write(struct buf *b, const struct list *days)
{
	const struct calendar_day *d = days->items;

	for (size_t i = 0; i < days->count; i++) {
		calendar_write_rule(b, &d[i]);
		if (d[i].name.len)
			buf_char(b, ' ');
		buf_str(b, d[i].name);
		buf_char(b, '\n');
	}
}

/* ---- when ---- */

/* The algorithm of the Gregorian reform in integers (Meeus, Jones, Butcher). */
struct time
calendar_easter(int year)
{
	int a = year % 19, century = year / 100, rest = year % 100;
	int epact = (19 * a + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
	int l = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
	int m = (a + 11 * epact + 22 * l) / 451;
	int n = epact + l - 7 * m + 114;

	return midnight_of(year, n / 31, n % 31 + 1);
}

static struct time
days_after(struct time t, int days)
{
	return (struct time){ t.us + days * DAY_US };
}

struct time
calendar_day_in(const struct calendar_day *d, int year)
{
	struct time t;
	int weekday;

	switch (d->kind) {
	case CALENDAR_DATE:
		return time_civil(d->from).year == year ? d->from : TIME_ABSENT;
	case CALENDAR_EASTER:
		return days_after(calendar_easter(year), d->offset);
	case CALENDAR_WEEKDAY:
		t = midnight_of(year, d->month, d->day);
		return time_is_absent(t) ? t : days_after(t, (d->weekday - time_civil(t).weekday + 7) % 7);
	case CALENDAR_YEARLY:
		t = midnight_of(year, d->month, d->day);
		if (time_is_absent(t) || !d->moves)
			return t;
		weekday = time_civil(t).weekday;
		return days_after(t, weekday == 6 ? -1 : weekday == 0 ? 1 : 0);
	default:
		BUG("an unknown kind of day");
	}
}

static bool
is_day(const struct calendar_day *d, struct time midnight, int year)
{
	if (d->kind == CALENDAR_DATE)
		return midnight.us >= d->from.us && midnight.us <= d->until.us;
	/* What moves, or is far from Easter, may belong to the year before or after. */
	for (int y = year - 1; y <= year + 1; y++)
		if (calendar_day_in(d, y).us == midnight.us)
			return true;
	/* Who works at weekends does not on the day itself. */
	return d->moves && midnight_of(year, d->month, d->day).us == midnight.us;
}

const struct calendar_day *
calendar_find(const struct list *days, struct time midnight)
{
	const struct calendar_day *d = days ? days->items : NULL;
	int year = time_civil(midnight).year;

	for (size_t i = 0; days && i < days->count; i++)
		if (is_day(&d[i], midnight, year))
			return &d[i];
	return NULL;
}
