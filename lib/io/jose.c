/* jose.c - JWK and JWT.  See jose.h. */
#include "lib/io/jose.h"
#include "lib/io/crypto.h"
#include "lib/io/json.h"

#include <assert.h>

#define HEADER_MAX 1024       /* bytes of a header's JSON */
#define KID_MAX 255
#define JWKS_BYTES_MAX ((size_t)64 << 10)
#define LEEWAY_MAX_S 120
#define TIME_MAX_S INT64_C(253402300799) /* 9999-12-31 */

/* ---- JWK ---- */

static void
member(struct buf *b, const char *name, struct str bytes)
{
	buf_printf(b, "\"%s\":\"", name);
	base64url_write(b, bytes.ptr, bytes.len);
	buf_char(b, '"');
}

/* The members that RFC 7638 hashes, in its order; with `use`, `alg` and `kid` in front they are the JWK. */
static void
required_members(struct buf *b, enum pkey_algorithm algorithm, const struct pkey_numbers *n)
{
	if (algorithm == PKEY_ES256) {
		buf_lit(b, "\"crv\":\"P-256\",\"kty\":\"EC\",");
		member(b, "x", n->x);
		buf_char(b, ',');
		member(b, "y", n->y);
	} else {
		member(b, "e", n->e);
		buf_lit(b, ",\"kty\":\"RSA\",");
		member(b, "n", n->n);
	}
}

enum err
jwk_thumbprint(struct arena *a, const struct pkey *key, struct str *out)
{
	struct pkey_numbers n;
	unsigned char digest[32];
	struct buf b, text;
	enum err err = pkey_numbers(a, key, &n);

	if (err)
		return err;
	buf_in_arena(&b, a, BUF_LINE);
	buf_char(&b, '{');
	required_members(&b, pkey_algorithm(key), &n);
	buf_char(&b, '}');
	assert(!b.failed);
	crypto_sha256(buf_view(&b), digest);
	buf_in_arena(&text, a, BUF_LINE);
	base64url_write(&text, digest, sizeof(digest));
	*out = buf_view(&text);
	return OK;
}

enum err
jwk_write(struct buf *b, const struct jwk *key)
{
	struct arena *a = arena_new();
	struct pkey_numbers n;
	enum err err = pkey_numbers(a, key->key, &n);

	if (!err) {
		buf_printf(b, "{\"use\":\"sig\",\"alg\":\"%s\",", pkey_algorithm_name(key->algorithm));
		if (key->kid.ptr) {
			buf_lit(b, "\"kid\":");
			json_write_str(b, key->kid);
			buf_char(b, ',');
		}
		required_members(b, key->algorithm, &n);
		buf_char(b, '}');
	}
	arena_free(a);
	return err;
}

/* A member that holds bytes; absent when it is missing or no base64url. */
static struct str
bytes_at(struct arena *a, const struct json_node *node, const char *name)
{
	struct str out = STR_ABSENT, text = json_text(node, name);

	if (!text.ptr || base64url_read(a, text, &out)) {
		err_clear();
		return STR_ABSENT;
	}
	return out;
}

/* What the key may be used for: by `use`, `key_ops` and `alg`, where it has them. */
static bool
may_verify(const struct json_node *node, enum pkey_algorithm algorithm)
{
	struct str use = json_text(node, "use"), alg = json_text(node, "alg");
	const struct json_node *ops = json_at(node, "key_ops");

	if ((json_at(node, "use") && !str_eq(use, STR("sig"))) ||
	    (json_at(node, "alg") && pkey_algorithm_find(alg) != (int)algorithm))
		return false;
	if (!ops)
		return true;
	for (const struct json_node *op = ops->first; ops->type == JSON_ARRAY && op; op = op->next)
		if (op->type == JSON_TEXT && str_eq(op->text, STR("verify")))
			return true;
	return false;
}

enum err
jwk_read(struct arena *a, const struct json_node *node, struct jwk *out)
{
	struct str kty = json_text(node, "kty"), kid = json_text(node, "kid");
	struct pkey_numbers n = { 0 };
	struct jwk key = { .kid = kid };
	enum err err;

	if (!node || node->type != JSON_OBJECT || !kty.ptr ||
	    (json_at(node, "kid") && (!kid.ptr || !kid.len || kid.len > KID_MAX)))
		return err_fail(ERR_INVALID, "could not read a JWK: no kty, or a kid that is none");
	if (str_eq(kty, STR("EC")) && str_eq(json_text(node, "crv"), STR("P-256")))
		key.algorithm = PKEY_ES256;
	else if (str_eq(kty, STR("RSA")))
		key.algorithm = PKEY_RS256;
	else
		return err_fail(ERR_UNSUPPORTED, "could not use a JWK: it is for another algorithm");
	if (!may_verify(node, key.algorithm))
		return err_fail(ERR_UNSUPPORTED, "could not use a JWK: it is not for ES256 or RS256 signatures");
	if (key.algorithm == PKEY_ES256) {
		n.x = bytes_at(a, node, "x");
		n.y = bytes_at(a, node, "y");
	} else {
		n.n = bytes_at(a, node, "n");
		n.e = bytes_at(a, node, "e");
	}
	if ((err = pkey_of_numbers(a, key.algorithm, &n, &key.key)))
		return err;
	*out = key;
	return OK;
}

enum err
jwks_read(struct arena *a, struct str json, struct jwk_set *out)
{
	const struct json_node *doc, *keys;
	struct jwk *set = arena_array(a, struct jwk, JWKS_MAX);
	size_t count = 0;
	enum err err;

	if (json.len > JWKS_BYTES_MAX)
		return err_fail(ERR_INVALID, "could not read a JWKS: %zu bytes", json.len);
	if ((err = json_tree(a, json, &doc)))
		return err == ERR_LIMIT ? ERR_INVALID : err;
	keys = json_at(doc, "keys");
	if (!keys || keys->type != JSON_ARRAY)
		return err_fail(ERR_INVALID, "could not read a JWKS: it has no list of keys");
	for (const struct json_node *node = keys->first; node && count < JWKS_MAX; node = node->next) {
		if (jwk_read(a, node, &set[count]))
			err_clear();
		else
			count++;
	}
	*out = (struct jwk_set){ set, count };
	return OK;
}

/* ---- signing ---- */

enum err
jwt_sign(struct arena *a, const struct jwk *key, const char *typ, struct str claims, struct str *token)
{
	struct buf header, b;
	struct str signature;
	enum err err;

	buf_in_arena(&header, a, HEADER_MAX);
	buf_printf(&header, "{\"alg\":\"%s\",\"typ\":\"%s\",\"kid\":", pkey_algorithm_name(key->algorithm), typ);
	json_write_str(&header, key->kid);
	buf_char(&header, '}');
	buf_in_arena(&b, a, JWT_MAX);
	base64url_write(&b, header.ptr, header.len);
	buf_char(&b, '.');
	base64url_write(&b, claims.ptr, claims.len);
	if (header.failed || b.failed)
		return err_fail(ERR_LIMIT, "could not sign a token: %zu bytes of claims", claims.len);
	if ((err = pkey_sign(a, key->key, buf_view(&b), &signature)))
		return err;
	buf_char(&b, '.');
	base64url_write(&b, signature.ptr, signature.len);
	if (b.failed)
		return err_fail(ERR_LIMIT, "could not sign a token: %zu bytes of claims", claims.len);
	*token = buf_view(&b);
	return OK;
}

/* ---- verifying ---- */

struct parts {
	struct str signed_text; /* header.claims as sent */
	struct str header, claims, signature;
};

static enum err
refused(const char *why)
{
	return err_fail(ERR_INVALID, "could not accept a token: %s", why);
}

static enum err
split(struct arena *a, struct str token, struct parts *out)
{
	struct str rest = token, header, claims, signature;

	if (token.len > JWT_MAX)
		return err_fail(ERR_INVALID, "could not accept a token: %zu bytes", token.len);
	if (!str_split(&rest, '.', &header) || !str_split(&rest, '.', &claims) || !str_split(&rest, '.', &signature) ||
	    rest.ptr)
		return refused("it has not three parts");
	out->signed_text = str_cut(token, header.len + 1 + claims.len);
	if (!header.len || !claims.len || !signature.len || base64url_read(a, header, &out->header) ||
	    base64url_read(a, claims, &out->claims) || base64url_read(a, signature, &out->signature))
		return refused("a part is empty or no base64url");
	return OK;
}

static enum err
object(struct arena *a, struct str json, const struct json_node **out)
{
	enum err err = str_is_utf8(json) ? json_tree(a, json, out) : ERR_INVALID;

	if (!err && (*out)->type == JSON_OBJECT)
		return OK;
	return refused("a part is no JSON object, or has a name twice");
}

/* RFC 7515 4.1.9: "application/" may be left out. */
static bool
type_is(struct str typ, const char *expected)
{
	struct str prefix = STR("application/");

	if (str_eq_nocase(str_cut(typ, prefix.len), prefix))
		typ = str_skip(typ, prefix.len);
	return str_eq_nocase(typ, str_of(expected));
}

static enum err
check_header(const struct json_node *header, const struct jwt_expect *expect)
{
	static const char *const refused_names[] = { "crit", "b64", "zip", "enc" };
	const struct json_node *typ = json_at(header, "typ"), *kid = json_at(header, "kid");

	for (size_t i = 0; i < COUNT(refused_names); i++)
		if (json_at(header, refused_names[i]))
			return refused("its header asks for an extension");
	if (kid && (kid->type != JSON_TEXT || !kid->text.len || kid->text.len > KID_MAX))
		return refused("its kid is none");
	if (typ && typ->type != JSON_TEXT)
		return refused("its typ is none");
	if (!typ && expect->typ)
		return refused("it has no typ");
	if (typ && !type_is(typ->text, expect->typ ? expect->typ : "JWT"))
		return refused("it has another typ");
	return OK;
}

/* The key decides on the algorithm; what the header says must be the same and decides nothing. */
static enum err
find_key(
    const struct jwk_set *keys, const struct json_node *header, const struct jwt_expect *expect, const struct jwk **out)
{
	struct str kid = json_text(header, "kid"), alg = json_text(header, "alg");
	const struct jwk *found = NULL;

	if (!kid.ptr && !expect->kid_optional)
		return refused("it has no kid");
	for (size_t i = 0; i < keys->count; i++) {
		const struct jwk *key = &keys->keys[i];
		bool same = kid.ptr ? str_eq(key->kid, kid) : str_eq_z(alg, pkey_algorithm_name(key->algorithm));
		if (same && found && !kid.ptr)
			return refused("it has no kid and there are several keys");
		if (same && (!found || str_eq_z(alg, pkey_algorithm_name(key->algorithm))))
			found = key;
	}
	if (!found)
		return err_fail(ERR_NOT_FOUND, "could not accept a token: there is no such key");
	if (!str_eq_z(alg, pkey_algorithm_name(found->algorithm)) || found->algorithm != pkey_algorithm(found->key))
		return refused("its algorithm is not that of its key");
	*out = found;
	return OK;
}

/* A NumericDate; fractions of a second are nobody's use of it. */
static enum err
time_at(const struct json_node *claims, const char *name, struct time *out)
{
	const struct json_node *node = json_at(claims, name);
	int64_t s;

	*out = TIME_ABSENT;
	if (!node)
		return OK;
	if (node->type != JSON_NUMBER || str_to_i64(node->text, 0, TIME_MAX_S, &s))
		return refused("a time is no whole number of seconds");
	out->us = s * US_PER_S;
	return OK;
}

static enum err
text_at(const struct json_node *claims, const char *name, struct str *out)
{
	const struct json_node *node = json_at(claims, name);

	*out = STR_ABSENT;
	if (node && node->type != JSON_TEXT)
		return refused("a claim that is text is something else");
	if (node)
		*out = node->text;
	return OK;
}

static enum err
check_audience(const struct json_node *claims, struct str expected, size_t *count)
{
	const struct json_node *aud = json_at(claims, "aud");
	bool found = false;

	*count = 0;
	if (aud && aud->type == JSON_TEXT) {
		*count = 1;
		found = str_eq(aud->text, expected);
	}
	for (const struct json_node *one = aud && aud->type == JSON_ARRAY ? aud->first : NULL; one; one = one->next) {
		if (one->type != JSON_TEXT)
			return refused("its audience is no text");
		++*count;
		found = found || str_eq(one->text, expected);
	}
	return found && expected.len ? OK : refused("it is for another audience");
}

static enum err
check_times(const struct jwt_expect *expect, const struct jwt *t)
{
	int64_t leeway = MIN(MAX(expect->leeway_s, 0), LEEWAY_MAX_S) * US_PER_S;

	if (time_is_absent(t->expires_at) && !expect->no_expiry)
		return refused("it never ends");
	if (!time_is_absent(t->expires_at) && t->expires_at.us <= expect->now.us - leeway)
		return refused("it has ended");
	if (!time_is_absent(t->not_before) && t->not_before.us > expect->now.us + leeway)
		return refused("it is not valid yet");
	if (!time_is_absent(t->issued_at) && t->issued_at.us > expect->now.us + leeway)
		return refused("it is from the future");
	return OK;
}

static enum err
check_claims(const struct jwt_expect *expect, struct jwt *t)
{
	enum err err;

	if ((err = text_at(t->claims, "iss", &t->issuer)) || (err = text_at(t->claims, "sub", &t->subject)) ||
	    (err = text_at(t->claims, "jti", &t->id)) || (err = time_at(t->claims, "exp", &t->expires_at)) ||
	    (err = time_at(t->claims, "nbf", &t->not_before)) || (err = time_at(t->claims, "iat", &t->issued_at)))
		return err;
	if (!expect->issuer.len || !str_eq(t->issuer, expect->issuer))
		return refused("it is from another issuer");
	if ((err = check_audience(t->claims, expect->audience, &t->audiences)))
		return err;
	return check_times(expect, t);
}

enum err
jwt_verify(
    struct arena *a, const struct jwk_set *keys, const struct jwt_expect *expect, struct str token, struct jwt *out)
{
	struct jwt t = { 0 };
	struct parts parts;
	const struct jwk *key;
	enum err err;

	if ((err = split(a, token, &parts)) || (err = object(a, parts.header, &t.header)) ||
	    (err = check_header(t.header, expect)) || (err = find_key(keys, t.header, expect, &key)) ||
	    (err = pkey_verify(key->key, parts.signed_text, parts.signature)) ||
	    (err = object(a, parts.claims, &t.claims)) || (err = check_claims(expect, &t)))
		return err;
	t.kid = json_text(t.header, "kid");
	*out = t;
	return OK;
}

enum err
jwt_peek(struct arena *a, struct str token, const struct json_node **claims)
{
	struct parts parts;
	enum err err = split(a, token, &parts);

	return err ? err : object(a, parts.claims, claims);
}
