/* audit.c - mercer audit: is the log whole, and all of it as CSV. */
#include "bin/mercer/mercer.h"
#include "lib/io/crypto.h"
#include "lib/shop/audit_read.h"

/* "17:9f86d0..." as verify prints it. */
static bool
read_anchor(const char *text, struct audit_anchor *out)
{
	struct str rest = str_of(text), id;

	if (!str_split(&rest, ':', &id) || str_to_i64(id, 1, INT64_MAX, &out->id) || rest.len != 64)
		return false;
	for (size_t i = 0; i < 32; i++) {
		uint64_t byte;
		if (str_to_u64_hex(str_n(rest.ptr + 2 * i, 2), &byte))
			return false;
		out->hash[i] = (unsigned char)byte;
	}
	return true;
}

static int
verify(struct app *app, const char *noted)
{
	struct audit_verdict v;
	struct audit_anchor anchor;
	struct buf hex;
	enum err err;

	if (noted && !read_anchor(noted, &anchor))
		return app_usage("audit");
	err = audit_verify(app_db(app, "mercer"), noted ? &anchor : NULL, &v);
	if (err)
		return app_failed(err, "could not verify the audit log");
	if (v.broken) {
		fprintf(stderr, "mercer: the audit log is broken at record %lld: %s (%lld before it are right)\n",
		    (long long)v.broken, v.why, (long long)v.records);
		return EXIT_FAILED;
	}
	buf_in_arena(&hex, app->arena, BUF_LINE);
	hex_write(&hex, v.end.hash, sizeof(v.end.hash));
	printf("%lld records, one unbroken chain; %lld still name an address\nend %lld:%s\n", (long long)v.records,
	    (long long)v.people, (long long)v.end.id, hex.ptr);
	return EXIT_OK;
}

static enum err
print_record(const struct audit_record *r, void *payload)
{
	struct buf *b = payload;

	buf_clear(b);
	audit_csv_line(b, r);
	return fwrite(b->ptr, 1, b->len, stdout) == b->len ? OK : err_fail(ERR_IO, "could not write");
}

static int
export(struct app *app)
{
	struct audit_filter f;
	struct buf b;
	enum err err;

	audit_filter_init(&f);
	buf_init(&b, BUF_REPLY);
	fputs(AUDIT_CSV_HEAD, stdout);
	err = audit_each(app_db(app, "mercer"), &f, print_record, &b);
	buf_release(&b);
	return err ? app_failed(err, "could not export the audit log") : EXIT_OK;
}

int
cmd_audit(struct app *app, int argc, char **argv)
{
	if ((argc == 2 || argc == 3) && strcmp(argv[1], "verify") == 0)
		return verify(app, argv[2]);
	if (argc == 2 && strcmp(argv[1], "export") == 0)
		return export(app);
	return app_usage("audit");
}
