import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

const LOOPBACK = '127.0.0.1';
/**
 * Below the ports that Linux (32768 on) and macOS (49152 on) give to outgoing connections: between being found free and
 * being listened on, a port of theirs may be gone.
 */
const RANGE = { first: 15_000, end: 32_000 };
const ATTEMPTS_MAX = 100;

/**
 * So many different loopback ports that are free now. They are held until all are known.
 * @throws Error when a hundred ports in turn were taken
 */
export async function findFreePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenOnAny));
  await Promise.all(servers.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  return servers.map(({ port }) => port);
}

async function listenOnAny(): Promise<{ readonly port: number; readonly server: Server }> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const port = randomInt(RANGE.first, RANGE.end);
    const server = await listen(port);
    if (server !== undefined) return { port, server };
  }
  throw new Error(`no free port between ${RANGE.first} and ${RANGE.end} after ${ATTEMPTS_MAX} attempts`);
}

/** Undefined when the port is taken, or may not be used. */
function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, LOOPBACK, () => resolve(server));
  });
}
