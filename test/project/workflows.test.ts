import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { bin, devDependencies, engines, scripts } from '../../package.json';
import { ROOT } from '../helpers/cli';

/** A step of a job. */
interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** A job of a workflow: steps of its own, or a call of another workflow. */
interface Job {
  readonly needs?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string | { readonly name: string };
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly steps?: readonly Step[];
  readonly 'timeout-minutes'?: number;
}

/** A workflow of GitHub Actions. */
interface Workflow {
  readonly on: Readonly<Record<string, { readonly inputs?: Readonly<Record<string, { required?: boolean }>> } | null>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const EXAMPLE = 'examples/deploy-workflow';
const FOLDERS = ['.github/workflows', `${EXAMPLE}/.github/workflows`];

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const FILES = FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder)).map((file) => join(folder, file)));
const workflow = (file: string): Workflow => parse(read(file)) as Workflow;
const jobsOf = (file: string): [string, Job][] => Object.entries(workflow(file).jobs);

/** Permissions that a job has beyond reading the repository, by workflow and job; each is used by the job. */
const MORE_THAN_READING: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'release.yml publish': { 'id-token': 'write' },
  'release.yml release': { contents: 'write' },
  'pages.yml deploy': { pages: 'write', 'id-token': 'write' },
  'deploy.yml diff': { 'id-token': 'write', 'pull-requests': 'write' },
  'deploy.yml dev': { 'id-token': 'write' },
  'deploy.yml prod': { 'id-token': 'write' },
  'deploy-environment.yml deploy': { 'id-token': 'write' },
};

test('are those that this test knows', () => {
  expect(FILES.map((file) => file.replace(/^.*\//, '')).sort()).toEqual(
    ['ci.yml', 'deploy-environment.yml', 'deploy.yml', 'pages.yml', 'release.yml'].sort(),
  );
});

describe.each(FILES)('%s', (file) => {
  const name = file.replace(/^.*\//, '');

  it('may only read, except in the jobs that do more', () => {
    expect(workflow(file).permissions).toEqual({ contents: 'read' });
    for (const [job, { permissions }] of jobsOf(file)) {
      const more = Object.entries(permissions ?? {}).filter(
        ([scope, access]) => `${scope} ${access}` !== 'contents read',
      );
      expect([job, Object.fromEntries(more)]).toEqual([job, MORE_THAN_READING[`${name} ${job}`] ?? {}]);
    }
  });

  it('uses no stored secret', () => {
    expect(read(file)).not.toMatch(/secrets\.|NODE_AUTH_TOKEN|NPM_TOKEN|aws-secret-access-key|access-key-id/i);
  });

  it('pins each action to a commit, with the version beside it', () => {
    const lines = read(file)
      .split('\n')
      .filter((line) => /uses: (?!\.\/)/.test(line));
    expect(lines.filter((line) => !/uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('calls what exists', () => {
    const runs = jobsOf(file).flatMap(([, { steps }]) => (steps ?? []).flatMap(({ run }) => run ?? []));
    const text = runs.join('\n');
    for (const [, script] of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g))
      expect(scripts).toHaveProperty([script as string]);
    const programs = { ...bin, cdk: devDependencies['aws-cdk'] };
    for (const [, program] of text.matchAll(/npx ([\w-]+)/g)) expect(programs).toHaveProperty([program as string]);
    for (const [, script] of text.matchAll(/bash (\S+)/g)) expect(existsSync(join(ROOT, script as string))).toBe(true);
    for (const [, command] of text.matchAll(/npx eks-loki ([\w-]+)/g)) {
      expect(existsSync(join(ROOT, `bin/commands/${command}.ts`))).toBe(true);
    }
  });

  it('puts no expression into a script, where a branch name could be a command', () => {
    const runs = jobsOf(file).flatMap(([, { steps }]) => (steps ?? []).map(({ run }) => run ?? ''));
    expect(runs.filter((run) => run.includes('${{'))).toEqual([]);
  });

  it('ends: each job has a limit and needs only jobs that exist', () => {
    for (const [, job] of jobsOf(file)) {
      if (!job.uses) expect(job['timeout-minutes']).toBeGreaterThan(0);
      if (job.needs) expect(workflow(file).jobs).toHaveProperty([job.needs]);
    }
  });

  it('leaves no token in the folder that programs run in', () => {
    const checkouts = jobsOf(file).flatMap(([, { steps }]) =>
      (steps ?? []).filter(({ uses }) => uses?.startsWith('actions/checkout@')),
    );
    for (const step of checkouts) expect(step.with).toMatchObject({ 'persist-credentials': false });
  });
});

test('an action has one version in all of them', () => {
  const pinned = FILES.flatMap((file) => [...read(file).matchAll(/uses: ([\w-]+\/[\w-]+)@(\S+)/g)]);
  const versions = new Map(pinned.map(([, action, commit]) => [action, commit]));
  expect(pinned.filter(([, action, commit]) => versions.get(action) !== commit)).toEqual([]);
});

test('CI runs on each major version of Node from the oldest supported one', () => {
  const oldest = Number(/\d+/.exec(engines.node)?.[0]);
  const versions = workflow('.github/workflows/ci.yml').jobs.ci?.strategy?.matrix.node?.map(Number) ?? [];
  expect(versions[0]).toBe(oldest);
  expect(versions).toEqual(versions.map((_, index) => oldest + 2 * index));
});

describe('the deploy workflow', () => {
  const deploy = workflow(`${EXAMPLE}/.github/workflows/deploy.yml`);
  const called = workflow(`${EXAMPLE}/.github/workflows/deploy-environment.yml`);
  const roles = read(`${EXAMPLE}/roles.yaml`);

  it('deploys dev on main only, and prod after it', () => {
    expect(deploy.jobs.dev).toMatchObject({ needs: 'check', if: "github.event_name == 'push'" });
    expect(deploy.jobs.prod?.needs).toBe('dev');
    expect(deploy.on.push).toEqual({ branches: ['main'] });
  });

  it('gives the called workflow what it requires, and its environment asks for the approval', () => {
    const required = Object.keys(called.on.workflow_call?.inputs ?? {});
    for (const job of ['dev', 'prod']) expect(Object.keys(deploy.jobs[job]?.with ?? {})).toEqual(required);
    expect(called.jobs.deploy?.environment).toBe('${{ inputs.environment }}');
  });

  it('assumes the roles that the template creates, each for what it trusts', () => {
    const names = [...roles.matchAll(/RoleName: !Sub (\S+)/g)].map(([, name]) => name as string);
    const used = [
      ...read(`${EXAMPLE}/.github/workflows/deploy.yml`).matchAll(/role: arn:aws:iam::\d{12}:role\/(\S+)/g),
    ];
    const created = ['dev', 'prod'].flatMap((name) => names.map((role) => role.replace('${Environment}', name)));
    expect(used.map(([, role]) => role).sort()).toEqual(created.sort());
    expect(roles).toContain('sub: !Sub repo:${Repository}:pull_request');
    expect(roles).toContain('sub: !Sub repo:${Repository}:environment:${Environment}');
    expect(roles).not.toMatch(/Action: '?\*|Resource: '?\*/);
  });

  it('compares on pull requests of the repository itself', () => {
    expect(deploy.jobs.diff?.if).toContain('head.repo.full_name == github.repository');
  });
});

describe('what GitHub reads beside workflows', () => {
  it('leaves the pinned CDK CLI alone when it updates dependencies', () => {
    const { updates } = parse(read('.github/dependabot.yml')) as {
      updates: {
        'package-ecosystem': string;
        directory?: string;
        directories?: string[];
        ignore?: { 'dependency-name': string }[];
      }[];
    };
    expect(devDependencies['aws-cdk']).toMatch(/^\d/);
    const npm = updates.find((update) => update['package-ecosystem'] === 'npm');
    expect(npm?.ignore).toEqual([{ 'dependency-name': 'aws-cdk' }]);
    const actions = updates.find((update) => update['package-ecosystem'] === 'github-actions');
    for (const folder of actions?.directories ?? []) expect(existsSync(join(ROOT, folder))).toBe(true);
    expect(actions?.directories).toContain(`/${EXAMPLE}/.github/workflows`);
  });

  it.each(['bug.yml', 'feature.yml'])('%s is a form with a name and fields of their own ids', (file) => {
    const { name, description, body } = parse(read(`.github/ISSUE_TEMPLATE/${file}`)) as {
      name: string;
      description: string;
      body: { type: string; id: string; attributes: { label: string } }[];
    };
    expect([name, description].every(Boolean)).toBe(true);
    expect(new Set(body.map(({ id }) => id)).size).toBe(body.length);
    for (const field of body) {
      expect(['textarea', 'input', 'dropdown', 'checkboxes']).toContain(field.type);
      expect(field.attributes.label).not.toBe('');
    }
  });

  it('CODEOWNERS names paths that exist', () => {
    const paths = read('.github/CODEOWNERS')
      .split('\n')
      .filter((line) => line.startsWith('/'));
    for (const line of paths) expect(existsSync(join(ROOT, line.split(' ')[0] as string))).toBe(true);
  });
});
