import type { SkipCode } from '../../src/engine/skips.ts';
import { cleanCache } from '../../transforms/clean-cache.ts';
import { type Case, testTransform } from '../support/harness.ts';

function changed(
  title: string,
  from: string,
  before: string,
  after: string,
  risk: 'safe' | 'assumes' | 'changes' = 'safe',
): Case {
  return { title, before: `FROM ${from}\n${before}\n`, after: `FROM ${from}\n${after}\n`, risk, risks: [risk] };
}

function left(title: string, from: string, body: string, skips: readonly SkipCode[] = []): Case {
  return { title, before: `FROM ${from}\n${body}\n`, skips };
}

function unlisted(title: string, body: string): Case {
  const skips = ['lists-from-elsewhere', 'packages-not-listed'] as const;
  return { title, before: `FROM debian:12\n${body}\n`, skips, risk: 'changes' };
}

const PY = 'python:3.12';
const pip = (title: string, before: string, after: string) => changed(title, PY, `RUN ${before}`, `RUN ${after}`);
const apk = (title: string, before: string, after: string) =>
  changed(title, 'alpine:3.20', `RUN ${before}`, `RUN ${after}`);

testTransform(cleanCache, [
  // pip
  pip('pip', 'pip install -r requirements.txt', 'pip install --no-cache-dir -r requirements.txt'),
  pip('pip3.12', 'pip3.12 install x', 'pip3.12 install --no-cache-dir x'),
  pip('python -m pip', 'python3 -m pip install x', 'python3 -m pip install --no-cache-dir x'),
  pip('by its path', '"$VENV"/bin/pip install x', '"$VENV"/bin/pip install --no-cache-dir x'),
  pip(
    'options in front of the verb',
    'pip -q --proxy http://p install x',
    'pip -q --proxy http://p install --no-cache-dir x',
  ),
  pip('pip wheel', 'pip wheel -w /w x', 'pip wheel --no-cache-dir -w /w x'),
  pip('quoted packages stay as they are', `pip install 'a>=1' "b[c]<2"`, `pip install --no-cache-dir 'a>=1' "b[c]<2"`),
  pip(
    'in a subshell, an if and behind xargs',
    '(pip install a); if b; then pip install c; fi; xargs pip install < d',
    '(pip install --no-cache-dir a); if b; then pip install --no-cache-dir c; fi; xargs pip install --no-cache-dir < d',
  ),
  pip(
    'one that has it and one that has not',
    'pip install --no-cache-dir a && pip install b',
    'pip install --no-cache-dir a && pip install --no-cache-dir b',
  ),
  pip('an empty variable does not count', 'PIP_NO_CACHE= pip install b', 'PIP_NO_CACHE= pip install --no-cache-dir b'),
  left('on already', PY, 'RUN pip install --no-cache-dir x'),
  left('on already, in front of the verb', PY, 'RUN pip --no-cache-dir install x'),
  left('by variable', PY, 'ENV PIP_NO_CACHE_DIR=1\nRUN pip install x'),
  left('by variable, in the stage it is built on', `${PY} AS a\nENV PIP_NO_CACHE_DIR=on\nFROM a`, 'RUN pip install x'),
  left('0 switches the cache off as well', PY, 'ENV PIP_NO_CACHE_DIR=0\nRUN pip install x'),
  left('by ARG', PY, 'ARG PIP_NO_CACHE_DIR=1\nRUN pip install x'),
  left('for one call', PY, 'RUN PIP_NO_CACHE_DIR=1 pip install x'),
  left('by configuration', PY, 'RUN pip config set global.no-cache-dir true\nRUN pip install x'),
  left('a cache of its own', PY, 'RUN pip install --cache-dir /tmp/c x'),
  left('removed', PY, 'RUN pip install x && rm -rf ~/.cache/pip'),
  left('removed with the folder above', PY, 'RUN pip install x && rm -rf /root/.cache'),
  left('purged', PY, 'RUN pip install x && pip cache purge'),
  left('a cache mount', PY, 'RUN --mount=type=cache,target=/root/.cache/pip pip install x', ['cache-mount']),
  left('a cache mount over the folder above', PY, 'RUN --mount=type=cache,target=/root/.cache pip install x', [
    'cache-mount',
  ]),
  left('a cache mount of another home', PY, 'RUN --mount=type=cache,target=/srv/app/.cache/pip pip install x', [
    'cache-mount',
  ]),
  left('a folder that somebody wants later', PY, 'RUN pip install x\nRUN chown -R app /root/.cache', ['needed-later']),
  left('an rm without -f', PY, 'RUN pip install x\nRUN rm -r /root/.cache', ['needed-later']),
  left('nothing installed', PY, 'RUN pip list && pip install --help'),
  left('in a quoted script', PY, 'RUN sh -c "pip install x"', ['inside-quotes']),
  left('pip of an old distribution', 'ubuntu:14.04', 'RUN pip install x', ['tool-too-old']),
  left('pip of an image on an old distribution', 'ros:indigo', 'RUN pip install x', ['tool-too-old']),
  left('pip of jessie', 'debian:jessie', 'RUN pip install x', ['tool-too-old']),
  changed(
    'a later pip on an old distribution',
    'ubuntu:14.04',
    'RUN curl x/get-pip.py | python\nRUN pip install x',
    'RUN curl x/get-pip.py | python\nRUN pip install --no-cache-dir x',
  ),
  changed('an unknown image', 'acme/base', 'RUN pip install x', 'RUN pip install --no-cache-dir x', 'assumes'),
  left('uv and poetry are no pip', PY, 'RUN uv pip install x && poetry install'),

  // apk
  apk('apk add', 'apk add git', 'apk add --no-cache git'),
  apk(
    'virtual packages',
    'apk add --virtual .d gcc && apk del .d',
    'apk add --no-cache --virtual .d gcc && apk del .d',
  ),
  apk('--update', 'apk add --update git', 'apk add --no-cache git'),
  apk('-U in front of the verb', 'apk -U add git', 'apk --no-cache add git'),
  apk('both spellings', 'apk add -U --update git', 'apk add --no-cache git'),
  apk('short options in one', 'apk -Uuv add git', 'apk -Uuv add --no-cache git'),
  apk('an update in front', 'apk update && apk add git', 'apk add --no-cache git'),
  apk('an update in a list', 'apk update; apk add git', 'apk add --no-cache git'),
  apk(
    'update and upgrade',
    'apk update && apk upgrade && apk add git',
    'apk upgrade --no-cache && apk add --no-cache git',
  ),
  apk('removed by hand', 'apk add --update git && rm -rf /var/cache/apk/*', 'apk add --no-cache git'),
  apk(
    'removed by hand among others',
    'apk add git && rm -rf /var/cache/apk/* /tmp/*',
    'apk add --no-cache git && rm -rf /tmp/*',
  ),
  apk(
    'removed in the middle',
    'apk add git \\\n && rm /var/cache/apk/* \\\n && make',
    'apk add --no-cache git \\\n && make',
  ),
  apk(
    'removed at the start of a line, && at the end',
    'apk add git && \\\n  rm -rf /var/cache/apk/* && \\\n  make',
    'apk add --no-cache git && \\\n  make',
  ),
  apk('an update whose index nothing reads', 'apk update && apk add --no-cache git', 'apk add --no-cache git'),
  apk(
    'a comment keeps the rm',
    'apk add git && \\\n  # smaller\n  rm -rf /var/cache/apk/* && \\\n  make',
    'apk add --no-cache git && \\\n  # smaller\n  rm -rf /var/cache/apk/* && \\\n  make',
  ),
  apk('the folder itself', 'apk add git && rm -rf /var/cache/apk', 'apk add --no-cache git && rm -rf /var/cache/apk'),
  changed(
    'a later RUN that read the index comes along',
    'alpine:3.20',
    'RUN apk update && apk add git\nRUN apk add make',
    'RUN apk add --no-cache git\nRUN apk add --no-cache make',
  ),
  changed(
    'a later RUN that fetches for itself',
    'alpine:3.20',
    'RUN apk update && apk add git\nRUN apk add --no-cache make',
    'RUN apk add --no-cache git\nRUN apk add --no-cache make',
  ),
  changed('the apk of an unknown image', 'acme/base', 'RUN apk add git', 'RUN apk add --no-cache git', 'assumes'),
  left('on already', 'alpine:3.20', 'RUN apk add --no-cache git'),
  left('on already, in front of the verb', 'alpine:3.20', 'RUN apk --no-cache add git'),
  left('an update alone', 'alpine:3.20', 'RUN apk update', ['update-alone']),
  left('no network', 'alpine:3.20', 'RUN --network=none apk add git', ['network-none']),
  left('no network by option', 'alpine:3.20', 'RUN apk add --no-network git', ['network-none']),
  left('a cache mount', 'alpine:3.20', 'RUN --mount=type=cache,target=/var/cache/apk apk add git', ['cache-mount']),
  left('a cache mount on the other folder', 'alpine:3.20', 'RUN --mount=type=cache,target=/etc/apk/cache apk add git', [
    'cache-mount',
  ]),
  left('a filled cache', 'alpine:3.20', 'COPY apk/ /var/cache/apk/\nRUN apk add git', ['cache-seeded']),
  left('a package cache', 'alpine:3.20', 'RUN ln -s /var/cache/apk /etc/apk/cache && apk add git', ['cache-seeded']),
  left('an old Alpine', 'alpine:3.2', 'RUN apk add git', ['tool-too-old']),
  left('a look-up in the index', 'alpine:3.20', 'RUN apk update && apk search git && apk add git', ['needed-later']),
  left('a look-up in the index later', 'alpine:3.20', 'RUN apk update && apk add git\nRUN apk search git', [
    'needed-later',
  ]),
  left('an index for a script', 'alpine:3.20', 'RUN apk update && apk add git\nCMD apk add make', ['needed-later']),
  left('an rm that would fail', 'alpine:3.20', 'RUN apk add git\nRUN rm /var/cache/apk/*', ['needed-later']),
  left('an rm that would fail in the same RUN', 'alpine:3.20', 'RUN apk add git; rm /var/cache/apk/*', [
    'cannot-append',
  ]),
  left('an update that may not run', 'alpine:3.20', 'RUN if x; then apk update; fi; apk add git', ['cannot-append']),
  left('in a quoted script', 'alpine:3.20', 'RUN sh -c "apk add git"', ['inside-quotes']),
  left('a cache folder of its own', 'alpine:3.20', 'RUN apk add --cache-dir /c git'),

  // gem
  changed('gem', 'debian:12', 'RUN gem install bundler', 'RUN gem install --no-document bundler', 'assumes'),
  left('the ruby image says it in its gemrc', 'ruby:3.3', 'RUN gem install bundler'),
  left('said already', 'debian:12', 'RUN gem install bundler -N && gem install a --no-ri --no-rdoc'),
  left('in a gemrc', 'debian:12', `RUN echo 'gem: --no-document' > ~/.gemrc\nRUN gem install bundler`),
  left('an old RubyGems', 'ubuntu:14.04', 'RUN gem install bundler', ['tool-too-old']),
  left('two things to assume', 'acme/base', 'RUN gem install bundler', ['unproven']),

  // Recommended packages
  changed(
    'behind -y',
    'debian:12',
    'RUN apt-get install -y jq',
    'RUN apt-get install -y --no-install-recommends jq',
    'changes',
  ),
  changed(
    'behind install',
    'debian:12',
    'RUN apt-get -y install jq',
    'RUN apt-get -y install --no-install-recommends jq',
    'changes',
  ),
  changed(
    'curl with its certificates',
    'debian:12',
    'RUN apt-get install -y curl ca-certificates',
    'RUN apt-get install -y --no-install-recommends curl ca-certificates',
    'changes',
  ),
  {
    title: 'only on request',
    before: 'FROM debian:12\nRUN apt-get install -y jq\n',
    held: 1,
    skips: ['lists-from-elsewhere'],
  },
  unlisted('curl without certificates', 'RUN apt-get install -y curl'),
  unlisted('a package that needs what it recommends', 'RUN apt-get install -y gcc'),
  unlisted('packages known at build time only', 'RUN apt-get install -y $PACKAGES'),
  unlisted('a program that comes with a recommended package and is named', 'RUN apt-get install -y zip && unzip -v'),
  {
    title: 'nobody who did not ask hears of unlisted packages',
    before: 'FROM debian:12\nRUN apt-get install -y gcc\n',
    skips: ['lists-from-elsewhere'],
  },
  left('said already', 'debian:12', 'RUN apt-get install -y --no-install-recommends gcc', ['lists-from-elsewhere']),
  left(
    'configured',
    'debian:12',
    `RUN echo 'APT::Install-Recommends "0";' > /etc/apt/apt.conf.d/99x\nRUN apt-get install -y gcc`,
    ['lists-from-elsewhere'],
  ),
]);
