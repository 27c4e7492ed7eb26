import { SecretValue } from '../secret-value.ts';
import { type Checked, invalid, valid } from './checked.ts';

/** `decodingStrategy`; absent, empty and `None` mean unchanged. */
export type DecodingStrategy = 'None' | 'Auto' | 'Base64' | 'Base64URL';

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const PADDING = 0x3d;

/**
 * Decodes as Go's encoding/base64 does: strict alphabet, padding required, CR and LF ignored. Node's own decoder
 * accepts almost anything, so it only runs on input that was checked. `Auto` falls back to the value as it is.
 */
export function decodeValue(value: SecretValue, strategy: DecodingStrategy): Checked<SecretValue> {
  switch (strategy) {
    case 'None':
      return valid(value);
    case 'Base64':
      return decodeBase64(value, STANDARD);
    case 'Base64URL':
      return decodeBase64(value, URL_SAFE);
    case 'Auto': {
      const standard = decodeBase64(value, STANDARD);
      if (standard.ok) return standard;
      const urlSafe = decodeBase64(value, URL_SAFE);
      return urlSafe.ok ? urlSafe : valid(value);
    }
  }
}

function decodeBase64(value: SecretValue, alphabet: string): Checked<SecretValue> {
  const bytes = value.unwrap();
  const bad = findCorruption(bytes, alphabet);
  if (bad !== undefined) return invalid(`illegal base64 data at input byte ${bad}`);
  return valid(SecretValue.ofBytes(Buffer.from(bytes.toString('latin1'), 'base64')));
}

/** Offset that Go reports, or undefined for sound input. A position tells nothing about the value (I1). */
function findCorruption(source: Buffer, alphabet: string): number | undefined {
  const isNewline = (byte: number | undefined) => byte === 0x0a || byte === 0x0d;
  let at = 0;
  const skipNewlines = () => {
    while (isNewline(source[at])) at += 1;
  };
  for (let filled = 0; ; ) {
    if (at === source.length) return filled === 0 ? undefined : at - filled;
    const byte = source[at] ?? 0;
    at += 1;
    if (isNewline(byte)) continue;
    if (byte !== PADDING) {
      if (byte > 0x7f || !alphabet.includes(String.fromCharCode(byte))) return at - 1;
      filled = (filled + 1) % 4;
      continue;
    }
    if (filled < 2) return at - 1;
    if (filled === 2) {
      skipNewlines();
      if (at === source.length) return at;
      if (source[at] !== PADDING) return at - 1;
      at += 1;
    }
    skipNewlines();
    return at < source.length ? at : undefined;
  }
}
