#!/bin/bash
set -euo pipefail
export FERRY="$(jq -r .name package.json) $(jq -r .version package.json)"
exec "$@"
