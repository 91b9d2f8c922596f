/** Exit codes, what goes to standard output and what to standard error, and the flags. */
import { describe, expect, test } from 'vitest';
import { useCommand } from './support.ts';

const sandbox = useCommand();

const ONE = 'FROM a\nRUN echo one\n';
const ALL = 'FROM a\nRUN echo one && echo two && echo three\nRUN leave it\n';

describe('exit codes', () => {
  test('0 when something would change, and nothing is written', () => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    const { code, stdout, stderr } = box.run(['Dockerfile']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('-RUN echo one\n+RUN echo 1\n');
    expect(box.read('Dockerfile')).toBe(ONE);
  });
  test('--check: 1 when something would change, 0 when not', () => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    box.file('done.Dockerfile', 'FROM a\n');
    expect(box.run(['--check']).code).toBe(1);
    expect(box.run(['--check', 'done.Dockerfile']).code).toBe(0);
    expect(box.read('Dockerfile')).toBe(ONE);
  });
  test('--check: 2 goes before 1', () => {
    const box = sandbox();
    box.file('Dockerfile', ONE);
    expect(box.run(['--check', 'Dockerfile', 'missing']).code).toBe(2);
  });
  test('a bug of ours is 2, names file, transform and version, and the rest is done', () => {
    const box = sandbox();
    box.file('a.Dockerfile', 'FROM a\nRUN crash\n');
    box.file('b.Dockerfile', ONE);
    const { code, stdout, stderr } = box.run([]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^slimify: a\.Dockerfile: transform digits failed: cannot count\. .* \d+\.\d+\.\d+; please report it\n$/,
    );
    expect(stdout).toContain('+++ b/b.Dockerfile');
  });
});

describe('flags', () => {
  test('an unknown flag: 2, with a suggestion', () => {
    const { code, stdout, stderr } = sandbox().run(['--chekc']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe("slimify: unknown option '--chekc' (did you mean --check?)\n");
  });
  test('--write and --check exclude each other', () => {
    const { code, stderr } = sandbox().run(['--write', '--check']);
    expect(code).toBe(2);
    expect(stderr).toContain("cannot be used with option '--check'");
  });
  test('an unknown transform: 2, with a suggestion', () => {
    const box = sandbox();
    for (const flag of ['--only', '--skip']) {
      const { code, stdout, stderr } = box.run([flag, 'digit']);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toBe(
        `slimify: ${flag}: there is no transform digit (did you mean digits?); slimify list shows them\n`,
      );
    }
  });
  test('--only and --skip choose transforms', () => {
    const box = sandbox();
    box.file('Dockerfile', ALL);
    expect(box.run(['--check', '--only', 'patience']).code).toBe(0);
    expect(box.run(['--check', '--skip', 'digits']).code).toBe(0);
    expect(box.run(['--check', '--only', 'patience, digits']).code).toBe(1);
    const { code, stderr } = box.run(['--only', 'digits', '--skip', 'digits']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'slimify: no transform is left to run\n' });
  });
  test('--risk: fixes above it are held back and counted', () => {
    const box = sandbox();
    box.file('Dockerfile', ALL);
    const counts = ['safe', 'assumes', 'changes'].map((risk) => {
      const { stdout } = box.run(['--risk', risk, '--format', 'json']);
      const { fixes, held } = JSON.parse(stdout).summary;
      return [fixes, held];
    });
    expect(counts).toEqual([
      [1, 2],
      [2, 1],
      [3, 0],
    ]);
    expect(box.run(['--risk', 'bold']).code).toBe(2);
  });
  test('--set is checked by the defaults of the transform', () => {
    const box = sandbox();
    box.file('Dockerfile', 'FROM a\nRUN echo three\n');
    const { stdout } = box.run(['--risk', 'changes', '--set', 'digits.style=roman']);
    expect(stdout).toContain('+RUN echo III\n');
    const complaint = (value: string): string => {
      const { code, stderr } = box.run(['--set', value]);
      expect(code).toBe(2);
      return stderr;
    };
    expect(complaint('digits.style=romna')).toBe(
      'slimify: --set digits.style=romna: one of arabic, roman is expected (did you mean roman?)\n',
    );
    expect(complaint('digits.stile=roman')).toContain('has no option stile (did you mean style?)');
    expect(complaint('digits.limit=many')).toContain('a number is expected');
    expect(complaint('digits.loud=yes')).toContain('true or false is expected');
    expect(complaint('digist.style=roman')).toContain('did you mean digits?');
    expect(complaint('digits')).toContain('write it as <transform>.<option>=<value>');
  });
  test('--context has to be a folder', () => {
    const box = sandbox();
    expect(box.run(['--context', 'nowhere'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'slimify: --context nowhere: no such folder\n',
    });
  });
  test('--version and --help', () => {
    const box = sandbox();
    expect(box.run(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const { code, stdout, stderr } = box.run(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const flag of ['--write', '--check', '--risk', '--only', '--skip', '--set', '--format', '--explain-skips']) {
      expect(stdout).toContain(flag);
    }
  });
  test('help is --help, of a command too', () => {
    const box = sandbox();
    expect(box.run(['help'])).toEqual(box.run(['--help']));
    for (const command of ['list', 'explain', 'fold', 'help'])
      expect(box.run(['help', command])).toEqual(box.run([command, '--help']));
    expect(box.run(['help', 'lsit'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'slimify: there is no command lsit (did you mean list?); slimify --help shows them\n',
    });
  });
  test('--help names every place where the context is looked for', () => {
    const { stdout } = sandbox().run(['--help']);
    for (const word of ['compose', 'bake', 'skaffold', 'CI', 'Makefiles', 'scripts']) expect(stdout).toContain(word);
  });
  test.each([
    [['explain'], "missing required argument 'id'; slimify explain --help shows what it takes"],
    [['explain', 'a', 'b'], "too many arguments for 'explain'. Expected 1 argument but got 2."],
    [
      ['--risk', 'bold'],
      "option '--risk <level>' argument 'bold' is invalid. Allowed choices are safe, assumes, changes.",
    ],
    [['--write', '--check'], "option '-w, --write' cannot be used with option '--check'"],
  ])('%j: one line', (args, message) => {
    expect(sandbox().run(args)).toEqual({ code: 2, stdout: '', stderr: `slimify: ${message}\n` });
  });
});

describe('the context', () => {
  test('is the folder of the Dockerfile; nothing outside is read', () => {
    const box = sandbox();
    box.file('api/Dockerfile', 'FROM a\nRUN read note\nRUN read ../secret\n');
    box.file('api/note', 'seen');
    box.file('secret', 'hidden');
    const words = (args: string[]): string[] => {
      const [file] = JSON.parse(box.run([...args, '--format', 'json']).stdout).files;
      return [file.contexts, ...file.skipped.map(({ message }: { message: string }) => message.split(' ')[1])];
    };
    expect(words(['api/Dockerfile'])).toEqual([['api'], 'seen', 'not']);
    expect(words(['--context', '.', 'api/Dockerfile'])).toEqual([['.'], 'not', 'not']);
    expect(words(['--no-context', 'api/Dockerfile'])).toEqual([[], 'not', 'not']);
  });
});

describe('the configuration file', () => {
  test('is found upwards to the root of the repository; the command line wins', () => {
    const box = sandbox();
    box.git('init', '-q');
    box.file('slimify.config.json', '{ "risk": "safe", "options": { "digits": { "style": "roman" } } }');
    box.file('a/b/Dockerfile', ALL);
    expect(box.run([], { cwd: 'a/b' }).stdout).toContain('+RUN echo I && echo two && echo three');
    expect(box.run(['--risk', 'assumes'], { cwd: 'a/b' }).stdout).toContain('echo I && echo II && echo three');
    expect(box.run(['--no-config'], { cwd: 'a/b' }).stdout).toContain('echo 1 && echo 2');
  });
  test('outside a repository only the folder itself counts', () => {
    const box = sandbox();
    box.file('slimify.config.json', '{ "risk": "safe" }');
    box.file('a/Dockerfile', ALL);
    expect(box.run([], { cwd: 'a' }).stdout).toContain('echo 1 && echo 2');
    expect(box.run(['--config', '../slimify.config.json'], { cwd: 'a' }).stdout).toContain('echo 1 && echo two');
  });
  test.each([
    ['{ "risk": "bold" }', 'c.json: risk: ("safe" | "assumes" | "changes") is expected'],
    ['{ "risc": "safe" }', 'c.json: risc: there is no such setting (did you mean risk?)'],
    ['{ "severity": "safe" }', 'c.json: severity: there is no such setting\n'],
    ['{ "only": "digits" }', 'c.json: only: Array is expected'],
    ['{ "only": ["digit"] }', 'c.json: only: there is no transform digit (did you mean digits?)'],
    ['{ "options": { "digits": { "limit": "x" } } }', 'c.json: options.digits.limit: a number is expected'],
    ['{\n  "risk": safe }', 'c.json:2: not valid JSON'],
    ["{\n  'risk': 1 }", 'c.json:2: not valid JSON'],
    ['{\n  "risk": "safe",\n}\n', 'c.json:3: not valid JSON'],
    ['{\n  "only":\n}', 'c.json:3: not valid JSON'],
    ['{\n  "only": [],,\n}', 'c.json:2: not valid JSON'],
    ['{ "only": []\n}\n}', 'c.json:3: not valid JSON'],
    ['{\n  "risk":\n\n', 'c.json:2: not valid JSON'],
    ['{\n  // why\n}', 'c.json:2: not valid JSON'],
    ['', 'c.json:1: not valid JSON'],
    ['[]', 'c.json: Object is expected'],
    ['"safe"', 'c.json: Object is expected'],
  ])('says where a mistake is: %s', (content, message) => {
    const box = sandbox();
    box.file('c.json', content);
    const { code, stdout, stderr } = box.run(['--config', 'c.json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
  test('that is not there', () => {
    const { code, stderr } = sandbox().run(['--config', 'none.json']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'slimify: none.json: no such file or folder\n' });
  });
});

describe('standard input', () => {
  test('gives the diff, and with --write the Dockerfile alone', () => {
    const box = sandbox();
    expect(box.run(['-'], { input: ONE }).stdout).toContain('+++ b/Dockerfile\n@@ -1,2 +1,2 @@');
    expect(box.run(['-', '--stdin-filename', 'api/Dockerfile'], { input: ONE }).stdout).toContain(
      '+++ b/api/Dockerfile',
    );
    expect(box.run(['-', '--write'], { input: ALL })).toEqual({
      code: 0,
      stdout: 'FROM a\nRUN echo 1 && echo 2 && echo three\nRUN leave it\n',
      stderr: '',
    });
    expect(box.run(['-', '-w'], { input: 'FROM a' }).stdout).toBe('FROM a');
    expect(box.run(['-', '--check'], { input: ONE }).code).toBe(1);
  });
  test('keeps byte-order mark, CRLF and a missing final newline', () => {
    const { stdout } = sandbox().run(['-', '--write'], { input: '\ufeffFROM a\r\nRUN echo one' });
    expect(stdout).toBe('\ufeffFROM a\r\nRUN echo 1');
  });
  test('that is broken: 2, and nothing on standard output', () => {
    const box = sandbox();
    expect(box.run(['-', '--write'], { input: 'FROM a\nNONSENSE\n' })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'slimify: Dockerfile:2: unknown instruction: NONSENSE\n',
    });
    expect(box.run(['-', '-w'], { input: Buffer.from([70, 0, 70]) }).code).toBe(2);
    expect(box.run(['-', 'Dockerfile'], { input: ONE }).code).toBe(2);
  });
});

describe('list and explain', () => {
  test('list', () => {
    expect(sandbox().run(['list']).stdout).toBe(
      'digits    changes  Writes numbers as digits.\npatience  safe     Leaves things alone.\n',
    );
  });
  test('are coloured as asked for', () => {
    const box = sandbox();
    for (const args of [['list'], ['explain', 'digits']]) {
      expect(box.run([...args, '--color']).stdout).toContain('\u001b[');
      expect(box.run(['--no-color', ...args], { env: { FORCE_COLOR: '1' } }).stdout).not.toContain('\u001b[');
    }
  });
  test('explain', () => {
    const box = sandbox();
    const { code, stdout } = box.run(['explain', 'digits']);
    expect(code).toBe(0);
    for (const part of [
      'Writes numbers',
      'Digits are shorter',
      'at most changes',
      'DL0001',
      '--set digits.style=arabic (arabic | roman)',
    ])
      expect(stdout).toContain(part);
    expect(stdout).toContain('-RUN echo one\n   +RUN echo 1\n');
    expect(stdout).toContain('Left out on purpose\n  dozens\n      nobody agrees on how many twelve are\n');
    expect(box.run(['explain', 'digit'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'slimify: explain: there is no transform digit (did you mean digits?); slimify list shows them\n',
    });
  });
});
