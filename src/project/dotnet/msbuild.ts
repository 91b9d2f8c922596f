/**
 * Project files of .NET and what they import (.csproj, .fsproj, .vbproj, .props, .targets), as written: nothing is evaluated.
 * Source: learn.microsoft.com, "MSBuild project file schema reference".
 */
import { type Reading, readAs } from '../reading.ts';
import { type Element, everyElement, readXml } from '../xml.ts';
import { slashed } from './solution.ts';

export interface MsbuildItem {
  /** As written, with forward slashes; a list is taken apart. May hold `$(...)` and globs. */
  readonly include: string;
  /** It or a group around it has a Condition. */
  readonly isConditional: boolean;
  readonly version: string | null;
}

export interface MsbuildProperty {
  readonly name: string;
  readonly value: string;
  readonly isConditional: boolean;
}

export interface MsbuildFile {
  /** `Microsoft.NET.Sdk.Web`; null in old projects, and in what is imported. */
  readonly sdk: string | null;
  readonly projectReferences: readonly MsbuildItem[];
  readonly packages: readonly MsbuildItem[];
  /** Imports of files; those of an SDK are not among them. */
  readonly imports: readonly MsbuildItem[];
  readonly properties: readonly MsbuildProperty[];
  /** What runs or is read besides when the file is evaluated: `InitialTargets`, `System.IO.File`, a target before restore. */
  readonly doesMore: string | null;
}

/** Targets that run during a restore; what stands in front of one runs then too. Source: NuGet.targets. */
const RESTORE_TARGET = /\b(?:_?Restore\w*|CollectPackage(?:Reference|Download)s|_GenerateRestore\w*|_GetRestore\w*)\b/;

export function readMsbuild(path: string, text: string): Reading<MsbuildFile> {
  const read = readXml(path, text);
  if (!read.ok) return read;
  const root = read.value;
  const found = [...withConditions(root, false)];
  const items = (name: string, attribute: string) =>
    found.filter(({ element }) => element.name === name).flatMap((each) => itemsOf(each, attribute));
  return readAs({
    sdk: root.attributes.get('Sdk') ?? null,
    projectReferences: items('ProjectReference', 'Include'),
    packages: items('PackageReference', 'Include'),
    imports: found
      .filter(({ element }) => element.name === 'Import' && !element.attributes.has('Sdk'))
      .flatMap((each) => itemsOf(each, 'Project')),
    properties: found
      .filter(({ group }) => group === 'PropertyGroup')
      .map(({ element: { name, text: value }, isConditional }) => ({ name, value, isConditional })),
    doesMore: whatElse(root),
  });
}

/** The value of a property that stands there once, without a condition or a variable; null when it is not so. */
export function literalProperty({ properties }: MsbuildFile, name: string): string | null {
  const [own, ...more] = properties.filter((property) => property.name.toLowerCase() === name.toLowerCase());
  if (own === undefined || more.length > 0 || own.isConditional || /\$\(|^$/.test(own.value)) return null;
  return own.value;
}

/** `net8.0`; several for TargetFrameworks; empty when it is not written out. */
export function targetFrameworks(file: MsbuildFile): readonly string[] {
  const written = literalProperty(file, 'TargetFramework') ?? literalProperty(file, 'TargetFrameworks') ?? '';
  return written
    .split(';')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

interface Found {
  readonly element: Element;
  readonly group: string;
  readonly isConditional: boolean;
}

function* withConditions(parent: Element, isInside: boolean): Generator<Found> {
  for (const element of parent.children) {
    const isConditional = isInside || element.attributes.has('Condition') || /^(?:When|Otherwise)$/.test(element.name);
    yield { element, group: parent.name, isConditional };
    yield* withConditions(element, isConditional);
  }
}

function itemsOf({ element, isConditional }: Found, attribute: string): MsbuildItem[] {
  const version = element.attributes.get('Version') ?? element.children.find(({ name }) => name === 'Version')?.text;
  return slashed(element.attributes.get(attribute) ?? '')
    .split(';')
    .map((include) => include.trim())
    .filter((include) => include !== '')
    .map((include) => ({ include, isConditional, version: version ?? null }));
}

/** What a restore depends on; an import or a reference that need not be there is itself looked for. */
const MATTERS = /^(?:PropertyGroup|PackageReference|Choose)$/;

/** A condition on a file being there, of the element or what is in it. */
function existsIn(element: Element): string | null {
  for (const { attributes } of everyElement(element)) {
    const condition = attributes.get('Condition');
    if (condition !== undefined && /\bExists\s*\(/i.test(condition)) return condition;
  }
  return null;
}

function whatElse(root: Element): string | null {
  const initial = root.attributes.get('InitialTargets');
  if (initial !== undefined && initial !== '') return `InitialTargets="${initial}"`;
  for (const element of everyElement(root)) {
    const { name, attributes, text } = element;
    const isGroup = name === 'ItemGroup' && element.children.some((child) => MATTERS.test(child.name));
    const exists = isGroup || MATTERS.test(name) ? existsIn(element) : null;
    if (exists !== null) return exists;
    const texts = [text, ...attributes.values()];
    const file = texts.find((each) => /System\.IO\.(?:File|Directory)\b/.test(each));
    if (file !== undefined) return file;
    const before =
      name === 'Target' ? `${attributes.get('BeforeTargets') ?? ''};${attributes.get('AfterTargets') ?? ''}` : '';
    if (RESTORE_TARGET.test(before)) return `the target ${attributes.get('Name') ?? ''}`;
  }
  return null;
}
