/* form_view.c - forms of pages.  See form_view.h. */
#include "fcgi/common/form_view.h"
#include "lib/web/csrf.h"
#include "lib/web/form.h"
#include "lib/web/i18n.h"

#include <assert.h>

#define SENT_MAX 2000 /* characters of a wrong value that are shown again */

static const struct shape_field option_fields[] = {
	SHAPE_STR(struct option_view, value, 0, 200),
	SHAPE_STR(struct option_view, name, 0, 200),
	SHAPE_BOOL(struct option_view, chosen),
};
const struct shape option_view_shape = SHAPE(struct option_view, option_fields, "A choice of a field.");

static const struct shape_field field_fields[] = {
	SHAPE_STR(struct field_view, name, 0, 100),
	SHAPE_STR(struct field_view, id, 0, 100),
	SHAPE_STR(struct field_view, label, 0, 200),
	SHAPE_STR(struct field_view, value, 0, 20000),
	SHAPE_STR(struct field_view, hint, 0, 500),
	SHAPE_STR(struct field_view, legend, 0, 200),
	SHAPE_STR(struct field_view, error, 0, 500),
	SHAPE_STR(struct field_view, type, 0, 20),
	SHAPE_STR(struct field_view, autocomplete, 0, 50),
	SHAPE_STR(struct field_view, inputmode, 0, 20),
	SHAPE_STR(struct field_view, describedby, 0, 250),
	SHAPE_STR(struct field_view, hint_id, 0, 120),
	SHAPE_STR(struct field_view, error_id, 0, 120),
	SHAPE_I64(struct field_view, most, 0, INT64_MAX),
	SHAPE_BOOL(struct field_view, required),
	SHAPE_BOOL(struct field_view, checked),
	SHAPE_BOOL(struct field_view, half),
	SHAPE_BOOL(struct field_view, short_),
	SHAPE_BOOL(struct field_view, is_input),
	SHAPE_BOOL(struct field_view, is_password),
	SHAPE_BOOL(struct field_view, is_check),
	SHAPE_BOOL(struct field_view, is_select),
	SHAPE_BOOL(struct field_view, is_area),
	SHAPE_STR(struct field_view, button, 0, 100),
	SHAPE_STR(struct field_view, button_action, 0, 500),
	SHAPE_LIST(struct field_view, options, &option_view_shape, 1000),
};
const struct shape field_view_shape = SHAPE(struct field_view, field_fields, "A field of a form.");

static const struct shape_field form_fields[] = {
	SHAPE_STR(struct form_view, action, 0, 2000),
	SHAPE_STR(struct form_view, submit, 0, 200),
	SHAPE_STR(struct form_view, csrf, 0, 200),
	SHAPE_STR(struct form_view, once, 0, 100),
	SHAPE_STR(struct form_view, username, 0, 254),
	SHAPE_LIST(struct form_view, fields, &field_view_shape, 100),
	SHAPE_LIST(struct form_view, errors, &link_view_shape, 100),
	SHAPE_BOOL(struct form_view, danger),
	SHAPE_BOOL(struct form_view, failed),
	SHAPE_I64(struct form_view, error_count, 0, INT64_MAX),
};
const struct shape form_view_shape = SHAPE(struct form_view, form_fields, "A form.");

static const struct {
	const char *type, *inputmode;
} kinds[] = {
	[FIELD_TEXT] = { "text", NULL },
	[FIELD_EMAIL] = { "email", "email" },
	[FIELD_TEL] = { "tel", "tel" },
	[FIELD_DATE] = { "date", NULL },
	[FIELD_PASSWORD] = { "password", NULL },
	[FIELD_CODE] = { "text", "numeric" },
	[FIELD_CHECK] = { "checkbox", NULL },
	[FIELD_SELECT] = { NULL, NULL },
	[FIELD_AREA] = { NULL, NULL },
	[FIELD_HIDDEN] = { "hidden", NULL },
};

struct str
form_text(const struct req *r, const char *msgid)
{
	return i18n_text(r->app->i18n, r->locale, msgid);
}

struct str
form_date(const struct req *r, struct time t)
{
	struct buf b;

	if (time_is_absent(t))
		return STR_ABSENT;
	buf_in_arena(&b, r->arena, BUF_LINE);
	time_date(&b, t, req_locale(r));
	return buf_view(&b);
}

/* As <input> takes it. */
static struct str
value_of(struct req *r, const struct shape_field *f, const void *obj)
{
	const void *at = shape_at(f, obj);
	struct civil c;

	if (shape_is_absent(f, obj))
		return STR_ABSENT;
	switch (f->type) {
	case SHAPE_T_STR:
		return *(const struct str *)at;
	case SHAPE_T_I64:
		return str_printf(r->arena, "%lld", (long long)*(const int64_t *)at);
	case SHAPE_T_I32:
		return str_printf(r->arena, "%d", *(const int32_t *)at);
	case SHAPE_T_TIME:
		c = time_civil(*(const struct time *)at);
		return str_printf(r->arena, "%04d-%02d-%02d", c.year, c.month, c.day);
	case SHAPE_T_ENUM:
		for (const struct shape_enum *e = f->enums; e->name; e++)
			if (e->value == *(const int *)at)
				return str_of(e->name);
		return STR_ABSENT;
	default:
		return STR_ABSENT;
	}
}

static void
fill_value(struct req *r, struct field_view *v, enum field_kind kind, const struct shape_field *f, const void *obj)
{
	if (f->type == SHAPE_T_STR && f->max > 0 && f->max < 100000 && kind != FIELD_SELECT)
		v->most = f->max;
	/* A box that has to be ticked is said so beside it; elsewhere the shape knows. */
	v->required = f->flags & SHAPE_REQUIRED && kind != FIELD_CHECK && kind != FIELD_HIDDEN;
	if (!obj || kind == FIELD_PASSWORD || f->flags & SHAPE_WRITE_ONLY)
		return;
	if (f->type == SHAPE_T_BOOL)
		v->checked = *(const bool *)shape_at(f, obj);
	else
		v->value = value_of(r, f, obj);
}

static void
fill_field(struct req *r, struct field_view *v, const char *part, const struct form_field *def, const struct shape *s,
    const void *obj)
{
	const struct shape_field *f = shape_find(s, str_of(def->name));

	assert(f && def->kind < COUNT(kinds));
	shape_init(&field_view_shape, v);
	/* As form.h names the members of a struct in a struct. */
	v->name = part ? str_printf(r->arena, "%s.%s", part, def->name) : str_of(def->name);
	v->id = part ? str_printf(r->arena, "%s-%s", part, def->name) : v->name;
	v->label = form_text(r, def->label ? def->label : "");
	v->type = str_of(kinds[def->kind].type);
	v->inputmode = str_of(def->inputmode ? def->inputmode : kinds[def->kind].inputmode);
	v->autocomplete = str_of(def->autocomplete);
	v->half = def->half;
	if (def->legend)
		v->legend = form_text(r, def->legend);
	v->short_ = def->short_;
	v->is_password = def->kind == FIELD_PASSWORD;
	v->is_check = def->kind == FIELD_CHECK;
	v->is_select = def->kind == FIELD_SELECT;
	v->is_area = def->kind == FIELD_AREA;
	v->is_input = def->kind != FIELD_HIDDEN && !v->is_password && !v->is_check && !v->is_select && !v->is_area;
	v->hint_id = str_printf(r->arena, "%.*s-hint", STR_ARG(v->id));
	v->error_id = str_printf(r->arena, "%.*s-error", STR_ARG(v->id));
	if (def->hint) {
		v->hint = form_text(r, def->hint);
		v->describedby = v->hint_id;
	}
	fill_value(r, v, def->kind, f, obj);
}

static void
add_summary(struct req *r, struct form_view *f, struct str text, struct str url)
{
	struct link_view *old = f->errors.items, *links = arena_array(r->arena, struct link_view, f->errors.count + 1);

	for (size_t i = 0; i < f->errors.count; i++)
		links[i] = old[i];
	links[f->errors.count] = (struct link_view){ .name = text, .url = url };
	f->errors = (struct list){ links, f->errors.count + 1 };
	f->failed = true;
	f->error_count = (int64_t)f->errors.count;
}

void
form_view_error(struct req *r, struct form_view *f, struct str message)
{
	add_summary(r, f, message, STR_ABSENT);
}

/* A field of the body, whatever its shape says of it. */
static struct str
as_sent(struct req *r, struct str name)
{
	const struct shape_field field = { .name = str_z(r->arena, name), .type = SHAPE_T_STR, .max = SENT_MAX };
	const struct shape one = { "sent", sizeof(struct str), &field, 1, "" };
	struct field_errors errors = { .arena = r->arena };
	struct str value = STR_ABSENT;

	if (str_is_absent(r->body) || form_read(r->arena, r->body, &one, "", false, &value, &errors))
		err_clear();
	return value;
}

/* Beside its field, when the form has one of that name that can be seen. */
static void
fill_error(struct req *r, struct form_view *f, const struct field_error *e)
{
	struct field_view *v = form_view_field(f, str_z(r->arena, e->name));
	struct str message = i18n_field(r->app->i18n, r->locale, r->arena, e);

	if (!v || str_eq(v->type, STR("hidden"))) {
		add_summary(r, f, message, STR_ABSENT);
		return;
	}
	if (!str_is_absent(v->error))
		return; /* the first says enough */
	v->error = message;
	/* What could not be read is not in the struct: it is shown as it was sent. */
	if (str_is_empty(v->value) && !v->is_password && !v->is_check)
		v->value = as_sent(r, v->name);
	v->describedby = str_is_absent(v->describedby)
	    ? v->error_id
	    : str_printf(r->arena, "%.*s %.*s", STR_ARG(v->error_id), STR_ARG(v->describedby));
	add_summary(r, f,
	    v->is_check ? message : str_printf(r->arena, "%.*s: %.*s", STR_ARG(v->label), STR_ARG(message)),
	    str_printf(r->arena, "#%.*s", STR_ARG(v->id)));
}

void
form_view_add(struct req *r, struct form_view *f, const char *part, const struct form_field *fields, size_t count,
    const struct shape *s, const void *obj)
{
	struct field_view *v = arena_array(r->arena, struct field_view, f->fields.count + count);

	if (f->fields.count)
		memcpy(v, f->fields.items, f->fields.count * sizeof(*v));
	for (size_t i = 0; i < count; i++)
		fill_field(r, &v[f->fields.count + i], part, &fields[i], s, obj);
	f->fields = (struct list){ v, f->fields.count + count };
}

void
form_view_errors(struct req *r, struct form_view *f, const struct field_errors *errors)
{
	const struct field_view *v = f->fields.items;

	/* In the order of the fields, then what belongs to none. */
	for (size_t i = 0; i < f->fields.count; i++)
		for (size_t k = 0; k < errors->count; k++)
			if (str_eq(errors->items[k].name, v[i].name))
				fill_error(r, f, &errors->items[k]);
	for (size_t k = 0; k < errors->count; k++)
		if (!form_view_field(f, str_z(r->arena, errors->items[k].name)))
			fill_error(r, f, &errors->items[k]);
}

void
form_view_fill(struct req *r, struct form_view *f, const struct form_field *fields, size_t count, const struct shape *s,
    const void *obj, const struct field_errors *errors)
{
	shape_init(&form_view_shape, f);
	f->csrf = csrf_token(r);
	form_view_add(r, f, NULL, fields, count, s, obj);
	if (errors)
		form_view_errors(r, f, errors);
}

struct field_view *
form_view_field(const struct form_view *f, const char *name)
{
	struct field_view *v = f->fields.items;

	for (size_t i = 0; i < f->fields.count; i++)
		if (str_eq_z(v[i].name, name))
			return &v[i];
	return NULL;
}

int
form_status(const struct form_view *f)
{
	return f->failed ? 422 : 200;
}
