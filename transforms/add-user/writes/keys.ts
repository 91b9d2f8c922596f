/** Settings in code that name a file: `NAME` of Django's SQLite, `storage` of Sequelize, `filename` of loggers. Source: their documentation. */

import { valuesOfKey } from '../../../src/app/code/keys.ts';
import type { Language } from '../../../src/app/code/languages.ts';
import { closing, lineOf, listItems, type Range } from '../../../src/app/code/ranges.ts';
import { evaluate, folderOf, type Scope } from '../../../src/app/code/values.ts';

interface KeyRow {
  readonly language: Language;
  /** The file is about this: else the key means something else. */
  readonly when: RegExp;
  readonly key: string;
  readonly isFolder?: boolean;
}

const ROWS: readonly KeyRow[] = [
  { language: 'js', when: /dialect['"]?\s*:\s*['"`]sqlite/, key: 'storage' },
  { language: 'js', when: /type['"]?\s*:\s*['"`](?:better-)?sqlite|sqljs/, key: 'database' },
  { language: 'js', when: /client['"]?\s*:\s*['"`](?:better-)?sqlite3/, key: 'filename' },
  { language: 'js', when: /log4js|pino|winston/, key: 'filename' },
  { language: 'js', when: /pino/, key: 'destination' },
  { language: 'js', when: /express-fileupload|useTempFiles/, key: 'tempFileDir', isFolder: true },
  { language: 'python', when: /django\.db\.backends\.sqlite3|backends\.spatialite/, key: 'NAME' },
  { language: 'python', when: /FileHandler|dictConfig/, key: 'filename' },
  { language: 'python', when: /FileBasedCache/, key: 'LOCATION', isFolder: true },
  { language: 'python', when: /FileField|ImageField|MEDIA_URL/, key: 'MEDIA_ROOT', isFolder: true },
  { language: 'python', when: /SESSION_FILE_DIR/, key: 'SESSION_FILE_DIR', isFolder: true },
  {
    language: 'python',
    when: /\b(?:bind|workers|worker_class)\s*=/,
    key: '(?:accesslog|errorlog|pidfile|logfile|statsd_x)',
  },
  {
    language: 'python',
    when: /FileSystemCache|['"]filesystem['"]/,
    key: '(?:CACHE_DIR|SESSION_FILE_DIR)',
    isFolder: true,
  },
  { language: 'ruby', when: /adapter['"]?\s*(?::|=>)\s*['"]sqlite/, key: 'database' },
  { language: 'go', when: /badger/, key: '(?:Dir|ValueDir)', isFolder: true },
  { language: 'go', when: /OutputPaths/, key: '(?:OutputPaths|ErrorOutputPaths)' },
  { language: 'elixir', when: /SQLite3|sqlite/, key: 'database' },
];

/** Folders of the files named; null for one that is not to be told. */
export function findKeys(
  scope: Scope,
  workdir: string | null,
): readonly { readonly folder: string | null; readonly line: number }[] {
  const { lexed, language } = scope;
  const found: { folder: string | null; line: number }[] = [];
  for (const row of ROWS) {
    if (row.language !== language || !row.when.test(lexed.text)) continue;
    for (const at of valuesOfKey(scope, row.key)) {
      for (const range of listed(lexed.code, at)) {
        const value = evaluate(scope, range);
        const content = lexed.text.slice(range.start, range.end);
        if (
          /^["'`](?:-|stdout|stderr|:memory:|)["'`]$|^(?:None|null|undefined|""|''|\d|True|False|true|false)/.test(
            content,
          ) ||
          /^\/dev\/|:memory:/.test(textOf(value))
        )
          continue;
        // A column or a model field of that name is declared, not set.
        if (
          /^(?:models|fields|serializers|forms|z|Joi|string|String|str|Column|types?|req|request|file)\b/.test(content)
        )
          continue;
        if (
          value === null &&
          (row.key === 'NAME' || row.key === 'database') &&
          !/sqlite|path|PATH|BASE|join/.test(content)
        )
          continue;
        found.push({ folder: folderOf(value, row.isFolder === true, workdir), line: lineOf(lexed, range.start) });
      }
    }
  }
  return found;
}

function textOf(value: ReturnType<typeof evaluate>): string {
  return value === null || value === 'unset' ? '' : value.text;
}

/** `[]string{"a", "b"}` as its items. */
function listed(code: string, range: Range): readonly Range[] {
  const list = /^\[\]string\{/.exec(code.slice(range.start, range.end));
  if (list === null) return [range];
  const open = range.start + list[0].length - 1;
  return listItems(code, open + 1, closing(code, open));
}
