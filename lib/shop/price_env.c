/* price_env.c - the record and the event of a change.  See price_env.h. */
#include "lib/shop/price_env.h"
#include "lib/shop/outbox.h"

enum err
price_tell(const struct price_env *e, enum audit_event event, const char *type, const char *kind, struct str object,
    const char *change)
{
	struct str details = str_printf(e->arena, "{\"change\":\"%s\"}", change);
	enum err err = outbox_add(e->db, type, object,
	    str_printf(e->arena, "{\"%s\":\"%.*s\",\"change\":\"%s\"}", kind, STR_ARG(object), change));

	return err ? err
		   : audit(e->db, e->who,
			 &(struct audit){ .event = event, .object_kind = kind, .object = object, .details = details });
}

struct list
price_names(struct arena *a, struct str text)
{
	struct str *out = arena_array(a, struct str, text.len / 2 + 1);
	size_t n = 0;

	for (size_t i = 0, from = 0; i <= text.len; i++) {
		struct str name;
		if (i < text.len && text.ptr[i] != ',' && text.ptr[i] != '\n')
			continue;
		name = str_trim(str_cut(str_skip(text, from), i - from));
		if (name.len)
			out[n++] = name;
		from = i + 1;
	}
	return (struct list){ out, n };
}

struct str
price_names_text(struct arena *a, struct list names)
{
	const struct str *s = names.items;
	struct buf b;

	buf_in_arena(&b, a, BUF_REPLY);
	for (size_t i = 0; i < names.count; i++)
		buf_printf(&b, "%s%.*s", i ? "\n" : "", STR_ARG(s[i]));
	return names.count ? buf_view(&b) : STR_ABSENT;
}
