/** Serves Go modules, so that there is something to download. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

export interface ModuleServer {
  readonly url: string;
  readonly close: () => void;
}

export async function serveModules(): Promise<ModuleServer> {
  const server = createServer((request, response) => {
    const file = path.join(import.meta.dirname, 'modules', path.posix.normalize(request.url ?? '/'));
    if (existsSync(file) && statSync(file).isFile()) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
