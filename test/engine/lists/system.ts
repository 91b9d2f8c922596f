/** Small applications that are scripts, with packages of the distribution. */
import type { App } from '../app.ts';

export const SYSTEM: readonly App[] = [
  {
    name: 'alpine-words',
    title: 'a shell script on Alpine',
    source: { file: 'words.sh', text: 'words' },
    install: null,
    talk: { over: 'stdin', input: 'one two three\n\nfour\n', output: '3 words\n0 words\n1 words\n' },
  },
  {
    name: 'alpine-journal',
    title: 'a shell script on Alpine, writing into its own folder',
    source: { file: 'journal.sh', text: 'so far:' },
    install: null,
    talk: { over: 'stdin', input: 'up\nout\n', output: 'so far:\nup\nout\n' },
  },
  {
    name: 'debian-report',
    title: 'a report on Debian, with a package that is fetched and installed in RUNs of their own',
    shrinks: 0.15,
    mayStayRoot: true,
    source: { file: 'report.sh', text: 'to be paid' },
    install: null,
    talk: {
      over: 'stdin',
      input: '{"price":3,"count":4}\n{"price":10,"count":1}\n',
      output: 'to be paid: 22\n',
    },
  },
  {
    name: 'debian-parcel',
    title: 'a packer on Debian, with package lists that nobody deletes, and a syntax line',
    shrinks: 0.15,
    mayStayRoot: true,
    refused: { 'add-user': 'start-not-known' },
    source: { file: 'parcel.sh', text: 'delivered' },
    install: null,
    talk: { over: 'stdin', input: 'a scarf\nsocks\n', output: 'delivered: a scarf\ndelivered: socks\n' },
  },
  {
    name: 'debian-stars',
    title: 'a catalogue on Debian: what one RUN writes and another deletes',
    shrinks: 0.4,
    mayStayRoot: true,
    refused: { 'add-user': 'start-not-known' },
    source: { file: 'find.sh', text: 'are no further' },
    install: null,
    talk: { over: 'stdin', input: '7\n', output: 'star 7: 7 are no further\n' },
  },
  {
    name: 'debian-perl',
    title: 'Perl on Debian, with recommended packages, and a clean-up that comes too late',
    shrinks: 0.08,
    mayStayRoot: true,
    refused: { 'add-user': 'no-app-folder' },
    source: { file: 'names.pl', text: 'pleased to meet you' },
    install: null,
    talk: { over: 'stdin', input: '1,"Ada, of course"\n', output: 'pleased to meet you, Ada, of course\n' },
  },
];
