/*
 * conf.h - one configuration file, environment overrides, unknown keys refused.
 *
 * File: "key = value" per line, '#' comments, blank lines; sections are part of the key ("db.socket").  A key may be
 * overridden by the environment: MERCER_DB_SOCKET for db.socket.  What keys exist is one table (lib/base/conf.c), with type,
 * default, limits and a line of doc each; a key that is not in it, or a value that does not fit, stops the start with
 * file:line and what would be right.  `mercer config` prints the table with the values in force and where each is from.
 *
 *	struct config *c;  config_load("mercer.conf", &c);  config_str(c, "db.socket");
 */
#ifndef MERCER_CONF_H
#define MERCER_CONF_H

#include "lib/base/str.h"

struct config;

enum config_type { CONFIG_STR, CONFIG_I64, CONFIG_BOOL, CONFIG_SECONDS_MS /* "250ms", "10s", "5m": stored as ms */ };
struct config_key {
	const char *name;
	enum config_type type;
	const char *fallback; /* default, as it would stand in the file */
	int64_t min, max;     /* numbers and durations */
	bool secret;          /* `mercer config` shows *** */
	const char *doc;
};
const struct config_key *config_keys(size_t *count);

/* Read `path` (NULL: defaults and environment only).  ERR_INVALID with the whole list of complaints as detail. */
enum err config_load(const char *path, struct config **out) MUST_CHECK;
void config_free(struct config *c);
/* Getters assert that the key exists in the table with that type. */
struct str config_str(const struct config *c, const char *key);
const char *config_z(const struct config *c, const char *key);
int64_t config_i64(const struct config *c, const char *key);
bool config_bool(const struct config *c, const char *key);
int64_t config_ms(const struct config *c, const char *key);
/* "default", "file:12" or "environment". */
const char *config_origin(const struct config *c, const char *key);

#endif
