/*
 * plural.h - gettext's Plural-Forms: which of a language's forms goes with a number.
 *
 * "nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2;" with C's
 * operators ?: || && == != < > <= >= + - * / % ! and parentheses, on unsigned numbers.  Compiled once to postfix.
 */
#ifndef MERCER_PLURAL_H
#define MERCER_PLURAL_H

#include "lib/base/str.h"

#define PLURAL_STEPS_MAX 128
#define PLURAL_FORMS_MAX 6

struct plural {
	unsigned forms;
	unsigned count;
	struct plural_step {
		unsigned char op; /* enum step_op in plural.c */
		unsigned value;
	} steps[PLURAL_STEPS_MAX];
};

/* Two forms: 0 for 1, 1 for all else. */
struct plural plural_english(void);
/* The header's value.  ERR_INVALID: not the grammar above, or too long; *out is then untouched. */
enum err plural_parse(struct str header, struct plural *out) MUST_CHECK;
/* 0..forms-1.  Negative numbers count as their absolute value; a rule that goes wrong (division by zero, a form that
 * does not exist) gives the last form. */
unsigned plural_form(const struct plural *p, int64_t n);

#endif
