/* account_event.c - the records that every change of an account leaves: audit, outbox; and the buckets that strangers
 * draw from. */
#include "lib/io/json.h"
#include "lib/shop/account_parts.h"
#include "lib/shop/outbox.h"
#include "lib/shop/throttle.h"

#define PAYLOAD_MAX ((size_t)8 << 10)

/* {"link":"...","to":"..."} sealed for whoever sends the mail. */
static enum err
seal(const struct account_env *e, const struct account_event *event, struct str *out)
{
	struct secret master = { 0 };
	struct buf b;
	enum err err;

	buf_in_arena(&b, e->arena, PAYLOAD_MAX);
	buf_lit(&b, "{\"link\":");
	json_write_str(&b, event->token);
	buf_lit(&b, ",\"to\":");
	json_write_str(&b, event->to);
	buf_char(&b, '}');
	if ((err = crypto_master(config_z(e->config, "secrets.path"), false, &master)))
		return err;
	err = outbox_seal(e->arena, &master, event->public_id, buf_view(&b), out);
	secret_release(&master);
	return err;
}

enum err
account_event(const struct account_env *e, const struct account_event *event)
{
	struct str sealed = STR_ABSENT;
	struct buf b;
	enum err err;

	if ((!str_is_absent(event->token) || !str_is_absent(event->to)) && (err = seal(e, event, &sealed)))
		return err;
	buf_in_arena(&b, e->arena, PAYLOAD_MAX);
	buf_lit(&b, "{\"account\":");
	json_write_str(&b, event->public_id);
	buf_lit(&b, ",\"locale\":");
	json_write_str(&b, event->locale);
	if (event->link_minutes)
		buf_printf(&b, ",\"link_minutes\":%lld", (long long)event->link_minutes);
	if (!str_is_absent(event->fields)) {
		buf_lit(&b, ",\"fields\":");
		buf_str(&b, event->fields);
	}
	if (!str_is_absent(sealed)) {
		buf_lit(&b, ",\"sealed\":");
		json_write_str(&b, sealed);
	}
	buf_char(&b, '}');
	return outbox_add(e->db, event->type, event->public_id, buf_view(&b));
}

enum err
account_audit(const struct account_env *e, enum audit_event event, enum audit_outcome outcome, struct str public_id,
    struct str details)
{
	return audit(e->db, e->who, &(struct audit){ .event = event, .outcome = outcome,
	    .object_kind = str_is_absent(public_id) ? NULL : "account", .object = public_id, .details = details });
}

struct str
account_locale(const struct account_env *e, struct str own)
{
	const bool own_page = strcmp(e->who->actor, "nobody") == 0 || strcmp(e->who->actor, "customer") == 0;
	struct str rest, first = STR("en");

	if (own_page && !str_is_empty(e->who->locale))
		return e->who->locale;
	if (!str_is_empty(own))
		return own;
	rest = config_str(e->config, "site.locales");
	return str_split(&rest, ',', &first) ? str_trim(first) : STR("en");
}

static enum err
may(const struct account_env *e, const char *rule_name, struct str subject, bool *later)
{
	const struct throttle_rule rule = throttle_rule_of(e->config, rule_name);
	int64_t wait;
	enum err err = throttle_take(e->db, &rule, subject, &wait);

	if (!err)
		*later = wait > 0;
	return err;
}

enum err
account_stranger_may(const struct account_env *e, bool *later)
{
	*later = false;
	if (str_is_absent(e->who->ip)) /* the operator's command, a test */
		return OK;
	return may(e, "register.network", throttle_prefix(e->arena, e->who->ip), later);
}

enum err
account_mail_may(const struct account_env *e, struct str key, bool *later)
{
	return may(e, "mail.address", key, later);
}
