import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterConfiguration } from '../../stack/config.ts';
import { synthesize } from '../../stack/synthesize.ts';

/** A template as CloudFormation gets it. */
export interface SynthesizedTemplate {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface SynthesizedClusters {
  readonly directory: string;
  /** One a cluster, in order. */
  readonly templates: readonly SynthesizedTemplate[];
  /** All stacks, those in other regions included, sorted. */
  readonly stackNames: readonly string[];
  remove(): void;
}

/** Synthesizes clusters; the bundles are one-line handlers, because templates are looked at. */
export async function synthesizeClusters(
  clusters: readonly ClusterConfiguration[],
  { checks }: { readonly checks: boolean },
): Promise<SynthesizedClusters> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-stack-'));
  const bundles = join(directory, 'bundles');
  for (const name of ['secret-sync', 'dns-sync', 'notify']) {
    mkdirSync(join(bundles, name), { recursive: true });
    writeFileSync(join(bundles, name, 'handler.js'), 'exports.handler = async () => ({});\n');
  }
  const { templatePaths } = await synthesize({ clusters }, join(directory, 'out'), { bundles, checks });
  return {
    directory: join(directory, 'out'),
    templates: templatePaths.map((path) => JSON.parse(readFileSync(path, 'utf8')) as SynthesizedTemplate),
    stackNames: readdirSync(join(directory, 'out'))
      .flatMap((file) => /^(.*)\.template\.json$/.exec(file)?.[1] ?? [])
      .sort(),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The resources of one type, by logical id. */
export function resourcesOf(
  template: SynthesizedTemplate,
  type: string,
): readonly (readonly [string, TemplateResource])[] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}
