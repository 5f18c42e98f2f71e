pkglibexec_PROGRAMS += fcgi/account/account
fcgi_account_account_SOURCES = fcgi/account/main.c \
	fcgi/account/account.c fcgi/account/account.h fcgi/account/account_shapes.c fcgi/account/account_view.c fcgi/account/account_view.h \
	fcgi/account/address_api.c fcgi/account/address_pages.c fcgi/account/api.h fcgi/account/apps_pages.c fcgi/account/door.h fcgi/account/door_pages.c \
	fcgi/account/login_pages.c fcgi/account/me_api.c fcgi/account/password_pages.c fcgi/account/privacy_pages.c fcgi/account/profile_pages.c fcgi/account/provider_pages.c
fcgi_account_account_LDADD = fcgi/libmercer-common.a lib/libmercer-shop.a $(WEB_LIBS)

nobase_pkgdata_DATA += openapi/account.part
CLEANFILES += openapi/account.part
openapi/account.part: fcgi/account/account
	$(WRITE_PART)
