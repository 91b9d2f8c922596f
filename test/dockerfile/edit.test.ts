import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyPatch,
  createPatch,
  type Edit,
  invertPatch,
  mapBack,
  type Patch,
  spansConflict,
} from '../../src/dockerfile/edit.ts';

function edit(start: number, end: number, text: string): Edit {
  return { span: { start, end }, text };
}

function patch(text: string, ...edits: readonly Edit[]): Patch {
  const made = createPatch(text, edits);
  if (made === null) throw new Error('edits do not fit');
  return made;
}

describe('applyPatch', () => {
  test.each<[string, readonly Edit[], string]>([
    ['replaces', [edit(1, 3, 'XYZ')], 'aXYZdef'],
    ['inserts at the start', [edit(0, 0, 'X')], 'Xabcdef'],
    ['inserts at the end', [edit(6, 6, 'X')], 'abcdefX'],
    ['deletes', [edit(0, 6, '')], ''],
    ['makes several, in any order', [edit(4, 5, 'Y'), edit(0, 1, 'X')], 'XbcdYf'],
    ['makes neighbours', [edit(0, 2, 'X'), edit(2, 4, 'Y')], 'XYef'],
    ['inserts in front of what is replaced', [edit(2, 4, 'Y'), edit(2, 2, 'X')], 'abXYef'],
    ['inserts behind what is replaced', [edit(4, 4, 'X'), edit(2, 4, 'Y')], 'abYXef'],
    ['does nothing without edits', [], 'abcdef'],
  ])('%s', (_, edits, after) => {
    expect(applyPatch('abcdef', patch('abcdef', ...edits))).toBe(after);
  });
});

describe('createPatch', () => {
  test.each<[string, readonly Edit[]]>([
    ['overlapping spans', [edit(0, 3, ''), edit(2, 4, '')]],
    ['one span inside another', [edit(0, 5, ''), edit(2, 3, '')]],
    ['the same span twice', [edit(1, 2, 'x'), edit(1, 2, 'x')]],
    ['two insertions at one point', [edit(1, 1, 'x'), edit(1, 1, 'y')]],
    ['an insertion inside a span', [edit(0, 3, ''), edit(1, 1, 'x')]],
    ['an insertion inside a span, with one between them', [edit(0, 5, ''), edit(0, 0, 'x'), edit(3, 3, 'x')]],
    ['a start before the text', [edit(-1, 2, '')]],
    ['an end behind the text', [edit(5, 7, '')]],
    ['an end before the start', [edit(3, 2, '')]],
  ])('refuses %s', (_, edits) => {
    expect(createPatch('abcdef', edits)).toBeNull();
  });
});

describe('spansConflict', () => {
  test.each([
    [[0, 2], [2, 4], false],
    [[0, 3], [2, 4], true],
    [[0, 4], [1, 2], true],
    [[0, 4], [2, 2], true],
    [[0, 4], [0, 0], false],
    [[0, 4], [4, 4], false],
    [[1, 1], [1, 1], true],
    [[1, 1], [2, 2], false],
  ] as const)('%j and %j: %s', ([a, b], [c, d], conflict) => {
    expect(spansConflict({ start: a, end: b }, { start: c, end: d })).toBe(conflict);
    expect(spansConflict({ start: c, end: d }, { start: a, end: b })).toBe(conflict);
  });
});

describe('mapBack', () => {
  // abcdef -> abXYZcf
  const made = patch('abcdef', edit(2, 2, 'XYZ'), edit(3, 5, ''));

  test.each([
    [0, 0],
    [1, 1],
    [2, null],
    [3, null],
    [4, null],
    [5, 2],
    [6, 5],
    [7, 6],
  ])('%i was %s', (after, before) => {
    expect(applyPatch('abcdef', made)).toBe('abXYZcf');
    expect(mapBack(made, after)).toBe(before);
  });

  test('without edits every place is itself', () => {
    expect(mapBack([], 3)).toBe(3);
  });
});

/** A text and edits that fit it: disjoint spans, which may touch. */
const edited: fc.Arbitrary<{ text: string; edits: Edit[] }> = fc
  .tuple(
    fc.string({ maxLength: 60, unit: fc.constantFrom('a', 'b', ' ', '\n', '\r\n', '\\', '😀') }),
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.string({ maxLength: 5 })), { maxLength: 8 }),
  )
  .map(([text, wishes]) => {
    const edits: Edit[] = [];
    for (const [a, b, replacement] of wishes) {
      const start = a % (text.length + 1);
      const span = { start, end: Math.min(text.length, start + (b % 6)) };
      const isInside = ({ span: other }: Edit): boolean =>
        other.start < other.end && other.start < span.start && other.end > span.end;
      if (edits.some((other) => spansConflict(other.span, span) || isInside(other))) continue;
      edits.push({ span, text: replacement });
    }
    return { text, edits };
  });

describe('for any edits that fit', () => {
  const check = (predicate: (text: string, made: Patch) => void): void => {
    const property = fc.property(edited, ({ text, edits }) => predicate(text, patch(text, ...edits)));
    fc.assert(property, { seed: 20_240_817, numRuns: 2000 });
  };

  test('undoing them gives the text back', () => {
    check((text, made) => {
      expect(applyPatch(applyPatch(text, made), invertPatch(text, made))).toBe(text);
    });
  });

  test('undoing the undoing makes them again', () => {
    check((text, made) => {
      const after = applyPatch(text, made);
      const back = invertPatch(text, made);
      expect(applyPatch(text, invertPatch(after, back))).toBe(after);
    });
  });

  test('the order in which they are given does not matter', () => {
    check((text, made) => {
      expect(applyPatch(text, patch(text, ...[...made].reverse()))).toBe(applyPatch(text, made));
    });
  });

  test('a place that maps back holds the same character, and only new text maps to nothing', () => {
    check((text, made) => {
      const after = applyPatch(text, made);
      const written = made.reduce((sum, one) => sum + one.text.length, 0);
      let lost = 0;
      let last = -1;
      for (let at = 0; at < after.length; at++) {
        const from = mapBack(made, at);
        if (from === null) {
          lost++;
          continue;
        }
        expect(text[from]).toBe(after[at]);
        expect(from).toBeGreaterThan(last);
        last = from;
      }
      expect(lost).toBe(written);
    });
  });

  test('characters outside every span stay, in order', () => {
    check((text, made) => {
      const after = applyPatch(text, made);
      const kept =
        [...after].length === 0
          ? ''
          : Array.from({ length: after.length }, (_, at) => (mapBack(made, at) === null ? '' : after[at])).join('');
      const outside = Array.from({ length: text.length }, (_, at) =>
        made.some(({ span }) => span.start <= at && at < span.end) ? '' : text[at],
      ).join('');
      expect(kept).toBe(outside);
    });
  });
});

test('spans that conflict are refused, and the others are not', () => {
  const span = fc
    .tuple(fc.nat({ max: 8 }), fc.nat({ max: 4 }))
    .map(([start, length]) => ({ start, end: start + length }));
  fc.assert(
    fc.property(span, span, (a, b) => {
      const fits =
        createPatch(
          '0123456789abc',
          [a, b].map((each) => ({ span: each, text: 'x' })),
        ) !== null;
      expect(fits).toBe(!spansConflict(a, b));
    }),
    { seed: 20_240_817, numRuns: 2000 },
  );
});
