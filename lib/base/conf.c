/*
 * conf.c - read the configuration.  See conf.h; the keys themselves are in conf_keys.c.
 *
 * Every complaint of a file is collected, so that an operator mends it in one go and not in one go per line.
 */
#include "config.h"
#include "lib/base/conf.h"
#include "lib/base/buf.h"
#include "lib/base/shape.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <unistd.h>

#define FILE_MAX ((size_t)1 << 20)
#define ENV_NAME_MAX 80

#define SLOTS 1021 /* of the table of names: a prime, and more than twice the keys; the last one says "filled" */

struct value {
	struct str text;
	int64_t number; /* I64, SIZE, BOOL, SECONDS_MS */
	const char *origin;
	bool from_file;
};

struct config {
	struct arena *arena;
	struct value *values; /* one per key of the table, same order */
	struct buf complaints;
};

static const struct unit {
	const char *name;
	int64_t ms;
} durations[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 }, { "d", 86400000 } };
static const struct unit sizes[] = { { "", 1 }, { "k", 1 << 10 }, { "M", 1 << 20 }, { "G", 1 << 30 } };

static void PRINTF_LIKE(3, 4)
complain(struct config *c, const char *origin, const char *fmt, ...)
{
	va_list ap;
	char text[512];

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_printf(&c->complaints, "%s%s: %s", c->complaints.len ? "; " : "", origin, text);
}

/* "10s" -> 10 * the unit's factor. */
static bool
read_unit(struct str s, const struct unit *units, size_t count, int64_t *out)
{
	size_t digits = 0;
	int64_t n;

	while (digits < s.len && s.ptr[digits] >= '0' && s.ptr[digits] <= '9')
		digits++;
	if (str_to_i64(str_cut(s, digits), 0, INT64_MAX, &n))
		return false;
	for (size_t i = 0; i < count; i++)
		if (str_eq_z(str_skip(s, digits), units[i].name))
			return !__builtin_mul_overflow(n, units[i].ms, out);
	return n == 0 && digits == s.len && !(*out = 0); /* a bare 0 needs no unit */
}

enum err
config_duration(struct str text, int64_t *ms)
{
	return read_unit(text, durations, COUNT(durations), ms) ? OK : ERR_INVALID;
}

/* One item of a text value: against the choices "a|b|c" and the format of the key. */
static bool
item_fits(const struct config_key *k, struct str item)
{
	struct str rest = str_of(k->choices), choice;

	if (k->format && !k->format->check(item))
		return false;
	if (!k->choices)
		return true;
	while (str_split(&rest, '|', &choice))
		if (str_eq(item, choice))
			return true;
	return false;
}

static bool
text_fits(const struct config_key *k, struct str text)
{
	struct str rest = text, item;

	if (!text.len)
		return k->fallback[0] == '\0'; /* what has a default cannot be emptied */
	if (!k->list)
		return item_fits(k, text);
	while (str_split(&rest, ',', &item))
		if (!str_trim(item).len || !item_fits(k, str_trim(item)))
			return false;
	return true;
}

/* What a right value of the key looks like. */
static void
explain(const struct config_key *k, char *out, size_t size)
{
	const char *list = k->list ? "a comma-separated list, each: " : "";

	switch (k->type) {
	case CONFIG_BOOL:
		snprintf(out, size, "yes or no");
		break;
	case CONFIG_I64:
		snprintf(out, size, "a number from %lld to %lld", (long long)k->min, (long long)k->max);
		break;
	case CONFIG_SIZE:
		snprintf(out, size, "bytes such as 64k, 16M or 1G, from %lld to %lld", (long long)k->min,
		    (long long)k->max);
		break;
	case CONFIG_SECONDS_MS:
		snprintf(out, size, "a duration such as 250ms, 10s or 5m, from %lldms to %lldms", (long long)k->min,
		    (long long)k->max);
		break;
	case CONFIG_STR:
		if (k->choices)
			snprintf(out, size, "%sone of %s", list, k->choices);
		else if (k->format)
			snprintf(out, size, "%s%s", list, k->format->name);
		else
			snprintf(out, size, "not empty");
		break;
	}
}

static bool
read_value(const struct config_key *k, struct str text, int64_t *number)
{
	bool flag;

	switch (k->type) {
	case CONFIG_STR:
		return text_fits(k, text);
	case CONFIG_BOOL:
		if (str_to_bool(text, &flag))
			return false;
		*number = flag;
		return true;
	case CONFIG_I64:
		return str_to_i64(text, k->min, k->max, number) == OK;
	case CONFIG_SIZE:
		return read_unit(text, sizes, COUNT(sizes), number) && *number >= k->min && *number <= k->max;
	case CONFIG_SECONDS_MS:
		return read_unit(text, durations, COUNT(durations), number) && *number >= k->min && *number <= k->max;
	}
	BUG("config type");
}

static void
set(struct config *c, size_t index, struct str text, const char *origin)
{
	const struct config_key *k = &config_keys(NULL)[index];
	struct value *v = &c->values[index];
	char right[256];

	if (!str_is_utf8(text)) {
		complain(c, origin, "%s is not UTF-8", k->name);
	} else if (!read_value(k, text, &v->number)) {
		struct str shown = k->secret ? STR("***") : str_cut(text, 100);
		explain(k, right, sizeof(right));
		complain(c, origin, "%s is '%.*s', must be %s", k->name, STR_ARG(shown), right);
	}
	v->text = str_dup(c->arena, text);
	v->origin = origin;
}

/* Letters to change, insert or remove to get from a to b; names are short. */
static size_t
distance(struct str a, const char *b)
{
	size_t row[ENV_NAME_MAX + 1], n = MIN(strlen(b), (size_t)ENV_NAME_MAX);

	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t above = row[j];
			size_t change = diagonal + (a.ptr[i - 1] != b[j - 1]);
			row[j] = MIN(change, MIN(above, row[j - 1]) + 1);
			diagonal = above;
		}
	}
	return row[n];
}

static void
complain_unknown(struct config *c, const char *origin, struct str name)
{
	size_t count, best = 4; /* further away is no help */
	const struct config_key *keys = config_keys(&count);
	const char *near = NULL;

	name = str_cut(name, ENV_NAME_MAX);
	for (size_t i = 0; i < count; i++) {
		size_t d = distance(name, keys[i].name);
		if (d < best) {
			best = d;
			near = keys[i].name;
		}
	}
	if (near)
		complain(c, origin, "unknown key '%.*s' (did you mean '%s'?)", STR_ARG(name), near);
	else
		complain(c, origin, "unknown key '%.*s'", STR_ARG(name));
}

static void
read_line(struct config *c, struct str line, const char *origin)
{
	size_t equals = str_find(line, '='), count;
	const struct config_key *keys = config_keys(&count);
	struct str name = str_trim(str_cut(line, equals)), value = str_trim(str_skip(line, equals + 1));

	if (!line.len || line.ptr[0] == '#')
		return;
	if (equals == line.len || !name.len) {
		complain(c, origin, "not a line of the form 'key = value'");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (!str_eq_z(name, keys[i].name))
			continue;
		if (c->values[i].from_file) {
			complain(c, origin, "%s is set already at %s", keys[i].name, c->values[i].origin);
			return;
		}
		set(c, i, value, origin);
		c->values[i].from_file = true;
		return;
	}
	complain_unknown(c, origin, name);
}

static enum err
read_whole(struct arena *a, const char *path, struct str *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t n;
	char *p;

	if (fd < 0)
		return err_fail(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "could not open '%s': %s", path,
		    strerror(errno));
	p = arena_alloc(a, FILE_MAX + 1);
	while ((n = read(fd, p + len, FILE_MAX + 1 - len)) > 0 || (n < 0 && errno == EINTR))
		len += n > 0 ? (size_t)n : 0;
	if (n < 0) {
		int code = errno;
		close(fd);
		return err_fail(ERR_IO, "could not read '%s': %s", path, strerror(code));
	}
	close(fd);
	if (len > FILE_MAX)
		return err_fail(ERR_LIMIT, "'%s' is larger than %zu bytes", path, FILE_MAX);
	*out = str_n(p, len);
	return OK;
}

static enum err
read_file(struct config *c, const char *path)
{
	struct str rest, line;
	enum err err = read_whole(c->arena, path, &rest);
	int64_t number = 0;

	if (err)
		return err;
	if (str_starts(rest, STR("\xEF\xBB\xBF")))
		rest = str_skip(rest, 3);
	while (str_split(&rest, '\n', &line)) {
		line = str_trim(line);
		number++;
		if (line.len && line.ptr[0] != '#')
			read_line(c, line, arena_printf(c->arena, "%s:%lld", path, (long long)number));
	}
	return OK;
}

void
config_env_name(const char *key, char *out, size_t size)
{
	size_t n = (size_t)snprintf(out, size, "MERCER_%s", key);

	assert(n < size);
	for (char *p = out; *p; p++) {
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
		else if (*p == '.')
			*p = '_';
	}
}

static void
read_environment(struct config *c)
{
	size_t count;
	const struct config_key *keys = config_keys(&count);

	for (size_t i = 0; i < count; i++) {
		char name[ENV_NAME_MAX];
		const char *value;

		config_env_name(keys[i].name, name, sizeof(name));
		value = getenv(name);
		if (value)
			set(c, i, str_trim(str_of(value)), "environment");
	}
}

enum err
config_load(const char *path, struct config **out)
{
	struct arena *arena = arena_new();
	struct config *c = arena_new_of(arena, struct config);
	size_t count;
	const struct config_key *keys = config_keys(&count);
	enum err err = OK;

	c->arena = arena;
	c->values = arena_array(arena, struct value, count);
	buf_in_arena(&c->complaints, arena, BUF_LINE);
	for (size_t i = 0; i < count; i++)
		set(c, i, str_of(keys[i].fallback), "default");
	if (c->complaints.len)
		BUG("a default of conf_keys.c does not fit its own limits");
	if (path)
		err = read_file(c, path);
	if (!err) {
		read_environment(c);
		if (c->complaints.len)
			err = err_fail(ERR_INVALID, "%s", c->complaints.ptr);
	}
	if (err) {
		config_free(c);
		return err;
	}
	*out = c;
	return OK;
}

void
config_free(struct config *c)
{
	if (c)
		arena_free(c->arena);
}

/* Handlers ask by name for every request, so a name is found by its hash: open addressing, filled at the first
 * question. */
static size_t
index_of(const char *key)
{
	static unsigned short slots[SLOTS]; /* index + 1; 0: free */
	size_t count, at;
	const struct config_key *keys = config_keys(&count);

	assert(count < SLOTS / 2);
	for (size_t i = 0; !slots[SLOTS - 1] && i < count; i++) {
		for (at = str_hash(str_of(keys[i].name)) % (SLOTS - 1); slots[at]; at = (at + 1) % (SLOTS - 1))
			;
		slots[at] = (unsigned short)(i + 1);
	}
	slots[SLOTS - 1] = 1; /* filled */
	for (at = str_hash(str_of(key)) % (SLOTS - 1); slots[at]; at = (at + 1) % (SLOTS - 1))
		if (strcmp(key, keys[slots[at] - 1].name) == 0)
			return slots[at] - 1U;
	BUG("key is not in conf_keys.c");
}

static const struct value *
find(const struct config *c, const char *key, enum config_type type, enum config_type or_type)
{
	size_t i = index_of(key);
	const struct config_key *keys = config_keys(NULL);

	assert(keys[i].type == type || keys[i].type == or_type);
	return &c->values[i];
}

struct str
config_str(const struct config *c, const char *key)
{
	return find(c, key, CONFIG_STR, CONFIG_STR)->text;
}

const char *
config_z(const struct config *c, const char *key)
{
	return config_str(c, key).ptr; /* str_dup() ends it with NUL */
}

int64_t
config_i64(const struct config *c, const char *key)
{
	return find(c, key, CONFIG_I64, CONFIG_SIZE)->number;
}

bool
config_bool(const struct config *c, const char *key)
{
	return find(c, key, CONFIG_BOOL, CONFIG_BOOL)->number != 0;
}

int64_t
config_ms(const struct config *c, const char *key)
{
	return find(c, key, CONFIG_SECONDS_MS, CONFIG_SECONDS_MS)->number;
}

struct str
config_text(const struct config *c, size_t index)
{
	size_t count;

	config_keys(&count);
	assert(index < count);
	return c->values[index].text;
}

const char *
config_origin(const struct config *c, const char *key)
{
	return c->values[index_of(key)].origin;
}
