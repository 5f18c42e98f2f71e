/*
 * mercer.h - what the subcommands of the operator's command share.
 *
 * One file per subcommand; main.c lists them.  A subcommand gets the configuration, an arena that lives as long as the
 * command, and its own arguments (argv[0] is its name).  It writes results to standard output, complaints to standard
 * error, and returns an exit status: EXIT_OK, EXIT_FAILED (said why), EXIT_USAGE.
 */
#ifndef MERCER_MERCER_H
#define MERCER_MERCER_H

#include "lib/base/arena.h"
#include "lib/base/conf.h"
#include "lib/io/cache.h"
#include "lib/io/db.h"

enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct app {
	struct config *config;
	const char *config_path; /* NULL: defaults and environment */
	struct arena *arena;
};

struct command {
	const char *name;
	const char *usage; /* arguments, "" for none */
	const char *doc;   /* one line */
	int (*fn)(struct app *app, int argc, char **argv);
};

int cmd_migrate(struct app *app, int argc, char **argv);
int cmd_import(struct app *app, int argc, char **argv);
int cmd_export(struct app *app, int argc, char **argv);
int cmd_tax(struct app *app, int argc, char **argv);
int cmd_feed(struct app *app, int argc, char **argv);
int cmd_demo(struct app *app, int argc, char **argv);
int cmd_index(struct app *app, int argc, char **argv);
int cmd_doctor(struct app *app, int argc, char **argv);
int cmd_account(struct app *app, int argc, char **argv);
int cmd_audit(struct app *app, int argc, char **argv);
int cmd_provider(struct app *app, int argc, char **argv);
int cmd_privacy(struct app *app, int argc, char **argv);
int cmd_retention(struct app *app, int argc, char **argv);
int cmd_staff(struct app *app, int argc, char **argv);
int cmd_config(struct app *app, int argc, char **argv);
int cmd_mail(struct app *app, int argc, char **argv);
int cmd_order(struct app *app, int argc, char **argv);
int cmd_outbox(struct app *app, int argc, char **argv);
int cmd_product(struct app *app, int argc, char **argv);
int cmd_category(struct app *app, int argc, char **argv);
int cmd_oauth(struct app *app, int argc, char **argv);
int cmd_shipping(struct app *app, int argc, char **argv);
int cmd_key(struct app *app, int argc, char **argv);
int cmd_payment(struct app *app, int argc, char **argv);
int cmd_ledger(struct app *app, int argc, char **argv);
int cmd_stock(struct app *app, int argc, char **argv);
int cmd_warehouse(struct app *app, int argc, char **argv);

/* "mercer: could not X: detail" on standard error; EXIT_FAILED. */
int app_failed(enum err err, const char *fmt, ...) PRINTF_LIKE(2, 3);
int app_usage(const char *name); /* prints its usage; EXIT_USAGE */
/* Connections of an account ("mercer": data; "migrate": schema and accounts), closed with the arena. */
struct db *app_db(struct app *app, const char *account);
/* memcached, closed with the arena: for what must be forgotten after a change. */
struct cache *app_cache(struct app *app);
void app_print_time(struct app *app, const char *label, struct time t);
struct list app_words(struct app *app, const char *text); /* "a b" -> list of struct str */
/* "mercer: email: Enter ...", a line per complaint, and "could not <what>"; EXIT_FAILED. */
int app_complain(const struct field_errors *errors, const char *what);
/* One line of standard input, without its end; absent: there was none.  Not shown when it is typed. */
struct str app_password(struct arena *a);
/* Keys that sign tokens, where there are none yet: part of migrate. */
void oauth_ensure_keys(struct app *app);
/* First item of a list key: the default locale or currency. */
struct str app_first(const struct app *app, const char *list_key);
/* Set by SIGTERM and SIGINT once app_catch_stop() was called: long commands end cleanly. */
void app_catch_stop(void);
extern volatile int app_stop;

#endif
