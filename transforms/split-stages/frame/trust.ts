/** The certificates of the distribution: full images have them, slim ones may not, and packages only recommend them. */
import { hasCertificates } from '../../../src/facts/runtime-images.ts';
import { isBelow } from '../../../src/project/paths.ts';
import type { App } from '../app.ts';
import type { Plan } from '../recipe.ts';
import type { Stock } from './programs.ts';

/** They lead to a file or folder of certificates. Sources: openssl's, Node.js's, requests', curl's and git's documentation. */
const VARIABLES: readonly string[] = [
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
];
/** Packages whose programs ask servers. */
const ASKING = /^(?:git|curl|wget)$/;

/** @returns the package with the certificates, where what runs looks for them and they would be missing. */
export function certificatesFor({ final, base }: App, { packages }: Plan, stock: Stock): readonly string[] {
  const { runtime } = stock;
  if (runtime.packageManager !== 'apt' || hasCertificates(runtime.reference)) return [];
  if (stock.packages.includes('ca-certificates')) return [];
  if (stock.carries.some(({ path, to }) => (to ?? path) === '/etc/ssl/certs/ca-certificates.crt')) return [];
  const isNamed = VARIABLES.some((name) => isBelow(final.env.get(name) ?? '', '/etc/ssl/certs'));
  // What the recipe adds is started by sources, which may ask anybody; the commands of the file are read.
  const isAsked = packages.some((name) => ASKING.test(name));
  return (isNamed && hasCertificates(base.reference)) || isAsked ? ['ca-certificates'] : [];
}
