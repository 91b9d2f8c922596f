#!/bin/bash
set -e
export TOWER="${TOWER:-from the $(basename "$1") tower}"
echo "starting $*"
exec "$@"
