/* password.c - hashing with bounded concurrency; password_policy.c says which passwords are taken.  See password.h. */
#include "lib/shop/password.h"
#include "lib/base/turnstile.h"
#include "lib/io/argon2.h"
#include "lib/io/unicode.h"
#include "lib/shop/password_parts.h"

#include <sched.h>

/* Bytes that are looked at: more than PASSWORD_MAX characters can have in any sensible script. */
#define BYTES_MAX 2048
/* What is checked when there is no account: as costly as a real one, and never right. */
#define NOBODY "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

/* The least that is safe by today's count (OWASP, 2025): memory in KiB for so many passes. */
static const uint32_t least_memory[] = { 0, 47104, 19456, 12288, 9216, 7168 };

/* Of this process; the turnstile's memory is shared with all that the master forks. */
static struct {
	struct turnstile *turnstile;
	int64_t wait_us;
	struct blocklist *blocklist;
} prepared;

static struct argon2_cost
cost_of(const struct config *c)
{
	return (struct argon2_cost){ (uint32_t)(config_i64(c, "password.memory") >> 10),
		(uint32_t)config_i64(c, "password.passes"), 1 };
}

static size_t
cores(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) == 0 ? (size_t)MAX(CPU_COUNT(&set), 1) : 1;
}

enum err
password_prepare(const struct config *c)
{
	struct argon2_cost cost = cost_of(c);
	size_t parallel = (size_t)config_i64(c, "password.parallel");
	enum err err;

	if (cost.memory_kib < least_memory[MIN(cost.passes, COUNT(least_memory) - 1)])
		return err_fail(ERR_INVALID,
		    "could not use password.memory: %u KiB are too few for %u passes, at least %u", cost.memory_kib,
		    cost.passes, least_memory[MIN(cost.passes, COUNT(least_memory) - 1)]);
	turnstile_free(prepared.turnstile);
	blocklist_close(prepared.blocklist);
	prepared.turnstile = NULL;
	prepared.blocklist = NULL;
	prepared.wait_us = config_ms(c, "password.wait") * 1000;
	err = blocklist_open(config_z(c, "password.blocklist"), &prepared.blocklist);
	return err ? err
		   : turnstile_new(
			 parallel ? parallel : cores(), (size_t)config_i64(c, "password.queue"), &prepared.turnstile);
}

const struct blocklist *
password_blocklist(void)
{
	if (!prepared.blocklist)
		BUG("password_prepare() was not called");
	return prepared.blocklist;
}

/* The bytes that are hashed.  ERR_INVALID: nothing that anybody could have set. */
static enum err
normal(struct arena *a, struct str password, struct str *out)
{
	if (str_is_absent(password) || password.len > BYTES_MAX)
		return err_fail(ERR_INVALID, "could not read a password: %zu bytes", password.len);
	return unicode_nfc(a, password, out);
}

static enum err
enter(size_t *place)
{
	return prepared.turnstile ? turnstile_enter(prepared.turnstile, prepared.wait_us, place) : OK;
}

static void
leave(size_t place)
{
	if (prepared.turnstile)
		turnstile_leave(prepared.turnstile, place);
}

enum err
password_hash(struct arena *a, const struct config *c, struct str password, struct str *phc)
{
	size_t place = 0;
	struct str bytes;
	enum err err;

	if ((err = normal(a, password, &bytes)) || (err = enter(&place)))
		return err;
	err = argon2_new(a, cost_of(c), bytes, phc);
	leave(place);
	return err;
}

enum err
password_verify(struct arena *a, const struct config *c, struct str password, struct str phc, bool *right, bool *renew)
{
	const struct argon2_cost wanted = cost_of(c);
	struct argon2_cost stored = wanted;
	struct str bytes = STR("");
	bool nobody = str_is_absent(phc), equal = false;
	size_t place = 0;
	enum err err;

	if (normal(a, password, &bytes)) {
		err_clear();
		nobody = true;
	}
	if (nobody)
		phc = str_printf(
		    a, "$argon2id$v=19$m=%u,t=%u,p=%u" NOBODY, wanted.memory_kib, wanted.passes, wanted.lanes);
	if ((err = argon2_cost_of(a, phc, &stored)) || (err = enter(&place)))
		return err;
	err = argon2_check(a, phc, bytes, &equal);
	leave(place);
	if (err)
		return err;
	*right = equal && !nobody;
	*renew = *right && (stored.memory_kib < wanted.memory_kib || stored.passes < wanted.passes);
	return OK;
}
