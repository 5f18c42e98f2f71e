/* outbox.c - writing events.  Writes table outbox (but for seq, which belongs to outbox_work.c). */
#include "lib/shop/outbox.h"
#include "lib/io/crypto.h"

enum { ADD };

static const struct db_query queries[] = {
	[ADD] = { "outbox_add", "ssss", NULL,
	    "INSERT INTO outbox (public_id, type, object, payload) VALUES (?, ?, ?, ?)" },
};
const struct db_module outbox_sql = { "outbox", queries, COUNT(queries) };

/* "account.password_changed": what a subscriber's list, a metric's label and a URL can hold as it is. */
static bool
is_type(const char *type)
{
	size_t len = strlen(type);

	return len && len <= 64 && strspn(type, "abcdefghijklmnopqrstuvwxyz0123456789_.") == len && strchr(type, '.');
}

enum err
outbox_add(struct db *db, const char *type, struct str object, struct str payload)
{
	char id[32];
	struct db_arg args[4];

	if (!is_type(type))
		return err_fail(ERR_INTERNAL, "could not add event '%s': not a type", type);
	if (!object.len || object.len > 64)
		return err_fail(
		    ERR_INTERNAL, "could not add event '%s': its object has %zu characters", type, object.len);
	public_id(id, "evt");
	args[0] = db_str(str_of(id));
	args[1] = db_str(str_of(type));
	args[2] = db_str(object);
	args[3] = db_str(str_is_absent(payload) ? STR("{}") : payload);
	return db_exec(db, &queries[ADD], args, COUNT(args), NULL);
}
