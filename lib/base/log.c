/*
 * log.c - JSON lines, and the W3C trace context that ties them together.  See log.h.
 *
 * A line is put together in one static buffer and leaves in one write(2), so lines of several workers on one descriptor
 * (opened with O_APPEND, or a pipe up to PIPE_BUF) do not mix.
 */
#include "config.h"
#include "lib/base/log.h"
#include "lib/base/clock.h"
#include "lib/base/conf.h"
#include "lib/base/escape.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#define LINE_MAX_BYTES ((size_t)8 << 10)
#define TAIL_ROOM 32    /* for ,"cut":true}\n */
#define REQUEST_ID_MAX 128

static const char *const level_names[] = {
	[LOG_DEBUG] = "debug",
	[LOG_INFO] = "info",
	[LOG_WARN] = "warn",
	[LOG_ERROR] = "error",
	[LOG_FATAL] = "fatal",
};
static_assert(COUNT(level_names) == LOG__MAX, "a name for every level");

static struct {
	char module[64];
	enum log_level lowest;
	int fd;
	char request_id[REQUEST_ID_MAX + 1];
	struct trace trace;
} state = { .lowest = LOG_INFO, .fd = STDERR_FILENO };

static struct buf line = { .max = LINE_MAX_BYTES };
static struct buf scratch = { .max = 8 * LINE_MAX_BYTES };

static void
copy(char *out, size_t size, struct str s)
{
	s = str_cut(s, size - 1);
	if (s.len)
		memcpy(out, s.ptr, s.len);
	out[s.len] = '\0';
}

void
log_open(const char *module, enum log_level lowest, int fd)
{
	assert((unsigned)lowest < LOG__MAX);
	copy(state.module, sizeof(state.module), str_of(module));
	state.lowest = lowest;
	state.fd = fd < 0 ? STDERR_FILENO : fd;
}

enum err
log_level_of(struct str name, enum log_level *out)
{
	for (unsigned i = 0; i < COUNT(level_names); i++) {
		if (!str_eq_z(name, level_names[i]))
			continue;
		*out = (enum log_level)i;
		return OK;
	}
	return ERR_INVALID;
}

enum err
log_open_as_configured(const char *module, const struct config *c)
{
	static int current = STDERR_FILENO;
	const char *path = config_z(c, "log.path");
	enum log_level level;
	enum err err = log_level_of(config_str(c, "log.level"), &level);
	int fd;

	if (err || path[0] == '\0')
		return err;
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	if (fd < 0)
		return err_fail(ERR_IO, "could not open log '%s': %s", path, strerrordesc_np(errno));
	log_open(module, level, fd);
	if (current != STDERR_FILENO)
		close(current);
	current = fd;
	return OK;
}

void
log_request(struct str request_id, const struct trace *trace)
{
	copy(state.request_id, sizeof(state.request_id), request_id);
	state.trace = trace ? *trace : (struct trace){ 0 };
}

/* Leave out what follows the last whole code point. */
static struct str
cut_text(struct str s, size_t len)
{
	if (s.len <= len)
		return s;
	while (len && ((unsigned char)s.ptr[len] & 0xC0) == 0x80)
		len--;
	return str_cut(s, len);
}

/* Append "value", shortened until it fits into `room`; true when it was cut. */
static bool
add_text(struct str value, size_t room)
{
	struct str s = cut_text(value, MIN(room, LINE_MAX_BYTES));

	for (;;) {
		buf_clear(&scratch);
		escape_json(&scratch, s);
		if (scratch.len <= room)
			break;
		s = cut_text(s, s.len - MAX((scratch.len - room) / 6, (size_t)1));
	}
	buf_char(&line, '"');
	buf_str(&line, buf_view(&scratch));
	buf_char(&line, '"');
	return s.len < value.len;
}

/* Append one member; false when it had to be cut or left out. */
static bool
add_field(const struct log_field *f)
{
	size_t needed = strlen(f->name) + 32; /* quotes, comma, colon, a number */
	size_t room = LINE_MAX_BYTES - TAIL_ROOM;

	if (line.len + needed > room)
		return false;
	if (f->type == LOG_FIELD_STR && !f->str.ptr)
		return true; /* absent says nothing */
	buf_printf(&line, ",\"%s\":", f->name);
	switch (f->type) {
	case LOG_FIELD_I64:
		buf_i64(&line, f->i64);
		return true;
	case LOG_FIELD_BOOL:
		buf_z(&line, f->i64 ? "true" : "false");
		return true;
	case LOG_FIELD_STR:
		return !add_text(f->str, room - line.len - 2);
	}
	BUG("field type");
}

static void
add_head(enum log_level level, const char *event)
{
	buf_lit(&line, "{\"time\":\"");
	time_rfc3339(&line, clock_now());
	buf_printf(&line, "\",\"level\":\"%s\",\"event\":\"%s\",\"pid\":%ld", level_names[level], event,
	    (long)getpid());
	if (state.module[0])
		add_field(&(struct log_field){ .name = "module", .type = LOG_FIELD_STR, .str = str_of(state.module) });
	if (state.request_id[0])
		add_field(&(struct log_field){
		    .name = "request_id", .type = LOG_FIELD_STR, .str = str_of(state.request_id) });
	if (state.trace.trace_id[0])
		buf_printf(&line, ",\"trace_id\":\"%s\",\"span_id\":\"%s\"", state.trace.trace_id, state.trace.span_id);
}

void
log_write(enum log_level level, const char *event, const struct log_field *fields)
{
	int saved = errno;
	bool cut = false;
	ssize_t n;

	assert((unsigned)level < LOG__MAX);
	if (level < state.lowest)
		return;
	buf_clear(&line);
	add_head(level, event);
	for (const struct log_field *f = fields; f->name; f++)
		if (!add_field(f))
			cut = true;
	if (cut)
		buf_lit(&line, ",\"cut\":true");
	buf_lit(&line, "}\n");
	assert(!line.failed);
	do
		n = write(state.fd, line.ptr, line.len);
	while (n < 0 && errno == EINTR);
	errno = saved; /* nothing sensible can be done about a log that cannot be written */
}

static bool
is_lower_hex(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!((s.ptr[i] >= '0' && s.ptr[i] <= '9') || (s.ptr[i] >= 'a' && s.ptr[i] <= 'f')))
			return false;
	return true;
}

static bool
is_all_zero(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] != '0')
			return false;
	return true;
}

enum err
trace_parse(struct str header, struct trace *out)
{
	struct str version = str_cut(header, 2), trace_id = str_cut(str_skip(header, 3), 32);
	struct str span_id = str_cut(str_skip(header, 36), 16), flags = str_cut(str_skip(header, 53), 2);
	struct trace t = { 0 };
	uint64_t bits;

	if (header.len < 55 || header.ptr[2] != '-' || header.ptr[35] != '-' || header.ptr[52] != '-')
		return ERR_INVALID;
	if (!is_lower_hex(version) || str_eq(version, STR("ff")))
		return ERR_INVALID;
	/* A later version may append fields, which we do not need to understand. */
	if (header.len > 55 && (str_eq(version, STR("00")) || header.ptr[55] != '-'))
		return ERR_INVALID;
	if (!is_lower_hex(trace_id) || is_all_zero(trace_id) || !is_lower_hex(span_id) || is_all_zero(span_id) ||
	    !is_lower_hex(flags) || str_to_u64_hex(flags, &bits))
		return ERR_INVALID;
	copy(t.trace_id, sizeof(t.trace_id), trace_id);
	copy(t.span_id, sizeof(t.span_id), span_id);
	t.sampled = bits & 1;
	*out = t;
	return OK;
}

/* `bytes` random bytes as hex digits, never all zero. */
static void
random_hex(char *out, size_t bytes)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char raw[16];
	ssize_t n;

	assert(bytes <= sizeof(raw));
	do
		n = getrandom(raw, bytes, 0);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)bytes)
		abort();
	raw[0] |= (unsigned char)(raw[0] == 0);
	for (size_t i = 0; i < bytes; i++) {
		out[2 * i] = digits[raw[i] >> 4];
		out[2 * i + 1] = digits[raw[i] & 15];
	}
	out[2 * bytes] = '\0';
}

void
trace_new(const struct trace *parent, struct trace *out)
{
	struct trace t = { .sampled = true };

	if (parent && parent->trace_id[0])
		t = *parent;
	else
		random_hex(t.trace_id, 16);
	random_hex(t.span_id, 8);
	*out = t;
}

void
trace_header(const struct trace *t, char out[56])
{
	snprintf(out, 56, "00-%.32s-%.16s-%02d", t->trace_id, t->span_id, t->sampled);
}
