/* people.h - what the pages of customers and of staff share. */
#ifndef MERCER_FCGI_ADMIN_PEOPLE_H
#define MERCER_FCGI_ADMIN_PEOPLE_H

#include "fcgi/admin/office.h"

struct people_args {
	struct str q;
	int state;
	int64_t after;
	struct str done;
};
struct people_session {
	struct str session;
};
extern const struct shape people_args_shape, people_session_shape;

/* The account of the path, if it is of this realm; ERR_NOT_FOUND else. */
enum err people_find(struct req *r, enum session_realm realm, struct account *out) MUST_CHECK;
/* The list page; item: "/admin/customers/" and a star for the id. */
enum err people_list(
    struct req *r, enum session_realm realm, const char *heading, const char *path, const char *item) MUST_CHECK;
/* "pending" as words, and its tone. */
struct str people_state(struct req *r, int state, const char **tone);

/* Parts of the page of one.  path: "/admin/customers"; its actions are below it. */
void people_profile(struct req *r, struct office_page *p, const struct account *a);
void people_actions(struct req *r, struct office_page *p, const struct account *a, const char *path);
/* path NULL: no buttons. */
enum err people_sessions(struct req *r, struct office_page *p, const struct account *a, const char *path) MUST_CHECK;

/* Actions: whole handlers. */
enum err people_ask_disable(struct req *r, enum session_realm realm, const char *path, struct str problem) MUST_CHECK;
enum err people_set_state(
    struct req *r, enum session_realm realm, const char *path, enum account_state state) MUST_CHECK;
enum err people_reset(struct req *r, enum session_realm realm, const char *path) MUST_CHECK;
enum err people_end_session(struct req *r, enum session_realm realm, const char *path) MUST_CHECK;
enum err people_ask_sessions(struct req *r, enum session_realm realm, const char *path) MUST_CHECK;
enum err people_end_sessions(struct req *r, enum session_realm realm, const char *path) MUST_CHECK;

#endif
