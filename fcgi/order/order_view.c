/* order_view.c - lines, sums and dates of orders in words.  See order_view.h. */
#include "fcgi/order/order_view.h"
#include "lib/web/i18n.h"

#define MINUS "\xE2\x88\x92"

struct str
money_text(struct req *r, struct money m)
{
	struct buf b;

	if (money_is_absent(m))
		return STR_ABSENT;
	buf_in_arena(&b, r->arena, BUF_LINE);
	money_format(&b, m, req_locale(r));
	return str_dup(r->arena, buf_view(&b));
}

struct str
minor_text(struct req *r, int64_t minor, const char *currency)
{
	return money_text(r, money_of(minor, currency));
}

struct str
path_of(struct req *r, const char *path)
{
	return str_printf(r->arena, "%.*s%s", STR_ARG(req_base(r)), path);
}

struct str
text_with(struct req *r, const char *msgid, struct str value)
{
	struct str text = form_text(r, msgid);
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '%' && i + 1 < text.len && text.ptr[i + 1] == 's') {
			buf_str(&b, value);
			i++;
		} else {
			buf_char(&b, text.ptr[i]);
		}
	}
	return str_dup(r->arena, buf_view(&b));
}

/* "Tue, 24 November": people plan by the day of the week; the year goes without saying. */
static struct str
weekday_text(struct req *r, struct time t)
{
	static const char *const days[] = { N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"),
		N_("Sat") };
	struct civil c = time_civil(t);
	struct str date = form_date(r, t);

	return str_printf(
	    r->arena, "%.*s, %.*s", STR_ARG(form_text(r, days[c.weekday])), (int)(date.len - 5), date.ptr);
}

struct str
promise_text(struct req *r, struct time from, struct time until)
{
	if (time_is_absent(until))
		until = from;
	if (time_is_absent(until))
		return STR_ABSENT;
	if (time_is_absent(from) || from.us >= until.us)
		return weekday_text(r, until);
	return str_printf(
	    r->arena, "%.*s \xE2\x80\x93 %.*s", STR_ARG(weekday_text(r, from)), STR_ARG(weekday_text(r, until)));
}

/* "Europe/Berlin" -> "Berlin" */
static struct str
city_of(struct req *r, struct str zone)
{
	struct str city = zone;
	char *text;

	for (size_t i = 0; i < zone.len; i++)
		if (zone.ptr[i] == '/')
			city = str_skip(zone, i + 1);
	text = str_z(r->arena, city);
	for (size_t i = 0; i < city.len; i++)
		if (text[i] == '_')
			text[i] = ' ';
	return str_n(text, city.len);
}

struct str
promise_by_text(struct req *r, const struct shipping_offer *o, struct time by_local, struct str country)
{
	struct civil c;
	struct str when;

	if (time_is_absent(by_local))
		return STR_ABSENT;
	/* The end of a day is the last minute of it, not the first of the next. */
	if (by_local.us % (86400 * US_PER_S) == 0)
		by_local.us -= 60 * US_PER_S;
	c = time_civil(by_local);
	when = str_printf(r->arena, "%.*s, %02d:%02d", STR_ARG(weekday_text(r, by_local)), c.hour, c.minute);
	if (country.len && !str_eq(country, o->house_country))
		when = str_printf(r->arena, "%.*s (%.*s)", STR_ARG(when), STR_ARG(city_of(r, o->house_zone)));
	return text_with(r, N_("if ordered by %s"), when);
}

struct str
rate_text(struct req *r, int64_t rate_e6)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	percent_format(&b, rate_e6, req_locale(r));
	return str_dup(r->arena, buf_view(&b));
}

/* Names of taxes are the merchant's, or of the tables that come with the shop: these are translated. */
static const char *const known_taxes[] UNUSED = { N_("VAT"), N_("Sales tax"), N_("GST") };

struct str
tax_text(struct req *r, const struct quote_tax *t)
{
	return str_printf(
	    r->arena, "%.*s %.*s", STR_ARG(form_text(r, str_z(r->arena, t->name))), STR_ARG(rate_text(r, t->rate_e6)));
}

enum err
address_text(struct req *r, const struct address *a, struct list *lines)
{
	return address_lines(r->arena, a, req_locale(r), STR_ABSENT, lines);
}

/* ---- sums ---- */

static struct sum_view *
push(struct req *r, struct view_list *rows, struct str name, struct str amount)
{
	struct sum_view *v = view_push(r, rows, sizeof(*v));

	v->name = name;
	v->amount = amount;
	return v;
}

static void
push_discounts(struct req *r, struct view_list *rows, const struct sums *s)
{
	const struct quote_discount *d = s->discounts.items;

	for (size_t i = 0; i < s->discounts.count; i++) {
		struct sum_view *v = push(r, rows, d[i].name,
		    str_printf(r->arena, MINUS "%.*s", STR_ARG(minor_text(r, d[i].amount, s->currency))));
		v->note = d[i].code;
		v->is_less = true;
	}
}

static void
push_taxes(struct req *r, struct view_list *rows, const struct sums *s)
{
	const struct quote_tax *t = s->taxes.items;

	for (size_t i = 0; i < s->taxes.count; i++) {
		struct str name = tax_text(r, &t[i]);
		if (t[i].amount || s->taxes.count == 1)
			push(r, rows, s->prices_with_tax ? text_with(r, N_("includes %s"), name) : name,
			    minor_text(r, t[i].amount, s->currency));
	}
}

/* The delivery before its own discounts: what is left of the total. */
static int64_t
delivery_of(const struct sums *s)
{
	const struct quote_discount *d = s->discounts.items;
	const struct quote_tax *t = s->taxes.items;
	int64_t delivery = s->total - s->subtotal;

	for (size_t i = 0; i < s->discounts.count; i++)
		delivery += d[i].amount;
	for (size_t i = 0; !s->prices_with_tax && i < s->taxes.count; i++)
		delivery -= t[i].amount;
	return delivery;
}

static void
push_delivery(struct req *r, struct view_list *rows, const struct sums *s)
{
	int64_t amount = delivery_of(s);
	struct sum_view *v;

	if (str_is_absent(s->shipping_name)) {
		push(r, rows, form_text(r, N_("Delivery")), form_text(r, N_("not chosen yet")));
		return;
	}
	v = push(r, rows, form_text(r, N_("Delivery")),
	    amount ? minor_text(r, amount, s->currency) : form_text(r, N_("free")));
	v->note = s->shipping_name;
}

static void
push_total(struct req *r, struct view_list *rows, const struct sums *s)
{
	struct sum_view *v;

	if (s->left != s->total || s->credited)
		push(r, rows, form_text(r, N_("Ordered")), minor_text(r, s->total, s->currency));
	if (s->left != s->total) {
		v = push(r, rows, form_text(r, N_("Cancelled")),
		    str_printf(r->arena, MINUS "%.*s", STR_ARG(minor_text(r, s->total - s->left, s->currency))));
		v->is_less = true;
	}
	if (s->credited) {
		v = push(r, rows, form_text(r, N_("Refunded")),
		    str_printf(r->arena, MINUS "%.*s", STR_ARG(minor_text(r, s->credited, s->currency))));
		v->is_less = true;
	}
	v = push(r, rows, form_text(r, N_("Total")), minor_text(r, s->left - s->credited, s->currency));
	v->is_total = true;
	if (s->is_reverse_charge)
		v->note = form_text(r, N_("Reverse charge: the buyer owes the VAT."));
}

struct list
sums_fill(struct req *r, const struct sums *s)
{
	struct view_list rows = { 0 };

	struct sum_view *first = push(r, &rows, form_text(r, N_("Subtotal")), minor_text(r, s->subtotal, s->currency));

	if (!s->prices_with_tax && s->taxes.count)
		first->note = form_text(r, N_("without tax"));
	push_discounts(r, &rows, s);
	if (s->has_delivery)
		push_delivery(r, &rows, s);
	if (!s->prices_with_tax)
		push_taxes(r, &rows, s);
	push_total(r, &rows, s);
	if (s->prices_with_tax)
		push_taxes(r, &rows, s);
	return rows.list;
}

/* ---- an order ---- */

static struct str
refunded_state(struct req *r, const struct order_line *l, struct str before)
{
	struct str text = l->refunded == l->quantity
	    ? form_text(r, N_("Refunded"))
	    : text_with(r, N_("%s refunded"), str_printf(r->arena, "%lld", (long long)l->refunded));

	return str_is_empty(before) ? text : str_printf(r->arena, "%.*s, %.*s", STR_ARG(before), STR_ARG(text));
}

struct line_view *
order_lines_fill(struct req *r, const struct order *o)
{
	const struct order_line *l = o->lines.items;
	struct line_view *v = arena_array(r->arena, struct line_view, o->lines.count + 1);

	for (size_t i = 0; i < o->lines.count; i++) {
		shape_init(&line_view_shape, &v[i]);
		v[i].id = l[i].public_id;
		v[i].title = l[i].title;
		v[i].options = l[i].options;
		v[i].sku = l[i].sku;
		v[i].url = str_is_empty(l[i].slug) ? STR_ABSENT : url_of(r, "/product/", l[i].slug);
		v[i].image = media_url(r, l[i].image);
		v[i].quantity = l[i].quantity;
		v[i].price = money_text(r, l[i].unit_price);
		v[i].total = minor_text(r, l[i].subtotal.minor - l[i].discount.minor, l[i].subtotal.currency);
		if (l[i].discount.minor > 0)
			v[i].was = money_text(r, l[i].subtotal);
		if (l[i].cancelled == l[i].quantity)
			v[i].state = form_text(r, N_("Cancelled"));
		else if (l[i].cancelled > 0)
			v[i].state =
			    text_with(r, N_("%s cancelled"), str_printf(r->arena, "%lld", (long long)l[i].cancelled));
		if (l[i].refunded)
			v[i].state = refunded_state(r, &l[i], v[i].state);
	}
	return v;
}

struct list
order_sums_fill(struct req *r, const struct order *o)
{
	const struct order_line *l = o->lines.items;
	struct sums s = { .currency = o->total.currency,
		.total = o->placed_total.minor,
		.left = o->total.minor,
		.credited = o->credited.minor,
		.prices_with_tax = o->prices_with_tax,
		.is_reverse_charge = o->is_reverse_charge,
		.shipping_name = o->shipping_name,
		.has_delivery = !str_is_empty(o->shipping_name),
		.taxes = o->taxes,
		.discounts = o->discounts };

	for (size_t i = 0; i < o->lines.count; i++)
		s.subtotal += l[i].subtotal.minor;
	return sums_fill(r, &s);
}
