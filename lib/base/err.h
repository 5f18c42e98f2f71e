/*
 * err.h - the one result type, and the detail of the last failure.
 *
 * Functions return enum err, 0 = OK, and document one or two *expected* values; any other value is passed on
 * untouched.  Where a failure happens, err_fail() records a detail (with file:line) for the log only: shoppers
 * never see it.  The dispatch loop logs it once and clears it.
 *
 *	if (n > MAX)
 *		return err_fail(ERR_LIMIT, "could not read body: %zu bytes, at most %d", n, MAX);
 *
 * Message style: lower case, no full stop, what was attempted and why it failed, values quoted.
 * The detail lives in static storage of the process: workers are single-threaded.
 */
#ifndef MERCER_ERR_H
#define MERCER_ERR_H

#include "lib/base/base.h"

enum err {
	OK = 0,
	ERR_INVALID,     /* input is not what was declared; field errors may say more        -> 400/422 */
	ERR_NOT_FOUND,   /* the thing does not exist, or not for this caller                  -> 404 */
	ERR_GONE,        /* existed once, is gone for good                                    -> 410 */
	ERR_DENIED,      /* known caller lacks the right                                      -> 403 */
	ERR_CONFLICT,    /* state or version does not allow it, unique key taken              -> 409 */
	ERR_PRECONDITION,/* If-Match and the like did not hold                                -> 412 */
	ERR_LIMIT,       /* larger than a named ceiling                                       -> 413 */
	ERR_BUSY,        /* try again later: locks, overload                                  -> 503 */
	ERR_TIMEOUT,     /* a deadline passed                                                 -> 503 */
	ERR_UNAVAILABLE, /* a dependency cannot be reached (MariaDB, search index ...)        -> 503 */
	ERR_UNCERTAIN,   /* connection lost during a commit: look up by idempotency key       -> 503 */
	ERR_UNSUPPORTED, /* media type, method or feature that we do not take                 -> 415 */
	ERR_DB,          /* MariaDB refused a statement; a bug or a broken schema             -> 500 */
	ERR_IO,          /* a file or socket failed                                           -> 500 */
	ERR_INTERNAL,    /* should not happen; the detail says what                           -> 500 */
	ERR__MAX
};

/* Name of the value for logs: "not_found".  Static storage. */
const char *err_name(enum err err);

/* Record the detail of a failure and return `err`, so that `return err_fail(...)` reads well.
 * A second call before err_clear() keeps both: newest first, cut at 4 kB. */
#define err_fail(code, ...) \
	({ \
		const enum err failed_ = (code); /* so that compilers and analysers see that it is not OK */ \
		err_fail_at(__FILE__, __LINE__, failed_, __VA_ARGS__); \
		failed_; \
	})
enum err err_fail_at(const char *file, int line, enum err err, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* What cannot happen did: say so on stderr and abort.  For `default:` of a switch and the like; never for bad input. */
#define BUG(why) bug_at(__FILE__, __LINE__, (why))
void bug_at(const char *file, int line, const char *why) __attribute__((noreturn));

/* The recorded detail, "" if none.  Valid until the next err_fail() or err_clear(). */
const char *err_detail(void);

/* Forget the detail: called by the loop before each request, and by code that handled a failure. */
void err_clear(void);

#endif
