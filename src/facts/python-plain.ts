/**
 * Python packages that need nothing of the system: pure Python, or wheels for Linux that carry what they link (~ for which versions).
 * Sources: pypi.org/project/*, "Download files"; own knowledge of the usual ones.
 */
const PLAIN: ReadonlySet<string> = new Set(
  // Servers and frameworks
  (
    'flask flask-cors flask-login flask-migrate flask-restful flask-restx flask-sqlalchemy flask-wtf flask-socketio flask-jwt-extended ' +
    'flask-caching flask-limiter flask-bcrypt flask-mail flask-admin flask-marshmallow gunicorn uvicorn hypercorn daphne waitress granian ' +
    'fastapi fastapi-cli starlette sse-starlette django djangorestframework django-cors-headers django-environ django-filter ' +
    'django-redis django-storages django-extensions django-allauth django-debug-toolbar django-celery-beat django-celery-results ' +
    'drf-spectacular drf-yasg channels channels-redis whitenoise dj-database-url aiohttp aiofiles bottle falcon sanic tornado twisted quart ' +
    'pyramid litestar streamlit gradio dash chainlit werkzeug jinja2 itsdangerous click markupsafe blinker asgiref sqlparse uvloop ' +
    'httptools websockets websocket-client python-multipart python-socketio python-engineio eventlet gevent greenlet ' +
    // Clients
    'requests requests-oauthlib httpx httpcore h11 h2 urllib3 certifi idna charset-normalizer chardet anyio sniffio aiosignal frozenlist ' +
    'multidict yarl attrs boto3 botocore s3transfer awscli redis hiredis pymongo motor sqlalchemy sqlmodel alembic asyncpg aiosqlite ' +
    'peewee pony pymssql mysql-connector python-ldap soundfile pyaudio sounddevice tortoise-orm pymysql aiomysql mysql-connector-python psycopg-binary psycopg-pool psycopg2-pool cassandra-driver elasticsearch ' +
    'opensearch-py influxdb-client kafka-python aiokafka pika aio-pika paho-mqtt nats-py celery kombu billiard vine amqp flower rq ' +
    'dramatiq apscheduler grpcio grpcio-tools grpcio-status grpcio-health-checking protobuf googleapis-common-protos google-api-core ' +
    'google-auth google-cloud-core google-cloud-storage google-cloud-bigquery google-cloud-pubsub google-cloud-logging ' +
    'google-cloud-secret-manager google-cloud-firestore google-cloud-datastore google-cloud-aiplatform google-generativeai google-genai ' +
    'azure-identity azure-core azure-storage-blob stripe twilio sendgrid slack-sdk slack-bolt discord-py python-telegram-bot tweepy praw ' +
    'openai anthropic langchain langchain-core langchain-community langchain-openai llama-index tiktoken cohere pinecone-client qdrant-client ' +
    'weaviate-client chromadb sentry-sdk ddtrace newrelic prometheus-client opentelemetry-api opentelemetry-sdk opentelemetry-distro ' +
    'opentelemetry-exporter-otlp functions-framework kubernetes docker paramiko fabric ldap3 dnspython ' +
    // Data
    'numpy pandas scipy matplotlib seaborn plotly bokeh scikit-learn statsmodels pyarrow polars duckdb dask xarray numba ' +
    'sympy networkx nltk spacy gensim torch torchvision torchaudio transformers tokenizers sentencepiece huggingface-hub datasets accelerate ' +
    'safetensors sentence-transformers onnxruntime tensorflow keras jax jaxlib faiss-cpu xgboost catboost openpyxl xlsxwriter xlrd tabulate ' +
    'beautifulsoup4 soupsieve html5lib feedparser markdown mistune pygments pypdf pypdf2 pdfminer-six pymupdf python-docx qrcode ' +
    'imageio scikit-image confluent-kafka ruamel-yaml-clib pyuwsgi m2crypto pysnmp meinheld fiona rasterio shapely pyproj h5py tables netcdf4 rtree av ' +
    // What is everywhere
    'pydantic pydantic-core pydantic-settings annotated-types typing-extensions python-dotenv python-dateutil pytz tzdata tzlocal six ' +
    'packaging setuptools wheel pip cython marshmallow jsonschema orjson ujson simplejson toml tomli tomlkit ruamel-yaml loguru structlog ' +
    'rich typer tqdm colorama tenacity cachetools filelock psutil cryptography pycryptodome pycryptodomex ecdsa rsa pyjwt python-jose passlib bcrypt argon2-cffi pynacl ' +
    'pyopenssl authlib oauthlib email-validator phonenumbers faker pytest pytest-asyncio pytest-cov pytest-django coverage mock black flake8 ' +
    'isort mypy ruff pylint pre-commit watchdog watchfiles cffi pycparser regex msgpack zstandard lz4 cloudpickle joblib threadpoolctl ' +
    'dill boltons more-itertools arrow pendulum humanize babel cerberus graphene ariadne strawberry-graphql locust ' +
    'python-slugify shortuuid nanoid uuid6 xmltodict defusedxml pyparsing decorator wrapt deprecated importlib-metadata zipp'
  ).split(' '),
);

/** Whether a package is known to run on any Debian image with Python. */
export function isPlainPackage(name: string): boolean {
  return PLAIN.has(name);
}
