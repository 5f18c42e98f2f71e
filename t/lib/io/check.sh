#!/bin/sh
# check.sh - the tests of lib/io with servers of their own, or with those that the environment names.
if [ -n "$MERCER_DB_SOCKET" ]; then
	exec t/lib/io/run "$@"
fi
exec "${srcdir:-.}/t/support/servers" run -- t/lib/io/run "$@"
