#!/bin/sh
# Says how many there are in each line.
label="words"
while read -r line; do
  # shellcheck disable=SC2086
  set -- $line
  echo "$# $label"
done
