import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const WORKFLOWS = join(import.meta.dirname, '..', '..', '.github', 'workflows');
const INSTALLATION = 'npm ci';

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

/**
 * The `run:` steps of a job, in order, but for the installation: it would replace the packages of the run that asks.
 * @throws Error when there is no such job, or nothing in it besides
 */
export function readRunSteps(file: string, job: string): readonly string[] {
  const { jobs } = parse(readFileSync(join(WORKFLOWS, file), 'utf8')) as Workflow;
  const scripts = (jobs[job]?.steps ?? []).flatMap(({ run }) => (run === undefined ? [] : [run.trim()]));
  const rest = scripts.filter((script) => script !== INSTALLATION);
  if (rest.length === 0) throw new Error(`${file} has no job ${job} that runs anything`);
  return rest;
}
