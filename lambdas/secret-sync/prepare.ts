import { findOrphanRivals } from '../core/secrets/claims.ts';
import type { ExternalSecret } from '../core/secrets/external-secret.ts';
import { externalSecretKey } from '../core/secrets/external-secret.ts';
import type { GeneratorRead } from '../core/secrets/generator.ts';
import { collectGeneratorRefs } from '../core/secrets/generator-refs.ts';
import { ownedByAnother } from '../core/secrets/ownership.ts';
import { valueAt } from '../core/secrets/raw-json.ts';
import { findReferrers, type Referrer, readsHinted } from '../core/secrets/referrers.ts';
import type { StoreLookup } from '../core/secrets/resolve-sources.ts';
import type { SecretStore } from '../core/secrets/secret-store.ts';
import type { KeySecretOf } from '../core/secrets/static-keys.ts';
import type { CompileRegexp } from '../core/secrets/store-conditions.ts';
import type { SyncFailure } from '../core/secrets/sync-failure.ts';
import { targetNameOf } from '../core/secrets/target-name.ts';
import type { TemplateRenderer } from '../core/secrets/template-renderer.ts';
import { type Triage, triage } from '../core/secrets/triage.ts';
import { loadRegexp } from './deps.ts';
import type { Inventory } from './inventory.ts';
import { findStoresInUse, readKeySecrets } from './key-secrets.ts';
import { type Run, reportExternalSecret } from './run.ts';
import type { SyncTask } from './task.ts';
import { loadValueTools, type TaskTools } from './value-tools.ts';

/** The work of a run, before anything is read. */
export interface Work {
  /** Keys of the stores that this run looks at. */
  readonly storesInUse: ReadonlySet<string>;
  readonly keySecretOf: KeySecretOf;
  readonly tasks: readonly SyncTask[];
  /** Refused or failed already: only the status is written. */
  readonly failed: readonly { readonly referrer: Referrer; readonly failure: SyncFailure }[];
  /** Being deleted behind ESO's finalizer. */
  readonly releases: readonly Referrer[];
}

/** Hints x inventory -> work. What is not ours is reported as skipped. */
export async function prepare(run: Run, inventory: Inventory): Promise<Work> {
  const referrers = findReferrers(run.hints, inventory.externalSecrets);
  const externalSecrets = referrers.map((referrer) => referrer.externalSecret);
  const generators = await readGeneratorsOf(run, externalSecrets);
  const stores = new Map([...inventory.stores, ...storesOf(generators)]);
  const known = { ...inventory, stores };
  const storesInUse = findStoresInUse(run, known, externalSecrets);
  const keySecretOf = await readKeySecrets(run, known, { stores: storesInUse, externalSecrets });
  const lookup: StoreLookup = {
    config: run.deps.config,
    stores,
    generators,
    namespaceLabels: inventory.namespaceLabels,
    compileRegexp: await compilerFor(inventory, externalSecrets),
    keySecretOf,
  };
  const tools = await loadValueTools(externalSecrets, () => loadRenderer(run));
  const rivals = findOrphanRivals(inventory.externalSecrets);
  const tasks: SyncTask[] = [];
  const failed: Work['failed'][number][] = [];
  const releases: Referrer[] = [];
  for (const referrer of referrers) {
    const verdict = withRivals(triage(referrer.externalSecret, lookup), referrer.externalSecret, rivals);
    if (verdict.kind === 'skip') {
      const { reason, message } = verdict;
      reportExternalSecret(run, referrer.externalSecret, { action: 'skipped', reason, message });
    } else if (verdict.kind === 'release') releases.push(referrer);
    else if (verdict.kind === 'fail') failed.push({ referrer, failure: verdict.failure });
    else tasks.push(...toTask(referrer, verdict, tools));
  }
  return { storesInUse, keySecretOf, tasks, failed, releases };
}

/** Kept with the templates it has parsed for as long as the container lives. */
async function loadRenderer({ deps, memory }: Run): Promise<TemplateRenderer> {
  const { createTemplateRenderer } = await import('../core/secrets/template-renderer.lazy.ts');
  memory.loaded.renderer ??= createTemplateRenderer(deps.chance);
  return memory.loaded.renderer;
}

function withRivals(
  verdict: Triage,
  externalSecret: ExternalSecret,
  rivals: ReadonlyMap<string, string>,
): Triage {
  const rival = rivals.get(externalSecretKey(externalSecret));
  if (verdict.kind !== 'sync' || rival === undefined) return verdict;
  return { kind: 'fail', failure: ownedByAnother(targetNameOf(externalSecret), rival) };
}

/** None when only events of AWS asked for it and it does not read what changed after all. */
function toTask(
  { externalSecret, hints }: Referrer,
  verdict: Triage & { kind: 'sync' },
  tools: TaskTools,
): readonly SyncTask[] {
  const { spec, sources } = verdict;
  const meant = hints.filter(
    (hint) => (hint.kind !== 'parameter' && hint.kind !== 'secret-label') || readsHinted(sources, hint),
  );
  if (meant.length === 0) return [];
  const wantsValues = meant.some(({ kind }) => ['parameter', 'secret-label', 'resync'].includes(kind));
  return [{ externalSecret, hints: meant, spec, sources, tools, wantsValues }];
}

/** What reads generators is loaded where the configuration serves them and an ExternalSecret names one. */
async function readGeneratorsOf(
  run: Run,
  externalSecrets: readonly ExternalSecret[],
): Promise<ReadonlyMap<string, GeneratorRead>> {
  const isServed = (run.deps.config.generators ?? []).length > 0;
  if (!isServed || !externalSecrets.some((one) => collectGeneratorRefs(one).length > 0)) return new Map();
  const { readGenerators } = await import('./read-generators.ts');
  return readGenerators(run, externalSecrets);
}

/** Generators have credentials, a class and a region as stores do. */
function storesOf(
  generators: ReadonlyMap<string, GeneratorRead>,
): readonly (readonly [string, SecretStore])[] {
  return [...generators].flatMap(([key, read]) =>
    read.kind === 'found' ? [[key, read.store] as const] : [],
  );
}

async function compilerFor(
  { stores }: Inventory,
  externalSecrets: readonly ExternalSecret[],
): Promise<CompileRegexp> {
  const used =
    externalSecrets.some(findsByName) ||
    [...stores.values()].some((store) => store.conditions.some((one) => one.namespaceRegexes.length > 0));
  return used ? loadRegexp() : () => ({ ok: false, problem: 'the expression was not loaded' });
}

function findsByName({ spec }: ExternalSecret): boolean {
  const entries: readonly unknown[] = Array.isArray(spec['dataFrom']) ? spec['dataFrom'] : [];
  return entries.some((entry) => valueAt(entry, 'find', 'name') !== undefined);
}
