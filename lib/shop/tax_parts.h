/* tax_parts.h - what the files of taxes share.  Not for other layers. */
#ifndef MERCER_TAX_PARTS_H
#define MERCER_TAX_PARTS_H

#include "lib/shop/tax_store.h"

#define TAX_COLUMNS \
	"id, public_id, country, NULLIF(region, '') AS region, NULLIF(postal_prefix, '') AS postal_prefix, tax_class, level, name, rate_e6, is_compound," \
	" on_shipping, starts_on, ends_on, source, version"

/* tax_read.c: the rates of a file, in whichever of the known forms it is. */
enum err tax_read(
    struct arena *a, struct str text, struct str source, struct list *rates, struct list *problems) MUST_CHECK;

#endif
