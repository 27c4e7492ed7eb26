import { type Affixes, readMarkerName } from '../../../../lambdas/core/dns/marker-name.ts';
import { DNS_REASON, type DnsReason } from '../../../../lambdas/core/dns/reasons.ts';
import type { ReportEntry } from '../../../../lambdas/core/report.ts';
import type { Difference, DivergenceRule } from '../../divergence.ts';
import type { CaseExpectation, DnsCase } from './case.ts';

/** What one step of ours reported and wrote. */
export interface StepRun {
  readonly entries: readonly ReportEntry[];
  /** The function did not start: its configuration was refused. */
  readonly refused: boolean;
  /** `<zone>.<key>` of every record set that was changed. */
  readonly touched: ReadonlySet<string>;
}

/** One case as we ran it. */
export interface CaseRun {
  readonly id: string;
  readonly recorded: DnsCase;
  readonly steps: readonly StepRun[];
}

/** Refusals of ours that end the story of a name: nothing is written, and the report says why. */
const REFUSALS: readonly (readonly [reason: DnsReason, because: string])[] = [
  [
    DNS_REASON.foreignMarker,
    'Never a record beside a foreign marker, and never a change to a record whose owner is not us.',
  ],
  [DNS_REASON.markerOutsideZone, 'An apex name whose marker would fall outside the zone is refused.'],
  [DNS_REASON.markerTooLong, 'A name whose marker would have a label above 63 bytes is refused.'],
  [
    DNS_REASON.ambiguousMarker,
    'A TXT that may be the marker of two record sets that exist leaves both untouched.',
  ],
];

/** Where a difference is: zone, key, and what surrounds it. */
interface Place {
  readonly zone: string;
  readonly key: string;
  /** The name, and the names whose marker it may be. */
  readonly names: readonly string[];
  /** This step and those before it, the latest first. */
  readonly steps: readonly StepRun[];
  readonly expectations: readonly CaseExpectation[];
  readonly ownerId: string;
  /** Every object of the case up to this step, as text. */
  readonly objects: string;
}

/** Differences on purpose that explain several cases, in any directory. */
export const dnsRules: readonly DivergenceRule<CaseRun>[] = [
  ...REFUSALS.map(([reason, because]) => ({
    name: reason,
    because,
    explains: at((_difference, place) => isRefused(place, reason)),
  })),
  {
    name: 'LegacyMarkersDeleted',
    because: 'When a name is deleted, all its markers go with it, those that older versions wrote too.',
    explains: at(
      ({ recorded, ours }, { key, names, expectations, ownerId }) =>
        key.includes(' TXT') &&
        recorded !== undefined &&
        ours === undefined &&
        JSON.stringify(recorded).includes(`heritage=external-dns,external-dns/owner=${ownerId},`) &&
        !hasRecordNamed(expectations[0], names),
    ),
  },
  {
    name: 'DeletedAsRead',
    because:
      'A record set is deleted exactly as it was read; ExternalDNS builds what it deletes and is refused for ever.',
    explains: at(
      ({ recorded, ours }, { names, expectations }) =>
        recorded !== undefined &&
        ours === undefined &&
        expectations.some((step) => isDeletionRefused(step, names)),
    ),
  },
  {
    name: 'PtrReadBack',
    because:
      'PTR record sets are read back, so they can be changed and deleted; ExternalDNS writes them and loses sight of them.',
    explains: at(
      ({ recorded }, { names, expectations }) =>
        recorded !== undefined && expectations.some((step) => isPtrWrittenTwice(step, names)),
    ),
  },
  {
    name: 'KeptWithoutTargets',
    because: 'An object that exists but has no targets keeps its records.',
    explains: at(
      ({ recorded, ours }, place) =>
        recorded === undefined &&
        ours !== undefined &&
        isReported(place.steps[0], place.names, DNS_REASON.noTargets),
    ),
  },
  {
    name: 'ConfigurationRefused',
    because:
      'A configuration that contradicts itself or endangers records of others is refused, and nothing is written.',
    explains: at(
      (_difference, { zone, key, steps }) =>
        steps[0]?.refused === true && steps.every(({ touched }) => !touched.has(`${zone}.${key}`)),
    ),
  },
  {
    name: 'CaseInsensitiveNames',
    because:
      'Names are compared and written in lower case; ExternalDNS silently loses those with upper-case letters.',
    explains: at(
      ({ recorded, ours }, { names, objects }) =>
        recorded === undefined &&
        ours !== undefined &&
        names.some((name) => isSpelledWithCapitals(name, objects)),
    ),
  },
];

/** A rule about one record set. */
function at(holds: (difference: Difference, place: Place) => boolean): DivergenceRule<CaseRun>['explains'] {
  return (difference, { recorded, steps }) => {
    const { step, field } = difference;
    const zone = Object.keys(recorded.steps[step - 1]?.expect.records ?? {}).find((label) =>
      field.startsWith(`records.${label}.`),
    );
    if (zone === undefined) return false;
    const key = field.slice(`records.${zone}.`.length);
    const name = key.split(' ')[0] ?? '';
    const names = [name, ...readMarkerName(name, affixesOf(recorded)).map((reading) => reading.name)];
    return holds(difference, {
      zone,
      key,
      names,
      steps: steps.slice(0, step).toReversed(),
      expectations: recorded.steps
        .slice(0, step)
        .map(({ expect }) => expect)
        .toReversed(),
      ownerId: String(recorded.config['ownerId'] ?? 'default'),
      objects: JSON.stringify([
        recorded.cluster,
        recorded.steps.slice(0, step).map((done) => done.do?.apply),
      ]),
    });
  };
}

/** The latest word on the name is this refusal, and its record sets were never touched. */
function isRefused({ zone, key, names, steps }: Place, reason: DnsReason): boolean {
  return (
    steps.some((step) => isReported(step, names, reason)) &&
    steps.every(({ touched }) => !touched.has(`${zone}.${key}`))
  );
}

function isReported(step: StepRun | undefined, names: readonly string[], reason: DnsReason): boolean {
  const entries = step?.entries ?? [];
  return entries.some(
    (entry) => entry.reason === reason && names.some((name) => wordsOf(entry).includes(name)),
  );
}

/** Whether the objects name it, and only with upper-case letters. */
function isSpelledWithCapitals(name: string, objects: string): boolean {
  return objects.toLowerCase().includes(name) && !objects.includes(name);
}

/** Whether the recording still has a record set, markers aside, under one of the names. */
function hasRecordNamed(expectation: CaseExpectation | undefined, names: readonly string[]): boolean {
  const sets = Object.values(expectation?.records ?? {}).flat();
  return sets.some(({ name, type }) => type !== 'TXT' && names.includes(name));
}

/** Whether the recording tried to delete record sets of one of the names and was refused. */
function isDeletionRefused({ changes }: CaseExpectation, names: readonly string[]): boolean {
  const refused = changes.filter(({ result }) => result === 'refused').flatMap((batch) => batch.changes);
  return refused.some(({ action, name }) => action === 'DELETE' && names.includes(name));
}

/** Whether the recording tried to create a PTR that was there already. */
function isPtrWrittenTwice({ changes }: CaseExpectation, names: readonly string[]): boolean {
  const refused = changes.filter(({ result }) => result === 'refused').flatMap((batch) => batch.changes);
  return refused.some(
    ({ action, name, type }) => action === 'CREATE' && type === 'PTR' && names.includes(name),
  );
}

/** Words of an entry that may be names. */
function wordsOf(entry: ReportEntry): readonly string[] {
  return [
    ...entry.subject.split('/'),
    ...(entry.keys ?? []).flatMap((key) => key.split('/')),
    ...(entry.message ?? '').split(/[\s,:"']+/),
  ];
}

function affixesOf({ config }: DnsCase): Affixes {
  const text = (name: string) => (typeof config[name] === 'string' ? config[name] : '');
  return {
    prefix: text('txtPrefix'),
    suffix: text('txtSuffix'),
    wildcardReplacement: text('txtWildcardReplacement'),
  };
}
