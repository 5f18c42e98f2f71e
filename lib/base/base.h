/*
 * base.h - what every Mercer source includes first.
 *
 * Attributes, COUNT(), and the banned functions.  Knows nothing of HTTP, SQL or the shop.
 * Layers include downwards only: base <- io <- {web, shop} <- {fcgi, bin}; t/check enforces it.
 */
#ifndef MERCER_BASE_H
#define MERCER_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lib/base/banned.h"

/* The caller must look at the result; every function that returns enum err carries it. */
#define MUST_CHECK __attribute__((warn_unused_result))
/* Argument `fmt` is a printf format whose arguments start at `args`. */
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define UNUSED __attribute__((unused))
/* Run fn(&variable) when the variable leaves scope; never mixed with goto in one function. */
#define CLEANUP(fn) __attribute__((cleanup(fn)))
/* Elements of an array (not of a pointer: that is a compile error). */
/* A text for people, to be translated where it is shown (templates/locale/extract finds it). */
#define N_(msgid) msgid
#define COUNT(a) (sizeof(a) / sizeof((a)[0]) + 0 * sizeof(struct { \
	int not_a_pointer : __builtin_types_compatible_p(__typeof__(a), __typeof__(&(a)[0])) ? -1 : 1; }))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

#endif
