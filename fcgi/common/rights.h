/* rights.h - what a program may do on a customer's behalf, in the customer's words: for consent, and for the list of
 * connected apps. */
#ifndef MERCER_FCGI_RIGHTS_H
#define MERCER_FCGI_RIGHTS_H

#include "fcgi/common/page.h"

struct right_view {
	struct str text;         /* "See your address book" */
	bool writes;             /* changes something */
};
extern const struct shape right_view_shape;

/* The rights of a set (bits of enum permission), in the order of permission.h. */
struct list rights_of(struct req *r, uint64_t scope);

#endif
