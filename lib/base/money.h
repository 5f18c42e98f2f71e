/*
 * money.h - amounts as int64 minor units with an ISO 4217 code.  No floating point anywhere.
 *
 * All arithmetic on amounts lives here, checked: overflow is ERR_LIMIT, mixed currencies are a bug (assert).
 * currency[0] == '\0' means absent (SQL NULL, JSON null).
 * JSON form: {"amount": 1999, "currency": "EUR"} (minor units), database form: BIGINT + CHAR(3).
 */
#ifndef MERCER_MONEY_H
#define MERCER_MONEY_H

#include "lib/base/buf.h"

struct money {
	int64_t minor;    /* EUR: cents, JPY: yen, KWD: fils */
	char currency[4]; /* "EUR"; "" = absent */
};

#define MONEY_ABSENT ((struct money){ 0, "" })
static inline bool money_is_absent(struct money m) { return m.currency[0] == '\0'; }

/* ISO 4217 list (published table as of 2024).  -1: not a currency. */
int money_exponent(const char *currency);               /* EUR 2, JPY 0, KWD 3, CLF 4 */
/* Build; asserts that the currency exists. */
struct money money_of(int64_t minor, const char *currency);
enum err money_currency(struct str code, char out[4]) MUST_CHECK; /* upper-case three letters of the list */

enum err money_add(struct money a, struct money b, struct money *out) MUST_CHECK;
enum err money_sub(struct money a, struct money b, struct money *out) MUST_CHECK;
enum err money_mul(struct money a, int64_t quantity, struct money *out) MUST_CHECK;
enum money_rounding { MONEY_HALF_UP, MONEY_HALF_EVEN, MONEY_DOWN };
/* a * numerator / denominator, rounded (half up = away from zero); 128-bit inside. */
enum err money_ratio(struct money a, int64_t numerator, int64_t denominator, enum money_rounding how,
    struct money *out) MUST_CHECK;
/* Split `whole` by non-negative weights: each part is within one minor unit of exact, the parts sum to the whole
 * (largest remainder; ties go to the lower index).  All weights 0: split evenly. */
enum err money_split(struct money whole, const int64_t *weights, size_t n, struct money *parts) MUST_CHECK;
int money_cmp(struct money a, struct money b);

/* "19.99" in the currency's exponent, always with '.': feeds, CSV, JSON-LD. */
void money_decimal(struct buf *b, struct money m);
/* Reads that form back; at most the currency's digits after the point. */
enum err money_parse(struct str s, const char *currency, struct money *out) MUST_CHECK;
/* For people: CLDR patterns of the locales we ship ("en": EUR -> "€19.99"; "de": "19,99 €" with U+00A0), grouping
 * of thousands, currency symbols for the common ones, the code for the rest. */
void money_format(struct buf *b, struct money m, struct str locale);
/* A share in millionths as people write it: 190000 is "19%", in German "19 %" (U+00A0); 77500 is "7.75%". */
void percent_format(struct buf *b, int64_t share_e6, struct str locale);

#endif
