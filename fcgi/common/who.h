/* who.h - the caller of a request as lib/shop sees it. */
#ifndef MERCER_FCGI_WHO_H
#define MERCER_FCGI_WHO_H

#include "lib/shop/account.h"
#include "lib/web/req.h"

/* Borrowed from the request. */
struct who who_of(const struct req *r);
/* The same for somebody who was found otherwise. */
struct who who_of_identity(const struct req *r, const struct identity *id);
/* Everything that functions of account.h take.  `who` must outlive it. */
struct account_env env_of(struct req *r, const struct who *who);

#endif
