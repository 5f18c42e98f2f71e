/* serve_parts.h - parts of the serving loop that know nothing of libfcgi; included by serve*.c alone. */
#ifndef MERCER_SERVE_PARTS_H
#define MERCER_SERVE_PARTS_H

#include "lib/web/pool_board.h"
#include "lib/web/serve.h"

/* serve_stats.c: tell the scoreboard that a request is known, and that its reply is out; the slow log. */
void serve_note_start(struct serve *s, const struct req *r);
void serve_note_end(struct serve *s, const struct req *r);

/* serve_write.c: the whole reply to request `id`, with the end of the request.  False: the peer is gone; errno says
 * how. */
bool serve_write(int fd, int id, struct str head, struct str body) MUST_CHECK;

#endif
