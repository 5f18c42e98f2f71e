/*
 * puzzle.c - see puzzle.h.
 *
 * The text is "<bits>-<token>"; the token signs (lib/io/crypto.h) "<bits> <made, unix seconds> <purpose> <random>
 * <digest of the subject>".  What was used stands in a bucket of its own (throttle.h) for as long as the puzzle lives,
 * so that one atomic statement decides who was first.
 */
#include "lib/shop/puzzle.h"
#include "lib/base/clock.h"
#include "lib/io/crypto.h"
#include "lib/shop/throttle.h"

#define SIGNED_AS "puzzle"
#define DIGITS_MAX 16
#define PUZZLE_MAX 512 /* bytes */

static const struct throttle_rule used = { "puzzle.used", 1, 2 * PUZZLE_LIFE_S * US_PER_S };

struct content {
	int64_t bits, made;
	struct str purpose, subject;
};

static struct str
subject_digest(struct arena *a, struct str subject)
{
	unsigned char digest[32];
	struct buf b;

	crypto_sha256(subject, digest);
	buf_in_arena(&b, a, BUF_LINE);
	hex_write(&b, digest, 16);
	return buf_view(&b);
}

enum err
puzzle_new(struct arena *a, const struct config *c, const char *purpose, struct str subject, struct str *puzzle)
{
	long long bits = config_i64(c, "login.puzzle_bits");
	struct secret master = { 0 };
	unsigned char random[16];
	struct str token;
	struct buf b;
	enum err err;

	crypto_random(random, sizeof(random));
	buf_in_arena(&b, a, BUF_LINE);
	buf_printf(&b, "%lld %lld %s ", bits, (long long)(clock_now().us / US_PER_S), purpose);
	hex_write(&b, random, sizeof(random));
	buf_char(&b, ' ');
	buf_str(&b, subject_digest(a, subject));
	if ((err = crypto_master(config_z(c, "secrets.path"), false, &master)))
		return err;
	err = token_sign(a, &master, SIGNED_AS, buf_view(&b), &token);
	secret_release(&master);
	if (!err)
		*puzzle = str_printf(a, "%lld-%.*s", bits, STR_ARG(token));
	return err;
}

/* ERR_INVALID: not one of ours. */
static enum err
open_puzzle(struct arena *a, const struct config *c, struct str puzzle, struct content *out)
{
	struct str rest = puzzle, shown, bits, made, random, text;
	struct secret master = { 0 };
	enum err err;

	if (puzzle.len > PUZZLE_MAX || !str_split(&rest, '-', &shown) || str_is_absent(rest))
		return err_fail(ERR_INVALID, "could not read a puzzle");
	if ((err = crypto_master(config_z(c, "secrets.path"), false, &master)))
		return err;
	err = token_open(a, &master, SIGNED_AS, rest, &text);
	secret_release(&master);
	if (err)
		return err;
	if (!str_split(&text, ' ', &bits) || !str_split(&text, ' ', &made) || !str_split(&text, ' ', &out->purpose) ||
	    !str_split(&text, ' ', &random) || !str_eq(bits, shown) ||
	    str_to_i64(bits, 1, PUZZLE_BITS_MAX, &out->bits) || str_to_i64(made, 0, INT64_MAX, &out->made))
		return err_fail(ERR_INVALID, "could not read a puzzle: not as we make them");
	out->subject = text;
	return OK;
}

bool
puzzle_is_solved(struct arena *a, struct str puzzle, struct str solution)
{
	unsigned char digest[32];
	struct str rest = puzzle, shown;
	int64_t bits, n;

	if (solution.len == 0 || solution.len > DIGITS_MAX || (solution.len > 1 && solution.ptr[0] == '0') ||
	    str_to_i64(solution, 0, INT64_MAX, &n) || !str_split(&rest, '-', &shown) ||
	    str_to_i64(shown, 1, PUZZLE_BITS_MAX, &bits))
		return false;
	crypto_sha256(str_printf(a, "%.*s.%.*s", STR_ARG(puzzle), STR_ARG(solution)), digest);
	for (int64_t i = 0; i < bits; i++)
		if (digest[i / 8] & 0x80 >> i % 8)
			return false;
	return true;
}

/* Nobody gains by collecting puzzles and waiting for all of them at once. */
static enum err
has_waited(struct db *db, const struct config *c, const struct content *p, int64_t age, bool *out)
{
	const int64_t wait_ms = config_ms(c, "login.puzzle_wait");
	const struct throttle_rule rule = { "puzzle.waited", 1, wait_ms * 1000 };
	int64_t wait = 1;
	enum err err = OK;

	if (age * 1000 >= wait_ms)
		err = throttle_take(db, &rule, p->subject, &wait);
	*out = wait == 0;
	return err;
}

enum err
puzzle_check(struct db *db, struct arena *a, const struct config *c, const char *purpose, struct str subject,
    struct str puzzle, struct str solution, bool *taken)
{
	int64_t age, wait = 0;
	struct content p;
	bool good;
	enum err err = open_puzzle(a, c, puzzle, &p);

	*taken = false;
	if (err == ERR_INVALID) {
		err_clear();
		return OK;
	}
	if (err)
		return err;
	age = clock_now().us / US_PER_S - p.made;
	if (age < 0 || age > PUZZLE_LIFE_S || !str_eq_z(p.purpose, purpose) ||
	    !str_eq(p.subject, subject_digest(a, subject)))
		return OK;
	good = puzzle_is_solved(a, puzzle, solution);
	if (!good && (err = has_waited(db, c, &p, age, &good)))
		return err;
	if (good && (err = throttle_take(db, &used, puzzle, &wait)))
		return err;
	*taken = good && wait == 0;
	return OK;
}
