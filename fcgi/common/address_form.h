/*
 * address_form.h - the fields of an address as its country writes them: which there are, their names, their order,
 * which are required.
 *
 * Used by the address book and the checkout.  The form has a choice of the country with a button "Change country",
 * which sends all that was entered to an address that answers with the form of the chosen country; with JavaScript the
 * choice does that itself (account.js, data-address).
 */
#ifndef MERCER_FCGI_ADDRESS_FORM_H
#define MERCER_FCGI_ADDRESS_FORM_H

#include "fcgi/common/form_view.h"
#include "lib/shop/address.h"

/* Country of a form: the one of the code, else that of the page's language. */
const struct country *address_form_country(struct req *r, struct str code);
/* Country, the country's parts, phone.  `part`: as form_view_add().  `group`: "shipping", "billing": before the
 * autocomplete tokens; NULL: none.
 * `path`: where "Change country" goes. */
void address_form_add(
    struct req *r, struct form_view *f, const char *part, const char *group, const struct address *in, struct str path);

#endif
