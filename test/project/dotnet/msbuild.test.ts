import { describe, expect, test } from 'vitest';
import { literalProperty, readMsbuild, targetFrameworks } from '../../../src/project/dotnet/msbuild.ts';
import { readNugetConfig } from '../../../src/project/dotnet/nuget-config.ts';
import { readSolution } from '../../../src/project/dotnet/solution.ts';

function project(text: string) {
  const read = readMsbuild('App.csproj', text);
  if (!read.ok) throw new Error(read.broken.why);
  return read.value;
}

describe('project files', () => {
  test('references, packages, imports and properties', () => {
    const read = project(`\uFEFF<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFrameworks>net8.0; net6.0</TargetFrameworks><OutputType>Exe</OutputType></PropertyGroup>
  <PropertyGroup Condition="'$(Configuration)'=='Release'"><AssemblyName>Shop</AssemblyName></PropertyGroup>
  <ItemGroup>
    <ProjectReference Include="..\\Lib\\Lib.csproj;..\\Core\\Core.csproj" />
    <PackageReference Include="A" Version="1.0" /><PackageReference Include="B"><Version>2.0</Version></PackageReference>
    <PackageReference Include="C" Condition="'$(X)'=='1'" />
  </ItemGroup>
  <Import Project="Sdk.props" Sdk="Other" /><Import Project="build\\common.props" />
</Project>`);
    expect(read.sdk).toBe('Microsoft.NET.Sdk.Web');
    expect(targetFrameworks(read)).toEqual(['net8.0', 'net6.0']);
    expect(literalProperty(read, 'outputtype')).toBe('Exe');
    expect(literalProperty(read, 'AssemblyName')).toBeNull();
    expect(read.projectReferences.map(({ include }) => include)).toEqual(['../Lib/Lib.csproj', '../Core/Core.csproj']);
    expect(read.packages.map(({ include, version, isConditional }) => [include, version, isConditional])).toEqual([
      ['A', '1.0', false],
      ['B', '2.0', false],
      ['C', null, true],
    ]);
    expect(read.imports.map(({ include }) => include)).toEqual(['build/common.props']);
    expect(read.doesMore).toBeNull();
  });

  test.each([
    ['<Project InitialTargets="A" />', 'InitialTargets="A"'],
    [
      '<Project><PropertyGroup><V>$([System.IO.File]::ReadAllText(x))</V></PropertyGroup></Project>',
      '$([System.IO.File]::ReadAllText(x))',
    ],
    ['<Project><Target Name="T" BeforeTargets="Restore" /></Project>', 'the target T'],
    ['<Project><PropertyGroup Condition="Exists(\'x\')" /></Project>', "Exists('x')"],
    [
      '<Project><ItemGroup Condition="Exists(\'x\')"><PackageReference Include="A" /></ItemGroup></Project>',
      "Exists('x')",
    ],
  ])('says what it does besides: %#', (text, what) => {
    expect(project(text).doesMore).toBe(what);
  });

  test.each([
    '<Project><Target Name="T" BeforeTargets="Build"><Exec Command="npm ci" /></Target></Project>',
    '<Project><PropertyGroup><P>$([System.IO.Path]::Combine(a, b))</P></PropertyGroup></Project>',
    '<Project><ItemGroup Condition="Exists(\'x\')"><None Include="x" /></ItemGroup></Project>',
  ])('what a restore does not see is nothing: %#', (text) => {
    expect(project(text).doesMore).toBeNull();
  });
});

test('solutions', () => {
  const line = (type: string, path: string) => `Project("{${type}}") = "n", "${path}", "{0}"\r\nEndProject\r\n`;
  const text = `\uFEFF\r\nMicrosoft Visual Studio Solution File, Format Version 12.00\r\n${line('FAE04EC0-301F-11D3-BF4B-00C04F79EFBC', 'a\\A.csproj')}${line('2150E333-8FDC-42A3-9474-1A3956D46DE8', 'folder')}`;
  expect(readSolution('x.sln', text)).toEqual({ ok: true, value: ['a/A.csproj'] });
  expect(readSolution('x.sln', 'hello').ok).toBe(false);
  const xml =
    '<Solution><Project Path="a\\A.csproj" /><Folder Name="/f/"><Project Path="b/B.fsproj" /><File Path="c.txt" /></Folder></Solution>';
  expect(readSolution('x.slnx', xml)).toEqual({ ok: true, value: ['a/A.csproj', 'b/B.fsproj'] });
  expect(readSolution('x.slnx', '<Solution>').ok).toBe(false);
});

test('nuget.config', () => {
  const text =
    '<configuration><config><add key="globalPackagesFolder" value=".\\p" /></config><packageSources><clear /><add key="a" value="https://x" /><add key="b" value=".\\local" /></packageSources></configuration>';
  expect(readNugetConfig('nuget.config', text)).toEqual({
    ok: true,
    value: { sources: ['https://x', './local'], packagesFolder: './p' },
  });
});
