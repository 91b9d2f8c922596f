/** Calls of Python and of usual packages that write. Source: the library reference of Python; each package's documentation. */
import { ANY } from '../../../../src/app/code/sites.ts';
import type { Calls } from './row.ts';

const MODE = { key: 'mode', writes: /[wax+]/, none: false } as const;

export const python: Calls = {
  words:
    /open|mkdir|makedirs|write|touch|copy|move|save|dump|to_\w+\(|savefig|imwrite|connect|Handler|basicConfig|ZipFile|extract|urlretrieve|shelve|dbm|TinyDB|Cache|Storage|UPLOAD|download|rename|remove|unlink|sink|\.add\(|sqlite|subprocess|os\.exec|os\.spawn|Popen|check_output|check_call|system|popen|Persistent|symlink|replace|rmtree|from_pretrained|snapshot|Temporary|mkdtemp|mkstemp|Sqlite|YoutubeDL|TelegramClient|Interface|cache_examples|install_cache|Memory|Huey|create_in|pyrogram|FileType|click\.File|tofile/,
  rows: [
    {
      name: '(?:io\\.|codecs\\.|aiofiles\\.|gzip\\.|bz2\\.|lzma\\.)?open',
      path: 0,
      keys: ['file'],
      mode: { at: 1, ...MODE },
    },
    { name: '(?:[\\w.]+\\.)?(?:FileIO)', path: 0, mode: { at: 1, ...MODE } },
    { name: 'os\\.open', path: 0, mode: { at: 1, writes: /O_(?:WRONLY|RDWR|CREAT|APPEND)/, none: false } },
    {
      name: '(?:os\\.)?(?:makedirs)|os\\.mkdir|(?:aiofiles\\.)?os\\.(?:mkdir|makedirs)',
      path: 0,
      keys: ['name'],
      isFolder: true,
    },
    {
      name: 'os\\.(?:rename|replace|renames|symlink|link)|shutil\\.(?:copy|copy2|copyfile|copytree|move|copyfileobj_path)',
      path: 1,
      keys: ['dst'],
    },
    { name: 'os\\.(?:remove|unlink|rmdir|mkfifo)|shutil\\.rmtree', path: 0 },
    { name: `${ANY}(?:write_text|write_bytes|touch)`, path: 'receiver' },
    {
      name: 'open',
      path: 'receiver',
      mode: { at: 0, key: 'mode', writes: /^(?=.*[wax+])[rwaxbt+]{1,4}$/, none: false },
    },
    { name: `${ANY}mkdir`, path: 'receiver', isFolder: true },
    { name: `${ANY}unlink`, path: 'receiver' },
    { name: `${ANY}(?:save)`, path: 0, keys: ['fp', 'filename', 'path', 'dst'], isStream: true },
    { name: '(?:torch|joblib)\\.(?:save|dump)', path: 1, keys: ['f', 'filename'] },
    { name: 'faiss\\.write_index|imageio\\.imwrite|(?:sf|soundfile)\\.write', path: 0, isStream: true },
    { name: 'faiss\\.write_index', path: 1 },
    { name: `${ANY}tofile`, path: 0, isStream: true },
    // What is made for a while may be made elsewhere.
    {
      name: '(?:tempfile\\.)?(?:NamedTemporaryFile|TemporaryDirectory|TemporaryFile|mkdtemp|mkstemp|SpooledTemporaryFile)',
      path: 99,
      keys: ['dir'],
      isFolder: true,
    },
    { name: '(?:peewee\\.|playhouse\\.\\w+\\.)?Sqlite\\w*Database', path: 0, isStream: true },
    { name: '(?:np|numpy)\\.(?:save|savez|savez_compressed|savetxt)', path: 0 },
    {
      name: `${ANY}(?:to_csv|to_excel|to_json|to_parquet|to_pickle|to_feather|to_hdf|to_html)`,
      path: 0,
      keys: ['path_or_buf', 'path', 'excel_writer'],
      isStream: true,
    },
    { name: `${ANY}(?:savefig|write_image|write_html|save_model|save_weights|export_text)`, path: 0 },
    { name: `${ANY}save_pretrained`, path: 0, isFolder: true },
    { name: 'cv2\\.(?:imwrite|VideoWriter)', path: 0 },
    { name: '(?:sqlite3|aiosqlite|duckdb|apsw)\\.(?:connect|Connection)', path: 0, keys: ['database'] },
    {
      name: `${ANY}(?:FileHandler|RotatingFileHandler|TimedRotatingFileHandler|WatchedFileHandler|ConcurrentRotatingFileHandler)`,
      path: 0,
      keys: ['filename'],
    },
    { name: '(?:logging\\.)?basicConfig', path: 99, keys: ['filename'] },
    // loguru
    { name: '(?:loguru\\.)?logger\\.add', path: 0, keys: ['sink'], isStream: true },
    {
      name: '(?:click|argparse)\\.(?:File|FileType)',
      path: 99,
      mode: { at: 0, key: 'mode', writes: /[wax]/, none: false },
      otherwise: '~/x',
    },
    { name: '(?:yt_dlp\\.|youtube_dl\\.)?YoutubeDL', path: 99, otherwise: '~/x' },
    { name: '(?:pyrogram\\.|telethon\\.)(?:sync\\.)?(?:Client|TelegramClient)', path: 0 },
    { name: `${ANY}default_storage\\.save`, path: 99, otherwise: 'x' },
    { name: `${ANY}(?:ZipFile)|tarfile\\.open`, path: 0, mode: { at: 1, ...MODE } },
    { name: `${ANY}(?:extractall|extract)`, path: 0, keys: ['path'], isFolder: true, isStream: true },
    { name: `${ANY}urlretrieve`, path: 1, keys: ['filename'] },
    // Clients of Google Cloud Storage and of S3.
    { name: `${ANY}download_to_filename`, path: 0, keys: ['filename'] },
    { name: `${ANY}download_file`, path: 2, keys: ['Filename'] },
    { name: 'wget\\.download', path: 1, keys: ['out'], otherwise: 'x' },
    { name: '(?:shelve|dbm)\\.open', path: 0 },
    {
      name: 'TinyDB|(?:diskcache\\.)?Cache|FileSystemStorage|FanoutCache',
      path: 0,
      keys: ['location', 'directory'],
      isStream: true,
    },
    { name: '(?:chromadb\\.)?PersistentClient', path: 0, keys: ['path'], isFolder: true, otherwise: 'chroma/x' },
    { name: '(?:nltk)\\.download', path: 99, keys: ['download_dir'], isFolder: true },
    // What visitors flag, in `flagged` or `.gradio/flagged` where it is started.
    {
      name: '(?:gr|gradio)\\.Interface',
      path: 99,
      keys: ['flagging_dir'],
      mode: { at: 99, key: '(?:flagging_mode|allow_flagging)', writes: /^(?!never$)/, none: true },
      isFolder: true,
      otherwise: '.',
    },
    {
      name: '(?:gr|gradio)\\.(?:Examples|ChatInterface|Interface)',
      path: 99,
      mode: { at: 99, key: 'cache_examples', writes: /^(?!False|None)/, none: false },
      isFolder: true,
      otherwise: '.',
    },
    {
      name: 'requests_cache\\.(?:CachedSession|install_cache)',
      path: 0,
      keys: ['cache_name'],
      mode: { at: 1, key: 'backend', writes: /sqlite|filesystem/, none: true },
      otherwise: 'x',
    },
    { name: 'joblib\\.Memory', path: 0, keys: ['location', 'cachedir'], isFolder: true, isStream: true },
    { name: '(?:huey\\.)?SqliteHuey', path: 99, keys: ['filename'], otherwise: 'huey.db' },
    { name: '(?:whoosh\\.)?(?:index\\.)?create_in', path: 0, isFolder: true },
    { name: `(?:Rotating)?(?:pd|pandas)\\.ExcelWriter`, path: 0, isStream: true },
    { name: `${ANY}save_to_disk|${ANY}persist`, path: 0, keys: ['persist_dir'], isFolder: true, isStream: true },
  ],
  processes: [
    'subprocess\\.(?:run|Popen|call|check_call|check_output)',
    'os\\.(?:system|popen|exec\\w+|spawn\\w+)',
    'asyncio\\.create_subprocess_\\w+',
    '(?:Popen|check_output|check_call)',
  ],
};
