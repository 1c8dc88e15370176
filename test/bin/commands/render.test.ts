import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import environments from '../../../bin/environments';
import { eksLoki, eksLokiProcess, environmentsFile, ROOT, withoutAws, workFolder } from '../../helpers/cli';

const FILE = join(ROOT, 'bin/environments.ts');
const DEV = `dev: { account: '111122223333', region: 'us-east-1', cluster: { create: {} } }`;

/** Administrators of a new cluster; without them there is a warning. */
const admins = (name: string) => environments[name]?.cluster.create?.admins;

test('writes the manifests of the named environments, and prints the next commands', () => {
  const folder = workFolder();
  const { status, stdout, stderr } = eksLoki(['render', 'prod', '--environments', FILE, '--out', 'out'], folder);
  expect(stderr.match(/^\w+ environments\S+/gm) ?? []).toEqual(
    admins('prod') ? [] : ['warning environments.prod.cluster.create.admins:'],
  );
  expect(status).toBe(0);
  expect(readdirSync(join(folder, 'out'))).toEqual(['.eks-loki', 'prod']);
  expect(readdirSync(join(folder, 'out/prod'))).toEqual([
    '00-namespaces.k8s.yaml',
    '05-storage-class.k8s.yaml',
    '10-loki.k8s.yaml',
    '20-alloy.k8s.yaml',
    '30-grafana.k8s.yaml',
  ]);
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    'ENVIRONMENT  OBJECTS  MANIFESTS',
    expect.stringMatching(/^prod {9}\d+ +out\/prod$/),
    '',
  ]);
  expect(stdout).toContain('kubectl apply --server-side -f out/prod\n');
});

test('never loads aws-cdk-lib', () => {
  const folder = workFolder();
  const probe = join(folder, 'probe.cjs');
  const loaded = join(folder, 'loaded.json');
  writeFileSync(
    probe,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(loaded)}, JSON.stringify(Object.keys(require.cache))))`,
  );
  const env = withoutAws({ NODE_OPTIONS: `--require ${probe}` });
  expect(eksLokiProcess(['render', '--environments', FILE], folder, env).status).toBe(0);
  const modules = JSON.parse(readFileSync(loaded, 'utf8')) as string[];
  expect(modules.some((module) => module.includes('/cdk8s-plus-28/'))).toBe(true);
  expect(modules.filter((module) => /\/(aws-cdk-lib|@aws-sdk|@smithy)\//.test(module))).toEqual([]);
});

test('removes manifests of an earlier version and no other file, and prints JSON', () => {
  const folder = workFolder(environmentsFile(`{ ${DEV} }`));
  mkdirSync(join(folder, 'k8s.out/dev'), { recursive: true });
  for (const name of ['99-old.k8s.yaml', 'kustomization.yaml']) writeFileSync(join(folder, 'k8s.out/dev', name), '');
  writeFileSync(join(folder, 'k8s.out/.eks-loki'), 'dev/99-old.k8s.yaml\n');
  const { stdout } = eksLoki(['render', '--environments', 'environments.ts', '--json'], folder);
  const [written] = JSON.parse(stdout) as { environment: string; folder: string; files: string[] }[];
  expect(written).toMatchObject({ environment: 'dev', folder: 'k8s.out/dev' });
  expect(readdirSync(join(folder, 'k8s.out/dev'))).toEqual([...(written?.files ?? []), 'kustomization.yaml']);
});

test('passes the objects to the user’s customize function', () => {
  const change = `{ ...{ ${DEV} }.dev, customize: (charts) =>
    charts.object('StatefulSet', 'loki-ingester').addJsonPatch(JsonPatch.replace('/spec/replicas', 7)) }`;
  const folder = workFolder(
    `import { JsonPatch } from '${join(ROOT, 'node_modules/cdk8s')}';\n${environmentsFile(`{ dev: ${change} }`)}`,
  );
  expect(eksLoki(['render', '--environments', 'environments.ts'], folder).status).toBe(0);
  const documents = parseAllDocuments(readFileSync(join(folder, 'k8s.out/dev/10-loki.k8s.yaml'), 'utf8'));
  const ingester = documents
    .map((document) => document.toJS() as { kind: string; metadata: { name: string }; spec: { replicas: number } })
    .find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'loki-ingester');
  expect(ingester?.spec.replicas).toBe(7);
});

describe('the next commands', () => {
  const base = "account: '111122223333', region: 'us-east-1'";
  const issuer = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';
  const existing = `${base}, cluster: { existing: { name: 'Main', oidcIssuer: '${issuer}' } }`;
  const next = (environment: string, { inApp }: { inApp: boolean }): string[] => {
    const folder = workFolder(environmentsFile(`{ dev: { ${environment} } }`));
    if (inApp) writeFileSync(join(folder, 'cdk.json'), '{}');
    const { stdout } = eksLoki(
      ['render', '--environments', 'environments.ts'],
      folder,
      withoutAws({ COLUMNS: '1000' }),
    );
    return stdout.split('\n').slice(3, -1);
  };
  const IN_AWS = ['To write those of AWS for CloudFormation and Terraform:', '  npx eks-loki aws dev'];
  const APPLY = ['Then:', '  kubectl apply --server-side -f k8s.out/dev', '  npx eks-loki wait dev'];

  test('for a new cluster, cdk deploy comes first, and delivers the manifests', () => {
    expect(next(`${base}, cluster: { create: {} }`, { inApp: true })).toEqual([
      'Next for dev (the first one once per account and region):',
      '  npx cdk bootstrap aws://111122223333/us-east-1',
      "  npx cdk deploy 'dev/**'",
      '  aws eks update-kubeconfig --region us-east-1 --name dev',
      '  npx eks-loki wait dev',
    ]);
  });

  test('for an existing cluster, kubectl may apply the manifests once everything that they name exists', () => {
    const lines = next(existing, { inApp: true });
    expect(lines).toContain("  npx cdk deploy 'dev/**'");
    expect(lines.slice(5)).toEqual([
      'Or with kubectl or GitOps, once these exist for dev:',
      '  - S3 buckets loki-dev-chunks-111122223333-us-east-1 and loki-dev-ruler-111122223333-us-east-1',
      '  - IAM role arn:aws:iam::111122223333:role/loki-dev-us-east-1',
      '  - secrets loki/dev/writer and loki/dev/reader in AWS Secrets Manager',
      ...['gateway', 'alloy', 'grafana'].map(
        (client) => `  - IAM role arn:aws:iam::111122223333:role/loki-dev.${client}-us-east-1`,
      ),
      '  - the EKS add-on aws-secrets-store-csi-driver-provider',
      ...IN_AWS,
      ...APPLY,
    ]);
  });

  test('kinds of operators come first, with the way to install them', () => {
    const operators =
      "monitoring: { from: 'prometheus-operator', namespace: 'monitoring' }, grafana: { as: 'operator' }, credentials: { from: 'external-secrets' }";
    const lines = next(`${existing}, ${operators}`, { inApp: true });
    expect(lines.slice(0, 2)).toEqual([
      "The cluster needs the kinds of the Prometheus Operator first, if 'kubectl get crd podmonitors.monitoring.coreos.com' finds nothing:",
      '  helm install prometheus-operator-crds oci://ghcr.io/prometheus-community/charts/prometheus-operator-crds',
    ]);
    expect(lines[2]).toContain("'kubectl get crd grafanadatasources.grafana.integreatly.org' finds nothing:");
    expect(lines[4]).toContain("'kubectl get crd externalsecrets.external-secrets.io' finds nothing:");
    expect(lines[6]).toBe('Next for dev (the first one once per account and region):');
    expect(lines.filter((line) => /^ {2}- .*: helm install /.test(line))).toHaveLength(3);
  });

  test('a Grafana that is deployed needs its secrets, and the role that queries', () => {
    const login =
      "{ clientId: 'grafana', clientSecret: { secret: 'corp/grafana' }, authUrl: 'https://a.b/c', tokenUrl: 'https://a.b/c', userUrl: 'https://a.b/c' }";
    const workspace = 'arn:aws:aps:us-east-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a';
    const grafana = `grafana: { deploy: { storage: true, login: ${login} }, prometheus: { workspaceArn: '${workspace}' } }`;
    const lines = next(`${existing}, ${grafana}, credentials: { from: 'external-secrets' }`, { inApp: false });
    expect(lines).toEqual(
      expect.arrayContaining([
        '  - secret loki/dev/grafana/admin there',
        '  - secret loki/dev/grafana/key there',
        '  - your secret corp/grafana there',
        '  - IAM role arn:aws:iam::111122223333:role/loki-dev.query-us-east-1',
      ]),
    );
  });

  test('a store with the API of S3 needs its buckets, its access key and its authority', () => {
    const store =
      "{ url: 'https://minio.storage.svc:9000', accessKey: { secret: 'loki-s3' }, ca: { secret: 'minio-ca' } }";
    const buckets = "chunkBucketName: 'chunks', rulerBucketName: 'rules'";
    const lines = next(`${existing}, storage: { endpoint: ${store}, ${buckets} }`, { inApp: false });
    expect(lines.slice(1, 4)).toEqual([
      '  - buckets chunks and rules',
      '  - the Secret loki-s3 with the access key of https://minio.storage.svc:9000',
      '  - the Secret minio-ca with the certificates of the authority of https://minio.storage.svc:9000',
    ]);
  });

  test('Secrets that pods name are among what must exist, each once', () => {
    const kafka = "{ brokers: ['b.example.com:9096'], tls: { caSecret: 'kafka-ca' }, sasl: { secret: 'kafka-user' } }";
    const push = "{ clientNamespaces: ['ci'], tls: { secretName: 'receiver-tls' } }";
    const alloy = `alloy: { kafka: ${kafka}, push: ${push} }`;
    const secrets = ['kafka-user', 'kafka-ca', 'receiver-tls'].map(
      (name) => `  - your Secret ${name}, in the namespace alloy`,
    );
    for (const from of ['secrets-manager', 'kubernetes-secret', 'external-secrets']) {
      const lines = next(`${existing}, ${alloy}, credentials: { from: '${from}' }`, { inApp: false });
      expect(lines.filter((line) => line.includes('your Secret')).sort()).toEqual(secrets.toSorted());
    }
  });

  test('without an app there is nothing to deploy, and Secrets by hand are one of the requirements', () => {
    const lines = next(`${existing}, credentials: { from: 'kubernetes-secret' }`, { inApp: false });
    expect(lines[0]).toBe('Next with kubectl or GitOps, once these exist for dev:');
    expect(lines.slice(3)).toEqual([
      '  - the Secrets of npx eks-loki credentials dev | kubectl apply -f -',
      ...IN_AWS,
      ...APPLY,
    ]);
  });
});
