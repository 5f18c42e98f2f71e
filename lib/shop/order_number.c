/*
 * order_number.c - numbers that people read out, type and cannot guess.  See order_parts.h.
 *
 * 31 characters: digits and capitals without 0 O, 1 I, and U (so that chance writes fewer words, and because 31 is a
 * prime: with it, a sum of weighted places finds every wrong character and every swap).  Eight of them are random (850
 * thousand million numbers), the ninth checks; written in groups of three.
 */
#include "lib/shop/order_parts.h"

#define PLACES 9
static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTVWXYZ";
#define BASE ((unsigned)sizeof(alphabet) - 1)
_Static_assert(sizeof(alphabet) - 1 == 31, "a prime");

/* The last character makes the sum of place * value a multiple of 31; its own place is 31 - 1, so it is simply the
 * rest. */
static unsigned
check_of(const unsigned values[PLACES])
{
	unsigned sum = 0;

	for (unsigned i = 0; i + 1 < PLACES; i++)
		sum += (i + 1) * values[i];
	return sum % BASE;
}

static void
write_number(const unsigned values[PLACES], char out[ORDER_NUMBER_LEN + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < PLACES; i++) {
		if (i && i % 3 == 0)
			out[n++] = '-';
		out[n++] = alphabet[values[i]];
	}
	out[n] = '\0';
}

void
order_number_new(char out[ORDER_NUMBER_LEN + 1])
{
	unsigned values[PLACES];
	uint64_t chance = crypto_random_u64();

	/* 2^64 is 2 * 10^7 times 31^8: what the remainder favours cannot be seen. */
	for (size_t i = 0; i + 1 < PLACES; i++, chance /= BASE)
		values[i] = (unsigned)(chance % BASE);
	values[PLACES - 1] = check_of(values);
	write_number(values, out);
}

bool
order_number_read(struct arena *a, struct str text, struct str *number)
{
	unsigned values[PLACES];
	char out[ORDER_NUMBER_LEN + 1];
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		const char *at;
		if (c == '-' || c == ' ')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (!c || !(at = strchr(alphabet, c)) || n == PLACES)
			return false;
		values[n++] = (unsigned)(at - alphabet);
	}
	if (n != PLACES || values[PLACES - 1] != check_of(values))
		return false;
	write_number(values, out);
	*number = str_of(arena_strdup(a, out));
	return true;
}
