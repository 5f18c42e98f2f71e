noinst_LIBRARIES += fcgi/libmercer-common.a
fcgi_libmercer_common_a_SOURCES = fcgi/common/error_page.c fcgi/common/factor_pages.h fcgi/common/form_view.c fcgi/common/form_view.h \
	fcgi/common/guard.c fcgi/common/guard.h fcgi/common/nav.c fcgi/common/page.c fcgi/common/page.h fcgi/common/who.c fcgi/common/who.h
