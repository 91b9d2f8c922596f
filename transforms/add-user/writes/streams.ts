/** What is written to and is no file: streams, buffers, answers; and programs that only look. */

import { declarationsOf, expressionEnd } from '../../../src/app/code/declared.ts';
import type { Piece } from '../../../src/app/code/lexer.ts';
import { closing, type Range, trim } from '../../../src/app/code/ranges.ts';
import type { Scope } from '../../../src/app/code/values.ts';

const STREAM =
  /BytesIO|StringIO|StringWriter|ByteArray|MemoryStream|getOutputStream|^\w*[rR]es(?:ponse)?$|[rR]esponse\.|STDOUT|STDERR|stdout|stderr|System\.(?:out|err)/;
const MADE = /BytesIO|StringIO|StringWriter|ByteArray|MemoryStream|io\.Buffer|getWriter|socket|Socket|HttpResponse/;
const PATH_NAME = /path|file|dir|folder|dest|name|location|root|db|storage|out|target|upload|cache|log|report|"/i;

/** Characters of an argument; one that is longer is no name of a stream, and nested ones would be read over and over. */
const MAX_ARGUMENT = 2000;

/** @param isLenient what the call takes besides paths; then a name counts only when it says that it is one. */
export function isMemory(scope: Scope, range: Range, isLenient: boolean): boolean {
  const { code } = scope.lexed;
  if (range.end - range.start > MAX_ARGUMENT) return false;
  const content = code.slice(range.start, range.end);
  if (STREAM.test(content)) return true;
  const name = /^[$@]?\w+$/.exec(content)?.[0];
  const made = name === undefined ? [] : declarationsOf(scope.lexed, name, scope.language);
  const isMade = made.some(({ start, end }) =>
    MADE.test(code.slice(start, Math.min(end, expressionEnd(code, start, scope.language)))),
  );
  return isMade || (isLenient && !PATH_NAME.test(content));
}

/** Programs that only look. Source: their manual pages. */
const READERS =
  /^(?:ls|cat|uname|hostname|ps|df|du|whoami|id|nproc|free|uptime|date|which|echo|env|head|tail|grep|ping|nslookup|dig|ip|stat|file|lscpu|lsof|netstat|pgrep|kill|true|sleep)$/;

export function isReader(scope: Scope, start: number): boolean {
  const { code } = scope.lexed;
  const range = trim(code, start, closing(code, start - 1));
  const quote = code.indexOf('"', range.start);
  if (quote < 0 || /[A-Za-z]/.test(code.slice(range.start, quote))) return false;
  return isReaderText(scope.lexed.literals.get(quote)?.pieces ?? []);
}

/** Whether a command line is one of these programs, and nothing else. */
export function isReaderText([head]: readonly Piece[]): boolean {
  if (typeof head !== 'string' || /[|;&>`$]/.test(head)) return false;
  const program = head.trim().split(/\s+/)[0] ?? '';
  return READERS.test(program.slice(program.lastIndexOf('/') + 1));
}
