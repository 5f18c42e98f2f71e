EXTRA_DIST += sql/schema sql/grants sql/demo
