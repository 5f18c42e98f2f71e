/*
 * hello.c - the yardstick of ./dev bench: the least that a FastCGI program can do for a reply of N bytes.
 *
 *	hello SOCKET WORKERS
 *
 * GET /…?N answers N bytes of text/html (at most 4 MiB) with the headers that a shop page has.  Plain libfcgi in
 * preforked processes, nothing between accept and reply; behind the same nginx it shows what nginx, TLS and FastCGI
 * cost by themselves.
 * An idle kept connection pins its process here, so there must be more processes than nginx keeps connections.
 */
#include <fcgiapp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BYTES_MAX (4 << 20)

static void
serve(int fd, const char *body)
{
	FCGX_Request r;

	if (FCGX_Init() || FCGX_InitRequest(&r, fd, 0))
		exit(1);
	while (FCGX_Accept_r(&r) == 0) {
		const char *query = FCGX_GetParam("QUERY_STRING", r.envp);
		long bytes = query ? strtol(query, NULL, 10) : 0;

		if (bytes < 0 || bytes > BYTES_MAX)
			bytes = 0;
		FCGX_FPrintF(r.out,
		    "Status: 200\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: public, max-age=0, s-maxage=60\r\n"
		    "ETag: \"0123456789abcdef\"\r\nContent-Length: %ld\r\n\r\n",
		    bytes);
		FCGX_PutStr(body, (int)bytes, r.out);
		FCGX_Finish_r(&r);
	}
}

int
main(int argc, char **argv)
{
	char *body;
	int fd;
	long workers;

	if (argc != 3 || (workers = strtol(argv[2], NULL, 10)) < 1 || workers > 1000) {
		fprintf(stderr, "usage: hello SOCKET WORKERS\n");
		return 2;
	}
	if (!(body = malloc(BYTES_MAX)))
		return 1;
	memset(body, 'x', BYTES_MAX);
	umask(0117);
	if ((fd = FCGX_OpenSocket(argv[1], 511)) < 0) {
		perror(argv[1]);
		return 1;
	}
	for (long i = 0; i < workers; i++)
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			serve(fd, body);
			_exit(0);
		}
	while (wait(NULL) > 0)
		;
	return 0;
}
