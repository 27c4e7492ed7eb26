import { expect, test } from 'vitest';
import { failedItems } from '../../../sandbox/runtime/batch-response.ts';

const IDS = ['one', 'two'];

test.each<[string, unknown, readonly string[]]>([
  ['an empty list is a success', { batchItemFailures: [] }, []],
  ['no list is a success', {}, []],
  ['a null list is a success', { batchItemFailures: null }, []],
  ['no answer is a success', null, []],
  ['only the named message has failed', { batchItemFailures: [{ itemIdentifier: 'two' }] }, ['two']],
  ['an empty identifier fails the batch', { batchItemFailures: [{ itemIdentifier: '' }] }, IDS],
  ['a null identifier fails the batch', { batchItemFailures: [{ itemIdentifier: null }] }, IDS],
  ['a wrong key fails the batch', { batchItemFailures: [{ messageId: 'two' }] }, IDS],
  ['an identifier of another batch fails the batch', { batchItemFailures: [{ itemIdentifier: 'x' }] }, IDS],
  ['an answer that is no object fails the batch', 'done', IDS],
])('%s', (_sentence, answer, failed) => {
  expect([...failedItems(JSON.stringify(answer), IDS)]).toEqual(failed);
});

test('an answer that is not JSON fails the batch', () => {
  expect([...failedItems('{', IDS)]).toEqual(IDS);
});
