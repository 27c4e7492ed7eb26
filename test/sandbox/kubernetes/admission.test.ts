import { describe, expect, test } from 'vitest';
import { type Api, EXTERNAL_SECRETS, externalSecret, openApi, SECRETS, secret } from './api.ts';

const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const US = { username: 'aws:sync', groups: ['sluice:secrets'] };
const MARK = "metadata.?labels['reconcile.external-secrets.io/managed'].orValue('') == 'true'";

const POLICY = {
  failurePolicy: 'Fail',
  matchConstraints: {
    resourceRules: [
      {
        apiGroups: [''],
        apiVersions: ['v1'],
        operations: ['CREATE', 'UPDATE', 'DELETE'],
        resources: ['secrets'],
      },
    ],
  },
  matchConditions: [{ name: 'us', expression: "'sluice:secrets' in request.userInfo.groups" }],
  variables: [
    { name: 'subject', expression: "request.operation == 'DELETE' ? oldObject : object" },
    { name: 'marked', expression: `variables.subject.${MARK}` },
  ],
  validations: [
    { expression: 'variables.marked', message: 'only what carries the label' },
    {
      expression: `request.operation != 'UPDATE' || oldObject.${MARK} || oldObject.?data.orValue({}).all(k, k in object.?data.orValue({}))`,
      message: 'keys would be lost',
    },
  ],
};

async function openGuarded(validationActions: string[] = ['Deny']): Promise<{ admin: Api; us: Api }> {
  const admin = await openApi();
  await admin.post(`${ADMISSION}/validatingadmissionpolicies`, { metadata: { name: 'guard' }, spec: POLICY });
  const spec = { policyName: 'guard', validationActions };
  await admin.post(`${ADMISSION}/validatingadmissionpolicybindings`, { metadata: { name: 'bound' }, spec });
  return { admin, us: admin.as(US) };
}

function marked(name: string, data: object): object {
  const labels = { 'reconcile.external-secrets.io/managed': 'true' };
  return { ...secret(name, { data }), metadata: { name, labels } };
}

describe('ValidatingAdmissionPolicies', () => {
  test('refuse what a validation denies, naming policy, binding and message', async () => {
    const { us } = await openGuarded();

    const { body } = await us.post(SECRETS, secret('one'));

    expect(body).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message:
        "secrets \"one\" is forbidden: ValidatingAdmissionPolicy 'guard' with binding 'bound' denied request: only what carries the label",
      details: { name: 'one', kind: 'secrets' },
    });
  });

  test('see the old object of an update and of a deletion', async () => {
    const { admin, us } = await openGuarded();
    await admin.post(SECRETS, secret('hand', { data: { a: 'YQ==', b: 'YQ==' } }));

    const lossy = await us.put(`${SECRETS}/hand`, marked('hand', { a: 'YQ==' }));
    const deleted = await us.delete(`${SECRETS}/hand`);
    const adopted = await us.put(`${SECRETS}/hand`, marked('hand', { a: 'Yg==', b: 'YQ==' }));
    const reduced = await us.put(`${SECRETS}/hand`, marked('hand', { a: 'Yg==' }));

    expect(lossy.body.message).toContain('keys would be lost');
    expect(deleted.body.message).toContain('only what carries the label');
    expect([adopted.status, reduced.status]).toEqual([200, 200]);
  });

  test('leave alone other users, other kinds, and writes of a binding that only audits', async () => {
    const { admin, us } = await openGuarded();
    const audited = await openGuarded(['Audit']);

    expect((await admin.post(SECRETS, secret('one'))).status).toBe(201);
    expect((await us.post(EXTERNAL_SECRETS, externalSecret('app'))).status).toBe(201);
    expect((await audited.us.post(SECRETS, secret('one'))).status).toBe(201);
  });
});
