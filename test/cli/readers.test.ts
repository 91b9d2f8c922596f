/** The readers of manifests are loaded on first use, by the bundle alone: so the built command has to show that they work. */
import { describe, expect, test } from 'vitest';
import { useCommand } from './support.ts';

const sandbox = useCommand({});

const CSPROJ =
  '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>\n';
const UV_LOCK = 'version = 1\n\n[[package]]\nname = "web"\nversion = "1.0.0"\nsource = { virtual = "." }\n';

describe('the built command reads', () => {
  test('XML', () => {
    const box = sandbox();
    box.file('Web.csproj', CSPROJ);
    box.file('Program.cs', 'WebApplication.Create(args).Run();\n');
    box.file('.dockerignore', 'bin\nobj\n');
    box.file(
      'Dockerfile',
      'FROM mcr.microsoft.com/dotnet/sdk:8.0\nWORKDIR /src\nCOPY . .\nRUN dotnet restore\nRUN dotnet build\n',
    );
    const { stdout, stderr } = box.run(['--only', 'reorder-copy', 'Dockerfile']);
    expect([stderr, stdout]).toEqual(['', expect.stringContaining('+COPY Web.csproj .\n')]);
  });

  test('TOML', () => {
    const box = sandbox();
    box.file('pyproject.toml', '[project]\nname = "web"\nversion = "1.0.0"\ndependencies = []\n');
    box.file('uv.lock', UV_LOCK);
    box.file('main.py', 'print(1)\n');
    box.file('.dockerignore', '.venv\n');
    box.file('Dockerfile', 'FROM python:3.12\nRUN pip install uv\nWORKDIR /app\nCOPY . .\nRUN uv sync --locked\n');
    const { stdout, stderr } = box.run(['--only', 'reorder-copy', 'Dockerfile']);
    expect([stderr, stdout]).toEqual(['', expect.stringContaining('+COPY pyproject.toml uv.lock ./\n')]);
  });

  test('YAML', () => {
    const box = sandbox();
    box.file('compose.yaml', 'services:\n  web:\n    build: { context: ., dockerfile: docker/Dockerfile }\n');
    box.file('web/requirements.txt', 'flask\n');
    box.file('web/main.py', 'print(1)\n');
    box.file('docker/Dockerfile', 'FROM python:3.12\nWORKDIR /app\nCOPY web .\nRUN pip install -r requirements.txt\n');
    const { stdout, stderr } = box.run(['--only', 'reorder-copy', 'docker/Dockerfile']);
    expect([stderr, stdout]).toEqual(['', expect.stringContaining('+COPY web/requirements.txt .\n')]);
  });
});
