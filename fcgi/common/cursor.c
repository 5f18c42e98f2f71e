/* cursor.c - lists of the API, page by page.  See cursor.h. */
#include "fcgi/common/cursor.h"
#include "lib/web/form.h"
#include "lib/web/i18n.h"
#include "lib/web/resp.h"

#include <assert.h>

enum err
cursor_read(struct req *r, const char *argument, struct str cursor, int64_t *id)
{
	struct str text, path;

	*id = 0;
	if (str_is_empty(cursor))
		return OK;
	if (!req_cursor_read(r, cursor, &text) && str_split(&text, ' ', &path) && str_eq(path, r->path) &&
	    !str_to_i64(text, 0, INT64_MAX, id))
		return OK;
	r->errors.arena = r->arena;
	field_error(
	    &r->errors, str_of(argument), N_("Use next_cursor of the page before, unchanged."), (struct opt_i64){ 0 });
	return ERR_INVALID;
}

enum err
cursor_next(struct req *r, int64_t last, const struct shape *s, void *args, const char *argument, struct str *next)
{
	const struct shape_field *f = shape_find(s, str_of(argument));
	enum err err = req_cursor_write(r, str_printf(r->arena, "%.*s %lld", STR_ARG(r->path), (long long)last), next);

	assert(f && f->type == SHAPE_T_STR);
	if (err)
		return err;
	*(struct str *)shape_at(f, args) = *next;
	cursor_link(r, s, args);
	return OK;
}

void
cursor_link(struct req *r, const struct shape *s, const void *args)
{
	struct buf b;

	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_char(&b, '<');
	buf_str(&b, req_url(r, r->path));
	buf_char(&b, '?');
	form_write(&b, s, args);
	buf_lit(&b, ">; rel=\"next\"");
	resp_header(r, "Link", str_dup(r->arena, buf_view(&b)));
}
