/*
 * conf.h - one configuration file, environment overrides, unknown keys refused.
 *
 * File: "key = value" per line, '#' comments, blank lines; sections are part of the key ("db.socket").  A key may be
 * overridden by the environment: MERCER_DB_SOCKET for db.socket.  What keys exist is one table (conf_keys.c), with
 * type, default, limits and a line of doc each; a key that is not in it, or a value that does not fit, stops the start
 * with file:line and what would be right.  `mercer config` prints the table with the values in force and where each is
 * from.
 *
 *	struct config *c;
 *	err = config_load("mercer.conf", &c);
 *	... config_str(c, "db.socket") ...
 *
 * Look values up at start and keep them: a look-up walks the table.
 */
#ifndef MERCER_CONF_H
#define MERCER_CONF_H

#include "lib/base/str.h"

struct config;

struct shape_format;

enum config_type {
	CONFIG_STR,
	CONFIG_I64,
	CONFIG_SIZE,       /* bytes: "4096", "64k", "16M", "1G" (powers of 1024); read with config_i64() */
	CONFIG_BOOL,       /* yes/no, true/false, on/off, 1/0 */
	CONFIG_SECONDS_MS, /* "250ms", "10s", "5m", "1h", "7d", "0": stored as ms */
};
struct config_key {
	const char *name;
	enum config_type type;
	/* default, as it would stand in the file; a text with a default other than "" cannot be emptied */
	const char *fallback;
	int64_t min, max;     /* numbers and durations (ms) */
	const char *doc;
	bool secret;          /* `mercer config` and complaints show *** */
	bool list;            /* CONFIG_STR: items separated by commas, each checked */
	const char *choices;  /* CONFIG_STR: "debug|info|warn"; NULL: any text */
	const struct shape_format *format; /* CONFIG_STR: what text it must be; NULL: any */
};
/* The table.  Order is that of the documentation. */
const struct config_key *config_keys(size_t *count);
/* "db.socket" -> "MERCER_DB_SOCKET". */
void config_env_name(const char *key, char *out, size_t size);

/* Read `path` (NULL: defaults and environment only).  ERR_INVALID with the whole list of complaints as detail;
 * ERR_NOT_FOUND: no such file. */
enum err config_load(const char *path, struct config **out) MUST_CHECK;
void config_free(struct config *c);
/* Getters assert that the key exists in the table with that type. */
struct str config_str(const struct config *c, const char *key);
const char *config_z(const struct config *c, const char *key);
int64_t config_i64(const struct config *c, const char *key);
bool config_bool(const struct config *c, const char *key);
int64_t config_ms(const struct config *c, const char *key);
/* "10s" as milliseconds, for durations in lists. */
enum err config_duration(struct str text, int64_t *ms) MUST_CHECK;
/* The value of key number `index` of the table as text, whatever its type: for `mercer config`. */
struct str config_text(const struct config *c, size_t index);
/* "default", "mercer.conf:12" or "environment". */
const char *config_origin(const struct config *c, const char *key);

#endif
