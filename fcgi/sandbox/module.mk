pkglibexec_PROGRAMS += fcgi/sandbox/sandbox
fcgi_sandbox_sandbox_SOURCES = fcgi/sandbox/api.c fcgi/sandbox/hosted_pages.c fcgi/sandbox/hosted_view.c fcgi/sandbox/main.c fcgi/sandbox/sandbox.h
fcgi_sandbox_sandbox_LDADD = lib/libmercer-shop.a $(WEB_LIBS)
