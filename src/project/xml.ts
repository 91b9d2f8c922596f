/** XML as a tree of elements: what pom.xml and project files of .NET are written in. Namespaces' prefixes are dropped. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { brokenAt, type Reading, readAs } from './reading.ts';

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** Of the element itself, trimmed; comments are not among it. */
  readonly text: string;
}

/** Deeper than any file that somebody wrote; the recursion below stays shallow. */
const MAX_DEPTH = 200;
const TEXT = '#text';
const ATTRIBUTES = ':@';

/** @returns the outermost element, or why there is none. Never throws. */
export function readXml(path: string, text: string): Reading<Element> {
  const body = text.replace(/^\uFEFF/, '');
  try {
    const valid = XMLValidator.validate(body, { allowBooleanAttributes: false });
    if (valid !== true) return brokenAt(path, valid.err.line, valid.err.msg.replace(/\.$/, ''));
    const parser = new XMLParser({
      preserveOrder: true,
      ignoreAttributes: false,
      attributeNamePrefix: '',
      parseTagValue: false,
      parseAttributeValue: false,
      ignoreDeclaration: true,
      ignorePiTags: true,
      removeNSPrefix: true,
      maxNestedTags: MAX_DEPTH,
    });
    const parsed: unknown = parser.parse(body);
    const root = elementsOf(parsed).at(-1);
    return root === undefined ? brokenAt(path, null, 'it holds no element') : readAs(root);
  } catch (error) {
    return brokenAt(path, null, error instanceof Error ? error.message : 'it is not XML');
  }
}

/** The first child of that name. */
export function childOf(element: Element | null, name: string): Element | null {
  return element?.children.find((child) => child.name === name) ?? null;
}

/** The text of the first child of that name; null when there is none or it is empty. */
export function childText(element: Element | null, name: string): string | null {
  const text = childOf(element, name)?.text ?? '';
  return text === '' ? null : text;
}

/** Every element below, itself first, in the order of the text. */
export function* everyElement(element: Element): Generator<Element> {
  yield element;
  for (const child of element.children) yield* everyElement(child);
}

/** The parser gives a list of `{ name: [children], ':@': { attributes } }`. */
function elementsOf(list: unknown): Element[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    const fields = fieldsOf(item);
    const name = [...fields.keys()].find((key) => key !== ATTRIBUTES && key !== TEXT);
    if (name === undefined) return [];
    const inside = fields.get(name);
    const attributes = new Map(
      [...fieldsOf(fields.get(ATTRIBUTES))].map(([key, value]) => [key, String(value)] as const),
    );
    return [{ name, attributes, children: elementsOf(inside), text: textOf(inside) }];
  });
}

function textOf(list: unknown): string {
  if (!Array.isArray(list)) return '';
  return list
    .map((item: unknown) => fieldsOf(item).get(TEXT))
    .filter((text) => text !== undefined)
    .join('')
    .trim();
}

function fieldsOf(item: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof item === 'object' && item !== null ? Object.entries(item) : []);
}
