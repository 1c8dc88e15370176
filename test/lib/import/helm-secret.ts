import { gzipSync } from 'node:zlib';

/** Secret of a release of Helm. */
export function helmSecret({
  version = 1,
  status = 'deployed',
  config = { revision: version } as object,
  manifest = '',
  chart = 'loki',
}) {
  const release = {
    name: 'loki',
    namespace: 'monitoring',
    chart: { metadata: { name: chart, version: '6.49.0' } },
    config,
    manifest,
  };
  const packed = gzipSync(JSON.stringify(release)).toString('base64');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'helm.sh/release.v1',
    metadata: {
      name: `sh.helm.release.v1.loki.v${version}`,
      labels: { owner: 'helm', name: 'loki', status, version: String(version) },
    },
    data: { release: Buffer.from(packed).toString('base64') },
  };
}
