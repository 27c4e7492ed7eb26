import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { issueWebIdentity } from '../../lambdas/adapters/kubernetes/web-identity.ts';
import { createParameterReader } from '../../lambdas/adapters/parameter-reader.ts';
import { createQueue } from '../../lambdas/adapters/queue.ts';
import { createHostedZones } from '../../lambdas/adapters/route53.ts';
import { createParameterStores } from '../../lambdas/adapters/ssm.ts';
import { createSts } from '../../lambdas/adapters/sts.ts';
import { TerminalError, TransientError } from '../../lambdas/core/errors.ts';
import { SecretValue } from '../../lambdas/core/secret-value.ts';
import { type AwsAnswer, type AwsCall, type LoopbackAws, startLoopbackAws } from './loopback-aws.ts';

const REGION = 'ap-northeast-2';
const NS = 'xmlns="https://route53.amazonaws.com/doc/2013-04-01/"';

const servers: LoopbackAws[] = [];
async function serve(respond: (call: AwsCall, index: number) => AwsAnswer): Promise<LoopbackAws> {
  const server = await startLoopbackAws(respond);
  servers.push(server);
  return server;
}

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAFUNCTION');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const server of servers.splice(0)) await server.close();
});

function json(status: number, body: unknown): AwsAnswer {
  return { status, body: JSON.stringify(body) };
}

describe('Parameter Store', () => {
  const STORED = {
    Name: '/app/key',
    ARN: 'arn:aws:ssm:ap-northeast-2:111122223333:parameter/app/key',
    Type: 'SecureString',
    Version: 3,
    LastModifiedDate: 1763805605.12,
    Selector: ':3',
    Value: 'hunter2',
  };

  async function storesAt(respond: (call: AwsCall, index: number) => AwsAnswer) {
    const server = await serve(respond);
    const sts = createSts({ region: REGION, endpoint: server.endpoint });
    return { server, stores: createParameterStores({ sts, endpoint: server.endpoint }) };
  }

  test('reads in one call, wraps the values, and lists what is not known', async () => {
    const { server, stores } = await storesAt(() =>
      json(200, { Parameters: [STORED], InvalidParameters: ['/app/no'] }),
    );

    const read = await stores
      .of({ region: REGION })
      .getParameters(['/app/key:3', '/app/no'], { decrypt: true });

    expect(JSON.parse(server.calls[0]?.body ?? '')).toEqual({
      Names: ['/app/key:3', '/app/no'],
      WithDecryption: true,
    });
    expect(read.invalid).toEqual(['/app/no']);
    expect(read.parameters).toMatchObject([
      { name: '/app/key', type: 'SecureString', version: 3, lastModified: 1763805605120, selector: ':3' },
    ]);
    expect(read.parameters[0]?.value?.unwrap().toString()).toBe('hunter2');
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });

  test('without decryption there is no value, since that of a SecureString is its ciphertext', async () => {
    const { stores } = await storesAt(() => json(200, { Parameters: [STORED] }));

    const read = await stores.of({ region: REGION }).getParameters(['/app/key'], { decrypt: false });

    expect(read.parameters[0]).not.toHaveProperty('value');
  });

  test('an absent version is told from an absent parameter', async () => {
    const { stores } = await storesAt(() =>
      json(400, { __type: 'ParameterVersionNotFound', message: 'no such version' }),
    );

    const reading = stores.of({ region: REGION }).getParameter('/app/key:9');

    await expect(reading).rejects.toThrow(TerminalError);
    await expect(reading).rejects.toMatchObject({ code: 'ParameterVersionNotFound', subject: '/app/key:9' });
  });

  test('throttling is retried a few times, then transient', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0); // the SDK's jitter: it waits for no time
    const { server, stores } = await storesAt(() =>
      json(400, { __type: 'ThrottlingException', message: 'Rate exceeded' }),
    );

    const reading = stores.of({ region: REGION }).getParameters(['/app/key'], { decrypt: true });

    await expect(reading).rejects.toThrow(TransientError);
    expect(server.calls).toHaveLength(3);
  });

  test('an answer that is cut short is transient: no name is to blame for it', async () => {
    const { stores } = await storesAt(() => ({ status: 200, body: '{"Parameters":[{"Name":"/app' }));

    const reading = stores.of({ region: REGION }).getParameters(['/app/key'], { decrypt: true });

    await expect(reading).rejects.toThrow(TransientError);
    await expect(reading).rejects.toMatchObject({ code: 'InvalidAnswer' });
  });

  test('an answer that is cut short is not quoted in the error', async () => {
    const { stores } = await storesAt(() => ({ status: 200, body: '{"Parameters":[{"Value":"hunter2"' }));

    const error: unknown = await stores
      .of({ region: REGION })
      .getParameters(['/app/key'], { decrypt: true })
      .catch((caught: unknown) => caught);

    expect(String(error)).not.toContain('hunter2');
    expect(String((error as Error).cause)).not.toContain('hunter2');
  });

  test('an identity with a role reads with keys assumed once, under its session tags', async () => {
    const { server, stores } = await storesAt((call) =>
      call.action === '' ? { status: 200, body: ASSUMED } : json(200, { Parameter: STORED }),
    );
    const identity = {
      region: REGION,
      roleArn: 'arn:aws:iam::111122223333:role/auth',
      sessionTags: { namespace: 'auth', store: 'aws' },
    };

    await stores.of(identity).getParameter('/app/key');
    await stores.of({ ...identity }).getParameter('/app/key');
    await stores.of({ region: REGION }).getParameter('/app/key');

    expect(server.calls.map((call) => [call.action, call.accessKey])).toEqual([
      ['', 'AKIAFUNCTION'],
      ['GetParameter', 'AKIAASSUMED'],
      ['GetParameter', 'AKIAASSUMED'],
      ['GetParameter', 'AKIAFUNCTION'],
    ]);
    const assumed = new URLSearchParams(server.calls[0]?.body);
    expect(assumed.get('RoleArn')).toBe(identity.roleArn);
    expect(assumed.get('Tags.member.1.Key')).toBe('namespace');
    expect(assumed.get('Tags.member.2.Value')).toBe('aws');
  });

  test('a role that may not be assumed is a terminal error naming the role', async () => {
    const { stores } = await storesAt(() => ({
      status: 403,
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>',
    }));
    const roleArn = 'arn:aws:iam::111122223333:role/auth';

    const reading = stores.of({ region: REGION, roleArn }).getParameter('/app/key');

    await expect(reading).rejects.toMatchObject({
      code: 'AccessDenied',
      subject: roleArn,
      message: 'not authorized',
    });
    await expect(reading).rejects.toThrow(TerminalError);
  });

  test('a chain begins with static keys, assumes one role from the other, and asks again only near the end', async () => {
    let assumed = 0;
    const { server, stores } = await storesAt((call) => {
      if (call.action !== '') return json(200, { Parameter: STORED });
      assumed += 1;
      return { status: 200, body: ASSUMED.replace('AKIAASSUMED', `AKIAHOP${assumed}`) };
    });
    const identity = {
      region: REGION,
      keys: { accessKeyId: 'AKIASTATIC', secretAccessKey: SecretValue.ofText('s'), revision: 'a/b@1' },
      chain: [
        { roleArn: 'arn:aws:iam::111122223333:role/hop' },
        {
          roleArn: 'arn:aws:iam::111122223333:role/final',
          externalId: 'ext',
          sessionTags: { team: 'core' },
          transitiveTagKeys: ['team'],
        },
      ],
    };

    await stores.verify(identity);
    await stores.of(identity).getParameter('/app/key');
    await stores.verify(identity);
    await stores.verify({ region: REGION });

    expect(server.calls.map((call) => [call.action, call.accessKey])).toEqual([
      ['', 'AKIASTATIC'],
      ['', 'AKIAHOP1'],
      ['GetParameter', 'AKIAHOP2'],
    ]);
    const first = new URLSearchParams(server.calls[0]?.body);
    const last = new URLSearchParams(server.calls[1]?.body);
    expect([first.get('ExternalId'), first.get('Tags.member.1.Key')]).toEqual([null, null]);
    expect([last.get('ExternalId'), last.get('Tags.member.1.Value')]).toEqual(['ext', 'core']);
    expect(last.get('TransitiveTagKeys.member.1')).toBe('team');
  });

  test('keys that end soon are asked for again, and a refusal is not kept', async () => {
    let answers = 0;
    const { server, stores } = await storesAt(() => {
      answers += 1;
      if (answers === 1) return REFUSED;
      return {
        status: 200,
        body: ASSUMED.replace('2099-01-01T00:00:00Z', new Date(Date.now() + 60_000).toISOString()),
      };
    });
    const identity = { region: REGION, chain: [{ roleArn: 'arn:aws:iam::111122223333:role/hop' }] };

    await expect(stores.verify(identity)).rejects.toMatchObject({
      code: 'AccessDenied',
      subject: 'arn:aws:iam::111122223333:role/hop',
    });
    await stores.verify(identity);
    await stores.verify(identity);

    expect(server.calls).toHaveLength(3);
  });

  test('the function that seldom needs it reads a single parameter the same way', async () => {
    const server = await serve(() => json(200, { Parameter: STORED }));

    const parameter = await createParameterReader({ region: REGION, endpoint: server.endpoint }).getParameter(
      '/app/key',
    );

    expect(parameter.value?.unwrap().toString()).toBe('hunter2');
  });
});

const REFUSED = {
  status: 403,
  body: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>',
};

const ASSUMED = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>AKIAASSUMED</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

describe('the web identity token', () => {
  test('is asked for with ES384, 900 seconds and the audience of the cluster', async () => {
    const server = await serve(() => ({
      status: 200,
      body: `<GetWebIdentityTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetWebIdentityTokenResult>
<WebIdentityToken>a.b.c</WebIdentityToken><Expiration>2026-11-22T10:15:00Z</Expiration></GetWebIdentityTokenResult>
</GetWebIdentityTokenResponse>`,
    }));

    const issue = issueWebIdentity(createSts({ region: REGION, endpoint: server.endpoint }), 'kube:dev');

    expect(await issue()).toEqual({ token: 'a.b.c', expiresAt: Date.UTC(2026, 10, 22, 10, 15) });
    const sent = Object.fromEntries(new URLSearchParams(server.calls[0]?.body));
    expect(sent).toMatchObject({
      Action: 'GetWebIdentityToken',
      'Audience.member.1': 'kube:dev',
      DurationSeconds: '900',
      SigningAlgorithm: 'ES384',
    });
  });
});

describe('a web identity token that is not given', () => {
  test('because the account has not enabled federation is terminal, with the words of the service', async () => {
    const code = 'OutboundWebIdentityFederationDisabledException';
    const server = await serve(() => ({
      status: 403,
      body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>not enabled</Message></Error></ErrorResponse>`,
    }));

    const issuing = issueWebIdentity(createSts({ region: REGION, endpoint: server.endpoint }), 'kube:dev')();

    await expect(issuing).rejects.toThrow(TerminalError);
    await expect(issuing).rejects.toMatchObject({
      message: 'not enabled',
      subject: 'web identity token for kube:dev',
    });
  });

  test('because the answer has none is transient', async () => {
    const server = await serve(() => ({
      status: 200,
      body: '<GetWebIdentityTokenResponse><GetWebIdentityTokenResult></GetWebIdentityTokenResult></GetWebIdentityTokenResponse>',
    }));

    const issuing = issueWebIdentity(createSts({ region: REGION, endpoint: server.endpoint }), 'kube:dev')();

    await expect(issuing).rejects.toMatchObject({ code: 'InvalidAnswer' });
  });
});

describe('Route 53', () => {
  async function zonesAt(respond: (call: AwsCall, index: number) => AwsAnswer) {
    const server = await serve(respond);
    return { server, zones: createHostedZones({ region: 'us-east-1', endpoint: server.endpoint }) };
  }

  test('lists every page of zones, without path and final dot', async () => {
    const zone = (id: string, name: string, isPrivate: boolean) =>
      `<HostedZone><Id>/hostedzone/${id}</Id><Name>${name}.</Name><CallerReference>r</CallerReference>
<Config><PrivateZone>${isPrivate}</PrivateZone></Config></HostedZone>`;
    const page = (zones: string, rest: string) =>
      `<ListHostedZonesResponse ${NS}><HostedZones>${zones}</HostedZones>${rest}<MaxItems>100</MaxItems></ListHostedZonesResponse>`;
    const { server, zones } = await zonesAt((_call, index) => ({
      status: 200,
      body:
        index === 0
          ? page(zone('Z1', 'a.example', false), '<IsTruncated>true</IsTruncated><NextMarker>Z2</NextMarker>')
          : page(zone('Z2', 'b.example', true), '<IsTruncated>false</IsTruncated>'),
    }));

    expect(await zones.listZones()).toEqual([
      { id: 'Z1', name: 'a.example', private: false },
      { id: 'Z2', name: 'b.example', private: true },
    ]);
    expect(server.calls[1]?.path).toContain('marker=Z2');
  });

  const ALIAS = `<ResourceRecordSet><Name>\\052.a.example.</Name><Type>A</Type><AliasTarget><HostedZoneId>ZALB</HostedZoneId>
<DNSName>dualstack.lb.example.</DNSName><EvaluateTargetHealth>true</EvaluateTargetHealth></AliasTarget></ResourceRecordSet>`;
  const ROUTED = `<ResourceRecordSet><Name>a.example.</Name><Type>TXT</Type><SetIdentifier>one</SetIdentifier><Weight>0</Weight>
<TTL>0</TTL><ResourceRecords><ResourceRecord><Value>&quot;a b&quot;</Value></ResourceRecord></ResourceRecords>
<HealthCheckId>h1</HealthCheckId></ResourceRecordSet>`;

  test.each(['', '<ListResourceRecordSetsResponse/>', '<ListHostedZonesResponse/>'])(
    'an answer that does not say whether more follows (%s) is no empty list',
    async (body) => {
      const { zones } = await zonesAt(() => ({ status: 200, body }));

      await expect(zones.listRecordSets('Z1')).rejects.toMatchObject({ code: 'InvalidAnswer' });
      await expect(zones.listZones()).rejects.toThrow(TransientError);
    },
  );

  test('gives record sets byte for byte, and where the next page starts', async () => {
    const { server, zones } = await zonesAt(() => ({
      status: 200,
      body: `<ListResourceRecordSetsResponse ${NS}><ResourceRecordSets>${ALIAS}${ROUTED}</ResourceRecordSets>
<IsTruncated>true</IsTruncated><NextRecordName>b.example.</NextRecordName><NextRecordType>A</NextRecordType>
<NextRecordIdentifier>two</NextRecordIdentifier><MaxItems>2</MaxItems></ListResourceRecordSetsResponse>`,
    }));

    const page = await zones.listRecordSets('Z1', { name: 'a.example.', type: 'A', setIdentifier: 's' }, 2);

    expect(page).toEqual({
      recordSets: [
        {
          name: '\\052.a.example.',
          type: 'A',
          alias: { dnsName: 'dualstack.lb.example.', hostedZoneId: 'ZALB', evaluateTargetHealth: true },
        },
        {
          name: 'a.example.',
          type: 'TXT',
          ttl: 0,
          values: ['"a b"'],
          setIdentifier: 'one',
          weight: 0,
          healthCheckId: 'h1',
        },
      ],
      next: { name: 'b.example.', type: 'A', setIdentifier: 'two' },
    });
    const query = new URL(server.calls[0]?.path ?? '', 'http://x').searchParams;
    expect(Object.fromEntries(query)).toMatchObject({
      name: 'a.example.',
      type: 'A',
      identifier: 's',
      maxitems: '2',
    });
  });

  test('a change repeats the record set exactly as it was read', async () => {
    const { server, zones } = await zonesAt((call) => ({
      status: 200,
      body:
        call.method === 'GET'
          ? `<ListResourceRecordSetsResponse ${NS}><ResourceRecordSets>${ALIAS}${ROUTED}</ResourceRecordSets>
<IsTruncated>false</IsTruncated><MaxItems>300</MaxItems></ListResourceRecordSetsResponse>`
          : `<ChangeResourceRecordSetsResponse ${NS}><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status>
<SubmittedAt>2026-11-22T10:00:00Z</SubmittedAt></ChangeInfo></ChangeResourceRecordSetsResponse>`,
    }));
    const { recordSets } = await zones.listRecordSets('Z1');

    const changes = recordSets.map((recordSet) => ({ action: 'DELETE' as const, recordSet }));
    expect(await zones.change('Z1', changes, 'why')).toEqual({ changeId: 'C1' });

    const sent = (server.calls[1]?.body ?? '').replace(/>\s+</g, '><');
    for (const field of [
      '<Name>\\052.a.example.</Name>',
      '<TTL>0</TTL>',
      '<Weight>0</Weight>',
      '<Comment>why</Comment>',
    ]) {
      expect(sent).toContain(field);
    }
    expect(sent).toMatch(/<Value>(&quot;|")a b(&quot;|")<\/Value>/);
  });

  test.each([
    [
      'of today',
      `<ErrorResponse ${NS}><Error><Type>Sender</Type><Code>InvalidChangeBatch</Code><Message>[a exists, b differs]</Message></Error></ErrorResponse>`,
    ],
    [
      'of the API reference',
      `<InvalidChangeBatch ${NS}><Messages><Message>[a exists</Message><Message>b differs]</Message></Messages></InvalidChangeBatch>`,
    ],
  ])(
    'a refused batch in the form %s is terminal with every reason, and is sent once',
    async (_form, body) => {
      const { server, zones } = await zonesAt(() => ({ status: 400, body }));

      const changing = zones.change('Z1', [], '');

      await expect(changing).rejects.toMatchObject({
        code: 'InvalidChangeBatch',
        message: '[a exists, b differs]',
        subject: 'Z1',
      });
      await expect(changing).rejects.toThrow(TerminalError);
      expect(server.calls).toHaveLength(1);
    },
  );

  test('a change that meets another is left to the caller, who paces it', async () => {
    const { server, zones } = await zonesAt(() => ({
      status: 400,
      body: `<ErrorResponse ${NS}><Error><Type>Sender</Type><Code>PriorRequestNotComplete</Code><Message>not yet</Message></Error></ErrorResponse>`,
    }));

    const changing = zones.change('Z1', [], '');

    await expect(changing).rejects.toThrow(TransientError);
    await expect(changing).rejects.toMatchObject({ code: 'PriorRequestNotComplete' });
    expect(server.calls).toHaveLength(1);
  });

  test('asks for the tags of ten zones a call', async () => {
    const { server, zones } = await zonesAt((call) => ({
      status: 200,
      body: `<ListTagsForResourcesResponse ${NS}><ResourceTagSets>${[
        ...call.body.matchAll(/<ResourceId>(\w+)</g),
      ]
        .map(
          ([, id]) =>
            `<ResourceTagSet><ResourceType>hostedzone</ResourceType><ResourceId>${id}</ResourceId>
<Tags><Tag><Key>env</Key><Value>${id}</Value></Tag></Tags></ResourceTagSet>`,
        )
        .join('')}</ResourceTagSets></ListTagsForResourcesResponse>`,
    }));

    const tags = await zones.listZoneTags(Array.from({ length: 12 }, (_none, index) => `Z${index}`));

    expect(server.calls).toHaveLength(2);
    expect(tags.get('Z11')).toEqual({ env: 'Z11' });
  });

  test.each(['PENDING', 'INSYNC'] as const)('reports a change as %s', async (status) => {
    const { zones } = await zonesAt(() => ({
      status: 200,
      body: `<GetChangeResponse ${NS}><ChangeInfo><Id>/change/C1</Id><Status>${status}</Status>
<SubmittedAt>2026-11-22T10:00:00Z</SubmittedAt></ChangeInfo></GetChangeResponse>`,
    }));

    expect(await zones.changeStatus('C1')).toBe(status);
  });
});

describe('the queue', () => {
  test('sends to the endpoint that is configured, whatever host its URL names', async () => {
    const server = await serve((call) => json(200, { MessageId: 'm', MD5OfMessageBody: md5Of(call.body) }));
    const queueUrl = 'https://sqs.ap-northeast-2.amazonaws.com/111122223333/sluice';
    const queue = createQueue({ region: REGION, endpoint: server.endpoint, queueUrl });

    await queue.setVisibility('handle', 15);
    await queue.send({ kind: 'second-observation' }, 60);

    expect(server.calls.map((call) => [call.action, JSON.parse(call.body)])).toEqual([
      ['ChangeMessageVisibility', { QueueUrl: queueUrl, ReceiptHandle: 'handle', VisibilityTimeout: 15 }],
      ['SendMessage', { QueueUrl: queueUrl, MessageBody: '{"kind":"second-observation"}', DelaySeconds: 60 }],
    ]);
  });
});

/** What SQS answers so that the SDK can check the body. */
function md5Of(call: string): string | undefined {
  const body: unknown = JSON.parse(call).MessageBody;
  return typeof body === 'string' ? createHash('md5').update(body).digest('hex') : undefined;
}
