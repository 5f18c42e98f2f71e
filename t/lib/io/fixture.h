/*
 * fixture.h - what the tests of lib/io share: the private servers' configuration, a database, small helpers.
 *
 * The servers are started by t/support/servers (make check does); without MERCER_DB_SOCKET the suites that need them
 * fail.
 */
#ifndef MERCER_T_IO_FIXTURE_H
#define MERCER_T_IO_FIXTURE_H

#include "lib/base/conf.h"
#include "t/support/suite.h"

struct db;

/* Configuration of the private servers; `extra` is NAME=VALUE settings for the environment, ended by NULL. */
struct config *fixture_config(const char *const *extra);
/* A connection that may do everything in an empty scratch schema with the tables of fixture.c. */
struct db *fixture_db(void);

#define CHECK_ERR(actual, expected) \
	CU_assertImplementation( \
	    fixture_err((actual), (expected)), __LINE__, #actual " == " #expected, __FILE__, "", CU_FALSE)
/* Equality of results that shows both and the detail when it fails; forgets the detail. */
bool fixture_err(enum err actual, enum err expected);

#endif
