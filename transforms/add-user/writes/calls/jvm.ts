/** Calls of the Java and Kotlin libraries and of usual packages that write. Source: the API references. */
import { ANY } from '../../../../src/app/code/sites.ts';
import type { Calls } from './row.ts';

export const jvm: Calls = {
  words:
    /Files?\b|Writer|OutputStream|mkdir|RandomAccess|transferTo|writeText|writeBytes|appendText|ImageIO|FileHandler|writeValue|ProcessBuilder|exec|RocksDB|FSDirectory|createNewFile|outputStream|bufferedWriter|jdbc|FileChannel|renameTo|Directory\b|setBase[dD]ir|fileDB|[pP]art\.|copyTo|copyRecursively|moveTo|createDirector|Environments|Tomcat|createFile|writeChannel|Lines/,
  rows: [
    {
      name: 'new\\s+(?:java\\.io\\.)?(?:FileOutputStream|FileWriter)|(?<!new\\s)\\b(?:FileOutputStream|FileWriter)',
      path: 0,
    },
    { name: 'new\\s+(?:PrintWriter|PrintStream)', path: 0, isStream: true },
    { name: '(?:new\\s+)?RandomAccessFile', path: 0, mode: { at: 1, writes: /w/, none: false } },
    {
      name: 'Files\\.(?:write|writeString|newBufferedWriter|newOutputStream|createFile|delete|deleteIfExists)',
      path: 0,
    },
    { name: 'Files\\.(?:createDirectory|createDirectories)', path: 0, isFolder: true },
    { name: 'Files\\.(?:copy|move)', path: 1 },
    { name: 'FileChannel\\.open', path: 0, mode: { at: 1, writes: /WRITE|APPEND|CREATE/, reads: /READ/, none: false } },
    { name: '(?:com\\.google\\.common\\.io\\.)?Files\\.(?:asCharSink|asByteSink|touch|createParentDirs)', path: 0 },
    { name: `${ANY}renameTo`, path: 0 },
    { name: 'new\\s+(?:MMapDirectory|NIOFSDirectory|SimpleFSDirectory)', path: 0, isFolder: true },
    { name: `${ANY}setBaseDir|${ANY}setBasedir`, path: 0, isFolder: true },
    // Embedded, it works in a folder of its own where it is started, unless it is told where.
    { name: 'new\\s+Tomcat', path: 99, otherwise: 'x' },
    { name: 'DBMaker\\.fileDB|Environments\\.newInstance', path: 0 },
    { name: '(?:part|filePart|\\w*Part)\\.write', path: 0 },
    { name: 'FileUtils\\.(?:write\\w*|touch)', path: 0 },
    { name: 'FileUtils\\.(?:forceMkdir)', path: 0, isFolder: true },
    { name: 'FileUtils\\.copy\\w+', path: 1 },
    { name: `${ANY}(?:mkdir|mkdirs)`, path: 'receiver', isFolder: true },
    { name: `${ANY}createNewFile`, path: 'receiver' },
    {
      name: `${ANY}(?:writeText|writeBytes|appendText|appendBytes|outputStream|bufferedWriter|printWriter|writeLines|appendLines|writeChannel)`,
      path: 'receiver',
      isStream: true,
    },
    // Kotlin
    { name: '(?<!\\bFiles\\.)(?:createDirectory|createDirectories)', path: 'receiver', isFolder: true, isStream: true },
    { name: '(?<!\\bFiles\\.)createFile', path: 'receiver', isStream: true },
    { name: `${ANY}(?:copyTo|copyRecursively|moveTo)`, path: 0, isStream: true },
    { name: `${ANY}transferTo`, path: 0, isStream: true },
    { name: 'ImageIO\\.write', path: 2, isStream: true },
    { name: 'new\\s+(?:[\\w.]+\\.)?FileHandler', path: 0 },
    { name: `${ANY}writeValue`, path: 0, isStream: true },
    { name: 'RocksDB\\.open', path: 1, isFolder: true },
    { name: 'FSDirectory\\.open', path: 0, isFolder: true },
  ],
  processes: ['(?:new\\s+)?ProcessBuilder', 'Runtime\\.getRuntime\\(\\)\\.exec', 'runtime\\.exec'],
};
