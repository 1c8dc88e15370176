import { defineEnvironments } from 'cdk-eks-loki/environments';

/** Manifests for Argo CD without the AWS CDK: buckets and role exist, and passwords are in a Secret that is in no repository. */
export default defineEnvironments({
  prod: {
    account: '111122223333',
    region: 'eu-west-1',
    cluster: {
      existing: {
        name: 'prod',
        oidcIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
      },
    },
    credentials: { from: 'kubernetes-secret' },
    // The namespaces hold Loki's volumes, so Argo CD must never delete them.
    customize: (charts) => {
      for (const namespace of charts.namespaces.apiObjects) {
        namespace.metadata.addAnnotation('argocd.argoproj.io/sync-options', 'Prune=false,Delete=false');
      }
    },
  },
});
