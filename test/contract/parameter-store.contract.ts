import { expect } from 'vitest';
import type { Parameter, ParameterPage, ParameterStore } from '../../lambdas/core/aws-ports.ts';
import type { TerminalError } from '../../lambdas/core/errors.ts';
import type { ContractCase } from './contract-case.ts';

export interface ParameterStoreHarness {
  readonly store: ParameterStore;
  /** Any SSM operation as an administrator, in the API's shapes. */
  admin(action: string, params: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** A path no other case uses, without final slash: `/contract/7`. */
  readonly path: string;
  /** Lets so many milliseconds pass, as far as the implementation needs it. */
  elapse(ms: number): Promise<void>;
}

/** What Parameter Store does, as far as sluice relies on it. */
export const PARAMETER_STORE_CASES: readonly ContractCase<ParameterStoreHarness>[] = [
  {
    name: 'a batch returns known names with version and type, and lists unknown ones as invalid',
    async run({ store, admin, path }) {
      await put(admin, `${path}/b`, 'two');
      await put(admin, `${path}/a`, 'one', { Type: 'SecureString' });
      await put(admin, `${path}/a`, 'uno', { Type: 'SecureString', Overwrite: true });

      const names = [`${path}/b`, `${path}/missing`, `${path}/a`];
      const { parameters, invalid } = await store.getParameters(names, { decrypt: true });

      const seen = parameters.map(({ name, type, version, value }) => [
        name,
        type,
        version,
        value?.unwrap().toString(),
      ]);
      expect(seen.sort()).toEqual([
        [`${path}/a`, 'SecureString', 2, 'uno'],
        [`${path}/b`, 'String', 1, 'two'],
      ]);
      expect(invalid).toEqual([`${path}/missing`]);
    },
  },
  {
    name: 'the parameters of a batch come sorted by name',
    differs: ['moto'],
    async run({ store, admin, path }) {
      const names = ['c', 'a', 'b'].map((leaf) => `${path}/${leaf}`);
      for (const name of names) await put(admin, name, 'value');

      const { parameters } = await store.getParameters(names, { decrypt: false });

      expect(parameters.map((parameter) => parameter.name)).toEqual(names.toSorted());
    },
  },
  {
    name: 'without decryption there is a version and no value, not even of a plain String',
    async run({ store, admin, path }) {
      await put(admin, `${path}/s`, 'sealed', { Type: 'SecureString' });
      await put(admin, `${path}/p`, 'plain');

      const { parameters } = await store.getParameters([`${path}/s`, `${path}/p`], { decrypt: false });

      expect(parameters.map(({ version, value }) => [version, value])).toEqual([
        [1, undefined],
        [1, undefined],
      ]);
    },
  },
  {
    name: 'a version or a label picks its value',
    async run({ store, admin, path }) {
      for (const value of ['one', 'two', 'three']) await put(admin, `${path}/v`, value, { Overwrite: true });
      await admin('LabelParameterVersion', { Name: `${path}/v`, ParameterVersion: 2, Labels: ['stable'] });

      const byVersion = await store.getParameter(`${path}/v:1`);
      const byLabel = await store.getParameter(`${path}/v:stable`);

      expect([byVersion.name, byVersion.version, text(byVersion)]).toEqual([`${path}/v`, 1, 'one']);
      expect([byLabel.version, text(byLabel)]).toEqual([2, 'two']);
    },
  },
  {
    name: 'a batch takes names with selectors, which come back with their colon',
    differs: ['moto'],
    async run({ store, admin, path }) {
      for (const value of ['one', 'two']) await put(admin, `${path}/v`, value, { Overwrite: true });

      const { parameters, invalid } = await store.getParameters([`${path}/v:1`], { decrypt: true });

      expect(parameters.map((parameter) => [parameter.name, parameter.selector, text(parameter)])).toEqual([
        [`${path}/v`, ':1', 'one'],
      ]);
      expect(invalid).toEqual([]);
    },
  },
  {
    name: 'a moved label means the version it moved to',
    async run({ store, admin, path }) {
      for (const value of ['one', 'two']) await put(admin, `${path}/v`, value, { Overwrite: true });
      await admin('LabelParameterVersion', { Name: `${path}/v`, ParameterVersion: 2, Labels: ['live'] });
      await admin('LabelParameterVersion', { Name: `${path}/v`, ParameterVersion: 1, Labels: ['live'] });

      expect(text(await store.getParameter(`${path}/v:live`))).toBe('one');
    },
  },
  {
    name: 'in a batch a missing version or label is invalid by the name as it was given',
    async run({ store, admin, path }) {
      await put(admin, `${path}/v`, 'one');

      const names = [`${path}/v:9`, `${path}/v:nolabel`];
      const { parameters, invalid } = await store.getParameters(names, { decrypt: true });

      expect(parameters).toEqual([]);
      expect([...invalid].sort()).toEqual([...names].sort());
    },
  },
  {
    name: 'asked alone, a missing parameter and a missing version are told apart',
    async run({ store, admin, path }) {
      await put(admin, `${path}/v`, 'one');

      expect(await refusal(store.getParameter(`${path}/absent`))).toBe('TerminalError ParameterNotFound');
      expect(await refusal(store.getParameter(`${path}/v:9`))).toBe('TerminalError ParameterVersionNotFound');
    },
  },
  {
    name: 'asked alone, a missing label is a missing version',
    differs: ['moto'],
    async run({ store, admin, path }) {
      await put(admin, `${path}/v`, 'one');

      expect(await refusal(store.getParameter(`${path}/v:nolabel`))).toBe(
        'TerminalError ParameterVersionNotFound',
      );
    },
  },
  {
    name: 'eleven names in a batch are refused as a whole',
    async run({ store, path }) {
      const names = Array.from({ length: 11 }, (_, index) => `${path}/${index}`);

      expect(await refusal(store.getParameters(names, { decrypt: false }))).toBe(
        'TerminalError ValidationException',
      );
    },
  },
  {
    name: 'a name given twice is refused as a whole',
    differs: ['moto'],
    async run({ store, path }) {
      const call = store.getParameters([`${path}/a`, `${path}/a`], { decrypt: false });

      expect(await refusal(call)).toBe('TerminalError ValidationException');
    },
  },
  {
    name: 'a name with characters that no parameter can have is refused, not merely absent',
    differs: ['moto'],
    async run({ store, path }) {
      expect(await refusal(store.getParameter(`${path}/sp ace`))).toBe('TerminalError ValidationException');
    },
  },
  {
    name: 'the ARN of a parameter is a name too',
    async run({ store, admin, path }) {
      await put(admin, `${path}/v`, 'one');
      const { arn } = await store.getParameter(`${path}/v`);

      expect(text(await store.getParameter(arn))).toBe('one');
      expect(arn).toMatch(new RegExp(`^arn:aws:ssm:[a-z0-9-]+:\\d{12}:parameter${path}/v$`));
    },
  },
  {
    name: 'a value keeps its white space, line ends and characters outside ASCII',
    async run({ store, admin, path }) {
      const value = ' süß\n\tline two \u{1f511} ';
      await put(admin, `${path}/v`, value, { Type: 'SecureString' });

      expect(text(await store.getParameter(`${path}/v`))).toBe(value);
    },
  },
  {
    name: 'tags are those of the name, and a name with a version is no resource',
    differs: ['moto'],
    async run({ store, admin, path }) {
      await put(admin, `${path}/t`, 'one');
      const Tags = [{ Key: 'team', Value: 'core' }];
      await admin('AddTagsToResource', { ResourceType: 'Parameter', ResourceId: `${path}/t`, Tags });

      expect(await store.listTags(`${path}/t`)).toEqual({ team: 'core' });
      expect(await refusal(store.listTags(`${path}/t:1`))).toBe('TerminalError InvalidResourceId');
    },
  },
  {
    name: 'everything below a path is listed at every depth and page by page, with values only where decrypted',
    async run({ store, admin, path }) {
      const names = Array.from({ length: 12 }, (_, index) => `${path}/p/${String(index).padStart(2, '0')}`);
      for (const name of names) await put(admin, name, `value of ${name}`, { Type: 'SecureString' });
      await put(admin, `${path}/p/sub/deep`, 'deep');
      await put(admin, `${path}/pq`, 'beside');

      const sealed = await pagesOf((next) =>
        store.getParametersByPath(`${path}/p`, { decrypt: false, ...next }),
      );
      const opened = await pagesOf((next) =>
        store.getParametersByPath(`${path}/p/`, { decrypt: true, ...next }),
      );

      expect(sealed.map(({ name }) => name).sort()).toEqual([...names, `${path}/p/sub/deep`]);
      expect(sealed.every(({ version, value }) => version === 1 && value === undefined)).toBe(true);
      expect(opened.map((one) => [one.name, text(one)]).sort()[0]).toEqual([
        names[0],
        `value of ${names[0]}`,
      ]);
      expect(opened).toHaveLength(13);
    },
  },
  {
    name: 'a path without parameters is an empty page, not an error',
    async run({ store, path }) {
      expect(await store.getParametersByPath(`${path}/nothing`, { decrypt: true })).toEqual({
        parameters: [],
      });
    },
  },
  {
    name: 'parameters are described by tags that all agree, below a path where one is given',
    async run({ store, admin, path }) {
      const tagged: readonly (readonly [string, Record<string, string>])[] = [
        ['a', { env: 'prod', team: 'core' }],
        ['b', { env: 'prod', team: 'web' }],
        ['sub/c', { env: 'dev', team: 'core' }],
      ];
      for (const [leaf, tags] of tagged) {
        const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value: `${Value}${path}` }));
        await put(admin, `${path}/${leaf}`, leaf, { Tags });
      }
      const describe = async (filter: { readonly tags: Record<string, string>; readonly path?: string }) => {
        const { parameters } = await store.describeParameters(filter);
        return parameters.map(({ name, version, value }) => [name, version, value]);
      };

      expect(await describe({ tags: { env: `prod${path}`, team: `core${path}` } })).toEqual([
        [`${path}/a`, 1, undefined],
      ]);
      expect(await describe({ tags: { team: `core${path}` }, path: `${path}/sub` })).toEqual([
        [`${path}/sub/c`, 1, undefined],
      ]);
    },
  },
  {
    name: 'a parameter deleted and created again starts at version 1 and is newer',
    async run({ store, admin, path, elapse }) {
      for (const value of ['one', 'two']) await put(admin, `${path}/v`, value, { Overwrite: true });
      const before = await store.getParameter(`${path}/v`);
      await elapse(1_000);
      await admin('DeleteParameter', { Name: `${path}/v` });
      expect(await refusal(store.getParameter(`${path}/v`))).toBe('TerminalError ParameterNotFound');
      await put(admin, `${path}/v`, 'three');

      const after = await store.getParameter(`${path}/v`);

      expect([before.version, after.version]).toEqual([2, 1]);
      expect(after.lastModified).toBeGreaterThan(before.lastModified);
    },
  },
];

/** All pages of a listing. */
async function pagesOf(
  page: (next: { readonly next?: string }) => Promise<ParameterPage>,
): Promise<readonly Parameter[]> {
  const found: Parameter[] = [];
  let next: { readonly next?: string } | undefined = {};
  while (next !== undefined) {
    const answer: ParameterPage = await page(next);
    found.push(...answer.parameters);
    next = answer.next === undefined ? undefined : { next: answer.next };
  }
  return found;
}

type Admin = ParameterStoreHarness['admin'];

async function put(
  admin: Admin,
  name: string,
  value: string,
  more: Record<string, unknown> = {},
): Promise<void> {
  await admin('PutParameter', { Name: name, Value: value, Type: 'String', ...more });
}

function text({ value }: { readonly value?: { unwrap(): Buffer } }): string | undefined {
  return value?.unwrap().toString('utf8');
}

/** Class and code of the rejection, or what resolved instead. */
async function refusal(call: Promise<unknown>): Promise<string> {
  return call.then(
    (value) => `resolved ${JSON.stringify(value)}`,
    (error: TerminalError) => `${error.name} ${error.code}`,
  );
}
