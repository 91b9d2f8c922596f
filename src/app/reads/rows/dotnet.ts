/** Calls of .NET's class library that read; what a project names as content is published with it. Source: Microsoft's API reference. */
import { ANY } from '../../code/sites.ts';
import type { ReadCalls } from './row.ts';

export const dotnet: ReadCalls = {
  words: /File|Directory|StreamReader|AddJsonFile|AddXmlFile|AddIniFile|Process|Path\./,
  rows: [
    {
      name: '(?:System\\.IO\\.)?File\\.(?:ReadAllText|ReadAllTextAsync|ReadAllLines|ReadAllLinesAsync|ReadAllBytes|ReadAllBytesAsync|ReadLines|OpenRead|OpenText|Copy)',
      path: 0,
    },
    { name: '(?:System\\.IO\\.)?Directory\\.(?:GetFiles|EnumerateFiles|GetDirectories|EnumerateDirectories)', path: 0 },
    { name: 'new\\s+(?:[\\w.]+\\.)?(?:StreamReader|PhysicalFileProvider)', path: 0, isLoose: true },
    { name: `${ANY}(?:AddJsonFile|AddXmlFile|AddIniFile|AddYamlFile)`, path: 0, isLoose: true },
    { name: '(?:[\\w.]+\\.)?Path\\.Combine', path: 'call', isLoose: true },
  ],
  programs: [{ name: '(?:[\\w.]+\\.)?Process\\.Start|new\\s+(?:[\\w.]+\\.)?ProcessStartInfo', runs: 'program', at: 0 }],
  conventions: [],
};
