import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
/** What of this repository is needed to configure and to deploy. */
const PARTS = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'cdk.json',
  ...['cli', 'config', 'docs', 'lambdas', 'manifests', 'stack'],
];

/** A checkout in which commands may write, after `npm ci`: the packages are those of this one. */
export function makeClone(directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const part of PARTS) cpSync(join(ROOT, part), join(directory, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
}
