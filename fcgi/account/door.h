/*
 * door.h - what the pages of the way in share: door_pages.c, login_pages.c, password_pages.c.
 */
#ifndef MERCER_FCGI_DOOR_H
#define MERCER_FCGI_DOOR_H

#include "fcgi/account/account.h"
#include "lib/web/i18n.h"

#define DOOR_PASSWORD_HINT \
	N_("At least 15 characters. Several words in a row are easy to remember and hard to guess; spaces are welcome.")

extern const struct route_table account_login_routes, account_password_routes;

/* Where there is an e-mail address and nothing else. */
extern const struct shape door_email_shape;
extern const struct form_field door_email_fields[1];

/* Page of a link that was used, has ended or never was, with a way to get another one; 410. */
enum err door_link_is_over(struct req *r, const char *label, const char *path) MUST_CHECK;
/* A page whose address holds a token: the address goes nowhere. */
void door_keep_token(struct req *r);
/* Where the second step of a login is asked for. */
struct str login_factor_url(struct req *r, struct str back);
/* Up to two sentences below the heading. */
struct list door_hints(struct req *r, const char *first, const char *second);

#endif
