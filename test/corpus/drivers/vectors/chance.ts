import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { Chance, KeyKind } from '../../../../lambdas/core/secrets/template/functions/environment.ts';

/** Real randomness and a real clock: what depends on them is compared by pattern. */
export const testChance: Chance = {
  random: (size) => randomBytes(size),
  now: () => Date.now(),
  privateKey: (kind) => generate(kind).export({ type: 'pkcs8', format: 'pem' }).toString(),
  sign: (hash, bytes, privateKeyPem) => sign(hash, bytes, privateKeyPem),
};

function generate(kind: KeyKind) {
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
