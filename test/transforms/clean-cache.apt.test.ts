import { cleanCache } from '../../transforms/clean-cache.ts';
import { type Case, testTransform } from '../support/harness.ts';

const CLEAN = 'rm -rf /var/lib/apt/lists/*';
const INSTALL = 'apt-get update && apt-get install -y jq';

/** A RUN that fetches the lists, and what stands behind it. */
function kept(title: string, later: string, skips: NonNullable<Case['skips']>, files?: Case['files']): Case {
  const one = { title, before: `FROM debian:12\nRUN ${INSTALL}\n${later}`, skips };
  return files === undefined ? one : { ...one, files };
}

function cleaned(title: string, later: string, files?: Case['files'], risks: Case['risks'] = ['safe']): Case {
  const before = `FROM debian:12\nRUN ${INSTALL}\n${later}`;
  const one = { title, before, after: before.replace(INSTALL, `${INSTALL} && ${CLEAN}`), risks };
  return files === undefined ? one : { ...one, files };
}

function body(
  title: string,
  before: string,
  after: string | null,
  from = 'debian:12',
  risks: Case['risks'] = ['safe'],
): Case {
  if (after === null) return { title, before: `FROM ${from}\nRUN ${before}\n` };
  return { title, before: `FROM ${from}\nRUN ${before}\n`, after: `FROM ${from}\nRUN ${after}\n`, risks };
}

testTransform(cleanCache, [
  cleaned('nothing later', ''),
  body('apt', 'apt update && apt install -y jq', `apt update && apt install -y jq && ${CLEAN}`),
  body(
    'aptitude',
    'aptitude update && aptitude install -y jq',
    `aptitude update && aptitude install -y jq && ${CLEAN}`,
  ),
  body(
    'options in front of the verb',
    'apt-get -qq -o A=b update && apt-get -y upgrade',
    `apt-get -qq -o A=b update && apt-get -y upgrade && ${CLEAN}`,
  ),
  body(
    'sudo',
    'sudo apt-get update && sudo apt-get install -y jq',
    `sudo apt-get update && sudo apt-get install -y jq && sudo ${CLEAN}`,
  ),
  body(
    'sudo with a password from standard input',
    'echo x | sudo -S apt-get update && sudo apt-get install -y jq',
    null,
  ),
  body('inside sh -c', `sh -c "${INSTALL}"`, `sh -c "${INSTALL}" && ${CLEAN}`),
  body(
    'the setup script of NodeSource fetches',
    'curl -sL https://deb.nodesource.com/setup_20.x | bash - && apt-get install -y nodejs',
    `curl -sL https://deb.nodesource.com/setup_20.x | bash - && apt-get install -y nodejs \\\n    && ${CLEAN}`,
  ),
  body(
    'playwright fetches',
    'npx playwright install --with-deps chromium',
    `npx playwright install --with-deps chromium && ${CLEAN}`,
  ),

  // Clean already
  body('clean', `${INSTALL} && ${CLEAN}`, null),
  body('clean, the folder itself', `${INSTALL} && rm -rf /var/lib/apt/lists`, null),
  body('clean, with a slash', `${INSTALL} && rm -rf /var/lib/apt/lists/`, null),
  body('clean, among others', `${INSTALL} && rm -r -f /tmp/* /var/lib/apt/lists/* /var/tmp/*`, null),
  body('clean, in braces', `${INSTALL} && rm -rf /var/lib/{apt,dpkg,cache,log}/`, null),
  body('clean, quoted', `${INSTALL} && rm -rf "/var/lib/apt/lists/"*`, null),
  body('clean, the folder above', `${INSTALL} && rm -rf /var/lib/apt/*`, null),
  body('clean, by pattern', `${INSTALL} && rm -f /var/lib/apt/lists/*_*`, null),
  body('clean, by find', `${INSTALL} && find /var/lib/apt/lists -type f -delete`, null),
  body('clean, dist-clean', `${INSTALL} && apt-get dist-clean`, null),
  body(
    'apt-get clean is no clean-up of the lists',
    `${INSTALL} && apt-get clean`,
    `${INSTALL} && apt-get clean && ${CLEAN}`,
  ),
  body(
    'the lock is not the lists',
    `${INSTALL} && rm -rf /var/lib/apt/lists/partial`,
    `${INSTALL} && rm -rf /var/lib/apt/lists/partial \\\n    && ${CLEAN}`,
  ),
  body('cleaned before the update', `${CLEAN} && ${INSTALL}`, `${CLEAN} && ${INSTALL} \\\n    && ${CLEAN}`),

  // Not this RUN's lists
  {
    title: 'an install without update',
    before: 'FROM debian:12\nRUN apt-get install -y jq\n',
    skips: ['lists-from-elsewhere'],
  },
  { title: 'an update alone', before: 'FROM debian:12\nRUN apt-get update\n', skips: ['update-alone'] },
  {
    title: 'lists in a cache mount',
    before: `FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt ${INSTALL}\n`,
    skips: ['cache-mount'],
  },
  {
    title: 'archives in a cache mount',
    before: `FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked ${INSTALL}\n`,
    skips: ['cache-mount'],
  },
  {
    title: 'a bind mount elsewhere',
    before: `FROM debian:12\nRUN --mount=target=/src ${INSTALL}\n`,
    after: `FROM debian:12\nRUN --mount=target=/src ${INSTALL} && ${CLEAN}\n`,
  },

  // Needed later
  kept('a later install', 'RUN apt-get install -y make\n', ['needed-later', 'lists-from-elsewhere']),
  {
    title: 'a later install in a stage built on it',
    before: `FROM debian:12 AS a\nRUN ${INSTALL}\nFROM a AS b\nRUN apt-get install -y make\nFROM a\nCOPY --from=b /x /x\n`,
    skips: ['needed-later'],
  },
  kept('ONBUILD', 'ONBUILD RUN apt-get install -y make\n', ['needed-later']),
  kept('CMD', 'CMD apt-get install -y make && run\n', ['needed-later']),
  kept('CMD in exec form', 'CMD ["sh", "-c", "apt-get install -y make"]\n', ['needed-later']),
  kept('HEALTHCHECK', 'HEALTHCHECK CMD apt-cache policy jq\n', ['needed-later']),
  kept('a heredoc', 'RUN <<EOF\napt-get install -y make\nEOF\n', ['needed-later', 'opaque']),
  kept('an exec form', 'RUN ["apt-get", "install", "-y", "git"]\n', ['needed-later', 'opaque']),
  {
    title: 'an update that may not run',
    before: `FROM debian:12\nRUN ${INSTALL}\nRUN if x; then apt-get update; fi; apt-get install -y make\n`,
    after: `FROM debian:12\nRUN ${INSTALL}\nRUN if x; then apt-get update; fi; apt-get install -y make && ${CLEAN}\n`,
    skips: ['needed-later'],
  },
  kept('a wrapper of its own', 'RUN xx-apt-get install -y make\n', ['needed-later']),
  kept('behind a program that we do not know', 'RUN retry 3 apt-get install -y make\n', ['needed-later']),
  kept('in a function', 'RUN f() { apt-get install -y make; }; f\n', ['needed-later', 'lists-from-elsewhere']),
  kept('apt-cache', 'RUN apt-cache policy jq\n', ['needed-later']),
  kept('rosdep', 'RUN rosdep install -y --from-paths src\n', ['needed-later']),
  kept('an rm that fails when there is nothing', 'RUN rm -r /var/lib/apt/lists/*\n', ['needed-later']),
  kept(
    'an install behind a script that may not have fetched',
    'RUN curl -sSL https://get.docker.com | sh\nRUN apt-get install -y make\n',
    ['needed-later', 'needed-later', 'lists-from-elsewhere'],
  ),
  kept('ansible', 'RUN ansible-playbook site.yml\n', ['needed-later']),
  kept('a script', 'COPY docker/ /opt/\nRUN /opt/more.sh\n', ['needed-later'], {
    'docker/more.sh': '#!/bin/sh\nset -e\napt-get install -y make\n',
  }),
  kept('a script by its name in PATH', 'WORKDIR /app\nCOPY . .\nENTRYPOINT ["bash", "run.sh"]\n', ['needed-later'], {
    'run.sh': '. ./lib.sh\napt-get install -y "$@"\n',
  }),
  kept('a script of a script', 'WORKDIR /app\nCOPY . .\nRUN ./a.sh\n', ['needed-later'], {
    'a.sh': './b.sh\n',
    'b.sh': 'apt-get install -y make\n',
  }),

  // Not needed later
  cleaned('a later clean-up', `RUN ${CLEAN}\nRUN make\n`),
  cleaned('apt-get remove', 'RUN apt-get purge -y git && apt-get autoremove -y\n'),
  cleaned('apt-mark', 'RUN apt-mark hold jq\n'),
  cleaned('text about it', 'RUN echo "apt-get install git"\n'),
  cleaned('install_packages fetches for itself', 'RUN install_packages git\n'),
  cleaned('a script of the project without apt', 'COPY run.sh /\nCMD ["/run.sh"]\n', {
    'run.sh': '#!/bin/sh\nexec jq\n',
  }),
  cleaned('a script that updates first', 'COPY run.sh /\nRUN /run.sh\n', {
    'run.sh': 'set -e\napt-get update\napt-get install -y make\n',
  }),
  {
    title: 'the script of NodeSource in front of a later install',
    before: `FROM debian:12\nRUN ${INSTALL}\nRUN curl -sL https://deb.nodesource.com/setup_20.x | bash -\nRUN apt-get install -y make\n`,
    after: `FROM debian:12\nRUN ${INSTALL} && ${CLEAN}\nRUN curl -sL https://deb.nodesource.com/setup_20.x | bash -\nRUN apt-get install -y make\n`,
    skips: ['needed-later', 'lists-from-elsewhere'],
  },
  cleaned('a script that nobody can read', 'RUN ./setup.sh\n', {}, ['assumes']),
  cleaned('a copied script without context', 'COPY start.sh /start.sh\nCMD /start.sh\n', undefined, ['assumes']),
  cleaned('a script from the network', 'RUN curl https://example.com/x | sh\n', undefined, ['assumes']),
  cleaned('a program of its own', 'COPY server /srv/server\nCMD ["/srv/server"]\n'),
  cleaned('a shell to start with', 'CMD ["bash"]\n'),
  cleaned('no CMD at all', 'CMD []\n'),
  {
    title: 'the next RUN updates for itself',
    before: `FROM debian:12\nRUN ${INSTALL}\nRUN ${INSTALL}\nRUN make\n`,
    after: `FROM debian:12\nRUN ${INSTALL} && ${CLEAN}\nRUN ${INSTALL} && ${CLEAN}\nRUN make\n`,
  },
  {
    title: 'a branch that updates and installs',
    before: `FROM debian:12\nRUN ${INSTALL}\nRUN if x; then apt-get update && apt-get install -y make; fi\n`,
    after: `FROM debian:12\nRUN ${INSTALL} && ${CLEAN}\nRUN if x; then apt-get update && apt-get install -y make; fi && ${CLEAN}\n`,
  },
  {
    title: 'a stage that updates for itself, and one that does not',
    before: `FROM debian:12 AS a\nRUN ${INSTALL}\nFROM a AS b\nRUN ${INSTALL} && ${CLEAN}\nFROM b\nRUN apt-get --version\n`,
    after: `FROM debian:12 AS a\nRUN ${INSTALL} && ${CLEAN}\nFROM a AS b\nRUN ${INSTALL} && ${CLEAN}\nFROM b\nRUN apt-get --version\n`,
  },
]);
