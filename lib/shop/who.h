/*
 * who.h - the caller as the domain sees it: whom an audit record names, and where a request came from.
 *
 * lib/web's struct identity does not reach here (web and shop never include each other); fcgi/common makes one of these
 * of a request, bin/ makes one for the operator or the worker.
 */
#ifndef MERCER_SHOP_WHO_H
#define MERCER_SHOP_WHO_H

#include "lib/base/clock.h"
#include "lib/base/permission.h"

struct who {
	/* "customer", "staff", "client", "key", "operator", "system", "nobody": as ENUM audit_log.actor_kind */
	const char *actor;
	int64_t account_id;      /* 0: none */
	struct str id;           /* public id of the account, client or key; absent: nobody */
	struct str ip, agent;    /* may be absent */
	struct str request_id;
	struct str locale;       /* of the page: for mails that this call causes */
	uint64_t permissions;
};

#endif
