/*
 * password.h - Argon2id, what a password must be, and how many may be hashed at once.  argon2.h is included by
 * lib/io/argon2.c alone.
 *
 * Stored as PHC text ("$argon2id$v=19$m=19456,t=2,p=1$..."), exact bytes of the NFC form.  At least 15 characters, at
 * least 8 where a second factor is set up (NIST SP 800-63B-4), at most 256; no rules of composition; refused: the
 * blocklist (the most used ones and those of known breaches, a Bloom filter that the build makes), the shop's name, the
 * account's own address.  Parameters rise by configuration (password.memory, password.passes); an older hash is renewed
 * at the next login.
 * A hash takes 19 MiB and tens of milliseconds of a core: at most password.parallel of them (default: the cores) run at
 * once in a pool, on a thread whose priority is low, so that a burst of logins leaves the shop's pages alone.  More
 * callers wait in line, at most password.queue; beyond it ERR_BUSY (503).
 */
#ifndef MERCER_SHOP_PASSWORD_H
#define MERCER_SHOP_PASSWORD_H

#include "lib/base/arena.h"
#include "lib/base/conf.h"
#include "lib/base/shape.h"

#define PASSWORD_MIN 15
#define PASSWORD_MIN_WITH_FACTOR 8
#define PASSWORD_MAX 256 /* characters */

/* In the master before it forks: the shared turnstile (lib/base/turnstile.h) and the blocklist.  A command or a test
 * calls it too when it sets passwords.
 * Until then hashing has no limit, and password_acceptable() aborts.  ERR_INVALID: parameters that are too weak;
 * ERR_NOT_FOUND: no blocklist. */
enum err password_prepare(const struct config *c) MUST_CHECK;
enum err password_hash(struct arena *a, const struct config *c, struct str password, struct str *phc) MUST_CHECK;
/* *right, and *renew when the hash has lower parameters than configured.  An absent phc takes as long as a real one and
 * is wrong. */
enum err password_verify(
    struct arena *a, const struct config *c, struct str password, struct str phc, bool *right, bool *renew) MUST_CHECK;
/* Complaints under `name`; false when there are any. */
bool password_acceptable(struct str password, struct str email, struct str site_name, bool has_second_factor,
    struct str name, struct field_errors *errors);

#endif
