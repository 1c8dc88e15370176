import { SHARED_PASSWORD_RULES } from '../../../../lib/checks/aws/shared-passwords';
import { describeRules, Parts } from '../harness';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1';
const READERS = [
  { spoke: 'shop', account: '444455556666', roleArn: 'arn:aws:iam::444455556666:role/alloy', user: 'writer' },
  { spoke: 'shop', account: '444455556666', roleArn: 'arn:aws:iam::444455556666:role/canary', user: 'reader' },
];

const withCredentials = (parts: Parts, credentials: object, spokeReaders: object[] = READERS) =>
  Object.assign(parts.environment, { spokeReaders, props: { ...parts.environment.props, credentials } });

describeRules(SHARED_PASSWORD_RULES, [
  {
    rule: 'HUB-POLICY-1',
    breaks: (parts) => withCredentials(parts, { kmsKeyArn: KEY, createSecrets: false }),
    finds: [
      `environments.prod.credentials.kmsKeyArn: ${KEY}: the policy of a key of yours has to let arn:aws:iam::444455556666:role/alloy and arn:aws:iam::444455556666:role/canary read; add a statement with kms:Decrypt (docs/how-to/hub-and-spokes.md), and acknowledge this`,
      'environments.prod.credentials.createSecrets: false: the policy of secrets that exist has to let arn:aws:iam::444455556666:role/alloy and arn:aws:iam::444455556666:role/canary read; add a statement with secretsmanager:GetSecretValue (docs/how-to/hub-and-spokes.md), and acknowledge this',
    ],
  },
]);

test.each<[string, object, object[]]>([
  ['a key that is made', { createKey: true }, READERS],
  ['a key of the user without spokes', { kmsKeyArn: KEY }, []],
])('%s needs no policy of the user', (_what, credentials, readers) => {
  const parts = new Parts('prod');
  withCredentials(parts, credentials, readers);
  expect(parts.findings.filter((finding) => finding.startsWith('HUB-'))).toEqual([]);
});
