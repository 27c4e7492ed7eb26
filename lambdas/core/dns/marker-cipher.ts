import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { trimQuotes } from './labels.ts';

/**
 * Encrypted registry values (ExternalDNS `endpoint/crypto.go`): base64 of nonce(12), AES-256-GCM over gzip, tag(16).
 * The nonce is a keyed digest of the text, so that the same labels always give the same value and core stays free
 * of randomness; two texts share a nonce only if they share 96 bits of an HMAC. Compression is handed in, because
 * core loads no zlib.
 */
export interface MarkerCipher {
  /** The value to store, without quotes. */
  seal(text: string): string;
  /** The text, or undefined when the value is not ours to read. */
  open(value: string): string | undefined;
}

export interface Compression {
  gzip(bytes: Uint8Array): Uint8Array;
  gunzip(bytes: Uint8Array): Uint8Array;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** @param key 32 bytes as text, or base64 of 32 bytes. Throws RangeError for another length. */
export function createMarkerCipher(key: string, compression: Compression): MarkerCipher {
  const secret = decodeKey(key);
  return {
    seal(text) {
      const nonce = createHmac('sha256', secret).update(text).digest().subarray(0, NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce);
      const packed = compression.gzip(Buffer.from(text));
      const sealed = Buffer.concat([cipher.update(packed), cipher.final(), cipher.getAuthTag()]);
      return Buffer.concat([nonce, sealed]).toString('base64');
    },
    open(value) {
      const bytes = Buffer.from(trimQuotes(value), 'base64');
      if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      try {
        const body = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
        return Buffer.from(compression.gunzip(Buffer.concat([body, decipher.final()]))).toString();
      } catch {
        return undefined;
      }
    },
  };
}

function decodeKey(key: string): Buffer {
  const raw = Buffer.from(key);
  if (raw.length === KEY_BYTES) return raw;
  const decoded = Buffer.from(key, 'base64');
  if (decoded.length === KEY_BYTES) return decoded;
  throw new RangeError(
    `dns.txt encryption key has ${raw.length} bytes: give 32 bytes, or base64 of 32 bytes`,
  );
}
