/*
 * net_prices.c - prices without tax, for buyers who see them so.  See catalog_view.h.
 *
 * Pages are the same for everybody who sees prices the same way: the cookie says which, as the one of the currency
 * does, and whoever sets it himself sees nothing that he could not work out.  The rates of the shop's home stay in the
 * worker for a while; they change by the day.
 */
#include "fcgi/catalog/catalog_view.h"
#include "lib/base/clock.h"
#include "lib/shop/pricing.h"

#define KEEP_US (30 * US_PER_S)

static struct kept {
	struct arena *arena; /* NULL: nothing kept */
	struct quote quote;  /* without lines: quote_shown() asks it */
	int64_t read;        /* ticks */
} kept;

enum err
net_prices_load(struct req *r)
{
	struct pricing_input *in;
	struct arena *a;
	enum err err;

	if (!page_is_net(r) || (kept.arena && clock_ticks() - kept.read < KEEP_US))
		return OK;
	a = arena_new();
	in = arena_new_of(a, struct pricing_input);
	*in = (struct pricing_input){ .at = clock_now(),
		.prices_with_tax = true,
		.net_when_untaxed = true,
		.is_net = true,
		.rounding = str_eq(config_str(r->app->config, "price.rounding"), STR("half_even")) ? MONEY_HALF_EVEN
												   : MONEY_HALF_UP };
	if ((err = tax_rates_at(req_db(r), a, config_str(r->app->config, "shop.home_country"), STR_ABSENT, STR_ABSENT,
		 in->at, &in->home_rates))) {
		arena_free(a);
		return err;
	}
	in->tax_rates = in->home_rates;
	if (kept.arena)
		arena_free(kept.arena);
	kept = (struct kept){ .arena = a, .quote = { .in = in }, .read = clock_ticks() };
	return OK;
}

int64_t
shown_price(struct req *r, struct str tax_class, int64_t minor)
{
	return page_is_net(r) && kept.arena ? quote_shown(&kept.quote, tax_class, false, minor) : minor;
}
