/** Calls of Java's and Kotlin's standard libraries that read; resources of the class path lie in the jar. Source: their API documentation. */
import { ANY } from '../../code/sites.ts';
import type { ReadCalls } from './row.ts';

export const jvm: ReadCalls = {
  words: /File|Path|Files\.|Scanner|getRuntime|ProcessBuilder|exec|dotenv|Dotenv|externalLocation|FileSystemResource/,
  rows: [
    {
      name: 'new\\s+(?:[\\w.]+\\.)?(?:FileInputStream|FileReader|FileSystemResource|ZipFile|JarFile)|(?:[\\w.]+\\.)?(?:FileInputStream|FileReader)',
      path: 0,
    },
    { name: 'new\\s+(?:[\\w.]+\\.)?RandomAccessFile', path: 0, when: { at: 1, is: /^r$/, none: false } },
    {
      name: 'Files\\.(?:readAllBytes|readString|readAllLines|lines|newInputStream|newBufferedReader|list|walk|copy|newDirectoryStream|newByteChannel)',
      path: 0,
      isLoose: true,
    },
    { name: '(?:new\\s+)?(?:java\\.io\\.)?File', path: 'call', isLoose: true },
    { name: '(?:[\\w.]+\\.)?(?:Paths\\.get|Path\\.of)', path: 'call', isLoose: true },
    {
      name: `${ANY}(?:externalLocation|addExternal|externalStaticFileLocation|setResourceBase)`,
      path: 0,
      isLoose: true,
    },
    { name: 'Dotenv\\.load|Dotenv\\.configure|dotenv', path: 'keys', otherwise: '.env', about: /[dD]otenv/ },
  ],
  programs: [
    { name: `${ANY}getRuntime\\(\\)\\.exec|(?:rt|runtime)\\.exec`, runs: 'program', at: 0 },
    { name: '(?:new\\s+)?(?:java\\.lang\\.)?ProcessBuilder', runs: 'program', at: 0 },
  ],
  // Looked for in the working directory before the class path.
  conventions: [
    {
      about: /org\.springframework\.boot/,
      paths: ['config', 'application.properties', 'application.yml', 'application.yaml'],
    },
    { about: /io\.quarkus|org\.eclipse\.microprofile/, paths: ['config/application.properties', '.env'] },
  ],
};
