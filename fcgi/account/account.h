/*
 * account.h - the account module: what a customer does with the own account, on pages and as JSON.
 *
 *	door_pages.c      register, confirm, log in and out, forgotten password: for everybody
 *	profile_pages.c   overview, personal details, e-mail, password, notifications
 *	address_pages.c   the address book, with a form that follows the country
 *	privacy_pages.c   consents, sessions, export and erasure
 *	apps_pages.c      connected apps
 *	me_api.c, address_api.c   the same for programs that act for a customer
 *
 * Every page here is personal or holds a form: all of them are no-store.  After a change the browser is sent on (303)
 * with ?done=<code>, which shows a fixed sentence, so that a reload repeats nothing.
 */
#ifndef MERCER_FCGI_ACCOUNT_H
#define MERCER_FCGI_ACCOUNT_H

#include "fcgi/account/account_view.h"
#include "fcgi/common/factor_pages.h"
#include "lib/shop/account.h"
#include "lib/web/route.h"
#include "lib/web/tmpl.h"

enum account_template {
	T_DOOR = FRAME_T__COUNT,
	T_LOGIN,
	T_OVERVIEW,
	T_FORM,
	T_ADDRESSES,
	T_ADDRESS,
	T_ADDRESS_FIELDS,
	T_NOTIFICATIONS,
	T_CONSENTS,
	T_SESSIONS,
	T_PRIVACY,
	T_IDENTITIES,
	T_CONTINUE,
	T_APPS,
	T_FACTOR,
	T__MAX = T_FACTOR + FACTOR_T__COUNT
};
extern const struct tmpl_def account_templates[T__MAX];

extern const struct route_table account_door, account_profile, account_addresses, account_privacy, account_me_api,
    account_address_api;

/* Query arguments that pages share. */
struct account_args {
	struct str done;   /* code of the sentence to show */
	struct str back;   /* where to go after logging in */
	struct str t;      /* token of a link */
	struct str country;/* of the address form */
};
extern const struct shape account_args_shape;

/* provider_pages.c: other ways to log in, with the place to go to afterwards; and its views. */
extern const struct route_table account_providers;
extern const struct shape identities_view_shape;
enum err providers_fill(struct req *r, struct db *db, struct str back, struct account_view *v) MUST_CHECK;

/* apps_pages.c: programs that act for the customer. */
extern const struct route_table account_apps;
extern const struct shape apps_view_shape;

/* What the domain wants to know of a request. */
void account_env_of(struct req *r, struct account_env *e);
/* 200 or 422 with a template of ours; no-store. */
enum err account_reply(struct req *r, enum account_template t, const struct account_view *v) MUST_CHECK;
/* 303 to a path of ours in the page's language: "/account/profile", and ?done=. */
enum err account_redirect(struct req *r, const char *path, const char *done) MUST_CHECK;
/* 303 to an address of ours. */
enum err account_go(struct req *r, struct str url) MUST_CHECK;
/* The address of a path of ours in the page's language. */
struct str account_url(struct req *r, const char *path);
/* Whoever has no password (login by a provider or a passkey) has none to show: what asks for it wants a proof of the
 * last ten minutes instead.
 * ERR_DENIED when there is none: account_prove_first(). */
enum err account_present(struct req *r, bool *has_password) MUST_CHECK;
/* To the page that asks again, and from there back to this one. */
enum err account_prove_first(struct req *r) MUST_CHECK;
/* What account_check_password() said: false when it was right (or failed otherwise), else the complaint stands beside
 * the field "password". */
bool account_password_refused(struct req *r, enum err err);
/* The session's cookie, as long as the session may live. */
void account_cookie(struct req *r, struct str token);

#endif
