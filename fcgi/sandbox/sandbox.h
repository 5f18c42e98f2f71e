/*
 * sandbox.h - the test gateway's web face: what its files share.
 *
 *	api.c           /v1/intents...: JSON for merchants, with a bearer key
 *	hosted_pages.c  /pay/...: the buyer's card, the 3-D Secure step, the way back
 *	hosted_view.c   what these pages show
 *
 * It is a company of its own: an origin, a configuration (site.url is its own), a database account and a look that are
 * not the shop's.
 */
#ifndef MERCER_FCGI_SANDBOX_H
#define MERCER_FCGI_SANDBOX_H

#include "lib/shop/sandbox.h"
#include "lib/web/req.h"
#include "lib/web/route.h"
#include "lib/web/tmpl.h"

enum sandbox_template { T_CARDS, T_PAY, T_CHALLENGE, T_OVER, T_ERROR, T__MAX };
extern const struct tmpl_def sandbox_templates[T__MAX];
extern const struct route_table sandbox_api, sandbox_pages;

/* What a worker keeps: app->module. */
struct gateway {
	struct secret api_key;
};
struct sandbox_env sandbox_env_of(struct req *r);

/* ---- behaviour of the wire ---- */

/* No reply at all: nginx gives the connection to a socket where nobody answers.  What was done stays done. */
enum err sandbox_silence(struct req *r) MUST_CHECK;
/* Waits as long as sandbox.slow, if this intent's card is the slow one. */
void sandbox_dawdle(struct req *r, const struct sandbox_intent *i);
/* To the merchant's return_url, with our reference. */
enum err sandbox_send_back(struct req *r, const struct sandbox_intent *i) MUST_CHECK;

/* ---- pages ---- */

struct card_form {
	struct str number, expiry, cvc, name;
};
extern const struct shape card_form_shape;

struct sandbox_frame {
	struct str locale, base, title;
	struct list locales;      /* sandbox_link: the same page in other languages */
};
struct sandbox_link {
	struct str name, url, code;
	bool current;
};
struct test_card_view {
	struct str number, effect;
};
struct test_group_view {
	struct str name;
	struct list cards;
};
struct pay_view {
	struct sandbox_frame *page;
	struct str amount, description, merchant, action;
	struct str number_error, expiry_error, cvc_error, name_error; /* absent: none */
	struct str expiry, name;  /* entered before; never the number */
	struct list errors;       /* sandbox_link: to the fields */
	struct list groups;       /* test_group_view */
	struct list cards;        /* test_card_view: all of them, as suggestions of the field */
	struct str back;          /* of a payment that is over */
	bool paid, processing;
	int32_t status;           /* of an error page */
	struct str request_id;
};
extern const struct shape pay_view_shape;

enum err sandbox_show_form(struct req *r, const struct sandbox_intent *i, const struct card_form *form) MUST_CHECK;
enum err sandbox_show_challenge(struct req *r, const struct sandbox_intent *i) MUST_CHECK;
enum err sandbox_show_over(struct req *r, const struct sandbox_intent *i) MUST_CHECK;
enum err sandbox_show_cards(struct req *r) MUST_CHECK;
/* .error_page: JSON below /v1. */
enum err sandbox_error_page(struct req *r, int status) MUST_CHECK;

#endif
