/*
 * clock.c - UTC microseconds, the civil calendar and its text forms.  See clock.h.
 *
 * Calendar arithmetic counts years from 1 March, so that the leap day ends a year, and days in eras of 400 years
 * (146,097 days).  No tables of libc are used: gmtime() is not reentrant and timegm() guesses at bad dates.
 */
#include "config.h"
#include "lib/base/clock.h"

#include <assert.h>
#include <time.h>

#define US_PER_DAY (INT64_C(86400) * US_PER_S)
#define YEAR_MIN 1
#define YEAR_MAX 9999

static const char *const month_names[][12] = {
	{ "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
	    "December" },
	{ "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
	    "Dezember" },
};
static const char *const day_names[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
	"Saturday" };

static struct time frozen = { INT64_MIN };

struct time
clock_now(void)
{
	struct timespec ts;

	if (!time_is_absent(frozen))
		return frozen;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (struct time){ ts.tv_sec * US_PER_S + ts.tv_nsec / 1000 };
}

int64_t
clock_ticks(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * US_PER_S + ts.tv_nsec / 1000;
}

void
clock_set(struct time t)
{
	frozen = t;
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
days_of_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days since 1970-01-01. */
static int64_t
days_of_civil(int year, int month, int day)
{
	int64_t y = year - (month <= 2);
	int64_t era = floor_div(y, 400);
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1; /* from 1 March */

	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

struct civil
time_civil(struct time t)
{
	int64_t days = floor_div(t.us, US_PER_DAY);
	int64_t rest = t.us - days * US_PER_DAY;
	int64_t shifted = days + 719468; /* days since 0000-03-01 */
	int64_t era = floor_div(shifted, 146097);
	int64_t of_era = shifted - era * 146097;
	int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153; /* 0 = March */
	struct civil c = {
		.year = (int)(year_of_era + era * 400 + (month >= 10)),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
		.hour = (int)(rest / (3600 * US_PER_S)),
		.minute = (int)(rest / (60 * US_PER_S) % 60),
		.second = (int)(rest / US_PER_S % 60),
		.micro = (int)(rest % US_PER_S),
		.weekday = (int)(((days + 4) % 7 + 7) % 7), /* 1970-01-01 was a Thursday */
	};

	return c;
}

enum err
time_of_civil(const struct civil *c, struct time *out)
{
	if (c->year < YEAR_MIN || c->year > YEAR_MAX || c->month < 1 || c->month > 12 || c->day < 1 ||
	    c->day > days_of_month(c->year, c->month))
		return ERR_INVALID;
	if (c->hour < 0 || c->hour > 23 || c->minute < 0 || c->minute > 59 || c->second < 0 || c->second > 59 ||
	    c->micro < 0 || c->micro >= US_PER_S)
		return ERR_INVALID;
	out->us = days_of_civil(c->year, c->month, c->day) * US_PER_DAY +
	    (c->hour * INT64_C(3600) + c->minute * INT64_C(60) + c->second) * US_PER_S + c->micro;
	return OK;
}

void
time_rfc3339(struct buf *b, struct time t)
{
	struct civil c;

	if (time_is_absent(t))
		return;
	c = time_civil(t);
	buf_printf(b, "%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute, c.second);
	if (c.micro)
		buf_printf(b, ".%06d", c.micro);
	buf_char(b, 'Z');
}

/* Take exactly `digits` decimal digits off the front. */
static bool
take_number(struct str *s, int digits, int *out)
{
	int v = 0;

	if (s->len < (size_t)digits)
		return false;
	for (int i = 0; i < digits; i++) {
		char c = s->ptr[i];
		if (c < '0' || c > '9')
			return false;
		v = v * 10 + (c - '0');
	}
	*s = str_skip(*s, (size_t)digits);
	*out = v;
	return true;
}

static bool
take(struct str *s, const char *text)
{
	if (!str_starts(*s, str_of(text)))
		return false;
	*s = str_skip(*s, strlen(text));
	return true;
}

/* The rest "10:20:30". */
static bool
take_clock(struct str *s, struct civil *c)
{
	return take_number(s, 2, &c->hour) && take(s, ":") && take_number(s, 2, &c->minute) && take(s, ":") &&
	    take_number(s, 2, &c->second);
}

/* ".123456789" to microseconds; what is finer is cut off. */
static bool
take_fraction(struct str *s, int *micro)
{
	int scale = 100000;

	*micro = 0;
	if (!take(s, "."))
		return true;
	if (!s->len || s->ptr[0] < '0' || s->ptr[0] > '9')
		return false;
	for (; s->len && s->ptr[0] >= '0' && s->ptr[0] <= '9'; *s = str_skip(*s, 1), scale /= 10)
		*micro += scale * (s->ptr[0] - '0');
	return true;
}

static bool
take_offset(struct str *s, int *minutes)
{
	int hour, minute, sign;

	*minutes = 0;
	if (take(s, "Z") || take(s, "z"))
		return true;
	if (take(s, "+"))
		sign = 1;
	else if (take(s, "-"))
		sign = -1;
	else
		return false;
	if (!take_number(s, 2, &hour) || !take(s, ":") || !take_number(s, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*minutes = sign * (hour * 60 + minute);
	return true;
}

enum err
time_parse(struct str s, struct time *out)
{
	struct civil c = { 0 };
	struct time t;
	int offset = 0;
	enum err err;

	if (!take_number(&s, 4, &c.year) || !take(&s, "-") || !take_number(&s, 2, &c.month) || !take(&s, "-") ||
	    !take_number(&s, 2, &c.day))
		return ERR_INVALID;
	if (s.len) {
		if (!take(&s, "T") && !take(&s, "t") && !take(&s, " "))
			return ERR_INVALID;
		if (!take_clock(&s, &c) || !take_fraction(&s, &c.micro) || !take_offset(&s, &offset) || s.len)
			return ERR_INVALID;
	}
	err = time_of_civil(&c, &t);
	if (err)
		return err;
	t.us -= offset * INT64_C(60) * US_PER_S;
	*out = t;
	return OK;
}

void
time_http(struct buf *b, struct time t)
{
	struct civil c;

	if (time_is_absent(t))
		return;
	c = time_civil(t);
	buf_printf(b, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", day_names[c.weekday], c.day,
	    month_names[0][c.month - 1], c.year, c.hour, c.minute, c.second);
}

/* One of the names, whole or (`letters` > 0) its first letters; 0-based. */
static bool
take_name(struct str *s, const char *const *names, size_t count, size_t letters, int *out)
{
	for (size_t i = 0; i < count; i++) {
		struct str name = str_of(names[i]);
		if (letters)
			name = str_cut(name, letters);
		if (!str_starts(*s, name))
			continue;
		*s = str_skip(*s, name.len);
		*out = (int)i;
		return true;
	}
	return false;
}

static bool
take_month(struct str *s, int *month)
{
	if (!take_name(s, month_names[0], 12, 3, month))
		return false;
	++*month;
	return true;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT" */
static bool
imf_fixdate(struct str s, struct civil *c)
{
	return take_name(&s, day_names, 7, 3, &c->weekday) && take(&s, ", ") && take_number(&s, 2, &c->day) &&
	    take(&s, " ") && take_month(&s, &c->month) && take(&s, " ") && take_number(&s, 4, &c->year) &&
	    take(&s, " ") && take_clock(&s, c) && take(&s, " GMT") && !s.len;
}

/* "Sunday, 06-Nov-94 08:49:37 GMT"; RFC 9110: a year more than 50 years ahead is of the past century. */
static bool
rfc850_date(struct str s, struct civil *c)
{
	int this_year = time_civil(clock_now()).year;

	if (!take_name(&s, day_names, 7, 0, &c->weekday) || !take(&s, ", ") || !take_number(&s, 2, &c->day) ||
	    !take(&s, "-") || !take_month(&s, &c->month) || !take(&s, "-") || !take_number(&s, 2, &c->year) ||
	    !take(&s, " ") || !take_clock(&s, c) || !take(&s, " GMT") || s.len)
		return false;
	c->year += this_year / 100 * 100;
	if (c->year > this_year + 50)
		c->year -= 100;
	return true;
}

/* "Sun Nov  6 08:49:37 1994" */
static bool
asctime_date(struct str s, struct civil *c)
{
	return take_name(&s, day_names, 7, 3, &c->weekday) && take(&s, " ") && take_month(&s, &c->month) &&
	    take(&s, " ") && (take(&s, " ") ? take_number(&s, 1, &c->day) : take_number(&s, 2, &c->day)) &&
	    take(&s, " ") && take_clock(&s, c) && take(&s, " ") && take_number(&s, 4, &c->year) && !s.len;
}

enum err
time_parse_http(struct str s, struct time *out)
{
	struct civil c = { 0 };

	if (!imf_fixdate(s, &c) && !rfc850_date(s, &c) && !asctime_date(s, &c))
		return ERR_INVALID;
	return time_of_civil(&c, out);
}

void
time_date(struct buf *b, struct time t, struct str locale)
{
	bool german = str_starts(locale, STR("de"));
	struct civil c;

	if (time_is_absent(t))
		return;
	c = time_civil(t);
	buf_printf(b, german ? "%d. %s %d" : "%d %s %d", c.day, month_names[german][c.month - 1], c.year);
}
