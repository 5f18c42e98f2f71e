#!/bin/sh
# check.sh - the tests of fcgi/common on a database of their own, made by `mercer migrate`, with the rights of a module's account.
if [ -z "$MERCER_DB_SOCKET" ]; then
	exec "${srcdir:-.}/t/support/servers" run -- "$0" "$@"
fi
MERCER_SQL_PATH=${srcdir:-.}/sql
MERCER_SECRETS_PATH=$(mktemp -d "${TMPDIR:-/tmp}/mercer-secrets.XXXXXX")
export MERCER_SQL_PATH MERCER_SECRETS_PATH
trap 'rm -rf "$MERCER_SECRETS_PATH"' EXIT
bin/mercer/mercer migrate > /dev/null && t/fcgi/common/run "$@"
