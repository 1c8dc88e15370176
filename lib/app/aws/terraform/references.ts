import { record, isRecord } from '../../../manifests/shape';
import { partitionOf, suffixOf } from '../../../environment/aws/partition';
import type { Environment } from '../../../environment/environment';
import type { AwsTemplate } from '../template';
import { NoForm } from './no-form';

/** Name of Terraform for a resource of CloudFormation: its type, and its attribute for each one of CloudFormation. */
export interface Address {
  /** Type of the resource: `aws_s3_bucket`. */
  readonly type: string;

  /** Attribute for `Ref` and for each attribute of `Fn::GetAtt`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Text that Terraform takes literally: it expands `${…}` and `%{…}`. */
export const literal = (text: string): string => text.replace(/([$%])\{/g, '$1$1{');

/** Values of a template as Terraform writes them: references are expressions, everything else is literal. */
export class References {
  constructor(
    private readonly resources: AwsTemplate['Resources'],
    private readonly place: Pick<Environment, 'account' | 'region'>,
    private readonly addressOf: (type: string) => Address | undefined,
  ) {}

  /** A value, with the functions of CloudFormation replaced. @throws NoForm if one has no form in Terraform */
  public resolve(value: unknown): unknown {
    if (typeof value === 'string') return literal(value);
    if (Array.isArray(value)) return value.map((item) => this.resolve(item)).filter((item) => item !== undefined);
    if (!isRecord(value)) return value;
    const [name = '', ...more] = Object.keys(value);
    if (more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return this.call(name, value[name]);
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, item]) => [literal(key), this.resolve(item)] as const)
        .filter(([, item]) => item !== undefined),
    );
  }

  /** Address of a resource. @throws NoForm if its type has none */
  public address(id: string): string {
    return `${this.knownAddress(id).type}.${id}`;
  }

  private call(name: string, argument: unknown): string | undefined {
    const values: unknown[] = Array.isArray(argument) ? argument : [argument];
    switch (name) {
      case 'Ref':
        return this.ref(String(argument));
      case 'Fn::GetAtt': {
        const [id = '', ...attribute] = values.flatMap((part) => String(part).split('.'));
        return this.attribute(id, attribute.join('.'));
      }
      case 'Fn::Join':
        if (Array.isArray(values[1])) return values[1].map((part) => this.text(part)).join(literal(String(values[0])));
        break;
      case 'Fn::Sub':
        return this.substituted(String(values[0]), record(values[1]));
    }
    throw new NoForm(name);
  }

  private text(value: unknown): string {
    const resolved = this.resolve(value);
    if (typeof resolved === 'string' || typeof resolved === 'number') return String(resolved);
    throw new NoForm(JSON.stringify(value));
  }

  private ref(name: string): string | undefined {
    const { account, region } = this.place;
    switch (name) {
      case 'AWS::AccountId':
        return account;
      case 'AWS::Region':
        return region;
      case 'AWS::Partition':
        return partitionOf(region);
      case 'AWS::URLSuffix':
        return suffixOf(region);
      case 'AWS::NoValue':
        return undefined;
      default:
        return this.attribute(name, 'Ref');
    }
  }

  private attribute(id: string, name: string): string {
    const { type, attributes } = this.knownAddress(id);
    const attribute = attributes[name];
    if (attribute === undefined) throw new NoForm(`${name} of ${id}`);
    return `\${${type}.${id}.${attribute}}`;
  }

  private knownAddress(id: string): Address {
    const resource = this.resources[id];
    const address = resource && this.addressOf(resource.Type);
    if (!address) throw new NoForm(`a reference to ${id}`);
    return address;
  }

  private substituted(text: string, variables: Readonly<Record<string, unknown>>): string {
    return text
      .split(/(\$\{[^!}][^}]*\})/)
      .map((part, index) => {
        if (index % 2 === 0) return literal(part.replaceAll('${!', '${'));
        const name = part.slice(2, -1);
        if (Object.hasOwn(variables, name)) return this.text(variables[name]);
        return this.text(name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name });
      })
      .join('');
  }
}
