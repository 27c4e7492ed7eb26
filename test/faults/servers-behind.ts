import {
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { publishEvent } from '../../sandbox/aws/events/publish.ts';
import type { Sandbox } from '../../sandbox/runtime/start-sandbox.ts';
import { startMoto } from '../real/aws-emulators.ts';

/** The Parameter Store and the Route 53 that functions reach through a proxy, and somebody who works with them. */
export interface ServersBehind {
  /** Where one service of AWS is; undefined for those of the sandbox. */
  readonly moto?: string;
  /** Of the zone that the configuration names. */
  readonly zoneId?: string;
  /** Changes a parameter, and announces it as AWS does. */
  putParameter(sandbox: Sandbox, name: string, value: string): Promise<void>;
  /** `name type values` of the record sets of a hostname and its markers. */
  records(sandbox: Sandbox, hostname: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Services that moto answers for; queues, rules and tokens are always the sandbox's. */
export const OF_MOTO = ['ssm', 'route53'];
const KEYS = { accessKeyId: 'faults', secretAccessKey: 'faults' };

/** What the sandbox itself has. */
export function sandboxServers(): ServersBehind {
  return {
    async putParameter({ aws, region, endpoints }, name, value) {
      await put(new SSMClient({ region, endpoint: endpoints.aws, credentials: keysOf(aws) }), name, value);
    },
    async records({ aws, endpoints }, hostname) {
      const [zoneId = ''] = aws.route53.state.zones.keys();
      return listRecords(route53At(endpoints.aws, keysOf(aws)), zoneId, hostname);
    },
    close: async () => undefined,
  };
}

/** moto's, with one zone. It announces nothing: whoever changes a parameter puts the event on the sandbox's bus. */
export async function motoServers(zoneName: string): Promise<ServersBehind> {
  const moto = await startMoto();
  const route53 = route53At(moto.url, KEYS);
  const command = new CreateHostedZoneCommand({ Name: zoneName, CallerReference: 'faults' });
  const { HostedZone } = await route53.send(command);
  const zoneId = (HostedZone?.Id ?? '').replace('/hostedzone/', '');
  return {
    moto: moto.url,
    zoneId,
    async putParameter({ aws, region }, name, value) {
      await put(new SSMClient({ region, endpoint: moto.url, credentials: KEYS }), name, value);
      publishEvent(aws.in().events.state, {
        source: 'aws.ssm',
        detailType: 'Parameter Store Change',
        resources: [`arn:aws:ssm:${region}:${aws.account}:parameter${name}`],
        detail: { operation: 'Update', name, type: 'SecureString' },
      });
    },
    records: (_sandbox, hostname) => listRecords(route53, zoneId, hostname),
    close: () => moto.stop(),
  };
}

function keysOf({ credentials: { administrator } }: Sandbox['aws']) {
  const { accessKeyId, secretAccessKey } = administrator;
  return { accessKeyId, secretAccessKey };
}

async function put(ssm: SSMClient, Name: string, Value: string): Promise<void> {
  await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }));
}

function route53At(endpoint: string, credentials: typeof KEYS): Route53Client {
  return new Route53Client({ region: 'us-east-1', endpoint, credentials });
}

async function listRecords(route53: Route53Client, zoneId: string, host: string): Promise<readonly string[]> {
  const { ResourceRecordSets = [] } = await route53.send(
    new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }),
  );
  return ResourceRecordSets.map(({ Name = '', Type, AliasTarget, ResourceRecords = [] }) => {
    const values = AliasTarget?.DNSName ?? ResourceRecords.map(({ Value }) => Value).join(' ');
    return { name: Name.replace(/\.$/, ''), text: `${Name.replace(/\.$/, '')} ${Type} ${values}` };
  })
    .filter(({ name }) => name.endsWith(host))
    .map(({ text }) => text);
}
