#!/bin/sh
set -eu
test -s "$LEDGER_FILE" || echo "nothing so far" > "$LEDGER_FILE"
exec ./ledger "$@"
