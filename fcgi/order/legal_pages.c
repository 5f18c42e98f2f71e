/*
 * legal_pages.c - terms, withdrawal, privacy: pages that the checkout must link to, with the parts that such texts
 * have.
 *
 * What stands there is a draft that says so: only the merchant (and his lawyer) can say what holds for his shop.  What
 * the software itself does is said as it is.
 */
#include "fcgi/order/pages.h"

static enum err terms_page(struct req *r);
static enum err withdrawal_page(struct req *r);
static enum err privacy_page(struct req *r);

static const struct route routes[] = {
	{ GET, "/terms", terms_page, ACCESS_VISITOR, .sql = { 0, 2 }, .doc = "Terms and conditions: a draft" },
	{ GET, "/withdrawal", withdrawal_page, ACCESS_VISITOR, .sql = { 0, 2 },
	    .doc = "The right of withdrawal: a draft, and the way to use it" },
	{ GET, "/privacy-notice", privacy_page, ACCESS_VISITOR, .sql = { 0, 2 },
	    .doc = "What happens to personal data: a draft" },
};
const struct route_table legal_routes = { routes, COUNT(routes) };

struct text_part {
	const char *heading, *text;
};

enum err
words_fill(struct req *r, struct words_view *v, const char *heading, const char *lead)
{
	struct list nav = { 0 };

	shape_init(&words_view_shape, v);
	v->page = arena_new_of(r->arena, struct page_view);
	v->heading = form_text(r, heading);
	v->lead = lead ? form_text(r, lead) : STR_ABSENT;
	if (page_view_fill(r, v->page, &nav, 0))
		return err_fail(ERR_INTERNAL, "could not fill the frame of '%s'", heading);
	v->page->noindex = true;
	v->page->title = v->heading;
	return OK;
}

static enum err
text_page(
    struct req *r, const char *heading, const struct text_part *parts, size_t count, const char *link, const char *path)
{
	struct part_view *views = arena_array(r->arena, struct part_view, count);
	struct words_view v;
	enum err err = words_fill(r, &v, heading, NULL);

	if (err)
		return err;
	for (size_t i = 0; i < count; i++) {
		struct str *text = arena_new_of(r->arena, struct str);
		*text = form_text(r, parts[i].text);
		views[i] = (struct part_view){ form_text(r, parts[i].heading), { text, 1 } };
	}
	v.parts = (struct list){ views, count };
	v.is_draft = true;
	if (link) {
		v.link = form_text(r, link);
		v.link_url = path_of(r, path);
	}
	return order_reply(r, T_WORDS, 200, &v);
}

static enum err
terms_page(struct req *r)
{
	static const struct text_part parts[] = {
		{ N_("Who you buy from"), N_("Name, address, register and VAT ID of the merchant.") },
		{ N_("How the contract comes about"),
		    N_("The button at the end of the checkout is your offer with an obligation to pay. We accept it when the payment has arrived, "
		       "and confirm it by mail.") },
		{ N_("Prices and payment"),
		    N_("Prices include VAT where it applies. What the delivery costs stands in the checkout before you order.") },
		{ N_("Delivery"), N_("The days of the delivery stand in the checkout and in the confirmation.") },
		{ N_("Guarantee"), N_("The law's rights hold when something is not as it should be.") },
	};

	return text_page(r, N_("Terms and conditions"), parts, COUNT(parts), NULL, NULL);
}

static enum err
withdrawal_page(struct req *r)
{
	static const struct text_part parts[] = {
		{ N_("Your right"),
		    N_("You may withdraw from the contract within 14 days, without saying why. The time begins on the day on which you have the goods.") },
		{ N_("What it takes"),
		    N_("A clear statement is enough. The quickest way is the form below: it asks for your name, the number of the order and its address, and you have "
		       "the confirmation at once.") },
		{ N_("What follows"),
		    N_("We pay back what you have paid, the usual delivery included, within 14 days, in the way in which you paid. What was sent goes back to us within "
		       "14 days after your statement.") },
		{ N_("Exceptions"),
		    N_("Goods that are made to your order, that spoil quickly, or that were sealed for reasons of health and are open.") },
	};

	return text_page(
	    r, N_("Right of withdrawal"), parts, COUNT(parts), N_("Withdraw from contract here"), "/withdrawal/form");
}

static enum err
privacy_page(struct req *r)
{
	static const struct text_part parts[] = {
		{ N_("Who is responsible"),
		    N_("Name and address of the merchant, and of the data protection officer.") },
		{ N_("What an order needs"),
		    N_("Your e-mail address, addresses and what you order: to fulfil the contract, and as long as tax law asks for it. The carrier gets the "
		       "address of the delivery.") },
		{ N_("Payment"), N_("Card data goes to the payment service alone: it never reaches our servers.") },
		{ N_("Cookies"),
		    N_("Only those that the shop needs to work: your cart, your login, your choice of currency. Nobody follows you here.") },
		{ N_("Your rights"),
		    N_("You can ask what is known of you, have it corrected or deleted, and take it with you. In your account all of this is a click away.") },
	};

	return text_page(r, N_("Privacy notice"), parts, COUNT(parts), NULL, NULL);
}
