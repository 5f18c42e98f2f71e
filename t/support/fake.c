/* fake.c - requests without a server.  See fake.h. */
#include "t/support/fake.h"

#include <assert.h>

void
fake_open(struct fake *f)
{
	memset(f, 0, sizeof(*f));
	f->arena = arena_new();
	if (config_load(NULL, &f->config))
		BUG(err_detail());
	f->app.config = f->config;
}

void
fake_close(struct fake *f)
{
	arena_free(f->arena);
	config_free(f->config);
}

static void
add(struct fake *f, const char *name, struct str value)
{
	assert(f->env_count < FAKE_ENV_MAX);
	f->env[f->env_count++] = arena_printf(f->arena, "%s=%.*s", name, STR_ARG(value));
	f->env[f->env_count] = NULL;
}

/* "If-None-Match: x" -> HTTP_IF_NONE_MATCH=x, as CGI has it. */
static void
add_header(struct fake *f, struct str line)
{
	struct str name;
	char *key;

	(void)str_split(&line, ':', &name);
	key = arena_printf(f->arena, "HTTP_%.*s", STR_ARG(name));
	for (char *c = key; *c; c++)
		*c = *c == '-' ? '_' : (char)(*c >= 'a' && *c <= 'z' ? *c - 32 : *c);
	add(f, strcmp(key, "HTTP_CONTENT_TYPE") == 0 ? "CONTENT_TYPE" : key, str_trim(line));
}

void
fake_request(struct fake *f, const struct route_table *t, const char *method, const char *target, const char *headers,
    const char *body)
{
	struct str rest = str_of(headers), line;
	enum err err;

	memset(&f->r, 0, sizeof(f->r));
	arena_reset(f->arena);
	err_clear();
	f->env_count = 0;
	add(f, "REQUEST_METHOD", str_of(method));
	add(f, "REQUEST_URI", str_of(target));
	add(f, "REMOTE_ADDR", STR("192.0.2.1"));
	add(f, "REQUEST_ID", STR("0123456789abcdef0123456789abcdef"));
	while (str_split(&rest, '\n', &line))
		add_header(f, line);
	err = req_init(&f->r, &f->app, f->arena, f->env, str_of(body));
	if (err)
		route_error(&f->r, err == ERR_LIMIT ? 413 : err == ERR_UNSUPPORTED ? 501 : 400, NULL);
	else
		route_dispatch(t, &f->r);
}

struct str
fake_header(const struct fake *f, const char *name)
{
	for (size_t i = 0; i < f->r.resp.header_count; i++)
		if (strcmp(f->r.resp.headers[i].name, name) == 0)
			return f->r.resp.headers[i].value;
	return STR_ABSENT;
}
