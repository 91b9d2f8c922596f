/** A way to the engine that can be cut. */
import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net';
import path from 'node:path';

interface Proxy {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** The engine is gone, for all that are connected and all that try. */
  cut(): void;
  /** It takes everything, and answers nothing any more. */
  hang(): void;
}

/** @param folder where its socket is. */
export async function openProxy(folder: string): Promise<Proxy> {
  const file = path.join(folder, 'proxy.sock');
  const sockets = new Set<Socket>();
  let hangs = false;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    sockets.add(near);
    near.on('error', () => undefined);
    if (hangs) return;
    const far = connect({ ...engine(), allowHalfOpen: true });
    sockets.add(far);
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(file, resolve));
  server.unref();
  return {
    host: `unix://${file}`,
    cut: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
    hang: () => {
      hangs = true;
      for (const socket of sockets) socket.unpipe();
    },
  };
}

function engine(): NetConnectOpts {
  const host = process.env.DOCKER_HOST || 'unix:///var/run/docker.sock';
  if (host.startsWith('unix://')) return { path: host.slice('unix://'.length) };
  const { hostname, port } = new URL(host);
  return { host: hostname, port: Number(port) };
}
