pkglibexec_PROGRAMS += fcgi/oauth/oauth
fcgi_oauth_oauth_SOURCES = fcgi/oauth/main.c \
	fcgi/oauth/authorize_pages.c fcgi/oauth/authorize_view.c fcgi/oauth/metadata.c fcgi/oauth/oauth.h fcgi/oauth/params.c \
	fcgi/oauth/params.h fcgi/oauth/token_routes.c
fcgi_oauth_oauth_LDADD = fcgi/libmercer-common.a lib/libmercer-shop.a $(WEB_LIBS)
