noinst_LIBRARIES += lib/libmercer-base.a
lib_libmercer_base_a_SOURCES = \
	lib/base/arena.c lib/base/arena.h lib/base/banned.h lib/base/base.h \
	lib/base/buf.c lib/base/buf.h lib/base/calendar.c lib/base/calendar.h lib/base/clock.c lib/base/clock.h \
	lib/base/conf.c lib/base/conf.h lib/base/conf_keys.c lib/base/csv.c lib/base/csv.h \
	lib/base/err.c lib/base/err.h lib/base/escape.c lib/base/escape.h lib/base/file.c lib/base/file.h lib/base/format.c lib/base/log.c lib/base/log.h \
	lib/base/money.c lib/base/money.h lib/base/permission.c lib/base/permission.h lib/base/shape.c lib/base/shape.h lib/base/str.c lib/base/str.h \
	lib/base/turnstile.c lib/base/turnstile.h lib/base/zone.c lib/base/zone.h

check_PROGRAMS += t/lib/base/run
TESTS += t/lib/base/run t/lib/base/currencies
EXTRA_DIST += t/lib/base/currencies
t_lib_base_run_SOURCES = t/lib/base/run.c t/lib/base/test_arena.c t/lib/base/test_buf.c t/lib/base/test_calendar.c t/lib/base/test_clock.c \
	t/lib/base/test_conf.c t/lib/base/test_csv.c t/lib/base/test_err.c t/lib/base/test_escape.c \
	t/lib/base/test_file.c t/lib/base/test_format.c t/lib/base/test_log.c t/lib/base/test_money.c t/lib/base/test_permission.c t/lib/base/test_shape.c \
	t/lib/base/test_str.c t/lib/base/test_turnstile.c t/lib/base/test_zone.c t/support/suite.c t/support/suite.h
t_lib_base_run_LDADD = $(BASE_LIBS) $(CUNIT_LIBS)
