/** Values that mean the same on the command line and in the configuration file. */

export const DURATION = 'a time such as 30s, 20m or 1h';
export const HTTP = 'a port and a path, such as :3000/health,';
/** Builds at a time: more than anybody's workers take. */
export const MAX_JOBS = 256;

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds, or null. */
export function readDuration(text: string): number | null {
  const [, amount = '', unit = ''] = /^(\d{1,6}(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const milliseconds = Number(amount) * (UNITS[unit] ?? 0);
  return milliseconds > 0 ? milliseconds : null;
}

export interface HttpAddress {
  readonly port: number;
  /** With the slash that it begins with. */
  readonly path: string;
}

export function readHttp(text: string): HttpAddress | null {
  const [, digits = '', path = ''] = /^:(\d{1,5})(\/[\x21-\x7e]*)?$/.exec(text) ?? [];
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? { port, path: path === '' ? '/' : path } : null;
}
