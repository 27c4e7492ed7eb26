import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { Clock } from '../core/ports.ts';
import type { Chance, KeyKind } from '../core/secrets/template/functions/environment.ts';

/** Randomness, keys and time for templates of refreshPolicy CreatedOnce. */
export function createChance(clock: Pick<Clock, 'now'>): Chance {
  return {
    random: (size) => randomBytes(size),
    now: () => clock.now(),
    privateKey: (kind) => generate(kind).export({ type: 'pkcs8', format: 'pem' }).toString(),
    sign: (hash, bytes, privateKeyPem) => sign(hash, bytes, privateKeyPem),
  };
}

function generate(kind: KeyKind): KeyObject {
  switch (kind) {
    case 'rsa2048':
    case 'rsa4096':
      return generateKeyPairSync('rsa', { modulusLength: kind === 'rsa2048' ? 2048 : 4096 }).privateKey;
    case 'ecdsa':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey;
    case 'dsa':
      return generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).privateKey;
  }
}
