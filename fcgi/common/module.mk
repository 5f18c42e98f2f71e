noinst_LIBRARIES += fcgi/libmercer-common.a
fcgi_libmercer_common_a_SOURCES = \
	fcgi/common/account_frame.c \
	fcgi/common/account_frame.h \
	fcgi/common/address_form.c \
	fcgi/common/address_form.h \
	fcgi/common/cart_env.c \
	fcgi/common/cart_env.h \
	fcgi/common/cursor.c \
	fcgi/common/cursor.h \
	fcgi/common/error_page.c \
	fcgi/common/factor_home_pages.c \
	fcgi/common/factor_internal.h \
	fcgi/common/factor_pages.c \
	fcgi/common/factor_pages.h \
	fcgi/common/factor_passkey_pages.c \
	fcgi/common/factor_view.c \
	fcgi/common/form_view.c \
	fcgi/common/form_view.h \
	fcgi/common/guard.c \
	fcgi/common/guard.h \
	fcgi/common/nav.c \
	fcgi/common/page.c \
	fcgi/common/page.h \
	fcgi/common/rights.c \
	fcgi/common/rights.h \
	fcgi/common/who.c \
	fcgi/common/who.h

check_PROGRAMS += t/fcgi/common/run
TESTS += t/fcgi/common/check.sh
EXTRA_DIST += t/fcgi/common/check.sh
t_fcgi_common_run_SOURCES = t/fcgi/common/run.c t/fcgi/common/test_guard.c t/support/fake.c t/support/fake.h t/support/suite.c t/support/suite.h
t_fcgi_common_run_LDADD = fcgi/libmercer-common.a lib/libmercer-shop.a $(WEB_LIBS) $(CUNIT_LIBS)
