# Rules of the tree, and of what is built from it; see the comment in each.
TESTS += t/check/run t/check/hardened
EXTRA_DIST += t/check/run t/check/exceptions t/check/hardened t/check/lint .clang-tidy
AM_TESTS_ENVIRONMENT = export HARDENED_PROGRAMS='$(bin_PROGRAMS) $(pkglibexec_PROGRAMS)' HARDEN_CFLAGS='$(HARDEN_CFLAGS)' \
	HARDEN_LDFLAGS='$(HARDEN_LDFLAGS)';
