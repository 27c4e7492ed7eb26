import { readFileSync } from 'node:fs';

/**
 * The commands of a document, in order: the lines of its blocks fenced as `sh`, one command a line, continued after a
 * backslash.
 */
export function readDocumentCommands(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```sh\n(?<block>[\s\S]*?)^```$/gmv)]
    .flatMap(({ groups }) => (groups?.['block'] ?? '').replaceAll('\\\n', '').split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
