/**
 * Every limit of the system, by name, with the source of the number (invariant I8). Units are in the name.
 * Sections of "aws", "kubernetes", "DESIGN" refer to the design documents summarised in docs/architecture.md.
 */

/** SSM GetParameters takes at most ten names (AWS API reference, GetParameters `Names`). */
export const PARAMETERS_PER_CALL = 10;
/** BatchGetSecretValue takes at most twenty ids (Secrets Manager API reference, `SecretIdList`). */
export const SECRETS_PER_CALL = 20;
/** Secrets Manager is listed this often: its events announce every label that moves (DESIGN 2). */
export const SECRET_LIST_SECONDS = 300;
/** Pages of one ListSecrets, a hundred secrets each: the secrets an account may have. */
export const SECRET_PAGES_MAX = 5_000;
/** GetParametersByPath gives ten parameters a page (AWS API reference, `MaxResults`), DescribeParameters fifty. */
export const PARAMETERS_PER_PAGE = 10;
/** Pages of one listing that every sweep repeats: 300 parameters by path; a longer one is repeated less often. */
export const FIND_PAGES_EACH_SWEEP = 30;
/** What a generator made is made anew so long before its end, or after two thirds of a shorter life. */
export const GENERATOR_RENEWAL_MS = 60 * 60_000;
/** No page of a find is asked for later than this into a run, so that the others have time left. */
export const FIND_MS_MAX = 20_000;
/** The period of the sweep (DESIGN 2). */
export const SWEEP_MS = 60_000;
/** Sweeps read at most this many batches a second, so that other users of SSM keep room (40 TPS shared by default). */
export const SWEEP_PARAMETER_CALLS_PER_SECOND = 10;
/** A name refused by IAM is not asked for again for this long. */
export const DENIED_NAME_MEMORY_MS = 5 * 60_000;
/** ExternalSecrets and Secrets handled at the same time; more in flight bought nothing (performance 2). */
export const OBJECTS_IN_FLIGHT = 8;
/** Objects a page of a Kubernetes LIST; bounds memory (performance 2.1). */
export const LIST_PAGE_SIZE = 500;
/** Pages of one LIST before we call it endless. */
export const LIST_PAGES_MAX = 400;
/** Times a write starts again from its GET after a 409. */
export const CONFLICT_ATTEMPTS_MAX = 5;
/** Tries of one Kubernetes request on 429, 5xx or a broken connection. */
export const KUBERNETES_ATTEMPTS_MAX = 3;
/** One Kubernetes request (aws 9.7). */
export const KUBERNETES_TIMEOUT_MS = 5_000;
/** Tries of one AWS read by the SDK (standard mode); longer trouble goes back to the queue. */
export const AWS_ATTEMPTS_MAX = 3;
/** One AWS request, and its connection phase. */
export const AWS_TIMEOUT_MS = 5_000;
export const AWS_CONNECT_TIMEOUT_MS = 2_000;
/** Pages of ListHostedZones, a hundred zones each: 20 times the default quota of zones an account. */
export const HOSTED_ZONE_PAGES_MAX = 100;
/** ListTagsForResources takes at most ten ids (AWS API reference, `ResourceIds`). */
export const TAGGED_ZONES_PER_CALL = 10;
/** Longest `Retry-After` we obey inside one request; longer ones go back to the queue. */
export const RETRY_AFTER_MS_MAX = 2_000;
/** A run stops this long before the Lambda deadline and hands the rest back to the queue. */
export const DEADLINE_RESERVE_MS = 5_000;
/** A sweep message older than this is dropped: the next one is already there (DESIGN 2). */
export const SWEEP_AGE_MS_MAX = 90_000;
/** Visibility given to a failed message by its receive count (DESIGN 2): 5, 15, 60, 120 s. */
export const RETRY_VISIBILITY_SECONDS: readonly number[] = [5, 15, 60, 120];
/** A restart whose message keeps failing is given up this long after the rotation, and is a dead letter then. */
export const RESTART_AGE_MS_MAX = 24 * 3_600_000;
/** Two complete observations this far apart must agree before anything is deleted; also the minimum (DESIGN 2). */
export const DELETE_DELAY_MS_MIN = 60_000;
/**
 * A second observation that comes later than this after it was due confirms nothing and counts as a first: a message
 * redriven another day must not meet today's absence. Longer than the retries of a message take (6 x 300 s).
 */
export const SECOND_OBSERVATION_LATE_MS_MAX = 30 * 60_000;
/** Longest delay of an SQS message (AWS, `DelaySeconds`). */
export const QUEUE_DELAY_SECONDS_MAX = 900;
/** Largest SQS message body; candidates of a second observation are split to fit (AWS quota 256 KiB, with reserve). */
export const QUEUE_BODY_BYTES_MAX = 200 * 1024;
/** Largest Secret: the sum of its values (Kubernetes `MaxSecretSize`). */
export const SECRET_BYTES_MAX = 1024 * 1024;
/** Longest key of a Secret (Kubernetes ConfigMap and Secret key rule). */
export const SECRET_KEY_BYTES_MAX = 253;
/** Longest field manager name ESO writes plainly; longer ones are hashed (ESO, since v0.18.1). */
export const FIELD_MANAGER_BYTES_MAX = 63;
/** Breaker: nothing is deleted when more than this share goes at once (DESIGN 4.9, 5.5). */
export const BREAKER_SHARE_MAX = 0.3;
/** ... from this many managed Secrets or owned names on ... */
export const BREAKER_POPULATION_MIN = 10;
/** ... and this many deletions on. */
export const BREAKER_DELETIONS_MIN = 3;
/** DNS deletions are counted over this window. */
export const BREAKER_WINDOW_MS = 60 * 60_000;
/** With an earlier success, Ready stays True through transient failures at least this long (DESIGN 4.8). */
export const READY_GRACE_MS_MIN = 10 * 60_000;
/** Times a status write starts again after a 409. */
export const STATUS_ATTEMPTS_MAX = 3;
/** Kubernetes Events a run writes; a cluster where everything fails at once needs no thousand of them. */
export const EVENTS_PER_RUN_MAX = 200;
/** Longest message of an Event (Kubernetes, events.k8s.io/v1 `note`). */
export const EVENT_MESSAGE_BYTES_MAX = 1024;
/** Longest `sluice/source-versions`; all annotations of an object share 256 KiB (Kubernetes, apimachinery). */
export const SOURCE_VERSIONS_CHARACTERS_MAX = 64 * 1024;
/** `refreshTime` moves on real syncs, and once per object in this time (DESIGN 4.8). */
export const HEARTBEAT_MS = 24 * 60 * 60_000;
/** Resource records in one Route 53 change batch (AWS quota). */
export const CHANGE_RECORDS_MAX = 1_000;
/** Characters of `Value` in one Route 53 change batch (AWS quota). */
export const CHANGE_CHARACTERS_MAX = 32_000;
/** Route 53 lists this many record sets a page (AWS quota). */
export const RECORD_SETS_PER_PAGE = 300;
/** Pages of one zone listing: 1,000,000 record sets. */
export const ZONE_PAGES_MAX = 4_000;
/** Route 53 calls a second on average in sweeps: the account's bucket refills at ten (aws 3.2). */
export const SWEEP_ROUTE53_CALLS_PER_SECOND = 2;
/** Tries of a throttled or PriorRequestNotComplete change. */
export const CHANGE_ATTEMPTS_MAX = 5;
/** A DNS label and a whole name, in bytes (RFC 1035). */
export const DNS_LABEL_BYTES_MAX = 63;
export const DNS_NAME_BYTES_MAX = 253;
/** GetChange polls before a run reports a change as still PENDING. */
export const INSYNC_POLLS_MAX = 20;
export const INSYNC_POLL_MS = 3_000;
/** Values of one record set (Route 53 quota; externaldns 2.7). */
export const RECORD_VALUES_MAX = 400;
/** One character string of a TXT value (RFC 1035 3.3). */
export const TXT_STRING_BYTES_MAX = 255;
/** Statuses of DNSEndpoints written in one run; the next run goes on. */
export const DNS_STATUSES_PER_RUN_MAX = 200;
/** TTL of records and markers when nothing else is said (ExternalDNS, `defaultTTL`). */
export const DEFAULT_TTL_SECONDS = 300;
/** Route 53 calls a run may make at once before it is paced; the account's bucket holds fifty (aws 3.2). */
export const ROUTE53_BURST_CALLS = 10;
/** More names than this, and one listing of the zone costs less than looking each of them up. */
export const NAME_LOOKUPS_MAX = 10;
/** Record sets read at once from a name on: its types and set identifiers, unless it is routed very many ways. */
export const RECORD_SETS_PER_LOOKUP = 100;
/** First wait before a throttled change is sent again; doubled each time. */
export const CHANGE_BACK_OFF_MS = 1_000;
/** Lease of the run that deletes: longer than dns-sync can run (300 s), so that no run outlives its Lease. */
export const LEASE_DURATION_SECONDS = 330;
/** Kubernetes Events of refused DNS names: at most so many a run, the same one again after an hour. */
export const DNS_EVENTS_PER_RUN_MAX = 10;
export const DNS_EVENT_REPEAT_MS = 60 * 60_000;
/** Refusals a container remembers having told. */
export const DNS_EVENTS_REMEMBERED_MAX = 5_000;
/** Bytes one property lookup may read and write: Secrets Manager's largest value (64 KiB) some sixty times over. */
export const GJSON_STEPS_MAX = 4_000_000;
/** Steps of a path and levels of a value a property lookup follows; V8's stack holds several times as many. */
export const GJSON_DEPTH_MAX = 500;
/** Bytes searched times instructions of the expression, in one replacement: about a second at the worst. */
export const REGEXP_WORK_MAX = 100_000_000;
/** Longest expression of a rewrite; a program can be a hundred times as long as its expression. */
export const REGEXP_PATTERN_CHARACTERS_MAX = 4_096;
/** Levels of a document whose objects are merged; encoding/json allows 10,000, which V8's stack does not. */
export const MERGE_DEPTH_MAX = 1_000;
/** Entries of a report in one log line: an event of CloudWatch Logs has at most 256 KB. */
export const LOGGED_ENTRIES_MAX = 200;
/** Lines of one report; entries beyond them are counted and not listed. */
export const LOGGED_LINES_MAX = 20;
/** Differences that an observing container follows to their end. */
export const FOLLOWED_DIFFERENCES_MAX = 2_000;
/** Of a record set's text in a report. */
export const RECORD_TEXT_CHARACTERS_MAX = 300;
