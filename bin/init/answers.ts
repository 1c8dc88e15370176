import { DEFAULT_GIGABYTES_PER_DAY, DEFAULT_RETENTION } from '../../charts/defaults';
import type { Problem } from '../../charts/input/problems';
import type { EnvironmentProps, ExistingClusterProps } from '../../lib/environment/props';
import { nameProblems, validateEnvironments } from '../../lib/environment/validate';

/** Kinds of clusters that `eks-loki init` writes. */
export type ClusterKind = 'new' | 'existing' | 'local';

/** Facts that `eks-loki init` must know. */
export interface Answers {
  /** Name of the environment. */
  readonly name: string;

  /** Kind of its cluster. */
  readonly kind: ClusterKind;

  /** AWS account. @default - the cluster is local */
  readonly account?: string;

  /** AWS region. @default - the cluster is local */
  readonly region?: string;

  /** The existing cluster. @default - the cluster is new, or local */
  readonly existing?: ExistingClusterProps;

  /** Administrators of a new cluster. @default - nobody */
  readonly admins?: readonly string[];

  /** Volume of lines, as `50 GB/day`. @default - the cluster is local, and has one size */
  readonly volume?: string;

  /** Retention of lines. */
  readonly retention: string;

  /** Tenants. @default - one, named as the environment */
  readonly tenants?: readonly string[];
}

/** Answers if every default is taken. */
export const DEFAULT_ANSWERS = {
  name: 'dev',
  kind: 'new',
  volume: `${DEFAULT_GIGABYTES_PER_DAY} GB/day`,
  retention: `${DEFAULT_RETENTION.toDays()}d`,
} as const;

/** The environment that answers describe. */
export function environmentOf(answers: Answers): EnvironmentProps {
  const { kind, account, region, existing, admins = [], volume, retention, tenants = [] } = answers;
  const clusters = {
    new: () => ({ create: admins.length > 0 ? { admins } : {} }),
    existing: () => ({ existing: existing as ExistingClusterProps }),
    local: () => ({ local: {} }),
  };
  return {
    ...(kind === 'local' ? {} : { account, region }),
    cluster: clusters[kind](),
    ...(kind === 'local' ? {} : { volume }),
    retention,
    ...(tenants.length > 0 ? { tenants } : {}),
  };
}

/** A field of an environment that an answer fills. */
export interface Field {
  /** Option of the command line. */
  readonly option: string;

  /** Path in the environment; '' is its name. */
  readonly path: string;
}

/** Fields by answer, in the order of the questions. */
export const FIELDS = {
  name: { option: '--name', path: '' },
  account: { option: '--account', path: 'account' },
  region: { option: '--region', path: 'region' },
  existing: { option: '--existing', path: 'cluster.existing.name' },
  oidcIssuer: { option: '--oidc-issuer', path: 'cluster.existing.oidcIssuer' },
  admins: { option: '--admins', path: 'cluster.create.admins' },
  volume: { option: '--volume', path: 'volume' },
  retention: { option: '--retention', path: 'retention' },
  tenants: { option: '--tenants', path: 'tenants' },
} as const satisfies Readonly<Record<string, Field>>;

/**
 * Problems of answers, with paths below the environment; '' is its name. They are those of a file that says the same.
 */
export function answerProblems(answers: Answers): Problem[] {
  const { name } = answers;
  const named = nameProblems(name);
  // The path of an invalid name may be cut.
  const valid = named.length === 0 ? name : DEFAULT_ANSWERS.name;
  const start = `environments.${valid}`;
  const rest = validateEnvironments({ [valid]: environmentOf({ ...answers, name: valid }) });
  return [...named, ...rest.map((problem) => ({ ...problem, path: problem.path.slice(start.length + 1) }))];
}

/** True if a problem is about a field or a part of it. */
export const isAbout = ({ path }: Problem, field: Field): boolean =>
  path === field.path ||
  (field.path !== '' && (path.startsWith(`${field.path}.`) || path.startsWith(`${field.path}[`)));

/** The field that a problem is about. */
export function fieldOf(problem: Problem): Field | undefined {
  return Object.values<Field>(FIELDS).find((field) => isAbout(problem, field));
}

/** Items of a text with commas between them. */
export const itemsOf = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
