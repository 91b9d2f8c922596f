/** Calls that are in no table, and whose name and argument together say that a file is written: `report.save('out/x.pdf')`. */
import { keyed } from '../../../src/app/code/arguments.ts';
import type { Range } from '../../../src/app/code/ranges.ts';
import type { Site } from '../../../src/app/code/sites.ts';
import { evaluate, type Scope, type Value } from '../../../src/app/code/values.ts';

/** What is done to the file. */
const VERB =
  /^(?:async_?)?(?:write|save|dump|export|extract|output|download|persist|append|mkdir|copy_?to|move_?to|render_?file|create_?(?:file|dir|folder)|to_?file|imwrite|log_?file|set(?:Output|Log|Cache|Compile|Upload|Base)|clone|PlainClone|storage_state)\w*$|(?:To|_to)_?(?:File|Path|Dir|Disk)$/i;
/** What keeps its data in one. */
const KEEPER =
  /(?:Stores?|Caches?|Writer|Session|Databases?|DB|Storage|Uploader|Interceptor|Appender|Handler|Adapter|Directory|Client|Keyv(?:File)?|logger_mt|Logger|fileDB|x|Extract|environment|newLevel|TelegramClient|Client)$/;
/** A quick look at the name with its bracket, for whole files. */
export const LIKELY =
  /(?:write|save|dump|export|extract|output|download|persist|append|mkdir|copy_?to|move_?to|render_?file|to_?file|log_?file|clone|set(?:Output|Log|Cache|Compile|Upload|Base)|storage_state|create_?(?:file|dir|folder))\w*\s*[({]|(?:Stores?|Caches?|Writer|Session|Databases?|DB|Storage|Uploader|Interceptor|Appender|Handler|Adapter|Directory|Client|Keyv|KeyvFile|logger_mt|fileDB|Extract|environment|ToFile|To_file|\bx)\s*[({]/i;
const LOOKS = /^(?:get|is|has|read|find|load|import|require|parse)/i;
const KEYS = [
  'filename',
  'filepath',
  'file',
  'path',
  'dest',
  'destination',
  'dir',
  'directory',
  'uploadDir',
  'outDir',
  'outputPath',
  'output',
  'cwd',
  'cache',
  'cache_dir',
  'data_dir',
  'CACHE_DIR',
];

/** Endings of data, not of code. */
const DATA =
  /\.(?:db3?|sqlite3?|mdb|redb|bleve|log|csv|tsv|json|jsonl|xlsx?|docx?|pptx?|txt|pdf|png|jpe?g|webp|gif|svg|bmp|zip|t?gz|tar|parquet|feather|pkl|pickle|joblib|bin|dat|data|html?|xml|ya?ml|toml|ini|conf|mp[34]|wav|ogg|flac|webm|avi|mkv|pid|lock|store|h5|pth?|npy|npz|onnx|faiss|index|tmp|bak|sql|key|pem|crt|session|sock|md|ics|epub|odt|rdb|snap|state)$/i;
/** Roots that apps write below; a path of another kind is mostly one of a URL. */
const ROOT =
  /^\/(?:data|var|srv|opt|app|mnt|home|usr|etc|run|logs?|config|storage|uploads?|cache|workspace|work|code|tmp)\b/;

export function likelyValues(scope: Scope, site: Site): readonly Value[] {
  if (LOOKS.test(site.id)) return [];
  const isVerb = VERB.test(site.id);
  if (!isVerb && !KEEPER.test(site.id)) return [];
  const named = keyed(scope, site.args, KEYS);
  const ranges: readonly (Range | null)[] = [named, ...site.args.slice(0, 3)];
  for (const range of ranges) {
    if (range === null || !scope.lexed.code.slice(range.start, range.end).includes('"')) continue;
    if (/^\w+\s*=(?!=)/.test(scope.lexed.code.slice(range.start, range.end))) continue;
    const value = evaluate(scope, range);
    if (value === null || value === 'unset' || !isPathLike(value)) continue;
    // These take texts as well.
    if (!/^(?:write|append|output)!?$/.test(site.id) || DATA.test(value.text)) return [value];
  }
  return [];
}

function isPathLike({ text, isOpen }: Exclude<Value, null | 'unset'>): boolean {
  if (/[\s<>|"'`(){}:*]/.test(text) || /^(?:text|image|application|audio|video|multipart|font)\/|^\.?\w*$/.test(text))
    return false;
  const isData = !isOpen && DATA.test(text);
  if (text.startsWith('/')) return ROOT.test(text) && (isData || text.lastIndexOf('/') > 0);
  return isData || /^\.{0,2}\/|^[\w.-]+\//.test(text);
}
