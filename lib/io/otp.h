/*
 * otp.h - time-based one-time passwords: RFC 6238 (TOTP) over RFC 4226 (HOTP).  liboath is included by otp.c alone.
 *
 * HMAC-SHA-1, 30 seconds, 6 digits: the only set that every authenticator app takes (several ignore the others in an
 * otpauth address without a word).  SHA-1 is no weakness here: HMAC does not rest on collisions (RFC 6238, section
 * 1.2).
 */
#ifndef MERCER_OTP_H
#define MERCER_OTP_H

#include "lib/base/clock.h"

#define OTP_SECRET_LEN 20 /* bytes: RFC 4226 recommends the length of the hash */
#define OTP_STEP_S 30
#define OTP_DIGITS 6
#define OTP_DRIFT 1       /* steps before and after now that count, for clocks that differ and slow fingers */

/* The step that a time is in: seconds since 1970 / 30. */
int64_t otp_step(struct time t);
/* The code of one step, NUL-terminated.  ERR_INTERNAL: the library refused. */
enum err otp_code(struct str secret, int64_t step, char out[OTP_DIGITS + 1]) MUST_CHECK;
/* The newest step within the drift around `now`, later than `after` (the last one used; 0: none), whose code this is.
 * `code` may hold blanks, as apps show it ("123 456").  ERR_DENIED: none; ERR_INVALID: not six digits.  All steps are
 * computed and compared in constant time. */
enum err otp_check(struct str secret, struct time now, int64_t after, struct str code, int64_t *step) MUST_CHECK;

/* RFC 4648 base32 without padding, upper case: how a secret is shown to people. */
struct str base32_write(struct arena *a, const void *p, size_t len);
/* "otpauth://totp/Mercer:me%40example.com?secret=...&issuer=Mercer&algorithm=SHA1&digits=6&period=30": what the QR code
 * says. */
struct str otp_uri(struct arena *a, struct str issuer, struct str account, struct str secret);

#endif
