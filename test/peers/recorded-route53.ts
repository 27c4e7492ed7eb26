import { createAws } from '../../sandbox/aws/aws.ts';
import { type AwsEndpoint, listenAws } from '../../sandbox/aws/endpoint.ts';
import { createCertificateAuthority } from '../../sandbox/runtime/certificate-authority.ts';
import { fillZones, type OpenZones } from '../corpus/drivers/externaldns/zones-world.ts';
import { createFakeHostedZones } from '../fakes/hosted-zones.ts';
import { type Route53Proxy, startRoute53Proxy } from './route53-proxy.ts';

const REGION = 'us-east-1';

/** Route 53 of one recording, for dns-sync in this process and for a program beside it. */
export interface RecordedRoute53 {
  readonly openZones: OpenZones;
  /** For the program, once the zones are open. */
  environment(): Readonly<Record<string, string>>;
  /** What the program has to trust, PEM. */
  readonly ca: string;
  close(): Promise<void>;
}

export function createRecordedRoute53(): RecordedRoute53 {
  const certificates = createCertificateAuthority();
  const aws = createAws({ now: Date.now, region: REGION });
  const { accessKeyId, secretAccessKey } = aws.credentials.administrator;
  let endpoint: AwsEndpoint | undefined;
  let proxy: Route53Proxy | undefined;
  return {
    async openZones(zones, clock) {
      const fake = createFakeHostedZones({ clock });
      const filled = fillZones(fake, zones);
      endpoint = await listenAws({ ...aws, route53: fake.model }, 0);
      proxy = await startRoute53Proxy({ certificates, endpoint: endpoint.url });
      return filled;
    },
    environment: () => ({
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      HTTPS_PROXY: proxy?.url ?? '',
      AWS_CA_BUNDLE: '',
      AWS_ENDPOINT_URL: '',
    }),
    ca: certificates.ca,
    async close() {
      await proxy?.close();
      await endpoint?.close();
    },
  };
}
