noinst_LIBRARIES += lib/libmercer-io.a
lib_libmercer_io_a_SOURCES = \
	lib/io/archive.c \
	lib/io/archive.h \
	lib/io/argon2.c \
	lib/io/argon2.h \
	lib/io/cache.c \
	lib/io/cache.h \
	lib/io/cache_copy.c \
	lib/io/cache_copy.h \
	lib/io/cache_direct.c \
	lib/io/cache_direct.h \
	lib/io/cache_entry.c \
	lib/io/cache_entry.h \
	lib/io/cache_local.c \
	lib/io/cache_local.h \
	lib/io/cache_ring.c \
	lib/io/cache_ring.h \
	lib/io/cbor.c \
	lib/io/cbor.h \
	lib/io/crypto.c \
	lib/io/crypto.h \
	lib/io/db.c \
	lib/io/db.h \
	lib/io/db_error.c \
	lib/io/db_internal.h \
	lib/io/db_row.c \
	lib/io/db_table.c \
	lib/io/db_tx.c \
	lib/io/db_wire.c \
	lib/io/http.c \
	lib/io/http.h \
	lib/io/jose.c \
	lib/io/jose.h \
	lib/io/json.c \
	lib/io/json.h \
	lib/io/json_scan.c \
	lib/io/json_scan.h \
	lib/io/json_tree.c \
	lib/io/json_tree.h \
	lib/io/json_write.c \
	lib/io/mail.c \
	lib/io/mail.h \
	lib/io/otp.c \
	lib/io/otp.h \
	lib/io/pkey.c \
	lib/io/pkey.h \
	lib/io/qr.c \
	lib/io/qr.h \
	lib/io/sanitize.c \
	lib/io/sanitize.h \
	lib/io/smtp.c \
	lib/io/smtp.h \
	lib/io/stream.c \
	lib/io/stream.h \
	lib/io/transfer.c \
	lib/io/transfer.h \
	lib/io/unicode.c \
	lib/io/unicode.h \
	lib/io/webauthn.c \
	lib/io/webauthn.h \
	lib/io/xml.c \
	lib/io/xml.h

check_PROGRAMS += t/lib/io/run
TESTS += t/lib/io/check.sh
EXTRA_DIST += t/lib/io/check.sh
t_lib_io_run_SOURCES = \
	t/lib/io/fixture.c \
	t/lib/io/fixture.h \
	t/lib/io/run.c \
	t/lib/io/test_archive.c \
	t/lib/io/test_argon2.c \
	t/lib/io/cache_fixture.c \
	t/lib/io/cache_fixture.h \
	t/lib/io/test_cache.c \
	t/lib/io/test_cache_copy.c \
	t/lib/io/test_cache_direct.c \
	t/lib/io/test_cbor.c \
	t/lib/io/test_crypto.c \
	t/lib/io/test_db.c \
	t/lib/io/test_db_tx.c \
	t/lib/io/test_http.c \
	t/lib/io/test_jose.c \
	t/lib/io/test_json.c \
	t/lib/io/test_mail.c \
	t/lib/io/test_otp.c \
	t/lib/io/test_pkey.c \
	t/lib/io/test_qr.c \
	t/lib/io/test_sanitize.c \
	t/lib/io/test_stream.c \
	t/lib/io/test_transfer.c \
	t/lib/io/test_unicode.c \
	t/lib/io/test_webauthn.c \
	t/lib/io/test_xml.c \
	t/support/authenticator.c \
	t/support/authenticator.h \
	t/support/suite.c \
	t/support/suite.h
t_lib_io_run_LDADD = $(IO_LIBS) $(CUNIT_LIBS)
