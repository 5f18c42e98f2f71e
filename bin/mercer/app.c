/* app.c - what the subcommands share: complaints, connections, files, stopping. */
#include "bin/mercer/mercer.h"
#include "lib/base/buf.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <termios.h>
#include <unistd.h>

#define PASSWORD_BYTES 1024

volatile int app_stop;

int
app_failed(enum err err, const char *fmt, ...)
{
	va_list ap;

	fputs("mercer: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, ": %s\n", err_detail()[0] ? err_detail() : err_name(err));
	err_clear();
	return EXIT_FAILED;
}

/* The number of a message, if it has one, stands where %lld is. */
static void
print_message(const struct field_error *e)
{
	struct str rest = e->message;

	for (; rest.len; rest = str_skip(rest, 1)) {
		if (str_starts(rest, STR("%lld"))) {
			fprintf(stderr, "%lld", (long long)e->limit.value);
			rest = str_skip(rest, strlen("lld"));
		} else {
			fputc(rest.ptr[0], stderr);
		}
	}
}

int
app_complain(const struct field_errors *errors, const char *what)
{
	for (size_t i = 0; i < errors->count; i++) {
		fprintf(stderr, "mercer: %.*s: ", STR_ARG(errors->items[i].name));
		print_message(&errors->items[i]);
		fputc('\n', stderr);
	}
	fprintf(stderr, "mercer: could not %s\n", what);
	err_clear();
	return EXIT_FAILED;
}

/* At a terminal nobody sees what is typed. */
struct str
app_password(struct arena *a)
{
	char line[PASSWORD_BYTES + 2];
	bool terminal = isatty(STDIN_FILENO);
	struct termios as_it_was, silent;
	struct str s = STR_ABSENT, copy;

	if (terminal && tcgetattr(STDIN_FILENO, &as_it_was) == 0) {
		silent = as_it_was;
		silent.c_lflag &= ~(tcflag_t)ECHO;
		fputs("Password: ", stderr);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	}
	if (fgets(line, sizeof(line), stdin))
		s = str_of(line);
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &as_it_was);
		fputc('\n', stderr);
	}
	while (s.len && (s.ptr[s.len - 1] == '\n' || s.ptr[s.len - 1] == '\r'))
		s.len--;
	copy = str_dup(a, s);
	explicit_bzero(line, sizeof(line));
	return copy;
}

static void
close_db(void *db)
{
	db_free(db);
}

struct db *
app_db(struct app *app, const char *account)
{
	struct db *db = db_new(app->config, account);

	arena_defer(app->arena, close_db, db);
	return db;
}

struct str
app_first(const struct app *app, const char *list_key)
{
	struct str rest = config_str(app->config, list_key), first = STR_ABSENT;

	str_split(&rest, ',', &first);
	return str_trim(first);
}

static void
on_stop(int signal UNUSED)
{
	app_stop = 1;
}

void
app_catch_stop(void)
{
	struct sigaction action = { .sa_handler = on_stop };

	/* No SA_RESTART: a sleep ends at once. */
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
}
