import { AwsServiceError } from '../service-error.ts';

/**
 * Filter patterns of CloudWatch Logs as far as the product writes them: none, `"text"` (the line has it) and
 * `{ $.field = "text" }` (the line is JSON and has that field with that text).
 */
export function compileFilterPattern(pattern: string): (message: string) => boolean {
  const given = pattern.trim();
  if (given === '') return () => true;
  const [, term] = /^"([^"]*)"$/.exec(given) ?? [];
  if (term !== undefined) return (message) => message.includes(term);
  const [, field, text] = /^\{\s*\$\.(\w+)\s*=\s*"([^"*]*)"\s*\}$/.exec(given) ?? [];
  if (field === undefined) {
    throw new AwsServiceError('NotImplemented', `the sandbox has no filter pattern like ${given}`, 501);
  }
  return (message) => readField(message, field) === text;
}

function readField(message: string, field: string): unknown {
  try {
    const line: unknown = JSON.parse(message);
    return typeof line === 'object' && line !== null
      ? (line as Readonly<Record<string, unknown>>)[field]
      : undefined;
  } catch {
    return undefined;
  }
}
