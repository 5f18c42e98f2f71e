/*
 * cursor.h - lists of the API, page by page: an opaque signed cursor that names the last row's key, and the Link to the
 * page after (standards A1.5, RFC 8288).
 *
 * A cursor is good for the list that gave it alone: the path is signed with it.
 *
 *	err = cursor_read(r, "cursor", args.cursor, &filter.after);
 *	...read limit + 1 rows...
 *	if (has_more)
 *		err = cursor_next(r, rows[limit - 1].id, &args_shape, &args, "cursor", &page.next_cursor);
 */
#ifndef MERCER_FCGI_CURSOR_H
#define MERCER_FCGI_CURSOR_H

#include "lib/web/req.h"

/* Absent: the first page, *id 0.  ERR_INVALID with the error under `argument`: changed, or another list's. */
enum err cursor_read(struct req *r, const char *argument, struct str cursor, int64_t *id) MUST_CHECK;
/* *next for the reply, and the header Link.  args: a copy of the list's arguments, whose text member `argument` takes
 * the cursor. */
enum err cursor_next(
    struct req *r, int64_t last, const struct shape *s, void *args, const char *argument, struct str *next) MUST_CHECK;
/* The header alone, for lists whose place is not secret: the arguments of the page after. */
void cursor_link(struct req *r, const struct shape *s, const void *args);

#endif
