import type { Observed } from './observe.ts';
import type { StepView } from './step-view.ts';

/** What the recordings write in place of every uid. */
const NORMAL_UID = '<uid>';

/** Which uids were seen on which object, so that an owner reference is compared by whom it names. */
export interface UidNames {
  learn(...worlds: readonly Observed[]): void;
  readonly nameOf: StepView['uidName'];
}

/** Nothing seen yet. */
export function createUidNames(): UidNames {
  const seen = new Set<string>();
  return {
    learn: (...worlds) => {
      for (const world of worlds) {
        for (const group of [world.externalSecrets, world.clusterExternalSecrets, world.secrets]) {
          for (const place of group.values()) {
            for (const { kind, metadata } of place.values())
              seen.add(`${kind}/${metadata.name}/${metadata.uid}`);
          }
        }
      }
    },
    // An owner of another kind came with the case's own manifest, whose uid was recorded as it is or replaced.
    nameOf: ({ kind, name, uid }) =>
      seen.has(`${kind}/${name}/${uid}`) || kind !== 'ExternalSecret' ? NORMAL_UID : uid,
  };
}
