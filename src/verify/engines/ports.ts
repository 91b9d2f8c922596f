/** Where a container's port is reached from here. */

/** What the options of a run say of its network: `--network=host`, `--net host`; null when nothing. */
export function networkOf(options: readonly string[]): string | null {
  return /(?:^|\s)--net(?:work)?[=\s](\S+)/.exec(options.join(' '))?.[1] ?? null;
}

/** Whether the options publish a port themselves: `-p 8080:3000`, `--publish=3000`, `-P`. */
export function isPublished(options: readonly string[], port: number): boolean {
  const text = options.join(' ');
  if (/(?:^|\s)(?:-P|--publish-all)(?:\s|$)/.test(text)) return true;
  const ports = text.matchAll(/(?:^|\s)(?:-p|--publish)[=\s]?(?:\S*:)?(\d+)(?:\/tcp)?(?=\s|$)/g);
  return [...ports].some(([, inside]) => Number(inside) === port);
}

/**
 * The options that publish a port on one of the engine's that is free: for this machine only, unless the engine is on
 * another. On the host's own network there is nothing to publish, and without a network nothing can be.
 */
export function publishing(options: readonly string[], port: number, host: string): readonly string[] {
  const network = networkOf(options);
  if (network !== null && /^(?:host|none|container:.*)$/.test(network)) return [];
  if (isPublished(options, port)) return [];
  return ['--publish', isHere(host) ? `127.0.0.1::${port}` : `${port}`];
}

/** From the lines of `docker port`: `127.0.0.1:49153`, `0.0.0.0:49153`, `[::]:49153`. */
export function addressOf(lines: string, host: string): string | null {
  const [, ip, port] = /^(?:\S+ -> )?(\S+):(\d+)$/m.exec(lines.trim()) ?? [];
  if (ip === undefined || port === undefined) return null;
  const isAny = ip === '0.0.0.0' || ip === '[::]' || ip === '::';
  return `${isAny || !isHere(host) ? host : ip}:${port}`;
}

/** The machine that an engine is on: of `unix://…` and `npipe://…` this one. */
export function hostOf(endpoint: string): string {
  if (!/^(?:tcp|ssh|https?):/.test(endpoint) || !URL.canParse(endpoint)) return '127.0.0.1';
  const { hostname } = new URL(endpoint);
  return hostname === '' || hostname === 'localhost' ? '127.0.0.1' : hostname;
}

function isHere(host: string): boolean {
  return host === '127.0.0.1';
}
