#!/bin/sh
# Keeps each line, and shows them all at the end.
title="so far:"
while read -r line; do
  echo "$line" >> journal.txt
done
echo "$title"
cat journal.txt
