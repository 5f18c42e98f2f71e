/* public_price.c - the price that everybody sees, and its history.  Writes public_price, price_history.  See
 * public_price.h. */
#include "lib/shop/public_price.h"
#include "lib/shop/pricing.h"

#define ROWS_MAX 4000000
#define PRIOR_DAYS 30

enum { WAS, STORED, ADD_HISTORY, PUT, REMOVE };

static const struct shape_field was_fields[] = {
	SHAPE_I64(struct price_was, variant_id, 1, INT64_MAX, .doc = "variant"),
	SHAPE_STR(struct price_was, currency, 3, 3, .doc = "currency"),
	SHAPE_TIME(struct price_was, from_at, .doc = "since"),
	SHAPE_OPT(struct price_was, amount, 0, INT64_MAX, .doc = "minor units"),
};
static const struct shape was_shape = SHAPE(struct price_was, was_fields, "What a price was.");

/* A row of public_price. */
struct shown {
	int64_t variant_id;
	struct str currency;
	int64_t usual, amount;
	struct opt_i64 usual_compare, compare_at, lowest;
};
static const struct shape_field shown_fields[] = {
	SHAPE_I64(struct shown, variant_id, 1, INT64_MAX, .doc = "variant"),
	SHAPE_STR(struct shown, currency, 3, 3, .doc = "currency"),
	SHAPE_I64(struct shown, usual, 0, INT64_MAX, .doc = "price.amount"),
	SHAPE_I64(struct shown, amount, 0, INT64_MAX, .doc = "what is shown"),
	SHAPE_OPT(struct shown, usual_compare, 0, INT64_MAX, .doc = "price.compare_at"),
	SHAPE_OPT(struct shown, compare_at, 0, INT64_MAX, .doc = "former price that is shown"),
	SHAPE_OPT(struct shown, lowest, 0, INT64_MAX, .doc = "of the 30 days before"),
};
static const struct shape shown_shape = SHAPE(struct shown, shown_fields, "A price as it is shown.");

#define OF_VARIANTS " FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN "
static const struct db_query queries[] = {
	[WAS] = { "price_was", "s", &was_shape,
	    "SELECT h.variant_id, h.currency, h.from_at, h.amount" OF_VARIANTS
	    "price_history h ON h.variant_id = j.id ORDER BY h.variant_id, h.currency, h.from_at" },
	[STORED] = { "public_price_stored", "s", &shown_shape,
	    "SELECT p.variant_id, p.currency, p.`usual`, p.amount, p.usual_compare, p.compare_at, p.lowest" OF_VARIANTS
	    "public_price p ON p.variant_id = j.id ORDER BY p.variant_id, p.currency" },
	[ADD_HISTORY] = { "price_history_add", "isti", NULL,
	    "INSERT INTO price_history (variant_id, currency, from_at, amount) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE amount = VALUES(amount)" },
	[PUT] = { "public_price_put", "isiiiii", NULL,
	    "INSERT INTO public_price (variant_id, currency, `usual`, amount, usual_compare, compare_at, lowest) VALUES (?, ?, ?, ?, ?, ?, ?)"
	    " ON DUPLICATE KEY UPDATE `usual` = VALUES(`usual`), amount = VALUES(amount), usual_compare = VALUES(usual_compare),"
	    " compare_at = VALUES(compare_at), lowest = VALUES(lowest)" },
	[REMOVE] = { "public_price_remove", "is", NULL,
	    "DELETE FROM public_price WHERE variant_id = ? AND currency = ?" },
};
const struct db_module public_price_sql = { "public_price", queries, COUNT(queries) };

struct work {
	struct db *db;
	struct arena *arena;
	const struct index_context *context;
	struct index_batch *batch;
	struct time now;
	struct list was;                 /* struct price_was */
	struct list shown;               /* struct shown: of all prices of the batch */
};

/* ---- what the engine says ---- */

/* The categories of a product and all above them. */
static struct list
categories_of(struct work *w, const struct facts *f)
{
	const struct fact_place *p = f->places.items;
	struct str *out = arena_array(w->arena, struct str, f->places.count * 20);
	size_t n = 0;

	for (size_t i = 0; i < f->places.count; i++) {
		const struct index_category *leaf = index_category_find(w->context, p[i].category_id), *c;
		struct str rest = leaf ? leaf->path : STR(""), part;
		int64_t id;
		while (n < f->places.count * 20 && str_split(&rest, '/', &part))
			if (part.len && str_to_i64(part, 1, INT64_MAX, &id) == OK &&
			    (c = index_category_find(w->context, id)))
				out[n++] = c->public_id;
	}
	return (struct list){ out, n };
}

static struct list
open_lists(struct work *w, const struct facts *f, const struct fact_variant *v)
{
	const struct fact_list_price *l = f->list_prices.items;
	struct list_price *out = arena_array(w->arena, struct list_price, f->list_prices.count);
	size_t n = 0;

	for (size_t i = 0; i < f->list_prices.count; i++)
		if (l[i].variant_id == v->id && str_eq(l[i].currency, v->currency))
			out[n++] = (struct list_price){ l[i].position, l[i].list, 1, l[i].amount };
	return (struct list){ out, n };
}

/* All variants of a product in one currency: one call of the engine. */
static enum err
price_product(struct work *w, struct facts *f, struct str currency)
{
	struct fact_variant *v = f->variants.items,
			    **of = arena_array(w->arena, struct fact_variant *, f->variants.count);
	struct pricing_line *lines = arena_array(w->arena, struct pricing_line, f->variants.count);
	struct pricing_input in = { .at = w->now, .promotions = w->context->promotions };
	struct list categories = categories_of(w, f);
	const struct quote_line *priced;
	struct quote q;
	size_t n = 0;
	enum err err;

	memcpy(in.currency, currency.ptr, MIN(currency.len, 3));
	for (size_t i = 0; i < f->variants.count; i++) {
		if (!v[i].amount.set || !str_eq(v[i].currency, currency))
			continue;
		of[n] = &v[i];
		lines[n++] = (struct pricing_line){ .variant_id = v[i].id,
			.quantity = 1,
			.product = f->public_id,
			.variant = v[i].public_id,
			.sku = v[i].sku,
			.brand = f->brand_public_id,
			.categories = categories,
			.tags = f->tags,
			.unit_price = v[i].amount.value,
			.prices = open_lists(w, f, &v[i]),
			.is_gift_card = f->is_gift_card };
	}
	in.lines = (struct list){ lines, n };
	if ((err = pricing_quote(w->arena, &in, &q)))
		return err_fail(err, "could not price product '%.*s'", STR_ARG(f->slug));
	priced = q.lines.items;
	for (size_t i = 0; i < n; i++)
		of[i]->amount.value = priced[i].unit_price;
	return OK;
}

static enum err
price_currencies(struct work *w, struct facts *f)
{
	const struct fact_variant *v = f->variants.items;

	for (size_t i = 0; i < f->variants.count; i++) {
		bool seen = !v[i].amount.set;
		enum err err;
		for (size_t k = 0; k < i && !seen; k++)
			seen = v[k].amount.set && str_eq(v[k].currency, v[i].currency);
		if (!seen && (err = price_product(w, f, v[i].currency)))
			return err;
	}
	return OK;
}

/* ---- what it was ---- */

struct opt_i64
price_lowest_before(const struct price_was *rows, size_t count, struct time since)
{
	int64_t from = since.us - PRIOR_DAYS * INT64_C(86400) * US_PER_S;
	struct opt_i64 lowest = { 0 };

	for (size_t i = 0; i < count; i++) {
		bool ends_before = i + 1 < count && rows[i + 1].from_at.us <= from;
		if (rows[i].from_at.us >= since.us || ends_before || !rows[i].amount.set)
			continue;
		if (!lowest.set || rows[i].amount.value < lowest.value)
			lowest = rows[i].amount;
	}
	return lowest;
}

static const struct price_was *
history_of(const struct work *w, const struct fact_variant *v, size_t *count)
{
	const struct price_was *rows = w->was.items;
	size_t low = 0, high = w->was.count, end;

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (rows[mid].variant_id < v->id ||
		    (rows[mid].variant_id == v->id && str_cmp(rows[mid].currency, v->currency) < 0))
			low = mid + 1;
		else
			high = mid;
	}
	for (end = low; end < w->was.count && rows[end].variant_id == v->id && str_eq(rows[end].currency, v->currency);
	     end++)
		;
	*count = end - low;
	return rows + low;
}

/* The former price that may be shown, and where it is from. */
static struct shown
show(struct work *w, struct fact_variant *v, int64_t usual)
{
	struct shown s = { v->id, v->currency, usual, v->amount.value, v->compare_at, { 0 }, { 0 } };
	struct opt_i64 former =
	    v->compare_at.set && v->compare_at.value > v->amount.value ? v->compare_at : (struct opt_i64){ 0 };
	size_t count;
	const struct price_was *was = history_of(w, v, &count);
	/* A price that is not the last one known begins now. */
	bool is_new = !count || !was[count - 1].amount.set || was[count - 1].amount.value != v->amount.value;

	if (usual > v->amount.value)
		former = (struct opt_i64){ true, usual };
	if (former.set && count)
		s.lowest = price_lowest_before(was, count, is_new ? w->now : was[count - 1].from_at);
	if (former.set && s.lowest.set)
		former = s.lowest.value > v->amount.value ? s.lowest : (struct opt_i64){ 0 };
	s.compare_at = former;
	v->compare_at = former;
	v->is_lowest = former.set && s.lowest.set;
	return s;
}

/* ---- storing ---- */

static bool
same(struct opt_i64 a, struct opt_i64 b)
{
	return a.set == b.set && (!a.set || a.value == b.value);
}

/* A row of its own is only needed for what table price does not say. */
static bool
is_plain(const struct shown *s)
{
	struct opt_i64 plain =
	    s->usual_compare.set && s->usual_compare.value > s->usual ? s->usual_compare : (struct opt_i64){ 0 };

	return s->usual == s->amount && same(plain, s->compare_at) && !s->lowest.set;
}

static const struct shown *
stored_of(struct list stored, const struct shown *s)
{
	const struct shown *rows = stored.items;
	size_t low = 0, high = stored.count;

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (rows[mid].variant_id < s->variant_id ||
		    (rows[mid].variant_id == s->variant_id && str_cmp(rows[mid].currency, s->currency) < 0))
			low = mid + 1;
		else
			high = mid;
	}
	return low < stored.count && rows[low].variant_id == s->variant_id && str_eq(rows[low].currency, s->currency)
	    ? &rows[low]
	    : NULL;
}

static bool
is_equal(const struct shown *a, const struct shown *b)
{
	return a->usual == b->usual && a->amount == b->amount && same(a->usual_compare, b->usual_compare) &&
	    same(a->compare_at, b->compare_at) && same(a->lowest, b->lowest);
}

static enum err
store(struct work *w, struct str ids)
{
	const struct shown *s = w->shown.items;
	const struct db_arg arg = db_str(ids);
	struct db_arg *history = arena_array(w->arena, struct db_arg, w->shown.count * 4),
		      *put = arena_array(w->arena, struct db_arg, w->shown.count * 7);
	struct db_arg *gone = arena_array(w->arena, struct db_arg, w->shown.count * 2);
	size_t histories = 0, puts = 0, gones = 0;
	struct list stored;
	enum err err = db_rows(w->db, &queries[STORED], &arg, 1, w->arena, ROWS_MAX, &stored);

	for (size_t i = 0; !err && i < w->shown.count; i++) {
		const struct fact_variant key = { .id = s[i].variant_id, .currency = s[i].currency };
		const struct shown *old = stored_of(stored, &s[i]);
		size_t count;
		const struct price_was *was = history_of(w, &key, &count);
		if (!count || !was[count - 1].amount.set || was[count - 1].amount.value != s[i].amount) {
			const struct db_arg row[4] = { db_i64(s[i].variant_id), db_str(s[i].currency), db_time(w->now),
				db_i64(s[i].amount) };
			memcpy(&history[4 * histories++], row, sizeof(row));
		}
		if (is_plain(&s[i])) {
			const struct db_arg row[2] = { db_i64(s[i].variant_id), db_str(s[i].currency) };
			if (old)
				memcpy(&gone[2 * gones++], row, sizeof(row));
		} else if (!old || !is_equal(old, &s[i])) {
			const struct db_arg row[7] = { db_i64(s[i].variant_id), db_str(s[i].currency),
				db_i64(s[i].usual), db_i64(s[i].amount), db_opt(s[i].usual_compare),
				db_opt(s[i].compare_at), db_opt(s[i].lowest) };
			memcpy(&put[7 * puts++], row, sizeof(row));
		}
	}
	if (!err && histories)
		err = db_bulk(w->db, &queries[ADD_HISTORY], history, 4, histories, NULL);
	if (!err && puts)
		err = db_bulk(w->db, &queries[PUT], put, 7, puts, NULL);
	if (!err && gones)
		err = db_bulk(w->db, &queries[REMOVE], gone, 2, gones, NULL);
	/* A variant that was deleted since it was read cannot have a price: the next turn knows. */
	return err == ERR_INVALID ? OK : err;
}

enum err
public_prices(struct db *db, struct arena *a, const struct index_context *context, struct index_batch *batch,
    struct time now, bool store_it)
{
	struct work w = { .db = db, .arena = a, .context = context, .batch = batch, .now = now };
	struct facts *f = batch->facts.items;
	size_t total = 0, n = 0, k = 0;
	int64_t *ids, *usual;
	struct shown *shown;
	struct str json;
	enum err err;

	for (size_t i = 0; i < batch->facts.count; i++)
		total += f[i].variants.count;
	ids = arena_array(a, int64_t, total);
	usual = arena_array(a, int64_t, total);
	shown = arena_array(a, struct shown, total);
	for (size_t i = 0; i < batch->facts.count; i++) {
		const struct fact_variant *v = f[i].variants.items;
		for (size_t m = 0; m < f[i].variants.count; m++, k++) {
			usual[k] = v[m].amount.value;
			if (!n || ids[n - 1] != v[m].id)
				ids[n++] = v[m].id;
		}
	}
	json = ids_json(a, ids, n);
	const struct db_arg arg = db_str(json);
	if (!n || (err = db_rows(db, &queries[WAS], &arg, 1, a, ROWS_MAX, &w.was)))
		return n ? err : OK;
	for (size_t i = 0, at = k = 0; i < batch->facts.count; i++) {
		struct fact_variant *v = f[i].variants.items;
		if ((err = price_currencies(&w, &f[i])))
			return err;
		for (size_t m = 0; m < f[i].variants.count; m++, at++)
			if (v[m].amount.set)
				shown[k++] = show(&w, &v[m], usual[at]);
	}
	w.shown = (struct list){ shown, k };
	return store_it ? store(&w, json) : OK;
}
