/* run.c - the suites of lib/io. */
#include "t/support/suite.h"

extern const struct suite suite_archive, suite_argon2, suite_cache, suite_cache_copy, suite_cache_direct, suite_cbor,
    suite_crypto, suite_db, suite_db_tx, suite_http, suite_jose, suite_json, suite_mail, suite_otp, suite_pkey,
    suite_qr, suite_sanitize, suite_stream, suite_transfer, suite_unicode, suite_webauthn, suite_xml;

static const struct suite *const suites[] = { &suite_archive, &suite_argon2, &suite_cache, &suite_cache_copy,
	&suite_cache_direct, &suite_cbor, &suite_crypto, &suite_db, &suite_db_tx, &suite_http, &suite_jose, &suite_json,
	&suite_mail, &suite_otp, &suite_pkey, &suite_qr, &suite_sanitize, &suite_stream, &suite_transfer,
	&suite_unicode, &suite_webauthn, &suite_xml };

int
main(int argc, char **argv)
{
	return suite_main(suites, COUNT(suites), argc, argv);
}
