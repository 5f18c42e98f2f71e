/* The HTTPS client against a server of ours in a child: what it takes, and what it refuses. */
#include "lib/io/http.h"
#include "t/lib/io/fixture.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct server {
	pid_t pid;
	int port;
};

/* By the path: what kind of reply. */
static void
serve(int client)
{
	char text[8192], big[4096];
	ssize_t n = read(client, text, sizeof(text) - 1);
	const char *reply = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

	if (n <= 0)
		return;
	text[n] = '\0';
	if (strstr(text, "POST ") && str_ends(str_of(text), STR("\r\n\r\n"))) { /* the body comes by itself */
		ssize_t more = read(client, text + n, sizeof(text) - 1 - (size_t)n);
		text[n + MAX(more, (ssize_t)0)] = '\0';
	}
	if (strstr(text, " /ok "))
		reply =
		    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-One: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
	else if (strstr(text, "POST /post ") && strstr(text, "X-Mine: yes") && strstr(text, "\r\n\r\na=b"))
		reply = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
	else if (strstr(text, " /redirect "))
		reply = "HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
	else if (strstr(text, " /slow "))
		sleep(3);
	else if (strstr(text, " /cut "))
		reply = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nshort";
	if (strstr(text, " /endless ")) {
		memset(big, 'x', sizeof(big));
		reply = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
		n = write(client, reply, strlen(reply));
		while (write(client, big, sizeof(big)) > 0)
			;
		return;
	}
	n = write(client, reply, strlen(reply));
}

static struct server
start(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	struct server s;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	CU_ASSERT_EQUAL_FATAL(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	CU_ASSERT_EQUAL_FATAL(listen(fd, 8), 0);
	getsockname(fd, (struct sockaddr *)&address, &len);
	s.port = ntohs(address.sin_port);
	s.pid = fork();
	if (s.pid == 0) {
		signal(SIGPIPE, SIG_IGN);
		for (;;) {
			int client = accept(fd, NULL, NULL);
			if (client < 0)
				_exit(1);
			serve(client);
			close(client);
		}
	}
	close(fd);
	return s;
}

static void
stop(struct server s)
{
	kill(s.pid, SIGKILL);
	waitpid(s.pid, NULL, 0);
}

static struct http *
client(const char *allow_private)
{
	struct config *c;
	struct http *h;

	setenv("MERCER_HTTP_ALLOW_PRIVATE", allow_private, 1);
	setenv("MERCER_HTTP_TIMEOUT", "500ms", 1);
	CU_ASSERT_EQUAL(config_load(NULL, &c), OK);
	h = http_new(c);
	config_free(c);
	unsetenv("MERCER_HTTP_ALLOW_PRIVATE");
	unsetenv("MERCER_HTTP_TIMEOUT");
	return h;
}

static enum err
get(struct http *h, struct arena *a, int port, const char *path, struct http_reply *out)
{
	struct http_request q = { .url = str_printf(a, "http://127.0.0.1:%d%s", port, path), .max = 10000 };

	return http_send(h, a, &q, out);
}

static void
test_http__replies(void)
{
	static const char *const headers[] = { "X-Mine: yes", NULL },
				 *const evil[] = { "X-Mine: yes\r\nX-Other: no", NULL };
	struct arena *a = arena_new();
	struct server s = start();
	struct http *h = client("yes");
	struct http_reply r;
	struct http_request post = {
		.url = str_printf(a, "http://127.0.0.1:%d/post", s.port), .headers = headers, .body = STR("a=b")
	};

	CU_ASSERT_EQUAL(get(h, a, s.port, "/ok", &r), OK);
	CU_ASSERT_EQUAL(r.status, 200);
	CHECK_STR(r.body, "{}");
	CHECK_STR(r.content_type, "application/json");
	CHECK_STR(http_header(&r, "x-one"), "a");
	CU_ASSERT_TRUE(str_is_absent(http_header(&r, "x-two")));
	CU_ASSERT_EQUAL(http_send(h, a, &post, &r), OK);
	CU_ASSERT_EQUAL(r.status, 201);
	CU_ASSERT_EQUAL(get(h, a, s.port, "/none", &r), OK);
	CU_ASSERT_EQUAL(r.status, 404);
	CU_ASSERT_EQUAL(get(h, a, s.port, "/redirect", &r), OK);
	CU_ASSERT_EQUAL(r.status, 302); /* and not the page that it leads to */
	CU_ASSERT_EQUAL(get(h, a, s.port, "/endless", &r), ERR_LIMIT);
	CU_ASSERT_EQUAL(get(h, a, s.port, "/slow", &r), ERR_TIMEOUT);
	post.headers = evil;
	CU_ASSERT_EQUAL(http_send(h, a, &post, &r), ERR_INVALID);
	stop(s);
	CU_ASSERT_EQUAL(get(h, a, s.port, "/ok", &r), ERR_UNAVAILABLE);
	err_clear();
	http_free(h);
	arena_free(a);
}

static void
test_http__refuses(void)
{
	static const char *const urls[] = { "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/",
		"smtp://127.0.0.1/", "http://127.0.0.1/", "https://user:password@example.com/", "https://a\r\nb/",
		"not a url" };
	struct arena *a = arena_new();
	struct server s = start();
	struct http *h = client("no");
	struct http_reply r;

	for (size_t i = 0; i < COUNT(urls); i++) {
		struct http_request q = { .url = str_of(urls[i]) };
		enum err err = http_send(h, a, &q, &r);
		if (err != ERR_DENIED)
			printf("%s: %s\n", urls[i], err_name(err));
		CU_ASSERT_EQUAL(err, ERR_DENIED);
	}
	/* The address counts, not how it is written. */
	for (size_t i = 0; i < 5; i++) {
		static const char *const hosts[] = { "127.0.0.1", "localhost", "0x7f000001", "2130706433",
			"[::ffff:127.0.0.1]" };
		struct http_request q = { .url = str_printf(a, "https://%s:%d/ok", hosts[i], s.port) };
		enum err err = http_send(h, a, &q, &r);
		if (err != ERR_DENIED)
			printf("%s: %s\n", hosts[i], err_name(err));
		CU_ASSERT_EQUAL(err, ERR_DENIED);
	}
	/* A proxy of the environment would take the veto away. */
	setenv("https_proxy", "http://127.0.0.1:1", 1);
	{
		struct http_request q = { .url = str_printf(a, "https://127.0.0.1:%d/ok", s.port) };
		CU_ASSERT_EQUAL(http_send(h, a, &q, &r), ERR_DENIED);
	}
	unsetenv("https_proxy");
	err_clear();
	stop(s);
	http_free(h);
	arena_free(a);
}

SUITE(http, { "replies", test_http__replies }, { "refuses", test_http__refuses });
