import { CANARY, CANARY_CONTAINER } from '../../../charts/canary/props';
import type { AlloyPipeline } from '../../../charts/alloy/pipeline';
import { MULTILINE } from '../../../charts/alloy/processing/multiline';
import { canOverlap } from '../../../charts/alloy/processing/selection';
import type { AlloyProcessing, AlloyRedaction } from '../../../charts/alloy/processing/settings';
import { processing as validProcessing } from '../../../charts/alloy/processing/validate';
import { goRegex } from '../../../charts/input/go-regex';
import { covers } from '../../../charts/input/patterns';
import { plainCopy } from '../../../charts/input/plain-copy';
import { type Problem, show } from '../../../charts/input/problems';
import { isObject, stringsOf } from '../values';
import type { LoggingRule } from './rule';

/** Line that loki-canary 3.7.6 writes (pkg/canary/writer): its time in nanoseconds, and padding to 100 bytes. */
const LINE = `1764547200000000000 ${'p'.repeat(79)}`;

/** Something that an entry does to the lines of the canary: the path below the entry, and the rest of a sentence. */
interface Harm {
  readonly path: string;
  readonly found: string;
}

const matches = (regex: string): boolean => goRegex(regex)?.test(LINE) ?? false;

/** Ways in which an entry makes the canary count its lines as missing. */
function harmsOf(entry: AlloyProcessing, tenant: string | undefined, interval: number): Harm[] {
  const { sample, rateLimit, drop, redact, multiline, format, malformed } = entry;
  const counted = 'is for the lines of the canary too, and it counts';
  const firstLine = typeof multiline === 'string' ? MULTILINE[multiline] : multiline?.firstLine;
  return [
    ...(sample === undefined || sample === 1
      ? []
      : [{ path: 'sample', found: `${sample} ${counted} the others as missing` }]),
    ...(rateLimit === undefined || rateLimit.linesPerSecond >= 1 / interval
      ? []
      : [{ path: 'rateLimit', found: `${rateLimit.linesPerSecond} a second ${counted} the others as missing` }]),
    ...(drop?.matching ?? []).flatMap((each, index): Harm[] => {
      const regex = typeof each === 'string' ? each : each.regex;
      return matches(regex)
        ? [{ path: `drop.matching[${index}]`, found: `${show(regex)} ${counted} them as missing` }]
        : [];
    }),
    ...(malformed === 'drop' && format !== undefined && format !== 'text'
      ? [{ path: 'malformed', found: `drop ${counted} them as missing: they are not ${format}` }]
      : []),
    ...(firstLine === undefined || matches(firstLine)
      ? []
      : [{ path: 'multiline', found: `joins the lines of the canary, and it counts them as missing` }]),
    ...(redact ?? []).flatMap((each: string | AlloyRedaction, index): Harm[] =>
      typeof each !== 'string' && matches(each.regex)
        ? [
            {
              path: `redact[${index}]`,
              found: `${show(each.regex)} changes the lines of the canary, and it counts them as missing`,
            },
          ]
        : [],
    ),
    ...(entry.tenant === undefined || tenant === undefined || entry.tenant === tenant
      ? []
      : [
          {
            path: 'tenant',
            found: `${show(entry.tenant)} ${counted} them as missing: it reads those of ${show(tenant)}`,
          },
        ]),
  ];
}

/** Tenant that the canary reads; undefined if routes decide it. */
function tenantOf(name: string, namespace: string, tenants: unknown, namespaces: unknown): string | undefined {
  const [first = name, ...others] = stringsOf(tenants);
  const own: Readonly<Record<string, unknown>> = isObject(namespaces) ? namespaces : {};
  const routed = others.find((tenant) =>
    (Object.hasOwn(own, tenant) ? stringsOf(own[tenant]) : [tenant]).some((pattern) => covers(pattern, namespace)),
  );
  return routed ?? first;
}

/** Lines of the canary that processing drops, changes or sends elsewhere. */
export const canaryLines: LoggingRule = (name, { canary, alloy, tenants, tenantNamespaces }) => {
  if (canary !== true && !isObject(canary)) return [];
  const { namespace = CANARY, intervalSeconds = 1 } = isObject(canary) ? canary : {};
  const { processing } = plainCopy({ processing: isObject(alloy) ? alloy.processing : undefined }) as AlloyPipeline;
  if (typeof namespace !== 'string' || typeof intervalSeconds !== 'number') return [];
  if (validProcessing('', processing).length > 0) return [];
  const lines = {
    namespaces: [namespace],
    apps: [CANARY],
    containers: [CANARY_CONTAINER],
    pods: [`${CANARY}-*`],
    match: { stream: ['stdout'] },
  };
  // Other labels, such as those of a user's own stages, its lines may lack.
  const isForOthers = ({ match = {} }: AlloyProcessing) => Object.keys(match).some((label) => label !== 'stream');
  const tenant = tenantOf(name, namespace, tenants, tenantNamespaces);
  return (processing ?? []).flatMap((entry, index) =>
    isForOthers(entry) || !canOverlap(entry, lines)
      ? []
      : harmsOf(entry, tenant, intervalSeconds).map(({ path, found }): Problem => ({
          path: `alloy.processing[${index}].${path}`,
          found,
          fix: `write exceptNamespaces: ['${show(namespace)}']`,
        })),
  );
};
