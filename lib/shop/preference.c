/* preference.c - which notices a person wants.  See preference.h. */
#include "lib/shop/preference.h"
#include "lib/shop/audit.h"
#include "lib/shop/consent.h"

enum { STORED, PUT, ACCOUNT };

const struct shape_enum channels[] = { { "mail", CHANNEL_MAIL }, { "sms", CHANNEL_SMS }, { "push", CHANNEL_PUSH },
	{ NULL, 0 } };

static const struct topic all[] = {
	{ "orders", N_("Orders"), N_("Confirmation, payment, delivery and returns."), { true }, { true, true },
	    { true, false } },
	{ "security", N_("Security"), N_("Logins from new places, changed passwords and factors."), { true }, { true },
	    { true } },
	{ "stock", N_("Back in stock"), N_("Something that you asked us to watch can be ordered again."), { false },
	    { true, true }, { true, false } },
	{ "wishlist", N_("Wish list"), N_("Price reductions of what is on your wish list."), { false }, { true },
	    { false } },
	{ "reviews", N_("Reviews"), N_("A question some time after a delivery: how do you like it?"), { false },
	    { true }, { false } },
	{ "newsletter", N_("Newsletter"), N_("News and offers, if you agreed to them."), { false }, { true },
	    { false } },
};

static const struct shape_field fields[] = {
	SHAPE_STR(struct preference, topic, 1, 32, .flags = SHAPE_REQUIRED,
	    .doc = "orders, security, stock, wishlist, reviews, newsletter"),
	SHAPE_ENUM(struct preference, channel, channels, .flags = SHAPE_REQUIRED, .doc = "how it is sent"),
	SHAPE_BOOL(struct preference, is_on, .doc = "wanted"),
	SHAPE_BOOL(struct preference, is_fixed, .flags = SHAPE_READ_ONLY | SHAPE_OMIT, .doc = "cannot be switched off"),
};
const struct shape preference_shape =
    SHAPE(struct preference, fields, "Whether a person wants notices of a topic by a channel.");

struct stored {
	struct str topic;
	int channel;
	bool is_on;
};
static const struct shape_field stored_fields[] = {
	SHAPE_STR(struct stored, topic, 1, 32),
	SHAPE_ENUM(struct stored, channel, channels),
	SHAPE_BOOL(struct stored, is_on),
};
static const struct shape stored_shape = SHAPE(struct stored, stored_fields, "A choice that differs from the default.");

struct account_row {
	struct str public_id;
};
static const struct shape_field account_fields[] = { SHAPE_STR(struct account_row, public_id, 1, 40) };
static const struct shape account_row_shape = SHAPE(struct account_row, account_fields, "An account.");

static const struct db_query queries[] = {
	[STORED] = { "preference_stored", "i", &stored_shape,
	    "SELECT topic, channel, is_on FROM notification_preference WHERE account_id = ?" },
	[PUT] = { "preference_put", "issb", NULL,
	    "INSERT INTO notification_preference (account_id, topic, channel, is_on) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE is_on = VALUES(is_on)" },
	[ACCOUNT] = { "preference_account", "i", &account_row_shape, "SELECT public_id FROM account WHERE id = ?" },
};
const struct db_module preference_sql = { "preference", queries, COUNT(queries) };

struct setting {
	const struct account_env *e;
	int64_t account_id;
	const struct topic *topic;
	enum channel channel;
	bool on;
};

const struct topic *
topics(size_t *count)
{
	*count = COUNT(all);
	return all;
}

const struct topic *
topic_find(struct str name)
{
	for (size_t i = 0; i < COUNT(all); i++)
		if (str_eq_z(name, all[i].name))
			return &all[i];
	return NULL;
}

static bool
follows_consent(const struct topic *t, enum channel channel)
{
	return strcmp(t->name, "newsletter") == 0 && channel == CHANNEL_MAIL;
}

enum err
preference_list(struct db *db, struct arena *a, int64_t account_id, struct list *out)
{
	const struct db_arg args[] = { db_i64(account_id) };
	struct preference *p = arena_array(a, struct preference, COUNT(all) * CHANNEL__COUNT);
	const struct stored *s;
	struct list stored;
	bool newsletter;
	size_t n = 0;
	enum err err;

	if ((err = db_rows(db, &queries[STORED], args, COUNT(args), a, COUNT(all) * CHANNEL__COUNT * 2, &stored)) ||
	    (err = consent_is_granted(db, a, account_id, "newsletter", &newsletter)))
		return err;
	s = stored.items;
	for (size_t i = 0; i < COUNT(all); i++) {
		for (int c = 0; c < CHANNEL__COUNT; c++) {
			if (!all[i].offered[c])
				continue;
			p[n] = (struct preference){ str_of(all[i].name), c, all[i].on[c], all[i].essential[c] };
			for (size_t k = 0; k < stored.count; k++)
				if (s[k].channel == c && str_eq_z(s[k].topic, all[i].name) && !p[n].is_fixed)
					p[n].is_on = s[k].is_on;
			if (follows_consent(&all[i], (enum channel)c))
				p[n].is_on = newsletter;
			n++;
		}
	}
	*out = (struct list){ p, n };
	return OK;
}

static enum err
set(struct db *db, void *payload)
{
	const struct setting *s = payload;
	const char *channel = channels[s->channel].name;
	const struct db_arg args[] = { db_i64(s->account_id), db_str(str_of(s->topic->name)), db_str(str_of(channel)),
		db_bool(s->on) };
	struct audit record = { .event = AUDIT_PROFILE,
		.object_kind = "account",
		.details = str_printf(s->e->arena, "{\"topic\":\"%s\",\"channel\":\"%s\",\"on\":%s}", s->topic->name,
		    channel, s->on ? "true" : "false") };
	const struct db_arg of[] = { db_i64(s->account_id) };
	struct account_row account;
	enum err err;

	if ((err = db_row(db, &queries[ACCOUNT], of, COUNT(of), s->e->arena, &account)) ||
	    (err = db_exec(db, &queries[PUT], args, COUNT(args), NULL)))
		return err;
	record.object = account.public_id;
	return audit(db, s->e->who, &record);
}

enum err
preference_set(const struct account_env *e, int64_t account_id, struct str topic, enum channel channel, bool on)
{
	struct setting s = { e, account_id, topic_find(topic), channel, on };

	if (!s.topic || (unsigned)channel >= CHANNEL__COUNT || !s.topic->offered[channel])
		return err_fail(
		    ERR_NOT_FOUND, "could not set notices '%.*s': no such topic or channel", STR_ARG(topic));
	if (s.topic->essential[channel])
		return on ? OK : err_fail(ERR_DENIED, "could not switch off '%s': it is needed", s.topic->name);
	if (follows_consent(s.topic, channel))
		return consent_set(e, account_id, STR("newsletter"), on, CONSENT_ACCOUNT);
	return db_transaction(e->db, set, &s);
}

enum err
preference_allows(
    struct db *db, struct arena *a, int64_t account_id, const char *topic, enum channel channel, bool *allowed)
{
	const struct topic *t = topic_find(str_of(topic));
	const struct preference *p;
	struct list list;
	enum err err;

	*allowed = false;
	if (!t || !t->offered[channel])
		return err_fail(ERR_NOT_FOUND, "no notices '%s' by this channel", topic);
	if (account_id == 0) {
		*allowed = t->on[channel];
		return OK;
	}
	if ((err = preference_list(db, a, account_id, &list)))
		return err;
	p = list.items;
	for (size_t i = 0; i < list.count; i++)
		if (p[i].channel == (int)channel && str_eq_z(p[i].topic, topic))
			*allowed = p[i].is_on;
	return OK;
}
