# The embedded search engine; apart from lib/io because it alone needs C++ at link time.
SEARCH_LIBS += -lm
noinst_LIBRARIES += lib/libmercer-search.a
lib_libmercer_search_a_SOURCES = lib/io/search.h lib/io/search.cc lib/io/search_text.h lib/io/search_text.c
lib_libmercer_search_a_CXXFLAGS = $(AM_CXXFLAGS) $(XAPIAN_CFLAGS)

check_PROGRAMS += t/load/search_tool
t_load_search_tool_SOURCES = t/load/search_tool.c
t_load_search_tool_LDADD = $(SEARCH_LIBS)
