/* Tests of lib/io/cbor.c: examples of RFC 8949, appendix A, and what must be refused. */
#include "t/lib/io/fixture.h"
#include "lib/io/cbor.h"

#define BYTES(lit) str_n("" lit, sizeof(lit) - 1)

static void
test_cbor__values(void)
{
	static const struct {
		struct str bytes;
		int64_t n;
	} numbers[] = { { STR_INIT("\x00"), 0 }, { STR_INIT("\x17"), 23 }, { STR_INIT("\x18\x18"), 24 },
		{ STR_INIT("\x19\x03\xe8"), 1000 }, { STR_INIT("\x1a\x00\x0f\x42\x40"), 1000000 },
		{ STR_INIT("\x20"), -1 }, { STR_INIT("\x38\x63"), -100 }, { STR_INIT("\x39\x01\x00"), -257 },
		{ STR_INIT("\x1b\x7f\xff\xff\xff\xff\xff\xff\xff"), INT64_MAX },
		{ STR_INIT("\x3b\x7f\xff\xff\xff\xff\xff\xff\xff"), INT64_MIN } };
	struct cbor c = cbor_of(BYTES("\xa2\x61" "a\x01\x62" "bc\x82\x43\x00\x01\x02\xf5"));
	struct str s;
	int64_t n;
	size_t count;

	for (size_t i = 0; i < COUNT(numbers); i++) {
		struct cbor one = cbor_of(numbers[i].bytes);
		CHECK_ERR(cbor_int(&one, &n), OK);
		CU_ASSERT_EQUAL(n, numbers[i].n);
		CU_ASSERT(cbor_done(&one));
	}
	CHECK_ERR(cbor_map(&c, &count), OK);
	CU_ASSERT_EQUAL(count, 2);
	CHECK_ERR(cbor_text(&c, &s), OK);
	CHECK_STR(s, "a");
	CHECK_ERR(cbor_int(&c, &n), OK);
	CHECK_ERR(cbor_bytes(&c, &s), ERR_INVALID); /* a text: the cursor stays */
	CHECK_ERR(cbor_text(&c, &s), OK);
	CHECK_STR(s, "bc");
	CHECK_ERR(cbor_array(&c, &count), OK);
	CU_ASSERT_EQUAL(count, 2);
	CHECK_ERR(cbor_bytes(&c, &s), OK);
	CU_ASSERT_EQUAL(s.len, 3);
	CHECK_ERR(cbor_skip(&c, &s), OK);
	CHECK_STR(s, "\xf5");
	CU_ASSERT(cbor_done(&c));
	err_clear();
}

static void
test_cbor__refused(void)
{
	static const struct str bad[] = { STR_INIT(""), STR_INIT("\x18"), STR_INIT("\x19\x01"), STR_INIT("\x42\x01"),
		STR_INIT("\x62"
			 "a"),
		STR_INIT("\x5f\x41\x00\xff"), STR_INIT("\x9f\x01\xff"), STR_INIT("\xbf\xff"), STR_INIT("\x1c"),
		STR_INIT("\xc0\x00"), STR_INIT("\xf9\x3c\x00"), STR_INIT("\xf8\x20"), STR_INIT("\xe0"),
		STR_INIT("\xf7"), STR_INIT("\x82\x01"), STR_INIT("\xa1\x01"),
		STR_INIT("\x5b\xff\xff\xff\xff\xff\xff\xff\xff"), STR_INIT("\x9b\xff\xff\xff\xff\xff\xff\xff\xff"),
		STR_INIT("\x99\x01\x01"), STR_INIT("\x81\x81\x81\x81\x81\x81\x81\x81\x81\x01"), STR_INIT("\xff") };
	struct cbor large, latin;
	struct str s = STR("untouched");
	int64_t n = 7;

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct cbor c = cbor_of(bad[i]);
		CHECK_ERR(cbor_skip(&c, &s), ERR_INVALID);
	}
	CHECK_STR(s, "untouched");
	large = cbor_of(BYTES("\x1b\x80\0\0\0\0\0\0\0"));
	CHECK_ERR(cbor_int(&large, &n), ERR_INVALID);
	CU_ASSERT_EQUAL(n, 7);
	latin = cbor_of(BYTES("\x61\xff"));
	CHECK_ERR(cbor_text(&latin, &s), ERR_INVALID);
	err_clear();
}

SUITE(cbor,
    { "values", test_cbor__values },
    { "refused", test_cbor__refused });
