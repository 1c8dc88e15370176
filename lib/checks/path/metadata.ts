import { flag } from '../../manifests/flags';
import { containerPath } from '../../manifests/workloads';
import type { Loki } from '../read/loki/loki';
import { requestPathOf } from '../read/path/client';
import { namesOf, type Writer, writers } from '../read/path/writers';
import { type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';

const KEY = 'allow_structured_metadata';

const metadataIsAllowed: ManifestsRule = {
  id: 'PATH-METADATA-1',
  severity: Severity.ERROR,
  title: 'Loki allows the structured metadata that Alloy sends',
  why: 'Loki answers 400 to every push with a line that has structured metadata, and Alloy drops its lines',
  evidence: 'https://grafana.com/docs/loki/latest/get-started/labels/structured-metadata/',
  check: ({ manifests }) =>
    oncePerPath(
      writers(manifests).flatMap((writer): Finding[] => {
        const loki = requestPathOf(manifests, writer)?.loki;
        if (!writer.metadata || !loki) return [];
        const found = `false, and ${writer.metadata} adds structured metadata`;
        const fix = `use true, with a schema of tsdb and v13`;
        return refusals(loki, writer).map((path) => ({ path, found, fix }));
      }),
    ),
};

/** Paths at which the metadata of a writer's lines is not allowed. */
function refusals(loki: Loki, writer: Writer): string[] {
  const [everyone, ...others] = loki.limits;
  // A flag wins over the configuration, and limits of a tenant over both.
  const flags = loki.pods.filter(
    ({ container }) => flag(container, 'validation.allow-structured-metadata') === 'false',
  );
  const common = flags[0]
    ? `${containerPath(flags[0].workload, flags[0].container)} -validation.allow-structured-metadata`
    : everyone && everyone.own[KEY] === false
      ? `${everyone.path}.${KEY}`
      : undefined;
  const tenants = namesOf(writer);
  const own = tenants.map((tenant) => others.find((one) => one.tenant === tenant && one.own[KEY] !== undefined));
  const isCommon = tenants.length === 0 || own.includes(undefined);
  return [
    ...(common && isCommon ? [common] : []),
    ...own.flatMap((one) => (one?.own[KEY] === false ? [`${one.path}.${KEY}`] : [])),
  ];
}

/** Rules about structured metadata on the request path. */
export const METADATA_RULES: readonly ManifestsRule[] = [metadataIsAllowed];
