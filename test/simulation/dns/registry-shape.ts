import { createDecipheriv } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { TxtOptions } from '../../../lambdas/core/dns/config.ts';

/** How a registry is set up. */
export type RegistryShape =
  | 'plain'
  | 'compat-0.14'
  | 'compat-0.16'
  | 'prefix'
  | 'suffix'
  | 'typed-prefix'
  | 'encrypted';

const KEY = 'thirty-two bytes of a test key..';
const BARE: TxtOptions = { prefix: '', suffix: '', wildcardReplacement: '', compat: '0.22' };
const OPTIONS: Readonly<Record<RegistryShape, TxtOptions>> = {
  plain: BARE,
  'compat-0.14': { ...BARE, compat: '0.14' },
  'compat-0.16': { ...BARE, compat: '0.16-0.21' },
  prefix: { ...BARE, prefix: 'x-' },
  suffix: { ...BARE, suffix: '-x' },
  'typed-prefix': { ...BARE, prefix: '%{record_type}-txt-' },
  encrypted: { ...BARE, encryptKey: KEY },
};

/** Half of all worlds have the plainest one. */
export const REGISTRIES: readonly RegistryShape[] = [
  ...(['plain', 'plain', 'plain', 'plain', 'plain'] as const),
  ...(['compat-0.14', 'compat-0.16', 'prefix', 'suffix', 'typed-prefix', 'encrypted'] as const),
];

export function txtOptionsOf(shape: RegistryShape): TxtOptions {
  return OPTIONS[shape];
}

/** Where the marker of a type (`a`, `cname`; empty: the type-less one) of a host stands. */
export function markerNameOf(shape: RegistryShape, host: string, type: string): string {
  const typed = type === '' ? host : `${type}-${host}`;
  switch (shape) {
    case 'prefix':
      return `x-${typed}`;
    case 'suffix':
      return typed.replace('.', '-x.');
    case 'typed-prefix':
      return `${type}-txt-${host}`;
    default:
      return typed;
  }
}

/** The text of a marker's value, decrypted where it is encrypted; empty for another TXT. */
export function readMarker(shape: RegistryShape, value: string): string {
  if (value.includes('heritage=external-dns')) return value;
  return shape === 'encrypted' ? decrypt(value.replaceAll('"', '')) : '';
}

/** Base64 of nonce (12 bytes), AES-256-GCM over gzip, tag (16 bytes): ExternalDNS `endpoint/crypto.go`. */
function decrypt(value: string): string {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length <= 28) return '';
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(KEY), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return gunzipSync(Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])).toString();
}
