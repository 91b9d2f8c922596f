import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../../../transforms/split-stages/recipe.ts';
import { dotnet } from '../../../../transforms/split-stages/recipes/dotnet.ts';
import { ask, planOf, refusalOf } from './support.ts';

function csproj(sdk = 'Microsoft.NET.Sdk', properties = ''): string {
  return `<Project Sdk="${sdk}"><PropertyGroup><TargetFramework>net8.0</TargetFramework>${properties}</PropertyGroup></Project>`;
}

const CONSOLE = { 'App.csproj': csproj(), 'Program.cs': 'Console.WriteLine("x");\n' };
const WEB = {
  'Api.csproj': csproj('Microsoft.NET.Sdk.Web'),
  'Program.cs': 'app.Run();\n',
  'appsettings.json': '{}',
  'wwwroot/index.html': '',
};

function file(run: string, start: string, base = 'mcr.microsoft.com/dotnet/sdk:8.0'): string {
  return `FROM ${base}\nWORKDIR /src\nCOPY . .\nRUN ${run}\n${start}\n`;
}

describe('the published app runs on the image of the same tag', () => {
  test('a console app on runtime', () => {
    const plan = planOf(
      dotnet,
      file('dotnet publish -c Release -o /app', 'ENTRYPOINT ["dotnet", "/app/App.dll"]'),
      CONSOLE,
    );
    expect(plan.runtime).toBe('mcr.microsoft.com/dotnet/runtime:8.0');
    expect(plan.carries).toEqual([{ path: '/app', kind: 'folder' }]);
    expect(plan.claims.size).toBe(1);
  });
  test('a web app on aspnet, with what it reads in the folder that it is started in', () => {
    const plan = planOf(
      dotnet,
      file('dotnet restore && dotnet publish -c Release -o out', 'CMD ["dotnet", "out/Api.dll"]'),
      WEB,
    );
    expect(plan.runtime).toBe('mcr.microsoft.com/dotnet/aspnet:8.0');
    expect(plan.carries.slice(0, 1)).toEqual([{ path: '/src/out', kind: 'folder' }]);
    expect(plan.carries.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/src/appsettings.json', '/src/wwwroot']),
    );
    expect(plan.assumption).toMatch(/which port it listens on/);
  });
  test('nothing of them in the folder of the output', () => {
    const plan = planOf(
      dotnet,
      file('dotnet publish -o /app', 'WORKDIR /app\nENV ASPNETCORE_URLS=http://+:80\nCMD ["dotnet", "Api.dll"]'),
      WEB,
    );
    expect(plan.carries[0]).toEqual({ path: '/app', kind: 'folder' });
    expect(plan.assumption).not.toMatch(/port/);
  });
  test.each([
    ['dotnet publish', '8.0', 'bin/Release/net8.0/publish'],
    ['dotnet publish', '7.0', 'bin/Debug/net8.0/publish'],
    ['dotnet publish -c Release', '6.0-jammy', 'bin/Release/net8.0/publish'],
    ['dotnet publish /p:UseAppHost=false -c Debug', '8.0', 'bin/Debug/net8.0/publish'],
  ])('%s with %s puts it into %s', (run, tag, folder) => {
    const base = `mcr.microsoft.com/dotnet/sdk:${tag}`;
    const plan = planOf(dotnet, file(run, `CMD ["dotnet", "${folder}/App.dll"]`, base), CONSOLE);
    expect(plan.carries).toEqual([{ path: `/src/${folder}`, kind: 'folder' }]);
    expect(plan.runtime).toBe(`mcr.microsoft.com/dotnet/runtime:${tag}`);
  });
  test('a project that is named, and an assembly that has a name of its own', () => {
    const files = {
      'src/Shop/Shop.csproj': csproj(undefined, '<AssemblyName>Store</AssemblyName>'),
      'src/Shop/P.cs': '',
    };
    for (const name of ['src/Shop', 'src/Shop/Shop.csproj']) {
      const plan = planOf(dotnet, file(`dotnet publish ${name} -o /app`, 'CMD ["dotnet", "/app/Store.dll"]'), files);
      expect(plan.carries).toEqual([{ path: '/app', kind: 'folder' }]);
    }
  });
  test("Alpine's runtime image has other settings than its SDK: only on request", () => {
    const plan = planOf(
      dotnet,
      file('dotnet publish -o /app', 'CMD ["dotnet", "/app/App.dll"]', 'mcr.microsoft.com/dotnet/sdk:8.0-alpine'),
      CONSOLE,
    );
    expect(plan.risk).toBe('changes');
    expect(plan.runtime).toBe('mcr.microsoft.com/dotnet/runtime:8.0-alpine');
  });
});

describe('left alone', () => {
  const start = 'CMD ["dotnet", "/app/App.dll"]';
  test.each([
    [
      'the SDK says its own patch',
      file('dotnet publish -o /app', start, 'mcr.microsoft.com/dotnet/sdk:8.0.404'),
      'unknown-release',
    ],
    [
      'a version that is given from outside',
      file('dotnet publish -o /app', start, 'mcr.microsoft.com/dotnet/sdk:latest'),
      'unknown-release',
    ],
    ['a runtime of its own', file('dotnet publish --self-contained -r linux-x64 -o /app', start), 'artefact-not-known'],
    ['one file', file('dotnet publish -p:PublishSingleFile=true -o /app', start), 'artefact-not-known'],
    ['an output that is known later', file('dotnet publish -o $OUT', start), 'artefact-not-known'],
    ['another assembly', file('dotnet publish -o /app', 'CMD ["dotnet", "/app/Other.dll"]'), 'start-not-artefact'],
    ['it builds when it starts', file('dotnet publish -o /app', 'CMD ["dotnet", "run"]'), 'start-builds'],
    ['it is built only', file('dotnet build', 'CMD ["dotnet", "watch"]'), 'start-builds'],
    ['no .NET at all', 'FROM golang:1.22\nRUN go build\nCMD ["./x"]\n', null],
  ])('%s', (_, text, code) => {
    expect(refusalOf(dotnet, text, CONSOLE)).toBe(code);
  });
  test.each([
    ['several projects in the folder', { ...CONSOLE, 'Tests.csproj': csproj() }, 'artefact-not-known'],
    ['a project of the old form', { 'App.csproj': '<Project><PropertyGroup /></Project>' }, 'artefact-not-known'],
    [
      'a name with a variable',
      { 'App.csproj': csproj(undefined, '<AssemblyName>$(X)</AssemblyName>') },
      'artefact-not-known',
    ],
    [
      'an own runtime in the project',
      { 'App.csproj': csproj(undefined, '<PublishAot>true</PublishAot>') },
      'artefact-not-known',
    ],
    ['a broken project', { 'App.csproj': '<Project' }, 'broken-manifest'],
    ['none', { 'readme.txt': '' }, 'artefact-not-known'],
  ])('%s', (_, files, code) => {
    expect(refusalOf(dotnet, file('dotnet publish -o /app', start), files)).toBe(code);
  });
  test('an output on a cache mount', () => {
    const text = file('--mount=type=cache,target=/app dotnet publish -o /app', start);
    const answer = ask(dotnet, text, CONSOLE);
    expect(answer !== null && isRefusal(answer) ? answer.refused : null).toEqual({ code: 'cache-mount', path: '/app' });
  });
});

describe('what else decides about the image and the start', () => {
  const publish = (
    properties = '',
    more: Readonly<Record<string, string>> = {},
    start = 'CMD ["dotnet", "/app/App.dll"]',
  ) =>
    ask(dotnet, file('dotnet publish -c Release -o /app', start), {
      ...CONSOLE,
      'App.csproj': csproj('Microsoft.NET.Sdk', properties),
      ...more,
    });
  const items = (text: string) => `</PropertyGroup><ItemGroup>${text}</ItemGroup><PropertyGroup>`;
  const reference = items('<ProjectReference Include="lib\\Lib.csproj" />');

  test('a library that asks for ASP.NET Core', () => {
    const plain = publish(reference, { 'lib/Lib.csproj': csproj() });
    expect(plain).toMatchObject({ runtime: 'mcr.microsoft.com/dotnet/runtime:8.0' });
    const web = csproj('Microsoft.NET.Sdk', items('<FrameworkReference Include="Microsoft.AspNetCore.App" />'));
    expect(publish(reference, { 'lib/Lib.csproj': web })).toMatchObject({
      runtime: 'mcr.microsoft.com/dotnet/aspnet:8.0',
    });
    expect(publish(reference)).toMatchObject({ runtime: 'mcr.microsoft.com/dotnet/aspnet:8.0' });
  });
  test('a package of which nothing is known', () => {
    const use = (name: string) => publish(items(`<PackageReference Include="${name}" Version="1" />`));
    expect(use('Npgsql')).toMatchObject({ runtime: 'mcr.microsoft.com/dotnet/runtime:8.0' });
    expect(use('Corp.Hosting')).toMatchObject({ runtime: 'mcr.microsoft.com/dotnet/aspnet:8.0' });
  });
  test.each(['SelfContained', 'AssemblyName', 'PublishDir'])('%s in Directory.Build.props', (name) => {
    const props = {
      'Directory.Build.props': `<Project><PropertyGroup><${name}>true</${name}></PropertyGroup></Project>`,
    };
    expect(publish('', props)).toMatchObject({ refused: { code: 'artefact-not-known' } });
  });
  test('a Directory.Build.props that cannot be read', () => {
    expect(publish('', { 'Directory.Build.props': '<Project' })).toMatchObject({
      refused: { code: 'broken-manifest' },
    });
  });
  test('the program beside the assembly', () => {
    expect(publish('', {}, 'ENTRYPOINT ["/app/App"]')).toMatchObject({
      runtime: 'mcr.microsoft.com/dotnet/runtime:8.0',
    });
    const off = publish('<UseAppHost>false</UseAppHost>', {}, 'ENTRYPOINT ["/app/App"]');
    expect(off).toMatchObject({ refused: { code: 'start-not-artefact' } });
  });
  test('a certificate of the developer stays where it was made', () => {
    const plan = planOf(
      dotnet,
      file('dotnet dev-certs https -ep /https/a.pfx -p x && dotnet publish -o /app', 'CMD ["dotnet", "/app/App.dll"]'),
      CONSOLE,
    );
    expect([...plan.claims].map(({ args }) => args[0]?.value)).toEqual(['publish']);
  });
});
