import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../../lambdas/core/kubernetes.ts';
import { normaliseSecret } from './normalise-secret.ts';

const MANAGER = 'externalsecrets.external-secrets.io/app';
const secret = (metadata: Partial<KubernetesObject['metadata']>): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'app', ...metadata },
  type: 'Opaque',
});
const normalise = (object: KubernetesObject) => normaliseSecret(object, () => '<uid>');

describe('what of a Secret is compared', () => {
  test('our own annotations, last-applied and Argo CD tracking marks are not, and neither are their fields', () => {
    const annotations = {
      'sluice/source-versions': '{}',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'argocd.argoproj.io/tracking-id': 'a',
      note: 'kept',
    };
    const fields = Object.fromEntries(Object.keys(annotations).map((key) => [`f:${key}`, {}]));
    const managedFields = [
      {
        manager: MANAGER,
        operation: 'Update',
        fieldsV1: { 'f:metadata': { 'f:annotations': { '.': {}, ...fields } } },
      },
    ];

    const normal = normalise(secret({ annotations, managedFields }));

    expect(normal.annotations).toEqual({ note: 'kept' });
    expect(normal.managedFields).toEqual({ [`${MANAGER} Update`]: ['f:metadata f:annotations f:note'] });
  });

  test('only field managers of ESO are, by the keys they own', () => {
    const managedFields = [
      { manager: 'kubectl', operation: 'Apply', fieldsV1: { 'f:data': { 'f:a': {} } } },
      {
        manager: MANAGER,
        operation: 'Update',
        fieldsV1: { 'f:type': {}, 'f:data': { '.': {}, 'f:b': {}, 'f:a': {} } },
      },
    ];

    expect(normalise(secret({ managedFields })).managedFields).toEqual({
      [`${MANAGER} Update`]: ['f:data f:a', 'f:data f:b', 'f:type'],
    });
  });

  test('an owner is compared by whom its uid names', () => {
    const owner = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', name: 'app', uid: '123' };
    const fieldsV1 = { 'f:metadata': { 'f:ownerReferences': { 'k:{"uid":"123"}': {} } } };
    const managedFields = [{ manager: MANAGER, operation: 'Update', fieldsV1 }];

    const normal = normalise(secret({ ownerReferences: [owner], managedFields }));

    expect(normal.ownerReferences).toEqual([{ ...owner, uid: '<uid>' }]);
    expect(normal.managedFields[`${MANAGER} Update`]).toEqual([
      'f:metadata f:ownerReferences k:{"uid":"<uid>"}',
    ]);
  });

  test('no data and empty data are the same, and so are immutable false and unset', () => {
    expect(normalise(secret({}))).toEqual(normalise({ ...secret({}), data: {}, immutable: false }));
  });
});
