import type { Doctor } from './doctor.ts';
import { type Check, type Finding, type Link, type LinkResult, messageOf } from './finding.ts';

/** Told what is looked at, for a terminal. */
export interface Progress {
  begin(link: string, check: string): void;
  end(result: LinkResult): void;
}

/**
 * Runs every link in order. What hangs on a link that failed is not checked, and says so; a check that cannot read what
 * it judges says that it could not tell, and the next one goes on.
 */
export async function runLinks(
  links: readonly Link[],
  doctor: Doctor,
  progress: Progress,
): Promise<readonly LinkResult[]> {
  const results: LinkResult[] = [];
  const broken = new Map<string, string>();
  for (const link of links) {
    const missing = link.needs.find((name) => broken.has(name));
    const findings =
      missing === undefined
        ? await runChecks(link, doctor, progress)
        : leaveOut(link, missing, broken.get(missing) ?? '');
    const failed = findings.find(({ outcome }) => outcome === 'failed');
    const why = missing === undefined ? failed?.check : broken.get(missing);
    if (why !== undefined) broken.set(link.name, why);
    const result = { link: link.name, findings };
    results.push(result);
    progress.end(result);
  }
  return results;
}

async function runChecks(link: Link, doctor: Doctor, progress: Progress): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [name, check] of Object.entries(link.checks)) {
    progress.begin(link.name, name);
    findings.push(...(await guarded(name, check, doctor)));
  }
  return findings;
}

async function guarded(check: string, run: Check, doctor: Doctor): Promise<readonly Finding[]> {
  try {
    return await run(doctor);
  } catch (error) {
    return [{ check, outcome: 'could not tell', said: messageOf(error) }];
  }
}

function leaveOut({ checks }: Link, missing: string, because: string): readonly Finding[] {
  const said = `not checked because ${missing} failed (${because})`;
  return Object.keys(checks).map((check) => ({ check, outcome: 'not checked', said }));
}
