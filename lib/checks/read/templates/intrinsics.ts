import type { Environment } from '../../../environment/environment';
import { partitionOf } from '../../../environment/aws/partition';
import type { Template, TemplateResource } from './template';
import { isRecord, record } from '../../../manifests/shape';

/**
 * Values of CloudFormation's functions that are known before the deployment.
 *
 * A value of a resource that only the deployment knows is written `<Stack/LogicalId.Attribute>`: equal if it is
 * of the same resource, whichever stack uses it. An unknown value is written `${…}`.
 */
export class Intrinsics {
  constructor(
    private readonly templates: readonly Template[],
    private readonly place: Pick<Environment, 'account' | 'region'>,
  ) {}

  /** A value in a stack, with every function in it replaced by text. */
  public resolve(value: unknown, stack: string): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item, stack));
    if (!isRecord(value)) return value;
    const [name = '', ...more] = Object.keys(value);
    if (more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return this.call(name, value[name], stack);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item, stack)]));
  }

  private call(name: string, argument: unknown, stack: string): string | undefined {
    const values = Array.isArray(argument) ? (argument as unknown[]) : [argument];
    switch (name) {
      case 'Ref':
        return this.ref(String(argument), stack);
      case 'Fn::GetAtt':
        return this.attribute(
          values.flatMap((part) => String(part).split('.')),
          stack,
        );
      case 'Fn::ImportValue':
        return this.imported(this.text(argument, stack));
      case 'Fn::Join':
        return Array.isArray(values[1])
          ? values[1].map((part) => this.text(part, stack)).join(String(values[0]))
          : unknown(argument);
      case 'Fn::Sub':
        return this.substituted(String(values[0]), record(values[1]), stack);
      case 'Fn::Select': {
        const [separator, text] = (record(values[1])['Fn::Split'] ?? []) as unknown[];
        if (typeof separator !== 'string') return unknown(argument);
        return partOf(this.text(text, stack), separator, Number(values[0]));
      }
      default:
        return unknown({ [name]: argument });
    }
  }

  private text(value: unknown, stack: string): string {
    const resolved = this.resolve(value, stack);
    return isRecord(resolved) || Array.isArray(resolved) ? unknown(resolved) : String(resolved);
  }

  private ref(name: string, stack: string): string | undefined {
    const { account, region } = this.place;
    const pseudo: Record<string, string | undefined> = {
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::Partition': partitionOf(region),
      'AWS::NoValue': undefined,
    };
    return name in pseudo ? pseudo[name] : this.attribute([name, 'Ref'], stack);
  }

  private attribute([id = '', ...names]: readonly string[], stack: string): string {
    const resource = this.templates.find((template) => template.stack === stack)?.resources[id];
    const attribute = names.join('.');
    if (!resource) return unknown(`${stack}/${id}.${attribute}`);
    return this.known(resource, attribute, stack) ?? `<${stack}/${id}.${attribute}>`;
  }

  /** Value of an attribute that follows from the properties of its resource. */
  private known({ Type, Properties = {} }: TemplateResource, attribute: string, stack: string): string | undefined {
    const property = (name: string): string | undefined => {
      const text = Properties[name] === undefined ? undefined : this.text(Properties[name], stack);
      return text !== undefined && isLiteral(text) ? text : undefined;
    };
    const { account, region } = this.place;
    const arn = (rest: string | undefined) => rest && `arn:${partitionOf(region)}:${rest}`;
    switch (`${Type} ${attribute}`) {
      case 'AWS::S3::Bucket Ref':
        return property('BucketName');
      case 'AWS::S3::Bucket Arn':
        return arn(property('BucketName') && `s3:::${property('BucketName')}`);
      case 'AWS::IAM::Role Ref':
        return property('RoleName');
      case 'AWS::IAM::Role Arn':
        return arn(property('RoleName') && `iam::${account}:role${property('Path') ?? '/'}${property('RoleName')}`);
      case 'AWS::IAM::OIDCProvider Ref':
      case 'AWS::IAM::OIDCProvider Arn':
        return arn(`iam::${account}:oidc-provider/${issuerOf(this.text(Properties['Url'], stack))}`);
      default:
        return undefined;
    }
  }

  /** CDK calls the export of another stack by the logical id, the attribute and a checksum. */
  private imported(name: string): string {
    const [, exporter = '', how, rest = ''] = /^(.*):ExportsOutput(Ref|FnGetAtt)(\w+)[0-9A-F]{8}$/.exec(name) ?? [];
    const [found] = this.templates
      .filter(({ stack }) => exporter === stack || exporter.endsWith(`-${stack}`))
      .flatMap(({ stack, resources }) => Object.keys(resources).map((id) => ({ stack, id })))
      .filter(({ id }) => rest.startsWith(id))
      .sort((a, b) => b.id.length - a.id.length);
    if (!found) return unknown(name);
    return this.attribute([found.id, how === 'Ref' ? 'Ref' : rest.slice(found.id.length)], found.stack);
  }

  private substituted(text: string, variables: Readonly<Record<string, unknown>>, stack: string): string {
    return text.replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
      if (name in variables) return this.text(variables[name], stack);
      return String(name.includes('.') ? this.attribute(name.split('.'), stack) : this.ref(name, stack));
    });
  }
}

/** True if the deployment will use a text literally. */
export function isLiteral(text: string): boolean {
  return isKnown(text) && !text.includes('<');
}

/** True if a text can be compared with another: it is literal, or of a resource of these templates. */
export function isKnown(text: string): boolean {
  return !text.includes('${');
}

/** URL of an issuer without `https://`, with which condition keys begin. */
export function issuerOf(url: string): string {
  return partOf(url, '//', 1);
}

function partOf(text: string, separator: string, index: number): string {
  if (isLiteral(text)) return text.split(separator)[index] ?? unknown(text);
  const inner = text.replace(/[<>{}$]/g, '');
  return isKnown(text) ? `<${inner} from ${separator}>` : `\${${inner} from ${separator}}`;
}

/** Without quotes: it may stand in the text of a JSON document. */
function unknown(value: unknown): string {
  return `\${${String(JSON.stringify(value)).replace(/["\\{}$]/g, '')}}`;
}
