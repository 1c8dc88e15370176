import { mkdirSync, writeFileSync } from 'node:fs';
import { LoggingCharts, WorkloadIdentity } from 'cdk-eks-loki/charts';

/** Charts behind `npm run charts`: Terraform created the buckets and the role, with names of its own. */
const charts = new LoggingCharts({
  environment: 'tools',
  clusterName: 'tools',
  loki: {
    identity: new WorkloadIdentity({
      namespace: 'loki',
      serviceAccountName: 'loki',
      roleArn: 'arn:aws:iam::111122223333:role/tools-loki',
    }),
    store: { chunkBucket: 'acme-tools-loki-chunks', rulerBucket: 'acme-tools-loki-rules', region: 'eu-west-1' },
    tenants: ['tools'],
    storageClassName: 'gp3',
  },
});

const folder = 'manifests/tools';
mkdirSync(folder, { recursive: true });
for (const { name, yaml } of charts.manifests()) writeFileSync(`${folder}/${name}`, yaml);
