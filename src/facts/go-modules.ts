/**
 * Go modules that need more at run time than the binary they are linked into. A module is meant with all that is below its
 * path; what is not listed here is not known to need anything.
 */

/**
 * What the C code of a module links. `bundled`: it brings its C sources or archives along and links no more than libc,
 * libm and libgcc; `system`: shared libraries of the distribution, or of the module's vendor.
 */
export type CLinks = 'bundled' | 'system';

/** Modules that are built by cgo only, or are stubs without it. Sources: their own #cgo lines and READMEs. */
const WITH_C: readonly (readonly [string, CLinks])[] = [
  ['github.com/mattn/go-sqlite3', 'bundled'],
  ['gorm.io/driver/sqlite', 'bundled'],
  ['github.com/jinzhu/gorm/dialects/sqlite', 'bundled'],
  ['github.com/mutecomm/go-sqlcipher', 'bundled'],
  ['crawshaw.io/sqlite', 'bundled'],
  ['github.com/confluentinc/confluent-kafka-go', 'bundled'],
  ['gopkg.in/confluentinc/confluent-kafka-go.v1', 'bundled'],
  ['github.com/DataDog/zstd', 'bundled'],
  ['github.com/valyala/gozstd', 'bundled'],
  ['github.com/uber/h3-go', 'bundled'],
  ['github.com/chai2010/webp', 'bundled'],
  // Their grammars may be C++.
  ['github.com/smacker/go-tree-sitter', 'system'],
  ['github.com/tree-sitter/go-tree-sitter', 'system'],
  ['github.com/bytecodealliance/wasmtime-go', 'system'],
  ['github.com/wasmerio/wasmer-go', 'system'],
  ['github.com/marcboeker/go-duckdb', 'system'],
  ['github.com/duckdb/duckdb-go', 'system'],
  ['github.com/kuzudb/go-kuzu', 'system'],
  ['gocv.io/x/gocv', 'system'],
  ['github.com/go-gl', 'system'],
  ['github.com/veandco/go-sdl2', 'system'],
  ['fyne.io/fyne', 'system'],
  ['github.com/godror/godror', 'system'],
  ['github.com/mattn/go-oci8', 'system'],
  ['gopkg.in/rana/ora.v4', 'system'],
  ['github.com/libgit2/git2go', 'system'],
  ['gopkg.in/libgit2/git2go.v27', 'system'],
  ['github.com/tecbot/gorocksdb', 'system'],
  ['github.com/linxGnu/grocksdb', 'system'],
  ['github.com/jmhodges/levigo', 'system'],
  ['github.com/DataDog/go-python3', 'system'],
  ['github.com/sbinet/go-python', 'system'],
  ['github.com/tensorflow/tensorflow', 'system'],
  ['github.com/galeone/tfgo', 'system'],
  ['github.com/yalue/onnxruntime_go', 'system'],
  ['github.com/google/gopacket/pcap', 'system'],
  ['github.com/gopacket/gopacket/pcap', 'system'],
  ['github.com/miekg/pkcs11', 'system'],
  ['github.com/ThalesIgnite/crypto11', 'system'],
  ['github.com/pebbe/zmq4', 'system'],
  ['github.com/pebbe/zmq3', 'system'],
  ['github.com/zeromq/goczmq', 'system'],
  ['github.com/h2non/bimg', 'system'],
  ['github.com/davidbyttow/govips', 'system'],
  ['gopkg.in/gographics/imagick.v2', 'system'],
  ['gopkg.in/gographics/imagick.v3', 'system'],
  ['github.com/otiai10/gosseract', 'system'],
  ['github.com/spacemonkeygo/openssl', 'system'],
  ['github.com/coreos/go-systemd/sdjournal', 'system'],
  ['github.com/coreos/go-systemd/v22/sdjournal', 'system'],
  ['github.com/apache/pulsar/pulsar-client-go', 'system'],
  ['rogchap.com/v8go', 'system'],
  ['github.com/mattn/go-gtk', 'system'],
  ['github.com/gotk3/gotk3', 'system'],
  ['github.com/hajimehoshi/ebiten', 'system'],
  ['github.com/gordonklaus/portaudio', 'system'],
  ['golang.org/x/mobile', 'system'],
];

/** Modules that start a program which no small image has. Sources: their READMEs. */
const STARTING: readonly (readonly [string, string])[] = [
  ['github.com/chromedp/chromedp', 'google-chrome'],
  ['github.com/go-rod/rod', 'chromium'],
  ['github.com/playwright-community/playwright-go', 'node'],
  ['github.com/tebeka/selenium', 'chromedriver'],
  ['github.com/SebastiaanKlippert/go-wkhtmltopdf', 'wkhtmltopdf'],
  ['github.com/u2takey/ffmpeg-go', 'ffmpeg'],
  ['golang.org/x/tools/go/packages', 'go'],
  ['github.com/hashicorp/terraform-exec', 'terraform'],
  ['github.com/docker/compose', 'docker'],
];

/** Modules that read the app's own sources, or folders beside them, where nothing has been packed. Sources: their READMEs. */
const READING_SOURCES: readonly string[] = [
  'github.com/GeertJohan/go.rice',
  'github.com/gobuffalo/packr',
  'github.com/gobuffalo/buffalo',
  'github.com/revel/revel',
  'github.com/robfig/revel',
];

/**
 * Frameworks and readers of settings that look for files by names of their own (`conf/app.conf`, `views/`, `.env`): which
 * of the context's files they read the app's sources need not say. Sources: their documentation.
 */
const READING_BY_CUSTOM: readonly string[] = [
  'github.com/astaxie/beego',
  'github.com/beego/beego',
  'github.com/gogf/gf',
  'github.com/goravel/framework',
  'github.com/go-kratos/kratos',
  'github.com/zeromicro/go-zero',
  'github.com/tal-tech/go-zero',
  'github.com/spf13/viper',
  'github.com/joho/godotenv',
  'github.com/subosito/gotenv',
  'github.com/knadh/koanf',
  'github.com/ilyakaznacheev/cleanenv',
  'github.com/jinzhu/configor',
  'github.com/gookit/config',
  'github.com/micro/go-micro',
  'github.com/asim/go-micro',
  'github.com/pocketbase/pocketbase',
  'github.com/nicksnyder/go-i18n',
  'github.com/golang-migrate/migrate',
  'github.com/pressly/goose',
  'github.com/rubenv/sql-migrate',
  'github.com/casbin/casbin',
];

/**
 * Modules known to be Go throughout, and so to be linked statically with CGO_ENABLED=0: with these nothing has to be
 * assumed. Sources: their repositories hold no `import "C"` that a build for Linux needs.
 */
const PURE: readonly string[] = [
  'github.com/gin-gonic',
  'github.com/gin-contrib',
  'github.com/gorilla',
  'github.com/labstack',
  'github.com/go-chi',
  'github.com/gofiber/fiber',
  'github.com/gofiber/schema',
  'github.com/gofiber/template',
  'github.com/gofiber/utils',
  'github.com/valyala/fasthttp',
  'github.com/valyala/quicktemplate',
  'github.com/valyala/bytebufferpool',
  'github.com/valyala/fasttemplate',
  'github.com/valyala/tcplisten',
  'github.com/julienschmidt/httprouter',
  'github.com/lib/pq',
  'github.com/jackc',
  'github.com/go-sql-driver/mysql',
  'github.com/jmoiron/sqlx',
  'github.com/go-redis/redis',
  'github.com/redis/go-redis',
  'github.com/gomodule/redigo',
  'github.com/google/uuid',
  'github.com/gofrs/uuid',
  'github.com/satori/go.uuid',
  'github.com/sirupsen/logrus',
  'github.com/Sirupsen/logrus',
  'github.com/rs/zerolog',
  'github.com/rs/cors',
  'go.uber.org/zap',
  'go.uber.org/multierr',
  'go.uber.org/atomic',
  'github.com/pkg/errors',
  'github.com/spf13/cobra',
  'github.com/spf13/pflag',
  'github.com/spf13/cast',
  'github.com/spf13/viper',
  'github.com/joho/godotenv',
  'github.com/kelseyhightower/envconfig',
  'github.com/caarlos0/env',
  'github.com/urfave/cli',
  'github.com/urfave/negroni',
  'github.com/json-iterator/go',
  'github.com/mailru/easyjson',
  'github.com/goccy/go-json',
  'github.com/golang-jwt/jwt',
  'github.com/dgrijalva/jwt-go',
  'github.com/go-playground',
  'github.com/prometheus/client_golang',
  'github.com/stretchr/testify',
  'github.com/davecgh/go-spew',
  'github.com/pmezard/go-difflib',
  'github.com/mattn/go-isatty',
  'github.com/mattn/go-colorable',
  'github.com/klauspost/compress',
  'github.com/andybalholm/brotli',
  'github.com/streadway/amqp',
  'github.com/rabbitmq/amqp091-go',
  'github.com/nats-io/nats.go',
  'github.com/segmentio/kafka-go',
  'gorm.io/gorm',
  'gorm.io/driver/postgres',
  'gorm.io/driver/mysql',
  'go.mongodb.org/mongo-driver',
  'gopkg.in/mgo.v2',
  'gopkg.in/yaml.v2',
  'gopkg.in/yaml.v3',
  'gopkg.in/check.v1',
  'github.com/golang/protobuf',
  'google.golang.org/grpc',
  'google.golang.org/protobuf',
  'google.golang.org/genproto',
  'google.golang.org/api',
  'cloud.google.com/go',
  'github.com/aws/aws-sdk-go',
  'github.com/aws/aws-sdk-go-v2',
  'go.opentelemetry.io',
  'golang.org/x/crypto',
  'golang.org/x/net',
  'golang.org/x/oauth2',
  'golang.org/x/sync',
  'golang.org/x/sys',
  'golang.org/x/term',
  'golang.org/x/text',
  'golang.org/x/time',
  'golang.org/x/tools',
  'golang.org/x/xerrors',
];

/** What the C code of a package links; null when it is not known to have any. */
export function cLinksOf(importPath: string): CLinks | null {
  return WITH_C.find(([module]) => isOf(importPath, module))?.[1] ?? null;
}

/** The program that a package starts; null when it is not known to start one. */
export function programStartedBy(importPath: string): string | null {
  return STARTING.find(([module]) => isOf(importPath, module))?.[1] ?? null;
}

/** Whether a package of Go reads the app's sources, or folders beside them, at run time. */
export function readsSources(importPath: string): boolean {
  return READING_SOURCES.some((module) => isOf(importPath, module));
}

/** Whether a package of Go looks for files by names of its own. */
export function readsByCustom(importPath: string): boolean {
  return READING_BY_CUSTOM.some((module) => isOf(importPath, module));
}

/** Whether a package is known to need no C. */
export function isPureGo(importPath: string): boolean {
  return PURE.some((module) => isOf(importPath, module));
}

/** Below a module, behind its major version too: `example.com/a/v2/b` is of `example.com/a`. */
function isOf(importPath: string, module: string): boolean {
  return importPath === module || importPath.startsWith(`${module}/`);
}
