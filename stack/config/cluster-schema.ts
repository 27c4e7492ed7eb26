import { X509Certificate } from 'node:crypto';
import * as v from 'valibot';
import { dnsSchema } from './dns-schema.ts';
import { describe, field } from './fields.ts';
import { notifierSchema } from './notifier-schema.ts';
import { secretsSchema } from './secrets-schema.ts';

const ISSUER = /^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]+)?(\/[A-Za-z0-9._~\-/]*)?$/;

/** The path is that of a proxy; what follows `/api` or `/apis` is ours to say. */
const ENDPOINT = /^https:\/\/[^/?#@\s]+(?!.*\/apis?(\/|$))(\/[^?#\s]*)?$/;

const authSchema = v.variant('mode', [
  v.strictObject({
    mode: v.literal('web-identity'),
    /** Audience of the token. @default `kube:<name>` */
    audience: v.optional(
      describe(v.pipe(v.string(), v.regex(/^[^\s"']{1,1000}$/)), 'allowed: 1 to 1,000 characters'),
    ),
    /** The account's token issuer, needed to generate the API server's file. @default not generated */
    issuer: v.optional(
      describe(
        v.pipe(v.string(), v.regex(ISSUER)),
        'allowed: the https URL that `aws iam enable-outbound-web-identity-federation` printed',
      ),
    ),
  }),
  v.strictObject({
    mode: v.literal('eks'),
    /** Name of the EKS cluster. @default the cluster's `name` */
    clusterName: v.optional(
      describe(
        v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/)),
        'allowed: an EKS cluster name',
      ),
    ),
    /**
     * Whether the stack makes the access entries of the functions' roles. False for a cluster of another account, or
     * one whose entries are managed elsewhere.
     * @default true
     */
    accessEntry: v.optional(field.flag),
  }),
  v.strictObject({ mode: v.literal('token'), parameter: field.parameterName }),
  v.strictObject({ mode: v.literal('kubeconfig'), parameter: field.parameterName }),
]);

/** What may be given, for the messages of the fields and of their absence. */
export const ENDPOINT_ALLOWED =
  'allowed: the https URL of the API server, such as "https://10.0.0.10:6443", with the path of the proxy before it ' +
  'where there is one, and without "/api"';
export const CA_ALLOWED =
  'allowed: the PEM text of the CA certificate (several during a rotation); ' +
  'kubeadm keeps it in /etc/kubernetes/pki/ca.crt; there is no insecure mode';

const networkSchema = v.strictObject({
  /** The VPC of the subnets, for the reader and for `sluice doctor`. @default not stated */
  vpcId: v.optional(
    describe(
      v.pipe(v.string(), v.regex(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/)),
      'allowed: a VPC id such as "vpc-0123456789abcdef0"',
    ),
  ),
  subnetIds: describe(
    v.pipe(v.array(v.pipe(v.string(), v.regex(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/))), v.minLength(1)),
    'allowed: one or more subnet ids such as ["subnet-0123456789abcdef0"]',
  ),
  securityGroupIds: describe(
    v.pipe(v.array(v.pipe(v.string(), v.regex(/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/))), v.minLength(1)),
    'allowed: one or more security group ids such as ["sg-0123456789abcdef0"]; they must be let in by the API server',
  ),
  /** Reach AWS over IPv6 and dual-stack endpoints: no NAT needed. @default false */
  ipv6: v.optional(field.flag, false),
});

/** One cluster of the configuration document (DESIGN 8). */
export const clusterSchema = v.strictObject({
  /** Part of every name: stack, functions, roles, queues, the token's audience, our DNS markers. */
  name: describe(
    v.pipe(v.string(), v.regex(/^[a-z]([a-z0-9-]{0,34}[a-z0-9])?$/)),
    'allowed: at most 36 of a-z, 0-9 and "-", beginning with a letter, such as "eco2-dev"',
  ),
  account: describe(
    v.pipe(v.string(), v.regex(/^[0-9]{12}$/)),
    'allowed: the 12 digits of the AWS account, quoted so that a leading zero stays',
  ),
  region: field.region,
  /**
   * Of the API server, as functions reach it.
   * @default with auth.mode eks what EKS says of the cluster; required in the other modes
   */
  endpoint: v.optional(describe(v.pipe(v.string(), v.regex(ENDPOINT), v.check(isUrl)), ENDPOINT_ALLOWED)),
  /** The authorities believed, given with `endpoint` or left out with it. @default as for `endpoint` */
  ca: v.optional(describe(v.pipe(v.string(), v.check(isCertificateBundle)), CA_ALLOWED)),
  /** How the functions authenticate. @default web-identity with audience `kube:<name>` */
  auth: v.optional(describe(authSchema, 'allowed modes: "web-identity", "eks", "token", "kubeconfig"'), {
    mode: 'web-identity',
  }),
  /** Run the functions in a VPC, which a private API server needs. @default outside any VPC */
  network: v.optional(networkSchema),
  /** The secrets half. @default not deployed */
  secrets: v.optional(secretsSchema),
  /** The DNS half. @default not deployed */
  dns: v.optional(dnsSchema),
  /** Hear of changes in the cluster within seconds. @default not deployed; the sweep finds them within a minute */
  notifier: v.optional(notifierSchema),
  /**
   * Restart workloads annotated `sluice/restart-on-change: "true"` when a Secret of theirs is rotated, which takes the
   * right to patch workloads; the guard policy binds it to one annotation. @default nothing is restarted
   */
  restart: v.optional(
    v.strictObject({
      /** Namespaces of such workloads. @default the target namespaces of the secrets half */
      namespaces: v.optional(v.pipe(v.array(field.label), v.minLength(1))),
    }),
  ),
  /** Where alarms are sent. @default alarms without an action */
  alarms: v.optional(
    v.strictObject({
      topicArn: describe(
        v.pipe(v.string(), v.regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$/)),
        'allowed: the ARN of an SNS topic',
      ),
    }),
  ),
});

function isUrl(text: string): boolean {
  return URL.canParse(text);
}

function isCertificateBundle(text: string): boolean {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const remainder = blocks.reduce((rest, block) => rest.replace(block, ''), text);
  return blocks.length > 0 && !remainder.includes('-----') && blocks.every(isCertificate);
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
