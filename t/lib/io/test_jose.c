/* Tests of lib/io/jose.c: what is good passes, and each forgery is refused for its own reason. */
#include "lib/io/crypto.h"
#include "lib/io/jose.h"
#include "t/lib/io/fixture.h"

#define NOW INT64_C(1800000000)
#define CLAIMS \
	"\"iss\":\"https://shop.example\",\"aud\":\"https://shop.example/api\",\"sub\":\"acct_1\",\"iat\":1800000000"
#define GOOD "{" CLAIMS ",\"exp\":1800000900}"

static struct {
	struct arena *arena;
	struct jwk keys[PKEY__MAX]; /* one of each, private */
	struct jwk_set set;
} f;

static void
setup(void)
{
	if (f.arena)
		return;
	f.arena = arena_new();
	for (int i = 0; i < PKEY__MAX; i++) {
		f.keys[i].algorithm = (enum pkey_algorithm)i;
		CHECK_ERR(pkey_generate(f.arena, (enum pkey_algorithm)i, &f.keys[i].key), OK);
		CHECK_ERR(jwk_thumbprint(f.arena, f.keys[i].key, &f.keys[i].kid), OK);
	}
	f.set = (struct jwk_set){ f.keys, PKEY__MAX };
}

static struct jwt_expect
expect(void)
{
	return (struct jwt_expect){ .typ = "at+jwt",
		.issuer = STR("https://shop.example"),
		.audience = STR("https://shop.example/api"),
		.now = { NOW * US_PER_S } };
}

static enum err
verify(struct str token)
{
	struct jwt_expect e = expect();
	struct jwt out;

	return jwt_verify(f.arena, &f.set, &e, token, &out);
}

static struct str
b64(struct str bytes)
{
	struct buf b;

	buf_in_arena(&b, f.arena, BUF_REPLY);
	base64url_write(&b, bytes.ptr, bytes.len);
	return b.len ? buf_view(&b) : STR("");
}

/* Any header and claims, with a true signature by the key. */
static struct str
forge(const struct jwk *key, struct str header, struct str claims)
{
	struct str h = b64(header), c = b64(claims), sig,
		   text = str_printf(f.arena, "%.*s.%.*s", STR_ARG(h), STR_ARG(c));

	CHECK_ERR(pkey_sign(f.arena, key->key, text, &sig), OK);
	sig = b64(sig);
	return str_printf(f.arena, "%.*s.%.*s", STR_ARG(text), STR_ARG(sig));
}

/* Header with these members before the kid of the ES256 key. */
static struct str
header(const char *members)
{
	return str_printf(f.arena, "{%s,\"kid\":\"%.*s\"}", members, STR_ARG(f.keys[PKEY_ES256].kid));
}
static struct str
es256(const char *members, const char *claims)
{
	return forge(&f.keys[PKEY_ES256], header(members), str_of(claims));
}

#define USUAL "\"alg\":\"ES256\",\"typ\":\"at+jwt\""
#define REFUSED(token) CHECK_ERR(verify(token), ERR_INVALID)

static void
test_jose__round_trip(void)
{
	setup();
	for (int i = 0; i < PKEY__MAX; i++) {
		struct jwt_expect e = expect();
		struct str token;
		struct jwt out;
		CHECK_ERR(jwt_sign(f.arena, &f.keys[i], "at+jwt", STR(GOOD), &token), OK);
		CHECK_ERR(jwt_verify(f.arena, &f.set, &e, token, &out), OK);
		CHECK_STR(out.subject, "acct_1");
		CU_ASSERT(str_eq(out.kid, f.keys[i].kid) && out.expires_at.us == (NOW + 900) * US_PER_S &&
		    out.audiences == 1);
	}
	CHECK_ERR(verify(es256(USUAL, GOOD)), OK);
	CHECK_ERR(verify(es256("\"alg\":\"ES256\",\"typ\":\"application/at+JWT\"", GOOD)), OK);
	CHECK_ERR(verify(es256(USUAL, "{" CLAIMS ",\"exp\":1800000900,\"nbf\":1800000000}")), OK);
}

/* RFC 7638 section 3.1. */
static void
test_jose__thumbprint(void)
{
	static const char doc[] =
	    "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"},{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbb"
	    "fAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMic"
	    "AtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8a"
	    "wapJzKnqDKgw\",\"e\":\"AQAB\",\"alg\":\"RS256\",\"kid\":\"2011-04-29\"},{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AA\",\"y\":\"AA\"}]}";
	struct arena *a = arena_new();
	struct jwk_set set;
	struct str print;

	CHECK_ERR(jwks_read(a, str_of(doc), &set), OK);
	CU_ASSERT_EQUAL_FATAL(set.count, 1); /* the others are not for us */
	CHECK_STR(set.keys[0].kid, "2011-04-29");
	CHECK_ERR(jwk_thumbprint(a, set.keys[0].key, &print), OK);
	CHECK_STR(print, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
	CHECK_ERR(jwks_read(a, STR("{}"), &set), ERR_INVALID);
	CHECK_ERR(jwks_read(a, STR("[]"), &set), ERR_INVALID);
	CHECK_ERR(jwks_read(a, STR("{\"keys\":[],\"keys\":[]}"), &set), ERR_INVALID);
	arena_free(a);
}

static void
test_jose__jwk_round_trip(void)
{
	struct jwk_set set;
	struct buf b;

	setup();
	buf_in_arena(&b, f.arena, BUF_LINE);
	buf_lit(&b, "{\"keys\":[");
	CHECK_ERR(jwk_write(&b, &f.keys[0]), OK);
	buf_char(&b, ',');
	CHECK_ERR(jwk_write(&b, &f.keys[1]), OK);
	buf_lit(&b, "]}");
	CU_ASSERT(!str_contains(buf_view(&b), STR("\"d\"")) && !str_contains(buf_view(&b), STR("\"p\"")));
	CHECK_ERR(jwks_read(f.arena, buf_view(&b), &set), OK);
	CU_ASSERT_EQUAL_FATAL(set.count, 2);
	for (int i = 0; i < PKEY__MAX; i++) {
		struct jwt_expect e = expect();
		struct str token;
		struct jwt out;
		CHECK_ERR(jwt_sign(f.arena, &f.keys[i], "at+jwt", STR(GOOD), &token), OK);
		CHECK_ERR(jwt_verify(f.arena, &set, &e, token, &out), OK);
	}
}

/* ---- the forgeries of standards A1.9, one by one ---- */

static void
unsigned_with(const char *alg)
{
	struct str h = b64(header(arena_printf(f.arena, "\"alg\":\"%s\",\"typ\":\"at+jwt\"", alg))), c = b64(STR(GOOD));

	REFUSED(str_printf(f.arena, "%.*s.%.*s.", STR_ARG(h), STR_ARG(c)));
	REFUSED(str_printf(f.arena, "%.*s.%.*s.AAAA", STR_ARG(h), STR_ARG(c)));
	REFUSED(es256(arena_printf(f.arena, "\"alg\":\"%s\",\"typ\":\"at+jwt\"", alg), GOOD)); /* even rightly signed */
}
static void
test_jose__01_alg_none(void)
{
	setup();
	unsigned_with("none");
	unsigned_with("None");
	unsigned_with("nOnE");
	unsigned_with("");
}

/* The classic: HMAC with our public key as its secret. */
static void
test_jose__02_hs256_with_public_key(void)
{
	setup();
	for (int i = 0; i < PKEY__MAX; i++) {
		struct str pem, h, c, text;
		unsigned char tag[32];
		struct secret secret;
		CHECK_ERR(pkey_public_pem(f.arena, f.keys[i].key, &pem), OK);
		secret = (struct secret){ (unsigned char *)(uintptr_t)pem.ptr, pem.len };
		h = b64(str_printf(
		    f.arena, "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"%.*s\"}", STR_ARG(f.keys[i].kid)));
		c = b64(STR(GOOD));
		text = str_printf(f.arena, "%.*s.%.*s", STR_ARG(h), STR_ARG(c));
		crypto_hmac_sha256(&secret, text, tag);
		c = b64(str_n((const char *)tag, sizeof(tag)));
		REFUSED(str_printf(f.arena, "%.*s.%.*s", STR_ARG(text), STR_ARG(c)));
	}
	/* And the two of ours are not mixed up either. */
	REFUSED(es256("\"alg\":\"RS256\",\"typ\":\"at+jwt\"", GOOD));
	REFUSED(forge(&f.keys[PKEY_RS256], header(USUAL), STR(GOOD)));
}

static void
test_jose__03_wrong_typ(void)
{
	setup();
	REFUSED(es256("\"alg\":\"ES256\",\"typ\":\"JWT\"", GOOD));
	REFUSED(es256("\"alg\":\"ES256\"", GOOD));
	REFUSED(es256("\"alg\":\"ES256\",\"typ\":7", GOOD));
	REFUSED(es256("\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"typ\":\"at+jwt\"", GOOD));
}

static void
test_jose__04_wrong_audience(void)
{
	setup();
	REFUSED(
	    es256(USUAL, "{\"iss\":\"https://shop.example\",\"aud\":\"https://other.example\",\"exp\":1800000900}"));
	REFUSED(es256(USUAL, "{\"iss\":\"https://shop.example\",\"exp\":1800000900}"));
	REFUSED(es256(USUAL, "{\"iss\":\"https://shop.example\",\"aud\":[],\"exp\":1800000900}"));
	REFUSED(es256(
	    USUAL, "{\"iss\":\"https://shop.example\",\"aud\":[\"https://shop.example/api\",1],\"exp\":1800000900}"));
	CHECK_ERR(
	    verify(es256(USUAL,
		"{\"iss\":\"https://shop.example\",\"aud\":[\"x\",\"https://shop.example/api\"],\"exp\":1800000900}")),
	    OK);
}

static void
test_jose__05_wrong_issuer(void)
{
	setup();
	REFUSED(es256(
	    USUAL, "{\"iss\":\"https://shop.example/\",\"aud\":\"https://shop.example/api\",\"exp\":1800000900}"));
	REFUSED(es256(USUAL, "{\"aud\":\"https://shop.example/api\",\"exp\":1800000900}"));
}

static void
test_jose__06_expired(void)
{
	setup();
	REFUSED(es256(USUAL, "{" CLAIMS ",\"exp\":1800000000}"));
	REFUSED(es256(USUAL, "{" CLAIMS ",\"exp\":1799999999}"));
	REFUSED(es256(USUAL, "{" CLAIMS "}"));
	REFUSED(es256(USUAL, "{" CLAIMS ",\"exp\":\"1800000900\"}"));
	REFUSED(es256(USUAL, "{" CLAIMS ",\"exp\":1.8e9}"));
	REFUSED(es256(USUAL, "{" CLAIMS ",\"exp\":99999999999999999999}"));
	REFUSED(es256(USUAL, "{" CLAIMS ",\"exp\":-1}"));
}

static void
test_jose__07_not_yet(void)
{
	setup();
	REFUSED(es256(USUAL, "{" CLAIMS ",\"exp\":1800000900,\"nbf\":1800000001}"));
	REFUSED(es256(USUAL,
	    "{\"iss\":\"https://shop.example\",\"aud\":\"https://shop.example/api\",\"exp\":1800000900,\"iat\":1800000500}"));
}

static void
kid(const char *kid_json)
{
	CHECK_ERR(verify(forge(&f.keys[0],
		      str_printf(f.arena, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":%s}", kid_json), STR(GOOD))),
	    str_eq(str_of(kid_json), STR("\"unknown\"")) || strchr(kid_json, '/') || strchr(kid_json, '\'')
		? ERR_NOT_FOUND
		: ERR_INVALID);
}
static void
test_jose__08_kids(void)
{
	setup();
	kid("\"unknown\"");
	kid("\"../../x\"");
	kid("\"../../../../dev/null\"");
	kid("\"' OR 1=1\"");
	kid("\"\"");
	kid("null");
	kid("1");
	kid("[]");
	REFUSED(forge(&f.keys[0], STR("{" USUAL "}"), STR(GOOD))); /* none at all */
}

static void
test_jose__09_stripped_signature(void)
{
	struct str token, rest, part;
	size_t without;

	setup();
	token = rest = es256(USUAL, GOOD);
	(void)str_split(&rest, '.', &part);
	(void)str_split(&rest, '.', &part);
	without = token.len - rest.len;
	REFUSED(str_cut(token, without));         /* "a.b." */
	REFUSED(str_cut(token, without - 1));     /* "a.b" */
	REFUSED(str_cut(token, token.len - 2));
	REFUSED(str_printf(f.arena, "%.*s.", STR_ARG(token)));
	REFUSED(str_printf(f.arena, "%.*s.%.*s", STR_ARG(token), STR_ARG(rest)));
	REFUSED(STR(""));
	REFUSED(STR(".."));
	REFUSED(STR("..."));
}

/* The forger brings his own key, and says where it is. */
static void
test_jose__10_embedded_key(void)
{
	static const char *const where[] = { "\"jku\":\"https://evil.example/jwks.json\"",
		"\"x5u\":\"https://evil.example/x\"", "\"x5c\":[\"AAAA\"]" };
	struct jwk his = { .algorithm = PKEY_ES256 };
	struct buf b;

	setup();
	CHECK_ERR(pkey_generate(f.arena, PKEY_ES256, &his.key), OK);
	his.kid = f.keys[PKEY_ES256].kid;
	buf_in_arena(&b, f.arena, BUF_LINE);
	buf_lit(&b, "\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"jwk\":");
	CHECK_ERR(jwk_write(&b, &his), OK);
	REFUSED(forge(&his, header(b.ptr), STR(GOOD)));
	for (size_t i = 0; i < COUNT(where); i++) {
		const char *members = arena_printf(f.arena, USUAL ",%s", where[i]);
		REFUSED(forge(&his, header(members), STR(GOOD)));
		CHECK_ERR(verify(es256(members, GOOD)), OK); /* not looked at, so harmless with a true signature */
	}
}

static void
test_jose__11_too_large(void)
{
	char *million;
	struct str claims;

	setup();
	million = arena_alloc(f.arena, 1000001);
	memset(million, 'A', 1000000);
	million[1000000] = '\0';
	REFUSED(str_n(million, 1000000));
	claims = str_printf(f.arena, "{" CLAIMS ",\"exp\":1800000900,\"x\":\"%.900000s\"}", million);
	REFUSED(forge(&f.keys[0], header(USUAL), claims));
	CHECK_ERR(jwt_sign(f.arena, &f.keys[0], "at+jwt", claims, &(struct str){ 0 }), ERR_LIMIT);
}

/* The same signature as OpenSSL writes it. */
static void
test_jose__12_der_signature(void)
{
	struct str token, text, sig, rest, part;
	unsigned char der[80];
	size_t len = 2;

	setup();
	token = rest = es256(USUAL, GOOD);
	(void)str_split(&rest, '.', &part);
	(void)str_split(&rest, '.', &part);
	text = str_cut(token, token.len - rest.len - 1);
	CHECK_ERR(base64url_read(f.arena, rest, &sig), OK);
	for (int half = 0; half < 2; half++) {
		der[len++] = 2;
		der[len++] = 33;
		der[len++] = 0;
		memcpy(der + len, sig.ptr + half * 32, 32);
		len += 32;
	}
	der[0] = 0x30;
	der[1] = (unsigned char)(len - 2);
	sig = b64(str_n((const char *)der, len));
	REFUSED(str_printf(f.arena, "%.*s.%.*s", STR_ARG(text), STR_ARG(sig)));
}

static void
test_jose__13_non_canonical_base64url(void)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct str token;
	char *other;

	setup();
	token = es256(USUAL, GOOD);
	other = str_z(f.arena, token);
	/* 64 bytes are 86 characters, whose last one carries 4 bits that mean nothing: set one of them. */
	other[token.len - 1] = digits[(strchr(digits, other[token.len - 1]) - digits) | 1];
	REFUSED(str_n(other, token.len));
	REFUSED(str_printf(f.arena, "%.*s=", STR_ARG(token)));
	REFUSED(str_printf(f.arena, "%.*s==", STR_ARG(token)));
	REFUSED(str_printf(f.arena, "%.*s\n", STR_ARG(token)));
	REFUSED(str_printf(f.arena, " %.*s", STR_ARG(token)));
	for (char *p = other; *p; p++)
		*p = *p == '-' ? '+' : *p == '_' ? '/' : *p;
	REFUSED(str_n(other, token.len));
}

static void
test_jose__14_doubles_and_extensions(void)
{
	setup();
	REFUSED(es256(USUAL, "{" CLAIMS ",\"exp\":1800000900,\"exp\":1800000900}"));
	REFUSED(es256(USUAL, "{" CLAIMS ",\"exp\":1800000900,\"sub\":\"acct_2\"}"));
	REFUSED(es256(USUAL, "{" CLAIMS ",\"exp\":1800000900,\"s\\u0075b\":\"acct_2\"}"));
	REFUSED(es256("\"alg\":\"none\",\"alg\":\"ES256\",\"typ\":\"at+jwt\"", GOOD));
	REFUSED(es256(USUAL ",\"crit\":[\"exp\"]", GOOD));
	REFUSED(es256(USUAL ",\"crit\":[]", GOOD));
	REFUSED(es256(USUAL ",\"b64\":false", GOOD));
	REFUSED(es256(USUAL ",\"zip\":\"DEF\"", GOOD));
	REFUSED(es256(USUAL, "[]"));
	REFUSED(es256(USUAL, "\"x\""));
	REFUSED(es256(USUAL, GOOD " x"));
	REFUSED(es256(USUAL, "{" CLAIMS ",\"exp\":1800000900,\"x\":\"\xff\"}"));
	REFUSED(es256(USUAL,
	    "{\"sub\":1,\"iss\":\"https://shop.example\",\"aud\":\"https://shop.example/api\",\"exp\":1800000900}"));
}

/* Any bit of it counts. */
static void
test_jose__every_bit(void)
{
	struct str token;
	char *p;
	int accepted = 0;

	setup();
	token = es256(USUAL, GOOD);
	p = str_z(f.arena, token);
	for (size_t i = 0; i < token.len; i++)
		for (int bit = 0; bit < 7; bit++) {
			p[i] = (char)(p[i] ^ 1 << bit);
			accepted += verify(str_n(p, token.len)) == OK;
			p[i] = (char)(p[i] ^ 1 << bit);
			err_clear();
		}
	CU_ASSERT_EQUAL(accepted, 0);
	CHECK_ERR(verify(str_n(p, token.len)), OK);
}

/* As a relying party of somebody else: ID tokens without typ, without kid, with a little patience about clocks. */
static void
test_jose__relying_party(void)
{
	struct jwt_expect e = { .issuer = STR("https://id.example"),
		.audience = STR("client-1"),
		.now = { NOW * US_PER_S },
		.leeway_s = 30,
		.kid_optional = true };
	struct str claims = STR(
	    "{\"iss\":\"https://id.example\",\"aud\":[\"client-1\",\"client-2\"],\"exp\":1799999980,\"iat\":1800000010,\"nonce\":\"n\"}");
	struct str plain, kidless;
	struct jwk two[2];
	struct jwt out;

	setup();
	CHECK_ERR(jwt_sign(f.arena, &f.keys[PKEY_RS256], "JWT", claims, &plain), OK);
	CHECK_ERR(jwt_verify(f.arena, &f.set, &e, plain, &out), OK);
	CU_ASSERT_EQUAL(out.audiences, 2);
	CHECK_STR(json_text(out.claims, "nonce"), "n");
	kidless = forge(&f.keys[PKEY_RS256], STR("{\"alg\":\"RS256\"}"), claims);
	CHECK_ERR(jwt_verify(f.arena, &f.set, &e, kidless, &out), OK);
	two[0] = two[1] = f.keys[PKEY_RS256];
	CHECK_ERR(jwt_verify(f.arena, &(struct jwk_set){ two, 2 }, &e, kidless, &out), ERR_INVALID); /* which one? */
	e.kid_optional = false;
	CHECK_ERR(jwt_verify(f.arena, &f.set, &e, kidless, &out), ERR_INVALID);
	e.leeway_s = 0;
	CHECK_ERR(jwt_verify(f.arena, &f.set, &e, plain, &out), ERR_INVALID);
	e.leeway_s = 30;
	CHECK_ERR(
	    jwt_sign(f.arena, &f.keys[PKEY_RS256], "at+jwt", claims, &plain), OK); /* an access token is no ID token */
	CHECK_ERR(jwt_verify(f.arena, &f.set, &e, plain, &out), ERR_INVALID);
}

SUITE(jose,
    { "round trip", test_jose__round_trip },
    { "thumbprint", test_jose__thumbprint },
    { "JWK round trip", test_jose__jwk_round_trip },
    { "forgery: alg none", test_jose__01_alg_none },
    { "forgery: HS256 with the public key", test_jose__02_hs256_with_public_key },
    { "forgery: typ", test_jose__03_wrong_typ },
    { "forgery: audience", test_jose__04_wrong_audience },
    { "forgery: issuer", test_jose__05_wrong_issuer },
    { "forgery: expired", test_jose__06_expired },
    { "forgery: not yet", test_jose__07_not_yet },
    { "forgery: kid", test_jose__08_kids },
    { "forgery: stripped signature", test_jose__09_stripped_signature },
    { "forgery: embedded key", test_jose__10_embedded_key },
    { "forgery: 1 MB", test_jose__11_too_large },
    { "forgery: DER signature", test_jose__12_der_signature },
    { "forgery: base64url spelled differently", test_jose__13_non_canonical_base64url },
    { "forgery: doubles and extensions", test_jose__14_doubles_and_extensions },
    { "every bit", test_jose__every_bit },
    { "relying party", test_jose__relying_party });
