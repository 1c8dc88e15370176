import { App, Stack } from 'aws-cdk-lib';
import { JsonPatch } from 'cdk8s';
import { ExistingLoggingCluster, LokiLogging } from 'cdk-eks-loki';
import { PushSource } from './push-source';
import { VpcCniSource } from './vpc-cni-source';

const app = new App();
const stack = new Stack(app, 'Logging', { env: { account: '111122223333', region: 'us-east-1' } });

// A cluster that another team runs.
const { cluster } = new ExistingLoggingCluster(stack, 'Cluster', {
  clusterName: 'training-on-eks',
  oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
});

new LokiLogging(stack, 'Logging', {
  cluster,

  // Loki's own configuration: typed, merged over the generated one, and validated against Loki's keys.
  lokiConfig: {
    querier: { max_concurrent: 16 },
    limits_config: { max_query_series: 1000 },
  },

  // Another log that Alloy reads on every node.
  alloyExtraSources: [new VpcCniSource()],
  // Lines that applications push to two Alloys behind a Service.
  alloyCollectors: [{ name: 'push', kind: 'replicated', sources: [new PushSource()], clientNamespaces: ['shop'] }],

  // Any generated object can be changed: Karpenter must not move ingesters to save a node.
  customize: (charts) => {
    charts
      .object('StatefulSet', 'loki-ingester')
      .addJsonPatch(JsonPatch.add('/spec/template/metadata/annotations/karpenter.sh~1do-not-disrupt', 'true'));
  },
});
