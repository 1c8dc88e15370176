import { CATALOGUE, ENVIRONMENT_RULES, MANIFESTS_RULES } from '../../../lib/checks/catalogue';
import { Manifests } from '../../../lib/manifests/manifests';
import type { Template } from '../../../lib/checks/read/templates/template';
import type { TemplatesSubject, Finding } from '../../../lib/checks/rule';
import environments from '../../../bin/environments';
import {
  type Environment,
  environmentCharts,
  type EnvironmentProps,
  resolveEnvironment,
} from '../../../lib/environment/environment';
import type { DeployedRecord } from '../../../lib/planner/deployed/record';
import type * as stages from '../../helpers/environments';
import { remembered } from '../../helpers/remembered';
import type { Manifest } from '../../../lib/manifests/manifest';

/** Any value, loosely typed for tests that break it. */
export type Loose = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** An environment with its objects and templates, for tests that break them. */
export class Parts {
  /** The environment: change its fields. */
  public readonly environment: Environment & Loose;

  /** Its objects: tests change, add and remove some. */
  public readonly objects: Loose[];

  /** Objects that an earlier run wrote to the same folder. */
  public previous?: Loose[];

  /** Record of what was deployed. */
  public deployed?: DeployedRecord;

  private made?: Record<string, Loose>;

  constructor(private readonly name: 'dev' | 'prod' | 'training-on-eks') {
    const environment = environmentOf(name);
    this.environment = { ...structuredCloneOf(environment), identity: environment.identity };
    this.objects = rendered(name);
  }

  /** One object. */
  public object(kind: string, name: string): Loose {
    const found = this.objects.find((object) => object['kind'] === kind && object['metadata'].name === name);
    if (!found) throw new Error(`no ${kind} ${name}`);
    return found;
  }

  /** The pod of a workload. */
  public pod(kind: string, name: string): Loose {
    return this.object(kind, name)['spec'].template.spec;
  }

  /** Changes a text in a ConfigMap, and fails if the text is not in it. */
  public replace(configMap: string, key: string, from: string | RegExp, to: string): void {
    const { data } = this.object('ConfigMap', configMap);
    const after = (data[key] as string).replace(from, to);
    if (after === data[key]) throw new Error(`${configMap} ${key} has no ${String(from)}`);
    data[key] = after;
  }

  /** The templates by stack, as CloudFormation JSON. Synthesis takes a second, so it runs only on demand. */
  public get templates(): Record<string, Loose> {
    this.made ??= synthesized(this.name);
    return this.made;
  }

  /** The one resource of a type whose properties meet a condition. */
  public resource(type: string, where: (properties: Loose) => boolean = () => true): Loose {
    const found = Object.values(this.templates)
      .flatMap((template) => Object.values(template['Resources'] as Record<string, Loose>))
      .filter((resource) => resource['Type'] === type && where(resource['Properties'] ?? {}));
    if (found.length !== 1) throw new Error(`there are ${found.length} ${type}`);
    return found[0] as Loose;
  }

  /** Subject of the rules. */
  public get subject(): TemplatesSubject {
    return {
      environment: this.environment,
      manifests: new Manifests(this.objects as Manifest[]),
      deployed: this.deployed,
      previous: this.previous && new Manifests(this.previous as Manifest[]),
      templates: this.made ? toTemplates(this.made) : [],
    };
  }

  /** Findings of all rules, as `<id> <path>: <found>; <fix>`. Rules on templates run where templates were asked for. */
  public get findings(): string[] {
    const rules = this.made ? CATALOGUE : [...MANIFESTS_RULES, ...ENVIRONMENT_RULES];
    const { subject } = this;
    return rules.flatMap((rule) =>
      rule.check(subject).map(({ path, found, fix }: Finding) => `${rule.id} ${path}: ${found}; ${fix}`),
    );
  }
}

/** One way to break a rule. */
export interface Case {
  /** Id of the rule that is broken, and of no other. */
  readonly rule: string;

  /** Environment to begin with. @default prod */
  readonly of?: 'dev' | 'prod' | 'training-on-eks';

  /** Breaks it. */
  readonly breaks: (parts: Parts) => unknown;

  /** Findings, word by word: `<path>: <found>; <fix>`. */
  readonly finds: readonly string[];

  /** Rules that it breaks with this one, because they hold wherever this one does. @default - none */
  readonly also?: readonly string[];
}

/** Every rule has a case that breaks it and nothing else; the repository's environments keep it. */
export function describeRules(rules: readonly { readonly id: string }[], cases: readonly Case[]): void {
  test('every rule has a case, and every case a rule', () => {
    expect([...new Set(cases.map(({ rule }) => rule))].sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  test.each(cases.map((one): [string, Case] => [one.rule, one]))('%s finds what breaks it', (id, one) => {
    const parts = new Parts(one.of ?? 'prod');
    const before = findingsOfUnbroken(one.of ?? 'prod');
    one.breaks(parts);
    const found = parts.findings.filter((finding) => !before.has(finding));
    const others = found.filter((finding) => one.also?.includes(finding.split(' ')[0] as string));
    expect(found.filter((finding) => !others.includes(finding))).toEqual(one.finds.map((line) => `${id} ${line}`));
  });
}

function findingsOfUnbroken(name: 'dev' | 'prod' | 'training-on-eks'): ReadonlySet<string> {
  return new Set(remembered(`findings of ${name}`, () => new Parts(name).findings));
}

function environmentOf(name: keyof typeof environments): Environment {
  return resolveEnvironment(name, environments[name] as EnvironmentProps);
}

function rendered(name: keyof typeof environments): Loose[] {
  return remembered(`objects of ${name}`, () =>
    environmentCharts(environmentOf(name))
      .manifests()
      .flatMap((file) => file.objects as Loose[]),
  );
}

function synthesized(name: string): Record<string, Loose> {
  // Loading the constructs takes longer than most tests that use this file.
  return jest.requireActual<typeof stages>('../../helpers/environments').templatesOfOurs(name);
}

function toTemplates(templates: Record<string, Loose>): Template[] {
  return Object.entries(templates).map(([stack, template]) => ({
    stack,
    resources: template['Resources'] as Template['resources'],
    bytes: Buffer.byteLength(JSON.stringify(template, null, 1)),
  }));
}

/** A deep copy, except of instances of classes, such as durations. */
function structuredCloneOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(structuredCloneOf) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, structuredCloneOf(item)])) as T;
}
