/*
 * blocklist.h - passwords that are tried first, as a Bloom filter: it never misses one, and refuses a good one once in
 * a million.
 *
 * The file is made at build time by bin/blocklist from word lists of leaked and common passwords (Debian packages
 * john-data, ncrack), and mapped into memory that all workers share.  Words are compared folded: lower case, and the
 * usual disguises undone ("P@ssw0rd" is "password").
 *
 * File: 8 bytes "MBLOOM1\n", number of hashes and number of words (4 bytes each, little endian), number of bits (8
 * bytes), the bits.
 */
#ifndef MERCER_SHOP_BLOCKLIST_H
#define MERCER_SHOP_BLOCKLIST_H

#include "lib/base/buf.h"

struct blocklist;

/* Stays mapped until blocklist_close().  ERR_NOT_FOUND, ERR_INVALID: no such file, not one of ours. */
enum err blocklist_open(const char *path, struct blocklist **out) MUST_CHECK;
void blocklist_close(struct blocklist *b); /* NULL is accepted */
/* `folded`: by blocklist_fold(). */
bool blocklist_has(const struct blocklist *b, struct str folded);
int64_t blocklist_count(const struct blocklist *b);

/* Lower case, disguises undone.  Text that is not UTF-8 gives an empty one. */
struct str blocklist_fold(struct arena *a, struct str word);

/* The generator's side: a filter in the arena for so many words; its file's bytes. */
struct blocklist *blocklist_new(struct arena *a, size_t words);
void blocklist_add(struct blocklist *b, struct str folded);
struct str blocklist_file(const struct blocklist *b);

#endif
