/* shipping_calendar.c - closed days of warehouses and carriers.  See shipping_calendar.h; owns table calendar. */
#include "lib/shop/shipping_calendar.h"
#include "lib/io/crypto.h"
#include "lib/shop/audit.h"

#define CALENDARS_MAX 1000

static const struct shape_field fields[] = {
	SHAPE_I64(struct shipping_calendar, id, 0, INT64_MAX),
	SHAPE_STR(
	    struct shipping_calendar, code, 1, 64, .flags = SHAPE_REQUIRED, .format = &format_slug, .doc = "code"),
	SHAPE_STR(struct shipping_calendar, name, 1, 200, .flags = SHAPE_REQUIRED, .doc = "name"),
	SHAPE_STR(struct shipping_calendar, text, 0, CALENDAR_TEXT_MAX, .doc = "its days"),
	SHAPE_I64(struct shipping_calendar, version, 0, INT64_MAX),
	SHAPE_I64(struct shipping_calendar, houses, 0, INT64_MAX),
	SHAPE_I64(struct shipping_calendar, carriers, 0, INT64_MAX),
};
static const struct shape calendar_shape = SHAPE(struct shipping_calendar, fields, "A calendar of closed days.");

enum { FIND };
#define COLUMNS "SELECT c.id, c.code, c.name, c.days AS text, c.version"
static const struct db_query queries[] = {
	[FIND] = { "calendar_find", "s", &calendar_shape,
	    COLUMNS ", 0 AS houses, 0 AS carriers FROM calendar c WHERE c.code = ?" },
};
const struct db_module shipping_calendar_sql = { "shipping_calendar", queries, COUNT(queries) };

enum { LIST, INSERT, UPDATE, REMOVE };
static const struct db_query writes[] = {
	[INSERT] = { "calendar_insert", "ssss", NULL,
	    "INSERT INTO calendar (public_id, code, name, days) VALUES (?, ?, ?, ?)" },
	[UPDATE] = { "calendar_update", "sssii", NULL,
	    "UPDATE calendar SET name = ?, days = ?, version = version + 1 WHERE code = ? AND (? = 0 OR version = ?)" },
	[REMOVE] = { "calendar_remove", "s", NULL, "DELETE FROM calendar WHERE code = ?" },
	[LIST] = { "calendar_list", "", &calendar_shape,
	    COLUMNS
	    ", (SELECT COUNT(*) FROM warehouse w WHERE w.calendar_id = c.id) AS houses, (SELECT COUNT(*) FROM carrier r WHERE r.calendar_id = c.id) AS carriers"
	    " FROM calendar c ORDER BY c.name, c.id" },
};
const struct db_module shipping_calendar_put_sql = { "shipping_calendar_put", writes, COUNT(writes) };

static enum err
read_days(struct arena *a, struct shipping_calendar *c)
{
	return calendar_read(a, c->text, &c->days);
}

enum err
shipping_calendar_list(struct db *db, struct arena *a, struct list *out)
{
	struct shipping_calendar *c;
	enum err err = db_rows(db, &writes[LIST], NULL, 0, a, CALENDARS_MAX, out);

	c = out->items;
	for (size_t i = 0; !err && i < out->count; i++)
		err = read_days(a, &c[i]);
	return err;
}

enum err
shipping_calendar_find(struct db *db, struct arena *a, struct str code, struct shipping_calendar *out)
{
	enum err err = db_row(db, &queries[FIND], (const struct db_arg[]){ db_str(code) }, 1, a, out);

	return err ? err : read_days(a, out);
}

enum err
shipping_calendar_check(struct db *db, struct arena *a, struct str code, struct field_errors *errors)
{
	struct shipping_calendar c;
	enum err err;

	if (str_is_empty(code))
		return OK;
	err = shipping_calendar_find(db, a, code, &c);
	if (err != ERR_NOT_FOUND)
		return err;
	err_clear();
	field_error(errors, STR("calendar"), N_("There is no such calendar."), (struct opt_i64){ 0 });
	return OK;
}

/* ---- writing ---- */

struct change {
	const struct shipping_env *e;
	const struct shipping_calendar *in;
	struct str text;
};

static enum err
tell(struct db *db, const struct change *c, const char *what)
{
	struct audit record = { .event = AUDIT_SHIPPING, .object_kind = "calendar", .object = c->in->code,
		.details = str_printf(c->e->arena, "{\"change\":\"%s\"}", what) };

	return audit(db, c->e->who, &record);
}

static enum err
put(struct db *db, void *payload)
{
	const struct change *c = payload;
	const struct db_arg change[] = { db_str(c->in->name), db_str(c->text), db_str(c->in->code),
		db_i64(c->in->version), db_i64(c->in->version) };
	struct shipping_calendar stored;
	struct db_done done;
	enum err err = db_exec(db, &writes[UPDATE], change, COUNT(change), &done);

	if (!err && !done.affected) {
		char id[32];
		if ((err = shipping_calendar_find(db, c->e->arena, c->in->code, &stored)) == OK)
			return err_fail(ERR_PRECONDITION, "could not change calendar '%.*s': version %lld is stored",
			    STR_ARG(c->in->code), (long long)stored.version);
		if (err != ERR_NOT_FOUND)
			return err;
		err_clear();
		public_id(id, "cal");
		const struct db_arg add[] = { db_str(str_of(id)), db_str(c->in->code), db_str(c->in->name),
			db_str(c->text) };
		err = db_exec(db, &writes[INSERT], add, COUNT(add), NULL);
	}
	return err ? err : tell(db, c, "days");
}

static bool
is_known(const struct buf *rules, const struct str rule)
{
	struct str rest = buf_view(rules), line;

	while (str_split(&rest, '\n', &line))
		if (str_eq(line, rule))
			return true;
	return false;
}

/* Each rule once: as text they are the same when the days are. */
static struct str
text_of(struct arena *a, const struct list *days)
{
	struct calendar_day *once = arena_array(a, struct calendar_day, days->count + 1);
	const struct calendar_day *d = days->items;
	struct list list = { once, 0 };
	struct buf rules, rule, text;

	buf_in_arena(&rules, a, BUF_REPLY);
	buf_in_arena(&text, a, BUF_REPLY);
	for (size_t i = 0; i < days->count; i++) {
		buf_in_arena(&rule, a, BUF_LINE);
		calendar_write_rule(&rule, &d[i]);
		if (is_known(&rules, buf_view(&rule)))
			continue;
		buf_printf(&rules, "%.*s\n", STR_ARG(buf_view(&rule)));
		once[list.count++] = d[i];
	}
	calendar_write(&text, &list);
	return buf_view(&text);
}

enum err
shipping_calendar_put(const struct shipping_env *e, const struct shipping_calendar *in, struct field_errors *errors)
{
	struct shipping_calendar row = { .code = in->code, .name = in->name, .version = in->version };
	struct change c = { .e = e, .in = in };
	const struct calendar_day *d = in->days.items;
	const size_t before = errors->count;

	for (size_t i = 0; i < in->days.count; i++)
		for (size_t k = 0; k < d[i].name.len; k++)
			if ((unsigned char)d[i].name.ptr[k] < ' ')
				field_error(errors, STR("day_name"), N_("Use letters, digits and blanks."),
				    (struct opt_i64){ 0 });
	c.text = text_of(e->arena, &in->days);
	if (in->days.count > CALENDAR_DAYS_MAX || c.text.len > CALENDAR_TEXT_MAX)
		field_error(
		    errors, STR("days"), N_("These are too many days for one calendar."), (struct opt_i64){ 0 });
	if (!shape_check(&calendar_shape, &row, STR(""), errors) || errors->count != before)
		return err_fail(ERR_INVALID, "a calendar with wrong fields");
	return db_transaction(e->db, put, &c);
}

static enum err
remove_it(struct db *db, void *payload)
{
	const struct change *c = payload;
	struct db_done done;
	enum err err = db_exec(db, &writes[REMOVE], (const struct db_arg[]){ db_str(c->in->code) }, 1, &done);

	return err || !done.affected ? err : tell(db, c, "removed");
}

enum err
shipping_calendar_remove(const struct shipping_env *e, struct str code)
{
	const struct shipping_calendar gone = { .code = code };
	struct change c = { .e = e, .in = &gone };
	struct list all;
	const struct shipping_calendar *one;
	enum err err = shipping_calendar_list(e->db, e->arena, &all);

	if (err)
		return err;
	one = all.items;
	for (size_t i = 0; i < all.count; i++)
		if (str_eq(one[i].code, code) && (one[i].houses || one[i].carriers))
			return err_fail(ERR_CONFLICT, "calendar '%.*s' is used", STR_ARG(code));
	return db_transaction(e->db, remove_it, &c); /* the foreign keys have the last word */
}
