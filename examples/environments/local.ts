import { defineEnvironments } from 'cdk-eks-loki/environments';

/** Everything on kind, k3d or minikube, with an S3 server in the cluster: `eks-loki render` instead of a deploy. */
export default defineEnvironments({
  laptop: {
    cluster: { local: {} },
    retention: '2d',
  },
});
