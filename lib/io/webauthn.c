/* webauthn.c - what browsers say about passkeys, checked.  See webauthn.h. */
#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include "lib/io/webauthn.h"
#include "lib/io/cbor.h"
#include "lib/io/crypto.h"
#include "lib/io/json_tree.h"

#include <assert.h>

#define AUTH_HEAD 37 /* rpIdHash, flags, signCount */
#define HASH_LEN 32
#define RAW_KEY_MAX 259 /* RSA: 2048 bits and an exponent of 3 bytes, the one size that libfido2 knows */

enum auth_flag { FLAG_UP = 0x01, FLAG_UV = 0x04, FLAG_BE = 0x08, FLAG_BS = 0x10, FLAG_AT = 0x40, FLAG_ED = 0x80 };
enum cose_label { COSE_KTY = 1, COSE_ALG = 3, COSE_1 = -1, COSE_2 = -2, COSE_3 = -3 };

/* Authenticator data, taken apart. */
struct auth {
	struct str raw;
	unsigned flags;
	uint32_t sign_count;
	struct str aaguid, id, cose; /* absent without FLAG_AT */
};
/* A public key as libfido2 wants it: x||y, x, or n||e. */
struct raw_key {
	int32_t algorithm;
	unsigned char bytes[RAW_KEY_MAX];
	size_t len;
};
struct attestation {
	struct str format, statement, auth;
};

static const unsigned char *
bytes_of(struct str s)
{
	return (const unsigned char *)s.ptr;
}

/* ---- the relying party, and what the browser says of itself ---- */

enum err
webauthn_rp(struct arena *a, struct str site_url, struct webauthn_rp *out)
{
	struct str rest;
	size_t host;

	if (str_starts(site_url, STR("https://")))
		rest = str_skip(site_url, 8);
	else if (str_starts(site_url, STR("http://")))
		rest = str_skip(site_url, 7);
	else
		return err_fail(ERR_INVALID, "could not read site.url '%.*s': not http or https", STR_ARG(site_url));
	rest = str_cut(rest, str_find(rest, '/'));
	host = str_find(rest, ':');
	if (host == 0 || rest.ptr[0] == '[')
		return err_fail(
		    ERR_INVALID, "could not take '%.*s' as site of passkeys: they need a host name", STR_ARG(site_url));
	out->id = str_lower(a, str_cut(rest, host));
	out->origin = str_lower(a, str_n(site_url.ptr, (size_t)(rest.ptr - site_url.ptr) + rest.len));
	if (str_ends(out->origin, STR(":443")) && str_starts(out->origin, STR("https:")))
		out->origin.len -= 4;
	else if (str_ends(out->origin, STR(":80")) && str_starts(out->origin, STR("http:")))
		out->origin.len -= 3;
	return OK;
}

enum err
webauthn_client(struct arena *a, const struct webauthn_rp *rp, enum webauthn_type type, struct str client_data,
    struct str *challenge)
{
	const char *want = type == WEBAUTHN_CREATE ? "webauthn.create" : "webauthn.get";
	const struct json_node *root, *cross;
	struct str origin, decoded;
	enum err err;

	if (client_data.len == 0 || client_data.len > WEBAUTHN_CLIENT_MAX)
		return err_fail(ERR_INVALID, "could not read client data: %zu bytes", client_data.len);
	err = json_tree(a, client_data, &root);
	if (err)
		return ERR_INVALID;
	if (root->type != JSON_OBJECT || !str_eq_z(json_text(root, "type"), want))
		return err_fail(ERR_DENIED, "could not accept client data: its type is not '%s'", want);
	origin = json_text(root, "origin");
	if (!str_eq(origin, rp->origin))
		return err_fail(ERR_DENIED, "could not accept client data: origin '%.*s' is not '%.*s'",
		    STR_ARG(origin), STR_ARG(rp->origin));
	cross = json_at(root, "crossOrigin");
	if ((cross && !(cross->type == JSON_BOOL && str_eq_z(cross->text, "false"))) || json_at(root, "topOrigin"))
		return err_fail(ERR_DENIED, "could not accept client data: it comes from inside another site's page");
	if (base64url_read(a, json_text(root, "challenge"), &decoded) || decoded.len != WEBAUTHN_CHALLENGE_LEN)
		return err_fail(ERR_INVALID, "could not read client data: its challenge is none of ours");
	*challenge = decoded;
	return OK;
}

/* ---- COSE keys ---- */

static enum err
key_append(struct raw_key *out, struct str part, size_t len)
{
	if (part.len != len || out->len + len > sizeof(out->bytes))
		return err_fail(
		    ERR_INVALID, "could not read a public key: a part of %zu bytes instead of %zu", part.len, len);
	memcpy(out->bytes + out->len, part.ptr, len);
	out->len += len;
	return OK;
}

/* The labels that a key of the three kinds may have, each once; anything else is refused. */
struct cose {
	int64_t kty, alg, curve;
	struct str part1, part2, part3; /* byte strings under -1, -2, -3 */
	unsigned seen;
};

static enum err
cose_member(struct cbor *c, struct cose *k)
{
	int64_t label;
	unsigned bit;
	enum err err = cbor_int(c, &label);

	if (err)
		return err;
	if (label != COSE_KTY && label != COSE_ALG && (label > COSE_1 || label < COSE_3))
		return err_fail(ERR_INVALID, "could not read a public key: unknown label %lld", (long long)label);
	bit = 1U << (label + 3);
	if (k->seen & bit)
		return err_fail(ERR_INVALID, "could not read a public key: label %lld twice", (long long)label);
	k->seen |= bit;
	switch (label) {
	case COSE_KTY:
		return cbor_int(c, &k->kty);
	case COSE_ALG:
		return cbor_int(c, &k->alg);
	case COSE_1:
		/* Canonical order puts the type first, so it is known here: RSA has its modulus where curves have their
		 * number. */
		return k->kty == 3 ? cbor_bytes(c, &k->part1) : cbor_int(c, &k->curve);
	case COSE_2:
		return cbor_bytes(c, &k->part2);
	default:
		return cbor_bytes(c, &k->part3);
	}
}

static enum err
cose_read(struct str cose, struct raw_key *out)
{
	struct cbor c = cbor_of(cose);
	struct cose k = { 0 };
	size_t pairs = 0;
	enum err err = cose.len > WEBAUTHN_KEY_MAX ? err_fail(ERR_INVALID, "could not read a public key: too large")
						   : cbor_map(&c, &pairs);

	for (size_t i = 0; !err && i < pairs; i++)
		err = cose_member(&c, &k);
	if (!err && !cbor_done(&c))
		err = err_fail(ERR_INVALID, "could not read a public key: bytes follow it");
	if (err)
		return err;
	*out = (struct raw_key){ .algorithm = (int32_t)k.alg };
	if (k.alg == WEBAUTHN_ES256 && k.kty == 2 && k.curve == 1) {
		err = key_append(out, k.part2, 32);
		return err ? err : key_append(out, k.part3, 32);
	}
	if (k.alg == WEBAUTHN_EDDSA && k.kty == 1 && k.curve == 6 && !k.part3.ptr)
		return key_append(out, k.part2, 32);
	if (k.alg == WEBAUTHN_RS256 && k.kty == 3 && !k.part3.ptr) {
		err = key_append(out, k.part1, 256);
		return err ? err : key_append(out, k.part2, 3);
	}
	return err_fail(ERR_UNSUPPORTED, "could not take a public key: type %lld, algorithm %lld, curve %lld",
	    (long long)k.kty, (long long)k.alg, (long long)k.curve);
}

/* libfido2's key objects; NULL when the key is no point of its curve, or not of this algorithm. */
struct fido_key {
	es256_pk_t *es256;
	eddsa_pk_t *eddsa;
	rs256_pk_t *rs256;
};

static void
fido_key_free(struct fido_key *k)
{
	es256_pk_free(&k->es256);
	eddsa_pk_free(&k->eddsa);
	rs256_pk_free(&k->rs256);
}

static const void *
fido_key_make(const struct raw_key *raw, struct fido_key *k)
{
	switch (raw->algorithm) {
	case WEBAUTHN_ES256:
		k->es256 = es256_pk_new();
		return k->es256 && es256_pk_from_ptr(k->es256, raw->bytes, raw->len) == FIDO_OK ? k->es256 : NULL;
	case WEBAUTHN_EDDSA:
		k->eddsa = eddsa_pk_new();
		return k->eddsa && eddsa_pk_from_ptr(k->eddsa, raw->bytes, raw->len) == FIDO_OK ? k->eddsa : NULL;
	case WEBAUTHN_RS256:
		k->rs256 = rs256_pk_new();
		return k->rs256 && rs256_pk_from_ptr(k->rs256, raw->bytes, raw->len) == FIDO_OK ? k->rs256 : NULL;
	default:
		return NULL;
	}
}

/* ---- authenticator data ---- */

static enum err
auth_credential(struct cbor *c, struct auth *out)
{
	size_t len;
	enum err err;

	if (c->end - c->at < 18)
		return err_fail(ERR_INVALID, "could not read authenticator data: it ends too early");
	out->aaguid = str_n((const char *)c->at, 16);
	len = (size_t)c->at[16] << 8 | c->at[17];
	c->at += 18;
	if (len == 0 || len > WEBAUTHN_CREDENTIAL_MAX || (size_t)(c->end - c->at) < len)
		return err_fail(ERR_INVALID, "could not read authenticator data: a credential id of %zu bytes", len);
	out->id = str_n((const char *)c->at, len);
	c->at += len;
	err = cbor_skip(c, &out->cose);
	return err;
}

static enum err
auth_read(struct str raw, struct auth *out)
{
	struct cbor c = cbor_of(raw);
	size_t pairs;
	enum err err = OK;

	*out = (struct auth){ .raw = raw };
	if (raw.len < AUTH_HEAD || raw.len > WEBAUTHN_AUTH_MAX)
		return err_fail(ERR_INVALID, "could not read authenticator data: %zu bytes", raw.len);
	out->flags = c.at[HASH_LEN];
	for (size_t i = 0; i < 4; i++)
		out->sign_count = out->sign_count << 8 | c.at[HASH_LEN + 1 + i];
	c.at += AUTH_HEAD;
	if (out->flags & FLAG_AT)
		err = auth_credential(&c, out);
	if (!err && (out->flags & FLAG_ED)) {
		struct cbor map = c;
		err = cbor_map(&map, &pairs);
		if (!err)
			err = cbor_skip(&c, NULL);
	}
	if (!err && !cbor_done(&c))
		err = err_fail(ERR_INVALID, "could not read authenticator data: bytes follow it");
	return err;
}

/* Site and flags: WebAuthn level 2, sections 7.1 (13-17) and 7.2 (15-17), and level 3's rule for BE and BS. */
static enum err
auth_check(const struct webauthn_rp *rp, const struct auth *auth, bool must_verify, struct webauthn_proof *out)
{
	unsigned char hash[HASH_LEN];

	crypto_sha256(rp->id, hash);
	if (!crypto_equal(hash, auth->raw.ptr, HASH_LEN))
		return err_fail(ERR_DENIED, "could not accept a passkey: made for another site");
	if (!(auth->flags & FLAG_UP))
		return err_fail(ERR_DENIED, "could not accept a passkey: nobody was present");
	if (must_verify && !(auth->flags & FLAG_UV))
		return err_fail(ERR_DENIED, "could not accept a passkey: its holder was not verified");
	if ((auth->flags & FLAG_BS) && !(auth->flags & FLAG_BE))
		return err_fail(ERR_DENIED, "could not accept a passkey: backed up, but not able to be");
	*out = (struct webauthn_proof){ .verified = auth->flags & FLAG_UV, .backup_eligible = auth->flags & FLAG_BE,
		.backed_up = auth->flags & FLAG_BS, .sign_count = auth->sign_count };
	return OK;
}

/* ---- registration ---- */

static enum err
attestation_read(struct str object, struct attestation *out)
{
	struct cbor c = cbor_of(object);
	struct str name;
	size_t pairs = 0;
	enum err err;

	*out = (struct attestation){ 0 };
	if (object.len == 0 || object.len > WEBAUTHN_OBJECT_MAX)
		return err_fail(ERR_INVALID, "could not read an attestation object: %zu bytes", object.len);
	err = cbor_map(&c, &pairs);
	if (!err && pairs != 3)
		err = err_fail(ERR_INVALID, "could not read an attestation object: %zu members", pairs);
	for (size_t i = 0; !err && i < pairs; i++) {
		err = cbor_text(&c, &name);
		if (err)
			break;
		if (str_eq(name, STR("fmt")) && !out->format.ptr)
			err = cbor_text(&c, &out->format);
		else if (str_eq(name, STR("attStmt")) && !out->statement.ptr)
			err = cbor_skip(&c, &out->statement);
		else if (str_eq(name, STR("authData")) && !out->auth.ptr)
			err = cbor_bytes(&c, &out->auth);
		else
			err = err_fail(ERR_INVALID,
			    "could not read an attestation object: a member that is unknown or there twice");
	}
	if (!err && !cbor_done(&c))
		err = err_fail(ERR_INVALID, "could not read an attestation object: bytes follow it");
	return err;
}

static bool
has_certificates(struct str statement)
{
	struct cbor c = cbor_of(statement);
	struct str name;
	size_t pairs;

	if (cbor_map(&c, &pairs))
		return false;
	for (size_t i = 0; i < pairs && !cbor_text(&c, &name); i++)
		if (str_eq(name, STR("x5c")))
			return true;
		else if (cbor_skip(&c, NULL))
			return false;
	return false;
}

/* The signature of a statement that has one.  Nothing is concluded about the authenticator's maker. */
static enum err
attestation_verify(struct arena *a, const struct webauthn_rp *rp, const struct attestation *at, int32_t algorithm,
    struct str client_data)
{
	fido_cred_t *cred;
	int result;

	if (str_eq(at->format, STR("none")))
		return str_eq(at->statement, STR("\xA0"))
		    ? OK
		    : err_fail(ERR_INVALID, "could not accept an attestation: none, and yet a statement");
	if (!str_eq(at->format, STR("packed")) && !str_eq(at->format, STR("fido-u2f")) &&
	    !str_eq(at->format, STR("tpm")))
		return err_fail(ERR_UNSUPPORTED, "could not accept an attestation of format '%.*s'",
		    (int)MIN(at->format.len, 40), at->format.ptr);
	fido_init(0);
	if (!(cred = fido_cred_new()))
		return err_fail(ERR_INTERNAL, "could not check an attestation: out of memory");
	if ((result = fido_cred_set_type(cred, algorithm)) == FIDO_OK &&
	    (result = fido_cred_set_rp(cred, str_z(a, rp->id), NULL)) == FIDO_OK &&
	    (result = fido_cred_set_clientdata(cred, bytes_of(client_data), client_data.len)) == FIDO_OK &&
	    (result = fido_cred_set_authdata_raw(cred, bytes_of(at->auth), at->auth.len)) == FIDO_OK &&
	    (result = fido_cred_set_fmt(cred, str_z(a, at->format))) == FIDO_OK &&
	    (result = fido_cred_set_attstmt(cred, bytes_of(at->statement), at->statement.len)) == FIDO_OK)
		result = has_certificates(at->statement) ? fido_cred_verify(cred) : fido_cred_verify_self(cred);
	fido_cred_free(&cred);
	if (result != FIDO_OK)
		return err_fail(ERR_DENIED, "could not accept an attestation: %s", fido_strerr(result));
	return OK;
}

enum err
webauthn_register(struct arena *a, const struct webauthn_rp *rp, struct str id, struct str client_data,
    struct str attestation_object, bool must_verify, struct webauthn_made *out)
{
	struct attestation at;
	struct auth auth = { 0 };
	struct raw_key raw;
	struct fido_key key = { 0 };
	struct webauthn_made made = { 0 };
	enum err err = attestation_read(attestation_object, &at);

	if (!err)
		err = auth_read(at.auth, &auth);
	if (!err)
		err = auth_check(rp, &auth, must_verify, &made.proof);
	if (!err && !(auth.flags & FLAG_AT))
		err = err_fail(ERR_INVALID, "could not register a passkey: there is none in the authenticator data");
	if (!err && !str_eq(auth.id, id))
		err = err_fail(ERR_DENIED, "could not register a passkey: two ids");
	if (!err)
		err = cose_read(auth.cose, &raw);
	if (err)
		return err;
	if (!fido_key_make(&raw, &key))
		err = err_fail(ERR_INVALID, "could not register a passkey: its public key is none");
	fido_key_free(&key);
	if (!err)
		err = attestation_verify(a, rp, &at, raw.algorithm, client_data);
	if (err)
		return err;
	made.key = (struct webauthn_key){ auth.id, auth.cose, raw.algorithm };
	made.format = at.format;
	memcpy(made.aaguid, auth.aaguid.ptr, sizeof(made.aaguid));
	*out = made;
	return OK;
}

/* ---- use ---- */

static int
assertion_verify(struct arena *a, const struct webauthn_rp *rp, const struct webauthn_assertion *in,
    const struct raw_key *raw, const void *key)
{
	fido_assert_t *as;
	int result;

	fido_init(0);
	as = fido_assert_new();
	result = as ? FIDO_OK : FIDO_ERR_INTERNAL;
	if (result == FIDO_OK && (result = fido_assert_set_count(as, 1)) == FIDO_OK &&
	    (result = fido_assert_set_rp(as, str_z(a, rp->id))) == FIDO_OK &&
	    (result = fido_assert_set_clientdata(as, bytes_of(in->client_data), in->client_data.len)) == FIDO_OK &&
	    (result = fido_assert_set_authdata_raw(
		 as, 0, bytes_of(in->authenticator_data), in->authenticator_data.len)) == FIDO_OK &&
	    (result = fido_assert_set_sig(as, 0, bytes_of(in->signature), in->signature.len)) == FIDO_OK &&
	    (result = fido_assert_set_up(as, FIDO_OPT_TRUE)) == FIDO_OK)
		result = fido_assert_verify(as, 0, raw->algorithm, key);
	fido_assert_free(&as);
	return result;
}

enum err
webauthn_assert(struct arena *a, const struct webauthn_rp *rp, const struct webauthn_assertion *in,
    const struct webauthn_key *key, bool must_verify, struct webauthn_proof *out)
{
	struct auth auth;
	struct raw_key raw;
	struct fido_key objects = { 0 };
	struct webauthn_proof proof;
	const void *object;
	int result;
	enum err err = auth_read(in->authenticator_data, &auth);

	if (!err)
		err = auth_check(rp, &auth, must_verify, &proof);
	if (!err && (!str_eq(in->id, key->id) || in->signature.len == 0 || in->signature.len > 1024))
		err = err_fail(ERR_DENIED, "could not accept a passkey: another id, or no signature");
	if (!err)
		err = cose_read(key->cose, &raw);
	if (!err && raw.algorithm != key->algorithm)
		err = err_fail(
		    ERR_INTERNAL, "could not use a passkey: its algorithm is stored as %d", (int)key->algorithm);
	if (err)
		return err;
	object = fido_key_make(&raw, &objects);
	result = object ? assertion_verify(a, rp, in, &raw, object) : FIDO_ERR_INVALID_ARGUMENT;
	fido_key_free(&objects);
	if (result != FIDO_OK)
		return err_fail(ERR_DENIED, "could not accept a passkey: %s", fido_strerr(result));
	*out = proof;
	return OK;
}
