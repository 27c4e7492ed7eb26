import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { judgeKubeconfig, judgeVersion } from '../../../cli/doctor/api-server.ts';
import { judgeFlag, judgeRefusal } from '../../../cli/doctor/authentication.ts';
import { judgeCredential } from '../../../cli/doctor/credential.ts';
import { countTokens, countUnanswered } from '../../../cli/doctor/server-metrics.ts';
import { doctorOf } from './doctor-of.ts';

const doctor = doctorOf();
const { cluster } = doctor;

test.each([
  ['the endpoint', { context: 'a', endpoint: cluster.endpoint, ca: '' }, 'ok'],
  ['the authority', { context: 'a', endpoint: 'https://proxy.example.com', ca: `\n${cluster.ca}\n` }, 'ok'],
  ['neither', { context: 'a', endpoint: 'https://proxy.example.com', ca: '' }, 'warn'],
])('a context that shares %s with the configuration is judged so', (_what, user, outcome) => {
  expect(judgeKubeconfig(user, cluster).outcome).toBe(outcome);
});

test('an API server that takes no AuthenticationConfiguration fails web-identity only', () => {
  const token = { mode: 'token', parameter: '/sluice/token' } as const;

  expect(judgeVersion('1.29', cluster).outcome).toBe('failed');
  expect(judgeVersion('1.30', cluster).outcome).toBe('ok');
  expect(judgeVersion('1.29', { auth: token }).outcome).toBe('ok');
});

const pod = (name: string, ...command: readonly string[]) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'kube-system', labels: { component: 'kube-apiserver' } },
  spec: { containers: [{ command: ['kube-apiserver', ...command] }] },
});

test('every API server of a control plane needs the file', () => {
  const flag = '--authentication-config=/etc/kubernetes/sluice/authentication.yaml';

  expect(judgeFlag([], doctor).outcome).toBe('could not tell');
  expect(judgeFlag([pod('a', flag), pod('b', flag)], doctor).outcome).toBe('ok');
  expect(judgeFlag([pod('a', flag), pod('b')], doctor)).toMatchObject({
    outcome: 'failed',
    said: 'b has no --authentication-config',
    fix: expect.stringContaining('sluice manifests kubeadm') as string,
  });
});

const REFUSED =
  'sluice-eco2-dev-secret-sync failed: the API server at api.eco2-dev.internal:6443 does not accept the web identity ' +
  'token with audience kube:eco2-dev (401): check its authentication configuration and that its clock is right';

test.each([
  [undefined, /clock is right$/],
  [{ knowsIssuer: false, refused: 0 }, /has met no token of auth\.issuer/],
  [{ knowsIssuer: true, refused: 0 }, /brings one of another issuer/],
  [{ knowsIssuer: true, refused: 4 }, /has refused 4 tokens of this issuer/],
])('a 401 with counters %j says which rules it can have been', (counts, said) => {
  const finding = judgeRefusal(REFUSED, 'secrets', { doctor, counts });

  expect(finding).toMatchObject({ check: 'secrets dry run', outcome: 'failed' });
  expect(finding.said).toMatch(said);
  expect(finding.fix).toContain('sluice manifests authentication');
});

test.each([
  [
    'f takes no invocation now; "sluice resume secrets" starts it again',
    'could not tell',
    'sluice resume secrets',
  ],
  [
    'OutboundWebIdentityFederationDisabledException: off',
    'failed',
    'aws iam enable-outbound-web-identity-federation',
  ],
  ['connect ETIMEDOUT 10.0.0.10:6443', 'failed', 'network in the configuration'],
  ['unable to get local issuer certificate', 'failed', 'ca in the configuration'],
  ['User: x is not authorized to perform: sts:GetWebIdentityToken', 'failed', 'deploy, when "iam" below'],
  [
    'there is no EKS cluster prod in ap-northeast-2 for this account',
    'failed',
    'auth.clusterName and region',
  ],
  ['something else', 'failed', 'aws logs tail /aws/lambda/sluice-eco2-dev-secret-sync'],
])('a function that says %j is %s', (message, outcome, fix) => {
  const finding = judgeRefusal(message, 'secrets', { doctor, counts: undefined });

  expect(finding.outcome).toBe(outcome);
  expect(finding.fix).toContain(fix);
});

test('in a VPC the way to the API server is its security group, and on EKS the door an access entry', () => {
  const network = { subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0a'], ipv6: false };
  const judge = (message: string, change: Parameters<typeof doctorOf>[0]) =>
    judgeRefusal(message, 'dns', { doctor: doctorOf(change), counts: undefined }).fix;

  expect(judge('does not answer', { network })).toContain('let the security groups sg-0a in to https://');
  expect(judge('(401)', { auth: { mode: 'eks' } })).toContain('--kubernetes-groups sluice:dns');
  expect(judge('(401)', { auth: { mode: 'token', parameter: '/t' } })).toContain('parameter /t');
});

test.each([
  [undefined, 'failed', 'there is no parameter /sluice/token'],
  [{ Type: 'String' as const }, 'failed', '/sluice/token is a String, not a SecureString'],
  [
    { Type: 'SecureString' as const, LastModifiedDate: new Date('2026-11-01T00:00:00Z') },
    'ok',
    '/sluice/token, written 2026-11-01T00:00:00.000Z',
  ],
])('a stored credential %j is %s', (found, outcome, said) => {
  expect(judgeCredential(found, '/sluice/token')).toMatchObject({ outcome, said });
});

test("the API server's counters are read by the issuer's digest, and by the names of our webhooks", () => {
  const issuer = 'https://issuer.example.com';
  const hash = `sha256:${createHash('sha256').update(issuer).digest('hex')}`;
  const latency = 'apiserver_authentication_jwt_authenticator_latency_seconds_count';
  const open = 'apiserver_admission_webhook_fail_open_count';
  const metrics = [
    `${latency}{jwt_issuer_hash="${hash}",result="failure"} 9`,
    `${latency}{jwt_issuer_hash="${hash}",result="success"} 70`,
    `${open}{name="objects.sluice.local",type="admit"} 2`,
    `${open}{name="services.sluice.local",type="admit"} 1`,
    `${open}{name="other.example.com",type="admit"} 5`,
  ].join('\n');

  expect(countTokens(metrics, issuer)).toEqual({ knowsIssuer: true, refused: 9 });
  expect(countTokens(metrics, `${issuer}/other`)).toEqual({ knowsIssuer: false, refused: 0 });
  expect(countUnanswered(metrics)).toBe(3);
});
