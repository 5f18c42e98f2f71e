/*
 * people.h - what the tests about people share: an environment as a worker has it, and what was sent.
 *
 * Addresses are new in every test (people_address), so that suites need not empty the tables.
 */
#ifndef MERCER_TEST_SHOP_PEOPLE_H
#define MERCER_TEST_SHOP_PEOPLE_H

#include "lib/shop/account.h"
#include "lib/shop/audit.h"
#include "t/lib/shop/fixture.h"

#define GOOD_PASSWORD STR("a quiet lantern above the harbour")
#define OTHER_PASSWORD STR("seven grey pebbles under snow")

struct people {
	struct fixture f;
	struct who who;
	struct account_env env;
	struct field_errors errors;
};
/* As the module `account`: its rights are those that the statements need.  A network of its own. */
void people_open(struct people *p);
void people_open_as(struct people *p, const char *account);
void people_close(struct people *p);
/* A connection of its own after fork(). */
void people_reconnect(struct people *p, const char *account);

struct str people_address(struct people *p, const char *name); /* "name.xxxxxxxx@example.org" */
/* Registered and confirmed. */
struct account people_customer(struct people *p, struct str email, struct str password);
/* The secrets of the newest event of this type and object: "link" or "to"; absent: no such event, or none in it. */
struct str people_sent(struct people *p, const char *type, struct str object, const char *member);
int64_t people_events(struct people *p, const char *type, struct str object);
int64_t people_audits(struct people *p, enum audit_outcome outcome, const char *event, struct str object);
struct account people_account(struct people *p, struct str email);
/* Fork n processes that call fn(p, payload) on a connection each, at once; how many of them got `wanted`. */
int people_race(
    struct people *p, int n, enum err (*fn)(struct people *p, void *payload), void *payload, enum err wanted);
/* The number that solves a puzzle of lib/shop/puzzle.c. */
struct str people_solve(struct people *p, struct str puzzle);

#endif
