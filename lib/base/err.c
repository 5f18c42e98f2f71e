/* err.c - result names and the process's one detail slot.  See err.h. */
#include "lib/base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <unistd.h>

#define DETAIL_MAX 4096

static char detail[DETAIL_MAX];

static const char *const names[] = {
	[OK] = "ok",
	[ERR_INVALID] = "invalid",
	[ERR_NOT_FOUND] = "not_found",
	[ERR_GONE] = "gone",
	[ERR_DENIED] = "denied",
	[ERR_CONFLICT] = "conflict",
	[ERR_PRECONDITION] = "precondition",
	[ERR_LIMIT] = "limit",
	[ERR_BUSY] = "busy",
	[ERR_TIMEOUT] = "timeout",
	[ERR_UNAVAILABLE] = "unavailable",
	[ERR_UNCERTAIN] = "uncertain",
	[ERR_UNSUPPORTED] = "unsupported",
	[ERR_DB] = "db",
	[ERR_IO] = "io",
	[ERR_INTERNAL] = "internal",
};
static_assert(COUNT(names) == ERR__MAX, "a name for every err");

const char *
err_name(enum err err)
{
	assert((unsigned)err < ERR__MAX);
	return names[err];
}

enum err
err_fail_at(const char *file, int line, enum err err, const char *fmt, ...)
{
	char text[DETAIL_MAX]; /* apart from `detail`, which the arguments may point into */
	va_list ap;
	int n;

	assert(err != OK && (unsigned)err < ERR__MAX);
	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(text) && /* cut where it ends */
	    snprintf(text + n, sizeof(text) - (size_t)n, " [%s:%d]%s%s", file, line, detail[0] ? "; " : "", detail) < 0)
		text[n] = '\0';
	memcpy(detail, text, sizeof(detail));
	return err;
}

void
bug_at(const char *file, int line, const char *why)
{
	char text[256];
	int n = snprintf(text, sizeof(text),
	    "{\"level\":\"fatal\",\"event\":\"bug\",\"why\":\"%s\",\"at\":\"%s:%d\"}\n",
	    why, file, line);

	if (n > 0 && write(STDERR_FILENO, text, MIN((size_t)n, sizeof(text) - 1)) < 0)
		abort();
	abort();
}

const char *
err_detail(void)
{
	return detail;
}

void
err_clear(void)
{
	detail[0] = '\0';
}
