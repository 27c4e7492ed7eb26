import { accessSync, constants } from 'node:fs';

const WANTED: Readonly<Record<string, string>> = {
  PEER_ESO:
    'the binary of External Secrets Operator (2.9: `external-secrets` out of its image, or built from source)',
  PEER_EXTERNALDNS:
    'the binary of ExternalDNS (0.14 or newer: `external-dns` out of its image, or built from source)',
};

/**
 * Path of the binary that a variable of the environment names.
 * @throws Error that says what to set, or that what is set cannot be run
 */
export function findPeer(variable: string, environment: NodeJS.ProcessEnv = process.env): string {
  const path = environment[variable] ?? '';
  if (path === '') throw new Error(`${variable} is not set: it names ${WANTED[variable] ?? 'a binary'}`);
  try {
    accessSync(path, constants.X_OK);
  } catch {
    throw new Error(
      `${variable} is ${path}, which cannot be run: it names ${WANTED[variable] ?? 'a binary'}`,
    );
  }
  return path;
}
