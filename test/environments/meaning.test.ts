import { parse } from 'yaml';
import { environmentCharts, type Environment } from '../../lib/environment/environment';
import { conventions } from '../kubernetes/conventions';
import { findingsOf } from '../kubernetes/findings';
import { KUBERNETES_VERSIONS, validateManifests } from '../kubernetes/validate';
import type { KubernetesObject } from '../helpers/charts';
import {
  ENVIRONMENT_NAMES,
  ENVIRONMENTS,
  type PlainTemplate,
  resourcesOf,
  stageOf,
  templatesOfOurs,
} from '../helpers/environments';
import { ownLoki } from '../../lib/environment/own-loki';

function manifestsOf(name: string): KubernetesObject[] {
  const charts = environmentCharts(ENVIRONMENTS[name] as Environment);
  return charts.manifests().flatMap((file) => file.objects as unknown as KubernetesObject[]);
}

/** All of a template's text in one string, its intrinsic functions included. */
const text = (value: unknown) => JSON.stringify(value);

describe.each(ENVIRONMENT_NAMES)('%s', (name) => {
  const objects = manifestsOf(name);
  const environment = ENVIRONMENTS[name] as Environment;
  const one = (kind: string, objectName: string) =>
    objects.find((object) => object.kind === kind && object.metadata.name === objectName) as KubernetesObject;
  const config = parse(one('ConfigMap', 'loki').data['config.yaml']);

  test.each(KUBERNETES_VERSIONS)('is valid for Kubernetes %s', (version) => {
    expect(validateManifests(objects, version)).toEqual([]);
  });

  test('everything it refers to exists: pods, ports, volumes, accounts, budgets', () => {
    expect(findingsOf(objects)).toEqual([]);
    expect(conventions(objects)).toEqual([]);
  });

  test('the objects delivered to the cluster are those in the files', () => {
    const delivered = resourcesOf(templatesOfOurs(name).Logging as PlainTemplate, 'Custom::AWSCDK-EKS-KubernetesResource')
      .flatMap(([, resource]) => JSON.parse(resource.Properties.Manifest as string) as KubernetesObject[])
      .map((object) => {
        // CDK adds labels of its own, for pruning.
        const labels = Object.entries(object.metadata.labels ?? {}).filter(([key]) => !key.startsWith('aws.cdk.eks/'));
        const metadata = { ...object.metadata, labels: labels.length > 0 ? Object.fromEntries(labels) : undefined };
        return { ...object, metadata };
      });
    const key = (object: KubernetesObject) => `${object.kind}/${object.metadata.namespace}/${object.metadata.name}`;
    const sorted = (list: KubernetesObject[]) =>
      [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1)).map((object) => JSON.parse(JSON.stringify(object)));
    expect(sorted(delivered)).toEqual(sorted(objects));
  });

  test('the role trusts exactly the service account that Loki’s pods use, and the account names the role', () => {
    const roles = resourcesOf(templatesOfOurs(name).Logging as PlainTemplate, 'AWS::IAM::Role');
    const role = roles.find(([, { Properties }]) => Properties.RoleName === `loki-${name}-us-east-1`)?.[1];
    const trust = text(role?.Properties.AssumeRolePolicyDocument);
    expect(trust).toContain(ownLoki(environment).identity.subject);
    expect(trust.match(/system:serviceaccount:/g)).toHaveLength(1);
    expect(one('ServiceAccount', 'loki').metadata.annotations).toEqual({
      'eks.amazonaws.com/role-arn': `arn:aws:iam::111122223333:role/loki-${name}-us-east-1`,
    });
    const pods = objects.filter((object) => object.spec?.template?.spec?.serviceAccountName === 'loki');
    expect(pods.map((object) => object.metadata.labels?.['app.kubernetes.io/component']).sort()).toEqual([
      'compactor',
      'index-gateway',
      'ingester',
      'querier',
      'ruler',
    ]);
  });

  test('Loki stores in the buckets that are made, in their region, and its policy names them and no other', () => {
    const buckets = resourcesOf(templatesOfOurs(name).Storage as PlainTemplate, 'AWS::S3::Bucket').map(
      ([, { Properties }]) => Properties.BucketName,
    );
    expect([config.storage_config.object_store.s3.bucket_name, config.ruler_storage.s3.bucket_name].sort()).toEqual(
      [...buckets].sort(),
    );
    expect(config.storage_config.object_store.s3.region).toBe('us-east-1');
    const policy = resourcesOf(templatesOfOurs(name).Logging as PlainTemplate, 'AWS::IAM::Policy').find(([, { Properties }]) =>
      text(Properties).includes('s3:PutObject'),
    );
    expect(policy).toBeDefined();
    expect(text(policy)).not.toContain('"s3:*"');
    expect(text(policy)).not.toContain('"Resource":"*"');
  });

  test('buckets outlive the stack', () => {
    for (const [, bucket] of resourcesOf(templatesOfOurs(name).Storage as PlainTemplate, 'AWS::S3::Bucket')) {
      expect([bucket.DeletionPolicy, bucket.UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
    }
  });

  test('S3 keeps chunks longer than Loki does, and only tenants’ chunks expire', () => {
    const [, chunks] = resourcesOf(templatesOfOurs(name).Storage as PlainTemplate, 'AWS::S3::Bucket').find(([, bucket]) =>
      String(bucket.Properties.BucketName).includes('chunks'),
    ) as [string, { Properties: Record<string, unknown> }];
    const { Rules } = chunks.Properties.LifecycleConfiguration as {
      Rules: { Prefix?: string; ExpirationInDays?: number }[];
    };
    const expiring = Rules.filter((rule) => rule.ExpirationInDays !== undefined);
    expect(expiring.map((rule) => rule.Prefix)).toEqual(ownLoki(environment).loki.tenants.map((t) => `${t}/`));
    const hours = Number.parseInt(config.limits_config.retention_period, 10);
    for (const rule of expiring) expect((rule.ExpirationInDays as number) * 24).toBeGreaterThan(hours + 2);
  });

  test('writer, gateway and readers agree on address, tenants, users and passwords', () => {
    const alloy = one('ConfigMap', 'alloy').data['config.alloy'] as string;
    const grafana = parse(Object.values(one('ConfigMap', `loki-datasources-${name}`).data)[0] as string);
    const url = 'http://loki-gateway.loki.svc.cluster.local:8080';
    expect(alloy).toContain(`"${url}/loki/api/v1/push"`);
    expect(alloy).toContain('password_file = "/etc/loki/credentials/writer-password"');
    const { tenants } = ownLoki(environment).loki;
    expect(grafana.datasources.map((source: { url: string }) => source.url)).toEqual(tenants.map(() => url));
    expect(
      grafana.datasources.map((source: KubernetesObject) => [
        source.basicAuthUser,
        source.secureJsonData.httpHeaderValue1,
        source.secureJsonData.basicAuthPassword,
        source.jsonData.timeout,
      ]),
    ).toEqual(
      tenants.map((tenant) => ['reader', tenant, '$__file{/etc/loki/credentials/reader-password}', 300]),
    );
    const nginx = one('ConfigMap', 'loki-gateway').data['nginx.conf'] as string;
    for (const tenant of tenants) expect(nginx).toContain(`"${tenant}" "${tenant}";`);
    expect(alloy).toMatch(new RegExp(`tenant_id +=  *"${tenants[0]}"\\n`));
  });

  test('one query timeout: Loki, gateway, pods and datasources', () => {
    expect(config.limits_config.query_timeout).toBe('300s');
    expect(config.server.http_server_write_timeout).toBe('330s');
    expect(one('ConfigMap', 'loki-gateway').data['nginx.conf']).toContain('proxy_read_timeout    330s;');
    expect(one('Deployment', 'loki-querier').spec.template.spec.terminationGracePeriodSeconds).toBe(330);
  });

  test('no piece of a manifest is over 200 KB and no template over 800 KB', () => {
    for (const template of Object.values(templatesOfOurs(name))) {
      expect(Buffer.byteLength(JSON.stringify(template, null, 1))).toBeLessThan(800_000);
      for (const [, { Properties }] of resourcesOf(template, 'Custom::AWSCDK-EKS-KubernetesResource')) {
        expect(Buffer.byteLength(Properties.Manifest as string)).toBeLessThan(200_000);
      }
    }
  });

  test('no password is anywhere in it', () => {
    expect(objects.filter((object) => object.kind === 'Secret')).toEqual([]);
    expect(text([objects, templatesOfOurs(name)])).not.toMatch(/basic_auth\s*{[^}]*password\s*=/);
  });

  test('nothing has a public address', () => {
    const services = objects.filter((object) => object.kind === 'Service');
    expect(new Set(services.map((service) => service.spec.type ?? 'ClusterIP'))).toEqual(new Set(['ClusterIP']));
    expect(objects.filter((object) => object.kind === 'Ingress')).toEqual([]);
  });
});

test('the cluster of the guide: trust of an issuer that is known, in plain text', () => {
  const roles = resourcesOf(templatesOfOurs('training-on-eks').Logging as PlainTemplate, 'AWS::IAM::Role');
  const role = roles.find(([, { Properties }]) => Properties.RoleName === 'loki-training-on-eks-us-east-1')?.[1];
  const [statement] = (role?.Properties.AssumeRolePolicyDocument as { Statement: Record<string, unknown>[] }).Statement;
  const issuer = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';
  expect(statement).toMatchObject({
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        [`${issuer}:sub`]: 'system:serviceaccount:loki:loki',
        [`${issuer}:aud`]: 'sts.amazonaws.com',
      },
    },
  });
});

test('only an environment whose name begins with prod protects its buckets from being deleted', () => {
  expect(ENVIRONMENT_NAMES.map((name) => stageOf(name).storageStack.terminationProtection)).toEqual([
    false,
    true,
    false,
  ]);
});

test('nothing but CDK’s own kubectl runs in a Lambda: no custom resource for OIDC, no CfnJson', () => {
  for (const name of ENVIRONMENT_NAMES) {
    const types = Object.values(templatesOfOurs(name)).flatMap((template) =>
      Object.values(template.Resources).map((resource) => resource.Type),
    );
    expect([...new Set(types.filter((type) => type.startsWith('Custom::')))]).toEqual([
      'Custom::AWSCDK-EKS-KubernetesResource',
    ]);
  }
});
