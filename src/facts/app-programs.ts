/** Programs that run an app, and those that scripts of a start use besides. Own knowledge, from their documentation. */

/** Interpreters and servers that need nothing of root's, and write only where the app tells them to. */
const RUNNERS = set(
  'node nodejs java ruby perl php dotnet Rscript lua luajit erl deno bun nodemon ts-node tsx pm2-runtime next nuxt serve http-server ' +
    'gunicorn uvicorn hypercorn daphne waitress-serve flask celery django-admin streamlit granian fastapi uwsgi rq dramatiq chainlit ' +
    'opentelemetry-instrument ddtrace-run rackup puma unicorn thin sidekiq rails rake',
);
/** What a script does around it; what they write, they are told by their arguments. */
const AROUND = set(
  ': true false test [ [[ (( echo printf export unset set shift local read return exit break continue trap wait kill cd pwd eval ' +
    'sleep cat grep egrep awk cut tr sort uniq head tail wc date id whoami uname env expr seq basename dirname readlink realpath ls find ' +
    'nproc hostname uptime free df ps pgrep pidof which type command hash getopts ulimit umask nc ncat curl wget ping getent pg_isready psql mysql mysqladmin redis-cli mongo mongosh ' +
    'openssl base64 jq yq md5sum sha256sum sed tee mkdir touch cp mv rm ln envsubst python-dotenv wait-for-it wait-for wait4ports dockerize',
);
/** They hand on to what stands behind their own options. */
const HANDS_ON = set(
  'tini dumb-init catatonit docker-php-entrypoint opentelemetry-instrument ddtrace-run cross-env dotenv',
);

/** Whether a program runs an app that is given to it: `node`, `python3.12`, `gunicorn`. */
export function isRunner(program: string): boolean {
  return RUNNERS.has(program) || /^(?:python|pypy)[\d.]*$/.test(program);
}

export function isAround(program: string): boolean {
  return AROUND.has(program);
}

export function handsOn(program: string): boolean {
  return HANDS_ON.has(program);
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
