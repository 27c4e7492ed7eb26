import { AwsServiceError } from '../../../../sandbox/aws/service-error.ts';
import type { RecordedFault } from './case.ts';

/** The faults a case scripts, and how often each is still to be met. */
export interface Faults {
  add(faults: readonly RecordedFault[]): void;
  clear(): void;
  /** The answer of the first fault this call meets, which is used up once by it. */
  meet(action: string, params: Readonly<Record<string, unknown>>): AwsServiceError | undefined;
}

/** No faults at first. */
export function createFaults(): Faults {
  const scripted: { readonly fault: RecordedFault; left: number }[] = [];
  return {
    add: (faults) => {
      for (const fault of faults) scripted.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clear: () => {
      scripted.length = 0;
    },
    meet: (action, params) => {
      const hit = scripted.find(({ fault, left }) => left > 0 && meets(fault, action, params));
      if (hit === undefined) return undefined;
      hit.left -= 1;
      return new AwsServiceError(hit.fault.code, hit.fault.message, hit.fault.status ?? 400);
    },
  };
}

/** Our batched equivalents of the calls that the recordings script faults for. */
const BATCHED: Readonly<Record<string, string>> = {
  GetParameters: 'GetParameter',
  BatchGetSecretValue: 'GetSecretValue',
};
const VALUE_READS = ['GetParameter', 'GetParameters'];

/** Version checks (without decryption) neither meet nor use up a fault. */
function meets(fault: RecordedFault, action: string, params: Readonly<Record<string, unknown>>): boolean {
  if (VALUE_READS.includes(action) && params['WithDecryption'] !== true) return false;
  if (action === fault.action) return contains(params, fault.match);
  if (BATCHED[action] !== fault.action) return false;
  const names = (params['Names'] ?? params['SecretIdList'] ?? []) as readonly string[];
  return names.some((name) => contains({ Name: name, SecretId: name }, fault.match));
}

/** `match` is a text somewhere in the parameters, or parameters with these very values. */
function contains(params: Readonly<Record<string, unknown>>, match: unknown): boolean {
  if (match === undefined) return true;
  if (typeof match !== 'object' || match === null) return JSON.stringify(params).includes(String(match));
  return Object.entries(match).every(([key, value]) => JSON.stringify(params[key]) === JSON.stringify(value));
}
