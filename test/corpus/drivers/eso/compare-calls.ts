import type { RecordedCall as OurCall } from '../../../fakes/port-call.ts';
import type { Difference } from '../../divergence.ts';
import type { RecordedCall } from './case.ts';
import type { Invocation } from './settle.ts';
import type { StepView } from './step-view.ts';

const VALUE_READS: readonly string[] = [
  'GetParameter',
  'GetParameters',
  'GetParametersByPath',
  'GetSecretValue',
  'BatchGetSecretValue',
];
/** Calls that change nothing. */
const READS = /^(Get|List|Describe|BatchGet|AssumeRole)/v;

/**
 * Never more value reads than recorded for the step, and never a write that the recording does not have. Reads of
 * our own making are declared in the rules of comparison and left out: version checks, second observations,
 * retries, the halving of a refused batch, and the single read of a name that a batch called invalid.
 */
export function compareCalls(view: StepView): readonly Difference[] {
  const recorded = view.expect.awsCalls ?? [];
  const ours = view.invocations.flatMap(({ calls }) => calls);
  return [...compareReads(view, recorded), ...compareWrites(view, recorded, ours)];
}

function compareReads(view: StepView, recorded: readonly RecordedCall[]): readonly Difference[] {
  const limit = recorded
    .filter(({ action }) => VALUE_READS.includes(action))
    .flatMap(({ params }) =>
      params['Filters'] === undefined ? namesIn(params) : secretsFound(view, params),
    ).length;
  const own = view.invocations.filter(({ again }) => !again).flatMap(readsOf);
  if (own.length <= limit) return [];
  return [{ step: view.step, field: 'awsCalls.valueReads', recorded: limit, ours: own }];
}

/** Reads of one invocation; what was read again because a write lost against another one counts once. */
function readsOf({ calls, conflicts }: Invocation): readonly string[] {
  const reads = countedReads(calls);
  return conflicts === 0 ? reads : [...new Set(reads)];
}

/** Names read with decryption in calls that succeeded, the single reads after an invalid name left out. */
function countedReads(calls: readonly OurCall[]): readonly string[] {
  const halved = calls.some(({ action, error }) => action === 'GetParameters' && error !== undefined);
  return calls
    .filter(({ action, params }) => VALUE_READS.includes(action) && params['WithDecryption'] !== false)
    .filter(({ action, error }) => error === undefined && !(action === 'GetParameter' || halved))
    .flatMap(({ params }) => namesIn(params));
}

/** A recorded batch by filter read every secret of the case whose name begins as it says. */
function secretsFound({ recorded }: StepView, params: Readonly<Record<string, unknown>>): readonly string[] {
  const filters = params['Filters'] as readonly {
    readonly Key: string;
    readonly Values: readonly string[];
  }[];
  const begins = filters.find(({ Key }) => Key === 'name')?.Values ?? [''];
  const put = [recorded.aws, ...recorded.steps.map(({ do: actions }) => actions)];
  const names = new Set(put.flatMap((one) => (one?.secretsmanager ?? []).map(({ name }) => name)));
  return [...names].filter((name) => begins.some((value) => name.startsWith(value)));
}

function namesIn(params: Readonly<Record<string, unknown>>): readonly string[] {
  const names = params['Names'] ??
    params['SecretIdList'] ?? [params['Name'] ?? params['SecretId'] ?? params['Path']];
  return (names as readonly unknown[]).map(String);
}

function compareWrites(
  view: StepView,
  recorded: readonly RecordedCall[],
  ours: readonly OurCall[],
): readonly Difference[] {
  const known = new Set(recorded.map(({ action }) => action));
  return ours
    .filter(({ action }) => !READS.test(action) && !known.has(action))
    .map(({ action }) => ({
      step: view.step,
      field: `awsCalls.${action}`,
      recorded: undefined,
      ours: 'called',
    }));
}
