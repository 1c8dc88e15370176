import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { WorkloadIdentity } from '../../charts/endpoint/identity';
import { fastApp } from '../helpers/fast-app';

export const ACCOUNT = '123456789012';

/** A stack with a concrete account and region. */
export function testStack(region = 'eu-west-1', app = fastApp()): Stack {
  return new Stack(app, 'Test', { env: { account: ACCOUNT, region } });
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The resources of a stack's template, by logical id. */
export function resourcesOf(stack: Stack, type?: string): Record<string, Resource> {
  const all = Template.fromStack(stack).toJSON().Resources as Record<string, Resource>;
  return Object.fromEntries(Object.entries(all).filter(([, resource]) => !type || resource.Type === type));
}

/** The one resource of a type whose logical id begins with a prefix. */
export function resourceOf(stack: Stack, type: string, prefix = ''): Resource {
  const found = Object.entries(resourcesOf(stack, type)).filter(([id]) => id.startsWith(prefix));
  if (found.length !== 1)
    throw new Error(`${found.length} resources ${type} ${prefix}: ${found.map(([id]) => id).join()}`);
  return (found[0] as [string, Resource])[1];
}

/** Values that AWS gives pseudo parameters and attributes when a template is deployed. */
export interface Deployed {
  readonly partition?: string;
  readonly attributes?: Record<string, string>;
}

/** Evaluates the intrinsic functions of a template, as far as this library uses them. */
export function evaluate(value: unknown, deployed: Deployed = {}): unknown {
  const go = (inner: unknown) => evaluate(inner, deployed);
  if (Array.isArray(value)) return value.map(go);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined], ...more] = Object.entries(value as Record<string, unknown>);
  const list = argument as unknown[];
  if (more.length === 0) {
    switch (name) {
      case 'Ref':
        return argument === 'AWS::Partition'
          ? (deployed.partition ?? 'aws')
          : (deployed.attributes?.[argument as string] ?? `<${String(argument)}>`);
      case 'Fn::GetAtt':
        return deployed.attributes?.[list.join('.')] ?? `<${list.join('.')}>`;
      case 'Fn::Join':
        return (go(list[1]) as string[]).join(list[0] as string);
      case 'Fn::Split':
        return (go(list[1]) as string).split(list[0] as string);
      case 'Fn::Select':
        return (go(list[1]) as unknown[])[Number(list[0])];
      case 'Fn::Sub': {
        const [body, variables] = list as [string, Record<string, unknown>];
        return body.replace(/\$\{(\w+)\}/g, (_, key: string) => go(variables[key]) as string);
      }
    }
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, go(item)]));
}

export interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Effect: string;
}

/** The statements of all inline policies of a stack. */
export function statementsOf(stack: Stack): Statement[] {
  return Object.values(resourcesOf(stack, 'AWS::IAM::Policy')).flatMap(
    ({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement,
  );
}

export const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';

/** Loki's identity in an account, with a role of this name. */
export function lokiIdentity(role = 'loki-test', partition = 'aws'): WorkloadIdentity {
  return new WorkloadIdentity({
    namespace: 'loki',
    serviceAccountName: 'loki',
    roleArn: `arn:${partition}:iam::${ACCOUNT}:role/${role}`,
  });
}
