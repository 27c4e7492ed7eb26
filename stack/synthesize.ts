import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { bundleFunctions } from './bundle.ts';
import type { Configuration } from './config.ts';
import { EventForwarding, forwardedRegions } from './event-forwarding.ts';
import { SluiceStack } from './sluice-stack.ts';

/**
 * Feature flags at their recommended values (reference: aws 7.1), and asset metadata, which the CDK CLI adds and
 * an app run without it would lack: the template is the same either way.
 */
const CONTEXT = {
  '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true,
  '@aws-cdk/aws-events:eventsTargetQueueSameAccount': true,
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:disable-version-reporting': true,
} as const;

/** What a synthesis wrote. */
export interface Synthesis {
  /** Cloud assembly: templates, and assets as `asset.<hash>/`. Absolute. */
  readonly assetsDir: string;
  /** One template a cluster, in the order of the configuration. Absolute. */
  readonly templatePaths: readonly string[];
}

export interface SynthesisOptions {
  /** Directory with ready bundles `secret-sync/`, `dns-sync/` and `notify/`. @default bundled anew into `outdir` */
  readonly bundles?: string;
  /** Hold the templates to cdk-nag and to CloudFormation's own schemas, which takes seconds. @default true */
  readonly checks?: boolean;
}

/**
 * Bundles the functions and synthesizes one stack a cluster, in this process and offline.
 * @param outdir made when missing; files of an earlier synthesis are overwritten
 * @throws when a bundle fails or is over budget, or a check finds something unacknowledged
 */
export async function synthesize(
  configuration: Configuration,
  outdir: string,
  options: SynthesisOptions = {},
): Promise<Synthesis> {
  const assetsDir = resolve(outdir);
  mkdirSync(assetsDir, { recursive: true });
  const bundles = options.bundles ?? join(assetsDir, 'bundles');
  if (options.bundles === undefined) await bundleFunctions(bundles);
  const checks = options.checks !== false;
  const app = new App({ outdir: assetsDir, context: CONTEXT, builtinCloudFormationValidation: checks });
  const stacks = configuration.clusters.map(
    (cluster) => new SluiceStack(app, `sluice-${cluster.name}`, { cluster, bundles }),
  );
  for (const cluster of configuration.clusters) {
    const { secrets } = cluster;
    for (const region of secrets === undefined ? [] : forwardedRegions(cluster)) {
      if (secrets !== undefined)
        new EventForwarding(app, `sluice-${cluster.name}-events-${region}`, { cluster, secrets, region });
    }
  }
  if (checks) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
  return { assetsDir, templatePaths: stacks.map((stack) => join(assetsDir, stack.templateFile)) };
}
