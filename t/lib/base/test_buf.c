/* Tests of lib/base/buf.c. */
#include "t/support/suite.h"
#include "lib/base/buf.h"

static void
test_buf__append(void)
{
	struct buf b;

	buf_init(&b, 100);
	CHECK_STR(buf_view(&b), "");
	buf_z(&b, "a");
	buf_i64(&b, INT64_MIN);
	buf_printf(&b, "%s", "z");
	CHECK_STR(buf_view(&b), "a-9223372036854775808z");
	buf_release(&b);
}

static void
test_buf__append_past_ceiling(void)
{
	struct buf b;

	buf_init(&b, 4);
	buf_z(&b, "1234");
	CU_ASSERT(!b.failed);
	buf_z(&b, "5");
	CU_ASSERT(b.failed);
	buf_clear(&b);
	buf_z(&b, "6");
	CHECK_STR(buf_view(&b), "6");
	buf_release(&b);
}

SUITE(buf,
    { "append", test_buf__append },
    { "append past ceiling", test_buf__append_past_ceiling });
