/*
 * puzzle.h - proof of work, asked of browsers while more logins arrive than people make.
 *
 * A puzzle is a text of ours, signed, good for PUZZLE_LIFE_S and for one use.  It is solved by the decimal number n (no
 * sign, no leading zeros, at most 16 digits) for which
 *
 *	SHA-256(puzzle "." n)        the bytes of both texts, with a full stop between
 *
 * begins with at least `bits` zero bits (most significant bit of the first byte first).  The browser counts n up from
 * 0; 2^bits tries on the average.  `bits` is the number before the first '-' of the puzzle, so that a script needs
 * nothing else:  "18-AbC..."  ->  18.
 * We check with two hashes and one statement, whatever the difficulty.
 *
 * Who cannot run scripts waits: the same puzzle without a solution is taken login.puzzle_wait after it was made, once
 * per network and such interval.  The page sends the puzzle along as a hidden field and says how long.
 */
#ifndef MERCER_SHOP_PUZZLE_H
#define MERCER_SHOP_PUZZLE_H

#include "lib/base/conf.h"
#include "lib/io/db.h"

#define PUZZLE_LIFE_S 600
#define PUZZLE_BITS_MAX 32

/* `purpose` ("login") and `subject` (the network) must be the same when it is checked.  ERR_NOT_FOUND and the like: no
 * master key. */
enum err puzzle_new(
    struct arena *a, const struct config *c, const char *purpose, struct str subject, struct str *puzzle) MUST_CHECK;
/* *taken: solved (or waited for), and used up by this call.  A wrong one is not an error. */
enum err puzzle_check(struct db *db, struct arena *a, const struct config *c, const char *purpose, struct str subject,
    struct str puzzle, struct str solution, bool *taken) MUST_CHECK;
/* Is n a solution?  The rule above, nothing else. */
bool puzzle_is_solved(struct arena *a, struct str puzzle, struct str solution);

#endif
