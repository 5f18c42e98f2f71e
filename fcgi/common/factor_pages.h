/*
 * factor_pages.h - the pages of second factors and passkeys, for the shop (fcgi/account) and the back office
 * (fcgi/admin).
 *
 * A module that shows them
 *	1. puts `FACTOR_TEMPLATES(T_FACTOR, shop, &shape)` into its templates, with FACTOR_T__COUNT places reserved in
 *	   its enum; the shape is one line, FACTOR_VIEW_SHAPE(shape, &page_view_shape), and names the view of its
 *	   layout's frame;
 *	2. puts &factor_shop_routes or &factor_office_routes among its tables;
 *	3. calls factor_pages_open() from its open().
 *
 * What they serve, under /login and /account/security, or /admin/login and /admin/security:
 *	<login>/factor                       second step (ACCESS_HALF); for staff without a factor it leads to <login>/setup
 *	<login>/setup, <login>/setup/totp, <login>/setup/passkey   staff's first factor (ACCESS_HALF, refused once there is one)
 *	<login>/passkey/options, <login>/passkey      login by passkey: partials/passkey_login.html is the button for login pages
 *	<login>/again/passkey/options, <login>/again/passkey   a fresh proof by passkey: partials/passkey_again.html for the page that asks again
 *	<home>                               overview
 *	<home>/totp, <home>/totp/remove, <home>/recovery, <home>/passkeys, <home>/passkeys/{id}
 * POST .../options answers JSON (the options of WebAuthn); the answer of the authenticator comes back in the field
 * `credential` of an ordinary form that js/passkey.js fills and sends, so that errors, cookies and redirects are those
 * of every other form.  Without JavaScript authenticator app and recovery codes work whole.
 */
#ifndef MERCER_FCGI_FACTOR_PAGES_H
#define MERCER_FCGI_FACTOR_PAGES_H

#include "fcgi/common/form_view.h"
#include "fcgi/common/page.h"
#include "lib/shop/passkey.h"
#include "lib/web/route.h"

enum factor_template {
	FACTOR_T_LOGIN,
	FACTOR_T_OVERVIEW,
	FACTOR_T_TOTP,
	FACTOR_T_CODES,
	FACTOR_T_PASSKEYS,
	FACTOR_T_PASSKEY,
	FACTOR_T_CONFIRM,
	FACTOR_T__COUNT
};

struct passkey_view {
	struct str name, url;     /* of its own page: rename, remove */
	struct str created, used; /* dates as text; used may be absent: never */
	bool synced;
};
extern const struct shape passkey_view_shape;

/* One view for all these pages: what a page does not show stays absent. */
struct factor_view {
	void *page;               /* the module's frame, first and of its own type: "page" in templates */
	struct str heading, lead, done, problem;
	struct str csrf, home, login; /* home, login with locale: "/de/account/security", "/de/login" */
	struct str back;          /* where to go after a login: a path of ours */
	/* of the passkey's form: URL that answers with options, URL that takes the answer */
	struct str options, action;
	struct form_view *form;
	struct list links;        /* link_view: other ways */
	bool office;
	bool has_factor, has_totp, has_passkey, has_recovery;
	bool can_remove, can_remove_totp;
	bool first;               /* staff's first factor, set up before anything else */
	struct html qr;
	struct str secret, uri;
	struct str since;         /* of the authenticator app */
	int64_t recovery_left, passkey_count;
	struct list codes;        /* struct str */
	bool has_codes;
	struct str codes_url, codes_file; /* data: address of a text file with them, and its name */
	struct list passkeys;     /* passkey_view */
	struct passkey_view *passkey;
	struct str name;
	struct str next;          /* where "Continue" leads */
};
#define FACTOR_STR(m) SHAPE_STR(struct factor_view, m, 0, 4000)
#define FACTOR_BOOL(m) SHAPE_BOOL(struct factor_view, m)
#define FACTOR_VIEW_FIELDS(frame) \
	{ \
		{ .name = "page", \
			.type = SHAPE_T_STRUCT, \
			.offset = offsetof(struct factor_view, page), \
			.shape = (frame) }, \
		    FACTOR_STR(heading), FACTOR_STR(lead), FACTOR_STR(done), FACTOR_STR(problem), FACTOR_STR(csrf), \
		    FACTOR_STR(home), FACTOR_STR(login), FACTOR_STR(back), FACTOR_STR(options), FACTOR_STR(action), \
		    SHAPE_STRUCT(struct factor_view, form, struct form_view, &form_view_shape), \
		    SHAPE_LIST(struct factor_view, links, &link_view_shape, 10), FACTOR_BOOL(office), \
		    FACTOR_BOOL(has_factor), FACTOR_BOOL(has_totp), FACTOR_BOOL(has_passkey), \
		    FACTOR_BOOL(has_recovery), FACTOR_BOOL(can_remove), FACTOR_BOOL(can_remove_totp), \
		    FACTOR_BOOL(first), SHAPE_HTML(struct factor_view, qr), FACTOR_STR(secret), FACTOR_STR(uri), \
		    FACTOR_STR(since), SHAPE_I64(struct factor_view, recovery_left, 0, 100), \
		    SHAPE_I64(struct factor_view, passkey_count, 0, 100), \
		    SHAPE_LIST(struct factor_view, codes, NULL, 100), FACTOR_BOOL(has_codes), FACTOR_STR(codes_url), \
		    FACTOR_STR(codes_file), SHAPE_LIST(struct factor_view, passkeys, &passkey_view_shape, 100), \
		    SHAPE_STRUCT(struct factor_view, passkey, struct passkey_view, &passkey_view_shape), \
		    FACTOR_STR(name), FACTOR_STR(next) \
	}
#define FACTOR_VIEW_SHAPE(var, frame) \
	static const struct shape_field var##_fields[] = FACTOR_VIEW_FIELDS(frame); \
	static const struct shape var = SHAPE(struct factor_view, var##_fields, "A page about second factors.")

/* folder: shop or office (templates/factor/<folder>/: thin files that put the same contents into the layout of each).
 * */
#define FACTOR_TEMPLATES(base, folder, shape) \
	[(base) + FACTOR_T_LOGIN] = { "factor/" #folder "/login", (shape) }, \
	[(base) + FACTOR_T_OVERVIEW] = { "factor/" #folder "/overview", (shape) }, \
	[(base) + FACTOR_T_TOTP] = { "factor/" #folder "/totp", (shape) }, \
	[(base) + FACTOR_T_CODES] = { "factor/" #folder "/codes", (shape) }, \
	[(base) + FACTOR_T_PASSKEYS] = { "factor/" #folder "/passkeys", (shape) }, \
	[(base) + FACTOR_T_PASSKEY] = { "factor/" #folder "/passkey", (shape) }, \
	[(base) + FACTOR_T_CONFIRM] = { "factor/" #folder "/confirm", (shape) }

extern const struct route_table factor_shop_routes, factor_office_routes;

struct factor_face {
	enum realm realm;
	int templates;            /* T_FACTOR: where FACTOR_TEMPLATES() begins */
	const char *login, *home; /* "/login", "/account/security" */
	const char *landing;      /* where a login ends that was not on its way to somewhere: "/account", "/admin" */
	/* Make the frame of a page with this title; what it returns goes into factor_view.page. */
	enum err (*frame)(struct req *r, struct str title, void **page);
};
/* Once, from the module's open(). */
void factor_pages_open(const struct factor_face *face);

/* What partials/passkey_login and partials/passkey_again need, for views that hold one of these
 * ({{#passkey}}{{>partials/passkey_login}}{{/passkey}}). */
struct passkey_button {
	struct str csrf, options, action, back;
};
extern const struct shape passkey_button_shape;
/* again: for the page that asks for a fresh proof; else for the login.  `back`: as the page's own form has it. */
struct passkey_button *passkey_button(struct req *r, bool again, struct str back);

#endif
