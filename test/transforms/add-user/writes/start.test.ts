import { describe, expect, test } from 'vitest';
import { service } from '../../../support/uses.ts';
import { shortOf, writesOf } from './support.ts';

const NODE = 'FROM node:20\nWORKDIR /app\nCOPY . .\n';
const PYTHON = 'FROM python:3.12\nWORKDIR /app\nCOPY . .\n';
const APP = { 'server.js': 'http.listen(3000)', 'app/main.py': 'app = Flask()', 'main.py': 'app = Flask()' };

describe('what is started', () => {
  test.each<[string, string, Record<string, string>, readonly string[] | string]>([
    ['a program alone', `${NODE}CMD ["node", "server.js"]`, {}, []],
    ['a program in shell form', `${NODE}CMD node server.js`, {}, []],
    ['nothing that is said', NODE, {}, 'no-sources'],
    ['a file that is not there', `${NODE}CMD ["node", "other.js"]`, {}, 'no-sources'],
    ['a program of the base', `${NODE}CMD ["nginx", "-g", "daemon off;"]`, {}, 'no-sources'],
    ['what a build made of sources here', `${NODE}CMD ["node", "dist/main.js"]`, {}, []],
    ['wrapped', `${NODE}ENTRYPOINT ["tini", "--"]\nCMD ["node", "server.js"]`, {}, []],
    ['a log behind tee', `${NODE}CMD node server.js | tee -a /var/log/app/x.log`, {}, ['/var/log/app']],
    ['a redirect', `${NODE}CMD ["sh", "-c", "node server.js > logs/x.log 2>&1"]`, {}, ['/app/logs']],
    ['a redirect to the container', `${NODE}CMD node server.js > /dev/stdout 2>/dev/null`, {}, []],
    ['npm start', `${NODE}CMD ["npm", "start"]`, { 'package.json': '{"scripts":{"start":"node server.js"}}' }, []],
    [
      'npm start of a server for developers',
      `${NODE}CMD ["npm", "run", "dev"]`,
      { 'package.json': '{"scripts":{"dev":"vite --host"}}' },
      ['/app'],
    ],
    ['npm start that is not there', `${NODE}CMD ["npm", "start"]`, { 'package.json': '{"scripts":' }, []],
    ['next', `${NODE}CMD ["npx", "next", "start"]`, {}, 'not-literal'],
    [
      'the server of next',
      `${NODE}CMD ["node", "server.js"]`,
      { 'package.json': '{"dependencies":{"next":"14"}}' },
      ['/app/.next'],
    ],
    ['locust', `${PYTHON}CMD ["locust", "-f", "main.py", "--headless"]`, {}, []],
    [
      'locust with results',
      `${PYTHON}CMD ["locust", "-f", "main.py", "--csv", "out/run", "--html=web/a.html"]`,
      {},
      ['/app/out', '/app/web'],
    ],
    ['chainlit', `${PYTHON}CMD ["chainlit", "run", "main.py", "-h"]`, {}, ['/app']],
    ['chainlit as a module', `${PYTHON}CMD ["python", "-m", "chainlit", "run", "main.py"]`, {}, ['/app']],
    ['jupyter as a module', `${PYTHON}CMD ["python", "-u", "-m", "jupyter", "lab"]`, {}, 'not-literal'],
    [
      'gunicorn as a module',
      `${PYTHON}CMD ["python", "-m", "gunicorn", "-p", "run/x.pid", "main:app"]`,
      {},
      ['/app/run'],
    ],
    ['a module of its own', `${PYTHON}CMD ["python", "-m", "app.main"]`, {}, []],
    ['gunicorn', `${PYTHON}CMD ["gunicorn", "app.main:app", "-b", ":80", "--access-logfile", "-"]`, {}, []],
    [
      'gunicorn with a log',
      `${PYTHON}CMD ["gunicorn", "main:app", "--access-logfile=logs/a.log", "--pid", "/run/app/x.pid"]`,
      {},
      ['/app/logs', '/run/app'],
    ],
    ['gunicorn with an app that is not here', `${PYTHON}CMD ["gunicorn", "shop.wsgi:application"]`, {}, 'no-sources'],
    ['celery beat', `${PYTHON}CMD celery -A main beat`, {}, ['/app']],
    ['celery worker', `${PYTHON}CMD celery -A main worker`, {}, []],
    [
      'collectstatic',
      `${PYTHON}CMD python manage.py collectstatic --noinput && gunicorn main:app`,
      { 'manage.py': '' },
      ['/app'],
    ],
    [
      'go run',
      'FROM golang:1.22\nWORKDIR /app\nCOPY . .\nCMD ["go", "run", "."]',
      { 'main.go': '', 'go.mod': '' },
      'not-literal',
    ],
    ['a folder as an option', `${PYTHON}CMD ["python", "main.py", "--data-dir", "/var/lib/x"]`, {}, ['/var/lib/x']],
    [
      'a heap dump log',
      'FROM eclipse-temurin:21\nWORKDIR /app\nCOPY . .\nCMD ["java", "-Xloggc:/var/log/gc/gc.log", "-jar", "a.jar"]',
      { 'A.java': '' },
      ['/var/log/gc'],
    ],
  ])('%s', (_, dockerfile, files, expected) => {
    expect(shortOf(writesOf(dockerfile, { ...APP, ...files }))).toEqual(expected);
  });

  test('a compose service starts something else as well', () => {
    const use = { ...service, command: ['python', 'main.py', '--log-file', '/var/log/x/a.log'] };
    expect(shortOf(writesOf(`${PYTHON}CMD ["python", "main.py"]`, APP, [use]))).toEqual(['/var/log/x']);
  });

  test('a compose service sets a variable', () => {
    const files = { 'main.py': 'open(os.environ["DATA"] + "/x", "w")' };
    const use = { ...service, environment: new Map([['DATA', '/srv/data']]) };
    expect(shortOf(writesOf(`${PYTHON}CMD ["python", "main.py"]`, files, [use]))).toEqual(['/srv/data']);
  });
});

describe('start scripts', () => {
  const script = (text: string, more = '') =>
    writesOf(`${NODE}${more}ENTRYPOINT ["./start.sh"]\nCMD ["node", "server.js"]`, { ...APP, 'start.sh': text });
  test.each<[string, string, readonly string[] | string]>([
    ['one that only hands on', '#!/bin/sh\nset -e\nexec "$@"\n', []],
    ['mkdir', '#!/bin/sh\nmkdir -p /data/x logs\nexec "$@"', ['/app/logs', '/data/x']],
    ['a comment and a string', '#!/bin/sh\n# mkdir /data\necho "touch /data/x"\nexec "$@"', []],
    ['sed -i', '#!/bin/sh\nsed -i "s/a/b/" config/app.js\nexec "$@"', ['/app/config']],
    ['a variable with a default', '#!/bin/sh\nmkdir -p "${DATA:-/data}"\nexec "$@"', ['/data']],
    ['a variable of its own', '#!/bin/sh\nD=/srv/x\ntouch $D/a\nexec "$@"', ['/srv/x']],
    ['a variable nobody sets', '#!/bin/sh\nmkdir -p "$DATA"\nexec "$@"', 'not-literal'],
    ['cd', '#!/bin/sh\ncd /srv\necho 1 > a.txt\nexec "$@"', ['/srv']],
    ['a tree copied into the app', '#!/bin/sh\ncp -r /public /app\nexec "$@"', ['/app']],
    ['a syntax that is not read', '#!/bin/sh\nif then fi (', 'not-literal'],
    ['another script that is not there', '#!/bin/sh\n./other.sh\nexec "$@"', 'no-sources'],
    ['in branches', '#!/bin/sh\nif [ -n "$X" ]; then touch /data/x; fi\nexec "$@"', ['/data']],
  ])('%s', (_, text, expected) => {
    expect(shortOf(script(text))).toEqual(expected);
  });

  test('ENV of the image', () => {
    expect(shortOf(script('#!/bin/sh\nmkdir -p "$DATA/x"\nexec "$@"', 'ENV DATA=/srv/data\n'))).toEqual([
      '/srv/data/x',
    ]);
  });

  test('the place is named', () => {
    expect(script('#!/bin/sh\n\ntouch /data/x\nexec "$@"')).toEqual({
      kind: 'read',
      folders: [{ path: '/data', evidence: { file: 'start.sh', line: 3 } }],
    });
  });
});

describe('runners of an environment', () => {
  test.each<[string, readonly string[] | string]>([
    ['["uv", "run", "python", "app.py"]', 'not-literal'],
    ['["uv", "run", "--no-sync", "python", "app.py"]', []],
    ['["poetry", "run", "python", "app.py"]', []],
  ])('%s', (command, expected) => {
    const dockerfile = `FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ${command}\n`;
    expect(shortOf(writesOf(dockerfile, { 'app.py': '' }))).toEqual(expected);
  });
});
