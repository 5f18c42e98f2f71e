/*
 * i18n.c - gettext catalogues: .mo files read whole and checked once, then looked up by binary search.  See i18n.h.
 *
 * A .mo file is a table of (length, offset) pairs for originals, sorted, and one for translations (gettext manual, "The
 * Format of GNU MO Files").  Everything is checked when it is read, so that look-ups need not doubt it.
 */
#include "lib/web/i18n.h"
#include "lib/web/plural.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define MO_MAX ((size_t)16 << 20)
#define MO_MAGIC UINT32_C(0x950412de)
#define MO_HEADER 28
#define LOCALES_MAX 32

/* An original as a view: plural entries are "one\0many", `key` ends at the NUL. */
struct entry {
	const char *key;
	struct str text; /* translation; plural ones have a NUL between the forms */
};

struct catalogue {
	struct str locale;
	struct entry *entries; /* sorted by key; NULL for English */
	size_t count;
	struct plural plural;
};

struct i18n {
	struct arena *arena;
	struct catalogue catalogues[LOCALES_MAX];
	size_t count;
};

static enum err read_catalogue(struct i18n *i, struct catalogue *c, const char *path) MUST_CHECK;

enum err
i18n_load(const struct config *config, struct i18n **out)
{
	struct arena *a = arena_new();
	struct i18n *i = arena_new_of(a, struct i18n);
	struct str rest = config_str(config, "site.locales"), name;
	enum err err = OK;

	i->arena = a;
	while (!err && str_split(&rest, ',', &name)) {
		struct catalogue *c = &i->catalogues[i->count];
		if (i->count == LOCALES_MAX) {
			err = err_fail(ERR_LIMIT, "site.locales has more than %d languages", LOCALES_MAX);
			break;
		}
		i->count++;
		c->locale = str_dup(a, str_trim(name));
		c->plural = plural_english();
		if (!str_eq(c->locale, STR("en")))
			err = read_catalogue(
			    i, c, arena_printf(a, "%s/%.*s.mo", config_z(config, "locale.path"), STR_ARG(c->locale)));
	}
	if (!err && !i->count)
		err = err_fail(ERR_INVALID, "site.locales is empty");
	if (err)
		i18n_free(i);
	else
		*out = i;
	return err;
}

void
i18n_free(struct i18n *i)
{
	if (i)
		arena_free(i->arena);
}

size_t
i18n_count(const struct i18n *i)
{
	return i->count;
}

static const struct catalogue *
catalogue(const struct i18n *i, int locale)
{
	assert(locale >= 0 && (size_t)locale < i->count);
	return &i->catalogues[locale];
}

struct str
i18n_locale(const struct i18n *i, int locale)
{
	return catalogue(i, locale)->locale;
}

int
i18n_find(const struct i18n *i, struct str locale)
{
	for (size_t n = 0; n < i->count; n++)
		if (str_eq_nocase(i->catalogues[n].locale, locale))
			return (int)n;
	return -1;
}

/* "0" to "1" with up to three digits after the point, in thousandths; -1: not a quality. */
static int
quality(struct str s)
{
	int64_t q;

	if (str_to_decimal(s, 3, &q) || q < 0 || q > 1000)
		return -1;
	return (int)q;
}

/* RFC 4647 3.4: the range, then without its last subtag, and so on. */
static int
lookup_range(const struct i18n *i, struct str range)
{
	while (range.len) {
		int found = i18n_find(i, range);
		if (found >= 0)
			return found;
		while (range.len && range.ptr[--range.len] != '-')
			;
		/* A single letter before it ("de-x-...") goes with it. */
		if (range.len > 2 && range.ptr[range.len - 2] == '-')
			range.len -= 2;
	}
	return -1;
}

int
i18n_accept(const struct i18n *i, struct str header)
{
	struct str rest = header, item, range;
	int best = 0, best_quality = 0;

	while (str_split(&rest, ',', &item)) {
		int q = 1000, found;
		(void)str_split(&item, ';', &range);
		item = str_trim(item);
		if (item.len > 2 && (item.ptr[0] == 'q' || item.ptr[0] == 'Q') && item.ptr[1] == '=')
			q = quality(str_trim(str_skip(item, 2)));
		range = str_trim(range);
		found = str_eq(range, STR("*")) ? 0 : lookup_range(i, range);
		if (found >= 0 && q > best_quality) {
			best = found;
			best_quality = q;
		}
	}
	return best;
}

static const struct entry *
find_entry(const struct catalogue *c, const char *key)
{
	size_t low = 0, high = c->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(key, c->entries[mid].key);
		if (order == 0)
			return &c->entries[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

struct str
i18n_text(const struct i18n *i, int locale, const char *msgid)
{
	const struct entry *e = *msgid ? find_entry(catalogue(i, locale), msgid) : NULL;

	/* A plural entry used alone: its first form. */
	return e ? str_of(e->text.ptr) : str_of(msgid);
}

static struct str
form_of(struct str forms, unsigned form)
{
	struct str part = STR_ABSENT;

	for (unsigned n = 0; n <= form; n++)
		if (!str_split(&forms, '\0', &part))
			return STR_ABSENT;
	return part;
}

static struct str
text_form(const struct catalogue *c, const char *msgid, struct str plural, unsigned form)
{
	const struct entry *e = find_entry(c, msgid);
	struct str text = e ? form_of(e->text, form) : STR_ABSENT;

	if (!str_is_empty(text))
		return text;
	return form == 0 ? str_of(msgid) : plural;
}

struct str
i18n_plural(const struct i18n *i, int locale, const char *msgid, const char *plural, int64_t n)
{
	const struct catalogue *c = catalogue(i, locale);

	if (find_entry(c, msgid))
		return text_form(c, msgid, str_of(plural), plural_form(&c->plural, n));
	return n == 1 || n == -1 ? str_of(msgid) : str_of(plural);
}

unsigned
i18n_form(const struct i18n *i, int locale, int64_t n)
{
	return plural_form(&catalogue(i, locale)->plural, n);
}

unsigned
i18n_forms(const struct i18n *i, int locale)
{
	return catalogue(i, locale)->plural.forms;
}

struct str
i18n_text_form(const struct i18n *i, int locale, struct str msgid, struct str plural, unsigned form)
{
	char key[I18N_MSGID_MAX];

	if (msgid.len >= sizeof(key))
		return form == 0 ? msgid : plural;
	memcpy(key, msgid.ptr, msgid.len);
	key[msgid.len] = '\0';
	/* The views outlive `key`: an untranslated text is the caller's own. */
	if (!find_entry(catalogue(i, locale), key))
		return form == 0 ? msgid : plural;
	return text_form(catalogue(i, locale), key, plural, form);
}

/* Messages are ours, but the number's place in a translation is not to be trusted to printf. */
struct str
i18n_field(const struct i18n *i, int locale, struct arena *a, const struct field_error *e)
{
	static const struct str mark = STR_INIT("%lld");
	const char *msgid = str_z(a, e->message);
	struct str text = i ? i18n_text(i, locale, msgid) : str_of(msgid);
	const char *at = text.len ? memmem(text.ptr, text.len, mark.ptr, mark.len) : NULL;

	if (!at || !e->limit.set)
		return text;
	return str_printf(a, "%.*s%lld%.*s", (int)(at - text.ptr), text.ptr, (long long)e->limit.value,
	    STR_ARG(str_skip(text, (size_t)(at - text.ptr) + mark.len)));
}

/* ---- reading ---- */

struct mo {
	const char *path;
	struct str bytes;
	bool swapped;
};

static uint32_t
word(const struct mo *m, size_t at)
{
	uint32_t v;

	assert(at + sizeof(v) <= m->bytes.len);
	memcpy(&v, m->bytes.ptr + at, sizeof(v));
	return m->swapped ? __builtin_bswap32(v) : v;
}

/* A table of n (length, offset) pairs lies inside the file. */
static bool
table_fits(const struct mo *m, uint32_t at, uint32_t n)
{
	return at <= m->bytes.len && n <= (m->bytes.len - at) / 8;
}

static enum err
string_at(const struct mo *m, size_t pair, struct str *out)
{
	uint32_t len = word(m, pair), at = word(m, pair + 4);

	if (at >= m->bytes.len || len >= m->bytes.len - at || m->bytes.ptr[at + len] != '\0')
		return err_fail(ERR_INVALID, "could not read '%s': a text lies outside of the file", m->path);
	*out = str_n(m->bytes.ptr + at, len);
	return OK;
}

static enum err
read_entries(struct i18n *i, struct catalogue *c, const struct mo *m)
{
	uint32_t n = word(m, 8), originals = word(m, 12), texts = word(m, 16);
	struct str key;
	enum err err;

	if (word(m, 4) >> 16 > 1)
		return err_fail(ERR_INVALID, "could not read '%s': unknown revision", m->path);
	if (!table_fits(m, originals, n) || !table_fits(m, texts, n))
		return err_fail(ERR_INVALID, "could not read '%s': a table lies outside of the file", m->path);
	c->entries = arena_array(i->arena, struct entry, MAX(n, UINT32_C(1)));
	for (uint32_t e = 0; e < n; e++) {
		err = string_at(m, originals + (size_t)e * 8, &key);
		if (!err)
			err = string_at(m, texts + (size_t)e * 8, &c->entries[e].text);
		if (err)
			return err;
		c->entries[e].key = key.ptr;
		if (e > 0 && strcmp(c->entries[e - 1].key, key.ptr) >= 0)
			return err_fail(ERR_INVALID, "could not read '%s': texts are not sorted", m->path);
	}
	c->count = n;
	return OK;
}

/* The header is the translation of "". */
static enum err
read_header(struct catalogue *c, const char *path)
{
	const struct entry *header = find_entry(c, "");
	struct str rest = header ? header->text : STR_ABSENT, line, name;

	while (str_split(&rest, '\n', &line)) {
		if (!str_split(&line, ':', &name))
			continue;
		if (str_eq_nocase(name, STR("Plural-Forms")) && plural_parse(line, &c->plural))
			return err_fail(ERR_INVALID, "could not read '%s': Plural-Forms '%.*s'", path, STR_ARG(line));
		if (str_eq_nocase(name, STR("Content-Type")) && !str_ends(str_trim(line), STR("charset=UTF-8")))
			return err_fail(ERR_INVALID, "could not read '%s': its charset is not UTF-8", path);
	}
	return OK;
}

static enum err
read_bytes(struct arena *a, const char *path, struct str *out)
{
	struct stat st;
	char *bytes;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_fail(
		    errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "could not open '%s': %s", path, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > (off_t)MO_MAX) {
		close(fd);
		return err_fail(ERR_INVALID, "could not read '%s': not a file of at most %zu bytes", path, MO_MAX);
	}
	bytes = arena_alloc(a, (size_t)st.st_size + 1);
	n = read(fd, bytes, (size_t)st.st_size);
	close(fd);
	if (n != st.st_size)
		return err_fail(ERR_IO, "could not read '%s'", path);
	*out = str_n(bytes, (size_t)n);
	return OK;
}

static enum err
read_catalogue(struct i18n *i, struct catalogue *c, const char *path)
{
	struct mo m = { .path = path };
	enum err err;

	err = read_bytes(i->arena, path, &m.bytes);
	if (err)
		return err;
	if (m.bytes.len < MO_HEADER)
		return err_fail(ERR_INVALID, "could not read '%s': it is too short", path);
	m.swapped = word(&m, 0) != MO_MAGIC;
	if (word(&m, 0) != MO_MAGIC)
		return err_fail(ERR_INVALID, "could not read '%s': not a .mo file", path);
	err = read_entries(i, c, &m);
	for (size_t e = 0; !err && e < c->count; e++)
		if (!str_is_utf8(str_of(c->entries[e].text.ptr)))
			err = err_fail(ERR_INVALID, "could not read '%s': '%s' is not UTF-8", path, c->entries[e].key);
	return err ? err : read_header(c, path);
}
