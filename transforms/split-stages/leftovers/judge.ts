/** Says of each program of a RUN what it leaves. */
import { hasCertificates } from '../../../src/facts/runtime-images.ts';
import type { Step } from '../app.ts';
import { type Effect, NONE, UNKNOWN } from './effect.ts';
import { leftAt, leftHere } from './fetched.ts';
import { FILES } from './files.ts';
import { type Ground, isScratch } from './ground.ts';
import { isHarmless } from './harmless.ts';
import { packageEffect } from './installs.ts';
import { modeEffect } from './modes.ts';
import { isSameRelease } from './packages.ts';
import { CHANGES_USERS, MAKES_USERS } from './users.ts';
import { targetOf } from './words.ts';
import { zoneEffect } from './zone.ts';

/** Scripts whose whole work is to add a source of packages. Own knowledge of nodesource's and packagecloud's. */
const ADDS_SOURCE = /deb\.nodesource\.com\/setup|rpm\.nodesource\.com\/setup|\/script\.(?:deb|rpm)\.sh/;
const LOCALES: ReadonlySet<string> = new Set(['locale-gen', 'localedef', 'update-locale']);

/** What a step leaves in the image, by its program. */
export function effectOf(ground: Ground, step: Step): Effect {
  const { name } = step.call;
  if (name === null) return UNKNOWN;
  const installed = packageEffect(step);
  if (installed !== null) return installed;
  if (name === 'chmod' || name === 'chown' || name === 'chgrp') return modeEffect(ground, step);
  if (MAKES_USERS.has(name) || CHANGES_USERS.has(name)) return { kind: 'user' };
  if (
    name === 'apt-key' ||
    name === 'add-apt-repository' ||
    name === 'apt-add-repository' ||
    name === 'yum-config-manager'
  )
    return { kind: 'repository' };
  if (LOCALES.has(name)) return locales(ground, step);
  if (name === 'update-ca-certificates') return certificates(ground);
  if (name === 'dpkg-reconfigure') return reconfigured(ground, step);
  if (Object.hasOwn(FILES, name)) return FILES[name]!(ground, step);
  if (isHarmless(ground, step)) return NONE;
  if (name === 'git') return cloned(ground, step);
  return addsSource(step) ? { kind: 'repository' } : UNKNOWN;
}

/** A program that links nothing knows no locales of the system's; others find them in one folder. */
function locales(ground: Ground, { call }: Step): Effect {
  const { plan, app, runtime } = ground;
  if (plan.linksNothing === true || call.name === 'update-locale') return NONE;
  const isDebian = app.base.family === 'debian' || app.base.family === 'ubuntu';
  const isAlike = isDebian && runtime.family === app.base.family && isSameRelease(ground);
  return isAlike && !call.conditional ? { kind: 'carry', carry: { path: '/usr/lib/locale', kind: 'folder' } } : UNKNOWN;
}

const OWN_CERTIFICATES = /^\/(?:usr\/local\/share\/ca-certificates|etc\/ssl|etc\/pki)(?:\/|$)/;

/** Only a certificate of the file's own makes a difference; Go and others that read one file find it there. */
function certificates({ all, left, elsewhere, plan, runtime }: Ground): Effect {
  const isOwn = [...all.map(({ to }) => to), ...left, ...elsewhere].some((path) => OWN_CERTIFICATES.test(path));
  if (!isOwn) return NONE;
  if (plan.linksNothing === true)
    return { kind: 'carry', carry: { path: '/etc/ssl/certs/ca-certificates.crt', kind: 'file' } };
  if (runtime.packageManager !== 'apt' && runtime.packageManager !== 'apk') return UNKNOWN;
  // Alpine has the certificates without the program.
  const packages = runtime.packageManager === 'apt' && hasCertificates(plan.runtime) ? [] : ['ca-certificates'];
  return { kind: 'command', command: 'update-ca-certificates', path: '/etc/ssl/certs', packages };
}

function reconfigured(ground: Ground, step: Step): Effect {
  const isZone = step.call.args.some(({ value }) => value === 'tzdata');
  return isZone ? zoneEffect(ground, step) : UNKNOWN;
}

/** `curl ... | bash -`, where the script adds a source of packages and does nothing else. */
function addsSource(step: Step): boolean {
  const { call, body } = step;
  if (call.name !== 'bash' && call.name !== 'sh') return false;
  if (call.args.some(({ value }) => value !== null && !/^-/.test(value) && !isScratch(value))) return false;
  return ADDS_SOURCE.test(body.text);
}

/** A clone is read by the build alone when nobody looks where it lies. */
function cloned(ground: Ground, step: Step): Effect {
  const [verb, ...words] = step.call.args.filter(({ text }) => !text.startsWith('-'));
  const last = words.at(-1);
  if (verb?.value !== 'clone' || last === undefined) return leftHere(ground, step);
  const isNamed = words.length > 1 && !/:\/\/|\.git$/.test(last.text);
  return isNamed ? leftAt(ground, step, targetOf(last, step)) : leftHere(ground, step);
}
