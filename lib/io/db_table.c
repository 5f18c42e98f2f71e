/*
 * db_table.c - what db_wire.c needs besides libmariadb: a table by address, and how much goes into one packet.
 */
#include "lib/io/db_internal.h"

#define SLOTS_MIN 64                 /* a power of two */
#define BULK_BYTES ((size_t)4 << 20) /* of arguments in one round trip; max_allowed_packet is 16 MiB */
#define BULK_ROWS 16384
#define VALUE_BYTES 16               /* of a number or time, and of the length of a text, at most */

void
table_init(struct table *t, struct arena *a)
{
	t->used = 0;
	t->cap = SLOTS_MIN;
	t->slots = arena_array(a, struct table_slot, t->cap);
}

/* The key's slot, or the free one where it belongs: open addressing, never more than half full. */
static struct table_slot *
slot_of(struct table_slot *slots, size_t cap, const void *key)
{
	size_t i = (size_t)(((uint64_t)(uintptr_t)key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (cap - 1);

	while (slots[i].key && slots[i].key != key)
		i = (i + 1) & (cap - 1);
	return &slots[i];
}

void *
table_find(const struct table *t, const void *key)
{
	return slot_of(t->slots, t->cap, key)->value;
}

void
table_add(struct table *t, struct arena *a, const void *key, void *value)
{
	if (t->used * 2 >= t->cap) {
		struct table_slot *grown = arena_array(a, struct table_slot, t->cap * 2);
		for (size_t i = 0; i < t->cap; i++)
			if (t->slots[i].key)
				*slot_of(grown, t->cap * 2, t->slots[i].key) = t->slots[i];
		t->slots = grown;
		t->cap *= 2;
	}
	*slot_of(t->slots, t->cap, key) = (struct table_slot){ key, value };
	t->used++;
}

size_t
bulk_rows(const struct db_arg *args, size_t n, size_t rows)
{
	size_t bytes = 0, row = 0;

	for (; row < rows && row < BULK_ROWS; row++) {
		for (size_t i = 0; i < n; i++)
			bytes += VALUE_BYTES + (args[row * n + i].null ? 0 : args[row * n + i].str.len);
		if (row > 0 && bytes > BULK_BYTES)
			break;
	}
	return row;
}
