/*
 * office.h - the back office: a module of its own, with its own pool, cookie and database account.
 *
 * Pages are made of blocks (facts, tables, forms, buttons), so that every page looks and is worked alike: a handler
 * asks the domain, fills blocks, and ends with office_reply().  templates/admin/page.html draws them.  Texts here are
 * msgids (N_), translated as they are put in.
 *
 * Every action is a form (POST) with a token; what destroys something asks first on a page of its own
 * (office_confirm()).  After an action the page it came from is shown with a notice: ?done=<code>, one of
 * office_notices.
 */
#ifndef MERCER_FCGI_OFFICE_H
#define MERCER_FCGI_OFFICE_H

#include "fcgi/common/factor_pages.h"
#include "fcgi/common/form_view.h"
#include "fcgi/common/who.h"
#include "lib/web/csrf.h"
#include "lib/web/i18n.h"
#include "lib/web/route.h"
#include "lib/web/tmpl.h"

enum office_template { T_LOGIN, T_PAGE, T_SLIP, T_FACTOR, T__MAX = T_FACTOR + FACTOR_T__COUNT };

extern const struct route_table office_login_routes, office_home_routes, office_customer_routes, office_staff_routes,
    office_role_routes, office_integration_routes, office_key_routes, office_audit_routes, office_mail_routes,
    office_privacy_routes, office_provider_routes, office_own_routes, office_api_routes, office_payment_list_routes,
    office_payment_routes;

/* ---- the frame ---- */

struct office_nav_view {
	struct str name, url;
	struct str legend;       /* of the group that begins here */
	struct str key;          /* letter after "g" that leads there */
	bool current;
};
struct office_frame {
	struct str site_name, locale, base, title, csrf;
	struct str q;            /* what stands in the search field */
	struct str who, email;   /* absent: nobody is logged in */
	bool logged_in;          /* every factor shown */
	bool may_search;
	struct list nav;         /* office_nav_view */
	struct list locales;     /* link_view */
};
extern const struct shape office_frame_shape;
enum err office_frame(struct req *r, struct str title, void **frame) MUST_CHECK;

/* ---- blocks ---- */

/* One value: in a table, or as a fact. */
struct cell_view {
	struct str label;        /* of its column or fact */
	struct str text, url, note;
	struct str tone;         /* "good", "warn", "bad", "quiet": a badge */
	struct str when;         /* RFC 3339: text is a time */
	bool code;               /* an id: fixed width */
	bool none;               /* nothing known: left out on a phone */
	bool right;              /* of a column of numbers */
	bool several;            /* text has several lines */
	bool keep;               /* text stays on one line */
	bool strong;             /* a fact that stands out: the total */
};
struct column_view {
	struct str name;
	bool right;
};
struct row_view {
	struct list cells;       /* cell_view */
	struct list buttons;     /* button_view */
	struct str pick, pick_label; /* office_pick_row() */
};
/* A bar of a chart, in the coordinates of its drawing. */
struct bar_view {
	struct str x, y, width, height, title;
	bool last;
};
struct button_view {
	struct str label, csrf;
	struct str url;          /* a link; else */
	struct str action;       /* a form, with one hidden field */
	struct str name, value;
	struct str field, field_value, field_label; /* of a form: a number to enter before the button */
	struct str target;       /* office_pick_button(): where the chosen rows are sent */
	bool danger, quiet;
};
struct choice_view {
	struct str id, name, value, label, hint;
	bool checked, disabled;
};
struct group_view {
	struct str legend, hint, error;
	struct list choices;     /* choice_view */
};
struct block_view {
	struct str id, title, text, tone; /* tone: "warn", "bad", "good": a frame around it */
	struct view_list facts;  /* cell_view */
	struct view_list columns;/* column_view */
	struct view_list rows;   /* row_view */
	bool has_table, has_actions; /* rows with buttons */
	bool has_facts, has_rows, has_buttons; /* set by office_reply() */
	bool tiles;              /* facts as large figures */
	bool sums;               /* facts as a sum at the right: the amounts below each other */
	bool folded;             /* needs a title: opens when it is clicked */
	bool aside;              /* in the narrow column beside the others */
	struct view_list bars;   /* bar_view */
	struct str chart_width;  /* set by office_bar() */
	struct str chart;        /* what the bars say, in words; absent: no bars */
	struct str pick_name;    /* office_pick(): rows can be chosen */
	struct view_list pick_buttons; /* button_view */
	struct str empty;        /* instead of a table without rows */
	struct str next_url, first_url;
	struct form_view *form;
	struct str method;       /* "post", "get" */
	struct str cancel_url;
	bool danger;
	struct view_list groups; /* group_view */
	struct view_list buttons;/* button_view */
	struct str secret, secret_label; /* shown once */
	struct str lines;        /* several lines of text, as they are */
	struct str switch_on, switch_off; /* a button that switches the keys; absent: none */
};
struct office_page {
	struct office_frame *page;
	struct str heading, lead, notice, problem;
	struct str tag, tag_tone;/* a badge beside the heading */
	struct view_list crumbs; /* link_view */
	struct view_list tabs;   /* link_view */
	struct view_list actions;/* button_view: beside the heading */
	bool has_crumbs, has_tabs, has_aside; /* set by office_reply() */
	struct view_list blocks; /* block_view */
};
extern const struct shape office_page_shape, office_slip_shape;

/* Begin a page: heading and title are the same. */
enum err office_begin(struct req *r, struct office_page *p, struct str heading) MUST_CHECK;
enum err office_reply(struct req *r, struct office_page *p) MUST_CHECK;
enum err office_reply_status(struct req *r, int status, struct office_page *p) MUST_CHECK;
/* What the template asks besides: is there any of it?  office_reply() calls it. */
void office_close(struct office_page *p);
void office_crumb(struct req *r, struct office_page *p, const char *name, const char *path);
struct block_view *office_block(struct req *r, struct office_page *p, const char *title);
/* A fact or a cell with this label and text; text absent: a dash. */
struct cell_view *office_fact(struct req *r, struct block_view *b, const char *label, struct str text);
struct cell_view *office_fact_time(struct req *r, struct block_view *b, const char *label, struct time t);
/* RIGHT(N_("Total")) is the name of a column of numbers: they stand below each other. */
#define RIGHT_MARK "\x01"
#define RIGHT(name) (RIGHT_MARK name)
void office_columns(struct req *r, struct block_view *b, const char *const *names, size_t count);
struct row_view *office_row(struct req *r, struct block_view *b);
/* The next cell of the row, in the order of the columns. */
struct cell_view *office_cell(struct req *r, const struct block_view *b, struct row_view *row, struct str text);
struct cell_view *office_cell_time(struct req *r, const struct block_view *b, struct row_view *row, struct time t);
struct button_view *office_link(struct req *r, struct view_list *buttons, const char *label, struct str url);
struct button_view *office_button(struct req *r, struct view_list *buttons, const char *label, struct str action);
/* The same for the buttons of a row: at most ROW_BUTTONS. */
#define ROW_BUTTONS 4
struct button_view *office_row_link(
    struct req *r, struct block_view *b, struct row_view *row, const char *label, struct str url);
struct button_view *office_row_button(
    struct req *r, struct block_view *b, struct row_view *row, const char *label, struct str action);
/* Rows that can be chosen, with buttons for all that were: each chosen row sends `name` = its value.  A button of GET
 * leads to a page with them in the address, one of POST does something (and brings the token). */
void office_pick(struct block_view *b, const char *name);
void office_pick_row(struct row_view *row, struct str value, struct str label);
struct button_view *office_pick_button(
    struct req *r, struct block_view *b, const char *label, struct str target, bool post);
/* A column of a chart, `most` being the highest of all; the caller says in b->chart what it shows. */
#define OFFICE_BARS 31
void office_bar(struct req *r, struct block_view *b, int64_t value, int64_t most, struct str title);
struct group_view *office_group(struct req *r, struct block_view *b, struct str legend);
/* Valid until the next one of the group is made. */
struct choice_view *office_choice(
    struct req *r, struct group_view *g, const char *name, struct str value, struct str label);

/* "2026-11-22 10:20", UTC; a dash for none.  Cells and facts of time say that it is UTC; with JavaScript they turn into
 * the reader's own time. */
struct str office_time(struct req *r, struct time t);
/* The name of a language that the shop speaks; of another one its code. */
struct str office_language(struct req *r, struct str locale);
/* base + path, with the id in the place of '*'. */
struct str office_url(struct req *r, const char *path, struct str id);
/* base + path with arguments of a list: those that are absent or have their fallback value are left out. */
struct str office_url_args(struct req *r, const char *path, const struct shape *s, const void *args);

/* Are you sure? */
struct office_question {
	const char *heading, *text, *submit; /* msgids */
	struct str subject;      /* whom or what: shown below the heading */
	struct str action, cancel;
	int64_t version;         /* sent along; 0: none */
	struct str problem;      /* it was tried and not possible */
};
enum err office_confirm(struct req *r, const struct office_question *q) MUST_CHECK;

/* ?done= of a page */
struct office_args {
	struct str done;
};
extern const struct shape office_args_shape;
/* 303 to path (with base) and ?done=. */
enum err office_done(struct req *r, struct str path, const char *done) MUST_CHECK;
void office_notice(struct req *r, struct office_page *p, struct str done);
/* Somebody else changed it meanwhile: both values, and a form that would store ours. */
struct conflict {
	const char *label;       /* msgid */
	struct str stored, ours;
};
void office_conflict(struct req *r, struct office_page *p, const struct conflict *c, size_t count);

bool office_may(const struct req *r, enum permission p);
/* Given and family name, or the address, or the id. */
struct account;
struct str office_person(struct req *r, const struct account *a);
/* A role in the language of the page. */
struct role;
struct str office_role_name(struct req *r, const struct role *role);
struct str office_role_text(struct req *r, const struct role *role);
/* A box per permission that `holders` can have, grouped by what it is about; what is not offered is grey. */
void office_permissions(
    struct req *r, struct block_view *b, const char *field, unsigned holders, uint64_t chosen, uint64_t offered);
/* Nobody gives a program (kind "client" or "key") more than he has himself; what it `has` already it may keep.
 * ERR_DENIED: recorded, and an error of the field "scope". */
enum err office_scope_allowed(
    struct req *r, struct list scope, uint64_t has, const char *kind, struct str id) MUST_CHECK;
uint64_t office_permission_set(struct list names);
/* Records of the audit log as rows, columns included. */
void office_audit_rows(struct req *r, struct block_view *b, struct list records);
/* What happened, in words: "login.refused" -> "Login refused". */
struct str office_event(struct req *r, struct str event);

extern const struct shape office_door_shape;
enum err office_error_page(struct req *r, int status) MUST_CHECK;

#endif
