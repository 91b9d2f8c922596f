/** What a Dockerfile wants of its build besides the context. */
import { type Document, readDocument } from '../dockerfile/document.ts';
import { baseOf, mountsOf } from '../dockerfile/state.ts';
import { contextName } from '../project/context-name.ts';
import type { BuildSecret } from '../project/project.ts';

/** What a RUN mounts. */
export interface WantedSecret {
  readonly kind: BuildSecret['kind'];
  readonly id: string;
}

export interface Wants {
  /** By id, each once. */
  readonly secrets: readonly WantedSecret[];
  /** Whether an additional context of that name may be used. */
  mayUse(context: string): boolean;
}

/** Of a text that cannot be read nothing is known. */
export function readWants(text: string): Wants {
  const read = readDocument(text);
  if (!read.ok) return { secrets: [], mayUse: () => true };
  const names = namesIn(read.document);
  return {
    secrets: secretsIn(read.document),
    // A variable may stand for any.
    mayUse: (context) => names.some((name) => name.includes('$') || contextName(name) === contextName(context)),
  };
}

function namesIn(doc: Document): readonly string[] {
  const names = doc.stages.flatMap((stage) => [stage.name, baseOf(doc, stage).reference]);
  for (const each of doc.instructions) {
    const { flags } = (each.onbuild ?? each).arguments;
    names.push(...flags.flatMap(({ name, value }) => (name === 'from' ? [value] : [])));
    names.push(...mountsOf(each).map(({ from }) => from));
  }
  return names.filter((name) => name !== null);
}

function secretsIn({ instructions }: Document): readonly WantedSecret[] {
  const found = new Map<string, WantedSecret>();
  for (const each of instructions) {
    for (const { name, value } of (each.onbuild ?? each).arguments.flags) {
      const wanted = name === 'mount' && value !== null ? readMount(value) : null;
      if (wanted !== null) found.set(`${wanted.kind} ${wanted.id}`, wanted);
    }
  }
  return [...found.values()];
}

/** Source: Dockerfile reference, RUN --mount: the default ids. */
function readMount(value: string): WantedSecret | null {
  const fields = new Map(value.split(',').map((each) => [each.replace(/=.*$/s, ''), each.replace(/^[^=]*=?/s, '')]));
  const kind = fields.get('type');
  const target = fields.get('target') ?? fields.get('dst') ?? fields.get('destination') ?? '';
  if (kind === 'ssh') return { kind, id: fields.get('id') ?? 'default' };
  return kind === 'secret' ? { kind, id: fields.get('id') ?? target.slice(target.lastIndexOf('/') + 1) } : null;
}
