import { createInterface } from 'node:readline/promises';

/**
 * What was given as a flag, or the answer of whoever sits at the terminal; an empty answer is the suggestion.
 * @throws Error that names the flag when nobody can be asked
 */
export async function ask(
  flag: string,
  given: string | undefined,
  suggestion: string | undefined,
): Promise<string> {
  if (given !== undefined) return given;
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    if (suggestion !== undefined) return suggestion;
    throw new Error(`give --${flag}: nobody can be asked here`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`${flag}${suggestion === undefined ? '' : ` [${suggestion}]`}: `);
    const chosen = answer.trim() === '' ? suggestion : answer.trim();
    if (chosen === undefined) throw new Error(`a ${flag} is needed`);
    return chosen;
  } finally {
    terminal.close();
  }
}
