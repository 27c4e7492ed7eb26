/** How the value of a flag is read. `seconds` takes a Go duration. */
export type FlagType = 'text' | 'list' | 'flag' | 'number' | 'seconds';

/**
 * What becomes of one flag of ExternalDNS.
 * - `carried`: it is the setting of ours that `path` names, below `dns`
 * - `unneeded`: what it is for happens anyway, or not at all, whatever its value; `note` says how
 * - `refused`: it decides about records, and nothing of ours does the same; `note` says what to do instead
 */
export interface FlagRule {
  readonly flag: string;
  readonly verdict: 'carried' | 'unneeded' | 'refused';
  readonly type: FlagType;
  /** Of the setting, below `dns`; empty unless carried. */
  readonly path: readonly string[];
  readonly note: string;
  /** Setting it to this is the same as leaving it out. */
  readonly harmless: string;
}

/** A flag that is a setting of ours, for instance `txt.prefix`. */
export function carried(flag: string, setting: string, type: FlagType, note = ''): FlagRule {
  return { flag, verdict: 'carried', type, path: setting.split('.'), note, harmless: '' };
}

export function unneeded(flag: string, type: FlagType, note: string): FlagRule {
  return { flag, verdict: 'unneeded', type, path: [], note, harmless: '' };
}

/** @param harmless a value that asks for nothing */
export function refused(flag: string, type: FlagType, note: string, harmless = ''): FlagRule {
  return { flag, verdict: 'refused', type, path: [], note, harmless };
}
