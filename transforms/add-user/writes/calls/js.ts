/** Calls of Node, Deno and Bun, and of usual packages, that write. Source: Node's fs reference; each package's readme. */
import { ANY } from '../../../../src/app/code/sites.ts';
import type { Calls } from './row.ts';

const FS = '(?:[\\w$.]*(?:fs|fsp|fse|promises|Fs|FS|shell|fsPromises|fsExtra|Deno)\\w*\\.)';

export const js: Calls = {
  words:
    /(?:write|append|output)(?:File|Json|JSON|TextFile)|createWriteStream|createStream|getStream|mkdir|mkdtemp|make\.sync|ensure(?:Dir|File)|emptyDir|copyFile|copySync|rename|unlink|\brm(?:Sync|dir|dirSync)?\b|\bcp(?:Sync)?\b|[fF][sS]\w*\.(?:remove|copy|move|link)|\bmoveSync|symlink|truncate|\blinkSync|(?:[fF][sS]\w*|promises|sqlite|Sqlite)\.?open(?:Sync)?\s*\(|\bopen\s*\(\s*\{|multer|ormidable|IncomingForm|diskStorage|\btoFile\b|\bmv\s*\(|Database|sqlite|SQLite|new\s+[\w$.]*File\b|DailyRotate|RotatingFile|FileTransport|FileStore|JSONFile|FileSync|FileAsync|TextFile|\bLow\b|JsonDB|LocalStorage|Datastore|[Nn]e[Dd][Bb]|[Ll]oki\b|\bLevel\b|\blevel(?:up|down)?\s*\(|pino|storage\.init|screenshot|\.download\s*\(\s*\{|downloadToFile|\bpdf\b|\bBun\.|\bDeno\.|exec(?:Sync|File|a|Async|Promise)\w*\s*\(|hild_?[pP]rocess|\bcp\.|shell(?:js)?\.exec|spawn|log4js|fileupload|Interceptor|Conf\b|Configstore|KeyvFile|Enmap|QuickDB|JSONdb|extractAll|Extract|CsvWriter|\btar\.|writeAsync|writeZip|PouchDB|useMultiFileAuthState|NodeMediaServer/,
  rows: [
    {
      name: `${ANY}(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|outputFile|outputFileSync|outputJson|outputJsonSync|outputJSON|writeJson|writeJsonSync|writeJSON|writeTextFile|writeTextFileSync|truncateSync|ensureFile|ensureFileSync|unlinkSync|rmSync|rmdirSync)`,
      path: 0,
    },
    { name: '(?:XLSX|xlsx)\\.(?:writeFile|writeFileSync|writeFileXLSX)', path: 1 },
    { name: `${FS}(?:unlink|rm|rmdir|remove|truncate)`, path: 0 },
    {
      name: `${ANY}(?:mkdirSync|mkdirp|mkdirpSync|ensureDir|ensureDirSync|emptyDir|emptyDirSync|mkdirs|mkdirsSync)`,
      path: 0,
      isFolder: true,
    },
    { name: '(?:mkdirp|make)\\.sync', path: 0, isFolder: true },
    {
      name: `${ANY}(?:writeFileAtomic|writeFileAtomicSync|write_file_atomic|writeJsonFile|writeYamlFile)(?:\\.sync)?`,
      path: 0,
    },
    { name: `${FS}?mkdir`, path: 0, isFolder: true },
    { name: `${ANY}(?:mkdtemp|mkdtempSync)`, path: 0 },
    { name: `${ANY}(?:copyFile|copyFileSync|renameSync|copySync|cpSync|moveSync|symlinkSync|linkSync)`, path: 1 },
    { name: `${FS}(?:rename|copy|cp|move|symlink|link)`, path: 1 },
    // jimp, adm-zip, unzipper, tar, csv-writer, fluent-ffmpeg
    { name: `${ANY}(?:writeAsync|writeZip|extractAllTo|extractAllToAsync|extractEntryTo)`, path: 0, isStream: true },
    {
      name: 'unzipper\\.Extract|createObjectCsvWriter|createArrayCsvWriter|(?:[\\w$]+\\.)?create(?:Object|Array)CsvWriter',
      path: 99,
      keys: ['path'],
      isStream: true,
    },
    { name: 'tar\\.(?:x|extract)', path: 99, keys: ['cwd', 'C'], isFolder: true, otherwise: '.' },
    { name: `${ANY}FileInterceptor|${ANY}FilesInterceptor`, path: 99, keys: ['dest'], isFolder: true },
    { name: `${FS}(?:open|openSync)`, path: 0, mode: { at: 1, writes: /[wa+]|O_(?:WRONLY|RDWR|CREAT)/, none: false } },
    { name: 'Bun\\.write', path: 0, isStream: true },
    { name: `${ANY}toFile`, path: 0 },
    // express-fileupload
    { name: `${ANY}mv`, path: 0, isStream: true },
    { name: 'multer', path: 99, keys: ['dest'], isFolder: true },
    { name: `${ANY}diskStorage`, path: 99, keys: ['destination'], isFolder: true },
    { name: '(?:new\\s+)?[\\w.]*(?:[Ff]ormidable|IncomingForm)', path: 99, keys: ['uploadDir'], isFolder: true },
    { name: 'new\\s+(?:[\\w$]+\\.)?(?:Database|DatabaseSync|SQLite)', path: 0, isStream: true },
    { name: `${ANY}openSqlite|sqlite\\.open|open`, path: 99, keys: ['filename'] },
    {
      name: 'new\\s+(?:[\\w$]+\\.)*(?:File|DailyRotateFile|RotatingFile)(?:Transport)?',
      path: 99,
      keys: ['filename'],
      within: 'dirname',
    },
    { name: 'new\\s+(?:[\\w$]+\\.)?DailyRotateFile', path: 99, keys: ['dirname'], isFolder: true },
    { name: 'new\\s+(?:FileStore|SessionFileStore)', path: 99, keys: ['path'], isFolder: true, otherwise: 'sessions' },
    {
      name: 'new\\s+(?:JSONFile|JSONFileSync|FileSync|FileAsync|TextFile|Low|JsonDB|JSONFilePreset|LocalStorage)',
      path: 0,
      isStream: true,
    },
    { name: 'JSONFilePreset|JSONFileSyncPreset', path: 0 },
    {
      name: 'new\\s+(?:KeyvFile|Enmap|QuickDB|JSONdb|JsonDatabase)',
      path: 99,
      keys: ['filename', 'dataDir', 'filePath'],
      otherwise: 'x',
    },
    { name: 'new\\s+(?:Conf|Configstore|ElectronStore)', path: 99, keys: ['cwd'], otherwise: '~/x' },
    { name: 'new\\s+(?:Datastore|Nedb|NeDB|Loki|loki|AsyncNedb)', path: 0, keys: ['filename'], isStream: true },
    { name: '(?:new\\s+)?(?:Level|level|levelup|leveldown|JsonLevel)', path: 0, isFolder: true, isStream: true },
    { name: 'new\\s+PouchDB', path: 0, isFolder: true, isStream: true },
    { name: 'useMultiFileAuthState', path: 0, isFolder: true },
    // Who publishes what, in a folder `data` where it is started.
    { name: 'new\\s+NodeMediaServer', path: 99, otherwise: 'x' },
    { name: 'pino\\.destination', path: 0, keys: ['dest'], isStream: true },
    {
      name: `(?:rfs|rotating_file_stream|FileStreamRotator)\\.(?:createStream|getStream)`,
      path: 0,
      within: 'path',
      isStream: true,
    },
    // Google Cloud Storage and Azure Blob Storage.
    { name: `${ANY}download`, path: 99, keys: ['destination'] },
    { name: `${ANY}downloadToFile`, path: 0 },
    { name: `${ANY}(?:screenshot|pdf)`, path: 99, keys: ['path'] },
    { name: `storage\\.(?:init|initSync)`, path: 99, keys: ['dir'], isFolder: true, otherwise: '.node-persist' },
  ],
  processes: [
    '(?:[\\w$]*(?:child_process|childProcess|cp)\\w*\\.)(?:exec|execSync|spawn|spawnSync|execFile|execFileSync)',
    '(?:execSync|spawn|spawnSync|execFile|execFileSync|execa|execaSync|execAsync|execPromise)',
    '(?:shell|shelljs)\\.exec',
    'Bun\\.spawn|Deno\\.run|new\\s+Deno\\.Command',
  ],
};
