/* Which addresses a stranger's name may lead to.  Transfers themselves: test_http.c, and t/integration/test_worker.py
 * for SMTP. */
#include "lib/io/transfer.h"
#include "t/lib/io/fixture.h"

#include <arpa/inet.h>

static bool
is_public(const char *text)
{
	unsigned char bytes[16];
	bool six = strchr(text, ':') != NULL;

	CU_ASSERT_EQUAL(inet_pton(six ? AF_INET6 : AF_INET, text, bytes), 1);
	return transfer_is_public(bytes, six ? 16 : 4);
}

static void
test_transfer__public_addresses(void)
{
	static const char *const no[] = { "127.0.0.1", "127.255.255.255", "0.0.0.0", "10.1.2.3", "172.16.0.1",
		"172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8",
		"198.18.0.1", "198.19.255.255", "203.0.113.7", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1",
		"fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
		"64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1", "2001:db8::1", "fec0::1", "3fff::1" };
	static const char *const yes[] = { "1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.1", "100.63.255.255",
		"100.128.0.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1",
		"::ffff:8.8.8.8", "2001:4860::8888" };

	for (size_t i = 0; i < COUNT(no); i++)
		if (is_public(no[i]))
			CU_FAIL(no[i]);
	for (size_t i = 0; i < COUNT(yes); i++)
		if (!is_public(yes[i]))
			CU_FAIL(yes[i]);
}

SUITE(transfer, { "public addresses", test_transfer__public_addresses });
