/*
 * shipping_holidays.c - public holidays by rule: what the laws of each place say, written down as rules of
 * lib/base/calendar.h.  See shipping_calendar.h.
 *
 * Germany: what is a holiday in the whole of the state named (in Bavaria also Assumption Day, which most of its
 * municipalities keep).  Switzerland: the days that nearly all cantons keep;
 * each has more.  United States: the federal holidays, moved from weekends as for federal employees.
 */
#include "lib/shop/shipping_calendar.h"

#define P(bit) (UINT32_C(1) << (bit))
enum place { BW, BY, BE, BB, HB, HH, HE, MV, NI, NW, RP, SL, SN, ST, SH, TH, AUSTRIA, SWITZERLAND, USA };
#define GERMANY (P(TH + 1) - 1)

const struct calendar_preset calendar_presets[] = {
	[BW] = { "DE-BW", N_("Germany, Baden-Württemberg") },
	[BY] = { "DE-BY", N_("Germany, Bavaria") },
	[BE] = { "DE-BE", N_("Germany, Berlin") },
	[BB] = { "DE-BB", N_("Germany, Brandenburg") },
	[HB] = { "DE-HB", N_("Germany, Bremen") },
	[HH] = { "DE-HH", N_("Germany, Hamburg") },
	[HE] = { "DE-HE", N_("Germany, Hesse") },
	[MV] = { "DE-MV", N_("Germany, Mecklenburg-Vorpommern") },
	[NI] = { "DE-NI", N_("Germany, Lower Saxony") },
	[NW] = { "DE-NW", N_("Germany, North Rhine-Westphalia") },
	[RP] = { "DE-RP", N_("Germany, Rhineland-Palatinate") },
	[SL] = { "DE-SL", N_("Germany, Saarland") },
	[SN] = { "DE-SN", N_("Germany, Saxony") },
	[ST] = { "DE-ST", N_("Germany, Saxony-Anhalt") },
	[SH] = { "DE-SH", N_("Germany, Schleswig-Holstein") },
	[TH] = { "DE-TH", N_("Germany, Thuringia") },
	[AUSTRIA] = { "AT", N_("Austria") },
	[SWITZERLAND] = { "CH", N_("Switzerland") },
	[USA] = { "US", N_("United States, federal") },
	{ NULL, NULL },
};

static const struct {
	const char *rule, *name;
	uint32_t places;
} holidays[] = {
	{ "01-01", N_("New Year's Day"), GERMANY | P(AUSTRIA) | P(SWITZERLAND) },
	{ "01-06", N_("Epiphany"), P(BW) | P(BY) | P(ST) | P(AUSTRIA) },
	{ "03-08", N_("International Women's Day"), P(BE) | P(MV) },
	{ "easter-2", N_("Good Friday"), GERMANY | P(SWITZERLAND) },
	{ "easter", N_("Easter Sunday"), P(BB) },
	{ "easter+1", N_("Easter Monday"), GERMANY | P(AUSTRIA) | P(SWITZERLAND) },
	{ "05-01", N_("Labour Day"), GERMANY | P(AUSTRIA) },
	{ "easter+39", N_("Ascension Day"), GERMANY | P(AUSTRIA) | P(SWITZERLAND) },
	{ "easter+49", N_("Whit Sunday"), P(BB) },
	{ "easter+50", N_("Whit Monday"), GERMANY | P(AUSTRIA) | P(SWITZERLAND) },
	{ "easter+60", N_("Corpus Christi"), P(BW) | P(BY) | P(HE) | P(NW) | P(RP) | P(SL) | P(AUSTRIA) },
	{ "08-01", N_("Swiss National Day"), P(SWITZERLAND) },
	{ "08-15", N_("Assumption Day"), P(BY) | P(SL) | P(AUSTRIA) },
	{ "09-20", N_("World Children's Day"), P(TH) },
	{ "10-03", N_("Day of German Unity"), GERMANY },
	{ "10-26", N_("Austrian National Day"), P(AUSTRIA) },
	{ "10-31", N_("Reformation Day"), P(BB) | P(HB) | P(HH) | P(MV) | P(NI) | P(SN) | P(ST) | P(SH) | P(TH) },
	{ "11-01", N_("All Saints' Day"), P(BW) | P(BY) | P(NW) | P(RP) | P(SL) | P(AUSTRIA) },
	{ "wed>=11-16", N_("Day of Repentance and Prayer"), P(SN) },
	{ "12-08", N_("Immaculate Conception"), P(AUSTRIA) },
	{ "12-25", N_("Christmas Day"), GERMANY | P(AUSTRIA) | P(SWITZERLAND) },
	{ "12-26", N_("St Stephen's Day"), GERMANY | P(AUSTRIA) | P(SWITZERLAND) },
	{ "01-01~", N_("New Year's Day"), P(USA) },
	{ "mon>=01-15", N_("Birthday of Martin Luther King, Jr."), P(USA) },
	{ "mon>=02-15", N_("Washington's Birthday"), P(USA) },
	{ "mon>=05-25", N_("Memorial Day"), P(USA) },
	{ "06-19~", N_("Juneteenth"), P(USA) },
	{ "07-04~", N_("Independence Day"), P(USA) },
	{ "mon>=09-01", N_("Labor Day"), P(USA) },
	{ "mon>=10-08", N_("Columbus Day"), P(USA) },
	{ "11-11~", N_("Veterans Day"), P(USA) },
	{ "thu>=11-22", N_("Thanksgiving Day"), P(USA) },
	{ "12-25~", N_("Christmas Day"), P(USA) },
};

static bool
is_there(const struct calendar_day *days, size_t count, const struct calendar_day *d)
{
	for (size_t i = 0; i < count; i++)
		if (days[i].kind == d->kind && days[i].month == d->month && days[i].day == d->day &&
		    days[i].weekday == d->weekday && days[i].offset == d->offset && days[i].moves == d->moves &&
		    days[i].from.us == d->from.us)
			return true;
	return false;
}

enum err
shipping_calendar_preset(struct arena *a, struct str code, struct str (*translate)(void *env, const char *msgid),
    void *env, struct list *days)
{
	struct calendar_day *all = arena_array(a, struct calendar_day, days->count + COUNT(holidays));
	size_t place = 0, count = days->count;

	while (calendar_presets[place].code && !str_eq_z(code, calendar_presets[place].code))
		place++;
	if (!calendar_presets[place].code)
		return err_fail(ERR_NOT_FOUND, "no public holidays are known of '%.*s'", STR_ARG(code));
	if (count)
		memcpy(all, days->items, count * sizeof(*all));
	for (size_t i = 0; i < COUNT(holidays); i++) {
		struct calendar_day d;
		enum err err;
		if (!(holidays[i].places & P(place)))
			continue;
		if ((err = calendar_read_day(str_of(holidays[i].rule), &d)))
			return err;
		if (is_there(all, count, &d))
			continue;
		d.name = translate ? translate(env, holidays[i].name) : str_of(holidays[i].name);
		all[count++] = d;
	}
	if (count > CALENDAR_DAYS_MAX)
		return err_fail(ERR_LIMIT, "a calendar has at most %d days", CALENDAR_DAYS_MAX);
	*days = (struct list){ all, count };
	return OK;
}
