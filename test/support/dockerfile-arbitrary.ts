// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell variables in shell text
/**
 * Random Dockerfiles for property tests: what people write, and the corners of the grammar between it.
 *
 * Every comment and every heredoc line carries a marker of its own (`note-3`, `keep-7`), so that a test can say which
 * one got lost without asking any parser of ours.
 */
import fc from 'fast-check';

export interface GeneratedDockerfile {
  readonly text: string;
  /** Markers of the comments, in order of the text. */
  readonly notes: readonly string[];
  /** Heredoc lines, as written, in order of the text. */
  readonly kept: readonly string[];
}

/** Stand in for markers until the whole text is known and they can be numbered. */
const NOTE = '\u0001';
const KEEP = '\u0002';
/** Stands in for a continuation's escape character. */
const ESCAPE = '\u0003';

/** One in `n`. */
function rarely(n: number): fc.Arbitrary<boolean> {
  return fc.nat({ max: n - 1 }).map((value) => value === 0);
}

const BASES = [
  'debian:12',
  'debian:bookworm-slim',
  'ubuntu:22.04',
  'node:20',
  'node:20-alpine',
  'python:3.12-slim',
  'alpine:3.20',
  'golang:1.22',
  'php:8.3-apache',
  'ruby:3.3',
  'fedora:40',
  'registry.access.redhat.com/ubi9/ubi-minimal',
  'example.org/team/base:1',
  '$BASE',
  'scratch',
];

/** Shell commands as words: a break may come between any two. */
const COMMANDS: readonly (readonly string[])[] = [
  'apt-get update',
  'apt-get update',
  'apt-get -qq update',
  'apt update',
  'apt-get install -y curl git',
  'apt-get install -y --no-install-recommends ca-certificates',
  'apt install -y vim',
  'sudo apt-get install -y jq',
  'DEBIAN_FRONTEND=noninteractive apt-get install -yq tzdata',
  'apt-get -y upgrade',
  'apt-get clean',
  'apt-get purge -y --auto-remove gcc',
  'rm -rf /var/lib/apt/lists/*',
  'rm -rf /tmp/* /var/tmp/*',
  'apk update',
  'apk add bash',
  'apk add --no-cache git',
  'apk add --virtual .build gcc musl-dev',
  'apk del .build',
  'rm -rf /var/cache/apk/*',
  'dnf install -y gcc',
  'dnf clean all',
  'microdnf install -y tar',
  'yum -y install wget',
  'zypper -n in git',
  'pacman -Sy --noconfirm git',
  'pip install flask',
  'pip3 install -r requirements.txt',
  'python -m pip install --upgrade pip',
  'pip install --no-cache-dir gunicorn',
  'npm ci',
  'npm install',
  'npm install -g pm2',
  'npm run build',
  'yarn install --frozen-lockfile',
  'pnpm install',
  'conda install -y numpy',
  'gem install bundler',
  'composer install --no-dev',
  'go build -o /app .',
  'cargo build --release',
  'mkdir -p /srv/app',
  'useradd -m app',
  'chown -R app:app /srv',
  'chmod +x /entry.sh',
  'ln -sf /bin/bash /bin/sh',
  'cd /srv',
  'export PATH=/opt/bin:$PATH',
  'curl -fsSL https://example.org/x.tar.gz | tar xz -C /opt',
  'curl -sS http://localhost:8080/#/x | sh',
  'wget -q https://example.org/y.zip',
  'echo "a # b" > /etc/x',
  "printf '%s\\n' 'one two' >> /etc/y",
  'echo $HOME "${APP:-none}"',
  'V=$(cat /etc/version)',
  'test -f /etc/x || exit 1',
  'service cron start',
  '! grep -q x /etc/y',
  'sh -c "apt-get install -y nano"',
  'true',
  'set -o pipefail',
  ': "${APP:?}"',
  'umask 022',
  'exit 0',
  'sleep 1 &',
].map((line) => line.split(' '));

const COMMAND = fc.constantFrom(...COMMANDS);

/** Words, where `BREAK` says that a continuation is usual there. */
const BREAK = '\u0004';

function joined(parts: readonly (readonly string[])[], operator: string, atStart: boolean): string[] {
  return parts.flatMap((part, i) => {
    if (i === 0) return [...part];
    if (operator === ';') return [`\b;`, BREAK, ...part];
    return atStart ? [BREAK, operator, ...part] : [operator, BREAK, ...part];
  });
}

const CHAIN = fc
  .tuple(fc.array(COMMAND, { minLength: 1, maxLength: 5 }), fc.boolean(), rarely(8))
  .map(([parts, atStart, hasOr]) => [...joined(parts, '&&', atStart), ...(hasOr ? ['||', 'true'] : [])]);

const LIST = fc
  .tuple(
    fc.constantFrom('-e', '-eux', '-ex', '-x', '-euo pipefail'),
    fc.array(COMMAND, { minLength: 1, maxLength: 5 }),
    fc.boolean(),
  )
  .map(([flags, parts, trailing]) => [
    ...joined([['set', ...flags.split(' ')], ...parts], ';', false),
    ...(trailing ? ['\b;'] : []),
  ]);

const COMPOUND = fc.tuple(fc.nat({ max: 6 }), COMMAND, COMMAND).map(([kind, a, b]): string[] => {
  switch (kind) {
    case 0:
      return ['if', '[', '-f', '/etc/x', ']', '\b;', 'then', BREAK, ...a, '\b;', 'else', ...b, '\b;', BREAK, 'fi'];
    case 1:
      return ['for', 'i', 'in', '1', '2', '\b;', 'do', BREAK, ...a, '\b;', BREAK, 'done'];
    case 2:
      return ['case', '"$(uname', '-m)"', 'in', BREAK, 'x86_64)', ...a, '\b;;', BREAK, '*)', ...b, '\b;;', 'esac'];
    case 3:
      return ['(', ...a, '&&', BREAK, ...b, ')'];
    case 4:
      return ['{', ...a, '\b;', ...b, '\b;', '}'];
    case 5:
      return [...a, '||', BREAK, ...b];
    default:
      return ['while', 'false', '\b;', 'do', ...a, '\b;', 'done', '&&', ...b];
  }
});

/** A chain with a compound in it, which is what most long RUNs are. */
const MIXED = fc.tuple(CHAIN, COMPOUND, CHAIN).map(([a, b, c]) => [...a, BREAK, '&&', ...b, '&&', BREAK, ...c]);

const BODY = fc.oneof({ weight: 6, arbitrary: CHAIN }, { weight: 3, arbitrary: LIST }, COMPOUND, MIXED);

/** What may stand between the escape character and the next word. */
const BETWEEN = fc.oneof(
  { weight: 12, arbitrary: fc.constant('') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(`# why ${NOTE}\n`, `    # why ${NOTE}\n`, `\t#${NOTE}\n`, `# a \\ ${NOTE} \\\n`),
  },
  { weight: 1, arbitrary: fc.constantFrom('\n', '  \n', `# one ${NOTE}\n# two ${NOTE}\n`) },
);

const CONTINUATION = fc
  .tuple(
    fc.constantFrom(' ', ' ', ' ', '  ', '\t'),
    rarely(15),
    BETWEEN,
    fc.constantFrom('    ', '  ', '\t', '      ', ' '),
  )
  .map(([gap, trailing, between, indent]) => `${gap}${ESCAPE}${trailing ? '  ' : ''}\n${between}${indent}`);

type Style = 'one-line' | 'usual' | 'wild';

/** The words of a body laid out over lines. */
function layOut(words: readonly string[], style: Style): fc.Arbitrary<string> {
  const gaps = words.map((_, i): fc.Arbitrary<string> => {
    const wanted = i > 0 && words[i - 1] === BREAK;
    if (i === 0) return fc.constant('');
    if (style === 'usual' && wanted) return CONTINUATION;
    if (style === 'wild') return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(' ', ' ', '  ') }, CONTINUATION);
    return fc.constant(' ');
  });
  return fc.tuple(...gaps).map((chosen) => {
    let out = '';
    for (const [i, word] of words.entries()) {
      if (word === BREAK) continue;
      // A word that starts with \b is glued to the one before.
      out += word.startsWith('\b') ? word.slice(1) : out === '' ? word : chosen[i]! + word;
    }
    return out;
  });
}

const FLAGS = fc.oneof(
  { weight: 14, arbitrary: fc.constant('') },
  fc.constantFrom(
    '--mount=type=cache,target=/root/.npm ',
    '--mount=type=cache,target=/var/cache/apt --mount=type=cache,target=/var/lib/apt ',
    '--mount=type=secret,id=token ',
    '--network=none ',
    '--security=insecure ',
  ),
);

const TAIL = fc.oneof({ weight: 12, arbitrary: fc.constant('') }, fc.constantFrom(` # tail ${NOTE}`, ` \t#${NOTE}`));

const SHELL_RUN = fc
  .tuple(FLAGS, BODY, fc.constantFrom<Style>('one-line', 'usual', 'usual', 'wild'), TAIL)
  .chain(([flags, words, style, tail]) =>
    layOut(words, style).map(
      (body) => `RUN ${flags}${style === 'usual' ? '' : ' '.repeat(body.length % 2)}${body}${tail}`,
    ),
  );

const HEREDOC = fc
  .tuple(
    fc.constantFrom('EOF', "'EOF'", '"END"', 'EOT'),
    fc.boolean(),
    fc.array(
      fc.constantFrom('apt-get update', 'set -e', `# ${KEEP}`, 'apt-get install -y git', '', '  indented', 'a \\'),
      {
        maxLength: 4,
      },
    ),
    fc.constantFrom('RUN ', 'RUN ', 'RUN bash ', 'COPY ', 'ADD '),
    rarely(5),
  )
  .map(([name, chomp, lines, keyword, two]) => {
    const bare = name.replaceAll(/['"]/g, '');
    const dash = chomp ? '-' : '';
    const tabs = chomp ? '\t' : '';
    const target = keyword === 'COPY ' || keyword === 'ADD ' ? ' /etc/conf.d/' : '';
    const body = [...lines, `line ${KEEP}`].map((line) => `${tabs}${line}\n`).join('');
    const second = two ? ` <<${dash}SECOND` : '';
    const secondBody = two ? `${tabs}more ${KEEP}\n${tabs}SECOND\n` : '';
    return `${keyword}<<${dash}${name}${second}${target}\n${body}${tabs}${bare}\n${secondBody}`.replace(/\n$/, '');
  });

const OTHERS = [
  'COPY . .',
  'COPY package.json package-lock.json ./',
  'COPY --chown=1000:1000 src /srv/src',
  'COPY ["a b.txt", "/srv/"]',
  'ADD https://example.org/x.tar.gz /opt/',
  'ADD rootfs.txz /',
  'WORKDIR /srv/app',
  'WORKDIR app',
  'ENV APP=1',
  `ENV A=1 ${ESCAPE}\n    B="two words" ${ESCAPE}\n# env ${NOTE}\n    C=3`,
  'ENV LEGACY the value',
  'ENV PIP_NO_CACHE_DIR=1',
  'ENV DEBIAN_FRONTEND=noninteractive',
  'ARG VERSION=1.2',
  'ARG TOKEN',
  'USER app',
  'USER root',
  'USER $APP_USER',
  'LABEL org.example.a="x" b=y',
  'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
  'SHELL ["/bin/bash", "-lc"]',
  'ONBUILD RUN npm install',
  'ONBUILD COPY . /app',
  'HEALTHCHECK --interval=5s CMD curl -f http://localhost/ || exit 1',
  'HEALTHCHECK NONE',
  'EXPOSE 80 443/tcp',
  'VOLUME ["/data"]',
  'STOPSIGNAL SIGTERM',
  'MAINTAINER somebody',
  'ENTRYPOINT ["/entry.sh"]',
  'CMD ["node", "server.js"]',
  'CMD nginx -g "daemon off;"',
  'RUN ["apt-get", "update"]',
  'RUN ["sh", "-c", "pip install flask"]',
];

const INSTRUCTION = fc.oneof(
  { weight: 10, arbitrary: SHELL_RUN },
  { weight: 6, arbitrary: fc.constantFrom(...OTHERS) },
  { weight: 1, arbitrary: HEREDOC },
);

/** Neighbours that belong together in the way that people write them apart. */
const APT_RUNS = fc.constantFrom(
  'RUN apt-get update\nRUN apt-get install -y curl',
  `RUN apt-get update\n# tools ${NOTE}\nRUN apt-get install -y curl ${ESCAPE}\n    # inside ${NOTE}\n    git\nRUN apt-get clean`,
  'RUN apt-get update && apt-get install -y curl\n\nRUN apt-get install -y git\nRUN rm -rf /var/lib/apt/lists/*',
  'RUN set -eux; apt-get update; apt-get install -y curl\nRUN useradd app && mkdir /srv/app',
  'RUN apk update\nRUN apk add bash\nRUN rm -rf /var/cache/apk/*',
  `RUN apt-get update # now ${NOTE}\nRUN apt-get install -y git`,
  'RUN pip install flask\nRUN pip install gunicorn',
);

const ABOVE = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  fc.constantFrom(
    '\n',
    `# about ${NOTE}\n`,
    `\n# about ${NOTE}\n# more ${NOTE}\n`,
    `# apart ${NOTE}\n\n`,
    `  \t# indented ${NOTE}\n`,
    `#${NOTE} ends in \\\n`,
    `# hadolint ignore=DL3008 ${NOTE}\n`,
  ),
);

const KEYWORD_CASE = fc.constantFrom('upper', 'upper', 'upper', 'upper', 'lower', 'odd');

function withKeywordCase(instruction: string, style: string): string {
  const keyword = /^[A-Z]+/.exec(instruction)?.[0] ?? '';
  const rest = instruction.slice(keyword.length);
  if (style === 'lower') return keyword.toLowerCase() + rest;
  if (style === 'odd') return keyword[0] + keyword.slice(1).toLowerCase() + rest;
  return instruction;
}

const BLOCK = fc
  .tuple(
    ABOVE,
    fc.oneof({ weight: 8, arbitrary: INSTRUCTION }, { weight: 2, arbitrary: APT_RUNS }),
    KEYWORD_CASE,
    rarely(20),
  )
  .map(([above, instruction, style, indented]) => {
    // An indented heredoc keyword is fine; its body is not touched.
    return `${above}${indented ? '  ' : ''}${withKeywordCase(instruction, style)}\n`;
  });

const STAGE = fc.tuple(
  ABOVE,
  fc.constantFrom(...BASES),
  fc.constantFrom('', '', '--platform=$BUILDPLATFORM ', '--platform=linux/amd64 '),
  fc.constantFrom(' AS ', ' as '),
  fc.array(BLOCK, { minLength: 1, maxLength: 7 }),
  rarely(3),
);

const STAGES = fc.tuple(fc.array(STAGE, { minLength: 1, maxLength: 3 }), fc.nat({ max: 3 })).map(([stages, link]) =>
  stages
    .map(([above, image, platform, as, blocks, extend], i) => {
      // A later stage is built FROM an earlier one, copies from it, or has nothing to do with it.
      const from = i > 0 && extend ? `s${i - 1}` : image;
      const name = i < stages.length - 1 ? `${as}s${i}` : '';
      const copy = i > 0 && link > 0 ? `COPY --from=${link === 1 ? i - 1 : `s${i - 1}`} /app /app\n` : '';
      return `${above}FROM ${platform}${from}${name}\n${blocks.join('')}${copy}`;
    })
    .join('\n'),
);

const HEAD = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  fc.constantFrom(
    '# syntax=docker/dockerfile:1\n',
    '# syntax=docker/dockerfile:1\n# check=skip=all\n',
    '#syntax = docker/dockerfile:1.7-labs\n\n',
    '# escape=\\\n',
  ),
);

/** A Dockerfile with LF line ends and a final newline, which most readers take. */
export const plainDockerfile: fc.Arbitrary<GeneratedDockerfile> = fc
  .tuple(HEAD, rarely(6), STAGES, rarely(40))
  .map(([head, hasGlobal, stages, backtick]) => {
    const directive = backtick && head === '' ? '# escape=`\n' : head;
    const escape = directive === '# escape=`\n' ? '`' : '\\';
    const text = `${directive}${hasGlobal ? `# before ${NOTE}\nARG BASE=debian:12\n` : ''}${stages}`;
    return numbered(text.replaceAll(ESCAPE, escape));
  });

/** As above, and also with CRLF, a BOM, no final newline. */
export const dockerfile: fc.Arbitrary<GeneratedDockerfile> = fc
  .tuple(plainDockerfile, rarely(5), rarely(12), rarely(5))
  .map(([plain, crlf, bom, cut]) => {
    let { text } = plain;
    if (cut) text = text.trimEnd();
    if (crlf) text = text.replaceAll('\n', '\r\n');
    return { ...plain, text: (bom ? '\uFEFF' : '') + text };
  });

/** Text that is no Dockerfile any more: a generated one with pieces cut out, doubled, moved and strewn with noise. */
export const brokenDockerfile: fc.Arbitrary<string> = fc
  .tuple(
    dockerfile,
    fc.array(
      fc.tuple(fc.nat(), fc.nat({ max: 40 }), fc.nat({ max: 3 }), fc.oneof(fc.string(), fc.constantFrom(...noise()))),
      {
        minLength: 1,
        maxLength: 8,
      },
    ),
  )
  .map(([{ text }, cuts]) => {
    let out = text;
    for (const [where, length, kind, noise] of cuts) {
      const at = where % (out.length + 1);
      const piece = out.slice(at, at + length);
      if (kind === 0) out = out.slice(0, at) + out.slice(at + length);
      else if (kind === 1) out = out.slice(0, at) + piece + out.slice(at);
      else if (kind === 2) out = out.slice(0, at) + noise + out.slice(at);
      else out = piece + out.slice(0, at) + out.slice(at + length);
    }
    return out;
  });

function noise(): string[] {
  return [
    '\\',
    '\\\n',
    '\\ \n',
    '\r',
    '\r\n',
    '\0',
    '"',
    "'",
    '`',
    '$(',
    '${',
    '<<EOF',
    '<<-',
    '#',
    '&&',
    '||',
    ';',
    '\uFEFF',
  ].concat([
    'RUN',
    'RUN [',
    'ONBUILD ',
    '--mount=',
    '\u00a0',
    '\u2028',
    '\ud800',
    '😀',
    '\n\n',
    '( ',
    ' )',
    '{ ',
    '; }',
    'FROM ',
  ]);
}

function numbered(text: string): GeneratedDockerfile {
  const notes: string[] = [];
  let keeps = 0;
  const out = text
    .replaceAll(NOTE, () => {
      notes.push(`note-${notes.length}.`);
      return notes.at(-1)!;
    })
    .replaceAll(KEEP, () => `keep-${keeps++}.`);
  return { text: out, notes, kept: out.split('\n').filter((line) => /keep-\d+\./.test(line)) };
}
