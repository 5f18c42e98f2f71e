/*
 * preference.h - which notices a person wants, by topic and channel.
 *
 * A topic is essential (order confirmations, security: mail cannot be switched off), or optional with a default;
 * "newsletter" follows the consent of that name.
 */
#ifndef MERCER_SHOP_PREFERENCE_H
#define MERCER_SHOP_PREFERENCE_H

#include "lib/shop/account.h"

enum channel { CHANNEL_MAIL, CHANNEL_SMS, CHANNEL_PUSH, CHANNEL__COUNT };
extern const struct shape_enum channels[];

struct topic {
	const char *name;                /* "orders": stored */
	const char *title, *text;        /* msgids */
	bool essential[CHANNEL__COUNT];  /* cannot be switched off */
	bool offered[CHANNEL__COUNT];
	bool on[CHANNEL__COUNT];         /* default */
};
const struct topic *topics(size_t *count);
const struct topic *topic_find(struct str name);

struct preference {
	struct str topic;
	int channel;
	bool is_on;
	bool is_fixed;                   /* essential */
};
extern const struct shape preference_shape;
/* All topics × offered channels. */
enum err preference_list(struct db *db, struct arena *a, int64_t account_id, struct list *out) MUST_CHECK;
/* ERR_NOT_FOUND: no such topic or channel; ERR_DENIED: essential. */
enum err preference_set(
    const struct account_env *e, int64_t account_id, struct str topic, enum channel channel, bool on) MUST_CHECK;
/* May a notice of this topic go to this account by this channel?  account_id 0 (a guest): the default. */
enum err preference_allows(struct db *db, struct arena *a, int64_t account_id, const char *topic, enum channel channel,
    bool *allowed) MUST_CHECK;

extern const struct db_module preference_sql;

#endif
