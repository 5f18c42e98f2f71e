/*
 * oauth.h - the authorization server: what its files share.
 *
 *	authorize_pages.c  GET and POST /oauth/authorize: is the request right, consent, the way back to the client
 *	authorize_view.c   what the consent page shows
 *	token_routes.c     POST /oauth/token, /oauth/revoke, /oauth/introspect: who is the client, what does it get
 *	metadata.c         /.well-known/: where everything is, and the keys that verify tokens
 *	params.c           parameters as strict as RFC 6749 wants them
 */
#ifndef MERCER_OAUTH_H
#define MERCER_OAUTH_H

#include "fcgi/common/page.h"
#include "lib/shop/oauth_token.h"
#include "lib/web/route.h"

enum oauth_template { T_AUTHORIZE = FRAME_T__COUNT, T_REFUSED, T__MAX };
extern const struct tmpl_def oauth_templates[T__MAX];
extern const struct route_table oauth_authorize, oauth_token, oauth_metadata;

/* ---- consent ---- */

/* What a client sends its customer to us with; POST adds the decision. */
struct authorize_args {
	struct str response_type, response_mode, client_id, redirect_uri, scope, state;
	struct str code_challenge, code_challenge_method;
	struct str request, request_uri; /* RFC 9101: not taken */
	struct str decision;             /* "allow"; anything else is no */
};
extern const struct shape authorize_args_shape, authorize_form_shape;

struct authorize_view {
	struct page_view *page;
	struct str client, host; /* the program, and where the customer is sent back to */
	struct str email;        /* whose account this is about */
	struct list rights;      /* right_view */
	struct list fields;      /* hidden_view: the request again */
	struct str action, days;
};
struct hidden_view {
	struct str name, value;
};
struct refused_view {
	struct page_view *page;
	struct str text;
	struct str request_id;
};
extern const struct shape authorize_view_shape, refused_view_shape;

enum err authorize_show(
    struct req *r, const struct oauth_client *client, const struct authorize_args *args, uint64_t scope);
/* A request whose way back is not proven: told to the customer, never to the address that it names. */
enum err authorize_refused(struct req *r, const char *msgid);

#endif
