/*
 * account_view.h - what the templates of the account see: the frame, the navigation beside it, one form, and the parts
 * of single pages.
 */
#ifndef MERCER_FCGI_ACCOUNT_VIEW_H
#define MERCER_FCGI_ACCOUNT_VIEW_H

#include "fcgi/common/account_frame.h"
#include "fcgi/common/form_view.h"
#include "lib/shop/address.h"
#include "lib/shop/session.h"

struct address_view {
	struct str id, name;
	struct list lines;     /* text */
	struct str edit_url, remove_url;
	bool is_delivery, is_billing;
};
struct session_view {
	struct str id, device, place, since;
	int64_t days, hours, minutes; /* since it was last seen: one of them */
	bool now, current;
};
struct consent_view {
	struct str purpose, title, text, state; /* state: since when, in words */
	bool is_granted;
};
struct consent_event_view {
	struct str title, what, when, source;
	int32_t text_version;
};
struct topic_view {
	struct str title, text;
	struct list channels;  /* field_view */
};
struct request_view {
	struct str id, kind, state, message, when;
	struct str due;        /* of an erasure: the day */
	struct str url, until; /* of a finished archive */
	bool may_revoke;
};

/* What partials/passkey_login.html and passkey_again.html want. */
struct passkey_login_view {
	struct str action, options, csrf, back;
};

struct account_view {
	struct page_view *page;
	struct str heading, lead, notice;
	struct form_view *form;
	struct list links;     /* link_view: below the form */
	struct str puzzle;     /* of the login: what the browser has to solve first */
	struct passkey_login_view *passkey;
	struct list providers; /* link_view: other ways to log in */
	bool has_providers;
	struct list hints;     /* text: rules that are shown before typing */
	/* overview */
	struct str name, email, member_since, password_since;
	bool has_password, has_second_step, has_newsletter;
	struct address_view *delivery;
	/* lists */
	struct list addresses; /* address_view */
	bool is_full;          /* no more addresses */
	struct str address_path;   /* of the address form: where a change of the country goes */
	struct list sessions;  /* session_view */
	bool has_others;       /* other sessions than this one */
	struct list consents;  /* consent_view */
	struct list history;   /* consent_event_view */
	bool has_history;
	struct list topics;    /* topic_view */
	struct list requests;  /* request_view */
	bool has_requests;
	bool may_export, may_erase;
};
extern const struct shape account_view_shape;

/* The frame, the navigation with its current place, title and heading (msgid), and the sentence that ?done= asks for.
 * */
enum err account_view_fill(
    struct req *r, struct account_view *v, enum area here, const char *heading, const char *lead) MUST_CHECK;
/* A link below the form. */
void account_view_link(struct req *r, struct account_view *v, const char *label, const char *path);
/* The sentence of a code; absent: none. */
struct str done_text(const struct req *r, struct str code);

/* "Firefox on Linux": what a User-Agent says, as msgid-free names; absent: the unknown browser in the page's language.
 * */
struct str device_label(struct req *r, struct str agent);
/* How long ago, in the largest unit that is not 0: the template has the words. */
void time_ago(struct time t, struct session_view *v);
/* An address as it is printed, with the links of the list. */
enum err address_view_fill(struct req *r, struct address_view *v, const struct address *a) MUST_CHECK;

#endif
