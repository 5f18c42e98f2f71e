/* office_text.c - times, languages and addresses as the pages of the back office write them.  See office.h. */
#include "fcgi/admin/office.h"
#include "lib/base/escape.h"
#include "lib/web/form.h"

struct str
office_time(struct req *r, struct time t)
{
	struct civil c;

	if (time_is_absent(t))
		return STR_ABSENT;
	c = time_civil(t);
	return str_printf(r->arena, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}

struct str
office_language(struct req *r, struct str locale)
{
	return str_eq_z(locale, "de") ? form_text(r, N_("German"))
	    : str_eq_z(locale, "en")  ? form_text(r, N_("English"))
				      : locale;
}

struct str
office_url(struct req *r, const char *path, struct str id)
{
	struct str rest = str_of(path), head;
	struct buf b;
	bool first = true;

	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, req_base(r));
	while (str_split(&rest, '*', &head)) {
		if (!first)
			escape_url_part(&b, id);
		buf_str(&b, head);
		first = false;
	}
	return buf_view(&b);
}

struct str
office_url_args(struct req *r, const char *path, const struct shape *s, const void *args)
{
	struct buf b;
	size_t head;

	buf_in_arena(&b, r->arena, BUF_LINE);
	buf_str(&b, office_url(r, path, STR("")));
	head = b.len;
	buf_char(&b, '?');
	form_write(&b, s, args);
	return b.len == head + 1 ? str_cut(buf_view(&b), head) : buf_view(&b);
}
