/*
 * unicode.h - what needs the tables of Unicode: normal forms, lower case, domain names in ASCII.  ICU is included by
 * unicode.c alone.
 *
 * Text is valid UTF-8 (str_is_utf8) of at most UNICODE_MAX bytes; results are in the arena.  ERR_INVALID: it is not, or
 * is longer.
 */
#ifndef MERCER_UNICODE_H
#define MERCER_UNICODE_H

#include "lib/base/str.h"

#define UNICODE_MAX 4096

/* Normalization Form C: one spelling for "é" however it was typed. */
enum err unicode_nfc(struct arena *a, struct str s, struct str *out) MUST_CHECK;
/* Lower case of all scripts, without the habits of any language (I is i, in Turkish too). */
enum err unicode_lower(struct arena *a, struct str s, struct str *out) MUST_CHECK;
/* "Bücher.example" -> "xn--bcher-kva.example": UTS 46, non-transitional, STD3, BiDi and joiner rules of IDNA2008.
 * ERR_INVALID: no domain name. */
enum err unicode_domain(struct arena *a, struct str s, struct str *out) MUST_CHECK;

#endif
