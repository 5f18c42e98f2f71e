#!/bin/sh
# check.sh - the tests of lib/shop on a database of their own, made by `mercer migrate`.
if [ -z "$MERCER_DB_SOCKET" ]; then
	exec "${srcdir:-.}/t/support/servers" run -- "$0" "$@"
fi
MERCER_SQL_PATH=${srcdir:-.}/sql
MERCER_SEARCH_PATH=$(mktemp -d "${TMPDIR:-/tmp}/mercer-search.XXXXXX")
MERCER_PRIVACY_PATH=$MERCER_SEARCH_PATH/privacy
MERCER_SECRETS_PATH=$MERCER_SEARCH_PATH
export MERCER_SQL_PATH MERCER_SEARCH_PATH MERCER_PRIVACY_PATH MERCER_SECRETS_PATH
trap 'rm -rf "$MERCER_SEARCH_PATH"' EXIT
bin/mercer/mercer migrate > /dev/null && t/lib/shop/run "$@"
