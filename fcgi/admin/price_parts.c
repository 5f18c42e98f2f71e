/* price_parts.c - what the pages of prices share.  See prices.h. */
#include "fcgi/admin/prices.h"

void
price_tabs(struct req *r, struct office_page *p, enum price_tab current)
{
	static const struct {
		const char *name, *path;
	} tabs[] = { [TAB_PROMOTIONS] = { N_("Promotions"), PRICES_PATH },
		[TAB_LISTS] = { N_("Price lists"), PRICES_PATH "/lists" },
		[TAB_GROUPS] = { N_("Customer groups"), PRICES_PATH "/groups" },
		[TAB_TAXES] = { N_("Taxes"), PRICES_PATH "/taxes" },
		[TAB_TRY] = { N_("Try a price"), PRICES_PATH "/try" } };

	for (size_t i = 0; i < COUNT(tabs); i++) {
		struct link_view *tab = view_push(r, &p->tabs, sizeof(*tab));
		*tab = (struct link_view){ .name = form_text(r, tabs[i].name),
			.url = office_url(r, tabs[i].path, STR("")),
			.current = i == (size_t)current };
	}
}

struct price_env
price_env_of(struct req *r)
{
	struct who *who = arena_new_of(r->arena, struct who);

	*who = who_of(r);
	return (struct price_env){ req_db(r), r->arena, who };
}

/* ---- writing ---- */

struct str
price_percent_text(struct req *r, int64_t e6)
{
	char fraction[8];
	int n;

	snprintf(fraction, sizeof(fraction), "%04lld", (long long)(e6 % 10000));
	for (n = 4; n > 0 && fraction[n - 1] == '0'; n--)
		fraction[n - 1] = '\0';
	return n ? str_printf(r->arena, "%lld.%s", (long long)(e6 / 10000), fraction)
		 : str_printf(r->arena, "%lld", (long long)(e6 / 10000));
}

struct str
price_percent_show(struct req *r, int64_t e6)
{
	return str_printf(r->arena, "%.*s\xC2\xA0%%", STR_ARG(price_percent_text(r, e6)));
}

static bool
money(struct str currency, int64_t minor, struct money *out)
{
	*out = (struct money){ .minor = minor };
	return money_currency(currency, out->currency) == OK;
}

struct str
price_amount_text(struct req *r, struct opt_i64 minor, struct str currency)
{
	struct money m;
	struct buf b;

	if (!minor.set || !money(currency, minor.value, &m))
		return STR_ABSENT;
	buf_in_arena(&b, r->arena, BUF_LINE);
	money_decimal(&b, m);
	return buf_view(&b);
}

struct str
price_amount_show(struct req *r, int64_t minor, struct str currency)
{
	struct money m;
	struct buf b;

	if (!money(currency, minor, &m))
		return str_printf(r->arena, "%lld", (long long)minor);
	buf_in_arena(&b, r->arena, BUF_LINE);
	money_format(&b, m, req_locale(r));
	return buf_view(&b);
}

struct str
price_number_text(struct req *r, struct opt_i64 n)
{
	return n.set ? str_printf(r->arena, "%lld", (long long)n.value) : STR_ABSENT;
}

struct str
price_when_text(struct req *r, struct time t)
{
	struct civil c;

	if (time_is_absent(t))
		return STR_ABSENT;
	c = time_civil(t);
	if (!c.hour && !c.minute)
		return str_printf(r->arena, "%04d-%02d-%02d", c.year, c.month, c.day);
	return str_printf(r->arena, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}

struct str
price_window(struct req *r, struct time from, struct time until)
{
	struct str a = price_when_text(r, from), b = price_when_text(r, until);

	if (!a.ptr && !b.ptr)
		return form_text(r, N_("always"));
	if (!b.ptr)
		return str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("from"))), STR_ARG(a));
	if (!a.ptr)
		return str_printf(r->arena, "%.*s %.*s", STR_ARG(form_text(r, N_("until"))), STR_ARG(b));
	return str_printf(r->arena, "%.*s – %.*s", STR_ARG(a), STR_ARG(b));
}

struct str
price_state(struct req *r, bool is_active, struct time from, struct time until, const char **tone)
{
	struct time now = clock_now();

	*tone = "quiet";
	if (!is_active)
		return form_text(r, N_("off"));
	if (!time_is_absent(until) && until.us <= now.us)
		return form_text(r, N_("ended"));
	if (!time_is_absent(from) && from.us > now.us) {
		*tone = "warn";
		return form_text(r, N_("to come"));
	}
	*tone = "good";
	return form_text(r, N_("running"));
}

/* ---- reading ---- */

static void
wrong(struct req *r, const char *name, const char *msgid)
{
	r->errors.arena = r->arena;
	field_error(&r->errors, str_of(name), msgid, (struct opt_i64){ 0 });
	err_clear();
}

/* "12,50" is "12.50": whoever types a comma means it. */
static struct str
with_point(struct req *r, struct str text)
{
	char *z = str_z(r->arena, str_trim(text));

	for (char *c = z; *c; c++)
		if (*c == ',')
			*c = '.';
	return str_of(z);
}

int64_t
price_percent_read(struct req *r, struct str text, const char *name)
{
	struct str s = with_point(r, text);
	int64_t e6 = 0;

	if (str_ends(s, STR("%")))
		s = str_trim(str_cut(s, s.len - 1));
	if (s.len && str_to_decimal(s, 4, &e6))
		wrong(r, name, N_("Enter a percentage, such as 12.5."));
	return e6;
}

struct opt_i64
price_amount_read(struct req *r, struct str text, struct str currency, const char *name)
{
	struct str s = with_point(r, text);
	struct money m;

	if (!s.len)
		return (struct opt_i64){ 0 };
	if (str_is_empty(currency)) {
		wrong(r, name, N_("Say in which currency."));
		return (struct opt_i64){ 0 };
	}
	if (money_parse(s, str_z(r->arena, currency), &m) || m.minor < 0) {
		wrong(r, name, N_("Enter an amount, such as 19.90."));
		return (struct opt_i64){ 0 };
	}
	return (struct opt_i64){ true, m.minor };
}

struct opt_i64
price_number_read(struct req *r, struct str text, const char *name)
{
	struct str s = str_trim(text);
	int64_t n;

	if (!s.len)
		return (struct opt_i64){ 0 };
	if (str_to_i64(s, 0, INT32_MAX, &n)) {
		wrong(r, name, N_("Enter a whole number."));
		return (struct opt_i64){ 0 };
	}
	return (struct opt_i64){ true, n };
}

struct time
price_when_read(struct req *r, struct str text, const char *name)
{
	struct str s = str_trim(text);
	struct time t = TIME_ABSENT;

	if (!s.len)
		return t;
	if (s.len == 16 && (s.ptr[10] == ' ' || s.ptr[10] == 'T'))
		s = str_printf(r->arena, "%.10sT%.5s:00Z", s.ptr, s.ptr + 11);
	if (time_parse(s, &t)) {
		wrong(r, name, N_("Enter a day and perhaps a time (UTC), such as 2026-12-01 18:00."));
		return TIME_ABSENT;
	}
	return t;
}

struct str
price_upper(struct req *r, struct str text)
{
	char *z = str_z(r->arena, str_trim(text));

	for (char *c = z; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 32);
	return *z ? str_of(z) : STR_ABSENT;
}

struct list
price_options(struct req *r, const char *const (*pairs)[2], size_t count, struct str chosen)
{
	struct option_view *o = arena_array(r->arena, struct option_view, count);

	for (size_t i = 0; i < count; i++)
		o[i] = (struct option_view){ str_of(pairs[i][0]), form_text(r, pairs[i][1]),
			str_eq_z(chosen, pairs[i][0]) };
	return (struct list){ o, count };
}

struct str
price_step(struct req *r, struct str step)
{
	static const char *const steps[][2] = { { "price", N_("Price") }, { "price_list", N_("Price list") },
		{ "promotion", N_("Promotion") }, { "delivery", N_("Delivery") }, { "tax", N_("Tax") },
		{ "rounding", N_("Rounding") }, { "coupon", N_("Code") } };

	for (size_t i = 0; i < COUNT(steps); i++)
		if (str_eq_z(step, steps[i][0]))
			return form_text(r, steps[i][1]);
	return step;
}
