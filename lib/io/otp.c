/* otp.c - one-time passwords.  See otp.h. */
#include <liboath/oath.h> /* first: it uses names that banned.h poisons */

#include "lib/io/otp.h"
#include "lib/base/escape.h"
#include "lib/io/crypto.h"

#include <assert.h>

#define URI_MAX ((size_t)1000)

int64_t
otp_step(struct time t)
{
	return t.us / US_PER_S / OTP_STEP_S;
}

enum err
otp_code(struct str secret, int64_t step, char out[OTP_DIGITS + 1])
{
	static bool ready;
	int result = OATH_OK;

	assert(secret.len > 0 && step >= 0);
	if (!ready)
		result = oath_init();
	ready = result == OATH_OK;
	if (ready)
		result = oath_hotp_generate(
		    secret.ptr, secret.len, (uint64_t)step, OTP_DIGITS, false, OATH_HOTP_DYNAMIC_TRUNCATION, out);
	if (result != OATH_OK)
		return err_fail(ERR_INTERNAL, "could not make a one-time password: %s", oath_strerror_name(result));
	return OK;
}

/* Six digits, whatever blanks stand between them. */
static bool
read_digits(struct str text, char out[OTP_DIGITS + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == ' ' || c == '-')
			continue;
		if (c < '0' || c > '9' || n == OTP_DIGITS)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	return n == OTP_DIGITS;
}

enum err
otp_check(struct str secret, struct time now, int64_t after, struct str code, int64_t *step)
{
	char given[OTP_DIGITS + 1], right[OTP_DIGITS + 1];
	int64_t here = otp_step(now), found = -1;

	if (!read_digits(code, given))
		return err_fail(ERR_INVALID, "could not read a one-time password: not %d digits", OTP_DIGITS);
	for (int64_t at = here - OTP_DRIFT; at <= here + OTP_DRIFT; at++) {
		enum err err = otp_code(secret, at, right);
		if (err)
			return err;
		if (crypto_equal(given, right, OTP_DIGITS) & (at > after))
			found = at;
	}
	if (found < 0)
		return err_fail(ERR_DENIED, "could not accept a one-time password: not the one of now, or used before");
	*step = found;
	return OK;
}

struct str
base32_write(struct arena *a, const void *p, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	const unsigned char *in = p;
	struct buf b;
	uint32_t v = 0;
	unsigned bits = 0;

	buf_in_arena(&b, a, len * 2 + 8);
	for (size_t i = 0; i < len; i++) {
		v = (v << 8 | in[i]) & 0xFFF;
		for (bits += 8; bits >= 5; bits -= 5)
			buf_char(&b, digits[v >> (bits - 5) & 31]);
	}
	if (bits)
		buf_char(&b, digits[v << (5 - bits) & 31]);
	return buf_view(&b);
}

struct str
otp_uri(struct arena *a, struct str issuer, struct str account, struct str secret)
{
	struct buf b;

	buf_in_arena(&b, a, URI_MAX);
	buf_lit(&b, "otpauth://totp/");
	escape_url_part(&b, issuer);
	buf_char(&b, ':');
	escape_url_part(&b, account);
	buf_lit(&b, "?secret=");
	buf_str(&b, base32_write(a, secret.ptr, secret.len));
	buf_lit(&b, "&issuer=");
	escape_url_part(&b, issuer); /* not _arg: apps show a "+" as it stands */
	buf_printf(&b, "&algorithm=SHA1&digits=%d&period=%d", OTP_DIGITS, OTP_STEP_S);
	return buf_view(&b);
}
