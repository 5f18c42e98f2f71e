/*
 * vat_id.h - VAT identification numbers of the European Union: their form, and what they change.
 *
 * Only the form is checked (and the check digit where the country has published one that we know): whether a number was
 * given to somebody, and to whom, the VIES of the Commission says; the evidence names what was checked, so that an
 * order tells later on what its tax was decided.
 */
#ifndef MERCER_SHOP_VAT_ID_H
#define MERCER_SHOP_VAT_ID_H

#include "lib/base/arena.h"
#include "lib/base/str.h"

/* An ISO 3166-1 alpha-2 code. */
bool eu_member(struct str country);
/* Capitals, without blanks, dots and dashes: "de 123.456.788" -> "DE123456788"; *country: ISO code ("GR" for EL).
 * False: not of that form. */
bool vat_id_read(struct arena *a, struct str text, struct str *id, struct str *country);
/* True: the buyer owes the tax.  The id is right and of another EU country than the shop's, and the goods leave for
 * another EU country.
 * *evidence says why, or why not: for the trace. */
bool vat_id_reverses(struct arena *a, struct str text, struct str home, struct str destination, struct str *evidence);

#endif
