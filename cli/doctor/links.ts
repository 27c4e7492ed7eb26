import { ACCOUNT } from './account.ts';
import { API_SERVER } from './api-server.ts';
import { AUTHENTICATION } from './authentication.ts';
import { DEFINITIONS } from './definitions.ts';
import { EXTERNAL_DNS } from './external-dns.ts';
import { EXTERNAL_SECRETS } from './external-secrets.ts';
import type { Link } from './finding.ts';
import { FUNCTIONS } from './functions.ts';
import { GUARD } from './guard.ts';
import { IAM } from './iam.ts';
import { NETWORK } from './network.ts';
import { QUEUE } from './queue.ts';
import { RBAC } from './rbac.ts';
import { NOTIFIER } from './webhook.ts';
import { ZONES } from './zones.ts';

/** From the account to the zones, in the order in which each hangs on those before it. */
export const LINKS: readonly Link[] = [
  ACCOUNT,
  FUNCTIONS,
  QUEUE,
  NETWORK,
  API_SERVER,
  AUTHENTICATION,
  RBAC,
  IAM,
  DEFINITIONS,
  NOTIFIER,
  GUARD,
  EXTERNAL_SECRETS,
  EXTERNAL_DNS,
  ZONES,
];
