import * as iam from 'aws-cdk-lib/aws-iam';
import type { Stack } from 'aws-cdk-lib';
import { LogCredentials } from '../../../lib/identity/log-credentials';
import { LoggingKafka } from '../../../lib/storage/kafka/logging-kafka';
import { LogStorage } from '../../../lib/storage/log-storage';
import { lines } from '../app/loki-logging/doors';
import { testStack } from '../helpers';

const CLUSTER = 'arn:aws:kafka:us-east-1:111122223333:cluster/logs/1234abcd-12ab-34cd-56ef-1234567890ab-1';

/** Grants of each construct, to a principal. */
const GRANTS: Readonly<Record<string, (stack: Stack, grantee: never) => unknown>> = {
  'Storage.grantReadWrite': (stack, grantee) =>
    new LogStorage(stack, 'Storage', { chunkBucketName: 'a-chunks', rulerBucketName: 'a-ruler' }).grantReadWrite(
      grantee,
    ),
  'Existing.grantReadWrite': (stack, grantee) =>
    LogStorage.fromLogStorageAttributes(stack, 'Existing', {
      ...{ chunkBucketName: 'a-chunks', rulerBucketName: 'a-ruler', region: 'us-east-1' },
    }).grantReadWrite(grantee),
  'Credentials.grantRead': (stack, grantee) => credentials(stack).grantRead(grantee, 'writer'),
  'Credentials.grantReadSecrets': (stack, grantee) => credentials(stack).grantReadSecrets(grantee, 'a/writer'),
  'Kafka.grantProduce': (stack, grantee) => kafka(stack).grantProduce(grantee, 'logs.a'),
  'Kafka.grantConsume': (stack, grantee) => kafka(stack).grantConsume(grantee, 'loki', 'logs.a'),
};
const credentials = (stack: Stack) =>
  new LogCredentials(stack, 'Credentials', { writerSecretName: 'a/writer', readerSecretName: 'a/reader' });
const kafka = (stack: Stack) => LoggingKafka.fromLoggingKafkaAttributes(stack, 'Kafka', { clusterArn: CLUSTER });

const FIX = 'give a role, a user or a group, such as new iam.Role(…)';

describe.each(Object.keys(GRANTS))('%s', (name) => {
  const of = (granteeIn: (stack: Stack) => unknown) =>
    lines(() => {
      const stack = testStack();
      GRANTS[name]?.(stack, granteeIn(stack) as never);
    }).map((line) => line.replace(/^[^.]*?(?=\w+\.grant)/, ''));
  const nothing = 'so nothing would be granted';

  test('says to whom it cannot be given', () => {
    expect(of(() => undefined)).toEqual([`${name}: missing; ${FIX}`]);
    expect(of(() => 'arn:aws:iam::111122223333:role/x')).toEqual([
      `${name}: arn:aws:iam::111122223333:role/x is not a principal of IAM; ${FIX}`,
    ]);
    expect(of(() => new iam.ServicePrincipal('lambda.amazonaws.com'))).toEqual([
      `${name}: ServicePrincipal(lambda.amazonaws.com) has no policies of its own, ${nothing}; ${FIX}`,
    ]);
    expect(of(() => new iam.AccountPrincipal('444455556666'))).toEqual([
      `${name}: AccountPrincipal(444455556666) has no policies of its own, ${nothing}; ${FIX}`,
    ]);
    expect(of((resource) => new iam.UnknownPrincipal({ resource }))).toEqual([
      `${name}: the role of the grantee is not known, ${nothing}; ${FIX}`,
    ]);
  });

  test('is given to roles, users and roles of others', () => {
    expect(of((stack) => new iam.Role(stack, 'R', { assumedBy: new iam.AccountRootPrincipal() }))).toEqual([]);
    expect(of((stack) => new iam.User(stack, 'U'))).toEqual([]);
    expect(of((stack) => iam.Role.fromRoleName(stack, 'R', 'team'))).toEqual([]);
    expect(of((stack) => iam.Role.fromRoleArn(stack, 'R', 'arn:aws:iam::444455556666:role/team'))).toEqual([]);
  });
});

test('a grant about nothing says so', () => {
  const role = (stack: Stack) => new iam.Role(stack, 'R', { assumedBy: new iam.AccountRootPrincipal() });
  const [a, b] = [testStack(), testStack()];
  expect(lines(() => credentials(a).grantRead(role(a)))).toEqual([
    'Test/Credentials.grantRead: names no user; name each user after the grantee',
  ]);
  expect(lines(() => kafka(b).grantProduce(role(b)))).toEqual([
    'Test/Kafka.grantProduce: names no topic; name each topic after the grantee',
  ]);
});
