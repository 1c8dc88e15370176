import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { KEY_ACTIONS } from '../environment/key-actions';

/** Properties of a new key of the buckets. */
interface StorageKeyProps {
  /** Description of the key. */
  readonly description: string;

  /** Removal policy of the key. */
  readonly removalPolicy: RemovalPolicy;

  /** ARNs of the roles that use it. */
  readonly roleArns: readonly string[];
}

/**
 * Creates a key of the buckets whose own policy lets roles use it. No other stack has to refer to the key, the roles may
 * use it before a bucket does, and they still may when the key has left its stack.
 */
export function storageKey(scope: Construct, id: string, props: StorageKeyProps): kms.Key {
  const key = new kms.Key(scope, id, {
    description: props.description,
    enableKeyRotation: true,
    removalPolicy: props.removalPolicy,
  });
  if (props.roleArns.length === 0) return key;
  const { account, region, urlSuffix } = Stack.of(scope);
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      // KMS refuses a policy that names a role before it exists, hence a condition.
      principals: [new iam.AnyPrincipal()],
      actions: KEY_ACTIONS,
      resources: ['*'],
      conditions: {
        StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `s3.${region}.${urlSuffix}` },
        ArnLike: { 'aws:PrincipalArn': props.roleArns.flatMap(onAnyPath) },
      },
    }),
  );
  return key;
}

/** Patterns of a role's ARN on any path: its name is unique in the account, and the path may change. */
function onAnyPath(roleArn: string): string[] {
  const [account = '', role = ''] = roleArn.split(':role/');
  const name = role.split('/').at(-1) ?? '';
  return [`${account}:role/${name}`, `${account}:role/*/${name}`];
}
