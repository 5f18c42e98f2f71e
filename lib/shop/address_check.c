/* address_check.c - is an address complete for its country, and how is it printed.  See address.h. */
#include "lib/shop/address.h"

static struct str *
part_of(struct address *d, enum address_part p)
{
	struct str *const parts[PART__COUNT] = { [PART_RECIPIENT] = &d->recipient,
		[PART_ORGANIZATION] = &d->organization,
		[PART_LINE1] = &d->line1,
		[PART_LINE2] = &d->line2,
		[PART_LINE3] = &d->line3,
		[PART_DEPENDENT_LOCALITY] = &d->dependent_locality,
		[PART_LOCALITY] = &d->locality,
		[PART_REGION] = &d->region,
		[PART_POSTAL_CODE] = &d->postal_code,
		[PART_SORTING_CODE] = &d->sorting_code };

	return parts[p];
}

/* Region by its code, or by its name as people type it. */
static bool
check_region(const struct country *c, struct str *region)
{
	const struct country_region *r = c->regions.items;

	if (!c->regions.count)
		return true;
	for (size_t i = 0; i < c->regions.count; i++) {
		if (str_eq_nocase(r[i].code, *region) || str_eq_nocase(r[i].name, *region)) {
			*region = r[i].code;
			return true;
		}
	}
	return false;
}

static struct str
upper(struct arena *a, struct str s)
{
	char *out = arena_memdup(a, s.ptr, s.len);

	for (size_t i = 0; i < s.len; i++)
		if (out[i] >= 'a' && out[i] <= 'z')
			out[i] = (char)(out[i] - 32);
	return str_n(out, s.len);
}

/* E.164 has at most 15 digits; people write them with blanks, hyphens, brackets and slashes. */
static bool
is_phone(struct str s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
			digits++;
		else if (!memchr(" -()/.", s.ptr[i], 6) && !(s.ptr[i] == '+' && digits == 0))
			return false;
	}
	return digits >= 5 && digits <= 15;
}

bool
address_check(struct arena *a, struct address *d, struct field_errors *errors)
{
	const struct country *c =
	    str_is_absent(d->country) ? NULL : country_find(d->country = upper(a, str_trim(d->country)));
	const struct country_field *f;
	size_t before = errors->count;

	if (!c) {
		field_error(errors, STR("country"), N_("Choose a country from the list."), (struct opt_i64){ 0 });
		return false;
	}
	f = c->fields.items;
	for (size_t p = 0; p < PART__COUNT; p++) {
		struct str *value = part_of(d, (enum address_part)p);
		*value = str_is_absent(*value) ? STR_ABSENT : str_trim(*value);
		if (str_is_empty(*value) || !c->has[p])
			*value = STR_ABSENT; /* a part that this country does not have would never be printed */
	}
	for (size_t i = 0; i < c->fields.count; i++)
		if (f[i].required && str_is_absent(*part_of(d, f[i].part)))
			field_error(
			    errors, str_of(address_part_name(f[i].part)), N_("This is needed."), (struct opt_i64){ 0 });
	if (!str_is_absent(d->postal_code)) {
		d->postal_code = upper(a, d->postal_code);
		if (!country_postal_code_fits(c, d->postal_code))
			field_error(errors, STR("postal_code"),
			    N_("This is not how postal codes of this country look."), (struct opt_i64){ 0 });
	}
	if (!str_is_absent(d->region) && !check_region(c, &d->region))
		field_error(errors, STR("region"), N_("Choose one from the list."), (struct opt_i64){ 0 });
	if (!str_is_empty(d->phone) && !is_phone(d->phone))
		field_error(
		    errors, STR("phone"), N_("Write it with digits, like +49 30 123456."), (struct opt_i64){ 0 });
	return errors->count == before;
}

/* Region codes are printed in the Americas and the like; elsewhere a code such as "13" says nothing, so the name is. */
static struct str
printed(const struct country *c, const struct address *d, enum address_part p)
{
	struct address copy = *d;
	struct str value = *part_of(&copy, p);
	const struct country_region *r = c->regions.items;

	if (p != PART_REGION || str_is_absent(value))
		return value;
	for (size_t i = 0; i < c->regions.count; i++)
		if (str_eq(r[i].code, value) && value.len && value.ptr[0] >= '0' && value.ptr[0] <= '9')
			return r[i].name;
	return value;
}

static bool
is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* One line of the layout.  What stands between two parts is printed only when both are there; what stands before the
 * first, with it. */
static struct str
print_line(struct arena *a, const struct country *c, const struct address *d, struct str line)
{
	struct buf b;
	struct str between;
	size_t i = 0;

	buf_in_arena(&b, a, BUF_LINE);
	while (i < line.len) {
		size_t start = i, name_start;
		while (i < line.len && line.ptr[i] != '%')
			i++;
		between = str_n(line.ptr + start, i - start);
		if (i == line.len)
			break;
		name_start = ++i;
		while (i < line.len && is_name_char(line.ptr[i]))
			i++;
		for (size_t p = 0; p < PART__COUNT; p++) {
			struct str value;
			if (!str_eq_z(
				str_n(line.ptr + name_start, i - name_start), address_part_name((enum address_part)p)))
				continue;
			value = printed(c, d, (enum address_part)p);
			if (str_is_empty(value))
				continue;
			if (b.len || start == 0)
				buf_str(&b, between);
			buf_str(&b, value);
		}
	}
	return str_trim(str_dup(a, buf_view(&b)));
}

enum err
address_lines(struct arena *a, const struct address *d, struct str locale, struct str home, struct list *out)
{
	const struct country *c = country_find(d->country);
	struct str *lines = arena_array(a, struct str, PART__COUNT + 2), rest, line;
	size_t n = 0;

	if (!c)
		return err_fail(
		    ERR_INVALID, "could not print an address of '%.*s': no such country", STR_ARG(d->country));
	rest = c->layout;
	while (str_split(&rest, '\n', &line) && n < PART__COUNT) {
		struct str text = print_line(a, c, d, line);
		if (!str_is_empty(text))
			lines[n++] = text;
	}
	if (!str_eq(d->country, home))
		lines[n++] = country_name(c, locale);
	*out = (struct list){ lines, n };
	return OK;
}
