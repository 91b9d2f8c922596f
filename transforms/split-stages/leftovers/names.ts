/** Names of users and groups that a RUN uses: whether the runtime image has them, or gets them from the RUNs before. */
import { readWords } from '../../../src/app/call-words.ts';
import type { BaseImage } from '../../../src/facts/base-images.ts';
import { userOf } from '../../../src/facts/image-users.ts';
import type { Step } from '../app.ts';
import { MAKES_USERS } from './users.ts';
import { valuesOf } from './words.ts';

/** Of Debian, Ubuntu and Alpine. Sources: /etc/group of Debian 12's image; ~ Alpine's alpine-baselayout. */
const EVERYWHERE = words(
  'root bin daemon sys adm tty disk lp mail news uucp audio cdrom dialout floppy tape video games shadow users nogroup nobody',
);
/** Of Debian and Ubuntu. Source: base-passwd. */
const OF_DEBIAN = words(
  'www-data sudo staff src plugdev man proxy backup list irc operator sync utmp sasl dip fax voice',
);
/** Source: GoogleContainerTools/distroless, its passwd and group files. */
const OF_DISTROLESS = words('root nobody nonroot tty staff');
const OF_ALPINE = words('wheel ping netdev input kvm');

/** Options whose value is the next word. Sources: useradd(8), usermod(8), Debian's adduser(8), BusyBox' adduser. */
const VALUED: ReadonlySet<string> = new Set(
  words(
    '-u -g -G -d -h -s -c -k -e -f -K -b -p --uid --gid --ingroup --groups --home --home-dir --shell --gecos --comment --skel --password',
  ),
);

/** @returns the names that are made; null when one is used that the image may not have. */
export function namesMade(
  image: BaseImage,
  steps: readonly Step[],
  before: readonly string[],
): readonly string[] | null {
  const made: string[] = [];
  for (const step of steps) {
    const used = usedBy(step);
    if (used === null || !used.every((name) => hasName(image, name, [...before, ...made]))) return null;
    if (MAKES_USERS.has(step.call.name ?? '')) {
      const [first] = readWords(step.call.args, VALUED).rest;
      const name = first === undefined ? undefined : valuesOf(first, step)?.[0];
      if (name === undefined) return null;
      made.push(name);
    }
  }
  return made;
}

/** Null when one cannot be told. */
function usedBy(step: Step): readonly string[] | null {
  const { name, args } = step.call;
  if (name === 'chown' || name === 'chgrp') {
    const owner = args.find(({ text }) => !text.startsWith('-'));
    const value = owner === undefined ? null : valuesOf(owner, step)?.[0];
    return value === null || value === undefined ? null : value.split(/[:.]/);
  }
  if (!/^(?:useradd|adduser|usermod|addgroup|groupmod)$/.test(name ?? '')) return [];
  const read = readWords(args, VALUED);
  // BusyBox' `-g` is a comment, Debian's `--group` has no value.
  const isBusyBox = name === 'adduser';
  const groups = read.options.filter(({ name: option }) =>
    isBusyBox ? /^(?:-G|--ingroup)$/.test(option) : name !== 'addgroup' && /^(?:-g|-G|--gid|--groups)$/.test(option),
  );
  const second = /^(?:adduser|addgroup)$/.test(name ?? '')
    ? read.rest.slice(1)
    : name === 'usermod'
      ? read.rest.slice(0, 1)
      : [];
  const values = [...groups.map(({ value }) => value), ...second.map((word) => valuesOf(word, step)?.[0] ?? null)];
  // A number that an ARG gives is one of the builder's as well.
  const isVariable = groups.some(({ value, text }) => value === null && /\$/.test(text));
  const known = values.filter((value) => value !== null);
  return known.length < values.length && !isVariable ? null : known.flatMap((value) => value.split(','));
}

/**
 * Whether an image has a user or a group; numbers need none.
 * @param made names that are made in it.
 */
export function hasName(image: BaseImage, name: string, made: readonly string[]): boolean {
  if (image.family === 'distroless') return /^\d*$/.test(name) || OF_DISTROLESS.includes(name);
  if (/^\d*$/.test(name) || EVERYWHERE.includes(name) || made.includes(name)) return true;
  const own = userOf(image);
  if (own !== null && (own.name === name || own.group === name)) return true;
  return (
    image.family === 'alpine' ? OF_ALPINE : image.family === 'debian' || image.family === 'ubuntu' ? OF_DEBIAN : []
  ).includes(name);
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
