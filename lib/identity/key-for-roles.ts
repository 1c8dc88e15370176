import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** Properties of a new key that roles use through one service. */
interface KeyForRolesProps {
  /** Description of the key. */
  readonly description: string;

  /** Removal policy of the key. */
  readonly removalPolicy: RemovalPolicy;

  /** ARNs of the roles that use it. */
  readonly roleArns: readonly string[];

  /** Service that uses it for them, as in the name of its endpoint. */
  readonly service: 's3' | 'secretsmanager';

  /** Actions of the roles. */
  readonly actions: string[];

  /** Alias, by which roles of other stacks name it. @default - none */
  readonly alias?: string;
}

/**
 * Creates a key whose own policy lets roles of its account use it. No other stack has to refer to the key, the roles may
 * use it before anything is encrypted with it, and they still may when the key has left its stack.
 */
export function keyForRoles(scope: Construct, id: string, props: KeyForRolesProps): kms.Key {
  const key = new kms.Key(scope, id, {
    description: props.description,
    enableKeyRotation: true,
    removalPolicy: props.removalPolicy,
    alias: props.alias,
  });
  if (props.roleArns.length === 0) return key;
  const { account } = Stack.of(scope);
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      // KMS refuses a policy that names a role before it exists, hence a condition.
      principals: [new iam.AnyPrincipal()],
      actions: props.actions,
      resources: ['*'],
      conditions: {
        StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': serviceOf(scope, props.service) },
        ArnLike: { 'aws:PrincipalArn': props.roleArns.flatMap(onAnyPath) },
      },
    }),
  );
  return key;
}

/** Name of a service in the region of a stack, as KMS knows it. */
export function serviceOf(scope: Construct, service: string): string {
  const { region, urlSuffix } = Stack.of(scope);
  return `${service}.${region}.${urlSuffix}`;
}

/** Patterns of a role's ARN on any path: its name is unique in the account, and the path may change. */
function onAnyPath(roleArn: string): string[] {
  const [account = '', role = ''] = roleArn.split(':role/');
  const name = role.split('/').at(-1) ?? '';
  return [`${account}:role/${name}`, `${account}:role/*/${name}`];
}
