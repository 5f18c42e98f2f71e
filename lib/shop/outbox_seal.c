/* outbox_seal.c - secrets inside payloads: the token of a link that a mail will carry. */
#include "lib/shop/outbox.h"

static const char purpose[] = "outbox";

enum err
outbox_seal(struct arena *a, const struct secret *master, struct str object, struct str secret, struct str *text)
{
	struct buf b;
	struct str sealed;
	enum err err = crypto_seal(a, master, purpose, object, secret, &sealed);

	if (err)
		return err;
	buf_in_arena(&b, a, BUF_LINE);
	base64url_write(&b, sealed.ptr, sealed.len);
	if (b.failed)
		return err_fail(ERR_LIMIT, "could not seal a secret of %zu bytes", secret.len);
	*text = buf_view(&b);
	return OK;
}

enum err
outbox_unseal(struct arena *a, const struct secret *master, struct str object, struct str text, struct str *secret)
{
	struct str sealed;
	enum err err = base64url_read(a, text, &sealed);

	return err ? err : crypto_unseal(a, master, purpose, object, sealed, secret);
}
