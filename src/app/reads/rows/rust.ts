/** Calls of Rust's standard library and of usual crates that read. Source: docs.rs. */
import { ANY } from '../../code/sites.ts';
import type { ReadCalls } from './row.ts';

const PATH = '(?:[\\w]+::)*';

export const rust: ReadCalls = {
  words:
    /File|fs::|read_to_string|\.open|OpenOptions|Serve|Tera|register_template|template_file|path_loader|with_name|init_file|dotenv|load_from_file|Static|serve_|from_pem|_file\b|WalkDir|glob|image::|Migrator|from_path|from_filename|from_file|Command|relative!|Template::|Toml::|Json::|Yaml::|read_dir|rocket/,
  rows: [
    { name: `${PATH}(?:File|NamedFile)::(?:open|open_async)`, path: 0 },
    { name: `${PATH}fs::(?:read|read_to_string|read_dir|metadata|canonicalize|copy|File::open)`, path: 0 },
    { name: `${PATH}(?:ServeDir|ServeFile)::new(?:_with_mime)?`, path: 0 },
    { name: `${PATH}Files::new`, path: 1 },
    { name: `${PATH}FileServer::(?:from|new)`, path: 0 },
    { name: '(?:rocket::fs::|fs::)?relative!', path: 0 },
    { name: '(?:warp::)?fs::(?:dir|file)', path: 0 },
    { name: `${PATH}Tera::(?:new|parse)`, path: 0 },
    {
      name: `${ANY}(?:register_templates_directory|register_template_file|add_template_file)`,
      path: [0, 1],
      isLoose: true,
    },
    { name: `${PATH}path_loader`, path: 0 },
    { name: `${PATH}File::(?:with_name|from)`, path: 0, isStem: true, isLoose: true },
    { name: `${PATH}(?:Toml|Json|Yaml|YamlExtended)::file(?:_exact)?`, path: 0 },
    { name: `${PATH}init_file`, path: 0, about: /log4rs/ },
    { name: `(?:dotenv|dotenvy)::(?:dotenv|load|dotenv_override)|dotenv`, path: 'keys', otherwise: '.env' },
    {
      name: `${PATH}(?:from_filename|from_path|from_file|load_from_file|from_filename_override)`,
      path: 0,
      isLoose: true,
    },
    { name: `${PATH}(?:StaticFilesEndpoint|StaticFileEndpoint|StaticDir|StaticFile)::new`, path: 0, isLoose: true },
    { name: `${ANY}(?:serve_dir|serve_file)`, path: 0, isLoose: true },
    { name: `${PATH}(?:from_pem_file|pem_file_iter)`, path: 0, isLoose: true },
    { name: `${ANY}(?:set_private_key_file|set_certificate_chain_file|set_certificate_file|set_ca_file)`, path: 0 },
    { name: `${PATH}WalkDir::new|(?:glob::)?glob`, path: 0, isLoose: true },
    { name: 'image::open', path: 0 },
    { name: `${PATH}Migrator::new`, path: 0, isLoose: true },
    { name: '(?:\\w*[oO]pt\\w*)\\.open', path: 0, isLoose: true },
  ],
  programs: [
    {
      name: `${PATH}Command::new`,
      runs: 'program',
      at: 0,
      about: /process::(?:\{[^}]*)?\bCommand|std::process|tokio::process|async_process|process::Command/,
    },
  ],
  conventions: [
    { about: /\brocket\b/, paths: ['Rocket.toml'] },
    {
      about: /\brocket_dyn_templates\b|rocket_contrib::templates|\bTemplate::(?:fairing|custom|attach)\b/,
      paths: ['templates'],
    },
    { about: /\bloco_rs\b/, paths: ['config', 'assets'] },
  ],
};
