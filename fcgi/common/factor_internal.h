/* factor_internal.h - what the files of the factor pages share.  See factor_pages.h. */
#ifndef MERCER_FCGI_FACTOR_INTERNAL_H
#define MERCER_FCGI_FACTOR_INTERNAL_H

#include "fcgi/common/factor_pages.h"
#include "fcgi/common/who.h"
#include "lib/shop/recovery.h"
#include "lib/shop/totp.h"

#define CREDENTIAL_MAX 65536 /* characters of JSON: an attestation with certificates is a few thousand */

/* ---- what comes in ---- */
struct factor_args {
	struct str back, use, done;
};
struct factor_code_form {
	struct str code;         /* of the app */
	struct str recovery;     /* or a recovery code */
	struct str back;
};
struct passkey_form {
	struct str credential, name, back;
};
struct name_form {
	struct str name;
};
extern const struct shape factor_args_shape, factor_code_shape, factor_passkey_shape, factor_name_shape;

/* ---- the module that shows the pages ---- */
const struct factor_face *factor_face(void);
/* With the locale's prefix: face->login + rest, face->home + rest. */
struct str factor_login_url(struct req *r, const char *rest);
struct str factor_home_url(struct req *r, const char *rest);
/* A place in this realm, or the landing page. */
struct str factor_place(struct req *r, struct str back);

/* ---- the caller ---- */
struct factor_call {
	struct who who;
	struct account_env env;
};
/* `c` must outlive c->env. */
void factor_call(struct req *r, struct factor_call *c);
enum err factor_session(struct req *r, struct session *s) MUST_CHECK;
void factor_cookie(struct req *r, struct str token);

/* ---- pages ---- */
/* The view with frame, heading and lead (msgids; lead may be NULL); never cached. */
enum err factor_begin(struct req *r, struct factor_view *v, const char *heading, const char *lead) MUST_CHECK;
enum err factor_reply(struct req *r, enum factor_template t, const struct factor_view *v, int status) MUST_CHECK;
/* A form of one field; `errors` may be NULL. */
struct form_view *factor_form(struct req *r, const struct form_field *fields, size_t count, const struct shape *s,
    const void *obj, const struct field_errors *errors, struct str action, const char *submit);
/* "Please wait 3 minutes" */
struct str factor_wait(struct req *r, int64_t seconds);
/* The page that shows new recovery codes, once; `next`: where it leads on. */
enum err factor_show_codes(struct req *r, struct list codes, struct str next) MUST_CHECK;
/* 303 to home + rest + "?done=" + code. */
enum err factor_done(struct req *r, const char *rest, const char *code) MUST_CHECK;
/* Options of WebAuthn, or 503. */
enum err factor_options(struct req *r, enum err err, struct str json) MUST_CHECK;

/* ---- handlers: factor_home_pages.c ---- */
enum err factor_home_get(struct req *r);
enum err factor_totp_get(struct req *r);
enum err factor_totp_post(struct req *r);
enum err factor_totp_remove_get(struct req *r);
enum err factor_totp_remove_post(struct req *r);
enum err factor_codes_get(struct req *r);
enum err factor_codes_post(struct req *r);
/* ---- factor_passkey_pages.c ---- */
enum err factor_passkeys_get(struct req *r);
enum err factor_passkeys_options(struct req *r);
enum err factor_passkeys_post(struct req *r);
enum err factor_passkey_get(struct req *r);
enum err factor_passkey_post(struct req *r);
enum err factor_passkey_remove_post(struct req *r);
enum err factor_setup_get(struct req *r);
enum err factor_setup_post(struct req *r);
enum err factor_setup_options(struct req *r);
enum err factor_setup_passkey(struct req *r);
/* Steps to set up the app, with its form; `errors` and `problem` (of a passkey) may be NULL. */
enum err factor_totp_show(
    struct req *r, bool first, const struct field_errors *errors, const char *problem, int status) MUST_CHECK;
/* What went wrong with a new passkey, for people; NULL: an error to pass on. */
const char *factor_passkey_problem(enum err err);

#endif
