/*
 * email.c - mail addresses and telephone numbers: what is one, and which addresses are the same mailbox.  See
 * account.h.
 *
 * RFC 5321 and 6531: a dot-string of letters, digits and the signs of atext, or of any script; no quoted strings, no
 * address literals, no names without a dot: none of them is a shopper's address, all of them are traps.
 */
#include "lib/io/unicode.h"
#include "lib/shop/account.h"

#define EMAIL_MAX 254
#define LOCAL_MAX 64
#define PHONE_DIGITS_MIN 5
#define PHONE_DIGITS_MAX 15 /* E.164 */

#define N_(msgid) msgid

static bool
is_atext(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c && strchr("!#$%&'*+-/=?^_`{|}~", (int)c));
	/* Not what cannot be seen: controls, blanks of all widths, marks of direction, joiners, private use. */
	return c > 0xa0 && c != 0xad && c != 0x61c && c != 0x1680 && c != 0x180e && !(c >= 0x2000 && c <= 0x200f) &&
	    !(c >= 0x2028 && c <= 0x202f) && !(c >= 0x205f && c <= 0x206f) && c != 0x3000 && c != 0xfeff &&
	    !(c >= 0xe000 && c <= 0xf8ff) && !(c >= 0xfff0 && c <= 0xffff) && c < 0xe0000;
}

static bool
is_local(struct str s)
{
	bool dot = true; /* none at the start, at the end, or after another */

	if (s.len < 1 || s.len > LOCAL_MAX)
		return false;
	for (size_t at = 0; at < s.len;) {
		uint32_t c = str_next_char(s, &at);
		if (c == '.' ? dot : !is_atext(c))
			return false;
		dot = c == '.';
	}
	return !dot;
}

/* At least two labels, the last one not a number: an IPv4 address is no name. */
static bool
is_public(struct str domain)
{
	size_t last = domain.len;

	while (last > 0 && domain.ptr[last - 1] != '.')
		last--;
	return last > 1 && last < domain.len && !(domain.ptr[last] >= '0' && domain.ptr[last] <= '9');
}

enum err
email_key(struct arena *a, struct str email, struct str *key)
{
	struct str local, domain;
	size_t at = email.len;

	if (str_is_absent(email) || email.len > EMAIL_MAX || !str_is_utf8(email))
		return err_fail(ERR_INVALID, "could not read a mail address: %zu bytes", email.len);
	while (at > 0 && email.ptr[at - 1] != '@')
		at--;
	if (at == 0 || !is_local(str_cut(email, at - 1)))
		return err_fail(ERR_INVALID, "could not read a mail address: not name@domain");
	if (unicode_domain(a, str_skip(email, at), &domain) || !is_public(domain))
		return err_fail(ERR_INVALID, "could not read a mail address: no such domain can be");
	if (unicode_nfc(a, str_cut(email, at - 1), &local) || unicode_lower(a, local, &local) ||
	    unicode_nfc(a, local, &local))
		return err_fail(ERR_INVALID, "could not read a mail address: its name is no text");
	if (local.len + 1 + domain.len > EMAIL_MAX)
		return err_fail(ERR_INVALID, "could not read a mail address: too long");
	*key = str_printf(a, "%.*s@%.*s", STR_ARG(local), STR_ARG(domain));
	return OK;
}

static bool
check_email(struct str s)
{
	struct arena *a = arena_new();
	struct str key;
	bool ok = email_key(a, s, &key) == OK;

	err_clear();
	arena_free(a);
	return ok;
}

/* Digits with what people put between them; a plus sign may lead. */
static bool
check_phone(struct str s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
			digits++;
		else if (!(s.ptr[i] && strchr(" -/.()", s.ptr[i])) && !(s.ptr[i] == '+' && i == 0))
			return false;
	}
	return digits >= PHONE_DIGITS_MIN && digits <= PHONE_DIGITS_MAX;
}

const struct shape_format format_email = { "email", NULL, check_email,
	N_("Enter an e-mail address, for example name@example.org.") };
const struct shape_format format_phone = { "phone", "^\\+?[0-9 \\-/.()]*$", check_phone,
	N_("Enter a telephone number, for example +49 30 901820.") };
