#!/usr/bin/perl
# Reads lines of comma separated values, and greets the second of each.
use strict;
use warnings;
use Text::CSV;

my $csv = Text::CSV->new({ binary => 1 });
while (my $row = $csv->getline(*STDIN)) {
  print "pleased to meet you, $row->[1]\n";
}
