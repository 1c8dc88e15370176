import { noEffect } from '../../charts/input/no-effect';
import { type Problem, show } from '../../charts/input/problems';
import type { ExistingClusterProps } from '../../lib/environment/props';
import { problemBlock, UsageError } from '../terminal/problems';
import { working } from '../terminal/terminal';
import {
  answerProblems,
  type Answers,
  type ClusterKind,
  DEFAULT_ANSWERS,
  type Field,
  fieldOf,
  FIELDS,
  isAbout,
  itemsOf,
} from './answers';
import type { Aws } from './aws';
import type { Prompt } from './prompt';

type FieldName = keyof typeof FIELDS;

/** Answers that the command line gives, as texts. */
export type GivenAnswers = Readonly<Partial<Record<FieldName, string>>> & {
  /** If true, the cluster is local. @default - it is on EKS */
  readonly local?: boolean;
};

/** Sources of the answers. */
export interface Sources {
  /** AWS. */
  readonly aws: Aws;

  /** Prompt that asks the user. @default - the user is not asked: options and defaults answer */
  readonly prompt?: Prompt;

  /** Kinds of clusters to choose from. */
  readonly kinds: readonly ClusterKind[];
}

/** Names of the kinds of clusters in a question. */
const KINDS: Readonly<Record<ClusterKind, string>> = {
  new: 'a new EKS cluster',
  existing: 'an EKS cluster that exists',
  local: 'a cluster on this machine (kind, k3d or minikube), without AWS',
};

/** Parsers of answers from the command line or a terminal. */
const SETTERS: Readonly<Record<keyof typeof FIELDS, (answers: Answers, text: string) => Answers>> = {
  name: (answers, name) => ({ ...answers, name }),
  account: (answers, account) => ({ ...answers, account }),
  region: (answers, region) => ({ ...answers, region }),
  existing: (answers, name) => ({ ...answers, existing: { ...answers.existing, name } as ExistingClusterProps }),
  oidcIssuer: (answers, oidcIssuer) => ({
    ...answers,
    existing: { ...answers.existing, oidcIssuer } as ExistingClusterProps,
  }),
  admins: (answers, text) => ({ ...answers, admins: text === 'none' ? [] : itemsOf(text) }),
  volume: (answers, volume) => ({ ...answers, volume }),
  retention: (answers, retention) => ({ ...answers, retention }),
  tenants: (answers, text) => ({ ...answers, tenants: itemsOf(text) }),
};

/**
 * Answers of the command line; for what it leaves out, those of AWS, of the user, and the defaults.
 *
 * @throws UsageError if an option is invalid or contradicts another, or an answer is missing, with all problems
 */
export async function collectAnswers(given: GivenAnswers, { aws, prompt, kinds }: Sources): Promise<Answers> {
  refuseContradictions(given, kinds);
  let answers: Answers = { ...DEFAULT_ANSWERS, kind: given.local ? 'local' : given.existing ? 'existing' : 'new' };
  const names = Object.keys(FIELDS) as FieldName[];
  for (const name of names) {
    const text = given[name];
    if (text !== undefined) answers = SETTERS[name](answers, text);
  }
  refuse(
    answerProblems(answers).filter((problem) => names.some((name) => given[name] && isAbout(problem, FIELDS[name]))),
  );

  const settle = async (name: FieldName, question: string, fallback?: string): Promise<void> => {
    if (given[name] !== undefined) return;
    if (prompt) answers = await asked(prompt, answers, name, question, fallback);
    else if (fallback !== undefined) answers = SETTERS[name](answers, fallback);
  };
  await settle('name', 'Name of the environment', DEFAULT_ANSWERS.name);
  if (prompt && !given.local && !given.existing) answers = { ...answers, kind: await askedKind(prompt, kinds) };
  const { kind } = answers;
  if (kind !== 'local') {
    const isComplete = given.account && given.region && (kind === 'existing' || given.admins !== undefined);
    const caller = isComplete ? {} : await working('asking AWS', () => aws.caller());
    await settle('account', 'AWS account', caller.account);
    await settle('region', 'AWS region', caller.region);
    if (kind === 'existing') {
      await settleExisting();
    } else {
      const arn = caller.account === answers.account ? caller.arn : undefined;
      const isAsked = given.admins === undefined && arn !== undefined;
      const own = isAsked ? await working('asking AWS', () => aws.principal(arn)) : undefined;
      await settle('admins', 'ARNs of roles that may use kubectl, with commas, or none', own ?? 'none');
    }
    await settle('volume', 'Lines a day over all tenants', DEFAULT_ANSWERS.volume);
  }
  await settle('retention', 'How long lines are kept', DEFAULT_ANSWERS.retention);
  await settle('tenants', 'Tenants, with commas; empty for one', '');
  const absent = missing(answers);
  refuse([...absent, ...answerProblems(answers).filter(({ path }) => absent.every((one) => one.path !== path))]);
  return answers;

  async function settleExisting(): Promise<void> {
    const { region = '' } = answers;
    if (prompt && given.existing === undefined) {
      const known = await working('asking AWS', () => aws.clusters(region));
      for (const [index, name] of known.entries()) prompt.say(`  ${index + 1} ${name}`);
      answers = await asked(prompt, answers, 'existing', 'Name of the cluster', known[0], (text) =>
        known.includes(text) ? text : (known[Number(text) - 1] ?? text),
      );
    }
    const { name = '' } = answers.existing ?? {};
    // Who writes the issuer has looked the cluster up already.
    const found =
      given.oidcIssuer || !region ? undefined : await working('asking AWS', () => aws.cluster(name, region));
    if (found) answers = { ...answers, existing: found };
    else await settle('oidcIssuer', `OIDC issuer of ${name} (aws eks describe-cluster)`);
  }
}

/** Asks until the answer is valid. */
async function asked(
  prompt: Prompt,
  answers: Answers,
  name: FieldName,
  question: string,
  fallback?: string,
  meant: (text: string) => string = (text) => text,
): Promise<Answers> {
  for (;;) {
    const typed = await prompt.ask(`${question}${fallback ? ` [${fallback}]` : ''}:`);
    const text = typed === '' ? fallback : meant(typed);
    const next = SETTERS[name](answers, text ?? '');
    const problems = answerProblems(next).filter((problem) => isAbout(problem, FIELDS[name]));
    if (problems.length === 0 && (text !== undefined || FIELDS[name].path === '')) return next;
    const empty = { path: FIELDS[name].path, found: 'is empty', fix: 'write an answer' };
    for (const problem of problems.length > 0 ? problems : [empty]) {
      prompt.say(problemBlock('error', { ...problem, path: problem.path || 'name' }, process.stderr));
    }
  }
}

async function askedKind(prompt: Prompt, kinds: readonly ClusterKind[]): Promise<ClusterKind> {
  prompt.say('Cluster:');
  for (const [index, kind] of kinds.entries()) prompt.say(`  ${index + 1} ${KINDS[kind]}`);
  for (;;) {
    const text = (await prompt.ask('Number [1]:')) || '1';
    const kind = /^\d$/.test(text) ? kinds[Number(text) - 1] : undefined;
    if (kind) return kind;
    const problem = {
      path: 'cluster',
      found: `${show(text)} is not one of the numbers`,
      fix: `write 1 to ${kinds.length}`,
    };
    prompt.say(problemBlock('error', problem, process.stderr));
  }
}

/** Answers without which there is no environment in AWS. */
function missing({ kind, account, region, existing }: Answers): Problem[] {
  if (kind === 'local') return [];
  return [
    ...(account === undefined
      ? [
          {
            path: 'account',
            found: 'missing, and there are no AWS credentials to take it from',
            fix: 'write --account 111122223333, or sign in (aws sso login, AWS_PROFILE)',
          },
        ]
      : []),
    ...(region === undefined
      ? [
          {
            path: 'region',
            found: 'missing, and the AWS configuration has none',
            fix: 'write --region us-east-1, or set AWS_REGION',
          },
        ]
      : []),
    ...(existing && !existing.oidcIssuer
      ? [
          {
            path: FIELDS.oidcIssuer.path,
            found: 'missing, and EKS could not be asked',
            fix: `write what this prints: aws eks describe-cluster --name ${existing.name} --region ${region ?? 'REGION'} --query cluster.identity.oidc.issuer`,
          },
        ]
      : []),
  ];
}

/** Refuses options of different kinds of clusters. */
function refuseContradictions(given: GivenAnswers, kinds: readonly ClusterKind[]): void {
  const { local, existing, oidcIssuer, admins, account, region, volume } = given;
  const useless = (option: Field['option'], value: string | undefined, why: string): Problem[] =>
    value === undefined ? [] : [noEffect(option, value, why)];
  const ofAws = { account, region, existing, admins, volume };
  const problems = [
    ...(local && !kinds.includes('local')
      ? [{ path: '--local', found: 'a CDK app deploys to AWS', fix: 'leave it out, or name an empty folder' }]
      : []),
    ...(local
      ? Object.entries(ofAws).flatMap(([name, value]) =>
          useless(FIELDS[name as keyof typeof ofAws].option, value, 'a local cluster is not in AWS and has one size'),
        )
      : []),
    ...(existing === undefined ? useless('--oidc-issuer', oidcIssuer, 'only --existing names a cluster with one') : []),
    ...(existing !== undefined && !local ? useless('--admins', admins, 'the cluster exists and has its own') : []),
  ];
  if (problems.length > 0) throw new UsageError(problems);
}

/** Refuses invalid answers, each named by its option. */
function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw new UsageError(problems.map((problem) => ({ ...problem, path: fieldOf(problem)?.option ?? problem.path })));
}
