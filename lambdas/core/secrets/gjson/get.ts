import { type Checked, invalid, valid } from '../checked.ts';
import { evaluatePath } from './evaluate.ts';
import type { Result } from './result.ts';
import { PropertyLimitError, Work } from './work.ts';

/**
 * What a path of gjson (v1.18) selects in a text, which may be any text: numbers, key order and doubled keys are
 * taken from it as they stand, and what is not sound JSON is read as gjson reads it. Both are byte strings (one
 * character a byte, UTF-8 of the text), and so are the result's texts: bytes that are not UTF-8 come out as they
 * went in. A path that does not exist is a result too (`exists`). The only problem is a path that takes too much
 * work for the value.
 */
export function getPath(json: string, path: string): Checked<Result> {
  try {
    return valid(evaluatePath(json, path, new Work()));
  } catch (error) {
    if (error instanceof PropertyLimitError) return invalid(error.message);
    throw error;
  }
}
