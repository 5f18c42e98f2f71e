/*
 * api.h - what programs see of a customer: the same things as the pages, for the customer of their token.
 *
 * Writes to what has a version want If-Match with the ETag that was read (428 without, 412 when it has changed
 * meanwhile); PATCH is RFC 7396.
 * A client or key that acts for the shop has no customer: these resources do not exist for it (404).
 */
#ifndef MERCER_FCGI_ACCOUNT_API_H
#define MERCER_FCGI_ACCOUNT_API_H

#include "fcgi/account/account.h"
#include "lib/shop/consent.h"
#include "lib/shop/preference.h"

struct me_api {
	struct str id, email, given_name, family_name, phone, birthday, locale;
	bool has_second_factor;
	struct time email_confirmed_at, created_at;
};
struct address_api {
	struct str id, country, recipient, organization, line1, line2, line3, dependent_locality, locality, region,
	    postal_code, sorting_code, phone;
	bool is_delivery, is_billing;
};
struct session_api {
	struct str id, device, network;
	struct time created_at, seen_at, ends_at;
};
/* Lists of things that are few: whole, without cursor. */
struct list_api {
	struct list items;
};
extern const struct shape me_api_shape, address_api_shape, address_list_shape, session_list_shape, consent_list_shape,
    preference_list_shape;

/* ETag of a version. */
struct str api_etag(struct req *r, int64_t version);
/* Does If-Match name this version?  Else a finished reply (428, 412) was made: return OK then. */
bool api_matches(struct req *r, int64_t version);
/* OK, or ERR_NOT_FOUND for a caller without a customer. */
enum err api_customer(struct req *r) MUST_CHECK;
/* A PATCH: what of `obj` the body changes.  ERR_INVALID with r->errors (422); when it is not JSON at all, a finished
 * reply was made and *done is true. */
enum err api_merge(struct req *r, const struct shape *s, void *obj, bool *done) MUST_CHECK;

#endif
