# The embedded search engine; apart from lib/io because it alone needs C++ at link time.
SEARCH_LIBS += -lm
noinst_LIBRARIES += lib/libmercer-search.a
lib_libmercer_search_a_SOURCES = lib/io/search.h lib/io/search.cc lib/io/search_base.hh lib/io/search_count.hh \
	lib/io/search_query.hh lib/io/search_read.hh lib/io/search_suggest.hh lib/io/search_write.hh lib/io/search_text.c lib/io/search_text.h
# vptr checks need the C++ half of the sanitizer, which a C link does not bring.
lib_libmercer_search_a_CXXFLAGS = $(AM_CXXFLAGS) $(XAPIAN_CFLAGS) -fno-sanitize=vptr

check_PROGRAMS += t/load/search_tool
t_load_search_tool_SOURCES = t/load/search_tool.c
t_load_search_tool_LDADD = $(SEARCH_LIBS)
EXTRA_DIST += t/load/relevance

check_PROGRAMS += t/lib/io/run_search
TESTS += t/lib/io/run_search
t_lib_io_run_search_SOURCES = t/lib/io/run_search.c t/lib/io/search_fixture.c t/lib/io/search_fixture.h t/lib/io/test_search.c \
	t/lib/io/test_search_count.c t/lib/io/test_search_index.c t/support/suite.c t/support/suite.h
t_lib_io_run_search_LDADD = $(SEARCH_LIBS) $(CUNIT_LIBS)
