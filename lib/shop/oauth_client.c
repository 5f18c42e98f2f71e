/* oauth_client.c - reading OAuth clients, their secrets and redirect URIs.  oauth_client_change.c writes.  See
 * oauth_client.h. */
#include "lib/shop/oauth_client.h"
#include "lib/io/crypto.h"

#define CLIENTS_MAX 10000

static const struct shape_field client_fields[] = {
	SHAPE_I64(struct oauth_client, id, 1, INT64_MAX, .flags = SHAPE_HIDDEN),
	SHAPE_STR(struct oauth_client, client_id, 1, 28, .doc = "public id"),
	SHAPE_STR(struct oauth_client, name, 1, 100, .doc = "as shown to customers who are asked for consent"),
	SHAPE_BOOL(struct oauth_client, is_confidential, .doc = "has a secret"),
	SHAPE_BOOL(struct oauth_client, may_client_credentials, .doc = "acts for the shop"),
	SHAPE_BOOL(struct oauth_client, may_code, .doc = "acts for customers who allow it"),
	SHAPE_TIME(struct oauth_client, created_at, .doc = "when it was made"),
	SHAPE_TIME(struct oauth_client, disabled_at, .doc = "since when it is off"),
	SHAPE_TIME(struct oauth_client, previous_secret_until, .doc = "until when the older secret is good, too"),
	SHAPE_I64(struct oauth_client, version, 1, INT64_MAX, .doc = "counts changes"),
	SHAPE_LIST(
	    struct oauth_client, redirects, NULL, OAUTH_REDIRECTS_MAX, .doc = "where customers may be sent back to"),
	SHAPE_STR(struct oauth_client, scope_text, 0, 2000, .doc = "permissions, separated by blanks"),
};
const struct shape oauth_client_shape = SHAPE(struct oauth_client, client_fields, "A program of an integrator.");

struct uri_row {
	struct str uri;
};
static const struct shape_field uri_fields[] = { SHAPE_STR(struct uri_row, uri, 1, 1000) };
static const struct shape uri_shape = SHAPE(struct uri_row, uri_fields, "A redirect URI.");

struct secret_row {
	struct str secret_hash, previous_secret_hash;
};
static const struct shape_field secret_fields[] = {
	SHAPE_STR(struct secret_row, secret_hash, 32, 32, .flags = SHAPE_SECRET),
	SHAPE_STR(struct secret_row, previous_secret_hash, 32, 32, .flags = SHAPE_SECRET),
};
static const struct shape secret_shape = SHAPE(struct secret_row, secret_fields, "Hashes of a client's secrets.");

#define CLIENT_COLUMNS \
	"SELECT c.id, c.client_id, c.name, c.is_confidential, c.may_client_credentials, c.may_code, c.created_at, c.disabled_at," \
	" c.previous_secret_until, c.version," \
	" (SELECT GROUP_CONCAT(s.permission ORDER BY s.permission SEPARATOR ' ') FROM oauth_client_scope s WHERE s.oauth_client_id = c.id) AS scope_text" \
	" FROM oauth_client c"

enum { FIND, LIST, REDIRECTS };
static const struct db_query queries[] = {
	[FIND] = { "oauth_client_find", "s", &oauth_client_shape, CLIENT_COLUMNS " WHERE c.client_id = ?" },
	[LIST] = { "oauth_client_list", "", &oauth_client_shape,
	    CLIENT_COLUMNS " ORDER BY c.disabled_at IS NOT NULL, c.name, c.id" },
	[REDIRECTS] = { "oauth_client_redirects", "i", &uri_shape,
	    "SELECT uri FROM oauth_redirect WHERE oauth_client_id = ? ORDER BY uri" },
};
const struct db_module oauth_client_sql = { "oauth_client", queries, COUNT(queries) };

enum { SECRETS };
static const struct db_query secret_queries[] = {
	[SECRETS] = { "oauth_client_secrets", "i", &secret_shape,
	    "SELECT secret_hash, previous_secret_hash FROM oauth_client WHERE id = ?" },
};
const struct db_module oauth_client_secret_sql = { "oauth_client_secret", secret_queries, COUNT(secret_queries) };

enum err
oauth_client_find(struct db *db, struct arena *a, struct str client_id, struct oauth_client *out)
{
	struct oauth_client c;
	struct list rows;
	struct str *uris;
	enum err err;

	shape_init(&oauth_client_shape, &c);
	if (client_id.len > 28)
		return ERR_NOT_FOUND;
	db_primary(db);
	if ((err = db_row(db, &queries[FIND], (const struct db_arg[]){ db_str(client_id) }, 1, a, &c)) ||
	    (err = db_rows(
		 db, &queries[REDIRECTS], (const struct db_arg[]){ db_i64(c.id) }, 1, a, OAUTH_REDIRECTS_MAX, &rows)))
		return err;
	uris = arena_array(a, struct str, rows.count);
	for (size_t i = 0; i < rows.count; i++)
		uris[i] = ((struct uri_row *)rows.items)[i].uri;
	c.redirects = (struct list){ uris, rows.count };
	(void)permission_read(c.scope_text, &c.scope);
	*out = c;
	return OK;
}

enum err
oauth_client_list(struct db *db, struct arena *a, struct list *out)
{
	enum err err = db_rows(db, &queries[LIST], NULL, 0, a, CLIENTS_MAX, out);
	struct oauth_client *c = out->items;

	for (size_t i = 0; !err && i < out->count; i++)
		(void)permission_read(c[i].scope_text, &c[i].scope);
	return err;
}

/* ---- secrets ---- */

static bool
same(struct str stored, const unsigned char hash[32])
{
	return stored.len == 32 && crypto_equal(stored.ptr, hash, 32);
}

enum err
oauth_client_secret_holds(
    struct db *db, struct arena *a, const struct oauth_client *client, struct str secret, bool *out)
{
	struct secret_row row = { 0 };
	unsigned char hash[32];
	bool present, previous;
	enum err err;

	db_primary(db);
	if ((err = db_row(db, &secret_queries[SECRETS], (const struct db_arg[]){ db_i64(client->id) }, 1, a, &row)))
		return err;
	crypto_sha256(secret, hash);
	present = same(row.secret_hash, hash);
	previous = same(row.previous_secret_hash, hash);
	*out = secret.ptr && (present || (previous && !time_is_absent(client->previous_secret_until) &&
	    client->previous_secret_until.us > clock_now().us));
	return OK;
}

/* ---- redirect URIs ---- */

/* "http://127.0.0.1", "http://[::1]", "http://localhost", followed by a port, a path or nothing. */
static bool
is_loopback(struct str uri)
{
	static const char *const hosts[] = { "http://127.0.0.1", "http://[::1]", "http://localhost" };

	for (size_t i = 0; i < COUNT(hosts); i++) {
		struct str host = str_of(hosts[i]), rest = str_skip(uri, host.len);
		if (str_starts(uri, host) &&
		    (!rest.len || rest.ptr[0] == '/' || rest.ptr[0] == ':' || rest.ptr[0] == '?'))
			return true;
	}
	return false;
}

/* "com.example.app:/back": a scheme that its owner derived from a domain, so that it has a dot (RFC 8252 section 7.1).
 * */
static bool
is_private_scheme(struct str uri)
{
	struct str scheme = str_cut(uri, str_find(uri, ':')), rest = str_skip(uri, scheme.len);

	if (str_find(scheme, '.') >= scheme.len || !rest.len || scheme.ptr[0] < 'a' || scheme.ptr[0] > 'z' ||
	    scheme.ptr[scheme.len - 1] == '.')
		return false;
	for (size_t i = 0; i < scheme.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.+-", scheme.ptr[i]))
			return false;
	return rest.len > 2 && rest.ptr[1] == '/';
}

bool
oauth_redirect_acceptable(struct str uri)
{
	struct str https = STR("https://"), host;

	if (!uri.len || uri.len > 1000)
		return false;
	for (size_t i = 0; i < uri.len; i++)
		if (uri.ptr[i] <= ' ' || uri.ptr[i] >= 0x7f || strchr("#\"<>\\^`{|}", uri.ptr[i]))
			return false;
	if (!str_starts(uri, https))
		return is_loopback(uri) ? str_find(uri, '@') == uri.len : is_private_scheme(uri);
	host = str_skip(uri, https.len);
	host = str_cut(host, MIN(str_find(host, '/'), str_find(host, '?')));
	for (size_t i = 0; i < host.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.-:[]", host.ptr[i]))
			return false;
	return host.len > 0 && host.ptr[0] != ':' && host.ptr[0] != '.';
}

bool
oauth_client_has_redirect(const struct oauth_client *client, struct str uri)
{
	const struct str *known = client->redirects.items;

	for (size_t i = 0; i < client->redirects.count; i++)
		if (uri.ptr && str_eq(known[i], uri))
			return true;
	return false;
}
