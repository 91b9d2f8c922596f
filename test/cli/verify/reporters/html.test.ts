/** `verify --format html`: one page that needs nothing else, and in which all that is foreign is text. */
import { createHash } from 'node:crypto';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { html } from '../../../../src/cli/verify/reporters/html/markup.ts';
import { htmlReporter } from '../../../../src/cli/verify/reporters/html.ts';
import type { Verified } from '../../../../src/verify/verified.ts';
import {
  alike,
  batch,
  brokenBefore,
  brokenBuild,
  brokenCheck,
  ENGINE,
  hostile,
  huge,
  image,
  notVerified,
  repaired,
  summary,
  unchanged,
} from './samples.ts';

function page(files: readonly Verified[]): string {
  const reporter = htmlReporter({ version: '1.2.3' });
  expect(reporter.begin(ENGINE)).toBe('');
  for (const verified of files) expect(reporter.file(verified)).toBe('');
  return reporter.end(summary);
}

/** The page as XML has it, so that a parser can say whether every element is closed in its place. */
function asXml(text: string): string {
  return text
    .replace('<!doctype html>', '')
    .replaceAll(/<(meta [^>]*|br)>/g, '<$1/>')
    .replaceAll('<details open>', '<details>')
    .replace(/<style>[\s\S]*?<\/style>/, '');
}

/** `tag attribute attribute`, each once. */
function elements(text: string): readonly string[] {
  const found = [...text.matchAll(/<([a-z][a-z0-9]*)((?:\s[^<>]*)?)\/?>/g)].map(([, tag, attributes = '']) => {
    const names = [...attributes.matchAll(/([a-zA-Z-]+)="[^"]*"/g)].map(([, name]) => name);
    return [tag, ...names].join(' ');
  });
  return [...new Set(found)].sort();
}

describe('the page', () => {
  test('notes where little was tried though both are alike', () => {
    const check = { passed: null, outcome: 'ended with exit code 1', log: ['<b>DATABASE_URL</b> is not set'] };
    const text = page([{ ...alike, before: { ...alike.before!, check }, after: { ...alike.after!, check } }]);
    expect(text).toContain('it ends with an error both times, so little was tried (&lt;b&gt;DATABASE_URL');
    expect(page([alike])).not.toContain('so little was tried');
  });

  test('says how what was dropped is left alone from now on', () => {
    expect(page([repaired])).toMatch(/a comment above line \d+ leaves it alone: # slimify-ignore [a-z-]+: &lt;why&gt;/);
  });

  test('says once what fails in the same way before and after', () => {
    const text = page([{ ...brokenBefore, after: brokenBefore.before }]);
    expect(text).toContain('does not build, for the same reason');
    expect(text.match(/The repository is not signed/g)).toHaveLength(1);
  });

  test('gives a change that rounds to nothing no colour', () => {
    const sized = (bytes: number) => ({ ...alike.after!, image: { ...alike.after!.image!, bytes } });
    const text = page([{ ...alike, before: sized(1_000_000_000), after: sized(1_000_000_100) }]);
    expect(text).toContain('<span class="soft">0%</span>');
    expect(text).not.toContain('<span class="odd">0%</span>');
  });

  test('needs nothing from anywhere, and its policy allows nothing', () => {
    const text = page(batch);
    expect(text).not.toMatch(/<script|<link|<img|<iframe|<object|@import|url\(|\ssrc=|\sstyle=|\son\w+=/);
    const links = [...text.matchAll(/href="([^"]*)"/g)].map(([, link]) => link);
    expect(links.every((link) => link!.startsWith('#'))).toBe(true);
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(text).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; base-uri`);
  });

  test('says its encoding before anything else', () => {
    expect(page([])).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n/);
  });

  test.each([
    ['a batch', batch],
    ['nothing', []],
    ['hostile files', [hostile]],
    ['huge ones', [huge]],
  ])('of %s is well formed', (_, files) => {
    expect(XMLValidator.validate(asXml(page(files)))).toBe(true);
  });

  test('has the totals, the engine and the version', () => {
    const text = page(batch);
    expect(text).toContain('<title>slimify verify: 8 files, 2 regressions</title>');
    expect(text).toContain(
      '1.63 GB <span class="arrow">&rarr;</span> 595 MB <small><span class="good">-64%</span></small>',
    );
    expect(text).toContain('<li class="badge bad">2 regressions</li>');
    expect(text).toContain('Built with docker 26.1.5, buildx 0.13.1 in 6 min 53 s, by slimify 1.2.3.');
  });

  test('has an index of the files with their verdicts, each leading to its section', () => {
    const text = page(batch);
    const rows = [
      ...text.matchAll(/href="#(file-\d+)">([^<]*)<\/a><\/th><td class="whole"><span class="badge (\w*)">/g),
    ];
    expect(rows.map(([, , path, meaning]) => `${path} ${meaning}`)).toEqual([
      'services/api/Dockerfile good',
      'services/worker/Dockerfile odd',
      'services/mail/Dockerfile bad',
      'web/Dockerfile bad',
      'legacy/report/Dockerfile odd',
      'legacy/mail/Dockerfile odd',
      'tools/Dockerfile odd',
    ]);
    for (const [, id, path] of rows)
      expect(text).toContain(`<section class="card" id="${id}">\n<div class="head"><h2 class="path">${path}</h2>`);
  });

  test('names files in which nothing changes, and has no section for them', () => {
    const text = page([unchanged]);
    expect(text).toContain('<summary>1 file with nothing to change</summary>');
    expect(text).toContain('<li class="path">docs/Dockerfile</li>');
    expect(text).not.toContain('<section');
  });
});

describe('the bars', () => {
  const widths = (text: string, side: string): readonly number[] => {
    const bar = new RegExp(`aria-label="${side}: [^"]* listed below">(.*?)</svg>\\s*<span class="value">`, 's').exec(
      text,
    )![1]!;
    return [...bar.matchAll(/ width="([\d.]+)"/g)].map(([, width]) => Number(width));
  };
  const total = (numbers: readonly number[]): number => Math.round(numbers.reduce((sum, each) => sum + each, 0));

  test('are on one scale', () => {
    const text = page([alike]);
    expect(total(widths(text, 'before'))).toBe(1000);
    expect(total(widths(text, 'after'))).toBe(187);
    expect(text).toContain('aria-label="before: 1.23 GB in 7 parts, listed below"');
  });

  test('are on the scale of the longer one, also when that is the new one', () => {
    const sides = { before: { ...alike.before!, image: alike.after!.image }, after: alike.before! };
    expect(total(widths(page([{ ...alike, ...sides }]), 'after'))).toBe(1000);
    expect(total(widths(page([{ ...alike, ...sides }]), 'before'))).toBe(187);
  });

  test('have one colour for a layer, on both sides and in the legend', () => {
    const layer = image([['RUN shared', 5]]);
    const text = page([
      { ...alike, before: { ...alike.before!, image: layer }, after: { ...alike.after!, image: layer } },
    ]);
    expect(text.match(/<rect class="c0"/g)).toHaveLength(3);
    expect(text).not.toContain('<rect class="c1"');
  });

  test('keep eight layers apart, and count the smaller ones', () => {
    const text = page([alike]);
    expect(text).toContain('<td>4 smaller layers</td>\n<td class="number">3.6 MB</td><td class="number">2.4 MB</td>');
    expect(text).toContain('<summary>All 12 layers</summary>');
    const few = page([brokenBuild]);
    expect(few).not.toContain('<summary>All');
    const long = image([[`RUN ${'a'.repeat(100)}`, 9]]);
    expect(page([{ ...brokenBuild, before: { ...brokenBuild.before!, image: long } }])).toContain(
      '<summary>All 1 layer<',
    );
    expect(text).not.toContain('class="c8"');
  });

  test('have no colour for what cannot be seen', () => {
    const layers = image([
      ['RUN large', 900],
      ['RUN small', 0.1],
      ['RUN tiny', 0.01],
    ]);
    const one = page([{ ...alike, before: { ...alike.before!, image: layers } }]);
    expect(one).toContain('<td><code>RUN large</code></td>');
    expect(one).not.toContain('<title>RUN small');
    expect(one).toContain('smaller layers</td>');
    const single = image([
      ['RUN large', 900],
      ['RUN small', 0.1],
    ]);
    const both = { before: { ...alike.before!, image: single }, after: { ...alike.after!, image: single } };
    expect(page([{ ...alike, ...both }])).toContain(
      '<rect class="rest" width="12" height="12" rx="3"/></svg></td>\n<td><code>RUN small</code></td>',
    );
  });

  test('name a layer of which no instruction is recorded', () => {
    const text = page([
      {
        ...alike,
        before: {
          ...alike.before!,
          image: image([
            ['', 116],
            ['RUN a  &&\\\n b', 90],
          ]),
        },
      },
    ]);
    expect(text).toContain('<title>(instruction not recorded): 116 MB</title>');
    expect(text).toContain('<title>RUN a &amp;&amp;\\ b: 90 MB</title>');
  });

  test('draw nothing of an image without bytes', () => {
    const empty = image([]);
    const text = page([
      { ...alike, before: { ...alike.before!, image: empty }, after: { ...alike.after!, image: empty } },
    ]);
    expect(text).toContain('aria-label="before: 0 B in 0 parts, listed below"></svg>');
    expect(text).not.toContain('NaN');
  });
});

describe('a file', () => {
  test('has its times, and which steps are cached', () => {
    const text = page([alike]);
    expect(text).toContain('<dt>Build without a cache</dt><dd>48.2 s <span class="arrow">&rarr;</span> 51.0 s</dd>');
    expect(text).toContain('<dt>After a change of <span class="path">src/server.ts</span></dt>');
    expect(text).toContain('aria-label="before: 1 of 4 steps cached"');
    expect(text).toContain('aria-label="after: 5 of 8 steps cached"');
    expect(text).toContain('<title>RUN npm ci: cached</title>');
    expect(text).toContain('<title>RUN npm ci: run again</title>');
  });

  test('has its diff, by what a line means and not by how it looks', () => {
    const report = { ...alike.report!, before: 'FROM a\n-- b\n', after: 'FROM a\n++ c\n' };
    const text = page([{ ...alike, report }]);
    expect(text).toContain('<summary>Diff, 1 line added, 1 removed</summary>');
    expect(text).toContain('<span class="at">--- a/services/api/Dockerfile</span>');
    expect(text).toContain('<span class="gone">--- b</span>');
    expect(text).toContain('<span class="add">+++ c</span>');
  });

  test('says who declares a difference, and flags what nobody does', () => {
    const text = page([brokenCheck]);
    expect(text).toContain('<span class="badge ">declared by add-user</span>');
    expect(text).toContain('<code>ENV NODE_ENV</code>');
    expect(text).toContain('<span class="badge bad">undeclared</span>');
  });

  test('lists what is missing and what belongs to somebody else', () => {
    const text = page([alike]);
    expect(text).toContain('<summary>Not in the new image: 221 files, 32.6 MB</summary>');
    expect(text).toContain('<summary>Other owner or permissions: 38 paths</summary>');
    expect(text).toContain('<code class="mode">1000:1000 755</code>');
  });

  test('has what failed, with its log in a block that can be opened', () => {
    expect(page([brokenBuild])).toMatch(
      /<div class="note bad"><p><strong>after:<\/strong> does not build: <code>RUN pip [^<]*<\/code><\/p>\n<p class="soft">process &quot;\/bin\/sh[^<]*<\/p><details open><summary>Log<\/summary><pre>Collecting/,
    );
    expect(page([brokenBefore])).toContain('<div class="note odd"><p><strong>before:</strong> does not build');
    expect(page([brokenCheck])).toContain('<strong>after:</strong> exit code 1, failed');
    expect(page([notVerified])).toContain('its build context may be any of tools, tools/image, .');
  });

  test('has what was dropped, and why', () => {
    const text = page([repaired]);
    expect(text).toContain('<code>reorder-copy</code> <span class="soft">line 4</span> copy requirements.txt');
    expect(text).toContain('with it RUN pip install --no-cache-dir -r /srv/requirements.txt fails');
  });

  test('praises no size of what is broken', () => {
    expect(page([brokenCheck])).toContain('<strong><span class="soft">-81%</span></strong>');
    expect(page([alike])).toContain('<strong><span class="good">-81%</span></strong>');
  });
});

describe('foreign text', () => {
  test('adds no element and no attribute', () => {
    const ours = elements(page([...batch, alike]));
    expect(elements(page([hostile])).filter((element) => !ours.includes(element))).toEqual([]);
    expect(page([hostile])).toContain('&lt;/script&gt;&lt;/pre&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;`');
  });

  test('neither ends the page nor turns a line round', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get out
    expect(page([hostile])).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(page([hostile])).toContain('head&lt;U+202E&gt;gpj.exe␀␛[31m');
  });

  test('is cut where a line is endless, by whole characters', () => {
    expect(html`${'x'.repeat(100_000)}`.markup.length).toBe(2_000);
    expect(html`${`${'x'.repeat(1_998)}😀😀`}`.markup).toBe(`${'x'.repeat(1_998)}…`);
  });

  test('is escaped in text and in attributes, markup of ours is not', () => {
    expect(html`<a title="${'"><b>'}">${html`<i>${'&'}</i>`}</a>`.markup).toBe(
      '<a title="&quot;&gt;&lt;b&gt;"><i>&amp;</i></a>',
    );
  });
});

describe('what is huge', () => {
  test('stays a page that opens: lists are cut and counted', () => {
    const text = page([huge]);
    expect(text.length).toBeLessThan(200_000);
    expect(text.match(/and 4,800 more/g)).toHaveLength(2);
    expect(text).toContain('Last 200 lines of the log');
    expect(text).toContain('<summary>All 126 layers</summary>');
  });

  test('of 5,000 Dockerfiles has all of them', () => {
    const files = Array.from({ length: 5_000 }, (_, file) => ({ ...notVerified, path: `${file}/Dockerfile` }));
    const text = page(files);
    expect(text.match(/<section /g)).toHaveLength(5_000);
    expect(text).toContain('href="#file-5000"');
  });
});
