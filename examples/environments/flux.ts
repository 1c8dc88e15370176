import { defineEnvironments } from 'cdk-eks-loki/environments';

/** Manifests for Flux, which the Kustomization of flux.yaml applies; the External Secrets Operator brings the passwords. */
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
    credentials: { from: 'external-secrets' },
    // The namespaces hold Loki's volumes, so Flux must never delete them.
    customize: (charts) => {
      for (const namespace of charts.namespaces.apiObjects) {
        namespace.metadata.addAnnotation('kustomize.toolkit.fluxcd.io/prune', 'disabled');
      }
    },
  },
});
