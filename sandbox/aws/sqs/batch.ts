import { AwsServiceError } from '../service-error.ts';

/** Entries of one batch call (SQS API reference). */
const ENTRIES_MAX = 10;

export interface BatchFailure {
  readonly Id: string;
  readonly SenderFault: boolean;
  readonly Code: string;
  readonly Message: string;
}

/** Runs each entry on its own: one that fails is listed in Failed and does not stop the others. */
export function runBatch<E extends { readonly Id: string }, R>(
  entries: readonly E[],
  run: (entry: E) => R,
): { Successful: (R & { Id: string })[]; Failed: BatchFailure[] } {
  checkBatch(entries);
  const Successful: (R & { Id: string })[] = [];
  const Failed: BatchFailure[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ ...run(entry), Id: entry.Id });
    } catch (error) {
      if (!(error instanceof AwsServiceError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}

function checkBatch(entries: readonly { readonly Id: string }[]): void {
  if (entries.length === 0) {
    throw new AwsServiceError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > ENTRIES_MAX) {
    const message = `Maximum number of entries per request are ${ENTRIES_MAX}. You have sent ${entries.length}.`;
    throw new AwsServiceError('TooManyEntriesInBatchRequest', message);
  }
  const ids = entries.map((entry) => entry.Id);
  if (new Set(ids).size !== ids.length) {
    throw new AwsServiceError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
  }
}
