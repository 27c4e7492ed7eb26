import type { RawRewrite } from '../raw-spec.ts';
import type { RewriteOperation } from './operation.ts';

/** One item of `dataFrom[].rewrite`; none for an item that sets nothing, which the rules of a spec refuse. */
export function toRewriteOperation(
  { merge, regexp, transform }: RawRewrite,
  isCreatedOnce: boolean,
): readonly RewriteOperation[] {
  if (merge) {
    const { priorityPolicy, conflictPolicy, strategy } = merge;
    const named = { into: merge.into ?? '', priority: merge.priority ?? [] };
    return [{ kind: 'merge', merge: { ...named, priorityPolicy, conflictPolicy, strategy } }];
  }
  if (regexp) return [{ kind: 'regexp', source: regexp.source, target: regexp.target }];
  return transform ? [{ kind: 'transform', template: transform.template, isCreatedOnce }] : [];
}
