/** Files that settings name: logs, databases, uploads, in the settings of Spring, Quarkus, Logback, Log4j, Serilog, Prisma, gunicorn. */

import { XMLParser } from 'fast-xml-parser';
import { parseDocument } from 'yaml';
import { closed, folderOf, type Value } from '../../../src/app/code/values.ts';
import { field, readJson } from '../../../src/project/value.ts';
import { databaseFile } from './database.ts';
import { type Found, lineWith, type Surroundings } from './found.ts';
import type { Runs } from './programs.ts';

/** Key and value of a setting, the key with dots. */
type Setting = readonly [key: string, value: string];

interface Kind {
  readonly file: RegExp;
  readonly runs: readonly Runs[];
  readonly read: (text: string) => readonly Setting[];
  readonly isFile: RegExp;
  readonly isFolder: RegExp;
}

const NEVER = /^(?!)/;
const KINDS: readonly Kind[] = [
  {
    file: /(?:^|\/)(?:application|bootstrap)[\w-]*\.properties$/,
    runs: ['jvm', 'compiled'],
    read: applicationProperties,
    isFile: /^(?:%\w+\.)?(?:logging\.file(?:\.name)?|quarkus\.log\.file\.path)$/,
    isFolder:
      /^(?:%\w+\.)?(?:logging\.file\.path|logging\.path|server\.tomcat\.basedir|server\.tomcat\.accesslog\.directory|spring\.servlet\.multipart\.location|\w*(?:[\w.-]*[.-])?(?:upload|storage|data)[\w.-]*?(?:dir|path|folder|location|directory))$/,
  },
  {
    file: /(?:^|\/)(?:application|bootstrap)[\w-]*\.ya?ml$/,
    runs: ['jvm', 'compiled'],
    read: yaml,
    isFile: /^(?:logging\.file(?:\.name)?|quarkus\.log\.file\.path)$/,
    isFolder:
      /^(?:logging\.file\.path|logging\.path|server\.tomcat\.basedir|server\.tomcat\.accesslog\.directory|spring\.servlet\.multipart\.location|(?:[\w.-]*[.-])?(?:upload|storage|data)[\w.-]*?(?:dir|path|folder|location|directory))$/,
  },
  {
    file: /(?:^|\/)(?:logback|log4j2?)[\w-]*\.xml$/,
    runs: ['jvm'],
    read: xml,
    isFile: /(?:appender|File|RollingFile)\b.*\.(?:file|fileNamePattern|@_fileName|@_filePattern)$|\bparam\.File$/i,
    isFolder: NEVER,
  },
  {
    file: /(?:^|\/)log4j2?[\w-]*\.(?:ya?ml|jsn|json)$/,
    runs: ['jvm'],
    read: (text) => (text.trimStart().startsWith('{') ? json(text) : yaml(text)),
    isFile: /\.(?:fileName|filePattern)$/i,
    isFolder: NEVER,
  },
  {
    file: /(?:^|\/)[\w-]*logging\.properties$/,
    runs: ['jvm'],
    read: handlerPatterns,
    isFile: /FileHandler\.pattern$/,
    isFolder: NEVER,
  },
  {
    // Dropwizard; its settings lie beside the sources.
    file: /\.ya?ml$/,
    runs: ['jvm'],
    read: (text) => (text.includes('currentLogFilename') ? yaml(text) : []),
    isFile: /\.currentLogFilename$/,
    isFolder: NEVER,
  },
  {
    file: /(?:^|\/)log4j2?[\w-]*\.properties$/,
    runs: ['jvm'],
    read: properties,
    isFile: /^appender\.[\w.]+\.(?:fileName|filePattern)$|^log4j\.appender\.\w+\.File$/,
    isFolder: NEVER,
  },
  {
    file: /(?:^|\/)appsettings[\w.]*\.json$/,
    runs: ['dotnet'],
    read: json,
    isFile: /Serilog\..*(?:path|pathFormat)$|Logging\.File\.Path$/i,
    isFolder: NEVER,
  },
  {
    file: /(?:^|\/)(?:nlog|log4net)[\w.-]*\.(?:config|xml)$/i,
    runs: ['dotnet'],
    read: xml,
    isFile: /(?:@_fileName|\bfile\.@_value)$/i,
    isFolder: NEVER,
  },
  {
    file: /(?:^|\/)[\w-]*log[\w-]*\.(?:ya?ml|json)$/i,
    runs: ['python'],
    read: (text) => (text.trimStart().startsWith('{') ? json(text) : yaml(text)),
    isFile: /(?:^|\.)handlers\.[^.]+\.filename$/,
    isFolder: NEVER,
  },
  {
    file: /(?:^|\/)[\w-]*log[\w-]*\.(?:ini|conf|cfg)$/i,
    runs: ['python'],
    read: handlerArguments,
    isFile: /^args$/,
    isFolder: NEVER,
  },
  {
    file: /\.ini$/,
    runs: ['python'],
    read: (text) => (/^\[uwsgi\]/m.test(text) ? properties(text) : []),
    isFile: /^(?:logto2?|log-master|pidfile2?|daemonize2?|safe-pidfile|stats|(?:http-|uwsgi-)?socket)$/,
    isFolder: NEVER,
  },
  {
    file: /(?:^|\/)config\/config\.json$/,
    runs: ['js'],
    read: (text) => (text.includes('sqlite') ? json(text) : []),
    isFile: /(?:^|\.)storage$/,
    isFolder: NEVER,
  },
  {
    file: /(?:^|\/)config\/database\.ya?ml$/,
    runs: ['ruby'],
    read: (text) =>
      yaml(withoutErb(text)).filter(([key, value]) => key.startsWith('production') && /\.(?:sqlite3?|db)$/.test(value)),
    isFile: /\.database$/,
    isFolder: NEVER,
  },
  {
    file: /(?:^|\/)config\/storage\.ya?ml$/,
    runs: ['ruby'],
    read: (text) => yaml(withoutErb(text)),
    isFile: NEVER,
    isFolder: /\.root$/,
  },
];

export function settingWrites(around: Surroundings, languages: ReadonlySet<Runs>): readonly Found[] {
  const found: Found[] = [];
  for (const { path } of around.sources.files) {
    if (path.endsWith('.prisma')) found.push(...prismaWrites(around, path));
    for (const kind of KINDS) {
      if (!kind.file.test(path) || !kind.runs.some((one) => languages.has(one))) continue;
      // Settings for tests do not hold in an image.
      if (/[-_](?:test|it)\.\w+$/.test(path)) continue;
      const text = around.project.disk.readText(path);
      if (text === null) continue;
      for (const [key, value] of kind.read(text)) {
        const plain = expand(value, around.env);
        const database = databaseFile(plain === null || plain === 'unset' ? value : plain.text);
        const isFile = kind.isFile.test(key);
        const isFolder = kind.isFolder.test(key);
        if (!isFile && !isFolder && database === null) continue;
        // An address of the network.
        if (/^[\w.*]*:\d+$/.test(value)) continue;
        if (database === '' || (database === null && /^\w+:\/\/|^classpath:|^\s*$/.test(value))) continue;
        const whole = database === null ? plain : expand(database, around.env);
        const folder = folderOf(whole, isFolder && database === null, around.workdir);
        found.push({ folder, evidence: { file: path, line: lineWith(text, value.split('\n')[0] ?? value) } });
      }
    }
  }
  return found;
}

/** `${NAME:default}` and `${NAME:-default}`; what else stands in braces or percent signs is known later. */
function expand(value: string, env: ReadonlyMap<string, string | null>): Value {
  const known = value.replace(
    /\$\{(?:env:|sys:)?([\w.-]+)(?::-?([^}]*))?\}/g,
    (whole, name: string, other: string | undefined) => {
      if (name === 'java.io.tmpdir') return '/tmp';
      return env.get(name) ?? other ?? whole;
    },
  );
  const hole = /\$\{|\$\$|%d|%i|%X|%\w*\{/.exec(known)?.index;
  if (hole === undefined) return closed(known);
  return hole === 0 ? null : { text: known.slice(0, hole), isOpen: true };
}

/** The address of a database in a Prisma schema is relative to the schema's folder. */
function prismaWrites(around: Surroundings, path: string): readonly Found[] {
  const text = around.project.disk.readText(path)?.replace(/\/\/.*/g, '') ?? '';
  if (!/provider\s*=\s*"sqlite"/.test(text)) return [];
  const url = /\burl\s*=\s*(?:"([^"]*)"|env\("(\w+)"\))/.exec(text);
  const value = url?.[1] ?? around.env.get(url?.[2] ?? '') ?? null;
  const place = around.sources.files.find((file) => file.path === path)?.image ?? null;
  const database = value === null ? null : databaseFile(value);
  const folder =
    database === null || place === null ? null : folderOf(closed(database), false, place.replace(/\/[^/]*$/, ''));
  return [{ folder, evidence: { file: path, line: lineWith(text, '"sqlite"') } }];
}

function properties(text: string): readonly Setting[] {
  const found: Setting[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*([^#!\s=:][^\s=:]*)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (match !== null) found.push([match[1]!, match[2]!]);
  }
  return found;
}

/** A log of Quarkus has a name that nobody has to say. Source: quarkus.io/guides/logging. */
function applicationProperties(text: string): readonly Setting[] {
  const found = properties(text);
  const isOn = found.some(([key, value]) => /^(?:%\w+\.)?quarkus\.log\.file\.enabled?$/.test(key) && value === 'true');
  const isNamed = found.some(([key]) => /quarkus\.log\.file\.path$/.test(key));
  return isOn && !isNamed ? [...found, ['quarkus.log.file.path', 'quarkus.log']] : found;
}

/** `%t` is the folder of temporary files, `%h` the home. Source: the reference of java.util.logging.FileHandler. */
function handlerPatterns(text: string): readonly Setting[] {
  return properties(text).map(([key, value]) => [key, value.replace(/^%t/, '/tmp').replace(/^%h/, '$${home}')]);
}

function yaml(text: string): readonly Setting[] {
  const found: Setting[] = [];
  for (const part of text.split(/^---[ \t]*$/m)) {
    try {
      const document = parseDocument(part);
      if (document.errors.length === 0) found.push(...flat(document.toJS({ maxAliasCount: 20 }), ''));
    } catch {
      // A file that no reader understands says nothing.
    }
  }
  return found;
}

/** `args=('logs/app.log', 'a')` of the handlers in a settings file of Python's logging. */
function handlerArguments(text: string): readonly Setting[] {
  return [...text.matchAll(/^args\s*[=:]\s*\(\s*["']([^"'\n]+)["']\s*,\s*["'][aw]/gm)].map(([, path]) => [
    'args',
    path!,
  ]);
}

/** A path that Rails puts together stands in its own words; anything else in ERB is known later. */
function withoutErb(text: string): string {
  return text
    .replace(/<%=\s*Rails\.root\.join\(([^()%]*)\)\s*%>/g, (_, parts: string) =>
      parts.replace(/["'\s]/g, '').replaceAll(',', '/'),
    )
    .replace(/<%=?[^%]*%>/g, '$${unknown}');
}

function json(text: string): readonly Setting[] {
  // .NET allows comments and a comma too many.
  const plain = text.replace(/("(?:\\.|[^"\\\n])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1');
  return flat(readJson(plain) ?? readJson(plain.replace(/,(?=\s*[}\]])/g, '')), '');
}

function xml(text: string): readonly Setting[] {
  try {
    const parsed: unknown = new XMLParser({ ignoreAttributes: false, processEntities: false }).parse(text);
    const settings = flat(parsed, '');
    const own = new Map(settingPairs(parsed));
    return settings.map(([key, value]) => [
      key,
      value.replace(/\$\{(\w+)\}/g, (whole, name: string) => own.get(name) ?? whole),
    ]);
  } catch {
    return [];
  }
}

/** `<property name="LOG_PATH" value="logs"/>` of Logback and Log4j. */
function settingPairs(value: unknown, depth = 0): readonly Setting[] {
  if (typeof value !== 'object' || value === null || depth > 20) return [];
  const name = field(value, '@_name');
  const text = field(value, '@_value') ?? field(value, '#text') ?? field(value, '@_defaultValue');
  const own: readonly Setting[] = typeof name === 'string' && typeof text === 'string' ? [[name, text]] : [];
  return [...own, ...Object.values(value).flatMap((inner) => settingPairs(inner, depth + 1))];
}

function flat(value: unknown, path: string, depth = 0): readonly Setting[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null || depth > 20) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    flat(inner, path === '' || Array.isArray(value) ? (path === '' ? key : path) : `${path}.${key}`, depth + 1),
  );
}
