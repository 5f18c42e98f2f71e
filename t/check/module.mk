# Rules of the tree; see t/check/run.
TESTS += t/check/run
EXTRA_DIST += t/check/run t/check/exceptions t/check/lint .clang-tidy
