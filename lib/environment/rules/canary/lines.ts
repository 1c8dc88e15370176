import { CANARY, CANARY_CONTAINER } from '../../../../charts/canary/props';
import { PROCESSING } from '../../../../charts/alloy/fields';
import type { AlloyPipeline } from '../../../../charts/alloy/pipeline';
import { MULTILINE } from '../../../../charts/alloy/processing/multiline';
import { canOverlap } from '../../../../charts/alloy/processing/selection';
import type { AlloyProcessing, AlloyRedaction } from '../../../../charts/alloy/processing/settings';
import { processing as validProcessing } from '../../../../charts/alloy/processing/validate';
import { covers } from '../../../../charts/input/patterns';
import { plainCopy } from '../../../../charts/input/plain-copy';
import { type Problem, show } from '../../../../charts/input/problems';
import type { EnvironmentProps, LoggingProps } from '../../props';
import { isObject, stringsOf } from '../../values';
import type { LoggingRule } from '../rule';
import { isLonger, isOlder, LINE, matches, misses } from './line';
import { counted, type Harm } from './harm';
import { labelsOfCanary, stageHarms, tenantHarm } from './stages';

/** Ways in which an entry makes the canary count its lines as missing. */
function harmsOf(entry: AlloyProcessing, namespace: string, interval: number): Harm[] {
  const { sample, rateLimit, drop, redact, multiline, format, malformed, stages } = entry;
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
    ...(drop?.longerThan !== undefined && isLonger(drop.longerThan)
      ? [
          {
            path: 'drop.longerThan',
            found: `${drop.longerThan} ${counted} them as missing: each has ${LINE.length} bytes`,
          },
        ]
      : []),
    ...(drop?.olderThan !== undefined && isOlder(drop.olderThan)
      ? [
          {
            path: 'drop.olderThan',
            found: `${drop.olderThan} ${counted} them as missing: it takes seconds to read them`,
          },
        ]
      : []),
    ...(malformed === 'drop' && format !== undefined && format !== 'text'
      ? [{ path: 'malformed', found: `drop ${counted} them as missing: they are not ${format}` }]
      : []),
    ...(firstLine !== undefined && misses(firstLine)
      ? [{ path: 'multiline', found: `joins the lines of the canary, and it counts them as missing` }]
      : []),
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
    ...(stages === undefined ? [] : stageHarms(stages, labelsOfCanary(namespace), interval)),
  ];
}

/** Entries of `processing` that apply to the lines of the canary, with their indexes. */
function entriesForCanary({ canary, alloy }: Pick<LoggingProps, 'canary' | 'alloy'>): [AlloyProcessing, number][] {
  const namespace = canaryNamespace(canary);
  const { processing } = plainCopy({ processing: isObject(alloy) ? alloy.processing : undefined }) as AlloyPipeline;
  if (namespace === undefined || validProcessing('', processing).length > 0) return [];
  const lines = {
    namespaces: [namespace],
    apps: [CANARY],
    containers: [CANARY_CONTAINER],
    pods: [`${CANARY}-*`],
    match: { stream: ['stdout'] },
  };
  // The canary's lines may lack other labels, such as those of a user's own stages.
  const isForOthers = ({ match = {} }: AlloyProcessing) => Object.keys(match).some((label) => label !== 'stream');
  return (processing ?? []).flatMap((entry, index): [AlloyProcessing, number][] =>
    isForOthers(entry) || !canOverlap(entry, lines) ? [] : [[entry, index]],
  );
}

/** Namespace of the canary; undefined without one, or if it is not a text. */
export function canaryNamespace(canary: LoggingProps['canary']): string | undefined {
  if (canary !== true && !isObject(canary)) return undefined;
  const { namespace = CANARY } = isObject(canary) ? canary : {};
  return typeof namespace === 'string' ? namespace : undefined;
}

const problem = (index: number, { path, found }: Harm, canary: LoggingProps['canary']): Problem => ({
  path: `${PROCESSING}[${index}].${path}`,
  found,
  fix: `write exceptNamespaces: ['${show(canaryNamespace(canary))}']`,
});

/** Problems of entries that drop or change lines of the canary. */
export const canaryLines: LoggingRule = (_name, input) => {
  const { intervalSeconds = 1 } = isObject(input.canary) ? input.canary : {};
  const namespace = canaryNamespace(input.canary);
  if (typeof intervalSeconds !== 'number' || namespace === undefined) return [];
  return entriesForCanary(input).flatMap(([entry, index]) =>
    harmsOf(entry, namespace, intervalSeconds).map((harm) => problem(index, harm, input.canary)),
  );
};

/**
 * Problems of entries that send lines of the canary to another tenant than that of its namespace, from which it reads.
 * A tenant that is not `known` has its own problem.
 */
export function canaryTenantProblems(
  input: Pick<LoggingProps, 'canary' | 'alloy'>,
  known: readonly string[],
  tenantOf: (namespace: string) => string,
): Problem[] {
  const namespace = canaryNamespace(input.canary);
  const own = namespace === undefined ? undefined : tenantOf(namespace);
  if (namespace === undefined || own === undefined) return [];
  const wrong = (tenant: string | undefined): tenant is string =>
    tenant !== undefined && tenant !== own && known.includes(tenant);
  return entriesForCanary(input).flatMap(([{ tenant, stages }, index]) =>
    [
      ...(wrong(tenant)
        ? [{ path: 'tenant', found: `${show(tenant)} ${counted} them as missing: it reads those of ${show(own)}` }]
        : []),
      ...(stages === undefined ? [] : tenantHarm(stages, labelsOfCanary(namespace), own)),
    ].map((harm) => problem(index, harm, input.canary)),
  );
}

/** The same, with the tenants' namespaces in a field. */
export const canaryTenant: LoggingRule = (name, input) => {
  const { tenants, tenantNamespaces }: Partial<EnvironmentProps> = input;
  const known = tenants === undefined ? [name] : stringsOf(tenants);
  const [first = name, ...others] = known;
  const own: Readonly<Record<string, unknown>> = isObject(tenantNamespaces) ? tenantNamespaces : {};
  const patternsOf = (tenant: string) => (Object.hasOwn(own, tenant) ? stringsOf(own[tenant]) : [tenant]);
  return canaryTenantProblems(
    input,
    known,
    (namespace) => others.find((tenant) => patternsOf(tenant).some((pattern) => covers(pattern, namespace))) ?? first,
  );
};
