import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import { attributeOf, blocksOf, stagesOf } from '../read/alloy/config';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyComponent } from '../read/alloy/graph';
import { onRoutes, type Route, routes } from '../read/alloy/routes';

const forwarded: ManifestsRule = {
  id: 'ALLOY-FORWARD-1',
  severity: Severity.ERROR,
  title: 'the lines of every source are forwarded',
  why: 'with an empty forward_to, lines are silently dropped',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/',
  check: ({ manifests }) =>
    onRoutes(manifests, (route): Finding[] => {
      const others = routes(manifests).filter(({ source }) => source === route.source);
      // One of several routes may only count lines.
      if (others.some((other) => other.end !== 'nowhere' || countsLines(other))) return [];
      const last = route.through.at(-1) ?? route.source;
      return [
        {
          path: `${last.path} forward_to`,
          found: `is empty, and ${route.source.id} forwards nowhere else`,
          fix: 'name the receiver of a loki.write',
        },
      ];
    }),
};

function countsLines({ through }: Route): boolean {
  return through.some(({ block }) => stagesOf(block).some(({ name }) => name === 'stage.metrics'));
}

const throttled: ManifestsRule = {
  id: 'ALLOY-RETRY-1',
  severity: Severity.ERROR,
  title: 'batches that Loki rejects with 429 are retried',
  why: 'otherwise a batch is dropped whenever a tenant reaches its limit: after a node rollout, or an outage',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.write/',
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.write').flatMap(({ component: { path, block } }) =>
      blocksOf(block, 'endpoint')
        .map((endpoint) => attributeOf(endpoint, 'retry_on_http_429'))
        .filter((value) => value?.kind === 'bool' && !value.value)
        .map(() => ({
          path: `${path} endpoint.retry_on_http_429`,
          found: 'false drops a batch when a tenant exceeds its rate limit',
          fix: 'leave it out',
        })),
    ),
};

const patient: ManifestsRule = {
  id: 'ALLOY-RETRY-2',
  severity: Severity.WARNING,
  title: 'lines of files and of the journal are retried without end',
  why: 'Alloy drops a batch after the last retry, although file and journal would have kept the lines',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.write/',
  check: ({ manifests }) =>
    onRoutes(manifests, ({ source, end }): Finding[] => {
      if (!['loki.source.file', 'loki.source.journal'].includes(source.name)) return [];
      if (typeof end === 'string' || end.name !== 'loki.write') return [];
      // A copy may be dropped where another destination gets every line.
      const others = routes(manifests).filter((other) => other.source === source && other.end !== end);
      if (others.some(waits)) return [];
      return blocksOf(end.block, 'endpoint').flatMap((endpoint) => {
        const tries = triesOf(endpoint);
        if (!tries) return [];
        return [
          {
            path: `${end.path} endpoint.max_backoff_retries`,
            found: `a batch is dropped after ${tries}`,
            fix: 'set max_backoff_retries = 0, which retries for ever',
          },
        ];
      });
    }),
};

/** True if lines of a route wait until its destination takes them. */
function waits({ end }: Route): boolean {
  if (typeof end === 'string' || end.name !== 'loki.write') return false;
  return blocksOf(end.block, 'endpoint').every((endpoint) => !triesOf(endpoint));
}

/** Description of the retries after which an endpoint drops a batch; undefined if never, or unknown. */
function triesOf(endpoint: AlloyBlock): string | undefined {
  const retries = attributeOf(endpoint, 'max_backoff_retries');
  if (!retries) return '10 retries, about 8 minutes, the default of Alloy';
  const count = retries.kind === 'number' ? retries.value : retries.kind === 'text' ? Number(retries.text) : 0;
  return count > 0 ? `${count} retries` : undefined;
}

/** Rules about delivery. */
export const DELIVERY_RULES: readonly ManifestsRule[] = [forwarded, throttled, patient];
