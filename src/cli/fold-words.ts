/** Why two files are not folded, in sentences. */
import type { Place } from '../app/hand-over/copied-out.ts';
import type { FoldRefusal } from '../fold/refusal.ts';

/** Where the two files are, as printed. */
export interface Names {
  readonly build: string;
  readonly image: string;
}

/** What keeps them apart, and what can be done about it. */
export function foldWords(
  refusal: FoldRefusal,
  { build, image }: Names,
): { readonly why: string; readonly hint: string } {
  switch (refusal.code) {
    case 'directive-differs':
      return { why: `their # ${refusal.name} directives differ`, hint: 'write the same one into both' };
    case 'line-ends-differ':
      return {
        why: 'their line ends differ, and a heredoc would change with them',
        hint: 'give both the same line ends',
      };
    case 'stage-name':
      return { why: `${refusal.name} stands for two things in them`, hint: `give the stage in ${build} another name` };
    case 'stage-not-known':
      return { why: `which stage of ${build} is built cannot be told`, hint: 'build one stage of it with --target' };
    case 'arg-differs':
      return { why: `ARG ${refusal.name} has different values in them`, hint: 'give one of the two another name' };
    case 'platform-differs':
      return { why: 'scripts build them for different platforms', hint: 'one build is for one' };
    case 'builder-source':
      return {
        why: `${build}:${refusal.line}: ${refusal.source} is not in the context`,
        hint: 'is it made by a script? It has to be there',
      };
    case 'contexts-differ':
      return contextWords(refusal, { build, image });
    case 'context-not-known':
      return {
        why: `what ${at(refusal.place)} builds from is known only when it runs`,
        hint: 'write the folder out there',
      };
    case 'ignore-differs': {
      const { hidden, path, ignoreFile } = refusal;
      const why = hidden
        ? `${build} copies ${path}, which ${ignoreFile} leaves out of the build of ${image}`
        : `${build} would copy ${path} too, which only its own ${ignoreFile} leaves out`;
      return { why, hint: 'let both ignore files say the same of it' };
    }
    case 'nothing-handed-over':
      return {
        why: `${image} copies nothing that ${build} is known to make`,
        hint: 'a script beside them that runs docker cp says what goes where',
      };
    case 'source-not-known':
      return sourceWords(refusal, { build, image });
    case 'path-not-known':
      return {
        why: `what ${at(refusal.place)} copies is known only when it runs: ${refusal.text}`,
        hint: 'write the paths out there',
      };
    case 'made-at-run':
      return {
        why: `what ${at(refusal.place)} takes may be made only when the container runs: ${refusal.text}`,
        hint: `let a RUN of ${build} make it`,
      };
    case 'worked-on':
      return {
        why: `${at(refusal.place)} may change it before it is copied in: ${refusal.text}`,
        hint: `do that in a RUN of ${build}`,
      };
    case 'is-folder':
      return {
        why: `whether ${at(refusal.place)} writes a folder or into one depends on what is there: ${refusal.text}`,
        hint: 'remove what an earlier run has left there, or end the source in /.',
      };
    case 'several-origins':
      return {
        why: `${refusal.source} can come from ${refusal.origins.join(' and from ')}`,
        hint: 'leave one of them',
      };
    case 'artefact-ignored':
      return {
        why: `${image}:${refusal.line}: ${refusal.source} is left out by the ignore file, so this COPY brings nothing`,
        hint: 'take it in there',
      };
    case 'name-differs':
      return {
        why: `${image}:${refusal.line}: ${refusal.source} is ${refusal.from} in the builder, and is it a folder or a file?`,
        hint: 'name the file in the target of the COPY',
      };
    case 'copy-not-plain':
      return copyWords(refusal, image);
    case 'not-one-file':
      return {
        why: 'together they are not the instructions that each of them is',
        hint: `does ${build} end in the middle of one?`,
      };
  }
}

function contextWords(
  { build: one, image: two }: FoldRefusal & { code: 'contexts-differ' },
  { build, image }: Names,
): ReturnType<typeof foldWords> {
  const shown = (folder: string): string => (folder === '' ? '.' : folder);
  if (one === two) return { why: `they are built from ${shown(one)}`, hint: `say so with --context ${shown(one)}` };
  return {
    why: `${build} is built from ${shown(one)}, and ${image} from ${shown(two)}`,
    hint: 'one file has one context: build both from the same folder first',
  };
}

function sourceWords(
  { line, source, unread }: FoldRefusal & { code: 'source-not-known' },
  { build, image }: Names,
): ReturnType<typeof foldWords> {
  const why = `${image}:${line}: ${source} is not in the context, and nothing says where ${build} has it`;
  const [script] = unread;
  if (script !== undefined) return { why, hint: `${script} cannot be read; a plain docker cp would say it` };
  return { why, hint: `a docker cp in a script, or go build -o in ${build}, would say it` };
}

const COPIES: Readonly<Record<(FoldRefusal & { code: 'copy-not-plain' })['why'], readonly [string, string]>> = {
  flags: ['a COPY with other flags than --chown, --chmod and --link', 'copy what the builder makes without them'],
  variable: ['a COPY of a variable, which a build may set to something else', 'write the name out'],
  mixed: [
    'a COPY of files of the builder and of the context, in JSON form or on several lines',
    'give what the builder makes a COPY of its own',
  ],
  archive: ['ADD unpacks the archive, and cannot take it from a stage', 'unpack it in the builder'],
  pattern: ['its pattern matches other files too', 'name the file'],
  mount: ['the RUN mounts what the builder makes', 'copy it instead'],
  path: ['the name has characters that a COPY reads in its own way', 'give the file a plain name'],
};

function copyWords(
  { line, why }: FoldRefusal & { code: 'copy-not-plain' },
  image: string,
): ReturnType<typeof foldWords> {
  const [what, hint] = COPIES[why];
  return { why: `${image}:${line}: ${what}`, hint };
}

function at({ file, line }: Place): string {
  return line === null ? file : `${file}:${line}`;
}
