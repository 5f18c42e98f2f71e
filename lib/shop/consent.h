/*
 * consent.h - what a person agreed to (GDPR Art. 7): per purpose, versioned, with history; rows are only ever added.
 *
 * A purpose's text has a version; when the text changes its meaning, the version rises, and a consent to an older one
 * no longer counts for what was added: consent_is_granted() is false until it is given again.  Nothing is granted by
 * default.
 */
#ifndef MERCER_SHOP_CONSENT_H
#define MERCER_SHOP_CONSENT_H

#include "lib/shop/account.h"

struct consent_purpose {
	const char *name;   /* "newsletter": stored */
	int text_version;
	const char *title;  /* msgid */
	const char *text;   /* msgid: what exactly is agreed to */
};
const struct consent_purpose *consent_purposes(size_t *count);

enum consent_source { CONSENT_REGISTER, CONSENT_ACCOUNT, CONSENT_LINK, CONSENT_STAFF, CONSENT_API };
struct consent {
	struct str purpose;
	int32_t text_version;
	bool is_granted;
	int source;
	struct str locale;
	struct time at;          /* absent: never asked */
};
extern const struct shape consent_shape;

/* One per purpose, in the order of consent_purposes(): what counts now. */
enum err consent_current(struct db *db, struct arena *a, int64_t account_id, struct list *out) MUST_CHECK;
/* Newest first, at most 1,000. */
enum err consent_history(struct db *db, struct arena *a, int64_t account_id, struct list *out) MUST_CHECK;
/* Adds a row only when it changes something; audited; event account.consent_changed.  ERR_NOT_FOUND: no such purpose.
 * */
enum err consent_set(const struct account_env *e, int64_t account_id, struct str purpose, bool granted,
    enum consent_source source) MUST_CHECK;
enum err consent_is_granted(
    struct db *db, struct arena *a, int64_t account_id, const char *purpose, bool *granted) MUST_CHECK;

extern const struct db_module consent_sql;

#endif
