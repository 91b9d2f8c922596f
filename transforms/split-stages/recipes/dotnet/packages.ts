/** What a project asks of the runtime: .NET alone, or ASP.NET Core as well. */
import { type MsbuildFile, readMsbuild } from '../../../../src/project/dotnet/msbuild.ts';
import { folderOf, resolvePath } from '../../../../src/project/paths.ts';
import type { App } from '../../app.ts';

/** Packages that bring nothing of ASP.NET Core. ~ Own knowledge of them; any other may ask for its runtime. */
const PLAIN_PACKAGES =
  /^(?:System\.|Microsoft\.(?:Extensions\.(?!Diagnostics\.HealthChecks)|Data\.|EntityFrameworkCore|CSharp|NET\.|CodeAnalysis)|Newtonsoft\.Json|Npgsql|Dapper|StackExchange\.Redis|RabbitMQ\.Client|Confluent\.Kafka|CsvHelper|Polly|MongoDB\.|MySql|Humanizer|CommandLineParser|Spectre\.Console|Google\.Protobuf|AutoMapper|FluentValidation|MediatR$|Serilog(?!\.AspNetCore)|NLog(?!\.Web))/;

/** Whether a project, what it refers to and what is imported into it ask for no more than .NET itself. */
export function isPlain(
  project: App['project'],
  path: string,
  imported: readonly MsbuildFile[],
  seen: ReadonlySet<string> = new Set(),
): boolean {
  const text = project.readText(path);
  const read = text === null ? null : readMsbuild(path, text);
  if (text === null || read === null || !read.ok || /AspNetCore|Sdk\.(?:Web|Razor|BlazorWebAssembly)/.test(text))
    return false;
  const files = [read.value, ...imported];
  if (!files.every(({ packages }) => packages.every(({ include }) => PLAIN_PACKAGES.test(include)))) return false;
  return read.value.projectReferences.every(({ include }) => {
    const other = resolvePath(folderOf(path), include);
    return other !== null && (seen.has(other) || isPlain(project, other, imported, new Set([...seen, path])));
  });
}
