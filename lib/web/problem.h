/*
 * problem.h - RFC 9457 application/problem+json.
 *
 * type is an absolute URI: <site.url>/problems/<code>, a page that the module serves; title is fixed per type; detail
 * is for the caller (never SQL, never err_detail()); instance is urn:request:<id>.  Validation errors are the extension
 * member `errors`:
 * [{"pointer": "#/variants/0/price", "detail": "..."}] for bodies, {"parameter": "limit", ...} for query arguments.
 */
#ifndef MERCER_PROBLEM_H
#define MERCER_PROBLEM_H

#include "lib/web/req.h"

/* Make r->resp the problem for `status`; errors from r->errors when it has any.  `detail` NULL: the type's own
 * sentence.  Adds Retry-After to 429 and 503.  Always OK. */
enum err problem_reply(struct req *r, int status, const char *detail) MUST_CHECK;
/* The same with extension members of its own: ",\"code\":\"sold_out\"" ... */
enum err problem_reply_with(struct req *r, int status, const char *detail, struct str members) MUST_CHECK;
/* The statuses that have a type, for the /problems/ pages, OpenAPI and tests. */
struct problem_type {
	int status;
	const char *code;   /* "not-found" */
	const char *title;
	const char *detail;
};
const struct problem_type *problem_types(size_t *count);
/* By code, for /problems/{code}: NULL when there is none.  By status: never NULL. */
const struct problem_type *problem_find(struct str code);
const struct problem_type *problem_of_status(int status);

#endif
