/*
 * guard.h - struct guard of lib/web over lib/shop: what every module that knows people names in its struct module.
 *
 *	static const struct module account = { ..., .guard = &frame_guard };
 *
 * Its account needs the rights of session_sql, role_sql (SELECT), idempotency_sql, audit_sql and outbox_sql, and those
 * of bearer_sql if it serves /api.
 * In the audit log stands what somebody known tried, and every bad token; at most a few a second and worker, so that a
 * flood of them does not become one of writes.
 */
#ifndef MERCER_FCGI_GUARD_H
#define MERCER_FCGI_GUARD_H

#include "lib/web/guard.h"

extern const struct guard frame_guard;

#endif
