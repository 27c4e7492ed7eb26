/** An AdmissionReview as kube-apiserver sends it, with parts of its request replaced. */
export function admissionReview(request: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: '4f1e9f5c-3c5e-4a55-8f0b-2b8b9a0c0d0e',
      kind: { group: 'external-secrets.io', version: 'v1', kind: 'ExternalSecret' },
      resource: { group: 'external-secrets.io', version: 'v1', resource: 'externalsecrets' },
      name: 'postgres-auth-secret',
      namespace: 'auth',
      operation: 'UPDATE',
      userInfo: { username: 'jane', groups: ['system:authenticated'] },
      object: {
        metadata: { name: 'postgres-auth-secret', namespace: 'auth', generation: 3 },
        spec: { target: { template: { data: { a: 'object-content' } } } },
      },
      oldObject: { metadata: { name: 'postgres-auth-secret', generation: 2 } },
      dryRun: false,
      options: null,
      ...request,
    },
  };
}
