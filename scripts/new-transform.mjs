/** `npm run new-transform <id>`: a transform, its test, and its line in the preset. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.env.SLIMIFY_ROOT ?? join(dirname(fileURLToPath(import.meta.url)), '..');
const id = process.argv[2] ?? '';
if (!/^[a-z]+(-[a-z]+)*$/.test(id)) fail('usage: npm run new-transform <id>, where <id> is like merge-run');
const name = id.replaceAll(/-([a-z])/g, (_, letter) => letter.toUpperCase());
const files = {
  [join(root, 'transforms', `${id}.ts`)]: transformText(),
  [join(root, 'test/transforms', `${id}.test.ts`)]: testText(),
};
for (const file of Object.keys(files)) if (existsSync(file)) fail(`${file} is there already`);

const index = join(root, 'transforms/index.ts');
const registered = register(readFileSync(index, 'utf8'));
for (const [file, text] of Object.entries(files)) writeFileSync(file, text);
writeFileSync(index, registered);
console.log(`transforms/${id}.ts        write find(), the examples and the reason
test/transforms/${id}.test.ts  write the cases: as many refusals as fixes
transforms/index.ts        move the new line to where it belongs, and say why there
then: npm run docs && npm test`);

function transformText() {
  return `/** TODO: the idea in one sentence. */
import { defineTransform, fixKey } from '../src/engine/transform.ts';

export const ${name} = defineTransform({
  id: '${id}',
  summary: 'TODO: one sentence.',
  why: 'TODO: what gets better, by what mechanism; what could go wrong.',
  risk: 'safe',
  examples: [
    { title: 'TODO: it changes', before: 'FROM debian:12\\nRUN todo\\n', after: 'FROM debian:12\\nRUN true\\n' },
    { title: 'TODO: it is left alone', before: 'FROM debian:12\\n', after: null },
  ],
  defaults: {},
  optionDocs: {},
  *find({ doc }) {
    for (const instruction of doc.instructions) {
      if (instruction.keyword !== 'RUN') continue;
      // TODO: refuse early: yield { kind: 'skip', at: instruction.span, reason: { code: ... } }, and continue.
      const start = doc.text.indexOf('todo', instruction.span.start);
      if (start < 0 || start >= instruction.span.end) continue;
      const span = { start, end: start + 'todo'.length };
      yield {
        kind: 'fix',
        key: fixKey('${id}', doc, instruction),
        at: span,
        message: 'TODO: one sentence in the present tense, without a full stop',
        risk: 'safe',
        declares: [],
        comments: [],
        edits: [{ span, text: 'true' }],
      };
    }
  },
});
`;
}

function testText() {
  return `import { ${name} } from '../../transforms/${id}.ts';
import { testTransform } from '../support/harness.ts';

testTransform(${name}, [
  // TODO: { title, before, after } for what changes, { title, before, skips } for what is refused.
  { title: 'TODO: another word', before: 'FROM debian:12\\nRUN true\\n' },
]);
`;
}

function register(text) {
  const line = `import { ${name} } from './${id}.ts';`;
  const imports = [...text.matchAll(/^import \{ [\w, ]+ \} from '\.\/[\w-]+\.ts';$/gm)].map(([found]) => found);
  const sorted = [...imports, line].sort((a, b) => (path(a) < path(b) ? -1 : 1));
  const withImport = text.replace(imports.join('\n'), sorted.join('\n'));
  const done = withImport.replace(/\n\];\n/, `\n  // TODO: why here.\n  ${name},\n];\n`);
  if (!done.includes(line) || !done.includes(`\n  ${name},\n`)) fail('transforms/index.ts does not look as expected');
  return done;
}

function path(line) {
  return line.slice(line.indexOf("'"));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
