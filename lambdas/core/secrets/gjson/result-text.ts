import { formatFloat } from './number.ts';
import type { Result } from './result.ts';

const INTEGER = /^-?\d*$/;

/**
 * The text of a result, as it goes into a Secret: strings unquoted, integers as written, other numbers as the
 * shortest decimal without exponent, null empty, objects and arrays as written.
 */
export function textOf(result: Result): string {
  switch (result.type) {
    case 'Null':
      return '';
    case 'False':
      return 'false';
    case 'True':
      return 'true';
    case 'String':
      return result.text;
    case 'JSON':
      return result.raw;
    case 'Number':
      return INTEGER.test(result.raw) ? result.raw : formatFloat(result.number);
  }
}
