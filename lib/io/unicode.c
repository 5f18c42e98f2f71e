/* unicode.c - ICU behind unicode.h. */
#include "lib/io/unicode.h"

#include <unicode/uidna.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* No form that is used here makes a text longer than three times its UTF-16 length. */
#define WIDE_MAX (3 * UNICODE_MAX)
#define DOMAIN_MAX 253

static bool
is_ascii(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] >= 0x80)
			return false;
	return true;
}

static enum err
widen(struct arena *a, struct str s, UChar **out, int32_t *len)
{
	UErrorCode status = U_ZERO_ERROR;

	if (str_is_absent(s) || s.len > UNICODE_MAX || !str_is_utf8(s))
		return err_fail(ERR_INVALID, "could not read text: not UTF-8, or %zu bytes", s.len);
	*out = arena_alloc(a, WIDE_MAX * sizeof(UChar));
	u_strFromUTF8(*out, WIDE_MAX, len, s.ptr, (int32_t)s.len, &status);
	return U_SUCCESS(status) ? OK : err_fail(ERR_INVALID, "could not read text: %s", u_errorName(status));
}

static enum err
narrow(struct arena *a, const UChar *p, int32_t len, UErrorCode status, struct str *out)
{
	char *text = arena_alloc(a, 3 * WIDE_MAX + 1);
	int32_t got = 0;

	if (U_SUCCESS(status))
		u_strToUTF8(text, 3 * WIDE_MAX, &got, p, len, &status);
	if (U_FAILURE(status))
		return err_fail(ERR_INVALID, "could not convert text: %s", u_errorName(status));
	text[got] = '\0';
	*out = str_n(text, (size_t)got);
	return OK;
}

enum err
unicode_nfc(struct arena *a, struct str s, struct str *out)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar *in, *form;
	int32_t len;
	enum err err;

	if (s.ptr && s.len <= UNICODE_MAX && is_ascii(s)) {
		*out = str_dup(a, s);
		return OK;
	}
	if ((err = widen(a, s, &in, &len)))
		return err;
	form = arena_alloc(a, WIDE_MAX * sizeof(UChar));
	len = unorm2_normalize(unorm2_getNFCInstance(&status), in, len, form, WIDE_MAX, &status);
	return narrow(a, form, len, status, out);
}

enum err
unicode_lower(struct arena *a, struct str s, struct str *out)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar *in, *lower;
	int32_t len;
	enum err err;

	if (s.ptr && s.len <= UNICODE_MAX && is_ascii(s)) {
		*out = str_lower(a, s);
		return OK;
	}
	if ((err = widen(a, s, &in, &len)))
		return err;
	lower = arena_alloc(a, WIDE_MAX * sizeof(UChar));
	len = u_strToLower(lower, WIDE_MAX, in, len, "", &status);
	return narrow(a, lower, len, status, out);
}

enum err
unicode_domain(struct arena *a, struct str s, struct str *out)
{
	const uint32_t options = UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
	    UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE;
	UErrorCode status = U_ZERO_ERROR;
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	char *text = arena_alloc(a, DOMAIN_MAX + 1);
	UIDNA *idna;
	int32_t len;

	if (str_is_absent(s) || s.len > UNICODE_MAX || !str_is_utf8(s))
		return err_fail(ERR_INVALID, "could not read a domain name");
	idna = uidna_openUTS46(options, &status);
	len = U_SUCCESS(status) ? uidna_nameToASCII_UTF8(idna, s.ptr, (int32_t)s.len, text, DOMAIN_MAX, &info, &status)
				: 0;
	uidna_close(idna);
	if (U_FAILURE(status) || info.errors || len <= 0 || len > DOMAIN_MAX)
		return err_fail(ERR_INVALID, "could not read a domain name: %s, errors %x", u_errorName(status),
		    (unsigned)info.errors);
	text[len] = '\0';
	*out = str_n(text, (size_t)len);
	return OK;
}
