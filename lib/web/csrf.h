/*
 * csrf.h - a form of ours carries a token that only pages of ours can know (OWASP: HMAC-based double submit, bound to
 * the session).
 *
 * token = HMAC(key, cookie value of the session, or of COOKIE_VISITOR where there is none), so that it needs no
 * storage, ends with the session and covers login and registration too.  In templates: {{> partials/csrf}} inside every
 * <form method="post"> of a page that is not cached.
 * Checked by route_dispatch() for all unsafe methods on pages, besides Sec-Fetch-Site and Origin; never on /api, which
 * takes no cookies.
 */
#ifndef MERCER_CSRF_H
#define MERCER_CSRF_H

#include "lib/web/req.h"

#define CSRF_FIELD "csrf"

/* The token for forms on the page being built; sets COOKIE_VISITOR when the visitor has no session.  Such a page must
 * not be cached:
 * the reply becomes no-store. */
struct str csrf_token(struct req *r);
/* Does the body of this POST carry it? */
bool csrf_holds(const struct req *r);

#endif
