/* crypto.c - OpenSSL 3.0 behind crypto.h.  Nothing here can fail on valid arguments: if OpenSSL fails, the process
 * ends. */
#include <openssl/crypto.h> /* first: a parameter there is called rand, which banned.h poisons */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "lib/io/crypto.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_MAX ((size_t)64 << 10)
#define TAG_LEN 16        /* bytes of the HMAC that a token carries */
#define TOKEN_MAX ((size_t)64 << 10)
#define ID_CHARS 22       /* 62^22 > 2^130 */
#define ID_PREFIX_MAX 8
/* A sealed value: version, nonce, ciphertext, tag. */
#define SEAL_VERSION 1
#define SEAL_KEY 32
#define SEAL_NONCE 12
#define SEAL_TAG 16
#define SEAL_MORE (1 + SEAL_NONCE + SEAL_TAG)
#define SEAL_MAX ((size_t)1 << 20)

static const char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static enum err read_all(int fd, const char *path, size_t min, struct secret *out);
static void token_tag(const struct secret *key, const char *purpose, struct str payload, unsigned char out[32]);

/* ---- secrets ---- */

void
secret_release(struct secret *s)
{
	if (s->ptr)
		OPENSSL_clear_free(s->ptr, s->len + 1);
	*s = (struct secret){ 0 };
}

enum err
secret_read(const char *path, size_t min, struct secret *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	enum err err;

	if (fd < 0)
		return err_fail(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "could not read '%s': %s", path,
		    strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		err = err_fail(ERR_IO, "could not read '%s': not a regular file", path);
	else if (st.st_mode & (S_IRWXG | S_IRWXO))
		err = err_fail(ERR_DENIED, "could not use '%s': others than its owner have access (mode %03o)", path,
		    (unsigned)st.st_mode & 0777);
	else
		err = read_all(fd, path, min, out);
	close(fd);
	return err;
}

static enum err
read_all(int fd, const char *path, size_t min, struct secret *out)
{
	unsigned char *p = OPENSSL_malloc(SECRET_MAX + 1);
	size_t len = 0;
	ssize_t n = 1;

	if (!p)
		abort();
	while (len < SECRET_MAX && (n = read(fd, p + len, SECRET_MAX - len)) != 0) {
		if (n < 0 && errno != EINTR)
			break;
		len += n > 0 ? (size_t)n : 0;
	}
	while (len > 0 && (p[len - 1] == '\n' || p[len - 1] == '\r'))
		len--;
	if (n != 0 || len < min) {
		OPENSSL_clear_free(p, SECRET_MAX + 1);
		if (n != 0)
			return err_fail(ERR_IO, "could not read '%s': unreadable or larger than %zu bytes", path,
			    SECRET_MAX);
		return err_fail(ERR_INVALID, "could not use '%s': shorter than %zu bytes", path, min);
	}
	if (!(out->ptr = OPENSSL_malloc(len + 1)))
		abort();
	memcpy(out->ptr, p, len);
	out->ptr[len] = '\0';
	out->len = len;
	OPENSSL_clear_free(p, SECRET_MAX + 1);
	return OK;
}

/* ---- random, digests ---- */

void
crypto_random(void *out, size_t len)
{
	assert(len <= INT32_MAX);
	if (RAND_bytes(out, (int)len) != 1)
		abort();
}

uint64_t
crypto_random_u64(void)
{
	uint64_t v;

	crypto_random(&v, sizeof(v));
	return v;
}

void
crypto_sha256(struct str data, unsigned char out[32])
{
	size_t len;

	if (!EVP_Q_digest(NULL, "SHA256", NULL, data.ptr ? data.ptr : "", data.len, out, &len) || len != 32)
		abort();
}

void
crypto_hmac_sha256(const struct secret *key, struct str data, unsigned char out[32])
{
	size_t len;

	if (!EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key->ptr, key->len,
	    (const unsigned char *)(data.ptr ? data.ptr : ""), data.len, out, 32, &len) || len != 32)
		abort();
}

bool
crypto_equal(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) == 0;
}

/* ---- text forms ---- */

void
base64url_write(struct buf *b, const void *p, size_t len)
{
	const unsigned char *in = p;

	for (size_t i = 0; i < len; i += 3) {
		size_t left = MIN(len - i, 3);
		uint32_t v = (uint32_t)in[i] << 16;
		char out[4];
		if (left > 1)
			v |= (uint32_t)in[i + 1] << 8;
		if (left > 2)
			v |= in[i + 2];
		for (size_t j = 0; j < 4; j++)
			out[j] = base64url[(v >> (18 - 6 * j)) & 63];
		buf_add(b, out, left + 1);
	}
}

/* 0..63, or -1. */
static int
base64url_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

enum err
base64url_read(struct arena *a, struct str text, struct str *out)
{
	unsigned char *p = arena_alloc(a, text.len / 4 * 3 + 4);
	size_t len = 0;
	uint32_t v = 0;
	unsigned bits = 0;

	if (str_is_absent(text) || text.len % 4 == 1)
		return err_fail(ERR_INVALID, "could not read base64url: impossible length %zu", text.len);
	for (size_t i = 0; i < text.len; i++) {
		int digit = base64url_value(text.ptr[i]);
		if (digit < 0)
			return err_fail(ERR_INVALID, "could not read base64url: bad character at %zu", i);
		v = v << 6 | (uint32_t)digit;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			p[len++] = (unsigned char)(v >> bits);
			v &= (1U << bits) - 1;
		}
	}
	if (v != 0)
		return err_fail(ERR_INVALID, "could not read base64url: bits set past the end");
	p[len] = '\0';
	*out = str_n((char *)p, len);
	return OK;
}

void
base64_write(struct buf *b, const void *p, size_t len)
{
	size_t from = b->len;

	base64url_write(b, p, len);
	for (size_t i = from; i < b->len; i++)
		b->ptr[i] = b->ptr[i] == '-' ? '+' : b->ptr[i] == '_' ? '/' : b->ptr[i];
	for (size_t n = len; n % 3; n++)
		buf_char(b, '=');
}

void
hex_write(struct buf *b, const void *p, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *in = p;

	for (size_t i = 0; i < len; i++) {
		buf_char(b, digits[in[i] >> 4]);
		buf_char(b, digits[in[i] & 15]);
	}
}

void
public_id(char out[32], const char *prefix)
{
	size_t len = strlen(prefix), got = 0;

	assert(len > 0 && len <= ID_PREFIX_MAX);
	memcpy(out, prefix, len);
	out[len++] = '_';
	while (got < ID_CHARS) {
		unsigned char random[32];
		crypto_random(random, sizeof(random));
		/* 248 = 4 * 62: larger bytes are thrown away, so that every character is equally likely. */
		for (size_t i = 0; i < sizeof(random) && got < ID_CHARS; i++)
			if (random[i] < 248)
				out[len + got++] = base62[random[i] % 62];
	}
	out[len + got] = '\0';
}

/* ---- tokens ---- */

enum err
token_sign(struct arena *a, const struct secret *key, const char *purpose, struct str payload, struct str *out)
{
	unsigned char tag[32];
	struct buf raw, text;

	if (payload.len > TOKEN_MAX)
		return err_fail(ERR_LIMIT, "could not sign a token: %zu bytes", payload.len);
	token_tag(key, purpose, payload, tag);
	buf_in_arena(&raw, a, TOKEN_MAX + TAG_LEN);
	buf_in_arena(&text, a, 2 * TOKEN_MAX);
	buf_str(&raw, payload);
	buf_add(&raw, tag, TAG_LEN);
	base64url_write(&text, raw.ptr, raw.len);
	*out = buf_view(&text);
	return OK;
}

enum err
token_open(struct arena *a, const struct secret *key, const char *purpose, struct str token, struct str *payload)
{
	unsigned char tag[32];
	struct str raw, body;
	enum err err;

	if (token.len > 2 * TOKEN_MAX)
		return err_fail(ERR_INVALID, "could not open a token: %zu bytes", token.len);
	if ((err = base64url_read(a, token, &raw)))
		return err;
	if (raw.len < TAG_LEN)
		return err_fail(ERR_INVALID, "could not open a token: too short");
	body = str_cut(raw, raw.len - TAG_LEN);
	token_tag(key, purpose, body, tag);
	if (!crypto_equal(tag, raw.ptr + body.len, TAG_LEN))
		return err_fail(ERR_INVALID, "could not open a token: it is not ours, or not for '%s'", purpose);
	*payload = str_dup(a, body);
	return OK;
}

/* HMAC over purpose, NUL, payload: a purpose has no NUL, so no two pairs give the same bytes. */
static void
token_tag(const struct secret *key, const char *purpose, struct str payload, unsigned char out[32])
{
	struct buf b;

	buf_init(&b, TOKEN_MAX * 2);
	buf_add(&b, purpose, strlen(purpose) + 1);
	buf_str(&b, payload);
	assert(!b.failed);
	crypto_hmac_sha256(key, buf_view(&b), out);
	buf_release(&b);
}

/* ---- sealed for ourselves ---- */

/* A key per purpose: HKDF-SHA256 of the master key. */
static void
purpose_key(const struct secret *master, const char *purpose, unsigned char out[SEAL_KEY])
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *ctx = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	char digest[] = "SHA256", *info = strdup(purpose);
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string("digest", digest, 0),
		OSSL_PARAM_construct_octet_string("key", master->ptr, master->len),
		OSSL_PARAM_construct_octet_string("info", info, strlen(purpose)),
		OSSL_PARAM_construct_end(),
	};

	if (!ctx || !info || EVP_KDF_derive(ctx, out, SEAL_KEY, params) != 1)
		abort();
	free(info);
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
}

/* Encrypt or decrypt in one go; `tag` is written or checked.  False: the tag is wrong. */
static bool
gcm(int seal, const unsigned char key[SEAL_KEY], const unsigned char *nonce, struct str bound, struct str in,
    unsigned char *out, unsigned char *tag)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n, rest = 0;
	bool ok;

	if (!ctx || !EVP_CipherInit_ex2(ctx, EVP_aes_256_gcm(), key, nonce, seal, NULL))
		abort();
	if (!EVP_CipherUpdate(ctx, NULL, &n, (const unsigned char *)(bound.ptr ? bound.ptr : ""), (int)bound.len)
	    || !EVP_CipherUpdate(ctx, out, &n, (const unsigned char *)(in.ptr ? in.ptr : ""), (int)in.len)
	    || (!seal && !EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, SEAL_TAG, tag)))
		abort();
	ok = EVP_CipherFinal_ex(ctx, out + n, &rest) == 1;
	if (seal && (!ok || !EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, SEAL_TAG, tag)))
		abort();
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

enum err
crypto_seal(struct arena *a, const struct secret *master, const char *purpose, struct str bound, struct str text,
    struct str *out)
{
	unsigned char key[SEAL_KEY], *p;

	if (text.len > SEAL_MAX || bound.len > SEAL_MAX)
		return err_fail(ERR_LIMIT, "could not seal %zu bytes", text.len);
	p = arena_alloc(a, SEAL_MORE + text.len + 1);
	p[0] = SEAL_VERSION;
	crypto_random(p + 1, SEAL_NONCE);
	purpose_key(master, purpose, key);
	gcm(1, key, p + 1, bound, text, p + 1 + SEAL_NONCE, p + 1 + SEAL_NONCE + text.len);
	OPENSSL_cleanse(key, sizeof(key));
	p[SEAL_MORE + text.len] = '\0';
	*out = str_n((char *)p, SEAL_MORE + text.len);
	return OK;
}

enum err
crypto_unseal(struct arena *a, const struct secret *master, const char *purpose, struct str bound, struct str sealed,
    struct str *text)
{
	const unsigned char *in = (const unsigned char *)sealed.ptr;
	unsigned char key[SEAL_KEY], tag[SEAL_TAG], *p;
	size_t len;
	bool ok;

	if (str_is_absent(sealed) || sealed.len < SEAL_MORE || sealed.len > SEAL_MORE + SEAL_MAX ||
	    in[0] != SEAL_VERSION)
		return err_fail(
		    ERR_INVALID, "could not unseal %zu bytes for '%s': not sealed by us", sealed.len, purpose);
	len = sealed.len - SEAL_MORE;
	p = arena_alloc(a, len + 1);
	memcpy(tag, in + 1 + SEAL_NONCE + len, SEAL_TAG);
	purpose_key(master, purpose, key);
	ok = gcm(0, key, in + 1, bound, str_n(sealed.ptr + 1 + SEAL_NONCE, len), p, tag);
	OPENSSL_cleanse(key, sizeof(key));
	if (!ok) {
		OPENSSL_cleanse(p, len);
		return err_fail(
		    ERR_INVALID, "could not unseal a value for '%s': changed, moved, or of another key", purpose);
	}
	p[len] = '\0';
	*text = str_n((char *)p, len);
	return OK;
}

/* A new key appears whole or not at all, and the first of two makers wins: link() does not replace. */
static enum err
make_master(const char *dir, const char *path)
{
	char temporary[PATH_MAX + 32];
	unsigned char random[SEAL_KEY];
	struct buf text;
	int fd;
	bool ok;

	snprintf(temporary, sizeof(temporary), "%s/master.XXXXXX", dir);
	if ((fd = mkostemp(temporary, O_CLOEXEC)) < 0) /* mode 0600 */
		return err_fail(ERR_IO, "could not make a key in '%s': %s", dir, strerror(errno));
	crypto_random(random, sizeof(random));
	buf_init(&text, BUF_LINE);
	base64url_write(&text, random, sizeof(random));
	buf_char(&text, '\n');
	ok = write(fd, text.ptr, text.len) == (ssize_t)text.len && fsync(fd) == 0;
	close(fd);
	ok = ok && (link(temporary, path) == 0 || errno == EEXIST);
	unlink(temporary);
	OPENSSL_cleanse(random, sizeof(random));
	OPENSSL_cleanse(text.ptr, text.len);
	buf_release(&text);
	return ok ? OK : err_fail(ERR_IO, "could not write '%s': %s", path, strerror(errno));
}

enum err
crypto_master(const char *dir, bool make, struct secret *out)
{
	char path[PATH_MAX];
	enum err err;

	if (snprintf(path, sizeof(path), "%s/master.key", dir) >= (int)sizeof(path))
		return err_fail(ERR_INVALID, "could not read the master key: path too long");
	err = secret_read(path, 43, out);
	if (err != ERR_NOT_FOUND || !make)
		return err;
	err_clear();
	err = make_master(dir, path);
	return err ? err : secret_read(path, 43, out);
}

/* ---- secrets that others hold ---- */

struct str
token_new(struct arena *a, unsigned char hash[32])
{
	unsigned char random[32];
	struct buf text;

	crypto_random(random, sizeof(random));
	crypto_sha256(str_n((char *)random, sizeof(random)), hash);
	buf_in_arena(&text, a, BUF_LINE);
	base64url_write(&text, random, sizeof(random));
	OPENSSL_cleanse(random, sizeof(random));
	return buf_view(&text);
}

enum err
token_hash(struct str token, unsigned char hash[32])
{
	struct arena *a;
	struct str raw;
	enum err err;

	if (token.len != 43)
		return err_fail(ERR_INVALID, "could not read a token: %zu characters", token.len);
	a = arena_new();
	if (!(err = base64url_read(a, token, &raw)))
		crypto_sha256(raw, hash);
	arena_free(a);
	return err;
}
