import { CfnResource, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { problemOfValue, problemText } from '../../../charts/input/problems';
import { at } from '../../manifests/shape';

/** Properties that manifests repeat, by the type of their resource: the name in CloudFormation, and in the CDK. */
const REPEATED: Readonly<Record<string, readonly (readonly [property: string, attribute: string])[]>> = {
  'AWS::IAM::Role': [
    ['RoleName', 'roleName'],
    ['Path', 'path'],
  ],
  'AWS::S3::Bucket': [['BucketName', 'bucketName']],
  'AWS::SecretsManager::Secret': [['Name', 'name']],
};

const FIX = 'leave it as it is, in aspects and escape hatches too: manifests have the name';

/**
 * Refuses at synthesis that something changed the names of resources, such as an aspect that gives each a prefix. Manifests have
 * these names, and pods would be without their role, bucket or password.
 */
export function keepNames(owner: Construct): void {
  const made = owner.node
    .findAll()
    .filter((each): each is CfnResource => CfnResource.isCfnResource(each))
    .flatMap((resource) =>
      (REPEATED[resource.cfnResourceType] ?? []).map(([property, attribute]) => ({
        ...{ resource, property, name: (resource as unknown as Record<string, unknown>)[attribute] },
      })),
    )
    .filter((each): each is typeof each & { readonly name: string } => typeof each.name === 'string');
  owner.node.addValidation({
    validate: () =>
      made.flatMap(({ resource, property, name }) => {
        const value = writtenValue(resource, property);
        if (value === name) return [];
        const fault = { wrong: `is in place of ${name}`, fix: FIX };
        return [problemText(problemOfValue(`${resource.node.path}.${property}`, value ?? 'nothing', fault))];
      }),
  });
}

/** Value of a property as the template has it. */
function writtenValue(resource: CfnResource, property: string): unknown {
  const { _toCloudFormation: write } = resource as unknown as { readonly _toCloudFormation: () => object };
  const { Resources = {} } = Stack.of(resource).resolve(write.call(resource)) as { readonly Resources?: object };
  return at(Object.values(Resources)[0], `Properties.${property}`);
}
