/* media.c - pictures of products.  Writes tables media, media_text.  A picture keeps its id as long as its file stays.
 * */
#include "lib/shop/product_parts.h"

enum { DELETE, DELETE_ALTS, INSERT, UPDATE, PUT_ALT };
static const struct db_query queries[] = {
	[DELETE] = { "media_delete", "i", NULL, "DELETE FROM media WHERE id = ?" },
	[DELETE_ALTS] = { "media_delete_alts", "i", NULL, "DELETE FROM media_text WHERE media_id = ?" },
	[INSERT] = { "media_insert", "iiissii", NULL,
	    "INSERT INTO media (id, product_id, position, kind, file, width, height) VALUES (?, ?, ?, ?, ?, ?, ?)" },
	[UPDATE] = { "media_update", "isiii", NULL,
	    "UPDATE media SET position = ?, kind = ?, width = ?, height = ? WHERE id = ?" },
	[PUT_ALT] = { "media_put_alt", "iss", NULL, "INSERT INTO media_text (media_id, locale, alt) VALUES (?, ?, ?)" },
};
const struct db_module media_sql = { "media", queries, COUNT(queries) };

static struct db_arg
pixels(int32_t n)
{
	return n > 0 ? db_i64(n) : db_null('i');
}

static void
put_row(struct plan *plan, const struct parts *p, size_t i, bool is_new)
{
	const struct media_input *m = (const struct media_input *)p->in->media.items + i;
	const struct db_arg id = db_i64(p->media[i]), position = db_i64((int64_t)i + 1);

	if (is_new) {
		const struct db_arg row[] = { id, db_i64(p->id), position, db_str(m->kind), db_str(m->file),
			pixels(m->width), pixels(m->height) };
		plan_add(plan, PLAN_MEDIA_INSERT, &queries[INSERT], row, COUNT(row));
	} else {
		const struct db_arg row[] = { position, db_str(m->kind), pixels(m->width), pixels(m->height), id };
		plan_add(plan, PLAN_MEDIA_UPDATE, &queries[UPDATE], row, COUNT(row));
		plan_add(plan, PLAN_ALT_DELETE, &queries[DELETE_ALTS], &id, 1);
	}
	for (size_t k = 0; k < m->alts.count; k++) {
		const struct name_input *alt = (const struct name_input *)m->alts.items + k;
		const struct db_arg row[] = { id, db_str(alt->locale), db_str(alt->name) };
		plan_add(plan, PLAN_ALT, &queries[PUT_ALT], row, COUNT(row));
	}
}

void
media_write(struct plan *plan, struct parts *p, struct arena *a, struct new_ids *ids)
{
	const struct media_input *after = p->in->media.items;
	const struct media_input *before = p->old ? p->old->in.media.items : NULL;
	size_t old_count = p->old ? p->old->in.media.count : 0;
	struct names files;

	names_init(&files, a);
	for (size_t i = 0; i < old_count; i++)
		names_add(&files, before[i].file)->id = p->old->media[i];
	p->media = arena_array(a, int64_t, p->in->media.count);
	for (size_t i = 0; i < p->in->media.count; i++) {
		struct name *known = names_find(&files, after[i].file);
		p->media[i] = known ? known->id : ids->media++;
		if (known)
			known->number = 1; /* stays */
		put_row(plan, p, i, !known);
	}
	for (size_t i = 0; i < files.count; i++)
		if (!files.items[i]->number) {
			const struct db_arg id = db_i64(files.items[i]->id);
			plan_add(plan, PLAN_MEDIA_DELETE, &queries[DELETE], &id, 1);
		}
}
