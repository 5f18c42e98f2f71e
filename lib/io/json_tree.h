/*
 * json_tree.h - JSON whose members are not known beforehand: rules of collections, maps by language.
 *
 * What has a shape is read with json_read().  Nodes live in the arena; texts are unescaped.
 */
#ifndef MERCER_JSON_TREE_H
#define MERCER_JSON_TREE_H

#include "lib/base/buf.h"

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };
struct json_node {
	enum json_type type;
	struct str name; /* in an object; else absent */
	struct str text; /* TEXT; NUMBER as it stands; BOOL: "true" or "false" */
	const struct json_node *first, *next; /* members or elements of ARRAY and OBJECT; next sibling */
	size_t count;    /* of them */
};
/* ERR_INVALID: not JSON, or a name twice in an object; ERR_LIMIT: deeper than JSON_DEPTH_MAX. */
enum err json_tree(struct arena *a, struct str text, const struct json_node **out) MUST_CHECK;
/* Member of an object; NULL: none, or `node` is NULL or no object. */
const struct json_node *json_at(const struct json_node *node, const char *name);
/* Text of a member; absent: none, or no text. */
struct str json_text(const struct json_node *node, const char *name);
/* Append it without blanks. */
void json_tree_write(struct buf *b, const struct json_node *node);

#endif
