import { testNamed } from './hinted';

const RESOLVE = 'failed to pull and unpack image "x": failed to resolve reference "r/loki:3": failed to do request:';

describe('what a registry answers, and the kubelet says of an image', () => {
  testNamed([
    [
      'ErrImagePull',
      'rpc error: code = Unknown desc = Error response from daemon: manifest for grafana/loki:3.99 not found',
      'pod-image-missing',
      'compare name and tag',
    ],
    [
      'ErrImagePull',
      'Failed to pull image "1.dkr.ecr.eu-west-1.amazonaws.com/loki:x": unexpected status from HEAD request: 429 Too Many Requests: toomanyrequests: Rate exceeded',
      'pod-image-throttled',
      'ECR',
    ],
    [
      'Failed',
      'Failed to pull image "1.dkr.ecr.eu-west-1.amazonaws.com/loki:x": rpc error: code = Unknown desc = Error response from daemon: Get https://1.dkr.ecr.eu-west-1.amazonaws.com/v2/loki/manifests/x: no basic auth credentials',
      'pod-image-denied',
      'AmazonEC2ContainerRegistryPullOnly',
    ],
    ['Failed', 'Error: something else', 'pod-trouble', 'kubectl describe'],
    [
      'RunContainerError',
      'failed to start containerd task: OCI runtime create failed: unable to start container process: exec /usr/bin/loki: exec format error',
      'pod-image-platform',
      'kubernetes.io/arch',
    ],
    [
      'CreateContainerError',
      'container x: error unpacking image: failed to extract layer sha256:1: content digest sha256:1: not found',
      'pod-image-damaged',
      'crictl rmi',
    ],

    [
      'ErrImagePull',
      'failed to copy: httpReadSeeker: failed open: unexpected status code https://x/v2/loki/blobs/sha256:ab: 404 Not Found',
      'pod-image-altered',
      'copy the image',
    ],
    [
      'ErrImagePull',
      'rpc error: code = NotFound desc = failed to pull and unpack image "x": failed to extract layer sha256:ea: failed to get reader from content store: content digest sha256:d1: not found',
      'pod-image-damaged',
      'crictl rmi',
    ],
    [
      'ErrImagePull',
      'rpc error: code = NotFound desc = failed to unpack image on snapshotter overlayfs: unexpected media type text/html for sha256:38: not found',
      'pod-image-altered',
      'the proxy before it',
    ],
    [
      'ErrImagePull',
      'failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com/4f0b/1": dial tcp 52.216.1.1:443: i/o timeout',
      'pod-image-layers',
      'gateway endpoint of S3',
    ],
    [
      'ErrImagePull',
      'no matching manifest for linux/arm64/v8 in the manifest list entries',
      'pod-image-platform',
      'kubernetes.io/arch',
    ],
    [
      'ErrImagePull',
      `${RESOLVE} unauthorized: access to the requested resource is not authorized`,
      'pod-image-denied',
      'imagePullSecrets',
    ],
    [
      'ErrImagePull',
      'rpc error: code = Unavailable desc = error reading from server: EOF',
      'pod-runtime-stuck',
      'replace it',
    ],
    [
      'ErrImagePull',
      `${RESOLVE} unexpected status from HEAD request to https://ghcr.io/v2/grafana/loki/manifests/3.7.6: 404 Not Found`,
      'pod-image-missing',
      'compare name and tag',
    ],
    [
      'ErrImagePull',
      `${RESOLVE} failed to decode manifest: invalid character '<' looking for beginning of value`,
      'pod-image-altered',
      'the proxy before it',
    ],
    [
      'ErrImagePull',
      `${RESOLVE} unexpected status from HEAD request to https://r/v2/loki/manifests/3: 400 Bad Request`,
      'pod-image-registry',
      'tries again',
    ],
    ['ErrImagePull', 'pull QPS exceeded', 'pod-image-queued', 'registryPullQPS'],
    [
      'ErrImagePull',
      'schema 1 image manifests are no longer supported: invalid argument',
      'pod-image-format',
      'copy the image',
    ],

    [
      'InvalidImageName',
      'Failed to apply default image tag "Grafana/Loki:3": repository name (library/Grafana) must be lowercase',
      'pod-image-name',
      'in lower case',
    ],
    [
      'ErrImageNeverPull',
      'Container image "grafana/loki:3" is not present with pull policy of Never',
      'pod-image-never',
      'IfNotPresent',
    ],
    [
      'PullSecretMissing',
      'Unable to retrieve some image pull secrets (regcred, other); attempting to pull the image may not succeed.',
      'pod-pull-secret',
      'kubectl create secret docker-registry regcred --namespace loki',
    ],
    [
      'ErrImagePull',
      `${RESOLVE} Head "https://r/v2/": http: server gave HTTP response to HTTPS client`,
      'pod-image-http',
      'certs.d',
    ],
    [
      'ErrImagePull',
      'failed commit on ref "layer-sha256:ab": unexpected commit digest sha256:cd, expected sha256:ab: failed precondition',
      'pod-image-altered',
      'on one node alone',
    ],
    [
      'ErrImagePull',
      'failed to pull image: unexpected status from HEAD request to https://public.ecr.aws/v2/x: 503 Service Unavailable',
      'pod-image-registry',
      'tries again',
    ],
    [
      'ImagePullBackOff',
      'Back-off pulling image "x": ErrImagePull: denied: requested access to the resource is denied',
      'pod-image-denied',
      'imagePullSecrets',
    ],
    [
      'ErrImagePull',
      "failed to pull image: name unknown: The repository with name 'loki' does not exist in the registry with id '1'",
      'pod-image-missing',
      'compare name and tag',
    ],
    [
      'ErrImagePull',
      'rpc error: code = Unavailable desc = dial unix /run/containerd/containerd.sock: connect: no such file',
      'pod-runtime-stuck',
      'replace it',
    ],
    [
      'ErrImagePull',
      `${RESOLVE} unexpected status from HEAD request to https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/loki/manifests/3: 429 Too Many Requests`,
      'pod-image-throttled',
      'ECR throttles requests',
    ],
    // A network that is too slow is not a fault of the runtime.
    ['ErrImagePull', 'failed to copy: context deadline exceeded', 'pod-image', 'NAT gateway'],
    ['ErrImagePull', `${RESOLVE} dial tcp: lookup r on 10.0.0.2:53: no such host`, 'pod-image', 'NAT gateway'],
    [
      'ErrImagePull',
      `${RESOLVE} Head "https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/loki": dial tcp 10.0.3.3:443: i/o timeout`,
      'pod-image',
      'endpoints of ecr.api and ecr.dkr',
    ],
    [
      'ErrImagePull',
      'rpc error: code = NotFound desc = media type "application/vnd.docker.distribution.manifest.v1+prettyjws" is no longer supported since containerd v2.1',
      'pod-image-format',
      'crane copy',
    ],
  ]);
});
