import type { Result } from './result.ts';

export function isArray(result: Result): boolean {
  return result.type === 'JSON' && result.raw.startsWith('[');
}

export function isObject(result: Result): boolean {
  return result.type === 'JSON' && result.raw.startsWith('{');
}
