/** Calls of Node, Deno and Bun, and of usual packages, that read. Source: Node's fs reference; each package's readme. */
import { ANY } from '../../code/sites.ts';
import type { ReadCalls } from './row.ts';

const FS = '(?:[\\w$.]*(?:fs|fsp|fse|promises|Fs|FS|fsPromises|fsExtra|Deno)\\w*\\.)';

const CHAINED = /\(['"`](?:node:)?child_process['"`]\)\s*\)?\s*\??\.\s*(?:exec|spawn)/;

export const js: ReadCalls = {
  words:
    /read(?:File|dir|Dir|Json|JSON|TextFile|YamlFile)|createReadStream|opendir|[fF][sS]\w*\.(?:open|copy|cp)|copyFile|static|serve|Static|rootPath|\broot\b|sendFile|sendfile|\.download|['"`]views['"`]|setBaseViewsDir|[rR]enderFile|compileFile|unjucks|FileSystemLoader|Liquid|engine|registerPartials|layoutsDir|loadSync|rotoLoader|grpc\.load|loadFiles|loadSchema|loadTypedefs|typePaths|dotenv|i18n|I18n|loadPath|swagger|YAML|yaml|directory|migrations|entities|Worker|fork|Piscina|Bun\.|glob|registerFont|resolve|require|import|\bjoin\b|hild_?[pP]rocess|exec|spawn|shell|zx|config|\.load\b|addFont|loadImage|\.set\b/,
  rows: [
    {
      name: `${FS}(?:readFile|readFileSync|createReadStream|readdir|readdirSync|opendir|opendirSync|readJson|readJsonSync|readJSON|readJSONSync|readTextFile|readTextFileSync|copyFile|copyFileSync|copy|copySync|cp|cpSync)`,
      path: 0,
    },
    { name: '(?:readFileSync|readdirSync|createReadStream|readJson|readJsonSync|readJSONSync|readYamlFile)', path: 0 },
    {
      name: `${FS}(?:open|openSync)`,
      path: 0,
      when: { at: 1, is: /^r\+?$/, none: true },
    },
    { name: '(?:express|[\\w$]*[eE]xpress|polka|sirv)\\.static', path: 0 },
    {
      name: '(?:serveStatic|serve|sirv|koaStatic|koa_static|serve_static|staticServe|staticPlugin|staticCache|favicon|koaServe|mount_static)',
      path: 0,
      keys: ['root', 'path', 'assets'],
      isLoose: true,
    },
    { name: `${ANY}(?:useStaticAssets|setBaseViewsDir|registerPartials)`, path: 0 },
    { name: `${ANY}(?:sendFile|sendfile)`, path: 0, within: 'root' },
    { name: `${ANY}download`, path: 0, isLoose: true },
    {
      name: `${ANY}(?:register|forRoot|forRootAsync|use|engine|create|configure|configureRoutes|view)`,
      path: 'keys',
      keys: [
        'root',
        'rootPath',
        'layoutsDir',
        'partialsDir',
        'viewsDir',
        'templatesDir',
        'typePaths',
        'envFilePath',
        'loadPath',
        'directory',
      ],
      isLoose: true,
    },
    { name: `${ANY}set`, path: 1, when: { at: 0, is: /^views$/, none: false } },
    { name: `${ANY}(?:renderFile|compileFile)`, path: 0, isLoose: true },
    { name: `nunjucks\\.configure|new\\s+(?:[\\w$]+\\.)?FileSystemLoader`, path: 0, isLoose: true },
    { name: 'new\\s+(?:Eta|Liquid|Edge)', path: 'keys', keys: ['views', 'root'] },
    { name: `(?:protoLoader|proto_loader|[\\w$]*[lL]oader|grpc)\\.(?:load|loadSync)`, path: 0, isLoose: true },
    { name: '(?:YAML|yaml)\\.load', path: 0, isLoose: true },
    { name: 'loadFiles(?:Sync)?|loadSchema(?:Sync)?|loadTypedefs(?:Sync)?', path: 0, isLoose: true },
    {
      name: '(?:[\\w$]*[dD]otenv\\w*|require)\\.config(?:DotEnv)?',
      path: 'keys',
      keys: ['path'],
      otherwise: '.env',
      about: /dotenv/,
    },
    { name: '[iI]18n\\w*\\.(?:configure|init)', path: 'keys', keys: ['directory', 'loadPath'], otherwise: 'locales' },
    { name: '(?:swaggerJsdoc|swaggerJSDoc|swagger_jsdoc)', path: 'keys', keys: ['apis'], isLoose: true },
    {
      name: 'new\\s+(?:[\\w$]+\\.)?(?:Worker|Piscina)|(?:[\\w$]+\\.)?fork',
      path: 0,
      keys: ['filename'],
      isLoose: true,
    },
    { name: 'Bun\\.file', path: 0 },
    {
      name: '(?:[gG]lob|globby|fg|fast_glob|fastGlob)(?:\\.sync|Sync|\\.globSync|\\.glob|\\.async)?',
      path: 0,
      isLoose: true,
    },
    { name: `${ANY}(?:registerFont|addFont|loadImage|loadFont)`, path: 0, isLoose: true },
    // What is put together is a path, whatever is done to it afterwards.
    { name: '(?:path\\.)?(?:join|resolve)', path: 'call', isLoose: true },
  ],
  programs: [
    { name: '(?:[\\w$]*(?:child_process|childProcess|cp)\\w*\\.)(?:exec|execSync)', runs: 'shell', at: 0 },
    {
      name: '(?:[\\w$]*(?:child_process|childProcess|cp)\\w*\\.)(?:spawn|spawnSync|execFile|execFileSync)',
      runs: 'program',
      at: 0,
    },
    {
      name: 'execSync|execAsync|execPromise|(?:shell|shelljs)\\.exec',
      runs: 'shell',
      at: 0,
      about: /child_process|shelljs|child-process/,
    },
    { name: 'spawn|spawnSync|execFile|execFileSync', runs: 'program', at: 0, about: /child_process|cross-spawn/ },
    // `require('child_process').execSync(...)`, `(await import('child_process')).spawn(...)`.
    { name: `${ANY}(?:exec|execSync)`, runs: 'shell', at: 0, about: CHAINED },
    { name: `${ANY}(?:spawn|spawnSync|execFile|execFileSync)`, runs: 'program', at: 0, about: CHAINED },
    { name: 'execa|execaSync|execa\\.(?:sync|node)', runs: 'program', at: 0 },
    { name: 'execaCommand|execaCommandSync|execa\\.(?:command|commandSync)', runs: 'shell', at: 0 },
    { name: 'new\\s+Deno\\.Command', runs: 'program', at: 0 },
  ],
  conventions: [
    { about: /\.render\s*\(/, paths: ['views'] },
    {
      about: /(?:from|require\(|import\()\s*['"](?:config|@feathersjs\/configuration)['"]|node-config-ts/,
      paths: ['config'],
    },
    {
      about: /['"]dotenv(?:\/config|-flow\/config|-flow|-expand|-safe)?['"]|@nestjs\/config/,
      paths: ['.env', '.env.production'],
    },
    { about: /['"]@nestjs\/config['"]|process\.loadEnvFile/, paths: ['.env'] },
    { about: /(?:from|require\()\s*['"]i18n['"]/, paths: ['locales'] },
    {
      about: /['"]next-i18next|next-translate/,
      paths: ['next-i18next.config.js', 'i18n.json', 'public/locales', 'locales'],
    },
    {
      about: /(?:from|require\()\s*['"]next['"]/,
      paths: ['public', 'next.config.js', 'next.config.mjs', 'next.config.ts'],
    },
    { about: /(?:from|require\()\s*['"]sails['"]/, paths: ['api', 'assets', 'config', 'views', '.sailsrc'] },
    { about: /@strapi\/strapi/, paths: ['config', 'database', 'public', 'src', 'favicon.png', 'favicon.ico'] },
    { about: /['"](?:@hapi\/)?confidence['"]|['"]nconf['"]|['"]rc['"]/, paths: ['config', 'config.json'] },
    { about: /(?:from|require\()\s*['"]handlebars-express|express-handlebars['"]/, paths: ['views'] },
  ],
};
