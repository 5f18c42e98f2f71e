/*
 * pool_socket.c - the master's listening sockets.
 *
 * A socket is bound under a temporary name, gets its permissions, and is renamed into place: nobody ever connects to
 * one with the wrong mode, and a stale file of a master that was killed is replaced in the same step.  Unix sockets
 * only: libfcgi can be crashed by one GET_VALUES record (standards C4.2), so only those whom the file's permissions
 * admit may talk to it.
 */
#include "lib/web/pool_master.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static enum err fill_address(struct sockaddr_un *a, const char *path) MUST_CHECK;
static bool is_live(const char *path);
static enum err remember(struct pool_socket *s, const char *path, int fd) MUST_CHECK;

enum err
pool_socket_open(struct pool_socket *s, const char *path, mode_t mode, int backlog)
{
	struct sockaddr_un a = { 0 };
	char temporary[sizeof(a.sun_path)];
	enum err err;
	int fd;

	if ((size_t)snprintf(temporary, sizeof(temporary), "%s.%d", path, (int)getpid()) >= sizeof(temporary))
		return err_fail(ERR_INVALID, "socket path '%s' is too long", path);
	if ((err = fill_address(&a, temporary)))
		return err;
	if (is_live(path))
		return err_fail(ERR_CONFLICT, "could not listen on '%s': another process does", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_fail(ERR_IO, "could not make a socket: %s", strerrordesc_np(errno));
	unlink(temporary);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) || chmod(temporary, mode) || listen(fd, backlog) ||
	    rename(temporary, path)) {
		err = err_fail(ERR_IO, "could not listen on '%s': %s", path, strerrordesc_np(errno));
		unlink(temporary);
		close(fd);
		return err;
	}
	return remember(s, path, fd);
}

enum err
pool_socket_adopt(struct pool_socket *s, const char *path, int fd)
{
	int listens = 0;
	socklen_t size = sizeof(listens);

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) || !listens)
		return err_fail(ERR_INVALID, "descriptor %d is not a listening socket", fd);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return remember(s, path, fd);
}

void
pool_socket_close(struct pool_socket *s, bool remove)
{
	struct stat st;

	if (s->fd < 0)
		return;
	if (remove && !lstat(s->path, &st) && st.st_dev == s->dev && st.st_ino == s->ino)
		unlink(s->path);
	close(s->fd);
	s->fd = -1;
}

/* Ask the kernel by netlink (as ss -xl does): /proc/net/unix does not tell. */
void
pool_socket_queue(const struct pool_socket *s, int64_t *waiting, int64_t *most)
{
	struct {
		struct nlmsghdr header;
		struct unix_diag_req ask;
	} q = {
		.header = { .nlmsg_len = sizeof(q), .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST },
		.ask = { .sdiag_family = AF_UNIX,
		    .udiag_states = 1U << 10 /* TCP_LISTEN */,
		    .udiag_show = UDIAG_SHOW_RQLEN,
		    .udiag_cookie = { ~0U, ~0U } },
	};
	const size_t head = NLMSG_LENGTH(sizeof(struct unix_diag_msg)), tag = sizeof(struct nlattr);
	union {
		struct nlmsghdr header;
		char bytes[1024];
	} answer;
	struct stat st;
	ssize_t n;
	int fd;

	*waiting = *most = -1;
	if (s->fd < 0 || fstat(s->fd, &st))
		return;
	q.ask.udiag_ino = (uint32_t)st.st_ino;
	fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_SOCK_DIAG);
	if (fd < 0)
		return;
	/* The kernel answers before send() returns. */
	n = send(fd, &q, sizeof(q), 0) < 0 ? -1 : recv(fd, &answer, sizeof(answer), 0);
	close(fd);
	if (n < (ssize_t)head || answer.header.nlmsg_type != SOCK_DIAG_BY_FAMILY)
		return;
	for (size_t at = NLMSG_ALIGN(head); at + sizeof(struct nlattr) <= (size_t)n;) {
		struct nlattr a;
		struct unix_diag_rqlen len;
		memcpy(&a, answer.bytes + at, sizeof(a));
		if (a.nla_len < tag || at + a.nla_len > (size_t)n)
			return;
		if (a.nla_type == UNIX_DIAG_RQLEN && a.nla_len >= tag + sizeof(len)) {
			memcpy(&len, answer.bytes + at + tag, sizeof(len));
			*waiting = len.udiag_rqueue;
			*most = len.udiag_wqueue;
		}
		at += (size_t)NLA_ALIGN(a.nla_len);
	}
}

static enum err
fill_address(struct sockaddr_un *a, const char *path)
{
	a->sun_family = AF_UNIX;
	if (path[0] == '\0' || strlen(path) >= sizeof(a->sun_path))
		return err_fail(ERR_INVALID, "'%s' is not the path of a socket", path);
	memcpy(a->sun_path, path, strlen(path) + 1);
	return OK;
}

static bool
is_live(const char *path)
{
	struct sockaddr_un a = { 0 };
	int fd, rc;

	if (fill_address(&a, path))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	rc = connect(fd, (struct sockaddr *)&a, sizeof(a));
	if (rc)
		rc = errno == EAGAIN ? 0 : -1; /* its queue is full: very much alive */
	close(fd);
	return rc == 0;
}

static enum err
remember(struct pool_socket *s, const char *path, int fd)
{
	struct stat st;

	s->fd = fd;
	s->path = path;
	if (lstat(path, &st))
		return err_fail(ERR_IO, "socket '%s' is not there: %s", path, strerrordesc_np(errno));
	s->dev = st.st_dev;
	s->ino = st.st_ino;
	return OK;
}
