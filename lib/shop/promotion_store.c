/* promotion_store.c - promotions as the staff makes them.  See promotion_store.h; promotion_check.c says what is right.
 * */
#include "lib/shop/promotion_store.h"
#include "lib/io/crypto.h"
#include "lib/io/json.h"
#include "lib/shop/promotion_parts.h"

enum { LIST, TEXTS, LOCK, INSERT, UPDATE, CLEAR_TEXTS, ADD_TEXT, REMOVE, USED, RECOUNT, RECOUNT_USES };

static const struct shape_field text_fields[] = {
	SHAPE_STR(struct promotion_text, locale, 2, 12, .flags = SHAPE_REQUIRED, .doc = "language"),
	SHAPE_STR(struct promotion_text, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "as shoppers see it"),
};
const struct shape promotion_text_shape =
    SHAPE(struct promotion_text, text_fields, "A promotion's name in a language.");

static const struct shape_field input_fields[] = {
	SHAPE_STR(struct promotion_input, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "for the staff"),
	SHAPE_ENUM(struct promotion_input, kind, promotion_kinds, .flags = SHAPE_REQUIRED, .doc = "catalogue or cart"),
	SHAPE_I32(struct promotion_input, lane, -1000, 1000, .fallback = "0",
	    .doc = "lanes follow each other; in one lane the best one wins"),
	SHAPE_BOOL(struct promotion_input, is_exclusive, .doc = "nothing after it"),
	SHAPE_BOOL(struct promotion_input, needs_code, .doc = "only with a code"),
	SHAPE_BOOL(struct promotion_input, is_active, .doc = "switched on"),
	SHAPE_TIME(struct promotion_input, starts_at, .doc = "from"),
	SHAPE_TIME(struct promotion_input, ends_at, .doc = "until"),
	SHAPE_STRUCT(struct promotion_input, conditions, struct promotion_conditions, &promotion_conditions_shape,
	    .doc = "what it asks for"),
	SHAPE_STRUCT(struct promotion_input, benefit, struct promotion_benefit, &promotion_benefit_shape,
	    .flags = SHAPE_REQUIRED, .doc = "what it gives"),
	SHAPE_OPT(struct promotion_input, use_limit, 0, INT32_MAX, .doc = "orders, all customers together"),
	SHAPE_OPT(struct promotion_input, use_limit_each, 0, 1000000, .doc = "orders of one customer"),
	SHAPE_OPT(struct promotion_input, budget, 0, INT64_MAX, .doc = "minor units that may be given away"),
	SHAPE_STR(struct promotion_input, budget_currency, 3, 3, .format = &format_currency, .doc = "of the budget"),
	SHAPE_LIST(struct promotion_input, texts, &promotion_text_shape, 50, .doc = "names for shoppers"),
	SHAPE_LIST(struct promotion_input, codes, NULL, 100, .doc = "codes to make with it"),
	SHAPE_I64(struct promotion_input, version, 0, INT64_MAX, .fallback = "0",
	    .doc = "version that was read; 0: do not compare"),
};
const struct shape promotion_input_shape = SHAPE(struct promotion_input, input_fields, "A promotion as it is entered.");

static const struct shape_field head_fields[] = {
	SHAPE_I64(struct promotion_head, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct promotion_head, public_id, 1, 40, .doc = "id"),
	SHAPE_STR(struct promotion_head, name, 1, 200, .doc = "for the staff"),
	SHAPE_ENUM(struct promotion_head, kind, promotion_kinds, .doc = "catalogue or cart"),
	SHAPE_I32(struct promotion_head, lane, INT32_MIN, INT32_MAX, .doc = "lane"),
	SHAPE_BOOL(struct promotion_head, is_exclusive, .doc = "nothing after it"),
	SHAPE_BOOL(struct promotion_head, needs_code, .doc = "only with a code"),
	SHAPE_BOOL(struct promotion_head, is_active, .doc = "switched on"),
	SHAPE_TIME(struct promotion_head, starts_at, .doc = "from"),
	SHAPE_TIME(struct promotion_head, ends_at, .doc = "until"),
	SHAPE_OPT(struct promotion_head, use_limit, 0, INT64_MAX, .doc = "orders"),
	SHAPE_OPT(struct promotion_head, budget, 0, INT64_MAX, .doc = "minor units"),
	SHAPE_STR(struct promotion_head, budget_currency, 3, 3, .doc = "of the budget"),
	SHAPE_I64(struct promotion_head, uses, 0, INT64_MAX, .doc = "orders that were not cancelled"),
	SHAPE_I64(struct promotion_head, given, 0, INT64_MAX, .doc = "what it gave them"),
	SHAPE_I64(struct promotion_head, codes, 0, INT64_MAX, .doc = "codes"),
	SHAPE_STR(struct promotion_head, code, 0, 64, .doc = "one of them"),
};
const struct shape promotion_head_shape = SHAPE(struct promotion_head, head_fields, "A promotion in a list.");

struct locked_row {
	int64_t id, version;
};
static const struct shape_field locked_fields[] = { SHAPE_I64(struct locked_row, id, 1, INT64_MAX, .doc = "promotion"),
	SHAPE_I64(struct locked_row, version, 0, INT64_MAX, .doc = "stored") };
static const struct shape locked_shape = SHAPE(struct locked_row, locked_fields, "A promotion that is being changed.");
struct used_row {
	bool used;
};
static const struct shape_field used_fields[] = { SHAPE_BOOL(struct used_row, used, .doc = "by an order") };
static const struct shape used_shape = SHAPE(struct used_row, used_fields, "Was it used?");

static const struct db_query queries[] = {
	[LIST] = { "promotion_list", "iii", &promotion_head_shape,
	    "SELECT p.id, p.public_id, p.name, p.kind, p.lane, p.is_exclusive, p.needs_code, p.is_active, p.starts_at, p.ends_at, p.use_limit, p.budget,"
	    " p.budget_currency, (SELECT COUNT(*) FROM promotion_use u WHERE u.promotion_id = p.id AND NOT u.is_released) AS uses,"
	    " (SELECT COALESCE(SUM(u.amount), 0) FROM promotion_use u WHERE u.promotion_id = p.id AND NOT u.is_released) AS given,"
	    " (SELECT COUNT(*) FROM coupon c WHERE c.promotion_id = p.id) AS codes,"
	    " (SELECT c.code FROM coupon c WHERE c.promotion_id = p.id ORDER BY c.id LIMIT 1) AS code"
	    " FROM promotion p WHERE ? = 0 OR p.id < ? ORDER BY p.id DESC LIMIT ?" },
	[TEXTS] = { "promotion_texts", "i", &promotion_text_shape,
	    "SELECT locale, name FROM promotion_text WHERE promotion_id = ? ORDER BY locale" },
	[LOCK] = { "promotion_lock", "s", &locked_shape,
	    "SELECT id, version FROM promotion WHERE public_id = ? FOR UPDATE" },
	[INSERT] = { "promotion_insert", "sssibbbttssiiis", NULL,
	    "INSERT INTO promotion (public_id, name, kind, lane, is_exclusive, needs_code, is_active, starts_at, ends_at, conditions, benefit, use_limit,"
	    " use_limit_each, budget, budget_currency) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
	[UPDATE] = { "promotion_update", "ssibbbttssiiisi", NULL,
	    "UPDATE promotion SET name = ?, kind = ?, lane = ?, is_exclusive = ?, needs_code = ?, is_active = ?, starts_at = ?, ends_at = ?, conditions = ?,"
	    " benefit = ?, use_limit = ?, use_limit_each = ?, budget = ?, budget_currency = ?, version = version + 1 WHERE id = ?" },
	[CLEAR_TEXTS] = { "promotion_clear_texts", "i", NULL, "DELETE FROM promotion_text WHERE promotion_id = ?" },
	[ADD_TEXT] = { "promotion_add_text", "iss", NULL,
	    "INSERT INTO promotion_text (promotion_id, locale, name) VALUES (?, ?, ?)" },
	[REMOVE] = { "promotion_remove", "i", NULL, "DELETE FROM promotion WHERE id = ?" },
	[USED] = { "promotion_was_used", "i", &used_shape,
	    "SELECT EXISTS (SELECT 1 FROM promotion_use WHERE promotion_id = ?) AS used" },
	/* A limit that comes later counts what was used before it. */
	[RECOUNT_USES] = { "promotion_recount_uses", "i", NULL,
	    "UPDATE promotion_use u JOIN promotion p ON p.id = u.promotion_id SET u.is_counted = p.use_limit IS NOT NULL OR p.budget IS NOT NULL"
	    " WHERE u.promotion_id = ? AND NOT u.is_released" },
	[RECOUNT] = { "promotion_recount", "iii", NULL,
	    "UPDATE promotion SET used = (SELECT COUNT(*) FROM promotion_use u WHERE u.promotion_id = ? AND NOT u.is_released AND u.is_counted),"
	    " spent = (SELECT COALESCE(SUM(u.amount), 0) FROM promotion_use u WHERE u.promotion_id = ? AND NOT u.is_released AND u.is_counted) WHERE id = ?" },
};
const struct db_module promotion_store_sql = { "promotion_store", queries, COUNT(queries) };

struct save {
	const struct price_env *e;
	struct str public_id, made;
	const struct promotion_input *in;
	struct promotion_conditions conditions;
	struct str conditions_json, benefit_json;
	int64_t id;
};

static enum err save(struct db *db, void *payload) MUST_CHECK;
static enum err remove_one(struct db *db, void *payload) MUST_CHECK;

enum err
promotion_list(struct db *db, struct arena *a, int64_t before, size_t limit, struct list *out)
{
	const struct db_arg args[] = { db_i64(before), db_i64(before), db_i64((int64_t)limit) };

	return db_rows(db, &queries[LIST], args, COUNT(args), a, limit, out);
}

enum err
promotion_texts(struct db *db, struct arena *a, int64_t promotion_id, struct list *out)
{
	const struct db_arg arg = db_i64(promotion_id);

	return db_rows(db, &queries[TEXTS], &arg, 1, a, 100, out);
}

static struct str
as_json(struct arena *a, const struct shape *s, const void *obj)
{
	struct buf b;

	buf_in_arena(&b, a, BUF_REPLY);
	json_write(&b, s, obj, UINT64_MAX);
	return buf_view(&b);
}

enum err
promotion_save(const struct price_env *e, struct str public_id, const struct promotion_input *in,
    struct field_errors *errors, struct str *id)
{
	struct save s = { .e = e, .public_id = public_id, .in = in };
	enum err err;

	if (in->conditions)
		s.conditions = *in->conditions;
	if ((err = promotion_names_find(e->db, e->arena, &s.conditions, errors)))
		return err;
	promotion_check(in, &s.conditions, errors);
	if (errors->count)
		return ERR_INVALID;
	s.conditions_json = as_json(e->arena, &promotion_conditions_shape, &s.conditions);
	s.benefit_json = as_json(e->arena, &promotion_benefit_shape, in->benefit);
	err = db_transaction(e->db, save, &s);
	if (err == ERR_INVALID) /* a CHECK of the table: used <= use_limit, spent <= budget */
		field_error(errors, STR("use_limit"),
		    N_("It was used more often already, or gave more, than these limits allow."),
		    (struct opt_i64){ 0 });
	if (err == ERR_CONFLICT)
		field_error(errors, STR("codes"), N_("This code is taken already."), (struct opt_i64){ 0 });
	if (!err)
		*id = s.made;
	return err;
}

enum err
promotion_remove(const struct price_env *e, struct str public_id)
{
	struct save s = { .e = e, .public_id = public_id };

	return db_transaction(e->db, remove_one, &s);
}

/* ---- transactions ---- */

static enum err
store_texts(struct db *db, const struct save *s)
{
	const struct promotion_text *t = s->in->texts.items;
	const struct db_arg clear = db_i64(s->id);
	enum err err = db_exec(db, &queries[CLEAR_TEXTS], &clear, 1, NULL);

	for (size_t i = 0; !err && i < s->in->texts.count; i++) {
		const struct db_arg args[] = { db_i64(s->id), db_str(t[i].locale), db_str(t[i].name) };
		err = db_exec(db, &queries[ADD_TEXT], args, COUNT(args), NULL);
	}
	return err;
}

static enum err
store_codes(const struct save *s)
{
	const struct str *codes = s->in->codes.items;
	enum err err = OK;

	for (size_t i = 0; !err && i < s->in->codes.count; i++)
		err = coupon_add(s->e, s->made, codes[i], (struct opt_i64){ 0 });
	return err;
}

static enum err
insert(struct db *db, struct save *s)
{
	const struct promotion_input *in = s->in;
	struct db_done done;
	char id[32];
	enum err err;

	public_id(id, "promo");
	s->made = str_of(arena_strdup(s->e->arena, id));
	const struct db_arg args[] = { db_str(s->made), db_str(in->name),
		db_str(str_of(promotion_kinds[in->kind].name)), db_i64(in->lane), db_bool(in->is_exclusive),
		db_bool(in->needs_code), db_bool(in->is_active), db_time(in->starts_at), db_time(in->ends_at),
		db_str(s->conditions_json), db_str(s->benefit_json), db_opt(in->use_limit), db_opt(in->use_limit_each),
		db_opt(in->budget), db_str(in->budget_currency) };
	err = db_exec(db, &queries[INSERT], args, COUNT(args), &done);
	s->id = done.insert_id;
	return err;
}

static enum err
lock(struct db *db, struct save *s, int64_t version)
{
	const struct db_arg arg = db_str(s->public_id);
	struct locked_row row;
	enum err err = db_row(db, &queries[LOCK], &arg, 1, s->e->arena, &row);

	if (err)
		return err;
	if (version && row.version != version)
		return err_fail(ERR_PRECONDITION, "promotion has version %lld by now", (long long)row.version);
	s->id = row.id;
	s->made = s->public_id;
	return OK;
}

/* Only with a limit or a budget is a use counted on the promotion itself. */
static enum err
recount(struct db *db, const struct save *s)
{
	const struct db_arg args[] = { db_i64(s->id), db_i64(s->id), db_i64(s->id) };
	enum err err = db_exec(db, &queries[RECOUNT_USES], args, 1, NULL);

	return err ? err : db_exec(db, &queries[RECOUNT], args, COUNT(args), NULL);
}

static enum err
update(struct db *db, struct save *s)
{
	const struct promotion_input *in = s->in;
	enum err err = lock(db, s, in->version);

	if (err)
		return err;
	const struct db_arg args[] = { db_str(in->name), db_str(str_of(promotion_kinds[in->kind].name)),
		db_i64(in->lane), db_bool(in->is_exclusive), db_bool(in->needs_code), db_bool(in->is_active),
		db_time(in->starts_at), db_time(in->ends_at), db_str(s->conditions_json), db_str(s->benefit_json),
		db_opt(in->use_limit), db_opt(in->use_limit_each), db_opt(in->budget), db_str(in->budget_currency),
		db_i64(s->id) };
	if ((err = db_exec(db, &queries[UPDATE], args, COUNT(args), NULL)))
		return err;
	return recount(db, s);
}

/* Prices that everybody sees: what it was for, and what it is for now. */
static enum err
queue(struct db *db, const struct save *s, const struct promotion *before)
{
	struct promotion after = { .kind = s->in->kind, .conditions = s->conditions };
	enum err err = OK;

	if (before && before->kind == PROMOTION_CATALOGUE)
		err = promotion_queue(db, s->e->arena, before);
	if (!err && after.kind == PROMOTION_CATALOGUE)
		err = promotion_queue(db, s->e->arena, &after);
	return err;
}

static enum err
save(struct db *db, void *payload)
{
	struct save *s = payload;
	bool is_new = str_is_absent(s->public_id);
	struct promotion before;
	enum err err;

	if (!is_new && (err = promotion_get(db, s->e->arena, s->public_id, &before)))
		return err;
	err = is_new ? insert(db, s) : update(db, s);
	if (!err)
		err = store_texts(db, s);
	if (!err)
		err = store_codes(s);
	if (!err)
		err = queue(db, s, is_new ? NULL : &before);
	if (!err)
		err = price_tell(
		    s->e, AUDIT_PROMOTION, "promotion.changed", "promotion", s->made, is_new ? "added" : "changed");
	return err;
}

static enum err
remove_one(struct db *db, void *payload)
{
	struct save *s = payload;
	struct promotion before;
	struct used_row row;
	enum err err = promotion_get(db, s->e->arena, s->public_id, &before);

	if (err || (err = lock(db, s, 0)))
		return err;
	const struct db_arg arg = db_i64(s->id);
	if ((err = db_row(db, &queries[USED], &arg, 1, s->e->arena, &row)))
		return err;
	if (row.used)
		return err_fail(ERR_CONFLICT, "could not remove promotion %lld: orders have used it", (long long)s->id);
	if ((before.kind == PROMOTION_CATALOGUE && (err = promotion_queue(db, s->e->arena, &before))) ||
	    (err = db_exec(db, &queries[REMOVE], &arg, 1, NULL)))
		return err;
	return price_tell(s->e, AUDIT_PROMOTION, "promotion.changed", "promotion", s->made, "removed");
}
