/** Functions of the C and C++ libraries and of usual ones that read. Source: cppreference.com, the POSIX manual pages. */
import { ANY } from '../../code/sites.ts';
import type { ReadCalls } from './row.ts';

export const native: ReadCalls = {
  words:
    /fopen|ifstream|fstream|open|imread|document_root|DocumentRoot|loadConfig|set_mount_point|set_base_dir|readFile|read_file|mmap|directory_iterator|load_file|LoadFile|parse_file|use_certificate|use_private|use_PrivateKey|system|exec|_spawn|ifs\b/,
  rows: [
    { name: '(?:std::)?(?:fopen|freopen|fopen64)', path: 0, when: { at: 1, is: /^r/, none: true } },
    { name: '(?:std::)?(?:ifstream|wifstream)(?:\\s+\\w+)?', path: 0 },
    { name: '(?:std::)?fstream(?:\\s+\\w+)?', path: 0, isLoose: true },
    { name: `${ANY}open`, path: 0, isLoose: true },
    { name: '(?:::)?open(?:64)?', path: 0, when: { at: 1, is: /O_(?:RDONLY|RDWR)(?!.*O_CREAT)/, none: false } },
    { name: 'openat', path: 1, isLoose: true },
    { name: 'opendir|dlopen', path: 0, isLoose: true },
    { name: '(?:[\\w]+::)*(?:recursive_)?directory_iterator(?:\\s+\\w+)?', path: 0, isLoose: true },
    { name: '(?:cv::)?imread', path: 0 },
    {
      name: `${ANY}(?:loadConfigFile|setDocumentRoot|set_document_root|set_base_dir|loadFile|LoadFile|load_file|parse_file|use_certificate_file|use_certificate_chain_file|use_private_key_file)`,
      path: 0,
      isLoose: true,
    },
    { name: `${ANY}(?:set_mount_point)`, path: 1, isLoose: true },
    { name: '(?:SSL_CTX_use_(?:certificate|PrivateKey|certificate_chain)_file)', path: 1 },
  ],
  programs: [
    { name: '(?:std::)?(?:system|popen)', runs: 'shell', at: 0 },
    { name: 'execl|execlp|execle|execv|execvp|execve|execvpe|posix_spawnp?', runs: 'program', at: 0 },
  ],
  conventions: [],
};
