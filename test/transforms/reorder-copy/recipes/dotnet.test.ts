import { describe, expect, test } from 'vitest';
import { dotnet } from '../../../../transforms/reorder-copy/recipes/dotnet.ts';
import { type FileTexts, plan, stepsOf } from './support.ts';

function csproj(inner = ''): string {
  return `<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>${inner}</Project>`;
}

const APP: FileTexts = { 'App.csproj': csproj(), 'Program.cs': '' };
const SOLUTION: FileTexts = {
  'Shop.sln': `\r\nMicrosoft Visual Studio Solution File, Format Version 12.00
Project("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "Api", "src\\Api\\Api.csproj", "{1}"
EndProject
Project("{2150E333-8FDC-42A3-9474-1A3956D46DE8}") = "tests", "tests", "{2}"
EndProject
Project("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "Lib", "src\\Lib\\Lib.csproj", "{3}"
EndProject
`,
  'src/Api/Api.csproj': csproj('<ItemGroup><ProjectReference Include="..\\Lib\\Lib.csproj" /></ItemGroup>'),
  'src/Lib/Lib.csproj': csproj(),
};

function dockerfile(run: string): string {
  return `FROM mcr.microsoft.com/dotnet/sdk:8.0\nWORKDIR /src\nCOPY . .\nRUN ${run}\n`;
}

function code(run: string, files: FileTexts = APP): string | null {
  const answer = plan(dotnet, dockerfile(run), files);
  if (answer === null) return null;
  return 'refused' in answer ? answer.refused.code : 'need';
}

describe('a restore of its own', () => {
  test.each([
    'dotnet restore',
    'dotnet restore App.csproj',
    'dotnet restore ./App.csproj -r linux-x64 --verbosity quiet',
  ])('%s', (run) => {
    expect(plan(dotnet, dockerfile(run), APP)).toEqual({
      tool: 'NuGet',
      reads: ['App.csproj'],
      writes: ['obj'],
      added: null,
      risk: 'safe',
    });
  });

  test('of a solution reads each project at its own path', () => {
    expect(plan(dotnet, dockerfile('dotnet restore'), SOLUTION)).toMatchObject({
      reads: ['Shop.sln', 'src/Api/Api.csproj', 'src/Lib/Lib.csproj'],
      writes: ['src/Api/obj', 'src/Lib/obj'],
    });
  });

  test('of a project reads those that it refers to, whichever way the slashes lean', () => {
    expect(plan(dotnet, dockerfile('dotnet restore src/Api/Api.csproj'), SOLUTION)).toMatchObject({
      reads: ['src/Api/Api.csproj', 'src/Lib/Lib.csproj'],
    });
    expect(plan(dotnet, dockerfile("dotnet restore 'src\\Api'"), SOLUTION)).toMatchObject({
      reads: ['src/Api/Api.csproj', 'src/Lib/Lib.csproj'],
    });
  });

  test('of a solution in XML', () => {
    const { 'Shop.sln': _, ...rest } = SOLUTION;
    const slnx = '<Solution><Folder Name="/src/"><Project Path="src/Api/Api.csproj" /></Folder></Solution>';
    expect(plan(dotnet, dockerfile('dotnet restore Shop.slnx'), { ...rest, 'Shop.slnx': slnx })).toMatchObject({
      reads: ['Shop.slnx', 'src/Api/Api.csproj', 'src/Lib/Lib.csproj'],
    });
  });

  test('reads the settings up the tree, and lockfiles', () => {
    const files = {
      ...SOLUTION,
      'global.json': '{}',
      'NuGet.config': '<configuration/>',
      'Directory.Build.props': '<Project/>',
      'Directory.Packages.props': '<Project/>',
      'src/Directory.Build.targets': '<Project/>',
      'src/Api/packages.lock.json': '{}',
    };
    expect(plan(dotnet, dockerfile('dotnet restore src/Api/Api.csproj'), files)).toMatchObject({
      reads: [
        'global.json',
        'NuGet.config',
        'Directory.Build.props',
        'Directory.Packages.props',
        'src/Directory.Build.targets',
        'src/Api/Api.csproj',
        'src/Api/packages.lock.json',
        'src/Lib/Lib.csproj',
      ],
    });
  });

  test('reads what a project imports', () => {
    const files = {
      'App.csproj': csproj('<Import Project="$(MSBuildThisFileDirectory)build\\common.props" />'),
      'build/common.props': '<Project><Import Project="more.props" Condition="Exists(\'more.props\')" /></Project>',
      'build/more.props': '<Project/>',
      'src/Directory.Build.props':
        "<Project><Import Project=\"$([MSBuild]::GetPathOfFileAbove('Directory.Build.props', '$(MSBuildThisFileDirectory)../'))\" /></Project>",
      'src/Lib.csproj': csproj(),
      'Directory.Build.props': '<Project/>',
    };
    expect(plan(dotnet, dockerfile('dotnet restore App.csproj'), files)).toMatchObject({
      reads: ['Directory.Build.props', 'build/common.props', 'build/more.props', 'App.csproj'],
    });
    expect(plan(dotnet, dockerfile('dotnet restore src/Lib.csproj'), files)).toMatchObject({
      reads: ['Directory.Build.props', 'src/Directory.Build.props', 'src/Lib.csproj'],
    });
  });

  test('reads a source of packages that lies in the context', () => {
    const config =
      '<configuration><packageSources><clear/><add key="a" value="https://nuget.example.org/v3/index.json"/><add key="b" value=".\\packages"/></packageSources></configuration>';
    const files = { ...APP, 'nuget.config': config, 'packages/x.nupkg': '' };
    expect(plan(dotnet, dockerfile('dotnet restore'), files)).toMatchObject({
      reads: ['nuget.config', 'packages', 'App.csproj'],
    });
    expect(plan(dotnet, dockerfile('dotnet restore -s ./packages'), { ...APP, 'packages/x.nupkg': '' })).toMatchObject({
      reads: ['packages', 'App.csproj'],
    });
  });

  test('the manifest of tools', () => {
    const files = { ...APP, '.config/dotnet-tools.json': '{}' };
    expect(plan(dotnet, dockerfile('dotnet tool restore'), files)).toMatchObject({
      reads: ['.config/dotnet-tools.json'],
    });
    expect(plan(dotnet, dockerfile('dotnet tool restore'), APP)).toBeNull();
  });
});

describe('a build without a restore', () => {
  test.each([
    ['dotnet publish -c Release -o /out', 'dotnet restore', 'dotnet publish'],
    [
      'dotnet publish App.csproj -c Release -r linux-x64 --self-contained',
      'dotnet restore App.csproj -r linux-x64',
      'dotnet publish',
    ],
    [
      'dotnet build "App.csproj" --runtime=linux-musl-x64 /p:Version=$VERSION',
      'dotnet restore "App.csproj" --runtime=linux-musl-x64',
      'dotnet build',
    ],
    [
      'dotnet publish -c Release -p:RuntimeIdentifier=linux-x64 ./App.csproj',
      'dotnet restore ./App.csproj -p:RuntimeIdentifier=linux-x64',
      'dotnet publish',
    ],
    ['mkdir /out && dotnet publish -a $TARGETARCH', 'dotnet restore -a $TARGETARCH', 'dotnet publish'],
  ])('%s', (run, added, command) => {
    expect(plan(dotnet, dockerfile(run), APP)).toEqual({
      tool: 'NuGet',
      reads: ['App.csproj'],
      writes: ['obj'],
      added,
      risk: 'assumes',
      assumption: `dotnet restore of App.csproj succeeds by itself, as it does inside ${command}`,
    });
  });

  test('a property that a project asks for goes with it', () => {
    const own = csproj(
      '<ItemGroup Condition="\'$(Database)\'==\'pg\'"><PackageReference Include="Npgsql" Version="8" /></ItemGroup>',
    );
    const run = 'dotnet publish -c Release /p:Database=pg /p:Version=$VERSION';
    expect(plan(dotnet, dockerfile(run), { 'App.csproj': own })).toMatchObject({
      added: 'dotnet restore /p:Database=pg',
    });
  });

  test('one that was restored before needs none', () => {
    const [restore, publish] = stepsOf(`${dockerfile('dotnet restore')}RUN dotnet publish\n`, APP);
    expect(dotnet(restore!)).toMatchObject({ added: null });
    expect(dotnet(publish!)).toBeNull();
    expect(plan(dotnet, `${dockerfile('dotnet build')}RUN dotnet publish\n`, APP)).toMatchObject({
      added: 'dotnet restore',
    });
  });
});

describe('what is left alone', () => {
  test.each([
    ['dotnet publish --no-restore', APP],
    ['dotnet publish --no-build', APP],
    ['--mount=type=cache,target=/root/.nuget/packages dotnet publish', APP],
    ['dotnet --version', APP],
    ['dotnet App.dll', APP],
    ['dotnet restore', { 'A.csproj': csproj(), 'B.csproj': csproj() }],
    ['dotnet restore', { 'Program.cs': '' }],
    ['dotnet restore Missing.csproj', APP],
    ['dotnet restore A.csproj B.csproj', APP],
    ['nuget restore', APP],
    ['if [ -f x ]; then dotnet restore; fi', APP],
  ] as const)('%s %#', (run, files) => {
    expect(code(run, files)).toBeNull();
  });
});

describe('what is refused', () => {
  test.each([
    ['a broken project', 'dotnet restore', { 'App.csproj': '<Project><a></Project>' }, 'broken-manifest'],
    ['a broken solution', 'dotnet restore', { 'App.sln': 'hello' }, 'broken-manifest'],
    ['a broken nuget.config', 'dotnet restore', { ...APP, 'nuget.config': '{}' }, 'broken-manifest'],
    ['a variable for the project', 'dotnet restore $PROJECT', APP, 'dynamic-command'],
    ['a variable for the source', 'dotnet restore -s $SOURCE', APP, 'dynamic-command'],
    ['packages in the tree', 'dotnet restore --packages ./pkg', APP, 'reads-sources'],
    [
      'an import by a property',
      'dotnet restore',
      { 'App.csproj': csproj('<Import Project="$(RepoRoot)x.props" />') },
      'reads-sources',
    ],
    [
      'a reference by a glob',
      'dotnet restore',
      { 'App.csproj': csproj('<ItemGroup><ProjectReference Include="..\\*\\*.csproj" /></ItemGroup>') },
      'reads-sources',
    ],
    [
      'a file that is read',
      'dotnet restore',
      {
        'App.csproj': csproj(
          "<PropertyGroup><Version>$([System.IO.File]::ReadAllText('VERSION'))</Version></PropertyGroup>",
        ),
      },
      'reads-sources',
    ],
    [
      'a condition on a file',
      'dotnet restore',
      { 'App.csproj': csproj('<PropertyGroup><A Condition="Exists(\'x\')">1</A></PropertyGroup>') },
      'reads-sources',
    ],
    [
      'a target in front of the restore',
      'dotnet restore',
      { 'App.csproj': csproj('<Target Name="x" BeforeTargets="Restore;CollectPackageReferences" />') },
      'reads-sources',
    ],
    ['targets that always run', 'dotnet restore', { 'App.csproj': '<Project InitialTargets="x" />' }, 'reads-sources'],
    [
      'obj elsewhere',
      'dotnet restore',
      {
        ...APP,
        'Directory.Build.props':
          '<Project><PropertyGroup><BaseIntermediateOutputPath>../o</BaseIntermediateOutputPath></PropertyGroup></Project>',
      },
      'reads-sources',
    ],
    [
      'packages elsewhere',
      'dotnet restore',
      {
        ...APP,
        'nuget.config': '<configuration><config><add key="globalPackagesFolder" value="p"/></config></configuration>',
      },
      'reads-sources',
    ],
    [
      'a project of another kind',
      'dotnet restore',
      {
        'A.sln': SOLUTION['Shop.sln']!,
        'src/Api/Api.csproj': csproj('<ItemGroup><ProjectReference Include="..\\web\\web.esproj" /></ItemGroup>'),
        'src/web/web.esproj': '<Project/>',
      },
      'no-recipe',
    ],
    ['a filter of a solution', 'dotnet restore A.slnf', { 'A.slnf': '{}' }, 'no-recipe'],
    ['a mount, which the new RUN has too', '--mount=type=secret,id=pat dotnet publish', APP, 'need'],
    [
      'a source that is set up first',
      'dotnet nuget add source https://x && sed -i s/a/b/ nuget.config && dotnet publish',
      APP,
      'cannot-split',
    ],
    ['a word that is computed', 'dotnet publish -r $(uname -m)', APP, 'cannot-split'],
    [
      'a folder that nothing is copied to yet',
      'cd docs && dotnet restore ../App.csproj',
      { ...APP, 'docs/x': '' },
      'cannot-split',
    ],
  ] as const)('%s', (_, run, files, wanted) => {
    expect(code(run, files)).toBe(wanted);
  });
});

describe('properties that name what a restore reads', () => {
  const with_ = (property: string, more: FileTexts = {}): FileTexts => ({
    ...more,
    'App.csproj': csproj(`<PropertyGroup>${property}</PropertyGroup>`),
  });
  const reads = (files: FileTexts): readonly string[] | string => {
    const answer = plan(dotnet, dockerfile('dotnet restore'), files);
    return answer === null ? 'nothing' : 'refused' in answer ? answer.refused.code : answer.reads;
  };

  test.each(['RestoreSources', 'RestoreAdditionalProjectSources', 'RestoreFallbackFolders'])('%s', (name) => {
    const value = `$(${name});https://nuget.example.org/v3/index.json;.\\feed`;
    expect(reads(with_(`<${name}>${value}</${name}>`, { 'feed/A.1.0.0.nupkg': '' }))).toEqual(['feed', 'App.csproj']);
  });

  test('a source that is computed', () => {
    expect(reads(with_('<RestoreSources>$(RepoRoot)feed</RestoreSources>'))).toBe('reads-sources');
  });

  test.each([
    '<DirectoryPackagesPropsPath>$(MSBuildThisFileDirectory)eng/Packages.props</DirectoryPackagesPropsPath>',
    '<DirectoryBuildPropsPath>eng/Build.props</DirectoryBuildPropsPath>',
    '<NuGetLockFilePath>eng/lock.json</NuGetLockFilePath>',
    '<RestoreConfigFile>eng/nuget.config</RestoreConfigFile>',
    '<RestorePackagesPath>packages</RestorePackagesPath>',
    '<CustomBeforeMicrosoftCommonProps>eng/x.props</CustomBeforeMicrosoftCommonProps>',
  ])('%s', (property) => {
    expect(reads(with_(property))).toBe('reads-sources');
  });

  test('a source that is the tree itself', () => {
    const config = '<configuration><packageSources><add key="here" value="." /></packageSources></configuration>';
    expect(reads({ ...APP, 'nuget.config': config })).toBe('reads-sources');
    expect(plan(dotnet, dockerfile('dotnet restore -s .'), APP)).toMatchObject({ refused: { code: 'reads-sources' } });
  });
});

test('settings of a solution, and settings that mean something else for each project', () => {
  const files = {
    ...SOLUTION,
    'Directory.Solution.props': '<Project />',
    'after.Shop.sln.targets': '<Project />',
    'src/Directory.Build.props':
      '<Project><Import Project="$(MSBuildProjectDirectory)/own.props" Condition="Exists(\'x\')" /></Project>',
    'src/Lib/own.props': '<Project />',
  };
  const answer = plan(dotnet, dockerfile('dotnet restore'), files);
  expect(answer).toMatchObject({ tool: 'NuGet' });
  expect(answer !== null && 'reads' in answer ? answer.reads : []).toEqual(
    expect.arrayContaining(['Directory.Solution.props', 'after.Shop.sln.targets', 'src/Lib/own.props']),
  );
});

describe('a folder with a solution and a project', () => {
  const sln = SOLUTION['Shop.sln']!.replaceAll('src\\Api\\Api', 'App').replaceAll('src\\Lib\\Lib', 'lib\\Lib');

  test('of one name: the solution is meant', () => {
    const files = { ...APP, 'App.sln': sln, 'lib/Lib.csproj': csproj() };
    expect(plan(dotnet, dockerfile('dotnet restore'), files)).toMatchObject({
      reads: ['App.sln', 'App.csproj', 'lib/Lib.csproj'],
    });
  });

  test('of two names: it is an error', () => {
    expect(code('dotnet restore', { ...APP, 'Shop.sln': sln })).toBeNull();
  });
});

describe('options that a restore knows since .NET 7.0.300 only', () => {
  const text = (tag: string, run: string) =>
    `FROM mcr.microsoft.com/dotnet/sdk:${tag}\nWORKDIR /src\nCOPY . .\nRUN ${run}\n`;

  test.each([
    ['8.0', 'dotnet publish -a $TARGETARCH --os linux', 'dotnet restore -a $TARGETARCH --os linux'],
    ['9.0-alpine', 'dotnet publish --ucr', 'dotnet restore --ucr'],
    ['6.0', 'dotnet publish -a x64 --os linux -r linux-x64', 'dotnet restore -r linux-x64'],
    ['7.0', 'dotnet publish --arch=x64 --ucr', 'dotnet restore'],
    ['latest', 'dotnet publish --arch x64', 'dotnet restore'],
  ])('%s: %s', (tag, run, added) => {
    expect(plan(dotnet, text(tag, run), APP)).toMatchObject({ added });
  });
});

test.each([
  ['dotnet test -s all.runsettings -a adapters -r results', 'dotnet restore'],
  ['dotnet pack -s https://feed.example.com/v3', 'dotnet restore'],
  ['dotnet test --runtime linux-x64', 'dotnet restore --runtime linux-x64'],
])('letters that mean something else elsewhere: %s', (run, added) => {
  expect(plan(dotnet, dockerfile(run), APP)).toMatchObject({ added });
});

test('packages that lie in the tree', () => {
  const text = `FROM mcr.microsoft.com/dotnet/sdk:8.0\nENV NUGET_PACKAGES=/src/pkgs\nWORKDIR /src\nCOPY . .\nRUN dotnet restore\n`;
  expect(plan(dotnet, text, { ...APP, 'pkgs/a/1.0.0/a.nuspec': '' })).toMatchObject({
    refused: { code: 'reads-sources', what: '/src/pkgs' },
  });
  expect(plan(dotnet, text, APP)).toMatchObject({ writes: ['obj', 'pkgs'] });
  const beside = text.replaceAll('/src/pkgs', '/pkgs').replace('COPY', 'COPY pkgs /pkgs\nCOPY');
  expect(plan(dotnet, beside, { ...APP, 'pkgs/a/1.0.0/a.nuspec': '' })).toMatchObject({ writes: ['obj'] });
});

test.each([
  ['dotnet publish -c Release --self-contained true -o /out', 'dotnet restore'],
  ['dotnet publish App.csproj --self-contained false', 'dotnet restore App.csproj'],
  ['dotnet publish --sc True --tl off App.csproj', 'dotnet restore App.csproj'],
])('values that need not be there: %s', (run, added) => {
  expect(plan(dotnet, dockerfile(run), APP)).toMatchObject({ added });
});

test('a certificate of the tree', () => {
  const text =
    'FROM mcr.microsoft.com/dotnet/sdk:8.0\nENV SSL_CERT_FILE=/src/ci/ca.pem\nWORKDIR /src\nCOPY . .\nRUN dotnet restore\n';
  expect(plan(dotnet, text, { ...APP, 'ci/ca.pem': '' })).toMatchObject({ refused: { what: '/src/ci/ca.pem' } });
});
