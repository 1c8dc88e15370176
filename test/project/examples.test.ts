import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { eksLoki, ROOT } from '../helpers/cli';
import { AWS_EXAMPLE, ENVIRONMENT_EXAMPLES, projectOf } from '../helpers/examples';

jest.setTimeout(60_000);

const README = readFileSync(join(ROOT, 'examples/README.md'), 'utf8');
const NAMES = readdirSync(ENVIRONMENT_EXAMPLES)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace('.ts', ''));

test('the README names each environment, and nothing else', () => {
  const named = [...README.matchAll(/^\| \[([\w-]+)\]\(environments\/\1\.ts\)/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(NAMES);
  expect(NAMES.length).toBeGreaterThan(10);
});

describe.each(NAMES)('%s', (name) => {
  it('is described in one line, as in its file', () => {
    const [, described] = new RegExp(`^\\| \\[${name}\\]\\([^)]+\\) +\\| (.*?) +\\|$`, 'm').exec(README) ?? [];
    const [, comment] =
      /^\/\*\* (.*) \*\/\nexport default/m.exec(readFileSync(join(ENVIRONMENT_EXAMPLES, `${name}.ts`), 'utf8')) ?? [];
    expect(comment).toBeDefined();
    expect(described).toBe(comment);
  });

  it('renders, and has no finding that is not acknowledged', () => {
    const folder = projectOf(name);
    const rendered = eksLoki(['render', '--json'], folder);
    expect(rendered.stderr).toBe('');
    const made = JSON.parse(rendered.stdout) as { objects: number; environment: string }[];
    expect(Math.max(...made.map(({ objects }) => objects))).toBeGreaterThan(50);
    const { status, stdout } = eksLoki(['check', '--json'], folder);
    const reports = JSON.parse(stdout) as { environment: string; findings: { acknowledged?: string }[] }[];
    expect(status).toBe(0);
    expect(reports.map(({ environment }) => environment)).toEqual(made.map(({ environment }) => environment));
    const findings = reports.flatMap((report) => report.findings);
    expect(findings.filter(({ acknowledged }) => acknowledged === undefined)).toEqual([]);
  });
});

test('the resources in AWS beside an example are those that eks-loki aws writes', () => {
  const { name, files } = AWS_EXAMPLE;
  const folder = projectOf(name);
  expect(eksLoki(['aws'], folder)).toMatchObject({ status: 0, stderr: '' });
  for (const [made, file] of Object.entries(files)) {
    // `npm run generate` writes it.
    const text = readFileSync(join(ENVIRONMENT_EXAMPLES, file), 'utf8');
    expect(text).toBe(readFileSync(join(folder, 'aws.out/prod', made), 'utf8'));
  }
});

test('what GitOps must not delete is marked for it', () => {
  const marks = {
    'argo-cd': ['argocd.argoproj.io/sync-options', 'Prune=false,Delete=false'],
    flux: ['kustomize.toolkit.fluxcd.io/prune', 'disabled'],
  } as const;
  for (const [name, [annotation, value]] of Object.entries(marks)) {
    const folder = projectOf(name);
    expect(eksLoki(['render'], folder).status).toBe(0);
    const text = readFileSync(join(folder, 'k8s.out/prod/00-namespaces.k8s.yaml'), 'utf8');
    const objects = parseAllDocuments(text).map(
      (document) => document.toJS() as { kind: string; metadata: { annotations?: Record<string, string> } },
    );
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
    expect(namespaces).toHaveLength(3);
    for (const { metadata } of namespaces) expect(metadata.annotations?.[annotation]).toBe(value);
  }
});

describe('the objects of GitOps', () => {
  const read = (file: string) =>
    parseAllDocuments(readFileSync(join(ROOT, 'examples', file), 'utf8')).map(
      (document) => document.toJS() as { kind: string; metadata: object; spec: Record<string, unknown> },
    );

  test('of Argo CD apply, compare and prune as test/e2e/gitops.e2e.ts does', () => {
    const [application] = read('gitops/argocd.yaml');
    expect(application).toMatchObject({
      metadata: { annotations: { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' } },
      spec: {
        source: { path: 'manifests/prod' },
        syncPolicy: {
          automated: { selfHeal: true, prune: true },
          syncOptions: ['ServerSideApply=true', 'PruneLast=true', 'SkipDryRunOnMissingResource=true'],
        },
      },
    });
    // It would delete everything with the Application.
    expect(application?.metadata).not.toHaveProperty('finalizers');
  });

  test('of Flux wait for operators, and for pods as long as the slowest rollout takes', () => {
    const [source, kustomization] = read('environments/flux.yaml');
    expect(source?.kind).toBe('GitRepository');
    expect(kustomization?.spec).toMatchObject({ prune: true, wait: true, path: './manifests/prod', timeout: '30m' });
    expect(kustomization?.spec.dependsOn).toEqual([{ name: 'external-secrets' }]);
  });
});
