/* transfer_page.c - a bank transfer in advance: where it goes, with a picture that banking apps read (EPC069-12).  See
 * payment.h. */
#include "fcgi/common/form_view.h"
#include "fcgi/payment/payment.h"
#include "lib/io/qr.h"
#include "lib/shop/order.h"

#define HOLDER_MAX 70 /* characters of a name in EPC069-12 */

/* In groups of four, as it is printed on cards. */
static struct str
grouped(struct req *r, struct str iban)
{
	struct buf b;
	size_t n = 0;

	buf_in_arena(&b, r->arena, BUF_LINE);
	for (size_t i = 0; i < iban.len; i++) {
		if (iban.ptr[i] == ' ')
			continue;
		if (n && n % 4 == 0)
			buf_lit(&b, "\xC2\xA0");
		buf_char(&b, iban.ptr[i]);
		n++;
	}
	return buf_view(&b);
}

static enum err
fill_qr(struct req *r, const struct transfer_view *v, struct str iban, struct money amount, struct html *out)
{
	struct buf b;

	if (strcmp(amount.currency, "EUR") != 0)
		return OK;
	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_printf(
	    &b, "BCD\n002\n1\nSCT\n%.*s\n%.*s\n", STR_ARG(v->bic), STR_ARG(str_cut_chars(v->holder, HOLDER_MAX)));
	for (size_t i = 0; i < iban.len; i++)
		if (iban.ptr[i] != ' ')
			buf_char(&b, iban.ptr[i]);
	buf_lit(&b, "\nEUR");
	money_decimal(&b, amount);
	buf_printf(&b, "\n\n\n%.*s", STR_ARG(v->purpose));
	return qr_svg(r->arena, buf_view(&b),
	    form_text(r, N_("QR code for your banking app; the same stands beside it as text")), out);
}

enum err
transfer_show(struct req *r, const struct payment *p, struct str order_url)
{
	const struct config *c = r->app->config;
	struct str iban = config_str(c, "payment.advance_iban"), holder = config_str(c, "payment.advance_holder"),
		   bic = config_str(c, "payment.advance_bic");
	struct transfer_view v = { .iban = grouped(r, iban),
		.bic = bic.len ? bic : STR_ABSENT,
		.holder = holder.len ? holder : config_str(c, "site.name"),
		.order = order_url };
	struct money left = p->amount;
	struct list nav = { 0 };
	struct page_view page;
	struct order o;
	struct buf amount, until;
	enum err err = order_get(req_db(r), r->arena, p->order, &o);

	if (err || (err = page_view_fill(r, &page, &nav, 0)))
		return err;
	left.minor -= p->charged.minor;
	buf_in_arena(&amount, r->arena, BUF_LINE);
	money_format(&amount, left, req_locale(r));
	v.amount = buf_view(&amount);
	v.purpose = o.number;
	if (!time_is_absent(o.hold_until)) {
		buf_in_arena(&until, r->arena, BUF_LINE);
		time_date(&until, o.hold_until, req_locale(r));
		v.until = buf_view(&until);
	}
	if ((err = fill_qr(r, &v, iban, left, &v.qr)))
		return err;
	v.page = &page;
	page.noindex = true;
	page.title = form_text(r, N_("Pay by bank transfer"));
	return resp_page(r, tmpl_get(r->app->templates, T_TRANSFER), &v);
}
