import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Stage } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

export interface FunctionAssetOptions {
  readonly functionName: string;
  /** Directory of the bundle (stack/bundle.ts). */
  readonly bundle: string;
  /** The document the function reads as `sluice.json`; holds no secret. */
  readonly config: object;
}

/** The bundle with this cluster's `sluice.json` beside it, staged below the cloud assembly. */
export function stageFunctionAsset(
  scope: Construct,
  { functionName, bundle, config }: FunctionAssetOptions,
): Code {
  if (!existsSync(join(bundle, 'handler.js'))) {
    throw new Error(`no bundle in ${bundle}: run "npm run build" first, or name the directory of one`);
  }
  const directory = join(Stage.of(scope)?.outdir ?? 'cdk.out', 'functions', functionName);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  cpSync(bundle, directory, { recursive: true });
  writeFileSync(join(directory, 'sluice.json'), `${JSON.stringify(config, undefined, 2)}\n`);
  return Code.fromAsset(directory);
}
