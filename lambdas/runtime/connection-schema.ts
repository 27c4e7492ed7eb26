import * as v from 'valibot';

const filled = v.pipe(v.string(), v.minLength(1));

const Auth = v.variant('mode', [
  v.strictObject({ mode: v.literal('web-identity'), audience: filled }),
  v.strictObject({ mode: v.literal('eks'), clusterName: filled }),
  v.strictObject({ mode: v.literal('token'), parameter: filled }),
  v.strictObject({ mode: v.literal('kubeconfig'), parameter: filled }),
]);

/** `cluster` of a function's `sluice.json`: a ClusterConnection. EKS alone can be asked for endpoint and CA. */
export const Connection = v.pipe(
  v.strictObject({
    name: filled,
    endpoint: v.exactOptional(filled),
    ca: v.exactOptional(filled),
    auth: Auth,
  }),
  v.check(({ endpoint, ca, auth }) => {
    const given = [endpoint, ca].filter((one) => one !== undefined).length;
    return given === 2 || (given === 0 && auth.mode === 'eks');
  }, 'allowed is endpoint with ca, or neither in auth mode "eks"'),
);
