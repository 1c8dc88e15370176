import { CHANGE_RULES } from '../../../../lib/checks/aws/changes';
import { type DeployedFacts, factsOf } from '../../../../lib/planner/deployed/facts';
import { Manifests } from '../../../../lib/manifests/manifests';
import { describeRules, Parts } from '../harness';

/** Says that the environment was deployed with other facts. */
const was = (facts: Partial<DeployedFacts>) => (parts: Parts) => {
  parts.deployed = {
    facts: { ...factsOf(parts.environment), ...facts },
    manifests: new Manifests([]),
    pass: 'remove deployed/prod.json',
  };
};

const PROD = 'environments.prod';

describeRules(CHANGE_RULES, [
  {
    rule: 'CHANGE-PLACE-1',
    breaks: was({ account: '444455556666', region: 'eu-west-1', vpcId: 'vpc-1', availabilityZones: ['us-east-1a'] }),
    finds: [
      `${PROD}.account: 111122223333 was 444455556666 before, and everything there stays and still runs; write 444455556666 again, or remove deployed/prod.json to start over`,
      `${PROD}.region: us-east-1 was eu-west-1 before, and everything there stays and still runs; write eu-west-1 again, or remove deployed/prod.json to start over`,
      `${PROD}.cluster.create.vpcId: missing was vpc-1 before, and EKS cannot move a cluster to another VPC; write vpc-1 again, or remove deployed/prod.json to start over`,
      `${PROD}.cluster.create.availabilityZones: missing was ["us-east-1a"] before, and the volumes of Loki cannot leave their zones; write ["us-east-1a"] again, or remove deployed/prod.json to start over`,
    ],
  },
  {
    rule: 'CHANGE-NAMESPACE-1',
    breaks: was({ lokiNamespace: 'logs', alloyNamespace: 'agents' }),
    finds: [
      `${PROD}.loki.namespace: loki was logs before, and ingesters stay there with lines that they have not written to S3; write logs again, or first take down the Loki in namespace logs (docs/how-to/rollouts.md, "Take a Loki down"), then remove deployed/prod.json`,
      `${PROD}.alloy.namespace: alloy was agents before, and the former Alloy still runs and sends every line a second time; write agents again, or first run kubectl delete daemonset,statefulset,deployment --all -n agents, then remove deployed/prod.json`,
    ],
  },
  {
    rule: 'CHANGE-LOKI-1',
    of: 'training-on-eks',
    breaks: (parts) => {
      was({ lokiNamespace: 'logs' })(parts);
      Object.assign(parts.environment, { remote: { of: 'hub', url: 'https://logs.example.com' } });
    },
    finds: [
      'environments.training-on-eks.loki: sends lines to hub, and a Loki was deployed in namespace logs; leave of and url out, or first take down the Loki in namespace logs (docs/how-to/rollouts.md, "Take a Loki down"), then remove deployed/prod.json',
    ],
  },
  {
    rule: 'CHANGE-NAMESPACE-2',
    breaks: was({ grafanaNamespace: 'monitoring' }),
    finds: [
      `${PROD}.grafana.namespace: grafana was monitoring before, and the datasources there stay; write monitoring again, or run kubectl delete configmap -l grafana_datasource=1 -n monitoring after the deploy, then remove deployed/prod.json`,
    ],
  },
  {
    rule: 'CHANGE-BUCKET-1',
    breaks: was({ chunkBucket: 'a', rulerBucket: 'b' }),
    finds: [
      `${PROD}.storage.chunkBucketName: loki-prod-chunks-111122223333-us-east-1 was a before, and lines there are not found; write a again, or first copy its objects with aws s3 sync s3://a, then remove deployed/prod.json`,
      `${PROD}.storage.rulerBucketName: loki-prod-ruler-111122223333-us-east-1 was b before, and rules there are not found; write b again, or first copy its objects with aws s3 sync s3://b, then remove deployed/prod.json`,
    ],
  },
  {
    rule: 'CHANGE-KEY-1',
    breaks: was({ encryption: 'kms' }),
    finds: [
      `${PROD}.storage.encryption: s3 was kms before, and what was written with the key is read with it; write kms again, or keep the key, and the right of the role of Loki to decrypt with it, for one retention, then remove deployed/prod.json`,
    ],
  },
  {
    rule: 'CHANGE-VERSION-1',
    breaks: was({ version: '1.36' }),
    finds: [`${PROD}.cluster.create.version: 1.35 was 1.36 before, and EKS lowers no version; write 1.36 again`],
    also: ['CHANGE-NODES-1'],
  },
  {
    rule: 'CHANGE-VERSION-1',
    breaks: was({ version: '1.33' }),
    finds: [
      `${PROD}.cluster.create.version: 1.35 was 1.33 before, and EKS skips no version; write 1.34, deploy it, and go on from there`,
    ],
    also: ['CHANGE-NODES-1'],
  },
  {
    rule: 'CHANGE-NODES-1',
    breaks: was({ instanceTypes: ['m6i.xlarge'] }),
    finds: [
      `${PROD}.cluster.create.instanceTypes: ["m6i.2xlarge"] was ["m6i.xlarge"] before, so a second node group is made, and the former one stays until you drain it; write ["m6i.xlarge"] again, or drain and delete the former group after the deploy (docs/how-to/new-cluster.md, "Grow"), then remove deployed/prod.json`,
    ],
  },
  {
    rule: 'CHANGE-NODES-1',
    breaks: was({ version: '1.34' }),
    finds: [
      `${PROD}.cluster.create.version: 1.35 was 1.34 before, so every node is drained and replaced, one after the other; deploy it when that may take an hour, or write 1.34 again`,
    ],
  },
]);

test('the same facts, and facts that an earlier version did not record, have no findings', () => {
  const parts = new Parts('training-on-eks');
  const ids = () => parts.findings.filter((line) => line.startsWith('CHANGE-'));
  was({})(parts);
  expect(ids()).toEqual([]);
  parts.deployed = { manifests: new Manifests([]), pass: '' };
  expect(ids()).toEqual([]);
});

test('an environment that had no Loki may get one, or send to another', () => {
  const parts = new Parts('training-on-eks');
  const facts = { ...factsOf(parts.environment), lokiNamespace: undefined };
  parts.deployed = {
    facts: { ...facts, lokiUrl: 'https://logs.example.com' },
    manifests: new Manifests([]),
    pass: 'remove deployed/prod.json',
  };
  const before = new Set(new Parts('training-on-eks').findings);
  expect(parts.findings.filter((finding) => !before.has(finding))).toEqual([]);
});
