/*
 * page.h - the frame that all pages of the shop share, whatever module answers: languages, currencies, navigation,
 * account.
 *
 * A module's templates start with FRAME_TEMPLATES, so that the error page is the same everywhere:
 *
 *	enum { T_LOGIN = FRAME_T__COUNT, T__MAX };
 *	static const struct tmpl_def templates[T__MAX] = { FRAME_TEMPLATES, [T_LOGIN] = { "account/login",
 *	&login_view_shape } };
 *
 * The frame reads the categories: its account needs the SELECT rights of `nav_sql` (lib/shop/catalog.h).
 */
#ifndef MERCER_FCGI_PAGE_H
#define MERCER_FCGI_PAGE_H

#include "lib/shop/catalog.h"
#include "lib/web/req.h"
#include "lib/web/tmpl.h"

/* ---- the frame of every page ---- */

struct link_view {
	struct str name;
	struct str url;
	struct str code;       /* hreflang of a locale, code of a currency */
	struct str image;      /* of a category or brand, may be absent */
	bool current;
};
struct nav_view {
	struct str name, url;
	struct str image;
	bool current;          /* the page is in this branch */
	struct list children;  /* link_view */
};
/* A group of the navigation beside a page: the account's, the back office's. */
struct side_group_view {
	struct str name;
	struct list links;     /* link_view */
};
struct page_view {
	struct str site_name;
	struct str locale;     /* "de": <html lang> */
	struct str base;       /* "" or "/de": before links of ours */
	struct str title;      /* <title>, without the shop's name */
	struct str description;/* meta description, may be absent */
	struct str canonical;  /* absolute; absent on pages that are not to be indexed */
	bool noindex;
	struct str og_type;    /* website, product */
	struct str og_image;   /* absolute, may be absent */
	struct str path;       /* path and query of this page: where the currency form returns to */
	struct str q;          /* what stands in the search field */
	struct str currency;
	struct list alternates;/* link_view: hreflang, absolute */
	struct list locales;   /* link_view: the same page in other languages */
	struct list currencies;/* link_view */
	struct list nav;       /* nav_view: the first departments */
	bool nav_more;         /* there are more: /categories has them all */
	struct list crumbs;    /* link_view; the last one is the page itself, without url */
	struct html jsonld;    /* JSON-LD, absent if none */
	struct list side;      /* side_group_view: navigation beside the page; empty: none */
	struct str side_home;  /* where it begins; absent on that page itself */
	struct str csrf;       /* for {{> partials/csrf}}: on pages of ACCESS_VISITOR and above, else absent */
	bool signed_in;        /* the same pages; a page that all visitors share does not know */
	struct str account_name; /* given name of who is signed in, may be absent */
	bool is_net;           /* this visitor sees prices without tax */
};
extern const struct shape link_view_shape, nav_view_shape, side_group_view_shape, page_view_shape;

/* Fill the frame: names, locales, currencies, navigation (1 statement; the list is also given for the caller's use),
 * who is signed in, the token of forms (the reply becomes no-store).
 * `branch`: id of the category that the page is in, 0 if none. */
enum err page_view_fill(struct req *r, struct page_view *page, struct list *nav, int64_t branch) MUST_CHECK;
void page_view_crumb(struct req *r, struct page_view *page, struct str name, struct str url);
/* Canonical address and hreflang of a path of ours ("/product/x"), the same in all locales. */
void page_view_canonical(struct req *r, struct page_view *page, struct str path);
/* JSON-LD BreadcrumbList of page->crumbs, as text of one object. */
void crumbs_jsonld(struct req *r, const struct page_view *page, struct buf *b);

struct look look_of(const struct req *r);

/* How prices are seen, for pages that all share who see them so: no secret, like the currency. */
#define COOKIE_TAX "tax" /* "net": without tax; SameSite=Lax, Secure */
bool page_is_net(const struct req *r);

/* "/de" + "/product/" + slug */
struct str url_of(struct req *r, const char *prefix, struct str slug);
/* Picture of ours -> "/media/..."; absent for pictures on other hosts, which the content policy would block. */
struct str media_url(struct req *r, struct str file);
struct str media_url_absolute(struct req *r, struct str file); /* for feeds, JSON: other hosts' too */
/* "€19.99", as the request's locale writes it. */
struct str price_text(struct req *r, int64_t minor, struct str currency);
/* All visible categories in the request's locale (catalog_nav()), from the worker's memory where that is up to date:
 * not to be changed.  Valid until the request ends. */
enum err page_nav(struct req *r, struct list *nav) MUST_CHECK;

/* ---- error pages ---- */

struct error_view {
	struct page_view *page;
	int32_t status;
	struct str heading, text, request_id;
	bool not_found;
	struct list departments; /* nav_view */
};
extern const struct shape error_view_shape;

enum frame_template { FRAME_T_ERROR, FRAME_T_PROBLEM, FRAME_T__COUNT };
#define FRAME_TEMPLATES \
	[FRAME_T_ERROR] = { "error", &error_view_shape }, [FRAME_T_PROBLEM] = { "problem", &error_view_shape }

/* HTML error page of any status: the module's .error_page. */
enum err frame_error_page(struct req *r, int status) MUST_CHECK;

/* Absolute path of ours, or "/": where a form may return to. */
struct str safe_return(struct str path);

/* Growing lists of views in the request's arena. */
struct view_list {
	struct list list;
	size_t cap, size;
};
void *view_push(struct req *r, struct view_list *v, size_t size);

#endif
