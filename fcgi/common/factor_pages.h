/*
 * factor_pages.h - the pages of second factors and passkeys, for the shop (fcgi/account) and the back office (fcgi/admin).
 *
 * A module that shows them
 *	1. puts `FACTOR_TEMPLATES(T_FACTOR, shop, &shape)` into its templates, with FACTOR_T__COUNT places reserved in its enum; the shape is one line,
 *	   FACTOR_VIEW_SHAPE(shape, &page_view_shape), and names the view of its layout's frame;
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
 * POST .../options answers JSON (the options of WebAuthn); the answer of the authenticator comes back in the field `credential` of an ordinary form that
 * js/passkey.js fills and sends, so that errors, cookies and redirects are those of every other form.  Without JavaScript authenticator app and
 * recovery codes work whole.
 */
#ifndef MERCER_FCGI_FACTOR_PAGES_H
#define MERCER_FCGI_FACTOR_PAGES_H

#include "fcgi/common/page.h"
#include "lib/shop/passkey.h"
#include "lib/web/route.h"

enum factor_template { FACTOR_T_LOGIN, FACTOR_T_OVERVIEW, FACTOR_T_TOTP, FACTOR_T_CODES, FACTOR_T_PASSKEYS, FACTOR_T_PASSKEY, FACTOR_T_CONFIRM, FACTOR_T__COUNT };

struct passkey_view {
	struct str name, url;     /* of its own page: rename, remove */
	struct str created, used; /* dates as text; used may be absent: never */
	bool synced;
};
extern const struct shape passkey_view_shape;

/* One view for all these pages: what a page does not show stays absent. */
struct factor_view {
	void *page;               /* the module's frame, first and of its own type: "page" in templates */
	struct str csrf;
	struct str home, login;   /* with locale: "/de/account/security", "/de/login" */
	struct str back;          /* where to go after a login: a path of ours */
	struct str error, done;   /* one sentence each; absent: none.  error: role=alert, focus */
	struct str field;         /* the field that the error is about: "code", "name"; absent: the form */
	bool office;
	bool has_totp, has_passkey, has_recovery, can_remove, first; /* first: staff's first factor, set up before anything else */
	bool recovery;            /* second step: ask for a recovery code */
	struct html qr;
	struct str secret, uri;
	struct str since;         /* of the authenticator app */
	int64_t recovery_left;
	struct list codes;        /* struct str */
	struct str codes_url;     /* data: address of a text file with them */
	struct list passkeys;     /* passkey_view */
	struct passkey_view *passkey;
	struct str name;
	struct str next;          /* where "Continue" leads */
	struct str options;       /* URL that answers with WebAuthn options */
	struct str action;        /* where the form goes */
};
#define FACTOR_VIEW_FIELDS(frame) { \
	{ .name = "page", .type = SHAPE_T_STRUCT, .offset = offsetof(struct factor_view, page), .shape = (frame) }, \
	SHAPE_STR(struct factor_view, csrf, 0, 100), \
	SHAPE_STR(struct factor_view, home, 0, 100), SHAPE_STR(struct factor_view, login, 0, 100), \
	SHAPE_STR(struct factor_view, back, 0, 2000), \
	SHAPE_STR(struct factor_view, error, 0, 500), SHAPE_STR(struct factor_view, done, 0, 500), \
	SHAPE_STR(struct factor_view, field, 0, 40), \
	SHAPE_BOOL(struct factor_view, office), SHAPE_BOOL(struct factor_view, has_totp), \
	SHAPE_BOOL(struct factor_view, has_passkey), SHAPE_BOOL(struct factor_view, has_recovery), \
	SHAPE_BOOL(struct factor_view, can_remove), SHAPE_BOOL(struct factor_view, first), \
	SHAPE_BOOL(struct factor_view, recovery), SHAPE_HTML(struct factor_view, qr), \
	SHAPE_STR(struct factor_view, secret, 0, 100), SHAPE_STR(struct factor_view, uri, 0, 1000), \
	SHAPE_STR(struct factor_view, since, 0, 100), SHAPE_I64(struct factor_view, recovery_left, 0, 100), \
	SHAPE_LIST(struct factor_view, codes, NULL, 100), SHAPE_STR(struct factor_view, codes_url, 0, 4000), \
	SHAPE_LIST(struct factor_view, passkeys, &passkey_view_shape, 100), \
	SHAPE_STRUCT(struct factor_view, passkey, struct passkey_view, &passkey_view_shape), \
	SHAPE_STR(struct factor_view, name, 0, 100), SHAPE_STR(struct factor_view, next, 0, 2000), \
	SHAPE_STR(struct factor_view, options, 0, 200), SHAPE_STR(struct factor_view, action, 0, 200) }
#define FACTOR_VIEW_SHAPE(var, frame) \
	static const struct shape_field var##_fields[] = FACTOR_VIEW_FIELDS(frame); \
	static const struct shape var = SHAPE(struct factor_view, var##_fields, "A page about second factors.")

/* folder: shop or office (templates/factor/<folder>/: thin files that put the same contents into the layout of each). */
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

#endif
