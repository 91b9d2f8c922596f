/**
 * Gems of which more is needed than what Bundler installs: libraries and programs that the full image of Ruby has, and its
 * slim one has not. What no image of Ruby has, the file installs itself. Sources: the gems' extconf.rb and READMEs;
 * docker-library/ruby and docker-library/buildpack-deps.
 */

export interface GemNeeds {
  /** Headers of Debian's that the gem is compiled against: the libraries behind them are needed. */
  readonly libraries?: readonly string[];
  /** Debian's packages that have the same name in every release. */
  readonly packages?: readonly string[];
  /** Only in versions before this one: since then the gem brings the library itself. */
  readonly before?: string;
  /** What it links, or calls, depends on more than is known here. */
  readonly isUnknown?: true;
}

const UNKNOWN: GemNeeds = { isUnknown: true };

const GEMS: Readonly<Record<string, GemNeeds>> = {
  // Databases
  pg: { libraries: ['libpq-dev'] },
  sequel_pg: { libraries: ['libpq-dev'] },
  do_postgres: { libraries: ['libpq-dev'] },
  mysql2: { libraries: ['libmariadb-dev'] },
  mysql: { libraries: ['libmariadb-dev'] },
  do_mysql: { libraries: ['libmariadb-dev'] },
  sqlite3: { libraries: ['libsqlite3-dev'], before: '1.5.0' },
  do_sqlite3: { libraries: ['libsqlite3-dev'] },
  'ruby-oci8': UNKNOWN,
  // Text
  'libxml-ruby': { libraries: ['libxml2-dev'] },
  'ruby-xslt': { libraries: ['libxml2-dev', 'libxslt1-dev'] },
  charlock_holmes: { libraries: ['libicu-dev'] },
  'readline-ext': { libraries: ['libreadline-dev'] },
  curses: { libraries: ['libncurses-dev'] },
  gdbm: { libraries: ['libgdbm-dev'] },
  mimemagic: { packages: ['shared-mime-info'] },
  // HTTP
  curb: { libraries: ['libcurl4-openssl-dev'] },
  patron: { libraries: ['libcurl4-openssl-dev'] },
  ethon: { libraries: ['libcurl4-openssl-dev'] },
  // Pictures
  mini_magick: { packages: ['imagemagick'] },
  kt_paperclip: { packages: ['imagemagick', 'file'] },
  'kt-paperclip': { packages: ['imagemagick', 'file'] },
  paperclip: { packages: ['imagemagick', 'file'] },
  dragonfly: { packages: ['imagemagick', 'file'] },
  rmagick: UNKNOWN,
  'webp-ffi': UNKNOWN,
  image_optim: UNKNOWN,
  // Windows and browsers
  cairo: UNKNOWN,
  glib2: UNKNOWN,
  'capybara-webkit': UNKNOWN,
  'puppeteer-ruby': UNKNOWN,
  grover: UNKNOWN,
  // Others
  git: { packages: ['git'] },
  rugged: UNKNOWN,
  rdkafka: UNKNOWN,
  'karafka-rdkafka': UNKNOWN,
  gssapi: UNKNOWN,
};

/** What is needed for a gem beside itself; null when nothing is, or nothing is known of it. */
export function gemNeeds(name: string): GemNeeds | null {
  return Object.hasOwn(GEMS, name) ? GEMS[name]! : null;
}

/** They look for a JavaScript runtime as soon as they are loaded, unless one is a gem. Source: rails/execjs. */
export const NEEDS_JAVASCRIPT = 'execjs';
export const JAVASCRIPT_GEMS: ReadonlySet<string> = new Set(['mini_racer', 'therubyracer', 'duktape']);

/**
 * Gems with compiled parts that are complete in themselves, or need what Ruby itself needs: OpenSSL, zlib, libyaml, libffi,
 * GMP. And such as are Ruby only, as far as they come with Rails and Sinatra. Sources: their extconf.rb and gemspecs.
 */
const PLAIN = new Set(
  (
    'bcrypt bigdecimal bootsnap byebug date debug digest ed25519 erb eventmachine ffi google-protobuf hiredis-client http_parser.rb ' +
    'io-console io-event json jwt kgio llhttp-ffi loofah mail msgpack mustermann nio4r nokogiri oj openssl ox parser prism psych puma ' +
    'racc rack raindrops redcarpet redis redis-client ruby-prof sassc snappy stackprof stringio strscan thin tilt trilogy ' +
    'unf_ext unicorn websocket-driver yajl-ruby zeitwerk iodine pitchfork falcon agoo rainbow ast parallel regexp_parser ' +
    'base64 ostruct mutex_m abbrev csv observer benchmark getoptlong grape mustermann-grape roda rackup rage-rb rage-iodine jekyll ' +
    'actioncable actionmailbox actionmailer actionpack actiontext actionview activejob activemodel activerecord activestorage ' +
    'activesupport arel builder bundler cgi coderay concurrent-ruby connection_pool crass diff-lcs domain_name drb erubi erubis ' +
    'erubis faraday globalid http-accept http-cookie i18n importmap-rails irb jbuilder kaminari kramdown language_server-protocol ' +
    'lint_roller listen logger marcel method_source mime-types mime-types-data mini_mime mini_portile2 minitest multi_json ' +
    'multi_xml net-imap net-pop net-protocol net-smtp net-http-persistent nokogumbo optparse padrino pp prettyprint propshaft pry ' +
    'public_suffix rails rails-dom-testing rails-html-sanitizer railties rake rb-fsevent rb-inotify rdoc reline rexml rouge ' +
    'ruby-progressbar ruby2_keywords rubyzip securerandom sequel sidekiq sinatra spring sprockets sprockets-rails ' +
    'stimulus-rails temple thor thread_safe timeout tsort turbo-rails turbolinks tzinfo tzinfo-data unf unicode-display_width ' +
    'unicode-emoji uri useragent warden web-console webrick websocket websocket-extensions will_paginate xpath sqlite3'
  ).split(' '),
);
/** Families of gems in Ruby alone. */
const PLAIN_NAMES =
  /^(?:rack|rails|rspec|rubocop|sinatra|sequel|omniauth|dry|hanami|faraday|async|protocol|traces|metrics|console|fiber|aws|padrino|capistrano|factory_bot|sprockets|minitest)[-_]/;

/** Whether a gem is known to need nothing beside what Ruby's own images have. */
export function isPlainGem(name: string): boolean {
  return PLAIN.has(name) || PLAIN_NAMES.test(name);
}

/** Programs of gems that are called otherwise. Source: `spec.executables` in their gemspecs. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  puma: ['puma', 'pumactl'],
  railties: ['rails'],
  rackup: ['rackup'],
  // Up to version 2 rack had it.
  rack: ['rackup'],
  unicorn: ['unicorn', 'unicorn_rails'],
  'rage-rb': ['rage'],
  'hanami-cli': ['hanami'],
  'itsi-server': ['itsi'],
  sidekiq: ['sidekiq', 'sidekiqmon'],
  'resque-scheduler': ['resque-scheduler'],
  bundler: ['bundle', 'bundler'],
};

/** Programs that gems bring: most have the name of their gem. */
export function gemPrograms(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => (Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name]! : [name]));
}

/** They come with Ruby itself. Source: ruby/ruby, bin/, libexec/ and gems/bundled_gems. */
export const RUBY_PROGRAMS: readonly string[] = [
  'ruby',
  'bundle',
  'bundler',
  'gem',
  'irb',
  'erb',
  'rake',
  'rdoc',
  'ri',
];
