import * as v from 'valibot';

const Response = v.nullish(
  v.looseObject({
    batchItemFailures: v.nullish(v.array(v.object({ itemIdentifier: v.pipe(v.string(), v.minLength(1)) }))),
  }),
);

/**
 * The messages a function reported as failed (`ReportBatchItemFailures`). An answer Lambda cannot read, a failure
 * without identifier, or one naming a message that is not in the batch makes the whole batch a failure; no
 * answer, or an empty list, makes it a success.
 * @param payload the function's answer as JSON
 * @param ids message ids of the batch
 */
export function failedItems(payload: string, ids: readonly string[]): ReadonlySet<string> {
  const parsed = v.safeParse(Response, parseJson(payload));
  if (!parsed.success) return new Set(ids);
  const failed = (parsed.output?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((id) => ids.includes(id)) ? new Set(failed) : new Set(ids);
}

/** Text that is not JSON fails the schema as itself. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
