/* pkey.c - ECDSA and RSA keys of OpenSSL 3.0 behind pkey.h. */
#include <openssl/bn.h> /* first: a parameter there is called rand, which banned.h poisons */
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/encoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "lib/io/pkey.h"

#include <limits.h>

#define CURVE "prime256v1"
#define COORDINATE 32           /* bytes of a number of P-256 */
#define POINT (1 + 2 * COORDINATE)
#define SIGNATURE_DER_MAX 80    /* SEQUENCE of two INTEGERs of at most 33 bytes */
#define RSA_MIN_BITS 2048
#define RSA_MAX_BITS 8192

struct pkey {
	EVP_PKEY *evp;
	enum pkey_algorithm algorithm;
	bool is_private;
};

static const char *const names[PKEY__MAX] = { [PKEY_ES256] = "ES256", [PKEY_RS256] = "RS256" };

static enum err failed(enum err err, const char *what);
static enum err take(struct arena *a, EVP_PKEY *evp, bool is_private, struct pkey **out);
static enum err raw_of_der(const unsigned char *der, size_t len, unsigned char raw[2 * COORDINATE]);
static size_t der_of_raw(const unsigned char *raw, unsigned char der[SIGNATURE_DER_MAX]);

const char *
pkey_algorithm_name(enum pkey_algorithm algorithm)
{
	return (size_t)algorithm < COUNT(names) ? names[algorithm] : "?";
}

int
pkey_algorithm_find(struct str name)
{
	for (int i = 0; i < PKEY__MAX; i++)
		if (str_eq_z(name, names[i]))
			return i;
	return -1;
}

enum pkey_algorithm
pkey_algorithm(const struct pkey *key)
{
	return key->algorithm;
}

bool
pkey_is_private(const struct pkey *key)
{
	return key->is_private;
}

enum err
pkey_generate(struct arena *a, enum pkey_algorithm algorithm, struct pkey **out)
{
	EVP_PKEY *evp = algorithm == PKEY_ES256 ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", CURVE)
	    : EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)PKEY_RSA_BITS);

	return evp ? take(a, evp, true, out) : failed(ERR_INTERNAL, "make a key");
}

/* ---- signatures ---- */

enum err
pkey_sign(struct arena *a, const struct pkey *key, struct str text, struct str *signature)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char *out, raw[2 * COORDINATE];
	size_t len = (size_t)EVP_PKEY_get_size(key->evp);
	bool signed_;
	enum err err = OK;

	if (!ctx)
		BUG("out of memory");
	if (!key->is_private)
		BUG("a public key cannot sign");
	out = arena_alloc(a, len);
	signed_ = EVP_DigestSignInit_ex(ctx, NULL, "SHA256", NULL, NULL, key->evp, NULL) == 1 &&
	    EVP_DigestSign(ctx, out, &len, (const unsigned char *)text.ptr, text.len) == 1;
	EVP_MD_CTX_free(ctx);
	if (!signed_)
		return failed(ERR_INTERNAL, "sign");
	if (key->algorithm == PKEY_ES256) {
		err = raw_of_der(out, len, raw);
		out = (unsigned char *)arena_memdup(a, (const char *)raw, len = sizeof(raw));
	}
	if (!err)
		*signature = str_n((const char *)out, len);
	return err;
}

enum err
pkey_verify(const struct pkey *key, struct str text, struct str signature)
{
	unsigned char der[SIGNATURE_DER_MAX];
	const unsigned char *sig = (const unsigned char *)signature.ptr;
	size_t len = signature.len;
	EVP_MD_CTX *ctx;
	bool right;

	/* Exactly the length that the algorithm has: DER, or zeros in front, would be a second spelling of the same
	 * signature. */
	if (len != (key->algorithm == PKEY_ES256 ? 2 * COORDINATE : (size_t)EVP_PKEY_get_size(key->evp)))
		return err_fail(ERR_INVALID, "could not verify a signature: %zu bytes", len);
	if (key->algorithm == PKEY_ES256) {
		len = der_of_raw(sig, der);
		sig = der;
	}
	if (!(ctx = EVP_MD_CTX_new()))
		BUG("out of memory");
	right = len && EVP_DigestVerifyInit_ex(ctx, NULL, "SHA256", NULL, NULL, key->evp, NULL) == 1 &&
	    EVP_DigestVerify(ctx, sig, len, (const unsigned char *)text.ptr, text.len) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return right ? OK : err_fail(ERR_INVALID, "could not verify a signature: it is not of this text by this key");
}

/* OpenSSL's DER <-> JOSE's r || s. */
static enum err
raw_of_der(const unsigned char *der, size_t len, unsigned char raw[2 * COORDINATE])
{
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)len);
	bool fits = sig && BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, COORDINATE) == COORDINATE &&
	    BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + COORDINATE, COORDINATE) == COORDINATE;

	ECDSA_SIG_free(sig);
	return fits ? OK : failed(ERR_INTERNAL, "write a signature");
}

static size_t
der_of_raw(const unsigned char *raw, unsigned char der[SIGNATURE_DER_MAX])
{
	ECDSA_SIG *sig = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(raw, COORDINATE, NULL), *s = BN_bin2bn(raw + COORDINATE, COORDINATE, NULL);
	unsigned char *at = der;
	int len = 0;

	if (sig && r && s && ECDSA_SIG_set0(sig, r, s)) {
		len = i2d_ECDSA_SIG(sig, NULL);
		len = len > 0 && len <= SIGNATURE_DER_MAX ? i2d_ECDSA_SIG(sig, &at) : 0;
	} else {
		BN_free(r);
		BN_free(s);
	}
	ECDSA_SIG_free(sig);
	return len > 0 ? (size_t)len : 0;
}

/* ---- numbers ---- */

/* Big endian; width 0: as long as it is. */
static enum err
number_get(struct arena *a, const EVP_PKEY *evp, const char *name, int width, struct str *out)
{
	BIGNUM *n = NULL;
	unsigned char *p;
	int len;

	if (!EVP_PKEY_get_bn_param(evp, name, &n))
		return failed(ERR_INTERNAL, "read a key's number");
	len = width ? width : BN_num_bytes(n);
	p = arena_alloc(a, (size_t)len);
	len = BN_bn2binpad(n, p, len);
	BN_free(n);
	if (len < 0)
		return failed(ERR_INTERNAL, "read a key's number");
	*out = str_n((char *)p, (size_t)len);
	return OK;
}

enum err
pkey_numbers(struct arena *a, const struct pkey *key, struct pkey_numbers *out)
{
	struct pkey_numbers n = { 0 };
	enum err err;

	if (key->algorithm == PKEY_ES256) {
		err = number_get(a, key->evp, OSSL_PKEY_PARAM_EC_PUB_X, COORDINATE, &n.x);
		if (!err)
			err = number_get(a, key->evp, OSSL_PKEY_PARAM_EC_PUB_Y, COORDINATE, &n.y);
	} else {
		err = number_get(a, key->evp, OSSL_PKEY_PARAM_RSA_N, 0, &n.n);
		if (!err)
			err = number_get(a, key->evp, OSSL_PKEY_PARAM_RSA_E, 0, &n.e);
	}
	if (!err)
		*out = n;
	return err;
}

static EVP_PKEY *
of_params(const char *type, OSSL_PARAM_BLD *build)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *evp = NULL;

	if (!params || !ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &evp, EVP_PKEY_PUBLIC_KEY, params) != 1)
		evp = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return evp;
}

static EVP_PKEY *
of_point(struct str x, struct str y)
{
	unsigned char point[POINT] = { 4 }; /* uncompressed */
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY *evp = NULL;

	memcpy(point + 1, x.ptr, COORDINATE);
	memcpy(point + 1 + COORDINATE, y.ptr, COORDINATE);
	if (build && OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, CURVE, 0) &&
	    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)))
		evp = of_params("EC", build);
	OSSL_PARAM_BLD_free(build);
	return evp;
}

static EVP_PKEY *
of_modulus(struct str n, struct str e)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *modulus = BN_bin2bn((const unsigned char *)n.ptr, (int)n.len, NULL);
	BIGNUM *exponent = BN_bin2bn((const unsigned char *)e.ptr, (int)e.len, NULL);
	EVP_PKEY *evp = NULL;

	if (build && modulus && exponent && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus) &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent))
		evp = of_params("RSA", build);
	BN_free(modulus);
	BN_free(exponent);
	OSSL_PARAM_BLD_free(build);
	return evp;
}

enum err
pkey_of_numbers(struct arena *a, enum pkey_algorithm algorithm, const struct pkey_numbers *in, struct pkey **out)
{
	EVP_PKEY *evp = NULL;

	if (algorithm == PKEY_ES256 && in->x.len == COORDINATE && in->y.len == COORDINATE)
		evp = of_point(in->x, in->y);
	else if (algorithm == PKEY_RS256 && in->n.len && in->n.len <= RSA_MAX_BITS / 8 && in->n.ptr[0] && in->e.len &&
	    in->e.len <= 8 && in->e.ptr[0])
		evp = of_modulus(in->n, in->e);
	return evp ? take(a, evp, false, out) : failed(ERR_INVALID, "make a key of its numbers");
}

/* ---- DER and PEM ---- */

/* The whole of what an encoder writes, in the arena. */
static enum err
encode(
    struct arena *a, const struct pkey *key, int selection, const char *format, const char *structure, struct str *out)
{
	OSSL_ENCODER_CTX *ctx = OSSL_ENCODER_CTX_new_for_pkey(key->evp, selection, format, structure, NULL);
	unsigned char *data = NULL;
	size_t len = 0;

	if (!ctx || OSSL_ENCODER_to_data(ctx, &data, &len) != 1) {
		OSSL_ENCODER_CTX_free(ctx);
		return failed(ERR_INTERNAL, "write a key");
	}
	OSSL_ENCODER_CTX_free(ctx);
	*out = str_n(arena_memdup(a, (const char *)data, len), len);
	OPENSSL_clear_free(data, len);
	return OK;
}

enum err
pkey_private_der(struct arena *a, const struct pkey *key, struct str *der)
{
	if (!key->is_private)
		BUG("a public key has no private part");
	return encode(a, key, EVP_PKEY_KEYPAIR, "DER", "PrivateKeyInfo", der);
}

enum err
pkey_public_der(struct arena *a, const struct pkey *key, struct str *der)
{
	return encode(a, key, EVP_PKEY_PUBLIC_KEY, "DER", "SubjectPublicKeyInfo", der);
}

enum err
pkey_public_pem(struct arena *a, const struct pkey *key, struct str *pem)
{
	return encode(a, key, EVP_PKEY_PUBLIC_KEY, "PEM", "SubjectPublicKeyInfo", pem);
}

enum err
pkey_of_private_der(struct arena *a, struct str der, struct pkey **out)
{
	const unsigned char *at = (const unsigned char *)der.ptr;
	EVP_PKEY *evp = der.len <= LONG_MAX ? d2i_AutoPrivateKey(NULL, &at, (long)der.len) : NULL;

	if (evp && at != (const unsigned char *)der.ptr + der.len) {
		EVP_PKEY_free(evp);
		evp = NULL;
	}
	return evp ? take(a, evp, true, out) : failed(ERR_INVALID, "read a private key");
}

enum err
pkey_of_public_der(struct arena *a, struct str der, struct pkey **out)
{
	const unsigned char *at = (const unsigned char *)der.ptr;
	EVP_PKEY *evp = der.len <= LONG_MAX ? d2i_PUBKEY(NULL, &at, (long)der.len) : NULL;

	if (evp && at != (const unsigned char *)der.ptr + der.len) {
		EVP_PKEY_free(evp);
		evp = NULL;
	}
	return evp ? take(a, evp, false, out) : failed(ERR_INVALID, "read a public key");
}

/* Without this OpenSSL would ask the terminal for a password. */
static int
no_password(char *out UNUSED, int size UNUSED, int writing UNUSED, void *payload UNUSED)
{
	return -1;
}

enum err
pkey_of_pem(struct arena *a, struct str pem, struct pkey **out)
{
	bool private = str_contains(pem, STR("PRIVATE KEY-----"));
	BIO *bio = pem.len <= INT_MAX ? BIO_new_mem_buf(pem.ptr ? pem.ptr : "", (int)pem.len) : NULL;
	EVP_PKEY *evp = NULL;

	if (bio)
		evp = private ? PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL)
			      : PEM_read_bio_PUBKEY(bio, NULL, no_password, NULL);
	BIO_free(bio);
	return evp ? take(a, evp, private, out) : failed(ERR_INVALID, "read a key in PEM");
}

/* ---- helpers ---- */

static void
release(void *ptr)
{
	EVP_PKEY_free(ptr); /* OpenSSL wipes private numbers */
}

/* Is it a kind that we use, and sound? */
static enum err
acceptable(EVP_PKEY *evp, enum pkey_algorithm *algorithm)
{
	char curve[32] = "";
	size_t len;
	BIGNUM *e = NULL;
	bool good = false;
	EVP_PKEY_CTX *ctx;

	if (EVP_PKEY_is_a(evp, "EC")) {
		*algorithm = PKEY_ES256;
		good = EVP_PKEY_get_utf8_string_param(evp, OSSL_PKEY_PARAM_GROUP_NAME, curve, sizeof(curve), &len) &&
		    strcmp(curve, CURVE) == 0;
	} else if (EVP_PKEY_is_a(evp, "RSA")) {
		int bits = EVP_PKEY_get_bits(evp);
		*algorithm = PKEY_RS256;
		good = bits >= RSA_MIN_BITS && bits <= RSA_MAX_BITS &&
		    EVP_PKEY_get_bn_param(evp, OSSL_PKEY_PARAM_RSA_E, &e) && BN_is_odd(e) && BN_num_bits(e) >= 17;
		BN_free(e);
	}
	if (!good)
		return failed(ERR_INVALID, "use a key: another curve, size or kind");
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, evp, NULL);
	good = ctx && EVP_PKEY_public_check_quick(ctx) == 1;
	EVP_PKEY_CTX_free(ctx);
	return good ? OK : failed(ERR_INVALID, "use a key: it is not sound");
}

/* Owns evp from here on. */
static enum err
take(struct arena *a, EVP_PKEY *evp, bool is_private, struct pkey **out)
{
	enum pkey_algorithm algorithm = PKEY__MAX;
	struct pkey *key;
	enum err err = acceptable(evp, &algorithm);

	if (err) {
		EVP_PKEY_free(evp);
		return err;
	}
	key = arena_new_of(a, struct pkey);
	*key = (struct pkey){ evp, algorithm, is_private };
	arena_defer(a, release, evp);
	*out = key;
	return OK;
}

static enum err
failed(enum err err, const char *what)
{
	unsigned long code = ERR_peek_last_error();
	const char *reason = code ? ERR_reason_error_string(code) : NULL;

	ERR_clear_error();
	return err_fail(err, "could not %s%s%s", what, reason ? ": " : "", reason ? reason : "");
}
