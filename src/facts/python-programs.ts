/** Programs that Python packages install. Source: entry points of the packages at PyPI; own knowledge of the usual ones (~). */

/** Those whose program is not called as the package is, or that bring several. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  django: ['django-admin'],
  fastapi: ['fastapi', 'uvicorn'],
  'fastapi-cli': ['fastapi'],
  'flask-restful': ['flask'],
  'flask-restx': ['flask'],
  'flask-cors': ['flask'],
  'flask-sqlalchemy': ['flask'],
  'flask-migrate': ['flask', 'alembic'],
  'flask-login': ['flask'],
  'flask-wtf': ['flask'],
  'flask-socketio': ['flask'],
  channels: ['daphne'],
  waitress: ['waitress-serve'],
  twisted: ['twistd', 'twist'],
  scrapy: ['scrapy'],
  'apache-airflow': ['airflow'],
  'huggingface-hub': ['huggingface-cli', 'hf'],
  transformers: ['transformers-cli'],
  'opentelemetry-distro': ['opentelemetry-instrument', 'opentelemetry-bootstrap'],
  'opentelemetry-instrumentation': ['opentelemetry-instrument', 'opentelemetry-bootstrap'],
  ddtrace: ['ddtrace-run'],
  newrelic: ['newrelic-admin'],
  'functions-framework': ['functions-framework', 'functions-framework-python'],
  awscli: ['aws'],
  awslambdaric: ['awslambdaric'],
  'dagster-webserver': ['dagster-webserver'],
  rq: ['rq', 'rqworker'],
  'python-dotenv': ['dotenv'],
  'yt-dlp': ['yt-dlp'],
  jupyter: ['jupyter'],
  jupyterlab: ['jupyter', 'jupyter-lab'],
  notebook: ['jupyter', 'jupyter-notebook'],
  'langgraph-cli': ['langgraph'],
  litellm: ['litellm'],
  rasa: ['rasa'],
  supervisor: ['supervisord', 'supervisorctl'],
  pytest: ['pytest', 'py.test'],
  'wait-for-it': ['wait-for-it'],
  mkdocs: ['mkdocs'],
  'mkdocs-material': ['mkdocs'],
  gunicorn: ['gunicorn'],
  poetry: ['poetry'],
  uv: ['uv', 'uvx'],
  pipenv: ['pipenv'],
};

/** What an install of these packages puts into the bin folder, as far as known: a program is mostly called as its package is. */
export function pythonPrograms(names: readonly string[]): readonly string[] {
  const found = names.flatMap((name) => [name, ...(Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name]! : [])]);
  return [...new Set(found.filter((name) => name !== ''))];
}
