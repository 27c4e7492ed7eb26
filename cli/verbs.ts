import type { Command } from 'commander';
import type { CliContext } from './context.ts';

/** Adds its verbs to the program. */
type AddVerbs = (program: Command, context: CliContext) => void;

interface VerbFile {
  readonly verbs: readonly string[];
  load(): Promise<AddVerbs>;
}

/** In the order in which the help shows them. */
const FILES: readonly VerbFile[] = [
  { verbs: ['init'], load: async () => (await import('./init.ts')).addInit },
  { verbs: ['manifests'], load: async () => (await import('./manifests.ts')).addManifests },
  { verbs: ['plan'], load: async () => (await import('./plan.ts')).addPlan },
  { verbs: ['resync'], load: async () => (await import('./resync.ts')).addResync },
  { verbs: ['release'], load: async () => (await import('./release.ts')).addRelease },
  { verbs: ['explain'], load: async () => (await import('./explain.ts')).addExplain },
  { verbs: ['report'], load: async () => (await import('./report.ts')).addReport },
  { verbs: ['status'], load: async () => (await import('./status.ts')).addStatus },
  { verbs: ['doctor'], load: async () => (await import('./doctor.ts')).addDoctor },
  { verbs: ['pause', 'resume'], load: async () => (await import('./pause.ts')).addPause },
  { verbs: ['redrive'], load: async () => (await import('./redrive.ts')).addRedrive },
  { verbs: ['handover'], load: async () => (await import('./handover.ts')).addHandover },
  { verbs: ['import'], load: async () => (await import('./import-externaldns.ts')).addImport },
];

/**
 * What the verb needs, and nothing of the others: the clients of Kubernetes and of EC2 alone take longer to load than
 * most verbs take. All of them where no verb was named, for the help.
 */
export function loadVerbs(named: string | undefined): Promise<readonly AddVerbs[]> {
  const chosen = FILES.filter(({ verbs }) => named !== undefined && verbs.includes(named));
  return Promise.all((chosen.length === 0 ? FILES : chosen).map(({ load }) => load()));
}
