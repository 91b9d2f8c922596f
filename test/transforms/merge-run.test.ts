// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell variables in shell text
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mergeRun } from '../../transforms/merge-run.ts';
import { type Case, runTransform, testTransform } from '../support/harness.ts';

const always = { policy: 'always' };
const bytes = { policy: 'bytes' };

/** A case on debian whose policy keeps nothing apart. */
function joined(title: string, before: string, after: string, more: Partial<Case> = {}): Case {
  return {
    title,
    before: `FROM debian:12\n${before}`,
    after: `FROM debian:12\n${after}`,
    options: always,
    skips: [],
    ...more,
  };
}

function apart(title: string, before: string, ...skips: NonNullable<Case['skips']>): Case {
  return { title, before: `FROM debian:12\n${before}`, options: always, skips };
}

const SHAPES: readonly Case[] = [
  joined('chains', 'RUN a && b\nRUN c && d\n', 'RUN a && b \\\n    && c && d\n'),
  joined('a list after a chain gets braces', 'RUN a\nRUN b; c\n', 'RUN a \\\n    && { b; c; }\n'),
  joined('and only one semicolon', 'RUN a\nRUN b; c;\n', 'RUN a \\\n    && { b; c; }\n'),
  joined('so does an or', 'RUN a\nRUN b || c\n', 'RUN a \\\n    && { b || c; }\n'),
  joined('an or in front needs none', 'RUN a || b\nRUN c\n', 'RUN a || b \\\n    && c\n'),
  joined('a list in front needs none', 'RUN a; b;\nRUN c\n', 'RUN a; b \\\n    && c\n'),
  joined('negation and compounds', 'RUN ! a\nRUN if b; then c; fi\n', 'RUN ! a \\\n    && if b; then c; fi\n'),
  joined('three and more are one', 'RUN a\nRUN b\nRUN c\nRUN d\n', 'RUN a \\\n    && b \\\n    && c \\\n    && d\n'),
  joined('cd stays inside', 'RUN cd /x && a\nRUN b\n', 'RUN ( cd /x && a ) \\\n    && b\n'),
  joined('so does a subshell that starts with one', 'RUN (a) && cd /x\nRUN b\n', 'RUN ( (a) && cd /x ) \\\n    && b\n'),
  joined('cd back home leaks nothing', 'RUN cd /x && a && cd /\nRUN b\n', 'RUN cd /x && a && cd / \\\n    && b\n'),
  joined(
    'nor does cd when the next goes elsewhere',
    'RUN cd /x && a\nRUN cd /y && b\n',
    'RUN cd /x && a \\\n    && cd /y && b\n',
  ),
  joined(
    'cd to a relative folder starts at home',
    'RUN cd /x && a\nRUN cd y && b\n',
    'RUN ( cd /x && a ) \\\n    && cd y && b\n',
  ),
  joined(
    'export, umask, source, traps',
    'RUN export V=1 && a\nRUN umask 077 && b\nRUN . x && c\nRUN d\n',
    'RUN ( export V=1 && a ) \\\n    && ( umask 077 && b ) \\\n    && ( . x && c ) \\\n    && d\n',
  ),
  joined(
    'an early success',
    'RUN a && exit 0\nRUN exec b\nRUN c\n',
    'RUN ( a && exit 0 ) \\\n    && ( exec b ) \\\n    && c\n',
  ),
  joined('an early failure fails all', 'RUN a || exit 1\nRUN b\n', 'RUN a || exit 1 \\\n    && b\n'),
  joined('a variable that nobody reads', 'RUN v=1 && a $v\nRUN b\n', 'RUN v=1 && a $v \\\n    && b\n'),
  joined(
    'a variable that the next reads',
    'RUN v=1 && a $v\nRUN b "${v}"\n',
    'RUN ( v=1 && a $v ) \\\n    && b "${v}"\n',
  ),
  joined(
    'a variable that the next sets first',
    'RUN v=1 && a $v\nRUN v=2 && b $v\n',
    'RUN v=1 && a $v \\\n    && v=2 && b $v\n',
  ),
  joined('a variable of the image', 'ENV V=0\nRUN V=1; a\nRUN b\n', 'ENV V=0\nRUN ( V=1; a ) \\\n    && b\n'),
  joined(
    'pipefail, for the next pipe',
    'RUN set -o pipefail && a | b\nRUN c | d\n',
    'RUN ( set -o pipefail && a | b ) \\\n    && c | d\n',
  ),
  joined(
    'pipefail, and no pipe',
    'RUN set -o pipefail && a | b\nRUN c\n',
    'RUN set -o pipefail && a | b \\\n    && c\n',
  ),
  joined('the same set twice', 'RUN set -ex && a\nRUN set -ex && b\n', 'RUN set -ex && a \\\n    && b\n'),
  joined(
    'errexit lists with the same options',
    'RUN set -eux; a; b\nRUN set -eux; c; d\n',
    'RUN set -eux; a; b; \\\n    c; d\n',
  ),
  joined(
    'a set that says nothing new goes before the next join is chosen',
    'SHELL ["/bin/sh", "-ec"]\nRUN set -ex; a\nRUN set -e && for n in 1 2; do b; done\nRUN c && d\n',
    'SHELL ["/bin/sh", "-ec"]\nRUN set -ex; a; \\\n    for n in 1 2; do b; done; \\\n    c && d\n',
  ),
  joined(
    'errexit lists in lines',
    'RUN set -eux; \\\n\ta; \\\n\tb\n\n# c\nRUN set -eux; \\\n\tc; \\\n\td\n',
    'RUN set -eux; \\\n\ta; \\\n\tb; \\\n\t# c\n\tc; \\\n\td\n',
  ),
  joined(
    'a chain behind an errexit list',
    'RUN set -e; a; b\nRUN c && d\nRUN e\n',
    'RUN set -e; a; b; \\\n    c && d \\\n    && e\n',
  ),
  joined('an errexit list that ends in a chain', 'RUN set -e; a && b\nRUN c\n', 'RUN set -e; a && b \\\n    && c\n'),
  joined('an errexit list behind a chain', 'RUN a\nRUN set -e; b; c\n', 'RUN a \\\n    && { set -e; b; c; }\n'),
  joined(
    'a SHELL with errexit',
    'SHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN a; b\nRUN c; d\n',
    'SHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN a; b; \\\n    c; d\n',
  ),
  joined('an ampersand in quotes', 'RUN a "x&y" 2>&1\nRUN b\n', 'RUN a "x&y" 2>&1 \\\n    && b\n'),
];

const REFUSALS: readonly Case[] = [
  apart(
    'errexit would be lost on the left of &&',
    'RUN set -e; for x in 1 2; do a; b && c; done\nRUN d\n',
    'errexit-mixed',
  ),
  apart('a list without errexit would get stricter', 'RUN set -e; a; b\nRUN c; d\n', 'errexit-mixed'),
  apart('nounset reaches on', 'RUN set -eu; a; b\nRUN c $D\n', 'leaks'),
  apart('an errexit list cannot keep its cd', 'RUN set -e; cd /x; a\nRUN b\n', 'leaks'),
  apart('nor its exit', 'RUN set -e; a; exit 0\nRUN b\n', 'ends-early'),
  apart('errexit of a subshell', 'RUN ( set -e; a; b )\nRUN c\n', 'errexit-mixed'),
  apart('of a substitution', 'RUN v=$(set -e; a; b)\nRUN c\n', 'errexit-mixed'),
  apart('behind words that cannot be read', 'RUN set -e -- x; a; b\nRUN c\n', 'leaks'),
  joined('which may come last', 'RUN a\nRUN ( set -e; b; c )\n', 'RUN a \\\n    && ( set -e; b; c )\n'),
  apart('errexit reaches into an assignment', 'RUN set -e; a; b\nRUN v=$(c; d)\n', 'errexit-mixed'),
  apart('a job in the background', 'RUN a & b\nRUN c\n', 'background'),
  apart('in an inner shell too', "RUN sh -c 'a & b'\nRUN c\n", 'background'),
  apart('in the second one', 'RUN a\nRUN b &\n', 'background'),
  apart('a service', 'RUN service x start && a\nRUN b\n', 'starts-service'),
  apart('a daemon', 'RUN mysqld_safe\nRUN b\n', 'starts-service'),
  joined('a daemon that is only asked', 'RUN nginx -t\nRUN b\n', 'RUN nginx -t \\\n    && b\n'),
  ...[
    'redis-server /etc/redis.conf',
    'su postgres -c "pg_ctl start"',
    "su - x -c 'a &'",
    'runuser -u postgres -- pg_ctl start',
    'php-fpm -D',
    'gpg-agent --daemon',
    'neo4j start',
    '/opt/tomcat/bin/catalina.sh start',
    './gradlew build',
  ].map((command) => apart(`a service: ${command}`, `RUN ${command}\nRUN b\n`, 'starts-service')),
  joined('su without a service', "RUN su x -c 'a && b'\nRUN c\n", "RUN su x -c 'a && b' \\\n    && c\n"),
  apart('agents of gpg in a folder that goes', 'RUN gpg --import a\nRUN rm -rf /root/.gnupg\n', 'starts-service'),
  ...[
    'ln -snf bash $(which sh)',
    'cd /usr/bin && ln -sf bash sh',
    'rm /bin/sh && ln -s bash /bin/sh',
    'update-alternatives --set sh /bin/bash',
    'for s in sh ash; do ln -sf bash /bin/$s; done',
    'mv /opt/sh /bin',
    'cat a > /bin/sh',
    'apk add dash-binsh',
  ].map((command) => apart(`the shell: ${command}`, `RUN ${command}\nRUN a\n`, 'shell-replaced')),
  apart('the shell of SHELL', 'SHELL ["bash", "-c"]\nRUN ln -sf dash /bin/bash\nRUN a\n', 'shell-replaced'),
  apart('/bin/sh is another one', 'RUN ln -sf bash /bin/sh\nRUN a\n', 'shell-replaced'),
  apart('by a relative link', 'RUN cd /bin && ln -sf bash sh\nRUN a\n', 'shell-replaced'),
  apart('by the package', 'RUN dpkg-reconfigure dash\nRUN a\n', 'shell-replaced'),
  apart('a login shell', 'SHELL ["/bin/bash", "-lc"]\nRUN a\nRUN b\n', 'login-shell'),
  apart('a shell that is none', 'SHELL ["/usr/bin/python3", "-c"]\nRUN print(1)\nRUN print(2)\n', 'opaque'),
  apart('PowerShell', 'SHELL ["pwsh", "-c"]\nRUN a\nRUN b\n', 'shell-not-posix'),
  apart('start-up files', 'RUN echo a >> ~/.bashrc\nRUN b\n', 'shell-startup-file'),
  apart('of all users', 'RUN echo a > /etc/profile.d/a.sh\nRUN b\n', 'shell-startup-file'),
  apart(
    'nvm',
    'RUN curl https://raw.githubusercontent.com/nvm-sh/nvm/v0.39.0/install.sh | bash\nRUN b\n',
    'shell-startup-file',
  ),
  apart('conda init', 'RUN conda init bash\nRUN b\n', 'shell-startup-file'),
  apart('/etc/hosts', "RUN echo '1.2.3.4 x' >> /etc/hosts\nRUN b\n", 'per-run-file'),
  joined(
    '/etc/hosts in the last one',
    "RUN a\nRUN echo '1.2.3.4 x' >> /etc/hosts\n",
    "RUN a \\\n    && echo '1.2.3.4 x' >> /etc/hosts\n",
  ),
  apart('/etc/hosts from its folder', 'WORKDIR /etc\nRUN echo a > hosts\nRUN b\n', 'per-run-file'),
  apart('/etc/hosts into its folder', 'RUN cp hosts /etc/\nRUN b\n', 'per-run-file'),
  apart('a device', 'RUN mkdir /dev/net\nRUN mkdir /dev/net\n', 'per-run-file'),
  apart('a setting of the kernel', 'RUN sysctl -w a=1\nRUN b\n', 'per-run-file'),
  joined(
    'a link to a device',
    'RUN ln -s /proc/self/fd/1 /var/log/a\nRUN b\n',
    'RUN ln -s /proc/self/fd/1 /var/log/a \\\n    && b\n',
  ),
  apart('start-up files from their folder', 'RUN cd /etc/profile.d && touch a.sh\nRUN b\n', 'shell-startup-file'),
  apart('resolv.conf by tee', 'RUN echo x | tee /etc/resolv.conf\nRUN b\n', 'per-run-file'),
  apart('the current user', 'RUN usermod -u 1000 root\nRUN b\n', 'current-user-changed'),
  apart('its groups', 'USER app\nRUN sudo adduser app docker\nRUN b\n', 'current-user-changed'),
  apart('by gpasswd', 'USER app\nRUN sudo gpasswd -a app docker\nRUN b\n', 'current-user-changed'),
  apart('by hand', "RUN sed -i 's/a/b/' /etc/passwd\nRUN b\n", 'current-user-changed'),
  joined(
    'another user in a group',
    'RUN adduser --uid 9 app\nRUN adduser app docker\nRUN b\n',
    'RUN adduser --uid 9 app \\\n    && adduser app docker \\\n    && b\n',
  ),
  ...['rm -rf ../src', 'rm -rf "$PWD"', 'rm -rf $(pwd)', 'find . -delete', 'find /src -exec rm -rf {} +'].map(
    (command) =>
      apart(`the working folder: ${command}`, `WORKDIR /src\nRUN ${command}\nRUN b\n`, 'working-folder-removed'),
  ),
  apart('the home', 'WORKDIR /home/a\nRUN userdel -r a\nRUN b\n', 'working-folder-removed'),
  apart('by its short name', 'WORKDIR /root\nRUN rm -rf ~\nRUN b\n', 'working-folder-removed'),
  joined('a neighbour of it', 'WORKDIR /src\nRUN rm -rf ../b\nRUN b\n', 'WORKDIR /src\nRUN rm -rf ../b \\\n    && b\n'),
  apart('the working folder', 'WORKDIR /src\nRUN rm -rf /src\nRUN b\n', 'working-folder-removed'),
  apart('a folder around it', 'WORKDIR /src/x\nRUN rm -rf /src/*\nRUN b\n', 'working-folder-removed'),
  joined(
    'what lies in it',
    'WORKDIR /src\nRUN rm -rf /src/*\nRUN b\n',
    'WORKDIR /src\nRUN rm -rf /src/* \\\n    && b\n',
  ),
  apart('$$', 'RUN echo $$\nRUN b\n', 'special-parameter'),
  apart('$? in the second', 'RUN a\nRUN echo $?\n', 'special-parameter'),
  joined('$? in the first', 'RUN a; echo $?\nRUN b\n', 'RUN a; echo $? \\\n    && b\n'),
  apart('what a variable runs', 'RUN $CMD x\nRUN b\n', 'dynamic-command'),
  apart('flags', 'RUN --network=none a\nRUN b\n', 'flags-differ'),
  joined('the same flags', 'RUN --network=none a\nRUN --network=none b\n', 'RUN --network=none a \\\n    && b\n'),
  apart('a cache mount', 'RUN --mount=type=cache,target=/x a\nRUN --mount=type=cache,target=/x b\n', 'cache-mount'),
  apart('a tmpfs', 'RUN --mount=type=tmpfs,target=/x a\nRUN --mount=type=tmpfs,target=/x b\n', 'per-run-file'),
  ...['rw=true', 'readonly=false', 'type=bind,rw'].map((how) =>
    apart(`a bind mount: ${how}`, `RUN --mount=target=/x,${how} a\nRUN --mount=target=/x,${how} b\n`, 'per-run-file'),
  ),
  joined(
    'one that is only read',
    'RUN --mount=target=/x,rw=false a\nRUN --mount=target=/x,rw=false b\n',
    'RUN --mount=target=/x,rw=false a \\\n    && b\n',
  ),
  apart('a heredoc', 'RUN a\nRUN <<EOF\nb\nEOF\n', 'opaque'),
  apart('exec form', 'RUN a\nRUN ["b"]\n', 'opaque'),
  apart('a pragma', 'RUN a\n# hadolint ignore=DL3008\nRUN b\n', 'pragma-between'),
  apart('a verdict on the first', '# hadolint ignore=DL3008\nRUN a\nRUN b\n', 'pragma-between'),
  joined('a word on the whole file', '# checkov:skip=X\nRUN a\nRUN b\n', '# checkov:skip=X\nRUN a \\\n    && b\n'),
  apart('what is generated', 'RUN a\n# AUTOGENERATED, do not edit\nRUN b\n', 'pragma-between'),
  apart('a pragma behind a command', 'RUN a # shellcheck disable=SC2086\nRUN b\n', 'pragma-between'),
  apart('an instruction in a comment', 'RUN a\n# COPY x y\nRUN b\n', 'instruction-in-comment'),
  apart('a comment that swallows the rest', 'RUN a # x \\\n  && b\nRUN c\n', 'comment-swallows'),
  apart('too long', `RUN a ${'x'.repeat(65_000)}\nRUN b ${'x'.repeat(65_000)} \\\n ${'y'.repeat(2_000)}\n`, 'too-long'),
  apart('a line too long', `RUN a ${'x'.repeat(65_520)}\nRUN b\n`, 'too-long'),
  apart('pip that replaces itself', 'RUN pip install -U pip\nRUN pip install x\n', 'hashed-command'),
  apart('npm as well', 'RUN npm i -g npm\nRUN npm ci\n', 'hashed-command'),
  apart('a tool that is built', 'RUN cmake . && make install\nRUN cmake --version\n', 'hashed-command'),
  apart('a linked program', 'RUN node -v && ln -sf /opt/node /usr/local/bin/node\nRUN node -v\n', 'hashed-command'),
  apart('a package of that name', 'RUN tar -xf a && apt-get install -y tar\nRUN tar -xf b\n', 'hashed-command'),
  joined(
    'packages',
    'RUN apt-get install -y a\nRUN apt-get install -y b\n',
    'RUN apt-get install -y a \\\n    && apt-get install -y b\n',
    { risks: ['safe'] },
  ),
  joined(
    'what is built hides no system tool',
    'RUN rm -f a && make install\nRUN rm -f b\n',
    'RUN rm -f a && make install \\\n    && rm -f b\n',
    { risks: ['assumes'] },
  ),
  joined(
    'a link to elsewhere',
    'RUN rm -f x && ln -s /opt/$V /etc/localtime\nRUN rm -f y\n',
    'RUN rm -f x && ln -s /opt/$V /etc/localtime \\\n    && rm -f y\n',
    { risks: ['safe'] },
  ),
  {
    title: 'two things would be assumed',
    before: 'FROM some/thing\nRUN rm -f a && make install\nRUN rm -f b\n',
    options: always,
    skips: ['unproven'],
  },
  {
    title: 'an unknown image',
    before: 'FROM some/thing\nRUN apt-get update\nRUN apt-get install -y a\n',
    after: 'FROM some/thing\nRUN apt-get update && apt-get install -y a\n',
    skips: [],
    risks: ['assumes'],
  },
];

const BETWEEN = [
  'COPY a b',
  'ENV A=b',
  'ARG A',
  'WORKDIR /a',
  'USER a',
  'SHELL ["/bin/sh", "-c"]',
  'LABEL a=b',
  'EXPOSE 1',
  'ONBUILD RUN a',
];

const NEIGHBOURS: readonly Case[] = [
  ...BETWEEN.map((line) => apart(`${line.split(' ')[0]} between`, `RUN a\n${line}\nRUN b\n`)),
  apart('ONBUILD', 'ONBUILD RUN a\nONBUILD RUN b\n'),
  {
    title: 'a builder is left alone',
    before:
      'FROM debian:12 AS build\nRUN apt-get update\nRUN apt-get install -y a\nFROM scratch\nCOPY --from=build /a /a\n',
    skips: [],
  },
  {
    title: 'a parent is not',
    before: 'FROM debian:12 AS base\nRUN apt-get update\nRUN apt-get install -y a\nFROM base\nCOPY a /a\n',
    after: 'FROM debian:12 AS base\nRUN apt-get update && apt-get install -y a\nFROM base\nCOPY a /a\n',
    skips: [],
  },
];

const POLICIES: readonly Case[] = [
  {
    title: 'system: dependencies of a language stay',
    before:
      'FROM debian:12\nRUN apt-get update\nRUN pip install x\nRUN npm ci\nRUN make\nRUN ./configure\nRUN git clone x\n',
    skips: [],
  },
  {
    title: 'system: users, folders, downloads, configuration',
    before:
      'FROM debian:12\nRUN useradd a\nRUN mkdir /a\nRUN chown a /a\nRUN curl -o /a/b https://x\nRUN tar -C /a -xf /a/b\nRUN rm /a/b\nRUN echo x > /etc/x\nRUN locale-gen\n',
    after:
      'FROM debian:12\nRUN useradd a \\\n    && mkdir /a \\\n    && chown a /a \\\n    && curl -o /a/b https://x \\\n    && tar -C /a -xf /a/b \\\n    && rm /a/b \\\n    && echo x > /etc/x \\\n    && locale-gen\n',
    risks: ['safe'],
  },
  {
    title: 'system: the set-up script of a repository',
    before:
      'FROM debian:12\nRUN curl -sL https://deb.nodesource.com/setup_18.x | bash -\nRUN apt-get install -y nodejs\n',
    after:
      'FROM debian:12\nRUN curl -sL https://deb.nodesource.com/setup_18.x | bash - \\\n    && apt-get install -y nodejs\n',
    risks: ['safe'],
  },
  {
    title: 'system: another script is none',
    before: 'FROM debian:12\nRUN curl -sL https://example.com/setup | bash -\nRUN apt-get install -y nodejs\n',
    skips: [],
  },
  {
    title: 'system: a script may be named as a tool is',
    before: 'FROM debian:12\nRUN apt-get install -y a\nRUN /src/install\nRUN ./tar\n',
    skips: [],
  },
  {
    title: 'system: an update serves the install behind it, whatever else that does',
    before: 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y python3-pip && pip install x\n',
    after: 'FROM debian:12\nRUN apt-get update && apt-get install -y python3-pip && pip install x\n',
  },
  {
    title: 'system: a clean-up serves the install before it',
    before:
      'FROM debian:12\nRUN apt-get update && apt-get install -y python3-pip && pip install x\nRUN apt-get clean && rm -rf /var/lib/apt/lists/*\n',
    after:
      'FROM debian:12\nRUN apt-get update && apt-get install -y python3-pip && pip install x \\\n    && apt-get clean && rm -rf /var/lib/apt/lists/*\n',
  },
  {
    title: 'system: no parentheses only to have one layer less',
    before: 'FROM debian:12\nRUN cd /x && touch a\nRUN touch b\n',
    skips: [],
  },
  {
    title: 'system: a region that documentation quotes',
    before: 'FROM debian:12\n# [START tools]\nRUN apt-get install -y a\n# [END tools]\nRUN apt-get install -y b\n',
    skips: ['pragma-between'],
  },
  {
    title: 'system: nor braces',
    before: 'FROM debian:12\nRUN mkdir a\nRUN rm b || true\nRUN set -eux; rm b; rm c\n',
    skips: [],
  },
  {
    title: 'system: nor where each has cleaned up behind itself',
    before: 'FROM centos:7\nRUN yum -y update; yum clean all\nRUN yum -y install a; yum clean all\n',
    skips: [],
  },
  {
    title: 'system: no braces over several lines',
    before: 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y a; \\\n    mkdir b\n',
    skips: [],
  },
  {
    title: 'system: sections stay apart',
    before: 'FROM debian:12\nRUN mkdir a\n##########\n# Next\n##########\nRUN mkdir b\n',
    skips: [],
  },
  {
    title: 'system: unless an update serves the next one',
    before: 'FROM debian:12\nRUN apt-get update\n##########\nRUN apt-get install -y b\n',
    after: 'FROM debian:12\nRUN apt-get update \\\n    ##########\n    && apt-get install -y b\n',
  },
  {
    title: 'system: an answer in front of an install',
    before: 'FROM debian:12\nRUN yes | apt-get install a\nRUN apt-get install -y b\n',
    after: 'FROM debian:12\nRUN yes | apt-get install a \\\n    && apt-get install -y b\n',
  },
  {
    title: 'system: parentheses where bytes are saved',
    before:
      'FROM debian:12\nWORKDIR /\nRUN curl -o /opt/a.tar https://x && cd /opt && tar -xf a.tar\nRUN ls b && rm /opt/a.tar\n',
    after:
      'FROM debian:12\nWORKDIR /\nRUN ( curl -o /opt/a.tar https://x && cd /opt && tar -xf a.tar ) \\\n    && ls b && rm /opt/a.tar\n',
  },
  {
    title: 'bytes: a long body in parentheses would be hard to read',
    before:
      'FROM debian:12\nRUN cd /x \\\n && curl -o /a/a a \\\n && curl b \\\n && curl c \\\n && curl d \\\n && curl e \\\n && curl f\nRUN rm -f /a/a b\n',
    options: bytes,
    skips: ['leaks'],
  },
  {
    title: 'bytes: only what takes away',
    before: 'FROM debian:12\nRUN useradd a\nRUN mkdir /b\nRUN chown a /b\nRUN curl -o /c https://x\nRUN rm /c\n',
    after:
      'FROM debian:12\nRUN useradd a\nRUN mkdir /b \\\n    && chown a /b\nRUN curl -o /c https://x \\\n    && rm /c\n',
    options: bytes,
    skips: [],
  },
  {
    title: 'bytes: what is gone cannot be removed again',
    before: 'FROM debian:12\nRUN touch /a && rm /c/d\nRUN touch /b && rm /c/d\n',
    options: bytes,
    skips: [],
  },
  {
    title: 'bytes: update and install',
    before: 'FROM alpine:3.20\nRUN apk update\nRUN apk add a\nRUN apk add b\n',
    after: 'FROM alpine:3.20\nRUN apk update \\\n    && apk add a \\\n    && apk add b\n',
    options: bytes,
    skips: [],
  },
];

const LAYOUT: readonly Case[] = [
  joined('&& at the end, as the first has it', 'RUN a && \\\n  b\nRUN c\n', 'RUN a && \\\n  b && \\\n  c\n'),
  joined('&& at the start, as the second has it', 'RUN a\nRUN b \\\n  && c\n', 'RUN a \\\n  && b \\\n  && c\n'),
  joined(
    'as another RUN of the file has it',
    'RUN x && \\\n\ty\nUSER a\nRUN b\nRUN c\n',
    'RUN x && \\\n\ty\nUSER a\nRUN b && \\\n\tc\n',
  ),
  joined(
    'an empty first line',
    'RUN \\\n  a && \\\n  b\nRUN \\\n  c && \\\n  d\n',
    'RUN \\\n  a && \\\n  b && \\\n  c && \\\n  d\n',
  ),
  joined(
    'arguments stay deeper than their command',
    'RUN a\nRUN apt-get install -y \\\n    b \\\n    # d\n    c\n',
    'RUN a \\\n    && apt-get install -y \\\n        b \\\n        # d\n        c\n',
  ),
  joined(
    'unless they are',
    'RUN a\nRUN apt-get install -y \\\n      b \\\n      c\n',
    'RUN a \\\n      && apt-get install -y \\\n          b \\\n          c\n',
  ),
  joined('and text in quotes stays as it is', "RUN a\nRUN printf 'b \\\n  c'\n", "RUN a \\\n  && printf 'b \\\n  c'\n"),
  joined(
    'update and install share a line',
    'RUN apt-get -y update\nRUN apt-get install -y \\\n    a \\\n    b\n',
    'RUN apt-get -y update && apt-get install -y \\\n    a \\\n    b\n',
  ),
  joined(
    'not when a comment stands between',
    'RUN apt-get update\n# a\nRUN apt-get install -y a\n',
    'RUN apt-get update \\\n    # a\n    && apt-get install -y a\n',
  ),
  joined(
    'nor when it gets too long',
    `RUN apt-get update\nRUN apt-get install -y ${'a'.repeat(60)}\n`,
    `RUN apt-get update \\\n    && apt-get install -y ${'a'.repeat(60)}\n`,
  ),
  joined(
    'comments move with their command',
    'RUN a\n\n# one\n#two\n\nRUN b && \\\n    # three\n    c\n',
    'RUN a && \\\n    # one\n    #two\n    b && \\\n    # three\n    c\n',
  ),
  joined(
    'a comment behind the first command goes above it',
    '# x\nRUN a # y\nRUN b\n',
    '# x\n# y\nRUN a \\\n    && b\n',
  ),
  joined('above its own line', 'RUN a \\\n  && b # y\nRUN c\n', 'RUN a \\\n  # y\n  && b \\\n  && c\n'),
  joined(
    'one behind a member in the middle',
    'RUN a\n# x\nRUN b # y\nRUN c # z\n',
    'RUN a \\\n    # x\n    # y\n    && b \\\n    && c # z\n',
  ),
  joined('one behind what gets a brace', 'RUN a\nRUN b; c # z\n', 'RUN a \\\n    # z\n    && { b; c; }\n'),
  joined(
    'a clean-up that comes again goes',
    'RUN apt-get update && apt-get install -y a && rm -rf /var/lib/apt/lists/*\nRUN apt-get update && apt-get install -y b && rm -rf /var/lib/apt/lists/*\n',
    'RUN apt-get update && apt-get install -y a \\\n    && apt-get update && apt-get install -y b && rm -rf /var/lib/apt/lists/*\n',
  ),
  joined(
    'not one with a comment on it',
    'RUN apt-get update && apt-get install -y a && \\\n  # clean\n  rm -rf /var/lib/apt/lists/*\nRUN apt-get update && rm -rf /var/lib/apt/lists/*\n',
    'RUN apt-get update && apt-get install -y a && \\\n  # clean\n  rm -rf /var/lib/apt/lists/* && \\\n  apt-get update && rm -rf /var/lib/apt/lists/*\n',
  ),
  joined(
    'each join as its neighbours have it',
    'RUN a && \\\n    b\nRUN c \\\n  && d\nRUN e \\\n  && f\n',
    'RUN a && \\\n    b && \\\n    c \\\n  && d \\\n  && e \\\n  && f\n',
  ),
  joined(
    'a command does not line up with arguments',
    'RUN x && \\\n    y\nUSER a\nRUN b \\\n    c\nRUN d\n',
    'RUN x && \\\n    y\nUSER a\nRUN b \\\n    c \\\n    && d\n',
  ),
  joined('a blank behind a tab goes', 'RUN a\nRUN b \\\n\t c\n', 'RUN a \\\n\t&& b \\\n\t c\n'),
  joined(
    'not one on which the next relies',
    'RUN apt-get update && rm -rf /var/lib/apt/lists/*\nRUN dpkg -i a && rm -rf /var/lib/apt/lists/*\n',
    'RUN apt-get update && rm -rf /var/lib/apt/lists/* \\\n    && dpkg -i a && rm -rf /var/lib/apt/lists/*\n',
  ),
  joined('an indented RUN', '  RUN a # x\n  RUN b\n', '  # x\n  RUN a \\\n      && b\n'),
  joined('no final newline', 'RUN a\nRUN b', 'RUN a \\\n    && b'),
  joined('small letters', 'run a\nRun b\n', 'run a \\\n    && b\n'),
  joined('a comment in front of the body', 'RUN a\nRUN \\\n  # x\n  b\n', 'RUN a \\\n  # x\n  && b\n'),
];

testTransform(mergeRun, [...SHAPES, ...REFUSALS, ...NEIGHBOURS, ...POLICIES, ...LAYOUT]);

describe('traps', () => {
  const read = (name: string): string => readFileSync(new URL(`../traps/${name}.Dockerfile`, import.meta.url), 'utf8');

  test.each([
    'add',
    'comments',
    'crossstage',
    'escape',
    'heredoc',
    'mkdir',
    'mount',
    'naive-node',
    'onbuild',
    'platform',
  ])('%s stays as it is', (name) => {
    const report = runTransform(mergeRun, read(name));
    expect(report.rejected).toEqual([]);
    expect(report.after).toBe(read(name));
  });

  test('naive-ubuntu: update, install and clean-up become one RUN', () => {
    const report = runTransform(mergeRun, read('naive-ubuntu'));
    expect(report.after).toBe(
      read('naive-ubuntu').replace(
        /RUN apt-get update[\s\S]*?lists\/\*\n/,
        'RUN apt-get update \\\n    && apt-get install -y nginx curl \\\n        # comment inside\n        git \\\n    && apt-get clean \\\n    && rm -rf /var/lib/apt/lists/*\n',
      ),
    );
  });
});

test('a chain of many is one fix', () => {
  const runs = Array.from({ length: 200 }, (_, i) => `RUN mkdir /d${i}\n`).join('');
  const report = runTransform(mergeRun, `FROM debian:12\n${runs}`);
  expect(report.applied).toHaveLength(1);
  expect(report.after.match(/RUN/g)).toHaveLength(1);
});
