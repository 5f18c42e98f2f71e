pkglibexec_PROGRAMS += fcgi/oauth/oauth
fcgi_oauth_oauth_SOURCES = fcgi/oauth/main.c \
	fcgi/oauth/authorize_pages.c fcgi/oauth/authorize_view.c fcgi/oauth/metadata.c fcgi/oauth/oauth.h fcgi/oauth/params.c \
	fcgi/oauth/params.h fcgi/oauth/token_routes.c
fcgi_oauth_oauth_LDADD = fcgi/libmercer-common.a lib/libmercer-shop.a $(WEB_LIBS)

check_PROGRAMS += t/fcgi/oauth/run
TESTS += t/fcgi/oauth/run
t_fcgi_oauth_run_SOURCES = t/fcgi/oauth/run.c t/fcgi/oauth/test_params.c fcgi/oauth/params.c fcgi/oauth/params.h t/support/suite.c t/support/suite.h
t_fcgi_oauth_run_LDADD = $(IO_LIBS) $(CUNIT_LIBS)
