import { InputError, type Problem } from '../../../../charts/input/problems';
import { ownValue } from '../../../../charts/input/own-value';
import type { TemplateResource } from '../../../checks/read/templates/template';
import type { Environment } from '../../../environment/environment';
import { isRecord, record } from '../../../manifests/shape';
import type { AwsTemplate } from '../template';
import { type Body, renamed } from './fields';
import { type Block, nameSuffix, type Self } from './kind';
import { KINDS } from './kinds';
import { formOf, NoForm } from './no-form';
import { References } from './references';

/** Versions that have all arguments: passwords that are in no state need Terraform 1.11, and the rest version 6 of AWS. */
const VERSIONS = {
  required_version: '>= 1.11',
  required_providers: { aws: { source: 'hashicorp/aws', version: '>= 6.0' } },
};

/** Policies of CloudFormation that keep a resource. */
const KEPT: readonly (string | undefined)[] = ['Retain', 'RetainExceptOnCreate'];

/** A configuration of Terraform in its JSON syntax: blocks by kind, type and name. */
export type TerraformDocument = Readonly<Record<string, unknown>>;

/** Environment whose configuration is written. */
type Placed = Pick<Environment, 'name' | 'account' | 'region'>;

/** A block with its name. */
interface Named extends Block {
  readonly name: string;
}

/**
 * Converts a CloudFormation template to a Terraform configuration: the same resources with the same names, settings and
 * policies. It has no provider, so it also works as a module.
 *
 * @throws InputError if parts of the template have no form in Terraform here, with all of them
 */
export function terraformDocument({ Resources, Outputs = {} }: AwsTemplate, environment: Placed): TerraformDocument {
  const problems: Problem[] = [];
  const collect = <T>(what: string, make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof NoForm)) throw error;
      const path = `environments.${environment.name}: ${what}`;
      const found = `${error.message} has no form in Terraform here`;
      problems.push({ path, found, fix: 'leave it out of customizeStack, or write --only cloudformation' });
      return undefined;
    }
  };
  const references = new References(Resources, environment, (type) => ownValue(KINDS, type));
  const blocks = Object.entries(Resources).flatMap(
    ([id, resource]) => collect(`${resource.Type} ${id}`, () => blocksOf(id, resource, references)) ?? [],
  );
  const output = Object.entries(Outputs).map(([id, { Description: description, Value }]) => {
    const value = collect(`output ${id}`, () => references.resolve(Value));
    return [id, { ...(description === undefined ? {} : { description }), value }];
  });
  if (problems.length > 0) throw new InputError(problems);
  return {
    terraform: VERSIONS,
    data: guards(environment),
    ...grouped(blocks),
    output: Object.fromEntries(output) as Body,
  };
}

/** Blocks of one resource. @throws NoForm if its type, a property or a value has no form */
function blocksOf(id: string, resource: TemplateResource, references: References): Named[] {
  const { Type, Properties = {}, DependsOn = [], DeletionPolicy, Condition } = resource;
  const kind = ownValue(KINDS, Type);
  if (!kind) throw new NoForm(Type);
  if (Condition !== undefined) throw new NoForm('Condition');
  const properties = Object.entries(record(references.resolve(Properties)));
  const { type, others = {}, more = {}, each } = kind;
  const self: Self = {
    id,
    has: (property) => property in Properties,
    attribute: (name) => `\${${type}.${id}.${name}}`,
  };
  const isOwn = (key: string) => !Object.hasOwn(others, key) && !Object.hasOwn(more, key) && key !== each?.property;
  const dependencies = [DependsOn].flat().map((other) => references.address(other));
  const body: Body = properties.reduce(
    (all, [key, value]) => {
      const make = ownValue(more, key);
      return make
        ? joined(
            all,
            formOf(key, () => make(value as never)),
          )
        : all;
    },
    {
      ...renamed(Object.fromEntries(properties.filter(([key]) => isOwn(key))), kind.fields),
      ...(dependencies.length > 0 ? { depends_on: dependencies } : {}),
      ...(KEPT.includes(DeletionPolicy) ? { lifecycle: { prevent_destroy: true } } : {}),
    },
  );
  const list = each && (properties.find(([key]) => key === each.property)?.[1] as readonly string[]);
  const own: readonly Block[] = list
    ? formOf(each.property, () =>
        list.map((item) => ({ type, suffix: nameSuffix(item), body: { ...body, [each.argument]: item } })),
      )
    : [{ type, body }];
  const beside = properties.flatMap(([key, value]) => {
    const make = ownValue(others, key);
    return make ? formOf(key, () => make(value as never, self)) : [];
  });
  const blocks = [...own, ...beside].map((block) => ({ ...block, name: `${id}${block.suffix ?? ''}` }));
  refuseTwins(blocks);
  return blocks;
}

/** @throws NoForm if two blocks have the same name, since one would be lost */
function refuseTwins(blocks: readonly Named[]): void {
  const addresses = blocks.map(({ type, kind, name }) => `${kind ?? 'resource'} ${type}.${name}`);
  const twin = addresses.find((address, index) => addresses.indexOf(address) !== index);
  if (twin !== undefined) throw new NoForm(`a second ${twin}`);
}

/** Arguments of two objects; those of blocks that both have are joined. */
function joined(one: Body, other: Body): Body {
  const both = Object.entries(other).map(([key, value]) => {
    const before = one[key];
    return [key, isRecord(before) && isRecord(value) ? { ...before, ...value } : value];
  });
  return { ...one, ...(Object.fromEntries(both) as Body) };
}

/** Blocks by kind, type and name. */
function grouped(blocks: readonly Named[]): Record<string, Record<string, Record<string, Body>>> {
  const all: Record<string, Record<string, Record<string, Body>>> = {};
  for (const { kind = 'resource', type, name, body } of blocks) ((all[kind] ??= {})[type] ??= {})[name] = body;
  return all;
}

/**
 * Data that ends a plan with credentials of another account or region, since all names are those of one account and
 * region.
 */
function guards({ name, account, region }: Placed): Record<string, object> {
  const guard = (attribute: string, value: string, what: string) => ({
    here: {
      lifecycle: {
        postcondition: [
          {
            condition: `\${self.${attribute} == ${JSON.stringify(value)}}`,
            error_message: `environments.${name} is in ${what} ${value}: use its credentials and region`,
          },
        ],
      },
    },
  });
  return {
    aws_caller_identity: guard('account_id', account, 'account'),
    aws_region: guard('region', region, 'region'),
  };
}
