/*
 * fake.h - requests without a server: what nginx would send, through the real req_init() and route_dispatch().
 *
 *	struct fake f;
 *	fake_open(&f);
 *	fake_request(&f, &routes, "GET", "/product/x?page=2", "Origin: https://localhost:8443\nCookie: currency=USD", NULL);
 *	CU_ASSERT_EQUAL(f.r.resp.status, 200);
 *	CHECK_STR(fake_header(&f, "Location"), "/y");
 *	fake_close(&f);
 *
 * Configuration is that of the environment (MERCER_*) and the defaults.  Each request resets the arena of the one
 * before.
 */
#ifndef MERCER_FAKE_H
#define MERCER_FAKE_H

#include "lib/web/route.h"

#define FAKE_ENV_MAX 40

struct fake {
	struct app app;
	struct arena *arena;
	struct config *config;
	struct req r;
	char *env[FAKE_ENV_MAX + 1];
	size_t env_count;
};

/* Aborts when the configuration is wrong.  app.config is set; db, cache, i18n and templates are the caller's to add. */
void fake_open(struct fake *f);
void fake_close(struct fake *f);
/* `headers`: "Name: value" lines, or NULL.  A body of NULL is none. */
void fake_request(struct fake *f, const struct route_table *t, const char *method, const char *target,
    const char *headers, const char *body);
/* A header of the reply; absent if there is none. */
struct str fake_header(const struct fake *f, const char *name);

#endif
