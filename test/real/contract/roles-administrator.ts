import type { StsHarness } from '../../contract/sts.contract.ts';

/** IAM's Query API; there is no other use for its SDK. */
const VERSION = '2010-05-08';
/** The emulators take the account from it, and believe any signature. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=contract/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0';

/** Makes roles that let in their own account under a condition. */
export function rolesAdministrator(url: string): StsHarness['createRole'] {
  return async (Condition = {}) => {
    const RoleName = `contract-${crypto.randomUUID()}`;
    const Action = ['sts:AssumeRole', 'sts:TagSession'];
    const statement = { Effect: 'Allow', Principal: { AWS: '*' }, Action, Condition };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const form = { Action: 'CreateRole', Version: VERSION, RoleName, AssumeRolePolicyDocument };
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: AUTHORIZATION },
      body: new URLSearchParams(form),
    });
    const text = await answer.text();
    const arn = /<Arn>(?<arn>[^<]+)<\/Arn>/v.exec(text)?.groups?.['arn'];
    if (arn === undefined) throw new Error(`CreateRole: ${answer.status} ${text}`);
    return arn;
  };
}
