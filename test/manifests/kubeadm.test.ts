import { expect, it } from 'vitest';
import { compileAdmissionConfiguration } from '../../manifests/admission-configuration.ts';
import { compileKubeadm } from '../../manifests/kubeadm.ts';
import { exampleCluster } from '../stack/example-cluster.ts';

const VOLUME = {
  name: 'sluice',
  hostPath: '/etc/kubernetes/sluice',
  mountPath: '/etc/kubernetes/sluice',
  readOnly: true,
  pathType: 'Directory',
};
const notifier = { tokenSha256: 'a'.repeat(64), url: 'https://abc.lambda-url.ap-northeast-2.on.aws/' };

it('the argument is an item of a list in v1beta4, and an entry of a map in v1beta3', () => {
  const file = '/etc/kubernetes/sluice/authentication.yaml';

  expect(compileKubeadm(exampleCluster())).toEqual({
    apiVersion: 'kubeadm.k8s.io/v1beta4',
    kind: 'ClusterConfiguration',
    apiServer: { extraArgs: [{ name: 'authentication-config', value: file }], extraVolumes: [VOLUME] },
  });
  expect(compileKubeadm(exampleCluster(), { version: 'v1beta3' })).toMatchObject({
    apiVersion: 'kubeadm.k8s.io/v1beta3',
    apiServer: { extraArgs: { 'authentication-config': file }, extraVolumes: [VOLUME] },
  });
});

it('a notifier with a token brings the admission configuration, in the same directory as the file it names', () => {
  const cluster = { ...exampleCluster(), notifier: { ...exampleCluster().notifier, ...notifier } };
  const text = JSON.stringify(compileKubeadm(cluster as Parameters<typeof compileKubeadm>[0]));

  expect(text).toContain('"admission-control-config-file","value":"/etc/kubernetes/sluice/admission.yaml"');
  const named = JSON.stringify(
    compileAdmissionConfiguration(cluster as Parameters<typeof compileAdmissionConfiguration>[0]),
  );
  expect(named).toContain('"kubeConfigFile":"/etc/kubernetes/sluice/notify-kubeconfig"');
});

it('a cluster that needs no file of its API server needs no patch', () => {
  expect(
    compileKubeadm(exampleCluster({ auth: { mode: 'token', parameter: '/sluice/token' } })),
  ).toBeUndefined();
});
