/*
 * route_match.h - internal to route*.c: patterns as a tree of path segments.
 *
 * Built once per table.  A literal segment wins over a {name}; if it leads nowhere, the {name} is tried.
 */
#ifndef MERCER_ROUTE_MATCH_H
#define MERCER_ROUTE_MATCH_H

#include "lib/web/route.h"

#define ROUTE_METHODS 7 /* bits of enum method */

struct route_match {
	const struct route *route; /* NULL: none for this method */
	unsigned allow;            /* methods that the path has; 0: no such path */
	struct str params[REQ_PARAMS_MAX];
	size_t param_count;
};

struct route_tree;
/* Aborts with a message when a pattern is malformed or stands there twice. */
struct route_tree *route_tree_new(const struct route_table *t);
void route_tree_free(struct route_tree *tree);
/* HEAD finds GET's route. */
struct route_match route_tree_find(const struct route_tree *tree, struct str path, enum method method);
/* "GET, HEAD, OPTIONS" */
struct str route_allow(struct arena *a, unsigned methods);

#endif
