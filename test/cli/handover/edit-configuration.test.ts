import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { editConfiguration } from '../../../cli/handover/edit-configuration.ts';

const TEXT = `# kept
clusters:
  - name: other
    secrets: { mode: observe }
  - name: eco2-dev   # kept, too
    secrets:
      mode: observe # "enforce" once the reports agree
      # kept as well
      storeClasses: [sluice, default]
    dns:
      txt:
        compat: "0.14"
      sources:
        - ingress
        - service
`;
const cluster = 'eco2-dev';

it('changes just the value, and leaves every other byte', () => {
  const edited = editConfiguration(
    TEXT,
    [
      { path: ['secrets', 'mode'], value: 'enforce' },
      { path: ['secrets', 'storeClasses'], value: ['sluice'] },
      { path: ['dns', 'txt', 'compat'], value: '0.22' },
    ],
    { cluster },
  );

  expect(edited).toBe(
    TEXT.replace('mode: observe #', 'mode: enforce #')
      .replace('[sluice, default]', '[sluice]')
      .replace('"0.14"', '"0.22"'),
  );
});

it('writes a value that was not there, and a list that stood on several lines, and keeps comments', () => {
  const edited = editConfiguration(
    TEXT,
    [
      { path: ['dns', 'aaaa'], value: 'dualstack-only' },
      { path: ['dns', 'sources'], value: ['ingress'] },
    ],
    { cluster },
  );

  expect(parse(edited).clusters[1].dns).toEqual({
    txt: { compat: '0.14' },
    sources: ['ingress'],
    aaaa: 'dualstack-only',
  });
  expect(parse(edited).clusters[0]).toEqual(parse(TEXT).clusters[0]);
  expect(edited.match(/# kept/g)).toHaveLength(3);
});

it('edits a document in JSON, below a key of cdk.json', () => {
  const text = JSON.stringify({ app: 'x', context: { sluice: parse(TEXT) } });
  const edited = editConfiguration(
    text,
    [
      { path: ['secrets', 'mode'], value: 'enforce' },
      { path: ['dns', 'aaaa'], value: 'never' },
    ],
    { cluster, root: ['context', 'sluice'] },
  );

  const { app, context } = JSON.parse(edited);
  expect(app).toBe('x');
  expect(context.sluice.clusters[1]).toMatchObject({ secrets: { mode: 'enforce' }, dns: { aaaa: 'never' } });
});

it('names a cluster that the file does not have', () => {
  expect(() => editConfiguration(TEXT, [{ path: ['x'], value: 'y' }], { cluster: 'prod' })).toThrow(
    'the configuration file has no cluster named "prod"',
  );
});
