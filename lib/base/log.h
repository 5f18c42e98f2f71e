/*
 * log.h - one JSON object per line on a file descriptor (stderr by default), written with one write(2).
 *
 *	log_event(LOG_INFO, "cache.down", log_str("server", s), log_i64("failures", n));
 *
 * Every line has time (RFC 3339 UTC), level, event, pid, module, and, inside a request, request_id and trace_id/span_id
 * (W3C traceparent).  Values are JSON-escaped, so CR and LF cannot forge a line.  Lines are cut at 8 kB.
 * Library code logs at debug only; main programs and the dispatch loop log, once per event.
 * Secrets have a type of their own (struct secret in lib/io/crypto.h) that has no log_ function.
 */
#ifndef MERCER_LOG_H
#define MERCER_LOG_H

#include "lib/base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_FATAL, LOG__MAX };

struct log_field {
	const char *name; /* NULL ends the list */
	enum { LOG_FIELD_I64, LOG_FIELD_STR, LOG_FIELD_BOOL } type;
	int64_t i64;
	struct str str;
};
static inline struct log_field log_i64(const char *name, int64_t v)
{ return (struct log_field){ .name = name, .type = LOG_FIELD_I64, .i64 = v }; }
static inline struct log_field log_str(const char *name, struct str v)
{ return (struct log_field){ .name = name, .type = LOG_FIELD_STR, .str = v }; }
static inline struct log_field log_z(const char *name, const char *v)
{ return (struct log_field){ .name = name, .type = LOG_FIELD_STR, .str = str_of(v) }; }
static inline struct log_field log_bool(const char *name, bool v)
{ return (struct log_field){ .name = name, .type = LOG_FIELD_BOOL, .i64 = v }; }

/* W3C Trace Context (traceparent version 00). */
struct trace {
	char trace_id[33]; /* 32 lower-case hex digits, "" = none */
	char span_id[17];  /* 16 */
	bool sampled;
};
/* Parse a traceparent header; ERR_INVALID: ignore it and start a new trace. */
enum err trace_parse(struct str header, struct trace *out) MUST_CHECK;
/* A child of `parent` (new span id), or a new trace when parent is NULL.  Random by getrandom(2). */
void trace_new(const struct trace *parent, struct trace *out);
void trace_header(const struct trace *t, char out[56]); /* "00-...-...-01" */

/* Name in "module", lowest level written, descriptor (-1 keeps stderr). */
void log_open(const char *module, enum log_level lowest, int fd);
/* "debug", "info", "warn", "error", "fatal"; ERR_INVALID: none of them. */
enum err log_level_of(struct str name, enum log_level *out) MUST_CHECK;
/* log_open() with log.level and log.path; without a path it stays with standard error.  Called again, it opens the file
 * anew (rotation) and closes the one before.  ERR_INVALID, ERR_IO. */
struct config;
enum err log_open_as_configured(const char *module, const struct config *c) MUST_CHECK;
/* Identifies the lines of one request; "" leaves it.  The strings are copied. */
void log_request(struct str request_id, const struct trace *trace);

/* The first element only lets the list of fields be empty. */
#define log_event(level, event, ...) \
	log_write((level), (event), (const struct log_field[]){ { .name = "" }, ##__VA_ARGS__, { 0 } } + 1)
void log_write(enum log_level level, const char *event, const struct log_field *fields);

#endif
