#!/bin/sh
# Adds up the orders that come in on standard input, one JSON object a line.
set -eu
total=$(jq --slurp 'map(.price * .count) | add // 0')
echo "to be paid: $total"
