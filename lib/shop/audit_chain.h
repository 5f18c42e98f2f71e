/*
 * audit_chain.h - one record as it stands in the chain: what audit.c writes and audit_read.c checks.
 *
 * hash and digest are SHA-256 over the members in the order of audit.h, each preceded by its length in 4 bytes, big
 * endian, absent 0xffffffff; id is decimal text, at the microseconds since 1970 as decimal text.
 */
#ifndef MERCER_SHOP_AUDIT_CHAIN_H
#define MERCER_SHOP_AUDIT_CHAIN_H

#include "lib/base/shape.h"

struct audit_row {
	int64_t id;
	struct time at;
	struct str event, outcome, actor_kind, actor, object_kind, object, request_id, details;
	/* 32 bytes each; the digest absent when nothing was known of the person */
	struct str person_digest, previous, hash;
	struct str salt, ip, agent;               /* of audit_person; absent once the person is erased */
};
extern const struct shape audit_row_shape;

void audit_row_hash(struct arena *a, const struct audit_row *row, unsigned char out[32]);
void audit_person_digest(struct arena *a, const struct audit_row *row, unsigned char out[32]);

#endif
