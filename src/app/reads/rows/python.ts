/** Calls of Python's standard library and of usual packages that read. Source: their reference. */
import { ANY } from '../../code/sites.ts';
import type { ReadCalls } from './row.ts';

export const python: ReadCalls = {
  words:
    /open|read_|Path|path\.|listdir|scandir|glob|walk|FileSystemLoader|StaticFiles|Jinja2Templates|load_dotenv|dotenv|send_file|send_from_directory|render_template|load_cert_chain|fileConfig|subprocess|system|popen|Popen|exec|spawn|check_|\brun\b|call|config\.read|Flask|\bload/,
  rows: [
    {
      name: '(?:io\\.|codecs\\.|aiofiles\\.)?open',
      path: 0,
      when: { at: 1, is: /^r(?!.*\+)|encoding|^[^wax+]*$/, none: true },
      keys: ['file'],
    },
    { name: `${ANY}(?:read_text|read_bytes|iterdir|glob|rglob)`, path: 'receiver', isLoose: true },
    { name: 'os\\.(?:listdir|scandir|walk)|(?:glob\\.)?(?:glob|iglob)', path: 0 },
    { name: `${ANY}FileSystemLoader`, path: 0, isLoose: true },
    { name: `${ANY}(?:StaticFiles|Jinja2Templates)`, path: 0, keys: ['directory'] },
    { name: 'load_dotenv|dotenv_values', path: 0, keys: ['dotenv_path'], otherwise: '.env' },
    { name: `${ANY}(?:send_file|send_from_directory|FileResponse|fileConfig|load_cert_chain)`, path: 0, isLoose: true },
    { name: `${ANY}(?:read_csv|read_json|read_excel|read_parquet|read_pickle|read_table)`, path: 0, isLoose: true },
    { name: '(?:[\\w.]*config\\w*|parser|cfg|cp)\\.read', path: 0, isLoose: true },
    { name: '(?:os\\.path\\.join|(?:pathlib\\.)?Path)', path: 'call', isLoose: true },
    { name: '(?:flask\\.)?Flask', path: 'keys', keys: ['template_folder', 'static_folder'], isLoose: true },
  ],
  programs: [
    {
      name: 'os\\.(?:system|popen)|subprocess\\.(?:getoutput|getstatusoutput)|asyncio\\.create_subprocess_shell',
      runs: 'shell',
      at: 0,
    },
    {
      name: 'subprocess\\.(?:run|call|check_call|check_output|Popen)|asyncio\\.create_subprocess_exec|os\\.exec\\w+|Popen',
      runs: 'program',
      at: 0,
    },
    { name: 'os\\.spawn\\w+', runs: 'program', at: 1 },
  ],
  conventions: [{ about: /\bFlask\s*\(|render_template/, paths: ['templates', 'static'] }],
};
