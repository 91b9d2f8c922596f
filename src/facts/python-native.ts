/**
 * Python packages with compiled parts, and what those need of the system when the app runs. For glibc: wheels of PyPI carry
 * what they link (manylinux), unless something is said here. Sources: the packages' installation guides; which release brought
 * the first wheel for a release of Python, and what is opened by name at run time, is own knowledge (~).
 */
import { runtimeOf, runtimeOfAny } from './dev-packages.ts';

/** A shared library of Debian: its package, where that has one name in every release from bullseye on, else that of its headers. */
export type Library = string;

export interface NativePackage {
  /**
   * Of what python's full image has: it links these, or opens them by name, however it was installed. What that image
   * lacks, a file installs by itself.
   */
  readonly needs?: readonly Library[];
  /** What it links when it was built from its sources: where there is no wheel, or none for this release of Python. */
  readonly built?: readonly Library[];
  /** The first version with a wheel, by the minor release of Python 3; there is none for a minor that is not named. */
  readonly wheels?: Readonly<Record<string, string>>;
  /** Extra that brings wheels which carry the libraries: `psycopg[binary]`. */
  readonly bundledBy?: string;
  /** Compiles, downloads or loads at run time what nobody can tell from here. */
  readonly isUnknown?: true;
}

const UNKNOWN: NativePackage = { isUnknown: true };

const PACKAGES: Readonly<Record<string, NativePackage>> = {
  // Databases
  psycopg2: { needs: ['libpq5'] },
  'psycopg2-binary': {
    built: ['libpq5'],
    wheels: { 8: '2.8.4', 9: '2.8.6', 10: '2.9.2', 11: '2.9.5', 12: '2.9.9', 13: '2.9.10', 14: '2.9.11' },
  },
  psycopg2cffi: { needs: ['libpq5'] },
  psycopg: { needs: ['libpq5'], bundledBy: 'binary' },
  'psycopg-c': { needs: ['libpq5'] },
  mysqlclient: { needs: ['libmariadb3'] },
  mariadb: { needs: ['libmariadb3'] },
  // The driver manager loads drivers that are installed otherwise.
  pyodbc: UNKNOWN,
  'ibm-db': UNKNOWN,
  'cx-oracle': UNKNOWN,
  // Texts and pictures
  lxml: {
    built: ['libxml2', 'libxslt1.1'],
    wheels: { 8: '4.4.3', 9: '4.6.1', 10: '4.6.5', 11: '4.9.2', 12: '4.9.3', 13: '5.3.0', 14: '6.0.0' },
  },
  pillow: {
    built: ['libjpeg62-turbo-dev', 'libopenjp2-7', 'libtiff-dev', 'liblcms2-2', 'libwebp-dev', 'libfreetype6'],
    wheels: { 8: '6.2.1', 9: '8.0.0', 10: '8.4.0', 11: '9.3.0', 12: '10.1.0', 13: '11.0.0', 14: '12.0.0' },
  },
  pyyaml: {
    built: ['libyaml-0-2'],
    wheels: { 8: '5.4', 9: '5.4', 10: '6.0', 11: '6.0.1', 12: '6.0.1', 13: '6.0.2', 14: '6.0.3' },
  },
  // From 4 on it has no compiled parts.
  reportlab: {
    built: ['libfreetype6'],
    wheels: { 8: '3.5.32', 9: '3.5.54', 10: '3.6.2', 11: '3.6.12', 12: '4.0', 13: '4.0', 14: '4.0' },
  },
  xmlsec: UNKNOWN,
  'python-xmlsec': UNKNOWN,
  wand: UNKNOWN,
  pgmagick: UNKNOWN,
  'python-magic': { needs: ['libmagic-dev'] },
  pycairo: { needs: ['libcairo2'] },
  cairocffi: { needs: ['libcairo2'] },
  cairosvg: { needs: ['libcairo2'] },
  weasyprint: UNKNOWN,
  rlpycairo: { needs: ['libcairo2'] },
  pygobject: UNKNOWN,
  pyvips: UNKNOWN,
  'opencv-python': { needs: ['libglib2.0-dev'] },
  'opencv-contrib-python': { needs: ['libglib2.0-dev'] },
  'opencv-python-headless': { needs: ['libglib2.0-dev'] },
  'opencv-contrib-python-headless': { needs: ['libglib2.0-dev'] },
  // They are installed with one of those.
  ultralytics: { needs: ['libglib2.0-dev'] },
  easyocr: { needs: ['libglib2.0-dev'] },
  paddleocr: { needs: ['libglib2.0-dev'] },
  // Servers and the net
  uwsgi: { needs: ['libxml2'] },
  'mod-wsgi': UNKNOWN,
  pycurl: {
    built: ['libcurl4-openssl-dev'],
    wheels: { 8: '7.45.3', 9: '7.45.3', 10: '7.45.3', 11: '7.45.3', 12: '7.45.3', 13: '7.45.4' },
  },
  kerberos: { needs: ['libgssapi-krb5-2'] },
  gssapi: { needs: ['libgssapi-krb5-2'] },
  pylibmc: UNKNOWN,
  bjoern: UNKNOWN,
  japronto: UNKNOWN,
  socketify: UNKNOWN,
  // Numbers
  lightgbm: { needs: ['libgomp1'] },
  'scikit-learn': {
    built: ['libgomp1'],
    wheels: { 8: '0.22', 9: '0.24', 10: '1.0.2', 11: '1.2.0', 12: '1.3.2', 13: '1.5.2', 14: '1.7.2' },
  },
  gdal: UNKNOWN,
  dlib: UNKNOWN,
  'face-recognition': UNKNOWN,
  mpi4py: UNKNOWN,
  pygraphviz: UNKNOWN,
  // Browsers, and what they need
  playwright: UNKNOWN,
  selenium: UNKNOWN,
  pyppeteer: UNKNOWN,
  pyqt5: UNKNOWN,
  pyqt6: UNKNOWN,
  pyside6: UNKNOWN,
  pygame: UNKNOWN,
  // They compile while they run.
  theano: UNKNOWN,
  'theano-pymc': UNKNOWN,
  pytensor: UNKNOWN,
  pymc: UNKNOWN,
  pymc3: UNKNOWN,
  pystan: UNKNOWN,
  cmdstanpy: UNKNOWN,
  brian2: UNKNOWN,
  deepspeed: UNKNOWN,
  rpy2: UNKNOWN,
  jpype1: UNKNOWN,
  pyjnius: UNKNOWN,
  pyspark: UNKNOWN,
  'robotframework-seleniumlibrary': UNKNOWN,
};

/** What is known of a package with compiled parts; null when nothing is: it may be pure Python. */
export function nativePackage(name: string): NativePackage | null {
  return Object.hasOwn(PACKAGES, name) ? PACKAGES[name]! : null;
}

/** Packages that run programs of the system, by the name of the program. Source: their documentation. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  gitpython: ['git'],
  mlflow: ['git'],
  dvc: ['git'],
  'dbt-core': ['git'],
  cookiecutter: ['git'],
  copier: ['git'],
  ansible: ['ssh'],
  'ansible-core': ['ssh'],
  'ansible-runner': ['ssh'],
  hglib: ['hg'],
  'ffmpeg-python': ['ffmpeg'],
  moviepy: ['ffmpeg'],
  pydub: ['ffmpeg'],
  pdf2image: ['pdftoppm'],
  pytesseract: ['tesseract'],
  pdfkit: ['wkhtmltopdf'],
  imgkit: ['wkhtmltoimage'],
  graphviz: ['dot'],
  pydot: ['dot'],
  'python-gnupg': ['gpg'],
};

/** Programs of the system that a package runs. */
export function programsOfPackage(name: string): readonly string[] {
  return Object.hasOwn(CALLS, name) ? CALLS[name]! : [];
}

/**
 * Headers whose libraries python's slim image has: the interpreter links them, or dpkg, apt and the libc's tools do.
 * Source: docker-library/python; `dpkg -l` in its slim images.
 */
const IN_SLIM = new Set(
  (
    'libssl-dev libffi-dev libbz2-dev liblzma-dev libsqlite3-dev libreadline-dev libncurses-dev libncurses5-dev libncursesw5-dev ' +
    'libgdbm-dev libexpat1-dev libdb-dev uuid-dev libnsl-dev libtirpc-dev libzstd-dev liblz4-dev zlib1g-dev libz-dev libcrypt-dev ' +
    'libacl1-dev libattr1-dev libselinux1-dev libsystemd-dev libudev-dev libcap-dev tk-dev libbluetooth-dev'
  ).split(' '),
);

/**
 * The packages to install for a library.
 * @param release null when the tag does not say it.
 * @returns null when that is not known, or depends on a release that is not known.
 */
export function packagesOf(library: Library, release: string | null): readonly string[] | null {
  if (IN_SLIM.has(library)) return [];
  if (!library.endsWith('-dev')) return [library];
  return release === null ? runtimeOfAny(library) : runtimeOf(library, release);
}
