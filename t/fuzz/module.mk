# Fuzz targets; see t/fuzz/fuzz.h.  A new one: its program here, its sources and libraries below.
FUZZ_TARGETS = \
	t/fuzz/fuzz_csv \
	t/fuzz/fuzz_form \
	t/fuzz/fuzz_guard \
	t/fuzz/fuzz_html \
	t/fuzz/fuzz_json \
	t/fuzz/fuzz_jwt \
	t/fuzz/fuzz_oauth \
	t/fuzz/fuzz_payment \
	t/fuzz/fuzz_req \
	t/fuzz/fuzz_search \
	t/fuzz/fuzz_text \
	t/fuzz/fuzz_tmpl \
	t/fuzz/fuzz_webauthn

if FUZZERS
noinst_PROGRAMS += $(FUZZ_TARGETS)
FUZZ_MAIN = t/fuzz/fuzz.h
else
check_PROGRAMS += $(FUZZ_TARGETS)
TESTS += $(FUZZ_TARGETS)
FUZZ_MAIN = t/fuzz/fuzz.h t/fuzz/replay.c
endif
EXTRA_DIST += t/fuzz/corpus

t_fuzz_fuzz_csv_SOURCES = t/fuzz/fuzz_csv.c $(FUZZ_MAIN)
t_fuzz_fuzz_csv_LDADD = $(FUZZ_LIBS) $(BASE_LIBS)
t_fuzz_fuzz_text_SOURCES = t/fuzz/fuzz_text.c $(FUZZ_MAIN)
t_fuzz_fuzz_text_LDADD = $(FUZZ_LIBS) $(BASE_LIBS)
t_fuzz_fuzz_search_SOURCES = t/fuzz/fuzz_search.c $(FUZZ_MAIN)
t_fuzz_fuzz_search_LDADD = $(FUZZ_LIBS) $(SEARCH_LIBS)
t_fuzz_fuzz_form_SOURCES = t/fuzz/fuzz_form.c $(FUZZ_MAIN)
t_fuzz_fuzz_form_LDADD = $(FUZZ_LIBS) $(WEB_LIBS)
t_fuzz_fuzz_tmpl_SOURCES = t/fuzz/fuzz_tmpl.c $(FUZZ_MAIN)
t_fuzz_fuzz_tmpl_LDADD = $(FUZZ_LIBS) $(WEB_LIBS)
t_fuzz_fuzz_json_SOURCES = t/fuzz/fuzz_json.c $(FUZZ_MAIN)
t_fuzz_fuzz_json_LDADD = $(FUZZ_LIBS) $(IO_LIBS)
t_fuzz_fuzz_html_SOURCES = t/fuzz/fuzz_html.c $(FUZZ_MAIN)
t_fuzz_fuzz_html_LDADD = $(FUZZ_LIBS) $(IO_LIBS)
t_fuzz_fuzz_req_SOURCES = t/fuzz/fuzz_req.c $(FUZZ_MAIN)
t_fuzz_fuzz_req_LDADD = $(FUZZ_LIBS) $(WEB_LIBS)
t_fuzz_fuzz_guard_SOURCES = t/fuzz/fuzz_guard.c $(FUZZ_MAIN)
t_fuzz_fuzz_guard_LDADD = $(FUZZ_LIBS) $(WEB_LIBS)
t_fuzz_fuzz_webauthn_SOURCES = t/fuzz/fuzz_webauthn.c $(FUZZ_MAIN)
t_fuzz_fuzz_webauthn_LDADD = $(FUZZ_LIBS) $(IO_LIBS)
t_fuzz_fuzz_jwt_SOURCES = t/fuzz/fuzz_jwt.c $(FUZZ_MAIN)
t_fuzz_fuzz_jwt_LDADD = $(FUZZ_LIBS) $(IO_LIBS)
t_fuzz_fuzz_payment_SOURCES = t/fuzz/fuzz_payment.c $(FUZZ_MAIN)
t_fuzz_fuzz_payment_LDADD = $(FUZZ_LIBS) $(SHOP_LIBS)
t_fuzz_fuzz_oauth_SOURCES = t/fuzz/fuzz_oauth.c fcgi/oauth/params.c fcgi/oauth/params.h $(FUZZ_MAIN)
t_fuzz_fuzz_oauth_LDADD = $(FUZZ_LIBS) $(SHOP_LIBS)
