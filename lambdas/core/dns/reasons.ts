/**
 * Every reason the DNS half gives for not writing, or for something a person should see. They are the `reason` of
 * report entries and of Kubernetes Events; docs/dns-reasons.md explains each.
 */
export const DNS_REASON = {
  /** A record set under the wished name belongs to nobody we know (no marker). */
  unownedRecord: 'UnownedRecord',
  /** ... or to another owner id, or to another cluster with our owner id. */
  foreignOwner: 'ForeignOwner',
  /** A marker of another owner stands beside the name although the record set is gone. */
  foreignMarker: 'ForeignMarker',
  /** A TXT that is no marker stands where ours would have to be. */
  markerNameTaken: 'MarkerNameTaken',
  /** A TXT that could be the marker of two existing record sets: neither is touched. */
  ambiguousMarker: 'AmbiguousMarker',
  /** The marker's name is not in the zone (apex without a dotted prefix that names the type). */
  markerOutsideZone: 'MarkerOutsideZone',
  /** Prefix, type and first label exceed 63 bytes, or the marker's name 253. */
  markerTooLong: 'MarkerTooLong',
  /** Route 53 record protection. */
  protectedRecordSet: 'ProtectedRecordSet',
  noZone: 'NoZone',
  /** The zone of a name could not be read, and another one is not its place. */
  zoneUnread: 'ZoneUnread',
  /** `dns.zones.ids` names a zone that the account does not have. */
  zoneAbsent: 'ZoneAbsent',
  invalidName: 'InvalidName',
  invalidTarget: 'InvalidTarget',
  multipleCnameTargets: 'MultipleCnameTargets',
  cnameAtApex: 'CnameAtApex',
  invalidRouting: 'InvalidRouting',
  /** CNAME candidates beside A or AAAA candidates of the same name: the CNAME is dropped, as the peer does. */
  cnameConflict: 'CnameConflict',
  /** Another object keeps the name; this one is the loser. */
  nameConflict: 'NameConflict',
  /** One Service publishes a name internally and externally: the cluster IP would become public. */
  internalAndExternal: 'InternalAndExternal',
  /** The object exists but has no targets: its records stay. */
  noTargets: 'NoTargets',
  paused: 'Paused',
  /** Both prefixes are present and disagree; the first configured one wins. */
  prefixConflict: 'PrefixConflict',
  invalidTtl: 'InvalidTtl',
  /** A value that says nothing usable; what is done instead stands in the message. */
  invalidAnnotation: 'InvalidAnnotation',
  unsupportedAnnotation: 'UnsupportedAnnotation',
  /** A parent of a route that is not built (ListenerSet). */
  unsupportedSource: 'UnsupportedSource',
  /** The API of a configured source is not served. */
  sourceAbsent: 'SourceAbsent',
  /** What the targets come from (Pods, Nodes) could not be read. */
  targetsUnread: 'TargetsUnread',
  /** A template of host names fails on the object: its names are unknown. */
  templateFailed: 'TemplateFailed',
  /** A DNSEndpoint asks for a type that is none, or not among `dns.managedRecordTypes`. */
  unmanagedType: 'UnmanagedRecordType',
  policyForbids: 'PolicyForbids',
  /** The first of two observations saw it absent. */
  awaitingSecondObservation: 'AwaitingSecondObservation',
  /** A source or zone could not be read completely: nothing is deleted. */
  incompleteObservation: 'IncompleteObservation',
  /** A narrow hint never deletes; the next sweep looks. */
  narrowHint: 'NarrowHint',
  breakerShare: 'BreakerShareExceeded',
  breakerAll: 'BreakerAllNames',
  breakerSourceEmpty: 'BreakerSourceEmpty',
  leaseHeld: 'LeaseHeld',
  /** What was deleted in the last hour is not known. */
  historyUnread: 'HistoryUnread',
  groupTooLarge: 'GroupTooLarge',
  changeRefused: 'ChangeRefused',
  /** The zone changed between reading and writing; the next run looks again. */
  changedMeanwhile: 'ChangedMeanwhile',
  throttled: 'Throttled',
  outOfTime: 'OutOfTime',
  notInSync: 'NotInSync',
  desired: 'Desired',
  targetsChanged: 'TargetsChanged',
  typeChanged: 'TypeChanged',
  markerMissing: 'MarkerMissing',
  /** Markers that only an ExternalDNS before 0.22 reads, with `dns.txt.compat: none`. */
  legacyMarkers: 'LegacyMarkers',
  noLongerDesired: 'NoLongerDesired',
  /** It had no marker, and `dns.adopt` names it. */
  adopted: 'Adopted',
  /** Its marker named the owner of `dns.txt.migrateFromOwner`. */
  ownerMigrated: 'OwnerMigrated',
  inSync: 'InSync',
} as const;

export type DnsReason = (typeof DNS_REASON)[keyof typeof DNS_REASON];
