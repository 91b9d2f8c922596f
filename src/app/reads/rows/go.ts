/** Calls of Go's standard library and of usual modules that read. Source: their package documentation. */
import { ANY } from '../../code/sites.ts';
import type { ReadCalls } from './row.ts';

export const go: ReadCalls = {
  words:
    /\bos\.|ioutil\.|ParseFiles|ParseGlob|http\.(?:Dir|ServeFile)|LoadHTML|\.Static|LocalFile|\.File\b|SendFile|Attachment|html\.New|django\.New|pug\.New|ace\.New|migrate\.New|goose\.|odotenv|viper\.|AddConfigPath|SetConfig|DecodeFile|ini\.Load|LoadX509|TLS|FromFile|filepath\.(?:Walk|Glob)|plugin\.Open|OSFileSystem|FindBox|Enforcer|LoadMessageFile|geoip2|excelize|HandleDir|iris\.HTML|ReadConfig|file\.Provider|exec\.|syscall\.Exec|sjson|gowebly/,
  rows: [
    { name: '(?:os|ioutil)\\.(?:Open|ReadFile|ReadDir|DirFS|OpenRoot)', path: 0 },
    { name: 'os\\.OpenFile', path: 0, when: { at: 1, is: /O_(?:RDONLY|RDWR)(?![^,]*O_CREATE)/, none: false } },
    { name: `${ANY}(?:ParseFiles|LoadHTMLFiles)`, path: 'rest' },
    { name: `${ANY}(?:ParseGlob|LoadHTMLGlob)`, path: 0 },
    { name: 'http\\.Dir', path: 0 },
    { name: 'http\\.ServeFile', path: 2 },
    // gin, echo, fiber
    { name: `${ANY}(?:Static|StaticFile)`, path: 1, isLoose: true },
    { name: 'static\\.LocalFile|(?:middleware|static)\\.(?:Static|New)', path: 0, isLoose: true },
    { name: 'middleware\\.StaticConfig', path: 'keys', keys: ['Root'] },
    { name: `${ANY}(?:SendFile|Attachment|FileAttachment)`, path: 0, isLoose: true },
    { name: `${ANY}File`, path: [0, 1], isLoose: true },
    {
      name: '(?:html|django|pug|ace|amber|mustache|handlebars|jet|slim)\\.New',
      path: 0,
      isLoose: true,
      about: /fiber/,
    },
    { name: 'migrate\\.New(?:WithDatabaseInstance)?', path: 0 },
    { name: 'goose\\.\\w+', path: [1, 2], isLoose: true },
    { name: 'godotenv\\.(?:Load|Overload|Read)', path: 'rest', otherwise: '.env' },
    { name: '(?:[\\w]*[vV](?:iper)?)\\.AddConfigPath', path: 0, isSearched: true },
    { name: '(?:[\\w]*[vV](?:iper)?)\\.SetConfigName', path: 0, isStem: true },
    { name: '(?:[\\w]*[vV](?:iper)?)\\.SetConfigFile', path: 0 },
    {
      name: 'toml\\.DecodeFile|cleanenv\\.ReadConfig|file\\.Provider|ini\\.Load|(?:geoip2|excelize|maxminddb)\\.Open(?:File)?',
      path: 0,
    },
    { name: 'tls\\.LoadX509KeyPair', path: [0, 1] },
    { name: 'http\\.ListenAndServeTLS', path: [1, 2] },
    { name: `${ANY}(?:ListenAndServeTLS|RunTLS|StartTLS|ListenTLS)`, path: [0, 1, 2], isLoose: true },
    { name: 'credentials\\.New(?:Server|Client)TLSFromFile', path: [0, 1], isLoose: true },
    { name: 'filepath\\.(?:Walk|WalkDir|Glob)', path: 0 },
    { name: 'plugin\\.Open', path: 0 },
    {
      name: 'pongo2\\.(?:FromFile|Must|DefaultSet\\.FromFile)|jet\\.NewOSFileSystemLoader|iris\\.(?:HTML|Django|Handlebars)',
      path: 0,
      isLoose: true,
    },
    { name: `${ANY}(?:FindBox|MustFindBox)`, path: 0, isLoose: true },
    { name: 'casbin\\.New\\w*', path: 'rest', isLoose: true },
    { name: `${ANY}(?:LoadMessageFile|MustLoadMessageFile)`, path: 0 },
    { name: `${ANY}HandleDir`, path: 1, isLoose: true },
  ],
  programs: [
    { name: 'exec\\.Command', runs: 'program', at: 0, about: /"os\/exec"/ },
    { name: 'exec\\.CommandContext', runs: 'program', at: 1, about: /"os\/exec"/ },
    { name: '(?:syscall|unix)\\.(?:Exec|ForkExec)|os\\.StartProcess', runs: 'program', at: 0 },
  ],
  conventions: [
    { about: /"github\.com\/joho\/godotenv\/autoload"/, paths: ['.env'] },
    { about: /"github\.com\/(?:astaxie\/beego|beego\/beego)[/"]/, paths: ['conf', 'views', 'static'] },
    { about: /"github\.com\/goravel\/framework[/"]/, paths: ['.env', 'resources', 'public', 'lang'] },
    { about: /"github\.com\/revel\/revel"/, paths: ['conf', 'app/views', 'public', 'messages'] },
  ],
};
