import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

/** Kubernetes object that an example generated. */
export interface MadeObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly data?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** Resource of a template that an example generated. */
export interface MadeResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

/** Kubernetes objects, with lookup by kind and name. */
export class MadeObjects {
  constructor(
    /** The objects. */
    public readonly all: readonly MadeObject[],
  ) {}

  /** Objects in the files of a folder. */
  public static ofFolder(folder: string): MadeObjects {
    const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
    const documents = files.flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')));
    return new MadeObjects(documents.map((document) => document.toJS() as MadeObject));
  }

  /**
   * The object of a kind and name, in a namespace if one is given.
   *
   * @throws Error if there is none, with the names that exist
   */
  public one(kind: string, name: string, namespace?: string): MadeObject {
    const found = this.all.find(
      ({ kind: ofKind, metadata }) =>
        ofKind === kind && metadata.name === name && (namespace ?? metadata.namespace) === metadata.namespace,
    );
    if (!found) throw new Error(`no ${kind} ${name}; there are ${this.names(kind).join(', ')}`);
    return found;
  }

  /** The names of the objects of a kind. */
  public names(kind: string): string[] {
    return this.all.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
  }

  /** Loki's configuration, as its pods read it. */
  public get lokiConfig(): Record<string, Record<string, unknown>> {
    return parse(this.one('ConfigMap', 'loki', 'loki').data?.['config.yaml'] ?? '') as Record<
      string,
      Record<string, unknown>
    >;
  }

  /** Alloy's configuration. */
  public get alloyConfig(): string {
    return this.one('ConfigMap', 'alloy').data?.['config.alloy'] ?? '';
  }
}

/** CloudFormation template that an example generated. */
export class MadeTemplate {
  /** Resources by logical id. */
  public readonly resources: Readonly<Record<string, MadeResource>>;

  constructor(folder: string, stack: string) {
    const text = readFileSync(join(folder, 'cdk.out', `${stack}.template.json`), 'utf8');
    this.resources = (JSON.parse(text) as { Resources: Record<string, MadeResource> }).Resources;
  }

  /** The resources of a type. */
  public ofType(type: string): MadeResource[] {
    return Object.values(this.resources).filter(({ Type }) => Type === type);
  }

  /** Kubernetes objects that it delivers to the cluster. */
  public get objects(): MadeObjects {
    const manifests = this.ofType('Custom::AWSCDK-EKS-KubernetesResource').map(({ Properties }) => Properties.Manifest);
    return new MadeObjects(
      manifests.filter((text) => typeof text === 'string').flatMap((text) => JSON.parse(text) as MadeObject[]),
    );
  }

  /** Loki's role, found by the service account that it trusts. */
  public get lokiRole(): MadeResource {
    const trusted = 'system:serviceaccount:loki:loki';
    // Up to the closing quote: other service accounts begin with the same name.
    const [role] = this.ofType('AWS::IAM::Role').filter(({ Properties }) =>
      new RegExp(`${trusted}\\\\*"`).test(JSON.stringify(Properties.AssumeRolePolicyDocument)),
    );
    if (!role) throw new Error(`no role trusts ${trusted}`);
    return role;
  }
}
