import { createHash } from 'node:crypto';

/** The checksum SDKs compare bodies with. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
