/* guard_parts.h - what route.c, guard.c, csrf.c and once.c share; nobody else includes this. */
#ifndef MERCER_GUARD_PARTS_H
#define MERCER_GUARD_PARTS_H

#include "lib/web/route.h"

/* A field of a form body, for names and values that need no decoding; absent: not there, or the body is no form. */
struct str form_value(const struct req *r, const char *name);
static inline bool route_is_write(const struct route *t) { return t->method != GET; }

/* guard.c.  At start: is what the route declares possible?  Aborts with a message. */
void guard_check_route(const struct route *t);
/* Refuse what came from elsewhere.  False: the reply is made. */
bool guard_origin(struct req *r) MUST_CHECK;
/* Look up who is asking, compare with what the route asks for.  False: the reply is made. */
bool guard_access(struct req *r) MUST_CHECK;
void guard_refused(struct req *r, enum refusal why);

/* once.c.  Run `call` (the handler and what belongs to it) at most once for this request's key.  As a handler: OK with
 * a reply, or an error that the caller makes a page of; *replayed or refused replies are OK. */
enum err once_run(struct req *r, enum err (*call)(struct req *r)) MUST_CHECK;

#endif
