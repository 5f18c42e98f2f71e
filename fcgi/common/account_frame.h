/*
 * account_frame.h - the frame of a customer's own pages: the shop's, with the account's navigation beside it
 * (templates/account/area.html).
 *
 * Most of these pages are the account module's; orders are the order module's.
 */
#ifndef MERCER_FCGI_ACCOUNT_FRAME_H
#define MERCER_FCGI_ACCOUNT_FRAME_H

#include "fcgi/common/page.h"

enum area {
	AREA_NONE,
	AREA_OVERVIEW,
	AREA_ORDERS,
	AREA_PROFILE,
	AREA_ADDRESSES,
	AREA_EMAIL,
	AREA_PASSWORD,
	AREA_SECURITY,
	AREA_IDENTITIES,
	AREA_APPS,
	AREA_SESSIONS,
	AREA_NOTIFICATIONS,
	AREA_CONSENTS,
	AREA_PRIVACY
};

/* The frame with the navigation and its current place; the page is not to be indexed.  AREA_NONE: without the
 * navigation. */
enum err account_frame(struct req *r, enum area here, struct str title, struct page_view *page) MUST_CHECK;

#endif
