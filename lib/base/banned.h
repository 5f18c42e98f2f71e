/*
 * banned.h - functions that have no safe use here become compile errors.
 *
 * What to call instead: strings -> str.h and buf.h; numbers -> str_to_i64(); time -> clock.h.
 * t/check bans more by layer (malloc outside base and io, mysql_* outside db.c ...).
 */
#ifndef MERCER_BANNED_H
#define MERCER_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* With _FORTIFY_SOURCE and clang these are macros, which cannot be poisoned. */
#undef sprintf
#undef vsprintf
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok atoi atol atof
#pragma GCC poison gmtime localtime asctime ctime tmpnam mktemp rand srand

#endif
