import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { type Configuration, parseConfiguration } from '../config.ts';
import { ConfigurationError } from './problems.ts';

/** Where the document may be given. */
export interface ConfigurationSource {
  /** Directory of cdk.json; relative paths start here. */
  readonly directory: string;
  /** A file, `-c config=FILE` of cdk or `--config FILE` of the CLI; it wins over cdk.json. */
  readonly file?: string | undefined;
}

const CdkJson = v.object({
  context: v.optional(v.object({ sluice: v.optional(v.unknown()), config: v.optional(v.string()) }), {}),
});

/**
 * Reads the configuration: the file named, else cdk.json's context key `config` (a file) or `sluice` (the document).
 * @throws ConfigurationError when it is missing, unreadable, ambiguous, or wrong
 */
export function loadConfiguration(source: ConfigurationSource): Configuration {
  const { path, root } = locateConfiguration(source);
  const document = readDocument(path);
  return parseConfiguration(root.length === 0 ? document : readContext(source.directory).sluice);
}

/** Where the document lies. */
export interface ConfigurationPlace {
  /** Absolute. */
  readonly path: string;
  /** Keys down to the document: none in a file of its own, `context` and `sluice` in cdk.json. */
  readonly root: readonly string[];
}

/** @throws ConfigurationError when none is named, or two are */
export function locateConfiguration(source: ConfigurationSource): ConfigurationPlace {
  const { config, sluice } = readContext(source.directory);
  if (config !== undefined && sluice !== undefined) {
    throw new ConfigurationError([
      'cdk.json has both context keys "config" and "sluice": remove one of them',
    ]);
  }
  const file = source.file ?? config;
  if (file !== undefined) return { path: resolve(source.directory, file), root: [] };
  if (sluice !== undefined) return { path: join(source.directory, 'cdk.json'), root: ['context', 'sluice'] };
  throw new ConfigurationError([
    'no configuration was given: set the context key "sluice" (the document) or "config" (its file) in cdk.json, ' +
      'or name a file; config/example.yaml is one to copy',
  ]);
}

function readContext(directory: string): { readonly config?: string | undefined; readonly sluice?: unknown } {
  const path = join(directory, 'cdk.json');
  if (!existsSync(path)) return {};
  const parsed = v.safeParse(CdkJson, readDocument(path));
  if (!parsed.success) throw new ConfigurationError([`${path}: context.config must be the path of a file`]);
  return parsed.output.context;
}

/** YAML, of which JSON is a part. */
function readDocument(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new ConfigurationError([`${path} cannot be read as YAML or JSON: ${reason}`]);
  }
}
