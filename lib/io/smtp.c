/* smtp.c - see smtp.h. */
#include "lib/io/smtp.h"
#include "lib/io/crypto.h"
#include "lib/io/mail.h"
#include "lib/io/transfer.h"

#include <stdlib.h>

struct smtp {
	struct transfer *transfer;
	struct arena *arena;
	const char *url, *ca, *user;
	struct secret password;
	int64_t connect_ms, total_ms;
	bool starttls;
};

enum err
smtp_new(const struct config *c, struct smtp **out)
{
	struct arena *a = arena_new();
	struct smtp *s = arena_new_of(a, struct smtp);
	struct str tls = config_str(c, "mail.tls"), hello = config_str(c, "mail.hello");

	s->arena = a;
	/* curl takes the name for EHLO from the path. */
	s->url = arena_printf(a, "%s://%s:%lld/%.*s", str_eq(tls, STR("tls")) ? "smtps" : "smtp",
	    config_z(c, "mail.host"), (long long)config_i64(c, "mail.port"), STR_ARG(hello));
	s->starttls = str_eq(tls, STR("starttls"));
	s->ca = arena_strdup(a, config_z(c, "mail.ca"));
	s->connect_ms = config_ms(c, "mail.connect_timeout");
	s->total_ms = config_ms(c, "mail.timeout");
	if (config_str(c, "mail.user").len) {
		enum err err;
		s->user = arena_strdup(a, config_z(c, "mail.user"));
		err = secret_read(arena_printf(a, "%s/smtp", config_z(c, "secrets.path")), 1, &s->password);
		if (err) {
			arena_free(a);
			return err_fail(err, "could not read the password of mail.user");
		}
	}
	s->transfer = transfer_new();
	*out = s;
	return OK;
}

void
smtp_free(struct smtp *s)
{
	if (!s)
		return;
	transfer_free(s->transfer);
	secret_release(&s->password);
	arena_free(s->arena);
}

enum err
smtp_send(struct smtp *s, struct arena *a, struct str from, struct str to, struct str message, struct str *reply)
{
	struct transfer_order o = { .url = s->url,
		.protocols = "smtp,smtps",
		.ca = s->ca,
		.user = s->user,
		.password = (const char *)s->password.ptr,
		.connect_ms = s->connect_ms,
		.total_ms = s->total_ms,
		.body = message,
		.starttls = s->starttls };
	struct transfer_reply got;
	enum err err;

	*reply = STR_ABSENT;
	if (!mail_address_ok(from) || !mail_address_ok(to))
		return err_fail(ERR_INVALID, "could not send a mail: that is not an address");
	o.from = arena_printf(a, "<%.*s>", STR_ARG(from));
	o.to = arena_printf(a, "<%.*s>", STR_ARG(to));
	err = transfer_run(s->transfer, a, &o, &got);
	if (got.headers.len)
		*reply = buf_view(&got.headers);
	return err;
}
