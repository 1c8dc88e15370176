import { attributeOf, blocksOf, stagesOf, textOf } from '../read/alloy/config';
import { referredIn } from '../read/alloy/graph';
import { onRoutes, type Route } from '../read/alloy/routes';
import { seconds } from '../read/loki/duration';
import { limitsOf, type Loki } from '../read/loki/loki';
import { requestPathOf } from '../read/path/client';
import { writers } from '../read/path/writers';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { defaultOf } from '../loki/every-loki';

const oldLines: ManifestsRule = {
  id: 'PATH-AGE-1',
  severity: Severity.WARNING,
  title: 'Loki accepts lines as old as those that a source of Alloy reads',
  why: 'Loki rejects older lines and Alloy drops them: on the first start on a node, and after an outage of Loki',
  evidence: 'https://grafana.com/docs/loki/latest/configure/#limits_config',
  check: ({ manifests }) =>
    onRoutes(manifests, (route) => {
      const { end } = route;
      const age = lookBackOf(route);
      if (typeof end === 'string' || !age) return [];
      return writers(manifests)
        .filter(({ block }) => blocksOf(end.block, 'endpoint').includes(block))
        .flatMap((writer) => {
          const loki = requestPathOf(manifests, writer)?.loki;
          return loki ? tenantsOf(route, writer.tenant.value).flatMap((tenant) => rejected(loki, tenant, age)) : [];
        });
    }),
};

/** Time that a source looks back. */
interface LookBack {
  /** Id of the source. */
  readonly source: string;

  /** Argument that says so. */
  readonly argument: 'max_age' | 'ignore_older_than' | 'older_than';

  /** Its value. */
  readonly text: string;
}

/** Time that the source of a route looks back; undefined if its lines have no age limit, or have the time of reading. */
function lookBackOf(route: Route): LookBack | undefined {
  const own = ownLookBack(route);
  if (!own) return undefined;
  // Lines that a stage drops are not rejected.
  const drops = route.through
    .flatMap(({ block }) => blocksOf(block, 'stage.drop'))
    .flatMap((stage): LookBack[] => {
      const text = textOf(attributeOf(stage, 'older_than'));
      return text === undefined ? [] : [{ source: own.source, argument: 'older_than', text }];
    });
  return [own, ...drops].sort((a, b) => (seconds(a.text) ?? Infinity) - (seconds(b.text) ?? Infinity))[0];
}

function ownLookBack({ graph, source, through }: Route): LookBack | undefined {
  if (source.name === 'loki.source.journal') {
    const value = attributeOf(source.block, 'max_age');
    const text = value ? textOf(value) : JOURNAL_MAX_AGE;
    return text === undefined ? undefined : { source: source.id, argument: 'max_age', text };
  }
  const stages = through.flatMap(({ block }) => stagesOf(block));
  if (source.name !== 'loki.source.file' || !stages.some(({ name }) => TIME_STAGES.includes(name))) return undefined;
  const matches = referredIn(graph, attributeOf(source.block, 'targets'), source)
    .filter((component) => component?.name === 'local.file_match')
    .map((component) => component?.block);
  const text = [...blocksOf(source.block, 'file_match'), ...matches]
    .map((block) => textOf(attributeOf(block, 'ignore_older_than')))
    .find((age) => (seconds(age) ?? 0) > 0);
  return text === undefined ? undefined : { source: source.id, argument: 'ignore_older_than', text };
}

/** Default of the journal's `max_age`. */
const JOURNAL_MAX_AGE = '7h';

/** Stages that take the time of a line from the line itself. */
const TIME_STAGES = ['stage.cri', 'stage.docker', 'stage.timestamp'];

/** Tenants of the lines of a route; undefined for one that is not known. */
function tenantsOf({ through }: Route, unstaged: unknown): unknown[] {
  const staged = through
    .flatMap(({ block }) => stagesOf(block))
    .filter(({ name }) => name === 'stage.tenant')
    .map((stage) => textOf(attributeOf(stage, 'value')));
  return [unstaged, ...staged];
}

const KEY = 'reject_old_samples_max_age';

function rejected(loki: Loki, tenant: unknown, { source, argument, text }: LookBack): Finding[] {
  const limits = limitsOf(loki, tenant);
  const accepted = limits?.all[KEY] ?? defaultOf('limits', KEY);
  const limit = seconds(accepted);
  const isOff = limits?.all['reject_old_samples'] === false;
  if (!limits || isOff || limit === undefined || limit >= (seconds(text) ?? 0)) return [];
  const owner = KEY in limits.own ? limits : loki.limits[0];
  const value = KEY in limits.all ? String(accepted) : `the default of ${String(accepted)}`;
  return [
    {
      path: `${owner?.path}.${KEY}`,
      found: `${value} is shorter than the ${text} that ${source} looks back`,
      fix: `use at least ${text}, or a shorter ${argument}`,
    },
  ];
}

/** Rules about the age of lines. */
export const AGE_RULES: readonly ManifestsRule[] = [oldLines];
