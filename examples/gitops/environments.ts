import { type CredentialsProps, defineEnvironments, type EnvironmentProps } from 'cdk-eks-loki/environments';

/** The CDK would create secrets and roles in AWS. Without it, `npm run secrets` creates a Kubernetes Secret. */
const credentials: CredentialsProps = { from: 'kubernetes-secret' };

/** The namespaces hold Loki's volumes, so Argo CD must never delete them. */
const customize: EnvironmentProps['customize'] = (charts) => {
  for (const namespace of charts.namespaces.apiObjects) {
    namespace.metadata.addAnnotation('argocd.argoproj.io/sync-options', 'Prune=false,Delete=false');
  }
};

/** Environments behind `npm run render`: it writes `manifests/staging` and `manifests/prod`. */
export default defineEnvironments({
  staging: {
    account: '111122223333',
    region: 'eu-west-1',
    cluster: {
      existing: {
        name: 'staging',
        oidcIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
      },
    },
    retention: '7d',
    credentials,
    customize,
  },
  prod: {
    account: '444455556666',
    region: 'eu-west-1',
    cluster: {
      existing: {
        name: 'prod',
        oidcIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE1716D3041E54BF29DD539D463',
      },
    },
    volume: '100 GB/day',
    retention: '28d',
    tenants: ['platform', 'shop'],
    grafana: { namespace: 'monitoring' },
    credentials,
    customize,
  },
});
