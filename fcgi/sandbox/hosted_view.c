/* hosted_view.c - what the gateway's pages show. */
#include "fcgi/sandbox/sandbox.h"
#include "lib/web/i18n.h"
#include "lib/web/problem.h"

static const struct shape_field form_fields[] = {
	SHAPE_STR(struct card_form, number, 0, 40, .flags = SHAPE_SECRET | SHAPE_WRITE_ONLY),
	SHAPE_STR(struct card_form, expiry, 0, 12),
	SHAPE_STR(struct card_form, cvc, 0, 8, .flags = SHAPE_SECRET | SHAPE_WRITE_ONLY),
	SHAPE_STR(struct card_form, name, 0, 100),
};
const struct shape card_form_shape = SHAPE(struct card_form, form_fields, "A card.");

static const struct shape_field link_fields[] = {
	SHAPE_STR(struct sandbox_link, name, 0, 200),
	SHAPE_STR(struct sandbox_link, url, 0, 2000),
	SHAPE_STR(struct sandbox_link, code, 0, 12),
	SHAPE_BOOL(struct sandbox_link, current),
};
static const struct shape link_shape = SHAPE(struct sandbox_link, link_fields, "A link.");

static const struct shape_field frame_fields[] = {
	SHAPE_STR(struct sandbox_frame, locale, 0, 12),
	SHAPE_STR(struct sandbox_frame, base, 0, 13),
	SHAPE_STR(struct sandbox_frame, title, 0, 200),
	SHAPE_LIST(struct sandbox_frame, locales, &link_shape, 20),
};
static const struct shape frame_shape = SHAPE(struct sandbox_frame, frame_fields, "The frame of the gateway's pages.");

static const struct shape_field card_fields[] = { SHAPE_STR(struct test_card_view, number, 0, 30),
	SHAPE_STR(struct test_card_view, effect, 0, 200) };
static const struct shape card_shape = SHAPE(struct test_card_view, card_fields, "A test card.");
static const struct shape_field group_fields[] = { SHAPE_STR(struct test_group_view, name, 0, 100),
	SHAPE_LIST(struct test_group_view, cards, &card_shape, 50) };
static const struct shape group_shape = SHAPE(struct test_group_view, group_fields, "Test cards of one kind.");

static const struct shape_field view_fields[] = {
	SHAPE_STRUCT(struct pay_view, page, struct sandbox_frame, &frame_shape),
	SHAPE_STR(struct pay_view, amount, 0, 50),
	SHAPE_STR(struct pay_view, description, 0, 200),
	SHAPE_STR(struct pay_view, merchant, 0, 300),
	SHAPE_STR(struct pay_view, action, 0, 500),
	SHAPE_STR(struct pay_view, number_error, 0, 300),
	SHAPE_STR(struct pay_view, expiry_error, 0, 300),
	SHAPE_STR(struct pay_view, cvc_error, 0, 300),
	SHAPE_STR(struct pay_view, name_error, 0, 300),
	SHAPE_STR(struct pay_view, expiry, 0, 12),
	SHAPE_STR(struct pay_view, name, 0, 100),
	SHAPE_LIST(struct pay_view, errors, &link_shape, 10),
	SHAPE_LIST(struct pay_view, groups, &group_shape, 10),
	SHAPE_LIST(struct pay_view, cards, &card_shape, 50),
	SHAPE_STR(struct pay_view, back, 0, 1200),
	SHAPE_BOOL(struct pay_view, paid),
	SHAPE_BOOL(struct pay_view, processing),
	SHAPE_I32(struct pay_view, status, 0, 599),
	SHAPE_STR(struct pay_view, request_id, 0, 64),
};
const struct shape pay_view_shape = SHAPE(struct pay_view, view_fields, "A page of the gateway.");

static struct str
text(const struct req *r, const char *msgid)
{
	return i18n_text(r->app->i18n, r->locale, msgid);
}

/* ---- the frame ---- */

static void
fill_frame(struct req *r, struct sandbox_frame *f, const char *title)
{
	static const struct {
		const char *code, *name;
	} names[] = { { "en", "English" }, { "de", "Deutsch" } };
	size_t n = i18n_count(r->app->i18n);
	struct sandbox_link *links = arena_array(r->arena, struct sandbox_link, n);

	for (size_t i = 0; i < n; i++) {
		struct str code = i18n_locale(r->app->i18n, (int)i);
		links[i].code = links[i].name = code;
		for (size_t k = 0; k < COUNT(names); k++)
			if (str_eq_z(code, names[k].code))
				links[i].name = str_of(names[k].name);
		links[i].current = (int)i == r->locale;
		links[i].url =
		    str_printf(r->arena, "%s%.*s%.*s", i ? "/" : "", i ? (int)code.len : 0, code.ptr, STR_ARG(r->path));
	}
	*f = (struct sandbox_frame){
		.locale = req_locale(r), .base = req_base(r), .title = text(r, title), .locales = { links, n }
	};
}

/* "https://shop.example:8443/x?y" -> "https://shop.example:8443" */
static struct str
origin_of(struct str url)
{
	size_t host = str_find(url, '/') + 2;

	if (host >= url.len)
		return STR("");
	return str_cut(url, host + MIN(str_find(str_skip(url, host), '/'), str_find(str_skip(url, host), '?')));
}

/* Browsers hold the way that a form's reply sends them on against form-action: the shop has to be in it. */
static void
allow_way_back(struct req *r, const struct sandbox_intent *i)
{
	resp_header(r, "Content-Security-Policy",
	    str_printf(r->arena,
		"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self' %.*s;"
		" frame-ancestors 'none'; base-uri 'none'",
		STR_ARG(origin_of(i->return_url))));
	resp_header(r, "Referrer-Policy", STR("strict-origin"));
	resp_header(r, "Cache-Control", STR("private, no-store"));
}

/* ---- test cards ---- */

static struct str
spaced(struct req *r, const char *number)
{
	struct buf b;
	bool amex = strlen(number) == 15;

	buf_in_arena(&b, r->arena, BUF_LINE);
	for (size_t i = 0; number[i]; i++) {
		if (i && (amex ? i == 4 || i == 10 : i % 4 == 0))
			buf_char(&b, ' ');
		buf_char(&b, number[i]);
	}
	return buf_view(&b);
}

static void
fill_cards(struct req *r, struct pay_view *v)
{
	static const char *const names[SANDBOX_GROUP__MAX] = { [SANDBOX_PAYS] = N_("These pay"),
		[SANDBOX_DECLINES] = N_("These are declined"),
		[SANDBOX_ASKS] = N_("This asks the bank"),
		[SANDBOX_LATER] = N_("These are decided later"),
		[SANDBOX_TROUBLE] = N_("These make trouble on the way"),
		[SANDBOX_AFTERWARDS] = N_("These make trouble afterwards") };
	struct test_group_view *groups = arena_array(r->arena, struct test_group_view, SANDBOX_GROUP__MAX);
	struct test_card_view *cards = arena_array(r->arena, struct test_card_view, sandbox_card_count);

	v->cards = (struct list){ cards, sandbox_card_count };
	v->groups = (struct list){ groups, SANDBOX_GROUP__MAX };
	for (size_t i = 0; i < sandbox_card_count; i++) { /* the table is in the order of its groups */
		const struct sandbox_card *c = &sandbox_cards[i];
		cards[i] = (struct test_card_view){ spaced(r, c->number), text(r, c->effect) };
		if (!groups[c->group].cards.count++)
			groups[c->group].cards.items = &cards[i];
		groups[c->group].name = text(r, names[c->group]);
	}
}

enum err
sandbox_show_cards(struct req *r)
{
	struct sandbox_frame frame;
	struct pay_view v = { .page = &frame };

	fill_frame(r, &frame, N_("Test cards"));
	fill_cards(r, &v);
	return resp_page(r, tmpl_get(r->app->templates, T_CARDS), &v);
}

/* ---- paying ---- */

static void
fill_intent(struct req *r, struct pay_view *v, const struct sandbox_intent *i)
{
	char currency[4];
	struct str origin = origin_of(i->return_url);
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	if (money_currency(i->currency, currency))
		BUG("an intent without a currency");
	money_format(&b, money_of(i->amount, currency), req_locale(r));
	v->amount = buf_view(&b);
	v->description = i->description;
	v->merchant = str_skip(origin, str_find(origin, '/') + 2);
	v->action = str_printf(r->arena, "%.*s/pay/%.*s", STR_ARG(req_base(r)), STR_ARG(r->params[0]));
	allow_way_back(r, i);
}

static void
fill_errors(struct req *r, struct pay_view *v)
{
	struct {
		const char *name;
		struct str *error;
	} fields[] = { { "number", &v->number_error }, { "expiry", &v->expiry_error }, { "cvc", &v->cvc_error },
		{ "name", &v->name_error } };
	struct sandbox_link *links = arena_array(r->arena, struct sandbox_link, r->errors.count + 1);

	for (size_t k = 0; k < COUNT(fields); k++)
		for (size_t i = 0; i < r->errors.count; i++) {
			if (!str_eq_z(r->errors.items[i].name, fields[k].name) || fields[k].error->ptr)
				continue;
			*fields[k].error = text(r, str_z(r->arena, r->errors.items[i].message));
			links[v->errors.count++] = (struct sandbox_link){ .name = *fields[k].error,
				.url = str_printf(r->arena, "#%s", fields[k].name) };
		}
	v->errors.items = links;
}

enum err
sandbox_show_form(struct req *r, const struct sandbox_intent *i, const struct card_form *form)
{
	struct sandbox_frame frame;
	struct pay_view v = { .page = &frame };

	fill_frame(r, &frame, N_("Pay by card"));
	fill_intent(r, &v, i);
	fill_cards(r, &v);
	if (form) {
		v.expiry = form->expiry;
		v.name = form->name;
		fill_errors(r, &v);
	}
	return resp_page_status(r, v.errors.count ? 422 : 200, tmpl_get(r->app->templates, T_PAY), &v);
}

enum err
sandbox_show_challenge(struct req *r, const struct sandbox_intent *i)
{
	struct sandbox_frame frame;
	struct pay_view v = { .page = &frame };

	fill_frame(r, &frame, N_("Your bank asks"));
	fill_intent(r, &v, i);
	return resp_page(r, tmpl_get(r->app->templates, T_CHALLENGE), &v);
}

enum err
sandbox_show_over(struct req *r, const struct sandbox_intent *i)
{
	struct sandbox_frame frame;
	struct pay_view v = { .page = &frame, .paid = i->state == SANDBOX_CHARGED || i->state == SANDBOX_AUTHORISED,
		.processing = i->state == SANDBOX_PROCESSING };

	fill_frame(r, &frame, v.paid ? N_("Paid") : v.processing ? N_("Being processed") : N_("Not paid"));
	fill_intent(r, &v, i);
	v.back = str_printf(r->arena, "%.*s%creference=%.*s", STR_ARG(i->return_url),
	    str_find(i->return_url, '?') < i->return_url.len ? '&' : '?', STR_ARG(i->reference));
	return resp_page(r, tmpl_get(r->app->templates, T_OVER), &v);
}

/* ---- errors ---- */

enum err
sandbox_error_page(struct req *r, int status)
{
	const struct problem_type *t = problem_of_status(status);
	struct sandbox_frame frame;
	struct pay_view v = { .page = &frame, .status = status, .request_id = r->request_id };

	if (str_starts(r->path, STR("/v1/")))
		return resp_text(r, status, "application/json",
		    str_printf(r->arena, "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}", t->code, t->title));
	fill_frame(r, &frame, t->title);
	v.description = text(r, t->detail);
	return resp_page_status(r, status, tmpl_get(r->app->templates, T_ERROR), &v);
}
