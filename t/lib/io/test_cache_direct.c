/* Tests of lib/io/cache_direct.c: memcached's protocol over one unix socket. */
#include "t/lib/io/fixture.h"
#include "lib/base/clock.h"
#include "lib/io/cache_direct.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* A byte at a time, two values in another order than asked, and one that has line ends in it. */
static void
test_cache_direct__answer_in_pieces(void)
{
	static const char answer[] = "VALUE second 0 9\r\nEND\r\nEND\r\r\nVALUE first 0 0\r\n\r\nEND\r\n";
	const struct str keys[] = { STR("first"), STR("second"), STR("third") };
	struct direct d = { .path = "/none", .timeout_us = US_PER_S, .fd = -1 };
	struct arena *a = arena_new();
	struct str values[3];
	int fds[2];

	CU_ASSERT_FATAL(!socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	d.fd = fds[0];
	if (fork() == 0) {
		char request[64];
		close(fds[0]);
		if (read(fds[1], request, sizeof(request)) != sizeof("get first second third\r\n") - 1)
			_exit(1);
		for (size_t i = 0; i < sizeof(answer) - 1; i++)
			if (write(fds[1], answer + i, 1) != 1 || usleep(200))
				_exit(1);
		_exit(0);
	}
	close(fds[1]);
	CU_ASSERT(direct_get(&d, a, keys, 3, values));
	CU_ASSERT(str_eq_z(values[0], "") && !str_is_absent(values[0]));
	CHECK_STR(values[1], "END\r\nEND\r");
	CU_ASSERT(str_is_absent(values[2]));
	wait(NULL);
	/* Closed by the other side, and nobody at the path. */
	CU_ASSERT(!direct_get(&d, a, keys, 3, values));
	direct_reset(&d);
	arena_free(a);
}

SUITE(cache_direct, { "answer in pieces", test_cache_direct__answer_in_pieces });
