import { parseArgs } from 'node:util';

/** What `npm start --` was told. */
export interface StartOptions {
  /** Exit by itself after the story. */
  readonly once: boolean;
  /** A real kube-apiserver takes the place of the sandbox's. */
  readonly real: boolean;
  /** Print the functions' logs as they are written. */
  readonly logs: boolean;
  /** Port of the AWS endpoint; the Kubernetes API has the next one. */
  readonly port: number;
  readonly help: boolean;
}

/** The usual port of AWS emulators. */
const DEFAULT_PORT = 4566;
const PORT_MAX = 65_534;

export const USAGE = `npm start -- [options]

  --once      tell the story, check that everything converged, and exit (0 or 1)
  --real      a real kube-apiserver in place of the sandbox's own (needs Go; built once, in some minutes)
  --port N    port of the AWS endpoint (default ${DEFAULT_PORT}); N+1 is the Kubernetes API
  --logs      print what the functions log
  --help      this text
`;

/** @throws TypeError for an option that is not known, or a port that is none */
export function parseStartOptions(argv: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      once: { type: 'boolean', default: false },
      real: { type: 'boolean', default: false },
      logs: { type: 'boolean', default: false },
      port: { type: 'string', default: String(DEFAULT_PORT) },
      help: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > PORT_MAX) {
    throw new TypeError(`--port is ${values.port}: allowed is a whole number from 1 to ${PORT_MAX}`);
  }
  const { once, real, logs, help } = values;
  return { once, real, logs, port, help };
}
