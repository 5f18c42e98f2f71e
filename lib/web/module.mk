noinst_LIBRARIES += lib/libmercer-web.a
lib_libmercer_web_a_SOURCES = \
	lib/web/form.c lib/web/form.h lib/web/i18n.c lib/web/i18n.h lib/web/plural.c lib/web/plural.h \
	lib/web/csrf.c lib/web/csrf.h lib/web/guard.c lib/web/guard.h lib/web/guard_parts.h lib/web/once.c lib/web/once.h \
	lib/web/openapi.c lib/web/openapi.h lib/web/openapi_join.c lib/web/openapi_schema.c lib/web/openapi_schema.h \
	lib/web/problem.c lib/web/problem.h lib/web/route.c lib/web/route.h lib/web/route_match.c lib/web/route_match.h \
	lib/web/tmpl.c lib/web/tmpl.h lib/web/tmpl_compile.c lib/web/tmpl_compile.h \
	lib/web/tmpl_context.c lib/web/tmpl_context.h lib/web/tmpl_layout.c lib/web/tmpl_scope.c \
	lib/web/tmpl_parse.c lib/web/tmpl_program.h lib/web/tmpl_run.c \
	lib/web/tmpl_tree.h \
	lib/web/req.c lib/web/req.h lib/web/resp.c lib/web/resp.h lib/web/resp_cached.c lib/web/serve.c lib/web/serve.h \
	lib/web/serve_parts.h lib/web/serve_stats.c lib/web/serve_write.c \
	lib/web/pool.c lib/web/pool.h lib/web/pool_board.c lib/web/pool_board.h lib/web/pool_build.c lib/web/pool_master.h \
	lib/web/pool_reload.c lib/web/pool_report.c lib/web/pool_socket.c lib/web/pool_status.c lib/web/pool_worker.c

check_PROGRAMS += t/lib/web/run
TESTS += t/lib/web/run
t_lib_web_run_SOURCES = t/lib/web/run.c \
	t/lib/web/test_csrf.c t/lib/web/test_form.c t/lib/web/test_guard.c t/lib/web/test_i18n.c t/lib/web/test_once.c \
	t/lib/web/test_openapi.c t/lib/web/test_req.c t/lib/web/test_resp.c t/lib/web/test_route.c t/lib/web/test_tmpl.c t/lib/web/test_tmpl_spec.c \
	t/support/fake.c t/support/fake.h t/support/suite.c t/support/suite.h
t_lib_web_run_CPPFLAGS = $(AM_CPPFLAGS) -DTOP_SRCDIR='"$(abs_top_srcdir)"'
t_lib_web_run_LDADD = $(WEB_LIBS) $(CUNIT_LIBS)

# The pool is tested as it runs: a module program of its own, spoken to over real sockets.
check_PROGRAMS += t/lib/web/pool_module
TESTS += t/lib/web/test_pool.py
EXTRA_DIST += t/lib/web/test_pool.py t/lib/web/pool_fixture.py t/lib/web/fcgi_client.py
t_lib_web_pool_module_SOURCES = t/lib/web/pool_module.c
t_lib_web_pool_module_LDADD = $(WEB_LIBS)
