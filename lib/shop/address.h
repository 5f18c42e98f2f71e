/*
 * address.h - the address book of an account: at most ADDRESS_MAX addresses, each written as its country writes them.
 *
 * At most one is the default for delivery and one for billing; the first address is both.  All functions look at the
 * account's own addresses only: somebody else's is ERR_NOT_FOUND.  Changes are audited (profile.changed) and told to
 * the outbox (account.addresses_changed).
 */
#ifndef MERCER_SHOP_ADDRESS_H
#define MERCER_SHOP_ADDRESS_H

#include "lib/shop/account.h"
#include "lib/shop/country.h"

#define ADDRESS_MAX 50

struct address {
	int64_t id;
	struct str public_id;
	struct str country;      /* ISO 3166-1 alpha-2 */
	struct str recipient, organization, line1, line2, line3, dependent_locality, locality, region, postal_code,
	    sorting_code;
	struct str phone;
	bool is_delivery, is_billing; /* the default for it */
	int64_t version;
};
/* Form, JSON and row.  In input `version` is the one that was read (0: do not compare). */
extern const struct shape address_shape;

/* struct address; defaults first */
enum err address_list(struct db *db, struct arena *a, int64_t account_id, struct list *out) MUST_CHECK;
enum err address_get(
    struct db *db, struct arena *a, int64_t account_id, struct str public_id, struct address *out) MUST_CHECK;
/* ERR_INVALID with errors beside the fields; ERR_LIMIT: the book is full.  *out: as it was stored (trimmed, postal code
 * in capitals where it is usual). */
enum err address_add(const struct account_env *e, int64_t account_id, const struct address *in,
    struct field_errors *errors, struct address *out) MUST_CHECK;
/* ERR_PRECONDITION: another version is stored by now. */
enum err address_change(const struct account_env *e, int64_t account_id, struct str public_id, const struct address *in,
    struct field_errors *errors, struct address *out) MUST_CHECK;
enum err address_remove(const struct account_env *e, int64_t account_id, struct str public_id) MUST_CHECK;

/* Is it complete for its country?  Also for the checkout, which needs no account.  Normalizes *address in the arena. */
bool address_check(struct arena *a, struct address *address, struct field_errors *errors);
/* As it is printed on a parcel: a list of struct str, without empty lines, the country's name last unless it is `home`.
 * */
enum err address_lines(
    struct arena *a, const struct address *address, struct str locale, struct str home, struct list *out) MUST_CHECK;

extern const struct db_module address_sql, address_read_sql; /* read: list and get alone */

#endif
