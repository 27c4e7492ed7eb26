import type { RuleTarget } from '../template/kinds/events.ts';

/**
 * What a rule's target receives: the whole event, or what `Input`, `InputPath` or `InputTransformer` make of it.
 * Paths are the plain kind (`$.detail.name`); anything else is an error.
 * @returns the body as text
 */
export function targetInput(target: RuleTarget, event: Readonly<Record<string, unknown>>): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(readPath(event, target.InputPath) ?? {});
  if (target.InputTransformer === undefined) return JSON.stringify(event);
  const { InputPathsMap, InputTemplate } = target.InputTransformer;
  const values = new Map(
    Object.entries(InputPathsMap).map(([name, path]) => [name, readPath(event, path)] as const),
  );
  return transform(InputTemplate, values);
}

/** Inside quotes a placeholder is text; outside it is JSON. An unknown placeholder is an error, a missing value empty. */
function transform(template: string, values: ReadonlyMap<string, unknown>): string {
  return template.replace(/<([^<>]+)>/g, (_match, name: string, position: number) => {
    if (!values.has(name)) throw new TypeError(`input template: no path for <${name}>`);
    const value = values.get(name);
    const quoted = isInsideQuotes(template.slice(0, position));
    if (value === undefined) return quoted ? '' : '""';
    if (!quoted) return JSON.stringify(value);
    return typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value);
  });
}

function isInsideQuotes(before: string): boolean {
  return (before.match(/(?<!\\)"/g) ?? []).length % 2 === 1;
}

function readPath(event: unknown, path: string): unknown {
  if (!/^\$(\.[A-Za-z0-9_-]+)*$/.test(path)) {
    throw new TypeError(`input path ${path}: the sandbox knows $ and $.a.b only`);
  }
  return path
    .split('.')
    .slice(1)
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null
          ? (value as Readonly<Record<string, unknown>>)[key]
          : undefined,
      event,
    );
}
