EXTRA_DIST += t/prove
