import { cleanCache } from '../../transforms/clean-cache.ts';
import { type Case, testTransform } from '../support/harness.ts';

const CLEAN = 'rm -rf /var/lib/apt/lists/*';

function apt(title: string, before: string, after: string, head = 'FROM debian:12\n'): Case {
  return { title, before: `${head}RUN ${before}`, after: `${head}RUN ${after}` };
}

function refused(title: string, body: string, from = 'debian:12'): Case {
  return { title, before: `FROM ${from}\nRUN ${body}\n`, skips: ['cannot-append'] };
}

const node = (title: string, before: string, after: string) =>
  apt(title, `${before}\n`, `${after}\n`, 'FROM node:20\n');

testTransform(cleanCache, [
  // The RUN's own style
  apt(
    'one line stays one line',
    'apt-get update && apt-get install -y jq\n',
    `apt-get update && apt-get install -y jq && ${CLEAN}\n`,
  ),
  apt(
    'no final newline',
    'apt-get update && apt-get install -y jq',
    `apt-get update && apt-get install -y jq && ${CLEAN}`,
  ),
  apt(
    'a long line goes on in a new one',
    'apt-get update && apt-get install -y jq make unzip xz-utils bzip2 tzdata locales openssl sudo\n',
    `apt-get update && apt-get install -y jq make unzip xz-utils bzip2 tzdata locales openssl sudo \\\n    && ${CLEAN}\n`,
  ),
  apt(
    '&& at the start of the line, with tabs',
    'apt-get update \\\n\t&& apt-get install -y \\\n\t\tjq\n',
    `apt-get update \\\n\t&& apt-get install -y \\\n\t\tjq \\\n\t&& ${CLEAN}\n`,
  ),
  apt(
    '&& at the end of the line',
    'apt-get update && \\\n  apt-get install -y \\\n    jq\n',
    `apt-get update && \\\n  apt-get install -y \\\n    jq && \\\n  ${CLEAN}\n`,
  ),
  apt(
    'no blank in front of the backslash',
    'apt-get update &&\\\n  apt-get install -y jq\n',
    `apt-get update &&\\\n  apt-get install -y jq &&\\\n  ${CLEAN}\n`,
  ),
  apt(
    'aligned backslashes are not copied',
    'apt-get update                \\\n && apt-get install -y jq\n',
    `apt-get update                \\\n && apt-get install -y jq \\\n && ${CLEAN}\n`,
  ),
  apt(
    'arguments on lines of their own',
    'apt-get update && apt-get install -y \\\n      jq \\\n      make\n',
    `apt-get update && apt-get install -y \\\n      jq \\\n      make \\\n      && ${CLEAN}\n`,
  ),
  apt(
    'an empty first line',
    '\\\n  apt-get update && \\\n  apt-get install -y jq\n',
    `\\\n  apt-get update && \\\n  apt-get install -y jq && \\\n  ${CLEAN}\n`,
  ),
  apt(
    'comments in the continuation',
    'apt-get update && \\\n    # for the health check\n    apt-get install -y \\\n    # JSON\n    jq\n',
    `apt-get update && \\\n    # for the health check\n    apt-get install -y \\\n    # JSON\n    jq && \\\n    ${CLEAN}\n`,
  ),
  apt(
    'a comment at the end',
    'apt-get update && apt-get install -y jq # JSON\n',
    `apt-get update && apt-get install -y jq && ${CLEAN} # JSON\n`,
  ),
  apt(
    'a comment at the end of a last line',
    'apt-get update \\\n && apt-get install -y \\\n  jq # JSON\n',
    `apt-get update \\\n && apt-get install -y \\\n  # JSON\n  jq \\\n && ${CLEAN}\n`,
  ),
  apt(
    'a dangling backslash',
    'apt-get update && apt-get install -y jq \\\n',
    `apt-get update && apt-get install -y jq && ${CLEAN} \\\n`,
  ),

  // Lists with semicolons
  apt(
    'a list without -e',
    'apt-get update; apt-get install -y jq\n',
    `apt-get update; apt-get install -y jq && ${CLEAN}\n`,
  ),
  apt(
    'a list of lines without -e',
    'apt-get update; \\\n    apt-get install -y jq\n',
    `apt-get update; \\\n    apt-get install -y jq && \\\n    ${CLEAN}\n`,
  ),
  apt(
    'a semicolon at the end',
    'apt-get update; apt-get install -y jq;\n',
    `apt-get update; apt-get install -y jq && ${CLEAN};\n`,
  ),
  apt(
    'a list with -e',
    'set -eux; \\\n\tapt-get update; \\\n\tapt-get install -y jq\n',
    `set -eux; \\\n\tapt-get update; \\\n\tapt-get install -y jq; \\\n\t${CLEAN}\n`,
  ),
  apt(
    'a list with -e and a semicolon at the end',
    'set -e; apt-get update; apt-get install -y jq;\n',
    `set -e; apt-get update; apt-get install -y jq; ${CLEAN};\n`,
  ),
  apt(
    'set -o errexit',
    'set -o errexit; apt-get update; apt-get install -y jq\n',
    `set -o errexit; apt-get update; apt-get install -y jq; ${CLEAN}\n`,
  ),
  apt(
    'under -e, the status of a last && chain is kept',
    'set -e; apt-get update; apt-get install -y jq && make\n',
    `set -e; apt-get update; apt-get install -y jq && make && ${CLEAN}\n`,
  ),
  apt(
    'under -e, behind a last ||',
    'set -e; apt-get update; apt-get install -y jq || make\n',
    `set -e; apt-get update; apt-get install -y jq || make; ${CLEAN}\n`,
  ),
  apt(
    'a chain that starts with set -e',
    'set -ex && apt-get update && apt-get install -y jq\n',
    `set -ex && apt-get update && apt-get install -y jq && ${CLEAN}\n`,
  ),
  apt(
    'set +e',
    'set -e; set +e; apt-get update; apt-get install -y jq\n',
    `set -e; set +e; apt-get update; apt-get install -y jq && ${CLEAN}\n`,
  ),
  apt(
    'the -e of a subshell is its own',
    '(set -e; true); apt-get update; apt-get install -y jq\n',
    `(set -e; true); apt-get update; apt-get install -y jq && ${CLEAN}\n`,
  ),
  apt(
    'a SHELL with -e',
    'apt-get update; (apt-get install -y jq)\n',
    `apt-get update; (apt-get install -y jq); ${CLEAN}\n`,
    'FROM debian:12\nSHELL ["/bin/bash", "-euo", "pipefail", "-c"]\n',
  ),
  apt(
    'behind ||',
    'apt-get update && apt-get install -y jq || true\n',
    `apt-get update && apt-get install -y jq && ${CLEAN} || true\n`,
  ),
  apt(
    'a group',
    '{ apt-get update; apt-get install -y jq; }\n',
    `{ apt-get update; apt-get install -y jq; } && ${CLEAN}\n`,
  ),
  apt(
    'an if under -e',
    'set -e; apt-get update; if x; then apt-get install -y jq; fi\n',
    `set -e; apt-get update; if x; then apt-get install -y jq; fi; ${CLEAN}\n`,
  ),
  apt(
    'a way out that may not be taken',
    'apt-get update && apt-get install -y jq || exit 1\n',
    `apt-get update && apt-get install -y jq && ${CLEAN} || exit 1\n`,
  ),

  // No place
  refused('exit', 'apt-get update && apt-get install -y jq && exit 0'),
  refused('exec', 'apt-get update && exec apt-get install -y jq'),
  refused('in the background', 'apt-get update && apt-get install -y jq &'),
  refused(
    'an if under -e whose status may be lost',
    'set -e; apt-get update; apt-get install -y jq; if x; then a && b; fi',
  ),

  // Behind a call, not at the end
  node('before Node goes', 'npm i -g x && apk del nodejs', 'npm i -g x && npm cache clean --force && apk del nodejs'),
  node('on the side of the || that ran', 'npm ci || true', 'npm ci && npm cache clean --force || true'),
  node('in a list', 'npm ci; make', 'npm ci && npm cache clean --force; make'),
  node('in a list with -e', 'set -e; npm ci; make', 'set -e; npm ci; npm cache clean --force; make'),
  node(
    'before the folder goes',
    'cd /tmp/x && npm i -g . && rm -rf /tmp/x',
    'cd /tmp/x && npm i -g . && npm cache clean --force && rm -rf /tmp/x',
  ),
  node(
    'behind the last call',
    'npm ci && npm run build && make',
    'npm ci && npm run build && npm cache clean --force && make',
  ),
  node('a pipeline', 'npm ci 2>&1 | tee log', 'npm ci 2>&1 | tee log && npm cache clean --force'),
  node('a redirection', 'npm ci > /dev/null', 'npm ci > /dev/null && npm cache clean --force'),
]);
