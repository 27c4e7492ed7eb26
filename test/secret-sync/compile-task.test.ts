import { expect, it } from 'vitest';
import { TerminalError } from '../../lambdas/core/errors.ts';
import { SecretValue } from '../../lambdas/core/secret-value.ts';
import { readExternalSecret } from '../../lambdas/core/secrets/external-secret.ts';
import { parseSpec } from '../../lambdas/core/secrets/parse-spec.ts';
import type { ParameterRead, Source } from '../../lambdas/core/secrets/source.ts';
import { compileTask } from '../../lambdas/secret-sync/compile-task.ts';
import type { SyncTask } from '../../lambdas/secret-sync/task.ts';
import type { TaskTools } from '../../lambdas/secret-sync/value-tools.ts';
import { externalSecret } from './objects.ts';

const NOTHING = { revisionOf: () => '', failureFor: () => undefined, textsFor: () => () => undefined };

/** ExternalSecret `app` with a template, its one parameter read, and these tools. */
async function compileWith(tools: Partial<TaskTools>, read: ParameterRead = found('one')) {
  const object = externalSecret(
    'app',
    { a: '/app/a' },
    { target: { template: { data: { b: '{{ .a }}' } } } },
  );
  const model = readExternalSecret(object);
  const spec = parseSpec(model);
  if (!spec.ok) throw new Error(spec.message);
  const identity = { region: 'ap-northeast-2' };
  const sources: Source[] = spec.value.entries.map((entry) => ({
    entry,
    store: 'ClusterSecretStore/aws-ssm',
    identity,
    name: '/app/a',
    request: '/app/a',
  }));
  const task: SyncTask = {
    externalSecret: model,
    hints: [],
    spec: spec.value,
    sources,
    tools: {
      lookupProperty: () => ({ found: false }),
      rewriteValues: () => ({ ok: false, problem: 'not needed' }),
      renderSecret: async () => ({ ok: false, problem: 'not needed' }),
      ...tools,
    },
    wantsValues: true,
  };
  return compileTask(task, { observed: undefined, readOf: () => read, objects: NOTHING });
}

function found(text: string): ParameterRead {
  const value = SecretValue.ofText(text);
  return {
    kind: 'found',
    parameter: { name: '/app/a', arn: 'a:b:c:d:e', type: 'String', version: 1, lastModified: 0, value },
  };
}

it("a defect behind a template is that ExternalSecret's failure, told without its text (I1, I5)", async () => {
  const compiled = await compileWith({
    renderSecret: async () => {
      throw new TypeError('cannot read hunter2');
    },
  });

  expect(compiled).toMatchObject({
    ok: false,
    failure: { transient: true, detail: 'failed unexpectedly (TypeError)' },
  });
});

it('what the template makes stands beside the keys of the provider', async () => {
  const rendered = { data: new Map([['b', SecretValue.ofText('ONE')]]), labels: {}, annotations: {} };
  const compiled = await compileWith({ renderSecret: async () => ({ ok: true, value: rendered }) });

  expect(compiled.ok && [...compiled.value.data.keys()]).toEqual(['a']);
  expect(compiled.ok && compiled.value.rendered).toBe(rendered);
});

it('nothing is rendered of values that could not be read', async () => {
  let rendered = 0;
  const error = new TerminalError('no', { code: 'AccessDeniedException' });
  const renderSecret = async () => {
    rendered += 1;
    return { ok: false, problem: 'x' } as const;
  };

  const compiled = await compileWith({ renderSecret }, { kind: 'failed', error });

  expect(compiled).toMatchObject({ ok: false, failure: { transient: false } });
  expect(rendered).toBe(0);
});
