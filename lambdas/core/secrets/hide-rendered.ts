import type { RenderedSecret } from './template-renderer.ts';

const HIDDEN = '[...]';

/**
 * The API server quotes the label it does not take. One that a template made may be made of a value, so it is left out
 * of what is told (invariant I1).
 */
export function hideRendered(
  message: string,
  { labels, annotations }: Pick<RenderedSecret, 'labels' | 'annotations'>,
): string {
  const values = [...Object.values(labels), ...Object.values(annotations)].filter((value) => value !== '');
  return values
    .toSorted((a, b) => b.length - a.length)
    .flatMap((value) => [JSON.stringify(value), `"${value}"`])
    .reduce((text, quoted) => text.replaceAll(quoted, HIDDEN), message);
}
