/*
 * variant.c - what is sold.  Writes tables variant, variant_option_value.
 *
 * A variant is matched with a stored one by its choices, else by its SKU, else by its place, so that it keeps its id
 * and public id.
 */
#include "lib/shop/product_parts.h"
#include "lib/io/crypto.h"

enum { DELETE, INSERT, UPDATE, DELETE_CHOICES, PUT_CHOICE };
static const struct db_query queries[] = {
	[DELETE] = { "variant_delete", "i", NULL, "DELETE FROM variant WHERE id = ?" },
	[INSERT] = { "variant_insert", "isiissisisisbbssssi", NULL,
	    "INSERT INTO variant (id, public_id, product_id, position, sku, barcode, weight_grams, weight_unit, unit_measure_e3,"
	    " unit_measure_unit, unit_base_e3, unit_base_unit, requires_shipping, is_taxable, tax_code, inventory_tracker, inventory_policy,"
	    " fulfilment_service, media_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[UPDATE] = { "variant_update", "issisisisbbssssii", NULL,
	    "UPDATE variant SET position = ?, sku = ?, barcode = ?, weight_grams = ?, weight_unit = ?, unit_measure_e3 = ?,"
	    " unit_measure_unit = ?, unit_base_e3 = ?, unit_base_unit = ?, requires_shipping = ?, is_taxable = ?, tax_code = ?,"
	    " inventory_tracker = ?, inventory_policy = ?, fulfilment_service = ?, media_id = ? WHERE id = ?" },
	[DELETE_CHOICES] = { "variant_delete_choices", "i", NULL,
	    "DELETE FROM variant_option_value WHERE variant_id = ?" },
	[PUT_CHOICE] = { "variant_put_choice", "iii", NULL,
	    "INSERT INTO variant_option_value (variant_id, option_id, value_id) VALUES (?, ?, ?)" },
};
const struct db_module variant_sql = { "variant", queries, COUNT(queries) };

#define NONE SIZE_MAX

/* Id of the picture, NULL when it has none. */
static struct db_arg
picture(const struct parts *p, struct str file)
{
	const struct media_input *m = p->in->media.items;

	for (size_t i = 0; file.ptr && i < p->in->media.count; i++)
		if (str_eq(m[i].file, file))
			return db_i64(p->media[i]);
	return db_null('i');
}

static void
put_row(struct plan *plan, const struct parts *p, size_t i, int64_t id, bool is_new, struct arena *a)
{
	const struct variant_input *v = (const struct variant_input *)p->in->variants.items + i;
	const struct db_arg position = db_i64((int64_t)i + 1), media = picture(p, v->image);
	const struct db_arg policy = db_str(v->is_backorder ? STR("continue") : STR("deny"));

	if (is_new) {
		char *public = arena_alloc(a, 32);
		public_id(public, "var");
		const struct db_arg row[] = { db_i64(id), db_str(str_of(public)), db_i64(p->id), position,
			db_str(v->sku), db_str(v->barcode), db_opt(v->weight_grams), db_str(v->weight_unit),
			db_opt(v->unit_measure_e3), db_str(v->unit_measure_unit), db_opt(v->unit_base_e3),
			db_str(v->unit_base_unit), db_bool(v->requires_shipping), db_bool(v->is_taxable),
			db_str(v->tax_code), db_str(v->inventory_tracker), policy, db_str(v->fulfilment_service),
			media };
		plan_add(plan, PLAN_VARIANT_INSERT, &queries[INSERT], row, COUNT(row));
	} else {
		const struct db_arg row[] = { position, db_str(v->sku), db_str(v->barcode), db_opt(v->weight_grams),
			db_str(v->weight_unit), db_opt(v->unit_measure_e3), db_str(v->unit_measure_unit),
			db_opt(v->unit_base_e3), db_str(v->unit_base_unit), db_bool(v->requires_shipping),
			db_bool(v->is_taxable), db_str(v->tax_code), db_str(v->inventory_tracker), policy,
			db_str(v->fulfilment_service), media, db_i64(id) };
		plan_add(plan, PLAN_VARIANT_UPDATE, &queries[UPDATE], row, COUNT(row));
	}
}

/* Place of a value among those of its option. */
static size_t
place_of(const struct option_input *o, struct str name)
{
	const struct value_input *v = o->values.items;

	for (size_t k = 0; k < o->values.count; k++)
		if (str_eq(((const struct name_input *)v[k].names.items)[0].name, name))
			return k;
	BUG("a variant's value is not one of the option's"); /* product_normal() refused that */
}

static void
put_choices(struct plan *plan, const struct parts *p, const struct variant_input *v, int64_t id)
{
	const struct option_input *o = p->in->options.items;
	const struct str *names = v->values.items;

	for (size_t k = 0; k < v->values.count; k++) {
		const struct db_arg row[] = { db_i64(id), db_i64(p->options[k]),
			db_i64(p->values[k][place_of(&o[k], names[k])]) };
		plan_add(plan, PLAN_CHOICE, &queries[PUT_CHOICE], row, COUNT(row));
	}
}

static struct str
choice_key(struct arena *a, const struct variant_input *v)
{
	const struct str *names = v->values.items;
	struct buf b;

	if (v->values.count == 1)
		return names[0];
	buf_in_arena(&b, a, BUF_REPLY);
	for (size_t k = 0; k < v->values.count; k++) {
		buf_str(&b, names[k]);
		buf_char(&b, '\x1f');
	}
	return b.len ? buf_view(&b) : STR("");
}

/* For each variant of the input its place among the stored ones, or NONE. */
static size_t *
match(const struct parts *p, struct arena *a)
{
	size_t count = p->in->variants.count, old_count = p->old ? p->old->in.variants.count : 0;
	const struct variant_input *after = p->in->variants.items,
				   *before = old_count ? p->old->in.variants.items : NULL;
	size_t *at = arena_array(a, size_t, count);
	bool *used = arena_array(a, bool, old_count);
	struct names choices, skus;
	struct name *n;

	names_init(&choices, a);
	names_init(&skus, a);
	for (size_t i = 0; i < old_count; i++) {
		names_add(&choices, choice_key(a, &before[i]))->id = (int64_t)i + 1;
		if (before[i].sku.len)
			names_add(&skus, before[i].sku)->id = (int64_t)i + 1;
	}
	for (size_t i = 0; i < count; i++) {
		n = names_find(&choices, choice_key(a, &after[i]));
		at[i] = n && !used[n->id - 1] ? (size_t)n->id - 1 : NONE;
		if (at[i] != NONE)
			used[at[i]] = true;
	}
	for (size_t i = 0; i < count; i++) {
		n = at[i] == NONE && after[i].sku.len ? names_find(&skus, after[i].sku) : NULL;
		if (n && !used[n->id - 1])
			used[at[i] = (size_t)n->id - 1] = true;
		if (at[i] == NONE && count == old_count && !used[i] && !after[i].sku.len)
			used[at[i] = i] = true;
	}
	return at;
}

void
variants_write(struct plan *plan, const struct parts *p, struct arena *a, struct new_ids *ids)
{
	const struct variant_input *after = p->in->variants.items;
	size_t old_count = p->old ? p->old->in.variants.count : 0;
	bool *kept = arena_array(a, bool, old_count);
	const size_t *at = match(p, a);

	for (size_t i = 0; i < p->in->variants.count; i++) {
		bool is_new = !p->old || at[i] == NONE, prices = false, stock = false, choice = false, row = false,
		     policy = is_new;
		int64_t id = is_new ? ids->variant++ : p->old->variants[at[i]];
		if (!is_new) {
			const struct variant_input *before =
			    (const struct variant_input *)p->old->in.variants.items + at[i];
			const struct db_arg arg = db_i64(id);
			row = variant_same(before, &after[i], &prices, &stock, &choice) && at[i] == i;
			policy = before->is_backorder == after[i].is_backorder;
			kept[at[i]] = true;
			if (!choice)
				plan_add(plan, PLAN_CHOICE_DELETE, &queries[DELETE_CHOICES], &arg, 1);
		}
		if (!row)
			put_row(plan, p, i, id, is_new, a);
		if (!choice)
			put_choices(plan, p, &after[i], id);
		if (!prices)
			prices_write(plan, id, after[i].prices, !is_new);
		if (!stock || !policy)
			stock_batch_figure(p->stock,
			    &(struct stock_figure){ id, is_new, !stock, after[i].stock, after[i].is_backorder });
	}
	for (size_t i = 0; i < old_count; i++) {
		const struct db_arg id = db_i64(kept[i] ? 0 : p->old->variants[i]);
		if (kept[i])
			continue;
		stock_batch_gone(p->stock, id.i64);
		plan_add(plan, PLAN_VARIANT_DELETE, &queries[DELETE], &id, 1);
	}
}
