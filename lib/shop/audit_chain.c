/* audit_chain.c - the hash that links records.  See audit_chain.h. */
#include "lib/shop/audit_chain.h"
#include "lib/io/crypto.h"

#define PART_MAX ((size_t)1 << 20)

static const struct shape_field row_fields[] = {
	SHAPE_I64(struct audit_row, id, 1, INT64_MAX),
	SHAPE_TIME(struct audit_row, at),
	SHAPE_STR(struct audit_row, event, 1, 64),
	SHAPE_STR(struct audit_row, outcome, 1, 10),
	SHAPE_STR(struct audit_row, actor_kind, 1, 10),
	SHAPE_STR(struct audit_row, actor, 0, 40),
	SHAPE_STR(struct audit_row, object_kind, 0, 32),
	SHAPE_STR(struct audit_row, object, 0, 64),
	SHAPE_STR(struct audit_row, request_id, 0, 64),
	SHAPE_STR(struct audit_row, details, 0, 65535),
	SHAPE_STR(struct audit_row, person_digest, 32, 32),
	SHAPE_STR(struct audit_row, previous, 32, 32),
	SHAPE_STR(struct audit_row, hash, 32, 32),
	SHAPE_STR(struct audit_row, salt, 16, 16),
	SHAPE_STR(struct audit_row, ip, 0, 45),
	SHAPE_STR(struct audit_row, agent, 0, 255),
};
const struct shape audit_row_shape = SHAPE(struct audit_row, row_fields, "A record in the chain.");

static void
part(struct buf *b, struct str s)
{
	uint32_t len = str_is_absent(s) ? UINT32_MAX : (uint32_t)s.len;

	for (int shift = 24; shift >= 0; shift -= 8)
		buf_char(b, (char)((len >> shift) & 0xFF));
	if (s.len)
		buf_str(b, s);
}

void
audit_row_hash(struct arena *a, const struct audit_row *row, unsigned char out[32])
{
	struct buf b;

	buf_in_arena(&b, a, PART_MAX);
	part(&b, row->previous);
	part(&b, str_printf(a, "%lld", (long long)row->id));
	part(&b, str_printf(a, "%lld", (long long)row->at.us));
	part(&b, row->event);
	part(&b, row->outcome);
	part(&b, row->actor_kind);
	part(&b, row->actor);
	part(&b, row->object_kind);
	part(&b, row->object);
	part(&b, row->request_id);
	part(&b, row->details);
	part(&b, row->person_digest);
	crypto_sha256(buf_view(&b), out);
}

void
audit_person_digest(struct arena *a, const struct audit_row *row, unsigned char out[32])
{
	struct buf b;

	buf_in_arena(&b, a, PART_MAX);
	part(&b, row->salt);
	part(&b, row->ip);
	part(&b, row->agent);
	crypto_sha256(buf_view(&b), out);
}
