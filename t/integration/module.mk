# ./dev test integration runs the rest, which needs a shop that is up.
TESTS += t/integration/import
EXTRA_DIST += t/integration
